"""One vector as a strip of coloured cells that wraps into rows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.imaging import Pixels, colours
from gui.theme import theme
from gui.widgets.cellmarks import NUMBER_CELL, SIGN_CELL, draw_dashes, draw_numbers, inks
from gui.widgets.focus import Ringed
from gui.widgets.strip_light import StripLight

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent

    from gui.theme import LutKind
    from model.receptive import Region

_GAP_FROM = 6.0
_NUMBER_HEIGHT = 18.0
_MARK = 8.0


def rows_for(count: int, width: float, height: float) -> int:
    """Return the number of rows in which `count` cells come closest to squares, without a ragged end if possible."""

    def shape(rows: int) -> float:
        columns = -(-count // rows)
        ragged = 0.4 if rows * columns != count else 0.0
        return abs(math.log((width / columns) / (height / rows))) + ragged

    most = max(1, min(count, int(height // 2)))
    return min(range(1, most + 1), key=shape)


class Strip(Ringed):
    """Values [n], in reading order, each as a cell of colour. All setters are silent."""

    hovered = Signal(int)
    """The pointer or the keyboard is at a value, or at none: -1."""
    clicked = Signal(int)
    """A value was chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: NDArray[np.float32] | None = None
        self._count = 0
        self._lut: NDArray[np.uint32] | LutKind = "map"
        self._low, self._high = 0.0, 1.0
        self._selected = self._hover = -1
        self._rows = self._columns = 1
        self._pixels = Pixels(1, 1)
        self._cells = self._pixels.array.reshape(-1)[:0]  # those of the pixels that hold a value
        self._lines: list[QLineF] = []
        # Found once for a size and a number of values: a strip is painted with every move of the pen
        self._width = self._height = 1.0
        self._place = self._source = QRectF()
        self._grid: QPixmap | None = None
        self._entries = np.empty(0, np.float32)
        self._stale = True
        self._light: StripLight | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self._on_theme_changed)

    # What is shown

    def set_count(self, count: int) -> None:
        """Show `count` empty cells: there is nothing to see yet."""
        self._values = None
        self._take_count(count)

    def set_values(
        self, values: NDArray[np.float32], lut: NDArray[np.uint32] | LutKind, low: float, high: float
    ) -> None:
        """Show values [n]; `low` has the table's first colour, `high` its last. The array is kept, not copied."""
        if values.ndim != 1:
            raise ValueError(f"Expected a vector. Received an array of shape {values.shape}.")
        fresh = self._values is None or self._stale or lut is not self._lut or len(values) != self._count
        self._values, self._lut, self._low, self._high = values, lut, low, high
        if fresh:
            self._take_count(len(values))
        elif self._colour() or self._writes():
            self.update()

    def set_selected(self, index: int | None) -> None:
        """Outline one value, or none."""
        chosen = -1 if index is None else index
        if chosen != self._selected:
            self._selected = chosen
            self.update()

    def set_lit(self, region: Region | None, pinned: bool) -> None:
        """Outline values over the colours; None: none. See `Light`."""
        if self._light is None:
            if region is None:
                return
            self._light = StripLight(self)
        self._light.show_region(region, pinned)

    @property
    def lit(self) -> Region | None:
        """What is outlined by `set_lit`."""
        return None if self._light is None else self._light.region

    @property
    def marked(self) -> tuple[int, int]:
        """The values with an outline of the strip's own: under the pointer, and selected; -1 for none."""
        return self._hover, self._selected

    @property
    def count(self) -> int:
        """How many values there are."""
        return self._count

    @property
    def columns(self) -> int:
        """How many of them stand in a row."""
        return self._columns

    @property
    def rows(self) -> int:
        """In how many rows the values stand."""
        return self._rows

    @property
    def signed(self) -> bool:
        """Whether the colours stand for values around 0."""
        return bool(self._table()[128] == theme().palette.dock.rgb())

    def value_at(self, index: int) -> float | None:
        """Return a value, or None where there is none."""
        if self._values is None or not 0 <= index < self._count:
            return None
        return float(self._values[index])

    def cell_rect(self, index: int) -> QRectF:
        """Return where a value is painted."""
        if not 0 <= index < self._count:
            return QRectF()
        row, column = divmod(index, self._columns)
        return QRectF(column * self._width, row * self._height, self._width, self._height)

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(320, 32)

    def minimumSizeHint(self) -> QSize:
        """Return the size below which nothing can be recognised."""
        return QSize(80, 16)

    # Geometry

    def _take_count(self, count: int) -> None:
        if count != self._count:
            self._count = count
            self._selected = self._hover = -1
            self._wrap()
        self._stale = True
        self.update()

    def _wrap(self) -> None:
        count = max(self._count, 1)
        self._rows = rows_for(count, max(self.width(), 1), max(self.height(), 1))
        self._columns = -(-count // self._rows)
        self._pixels = Pixels(self._rows, self._columns)
        width, height = self._width, self._height = self.width() / self._columns, self.height() / self._rows
        self._place, self._source = QRectF(self.rect()), QRectF(0, 0, self._columns, self._rows)
        across = [round(column * width) for column in range(1, self._columns)]
        down = [round(row * height) for row in range(1, self._rows)]
        self._lines = [QLineF(x, 0, x, self.height()) for x in across]
        self._lines += [QLineF(0, y, self.width(), y) for y in down]
        self._grid = None
        self._entries = np.empty(self._count, np.float32)
        self._cells = self._pixels.array.reshape(-1)[: self._count]
        self._stale = True

    def _index_at(self, position: QPointF) -> int:
        column, row = math.floor(position.x() / self._width), math.floor(position.y() / self._height)
        index = row * self._columns + column
        return index if 0 <= column < self._columns and row >= 0 and index < self._count else -1

    # Painting

    def _table(self) -> NDArray[np.uint32]:
        return theme().lut(self._lut) if isinstance(self._lut, str) else self._lut

    def _refresh(self) -> None:
        self._stale = False
        self._pixels.array.fill(theme().palette.dock.rgb())
        self._colour()

    def _colour(self) -> bool:
        """Give every value its colour, and tell whether any became another one."""
        if self._values is None:
            return False
        table, span, buffer = self._table(), self._high - self._low, self._entries
        if 0 < span < math.inf:  # nearly always: the same as `colours`, in fewer steps
            factor = 255.0 / span
            np.multiply(self._values, factor, out=buffer)
            np.add(buffer, 0.5 - self._low * factor, out=buffer)
            np.fmax(buffer, 0.0, out=buffer)
            np.fmin(buffer, 255.0, out=buffer)
            found = table.take(buffer.astype(np.intp))
        else:
            found = colours(self._values, table, self._low, self._high, 128 if self.signed else 0)
        if found.tobytes() == self._cells.tobytes():  # a fifth of the time that np.array_equal takes
            return False
        self._cells[:] = found
        return True

    def _writes(self) -> bool:
        """Whether more than colours is told of the values."""
        width, height = self._width, self._height
        return (width >= NUMBER_CELL and height >= _NUMBER_HEIGHT) or (min(width, height) >= SIGN_CELL and self.signed)

    def _paint_grid(self, painter: QPainter) -> None:
        """Lay the lines over the cells: as a picture, at a twentieth of their cost."""
        ratio = self.devicePixelRatioF()
        if self._grid is None or self._grid.devicePixelRatio() != ratio:
            self._grid = QPixmap((self.size().toSizeF() * ratio).toSize())
            self._grid.setDevicePixelRatio(ratio)
            self._grid.fill(Qt.GlobalColor.transparent)
            with QPainter(self._grid) as lines:
                lines.setPen(QPen(theme().palette.window, 1))
                lines.drawLines(self._lines)
        painter.drawPixmap(0, 0, self._grid)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells, the lines between large ones, and what is marked."""
        if self._stale:
            self._refresh()
        narrow = min(self._width, self._height)
        with QPainter(self) as painter:
            if narrow < 1:  # cells narrower than a pixel are averaged rather than left out
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self._place, self._pixels.image, self._source)
            if narrow >= _GAP_FROM:
                self._paint_grid(painter)
            if self._values is not None and self._writes():
                self._write(painter, self._width, self._height)
            if self._hover >= 0 or self._selected >= 0 or self._ring:
                self._paint_marks(painter)

    def _paint_marks(self, painter: QPainter) -> None:
        palette = theme().palette
        for index, colour, thick in ((self._hover, palette.text, 1), (self._selected, palette.selection, 2)):
            if index >= 0:
                painter.setPen(QPen(colour, thick))
                painter.drawRect(self._mark(index, thick))
        if self._ring:
            painter.setPen(QPen(palette.selection, 2))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def _write(self, painter: QPainter, width: float, height: float) -> None:
        assert self._values is not None
        numbers = width >= NUMBER_CELL and height >= _NUMBER_HEIGHT
        shown = np.arange(self._count) if numbers else np.flatnonzero(self._values < 0)
        rows, columns = np.divmod(shown, self._columns)
        x, y = (columns + 0.5) * width, (rows + 0.5) * height
        dark = inks(self._cells[shown])
        if numbers:
            draw_numbers(painter, x, y, self._values[shown], dark, min(width, 1.6 * height), 1.0)
        else:
            draw_dashes(painter, x, y, dark, min(width, height))

    def _mark(self, index: int, thick: int) -> QRectF:
        """Return a frame around a value, large enough to be seen, inside the strip."""
        place = self.cell_rect(index)
        across, down = max(_MARK - place.width(), 0.0) / 2, max(_MARK - place.height(), 0.0) / 2
        place = place.adjusted(-across, -down, across, down)
        half = thick / 2
        return place.intersected(QRectF(self.rect())).adjusted(half, half, -half, -half)

    def _on_theme_changed(self) -> None:
        self._stale = True
        self._grid = None
        self.update()

    # Mouse and keyboard

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the rows anew."""
        self._wrap()
        if self._light is not None:
            self._light.setGeometry(self.rect())
        super().resizeEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell what is under the pointer."""
        self._point_at(self._index_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that it is nothing."""
        self._point_at(-1)
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the value under the pointer."""
        index = self._index_at(event.position())
        if event.button() != Qt.MouseButton.LeftButton or index < 0:
            event.ignore()
            return
        self.clicked.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the neighbour of the selected value, or the one under the pointer; the ends stop it."""
        keys = Qt.Key
        steps = {
            keys.Key_Left: -1, keys.Key_Right: 1, keys.Key_Up: -self._columns, keys.Key_Down: self._columns,
        }  # fmt: skip
        step = steps.get(keys(event.key()))
        if step is not None and self._count:
            if self._selected < 0:
                index = max(self._hover, 0)
            else:
                index = min(max(self._selected + step, 0), self._count - 1)
            self._point_at(-1)
            self.clicked.emit(index)
        elif event.key() in (keys.Key_Space, keys.Key_Return, keys.Key_Enter) and self._hover >= 0:
            self.clicked.emit(self._hover)
        else:
            super().keyPressEvent(event)

    def _point_at(self, index: int) -> None:
        if index != self._hover:
            self._hover = index
            self.update()
            self.hovered.emit(index)
