"""The rows of a bar chart as pixels, put together from small pieces that were painted once."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF, QPainter

from gui.imaging import Pixels

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    Block = NDArray[np.uint32]

_MOST_TEXTS: Final = 2000
_SHORTEST: Final = 0.5  # a bar that is shorter is not drawn


@dataclass(frozen=True, slots=True)
class Style:
    """How the rows look that are the winner's, or all others."""

    bar: QColor
    name: QColor
    name_font: QFont
    number: QColor
    number_font: QFont


@dataclass(frozen=True, slots=True)
class RowPlace:
    """Where a row lies, in logical pixels: as a whole, its bar at full length, and what its letters stand on."""

    row: QRect
    bar: QRectF
    name: QPointF
    number: QPointF
    """The right end of the number."""


class BarPicture:
    """An image of all rows. To write a number anew with a painter takes ten times as long as this.

    The letters of the numbers' font must be equally wide.
    """

    def __init__(
        self,
        size: QSize,
        ratio: float,
        paper: QColor,
        track: QColor,
        names: Sequence[str],
        places: Sequence[RowPlace],
        styles: tuple[Style, Style],
    ) -> None:
        """`styles` are those of the other rows and of the winner's, in this order."""
        self.ratio = ratio
        self._paper, self._places, self._styles = paper, places, styles
        self._pixels = self._blank(max(1, round(size.width() * ratio)), max(1, round(size.height() * ratio)))
        self.image = self._pixels.image
        self._empty = tuple(self._paint_empty(track, names, style) for style in styles)
        self._texts: dict[tuple[str, int, bool], Block] = {}
        self._ends: dict[tuple[int, int, bool], Block] = {}
        metrics = QFontMetricsF(styles[0].number_font)
        self._advance = metrics.horizontalAdvance("0")
        self._whole_advance = QFontMetrics(styles[0].number_font).horizontalAdvance("0")
        self._ascent, self._height = math.ceil(metrics.ascent() * ratio), math.ceil(metrics.height() * ratio) + 1
        self._rows = [self._scaled(QRectF(place.row)) for place in places]
        self._bars = [self._scaled(place.bar) for place in places]
        for row in range(len(places)):
            self.show(row, 0.0, "", winner=False)

    def show(self, row: int, share: float, number: str, *, winner: bool) -> None:
        """Draw a row: its bar with a length of 0-1, its number, and whether it is the winner's."""
        array, empty = self._pixels.array, self._empty[winner].array
        top, bottom, _, _ = self._rows[row]
        array[top:bottom] = empty[top:bottom]
        length = min(1.0, max(0.0, share)) * self._places[row].bar.width()
        if length >= _SHORTEST:
            self._show_bar(row, max(1, round(length * self.ratio)), winner)
        if number:
            self._show_number(self._places[row].number, number, winner)

    def _show_bar(self, row: int, pixels: int, winner: bool) -> None:
        array, (top, bottom, left, right) = self._pixels.array, self._bars[row]
        end = math.ceil((bottom - top) / 2) + 1
        if pixels <= 2 * end or left + pixels > right - end:
            array[top:bottom, left : left + pixels] = self._bar(row, pixels, winner)
            return
        ends = self._bar(row, 2 * end, winner)
        array[top:bottom, left : left + end] = ends[:, :end]
        array[top:bottom, left + end : left + pixels - end] = ends[:, end - 1 : end]
        array[top:bottom, left + pixels - end : left + pixels] = ends[:, end:]

    def _show_number(self, place: QPointF, number: str, winner: bool) -> None:
        """Put a number together of what stands before and behind its point: there are few of either."""
        array, ratio = self._pixels.array, self.ratio
        x = (place.x() - self._whole_advance * len(number)) * ratio
        top = max(0, math.floor(place.y() * ratio + 0.5) - self._ascent)
        whole, point, rest = number.partition(".")
        for text in (whole + point, rest):
            if text:
                left = int(x)
                key = (text, round(16 * (x - left)), winner)
                block = self._texts.get(key)
                if block is None:
                    block = self._texts[key] = self._text(text, x - left, winner)
                room = array[top : top + block.shape[0], left : left + block.shape[1]]
                room[:] = block[: room.shape[0], : room.shape[1]]
                x += self._advance * ratio * len(text)

    def _text(self, text: str, offset: float, winner: bool) -> Block:
        """Paint a few letters that begin a part of a pixel from the left."""
        if len(self._texts) > _MOST_TEXTS:
            self._texts.clear()
        style, ratio = self._styles[winner], self.ratio
        pixels = self._blank(math.ceil(offset + self._advance * len(text) * ratio), self._height)
        painter = QPainter(pixels.image)
        painter.setFont(style.number_font)
        painter.setPen(style.number)
        painter.drawText(QPointF(offset / ratio, self._ascent / ratio), text)
        painter.end()
        return pixels.array

    def _bar(self, row: int, pixels: int, winner: bool) -> Block:
        """Return a bar of a length in pixels, and what is behind it."""
        found = self._ends.get((row, pixels, winner))
        if found is None:
            top, bottom, left, _ = self._bars[row]
            piece = self._blank(pixels, bottom - top)
            piece.array[:] = self._empty[winner].array[top:bottom, left : left + pixels]
            place, length = self._places[row].bar, pixels / self.ratio
            painter = QPainter(piece.image)
            painter.translate(-left / self.ratio, -top / self.ratio)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._styles[winner].bar)
            radius = place.height() / 2
            bar = QRectF(place.left(), place.top(), min(length, place.width()), place.height())
            painter.drawRoundedRect(bar, min(radius, length / 2), radius)
            painter.end()
            found = self._ends[row, pixels, winner] = piece.array
        return found

    def _paint_empty(self, track: QColor, names: Sequence[str], style: Style) -> Pixels:
        """Paint all rows with their names, their bars empty."""
        pixels = self._blank(self.image.width(), self.image.height())
        painter = QPainter(pixels.image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(style.name_font)
        for name, place in zip(names, self._places, strict=True):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(track)
            painter.drawRoundedRect(place.bar, place.bar.height() / 2, place.bar.height() / 2)
            painter.setPen(style.name)
            painter.drawText(place.name, name)
        painter.end()
        return pixels

    def _blank(self, width: int, height: int) -> Pixels:
        pixels = Pixels(height, width, self._paper.rgb())
        pixels.image.setDevicePixelRatio(self.ratio)
        return pixels

    def _scaled(self, rect: QRectF) -> tuple[int, int, int, int]:
        """Return top, bottom, left, right in device pixels, all of them inside the image."""
        ratio, size = self.ratio, self.image.size()
        top, left = max(0, math.floor(rect.top() * ratio)), max(0, math.floor(rect.left() * ratio))
        bottom, right = math.ceil(rect.bottom() * ratio), math.ceil(rect.right() * ratio)
        return top, max(top, min(size.height(), bottom)), left, max(left, min(size.width(), right))
