"""Strokes of the pen as timed lines, independent of any raster, and cutting them with an eraser."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from model.grid import SIDE
from model.raster import REACH, WHOLE, Box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

LIGHTEST = 0.4
"""Width of a stroke at pressure 0, as a part of its width at pressure 1."""
SLIVER = 0.25
"""Pieces of a cut stroke shorter than this many cells are swept away, and shorter cuts are not made."""

Number = TypeVar("Number", float, "NDArray[np.float64]")


def pen_radius(width: float, pressure: Number) -> Number:
    """Return the radius in cells for a pressure 0-1; linear, so that a cut stroke keeps its shape."""
    return (pressure * (1 - LIGHTEST) + LIGHTEST) * (width * (SIDE / 2))


@dataclass(frozen=True, slots=True, eq=False)
class Stroke:
    """One movement of the pen, from touching the paper to leaving it.

    Attributes
    ----------
    points : NDArray[float32] [n, 4]
        x, y as fractions of the canvas side from its top left corner; seconds since the drawing began;
        pressure 0-1. Read-only. One point alone is a dot.
    width : float
        Diameter of the line at full pressure, as a fraction of the canvas side.
    radii : NDArray[float64] [n]
        The pen's radius in cells at every point.
    reach : Box
        Cells that the stroke may touch, beyond the canvas too.
    box : Box
        Those on the canvas.

    Raises
    ------
    ValueError
        For points of another shape, numbers that are not finite or out of range.
    """

    points: NDArray[np.float32]
    width: float
    radii: NDArray[np.float64] = field(init=False, repr=False)
    reach: Box = field(init=False, repr=False)
    box: Box = field(init=False, repr=False)

    def __post_init__(self) -> None:
        points = np.array(self.points, dtype=np.float32, order="C")  # a copy that nobody else can change
        if points.ndim != 2 or points.shape[1] != 4 or len(points) == 0:
            raise ValueError(f"Expected points [n, 4] with n >= 1. Received shape {points.shape}.")
        if not (np.isfinite(points).all() and np.abs(points[:, :2]).max() <= REACH):
            raise ValueError("Expected finite points near the canvas. Received some that are not.")
        if not (points[:, 3].min() >= 0 and points[:, 3].max() <= 1):
            raise ValueError("Expected pressures from 0 to 1. Received some outside.")
        if not 0 < self.width <= 1:
            raise ValueError(f"Expected a width above 0 and at most 1. Received {self.width}.")
        points.flags.writeable = False
        radii = pen_radius(self.width, points[:, 3].astype(np.float64))
        radii.flags.writeable = False
        object.__setattr__(self, "points", points)
        object.__setattr__(self, "width", float(self.width))
        object.__setattr__(self, "radii", radii)
        object.__setattr__(self, "reach", _cells_touched(points, radii))
        object.__setattr__(self, "box", WHOLE.clip(self.reach))

    @staticmethod
    def along(xy: ArrayLike, width: float, seconds: float = 0.0, speed: float = 1.5) -> Stroke:
        """Return a stroke through the points ``xy`` [n, 2] at full pressure, drawn from ``seconds`` on.

        ``speed`` is the pen's in canvas sides a second.
        """
        line = np.asarray(xy, np.float64).reshape(-1, 2)
        steps = np.hypot(*np.diff(line, axis=0).T)
        times = seconds + np.concatenate([[0.0], np.cumsum(steps)]) / speed
        return Stroke(np.column_stack([line, times, np.ones(len(line))]).astype(np.float32), width)


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """What an eraser left of a stroke: the pieces in the stroke's order, and the cells to paint again."""

    pieces: tuple[Stroke, ...]
    box: Box


def cut(stroke: Stroke, p: tuple[float, float], q: tuple[float, float], radius: float) -> Cut | None:
    """Cut away the parts of a stroke that lie nearer than ``radius`` to the way from ``p`` to ``q``.

    What counts is the stroke's centre line. The cuts lie exactly where it crosses the eraser's edge; time and
    pressure are interpolated there.

    Parameters
    ----------
    stroke : Stroke
        The stroke; it is never changed.
    p, q : (x, y)
        Where the eraser was and is, as fractions of the canvas side.
    radius : float
        The eraser's, as a fraction of the canvas side.

    Returns
    -------
    Cut or None
        None if the eraser took nothing.
    """
    low = [min(a, b) - radius for a, b in zip(p, q, strict=True)]
    high = [max(a, b) + radius for a, b in zip(p, q, strict=True)]
    reach = stroke.reach  # of the whole pen; the eraser meets its centre line
    if not (low[0] * SIDE < reach.right and high[0] * SIDE > reach.left
            and low[1] * SIDE < reach.bottom and high[1] * SIDE > reach.top):  # fmt: skip
        return None
    gone = _spans_erased(stroke.points[:, :2].astype(np.float64), np.array(p), np.array(q), radius)
    if not gone:
        return None
    last = float(len(stroke.points) - 1)
    pieces: list[NDArray[np.float32]] = []
    swept: list[tuple[float, float]] = []
    taken = 0.0
    edges = [0.0, *(edge for span in gone for edge in span), max(last, 1.0)]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        piece = _between(stroke.points, min(start, last), min(end, last))
        if _length(piece) > SLIVER / SIDE:
            pieces.append(piece)
        else:
            swept.append((start, end))
    for start, end in gone:
        taken += _length(_between(stroke.points, min(start, last), min(end, last)))
    if pieces and taken < SLIVER / SIDE:
        return None
    # A cut end is rounded to float32, which the cells along its whole segment may feel: paint all of it again
    touched = [stroke.points[int(start) : int(np.ceil(end)) + 1] for start, end in (*gone, *swept)]
    everything = np.concatenate([part for part in touched if len(part)])
    radii = pen_radius(stroke.width, everything[:, 3].astype(np.float64))
    return Cut(tuple(Stroke(piece, stroke.width) for piece in pieces), WHOLE.clip(_cells_touched(everything, radii)))


