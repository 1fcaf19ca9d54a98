"""A picture of 28 x 28 pixels as ink: it lies under the strokes, can be erased and moved, and is never redrawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from model.grid import CELL, GRID, SIDE
from model.raster import NOTHING, REACH, WHOLE, Box, Raster, ink_box

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FULL = np.uint8(255)


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A picture on the canvas.

    Attributes
    ----------
    cells : NDArray[uint8] [448, 448]
        Its ink, read-only. While nothing is erased all 16 x 16 cells of a pixel are alike.
    x, y : float
        How far it has been moved, in fractions of the canvas side; it lies on whole cells.
    box : Box
        The cells of the canvas on which it leaves ink.
    """

    cells: NDArray[np.uint8]
    x: float = 0.0
    y: float = 0.0
    box: Box = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.cells.flags.writeable = False
        columns, rows = self._offset
        ink = ink_box(self.cells)
        moved = Box(ink.left + columns, ink.top + rows, ink.right + columns, ink.bottom + rows)
        object.__setattr__(self, "box", WHOLE.clip(moved) if not ink.empty else NOTHING)

    @staticmethod
    def of(image: NDArray[np.uint8]) -> Picture:
        """Enlarge a picture uint8 [28, 28], 0 (paper) to 255 (ink), to the canvas.

        Raises
        ------
        ValueError
            For an array of another type or shape.
        """
        if image.dtype != np.uint8 or image.shape != (GRID, GRID):
            raise ValueError(f"Expected a picture uint8 [28, 28]. Received {image.dtype} {list(image.shape)}.")
        return Picture(np.repeat(np.repeat(image, CELL, axis=0), CELL, axis=1))

    @property
    def is_blank(self) -> bool:
        """Whether it holds no ink, on the canvas or beyond."""
        return not self.cells.any()

    def moved(self, dx: float, dy: float) -> Picture:
        """Return it at another place; what leaves the canvas can come back.

        Raises
        ------
        ValueError
            If it would be absurdly far away.
        """
        x, y = self.x + dx, self.y + dy
        if not (abs(x) <= REACH and abs(y) <= REACH):
            raise ValueError(f"Expected a place near the canvas. Received {x}, {y}.")
        return Picture(self.cells, x, y)

    def erased(self, p: tuple[float, float], q: tuple[float, float], radius: float) -> tuple[Picture, Box] | None:
        """Wipe with a disc from ``p`` to ``q``, all in fractions of the canvas side; only what is on the canvas goes.

        Returns
        -------
        What is left, and the cells of the canvas that may have changed; None if no ink is wiped away.
        """
        wiped = Raster()
        box = wiped.segment(p, q, radius * SIDE, radius * SIDE, self.box)
        source = self._cells_under(box).slices
        left = np.minimum(self.cells[source], _FULL - wiped.cells[box.slices])
        if (left == self.cells[source]).all():
            return None
        cells = self.cells.copy()
        cells[source] = left
        return Picture(cells, self.x, self.y), box

    def paint(self, raster: Raster, within: Box = WHOLE) -> Box:
        """Lay its ink on a raster, darkening only; return the cells that may have changed."""
        box = within.clip(self.box)
        if not box.empty:
            raster.darken(box, self.cells[self._cells_under(box).slices])
        return box

    def _cells_under(self, box: Box) -> Box:
        """Return which of its own cells lie in a box of the canvas."""
        columns, rows = self._offset
        return Box(box.left - columns, box.top - rows, box.right - columns, box.bottom - rows)

    @property
    def _offset(self) -> tuple[int, int]:
        return round(self.x * SIDE), round(self.y * SIDE)
