"""Outlines over a picture of values: what is lit in it, in a layer of its own above cells that stay as they are."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from gui.theme import theme

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from PySide6.QtGui import QPaintEvent

    from model.receptive import Region

_DASH: Final = (2, 2)  # on and off, in widths of a line
_LEAVING_MILLISECONDS: Final = 250
_MANY: Final = 5  # frames from which on a picture of them pays
_SMALL: Final = 8  # many frames with a side of fewer widths of their edge are drawn faintly
_FAINT: Final = 0.6
_LARGEST_BAND: Final = 1 << 16  # pixels of a picture of frames side by side; beyond, each is drawn for itself


class Frame(NamedTuple):
    """The edges of a rectangle of cells, in screen pixels."""

    left: int
    top: int
    right: int
    bottom: int


class Look(NamedTuple):
    """How frames are drawn: colours as 0xRRGGBB, width of the line and of the halo in screen pixels.

    What is faint lets the values below shine through.
    """

    line: int
    ground: int
    width: int
    halo: int
    dashed: bool
    faint: bool = False


class Grid(NamedTuple):
    """Frames in rows and columns: where each of these begins and ends, and how many frames there are, row by row."""

    columns: tuple[tuple[int, int], ...]
    rows: tuple[tuple[int, int], ...]
    total: int

    def frames(self) -> list[Frame]:
        """Return them one by one."""
        found = [Frame(left, top, right, bottom) for top, bottom in self.rows for left, right in self.columns]
        return found[: self.total]


class Outlines:
    """Frames ready to be drawn, with a painter that works in screen pixels.

    Many of one size are one small picture, drawn many times: to stroke 64 dashed frames with a pen takes some twenty
    times as long. Those that stand in a row of a grid are one picture together.
    """

    def __init__(self, frames: Sequence[Frame], look: Look, grids: Sequence[Grid] = ()) -> None:
        self._pictures: list[tuple[int, int, QPixmap]] = []
        self._frames: Sequence[Frame] = ()
        self._look = look
        if len(frames) + sum(grid.total for grid in grids) < _MANY:
            self._frames = [*frames, *(frame for grid in grids for frame in grid.frames())]
            return
        look = _calmed(frames[0] if frames else grids[0].frames()[0], look)
        self._add(frames, look)
        for grid in grids:
            self._add_grid(grid, look)

    def _add(self, frames: Sequence[Frame], look: Look) -> None:
        edge = look.width + look.halo
        for left, top, right, bottom in frames:
            self._pictures.append((left - edge, top - edge, _stamp(right - left, bottom - top, look)))

    def _add_grid(self, grid: Grid, look: Look) -> None:
        rows, left = grid.rows, grid.columns[0][0]
        edge = look.width + look.halo
        places = tuple((first - left, last - first) for first, last in grid.columns)
        reach = sum(places[-1]) + 2 * edge
        crowded = look.faint and any(other - last < 2 * edge for (_, last), (other, _) in pairwise(grid.columns))
        if crowded or reach * max(last - first for first, last in rows) > _LARGEST_BAND:
            self._add(grid.frames(), look)
            return
        columns = len(places)
        for row, (top, bottom) in enumerate(rows):
            there = grid.total - row * columns
            if there > 0:
                self._pictures.append((left - edge, top - edge, _band(places[:there], bottom - top, look)))

    def draw(self, painter: QPainter) -> None:
        """Draw them all."""
        show = painter.drawPixmap
        for x, y, picture in self._pictures:
            show(x, y, picture)
        for frame in self._frames:
            _draw_frame(painter, frame, self._look)


def _calmed(frame: Frame, look: Look) -> Look:
    """Return how many frames of this size are drawn: small ones would hide more than they show."""
    if min(frame.right - frame.left, frame.bottom - frame.top) < _SMALL * (look.width + look.halo):
        return look._replace(halo=0, faint=True)
    return look


def _draw_frame(painter: QPainter, frame: Frame, look: Look) -> None:
    """Draw a halo and on its inner part a line, both outside of the frame."""
    width, edge = look.width, look.width + look.halo
    _draw_sides(painter, frame, edge, _plain(look.ground))
    _draw_sides(painter, frame, width, _dashes(look.line, width) if look.dashed else _plain(look.line))


def _draw_sides(painter: QPainter, frame: Frame, width: int, brush: QBrush) -> None:
    left, top, right, bottom = frame.left - width, frame.top - width, frame.right + width, frame.bottom + width
    across, down, fill = right - left, bottom - top - 2 * width, painter.fillRect
    fill(left, top, across, width, brush)
    fill(left, bottom - width, across, width, brush)
    fill(left, top + width, width, down, brush)
    fill(right - width, top + width, width, down, brush)


@lru_cache(maxsize=128)
def _stamp(across: int, down: int, look: Look) -> QPixmap:
    edge = look.width + look.halo
    picture = QPixmap(across + 2 * edge, down + 2 * edge)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setOpacity(_FAINT if look.faint else 1.0)
        _draw_frame(painter, Frame(edge, edge, edge + across, edge + down), look)
    return picture


@lru_cache(maxsize=128)
def _band(places: tuple[tuple[int, int], ...], down: int, look: Look) -> QPixmap:
    """Return frames side by side: how far each begins from the first, and how wide it is."""
    edge = look.width + look.halo
    picture = QPixmap(sum(places[-1]) + 2 * edge, down + 2 * edge)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        for left, across in places:
            painter.drawPixmap(left, 0, _stamp(across, down, look))
    return picture


@lru_cache(maxsize=16)
def _plain(colour: int) -> QBrush:
    return QBrush(QColor(colour))


@lru_cache(maxsize=16)
def _dashes(colour: int, width: int) -> QBrush:
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
        self._outlines: Outlines | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        self._leaving = QTimer(self)
        self._leaving.setSingleShot(True)
        self._leaving.setInterval(_LEAVING_MILLISECONDS)
        self._leaving.timeout.connect(self.hide)
        theme().changed.connect(self._on_theme_changed)

    @property
    def region(self) -> Region | None:
        """What is lit, or None."""
        return self._region

    def show_region(self, region: Region | None, pinned: bool) -> None:
        """Light a region of the view, or nothing."""
        if region is not None and region.is_empty:
            region = None
        if pinned == self._pinned and _alike(region, self._region):
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
        """Come at once; go when nothing was wanted for a while: to go means that all of the view is painted."""
        if not self.is_wanted:
            if not self.isHidden():
                self._leaving.start()
            return
        self._leaving.stop()
        if self.isHidden():
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

    def outlines_of(self, region: Region, look: Look) -> Outlines:
        """Return the frames, ready to be drawn."""
        return Outlines(self.frames_of(region), look)

    def paint_under(self, painter: QPainter) -> None:
        """Draw what lies below the frames; nothing, unless a subclass has something."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frames; worked out anew only where the view has moved its cells."""
        region = self._region
        with QPainter(self) as painter:
            self.paint_under(painter)
            if region is None:
                return
            ratio = self.devicePixelRatioF()
            key = (self.layout_key(), ratio)
            if key != self._key or self._outlines is None:
                self._key, self._outlines = key, self.outlines_of(region, self._look(region, ratio))
            if ratio != 1:
                painter.scale(1 / ratio, 1 / ratio)
            self._outlines.draw(painter)

    def _look(self, region: Region, ratio: float) -> Look:
        colours, thin = theme().palette, max(1, round(ratio * theme().scale + 0.2))
        line = (colours.selection if self._pinned else colours.text).rgb()
        thick = 2 * thin if region.role == "unit" else thin
        return Look(line, colours.dock.rgb(), thick, thin, region.role == "feeds")

    def _on_theme_changed(self) -> None:
        self._key = None
        if self.isVisible():
            self.update()


def _alike(one: Region | None, other: Region | None) -> bool:
    """Whether two regions are the same cells in the same role."""
    if one is None or other is None or one is other:
        return one is other
    if (one.box, one.channel, one.role) != (other.box, other.channel, other.role):
        return False
    return one.indices is other.indices or np.array_equal(one.indices, other.indices)  # type: ignore[arg-type]


def runs(indices: Sequence[int]) -> list[tuple[int, int]]:
    """Return sorted whole numbers as runs without a gap: (first, one after the last)."""
    if not len(indices):
        return []
    ends = [one + 1 for one, other in pairwise(indices) if other != one + 1]
    starts = [other for one, other in pairwise(indices) if other != one + 1]
    return list(zip([indices[0], *starts], [*ends, indices[-1] + 1], strict=True))
