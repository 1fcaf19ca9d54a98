"""The key to a picture's colours: which value is which."""

from __future__ import annotations

from functools import lru_cache
from math import ceil, floor
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.imaging import Pixels
from gui.theme import theme
from gui.widgets.calm import Calm
from gui.widgets.cellmarks import brief

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from gui.theme import LutKind

_BAR: Final = 8.0
_LONGEST: Final = "-0.00"
_WIDEST: Final = 200.0
_GAP: Final = 8.0
_MIDDLE: Final = Qt.AlignmentFlag.AlignVCenter
_SIDES: Final = (_MIDDLE | Qt.AlignmentFlag.AlignRight, _MIDDLE | Qt.AlignmentFlag.AlignLeft)  # of the bar


class ColorBar(QWidget):
    """A horizontal bar of a colour table between its two values; where 0 lies between them, it is written too.

    While somebody draws, the numbers change many times a second and the bar does not: the bar is kept as a picture,
    and so are numbers; only the number that changed is painted, and not at every move of the pen.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._range = (0.0, 1.0)
        self._words = _both(0.0, 1.0)
        self._zero: float | None = None
        self._lut: NDArray[np.uint32] | LutKind = "map"
        self._pixels = Pixels(1, 256)
        self._kept: tuple[float, float | None, QPixmap] | None = None
        self._calm = Calm(self._show_range, self)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._on_theme_changed()
        theme().changed.connect(self._on_theme_changed)

    def set_range(self, low: float, high: float) -> None:
        """Write other values at the ends; nothing is painted when they would look the same."""
        if (low, high) == self._range:
            return
        self._range = low, high
        if _zero(low, high) != self._zero:
            self._zero = _zero(low, high)
            self.update()
        else:
            self._calm.ask()

    def _show_range(self) -> None:
        before = self._words
        self._words = _both(*self._range)
        for was, now, area in zip(before, self._words, self._areas, strict=True):
            if was != now:
                self.update(area)

    def set_lut(self, lut: NDArray[np.uint32] | LutKind) -> None:
        """Show another colour table uint32 [256], or one of the theme's by name."""
        self._lut = lut
        table = theme().lut(lut) if isinstance(lut, str) else lut
        if not np.array_equal(table, self._pixels.array[0]):
            self._pixels.array[0] = table
            self._kept = None
            self.update()

    def sizeHint(self) -> QSize:
        """Return the bar with its numbers, one line high."""
        return QSize(round(_WIDEST + 2 * self._reserved), max(18, round(self._metrics.height()) + 2))

    def minimumSizeHint(self) -> QSize:
        """Return room for the numbers and a short bar."""
        return QSize(round(40 + 2 * self._reserved), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Forget the picture of the bar."""
        self._kept = None
        self._measure()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint bar and numbers, in the middle."""
        ratio, zero = self.devicePixelRatioF(), self._zero
        with QPainter(self) as painter:
            if event.rect() == self.rect():
                self._words = _both(*self._range)
            if ratio != int(ratio):  # kept pictures would not lie on whole pixels
                self._paint_bar(painter, zero)
                painter.setFont(self._font)
                painter.setPen(theme().palette.grey)
                for area, room, side, words in zip(self._areas, self._rooms, _SIDES, self._words, strict=True):
                    painter.drawText(QRectF(area.x() + room[0], 0, room[1], self.height()), side, words)
                return
            seen, (left, right) = event.rect(), self._areas
            if seen == right:  # nearly always
                self._paint_word(painter, 1, ratio)
                return
            if not right.contains(seen) and not left.contains(seen):
                if self._kept is None or self._kept[:2] != (ratio, zero):
                    self._kept = ratio, zero, self._picture(ratio, zero)
                painter.drawPixmap(0, 0, self._kept[2])
            for index, area in enumerate(self._areas):
                if area.intersects(seen):
                    self._paint_word(painter, index, ratio)

    def _paint_word(self, painter: QPainter, index: int, ratio: float) -> None:
        word = _word(self._words[index], *self._rooms[index], *self._sizes[index], index, (ratio, *self._look))
        painter.drawPixmap(self._corners[index], word)

    def _picture(self, ratio: float, zero: float | None) -> QPixmap:
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        with QPainter(picture) as painter:
            self._paint_bar(painter, zero)
        return picture

    def _paint_bar(self, painter: QPainter, zero: float | None) -> None:
        colours = theme().palette
        left, width = self._bar
        bar = QRectF(left, self.height() / 2 - _BAR / 2, width, _BAR)
        painter.fillRect(self.rect(), colours.dock)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        outline = QPainterPath()
        outline.addRoundedRect(bar, _BAR / 2, _BAR / 2)
        painter.save()
        painter.setClipPath(outline)
        painter.drawImage(bar, self._pixels.image)
        painter.restore()
        painter.setPen(colours.line)
        painter.drawPath(outline)
        if zero is not None:
            half = self._metrics.horizontalAdvance("0")
            gap = QRectF(left + width * zero - half, 0, 2 * half, self.height())
            painter.fillRect(gap, colours.dock)
            painter.setFont(self._font)
            painter.setPen(colours.grey)
            painter.drawText(gap, _MIDDLE | Qt.AlignmentFlag.AlignHCenter, "0")

    def _measure(self) -> None:
        """Find where the bar begins and how long it is; and where the numbers go, with a pixel to spare."""
        width = max(8.0, min(_WIDEST, self.width() - 2 * self._reserved))
        left = (self.width() - width) / 2
        self._bar = left, width
        begin, height = floor(left + width + _GAP) - 1, self.height()
        at_left = QRect(0, 0, max(0, ceil(left - _GAP) + 1), height)
        at_right = QRect(begin, 0, self.width() - begin, height)
        self._areas, self._corners = (at_left, at_right), (at_left.topLeft(), at_right.topLeft())
        self._sizes = (at_left.width(), height), (at_right.width(), height)
        # Where in its area a number begins, and how much room it has
        edge = left + width + _GAP - begin
        self._rooms = (0.0, left - _GAP), (edge, at_right.width() - edge)

    def _on_theme_changed(self) -> None:
        colours, self._font = theme().palette, theme().font("monosmall")
        self._look = colours.dock.rgb(), colours.grey.rgb(), self._font.key()
        self._metrics = QFontMetricsF(self._font)
        # Always the same room for a number, so that the bar stands still
        self._reserved = self._metrics.horizontalAdvance(_LONGEST) + _GAP
        self._kept = None
        self._measure()
        self.set_lut(self._lut)
        self.update()


def _both(low: float, high: float) -> tuple[str, str]:
    """Return the ends in words no longer than their room: a number that is cut reads as another."""
    return brief(low, len(_LONGEST)), brief(high, len(_LONGEST))


def _zero(low: float, high: float) -> float | None:
    """Return at what part of the bar 0 is, or None where it is not between the ends."""
    return -low / (high - low) if low < 0 < high else None


@lru_cache(maxsize=512)
def _word(
    text: str, start: float, room: float, width: int, height: int, side: int, look: tuple[float, int, int, str]
) -> QPixmap:
    """Return a picture of `width` x `height` with a number in the part of it from `start` on, `room` wide."""
    ratio, ground, colour, _ = look
    picture = QPixmap(QSize(max(width, 1), height) * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(ground)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme().font("monosmall"))
        painter.setPen(colour)
        painter.drawText(QRectF(start, 0, room, height), _SIDES[side], text)
    return picture
