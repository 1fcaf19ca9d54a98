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

_Grid = tuple[float, float, float, float, float, float, float]
"""Corner (x, y), size of a pixel, room (x, y, width, height)."""

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
        self._grid: _Grid = (0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0)  # the same as numbers, which are quicker to ask
        self._paths: NDArray[np.int64] | None = None
        self._veil: tuple[QImage, list[QRect]] | None = None

    @property
    def paths(self) -> NDArray[np.int64] | None:
        """The numbers behind the tints, if they are shown."""
        return self._paths

    def set_grid(self, corner: QPointF, size: float, room: QRectF) -> None:
        """Tell where the pixels are, and that nothing is drawn outside of `room`; all in the view's coordinates."""
        grid = corner.x(), corner.y(), size, room.x(), room.y(), room.width(), room.height()
        if grid != self._grid:
            self.invalidate()
            self._grid = grid
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
        x, y, x_end, y_end = self._edges(top, left, bottom, right)
        return QRectF(x, y, x_end - x, y_end - y)

    def _edges(self, top: float, left: float, bottom: float, right: float) -> tuple[float, float, float, float]:
        """Return the left, top, right and bottom of the same."""
        x, y, size, room_left, room_top, across, down = self._grid
        first, upper = x + left * size, y + top * size
        begin, above = max(first, room_left), max(upper, room_top)
        end = min(first + (right - left) * size, room_left + across)
        below = min(upper + (bottom - top) * size, room_top + down)
        return (begin, above, end, below) if begin < end and above < below else (0.0, 0.0, 0.0, 0.0)

    def invalidate(self) -> None:
        """Paint again the frame alone: all of a canvas would cost two milliseconds."""
        if self._paths is not None:
            self.update()
        elif self._region is not None:
            left, top, right, bottom = self._edges(*self._box(self._region))
            room = _ROOM if theme().scale == 1 else 2 * _ROOM
            x, y, x_end, y_end = floor(left) - room, floor(top) - room, ceil(right) + room, ceil(bottom) + room
            across, down = x_end - x - 4 * room, y_end - y - 4 * room  # of what the frame leaves free
            if across > 0 and across * down > _HOLLOW:
                whole, free = QRegion(x, y, x_end - x, y_end - y), QRegion(x + 2 * room, y + 2 * room, across, down)
                self.update(whole - free)
            else:
                self.update(x, y, x_end - x, y_end - y)

    def layout_key(self) -> Hashable:
        """Return where the pixels are."""
        return self._grid

    def frames_of(self, region: Region) -> Sequence[Frame]:
        """Return the one frame, inside the room."""
        ratio, edge = self.devicePixelRatioF(), 3
        left, top, right, bottom = self._edges(*self._box(region))
        if left >= right:
            return []
        _, _, _, x, y, across, down = self._grid
        left, top = max(left, x + edge), max(top, y + edge)
        right, bottom = min(right, x + across - edge), min(bottom, y + down - edge)
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
