"""What was taken for what: a table of counts whose errors stand out, and of which a cell can be chosen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gui.theme import mixed, theme
from gui.widgets.focus import Ringed
from gui.widgets.spoken import Spoken

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent

    Cell = tuple[int, int]

_LEAST, _USUAL, _MOST = 11, 24, 40  # height and width of a cell
_FAINTEST: Final = 0.18


def _plain(row: int, column: int, count: int) -> str:
    return f"{row} → {column}: {count}"


class Confusion(Ringed):
    """Rows are what is shown, columns what was answered. The setters emit nothing.

    A click, or the arrow keys and Enter, choose a cell; the same cell again, or Escape, let go.
    """

    cellChosen = Signal(int, int)
    """The person chose a row and a column; -1 and -1: none."""

    def __init__(self, size: int = 10, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table: NDArray[np.int64] = np.zeros((size, size), np.int64)
        self._words: Callable[[int, int, int], str] = _plain
        self._titles = ("", "")
        self._chosen: Cell | None = None
        self._cursor: Cell = (0, 0)
        self._hover: Cell | None = None
        self._spoken = Spoken(self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        theme().changed.connect(self.update)

    # --- what is shown --------------------------------------------------------------------------------------

    def set_table(self, table: NDArray[np.int64]) -> None:
        """Show counts [n, n]; nothing is chosen then."""
        self._table, self._chosen = table, None
        self.update()

    def set_words(self, words: Callable[[int, int, int], str], rows: str, columns: str) -> None:
        """Use `words(row, column, count)` for the tool tip and screen readers, and titles for the two sides."""
        self._words, self._titles = words, (rows, columns)
        self.update()

    def set_chosen(self, cell: Cell | None) -> None:
        """Mark a cell, or none."""
        self._chosen = cell
        self._cursor = cell or self._cursor
        self.update()

    @property
    def chosen(self) -> Cell | None:
        """The marked cell (row, column)."""
        return self._chosen

    # --- geometry -------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Return room for cells of a comfortable size."""
        return self._size(_USUAL)

    def minimumSizeHint(self) -> QSize:
        """Return room for cells in which a number of two digits can be read."""
        return self._size(_LEAST)

    def _size(self, cell: int) -> QSize:
        side = (len(self._table) + 1) * cell + self._title_height()
        return QSize(side, side)

    def _title_height(self) -> int:
        return QFontMetrics(theme().font("small")).height()

    def _side(self) -> int:
        """Side of a cell."""
        room = min(self.width(), self.height()) - self._title_height()
        return max(_LEAST, min(_MOST, room // (len(self._table) + 1)))

    def rect_of(self, row: int, column: int) -> QRectF:
        """Where a cell lies; row or column -1 are the heads."""
        side, title = self._side(), self._title_height()
        return QRectF(title + (column + 1) * side, title + (row + 1) * side, side, side)

    def _at(self, position: QPointF) -> Cell | None:
        side, title = self._side(), self._title_height()
        column, row = (int((value - title) // side) - 1 for value in (position.x(), position.y()))
        size = len(self._table)
        return (row, column) if 0 <= row < size and 0 <= column < size else None

    # --- painting -------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint titles, heads and counts; errors are the warmer, the more often they were made."""
        colours, size = theme().palette, len(self._table)
        with QPainter(self) as painter:
            side, title, font = self._side(), self._title_height(), theme().font("monosmall")
            font.setPixelSize(max(8, min(QFontMetrics(font).height() - 3, round(side * 0.46))))
            painter.setFont(theme().font("small"))
            painter.setPen(colours.grey)
            length = side * size
            painter.drawText(QRectF(title + side, 0, length, title), Qt.AlignmentFlag.AlignCenter, self._titles[1])
            painter.save()
            painter.translate(0, title + side + length)
            painter.rotate(-90)
            painter.drawText(QRectF(0, 0, length, title), Qt.AlignmentFlag.AlignCenter, self._titles[0])
            painter.restore()
            painter.setFont(font)
            for index in range(size):
                painter.drawText(self.rect_of(-1, index), Qt.AlignmentFlag.AlignCenter, str(index))
                painter.drawText(self.rect_of(index, -1), Qt.AlignmentFlag.AlignCenter, str(index))
            errors = self._table - np.diag(np.diag(self._table))
            most = max(1, int(errors.max(initial=0)))
            has_room = painter.fontMetrics().horizontalAdvance("000") <= side
            for row, column in np.ndindex(size, size):
                count, box = int(self._table[row, column]), self.rect_of(row, column).adjusted(0.5, 0.5, -0.5, -0.5)
                if row == column:
                    painter.fillRect(box, mixed(colours.dock, colours.line, 0.6))
                    painter.setPen(colours.grey)
                else:
                    strength = _FAINTEST + (0.75 - _FAINTEST) * (count / most) ** 0.5 if count else 0.0
                    painter.fillRect(box, mixed(colours.raised, colours.positive, strength))
                    painter.setPen(colours.text)
                if count:
                    words = str(count) if count < 1000 or side >= 34 else f"{count / 1000:.0f}k"
                    if count < 100 or has_room:  # else the colour tells, and the tool tip
                        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
            painter.setPen(QPen(colours.selection, 1))
            if self._hover is not None:
                painter.drawRect(self.rect_of(*self._hover).adjusted(0.5, 0.5, -1.5, -1.5))
            if self._ring:
                painter.setPen(QPen(colours.selection, 1, Qt.PenStyle.DotLine))
                painter.drawRect(self.rect_of(*self._cursor).adjusted(-1.5, -1.5, 0.5, 0.5))
            if self._chosen is not None:
                painter.setPen(QPen(colours.selection, 2))
                painter.drawRect(self.rect_of(*self._chosen).adjusted(1, 1, -1, -1))

    # --- hands ----------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the cell under the pointer."""
        self._set_hover(self._at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the cell under the pointer, or let it go."""
        cell = self._at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and cell is not None:
            self._cursor = cell
            self._choose(cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, choose, let go."""
        key, keys, size = event.key(), Qt.Key, len(self._table)
        steps = {keys.Key_Left: (0, -1), keys.Key_Right: (0, 1), keys.Key_Up: (-1, 0), keys.Key_Down: (1, 0)}
        if key in steps:
            down, right = steps[keys(key)]
            row, column = self._cursor
            self._cursor = min(max(row + down, 0), size - 1), min(max(column + right, 0), size - 1)
            self._spoken.tell(partial(self._tell, *self._cursor))
            self._ring = True
            self.update()
        elif key in (keys.Key_Return, keys.Key_Enter, keys.Key_Space):
            self._choose(self._cursor)
        elif key == keys.Key_Escape and self._chosen is not None:
            self._choose(self._chosen)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Say in words what a cell means."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cell = self._at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self._tell(*cell) if cell is not None else "", self)
            return True
        if event.type() == QEvent.Type.Leave:
            self._set_hover(None)
        return super().event(event)

    def _tell(self, row: int, column: int) -> str:
        return self._words(row, column, int(self._table[row, column]))

    def _set_hover(self, cell: Cell | None) -> None:
        if cell != self._hover:
            self._hover = cell
            self.update()

    def _choose(self, cell: Cell) -> None:
        self._chosen = None if cell == self._chosen else cell
        self.update()
        self.cellChosen.emit(*(self._chosen or (-1, -1)))
