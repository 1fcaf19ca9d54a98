"""Where the network's picture lies on the canvas: the way there and back between ink and pixels."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

from model.grid import GRID

Quad = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Placement:
    """The one scaling and shift by which a square canvas of side 1 becomes pixels; the same for any steps.

    column = left + scale * x, row = top + scale * y: x and y are fractions of the canvas' side, and pixel (r, c) is the
    square from c to c + 1 and from r to r + 1.

    Attributes
    ----------
    scale : float
        Pixels along the canvas' side; 28 where the whole canvas becomes the picture.
    left, top : float
        Where the canvas begins in the picture, in pixels; negative where a part of it lies outside.
    """

    scale: float = float(GRID)
    left: float = 0.0
    top: float = 0.0

    def pixel_at(self, x: float, y: float) -> tuple[int, int] | None:
        """Return the (row, column) of the pixel that gets the ink at (x, y); None outside of the picture."""
        row, column = floor(self.top + self.scale * y), floor(self.left + self.scale * x)
        return (row, column) if 0 <= row < GRID and 0 <= column < GRID else None

    def on_canvas(self, top: float, left: float, bottom: float, right: float) -> Quad:
        """Return where a box of pixels lies on the canvas: (top, left, bottom, right), fractions of its side.

        It may reach over the canvas' edges: what lies there is paper.
        """
        return (
            (top - self.top) / self.scale,
            (left - self.left) / self.scale,
            (bottom - self.top) / self.scale,
            (right - self.left) / self.scale,
        )


WHOLE = Placement()
"""The whole canvas is the picture."""
