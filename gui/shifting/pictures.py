"""The picture as it was drawn, the arrows, and the picture as it is now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.shifting.pad import Pad
from gui.theme import theme
from gui.widgets.cellmap import CellMap

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QPaintEvent, QResizeEvent

_GAP: Final = 12
_SIDES: Final = (64, 132, 420)  # least, usual and largest side of a picture
_NOTHING: Final = np.zeros((28, 28), np.float32)


class Pictures(QWidget):
    """Two pictures of 28x28 with their captions, and the pad between them. The setters emit nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.before, self.after = CellMap(self), CellMap(self)
        self.pad = Pad(self.after, self)
        self.before.setAccessibleName(self.tr("The picture as it was drawn"))
        self.after.setAccessibleName(self.tr("The picture as it is now"))
        self._words: tuple[str, tuple[str, ...]] = ("", ())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self._on_theme_changed)
        self.set_pictures(None, None)

    def set_pictures(self, before: NDArray[np.float32] | None, after: NDArray[np.float32] | None) -> None:
        """Show two pictures [28, 28], or blank paper."""
        for view, image in ((self.before, before), (self.after, after)):
            view.set_values(_NOTHING if image is None else image, "map", 0.0, 1.0)

    def set_words(self, before: str, *after: str) -> None:
        """Write above each what it is; above the second the longest of the forms that fits."""
        if (before, after) != self._words:
            self._words = before, after
            self.update()

    # --- geometry --------------------------------------------------------------------------------------------

    def _head(self) -> int:
        return QFontMetrics(theme().font("small")).height() + 5

    def sizeHint(self) -> QSize:
        """Return pictures of a comfortable size."""
        return self._size(_SIDES[1])

    def minimumSizeHint(self) -> QSize:
        """Return pictures in which a digit can be seen."""
        return self._size(_SIDES[0])

    def _size(self, side: int) -> QSize:
        pad = Pad.room(side)
        return QSize(side + _GAP + pad.width(), self._head() + pad.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the pictures as large as fits."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        head, arrows = self._head(), Pad.room(0)
        room = (self.width() - arrows.width() - _GAP) // 2, self.height() - head - arrows.height()
        side = max(1, min(*room, _SIDES[2]))
        self.before.setGeometry(0, head + arrows.height() // 2, side, side)
        self.pad.setGeometry(QRect(QPoint(side + _GAP, head), Pad.room(side)))

    # --- look ------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write the captions."""
        with QPainter(self) as painter:
            painter.setFont(theme().font("small"))
            painter.setPen(theme().palette.grey)
            metrics, (before, after) = QFontMetrics(theme().font("small")), self._words
            left = self.pad.x() + self.after.x() + 1
            side, line = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, metrics.height() + 2
            painter.drawText(QRect(1, 0, left, line), side, before)
            room = QRect(left, 0, self.width() - left, line)
            words = next((form for form in after if metrics.horizontalAdvance(form) <= room.width()), after[-1])
            if metrics.horizontalAdvance(words) > room.width():  # then it begins farther left
                room.setLeft(left + max(metrics.horizontalAdvance(before) + _GAP - left, -self.after.x()))
            painter.drawText(room, side, metrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width()))

    @Slot()
    def _on_theme_changed(self) -> None:
        self._arrange()
        self.update()
