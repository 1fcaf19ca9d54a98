"""Columns of knots joined by ribbons: what they say, and where each lies."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSizeF

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QImage

MARGIN: Final = 12.0
TITLE: Final = 22.0
NOTE: Final = 15.0
NOTES: Final = 4  # lines below a column; the first are left out where the room is low
_LOWEST, _HIGHEST = 22.0, 56.0  # height of a knot
_NARROWEST, _WIDEST = 106.0, 220.0  # width of a knot
_SLIM: Final = 74.0  # least width of a knot that is alone in its column: its number may stand below its name
_LEAST_GAP: Final = 11.0
_LOW: Final = 200.0  # height below which a column has fewer notes
_FEWER: Final = 3
_TALL: Final = 40.0  # least height of a slim knot
_ROOMY: Final = 138.0  # width from which on a knot has a picture of its own
TIGHT: Final = 118.0  # width below which numbers must be short
_FULL: Final = 0.86  # of a knot's height, for all the ribbons that leave it


@dataclass(frozen=True, slots=True, eq=False)
class Knot:
    """One node: its name, its number, how that came about, and a small picture with a marked place.

    `share` is what it gives, with its sign, of the sum of all sizes in its column, -1 to 1. `mark` is in the picture's
    own cells. `tip` puts all of it into words, once somebody wants to know.
    """

    name: str
    number: str
    detail: str = ""
    share: float = 0.0
    picture: QImage | None = None
    mark: QRectF | None = None
    tip: Callable[[], str] | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A line below a column's knots, with a ribbon of its own if it has a share; `short` is for little room."""

    name: str
    number: str
    share: float = 0.0
    short: str = ""
    is_sum: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column: its title, its knots, which of them the path goes through, and the sum below."""

    title: str
    knots: tuple[Knot, ...]
    chosen: int
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A band from one knot to another: its left and right middle, how thick, and what it carries."""

    start: QPointF
    end: QPointF
    thickness: float
    sign: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Room:
    """What a column has room for: how many knots, a picture in each, or short numbers only."""

    rows: int
    roomy: bool
    tight: bool


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where everything lies: one rectangle per knot and note of every column."""

    knots: tuple[tuple[QRectF, ...], ...]
    notes: tuple[tuple[QRectF, ...], ...]
    ribbons: tuple[Ribbon, ...]
    roomy: bool

    def scaled(self, by: float) -> Places:
        """Return the same for larger letters."""
        if by == 1:
            return self
        knots, notes = (
            tuple(tuple(_times(rect, by) for rect in column) for column in columns)
            for columns in (self.knots, self.notes)
        )
        ribbons = tuple(
            Ribbon(one.start * by, one.end * by, one.thickness * by, one.sign, one.is_chosen) for one in self.ribbons
        )
        return Places(knots, notes, ribbons, self.roomy)


def _times(rect: QRectF, by: float) -> QRectF:
    return QRectF(rect.topLeft() * by, rect.size() * by)


def room_for(size: QSizeF, counts: Sequence[int]) -> Room:
    """Return what columns of so many knots each have room for on a surface of that size."""
    rows = max(2, int((size.height() - TITLE - _note_lines(size) * NOTE - MARGIN / 2) / _LOWEST))
    width = max((width for _, width in _spans(size, counts)), default=_WIDEST)
    return Room(rows, width >= _ROOMY, width < TIGHT)


def least_width(counts: Sequence[int]) -> float:
    """Return the width below which columns of so many knots each have no room side by side."""
    return sum(map(_least, counts)) + _LEAST_GAP * (len(counts) - 1) + MARGIN


def _least(count: int) -> float:
    return _NARROWEST if count > 1 else _SLIM


def _note_lines(size: QSizeF) -> int:
    return NOTES if size.height() >= _LOW else _FEWER


def arrange(size: QSizeF, columns: Sequence[Column]) -> Places:
    """Give every knot, note and ribbon its place on a surface of that size."""
    if not columns:
        return Places((), (), (), roomy=False)
    spans = _spans(size, [len(column.knots) for column in columns])
    lines = _note_lines(size)
    bottom = size.height() - MARGIN / 2 - lines * NOTE
    highest = max(len(column.knots) for column in columns)
    row_height = min(_HIGHEST, (bottom - TITLE) / max(1, highest))
    knots, notes = [], []
    for column, (left, width) in zip(columns, spans, strict=True):
        height = max(row_height, min(_TALL, bottom - TITLE)) if width < _NARROWEST else row_height
        used = height * len(column.knots)
        top = TITLE + (bottom - TITLE - used) / 2
        knots.append(
            tuple(QRectF(left, top + row * height + 1.5, width, height - 3) for row in range(len(column.knots)))
        )
        rows = range(len(column.notes[-lines:]))
        notes.append(tuple(QRectF(left, bottom + row * NOTE, width, NOTE) for row in rows))
    ribbons = [
        ribbon
        for index in range(1, len(columns))
        for ribbon in _ribbons(knots[index - 1][columns[index - 1].chosen], columns[index], knots[index], notes[index])
    ]
    return Places(tuple(knots), tuple(notes), tuple(ribbons), spans[0][1] >= _ROOMY)


def _spans(size: QSizeF, counts: Sequence[int]) -> list[tuple[float, float]]:
    """Return where each column begins and how wide it is.

    All are alike where there is room; else those of a single knot give way.
    """
    if not counts:
        return []
    pitch = (size.width() - MARGIN) / (len(counts) - 0.1)  # behind the last there is a shorter gap
    width = min(_WIDEST, pitch * 0.76, pitch - _LEAST_GAP)
    if width >= _NARROWEST:
        return [(MARGIN + index * pitch, width) for index in range(len(counts))]
    parts = [2 if count > 1 else 1 for count in counts]
    more = max(0.0, size.width() - least_width(counts)) / sum(parts)
    widths = [_least(count) + more * part for count, part in zip(counts, parts, strict=True)]
    lefts = itertools.accumulate(widths[:-1], lambda left, width: left + width + _LEAST_GAP, initial=MARGIN)
    return list(zip(lefts, widths, strict=True))


def _ribbons(source: QRectF, column: Column, knots: Sequence[QRectF], notes: Sequence[QRectF]) -> list[Ribbon]:
    """Fan out from a knot to the knots and notes of the next column, in their order from the top."""
    aims = [
        (knot.share, place, row == column.chosen)
        for row, (knot, place) in enumerate(zip(column.knots, knots, strict=True))
    ]
    below = zip(column.notes[len(column.notes) - len(notes) :], notes, strict=True)
    aims += [(note.share, place, False) for note, place in below if note.share]
    full = source.height() * _FULL
    y = source.center().y() - full * sum(abs(share) for share, _, _ in aims) / 2
    found = []
    for share, place, is_chosen in aims:
        thickness = full * abs(share)
        start, end = QPointF(source.right(), y + thickness / 2), QPointF(place.left(), place.center().y())
        found.append(Ribbon(start, end, thickness, -1 if share < 0 else 1, is_chosen))
        y += thickness
    return found
