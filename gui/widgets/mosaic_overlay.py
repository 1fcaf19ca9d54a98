"""What lies over a mosaic's picture: outlines, crossed-out tiles, numbers and signs, the focus ring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from gui.imaging import entries
from gui.theme import mixed, theme
from gui.widgets.cellmarks import NUMBER_CELL, SIGN_CELL, draw_dashes, draw_numbers, inks

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from gui.imaging import Bound
    from gui.widgets.tiling import Cell, Tiling
    from gui.widgets.viewport import Viewport

_SMALLEST_MARK: Final = 7.0
_VEIL: Final = 0.4


class Crosses:
    """A stroke across some tiles and two across others, under them a veil. They stay for many paintings: all is kept.

    The strokes are not smoothed: at about 45 degrees a line of whole pixels is as clean, and it is the only line that
    would be smoothed in most paintings, which costs as much as the picture below.
    """

    def __init__(self, tiling: Tiling, view: Viewport, ratio: float) -> None:
        colours = theme().palette
        self._tiling, self._view = tiling, view
        self._place = view.target, ratio
        self._known: dict[int, tuple[QRectF, QLineF, QLineF]] = {}
        self._tiles: list[QRectF] = []
        self._strokes: list[QLineF] = []
        self._veil = QColor(colours.dock)
        self._veil.setAlphaF(_VEIL)
        self._pen = QPen(mixed(colours.line, colours.grey, 0.35), ratio)

    def fit(self, view: Viewport, ratio: float) -> bool:
        """Whether the tiles are still where they were."""
        return self._place == (view.target, ratio)

    def __bool__(self) -> bool:
        return bool(self._strokes)

    def set_slots(self, struck: Collection[int], crossed: Collection[int]) -> None:
        """Draw one stroke across these tiles, and two across those."""
        marks = {slot: self._known.get(slot) or self._mark(slot) for slot in {*struck, *crossed}}
        self._tiles = [tile for tile, _, _ in marks.values()]
        self._strokes = [rising for _, rising, _ in marks.values()]
        self._strokes += [marks[slot][2] for slot in crossed]

    def _mark(self, slot: int) -> tuple[QRectF, QLineF, QLineF]:
        tile = QRectF(*self._view.to_screen(self._tiling.tile(slot)))
        inside = tile.adjusted(0, 0, -1, -1)  # the pixels that a line ends on are drawn, too
        rising = QLineF(inside.bottomLeft(), inside.topRight())
        falling = QLineF(inside.topLeft(), inside.bottomRight())
        self._known[slot] = tile, rising, falling
        return self._known[slot]

    def draw(self, painter: QPainter, veiled: bool) -> None:
        """Draw with a painter that works in screen pixels; `veiled` where the tiles below are not plain ground."""
        if veiled:
            for tile in self._tiles:
                painter.fillRect(tile, self._veil)
        painter.setPen(self._pen)
        painter.drawLines(self._strokes)


class Overlay:
    """Draws with a painter that works in screen pixels; `ratio` of them make one logical pixel."""

    def __init__(self, painter: QPainter, tiling: Tiling, view: Viewport, ratio: float) -> None:
        self._painter, self._tiling, self._view, self._ratio = painter, tiling, view, ratio

    def outline(self, cell: Cell, colour: QColor, tile: bool, strong: bool) -> None:
        """Outline a value and, if wanted, its tile. A value too small to be seen gets a frame around it."""
        width = (2 if strong else 1) * max(1, round(self._ratio))
        if tile:
            self._ringed(QRectF(*self._view.to_screen(self._tiling.tile(cell.slot))), width, colour)
        place = QRectF(*self._view.to_screen(self._tiling.box(cell)))
        spare = _SMALLEST_MARK * self._ratio - place.width()
        if spare > 0:
            place.adjust(-spare / 2, -spare / 2, spare / 2, spare / 2)
        if strong:
            self._ringed(place, width if place.width() > 4 * width else max(1.0, width / 2), colour)
        else:
            self._painter.setPen(QPen(colour, width))
            self._frame(place, width)

    def write(
        self,
        maps: NDArray[np.float32],
        order: NDArray[np.intp] | None,
        lut: NDArray[np.uint32],
        bounds: tuple[Bound, Bound],
        signed: bool,
    ) -> None:
        """Write the numbers of the cells in view, or mark the negative ones, if the cells are large."""
        side = self._tiling.block * self._view.pixel
        numbers = side >= NUMBER_CELL * self._ratio
        if not numbers and not (signed and side >= SIGN_CELL * self._ratio):
            return
        dark = inks(lut)
        slots = self._slots_in_view()
        channels = np.asarray(slots, np.intp) if order is None else order[slots]
        low, high = (np.broadcast_to(np.asarray(b, np.float32), maps.shape[2])[channels] for b in bounds)
        values = maps[:, :, channels]
        chosen = np.nonzero(np.ones(values.shape, bool) if numbers else values < 0)
        tiles = np.array([self._tiling.tile(slot)[:2] for slot in slots]).reshape(-1, 2)
        block = self._tiling.block
        x, y = self._view.to_screen_points(
            tiles[chosen[2], 0] + (chosen[1] + 0.5) * block, tiles[chosen[2], 1] + (chosen[0] + 0.5) * block
        )
        seen = (x > -side) & (y > -side) & (x < self._view.room[0] + side) & (y < self._view.room[1] + side)
        x, y, chosen = x[seen], y[seen], tuple(axis[seen] for axis in chosen)
        shown = values[chosen]
        on_dark = dark[entries(shown, low[chosen[2]], high[chosen[2]], 128 if signed else 0)]
        if numbers:
            draw_numbers(self._painter, x, y, shown, on_dark, side, self._ratio)
        else:
            draw_dashes(self._painter, x, y, on_dark, side)

    def ring(self, width: int, height: int) -> None:
        """Draw the ring of the keyboard's focus."""
        thick = 2 * max(1, round(self._ratio))
        self._painter.setPen(QPen(theme().palette.selection, thick))
        edge = QRectF(0, 0, width * self._ratio, height * self._ratio)
        self._frame(edge.adjusted(thick, thick, -thick, -thick), thick)

    def _ringed(self, rect: QRectF, width: float, colour: QColor) -> None:
        """Draw a line with a thin ring of the ground around it: it shows on values of its own colour too."""
        self._painter.setPen(QPen(theme().palette.dock, width + 2 * max(1, round(self._ratio))))
        self._frame(rect, width)
        self._painter.setPen(QPen(colour, width))
        self._frame(rect, width)

    def _frame(self, rect: QRectF, width: float) -> None:
        """Draw the pen's line outside of a rectangle, on whole pixels."""
        left, top = round(rect.left()), round(rect.top())
        right, bottom = round(rect.right()), round(rect.bottom())
        half = width / 2
        self._painter.drawRect(QRectF(left - half, top - half, right - left + width, bottom - top + width))

    def _slots_in_view(self) -> list[int]:
        tiling = self._tiling
        across, down = tiling.pitch
        left, top = self._view.to_image(0, 0)
        right, bottom = self._view.to_image(*self._view.room)
        columns = range(max(0, int(left // across)), min(tiling.columns, int(right // across) + 1))
        rows = range(max(0, int(top // down)), min(tiling.rows, int(bottom // down) + 1))
        slots = [row * tiling.columns + column for row in rows for column in columns]
        return [slot for slot in slots if slot < tiling.count]


def bound_of(bound: Bound, channel: int) -> float:
    """Return what a bound is for one map."""
    return float(bound if np.ndim(bound) == 0 else np.asarray(bound)[channel])
