"""Conv2D: the same small filters at every place of the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from model.kinds.base import (
    Frame,
    Kind,
    maps_only,
    padding_of,
    pair,
    same_padding,
    spatial_output,
    windows_of,
)
from model.layers import Config, Fact, Shape, UnsupportedLayerError, Window

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from model.kinds.base import Array, Scratch


class Conv2D(Kind):
    """z[r, c, f] = bias[f] + sum over (i, j, k) of x[r*s + i*d, c*s + j*d, k] * kernel[i, j, k, f].

    As in Keras the kernel is not flipped: mathematically a cross-correlation.
    """

    name = "Conv2D"

    def normalize(self, config: dict[str, Any]) -> Config:
        """Accept any stride, 'valid' or 'same' padding, any dilation; one group only."""
        if config.get("groups", 1) != 1:
            raise UnsupportedLayerError(f"Expected a Conv2D with one group. Received {config['groups']}.")
        return {
            "name": config["name"],
            "filters": int(config["filters"]),
            "kernel_size": pair(config["kernel_size"]),
            "strides": pair(config.get("strides", 1)),
            "dilation": pair(config.get("dilation_rate", 1)),
            "padding": padding_of(config),
            "use_bias": bool(config.get("use_bias", True)),
            "activation": config.get("activation") or "linear",
        }

    def output_shape(self, config: Config, shape: Shape) -> Shape:
        """Places that the (dilated) kernel takes along rows and columns, and one map per filter."""
        maps_only(shape, self.name)
        rows, columns = (
            spatial_output(n, _span(k, d), s, config["padding"])
            for n, k, d, s in zip(shape, config["kernel_size"], config["dilation"], config["strides"], strict=False)
        )
        return rows, columns, config["filters"]

    def variables(self, config: Config, shape: Shape) -> Iterable[tuple[str, Shape]]:
        """Yield kernel [rows, columns, channels in, filters] and bias [filters]."""
        yield "kernel", (*config["kernel_size"], shape[2], config["filters"])
        if config["use_bias"]:
            yield "bias", (config["filters"],)

    def multiplications(self, config: Config, shape: Shape, output: Shape) -> int:
        """Every weight of every filter, at every place."""
        rows, columns = config["kernel_size"]
        return output[0] * output[1] * output[2] * int(rows * columns) * shape[2]

    def window(self, config: Config, shape: Shape) -> Window:
        """Return the kernel's own window."""
        return Window(config["kernel_size"], config["strides"], config["dilation"], _before(config, shape))

    def mixes(self, config: Config) -> bool:
        """Return True: every filter reads all maps below."""
        return True

    def shape_fact(self, config: Config, shape: Shape, output: Shape) -> Fact:
        """Return n - k + 1 in its general form."""
        numbers = _along_axes(config, shape, output)
        return Fact(f"shape.window.{config['padding']}", numbers)

    def parameter_fact(self, config: Config, shape: Shape, output: Shape) -> Fact:
        """Count filters times their weights, and one bias each."""
        rows, columns = config["kernel_size"]
        key = "parameters.conv" if config["use_bias"] else "parameters.conv.nobias"
        return Fact(key, {"rows": rows, "columns": columns, "channels": shape[2], "filters": output[2]})

    def reason(self, config: Config, shape: Shape, output: Shape) -> Fact:
        """Border pixels without all their neighbours are lost, or padding keeps them."""
        rows, columns = config["kernel_size"]
        numbers: dict[str, int | str] = {
            "rows": rows,
            "columns": columns,
            "channels": shape[2],
            "filters": output[2],
            "lost": shape[0] - output[0],
            "neighbours": rows * columns - 1,
        }
        if config["padding"] == "same":
            return Fact("reason.conv.same", numbers)
        if config["strides"] != (1, 1):
            return Fact("reason.conv.strided", numbers)
        return Fact("reason.conv.first" if shape[2] == 1 else "reason.conv.deep", numbers)

    def forward(self, config: Config, x: Array, arrays: Sequence[Array], scratch: Scratch) -> Array:
        """All windows side by side as rows of one matrix, times the filters as columns of another."""
        plan = scratch.get(x.shape)
        if plan is None:
            window, output = self.window(config, x.shape[1:]), self.output_shape(config, x.shape[1:])
            plan = scratch[x.shape] = _Plan(x.shape, window, output, arrays, framed=config["padding"] == "same")
        z: Array = plan.convolve(x)
        return z


class _Plan:
    """Buffers for inputs of one shape, used again at every call."""

    __slots__ = ("_cells", "_frame", "_kernel", "_matrix", "_order", "_places", "_window")

    def __init__(self, shape: Shape, window: Window, output: Shape, arrays: Sequence[Array], *, framed: bool) -> None:
        n, channels = shape[0], shape[3]
        kernel, *biases = arrays
        self._window, self._places = window, (output[0], output[1])
        self._frame = Frame(shape, window, self._places, 0.0) if framed else None
        # The bias is one more row of the kernel, met by ones in the matrix: cheaper than another pass over z.
        self._kernel = np.concatenate([kernel.reshape(-1, kernel.shape[3]), *(bias[np.newaxis] for bias in biases)])
        rows, columns = n * output[0] * output[1], len(self._kernel)
        sides = (n, *self._places, *window.size, channels)
        # NumPy copies long runs fast and short ones slowly; with few channels a row of places is longer.
        # (Both branches only split axes of a slice, so what they get is a view of it.)
        if window.size[1] * channels >= output[1]:
            self._order = (0, 1, 2, 3, 4, 5)
            self._matrix = np.ones((rows, columns), np.float32)
            self._cells = self._matrix[:, : columns - len(biases)].reshape(sides)
        else:
            self._order = (3, 4, 5, 0, 1, 2)
            self._matrix = np.ones((columns, rows), np.float32).T
            self._cells = self._matrix.T[: columns - len(biases)].reshape([sides[axis] for axis in self._order])

    def convolve(self, x: Array) -> Array:
        if self._frame is not None:
            x = self._frame.around(x)
        np.copyto(self._cells, windows_of(x, self._window, self._places).transpose(self._order))
        z: Array = np.matmul(self._matrix, self._kernel)
        return z.reshape(len(x), *self._places, -1)


def _span(kernel: int, dilation: int) -> int:
    """Cells from the first to the last that a dilated kernel reads."""
    return (kernel - 1) * dilation + 1


def _before(config: Config, shape: Shape) -> tuple[int, int]:
    if config["padding"] == "valid":
        return 0, 0
    rows, columns = (
        same_padding(n, _span(k, d), s)[0]
        for n, k, d, s in zip(shape, config["kernel_size"], config["dilation"], config["strides"], strict=False)
    )
    return rows, columns


def _along_axes(config: Config, shape: Shape, output: Shape) -> dict[str, int | str]:
    numbers: dict[str, int | str] = {}
    for axis, name in enumerate(("rows", "columns")):
        numbers[f"{name}_in"] = shape[axis]
        numbers[f"{name}_out"] = output[axis]
        numbers[f"{name}_window"] = _span(config["kernel_size"][axis], config["dilation"][axis])
        numbers[f"{name}_step"] = config["strides"][axis]
    return numbers


KINDS = (Conv2D(),)
