"""The points of a stroke under way: they grow at their end, and what has been read of them never changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Point = tuple[float, float, float, float]

_ROOM = 256


class Points:
    """Points (x, y, seconds, pressure), one behind the other.

    Reading all of them takes the same short time however many there are: another thread can be given them after
    every move of the pen.
    """

    __slots__ = ("_count", "_rows", "last")

    def __init__(self, first: Point) -> None:
        self._rows = np.empty((_ROOM, 4), np.float32)
        self._count = 0
        self.append(first)

    def __len__(self) -> int:
        return self._count

    def append(self, point: Point) -> None:
        """Add a point."""
        if self._count == len(self._rows):  # what was read keeps the old rows
            self._rows = np.concatenate([self._rows, np.empty_like(self._rows)])
        self._rows[self._count] = point
        self._count += 1
        self.last = point

    def read(self) -> NDArray[np.float32]:
        """Return the points up to now, float32 [n, 4], read-only; later ones come behind them."""
        points = self._rows[: self._count]
        points.flags.writeable = False
        return points
