"""Flatten: a value moves from its place in the maps to a place in a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from model.explain.base import Case, Explanation, Source, explains

if TYPE_CHECKING:
    from model.layers import Shape


@dataclass(frozen=True, slots=True)
class Origin:
    """Maps that were flattened: the layer they are in, and their shape (rows, columns, channels)."""

    layer: str
    shape: Shape

    def place(self, index: int) -> Source:
        """Return where a flattened value comes from: index = (row * columns + column) * channels + channel."""
        _, columns, channels = self.shape
        place, channel = divmod(index, channels)
        return self.layer, (*divmod(place, columns), channel)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Moved(Explanation):
    """The value itself, from another place.

    Attributes
    ----------
    origin
        The layer it comes from, and the unit there.
    """

    origin: Source

    @property
    def sources(self) -> tuple[Source, ...]:
        """The one value."""
        return (self.origin,)


@explains("Flatten")
def explain_flatten(case: Case) -> Moved:
    """Explain one flattened value."""
    (index,), below = case.unit, case.below
    shape, name = below.spec.output_shape, below.spec.name
    origin = Origin(name, shape).place(index) if len(shape) == 3 else (name, (index,))
    value = float(below.a[origin[1]])
    return Moved(**case.common(value, value), origin=origin)


def origin_of(case: Case) -> Origin | None:
    """Return the maps whose flattened values a vector layer reads, value for value; None if there are none.

    Layers between that leave every value in its place are passed through.
    """
    for layer in case.trace.layers[case.spec.index - 1 : 0 : -1]:
        spec = layer.spec
        if len(spec.input_shape) == 3 and len(spec.output_shape) == 1 and spec.window is not None:
            return Origin(case.trace.layers[spec.index - 1].spec.name, spec.input_shape)
        if spec.window is None or spec.input_shape != spec.output_shape:
            return None
    return None
