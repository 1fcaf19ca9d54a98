"""What is lit in a mosaic: the same cells in every tile that has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gui.widgets.light import Grid, Light, Outlines

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from gui.widgets.light import Frame, Look
    from gui.widgets.mosaic_view import MosaicView
    from model.receptive import Region

_LEAST: Final = 6.0  # pixels a side of a frame that stands alone: a single value may have but one


class MosaicLight(Light):
    """The outlines over a mosaic; what the mosaic marks itself is left to it."""

    def __init__(self, view: MosaicView) -> None:
        super().__init__(view)
        self._view = view

    def layout_key(self) -> Hashable:
        """Return sheet, place on the screen and order of the tiles, and what the mosaic marks."""
        view, order = self._view, self._view.slot_order
        return view.arranged, view.viewport.target, None if order is None else order.tobytes(), view.marked

    def frames_of(self, region: Region) -> Sequence[Frame]:
        """Return one frame in each tile; for a single unit, one around its tile as well."""
        return [frame for grid in self._grids(region) for frame in grid.frames()]

    def outlines_of(self, region: Region, look: Look) -> Outlines:
        """Return the same frames, ready to be drawn."""
        return Outlines((), look, self._grids(region))

    def _grids(self, region: Region) -> list[Grid]:
        view, tiling = self._view, self._view.arranged.tiling
        if region.box is None:
            return []
        top, left, bottom, right = region.box
        bottom, right = min(bottom, tiling.height), min(right, tiling.width)
        if top >= bottom or left >= right:
            return []
        slots = view.slots_of(region.channel)
        if not slots:
            return []
        alone = region.channel is not None and (bottom - top, right - left) == (1, 1)
        channels = (region.channel, -1) if view.mode == "fold" else (region.channel,)
        if alone and any((top, left, channel) in view.marked for channel in channels):
            return []
        found = [self._in_tiles(slots, left, top, right, bottom)]
        if region.role == "unit" and view.mode == "grid":
            found.append(self._in_tiles(slots, 0, 0, tiling.width, tiling.height))
        return found

    def _in_tiles(self, slots: Sequence[int], left: int, top: int, right: int, bottom: int) -> Grid:
        """Return the same cells in each of the tiles: in one, or in all of them, which are in order."""
        tiling, viewport = self._view.arranged.tiling, self._view.viewport
        (across, down), block, gap, pixel = tiling.pitch, tiling.block, tiling.gap, viewport.pixel
        width, height = (right - left) * block * pixel, (bottom - top) * block * pixel
        columns, rows, least = range(tiling.columns), range(tiling.rows), 1.0
        if len(slots) == 1:
            row, column = divmod(slots[0], tiling.columns)
            columns, rows = range(column, column + 1), range(row, row + 1)
            least = _LEAST * self.devicePixelRatioF()
        x, y, _, _ = viewport.to_screen((0, 0, 0, 0))
        from_left, from_top = gap + left * block, gap + top * block
        return Grid(
            tuple(_stretch(x + (i * across + from_left) * pixel, width, least) for i in columns),
            tuple(_stretch(y + (i * down + from_top) * pixel, height, least) for i in rows),
            len(slots),
        )


def _stretch(start: float, length: float, least: float) -> tuple[int, int]:
    """Return whole pixels from and to, no fewer than `least`."""
    spare = max(0.0, least - length) / 2
    first = round(start - spare)
    return first, max(first + 1, round(start + length + spare))
