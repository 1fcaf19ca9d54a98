"""What is lit of the network's picture, over the ink or over the picture itself, and how far each pixel counts."""

from __future__ import annotations

from functools import lru_cache
from math import ceil, floor
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QImage, QPainter, QPainterPath, QPen, QPixmap, QRegion

from gui.theme import mixed, theme
from gui.widgets.light import Frame, Light, runs
from model.grid import GRID

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    from model.receptive import Region

_ROOM: Final = 4  # around a frame, for its line and its halo
_HOLLOW: Final = 6000  # square pixels within a frame from which on they are left as they are
_LEAST_NUMBER: Final = 19.0  # pixels smaller than that get no number
_STRONGEST: Final = 110  # opacity of the least that still counts, of 255
_BLIND: Final = 150


class PixelLight(Light):
    """Outlines network pixels over whatever shows them; with `set_paths` it tints those that count little.

    Pixel (row, column) begins at corner + (column, row) * size.
    """

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self._corner, self._size, self._room = QPointF(), 1.0, QRectF()
        self._paths: NDArray[np.int64] | None = None
        self._veil: tuple[QImage, list[QRect]] | None = None

    @property
    def paths(self) -> NDArray[np.int64] | None:
        """The numbers behind the tints, if they are shown."""
        return self._paths

    def set_grid(self, corner: QPointF, size: float, room: QRectF) -> None:
        """Tell where the pixels are, and that nothing is drawn outside of `room`; all in the view's coordinates."""
        if (corner, size, room) != (self._corner, self._size, self._room):
            self.invalidate()
            self._corner, self._size, self._room = QPointF(corner), size, QRectF(room)
            self.setGeometry(self._under.rect())
            self.invalidate()

    def set_paths(self, paths: NDArray[np.int64] | None) -> None:
        """Tint pixels by how few ways lead from them to the answer, int [rows, columns]; hatch those without any."""
        if paths is not self._paths:
            self._paths, self._veil = paths, None
            self.show_if_wanted()
            self.update()

    @property
    def is_wanted(self) -> bool:
        """Whether there is anything to show."""
        return super().is_wanted or self._paths is not None

    def place(self, top: float, left: float, bottom: float, right: float) -> QRectF:
        """Return where a box of pixels is, inside the room; empty if it is outside of it."""
        corner, size = self._corner, self._size
        place = QRectF(corner.x() + left * size, corner.y() + top * size, (right - left) * size, (bottom - top) * size)
        return place & self._room

    def invalidate(self) -> None:
        """Paint again the frame alone: all of a canvas would cost two milliseconds."""
        if self._paths is not None:
            self.update()
        elif self._region is not None:
            place = self.place(*self._box(self._region)).toAlignedRect()
            room = _ROOM if theme().scale == 1 else 2 * _ROOM
            outer, inner = place.adjusted(-room, -room, room, room), place.adjusted(room, room, -room, -room)
            hollow = inner.width() * inner.height() > _HOLLOW and inner.width() > 0
            self.update(QRegion(outer) - QRegion(inner) if hollow else QRegion(outer))

    def layout_key(self) -> Hashable:
        """Return where the pixels are."""
        corner, room = self._corner, self._room
        return corner.x(), corner.y(), self._size, room.x(), room.y(), room.width(), room.height()

    def frames_of(self, region: Region) -> Sequence[Frame]:
        """Return the one frame, inside the room."""
        ratio, edge = self.devicePixelRatioF(), 3
        place, room = self.place(*self._box(region)), self._room.adjusted(edge, edge, -edge, -edge)
        if place.isEmpty():
            return []
        left, top = max(place.left(), room.left()), max(place.top(), room.top())
        right, bottom = min(place.right(), room.right()), min(place.bottom(), room.bottom())
        return [Frame(round(left * ratio), round(top * ratio), round(right * ratio), round(bottom * ratio))]

    def _box(self, region: Region) -> tuple[int, int, int, int]:
        """Return the lit pixels of a picture that enters as rows and columns, or as one vector."""
        if region.box is not None:
            return region.box
        side = GRID if self._paths is None else self._paths.shape[1]
        if region.indices is None or not len(region.indices):
            return 0, 0, side, side
        rows, columns = np.divmod(region.indices, side)
        return int(rows.min()), int(columns.min()), int(rows.max()) + 1, int(columns.max()) + 1

    # --- how far each pixel counts

    def paint_under(self, painter: QPainter) -> None:
        """Paint the tints, the hatching and, where there is room, the numbers."""
        paths = self._paths
        if paths is None:
            return
        if self._veil is None:
            self._veil = _veil(paths)
        image, blind = self._veil
        rows, columns = paths.shape
        corner, size, colours = self._corner, self._size, theme().palette
        whole = QRectF(corner.x(), corner.y(), columns * size, rows * size)
        painter.setClipRect(self._room)
        painter.drawImage(whole, image)
        hatching = QBrush(colours.positive, Qt.BrushStyle.BDiagPattern)
        for box in blind:
            painter.fillRect(self.place(box.top(), box.left(), box.bottom() + 1, box.right() + 1), hatching)
        painter.setPen(QPen(colours.grey, 1, Qt.PenStyle.DotLine))
        painter.drawRect(whole.adjusted(0.5, 0.5, -0.5, -0.5))
        if size >= _LEAST_NUMBER:
            self._write(painter, paths)
        painter.setClipping(False)

    def _write(self, painter: QPainter, paths: NDArray[np.int64]) -> None:
        corner, size, ratio = self._corner, self._size, self.devicePixelRatioF()
        letters, colours = max(8, min(13, round(size * 0.36))), theme().palette
        colour, ground = colours.text.name(), colours.dock.name()
        top, left = max(0, floor(-corner.y() / size)), max(0, floor(-corner.x() / size))
        bottom, right = ceil((self.height() - corner.y()) / size), ceil((self.width() - corner.x()) / size)
        draw = painter.drawPixmap
        for row, counts in enumerate(paths[top:bottom, left:right].tolist(), top):
            y = corner.y() + (row + 0.5) * size
            for column, count in enumerate(counts, left):
                picture, half = _word(count, letters, colour, ground, ratio)
                draw(round(corner.x() + (column + 0.5) * size - half.width()), round(y - half.height()), picture)

    def _on_theme_changed(self) -> None:
        self._veil = None
        super()._on_theme_changed()


