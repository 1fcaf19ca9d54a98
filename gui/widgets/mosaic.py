"""All maps of a layer in one picture: the mean of them, all side by side, or one of them large."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal, Slot

from gui.widgets.mosaic_view import MODES, Mode, MosaicView
from gui.widgets.pinch import Pinch
from gui.widgets.viewport import STEP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QEnterEvent, QHideEvent, QKeyEvent, QMouseEvent, QWheelEvent
    from PySide6.QtWidgets import QWidget

    from gui.widgets.mosaic_view import Unit

__all__ = ["MODES", "Mode", "Mosaic"]

LARGEST_CELL: Final = 120.0
_DRAG: Final = 5.0


class Mosaic(MosaicView):
    """Maps [h, w, n] as coloured tiles. It gets arrays and says where it was touched, and knows no network.

    All setters are silent and cost next to nothing: the picture is made when Qt asks for it, so a hidden
    mosaic does no work. Where other maps come under the pointer that rests, what it is at now is told from a timer.
    A unit is (row, column, channel); in the mean of all maps the channel is -1.
    """

    hovered = Signal(int, int, int)
    """The pointer or the keyboard is at a unit, or at none: -1, -1, -1."""
    unitClicked = Signal(int, int, int)
    """A unit was chosen. In the mean of all maps: the strongest of the values at that place."""
    modeChanged = Signal(str, int)
    """The person went to another mode; and the channel that is large, or -1."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._press: QPointF | None = None
        self._pointer: QPointF | None = None  # while it is here, and the keys did not take over
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(0)
        self._again.timeout.connect(self._on_again)
        self._dragged = False
        self._pinch = Pinch(self)
        self._pinch.zoomed.connect(self._zoom)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    # What comes under the pointer

    def set_order(self, order: Sequence[int] | NDArray[np.integer] | None) -> None:
        """Show map `order[i]` in tile i; None is the natural order."""
        before = self._order
        super().set_order(order)
        if self._order is not before:
            self._look_again()

    def set_mode(self, mode: Mode, channel: int | None = None) -> None:
        """Show the mean of all maps ("fold"), all ("grid") or the one of a channel ("single")."""
        super().set_mode(mode, channel)
        self._look_again()

    def hideEvent(self, event: QHideEvent) -> None:
        """Know of no pointer while nothing is seen."""
        super().hideEvent(event)
        self._pointer = None

    def _look_again(self) -> None:
        if self._pointer is not None:
            self._again.start()

    @Slot()
    def _on_again(self) -> None:
        """Tell what is under the pointer, even if it is the same place: it may mean another map now."""
        if self._pointer is not None:
            self._hover = self._unit_at(self._pointer)
            self.update()
            self.hovered.emit(*(self._hover or (-1, -1, -1)))

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a click or a drag begins."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._press, self._dragged = event.position(), False
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag a zoomed picture, or tell what is under the pointer."""
        if self._press is not None and event.buttons() & Qt.MouseButton.LeftButton:
            shift = event.position() - self._press
            if self._dragged or (self._view.zoom > 1 and shift.manhattanLength() > _DRAG):
                ratio = self.devicePixelRatioF()
                self._view.move(shift.x() * ratio, shift.y() * ratio)
                self._press, self._dragged = event.position(), True
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self.update()
                return
        self._pointer = event.position()
        self._point_at(self._unit_at(self._pointer))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the unit under the pointer, unless the picture was dragged."""
        if event.button() != Qt.MouseButton.LeftButton or self._press is None:
            event.ignore()
            return
        self._press = None
        self.unsetCursor()
        unit = self._unit_at(event.position())
        if unit is not None and not self._dragged:
            self._choose(unit)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show the tile under the pointer large, or all of them again."""
        self._press = None
        unit = self._unit_at(event.position())
        if self._mode != "grid":
            self._go("grid")
        elif unit is not None:
            self._go("single", unit[2])

    def enterEvent(self, event: QEnterEvent) -> None:
        """Hear of two fingers on a touch pad, too."""
        self._pinch.begin()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that the pointer is at no unit."""
        self._pinch.end()
        self._let_go()
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer."""
        self._zoom(STEP ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the selected unit among cells, maps and tiles, choose, enlarge, zoom."""
        key, keys = event.key(), Qt.Key
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        steps = {keys.Key_Left: (0, -1), keys.Key_Right: (0, 1), keys.Key_Up: (-1, 0), keys.Key_Down: (1, 0)}
        if key in steps:
            down, right = steps[keys(key)]
            if not shift:
                self._step(down, right, 0)
            elif self._mode == "grid":
                self._step(0, 0, right + down * self._arranged().tiling.columns)
        elif key in (keys.Key_Plus, keys.Key_Equal):
            self._zoom(STEP, self._centre())
        elif key in (keys.Key_Minus, keys.Key_Underscore):
            self._zoom(1 / STEP, self._centre())
        elif key == keys.Key_Home:
            self._view.reset()
            self.update()
        elif key in (keys.Key_PageUp, keys.Key_PageDown):
            self._turn(1 if key == keys.Key_PageDown else -1)
        elif key == keys.Key_Space and self._hover is not None:
            self._choose(self._hover)
        elif key in (keys.Key_Return, keys.Key_Enter) and self._mode == "grid" and self._here is not None:
            self._go("single", self._here[2])
        elif key in (keys.Key_Return, keys.Key_Enter) and self._hover is not None:
            self._choose(self._hover)
        elif key == keys.Key_Escape and self._view.zoom > 1:
            self._view.reset()
            self.update()
        elif key == keys.Key_Escape and self._mode == "single":
            self._go("grid")
        else:
            super().keyPressEvent(event)

    @property
    def _here(self) -> Unit | None:
        """Where the keys begin: at the selected unit, else at the one under the pointer."""
        return self._selected or self._hover

    def _centre(self) -> QPointF:
        if self._here is not None:
            place = self.cell_rect(*self._here)
            if place.isValid():
                return place.center()
        return QRectF(self.rect()).center()

    def _step(self, down: int, right: int, tiles: int) -> None:
        """Choose the neighbour of the selected unit, in its map or in another tile; the edges stop it.

        Where none is selected it is the one under the pointer that is chosen, or the strongest of the first map.
        """
        height, width, count = self._shape
        if not count:
            return
        unit = self._selected
        if unit is None or self._slot(unit[2]) is None:
            unit = self._hover or self._strongest(self._channel_of(0))
        else:
            row, column = min(max(unit[0] + down, 0), height - 1), min(max(unit[1] + right, 0), width - 1)
            unit = row, column, self._neighbour(unit[2], tiles) if tiles else unit[2]
        self._let_go()
        self._choose(unit)

    def _neighbour(self, channel: int, by: int) -> int:
        """Return the channel so many places further in the present order, or the same beyond its ends."""
        order = np.arange(self._shape[2]) if self._order is None else self._order
        place = int(np.flatnonzero(order == channel)[0]) + by
        return int(order[place]) if 0 <= place < len(order) else channel

    def _strongest(self, channel: int) -> Unit:
        """Return the unit with the largest absolute value of a map; of the mean for -1."""
        if self._maps is None:
            return 0, 0, channel
        values = self._maps.mean(axis=2) if channel == -1 else self._maps[:, :, channel]
        row, column = divmod(int(np.abs(values).argmax()), self._shape[1])
        return row, column, channel

    def _turn(self, by: int) -> None:
        """Go to the next or the previous map in the present order, with the selected unit if there is one."""
        if self._mode != "single":
            self._step(0, 0, by)
            return
        self._go("single", self._neighbour(self._channel, by))
        if self._selected is not None:
            self._let_go()
            self._choose((*self._selected[:2], self._channel))

    # What the person wants

    def _point_at(self, unit: Unit | None) -> None:
        if unit != self._hover:
            self._hover = unit
            self.update()
            self.hovered.emit(*(unit or (-1, -1, -1)))

    def _let_go(self) -> None:
        """Point at nothing, until the pointer moves."""
        self._pointer = None
        self._point_at(None)

    def unit_of(self, row: int, column: int, channel: int) -> Unit | None:
        """Return a unit as it is; for a place in the mean of all maps, the strongest of the units there, if any."""
        if channel != -1:
            return row, column, channel
        return None if self._maps is None else (row, column, int(np.abs(self._maps[row, column]).argmax()))

    def _choose(self, unit: Unit) -> None:
        found = self.unit_of(*unit)
        if found is not None:
            self.unitClicked.emit(*found)

    def _go(self, mode: Mode, channel: int = -1) -> None:
        self.set_mode(mode, None if channel == -1 else channel)
        if self._hover is not None and self._mode == "single":
            self._hover = (*self._hover[:2], self._channel)
        self.modeChanged.emit(mode, self._channel if mode == "single" else -1)

    @Slot(float, QPointF)
    def _zoom(self, factor: float, about: QPointF) -> None:
        ratio, tiling = self.devicePixelRatioF(), self._arranged().tiling
        most = LARGEST_CELL * ratio / tiling.cell
        if self._view.magnify(factor, about.x() * ratio, about.y() * ratio, most):
            self.update()
