"""The content of a panel that most starts go without: it comes when the panel is shown for the first time."""

from __future__ import annotations

import importlib
import logging
from functools import partial
from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.background import Background
from gui.theme import theme
from gui.widgets.scrolled import Scrolled

_log = logging.getLogger(__name__)

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QPaintEvent


class Content(Protocol):
    """A widget that says who gets the keyboard first."""

    @property
    def first(self) -> QWidget:
        """What the keyboard goes to when the panel is called."""


class Late(QObject):
    """Imports a module in a thread once its panel is shown, and puts what the panel then makes into it, a turn later.

    Importing, building and showing would together hold up the window for longer than a frame. Until all is there, the
    panel says so.

    Attributes
    ----------
    imported
        Emitted with the module: make the content and `place` it.
    placed
        Emitted when the content is in the panel and visible.
    failed
        Emitted with a sentence if the module cannot be imported, or nothing made of it; it is tried again when the
        panel is shown again.
    """

    imported = Signal(object)
    placed = Signal()
    failed = Signal(str)

    def __init__(self, panel: QWidget, module: str) -> None:
        super().__init__(panel)
        self._panel = panel
        self._module = module
        self._running: Background | None = None
        self._content: QWidget | None = None
        self._least = 0
        self._words: _Words | None = None
        panel.installEventFilter(self)
        self._next_turn = QTimer(self)
        self._next_turn.setSingleShot(True)
        self._next_turn.timeout.connect(self._on_next_turn)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begin when the panel is shown, and hand the keyboard on that it gets."""
        if event.type() == QEvent.Type.Show:
            self._begin()
        elif event.type() == QEvent.Type.Resize and self._words is not None:
            self._words.setGeometry(self._panel.rect())
        elif event.type() == QEvent.Type.FocusIn and self._content is not None:
            # no focus proxy: the panel would let Tab leave the dock from there
            cast("Content", self._content).first.setFocus(cast("QFocusEvent", event).reason())
        return super().eventFilter(watched, event)

    def _begin(self) -> None:
        if self._content is None and self._running is None:
            self._running = Background(partial(importlib.import_module, self._module), self)
            self._running.finished.connect(self._on_imported)
            self._running.failed.connect(self._on_failed)
            self._running.start()
            self._say(self.tr("Loading…"))

    def _say(self, words: str) -> None:
        """Show some words in the panel's place, or none."""
        if self._words is not None:
            self._words.hide()
            self._words.deleteLater()
        self._words = _Words(words, self._panel.rect(), self._panel) if words else None

    def place(self, content: QWidget, least: int = 0) -> None:
        """Put the content into the panel with the next turn of the event loop, all of it.

        With a `least` height in pixels it scrolls where the panel is lower than its own least height.
        """
        self._content, self._least = content, least
        content.setParent(self._panel)
        self._next_turn.start()

    def give_up(self, reason: str) -> None:
        """Say that there is no content, though its module was imported: making it failed."""
        self._on_failed(reason)

    @Slot(object)
    def _on_imported(self, module: object) -> None:
        self._running = None
        self.imported.emit(module)

    @Slot(str)
    def _on_failed(self, reason: str) -> None:
        self._running = None
        self._say(self.tr("This could not be loaded. Close the panel and open it again to try once more."))
        self.failed.emit(reason)

    @Slot()
    def _on_next_turn(self) -> None:
        assert self._content is not None
        focused = self._panel.hasFocus()
        column = QVBoxLayout(self._panel)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Scrolled(self._content, self._panel, self._least) if self._least else self._content)
        self._say("")
        try:
            self._content.show()  # now, not with the next turn: the keyboard may be waiting for it
        except Exception as error:  # noqa: BLE001 - in its showEvent; it is there nevertheless, and is shown the next moment
            _log.exception("The content of a panel failed when it was shown")
            self.failed.emit(str(error).strip().split("\n")[0] or type(error).__name__)
        if focused:
            cast("Content", self._content).first.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.placed.emit()


class _Words(QWidget):
    """A few quiet words in the middle."""

    def __init__(self, words: str, place: QRect, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(words)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setGeometry(place)
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setFont(theme().font("body"))
            painter.setPen(theme().palette.grey)
            room = self.rect().adjusted(16, 8, -16, -8)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.accessibleName())
