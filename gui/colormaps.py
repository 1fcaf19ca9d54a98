"""Colour tables for pictures: 256 opaque colours as 0xffRRGGBB words.

That is the pixel format of `QImage.Format_RGB32`. A map is a handful of anchor colours; what lies between
them is interpolated in Oklab, where equal steps look equal (Björn Ottosson, "A perceptual color space for
image processing", 2020). Every sequential map starts at the ground it is painted on and changes its lightness
in one direction only, so that it can be read without colour vision too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from gui.anchors import Anchor

_TO_LMS = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929],
     [0.2119034982, 0.6806995451, 0.1073969566],
     [0.0883024619, 0.2817188376, 0.6299787005]]
)  # fmt: skip
_TO_LAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468],
     [1.9779984951, -2.4285922050, 0.4505937099],
     [0.0259040371, 0.7827717662, -0.8086757660]]
)  # fmt: skip


def rgb(colour: str) -> NDArray[np.float64]:
    """Red, green and blue, 0-1, of ``"#RRGGBB"``."""
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255.0


def channels(table: NDArray[np.uint32]) -> NDArray[np.float64]:
    """Red, green and blue, 0-1, [n, 3], of packed colours [n]."""
    return np.stack([(table >> shift) & 0xFF for shift in (16, 8, 0)], axis=-1) / 255.0


def linear(srgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """Linear light of sRGB values (IEC 61966-2-1)."""
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def oklab(srgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """Oklab coordinates (lightness 0-1, green-red, blue-yellow) of sRGB values [..., 3]."""
    return np.asarray(np.cbrt(linear(srgb) @ _TO_LMS.T) @ _TO_LAB.T)


def _srgb(lab: NDArray[np.float64]) -> NDArray[np.float64]:
    light = (lab @ np.linalg.inv(_TO_LAB).T) ** 3 @ np.linalg.inv(_TO_LMS).T
    light = np.clip(light, 0.0, 1.0)
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)


def luminance(table: NDArray[np.uint32]) -> NDArray[np.float64]:
    """Relative luminance, 0 black to 1 white, of packed colours (WCAG 2.2)."""
    return np.asarray(linear(channels(table)) @ np.array([0.2126, 0.7152, 0.0722]))


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21, of two colours ``"#RRGGBB"`` (WCAG 2.2)."""
    pair = np.array([int("ff" + colour[1:], 16) for colour in (one, other)], np.uint32)
    dark, bright = np.sort(luminance(pair))
    return float((bright + 0.05) / (dark + 0.05))


def gradient(anchors: Sequence[Anchor], positions: NDArray[np.float64]) -> NDArray[np.uint32]:
    """Packed colours [n] at positions [n], 0-1, on the line through the anchors (ascending positions)."""
    where = [position for position, _ in anchors]
    labs = oklab(np.array([rgb(colour) for _, colour in anchors]))
    lab = np.stack([np.interp(positions, where, labs[:, axis]) for axis in range(3)], axis=-1)
    red, green, blue = np.rint(_srgb(lab) * 255).astype(np.uint32).T
    return np.asarray(0xFF000000 | red << 16 | green << 8 | blue, np.uint32)


def sequential(ground: str, anchors: Sequence[Anchor]) -> NDArray[np.uint32]:
    """Return colours uint32 [256], read-only: entry 0 is the ground, entry 255 the last anchor."""
    return _frozen(gradient([(0.0, ground), *anchors], np.linspace(0.0, 1.0, 256)))


def diverging(ground: str, arms: tuple[Sequence[str], Sequence[str]]) -> NDArray[np.uint32]:
    """Colours uint32 [256] for values around 0: entry 128 is the ground. Read-only.

    `arms` are the colours from the most negative up to 0 and from 0 up to the most positive, evenly spaced.
    """
    negative, positive = arms
    below = gradient(list(zip(np.linspace(0, 1, len(negative) + 1), [*negative, ground], strict=True)),
                     np.linspace(0.0, 1.0, 129))  # fmt: skip
    above = gradient(list(zip(np.linspace(0, 1, len(positive) + 1), [ground, *positive], strict=True)),
                     np.linspace(0.0, 1.0, 128))  # fmt: skip
    return _frozen(np.concatenate([below[:128], above]))


def _frozen(table: NDArray[np.uint32]) -> NDArray[np.uint32]:
    table = np.ascontiguousarray(table, np.uint32)
    table.flags.writeable = False
    return table
