"""From a picture of a digit on some ground to ink: what is paper, what is a line on it, what is only dirt.

A polarity and a channel are chosen on a small copy. The ground is what remains when everything narrow is filled. What
rises from it to a part of its greatest height is looked at: ruled lines go, and the largest piece stays with what lies
near it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from model.digitize import digitize
from model.grid import GRID
from model.morphology import closing, highest, opening, pieces
from model.raster import ink_box
from model.ruling import ruling

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Rise = NDArray[np.float32]

FAINTEST = 0.1
"""The difference between ink and paper, as a part of the paper's brightness, below which there is no ink."""
NOISE = 8.0
"""The same in standard deviations of the noise that smoothing leaves."""
WINDOW = 0.42
"""Width of the widest stroke that is told from the ground, as a part of the longer side."""
CLEAR = 0.3
"""Only what differs so much from paper is ink although it reaches two sides: fainter, it is uneven light."""
LOW = 0.3
"""What rises to this part of the greatest height is looked at; further down there are shades and smears."""
FOOT, SHOULDER = 0.25, 0.75
"""The parts of the digit's own height at which its ink begins and at which it is full."""
LEAST = 0.025
"""A digit is at least this high or wide, as a part of the longer side."""
NEAR = 0.25
"""Pieces this near to the largest one, as a part of its longer side, belong to it ..."""
SPECK = 0.02
"""... if they hold this part of its ink."""
INNER = 0.1
"""What touches the border is the desk or a shadow if something inside is at least this part as long."""
QUIET = 0.5
"""Noise (standard deviation in levels) up to which nothing is smoothed."""
PALE = 0.7
"""Pieces at the border that rise to less than this part of the largest one's height are shadows."""
MARGIN = 0.015
"""So much paper (as a part of the longer side) around a digit is as good as none."""
SKETCH = 320
"""Longer side of the small copy."""
NARROW = (0.015, 0.03, 0.06, 0.12, 0.25)
"""What counts as narrow when a polarity is chosen, as parts of the longer side."""
MATTERS = 0.1
"""A width counts fully if so much of all that is narrow is found at it."""
FRAME = 0.02
"""A frame around a screenshot is thinner than this part of the longer side."""
RANGE = 24.0
"""Levels of difference below which the border tells little."""
BORDER = 4.0
"""What the border says weighs as much as so many widths."""
PREFERRED = 1.25
"""A colour must show the ink this many times as clearly as the brightness does, which has less noise."""
DARKEST = 32
"""Differences on a ground darker than this (of 255) are taken as on this one."""
BLANK = 16
"""Levels of difference below which a picture of 28 x 28 pixels is blank."""


