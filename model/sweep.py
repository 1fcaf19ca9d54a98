"""Whole drawings painted at one go: the very cells that `model.raster` leaves, in half the time.

The canvas paints segment by segment, because a person watches. Where nobody does, as in an evaluation, all that
counts for a cell is how near the nearest segment passes. So the squares of the distances are collected first,
many segments at a time, and turned into ink once. Every step from a distance to ink keeps the order of its
numbers, so the nearest segment leaves the most ink, bit by bit as if each had been painted on its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.grid import SIDE
from model.strokes import pen_radius

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

_INK = 255.0
_HALF, _ZERO, _FULL = np.float32(0.5), np.float32(0), np.float32(_INK)
_SPECK = 1e-6
_TOGETHER = 64_000
"""Cells that are worked on at a time; three arrays of so many stay in the processor's second cache."""


class Sweep:
    """Paints drawings. It keeps its scratch memory, so one object belongs to one thread."""

    def __init__(self) -> None:
        # A single segment may cross the whole canvas.
        self._scratch = [np.empty(SIDE * SIDE, np.float32) for _ in range(3)]
        self._nearest = np.empty((SIDE, SIDE), np.float32)

    def paint(self, lines: Sequence[NDArray[np.floating]], width: float) -> NDArray[np.uint8]:
        """Paint lines with a round pen at full pressure.

        Parameters
        ----------
        lines : points [n, 2] each, n >= 1, as fractions of the canvas side; one line at least.
        width : of the pen, as a fraction of the canvas side.

        Returns
        -------
        uint8 [448, 448], what `Raster.stroke` leaves of the same strokes on an empty canvas.
        """
        radius = float(pen_radius(width, 1.0))
        p, q = _segments(lines)
        low = np.floor(np.minimum(p, q) - radius - 0.5).clip(0, SIDE).astype(np.intp)
        high = np.ceil(np.maximum(p, q) + radius + 0.5).clip(0, SIDE).astype(np.intp)
        # Segments of like extent are worked on together, so that little room is wasted.
        order = np.argsort((high - low).max(axis=1))
        p, q, low, high = p[order], q[order], low[order], high[order]
        left, top = low.min(axis=0).tolist()
        right, bottom = high.max(axis=0).tolist()
        nearest = self._nearest[: bottom - top, : right - left]
        nearest.fill(np.inf)
        for some, squares in self._squares(p, q, low, high - low):
            for square, (x, y), (end_x, end_y) in zip(squares, low[some].tolist(), high[some].tolist(), strict=True):
                part = nearest[y - top : end_y - top, x - left : end_x - left]
                np.minimum(part, square[: end_y - y, : end_x - x], out=part)
        ink = np.sqrt(nearest, out=nearest)
        np.subtract((radius + 0.5) * _INK + 0.5, ink, out=ink)
        ink.clip(_ZERO, _FULL, out=ink)
        cells = np.zeros((SIDE, SIDE), np.uint8)
        cells[top:bottom, left:right] = ink.astype(np.uint8)
        return cells

    def _squares(
        self, p: NDArray[np.float64], q: NDArray[np.float64], low: NDArray[np.intp], size: NDArray[np.intp]
    ) -> Iterator[tuple[slice, NDArray[np.float32]]]:
        """Yield which segments, and their squared distances [n, rows, columns] in 255ths of a cell.

        In the frame of a segment, a cell's centre lies `along` it and `aside` of it (see `model.raster`). A
        segment too short to have a direction is taken as one that leads right and ends where it begins.
        """
        way = q - p
        length = np.hypot(way[:, 0], way[:, 1])
        dot = length <= _SPECK
        ends = np.where(dot, 0, length * _INK).astype(np.float32)[:, None, None]
        way[dot], length[dot] = (1, 0), 1
        u = (way / length[:, None]).astype(np.float32)[:, :, None]
        most = int(size.max())
        centres = ((low[:, :, None] + np.arange(most)).astype(np.float32) + _HALF) * _FULL
        centres -= (p * _INK).astype(np.float32)[:, :, None]
        straight, crossed = centres * u, centres * u[:, ::-1]
        for some in _together(size.max(axis=1).tolist()):
            columns, rows = size[some].max(axis=0).tolist()
            shape = (some.stop - some.start, rows, columns)
            count = shape[0] * rows * columns
            along, aside, on = (array[:count].reshape(shape) for array in self._scratch)
            np.add(straight[some, 0, None, :columns], straight[some, 1, :rows, None], out=along)
            np.subtract(crossed[some, 0, None, :columns], crossed[some, 1, :rows, None], out=aside)
            np.maximum(along, _ZERO, out=on)  # clip() takes four times as long if a bound is an array
            np.minimum(on, ends[some], out=on)
            along -= on
            along *= along
            aside *= aside
            along += aside
            yield some, along


def _segments(lines: Sequence[NDArray[np.floating]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Both ends [n, 2] in cells of every segment, and of a dot where each line begins."""
    # float32 is what a `Stroke` keeps; from there on the raster reckons in double precision.
    places = [np.asarray(line, np.float32).astype(np.float64) * SIDE for line in lines]
    starts = [part for line in places for part in (line[:1], line[:-1])]
    return np.concatenate(starts), np.concatenate(places)


def _together(sides: Sequence[int]) -> Iterator[slice]:
    """Group growing extents so that a group of squares as large as its largest stays small."""
    start = 0
    for stop in range(1, len(sides) + 1):
        if stop == len(sides) or (stop + 1 - start) * sides[stop] ** 2 > _TOGETHER:
            yield slice(start, stop)
            start = stop
