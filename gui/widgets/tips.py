"""A tool tip that tells the number of this moment, even while it is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QToolTip

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def retell(widget: QWidget, words: str) -> None:
    """Give a widget another tool tip, and the one that is open, if it is this widget's, the same words."""
    before = widget.toolTip()
    if words == before:
        return
    widget.setToolTip(words)
    if before and QToolTip.isVisible() and QToolTip.text() == before:
        QToolTip.showText(QCursor.pos(), words, widget)
