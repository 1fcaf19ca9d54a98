"""The kernels of a convolution, slice by slice: what they look like, what they add now, and where a weight acts.

A slice is what one filter does with one input map: `kernel[:, :, channel, filter]`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.classic import Matches, compare
from model.layers import Window
from model.receptive import Region, lit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from model.layers import LayerSpec
    from model.trace import Trace
    from model.weights import Weights

Array = NDArray[np.float32]
Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Kernels:
    """All kernels of one convolution in one version of its weights; arrays are read-only.

    Attributes
    ----------
    weights
        float32 [rows, columns, channels, filters].
    biases
        float32 [filters], or None.
    norms, sums
        Of each slice, float32 [channels, filters]: the root of the sum of squares, and the sum.
    slices
        The classic filter nearest to each slice, in the order of `norms.ravel()`.
    filters
        The classic filter nearest to each whole filter.
    """

    spec: LayerSpec
    weights: Array
    biases: Array | None
    norms: Array
    sums: Array
    slices: Matches
    filters: Matches


@lru_cache(maxsize=12)
def kernels(weights: Weights, name: str) -> Kernels:
    """Return the kernels of a Conv2D layer; the last ones are remembered, so that asking costs nothing.

    Raises
    ------
    LookupError
        If the network has no Conv2D layer of that name.
    """
    spec = next((spec for spec in weights.specs if spec.name == name), None)
    arrays = weights.of(name)
    if spec is None or spec.kind != "Conv2D":
        raise LookupError(f"Expected the name of a Conv2D layer. Received {name!r}.")
    kernel = arrays["kernel"]
    rows, columns, channels, filters = kernel.shape
    flat = kernel.reshape(rows * columns, channels, filters)
    norms, sums = np.sqrt(np.einsum("ijk,ijk->jk", flat, flat)), flat.sum(axis=0)
    for array in (norms, sums):
        array.flags.writeable = False
    whole = compare(kernel)
    slices = whole if channels == 1 else compare(kernel.reshape(rows, columns, 1, channels * filters))
    return Kernels(spec, kernel, arrays.get("bias"), norms, sums, slices, whole)


@lru_cache(maxsize=1)
def added(trace: Trace, name: str) -> Array:
    """Return what each input map adds to each filter's z, the mean over all places, float32 [channels, filters].

    Over the channels they sum up to the mean of z less the bias: convolution is linear, so the mean of the products is
    the product with the mean of what each weight meets.
    """
    layer = trace.layer(name)
    assert layer is not None
    spec, below = layer.spec, trace.layers[layer.spec.index - 1].a
    kernel = trace.weights.of(name)["kernel"]
    rows, columns = spec.output_shape[:2]
    met = np.zeros(kernel.shape[:3], np.float64)
    for i, j in np.ndindex(*kernel.shape[:2]):
        down, right = _places(spec, 0, i), _places(spec, 1, j)
        met[i, j] = below[down.start : down.stop : down.step, right.start : right.stop : right.step].sum((0, 1))
    return np.asarray(np.einsum("ijk,ijkf->kf", met / (rows * columns), kernel), np.float32)


def added_at(trace: Trace, name: str, row: int, column: int) -> Array:
    """Return what each input map adds to each filter's z at one place, float32 [channels, filters]."""
    layer = trace.layer(name)
    assert layer is not None
    spec, below = layer.spec, trace.layers[layer.spec.index - 1].a
    kernel = trace.weights.of(name)["kernel"]
    patch = np.zeros(kernel.shape[:3], np.float32)
    for i, j in np.ndindex(*kernel.shape[:2]):
        cell = cell_of(spec, (i, j), (row, column))
        if cell is not None:
            patch[i, j] = below[cell]
    return np.asarray(np.einsum("ijk,ijkf->kf", patch, kernel), np.float32)


