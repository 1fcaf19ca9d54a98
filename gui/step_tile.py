"""One step from ink to 28x28: a small picture, its name, and a switch if the step can be switched off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from gui.imaging import Pixels
from gui.theme import theme
from gui.widgets.focus import by_keyboard
from model.grid import GRID

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QResizeEvent, QShowEvent

RADIUS: Final = 4.0
_GAP: Final = 4
_INSET: Final = 2
_SWITCH: Final = (24, 12)
_SWITCH_ROW: Final = 18
_DIM: Final = 0.4
_STEPS: Final = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class StepTile(QAbstractButton):
    """A picture in a square, the caption below it, and below that a switch if `switchable`.

    Parameters
    ----------
    grid
        Whether the picture's pixels are network pixels: then 28 of them take the side, as sharp squares.
    final
        Whether it is what the network receives: drawn in the colours of the maps, outlined, and it tells over
        which pixel the pointer is, which one is clicked, and where the arrow keys go.
    """

    noticed = Signal(bool)
    pixelHovered = Signal(object)
    pixelClicked = Signal(int, int)
    stepRequested = Signal(int, int)
    """Rows and columns to go, by an arrow key."""

    def __init__(self, switchable: bool, grid: bool, final: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._grid = grid or final
        self._final = final
        self._picture: NDArray[np.uint8] | None = None
        self._pixels: Pixels | None = None
        self._is_coloured = False  # that is left to the painting: it is done while the network computes
        # Found once for a size and a shape: a picture is painted with every move of the pen
        self._inside = QRect()
        self._place = self._source = QRectF()
        self._ratio = 0.0  # that the places were found for
        self._off = False
        self._hover: tuple[int, int] | None = None
        self._ring = False
        self.setCheckable(switchable)
        self._on_toggled(False)
        self.toggled.connect(self._on_toggled)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if switchable or final else Qt.FocusPolicy.NoFocus)
        if switchable:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMouseTracking(final)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def set_picture(self, picture: NDArray[np.uint8] | None) -> None:
        """Show a picture uint8 [h, w], 0 paper to 255 ink; None shows an empty sheet."""
        if picture is None and self._picture is None:
            return
        self._picture = picture
        self._is_coloured = False
        self.update(self._inside)

    def _coloured(self, picture: NDArray[np.uint8]) -> Pixels:
        """Return the picture in colours, in the memory there is when the shape is the one before."""
        pixels = self._pixels
        if pixels is None or pixels.array.shape != picture.shape:
            self._pixels = pixels = Pixels(*picture.shape)
            self._ratio = 0.0
        elif self._is_coloured:
            return pixels
        self._is_coloured = True
        theme().lut("map" if self._final else "ink").take(picture, out=pixels.array, mode="clip")
        return pixels

    @property
    def square(self) -> QRect:
        """Where the picture is, with its line."""
        side = min(self.width(), self.height() - self.words_height())
        return QRect((self.width() - side) // 2, 0, side, side)

    def area(self) -> QRectF:
        """Where the 28 x 28 network pixels are."""
        return self._area(GRID, GRID)

    def words_height(self) -> int:
        """Height of the caption and of the row for a switch."""
        return _GAP + self.fontMetrics().height() + theme().length(_SWITCH_ROW)

    def least_width(self) -> int:
        """Width that the caption needs."""
        return max(_switch().width(), self.fontMetrics().horizontalAdvance(self.text())) + 2

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(max(56, self.least_width()), 56 + self.words_height())

    def pixel_at(self, place: QPoint) -> tuple[int, int] | None:
        """Return the (row, column) of the network pixel under a point, or None."""
        area = self._area(GRID, GRID)
        column = int((place.x() + 0.5 - area.x()) // (area.width() / GRID))
        row = int((place.y() + 0.5 - area.y()) // (area.height() / GRID))
        return (row, column) if 0 <= row < GRID and 0 <= column < GRID else None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint picture, line, caption and switch; only the picture where no more is to be seen."""
        colours = theme().palette
        with QPainter(self) as painter:
            if self._inside.contains(event.rect()):
                painter.fillRect(self._inside, colours.dock)
                self._paint_picture(painter)
                return
            painter.fillRect(event.rect(), colours.dock)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = QPen(colours.selection if self._final or self.hasFocus() else colours.line, 1.0)
            if self._final or self.hasFocus():
                pen.setWidthF(3.0 if self._final and self._ring else 1.5)
            painter.setPen(pen)
            square = self.square
            painter.drawRoundedRect(QRectF(square).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            self._paint_picture(painter)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(colours.text if self._final else colours.grey)
            line = QRect(0, square.bottom() + 1 + _GAP, self.width(), self.fontMetrics().height())
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, self.text())
            if self.isCheckable():
                self._paint_switch(painter, line.bottom() + 1 + (theme().length(_SWITCH_ROW) - _switch().height()) // 2)

    def _paint_picture(self, painter: QPainter) -> None:
        if self._picture is None:
            return
        pixels, ratio = self._coloured(self._picture), self.devicePixelRatioF()
        if ratio != self._ratio:
            self._ratio = ratio
            height, width = self._picture.shape
            self._place, self._source = self._area(height, width), QRectF(0, 0, width, height)
        if not self._grid:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._off:
            painter.setOpacity(_DIM)
        painter.drawImage(self._place, pixels.image, self._source)
        if self._off:
            painter.setOpacity(1.0)

    def showEvent(self, event: QShowEvent) -> None:
        """Tell Qt that nothing below needs to be painted."""
        super().showEvent(event)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def changeEvent(self, event: QEvent) -> None:
        """Tell it again: a style sheet makes every button transparent."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find the places anew."""
        self._measure()
        super().resizeEvent(event)

    def _measure(self) -> None:
        self._inside = self.square.adjusted(_INSET, _INSET, -_INSET, -_INSET)
        self._ratio = 0.0

    def _area(self, height: int, width: int) -> QRectF:
        """Where a picture of that many pixels is drawn, inside the line."""
        room = QRectF(self._inside)
        if self._grid:
            ratio = self.devicePixelRatioF()
            pixel = room.width() / GRID
            whole = int(pixel * ratio) / ratio
            if whole > 0.85 * pixel:  # sharp squares of one size, where that costs little of it
                pixel = whole
        else:
            pixel = room.width() / max(height, width)
        corner = QPointF(room.center().x() - width * pixel / 2, room.center().y() - height * pixel / 2)
        return QRectF(corner.x(), corner.y(), width * pixel, height * pixel)

    def _paint_switch(self, painter: QPainter, top: int) -> None:
        colours, on = theme().palette, self.isChecked()
        size = _switch()
        pill = QRectF((self.width() - size.width()) / 2, top, size.width(), size.height())
        pill.adjust(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(colours.selection, 1.5) if self.hasFocus() else QPen(colours.grey, 1.0))
        painter.setBrush(colours.grey if on else colours.dock)
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        radius = pill.height() / 2 - 2
        x = pill.right() - radius - 2 if on else pill.left() + radius + 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.dock if on else colours.grey)
        painter.drawEllipse(QPointF(x, pill.center().y()), radius, radius)

    def hitButton(self, pos: QPoint) -> bool:
        """Take clicks on the picture, the caption and the switch alike."""
        return self.isCheckable() and self.rect().contains(pos)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell over which pixel the pointer is."""
        if self._final:
            self._hover_over(self.pixel_at(event.position().toPoint()))
        super().mouseMoveEvent(event)

    def _hover_over(self, pixel: tuple[int, int] | None) -> None:
        if pixel != self._hover:
            self._hover = pixel
            self.pixelHovered.emit(pixel)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the pixel under the pointer."""
        pixel = self.pixel_at(event.position().toPoint()) if self._final else None
        if pixel is not None and event.button() == Qt.MouseButton.LeftButton:
            self.pixelClicked.emit(*pixel)
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from pixel to pixel."""
        step = _STEPS.get(Qt.Key(event.key())) if self._final else None
        if step is not None:
            self._hover_over(None)
            self.stepRequested.emit(*step)
        elif self._final:
            event.ignore()  # a button would take Space and Enter
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Ask to be explained."""
        self.noticed.emit(True)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Need no more words."""
        self._hover_over(None)
        self.noticed.emit(False)
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Ask to be explained."""
        self._ring = by_keyboard(event)
        self.update()
        self.noticed.emit(True)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Need no more words."""
        self._ring = False
        self.update()
        self.noticed.emit(False)
        super().focusOutEvent(event)

    def _on_toggled(self, on: bool) -> None:
        self._off = self.isCheckable() and not on

    def _on_theme_changed(self) -> None:
        self.setFont(theme().font("small"))
        self._is_coloured = False
        self._measure()
        self.update()


def _switch() -> QSize:
    """Return how large the switch is, which grows with the letters."""
    return QSize(*map(theme().length, _SWITCH))
