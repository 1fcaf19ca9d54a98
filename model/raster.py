"""The ink buffer: a fixed square of cells into which strokes are painted with smooth edges."""

from __future__ import annotations

from functools import reduce
from math import ceil, floor, hypot
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from model.grid import CELL, SIDE
from model.segments import CENTRES, FULL, INK, NONE, capsule, disc, is_disc, lean_of, painted, surface

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from model.strokes import Stroke

REACH = 100.0
"""Coordinates up to this many canvas sides away are accepted: a hand may leave the canvas."""


class Box(NamedTuple):
    """A rectangle of cells, half open: columns ``left`` to ``right - 1``, rows ``top`` to ``bottom - 1``."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def empty(self) -> bool:
        """Whether the rectangle holds no cell at all."""
        return self.right <= self.left or self.bottom <= self.top

    @property
    def slices(self) -> tuple[slice, slice]:
        """The index ``cells[box.slices]`` of the rectangle's cells."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    def union(self, other: Box) -> Box:
        """Return the smallest rectangle that holds both; an empty one adds nothing."""
        if other.empty:
            return self
        if self.empty:
            return other
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def clip(self, other: Box) -> Box:
        """Return what both rectangles share, or `NOTHING`."""
        shared = Box(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )
        return NOTHING if shared.empty else shared


NOTHING = Box(0, 0, 0, 0)
WHOLE = Box(0, 0, SIDE, SIDE)
_MANY = 96  # segments from which on it is quicker to find out first which of them can be seen
_CENTRES_DOWN = CENTRES[:, None]