def acts_on(spec: LayerSpec, weight: tuple[int, int]) -> Box:
    """Return the box (top, left, bottom, right), half open, of all input cells that a weight (row, column) meets.

    With a step above one it does not meet every cell of it. Empty, all 0, if it meets padding alone.
    """
    down, right = _places(spec, 0, weight[0]), _places(spec, 1, weight[1])
    if not down or not right:
        return 0, 0, 0, 0
    return down[0], right[0], down[-1] + 1, right[-1] + 1


def cell_of(spec: LayerSpec, weight: tuple[int, int], place: tuple[int, int]) -> tuple[int, int] | None:
    """Return the input cell that a weight (row, column) multiplies for one place of the output; None in padding."""
    window = spec.window or Window()
    row, column = (
        at * step - before + index * dilation
        for at, step, before, index, dilation in zip(
            place, window.step, window.before, weight, window.dilation, strict=True
        )
    )
    inside = 0 <= row < spec.input_shape[0] and 0 <= column < spec.input_shape[1]
    return (row, column) if inside else None


def acting(
    specs: Sequence[LayerSpec], name: str, weight: tuple[int, int, int, int], unit: tuple[int, ...] | None = None
) -> Mapping[str, Region]:
    """Return what a weight (row, column, channel, filter) reads and feeds: regions by the names of their layers.

    With the row and column -1 it is the whole slice. Without a unit: the part of the input map over which it slides,
    and its filter's whole map. For a unit (row, column, filter) of this layer: the very input cells that it multiplies
    there, and that unit; of the layers below, what one such cell is computed from.

    Raises
    ------
    LookupError
        If there is no such weight, or the unit is not of its filter.
    """
    spec = next((spec for spec in specs if spec.name == name), None)
    if spec is None or spec.kind != "Conv2D":
        raise LookupError(f"Expected the name of a Conv2D layer. Received {name!r}.")
    (rows, columns), (i, j, channel, index) = spec.config["kernel_size"], weight
    whole = (i, j) == (-1, -1)
    fits = whole or (0 <= i < rows and 0 <= j < columns)
    if not fits or not 0 <= channel < spec.input_shape[2] or not 0 <= index < spec.output_shape[2]:
        raise LookupError(f"Expected a weight of {name}. Received {weight}.")
    if unit is not None and (len(unit) != 3 or unit[2] != index):
        raise LookupError(f"Expected a unit of filter {index}. Received {unit}.")
    below = specs[spec.index - 1]
    if unit is None:
        if whole:  # rows and columns apart: a kernel has far fewer of these than weights
            middle = rows // 2, columns // 2
            boxes = [acts_on(spec, (row, middle[1])) for row in range(rows)]
            boxes += [acts_on(spec, (middle[0], column)) for column in range(columns)]
            top, left, bottom, right = zip(*(box for box in boxes if box[2]), strict=True)
            box = min(top), min(left), max(bottom), max(right)
        else:
            box = acts_on(spec, (i, j))
        everywhere = 0, 0, spec.output_shape[0], spec.output_shape[1]
        return {
            below.name: Region(box, channel, None, "reads"),
            name: Region(everywhere, index, None, "feeds"),
        }
    found = dict(lit(specs, name, unit))
    cell = cell_of(spec, (i, j), (unit[0], unit[1]))
    if whole:
        read = found[below.name]
        found[below.name] = Region(read.box, channel, None, "reads")
    elif cell is None:
        found |= {other.name: Region((0, 0, 0, 0), None, None, "reads") for other in specs[: spec.index]}
    else:
        deeper = lit(specs, below.name, (*cell, channel))
        found |= {other.name: deeper[other.name] for other in specs[: below.index]}
        found[below.name] = Region((*cell, cell[0] + 1, cell[1] + 1), channel, None, "reads")
    return found


def _places(spec: LayerSpec, axis: int, index: int) -> range:
    """Return the input cells that a weight's row (or column) meets as the kernel slides, padding left out."""
    window = spec.window or Window()
    step, cells = window.step[axis], spec.input_shape[axis]
    first = index * window.dilation[axis] - window.before[axis]
    last = first + (spec.output_shape[axis] - 1) * step
    if first < 0:
        first += -(first // step) * step
    return range(first, min(last + 1, cells), step)
