"""A finished drawing of what is no digit: turned, stretched and put on the canvas with a pen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_THIN, _THICK = np.log(0.04), np.log(0.12)
_SMALL, _LARGE = 0.45, 0.85


@dataclass(frozen=True, slots=True, eq=False)
class NonDigit:
    """Ink that is no digit.

    Attributes
    ----------
    family : what was drawn; the names are in `model.nondigits`.
    strokes : float64 [n, 2] each, n >= 1, as fractions of the canvas side, x right and y down. With the pen's
        width around them, all stays within 0 to 1.
    pen_width : as a fraction of the canvas side.
    """

    family: str
    strokes: list[NDArray[np.float64]]
    pen_width: float


def put_down(
    family: str,
    strokes: Sequence[NDArray[np.float64]],
    chance: np.random.Generator,
    turn: float = 0.2,
    thickest: float = 0.2,
) -> NonDigit:
    """Turn, shear and stretch strokes [n, 2] of any unit a little, and put them anywhere on the canvas.

    Parameters
    ----------
    turn : the largest angle, in radians.
    thickest : the widest pen, as a part of the drawing's longer side. Between that and thin, pens are as those
        that digits are learned with, so that no pen tells a digit from what is none.
    """
    angle, shear = chance.uniform(-turn, turn), chance.uniform(-0.2, 0.2)
    wide, high = np.exp(chance.uniform(-0.15, 0.15, 2))
    c, s = np.cos(angle), np.sin(angle)
    bend = np.array([[wide, 0], [shear, high]]) @ np.array([[c, s], [-s, c]])
    bent = [stroke @ bend for stroke in strokes]
    points = np.concatenate(bent)
    low, high_end = points.min(axis=0), points.max(axis=0)
    size = chance.uniform(_SMALL, _LARGE)
    pen = min(float(np.exp(chance.uniform(_THIN, _THICK))), thickest * size)
    size = min(size, 1 - pen)
    scale = size / (high_end - low).max()
    reach = (high_end - low) * scale / 2 + pen / 2
    middle = chance.uniform(reach, np.maximum(reach, 1 - reach))
    placed = [(stroke - (low + high_end) / 2) * scale + middle for stroke in bent]
    # What rounding could leave outside is less than anybody sees.
    return NonDigit(family, [stroke.clip(pen / 2, 1 - pen / 2) for stroke in placed], pen)
