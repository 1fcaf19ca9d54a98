"""A window slid over a layer's input: where it goes, what it reads there, and what is written by then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.layers import LayerSpec

Box = tuple[int, int, int, int]


def slides(spec: LayerSpec) -> bool:
    """Whether the layer is a convolution or a pooling: a window that moves over maps and writes maps."""
    return spec.is_map and ("kernel_size" in spec.config or "pool_size" in spec.config)


@dataclass(frozen=True, slots=True)
class Sliding:
    """The steps of a window over one layer: row by row, and in a row from left to right, as one reads.

    Attributes
    ----------
    spec
        A layer for which `slides` is true.
    loop
        The part of the output that is gone through, (top, left, bottom, right), half-open; None for all of it.
        What sticks out of the output is cut off.

    Raises
    ------
    ValueError
        If the layer has no window, or nothing of the loop lies in the output.
    """

    spec: LayerSpec
    loop: Box | None = None

    def __post_init__(self) -> None:
        if not slides(self.spec):
            raise ValueError(f"Expected a convolution or a pooling. Received {self.spec.kind} {self.spec.name!r}.")
        if self.loop is None:
            return
        top, left, bottom, right = self.loop
        rows, columns, _ = self.spec.output_shape
        cut = max(0, top), max(0, left), min(rows, bottom), min(columns, right)
        if cut[0] >= cut[2] or cut[1] >= cut[3]:
            raise ValueError(f"Expected a part of {rows} rows and {columns} columns. Received {self.loop}.")
        object.__setattr__(self, "loop", cut)

    @property
    def area(self) -> Box:
        """What is gone through, in cells of the output: (top, left, bottom, right), half-open."""
        return self.loop or (0, 0, self.spec.output_shape[0], self.spec.output_shape[1])

    @property
    def width(self) -> int:
        """Steps in a row."""
        return self.area[3] - self.area[1]

    @property
    def count(self) -> int:
        """How many steps there are."""
        return (self.area[2] - self.area[0]) * self.width

    def place(self, step: int) -> tuple[int, int]:
        """Return the output's (row, column) that is written at a step, 0 to count - 1."""
        row, column = divmod(step, self.width)
        return self.area[0] + row, self.area[1] + column

    def step(self, row: int, column: int) -> int | None:
        """Return the step that writes a cell of the output; None if no step does."""
        top, left, bottom, right = self.area
        if not (top <= row < bottom and left <= column < right):
            return None
        return (row - top) * self.width + column - left

    def nearest(self, row: int, column: int) -> int:
        """Return the step whose place is nearest to a cell."""
        top, left, bottom, right = self.area
        return (min(max(row, top), bottom - 1) - top) * self.width + min(max(column, left), right - 1) - left

    def reads(self, row: int, column: int) -> tuple[range, range]:
        """Return the input's rows and columns that a cell of the output reads; those of a rim lie outside."""
        window = self.spec.window
        assert window is not None
        sides = (
            range(index * step - before, index * step - before + (size - 1) * dilation + 1, dilation)
            for index, size, step, dilation, before in zip(
                (row, column), window.size, window.step, window.dilation, window.before, strict=True
            )
        )
        rows, columns = sides
        return rows, columns

    def unwritten(self, step: int) -> tuple[Box, ...]:
        """Return what is gone through but not written yet once that step is done, as boxes of the output's cells."""
        _, left, bottom, right = self.area
        row, column = self.place(step)
        boxes = (row, column + 1, row + 1, right), (row + 1, left, bottom, right)
        return tuple(box for box in boxes if box[0] < box[2] and box[1] < box[3])
