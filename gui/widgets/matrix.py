"""A small matrix: every number on a cell in its own colour."""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter

from gui.imaging import entries
from gui.numerals import minus
from gui.theme import mixed, theme
from gui.widgets.cellmarks import draw_dashes, draw_numbers, inks
from gui.widgets.cells import Cells

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QWidget

    from gui.theme import LutKind
    from gui.widgets.cells import Cell

    Values = NDArray[np.floating[Any]]

_GAP: Final = 2.0
_USUAL: Final = QSize(38, 20)
_LARGEST: Final = QSize(54, 30)
_LEAST: Final = 8
_NUMBER: Final = QSize(31, 13)  # a smaller cell has no number in it


class Matrix(Cells):
    """Numbers [rows, columns]; where cells are too small for them, colours and the sign are left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: Values = np.zeros((0, 0), np.float32)
        self._inside: NDArray[np.bool_] | None = None
        self._kind: LutKind = "signed"
        self._range = (-1.0, 1.0)
        self._marked: Cell | None = None
        self._tones: tuple[NDArray[np.uint32], NDArray[np.bool_]] | None = None  # which colours need dark words

    # --- what is shown ---------------------------------------------------------------------------------------

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self._values.shape
        return rows, columns

    @property
    def values(self) -> Values:
        """The numbers shown."""
        return self._values

    @property
    def marked(self) -> Cell | None:
        """The cell in a ring."""
        return self._marked

    def set_values(
        self, values: Values, kind: LutKind, low: float, high: float, inside: NDArray[np.bool_] | None = None
    ) -> None:
        """Show numbers [rows, columns] in the colours of `kind`, from `low` to `high`.

        `inside` [rows, columns] is false where there is no cell but only the zero that padding puts there.
        """
        if values.shape != self._values.shape:
            self._forget()
            self.updateGeometry()
        self._values, self._kind, self._range, self._inside = values, kind, (low, high), inside
        self.update()
        self._renew()

    def set_marked(self, cell: Cell | None) -> None:
        """Draw a ring around a cell, or around none."""
        if cell != self._marked:
            self._marked = cell
            self.update()

    def words(self, row: int, column: int) -> str:
        """Return row, column and the number."""
        return minus(f"({row}, {column})  {float(self._values[row, column]):.6g}")

    # --- geometry --------------------------------------------------------------------------------------------

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Where a cell lies; cells keep a pleasant shape and begin at the top left."""
        width, height = self._cell()
        return QRectF(column * width, row * height, width - _GAP, height - _GAP)

    def cell_at(self, place: QPointF) -> Cell | None:
        """Return the cell at a place."""
        width, height = self._cell()
        row, column = int(place.y() // height), int(place.x() // width)
        rows, columns = self.shape
        return (row, column) if 0 <= row < rows and 0 <= column < columns else None

    def _cell(self) -> tuple[float, float]:
        rows, columns = self.shape
        return _fitting((self.width() + _GAP) / max(1, columns), (self.height() + _GAP) / max(1, rows))

    @staticmethod
    def taken(shape: tuple[int, int], width: int, height: int) -> QSize:
        """Return how much of `width` x `height` the cells of a matrix take."""
        rows, columns = shape
        wide, tall = _fitting((width + _GAP) / max(1, columns), (height + _GAP) / max(1, rows))
        return QSize(round(wide * columns - _GAP), round(tall * rows - _GAP))

    def sizeHint(self) -> QSize:
        """Return cells with room for a number."""
        rows, columns = self.shape
        return QSize(_USUAL.width() * columns, _USUAL.height() * rows)

    def minimumSizeHint(self) -> QSize:
        """Return cells that can just be told apart."""
        rows, columns = self.shape
        return QSize(_LEAST * columns, _LEAST * rows)

    # --- painting --------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint cells, numbers, rings."""
        if not self._values.size:
            return
        look = theme().palette
        with QPainter(self) as painter:
            low, high = self._range
            lut = theme().lut(self._kind)
            if self._tones is None or self._tones[0] is not lut:
                self._tones = lut, inks(lut)
            found = entries(self._values, low, high, 128 if self._kind == "signed" else 0)
            width, height = self._cell()
            self._paint_cells(painter, lut.take(found).tolist(), width, height)
            self._paint_numbers(painter, self._tones[1].take(found), width, height)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._marked is not None:
                self._paint_ring(painter, self.cell_rect(*self._marked), look.winner, 2.0)
            self._paint_looked_at(painter)

    def _paint_cells(self, painter: QPainter, tints: list[list[int]], width: float, height: float) -> None:
        look, fill = theme().palette, painter.fillRect
        edge, across, down = mixed(look.line, look.dock, 0.2), width - _GAP, height - _GAP
        inside = None if self._inside is None else self._inside.tolist()
        hatch = None if inside is None else QBrush(look.grey, Qt.BrushStyle.BDiagPattern)
        for row, tinted in enumerate(tints):
            y = row * height
            for column, colour in enumerate(tinted):
                x = column * width
                rect = QRectF(x, y, across, down)
                if hatch is not None and inside is not None and not inside[row][column]:
                    fill(rect, look.raised)
                    fill(rect, hatch)
                    continue
                fill(rect, edge)
                fill(QRectF(x + 1, y + 1, across - 2, down - 2), QColor.fromRgb(colour))

    def _paint_numbers(self, painter: QPainter, tones: NDArray[np.bool_], width: float, height: float) -> None:
        rows, columns = self.shape
        across, down = [column * width + (width - _GAP) / 2 for column in range(columns)], []
        for row in range(rows):
            down += [row * height + (height - _GAP) / 2] * columns
        x, y = across * rows, down
        values, dark = self._values.ravel(), tones.ravel()
        if self._inside is not None:
            there = self._inside.ravel()
            values, dark = values[there], dark[there]
            x, y = list(compress(x, there)), list(compress(y, there))
        if width >= _NUMBER.width() and height >= _NUMBER.height():
            draw_numbers(painter, x, y, values, dark, min(width, height * 1.9), 1.0)
            return
        below = values < 0
        if below.any():
            places = np.array((x, y))[:, below]
            draw_dashes(painter, places[0], places[1], dark[below], min(width, height))


def _fitting(width: float, height: float) -> tuple[float, float]:
    """Return width and height of a cell for which there is that much room."""
    width = max(float(_LEAST), min(float(_LARGEST.width()), width))
    return width, max(float(_LEAST), min(float(_LARGEST.height()), height, width * 0.86))
