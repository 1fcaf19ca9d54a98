"""Cells in rows and columns that can be pointed at and chosen, by pointer and keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPen

from gui.theme import theme
from gui.widgets.focus import Ringed
from gui.widgets.spoken import Spoken
from gui.widgets.tips import retell

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent
    from PySide6.QtWidgets import QWidget

Cell = tuple[int, int]

_MOVES: Final = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class Cells(Ringed):
    """What a matrix of numbers and a map have in common. The setters of its kinds emit nothing.

    The arrow keys go from cell to cell, Enter chooses. Where values change under the pointer that rests, its cell is
    told once more, from a timer, for it may mean something else now.

    Signals
    -------
    pointed
        Row and column under the pointer or the keyboard, or (-1, -1).
    chosen
        Row and column of a click or of Enter.
    """

    pointed = Signal(int, int)
    chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._at: Cell | None = None
        self._pointer: QPointF | None = None  # while it is here
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(0)
        self._again.timeout.connect(self._on_again)
        self._spoken = Spoken(self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme().changed.connect(self.update)

    # --- what a kind does ------------------------------------------------------------------------------------

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        raise NotImplementedError

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Where a cell lies."""
        raise NotImplementedError

    def cell_at(self, place: QPointF) -> Cell | None:
        """Return the cell at a place."""
        raise NotImplementedError

    def words(self, row: int, column: int) -> str:
        """Word a cell, for a screen reader and the tool tip."""
        raise NotImplementedError

    def beginning(self) -> Cell:
        """Return the cell that the first arrow key goes to."""
        return 0, 0

    # --- for the kinds ---------------------------------------------------------------------------------------

    def _forget(self) -> None:
        """Forget where the pointer was: there are other cells now."""
        self._at = None

    def _renew(self) -> None:
        """Word the cell that is looked at anew: the values are others."""
        if self._at is not None:
            retell(self, self.words(*self._at))
            self._spoken.tell(self._words_now)
        if self._pointer is not None:
            self._again.start()

    def _paint_looked_at(self, painter: QPainter) -> None:
        if self._at is not None and (self._ring or self.underMouse()):
            self._paint_ring(painter, self.cell_rect(*self._at), theme().palette.selection, 1.5)
        elif self._ring:
            self._paint_ring(painter, QRectF(self.rect()), theme().palette.selection, 1.0)

    def _paint_ring(self, painter: QPainter, rect: QRectF, colour: QColor, thick: float) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, thick))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)

    # --- pointer and keyboard --------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at the cell under the pointer."""
        self._pointer = event.position()
        self._point(self.cell_at(self._pointer))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the cell under the pointer."""
        cell = self.cell_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and cell is not None:
            self.chosen.emit(*cell)
        else:
            super().mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        super().leaveEvent(event)
        self._pointer = None
        self._point(None)

    def hideEvent(self, event: QHideEvent) -> None:
        """Know of no pointer while nothing is seen."""
        super().hideEvent(event)
        self._pointer = None

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Point at nothing."""
        super().focusOutEvent(event)
        if not self.underMouse():
            self._point(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from cell to cell; choose."""
        key = Qt.Key(event.key())
        rows, columns = self.shape
        if key in _MOVES and rows and columns:
            self._ring, self._pointer = True, None  # until it moves again, the keyboard leads
            row, column = self._at or self.beginning()
            if self._at is not None:
                down, right = _MOVES[key]
                row, column = min(max(row + down, 0), rows - 1), min(max(column + right, 0), columns - 1)
            self._point((row, column))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._at is not None:
            self.chosen.emit(*self._at)
        else:
            super().keyPressEvent(event)

    def _point(self, cell: Cell | None) -> None:
        if cell != self._at:
            self._at = cell
            retell(self, self._words_now())
            self._spoken.tell(self._words_now)
            self.update()
            self.pointed.emit(*(cell or (-1, -1)))

    def _words_now(self) -> str:
        return "" if self._at is None else self.words(*self._at)

    @Slot()
    def _on_again(self) -> None:
        if self._pointer is None:
            return
        cell = self.cell_at(self._pointer)
        if cell != self._at:
            self._point(cell)
        elif cell is not None:
            self.pointed.emit(*cell)
