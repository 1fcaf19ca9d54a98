"""All filters or units of a layer, or all slices of one, as tiles to choose, to switch and to drop kernels on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QApplication, QWidget

from gui.theme import theme
from gui.widgets.kernel_mime import from_mime
from gui.widgets.mosaic import Mosaic

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import (
        QDragEnterEvent,
        QDragMoveEvent,
        QDropEvent,
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
        QResizeEvent,
    )

_GAP: Final = 4.0
_DOT: Final = 3.5
_VEIL: Final = 0.75
_KEY: Final = Qt.Key
_STEPS: Final = {_KEY.Key_Left: (0, -1), _KEY.Key_Right: (0, 1), _KEY.Key_Up: (-1, 0), _KEY.Key_Down: (1, 0)}


class FilterPicture(Mosaic):
    """Tiles of weights, of which one is current. The setters are silent.

    A click, or the arrow keys, choose a tile; Ctrl and a click, or the right button, ask to switch it.

    Signals
    -------
    tileChosen
        The number of a tile.
    switchRequested
        The number of a tile that is to be switched off, or on again.
    dropped
        The number of a tile, and a matrix of its shape that was dropped on it.
    """

    tileChosen = Signal(int)
    switchRequested = Signal(int)
    dropped = Signal(int, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks = _Marks(self)
        self.set_gap(_GAP)
        self.setAcceptDrops(True)
        self.unitClicked.connect(self._on_unit_clicked)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the marks over the tiles."""
        self._marks.setGeometry(self.rect())
        super().resizeEvent(event)

    def set_current(self, tile: int) -> None:
        """Frame a tile; -1: none."""
        self._marks.show_marks(current=tile)

    def set_painted(self, tiles: Iterable[int]) -> None:
        """Put a dot on the tiles that are not as they were learned."""
        self._marks.show_marks(painted=frozenset(tiles))

    def set_off(self, tiles: Iterable[int]) -> None:
        """Cross out the tiles that are switched off."""
        self._marks.show_marks(off=frozenset(tiles))

    @property
    def current(self) -> int:
        """The tile in a frame."""
        return self._marks.current

    @property
    def painted(self) -> frozenset[int]:
        """The tiles with a dot."""
        return self._marks.painted

    @property
    def off(self) -> frozenset[int]:
        """The tiles that are crossed out."""
        return self._marks.off

    def shows(self, maps: NDArray[np.float32], high: float) -> bool:
        """Whether these are the weights that are shown, in colours up to `high`."""
        return self._maps is not None and self._range == (-high, high) and np.array_equal(maps, self._maps)

    def tile_rect(self, tile: int) -> QRectF:
        """Where a tile lies."""
        height, width, _ = self._shape
        return self.cell_rect(0, 0, tile).united(self.cell_rect(height - 1, width - 1, tile))

    # --- what a person does ----------------------------------------------------------------------------------

    @Slot(int, int, int)
    def _on_unit_clicked(self, _: int, __: int, tile: int) -> None:
        switches = QApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier
        (self.switchRequested if switches else self.tileChosen).emit(tile)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Switch by the right button, else what all mosaics do."""
        unit = self._unit_at(event.position())
        if event.button() == Qt.MouseButton.RightButton and unit is not None:
            self.switchRequested.emit(unit[2])
        else:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take it as two clicks."""
        self.mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from tile to tile; the rest is for whoever shows the picture, but for zooming."""
        key, count = _KEY(event.key()), self._shape[2]
        if key in _STEPS and count and not event.modifiers():
            down, right = _STEPS[key]
            tile = max(self.current, 0) + right + down * self.columns
            self.tileChosen.emit(tile if 0 <= tile < count else max(self.current, 0))
        elif key in (_KEY.Key_Plus, _KEY.Key_Equal, _KEY.Key_Minus, _KEY.Key_Home):
            super().keyPressEvent(event)
        else:
            event.ignore()

    # --- drag and drop ---------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a matrix as large as a tile."""
        if from_mime(event.mimeData(), self._shape[:2]) is not None:
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where it would go."""
        tile = self._tile_at(event.position().toPoint())
        self._point_at(None if tile < 0 else (0, 0, tile))
        event.setAccepted(tile >= 0)

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell what was dropped where."""
        tile, kernel = self._tile_at(event.position().toPoint()), from_mime(event.mimeData(), self._shape[:2])
        if tile >= 0 and kernel is not None:
            event.acceptProposedAction()
            self.dropped.emit(tile, kernel)

    def _tile_at(self, place: QPoint) -> int:
        unit = self._unit_at(place.toPointF())
        return -1 if unit is None else unit[2]


class _Marks(QWidget):
    """Lies over a picture and leaves the mouse to it: a frame around one tile, dots and crosses on others."""

    def __init__(self, picture: FilterPicture) -> None:
        super().__init__(picture)
        self._picture = picture
        self.current = -1
        self.painted: frozenset[int] = frozenset()
        self.off: frozenset[int] = frozenset()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_marks(
        self, current: int | None = None, painted: frozenset[int] | None = None, off: frozenset[int] | None = None
    ) -> None:
        """Change what is not None."""
        before = self.current, self.painted, self.off
        self.current = self.current if current is None else current
        self.painted = self.painted if painted is None else painted
        self.off = self.off if off is None else off
        if (self.current, self.painted, self.off) != before:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, picture = theme().palette, self._picture
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            veil = QColor(look.dock)
            veil.setAlphaF(_VEIL)
            painter.setPen(QPen(look.grey, 1.2))
            for tile in self.off:
                rect = picture.tile_rect(tile)
                painter.fillRect(rect, veil)
                painter.drawLine(rect.topLeft(), rect.bottomRight())
                painter.drawLine(rect.topRight(), rect.bottomLeft())
            if self.current >= 0:
                frame = picture.tile_rect(self.current).adjusted(-2, -2, 2, 2)
                for colour, width in ((look.dock, 4), (look.selection, 2)):
                    painter.setPen(QPen(colour, width))
                    painter.drawRoundedRect(frame, 2, 2)
            painter.setPen(QPen(look.dock, 1.5))
            painter.setBrush(look.winner)
            for tile in self.painted:
                corner = picture.tile_rect(tile).topRight()
                if not corner.isNull():
                    painter.drawEllipse(corner, _DOT, _DOT)
