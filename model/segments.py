"""Round-ended segments: how much ink each leaves in a cell, and many of them painted at once.

A drawing of some minutes has thousands of segments, of which most lie under others. `painted` divides a box of cells
until it knows of each part that it is full, or which few segments can be seen there; the cells are the same as if every
segment had been painted.
"""

from __future__ import annotations

from math import hypot, sqrt
from typing import TYPE_CHECKING

import numpy as np

from model.grid import SIDE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ink = NDArray[np.float32]
    Scalars = float | NDArray[np.float32]

# Lengths in ink are in 255ths of a cell, so that a depth is at once a cell's ink. With 0.5 added, cutting the fraction
# off rounds to the nearest.
INK = 255.0
NONE, FULL = np.float32(0), np.float32(INK)
CENTRES = (np.arange(SIDE, dtype=np.float32) + np.float32(0.5)) * np.float32(INK)
_ROUNDING = 0.25  # cells; much more than float32 can be wrong by
_TILE = 8  # side of the smallest parts, in cells
_AT_ONCE = 512  # pairs of a part and a segment that are computed together: they stay in the processor's cache


def surface(radius: float) -> float:
    """Where the ink of a disc of that radius, in cells, ends: half a cell outside its edge."""
    return (radius + 0.5) * INK + 0.5


def disc(across: Ink, down: Ink, surface: Scalars) -> Ink:
    """Ink, not yet held to 0-255, of a disc around the origin.

    Parameters
    ----------
    across, down : NDArray[float32] [..., columns] and [..., rows, 1]
        How far the cells' centres are right of the origin and below it, in 255ths of a cell.
    surface : float or NDArray[float32] [..., 1, 1]
        Where its ink ends.
    """
    distance: Ink = across * across + down * down
    np.sqrt(distance, out=distance)
    return np.subtract(surface, distance, out=distance)


def capsule(
    across: Ink,
    down: Ink,
    way: tuple[Scalars, Scalars],
    end: np.float32 | Ink,
    surface: Scalars,
    lean: tuple[Scalars, Scalars] | None = None,
) -> Ink:
    """Ink, not yet held to 0-255, of a disc that travels from the origin; see `disc` for what is not told here.

    In the frame of the segment a cell's centre lies ``along`` it and ``aside`` of it. Of all the discs on
    the way, centred at s with radius r + g s, the cell lies deepest in the one that minimises
    ``hypot(along - s, aside) - r - g s``. The derivative is zero at s = along + |aside| g / sqrt(1 - g^2),
    held to the segment because the function is convex.

    Parameters
    ----------
    way
        Direction of the segment, a vector of length 1.
    end
        Its length, in 255ths of a cell.
    surface
        Where the ink of the disc at the origin ends.
    lean
        g / sqrt(1 - g^2), and g; None for the same radius all the way.
    """
    ux, uy = way
    ends: Scalars = surface
    along: Ink = across * ux + down * uy
    aside: Ink = across * uy - down * ux
    if lean is None:
        nearest = along.clip(NONE, end)
    else:
        nearest = np.abs(aside)
        nearest *= lean[0]
        nearest += along
        nearest.clip(NONE, end, out=nearest)
        leaning: Ink = np.multiply(nearest, lean[1], dtype=np.float32)
        leaning += surface
        ends = leaning
    along -= nearest
    along *= along
    aside *= aside
    along += aside
    np.sqrt(along, out=along)
    return np.subtract(ends, along, out=along)


def is_disc(length: float, radius_p: float, radius_q: float) -> bool:
    """Whether one end's disc holds the other's, as in every dot; all in cells."""
    return length - abs(radius_q - radius_p) <= 1e-6


def lean_of(length: float, radius_p: float, radius_q: float) -> tuple[float, float]:
    """Return what `capsule` needs to know of a radius that changes, all in cells."""
    gain = radius_q - radius_p
    return gain / sqrt((length - gain) * (length + gain)), gain / length


