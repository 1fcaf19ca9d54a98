"""How n small pictures of h x w values are laid out in a rectangle. Pure arithmetic."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

# A whole number of pixels per value looks calmer; it is taken when it costs no more than this part of the
# side
_WASTE: Final = 0.12


class Cell(NamedTuple):
    """One value: the place of its tile, counted row by row, and its row and column in the tile."""

    slot: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Tiling:
    """`count` tiles of `height` x `width` values in one image, with gaps around all tiles.

    Attributes
    ----------
    block
        Image pixels per value and side. More than one only so that the gaps stay thin when values are large.
    gap
        Image pixels between tiles and around them.
    scale
        Screen pixels per image pixel.
    """

    height: int
    width: int
    count: int
    columns: int
    rows: int
    block: int
    gap: int
    scale: float

    @property
    def pitch(self) -> tuple[int, int]:
        """Image pixels from one tile to the next, across and down."""
        return self.width * self.block + self.gap, self.height * self.block + self.gap

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the image."""
        across, down = self.pitch
        return self.columns * across + self.gap, self.rows * down + self.gap

    @property
    def cell(self) -> float:
        """Screen pixels per value and side."""
        return self.block * self.scale

    def tile(self, slot: int) -> tuple[int, int, int, int]:
        """Left, top, width and height of a tile in the image."""
        row, column = divmod(slot, self.columns)
        across, down = self.pitch
        return (
            column * across + self.gap, row * down + self.gap, self.width * self.block, self.height *
            self.block,
        )  # fmt: skip

    def box(self, cell: Cell) -> tuple[int, int, int, int]:
        """Left, top, width and height of one value in the image."""
        left, top, _, _ = self.tile(cell.slot)
        return left + cell.column * self.block, top + cell.row * self.block, self.block, self.block

    def at(self, x: float, y: float) -> Cell | None:
        """Return the value at a point of the image; a point in a gap belongs to the tile it touches."""
        across, down = self.pitch
        column, row = math.floor((x - self.gap / 2) / across), math.floor((y - self.gap / 2) / down)
        slot = row * self.columns + column
        if not (0 <= column < self.columns and 0 <= row < self.rows and slot < self.count):
            return None
        left, top, _, _ = self.tile(slot)
        inside_x = min(max(math.floor((x - left) / self.block), 0), self.width - 1)
        inside_y = min(max(math.floor((y - top) / self.block), 0), self.height - 1)
        return Cell(slot, inside_y, inside_x)


def fit(height: int, width: int, count: int, room: tuple[int, int], gap: float = 2.0) -> Tiling:
    """Return the tiling whose tiles are as large as possible.

    Parameters
    ----------
    height, width, count
        Shape of a tile in values, and how many there are.
    room
        Width and height of the rectangle in screen pixels.
    gap
        Screen pixels wished for between tiles.
    """
    across, down = max(room[0], 1), max(room[1], 1)
    best, columns = 0.0, 1
    for candidate in range(1, count + 1):
        rows = -(-count // candidate)
        side = min(
            (across - gap * (candidate + 1)) / (candidate * width),
            (down - gap * (rows + 1)) / (rows * height),
        )
        if side > best * 1.001:
            best, columns = side, candidate
    rows = -(-count // columns)
    whole = math.floor(best + 1e-6)
    if whole >= 1 and whole >= best * (1 - _WASTE):
        block = max(1, round(whole / gap))
        scale = whole / block
        exact = Tiling(height, width, count, columns, rows, block, max(1, round(gap / scale)), scale)
        if exact.size[0] * scale <= across and exact.size[1] * scale <= down:
            return exact
    loose = Tiling(height, width, count, columns, rows, max(1, round(best / gap)), 1, 1.0)
    return replace(loose, scale=min(across / loose.size[0], down / loose.size[1]))
