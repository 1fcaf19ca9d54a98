"""Flatten: maps become one long vector."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.kinds.base import Kind
from model.layers import Config, Fact, Shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.kinds.base import Array, Scratch


class Flatten(Kind):
    """z[(r * columns + c) * channels + k] = x[r, c, k]: row by row, all channels of a place together."""

    name = "Flatten"

    def output_shape(self, config: Config, shape: Shape) -> Shape:
        """All values in a row."""
        product = 1
        for side in shape:
            product *= side
        return (product,)

    def shape_fact(self, config: Config, shape: Shape, output: Shape) -> Fact:
        """Multiply the sides."""
        return Fact("shape.flatten", {"sides": " × ".join(map(str, shape)), "values": output[0]})

    def reason(self, config: Config, shape: Shape, output: Shape) -> Fact:
        """Dense wants one vector."""
        if len(shape) != 3:
            return Fact("reason.Flatten.vector", {"values": output[0]})
        numbers: dict[str, int | str] = {
            "maps": shape[2],
            "rows": shape[0],
            "columns": shape[1],
            "per_map": shape[0] * shape[1],
            "values": output[0],
        }
        return Fact("reason.Flatten", numbers)

    def forward(self, config: Config, x: Array, arrays: Sequence[Array], scratch: Scratch) -> Array:
        """Read the values in memory order."""
        return x.reshape(len(x), -1)


KINDS = (Flatten(),)
