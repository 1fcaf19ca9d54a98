"""Numbers as blocks, drawn to scale: a filter's weights are a small box, its bias a single cell."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QSizePolicy

from gui.theme import mixed, theme
from gui.widgets.focus import Ringed

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

_SLANT: Final = 0.42  # how much of its length an edge that goes away from us keeps, across and up
_LEAST_GAP: Final = 3.0
_LARGEST: Final = 22.0  # pixels a side of a cell
_LEAST_SINGLE: Final = 2.0
_RULED: Final = 4.0  # larger cells are told apart by lines
_KEY: Final = Qt.Key


@dataclass(frozen=True, slots=True)
class Shape:
    """Equal blocks: how many, their sides, and how many single numbers each has beside it."""

    count: int
    rows: int
    columns: int
    depth: int
    singles: int

    @property
    def face(self) -> tuple[int, int, int]:
        """Width and height of the side that is seen in front, and how far the block reaches back.

        A long block lies on its side: so many of them find room.
        """
        if self.depth > max(self.rows, self.columns):
            return self.depth, self.rows, self.columns
        return self.columns, self.rows, self.depth


@dataclass(frozen=True, slots=True)
class Layout:
    """How many blocks are in a row, pixels a side of a cell, and the room of one block."""

    across: int
    unit: float
    room: tuple[float, float]
    origin: tuple[float, float]


def arrange(shape: Shape, room: QRectF) -> Layout:
    """Find how to lay all blocks into `room` with the largest cells."""
    width, height, back = shape.face
    wide = width + _SLANT * back + (1.6 if shape.singles else 0.0)
    tall = height + _SLANT * back
    best, across = 0.0, 1
    for columns in range(1, shape.count + 1):
        rows = -(-shape.count // columns)
        unit = min((room.width() / columns - _LEAST_GAP) / wide, (room.height() / rows - _LEAST_GAP) / tall, _LARGEST)
        if unit > best * 1.001:
            best, across = unit, columns
    unit = max(best, 0.01)
    gap = max(_LEAST_GAP, 0.5 * unit)
    single = max(unit, _LEAST_SINGLE) - unit if shape.singles else 0.0
    step = min(wide * unit + single + 3 * gap, room.width() / across)
    lines = -(-shape.count // across)
    down = min(tall * unit + 2 * gap, room.height() / lines)
    origin = room.x() + (room.width() - across * step) / 2, room.y() + (room.height() - lines * down) / 2
    return Layout(across, unit, (step, down), origin)


class BlockView(Ringed):
    """Blocks in rows, each with its single numbers. The arrow keys go from block to block.

    Signals
    -------
    pointed
        Index of the block under the pointer or the keyboard; -1 for none.
    """

    pointed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shape: Shape | None = None
        self._words = ""
        self._current = -1
        self._layout: Layout | None = None
        self._stamps: tuple[QPixmap, QPixmap] | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self._on_theme_changed)

    def set_shape(self, shape: Shape | None, words: str = "") -> None:
        """Draw these blocks; or, for None, say why there are none."""
        self._shape, self._words, self._current = shape, words, -1
        self._layout = self._stamps = None
        self.update()

    @property
    def shape(self) -> Shape | None:
        """The blocks that are drawn."""
        return self._shape

    @property
    def parts(self) -> Layout:
        """Where they are."""
        assert self._shape is not None
        if self._layout is None:
            self._layout = arrange(self._shape, QRectF(self.rect()).adjusted(4, 4, -4, -4))
        return self._layout

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(300, 130)

    def minimumSizeHint(self) -> QSize:
        """Return the least in which something can be seen."""
        return QSize(96, 72)

    # --- painting --------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint all blocks, or the words."""
        colour = theme().palette
        with QPainter(self) as painter:
            if self._shape is None:
                painter.setFont(theme().font("small"))
                painter.setPen(colour.grey)
                flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
                painter.drawText(QRectF(self.rect()).adjusted(8, 0, -8, 0), flags, self._words)
            else:
                if self._stamps is None:
                    self._stamps = self._stamped(0.0), self._stamped(0.3)
                seen = QRectF(event.rect())
                for index in range(self._shape.count):
                    box = self.box(index)
                    if box.intersects(seen):
                        painter.drawPixmap(box.topLeft().toPoint(), self._stamps[index == self._current])
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._ring:
                painter.setPen(QPen(colour.selection, 1.5))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def box(self, index: int) -> QRectF:
        """Return where a block is, with what is beside it."""
        parts = self.parts
        row, column = divmod(index, parts.across)
        return QRectF(
            parts.origin[0] + column * parts.room[0],
            parts.origin[1] + row * parts.room[1],
            parts.room[0],
            parts.room[1],
        )

    def _stamped(self, strength: float) -> QPixmap:
        """Return the picture of one block, with its single numbers; all are alike, and drawn anew each takes long."""
        assert self._shape is not None
        colour, room, ratio = theme().palette, self.parts.room, self.devicePixelRatioF()
        stamp = QPixmap(ceil(room[0] * ratio), ceil(room[1] * ratio))
        stamp.setDevicePixelRatio(ratio)
        stamp.fill(Qt.GlobalColor.transparent)
        with QPainter(stamp) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            tints = [mixed(mixed(colour.selection, colour.dock, t), colour.text, strength) for t in (0.35, 0.5, 0.62)]
            self._paint_block(painter, QRectF(0, 0, *room), tints, colour.winner)
        return stamp

    def _paint_block(self, painter: QPainter, box: QRectF, tints: list[QColor], single: QColor) -> None:
        assert self._shape is not None
        unit, (width, height, back) = self.parts.unit, self._shape.face
        shift = _SLANT * back * unit
        extra = max(unit, _LEAST_SINGLE) + 0.6 * unit if self._shape.singles else 0.0
        whole = width * unit + shift + extra, height * unit + shift
        x, y = box.x() + (box.width() - whole[0]) / 2, box.y() + (box.height() - whole[1]) / 2
        front = QRectF(x, y + shift, width * unit, height * unit)
        away = QPointF(shift, -shift)
        painter.setPen(Qt.PenStyle.NoPen)
        for tint, corners in (
            (tints[1], (front.topLeft(), front.topLeft() + away, front.topRight() + away, front.topRight())),
            (tints[2], (front.topRight(), front.topRight() + away, front.bottomRight() + away, front.bottomRight())),
        ):
            painter.setBrush(tint)
            painter.drawPolygon(QPolygonF(list(corners)))
        painter.setBrush(tints[0])
        painter.drawRect(front)
        if unit >= _RULED:
            painter.setPen(QPen(tints[2], 1))
            lines = [
                QLineF(front.x() + i * unit, front.y(), front.x() + i * unit, front.bottom()) for i in range(1, width)
            ]
            lines += [
                QLineF(front.x(), front.y() + i * unit, front.right(), front.y() + i * unit) for i in range(1, height)
            ]
            painter.drawLines(lines)
        if self._shape.singles:
            side = max(unit, _LEAST_SINGLE)
            left = front.right() + shift + 0.6 * unit
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(single)
            for number in range(self._shape.singles):
                painter.drawRect(QRectF(left, front.bottom() - side - number * 1.4 * side, side, side))

    # --- pointer and keyboard --------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange in the new room."""
        self._layout = self._stamps = None
        super().resizeEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which block is under the pointer."""
        self._set_current(self._at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Tell of none."""
        super().leaveEvent(event)
        self._set_current(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from block to block."""
        steps = {_KEY.Key_Right: 1, _KEY.Key_Left: -1}
        if self._shape is not None:
            steps |= {_KEY.Key_Down: self.parts.across, _KEY.Key_Up: -self.parts.across}
        step = steps.get(_KEY(event.key()))
        if step is None or self._shape is None:
            super().keyPressEvent(event)
            return
        wanted = max(0, self._current) + (step if self._current >= 0 else 0)
        if 0 <= wanted < self._shape.count:
            self._set_current(wanted)

    def _at(self, point: QPointF) -> int:
        if self._shape is None:
            return -1
        parts = self.parts
        column, row = (point.x() - parts.origin[0]) // parts.room[0], (point.y() - parts.origin[1]) // parts.room[1]
        index = int(row) * parts.across + int(column)
        return index if 0 <= column < parts.across and row >= 0 and index < self._shape.count else -1

    def _set_current(self, index: int) -> None:
        if index != self._current:
            before, self._current = self._current, index
            for each in (before, index):
                if each >= 0:
                    self.update(self.box(each).toAlignedRect().adjusted(-1, -1, 1, 1))
            self.pointed.emit(index)

    def _on_theme_changed(self) -> None:
        self._stamps = None
        self.update()
