"""The answer to every shift: a cell for each, with the digit and its probability."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from gui.numerals import minus
from gui.shifting.words import direction, probability, reading_text
from gui.theme import mixed, theme
from gui.widgets.cells import Cells
from model.shifting import REACH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QWidget

    from gui.widgets.cells import Cell
    from model.shifting import Reading, Shift

_COUNT: Final = 2 * REACH + 1
_GAP: Final = 2.0
_LEAST: Final = QSize(20, 15)
_USUAL: Final = QSize(30, 24)
_LARGEST: Final = QSize(92, 64)
_BROAD: Final = 2.0  # a cell is no broader, as a multiple of its height
_TINT: Final = 0.26  # how much of its colour the surest cell has: words can be read on it
_TWO_LINES: Final = 30.0  # height of a cell that has room for the probability, too


def shift_of(row: int, column: int) -> Shift:
    """Return the shift that a cell stands for."""
    return row - REACH, column - REACH


class ShiftTable(Cells):
    """Seven times seven readings; the middle one is the digit where it was drawn.

    A cell is the stronger, the more sure the network is; an answer other than the middle's has a ground in the winner's
    colour and a bar below it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._readings: tuple[Reading, ...] = ()
        self._current: Shift | None = None
        self._axes: QSize | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self._on_theme_changed)

    # --- what is shown ---------------------------------------------------------------------------------------

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return _COUNT, _COUNT

    @property
    def readings(self) -> tuple[Reading, ...]:
        """What is shown, row by row; nothing while it is not known."""
        return self._readings

    @property
    def current(self) -> Shift | None:
        """The shift in a ring."""
        return self._current

    def set_readings(self, readings: Sequence[Reading]) -> None:
        """Show what is read at all shifts, row by row, or nothing."""
        if readings or self._readings:
            self._readings = tuple(readings)
            self.update()
            self._renew()

    def set_current(self, shift: Shift | None) -> None:
        """Put a ring around the cell of a shift."""
        if shift != self._current:
            self._current = shift
            self.update()

    def reading(self, row: int, column: int) -> Reading | None:
        """Return what is read at a cell's shift."""
        return self._readings[row * _COUNT + column] if self._readings else None

    def words(self, row: int, column: int) -> str:
        """Return the shift and what is read there."""
        found = self.reading(row, column)
        where = direction(shift_of(row, column))
        return where if found is None else f"{where}: {reading_text(found)}"

    def beginning(self) -> Cell:
        """Return the cell in the ring, or the middle."""
        rows, columns = self._current or (0, 0)
        return (rows + REACH, columns + REACH) if max(abs(rows), abs(columns)) <= REACH else (REACH, REACH)

    # --- geometry --------------------------------------------------------------------------------------------

    def _axis(self) -> QSize:
        """Room for the numbers at the left and above. Kept: to ask a font takes longer than to paint a cell."""
        if self._axes is None:
            metrics = QFontMetricsF(theme().font("monosmall"))
            self._axes = QSize(round(metrics.horizontalAdvance("−3")) + 5, round(metrics.height()))
        return self._axes

    def _cell(self) -> tuple[float, float]:
        axis = self._axis()
        width = min(float(_LARGEST.width()), (self.width() - axis.width()) / _COUNT)
        height = min(float(_LARGEST.height()), (self.height() - axis.height()) / _COUNT)
        return max(min(width, _BROAD * height), 4.0), max(min(height, width), 4.0)

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Where a cell lies."""
        (width, height), axis = self._cell(), self._axis()
        left, top = axis.width() + column * width, axis.height() + row * height
        return QRectF(left, top, width - _GAP, height - _GAP)

    def cell_at(self, place: QPointF) -> Cell | None:
        """Return the cell at a place."""
        (width, height), axis = self._cell(), self._axis()
        row, column = int((place.y() - axis.height()) // height), int((place.x() - axis.width()) // width)
        return (row, column) if 0 <= row < _COUNT and 0 <= column < _COUNT else None

    def sizeHint(self) -> QSize:
        """Return cells that can be read well."""
        return self._axis() + _USUAL * _COUNT

    def minimumSizeHint(self) -> QSize:
        """Return cells with room for a digit."""
        return self._axis() + _LEAST * _COUNT

    # --- painting --------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint axes, cells and rings."""
        look, home = theme().palette, self.reading(REACH, REACH)
        with QPainter(self) as painter:
            self._paint_axes(painter)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            large, small = theme().font("mono"), theme().font("monosmall")
            large.setWeight(QFont.Weight.DemiBold)
            room = self.cell_rect(0, 0)
            two = room.height() >= _TWO_LINES and QFontMetricsF(small).horizontalAdvance("100.0 %") <= room.width() - 2
            for row in range(_COUNT):
                for column in range(_COUNT):
                    self._paint_ground(painter, row, column, home)
            painter.setFont(large)
            for rect, found in self._places():
                upper = QRectF(rect.x(), rect.y() + 1, rect.width(), rect.height() * 0.56) if two else rect
                painter.setPen(look.grey if found.is_refused else look.text)
                words = f"{found.answer}?" if found.is_refused else str(found.answer)
                painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, words)
            if two:
                painter.setFont(small)
                painter.setPen(mixed(look.text, look.dock, 0.2))
                for rect, found in self._places():
                    lower = QRectF(rect.x(), rect.y() + rect.height() * 0.56, rect.width(), rect.height() * 0.4)
                    painter.drawText(lower, Qt.AlignmentFlag.AlignCenter, probability(found.probability, 1))
            self._paint_ring(painter, self.cell_rect(REACH, REACH), look.grey, 1.0)
            if self._current is not None and max(map(abs, self._current)) <= REACH:
                rows, columns = self._current
                self._paint_ring(painter, self.cell_rect(rows + REACH, columns + REACH), look.text, 2.0)
            self._paint_looked_at(painter)

    def _places(self) -> list[tuple[QRectF, Reading]]:
        """Return where each reading stands."""
        return [(self.cell_rect(*divmod(index, _COUNT)), found) for index, found in enumerate(self._readings)]

    def _paint_ground(self, painter: QPainter, row: int, column: int, home: Reading | None) -> None:
        """Paint a cell: the stronger, the surer the network is; another answer than at home has a bar."""
        look, rect, found = theme().palette, self.cell_rect(row, column), self.reading(row, column)
        painter.setPen(Qt.PenStyle.NoPen)
        if found is None or home is None:
            painter.setBrush(look.raised)
            painter.drawRoundedRect(rect, 2, 2)
            return
        other = found.answer != home.answer
        sure = 0.0 if found.is_refused else max(0.0, (found.probability - 0.1) / 0.9)
        painter.setBrush(mixed(look.raised, look.winner if other else look.agrees, _TINT * sure))
        painter.drawRoundedRect(rect, 2, 2)
        if other:
            painter.fillRect(QRectF(rect.x() + 3, rect.bottom() - 2, rect.width() - 6, 1.5), look.winner)

    def _paint_axes(self, painter: QPainter) -> None:
        """Write how far, above the columns and left of the rows."""
        painter.setFont(theme().font("monosmall"))
        painter.setPen(QPen(theme().palette.grey))
        axis = self._axis()
        for index in range(_COUNT):
            words = minus(str(index - REACH))
            across, down = self.cell_rect(0, index), self.cell_rect(index, 0)
            over = QRectF(across.x(), 0, across.width(), axis.height())
            painter.drawText(over, Qt.AlignmentFlag.AlignCenter, words)
            beside = QRectF(0, down.y(), axis.width() - 5, down.height())
            painter.drawText(beside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)

    @Slot()
    def _on_theme_changed(self) -> None:
        self._axes = None
        self.updateGeometry()
