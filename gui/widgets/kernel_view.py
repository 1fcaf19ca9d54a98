"""How a small matrix is shown: cells as large as fits, in the colours of their values, with the numbers in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from gui.imaging import colours
from gui.numerals import minus
from gui.theme import mixed, theme
from gui.widgets.cellmarks import SIGN_CELL, draw_dashes, draw_numbers, inks
from gui.widgets.cells import Cells
from gui.widgets.symmetry import SYMMETRIES, partners

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QColor, QPaintEvent
    from PySide6.QtWidgets import QWidget

    from gui.widgets.cells import Cell

    Array = NDArray[np.float32]

_LARGEST_CELL: Final = 84.0
_USUAL_CELL: Final = 48
_SMALLEST_CELL: Final = 26
_TINIEST_CELL: Final = 12  # of a matrix with more than a few rows or columns
_FEW: Final = 7
_NUMBER_CELL: Final = QSizeF(30, 16)  # in a smaller one there is no room for a number
_COMFORTABLE_WIDTH: Final = 44.0
_GAP: Final = 2.0


class KernelView(Cells):
    """What `KernelGrid` shows; it adds the hands."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kernel = kept(np.zeros((3, 3), np.float32))
        self._peak, self._symmetry = 0.0, SYMMETRIES[0]
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    # --- what is shown ---------------------------------------------------------------------------------------

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self._kernel.shape
        return rows, columns

    @property
    def kernel(self) -> Array:
        """The matrix, read-only."""
        return self._kernel

    def set_kernel(self, kernel: Array) -> None:
        """Show a matrix [rows, columns]."""
        if kernel.shape != self._kernel.shape:
            self._forget()
            self.updateGeometry()
        self._kernel = kept(kernel)
        self.update()
        self._renew()

    def set_peak(self, peak: float) -> None:
        """Give values up to +-`peak` the colours of the scale; larger ones in the matrix stretch it."""
        if peak != self._peak:
            self._peak = peak
            self.update()

    @property
    def symmetry(self) -> str:
        """How is drawn: one of `symmetry.SYMMETRIES`."""
        return self._symmetry

    def set_symmetry(self, symmetry: str) -> None:
        """Change mirrored cells, too. Raises ValueError for what is not in `symmetry.SYMMETRIES`."""
        if symmetry not in SYMMETRIES:
            raise ValueError(f"Expected one of {', '.join(SYMMETRIES)}. Received {symmetry!r}.")
        self._symmetry = symmetry
        self.update()

    def words(self, row: int, column: int) -> str:
        """Return row, column and the number."""
        return minus(f"({row}, {column})  {float(self._kernel[row, column]):.6g}")

    # --- geometry --------------------------------------------------------------------------------------------

    @property
    def cell(self) -> tuple[float, float]:
        """Width and height of a cell in pixels: a square, unless it is low and there is room beside it."""
        rows, columns = self.shape
        wide, tall = self.width() / columns, self.height() / rows
        side = max(4.0, min(_LARGEST_CELL, wide, tall))
        return max(side, min(wide, _COMFORTABLE_WIDTH, 1.7 * side)), side

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Where a cell lies; the matrix stands in the middle, at the top."""
        wide, tall = self.cell
        left = (self.width() - wide * self.shape[1]) / 2
        return QRectF(left + column * wide, row * tall, wide - _GAP, tall - _GAP)

    def cell_at(self, place: QPointF) -> Cell | None:
        """Return the cell at a place."""
        (wide, tall), (rows, columns) = self.cell, self.shape
        row, column = int(place.y() // tall), int((place.x() - (self.width() - wide * columns) / 2) // wide)
        return (row, column) if 0 <= row < rows and 0 <= column < columns else None

    def sizeHint(self) -> QSize:
        """Return cells with room for a number."""
        return QSize(self.shape[1], self.shape[0]) * _USUAL_CELL

    def minimumSizeHint(self) -> QSize:
        """Return cells in which the sign can be told."""
        return QSize(self.shape[1], self.shape[0]) * (_SMALLEST_CELL if max(self.shape) <= _FEW else _TINIEST_CELL)

    def heightForWidth(self, width: int) -> int:
        """Return what square cells need."""
        rows, columns = self.shape
        return round(min(_LARGEST_CELL, width / columns) * rows)

    # --- painting --------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint cells, numbers, rings."""
        look, (wide, tall) = theme().palette, self.cell
        with QPainter(self) as painter:
            values, (rows, columns) = self._kernel, self.shape
            most = max(self._peak, float(np.abs(values).max(initial=0.0))) or 1.0
            tints = colours(values, theme().lut("signed"), -most, most, 128)
            edge = mixed(look.line, look.grey, 0.25)
            for cell, tint in np.ndenumerate(tints):
                rect = self.cell_rect(*cell)
                painter.fillRect(rect, edge)
                painter.fillRect(rect.adjusted(1, 1, -1, -1), int(tint))
            y, x = np.mgrid[0:rows, 0:columns].reshape(2, -1).astype(np.float64)
            x, y = self.cell_rect(0, 0).left() + x * wide + (wide - _GAP) / 2, y * tall + (tall - _GAP) / 2
            if wide >= _NUMBER_CELL.width() and tall >= _NUMBER_CELL.height():
                draw_numbers(painter, x, y, values.ravel(), inks(tints.ravel()), min(wide, 2 * tall), 1.0)
            elif tall >= SIGN_CELL:
                below = values.ravel() < 0
                draw_dashes(painter, x[below], y[below], inks(tints.ravel())[below], tall)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._at is not None and (self._ring or self.underMouse()):
                for cell in partners(self.shape, *self._at, self._symmetry):
                    self._paint_dashed(painter, self.cell_rect(*cell), look.selection)
            self._paint_looked_at(painter)

    @staticmethod
    def _paint_dashed(painter: QPainter, rect: QRectF, colour: QColor) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 1.2, Qt.PenStyle.DotLine))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)


def kept(kernel: Array) -> Array:
    """Return a copy of a matrix as float32, read-only."""
    copied = np.array(kernel, np.float32)
    copied.flags.writeable = False
    return copied
