"""MaxPooling2D and AveragePooling2D: one value for every small block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from model.kinds.base import Frame, Kind, maps_only, padding_of, pair, same_padding, spatial_output
from model.layers import Config, Fact, Shape, Window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.kinds.base import Array, Scratch


class _Pooling2D(Kind):
    """One value per block and map; no parameters, no multiplications."""

    def normalize(self, config: dict[str, Any]) -> Config:
        """Accept any block and stride; without strides the blocks lie side by side."""
        size = pair(config["pool_size"])
        return {
            "name": config["name"],
            "pool_size": size,
            "strides": size if config.get("strides") is None else pair(config["strides"]),
            "padding": padding_of(config),
        }

    def output_shape(self, config: Config, shape: Shape) -> Shape:
        """Blocks that fit along rows and columns; the maps stay."""
        maps_only(shape, self.name)
        rows, columns = (
            spatial_output(n, k, s, config["padding"])
            for n, k, s in zip(shape, config["pool_size"], config["strides"], strict=False)
        )
        return rows, columns, shape[2]

    def window(self, config: Config, shape: Shape) -> Window:
        """Return the block."""
        before = (0, 0)
        if config["padding"] == "same":
            sides = zip(shape, config["pool_size"], config["strides"], strict=False)
            rows, columns = (same_padding(n, k, s)[0] for n, k, s in sides)
            before = rows, columns
        return Window(config["pool_size"], config["strides"], (1, 1), before)

    def _plan(self, config: Config, x: Array, scratch: Scratch, fill: float) -> _Plan:
        plan: _Plan | None = scratch.get(x.shape)
        if plan is None:
            window, output = self.window(config, x.shape[1:]), self.output_shape(config, x.shape[1:])
            frame = Frame(x.shape, window, (output[0], output[1]), fill) if config["padding"] == "same" else None
            plan = scratch[x.shape] = _Plan(x.shape, window, output, frame)
        return plan

    def shape_fact(self, config: Config, shape: Shape, output: Shape) -> Fact:
        """Return n / 2, floored, in its general form."""
        numbers: dict[str, int | str] = {}
        for axis, name in enumerate(("rows", "columns")):
            numbers[f"{name}_in"] = shape[axis]
            numbers[f"{name}_out"] = output[axis]
            numbers[f"{name}_window"] = config["pool_size"][axis]
            numbers[f"{name}_step"] = config["strides"][axis]
        side_by_side = config["pool_size"] == config["strides"] and config["padding"] == "valid"
        return Fact("shape.blocks" if side_by_side else f"shape.window.{config['padding']}", numbers)

    def reason(self, config: Config, shape: Shape, output: Shape) -> Fact:
        """Say what each block keeps, and how many rows and columns have no whole block."""
        dropped = [
            0 if config["padding"] == "same" else max(0, n - ((out - 1) * s + k))
            for n, out, k, s in zip(shape, output, config["pool_size"], config["strides"], strict=False)
        ]
        numbers: dict[str, int | str] = {
            "rows": config["pool_size"][0],
            "columns": config["pool_size"][1],
            "rows_in": shape[0],
            "columns_in": shape[1],
            "rows_dropped": dropped[0],
            "columns_dropped": dropped[1],
            "values_in": shape[0] * shape[1] * shape[2],
            "values_out": output[0] * output[1] * output[2],
        }
        return Fact(f"reason.{self.name}" + (".dropped" if any(dropped) else ""), numbers)


class MaxPooling2D(_Pooling2D):
    """z[r, c, k] = the largest x of its block."""

    name = "MaxPooling2D"

    def forward(self, config: Config, x: Array, arrays: Sequence[Array], scratch: Scratch) -> Array:
        """Compare the rows of all blocks, then the columns of what is left."""
        return self._plan(config, x, scratch, -np.inf).fold(x, np.maximum)


class AveragePooling2D(_Pooling2D):
    """z[r, c, k] = the mean x of its block; cells that 'same' adds are not counted."""

    name = "AveragePooling2D"

    def multiplications(self, config: Config, shape: Shape, output: Shape) -> int:
        """One division per value, counted as a multiplication."""
        return output[0] * output[1] * output[2]

    def forward(self, config: Config, x: Array, arrays: Sequence[Array], scratch: Scratch) -> Array:
        """Add up the rows of all blocks, then the columns of that; divide by how many cells are real."""
        plan = self._plan(config, x, scratch, 0.0)
        if plan.count is None:
            ones = np.ones((1, *x.shape[1:3], 1), np.float32)
            plan.count = self._plan(config, ones, {}, 0.0).fold(ones, np.add)
        z = plan.fold(x, np.add)
        z /= plan.count
        return z


class _Plan:
    """Buffers and slices for inputs of one shape, used again at every call."""

    __slots__ = ("_between", "_columns", "_frame", "_rows", "_shape", "count")

    def __init__(self, shape: Shape, window: Window, output: Shape, frame: Frame | None) -> None:
        self._frame = frame
        self._rows, self._columns = (
            [slice(i, i + (places - 1) * step + 1, step) for i in range(size)]
            for places, size, step in zip(output, window.size, window.step, strict=False)
        )
        width = (output[1] - 1) * window.step[1] + window.size[1]
        self._between = np.empty((shape[0], output[0], width, shape[3]), np.float32)
        self._shape = (shape[0], *output)
        self.count: Array | None = None

    def fold(self, x: Array, ufunc: np.ufunc) -> Array:
        """`ufunc` over every block: whole rows first, because they are long runs in memory."""
        if self._frame is not None:
            x = self._frame.around(x)
        between = self._between
        _fold([x[:, rows, : between.shape[2]] for rows in self._rows], ufunc, between)
        z: Array = np.empty(self._shape, np.float32)
        _fold([between[:, :, columns] for columns in self._columns], ufunc, z)
        return z


def _fold(parts: Sequence[Array], ufunc: np.ufunc, out: Array) -> None:
    if len(parts) == 1:
        np.copyto(out, parts[0])
        return
    ufunc(parts[0], parts[1], out=out)
    for part in parts[2:]:
        ufunc(out, part, out=out)


KINDS = (MaxPooling2D(), AveragePooling2D())
