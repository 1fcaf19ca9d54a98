"""Where a meter fails: the differences of one layer, summed over its channels, as a map."""

from __future__ import annotations

from math import ceil, isqrt
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy

from gui.shifting.words import failing_text, skipped_text
from gui.texts import unit_text
from gui.theme import theme
from gui.widgets.cellmap import CellMap

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QWidget

    from gui.shifting.words import Kind
    from gui.widgets.cellmap import Box
    from gui.widgets.cells import Cell
    from model.shifting import Meter, Moved

_ROW = 16  # so many values of a vector stand in one row
_NOTHING = np.zeros((0, 0), np.float32)


def grid_of(failing: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return differences as [rows, columns]; those of a vector [1, values] row by row, the last one filled with 0."""
    rows, count = failing.shape
    if rows != 1 or count <= _ROW:
        return failing
    columns = next((n for n in range(isqrt(count - 1) + 1, 4 * isqrt(count)) if count % n == 0), isqrt(count - 1) + 1)
    filled = np.zeros(columns * ceil(count / columns), np.float32)
    filled[:count] = failing[0]
    return filled.reshape(-1, columns)


class FailMap(CellMap):
    """One layer's differences; cells that were not compared are hatched."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._moved: Moved | None = None
        self._meter: Meter | None = None
        self._remark = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_meter(self, moved: Moved | None, kind: Kind) -> None:
        """Show where a layer did not move along, or where it changed; nothing for None."""
        self._moved = moved
        self._meter = None if moved is None else moved.along if kind == "along" else moved.same
        if moved is None or self._meter is None:
            self.set_values(_NOTHING, "map", 0.0, 1.0)
            return
        self.set_values(grid_of(self._meter.failing), "map", 0.0, moved.largest or 1.0)

    def set_remark(self, words: str) -> None:
        """Write this over the map, where nothing is to be seen in it."""
        if words != self._remark:
            self._remark = words
            self.update()

    def unit(self, row: int, column: int) -> tuple[int, ...] | None:
        """Return the unit of a cell: in maps the channel that differs most."""
        if self._moved is None or self._meter is None:
            return None
        spec = self._moved.spec
        if spec.is_map:
            return row, column, int(self._meter.worst[row, column])
        index = row * self.shape[1] + column
        return (index,) if index < spec.size else None

    def words(self, row: int, column: int) -> str:
        """Return place, difference, and the channel that differs most."""
        unit = self.unit(row, column)
        if unit is None or self._moved is None:
            return ""
        spec = self._moved.spec
        if spec.is_map and not self._is_compared(row, column):
            return skipped_text(f"({row}, {column})")
        if not spec.is_map:
            return failing_text(float(self._values[row, column]), 0, unit_text(spec, unit), mixed=False)
        mixed = spec.output_shape[2] > 1
        return failing_text(float(self._values[row, column]), unit[2], f"({row}, {column})", mixed)

    def _is_compared(self, row: int, column: int) -> bool:
        if self._meter is None:
            return False
        top, left, bottom, right = self._meter.box
        return top <= row < bottom and left <= column < right

    def cell_at(self, place: QPointF) -> Cell | None:
        """Return the cell at a place, if there is a value."""
        cell = super().cell_at(place)
        return cell if cell is not None and self.unit(*cell) is not None else None

    def sizeHint(self) -> QSize:
        """Return a square; what is in it changes from layer to layer."""
        return QSize(180, 180)

    def minimumSizeHint(self) -> QSize:
        """Return room for the largest layer, one or two pixels for each cell."""
        return QSize(88, 88)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the map, hatch what was not compared, and write the remark."""
        super().paintEvent(event)
        look, side = theme().palette, min(self.width(), self.height()) - 2
        room = QRectF(1, 1, side, side)
        with QPainter(self) as painter:
            if self._meter is None:
                painter.setPen(look.line)
                painter.drawRect(room)
            elif self._moved is not None and self._moved.spec.is_map:
                top, left, bottom, right = self._meter.box
                self._paint_skipped(painter, self._meter.box)
                corner = self.cell_rect(top, left).topLeft()
                room = QRectF(corner, self.cell_rect(bottom, right).topLeft())
            if self._remark:
                painter.setPen(look.grey)
                painter.setFont(theme().font("small"))
                flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
                painter.drawText(room.adjusted(6, 4, -6, -4), int(flags), self._remark)

    def _paint_skipped(self, painter: QPainter, box: Box) -> None:
        """Hatch the cells around a box."""
        rows, columns = self.shape
        top, left, bottom, right = box
        side = self.cell
        bands = (
            (0, 0, top, columns),
            (bottom, 0, rows, columns),
            (top, 0, bottom, left),
            (top, right, bottom, columns),
        )
        for first, begin, last, end in bands:
            if last > first and end > begin:
                band = QRectF(1 + begin * side, 1 + first * side, (end - begin) * side, (last - first) * side)
                painter.fillRect(band, theme().palette.raised)
                self._hatch(painter, band)
