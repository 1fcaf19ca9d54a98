"""The ink drawn again from its strokes, with lines of one width whatever the pen was.

A bitmap of a small digit in a thick pen, shrunk, is a blot; of a large one in a thin pen it is a hair. Strokes are
known as lines, though, so they are scaled as lines and only then given a width: the one that MNIST's digits have.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from model.grid import DIGIT, GRID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

WIDTH = 2.4
"""Of a line, in pixels of the network's picture."""
FINE = 4
"""Cells a pixel: what is drawn again has this many times the picture's resolution."""
ENLARGE = 5.0
"""Lines are never enlarged more than this against the plain averaging of the whole canvas: a dot stays a dot."""

MOST_POINTS = 4096
"""Of more points only every second is used, or every fourth, and so on: somebody who scribbles for minutes can go on
drawing. No digit has so many, and of a slow pen's each second is plenty."""
MOST_MARKS = 20_000
"""Cells that are marked along the lines; where they are longer than that, at larger distances."""

_RADIUS = WIDTH * FINE / 2
_REACH = ceil(_RADIUS + 0.5)
_MARGIN = _RADIUS + 0.5
_FAR = 200  # the squared distance of whatever is farther away; with a step's square on top it still is a byte
LARGEST = ceil(GRID * FINE + 2 * _MARGIN)
"""No sheet is wider or higher, in cells."""
_STEPS = tuple((d, np.uint8(d * d)) for d in range(1, _REACH + 1))
_SHADES = np.clip(_RADIUS + 0.5 - np.sqrt(np.arange(256)), 0, 1).astype(np.float32) * np.float32(255)
_SHADES[_FAR:] = 0
_CLOSE = 1 / (FINE * ENLARGE * GRID)


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """The box around the ink, and where it lies on its canvas.

    Attributes
    ----------
    block : NDArray[float32] [rows, columns]
        0 (paper) to 255 (ink).
    left, top : float
        Where the box begins on the canvas, in cells; a redrawn line may reach a little over the edge.
    width, height : float
        Of the canvas, in cells.
    """

    block: NDArray[np.float32]
    left: float
    top: float
    width: float
    height: float


def redraw(lines: Sequence[ArrayLike], crop: bool, scale: bool) -> Sheet | None:
    """Draw lines so that they are 2.4 pixels wide when the steps after this one have made the picture.

    Parameters
    ----------
    lines : points [n, 2 or more] each, n >= 1, x and y as fractions of the canvas side. What lies outside the
        canvas is not drawn.
    crop, scale : whether those steps are on; they decide how large a pixel will be.

    Returns
    -------
    Sheet or None
        None if no line is on the canvas.

    Notes
    -----
    The cells that a line passes through are marked, and each cell gets its ink by the distance to the nearest
    marked one. Squared distances to marks in a grid are found along the rows first and along the columns then
    (Felzenszwalb and Huttenlocher, "Distance Transforms of Sampled Functions", 2012), here in bytes and only as far
    as half a line's width.
    """
    points, breaks = _joined(_thinned(lines))
    low, high = points.min(axis=0), points.max(axis=0)
    if not (low.min() >= 0 and high.max() <= 1):
        points = _on_the_canvas(points, breaks)
        if not len(points):
            return None
        breaks = np.arange(1, len(points))
        low, high = points.min(axis=0), points.max(axis=0)
    pixels = float(GRID)  # along the canvas
    if scale:
        longest = float((high - low).max())
        room = (DIGIT - WIDTH) / longest if longest > 0 else np.inf
        pixels = min(room, ENLARGE * GRID) if crop else float(DIGIT)
    cells = points - low
    cells *= FINE * pixels
    columns, rows = (ceil(extent + 2 * _MARGIN) for extent in ((high - low) * (FINE * pixels)).tolist())
    marks = _marks(cells, breaks, rows, columns)
    left, top = (low * (FINE * pixels) - _MARGIN).tolist()
    side = FINE * pixels
    return Sheet(_SHADES.take(_squared_distances(marks, rows, columns)), left, top, side, side)


def _thinned(lines: Sequence[ArrayLike]) -> Sequence[ArrayLike]:
    """Return lines of at most `MOST_POINTS` points in all, and each one's last besides."""
    arrays = [np.asarray(line) for line in lines]
    total = sum(map(len, arrays))
    if total <= MOST_POINTS:
        return arrays
    every = 1 << (-(-total // MOST_POINTS) - 1).bit_length()
    return [np.concatenate([array[:-1:every], array[-1:]]) for array in arrays]


def _joined(lines: Sequence[ArrayLike]) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Return all points [n, 2], and the numbers of those that begin a line (but the first)."""
    arrays = [np.asarray(line, np.float64)[:, :2] for line in lines]
    if len(arrays) == 1:
        return arrays[0], np.zeros(0, np.intp)
    return np.concatenate(arrays), np.cumsum([len(array) for array in arrays[:-1]])


def _on_the_canvas(points: NDArray[np.float64], breaks: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return places [n, 2] along the lines, close to each other, of those parts that are on the canvas."""
    way = np.abs(np.diff(points, axis=0)).max(axis=1, initial=0.0)
    way[breaks - 1] = 0
    along = np.concatenate([[0.0], np.cumsum(np.minimum(way, 4.0))])
    dense = np.arange(0.0, along[-1], _CLOSE)
    places = np.concatenate([points, np.column_stack([np.interp(dense, along, points[:, i]) for i in (0, 1)])])
    inside: NDArray[np.float64] = places[((places >= 0) & (places <= 1)).all(axis=1)]
    return inside


def _marks(cells: NDArray[np.float64], breaks: NDArray[np.intp], rows: int, columns: int) -> NDArray[np.uint8]:
    """Return 0 where a line passes and `_FAR` elsewhere, uint8 [rows, columns] with a margin of `_REACH` around."""
    ways = np.abs(cells[1:] - cells[:-1])
    steps = np.maximum(ways[:, 0], ways[:, 1])
    steps[breaks - 1] = 0  # the pen was lifted here
    along = np.empty(len(cells))
    along[0] = 0
    np.cumsum(steps, out=along[1:])
    every = np.arange(0.0, along[-1], max(1.0, along[-1] / MOST_MARKS))
    pairs = np.ascontiguousarray(cells).view(np.complex128)[:, 0]  # x and y at once; in a file they lie apart
    between = np.interp(every, along, pairs)
    # The corners themselves are marked as well: they lie between the steps.
    places = np.concatenate([cells, between.view(np.float64).reshape(-1, 2)])
    places += _MARGIN + _REACH
    index = places.astype(np.intp)
    wide = columns + 2 * _REACH
    marks = np.full((rows + 2 * _REACH) * wide, _FAR, np.uint8)
    marks[index[:, 0] + index[:, 1] * wide] = 0
    return marks.reshape(-1, wide)


def _squared_distances(marks: NDArray[np.uint8], rows: int, columns: int) -> NDArray[np.uint8]:
    """Return each cell's squared distance to the nearest mark, uint8 [rows, columns]; `_FAR` or more is far."""
    across = marks[:, _REACH : _REACH + columns].copy()
    for step, square in _STEPS:
        nearer = np.minimum(marks[:, _REACH - step :][:, :columns], marks[:, _REACH + step :][:, :columns])
        nearer += square
        np.minimum(across, nearer, out=across)
    both = across[_REACH : _REACH + rows].copy()
    for step, square in _STEPS:
        nearer = np.minimum(across[_REACH - step :][:rows], across[_REACH + step :][:rows])
        nearer += square
        np.minimum(both, nearer, out=both)
    return both
