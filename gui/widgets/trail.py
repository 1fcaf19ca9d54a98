"""A path through columns of numbers, drawn from left to right: what makes each, and which one it follows."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPixmap
from PySide6.QtWidgets import QSizePolicy, QToolTip

from gui.widgets.focus import Ringed
from gui.widgets.trail_layout import Column, Places, Room, arrange, least_width, room_for
from gui.widgets.trail_paint import TrailLook, TrailPainter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

Place = tuple[int, int]
"""(column, row) of a knot."""
_NOWHERE: Final = (-1, -1)


def _counts(columns: Sequence[Column]) -> list[int]:
    return [len(column.knots) for column in columns]


class Trail(Ringed):
    """Columns of knots joined by ribbons. The setters emit nothing.

    The arrow keys go along the path and to its neighbours, Home and End to its ends; a click on any knot asks for it.
    """

    knotRequested = Signal(int, int)  # column, row
    pointed = Signal(int, int)  # the knot under the pointer, or (-1, -1)
    copyRequested = Signal()

    def __init__(self, invitation: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._invitation = invitation
        self._painter = TrailPainter(TrailLook())
        self._look = TrailLook()
        self._columns: tuple[Column, ...] = ()
        self._places: Places | None = None
        self._picture: QPixmap | None = None
        self._standing = -1
        self._pointer: QPointF | None = None
        self._hover: Place = _NOWHERE
        self._lit: frozenset[Place] = frozenset()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    # --- what is shown --------------------------------------------------------------------------------------

    @property
    def columns(self) -> tuple[Column, ...]:
        """What is shown."""
        return self._columns

    @property
    def standing(self) -> int:
        """The column one stands on, or -1."""
        return self._standing

    def set_look(self, look: TrailLook) -> None:
        """Use other colours and fonts."""
        self._look, self._painter, self._picture, self._places = look, TrailPainter(look), None, None
        self.updateGeometry()
        self.update()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns; none for the invitation."""
        if _counts(columns) != _counts(self._columns):
            self._columns = tuple(columns)
            self.updateGeometry()
        self._columns, self._places, self._picture = tuple(columns), None, None
        if not self._has(self._hover):
            self._hover = _NOWHERE
        self._standing = min(self._standing, len(columns) - 1)
        self.update()

    def set_standing(self, column: int) -> None:
        """Mark the column one stands on; -1 for none."""
        if column != self._standing:
            self._standing = column
            self.update()

    def set_lit(self, places: frozenset[Place]) -> None:
        """Light knots, whoever points at what they stand for."""
        if places != self._lit:
            self._lit = places
            self.update()

    def room(self, counts: Sequence[int]) -> Room:
        """Return what columns of so many knots each have room for."""
        return room_for(QSizeF(self.size()) / self._look.scale, counts)

    def knot_rect(self, column: int, row: int) -> QRectF:
        """Where a knot lies."""
        return self._arranged().knots[column][row]

    def knot_at(self, point: QPointF) -> Place:
        """Return (column, row) of the knot at a point, or (-1, -1)."""
        for column, rects in enumerate(self._arranged().knots):
            for row, rect in enumerate(rects):
                if rect.contains(point):
                    return column, row
        return _NOWHERE

    def sizeHint(self) -> QSize:
        """Return comfortable columns."""
        return QSize(960, 240)

    def minimumSizeHint(self) -> QSize:
        """Return the least columns side by side."""
        return QSize(ceil(least_width(_counts(self._columns) or [1]) * self._look.scale), 150)

    # --- painting -------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ribbons and knots, and over them what is marked."""
        with QPainter(self) as painter:
            if not self._columns:
                painter.fillRect(event.rect(), self._look.paper)
                painter.setFont(self._look.words)
                painter.setPen(self._look.grey)
                room = QRectF(self.rect()).adjusted(16, 8, -16, -8)
                painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._invitation)
                return
            painter.drawPixmap(0, 0, self._painted())
            for place in {self._hover, *self._lit}:
                if self._has(place):
                    self._painter.paint_hover(painter, self.knot_rect(*place))
            if self._standing >= 0 or self._ring:
                at = max(0, self._standing)
                self._painter.paint_standing(painter, self.knot_rect(at, self._columns[at].chosen), ring=self._ring)

    def _painted(self) -> QPixmap:
        """Return all that does not follow the pointer; it is painted once."""
        ratio = self.devicePixelRatioF()
        if self._picture is None or self._picture.devicePixelRatio() != ratio:
            self._picture = QPixmap(self.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(self._look.paper)
            places = self._arranged()
            with QPainter(self._picture) as painter:
                self._painter.paint_ribbons(painter, places)
                for column, knots, notes in zip(self._columns, places.knots, places.notes, strict=True):
                    self._painter.paint_column(painter, column, knots, notes, places.roomy)
        return self._picture

    def _arranged(self) -> Places:
        if self._places is None:
            scale = self._look.scale
            self._places = arrange(QSizeF(self.size()) / scale, self._columns).scaled(scale)
        return self._places

    def _has(self, place: Place) -> bool:
        column, row = place
        return 0 <= column < len(self._columns) and 0 <= row < len(self._columns[column].knots)

    # --- pointer and keyboard -------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Tell all of a knot in its tool tip."""
        if event.type() == QEvent.Type.ToolTip:
            self._show_tip(event)  # type: ignore[arg-type]
            return True
        return super().event(event)

    def _show_tip(self, event: QHelpEvent) -> None:
        column, row = place = self.knot_at(QPointF(event.pos()))
        if self._has(place) and (tip := self._columns[column].knots[row].tip) is not None:
            QToolTip.showText(event.globalPos(), tip(), self, self.knot_rect(column, row).toAlignedRect())
        else:
            QToolTip.hideText()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place everything anew."""
        self._places = self._picture = None
        super().resizeEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at the knot under the pointer."""
        self._pointer = event.position()
        self._point_at(self.knot_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        super().leaveEvent(event)
        self._pointer = None
        self._point_at(_NOWHERE)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for the knot under the pointer."""
        place = self.knot_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and self._has(place):
            self.knotRequested.emit(*place)
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go along the path, or to a neighbour of the knot one stands on."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copyRequested.emit()
            return
        if not self.step(Qt.Key(event.key())):
            super().keyPressEvent(event)

    def step(self, key: Qt.Key) -> bool:
        """Ask for the knot to which an arrow key, Home or End leads; return whether the key means anything."""
        if not self._columns:
            return False
        last, at = len(self._columns) - 1, self._standing
        columns = {
            Qt.Key.Key_Right: min(last, at + 1),
            Qt.Key.Key_Left: max(0, at - 1),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
            Qt.Key.Key_Return: max(0, at),
            Qt.Key.Key_Enter: max(0, at),
        }
        if key in columns:
            column = columns[key]
            self.knotRequested.emit(column, self._columns[column].chosen)
            return True
        if key not in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            return False
        here = self._columns[max(0, at)]
        row = here.chosen + (1 if key == Qt.Key.Key_Down else -1)
        if 0 <= row < len(here.knots):
            self.knotRequested.emit(max(0, at), row)
        return True

    def look_again(self) -> Place:
        """Mark what is under the pointer that rests, once other columns have come, and return it; emits nothing."""
        self._mark(_NOWHERE if self._pointer is None else self.knot_at(self._pointer))
        return self._hover

    def _point_at(self, place: Place) -> None:
        if place != self._hover:
            self._mark(place)
            self.pointed.emit(*place)

    def _mark(self, place: Place) -> None:
        if place != self._hover:
            self._hover = place
            self.setCursor(Qt.CursorShape.PointingHandCursor if self._has(place) else Qt.CursorShape.ArrowCursor)
            self.update()
