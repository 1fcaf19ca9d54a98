"""Which strokes belong together when the ink may hold several digits in a row, or rows of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, pairwise
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from model.strokes import Stroke

    Points = NDArray[np.float64]

MOST = 16
"""More pieces than this are a scribble, no number."""
MOST_STROKES = 48
"""And so are more strokes than this."""
NEAR = 0.11
"""Lines nearer to each other than this part of their row's height belong together."""
RUN_TOGETHER = 0.5
"""So do lines nearer than this part of the pen's width: their ink has run into one."""
SHARED = 0.3
"""So do lines that share more than this part of the narrower one's width."""
LOWEST = 0.35
"""The lowest piece of a row, as a part of the highest: beside a digit a short bar is no digit."""
LOWEST_ROW = 0.5
"""The lowest row, as a part of the highest."""
BETWEEN_ROWS = 0.12
"""Paper between two rows, at least, as a part of the highest."""
_STRAIGHT = 0.1
"""An upright line counts as this wide, as a part of its row's height."""
_SPACING = 0.02
_MOST_POINTS = 200


class Bounds(NamedTuple):
    """The rectangle around some lines, in fractions of the canvas side."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    def union(self, other: Bounds) -> Bounds:
        """Return the rectangle around both."""
        return Bounds(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Strokes that belong together.

    Attributes
    ----------
    strokes : tuple of Stroke, in the order of drawing.
    bounds : Bounds around the middle of their lines.
    """

    strokes: tuple[Stroke, ...]
    bounds: Bounds


def group(strokes: Sequence[Stroke]) -> tuple[Piece, ...]:
    """Sort strokes into the pieces that could be one digit each.

    Lines that come near each other, or lie above each other in the same row, belong together. What then stands
    side by side, about equally high, are separate pieces. Rows are told apart where one of them holds several pieces:
    two rings above each other are an 8. Everything is measured against the height of the row, so that small writing
    is grouped like large.

    Parameters
    ----------
    strokes : sequence of Stroke
        Those that leave no ink on the canvas belong to no piece.

    Returns
    -------
    tuple of Piece
        In the order of reading: row by row, from left to right. A single one if the ink cannot be several digits;
        none without ink.
    """
    lines = [_Line.of((stroke,)) for stroke in strokes if not stroke.box.empty]
    if not lines:
        return ()
    rows = _rows(lines) if len(lines) <= MOST_STROKES else []
    for attempt in (rows, [lines]) if len(rows) > 1 else (rows,):
        pieces = [_pieces(row) for row in attempt]
        found = [piece for row in pieces for piece in row]
        if len(pieces) < len(found) <= MOST and all(map(_alike, pieces)):
            return tuple(_piece(piece, strokes) for piece in found)
    return (_piece(_Line.join(lines), strokes),)


def split(strokes: Sequence[Stroke], accepted: Callable[[Piece], bool]) -> tuple[Piece, ...]:
    """Return the digits that the ink holds, if it holds several: every piece must be accepted as one.

    Otherwise the pieces are one symbol - a 5 with a loose bar, a broken 4 - and nothing is returned.
    """
    pieces = group(strokes)
    return pieces if len(pieces) > 1 and all(map(accepted, pieces)) else ()


# --- lines and what lies between them -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """One or several strokes taken as one shape."""

    strokes: tuple[Stroke, ...]
    bounds: Bounds

    @staticmethod
    def of(strokes: tuple[Stroke, ...]) -> _Line:
        xy = np.concatenate([stroke.points[:, :2] for stroke in strokes])
        return _Line(strokes, Bounds(*xy.min(axis=0).tolist(), *xy.max(axis=0).tolist()))

    @staticmethod
    def join(lines: Iterable[_Line]) -> _Line:
        return _Line.of(tuple(stroke for line in lines for stroke in line.strokes))


def _piece(line: _Line, order: Sequence[Stroke]) -> Piece:
    inside = set(map(id, line.strokes))
    return Piece(tuple(stroke for stroke in order if id(stroke) in inside), line.bounds)


