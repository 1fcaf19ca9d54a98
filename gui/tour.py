"""The tour: a few short cards, each beside the part of the window that it talks about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QDockWidget, QWidget

from gui.theme import theme
from gui.tour_card import TourCard

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gui.session import Session

_GAP: Final = 12
_SETTLED_MILLISECONDS: Final = 1200
_FOLLOWED: Final = frozenset(
    {QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.LayoutRequest}
)
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True, eq=False)
class Stop:
    """One card: the widget it stands beside, looked up when it is shown, and what it says."""

    widget: Callable[[], QWidget | None]
    title: str
    text: str


class Tour(QObject):
    """Leads through the stops. Nothing is locked meanwhile: one can draw, choose and move docks.

    The first stop asks for ink, and gives way to the second once the pen has rested and an answer is there.
    Enter goes on and Esc ends from anywhere in the window; left and right too while the card has the keys.
    """

    ended = Signal()

    def __init__(self, window: QWidget, session: Session, stops: Sequence[Stop]) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._stops = tuple(stops)
        self._index = 0
        self._running = False
        self._target: QWidget | None = None
        self._card = TourCard(window)
        self._outline = _Outline(window)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_SETTLED_MILLISECONDS)
        self._rest.timeout.connect(self._on_rested)
        self._card.nextRequested.connect(self.forward)
        self._card.backRequested.connect(self.back)
        self._card.skipRequested.connect(self.end)
        session.inkChanged.connect(self._on_ink_changed)

    @property
    def card(self) -> TourCard:
        """The card."""
        return self._card

    @property
    def outline(self) -> QWidget:
        """The line around the part of the window that the card talks about."""
        return self._outline

    @property
    def index(self) -> int:
        """Which stop is shown, from 0."""
        return self._index

    @property
    def running(self) -> bool:
        """Whether a card is shown."""
        return self._running

    def start(self) -> None:
        """Show the first stop."""
        if self._stops and not self._running:
            self._running = True
            self._window.installEventFilter(self)
            self._go(0)
            self._card.take_keyboard()

    @Slot()
    def forward(self) -> None:
        """Show the next stop; after the last one end."""
        if not self._running:
            return
        if self._index + 1 < len(self._stops):
            self._go(self._index + 1)
        else:
            self.end()

    @Slot()
    def back(self) -> None:
        """Show the stop before."""
        if self._running and self._index > 0:
            self._go(self._index - 1)

    @Slot()
    def end(self) -> None:
        """Put the card away, for good."""
        if not self._running:
            return
        self._running = False
        self._rest.stop()
        self._window.removeEventFilter(self)
        self._follow(None)
        had_keyboard = self._card.has_keyboard()
        for widget in (self._card, self._outline):
            widget.hide()
            widget.deleteLater()
        first = self._stops[0].widget()
        if had_keyboard and first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ended.emit()

    def _go(self, index: int) -> None:
        self._rest.stop()
        self._index = index
        stop = self._stops[index]
        self._card.show_words(index, len(self._stops), stop.title, stop.text)
        target = stop.widget()
        if target is not None:
            _bring_to_front(target)
        self._follow(target)
        self._place()

    def _follow(self, target: QWidget | None) -> None:
        """Watch the widget that the card stands beside, and whatever it stands in."""
        for widget in _line_of(self._target, self._window):
            widget.removeEventFilter(self)
        if target is not None and target.window() is not self._window:
            target = None  # in a window of its own
        self._target = target
        for widget in _line_of(target, self._window):
            widget.installEventFilter(self)

    def _place(self) -> None:
        """Put the line around the widget and the card beside it, all inside the window."""
        room = self._window.rect().adjusted(_GAP, _GAP, -_GAP, -_GAP)
        size = self._card.size_for(room.width())
        target = self._target
        if target is None or not target.isVisible():
            self._outline.hide()
            self._card.setGeometry(_centred(size, room))
        else:
            corner = target.mapTo(self._window, QPoint(0, 0))
            around = QRect(corner, target.size())
            self._outline.setGeometry(around.adjusted(-3, -3, 3, 3))
            self._outline.show()
            self._outline.raise_()
            self._card.setGeometry(beside(around, size, room, self._drawn_on()))
        self._card.show()
        self._card.raise_()

    def _drawn_on(self) -> QRect:
        """Where one draws, unless the card talks about it: there it would be in the way."""
        canvas = self._stops[0].widget()
        if self._index == 0 or canvas is None or canvas.window() is not self._window:
            return QRect()
        return QRect(canvas.mapTo(self._window, QPoint(0, 0)), canvas.size())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window and the widget, and take Enter and Esc that nobody else wants."""
        kind = event.type()
        if kind in _FOLLOWED:
            self._place()
        elif watched is self._window and isinstance(event, QKeyEvent):
            key = event.key()
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if plain and (key == Qt.Key.Key_Escape or key in _ENTER):
                if kind == QEvent.Type.ShortcutOverride and key == Qt.Key.Key_Escape:
                    event.accept()
                    return True
                if kind == QEvent.Type.KeyPress and not event.isAutoRepeat():
                    if key == Qt.Key.Key_Escape:
                        self.end()
                    else:
                        self.forward()
                    return True
        return False

    @Slot(object)
    def _on_ink_changed(self, box: object) -> None:
        if self._running and self._index == 0:
            self._rest.start()

    @Slot()
    def _on_rested(self) -> None:
        if self._session.is_drawing or (self._session.trace is None and not self._session.ink.is_blank):
            self._rest.start()  # the pen only paused, or the answer is on its way
        elif self._session.trace is not None and self._index == 0:
            self.forward()


def beside(target: QRect, size: QSize, room: QRect, spared: QRect) -> QRect:
    """Return where a card of that size stands: inside the room, beside the target and off what is spared.

    Right is best, then below, left and above; and if there is no place for it, over the foot of the target.
    """
    x = min(max(target.center().x() - size.width() // 2, room.left()), room.right() + 1 - size.width())
    y = min(max(target.top(), room.top()), room.bottom() + 1 - size.height())
    low = min(target.bottom() + 1, room.bottom() + 1) - _GAP - size.height()
    places = (
        QRect(QPoint(target.right() + 1 + _GAP, y), size),
        QRect(QPoint(x, target.bottom() + 1 + _GAP), size),
        QRect(QPoint(target.left() - _GAP - size.width(), y), size),
        QRect(QPoint(x, target.top() - _GAP - size.height()), size),
        QRect(QPoint(x, max(low, room.top())), size),
    )
    inside = [place for place in places if room.contains(place)]
    free = [place for place in inside if not place.intersects(spared)]
    return next(iter(free or inside), _centred(size, room))


def _centred(size: QSize, room: QRect) -> QRect:
    place = QRect(QPoint(0, 0), size)
    place.moveCenter(room.center())
    return place


def _bring_to_front(widget: QWidget) -> None:
    """Open the dock around a widget, if there is one, and take it before the tabs that hide it."""
    parent: QWidget | None = widget
    while parent is not None and not isinstance(parent, QDockWidget):
        parent = parent.parentWidget()
    if parent is not None:
        parent.show()
        parent.raise_()


def _line_of(widget: QWidget | None, window: QWidget) -> list[QWidget]:
    """Return a widget and all its parents below the window."""
    line: list[QWidget] = []
    while widget is not None and widget is not window:
        line.append(widget)
        widget = widget.parentWidget()
    return line


class _Outline(QWidget):
    """A line around a part of the window; the mouse goes through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme().palette.selection, 2.0))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 9, 9)
