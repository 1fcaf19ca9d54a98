"""Four arrows around a picture: they move the ink by one network pixel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPen

from gui.icons import set_icon
from gui.theme import theme
from gui.widgets.focus import Ringed
from gui.widgets.tool import Tool

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

_KEY: Final = Qt.Key
ARROWS: Final = {
    _KEY.Key_Up: (-1, 0),
    _KEY.Key_Down: (1, 0),
    _KEY.Key_Left: (0, -1),
    _KEY.Key_Right: (0, 1),
}
_ARROW: Final = QSize(24, 20)
_FAST: Final = 4  # pixels with Shift, as on the canvas
_HELD, _AGAIN = 350, 70  # milliseconds until a button that is held repeats, and between two repeats


class _Arrow(Tool):
    """A button that stands for a direction. The keyboard stays with the pad, and its arrow keys.

    Signals
    -------
    pointing
        Rows and columns, when it is clicked.
    """

    pointing = Signal(int, int)

    def __init__(self, name: str, rows: int, columns: int) -> None:
        super().__init__(name)
        self._by = rows, columns
        self.setToolTip(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.clicked.connect(self._on_clicked)

    @Slot()
    def _on_clicked(self) -> None:
        self.pointing.emit(*self._by)


class Pad(Ringed):
    """Buttons around a picture, for the mouse; for the keyboard it is one thing, with the arrow keys.

    Signals
    -------
    moveRequested
        Rows and columns to move by.
    homeRequested
        Back to where the digit was drawn.
    """

    moveRequested = Signal(int, int)
    homeRequested = Signal()

    def __init__(self, picture: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Move the ink"))
        self.setAccessibleDescription(
            self.tr("Arrow keys move it by one network pixel, with Shift by four; Home moves it back")
        )
        self.picture = picture
        picture.setParent(self)
        self.buttons: dict[tuple[int, int], _Arrow] = {}
        for (rows, columns), icon, name in (
            ((-1, 0), "up", self.tr("Up by one pixel")),
            ((0, -1), "left", self.tr("Left by one pixel")),
            ((0, 1), "right", self.tr("Right by one pixel")),
            ((1, 0), "down", self.tr("Down by one pixel")),
        ):
            button = self.buttons[rows, columns] = _Arrow(name, rows, columns)
            button.setParent(self)
            set_icon(button, icon, calm=True)
            button.setAutoRepeat(True)
            button.setAutoRepeatDelay(_HELD)
            button.setAutoRepeatInterval(_AGAIN)
            button.pointing.connect(self.moveRequested)

    @staticmethod
    def room(side: int) -> QSize:
        """Return the size that leaves a picture of that side in the middle."""
        return QSize(side + 2 * _ARROW.width(), side + 2 * _ARROW.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the arrows in the middle of the four sides."""
        super().resizeEvent(event)
        across, down = _ARROW.width(), _ARROW.height()
        inner = self.rect().adjusted(across, down, -across, -down)
        self.picture.setGeometry(inner)
        middle = inner.center().x() - across // 2, inner.center().y() - across // 2
        for (rows, columns), button in self.buttons.items():
            if rows:
                y = 0 if rows < 0 else self.height() - down
                button.setGeometry(middle[0], y, across, down)
            else:
                x = 0 if columns < 0 else self.width() - across
                button.setGeometry(x, middle[1], across, across)

    def event(self, event: QEvent) -> bool:
        """Keep the arrow keys from shortcuts."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in ARROWS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move; Home goes back."""
        key = _KEY(event.key())
        if key in ARROWS:
            steps = _FAST if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            rows, columns = ARROWS[key]
            self.moveRequested.emit(rows * steps, columns * steps)
        elif key == _KEY.Key_Home:
            self.homeRequested.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ring of the keyboard around the arrows."""
        if self._ring:
            with QPainter(self) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(theme().palette.selection, 1.5))
                painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)