def digit_in(levels: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """Read the digit of a picture as the 28 x 28 picture that the network takes.

    Parameters
    ----------
    levels : NDArray[uint8] [H, W] or [H, W, 3]
        Grey, or red, green and blue; see `ink_of`.

    Returns
    -------
    NDArray[uint8] [28, 28] or None
        0 paper to 255 ink; None if there is no ink.
    """
    ink = ink_of(levels)
    box = ink_box(ink)
    if box.empty:
        return None
    if ink.shape == (GRID, GRID):
        return ink
    # cut out first: on a photo no canvas tells that a small digit was meant to be small
    image: NDArray[np.uint8] = np.rint(digitize(ink[box.slices]).image * 255).astype(np.uint8)
    return image


def ink_of(levels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the ink of a picture of a digit.

    Parameters
    ----------
    levels : NDArray[uint8] [H, W] or [H, W, 3]
        0 black to 255 white; ink dark on light ground or light on dark.

    Returns
    -------
    NDArray[uint8] [H, W]
        0 paper to 255 ink, edges as soft as they were; all 0 if there is no ink. A picture of 28 x 28 is one
        of MNIST's kind: it is turned to white on black if need be and otherwise left as it is.
    """
    channels = _channels(levels)
    if levels.shape[:2] == (GRID, GRID):
        return _small(channels[0])
    step = -(-max(levels.shape) // SKETCH)
    sketches = [_reduced(channel, step) for channel in channels]
    sign = 1 if _is_light(sketches[0]) else -1
    tight = _is_tight(sketches[0], sign)
    seen = [_find(*_rise(sketch, sign, tight), tight) for sketch in sketches]
    contrast = [0.0 if found is None else found.contrast for found in seen]
    best = int(np.argmax(np.multiply(contrast, [PREFERRED] + [1.0] * (len(contrast) - 1))))
    rise, noise = _rise(channels[best], sign, tight)
    found = _find(rise, noise, tight)
    if found is None:
        return np.zeros(levels.shape[:2], np.uint8)
    soft = np.clip((rise / found.contrast - FOOT) / (SHOULDER - FOOT), 0, 1)
    around = highest(found.mask.astype(np.uint8), 5)
    ink: NDArray[np.uint8] = np.rint(soft * around * 255).astype(np.uint8)
    return ink


def _small(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    border = float(np.median(np.concatenate(_sides(grey))))
    above, below = float(grey.max()) - border, border - float(grey.min())
    if max(above, below) < BLANK:
        return np.zeros_like(grey)
    return grey.copy() if above >= below else 255 - grey


# ---- channel and polarity


def _channels(levels: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """Return the brightness, and red, green and blue if they differ from it."""
    if levels.ndim == 2:
        return [levels]
    grey = np.rint(levels @ np.array([0.299, 0.587, 0.114], np.float32)).astype(np.uint8)
    return [grey, *(np.ascontiguousarray(levels[..., number]) for number in range(3))]


def _is_light(sketch: NDArray[np.uint8]) -> bool:
    """Whether the ink is lighter than the ground.

    Two signs: what is narrower is ink, at most of the widths that one may mean by narrow; and the border is ground,
    unless it is a thin frame. Neither is enough: on a photo half of the border may lie in a shadow, and in a
    picture of nothing but a digit the gaps are as narrow as the strokes.
    """
    smooth, _ = _smooth(sketch)
    filled = np.array([_narrow(smooth, width) for width in NARROW])  # mass of dark and of light, at every width
    least = MATTERS * filled.max() + 1
    narrow = float(((filled[:, 1] - filled[:, 0]) / np.maximum(filled.max(axis=1), least)).sum())
    width = _odd(FRAME, smooth)
    plain = opening(closing(smooth, width), width)
    black, white = np.percentile(plain, [0.5, 99.5])
    border = np.concatenate(_sides(plain))
    level = float(np.clip(border.astype(np.float64), black, white).mean())
    ground = (black + white - 2 * level) / max(RANGE, white - black)
    return bool(narrow + BORDER * ground > 0)


def _is_tight(sketch: NDArray[np.uint8], sign: int) -> bool:
    """Whether the picture is cut out along the digit, so that ink ends with it on all four sides."""
    found = _find(*_rise(sketch, sign, True), True)
    if found is None:
        return False
    box, margin = ink_box(found.mask.view(np.uint8)), round(MARGIN * max(sketch.shape))
    bottom, right = (length - margin for length in sketch.shape)
    return bool(max(box.left, box.top) <= margin and box.right >= right and box.bottom >= bottom)


def _sides(picture: NDArray[np.generic]) -> tuple[NDArray[np.generic], ...]:
    return picture[0], picture[-1], picture[:, 0], picture[:, -1]


def _narrow(grey: NDArray[np.uint8], part: float) -> tuple[int, int]:
    """Return how much there is that is narrower than a part of the longer side: dark on light, and light on dark."""
    width = _odd(part, grey)
    dark = closing(grey, width).sum(dtype=np.int64) - grey.sum(dtype=np.int64)
    light = grey.sum(dtype=np.int64) - opening(grey, width).sum(dtype=np.int64)
    return int(dark), int(light)


def _odd(part: float, grey: NDArray[np.uint8]) -> int:
    return max(3, int(part * max(grey.shape))) | 1


def _reduced(grey: NDArray[np.uint8], step: int) -> NDArray[np.uint8]:
    """Return means of step x step pixels."""
    if step == 1:
        return grey
    down, across = (min(step, length) for length in grey.shape)
    rows, columns = grey.shape[0] // down, grey.shape[1] // across
    blocks = grey[: rows * down, : columns * across].reshape(rows, down, columns, across)
    means: NDArray[np.uint8] = blocks.mean(axis=(1, 3), dtype=np.float32).astype(np.uint8)
    return means


# ---- the ground


def _rise(grey: NDArray[np.uint8], sign: int, tight: bool) -> tuple[Rise, float]:
    """Return how far a picture lies above (sign 1) or below (-1) its ground, and the noise of that.

    Both are parts of the light that falls on that place: so ink is as deep in a shadow as beside it. What
    reaches the border is taken to go on beyond it, like a shadow or the desk, unless the picture is `tight`.
    """
    smooth, noise = _smooth(grey)
    width = _odd(WINDOW, grey)
    beyond = 0 if tight else width // 2
    wide = np.pad(smooth, beyond, mode="edge")
    inside = tuple(slice(beyond, beyond + length) for length in grey.shape)
    white = closing(wide, width)[inside]
    light = np.maximum(white, max(DARKEST, white.max() / 4)).astype(np.float32)
    rise = smooth - opening(wide, width)[inside] if sign > 0 else white - smooth
    return (rise / light).astype(np.float32), noise / float(np.median(light))


def _smooth(grey: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], float]:
    """Return a noisy picture's means of 3 x 3 pixels, another as it is; and the noise (standard deviation) left."""
    if min(grey.shape) < 100:
        return grey, 0.0
    step = np.abs(np.diff(grey.astype(np.int16), axis=1))
    noise = 1.05 * float(np.median(step))  # Gaussian noise: median |difference| = 0.6745 * sqrt(2) deviations
    if noise < QUIET:
        return grey, noise
    sums = np.pad(grey, 1, mode="edge").astype(np.uint16)
    sums = sums[:-2] + sums[1:-1] + sums[2:]
    sums = sums[:, :-2] + sums[:, 1:-1] + sums[:, 2:]
    return (sums // 9).astype(np.uint8), noise / 3


# ---- the digit


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """The pixels of a digit, and how far they rise."""

    mask: NDArray[np.bool_]
    contrast: float


def _find(rise: Rise, noise: float, tight: bool) -> _Found | None:
    """Return the piece or pieces of a digit in what rises from the ground; None if there are none."""
    count = max(4, rise.size // 1000)
    if rise.size <= count:
        return None
    deepest = float(np.partition(rise, rise.size - count, axis=None)[-count:].mean())
    floor = max(FAINTEST, NOISE * noise)
    if deepest < floor:
        return None
    mask = rise > max(LOW * deepest, floor / 2)
    mask &= ~ruling(mask)
    mask = _main(mask, rise, tight)
    contrast = float(np.percentile(rise[mask], 75)) if mask.any() else 0.0
    faint = contrast < (CLEAR if sum(side.any() for side in _sides(mask)) > 1 else floor)
    return None if faint else _Found(mask, contrast)


def _main(mask: NDArray[np.bool_], rise: Rise, tight: bool) -> NDArray[np.bool_]:
    """Return the largest piece of a mask with its neighbours; inside the picture, unless it is `tight`."""
    number = pieces(mask)
    weight = np.bincount(number.ravel(), rise.ravel())
    boxes = _boxes(number, len(weight))
    length = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
    weight[0] = 0
    weight[length < max(3, LEAST * max(mask.shape))] = 0
    bottom, right = mask.shape
    touches = (boxes[:, 0] <= 0) | (boxes[:, 1] <= 0) | (boxes[:, 2] >= bottom) | (boxes[:, 3] >= right)
    inner = (weight > 0) & ~touches
    if tight:  # a shadow is paler than the digit
        depth = weight / np.maximum(1, np.bincount(number.ravel()))
        weight[touches & (depth < PALE * depth[weight.argmax()])] = 0
    elif inner.any():
        weight[touches & (INNER * length < length[inner].max())] = 0
    if not weight.any():
        return np.zeros_like(mask)
    main = int(weight.argmax())
    apart = np.maximum(boxes[:, :2] - boxes[main, 2:], boxes[main, :2] - boxes[:, 2:]).max(axis=1)
    keep = (weight >= SPECK * weight[main]) & (apart <= NEAR * length[main])
    keep[0] = False
    found: NDArray[np.bool_] = keep[number]
    return found


def _boxes(number: NDArray[np.intp], count: int) -> NDArray[np.intp]:
    """Return top, left, bottom and right of every piece, [count, 4]."""
    boxes = np.zeros((count, 4), np.intp)
    rows, columns = np.nonzero(number)
    which = number[rows, columns]
    boxes[:, :2] = number.shape
    for axis, places in enumerate((rows, columns)):
        np.minimum.at(boxes[:, axis], which, places)
        np.maximum.at(boxes[:, axis + 2], which, places + 1)
    return boxes
