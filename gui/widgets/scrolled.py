"""A part of a dock that scrolls where there is too little room for it, so that the window can stay small."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

LEAST: Final = 48  # height in pixels


class Scrolled(QScrollArea):
    """Shows `widget` in all of its room, or as much of the widget's least height as there is room for."""

    def __init__(self, widget: QWidget, parent: QWidget | None = None, least: int = LEAST) -> None:
        super().__init__(parent)
        self._widget, self._least = widget, least
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab goes to what is inside and brings it into view
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(widget)
        self.setWidgetResizable(True)
        for ground in (widget, self.viewport()):
            ground.setAutoFillBackground(False)

    def sizeHint(self) -> QSize:
        """Return the widget's own."""
        return self._widget.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the widget's least width, and little height."""
        return QSize(self._widget.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width(), self._least)