def _veil(paths: NDArray[np.int64]) -> tuple[QImage, list[QRect]]:
    """Return the tints, a pixel for each pixel, and the boxes without any path."""
    rows, columns = paths.shape
    share = paths / max(1, int(paths.max(initial=1)))
    alpha = np.where(paths == 0, _BLIND, np.rint(_STRONGEST * (1 - share))).astype(np.uint32)
    colour = mixed(theme().palette.positive, theme().palette.dock, 0.1)
    image = QImage(columns, rows, QImage.Format.Format_ARGB32)
    for row in range(rows):
        for column in range(columns):
            tint = QColor(colour)
            tint.setAlpha(int(alpha[row, column]))
            image.setPixel(column, row, tint.rgba())
    return image, _boxes(paths == 0)


def _boxes(mask: NDArray[np.bool_]) -> list[QRect]:
    """Return a mask as a few rectangles: stretches of a row, joined with equal ones in the rows below."""
    found: list[QRect] = []
    for row, cells in enumerate(mask):
        for first, end in runs(np.flatnonzero(cells).tolist()):
            for box in found:
                if (box.bottom(), box.left(), box.width()) == (row - 1, first, end - first):
                    box.setBottom(row)
                    break
            else:
                found.append(QRect(first, row, end - first, 1))
    return found


@lru_cache(maxsize=512)
def _word(count: int, letters: int, colour: str, ground: str, ratio: float) -> tuple[QPixmap, QSize]:
    """Return a whole number as a picture, and half its size."""
    font = theme().font("mono")
    font.setPixelSize(letters)
    metrics, text = QFontMetricsF(font), str(count)
    width, height = ceil(metrics.horizontalAdvance(text)) + 4, ceil(metrics.capHeight()) + 4
    picture = QPixmap(round(width * ratio), round(height * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        letter = QPainterPath()
        letter.addText(QPointF(2, height - 2), font, text)
        painter.strokePath(letter, QPen(QColor(ground), 2.0))  # to be read on ink and on paper
        painter.fillPath(letter, QColor(colour))
    return picture, QSize(width // 2, height // 2)
