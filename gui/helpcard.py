"""The card behind a dock's "?": one paragraph and one thing to try."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from gui.theme import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QFont, QHideEvent

_WIDTH: Final = 320
_MARGIN: Final = 16


class HelpCard(QFrame):
    """A popup that Esc or a click elsewhere closes; the keyboard then returns to where it came from."""

    def __init__(self, title: str, paragraph: str, attempt: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAccessibleName(title)
        self.setAccessibleDescription(f"{paragraph} {attempt}".strip())
        self._origin: QWidget | None = None
        colours, font = theme().palette, theme().font
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, _MARGIN - 4, _MARGIN, _MARGIN - 2)
        column.setSpacing(8)
        column.addWidget(_words(title, font("title"), colours.text))
        column.addWidget(_words(paragraph, font("body"), colours.text))
        if attempt:
            attempt = self.tr("Try: %1").replace("%1", attempt)
            column.addWidget(_words(attempt, font("body"), colours.selection))
        self.setFixedWidth(max(_WIDTH, self.fontMetrics().averageCharWidth() * 52))
        # A wrapped label's height follows from its width, which a popup asks for only after it was shown
        self.setFixedHeight(self.heightForWidth(self.width()))

    def open_under(self, origin: QWidget) -> None:
        """Show the card under a widget, inside its screen, and take the keyboard."""
        self._origin = origin
        room = origin.screen().availableGeometry()
        corner = origin.mapToGlobal(QPoint(origin.width() - self.width(), origin.height() + 6))
        if corner.y() + self.height() > room.bottom():
            corner.setY(origin.mapToGlobal(QPoint(0, -self.height() - 6)).y())
        corner.setX(max(room.left(), min(corner.x(), room.right() - self.width())))
        self.move(corner.x(), max(room.top(), corner.y()))
        self.show()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        """Give the keyboard back."""
        super().hideEvent(event)
        if self._origin is not None and not event.spontaneous():
            self._origin.setFocus(Qt.FocusReason.PopupFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a raised, rounded surface."""
        colours = theme().palette
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(colours.line, 1.0))
            painter.setBrush(colours.raised)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)


def _words(text: str, font: QFont, colour: QColor) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setFont(font)
    palette = label.palette()
    palette.setColor(QPalette.ColorRole.WindowText, colour)
    label.setPalette(palette)
    return label
