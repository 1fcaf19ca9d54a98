"""The line above a strip: its name, a few grey words, and a small key to its colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.imaging import Pixels
from gui.theme import theme
from gui.widgets.calm import Calm
from gui.widgets.cellmarks import brief

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from gui.theme import LutKind

_GAP: Final = 6
_KEY: Final = 36
_THICK: Final = 6
_LOW: Final = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class StripCaption(QWidget):
    """Name and words at the left, the range with its colours at the right.

    What does not fit is left out: first the range's lower end, then all words but the first.
    """

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._words = name, words
        self._range: tuple[float, float] | None = None
        self._numbers = ("", "")
        self._lut: LutKind = "map"
        self._pixels = Pixels(1, 256)
        self._still: QPixmap | None = None  # all but the numbers, which alone change while a person draws
        self._low_room, self._high_room = QRect(), QRect()
        self._calm = Calm(self._show_range, self)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def set_range(self, low: float, high: float, lut: LutKind) -> None:
        """Show the values of the first and the last colour."""
        if lut != self._lut:
            self._lut = lut
            self._on_theme_changed()
        if (low, high) == self._range:
            return
        if self._range is None:
            self._renew()
        self._range = low, high
        self._calm.ask()

    def _show_range(self) -> None:
        if self._range is None:
            return
        before, self._numbers = self._numbers, self._words_of(self._range)
        for was, now, room in zip(before, self._numbers, (self._low_room, self._high_room), strict=True):
            if was != now:
                self.update(room)

    def clear(self) -> None:
        """Show no range: there are no values."""
        if self._range is not None:
            self._range, self._numbers = None, ("", "")
            self._renew()

    def sizeHint(self) -> QSize:
        """Return room for name, words and the short key."""
        wide = sum(self._widths) + 2 * _GAP + self._key_width(1)
        return QSize(wide, self._metrics.height())

    def minimumSizeHint(self) -> QSize:
        """Return room for the name."""
        return QSize(self._widths[0], self._metrics.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose anew what fits."""
        self._renew()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what changed: often a number alone."""
        ratio = self.devicePixelRatioF()
        if self._still is None or self._still.devicePixelRatio() != ratio:
            self._still = self._paint_still(ratio)
        seen = event.rect()
        with QPainter(self) as painter:
            if self._range is not None and seen == self.rect():
                self._numbers = self._words_of(self._range)
            painter.drawPixmap(0, 0, self._still)
            if self._range is None or self._high_room.isEmpty():
                return
            painter.setFont(self._mono)
            painter.setPen(theme().palette.grey)
            if self._high_room.intersects(seen):
                painter.drawText(self._high_start, self._numbers[1])
            if self._low_room.intersects(seen):  # where there is none, nothing is
                painter.drawText(self._low_room, _LOW, self._numbers[0])

    def _paint_still(self, ratio: float) -> QPixmap:
        """Return the name, and all else that fits, without the numbers."""
        still = QPixmap((self.size().toSizeF() * ratio).toSize())
        still.setDevicePixelRatio(ratio)
        palette, height = theme().palette, self.height()
        still.fill(palette.dock)
        with QPainter(still) as painter:
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.setFont(self._small)
            painter.setPen(palette.text)
            painter.drawText(QRectF(0, 0, self.width(), height), flags, self._name)
            left = self._widths[0] + _GAP
            painter.setPen(palette.grey)
            for words in (self._words, self._words.partition(" ")[0]):
                width = self._metrics.horizontalAdvance(words)
                if left + width + _GAP + self._key_width(1) <= self.width():
                    painter.drawText(QRectF(left, 0, width + 1, height), flags, words)
                    left += width + _GAP
                    break
            numbers = next((n for n in (2, 1) if left + self._key_width(n) <= self.width()), 0)
            self._place_numbers(numbers)
            if numbers and self._range is not None:
                self._paint_key(painter)
        return still

    def _paint_key(self, painter: QPainter) -> None:
        """Paint the colours."""
        bar = QRectF(self.width() - self._key_width(1), (self.height() - _THICK) // 2, _KEY, _THICK)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(bar, self._pixels.image)
        painter.setPen(theme().palette.line)
        painter.drawRect(bar.adjusted(-0.5, -0.5, 0.5, 0.5))

    def _place_numbers(self, count: int) -> None:
        """Leave room for both numbers, for the last, or for none."""
        side, height, left = self._number_width(), self.height(), self.width() - self._key_width(1)
        self._low_room = QRect(left - _GAP - side, 0, side, height) if count == 2 else QRect()
        self._high_room = QRect(left + _KEY + _GAP, 0, side, height) if count else QRect()
        metrics = self._mono_metrics
        self._high_start = QPointF(self._high_room.left(), (height - metrics.height()) / 2 + metrics.ascent())

    def _words_of(self, ends: tuple[float, float]) -> tuple[str, str]:
        """Return both numbers, no longer than their room: one that is cut reads as another."""
        most = len(self._longest)
        return brief(ends[0], most), brief(ends[1], most)

    @property
    def _longest(self) -> str:
        return "-0.00" if self._lut == "signed" else "0.00"

    def _number_width(self) -> int:
        """Room for a number: longer below 0, but else always the same, so that the key stands still."""
        return self._mono_metrics.horizontalAdvance(self._longest)

    def _key_width(self, numbers: int) -> int:
        return numbers * (self._number_width() + _GAP) + _KEY

    def _renew(self) -> None:
        self._still = None
        self._low_room = self._high_room = self.rect()  # until it is known, a number may be anywhere
        self.update()

    def _on_theme_changed(self) -> None:
        self._small, self._mono = theme().font("small"), theme().font("monosmall")
        self._metrics, self._mono_metrics = QFontMetrics(self._small), QFontMetrics(self._mono)
        self._widths = tuple(map(self._metrics.horizontalAdvance, (self._name, self._words)))
        self._pixels.array[0] = theme().lut(self._lut)
        self._renew()
