"""How the parts of the shift lab share its room: side by side, in two rows, or in three."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from gui.shifting.failing import FailMap
from gui.shifting.meters import Meters
from gui.shifting.pictures import Pictures
from gui.shifting.table import ShiftTable
from gui.theme import theme
from gui.widgets.focus import in_order
from gui.widgets.readout import Readout

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

_WIDE: Final = 785
_MIDDLE: Final = 520
_HIGH: Final = 520  # from which on two rows have larger pictures than one


class Titled(QWidget):
    """A quiet line of words above a widget."""

    def __init__(self, widget: QWidget, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = Readout(self, Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(self._label)
        column.addWidget(widget, 1)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.set_words(words)

    def set_words(self, *forms: str) -> None:
        """Write the longest of these that fits."""
        self._words = forms[0]
        self._label.show_forms(forms)

    @property
    def words(self) -> str:
        """What is written where there is room."""
        return self._words

    @Slot()
    def _on_theme_changed(self) -> None:
        self._label.set_look(theme().font("small"), theme().font("monosmall"), theme().palette.grey)


class Body(QWidget):
    """Pictures and pad, meters, the large map of where one of them fails, and the answers to all shifts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pictures, self.meters = Pictures(self), Meters(self)
        self.failing, self.table = FailMap(self), ShiftTable(self)
        self.failing.setAccessibleName(self.tr("Where the chosen meter fails"))
        self.table.setAccessibleName(self.tr("The answer to every shift"))
        self.where = Titled(self.failing, "", self)
        self.answers = Titled(self.table, self.tr("answer to every shift"), self)
        self._parts: tuple[QWidget, ...] = (self.pictures, self.meters, self.where, self.answers)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(12)
        self._rows = 0
        self._arrange(1)
        in_order(
            self.pictures.pad, self.pictures.before, self.pictures.after, self.meters, self.failing, self.table
        )  # fmt: skip

    def minimumSizeHint(self) -> QSize:
        """Return the width of the widest part alone: where it is narrow, others go above and below it."""
        return QSize(max(part.minimumSizeHint().width() for part in self._parts), self._grid.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Go to as few rows as the width allows, or to two where they fill a high room."""
        width, low = event.size().width(), event.size().height() < _HIGH
        self._arrange(1 if width >= _WIDE and low else 2 if width >= _MIDDLE else 3)
        super().resizeEvent(event)

    def _arrange(self, rows: int) -> None:
        if rows == self._rows:
            return
        self._rows = rows
        places = {
            1: ((0, 0, 1), (0, 1, 1), (0, 2, 1), (0, 3, 1)),
            2: ((0, 0, 1), (1, 0, 1), (1, 1, 1), (0, 1, 1)),
            3: ((0, 0, 2), (1, 0, 2), (2, 0, 1), (2, 1, 1)),
        }[rows]
        shares = {1: (26, 40, 15, 19), 2: (60, 40, 0, 0), 3: (45, 55, 0, 0)}[rows]
        for part in self._parts:
            self._grid.removeWidget(part)
        for part, (row, column, columns) in zip(self._parts, places, strict=True):
            self._grid.addWidget(part, row, column, 1, columns)
        for index, share in enumerate(shares):
            self._grid.setColumnStretch(index, share)
