"""Maps as one picture: a contact sheet that is painted into the same memory again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.lib.stride_tricks import as_strided

from gui.imaging import Pixels

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QImage

    from gui.imaging import Bound
    from gui.widgets.tiling import Tiling

# Entries of the wide table: two for each colour, the last colour for all that lies beyond, and far out, where no
# value comes, one for the lines between the tiles and one for the slots that stay empty
_WIDE: Final = 1 << 14
_LINE: Final = _WIDE - 3
_GROUND: Final = _WIDE - 2


class Sheet:
    """The picture of one tiling, with every buffer that it takes to paint it.

    In a running program every pass over memory and every call counts, so there are three for most maps: values
    times a factor become whole numbers; these go to their places in the picture; and one `take` colours the
    picture, lines and all. Half steps make cutting off a rounding: entry i of the wide table is colour
    (i + 1) // 2, so that nothing has to be added to the values.
    """

    def __init__(self, tiling: Tiling, ground: int, line: int) -> None:
        across, down = tiling.size
        slots = tiling.rows * tiling.columns
        self.tiling = tiling
        self._pixels = Pixels(down, across, line)
        self._halves = np.full((tiling.height, tiling.width, slots), _GROUND, np.int32)
        self._used = self._halves[:, :, : tiling.count]
        self._scaled = np.empty(0, np.float32)
        self._entries = np.full((down, across), _LINE, np.intp)
        self._colours = np.full(_WIDE, line, np.uint32)
        self._colours[_GROUND] = ground
        self._table: NDArray[np.uint32] | None = None
        shape = (tiling.height, tiling.width, tiling.rows, tiling.columns)
        self._places = self._halves.reshape(shape).transpose(2, 0, 3, 1)
        tiles, self._lines = self._views()
        self._tiles = [tiles[..., column] for column in range(tiling.block)]
        self._clear_rest()

    @property
    def image(self) -> QImage:
        """The picture, RGB32; painted over by the next `paint`."""
        return self._pixels.image

    def paint(
        self,
        maps: NDArray[np.float32],
        order: NDArray[np.intp] | None,
        lut: NDArray[np.uint32],
        low: Bound,
        high: Bound,
        zero: int,
    ) -> None:
        """Paint maps [h, w, n]; slot i shows map `order[i]`. The bounds are numbers or arrays [n]."""
        factor, offset = _half_steps(low, high, zero)
        with np.errstate(invalid="ignore"):
            if offset is None:
                np.multiply(maps, factor, out=self._used, casting="unsafe")
            else:
                if self._scaled.shape != maps.shape:
                    self._scaled = np.empty(maps.shape, np.float32)
                np.multiply(maps, factor, out=self._scaled)
                np.add(self._scaled, offset, out=self._used, casting="unsafe")
        if order is not None:
            self._used[:] = self._used.take(order, axis=2)
        for column in self._tiles:
            column[...] = self._places
        if self.tiling.block > 1:
            self._lines[:, :, 1:] = self._lines[:, :, :1]
        self._take_table(lut)
        self._colours.take(self._entries, out=self._pixels.array, mode="clip")

    def _take_table(self, lut: NDArray[np.uint32]) -> None:
        if lut is self._table and not lut.flags.writeable:
            return
        self._table = lut
        self._colours[0] = lut[0]
        self._colours[1:511] = np.repeat(lut[1:], 2)
        self._colours[511:_LINE] = self._colours[-1] = lut[-1]

    def _views(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return the first lines as [row, y, column, x, block x], all lines as [row, y, block y, x]."""
        t, entries = self.tiling, self._entries
        down, across = entries.strides
        pitch_x, pitch_y = (pitch * stride for pitch, stride in zip(t.pitch, (across, down), strict=True))
        tiles = as_strided(
            entries[t.gap :, t.gap :],
            (t.rows, t.height, t.columns, t.width, t.block),
            (pitch_y, t.block * down, pitch_x, t.block * across, across),
        )
        lines = as_strided(
            entries[t.gap :],
            (t.rows, t.height, t.block, entries.shape[1]),
            (pitch_y, t.block * down, down, across),
        )
        return tiles, lines

    def _clear_rest(self) -> None:
        """Take the lines around the slots that stay empty."""
        rest = self.tiling.count % self.tiling.columns
        if rest:
            left, top, _, _ = self.tiling.tile(self.tiling.count)
            self._entries[top:, left:] = _GROUND


def _half_steps(
    low: Bound, high: Bound, zero: int
) -> tuple[float | NDArray[np.float32], float | NDArray[np.float32] | None]:
    """Return the factor, and the offset unless it is 0, that take `low` to 0 and `high` to 510.

    Where `low` equals `high` every value gets the entry of colour `zero`, the table's ground.
    """
    if isinstance(low, float) and isinstance(high, float):
        if not high > low:
            return 0.0, (2.0 * zero or None)
        factor = 510.0 / (high - low)
        return factor, (-low * factor or None)
    bottom, span = np.asarray(low, np.float64), np.subtract(high, low, dtype=np.float64)
    factors = np.divide(510.0, span, out=np.zeros_like(span), where=span > 0)
    offsets = np.where(span > 0, -bottom * factors, 2.0 * zero).astype(np.float32)
    return factors.astype(np.float32), (offsets if offsets.any() else None)
