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
        self._texts: dict[tuple[str, int, int, bool], tuple[slice, Block]] = {}
        self._ends: dict[tuple[int, int, bool], Block] = {}
        metrics = QFontMetricsF(styles[0].number_font)
        self._advance = metrics.horizontalAdvance("0")
        self._whole_advance = QFontMetrics(styles[0].number_font).horizontalAdvance("0")
        self._ascent, self._height = math.ceil(metrics.ascent() * ratio), math.ceil(metrics.height() * ratio) + 1
        self._right = places[0].number.x() if places else 0.0
        self._bars = [self._scaled(place.bar) for place in places]
        self._lines, self._numbers = self._views()
        # What is drawn: length of the bar, whether it is the winner's, length of the number; and the number
        self._looks = [(-1, False, 0)] * len(places)
        self._written = [""] * len(places)
        self._widths = [place.bar.width() for place in places]
        self.show_nothing()

    def show(self, shares: Sequence[float], numbers: Sequence[str], winner: int) -> None:
        """Draw bars with a length of 0-1, their numbers, and which row is the winner's; only what changed."""
        texts = self._texts
        for row, (share, number) in enumerate(zip(shares, numbers, strict=True)):
            wins, count = row == winner, len(number)
            length = min(1.0, max(0.0, share)) * self._widths[row]
            pixels = max(1, round(length * self.ratio)) if length >= _SHORTEST else 0
            look = (pixels, wins, count)
            if look != self._looks[row]:
                self._looks[row] = look
                self._show_row(row, pixels, wins)
            elif number == self._written[row]:
                continue
            # A number is put together of what stands before and behind its point: there are few of either
            self._written[row], room, split = number, self._numbers[row], number.find(".") + 1
            for start, text in ((0, number[:split]), (split, number[split:])):
                if text:
                    key = (text, start, count, wins)
                    columns, block = texts.get(key) or self._text(*key)
                    room[:, columns] = block

    def show_nothing(self) -> None:
        """Draw empty bars without numbers."""
        count = len(self._places)
        self.show((0.0,) * count, ("",) * count, -1)

    def _show_row(self, row: int, pixels: int, winner: bool) -> None:
        """Draw a row without its number."""
        line, empty = self._lines[row]
        line[:] = empty[winner]
        if pixels:
            self._show_bar(row, pixels, winner)

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

    def _text(self, text: str, start: int, count: int, winner: bool) -> tuple[slice, Block]:
        """Paint a few letters, from letter `start` on of a number of `count`: where they stand, and as what."""
        if len(self._texts) > _MOST_TEXTS:
            self._texts.clear()
        style, ratio = self._styles[winner], self.ratio
        x = (self._right - self._whole_advance * count + self._advance * start) * ratio
        left = int(x)
        offset = x - left
        pixels = self._blank(math.ceil(offset + self._advance * len(text) * ratio), self._height)
        with QPainter(pixels.image) as painter:
            painter.setFont(style.number_font)
            painter.setPen(style.number)
            painter.drawText(QPointF(offset / ratio, self._ascent / ratio), text)
        begin, end = max(0, left), max(0, min(left + pixels.image.width(), self.image.width()))
        found = self._texts[text, start, count, winner] = slice(begin, end), pixels.array[:, begin - left : end - left]
        return found

    def _views(self) -> tuple[list[tuple[Block, tuple[Block, ...]]], list[Block]]:
        """Return each row of the picture with the empty rows of both looks, and the band its number stands in."""
        array, lines, end = self._pixels.array, [], 0
        for place in self._places:
            top, bottom, _, _ = self._scaled(QRectF(place.row))
            band = slice(max(top, end), bottom)  # where two rows share a line of pixels, it is the upper one's
            end = bottom
            lines.append((array[band], tuple(empty.array[band] for empty in self._empty)))
        tops = [max(0, math.floor(place.number.y() * self.ratio + 0.5) - self._ascent) for place in self._places]
        self._height = min([self._height, *(len(array) - top for top in tops)])
        return lines, [array[top : top + self._height] for top in tops]

    def _bar(self, row: int, pixels: int, winner: bool) -> Block:
        """Return a bar of a length in pixels, and what is behind it."""
        found = self._ends.get((row, pixels, winner))
        if found is None:
            top, bottom, left, _ = self._bars[row]
            piece = self._blank(pixels, bottom - top)
            piece.array[:] = self._empty[winner].array[top:bottom, left : left + pixels]
            place, length = self._places[row].bar, pixels / self.ratio
            with QPainter(piece.image) as painter:
                painter.translate(-left / self.ratio, -top / self.ratio)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._styles[winner].bar)
                radius = place.height() / 2
                bar = QRectF(place.left(), place.top(), min(length, place.width()), place.height())
                painter.drawRoundedRect(bar, min(radius, length / 2), radius)
            found = self._ends[row, pixels, winner] = piece.array
        return found

    def _paint_empty(self, track: QColor, names: Sequence[str], style: Style) -> Pixels:
        """Paint all rows with their names, their bars empty."""
        pixels = self._blank(self.image.width(), self.image.height())
        with QPainter(pixels.image) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(style.name_font)
            for name, place in zip(names, self._places, strict=True):
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(track)
                painter.drawRoundedRect(place.bar, place.bar.height() / 2, place.bar.height() / 2)
                painter.setPen(style.name)
                painter.drawText(place.name, name)
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
