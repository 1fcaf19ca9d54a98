"""The weights of a layer as small pictures: of every filter or unit, a slice for each input map.

A convolution has them by itself. A Dense layer that reads flattened maps has a weight for every value of them: its
units look at the maps through windows as large as the maps. What any other Dense layer reads has no shape; its weights
are folded into rows, which makes them shorter, not meaningful.
"""

from __future__ import annotations

from math import isqrt
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.layers import LayerSpec
    from model.surgery import Surgery
    from model.weights import Weights

Array = NDArray[np.float32]

_WIDEST: Final = 16


def sliced(specs: Sequence[LayerSpec]) -> tuple[LayerSpec, ...]:
    """Return the layers whose weights can be looked at in slices: convolutions and Dense layers."""
    return tuple(spec for spec in specs if spec.kind in ("Conv2D", "Dense") and kernel_shape(spec) is not None)


def kernel_shape(spec: LayerSpec) -> tuple[int, ...] | None:
    """Return the shape of a layer's kernel; None for a layer without."""
    return dict(spec.variables).get("kernel")


def slice_shape(specs: Sequence[LayerSpec], spec: LayerSpec) -> tuple[int, int, int]:
    """Return rows and columns of a slice, and how many slices each filter or unit has.

    Raises LookupError for a layer that is not among the `sliced`.
    """
    shape = kernel_shape(spec)
    if shape is None or spec.kind not in ("Conv2D", "Dense"):
        raise LookupError(f"Expected a Conv2D or Dense layer. Received {spec.name!r}.")
    if spec.kind == "Conv2D":
        return shape[0], shape[1], shape[2]
    before = specs[spec.index - 1]
    while before.kind == "Dropout":
        before = specs[before.index - 1]
    if before.kind == "Flatten" and len(before.input_shape) == 3:
        rows, columns, channels = before.input_shape
        return rows, columns, channels
    rows = next(side for side in range(isqrt(shape[0]), 0, -1) if shape[0] % side == 0)
    return (rows, shape[0] // rows, 1) if shape[0] // rows <= _WIDEST else (1, shape[0], 1)


def slices(weights: Weights, specs: Sequence[LayerSpec], spec: LayerSpec) -> Array:
    """Return all weights of a layer, float32 [rows, columns, slices, filters or units]: a view, not a copy."""
    kernel = weights.of(spec.name)["kernel"]
    return kernel.reshape(*slice_shape(specs, spec), kernel.shape[-1])


def paint_slice(surgery: Surgery, spec: LayerSpec, index: int, channel: int, values: Array) -> Surgery:
    """Put other weights [rows, columns] into one slice of a filter or unit.

    Raises LookupError and ValueError as `Surgery.paint` does.
    """
    if spec.kind == "Conv2D":
        return surgery.paint(spec.name, index, channel, values)
    unit = slices(surgery.painted, surgery.specs, spec)[..., index].copy()
    if not 0 <= channel < unit.shape[2]:
        raise LookupError(f"Expected a slice from 0 to {unit.shape[2] - 1}. Received {channel}.")
    if values.shape != unit.shape[:2]:
        raise ValueError(f"Expected weights of shape {unit.shape[:2]}. Received {values.shape}.")
    unit[:, :, channel] = values
    return surgery.paint(spec.name, index, None, unit.ravel())


def reset_slice(surgery: Surgery, spec: LayerSpec, index: int, channel: int) -> Surgery:
    """Put the original's weights back into one slice; raises as `paint_slice` does."""
    learned = slices(surgery.original, surgery.specs, spec)
    return paint_slice(surgery, spec, index, channel, learned[:, :, channel, index])
