"""Activation, ReLU, Softmax, Dropout: layers that keep the shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.kinds.base import Kind
from model.layers import Config, Fact, Shape, UnsupportedLayerError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.kinds.base import Array, Scratch


class Activation(Kind):
    """a = f(x), value by value (softmax: over the last axis)."""

    name = "Activation"

    def normalize(self, config: dict[str, Any]) -> Config:
        """Keep the function's name."""
        return {"name": config["name"], "activation": config["activation"]}

    def mixes(self, config: Config) -> bool:
        """Softmax alone weighs a value against its neighbours."""
        return bool(config["activation"] == "softmax")

    def reason(self, config: Config, shape: Shape, output: Shape) -> Fact:
        """Name the function."""
        return Fact("reason.Activation", {"function": config["activation"]})

    def forward(self, config: Config, x: Array, arrays: Sequence[Array], scratch: Scratch) -> Array:
        """Return the input itself as z."""
        return x


class ReLU(Activation):
    """a = max(x, 0)."""

    name = "ReLU"

    def normalize(self, config: dict[str, Any]) -> Config:
        """Accept the plain form only."""
        if config.get("max_value") is not None or config.get("negative_slope") or config.get("threshold"):
            raise UnsupportedLayerError("Expected a plain ReLU. Received one with a slope, threshold or maximum.")
        return {"name": config["name"], "activation": "relu"}


class Softmax(Activation):
    """a = exp(x) / sum of exp(x), over the last axis."""

    name = "Softmax"

    def normalize(self, config: dict[str, Any]) -> Config:
        """Accept the last axis only."""
        if config.get("axis", -1) not in (-1, [-1]):
            raise UnsupportedLayerError("Expected a Softmax over the last axis.")
        return {"name": config["name"], "activation": "softmax"}


class Dropout(Kind):
    """Works only in training; passes everything when answering."""

    name = "Dropout"

    def normalize(self, config: dict[str, Any]) -> Config:
        """Keep the share that is dropped in training."""
        return {"name": config["name"], "rate": float(config["rate"])}

    def reason(self, config: Config, shape: Shape, output: Shape) -> Fact:
        """Say that it does nothing here."""
        return Fact("reason.Dropout", {"percent": round(100 * config["rate"])})


KINDS = (Activation(), ReLU(), Softmax(), Dropout())
