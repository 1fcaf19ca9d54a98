"""Input: the picture as it enters."""

from __future__ import annotations

from typing import Any

from model.kinds.base import Kind
from model.layers import Config, Fact, Shape


class InputLayer(Kind):
    """The place where the picture enters; it computes nothing."""

    name = "InputLayer"

    def normalize(self, config: dict[str, Any]) -> Config:
        """Keep the shape, without the batch axis."""
        return {"name": config["name"], "shape": tuple(int(side) for side in config["batch_shape"][1:])}

    def output_shape(self, config: Config, shape: Shape) -> Shape:
        """Return the declared shape."""
        return tuple(config["shape"])

    def shape_fact(self, config: Config, shape: Shape, output: Shape) -> Fact:
        """Say that the shape is given, not computed."""
        return Fact("shape.input", {})

    def reason(self, config: Config, shape: Shape, output: Shape) -> Fact:
        """Name what the numbers of the shape are."""
        if len(output) == 3:
            return Fact("reason.input", {"rows": output[0], "columns": output[1], "channels": output[2]})
        return Fact("reason.input.vector", {"values": output[0]})


KINDS = (InputLayer(),)
