"""What is lit in a mosaic: the same cells in every tile that has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gui.widgets.light import Frame, Light

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

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
        view, tiling = self._view, self._view.arranged.tiling
        if region.box is None:
            return []
        top, left, bottom, right = region.box
        bottom, right = min(bottom, tiling.height), min(right, tiling.width)
        if top >= bottom or left >= right:
            return []
        slots = view.slots_of(region.channel)
        alone = region.channel is not None and (bottom - top, right - left) == (1, 1)
        channels = (region.channel, -1) if view.mode == "fold" else (region.channel,)
        if alone and any((top, left, channel) in view.marked for channel in channels):
            return []
        found = self._frames_in_tiles(slots, left, top, right, bottom)
        if region.role == "unit" and view.mode == "grid":
            found += self._frames_in_tiles(slots, 0, 0, tiling.width, tiling.height)
        return found

    def _frames_in_tiles(self, slots: Sequence[int], left: int, top: int, right: int, bottom: int) -> list[Frame]:
        """Return the same cells in each of the tiles; where columns and rows of tiles are is worked out once."""
        tiling, to_screen = self._view.arranged.tiling, self._view.viewport.to_screen
        (across, down), block, gap = tiling.pitch, tiling.block, tiling.gap
        size = (right - left) * block, (bottom - top) * block
        if len(slots) == 1:
            rows, columns = ({i} for i in divmod(slots[0], tiling.columns))
        else:
            rows, columns = set(range(tiling.rows)), set(range(tiling.columns))
        least = _LEAST * self.devicePixelRatioF() if len(slots) == 1 else 1.0
        x = {i: to_screen((i * across + gap + left * block, 0, *size))[::2] for i in columns}
        y = {i: to_screen((0, i * down + gap + top * block, *size))[1::2] for i in rows}
        wide = {i: _stretch(*place, least) for i, place in x.items()}
        high = {i: _stretch(*place, least) for i, place in y.items()}
        found = []
        for slot in slots:
            row, column = divmod(slot, tiling.columns)
            (first, last), (upper, lower) = wide[column], high[row]
            found.append(Frame(first, upper, last, lower))
        return found


def _stretch(start: float, length: float, least: float) -> tuple[int, int]:
    """Return whole pixels from and to, no fewer than `least`."""
    spare = max(0.0, least - length) / 2
    first = round(start - spare)
    return first, max(first + 1, round(start + length + spare))
