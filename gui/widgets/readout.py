"""One line of words, at the right end of a footer or anywhere else, in the longest form that fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent


class Readout(QWidget):
    """Paints one of several forms of the same words; its size never follows the words, so nothing jumps."""

    def __init__(self, parent: QWidget | None = None, side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignRight) -> None:
        super().__init__(parent)
        self._side = side
        self._forms: tuple[str, ...] = ()
        self._exact = ""
        self._numbers = False
        self._fonts = (QFont(), QFont())
        self._colour = QColor("black")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_forms(self, forms: Sequence[str], exact: str = "", *, numbers: bool = False) -> None:
        """Show the first of `forms`, longest first, that fits; the last is shortened if none does.

        `exact` is for the tool tip and for those who hear the program. Numbers get the fixed-width face.
        """
        if tuple(forms) == self._forms and exact == self._exact:
            return
        self._forms, self._exact, self._numbers = tuple(forms), exact, numbers
        self.setFont(self._fonts[numbers])
        self.setToolTip(exact)
        self.setAccessibleName(exact or (forms[0] if forms else ""))
        self.update()

    def set_look(self, words: QFont, numbers: QFont, colour: QColor) -> None:
        """Use a font for words, one for numbers, and a colour."""
        self._fonts, self._colour = (words, numbers), colour
        self.setFont(self._fonts[self._numbers])
        self.update()

    @property
    def text(self) -> str:
        """What is painted at the present width."""
        metrics = QFontMetrics(self.font())
        for form in self._forms:
            if metrics.horizontalAdvance(form) <= self.width():
                return form
        last = self._forms[-1] if self._forms else ""
        return metrics.elidedText(last, Qt.TextElideMode.ElideRight, self.width())

    def sizeHint(self) -> QSize:
        """Return the height of a line; the width is what is left."""
        return QSize(0, max(QFontMetrics(font).height() for font in self._fonts) + 2)

    def minimumSizeHint(self) -> QSize:
        """Return the same: the words give way."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words, at their side."""
        with QPainter(self) as painter:
            painter.setPen(self._colour)
            painter.drawText(self.rect(), self._side | Qt.AlignmentFlag.AlignVCenter, self.text)