def ink_box(cells: NDArray[np.uint8]) -> Box:
    """Return the smallest box that holds every cell above zero of ``cells`` [H, W], or `NOTHING`."""
    height, width = cells.shape
    if height % CELL or width % 8 or not cells.flags.c_contiguous:
        rows = np.flatnonzero(np.bitwise_or.reduce(cells, axis=1))
        columns = np.flatnonzero(np.bitwise_or.reduce(cells, axis=0))
        if rows.size == 0:
            return NOTHING
        return Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    # the same, looking at eight cells at once and at single rows only where the ink begins and ends
    words = cells.view(np.uint64)
    either = np.bitwise_or.reduce
    bands = either(words.reshape(height // CELL, CELL, width // 8), axis=1)
    used = either(bands, axis=1).nonzero()[0]
    if used.size == 0:
        return NOTHING
    top, bottom = CELL * int(used[0]), CELL * int(used[-1])
    first = either(words[top : top + CELL], axis=1).nonzero()[0][0]
    last = either(words[bottom : bottom + CELL], axis=1).nonzero()[0][-1]
    columns = either(bands, axis=0).view(np.uint8).nonzero()[0]
    return Box(int(columns[0]), top + int(first), int(columns[-1]) + 1, bottom + int(last) + 1)


class Raster:
    """The canvas as 448 x 448 cells of ink, 0 (paper) to 255 (ink), whatever the window or the screen.

    A cell that several strokes touch keeps the most ink any of them leaves, so painting in any order, or
    twice, gives the same cells. Every cell depends only on the numbers that describe a segment, never on the
    box it was painted in: any part can be painted again on its own and fits its surroundings exactly.

    Attributes
    ----------
    cells : NDArray[uint8] [448, 448]
        A live, read-only view of the ink: the same memory for the raster's whole life.
    """

    __slots__ = ("_blank", "_cells", "cells")

    def __init__(self) -> None:
        self._cells: NDArray[np.uint8] = np.zeros((SIDE, SIDE), np.uint8)
        self.cells: NDArray[np.uint8] = self._cells.view()
        self.cells.flags.writeable = False
        self._blank: bool | None = True  # None: to be looked up

    @property
    def is_blank(self) -> bool:
        """Whether no cell holds ink. A pen only adds ink, so this is quick while one draws."""
        if self._blank is None:
            self._blank = ink_box(self._cells).empty
        return self._blank

    def segment(
        self,
        p: tuple[float, float],
        q: tuple[float, float],
        radius_p: float,
        radius_q: float,
        within: Box = WHOLE,
    ) -> Box:
        """Paint the round-ended segment from ``p`` to ``q``, darkening only.

        The shape is everything that a disc covers while it travels from ``p`` to ``q`` and its radius
        changes steadily; with ``p == q`` it is the larger disc. The ink of a cell, as a part of 255, is
        ``clip(radius + 0.5 - distance, 0, 1)`` for the disc that its centre lies deepest in.

        Parameters
        ----------
        p, q : (x, y)
            Ends, as fractions of the canvas side from its top left corner; they may lie outside the canvas.
        radius_p, radius_q : float
            Radii at the ends, in cells.
        within : Box
            Paint no cell outside this box.

        Returns
        -------
        Box
            The cells that may have changed.

        Raises
        ------
        ValueError
            For numbers that are not finite, negative radii, and points absurdly far away.
        """
        # Asked this way round, NaN is refused too
        if not (-REACH <= p[0] <= REACH and -REACH <= p[1] <= REACH
                and -REACH <= q[0] <= REACH and -REACH <= q[1] <= REACH):  # fmt: skip
            raise ValueError(f"Expected points within {REACH:g} canvas sides. Received {p} and {q}.")
        if not (0 <= radius_p <= SIDE * REACH and 0 <= radius_q <= SIDE * REACH):
            raise ValueError(f"Expected radii in cells, 0 or more. Received {radius_p} and {radius_q}.")
        px, py, qx, qy = p[0] * SIDE, p[1] * SIDE, q[0] * SIDE, q[1] * SIDE
        box = Box(
            max(within.left, floor(min(px - radius_p, qx - radius_q) - 0.5)),
            max(within.top, floor(min(py - radius_p, qy - radius_q) - 0.5)),
            min(within.right, ceil(max(px + radius_p, qx + radius_q) + 0.5)),
            min(within.bottom, ceil(max(py + radius_p, qy + radius_q) + 0.5)),
        )
        if box.empty:
            return NOTHING
        length = hypot(qx - px, qy - py)
        dot = is_disc(length, radius_p, radius_q)
        x, y, radius = (qx, qy, radius_q) if dot and radius_q > radius_p else (px, py, radius_p)
        across = CENTRES[box.left : box.right] - x * INK
        down = _CENTRES_DOWN[box.top : box.bottom] - y * INK
        if dot:
            ink = disc(across, down, surface(radius))
        else:
            way = ((qx - px) / length, (qy - py) / length)
            lean = None if radius_p == radius_q else lean_of(length, radius_p, radius_q)
            ink = capsule(across, down, way, np.float32(length * INK), surface(radius), lean)
        ink.clip(NONE, FULL, out=ink)
        target = self._cells[box.slices]
        np.maximum(target, ink.astype(np.uint8), out=target)
        if self._blank:
            self._blank = None
        return box

    def stroke(self, stroke: Stroke, within: Box = WHOLE) -> Box:
        """Paint a whole stroke; return the cells that may have changed."""
        if within.clip(stroke.box).empty:
            return NOTHING
        xs, ys = stroke.points[:, 0].tolist(), stroke.points[:, 1].tolist()
        radii = stroke.radii.tolist()
        dirty = self.segment((xs[0], ys[0]), (xs[0], ys[0]), radii[0], radii[0], within)
        for i in range(len(xs) - 1) if within == WHOLE else _segments_in(within, stroke).tolist():
            end = self.segment((xs[i], ys[i]), (xs[i + 1], ys[i + 1]), radii[i], radii[i + 1], within)
            dirty = dirty.union(end)
        return dirty

    def clear(self, within: Box = WHOLE) -> Box:
        """Remove all ink (of a box); return the box of the ink that went."""
        box = ink_box(self._cells) if within == WHOLE else within
        self._cells[box.slices] = 0
        self._blank = None
        return box

    def paint(self, strokes: Sequence[Stroke], within: Box = WHOLE) -> Box:
        """Paint strokes, be they ever so long; return the cells that may have changed."""
        touching = [stroke for stroke in strokes if not within.clip(stroke.box).empty]
        if sum(len(stroke.points) for stroke in touching) >= _MANY:
            parts = [_described(stroke, within) for stroke in touching]
            if sum(part.shape[1] for part in parts) >= _MANY:
                shape = within.bottom - within.top, within.right - within.left
                self.darken(within, painted(np.concatenate(parts, axis=1), (within.left, within.top), shape))
                return reduce(Box.union, (within.clip(stroke.box) for stroke in touching), NOTHING)
        return reduce(Box.union, [self.stroke(stroke, within) for stroke in touching], NOTHING)

    def rerender(self, strokes: Sequence[Stroke], box: Box) -> None:
        """Make the cells of ``box`` what the strokes say, leaving all others alone."""
        box = WHOLE.clip(box)
        self.clear(box)
        self.paint(strokes, box)

    def copy(self, box: Box = WHOLE) -> NDArray[np.uint8]:
        """Return the cells of ``box`` as an array of their own [rows, columns]."""
        return self._cells[box.slices].copy()

    def darken(self, box: Box, cells: NDArray[np.uint8]) -> None:
        """Lay other ink [rows, columns] on the cells of ``box``: each keeps the more of the two."""
        target = self._cells[box.slices]
        np.maximum(target, cells, out=target)
        if self._blank:
            self._blank = None

    def paste(self, box: Box, cells: NDArray[np.uint8]) -> None:
        """Put back what `copy` took."""
        self._cells[box.slices] = cells
        self._blank = None


def _described(stroke: Stroke, box: Box) -> NDArray[np.float64]:
    """Return the dot where a stroke begins and its segments that may touch a box, as `model.segments` takes them."""
    ends = stroke.points[:, :2].astype(np.float64).T * SIDE
    first = np.concatenate([[0], _segments_in(box, stroke)]).astype(int)
    last = np.concatenate([[0], first[1:] + 1])
    return np.concatenate([ends[:, first], ends[:, last], [stroke.radii[first], stroke.radii[last]]])


def _segments_in(box: Box, stroke: Stroke) -> NDArray[np.intp]:
    """Return the numbers of a stroke's segments that may touch a box."""
    xy = stroke.points[:, :2] * np.float32(SIDE)
    reach = np.float32(stroke.radii.max() + 1)
    low = np.minimum(xy[:-1], xy[1:]) - reach
    high = np.maximum(xy[:-1], xy[1:]) + reach
    touching = (low < (box.right, box.bottom)) & (high > (box.left, box.top))
    return np.flatnonzero(touching.all(axis=1))
