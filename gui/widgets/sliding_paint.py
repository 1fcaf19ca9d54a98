"""What the sliding window's picture is made of: maps, small tables, and where the window is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gui.imaging import Pixels, colours
from gui.theme import mixed, theme
from gui.widgets.cellmarks import SIGN_CELL, draw_dashes, draw_numbers, inks
from gui.widgets.sliding_layout import NUMBER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from gui.theme import LutKind
    from gui.widgets.sliding_layout import Arrangement, Grid

    Values = NDArray[np.floating[Any]]

Box = tuple[int, int, int, int]
Cell = tuple[int, int]

_VEIL: Final = 0.72


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """Values [rows, columns] of a map, coloured from 0 (or, if signed, from -high) to high."""

    values: Values
    signed: bool
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A small table beside the maps: values [rows, columns], which of them are real, and what stands above."""

    values: Values
    inside: NDArray[np.bool_] | None
    signed: bool
    high: float
    words: str
    winner: Cell | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the window is.

    Attributes
    ----------
    rows, columns
        What it reads of the left map; cells below 0 or too large are of the rim.
    place
        The cell of the right map that is written.
    area
        The part of the right map that is gone through.
    unwritten
        Boxes of what is gone through and not written yet.
    loops
        Whether what is gone through is a part, again and again.
    peeked
        Whether the pointer looks at this place while the window itself stands elsewhere.
    """

    rows: range
    columns: range
    place: Cell
    area: Box
    unwritten: tuple[Box, ...]
    loops: bool = False
    peeked: bool = False

    def window(self, grid: Grid) -> QRectF:
        """Return where the window lies on the left map."""
        return grid.box(self.rows[0], self.columns[0], self.rows[-1] + 1, self.columns[-1] + 1)


def paint_unwritten(painter: QPainter, grid: Grid, frame: Frame) -> None:
    """Cover what is not written yet, and veil what is not gone through."""
    colour = theme().palette
    top, left, bottom, right = frame.area
    for box in frame.unwritten:
        painter.fillRect(grid.box(*box), colour.raised)
    if frame.loops:
        veil = QColor(colour.dock)
        veil.setAlphaF(_VEIL)
        rows, columns = grid.shape
        for box in ((0, 0, top, columns), (bottom, 0, rows, columns), (top, 0, bottom, left),
                    (top, right, bottom, columns)):  # fmt: skip
            painter.fillRect(grid.box(*box), veil)


def paint_sheet(painter: QPainter, sheet: Sheet, grid: Grid) -> None:
    """Paint a table with its numbers, or with the signs alone where cells are small."""
    colour, (width, height) = theme().palette, grid.cell
    lut = theme().lut("signed" if sheet.signed else "map")
    tints = colours(sheet.values, lut, -sheet.high if sheet.signed else 0.0, sheet.high, 128 * sheet.signed)
    inside = np.ones(sheet.values.shape, bool) if sheet.inside is None else sheet.inside
    for (row, column), tint in np.ndenumerate(tints):
        box = grid.box(row, column, row + 1, column + 1)
        painter.fillRect(box, QColor.fromRgb(int(tint)) if inside[row, column] else colour.raised)
    painter.setPen(QPen(colour.line, 1))
    rows, columns = sheet.values.shape
    place = grid.place
    lines = [
        QLineF(place.x() + i * width, place.y(), place.x() + i * width, place.bottom()) for i in range(columns + 1)
    ]
    lines += [QLineF(place.x(), place.y() + i * height, place.right(), place.y() + i * height) for i in range(rows + 1)]
    painter.drawLines(lines)
    y, x = np.mgrid[0:rows, 0:columns]
    x, y = place.x() + (x + 0.5) * width, place.y() + (y + 0.5) * height
    dark = inks(tints.ravel()).reshape(tints.shape)
    if width >= NUMBER[0] and height >= NUMBER[1]:
        draw_numbers(painter, x[inside], y[inside], sheet.values[inside], dark[inside], width, 1.0)
    elif sheet.signed and min(width, height) >= SIGN_CELL:
        low = sheet.values < 0
        draw_dashes(painter, x[low], y[low], dark[low], width)
    if sheet.winner is not None:
        row, column = sheet.winner
        painter.setPen(QPen(colour.winner, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(grid.box(row, column, row + 1, column + 1))


def paint_lines(painter: QPainter, parts: Arrangement, frame: Frame) -> None:
    """Join the window with its numbers, and the sum with where it is written."""
    if not parts.tables:
        return
    painter.setPen(QPen(mixed(theme().palette.selection, theme().palette.dock, 0.45), 1))
    source, first, last = frame.window(parts.left), parts.tables[0].place, parts.tables[-1].place
    row, column = frame.place
    target = parts.right.box(row, column, row + 1, column + 1)
    if first.left() >= source.right():
        lines = [QLineF(source.topRight(), first.topLeft()), QLineF(source.bottomRight(), first.bottomLeft())]
    else:
        lines = [QLineF(source.bottomLeft(), first.topLeft()), QLineF(source.bottomRight(), first.topRight())]
    if last.right() <= target.left():
        lines.append(QLineF(QPointF(last.right(), last.center().y()), QPointF(target.left(), target.center().y())))
    else:
        lines.append(QLineF(QPointF(last.center().x(), last.top()), QPointF(target.center().x(), target.bottom())))
    painter.drawLines(lines)


def paint_frame(
    painter: QPainter, parts: Arrangement, frame: Frame, winner: Cell | None, lit: Sequence[tuple[int, Box]]
) -> None:
    """Outline window, place, loop, the winner of a pooling, and what is lit elsewhere."""
    colour = theme().palette
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if frame.loops:
        painter.setPen(QPen(colour.text, 1, Qt.PenStyle.DashLine))
        loop = parts.right.box(*frame.area)
        painter.drawRect(loop)
        for corner in (
            loop.topLeft(),
            loop.topRight(),
            loop.bottomLeft(),
            loop.bottomRight(),
        ):  # something to take it by
            painter.fillRect(QRectF(corner.x() - 2.5, corner.y() - 2.5, 5, 5), colour.text)
    for index, box in lit:
        painter.setPen(QPen(colour.text, 1))
        painter.drawRect((parts.left, parts.right)[index].box(*box))
    tone = colour.text if frame.peeked else colour.selection
    painter.setPen(QPen(tone, 2))
    painter.drawRect(frame.window(parts.left))
    if frame.rows.step > 1 or frame.columns.step > 1:
        painter.setPen(QPen(tone, 1))
        for row in frame.rows:
            for column in frame.columns:
                painter.drawRect(parts.left.box(row, column, row + 1, column + 1))
    if winner is not None:
        row, column = frame.rows[winner[0]], frame.columns[winner[1]]
        painter.setPen(QPen(colour.winner, 2))
        painter.drawRect(parts.left.box(row, column, row + 1, column + 1))
    row, column = frame.place
    painter.setPen(QPen(tone, 2))
    painter.drawRect(parts.right.box(row, column, row + 1, column + 1).adjusted(-1, -1, 1, 1))


def painted(picture: Picture, before: Pixels | None) -> Pixels:
    """Colour a map, in the memory there is when the shape is the one before."""
    kind: LutKind = "signed" if picture.signed else "map"
    low = -picture.high if picture.signed else 0.0
    pixels = before if before is not None and before.array.shape == picture.values.shape else None
    if pixels is None:
        pixels = Pixels(*picture.values.shape)
    pixels.array[...] = colours(picture.values, theme().lut(kind), low, picture.high, 128 * picture.signed)
    return pixels
