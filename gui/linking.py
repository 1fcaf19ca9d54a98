"""One number, seen in two layers: a value of a Flatten is a value of the maps before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.session import Selection
    from model.layers import LayerSpec, Shape
    from model.trace import Trace

Unit = tuple[int, ...]


def place_in_maps(index: int, shape: Shape) -> Unit:
    """Row, column and channel of a flattened value, where maps [rows, columns, channels] were flattened."""
    _, columns, channels = shape
    place, channel = divmod(index, channels)
    return (*divmod(place, columns), channel)


def index_of(unit: Unit, shape: Shape) -> int:
    """Return where the value of a unit (row, column, channel) stands after flattening."""
    row, column, channel = unit
    return (row * shape[1] + column) * shape[2] + channel


def unit_in(selection: Selection, spec: LayerSpec, specs: Sequence[LayerSpec]) -> Unit | None:
    """Return the unit of a layer that is the selected one, there or under its name in a neighbouring layer.

    None if nothing of this layer is selected, or what is selected lies outside of its shape.
    """
    unit = selection.unit
    chosen = next((other for other in specs if other.name == selection.layer), None)
    if unit is None or chosen is None or not _inside(unit, chosen.output_shape):
        return None
    if chosen is spec:
        return unit
    if spec.kind == "Flatten" and spec.index == chosen.index + 1 and len(unit) == 3:
        return (index_of(unit, chosen.output_shape),)
    if chosen.kind == "Flatten" and chosen.index == spec.index + 1 and spec.is_map:
        return place_in_maps(unit[0], spec.output_shape)
    return None


def unit_of_map(spec: LayerSpec, channel: int, selection: Selection, trace: Trace | None) -> Unit:
    """Return a unit of one map of a layer: at the selected place, else the largest, else the middle one."""
    if selection.layer == spec.name and selection.unit is not None and len(selection.unit) == 3:
        return (*selection.unit[:2], channel)
    layer = None if trace is None else trace.layer(spec.name)
    if layer is not None and layer.a.shape == spec.output_shape:
        return (*divmod(int(layer.a[:, :, channel].argmax()), spec.output_shape[1]), channel)
    return spec.output_shape[0] // 2, spec.output_shape[1] // 2, channel


def _inside(unit: Unit, shape: Shape) -> bool:
    return len(unit) == len(shape) and all(0 <= i < n for i, n in zip(unit, shape, strict=True))
