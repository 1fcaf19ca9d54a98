"""Outlines over a picture of values: what is lit in it, in a layer of its own above cells that stay as they are."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget

from gui.theme import theme

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from PySide6.QtGui import QPaintEvent

    from model.receptive import Region

_DASH: Final = (2, 2)  # on and off, in widths of a line


class Frame(NamedTuple):
    """The edges of a rectangle of cells, in screen pixels."""

    left: int
    top: int
    right: int
    bottom: int


class Frames:
    """Lines around rectangles, as the rectangles that they are made of: Qt fills all of them in one call.

    To stroke 64 dashed frames with a pen takes twenty times as long.
    """

    def __init__(self, frames: Iterable[Frame], width: int, halo: int) -> None:
        self._line: list[QRect] = []
        self._halo: list[QRect] = []
        for left, top, right, bottom in frames:
            self._line += _sides(left - width, top - width, right + width, bottom + width, width)
            edge = width + halo
            self._halo += _sides(left - edge, top - edge, right + edge, bottom + edge, edge)

    def draw(self, painter: QPainter, line: QBrush, halo: QColor) -> None:
        """Draw the halo and on it the line; with a painter that works in screen pixels."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(halo)
        painter.drawRects(self._halo)
        painter.setBrush(line)
        painter.drawRects(self._line)


def _sides(left: int, top: int, right: int, bottom: int, width: int) -> tuple[QRect, QRect, QRect, QRect]:
    across, down = right - left, bottom - top - 2 * width
    return (
        QRect(left, top, across, width),
        QRect(left, bottom - width, across, width),
        QRect(left, top + width, width, down),
        QRect(right - width, top + width, width, down),
    )


class Light(QWidget):
    """Lies over a view and leaves the mouse to it; hidden while nothing is lit, it costs nothing.

    What a unit reads has a solid outline, what it feeds a dashed one, and the unit itself a thick one: in the colour of
    the selection where it is pinned, else in that of words.
    """

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self._under = view
        self._region: Region | None = None
        self._pinned = False
        self._key: Hashable = None
        self._frames: Frames | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @property
    def region(self) -> Region | None:
        """What is lit, or None."""
        return self._region

    def show_region(self, region: Region | None, pinned: bool) -> None:
        """Light a region of the view, or nothing."""
        if region is not None and region.is_empty:
            region = None
        if region is self._region and pinned == self._pinned:
            return
        self.invalidate()
        self._region, self._pinned, self._key = region, pinned, None
        self.show_if_wanted()
        self.invalidate()

    @property
    def is_wanted(self) -> bool:
        """Whether there is anything to show."""
        return self._region is not None

    def show_if_wanted(self) -> None:
        """Come or go."""
        if not self.is_wanted:
            self.hide()
        elif self.isHidden():
            self.setGeometry(self._under.rect())
            self.show()

    def invalidate(self) -> None:
        """Ask for what is lit to be painted, or painted over."""
        self.update()

    def layout_key(self) -> Hashable:
        """Return what the places of the frames depend on."""
        raise NotImplementedError

    def frames_of(self, region: Region) -> Sequence[Frame]:
        """Return where the lit cells are, in screen pixels."""
        raise NotImplementedError

    def paint_under(self, painter: QPainter) -> None:
        """Draw what lies below the frames; nothing, unless a subclass has something."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frames; worked out anew only where the view has moved its cells."""
        painter, region = QPainter(self), self._region
        self.paint_under(painter)
        if region is None:
            return
        ratio = self.devicePixelRatioF()
        key = (self.layout_key(), ratio)
        if key != self._key or self._frames is None:
            self._key = key
            thin = max(1, round(ratio))
            self._frames = Frames(self.frames_of(region), 2 * thin if region.role == "unit" else thin, thin)
        colours = theme().palette
        if ratio != 1:
            painter.scale(1 / ratio, 1 / ratio)
        colour = colours.selection if self._pinned else colours.text
        brush = QBrush(colour)
        if region.role == "feeds":
            brush = dashes(colour.rgb(), max(1, round(ratio)))
        self._frames.draw(painter, brush, colours.dock)


@lru_cache(maxsize=16)
def dashes(colour: int, width: int) -> QBrush:
    """Return a brush that makes a line dashed, across and down alike: stripes that run aslant."""
    on, off = _DASH
    period = (on + off) * width
    image = QImage(period, period, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    for y in range(period):
        for x in range(period):
            if (x // width + y // width) % (on + off) < on:
                image.setPixel(x, y, colour | 0xFF000000)
    return QBrush(image)


def runs(indices: Sequence[int]) -> list[tuple[int, int]]:
    """Return sorted whole numbers as runs without a gap: (first, one after the last)."""
    if not len(indices):
        return []
    ends = [one + 1 for one, other in pairwise(indices) if other != one + 1]
    starts = [other for one, other in pairwise(indices) if other != one + 1]
    return list(zip([indices[0], *starts], [*ends, indices[-1] + 1], strict=True))
