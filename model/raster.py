"""The ink buffer: a fixed square of cells into which strokes are painted with smooth edges."""

from __future__ import annotations

from math import ceil, floor, hypot, sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from model.grid import CELL, SIDE

if TYPE_CHECKING:
    from collections.abc import Iterable

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
        if length - abs(radius_q - radius_p) <= 1e-6:  # one end's disc holds the other's, as in every dot
            x, y, radius = (px, py, radius_p) if radius_p >= radius_q else (qx, qy, radius_q)
            ink = _disc(_across(box, x), _down(box, y), radius)
        else:
            way = ((qx - px) / length, (qy - py) / length)
            ink = _capsule(_across(box, px), _down(box, py), way, length, (radius_p, radius_q))
        ink.clip(_NONE, _FULL, out=ink)
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
        for i in range(len(xs) - 1) if within == WHOLE else _segments_in(within, stroke):
            end = self.segment((xs[i], ys[i]), (xs[i + 1], ys[i + 1]), radii[i], radii[i + 1], within)
            dirty = dirty.union(end)
        return dirty

    def clear(self, within: Box = WHOLE) -> Box:
        """Remove all ink (of a box); return the box of the ink that went."""
        box = ink_box(self._cells) if within == WHOLE else within
        self._cells[box.slices] = 0
        self._blank = None
        return box

    def rerender(self, strokes: Iterable[Stroke], box: Box) -> None:
        """Make the cells of ``box`` what the strokes say, leaving all others alone."""
        box = WHOLE.clip(box)
        self.clear(box)
        for stroke in strokes:
            self.stroke(stroke, box)

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


def _segments_in(box: Box, stroke: Stroke) -> list[int]:
    """Return the numbers of a stroke's segments that may touch a box."""
    xy = stroke.points[:, :2] * np.float32(SIDE)
    reach = np.float32(stroke.radii.max() + 1)
    low = np.minimum(xy[:-1], xy[1:]) - reach
    high = np.maximum(xy[:-1], xy[1:]) + reach
    touching = (low < (box.right, box.bottom)) & (high > (box.left, box.top))
    return [int(i) for i in np.flatnonzero(touching.all(axis=1))]


# Lengths below are in 255ths of a cell, so that a depth is at once a cell's ink. With 0.5 added, cutting the
# fraction off rounds to the nearest.
_INK = 255.0
_NONE, _FULL = np.float32(0), np.float32(_INK)
_CENTRES = (np.arange(SIDE, dtype=np.float32) + np.float32(0.5)) * np.float32(_INK)
_CENTRES_DOWN = _CENTRES[:, None]


def _across(box: Box, x: float) -> NDArray[np.float32]:
    """Distances [columns] of the cell centres from ``x``, rightwards."""
    return _CENTRES[box.left : box.right] - x * _INK


def _down(box: Box, y: float) -> NDArray[np.float32]:
    """Distances [rows, 1] of the cell centres from ``y``, downwards."""
    return _CENTRES_DOWN[box.top : box.bottom] - y * _INK


def _surface(radius: float) -> float:
    """Where the ink of a disc ends: half a cell outside its edge."""
    return (radius + 0.5) * _INK + 0.5


def _disc(across: NDArray[np.float32], down: NDArray[np.float32], radius: float) -> NDArray[np.float32]:
    """Ink [rows, columns], not yet held to 0-255, of a disc around the origin."""
    distance: NDArray[np.float32] = across * across + down * down
    np.sqrt(distance, out=distance)
    return np.subtract(_surface(radius), distance, out=distance)


def _capsule(
    across: NDArray[np.float32],
    down: NDArray[np.float32],
    way: tuple[float, float],
    length: float,
    radii: tuple[float, float],
) -> NDArray[np.float32]:
    """Ink [rows, columns], not yet held to 0-255, of a disc that travels from the origin.

    In the frame of the segment a cell's centre lies ``along`` it and ``aside`` of it. Of all the discs on
    the way, centred at s with radius r + g s, the cell lies deepest in the one that minimises
    ``hypot(along - s, aside) - r - g s``. The derivative is zero at s = along + |aside| g / sqrt(1 - g^2),
    held to the segment because the function is convex.
    """
    ux, uy = way
    along: NDArray[np.float32] = across * ux + down * uy
    aside: NDArray[np.float32] = across * uy - down * ux
    end = np.float32(length * _INK)
    surface: NDArray[np.float32] | float = _surface(radii[0])
    if radii[0] == radii[1]:
        nearest = along.clip(_NONE, end)
    else:
        gain = radii[1] - radii[0]
        nearest = np.abs(aside)
        nearest *= gain / sqrt((length - gain) * (length + gain))
        nearest += along
        nearest.clip(_NONE, end, out=nearest)
        surface = nearest * np.float32(gain / length)
        surface += _surface(radii[0])
    along -= nearest
    along *= along
    aside *= aside
    along += aside
    np.sqrt(along, out=along)
    return np.subtract(surface, along, out=along)
