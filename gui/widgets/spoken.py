"""What a screen reader is told of a widget that changes with every move of the pen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

MILLISECONDS: Final = 300


class Spoken(QObject):
    """Keeps a widget's accessible description: the latest words, but no more often than one can listen.

    The first words after a pause are told at once. Whatever follows too soon waits, and only the last of it is told;
    the words themselves are put together only then.
    """

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._words: Callable[[], str] | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(MILLISECONDS)
        self._pause.timeout.connect(self._tell)

    def tell(self, words: Callable[[], str]) -> None:
        """Tell what `words()` returns, now or soon."""
        self._words = words
        if not self._pause.isActive():
            self._tell()

    def _tell(self) -> None:
        if self._words is None:
            return
        words, self._words = self._words(), None
        if words != self._widget.accessibleDescription():
            self._widget.setAccessibleDescription(words)
        self._pause.start()
