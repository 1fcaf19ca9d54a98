"""A line over a cell, in which one number is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QToolTip, QWidget

from gui.theme import theme
from gui.widgets.cellmarks import font_pixels
from gui.widgets.kernel_mime import LARGEST, as_number

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QFocusEvent, QKeyEvent

_NARROWEST = 64
_LONGEST = 20  # characters of what was typed, in a sentence


class NumberLine(QLineEdit):
    """Hidden until it is opened. Enter and Tab enter the number; Esc drops it; so does going elsewhere, if it is none.

    Signals
    -------
    entered
        The number, and whether Enter or Tab said so (else the focus went elsewhere).
    dropped
        Nothing is entered.
    refused
        A sentence: that is no such number. The line stays open.
    """

    entered = Signal(float, bool)
    dropped = Signal()
    refused = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._cells = parent
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setStyleSheet("padding: 0; border-radius: 2px")
        self.hide()

    def open(self, cell: QRectF, words: str, typed: bool) -> None:
        """Open over a cell, with what was `typed` already or with a number to replace."""
        font = theme().font("mono")
        font.setPixelSize(round(font_pixels(cell.width())))
        self.setFont(font)
        self.place(cell)
        self.setText(words)
        if not typed:
            self.selectAll()
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def place(self, cell: QRectF) -> None:
        """Lie over a cell, inside the parent."""
        rect, room = cell.toAlignedRect(), self._cells.width()
        wide = max(rect.width(), _NARROWEST)
        left = min(max(rect.center().x() - wide // 2, 0), max(room - wide, 0))
        self.setGeometry(QRect(left, rect.top(), wide, rect.height()))

    def close_with(self, *, keep: bool) -> None:
        """Close; `keep` what stands in it, if it is a number."""
        if self.isHidden():
            return
        value = as_number(self.text()) if keep else None
        self.hide()
        if value is None:
            self.dropped.emit()
        else:
            self.entered.emit(value, False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter the number, drop it, or type on."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif event.key() == Qt.Key.Key_Escape:
            self._cells.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.close_with(keep=False)
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forwards: bool) -> bool:
        """Tab enters the number, as Enter does."""
        if forwards:
            self._enter()
        return forwards or super().focusNextPrevChild(forwards)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Enter what is a number."""
        super().focusOutEvent(event)
        self.close_with(keep=True)

    def _enter(self) -> None:
        value = as_number(self.text())
        if value is None:
            sentence = self.tr("Expected a number from −{most} to {most}. Received “{words}”.")
            sentence = sentence.format(most=f"{LARGEST:g}", words=_short(self.text()))
            self.selectAll()
            QToolTip.showText(self.mapToGlobal(self.rect().bottomLeft()), sentence, self)
            self.refused.emit(sentence)
            return
        self.blockSignals(True)  # hiding takes the focus away, which would enter the number a second time
        self._cells.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.hide()
        self.blockSignals(False)
        self.entered.emit(value, True)


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
