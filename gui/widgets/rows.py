"""Many rows of which a few are visible: scrolled, pointed at, gone through with the keyboard; painted by one widget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from gui.theme import theme
from gui.widgets.focus import by_keyboard
from gui.widgets.spoken import Spoken
from gui.widgets.tips import retell

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent

_LEADING: Final = 3


class Rows(QAbstractScrollArea):
    """What lists of many painted rows have in common. The setters emit nothing.

    Where rows change or move under the pointer that rests, what it points at now is told, from a timer.

    A subclass paints a row, words it for a screen reader, and calls `fit` at the end of its `__init__`.

    Signals
    -------
    pointed
        The row under the pointer or the keyboard, or -1.
    chosen
        The row of a click or of Enter.
    """

    pointed = Signal(int)
    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self._hover = -1
        self._pointer: float | None = None  # its height in the viewport, while it is there
        self._cursor = -1
        self._ring = False
        self._line = 16
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(0)
        self._again.timeout.connect(self._on_again)
        self._sheet = _Sheet(self)  # one of our own: see `gui.widgets.table`
        self._sheet.left.connect(self._on_left)
        self._sheet.setBackgroundRole(QPalette.ColorRole.NoRole)
        self._sheet.setMouseTracking(True)
        self.setViewport(self._sheet)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().valueChanged.connect(self._look_again)
        self._spoken = Spoken(self)
        theme().changed.connect(self._on_theme_changed)

    # --- what a subclass does --------------------------------------------------------------------------------

    def row_painter(self, painter: QPainter) -> Callable[[int, QRectF], None]:
        """Return what paints one row into a rectangle; asked for once for all rows that are painted together."""
        raise NotImplementedError

    def words(self, row: int) -> str:
        """Word one row, for a screen reader and the tool tip."""
        raise NotImplementedError

    def measure(self) -> None:
        """Work out what follows from fonts and width."""

    # --- what is shown ---------------------------------------------------------------------------------------

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self._count

    @property
    def looked_at(self) -> int:
        """The row under the pointer, or else under the keyboard, or -1."""
        if self._hover >= 0:
            return self._hover
        return self._cursor if self._ring else -1

    @property
    def line(self) -> int:
        """Height of a row in pixels."""
        return self._line

    def set_count(self, count: int) -> None:
        """Show other rows; the place that is scrolled to stays, as far as there are rows."""
        if count != self._count:
            self._count = count
            self._hover, self._cursor = -1, -1
            self.fit()
        self.update_rows()
        self._look_again()

    def update_rows(self) -> None:
        """Paint anew."""
        self._sheet.update()
        if self._hover >= 0:
            retell(self, self._words_now())
        if self.looked_at >= 0:
            self._spoken.tell(self._words_now)

    def row_rect(self, row: int) -> QRectF:
        """Where a row is, in the viewport."""
        top = row * self._line - self.verticalScrollBar().value()
        return QRectF(0, top, self._sheet.width(), self._line)

    def row_at(self, y: float) -> int:
        """Return the row at a height of the viewport, or -1."""
        row = int((y + self.verticalScrollBar().value()) // self._line)
        return row if 0 <= row < self._count and y >= 0 else -1

    def sizeHint(self) -> QSize:
        """Return a few rows."""
        return QSize(240, 8 * self._line)

    def minimumSizeHint(self) -> QSize:
        """Return some rows; the others can be scrolled to."""
        return QSize(120, 3 * self._line)

    # --- events ----------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the visible rows."""
        with QPainter(self._sheet) as painter:
            look, line, looked_at = theme().palette, self._line, self.looked_at
            painted, scrolled, width = event.rect(), self.verticalScrollBar().value(), self._sheet.width()
            first = max(0, self.row_at(max(0, painted.top())))
            last = min(self._count, first + painted.height() // line + 2)
            paint = self.row_painter(painter)
            for row in range(first, last):
                top = row * line - scrolled
                rect = QRectF(0, top, width, line)
                if row == looked_at:
                    painter.fillRect(rect, look.raised)
                    if self._ring and row == self._cursor:
                        painter.setPen(look.selection)
                        painter.drawRect(rect.adjusted(0.5, 0.5, -1.5, -1.5))
                paint(row, rect)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure anew."""
        super().resizeEvent(event)
        self.fit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at the row under the pointer."""
        self._pointer = event.position().y()
        self._look_at(self.row_at(self._pointer))

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing once the pointer is gone."""
        super().leaveEvent(event)
        self._on_left()

    def hideEvent(self, event: QHideEvent) -> None:
        """Know of no pointer while nothing is seen."""
        super().hideEvent(event)
        self._pointer = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the row under the pointer."""
        row = self.row_at(event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and row >= 0:
            self._cursor, self._ring = row, False
            self._sheet.update()
            self.chosen.emit(row)
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go through the rows; Enter chooses."""
        page = max(1, self._sheet.height() // self._line - 1)
        at, last, key = self._cursor, self._count - 1, Qt.Key(event.key())
        targets = {
            Qt.Key.Key_Up: at - 1,
            Qt.Key.Key_Down: at + 1,
            Qt.Key.Key_PageUp: at - page,
            Qt.Key.Key_PageDown: at + page,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if key in targets and self._count:
            self._cursor, self._ring = min(max(targets[key], 0), last), True
            self._pointer, self._hover = None, -1  # until it moves again, the keyboard leads
            self.show_row(self._cursor)
            self.update_rows()
            self.pointed.emit(self._cursor)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and at >= 0:
            self.chosen.emit(at)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self._ring = by_keyboard(event)
        self._sheet.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Point at nothing."""
        super().focusOutEvent(event)
        if self._ring:
            self._ring, self._cursor = False, -1
            self._sheet.update()
            self.pointed.emit(-1)

    def show_row(self, row: int) -> None:
        """Scroll until a row is visible."""
        bar, top = self.verticalScrollBar(), row * self._line
        bar.setValue(min(max(bar.value(), top + self._line - self._sheet.height()), top))

    def _look_at(self, row: int) -> None:
        if row != self._hover:
            self._hover = row
            if row < 0:
                self.setToolTip("")
            self.update_rows()
            self.pointed.emit(row)

    @Slot()
    def _on_left(self) -> None:
        self._pointer = None
        self._look_at(-1)

    @Slot()
    def _look_again(self) -> None:
        if self._pointer is not None:
            self._again.start()

    @Slot()
    def _on_again(self) -> None:
        """Tell what is under the pointer: another row, or another meaning of the same."""
        if self._pointer is None:
            return
        row = self.row_at(self._pointer)
        if row != self._hover:
            self._look_at(row)
        elif row >= 0:
            self.pointed.emit(row)

    def _words_now(self) -> str:
        row = self.looked_at
        return self.words(row) if 0 <= row < self._count else ""

    def fit(self) -> None:
        """Take fonts and sizes as they are now."""
        self._line = self.line_for(self._sheet.height())
        self._fit()

    def line_for(self, height: int) -> int:
        """Return how tall a row is in a viewport of that height."""
        return QFontMetrics(theme().font("monosmall")).height() + _LEADING

    def _fit(self) -> None:
        bar, height = self.verticalScrollBar(), self._sheet.height()
        bar.setRange(0, max(0, self._count * self._line - height))
        bar.setPageStep(height)
        bar.setSingleStep(self._line)
        self.measure()
        self._sheet.update()

    def _on_theme_changed(self) -> None:
        self.fit()


class _Sheet(QWidget):
    """What the rows are painted on. The list itself is not left when the pointer goes to its scroll bar.

    Signals
    -------
    left
        The pointer went elsewhere.
    """

    left = Signal()

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that the pointer is gone."""
        super().leaveEvent(event)
        self.left.emit()
