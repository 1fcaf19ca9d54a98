"""The picture of a mosaic: which map goes where, in which colours, and what lies over it."""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.theme import theme
from gui.widgets.cellmarks import SIGN_CELL
from gui.widgets.focus import Ringed
from gui.widgets.mosaic_light import MosaicLight
from gui.widgets.mosaic_overlay import Crosses, Overlay, bound_of
from gui.widgets.mosaic_tags import Tag, Tags
from gui.widgets.sheet import Sheet
from gui.widgets.tiling import Cell, fit
from gui.widgets.viewport import Viewport

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from gui.imaging import Bound
    from gui.theme import LutKind
    from model.receptive import Region

    Unit = tuple[int, int, int]

Mode = Literal["fold", "grid", "single"]
MODES: Final[tuple[Mode, ...]] = ("fold", "grid", "single")


class MosaicView(Ringed):
    """What `Mosaic` shows; it adds the hands."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._maps: NDArray[np.float32] | None = None
        self._shape = (1, 1, 0)
        self._lut: NDArray[np.uint32] | LutKind = "map"
        self._range: tuple[Bound, Bound] = (0.0, 1.0)
        self._order: NDArray[np.intp] | None = None
        self._mode: Mode = "grid"
        self._channel = 0
        self._dimmed: NDArray[np.bool_] | None = None
        self._off: frozenset[int] = frozenset()
        self._selected: Unit | None = None
        self._hover: Unit | None = None
        self._sheet: Sheet | None = None
        self._crosses: Crosses | None = None
        self._are_crossed = False  # whether the crosses know which tiles are struck out
        self._area: QRect | None = None
        self._target: tuple[float, float, float, float] | None = None
        self._place: QPointF | QRectF = QRectF()
        self._stale = True
        self._view = Viewport()
        self._gap = 2.0
        self._light: MosaicLight | None = None
        self._tags: Tags | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self._on_theme_changed)

    # What is shown

    def set_shape(self, height: int, width: int, count: int) -> None:
        """Show `count` empty tiles of that shape: there is nothing to see yet."""
        self._maps = None
        self._take_shape((height, width, count))
        self._repaint()

    def set_maps(
        self,
        maps: NDArray[np.float32],
        lut: NDArray[np.uint32] | LutKind,
        low: Bound,
        high: Bound,
    ) -> None:
        """Show maps.

        Parameters
        ----------
        maps
            Values [h, w, n]. They are kept, not copied: hand over read-only arrays.
        lut
            Colour table uint32 [256], or the name of one of the theme's, which then follows the theme.
        low, high
            The values of the first and the last colour: for all maps, or arrays [n].

        Raises
        ------
        ValueError
            If the maps have not three axes.
        """
        if maps.ndim != 3:
            raise ValueError(f"Expected maps [height, width, number]. Received an array of shape {maps.shape}.")
        self._maps, self._range, self._stale = maps, (low, high), True
        if lut is not self._lut:
            self._lut = lut
        height, width, count = maps.shape
        self._take_shape((height, width, count))
        self._update_picture()

    def set_order(self, order: Sequence[int] | NDArray[np.integer] | None) -> None:
        """Show map `order[i]` in tile i; None is the natural order."""
        chosen = None if order is None else np.ascontiguousarray(order, np.intp)
        if chosen is not None and not np.array_equal(np.sort(chosen), np.arange(self._shape[2])):
            raise ValueError(f"Expected a permutation of 0 to {self._shape[2] - 1}. Received {order!r}.")
        if chosen is self._order or (
            chosen is not None and self._order is not None and np.array_equal(chosen, self._order)
        ):
            return
        self._order = chosen
        self._are_crossed = False
        self._repaint()

    def set_mode(self, mode: Mode, channel: int | None = None) -> None:
        """Show the mean of all maps ("fold"), all ("grid") or the one of a channel ("single")."""
        if mode not in MODES:
            raise ValueError(f"Expected one of {', '.join(MODES)}. Received {mode!r}.")
        if channel is not None:
            self._channel = min(max(channel, 0), max(self._shape[2] - 1, 0))
        if mode != self._mode:
            self._view.reset()
        self._mode = mode
        self._arrange()
        self._repaint()

    def set_gap(self, gap: float) -> None:
        """Leave so many pixels between the tiles: small tiles need more to be told apart."""
        self._gap = gap
        self._arrange()
        self._repaint()

    def set_selected(self, unit: Unit | None) -> None:
        """Outline a unit and its tile, or none. The channel -1 stands for a place in all maps."""
        if unit != self._selected:
            self._selected = unit
            self.update()

    def set_dimmed(self, mask: NDArray[np.bool_] | None) -> None:
        """Strike the maps out where `mask` [n] is true: they say nothing."""
        if mask is None or self._dimmed is None or not np.array_equal(mask, self._dimmed):
            self._dimmed = mask
            self._are_crossed = False
            self._update_picture()

    def set_crossed(self, maps: frozenset[int]) -> None:
        """Cross maps out: they could not say anything."""
        if maps != self._off:
            self._off = maps
            self._are_crossed = False
            self._update_picture()

    def set_lit(self, region: Region | None, pinned: bool) -> None:
        """Outline cells of all maps, or of one, over the picture; None: of none. See `Light`."""
        if self._light is None:
            if region is None:
                return
            self._light = MosaicLight(self)
        self._light.show_region(region, pinned)

    def set_tags(self, tags: Sequence[Tag]) -> None:
        """Write names of groups over the tiles where these begin."""
        if self._tags is None:
            if not tags:
                return
            self._tags = Tags(self)
        self._tags.show_tags(tags)

    @property
    def tags(self) -> Sequence[Tag]:
        """What is written by `set_tags`."""
        return () if self._tags is None else self._tags.tags

    @property
    def lit(self) -> Region | None:
        """What is outlined by `set_lit`."""
        return None if self._light is None else self._light.region

    @property
    def mode(self) -> Mode:
        """What is shown: "fold", "grid" or "single"."""
        return self._mode

    @property
    def channel(self) -> int:
        """The channel that "single" shows."""
        return self._channel

    @property
    def columns(self) -> int:
        """How many tiles stand side by side."""
        return self._arranged().tiling.columns

    @property
    def zoom(self) -> float:
        """1 when all is seen."""
        return self._view.zoom

    @property
    def signed(self) -> bool:
        """Whether the colours stand for values around 0."""
        if isinstance(self._lut, str):
            return self._lut == "signed"
        return bool(self._lut[128] == theme().palette.dock.rgb())

    def shown_range(self) -> tuple[float, float]:
        """Return what the first and last colours mean now; for bounds per map, of the map that is large."""
        low, high = self._bounds()
        if isinstance(low, float) and isinstance(high, float):
            return low, high
        return float(np.min(low)), float(np.max(high))

    def value_at(self, row: int, column: int, channel: int) -> float | None:
        """Return a unit's value, the mean of all maps for channel -1, or None where there is nothing."""
        height, width, count = self._shape
        if self._maps is None or not (0 <= row < height and 0 <= column < width and -1 <= channel < count):
            return None
        here = self._maps[row, column]
        return float(here.mean() if channel == -1 else here[channel])

    def cell_rect(self, row: int, column: int, channel: int) -> QRectF:
        """Return where a unit is painted, in the widget's coordinates; empty when its tile is not shown."""
        slot = self._slot(channel)
        if slot is None:
            return QRectF()
        left, top, width, height = self._view.to_screen(self._arranged().tiling.box(Cell(slot, row, column)))
        ratio = self.devicePixelRatioF()
        return QRectF(left / ratio, top / ratio, width / ratio, height / ratio)

    # What a light asks

    @property
    def arranged(self) -> Sheet:
        """The tiles as they are laid out now."""
        return self._arranged()

    @property
    def viewport(self) -> Viewport:
        """Which part of them is seen, and where."""
        return self._view

    @property
    def slot_order(self) -> NDArray[np.intp] | None:
        """Which map is in which tile; None for the natural order."""
        return self._order if self._mode == "grid" else None

    @property
    def marked(self) -> tuple[Unit | None, Unit | None]:
        """The units with an outline of the mosaic's own: under the pointer, and selected."""
        return self._hover, self._selected

    def slots_of(self, channel: int | None) -> Sequence[int]:
        """Return the tiles that show a map; None for all maps."""
        if channel is None:
            return range(self._shape[2] if self._mode == "grid" else 1)
        slot = self._slot(channel)
        return () if slot is None else (slot,)

    # Geometry

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(360, 220)

    def minimumSizeHint(self) -> QSize:
        """Return the size below which nothing can be recognised."""
        return QSize(120, 80)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the columns anew."""
        self._arrange()
        for overlay in (self._light, self._tags):
            if overlay is not None:
                overlay.setGeometry(self.rect())
        super().resizeEvent(event)

    def _take_shape(self, shape: tuple[int, int, int]) -> None:
        if shape == self._shape:
            return
        self._shape = shape
        self._order = self._dimmed = self._selected = self._hover = None
        self._off = frozenset()
        self._channel = min(self._channel, max(shape[2] - 1, 0))
        self._arrange()

    def _arrange(self) -> None:
        """Lay the tiles out anew at the next painting."""
        self._sheet = self._crosses = None

    def _arranged(self) -> Sheet:
        if self._sheet is None:
            height, width, count = self._shape
            ratio = self.devicePixelRatioF()
            room = (round(self.width() * ratio), round(self.height() * ratio))
            tiles = max(count, 1) if self._mode == "grid" else 1
            tiling = fit(height, width, tiles, room, self._gap * (1.0 if ratio < 1.5 else 0.75 * ratio))
            colours = theme().palette
            self._sheet = Sheet(tiling, colours.dock.rgb(), colours.window.rgb())
            self._view.fit(tiling.size, room, tiling.scale)
            self._stale, self._area = True, None
        return self._sheet

    def _channel_of(self, slot: int) -> int:
        if self._mode == "fold":
            return -1
        if self._mode == "single":
            return self._channel
        return slot if self._order is None else int(self._order[slot])

    def _slot(self, channel: int) -> int | None:
        """Return the tile of a channel, or None when it is not shown."""
        if self._mode == "fold":
            return 0
        if self._mode == "single":
            return 0 if channel in (self._channel, -1) else None
        if not 0 <= channel < self._shape[2]:
            return None
        return channel if self._order is None else int(np.flatnonzero(self._order == channel)[0])

    def _unit_at(self, position: QPointF) -> Unit | None:
        ratio = self.devicePixelRatioF()
        tiling = self._arranged().tiling
        cell = tiling.at(*self._view.to_image(position.x() * ratio, position.y() * ratio))
        return None if cell is None else (cell.row, cell.column, self._channel_of(cell.slot))

    # Painting

    def _table(self) -> NDArray[np.uint32]:
        return theme().lut(self._lut) if isinstance(self._lut, str) else self._lut

    def _bounds(self) -> tuple[Bound, Bound]:
        if self._mode == "grid":
            return self._range
        if self._mode == "fold" and self._maps is not None:
            # The mean is far weaker than the maps: on their scale there would be nothing to see
            most = float(np.abs(self._shown()).max(initial=0.0))
            return (-most if self.signed else 0.0), most
        if self._mode == "single":
            return bound_of(self._range[0], self._channel), bound_of(self._range[1], self._channel)
        return self._range

    def _shown(self) -> NDArray[np.float32]:
        """Return the maps in view, [h, w, 1] or [h, w, n]."""
        assert self._maps is not None
        if self._mode == "fold":
            return np.asarray(self._maps.mean(axis=2, keepdims=True))
        return self._maps[:, :, self._channel, None] if self._mode == "single" else self._maps

    def _refresh(self, sheet: Sheet) -> None:
        self._stale = False
        table, zero = self._table(), 128 if self.signed else 0
        order = self._order if self._mode == "grid" else None
        if self._maps is None or not self._shape[2]:
            height, width, count = sheet.tiling.height, sheet.tiling.width, sheet.tiling.count
            sheet.paint(np.zeros((height, width, count), np.float32), None, theme().lut("map"), 0.0, 1.0, 0)
        else:
            sheet.paint(self._shown(), order, table, *self._bounds(), zero)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture and what lies over it."""
        sheet, ratio = self._arranged(), self.devicePixelRatioF()
        if self._stale:
            self._refresh(sheet)
        view = self._view
        with QPainter(self) as painter:
            if ratio != 1:
                painter.scale(1 / ratio, 1 / ratio)
            if not self._stays_inside(event.rect()):
                self._fill_around(painter)
            if view.pixel < 1:
                # Below one pixel per value nothing can be exact: an average then shows more than every second value
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            if view.target is not self._target:
                self._target = view.target
                self._place = QPointF(*view.target[:2]) if view.pixel == 1 else QRectF(*view.target)
            painter.drawImage(self._place, sheet.image)
            self._paint_over(painter, sheet, ratio)

    def _picture_area(self) -> QRect:
        """Return the pixels of the widget that the picture touches."""
        if self._view.zoom > 1:
            return self.rect()
        if self._area is None:  # kept with the sheet: it is asked for at every move of the pen
            ratio = self.devicePixelRatioF()
            left, top, width, height = self._view.target
            x, y = floor(left / ratio), floor(top / ratio)
            area = QRect(x, y, ceil((left + width) / ratio) - x, ceil((top + height) / ratio) - y)
            self._area = area & self.rect()
        return self._area

    def _stays_inside(self, painted: QRect) -> bool:
        """Whether the ground around the picture is not concerned: the pixels on its edge got theirs before."""
        if self._view.zoom > 1:
            return False
        area = self._picture_area()
        return (painted == area != self.rect()) or area.adjusted(1, 1, -1, -1).contains(painted)

    def _fill_around(self, painter: QPainter) -> None:
        """Fill what the picture leaves free; in the units of the view."""
        ground, (width, height) = theme().palette.dock, self._view.room
        left, top, across, down = self._view.target
        x, y = max(0, ceil(left)), max(0, ceil(top))
        x_end, y_end = min(width, floor(left + across)), min(height, floor(top + down))
        # One pixel more: a ratio that is no whole number leaves a rest beyond the room
        for box in (
            (0, 0, width + 1, y), (0, y_end, width + 1, height + 1 - y_end),
            (0, y, x, y_end - y), (x_end, y, width + 1 - x_end, y_end - y),
        ):  # fmt: skip
            if box[2] > 0 and box[3] > 0:
                painter.fillRect(*box, ground)

    def _paint_over(self, painter: QPainter, sheet: Sheet, ratio: float) -> None:
        if (self._dimmed is not None or self._off) and self._maps is not None:
            self._cross_out(painter, sheet, ratio)
        written = self._maps is not None and sheet.tiling.block * self._view.pixel >= SIGN_CELL * ratio
        if not written and self._hover is None and self._selected is None and not self._ring:
            return  # nearly always
        over = Overlay(painter, sheet.tiling, self._view, ratio)
        if written:
            over.write(self._shown(), self.slot_order, self._table(), self._bounds(), self.signed)
        self._outline(over)
        if self._ring:
            over.ring(self.width(), self.height())

    def _cross_out(self, painter: QPainter, sheet: Sheet, ratio: float) -> None:
        if self._crosses is None or not self._crosses.fit(self._view, ratio):
            self._crosses, self._are_crossed = Crosses(sheet.tiling, self._view, ratio), False
        if not self._are_crossed:
            self._are_crossed = True
            silent = () if self._dimmed is None else np.flatnonzero(self._dimmed).tolist()
            self._crosses.set_slots(self._slots(silent), self._slots(self._off))
        if self._crosses:
            self._crosses.draw(painter, self.signed)

    def _outline(self, over: Overlay) -> None:
        colours = theme().palette
        marks = ((self._hover, colours.text, False), (self._selected, colours.selection, True))
        for unit, colour, strong in marks:
            slot = None if unit is None else self._slot(unit[2])
            if unit is not None and slot is not None:
                over.outline(Cell(slot, unit[0], unit[1]), colour, strong and self._mode == "grid", strong)

    def _slots(self, channels: Collection[int]) -> list[int]:
        """Return the tiles in which some maps are shown."""
        if self._mode == "fold" or not channels:
            return []
        if self._mode == "single":
            return [0] if self._channel in channels else []
        return list(channels) if self._order is None else np.flatnonzero(np.isin(self._order, list(channels))).tolist()

    def _update_picture(self) -> None:
        """Repaint the picture; the ground around it stays as it is."""
        if self._sheet is None:
            self.update()
        else:
            self.update(self._picture_area())

    def _repaint(self) -> None:
        self._stale = True
        self.update()

    def _on_theme_changed(self) -> None:
        self._arrange()
        self._repaint()
