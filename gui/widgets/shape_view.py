"""Why a side gets shorter: a window goes along the cells of a map, and some of them get no output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from gui.theme import mixed, theme
from gui.widgets.focus import Ringed
from gui.widgets.sliding_layout import Grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QEnterEvent, QKeyEvent, QPaintEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

    from model.shape_walk import Stop

_GAP: Final = 26.0  # between the maps; the arrow stands there
_LARGEST: Final = 340.0
_RULED: Final = 4.0  # larger cells are told apart by lines
_ARROW: Final = 5.0
_FAINT: Final = 0.6


class ShapeView(Ringed):
    """Left the cells of the input, right those of the output, as far as a walk has come. The setters emit nothing.

    Cells that get no output are hatched, cells that no block holds are crossed out: faintly, until the walk is there.

    Signals
    -------
    hovered
        Whether the pointer is over it.
    keyPressed
        A key; who wants it accepts it.
    """

    hovered = Signal(bool)
    keyPressed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._walk: Sequence[Stop] = ()
        self._step = 0
        self._sides = ((1, 1), (1, 1))
        self._words = ""
        self._grids: tuple[Grid, Grid] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self.update)

    def set_walk(self, walk: Sequence[Stop], left: tuple[int, int], right: tuple[int, int], words: str = "") -> None:
        """Show a walk over `left` rows and columns that writes `right` ones; if it is empty, these words."""
        self._walk, self._sides, self._words, self._grids = walk, (left, right), words, None
        self.set_step(0)

    def set_step(self, step: int) -> None:
        """Show what is known after a stop of the walk."""
        self._step = min(max(step, 0), max(0, len(self._walk) - 1))
        self.update()

    @property
    def step(self) -> int:
        """The stop that is shown."""
        return self._step

    @property
    def grids(self) -> tuple[Grid, Grid]:
        """Where the two maps are; the left one with a rim for windows that stick out."""
        if self._grids is None:
            self._grids = self._arranged()
        return self._grids

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(280, 130)

    def minimumSizeHint(self) -> QSize:
        """Return the least in which something can be seen."""
        return QSize(120, 72)

    def _arranged(self) -> tuple[Grid, Grid]:
        (rows, columns), (out_rows, out_columns) = self._sides
        over = [0, 0]
        for stop in self._walk:
            n = (rows, columns)[stop.axis]
            over[stop.axis] = max(over[stop.axis], -stop.cells[0], stop.cells[-1] + 1 - n)
        room = QRectF(self.rect()).adjusted(6, 4, -6, -4)
        tall, wide = rows + 2 * over[0], columns + 2 * over[1]
        cell = min(room.height() / tall, (room.width() - _GAP) / (wide + out_columns), _LARGEST / tall)
        if cell >= 2:
            cell = int(cell)
        x = room.x() + (room.width() - _GAP - cell * (wide + out_columns)) / 2
        y = room.y() + (room.height() - cell * tall) / 2
        left = QRectF(round(x), round(y), cell * wide, cell * tall)
        top = left.center().y() - cell * out_rows / 2
        right = QRectF(left.right() + _GAP, round(top), cell * out_columns, cell * out_rows)
        rim = over[0], over[1], over[0], over[1]
        return Grid(left, (rows, columns), rim), Grid(right, (out_rows, out_columns))

    # --- painting --------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint both maps and the window."""
        colour = theme().palette
        with QPainter(self) as painter:
            if not self._walk:
                painter.setFont(theme().font("small"))
                painter.setPen(colour.grey)
                flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
                painter.drawText(QRectF(self.rect()).adjusted(8, 0, -8, 0), flags, self._words)
            else:
                self._paint_left(painter)
                self._paint_right(painter)
                self._paint_window(painter)
                self._paint_arrow(painter)
            if self._ring:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(colour.selection, 1.5))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _paint_left(self, painter: QPainter) -> None:
        """Paint the input: tinted where an output was found so far, hatched or crossed where none is."""
        colour, grid = theme().palette, self.grids[0]
        rows, columns = self._sides[0]
        kept: tuple[set[int], set[int]] = (set(), set())
        reached = self._walk[: self._step + 1]
        for stop in reached:
            if stop.fate == "kept":
                kept[stop.axis].update(stop.cells if stop.centre is None else (stop.centre,))
        painter.fillRect(grid.inside, colour.raised)
        tint = mixed(colour.selection, colour.dock, 0.72)
        down = kept[0] if any(stop.axis == 0 for stop in reached) else set(range(rows))
        for column in kept[1] & set(range(columns)):
            for top, bottom in _runs(down & set(range(rows))):
                painter.fillRect(grid.box(top, column, bottom, column + 1), tint)
        for index in range(len(self._walk) - 1, -1, -1):  # what was reached lies over what was not
            stop = self._walk[index]
            if stop.fate == "kept":
                continue
            first, last = (stop.cells[0], stop.cells[-1] + 1) if stop.centre is None else (stop.centre, stop.centre + 1)
            box = grid.box(0, first, rows, last) if stop.axis else grid.box(first, 0, last, columns)
            painter.fillRect(box, colour.dock)
            faint = 0.0 if index <= self._step else _FAINT
            if stop.fate == "dropped":
                self._cross(painter, grid, box, mixed(colour.positive, colour.dock, faint))
            else:
                pattern = Qt.BrushStyle.BDiagPattern if stop.fate == "lacking" else Qt.BrushStyle.Dense7Pattern
                painter.fillRect(box, QBrush(mixed(colour.grey, colour.dock, max(faint, 0.35)), pattern))
        self._rule(painter, grid)

    def _cross(self, painter: QPainter, grid: Grid, box: QRectF, colour: QColor) -> None:
        """Cross out every cell in a box."""
        width, height = grid.cell
        painter.setPen(QPen(colour, max(1.0, width / 12)))
        lines = []
        for row in range(max(1, round(box.height() / height))):
            for column in range(max(1, round(box.width() / width))):
                x, y = box.x() + column * width, box.y() + row * height
                cell = QRectF(x, y, width, height).adjusted(width / 5, height / 5, -width / 5, -height / 5)
                lines += [QLineF(cell.topLeft(), cell.bottomRight()), QLineF(cell.topRight(), cell.bottomLeft())]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawLines(lines)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_right(self, painter: QPainter) -> None:
        """Paint the output: first its columns come one by one, then its rows fill them."""
        colour, grid = theme().palette, self.grids[1]
        rows, columns = self._sides[1]
        done = [0, 0]
        for stop in self._walk[: self._step + 1]:
            if stop.output is not None:
                done[stop.axis] = max(done[stop.axis], stop.output + 1)
        painter.fillRect(grid.inside, colour.raised)
        painter.fillRect(grid.box(0, 0, rows, done[1]), mixed(colour.selection, colour.dock, 0.8))
        painter.fillRect(grid.box(0, 0, done[0], done[1]), mixed(colour.selection, colour.dock, 0.5))
        self._rule(painter, grid)
        output = self._walk[self._step].output
        if output is not None:
            across = self._walk[self._step].axis == 1
            box = grid.box(0, output, rows, output + 1) if across else grid.box(output, 0, output + 1, columns)
            painter.setPen(QPen(colour.selection, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box)

    def _paint_window(self, painter: QPainter) -> None:
        """Paint the window at this stop; what sticks out of the map is dashed."""
        colour, grid, stop = theme().palette, self.grids[0], self._walk[self._step]
        if stop.fate == "dropped":
            return
        along = self._across(1 - stop.axis)
        first, last = stop.cells[0], stop.cells[-1] + 1
        box = grid.box(along[0], first, along[1], last) if stop.axis else grid.box(first, along[0], last, along[1])
        painter.setBrush(Qt.BrushStyle.NoBrush)
        outside = first < 0 or last > self._sides[0][stop.axis]
        if stop.centre is not None:
            middle = (along[0] + along[1] - 1) // 2
            row, column = (middle, stop.centre) if stop.axis else (stop.centre, middle)
            painter.fillRect(grid.box(row, column, row + 1, column + 1), colour.winner if not outside else colour.grey)
        if outside:
            for cell in (c for c in range(first, last) if not 0 <= c < self._sides[0][stop.axis]):
                part = grid.box(along[0], cell, along[1], cell + 1) if stop.axis else (
                    grid.box(cell, along[0], cell + 1, along[1]))  # fmt: skip
                painter.fillRect(part, QBrush(colour.positive, Qt.BrushStyle.Dense5Pattern))
        style = Qt.PenStyle.DashLine if outside else Qt.PenStyle.SolidLine
        painter.setPen(QPen(colour.positive if outside else colour.selection, 2, style))
        painter.drawRect(box)

    def _across(self, axis: int) -> tuple[int, int]:
        """Return the cells of the window along the other side: those of a stop in the middle."""
        stops = [stop for stop in self._walk if stop.axis == axis and stop.output is not None]
        cells = stops[len(stops) // 2].cells
        return cells[0], cells[-1] + 1

    def _rule(self, painter: QPainter, grid: Grid) -> None:
        colour, place, (width, height) = theme().palette, grid.inside, grid.cell
        painter.setPen(QPen(mixed(colour.line, colour.dock, 0.2), 1))
        lines = []
        if min(width, height) >= _RULED:
            lines = [
                QLineF(place.x() + i * width, place.y(), place.x() + i * width, place.bottom())
                for i in range(1, grid.shape[1])
            ]
            lines += [
                QLineF(place.x(), place.y() + i * height, place.right(), place.y() + i * height)
                for i in range(1, grid.shape[0])
            ]
        painter.drawLines(lines)
        painter.setPen(QPen(colour.line, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5))

    def _paint_arrow(self, painter: QPainter) -> None:
        left, right = self.grids
        x, y = (left.place.right() + right.place.x()) / 2, left.place.center().y()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().palette.grey, 1.5))
        tip = QPointF(x + _ARROW, y)
        painter.drawLines([
            QLineF(QPointF(x - _ARROW, y), tip), QLineF(tip - QPointF(4, 4), tip), QLineF(tip - QPointF(4, -4), tip),
        ])  # fmt: skip

    # --- pointer and keyboard --------------------------------------------------------------------------------

    def enterEvent(self, event: QEnterEvent) -> None:
        """Tell that somebody looks."""
        super().enterEvent(event)
        self.hovered.emit(True)

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that nobody does any more."""
        super().leaveEvent(event)
        self.hovered.emit(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange in the new room."""
        self._grids = None
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Offer the key to who listens."""
        event.ignore()
        self.keyPressed.emit(event)
        if not event.isAccepted():
            super().keyPressEvent(event)


def _runs(cells: set[int]) -> list[tuple[int, int]]:
    """Return the runs of neighbouring cells, (first, last + 1) each."""
    runs: list[tuple[int, int]] = []
    for cell in sorted(cells):
        if runs and runs[-1][1] == cell:
            runs[-1] = runs[-1][0], cell + 1
        else:
            runs.append((cell, cell + 1))
    return runs