def _cells_touched(points: NDArray[np.float32], radii: NDArray[np.float64]) -> Box:
    """Return the cells, on the canvas or beyond, within the pen's reach of the points [n, >= 2]."""
    xy = points[:, :2].astype(np.float64) * SIDE
    reach = radii[:, None] + 0.5
    left, top = np.floor((xy - reach).min(axis=0)).astype(int).tolist()
    right, bottom = np.ceil((xy + reach).max(axis=0)).astype(int).tolist()
    return Box(left, top, right, bottom)


def _length(points: NDArray[np.float32]) -> float:
    """Return the length of the line through the points [n, >= 2]."""
    return float(np.hypot(*np.diff(points[:, :2].astype(np.float64), axis=0).T).sum())


def _between(points: NDArray[np.float32], start: float, end: float) -> NDArray[np.float32]:
    """Return the part of a line between two parameters: 2.5 is halfway from point 2 to point 3."""
    inner = points[int(np.floor(start)) + 1 : int(np.ceil(end))]
    ends = [_at(points, start)[None], inner, _at(points, end)[None]]
    return np.concatenate(ends)


def _at(points: NDArray[np.float32], place: float) -> NDArray[np.float32]:
    index = min(int(place), len(points) - 1)
    part = place - index
    point: NDArray[np.float32] = points[index]
    if part > 0:
        here, there = point.astype(np.float64), points[index + 1].astype(np.float64)
        point = (here + (there - here) * part).astype(np.float32)
    return point


def _spans_erased(
    line: NDArray[np.float64], p: NDArray[np.float64], q: NDArray[np.float64], radius: float
) -> Sequence[tuple[float, float]]:
    """Return the parameter spans of a line [n, 2] within ``radius`` of the segment p-q, in order and apart.

    What lies within a radius of a segment is convex, so every straight piece of the line meets it in one
    interval: from the first to the last point in either end's disc or in the rectangle between them.
    """
    ends = (line, line) if len(line) == 1 else (line[:-1], line[1:])
    low, high = np.minimum(p, q) - radius, np.maximum(p, q) + radius
    near = np.flatnonzero(((np.minimum(*ends) < high) & (np.maximum(*ends) > low)).all(axis=1))
    if not len(near):
        return ()
    start, step = ends[0][near], ends[1][near] - ends[0][near]
    first = np.full(len(start), np.inf)
    last = np.full(len(start), -np.inf)
    way = q - p
    length = float(np.hypot(*way))
    found = [_in_disc(start - p, step, radius)]
    if length > 0:
        u = way / length
        normal = np.array([-u[1], u[0]])
        slabs = (
            _in_slab((start - p) @ u, step @ u, 0.0, length),
            _in_slab((start - p) @ normal, step @ normal, -radius, radius),
        )
        found.append(_in_disc(start - q, step, radius))
        found.append((np.maximum(slabs[0][0], slabs[1][0]), np.minimum(slabs[0][1], slabs[1][1])))
    for enter, leave in found:
        met = (enter < leave) & (leave > 0) & (enter < 1)
        first = np.where(met, np.minimum(first, np.maximum(enter, 0)), first)
        last = np.where(met, np.maximum(last, np.minimum(leave, 1)), last)
    spans: list[tuple[float, float]] = []
    met_at = np.flatnonzero(first < last)
    for i, enter, leave in zip(near[met_at].tolist(), first[met_at].tolist(), last[met_at].tolist(), strict=True):
        begin, end = i + enter, i + leave
        if spans and begin - spans[-1][1] <= 1e-9:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((begin, end))
    return spans


def _in_disc(
    start: NDArray[np.float64], step: NDArray[np.float64], radius: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return for every ``start + t step`` [n, 2] the two t between which it is in a disc at the origin."""
    a = (step * step).sum(axis=1)
    b = (start * step).sum(axis=1)
    c = (start * start).sum(axis=1) - radius * radius
    root = np.sqrt(np.maximum(b * b - a * c, 0))
    still = a == 0
    divisor = np.where(still, 1, a)
    met = np.where(still, c < 0, b * b > a * c)
    enter = np.where(met, np.where(still, -np.inf, (-b - root) / divisor), np.inf)
    leave = np.where(met, np.where(still, np.inf, (-b + root) / divisor), -np.inf)
    return enter, leave


def _in_slab(
    start: NDArray[np.float64], step: NDArray[np.float64], low: float, high: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return for every ``start + t step`` [n] the two t between which it is from ``low`` to ``high``."""
    still = step == 0
    divisor = np.where(still, 1, step)
    at_low, at_high = (low - start) / divisor, (high - start) / divisor
    held = (low < start) & (start < high)
    enter = np.where(still, np.where(held, -np.inf, np.inf), np.minimum(at_low, at_high))
    leave = np.where(still, np.where(held, np.inf, -np.inf), np.maximum(at_low, at_high))
    return enter, leave