def _rows(lines: Sequence[_Line]) -> list[list[_Line]]:
    """Sort lines into rows with paper between them, from top to bottom; all in one if they are no rows of a text."""
    rows: list[list[_Line]] = []
    bottom = -np.inf
    for line in sorted(lines, key=lambda line: line.bounds.top):
        if not rows or line.bounds.top > bottom:
            rows.append([])
        rows[-1].append(line)
        bottom = max(bottom, line.bounds.bottom)
    bounds = [_Line.join(row).bounds for row in rows]
    high = max(row.height for row in bounds)
    low = min(row.height for row in bounds)
    pen = max(stroke.width for line in lines for stroke in line.strokes)
    paper = max(BETWEEN_ROWS * high, RUN_TOGETHER * pen)
    apart = all(below.top - above.bottom > paper for above, below in pairwise(bounds))
    return rows if apart and low >= LOWEST_ROW * high else [list(lines)]


def _pieces(row: Sequence[_Line]) -> list[_Line]:
    """Join the lines of a row that belong together; from left to right."""
    height = max(_Line.join(row).bounds.height, max(stroke.width for line in row for stroke in line.strokes))
    points = [_along(line.strokes[0], _SPACING * height) for line in row]
    found = _joined(row, lambda one, other: _touch(row[one], row[other], points[one], points[other], height))
    while True:  # joined lines are wider, and may share more
        again = _stacked(found, height)
        if len(again) == len(found):
            return sorted(found, key=lambda line: line.bounds.left + line.bounds.right)
        found = again


def _stacked(lines: Sequence[_Line], height: float) -> list[_Line]:
    """Join the lines that lie above each other."""
    return _joined(lines, lambda one, other: _share(lines[one].bounds, lines[other].bounds, height))


def _joined(lines: Sequence[_Line], together: Callable[[int, int], bool]) -> list[_Line]:
    """Join all lines that belong together, by their numbers, directly or by way of others."""
    groups = [{number} for number in range(len(lines))]
    for one, other in combinations(range(len(lines)), 2):
        here = next(group for group in groups if one in group)
        if other not in here and together(one, other):
            there = next(group for group in groups if other in group)
            groups.remove(there)
            here |= there
    return [_Line.join(lines[number] for number in sorted(group)) for group in groups]


def _touch(one: _Line, other: _Line, p: Points, q: Points, height: float) -> bool:
    """Whether two single strokes, with points [n, 2] along them, come near each other somewhere."""
    pen = (one.strokes[0].width + other.strokes[0].width) / 2
    reach = max(NEAR * height, RUN_TOGETHER * pen)
    a, b = one.bounds, other.bounds
    if max(b.left - a.right, a.left - b.right, b.top - a.bottom, a.top - b.bottom) > reach:
        return False
    squares = (p * p).sum(axis=1)[:, None] + (q * q).sum(axis=1) - 2 * (p @ q.T)
    return float(squares.min()) <= reach * reach


def _share(one: Bounds, other: Bounds, height: float) -> bool:
    """Whether two shapes lie above each other, for the most part of the narrower one."""
    narrow = _STRAIGHT * height
    shared = min(one.right, other.right) - max(one.left, other.left) + narrow
    return shared > SHARED * (min(one.width, other.width) + narrow)


def _alike(pieces: Sequence[_Line]) -> bool:
    heights = [piece.bounds.height for piece in pieces]
    return min(heights) >= LOWEST * max(heights) > 0


def _along(stroke: Stroke, spacing: float) -> Points:
    """Return points [n, 2] along a stroke, about evenly spaced."""
    xy = stroke.points[:, :2].astype(np.float64)
    way = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    count = min(_MOST_POINTS, 1 + ceil(way[-1] / spacing)) if spacing > 0 else 1
    places = np.linspace(0, way[-1], count)
    return np.column_stack([np.interp(places, way, xy[:, axis]) for axis in (0, 1)])
