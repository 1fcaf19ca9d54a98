"""The card of the tour: where one is, a title, a few lines, and three buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gui.theme import mixed, theme

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

_WIDTH: Final = 300
_MARGIN: Final = 16


class _Button(QPushButton):
    """Leaves the arrow keys to the card, takes Enter, and no focus from the mouse."""

    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(words, parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button, as in a dialog."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
        else:
            super().keyPressEvent(event)


class TourCard(QFrame):
    """Lies over the window without locking it."""

    nextRequested = Signal()
    backRequested = Signal()
    skipRequested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._where = QLabel(self)
        self._title = QLabel(self)
        self._text = QLabel(self)
        for label in (self._where, self._title, self._text):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.skip = _Button(self.tr("Skip"), self)
        self.back = _Button(self.tr("Back"), self)
        self.next = _Button(self.tr("Next"), self)
        self.skip.setFlat(True)
        self.skip.clicked.connect(self.skipRequested)
        self.back.clicked.connect(self.backRequested)
        self.next.clicked.connect(self.nextRequested)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.skip)
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.next)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, _MARGIN - 4, _MARGIN, _MARGIN - 2)
        column.setSpacing(6)
        column.addWidget(self._where)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addSpacing(6)
        column.addLayout(row)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.hide()
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_words(self, index: int, count: int, title: str, text: str) -> None:
        """Show one stop of several; `index` counts from 0."""
        last = index + 1 == count
        self._where.setText(self.tr("{number} of {count}").format(number=index + 1, count=count))
        self._title.setText(title)
        self._text.setText(text)
        if (self.back.hasFocus() and index == 0) or (self.skip.hasFocus() and last):
            self.take_keyboard()  # before the button that has it goes
        self.back.setVisible(index > 0)
        self.skip.setVisible(not last)
        self.next.setText(self.tr("Done") if last else self.tr("Next"))
        self.setAccessibleName(f"{self._where.text()}. {title}")
        self.setAccessibleDescription(text)
        self.next.setAccessibleDescription(f"{title}. {text}")
        if self.isVisible():
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    @property
    def words(self) -> tuple[str, str]:
        """Title and text."""
        return self._title.text(), self._text.text()

    def size_for(self, room: int) -> QSize:
        """Return the card's size in a window with so much room across."""
        width = min(room, max(_WIDTH, self.fontMetrics().averageCharWidth() * 46))
        return QSize(width, self.heightForWidth(width))

    def has_keyboard(self) -> bool:
        """Whether the keys act on the card."""
        return any(button.hasFocus() for button in (self.skip, self.back, self.next))

    def take_keyboard(self) -> None:
        """Let the keys act on the card."""
        self.next.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on, back or away. What the focused button does not take arrives here."""
        if event.key() == Qt.Key.Key_Right:
            self.nextRequested.emit()
        elif event.key() == Qt.Key.Key_Left:
            self.backRequested.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.skipRequested.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a raised surface with a line in the selection's colour."""
        colours = theme().palette
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(mixed(colours.selection, colours.raised, 0.35), 1.0))
            painter.setBrush(colours.raised)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)

    def _on_theme_changed(self) -> None:
        colours, font = theme().palette, theme().font
        for label, face, colour in (
            (self._where, font("small"), colours.grey),
            (self._title, font("title"), colours.text),
            (self._text, font("body"), colours.text),
        ):
            palette = label.palette()
            palette.setColor(QPalette.ColorRole.WindowText, colour)
            label.setPalette(palette)
            label.setFont(face)
        self.update()
