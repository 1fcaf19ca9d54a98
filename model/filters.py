"""Filters to try: kernels as textbooks write them, in the sizes for which their formulas have a meaning.

`model.classic` asks which of some patterns, all brought to length 1, a learned kernel resembles. Here are the numbers
that a person would type. With x to the right and y downwards, both 0 in the middle, b the binomial weights of a side
(1 2 1; 1 4 6 4 1) and d their derivative (-1 0 1; -1 -2 0 2 1):

========== =============================================================================================== ============
family     kernel                                                                                          sides
========== =============================================================================================== ============
identity   1 in the middle                                                                                 3, 5, 7
blur       1 everywhere, of sum 1: the mean of the window                                                  3, 5, 7
gaussian   b(x) b(y), of sum 1                                                                             3, 5, 7
sharpen    identity less Laplacian                                                                         3, 5, 7
sobel      -1 0 1 times 1 2 1; larger ones are smoothed first, which gives d(x) b(y) (Sobel and Feldman,   3, 5, 7
           "A 3x3 isotropic gradient operator for image processing", 1968)
prewitt    x in every row, the slope of the plane of least squares (Prewitt, "Object enhancement  3, 5, 7
           and extraction", 1970)
scharr     -1 0 1 times 3 10 3 (Scharr, "Optimale Operatoren in der Digitalen Bildverarbeitung", 2000)     3
laplacian  1 above, below, left and right, -4 in the middle; larger ones are smoothed by b(x) b(y) first   3, 5, 7
           (Marr and Hildreth, "Theory of edge detection", 1980)
line       1 on the middle column, less the mean                                                           3, 5, 7
corner     1 on one quarter with its two middle lines, less the mean                                       3, 5, 7
chess      1 and -1 as on a chessboard, less the mean                                                      3, 5, 7
gabor      a cosine wave under a Gaussian bell, less the mean (Daugman, "Uncertainty relation for          5, 7
           resolution in space, spatial frequency, and orientation", JOSA A 2, 1985)
emboss     identity and the Sobel filter towards the lower right                                           3, 5, 7
========== =============================================================================================== ============

Edges and lines turn in steps of 45 degrees: every ring around the middle moves on by an eighth of its cells, as in the
compass masks (Robinson, "Edge detection by compass gradient masks", Computer Graphics and Image Processing 6, 1977).

Of edges, lines, corners and textures the weights above 0 sum to the same for every side (to 4 for Sobel): so where
paper meets ink, 5x5 tells the same as 3x3, and what differs between them is not just strength.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
_Floats = NDArray[np.float64]

SIDES: Final = (3, 5, 7)
FAMILIES: Final = (
    "identity", "blur", "gaussian", "sharpen", "sobel", "prewitt", "scharr", "laplacian", "line", "corner", "chess",
    "gabor", "emboss",
)  # fmt: skip
EDGES: Final = ("right", "down right", "down", "down left")
"""Where a filter for edges is positive; with the signs turned round, the other four."""
LINES: Final = ("vertical", "rising", "horizontal", "falling")
CORNERS: Final = ("up left", "up right", "down left", "down right")
_EIGHTHS: Final = {"right": 0, "down right": 1, "down": 2, "down left": 3} | dict(zip(LINES, (0, 1, 2, 3), strict=True))
_SOBEL: Final = np.outer((1.0, 2.0, 1.0), (-1.0, 0.0, 1.0))
_ABOVE: Final = {"sobel": 4.0, "prewitt": 3.0, "scharr": 16.0, "line": 6.0, "corner": 4.0, "chess": 4.0, "gabor": 4.0}


@dataclass(frozen=True, slots=True, eq=False)
class Preset:
    """One filter.

    Attributes
    ----------
    family
        One of `FAMILIES`.
    direction
        Of an edge and a corner, where it is positive: 'right', 'down right', ...; of a line and a wave, how it runs
        from left to right: 'vertical', 'rising', 'horizontal', 'falling'. The others have none: ''.
    kernel
        float32 [side, side], read-only.
    """

    family: str
    direction: str
    kernel: Array

    @property
    def key(self) -> str:
        """Name it: 'blur', 'sobel down right'. The same for every side."""
        return f"{self.family} {self.direction}".strip()


@lru_cache(maxsize=8)
def presets(side: int) -> tuple[Preset, ...]:
    """Return the filters for kernels of that side, family by family; none for a side that is not in `SIDES`."""
    if side not in SIDES:
        return ()
    identity = np.zeros((side, side))
    identity[side // 2, side // 2] = 1
    laplacian = _smoothed(np.array([(0, 1, 0), (1, -4, 1), (0, 1, 0)]), side)
    sobel = {to: _scaled("sobel", _smoothed(_turned(_SOBEL, _EIGHTHS[to]), side)) for to in EDGES}
    x = np.arange(side) - side / 2 + 0.5
    upright = np.zeros((side, side))
    upright[:, side // 2] = 1
    found: list[tuple[str, str, _Floats]] = [
        ("identity", "", identity),
        ("blur", "", np.full((side, side), 1 / side**2)),
        ("gaussian", "", _smoothed(np.array([(1, 2, 1), (2, 4, 2), (1, 2, 1)]) / 16, side)),
        ("sharpen", "", identity - laplacian),
        *(("sobel", to, sobel[to]) for to in EDGES),
        *(("prewitt", to, _turned(np.outer(np.ones(side), x), _EIGHTHS[to])) for to in EDGES),
    ]
    if side == 3:
        found += [("scharr", to, _turned(np.outer((3.0, 10.0, 3.0), (-1.0, 0.0, 1.0)), _EIGHTHS[to])) for to in EDGES]
    found.append(("laplacian", "", laplacian))
    found += [("line", to, centred(_turned(upright, _EIGHTHS[to]))) for to in LINES]
    found += [("corner", to, centred(quarter(side, side, to))) for to in CORNERS]
    found.append(("chess", "", centred(chessboard(side, side))))
    if side > 3:
        found += [("gabor", to, _gabor(side, to)) for to in LINES]
    found.append(("emboss", "", identity + sobel["down right"]))
    return tuple(Preset(family, direction, _kept(family, kernel)) for family, direction, kernel in found)


def binomial(side: int) -> _Floats:
    """Return the binomial weights of a side, float64 [side]: 1 2 1; 1 4 6 4 1; a bell of whole numbers."""
    weights = np.ones(1)
    for _ in range(side - 1):
        weights = np.convolve(weights, (1, 1))
    return weights


def quarter(rows: int, columns: int, towards: str) -> NDArray[np.bool_]:
    """Return one quarter with its two middle lines, bool [rows, columns]; `towards` is one of `CORNERS`."""
    below, right = (1 if "down" in towards else -1), (1 if "right" in towards else -1)
    y, x = np.arange(rows) - rows // 2, np.arange(columns) - columns // 2
    return np.asarray(np.logical_and.outer(y * below >= 0, x * right >= 0))


def chessboard(rows: int, columns: int) -> _Floats:
    """Return 1 and -1 by turns, 1 in the middle, float64 [rows, columns]."""
    y, x = np.arange(rows) - rows // 2, np.arange(columns) - columns // 2
    return np.asarray((-1.0) ** np.add.outer(y, x))


def centred(pattern: _Floats | NDArray[np.bool_]) -> _Floats:
    """Return a pattern less its mean, float64."""
    values = pattern.astype(np.float64)
    return np.asarray(values - values.mean())


def _smoothed(kernel: _Floats, side: int) -> _Floats:
    """Return a 3x3 kernel folded with the binomial weights of sum 1 that make it as large as wanted."""
    bell = np.outer(binomial(side - 2), binomial(side - 2)) / 4.0 ** (side - 3)
    smoothed = np.zeros((side, side))
    for (i, j), weight in np.ndenumerate(kernel):
        smoothed[i : i + side - 2, j : j + side - 2] += weight * bell
    return smoothed


def _turned(kernel: _Floats, eighths: int) -> _Floats:
    """Turn a square kernel clockwise, `eighths` times 45 degrees: each ring moves on by an eighth of its cells."""
    turned, middle = kernel.astype(np.float64), len(kernel) // 2
    for radius in range(1, middle + 1):
        cells = _ring(middle, radius)
        turned[cells] = np.roll(turned[cells], eighths * radius)
    return turned


def _ring(middle: int, radius: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return rows and columns of the cells at a distance from the middle, clockwise from the upper left corner."""
    side = np.arange(-radius, radius)
    far = np.full(2 * radius, radius)
    rows, columns = np.concatenate([-far, side, far, -side]), np.concatenate([side, far, -side, -far])
    return middle + rows, middle + columns


def _gabor(side: int, runs: str) -> _Floats:
    """Return a wave whose stripes run that way; half a wave and a half in 5x5, two in 7x7.

    The bell is as wide as gives the filter a bandwidth of one octave, 0.56 of the wave's length, and twice as long.
    """
    angle = np.pi / 4 * _EIGHTHS[runs]
    y, x = np.mgrid[:side, :side] - side // 2
    across, along = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    length = (side + 1) / 2
    bell = np.exp(-(across**2 + (along / 2) ** 2) / (2 * (0.56 * length) ** 2))
    return centred(bell * np.cos(2 * np.pi * across / length))


def _scaled(family: str, kernel: _Floats) -> _Floats:
    """Bring the weights above 0 to the sum that they have in this family's 3x3."""
    return np.asarray(kernel * (_ABOVE[family] / kernel[kernel > 0].sum())) if family in _ABOVE else kernel


def _kept(family: str, kernel: _Floats) -> Array:
    kept = np.round(_scaled(family, kernel), 9).astype(np.float32) + np.float32(0)  # no negative zeros
    kept.flags.writeable = False
    return kept
