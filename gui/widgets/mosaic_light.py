"""What is lit in a mosaic: the same cells in every tile that has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.widgets.light import Frame, Light
from gui.widgets.tiling import Cell

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from gui.widgets.mosaic_view import MosaicView
    from model.receptive import Region


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
        if alone and (top, left, region.channel) in view.marked:
            return []
        block, place = tiling.block, view.viewport.to_screen
        size = (right - left) * block, (bottom - top) * block
        corners = (tiling.box(Cell(slot, top, left))[:2] for slot in slots)
        boxes = [place((*corner, *size)) for corner in corners]
        if region.role == "unit" and view.mode == "grid":
            boxes += [place(tiling.tile(slot)) for slot in slots]
        return [
            Frame(round(x), round(y), max(round(x) + 1, round(x + width)), max(round(y) + 1, round(y + height)))
            for x, y, width, height in boxes
        ]
