"""One map as a picture, with what is cut out of it: a window, a cell, the rows and columns that nobody reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PySide6.QtCore import QLine, QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen

from gui.imaging import colours, picture
from gui.numerals import minus
from gui.theme import mixed, theme
from gui.widgets.cellmarks import NUMBER_CELL, SIGN_CELL, draw_dashes, draw_numbers, inks
from gui.widgets.cells import Cell, Cells

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QImage, QPaintEvent
    from PySide6.QtWidgets import QWidget

    from gui.theme import LutKind

    Values = NDArray[np.floating[Any]]

Box = tuple[int, int, int, int]

_LARGEST: Final = 44.0
_SLANT: Final = 5  # pixels between two lines of a hatching
_GRID: Final = 6.0  # below this size of a cell no lines are drawn between the blocks


class CellMap(Cells):
    """Values [rows, columns] as large as fits, at the top left; exact numbers where the cells have room for them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: Values = np.zeros((0, 0), np.float32)
        self._kind: LutKind = "map"
        self._range = (0.0, 1.0)
        self._image: QImage | None = None
        self._box: Box | None = None
        self._marked: Cell | None = None
        self._step: tuple[int, int] | None = None
        self._read: tuple[int, int] | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self._values.shape
        return rows, columns

    @property
    def box(self) -> Box | None:
        """The window that is outlined."""
        return self._box

    @property
    def marked(self) -> Cell | None:
        """The cell in a ring."""
        return self._marked

    def set_values(self, values: Values, kind: LutKind, low: float, high: float) -> None:
        """Show a map in the colours of `kind`, from `low` to `high`."""
        if values.shape != self._values.shape:
            self._forget()
            self.updateGeometry()
        self._values, self._kind, self._range, self._image = values, kind, (low, high), None
        self.update()
        self._renew()

    def set_marks(
        self,
        box: Box | None = None,
        marked: Cell | None = None,
        step: tuple[int, int] | None = None,
        read: tuple[int, int] | None = None,
    ) -> None:
        """Draw over the map.

        Parameters
        ----------
        box
            (top, left, bottom, right), half open: a window to outline.
        marked
            A cell to put a ring around.
        step
            Rows and columns between two blocks: thin lines are drawn there.
        read
            How many rows and columns are read; those after them are hatched.
        """
        self._box, self._marked, self._step, self._read = box, marked, step, read
        self.update()

    def words(self, row: int, column: int) -> str:
        """Return row, column and the number."""
        return minus(f"({row}, {column})  {float(self._values[row, column]):.6g}")

    # --- geometry --------------------------------------------------------------------------------------------

    @property
    def cell(self) -> float:
        """The side of a cell in pixels."""
        rows, columns = self.shape
        fits = min((self.width() - 2) / max(1, columns), (self.height() - 2) / max(1, rows))
        return max(1.0, min(_LARGEST, fits))

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Where a cell lies."""
        side = self.cell
        return QRectF(1 + column * side, 1 + row * side, side, side)

    def cell_at(self, place: QPointF) -> Cell | None:
        """Return the cell at a place."""
        row, column = int((place.y() - 1) // self.cell), int((place.x() - 1) // self.cell)
        rows, columns = self.shape
        return (row, column) if 0 <= row < rows and 0 <= column < columns else None

    def sizeHint(self) -> QSize:
        """Return cells that can be told apart."""
        rows, columns = self.shape
        return QSize(12 * columns + 2, 12 * rows + 2)

    def minimumSizeHint(self) -> QSize:
        """Return one pixel or two for every cell."""
        rows, columns = self.shape
        return QSize(2 * columns + 2, 2 * rows + 2)

    # --- painting --------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the map and what is drawn over it."""
        rows, columns = self.shape
        if not rows or not columns:
            return
        look, side = theme().palette, self.cell
        with QPainter(self) as painter:
            lut, zero = theme().lut(self._kind), 128 if self._kind == "signed" else 0
            # Kept in no cache across a change of theme: the table of colours is another one then
            image = picture(self._values, lut, *self._range, zero)
            whole = QRectF(1, 1, columns * side, rows * side)
            painter.drawImage(whole, image)
            if self._read is not None:
                self._paint_unread(painter, whole, self._read)
            if self._step is not None and side >= _GRID:
                painter.setPen(QPen(mixed(look.grey, look.dock, 0.55), 1))
                painter.drawLines(self._lines(*(self._read or (rows, columns)), *self._step))
            self._paint_numbers(painter, lut, zero)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.line, 1))
            painter.drawRect(whole.adjusted(-0.5, -0.5, 0.5, 0.5))
            if self._box is not None:
                top, left, bottom, right = self._box
                outline = QRectF(1 + left * side, 1 + top * side, (right - left) * side, (bottom - top) * side)
                painter.setPen(QPen(look.dock, 4))
                painter.drawRect(outline)
                painter.setPen(QPen(look.selection, 2))
                painter.drawRect(outline)
            if self._marked is not None:
                self._paint_ring(painter, self.cell_rect(*self._marked), look.winner, 2.0)
            self._paint_looked_at(painter)

    def _lines(self, rows: int, columns: int, down: int, across: int) -> list[QLineF]:
        """Return the lines between blocks of that many rows and columns."""
        side = self.cell
        right, bottom = 1 + columns * side, 1 + rows * side
        heights = [1 + row * side for row in range(0, rows + 1, down)]
        lefts = [1 + column * side for column in range(0, columns + 1, across)]
        return [*(QLineF(1, y, right, y) for y in heights), *(QLineF(x, 1, x, bottom) for x in lefts)]

    def _paint_unread(self, painter: QPainter, whole: QRectF, read: tuple[int, int]) -> None:
        """Hatch the rows at the bottom and the columns at the right that belong to no block."""
        side = self.cell
        below, beside = QRectF(whole), QRectF(whole)
        below.setTop(whole.top() + read[0] * side)
        beside.setLeft(whole.left() + read[1] * side)
        beside.setBottom(below.top())
        for rect in (below, beside):
            if rect.width() > 0 and rect.height() > 0:
                self._hatch(painter, rect)

    def _hatch(self, painter: QPainter, rect: QRectF) -> None:
        """Draw slanted lines over a part: as a brush they would take longer than all the rest."""
        painter.save()
        painter.setClipRect(rect)
        painter.setPen(QPen(theme().palette.grey, 1))
        left, top, bottom = int(rect.left()), int(rect.top()), int(rect.bottom()) + 1
        tall = bottom - top
        lines = [QLine(x, bottom, x + tall, top) for x in range(left - tall, int(rect.right()) + 1, _SLANT)]
        painter.drawLines(lines)
        painter.restore()

    def _paint_numbers(self, painter: QPainter, lut: NDArray[np.uint32], zero: int) -> None:
        side, values = self.cell, self._values.ravel()
        if side < SIGN_CELL:
            return
        rows, columns = self.shape
        numbers, below = side >= NUMBER_CELL - 2, values < 0
        if not numbers and not below.any():
            return
        y, x = np.mgrid[0:rows, 0:columns].reshape(2, -1) * side + 1 + side / 2
        dark = inks(colours(values, lut, *self._range, zero))
        if numbers:
            draw_numbers(painter, x, y, values, dark, side, 1.0)
        else:
            draw_dashes(painter, x[below], y[below], dark[below], side)
