"""What the drawings of all kinds of explanation have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QWidget

from gui.theme import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from model.explain import Explanation
    from model.explain.base import Source
    from model.layers import LayerSpec
    from model.trace import Trace

GAP: Final = 12


class View(QWidget):
    """Draws explanations of one kind. `show_explanation` emits nothing.

    Signals
    -------
    pointed
        The unit (layer, unit) under the pointer or the keyboard, which everybody may light; None if there is none.
    chosen
        The unit (layer, unit) that was clicked.
    """

    pointed = Signal(object)
    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._captions: list[tuple[QRect, str]] = []
        theme().changed.connect(self._on_theme_changed)

    def show_explanation(self, explanation: Explanation, trace: Trace, specs: Sequence[LayerSpec]) -> None:
        """Show another explanation; what was clicked in it stays if the unit is the same."""
        raise NotImplementedError

    def arrange(self) -> None:
        """Give every part its place."""
        raise NotImplementedError

    # --- for the kinds ---------------------------------------------------------------------------------------

    @property
    def caption_height(self) -> int:
        """Height of a line of small grey words."""
        return QFontMetrics(theme().font("small")).height() + 2

    @property
    def captions(self) -> list[str]:
        """The small grey words, in their order."""
        return [text for _, text in self._captions]

    def set_captions(self, captions: list[tuple[QRect, str]]) -> None:
        """Write small grey words, each shortened to its room."""
        if captions != self._captions:
            self._captions = captions
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the captions."""
        with QPainter(self) as painter:
            painter.setFont(theme().font("small"))
            painter.setPen(theme().palette.grey)
            metrics = painter.fontMetrics()
            side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
            for rect, text in self._captions:
                painter.drawText(rect, side, metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange for the new size."""
        super().resizeEvent(event)
        self.arrange()

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(440, 160)

    def minimumSizeHint(self) -> QSize:
        """Return the least in which something can be read."""
        return QSize(200, 72)

    def _on_theme_changed(self) -> None:
        self.arrange()
        self.update()

    def _point(self, source: Source | None) -> None:
        self.pointed.emit(source)