def painted(segments: NDArray[np.float64], corner: tuple[int, int], shape: tuple[int, int]) -> NDArray[np.uint8]:
    """Return the ink that many segments leave in a part of the canvas.

    Parameters
    ----------
    segments : NDArray[float64] [6, n]
        Both ends x, y, x, y, and the radii there, in cells.
    corner, shape
        Left and top of the part, and how many rows and columns it has, in cells.
    """
    rows, columns = shape
    side = _TILE
    while 2 * side < max(rows, columns):
        side *= 2
    ink = np.zeros((-(-rows // _TILE) * _TILE, -(-columns // _TILE) * _TILE), np.uint8)
    tops, lefts = (corner.ravel() for corner in np.mgrid[0:rows:side, 0:columns:side])
    count = segments.shape[1]
    pairs = np.arange(len(tops)).repeat(count), np.tile(np.arange(count), len(tops))  # of a part and a segment
    way = segments[2:4] - segments[0:2]
    square = (way * way).sum(axis=0)
    way_per = np.divide(way, square, out=np.zeros_like(way), where=square > 0)
    least, most = segments[4:].min(axis=0), segments[4:].max(axis=0)
    known = np.array([*segments[0:2], *way, *way_per, least, most], np.float32)
    while True:
        parts, which = pairs
        first = np.flatnonzero(np.diff(parts, prepend=-1))
        middles = lefts + (corner[0] + side / 2), tops + (corner[1] + side / 2)
        shallowest, deepest = _depths(known[:, which], middles[0][parts], middles[1][parts])
        reach = np.float32((side - 1) * sqrt(0.5) + _ROUNDING)
        floor = np.full(len(tops), -0.5, np.float32)  # how deep every cell of a part is in some segment
        floor[parts[first]] = np.maximum.reduceat(shallowest, first) - reach if len(first) else 0
        for top, left in zip(tops[floor >= 0.5].tolist(), lefts[floor >= 0.5].tolist(), strict=True):
            ink[top : top + side, left : left + side] = 255
        seen = (deepest + reach > np.maximum(floor, np.float32(-0.5))[parts]) & (floor < 0.5)[parts]
        parts, which = parts[seen], which[seen]
        if side == _TILE:
            break
        side //= 2
        pairs = np.concatenate([parts + quarter * len(tops) for quarter in range(4)]), np.tile(which, 4)
        tops = np.concatenate([tops, tops, tops + side, tops + side])
        lefts = np.concatenate([lefts, lefts + side, lefts, lefts + side])
        inside = ((tops < rows) & (lefts < columns))[pairs[0]]
        pairs = pairs[0][inside], pairs[1][inside]
    shown, tiles = _tiles(parts, which, segments, lefts + corner[0], tops + corner[1])
    ink.reshape(len(ink) // _TILE, _TILE, -1, _TILE)[tops[shown] // _TILE, :, lefts[shown] // _TILE, :] = tiles
    return ink[:rows, :columns]


def _depths(known: Ink, x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[Ink, Ink]:
    """Return how deep places [n] lie in segments at least, and at most: radius less distance, in cells."""
    px, py, wx, wy, per_x, per_y, least, most = known
    across, down = px - x.astype(np.float32), py - y.astype(np.float32)
    place = (across * -per_x - down * per_y).clip(NONE, np.float32(1))
    across += place * wx
    down += place * wy
    distance = np.sqrt(across * across + down * down)
    return least - distance, most - distance


def _tiles(
    parts: NDArray[np.intp],
    which: NDArray[np.intp],
    segments: NDArray[np.float64],
    lefts: NDArray[np.intp],
    tops: NDArray[np.intp],
) -> tuple[NDArray[np.intp], NDArray[np.uint8]]:
    """Compute the smallest parts, of pairs with a segment that may be seen there; the pairs are in order of the parts.

    Returns the parts that have a segment, and their ink [m, 8, 8].
    """
    used, index = np.unique(which, return_inverse=True)
    px, py, qx, qy, radius_p, radius_q = segments[:, used]
    length = np.array([hypot(x, y) for x, y in zip((qx - px).tolist(), (qy - py).tolist(), strict=True)])
    gain = radius_q - radius_p
    dots = length - np.abs(gain) <= 1e-6
    swapped = dots & (gain > 0)
    length, slope = np.where(dots, 1.0, length), np.where(dots, 0.0, gain)
    x, y, radius = (np.where(swapped, b, a) for a, b in ((px, qx), (py, qy), (radius_p, radius_q)))
    lean = slope / np.sqrt((length - slope) * (length + slope)), slope / length
    told = [(qx - px) / length, (qy - py) / length, length * INK, (radius + 0.5) * INK + 0.5, *lean, x * INK, y * INK]
    values = np.array(told, np.float32)[:, :, None, None]
    places = np.arange(_TILE, dtype=np.float32) + np.float32(0.5)
    ink = np.zeros((len(tops), _TILE, _TILE), np.float32)
    kinds = np.where(dots, 0, np.where(slope == 0, 1, 2))[index]
    for kind in range(3):
        chosen = np.flatnonzero(kinds == kind)
        for start in range(0, len(chosen), _AT_ONCE):
            some = chosen[start : start + _AT_ONCE]
            ux, uy, end, ends, sideways, along, x_ink, y_ink = values[:, index[some]]
            across = (places + lefts[parts[some], None].astype(np.float32))[:, None, :] * np.float32(INK) - x_ink
            down = (places + tops[parts[some], None].astype(np.float32))[:, :, None] * np.float32(INK) - y_ink
            if kind == 0:
                found = disc(across, down, ends)
            else:
                found = capsule(across, down, (ux, uy), end, ends, (sideways, along) if kind == 2 else None)
            first = np.flatnonzero(np.diff(parts[some], prepend=-1))
            here = parts[some][first]
            ink[here] = np.maximum(ink[here], np.maximum.reduceat(found, first))
    shown = np.unique(parts)
    return shown, ink[shown].clip(NONE, FULL).astype(np.uint8)
