"""Dense: every output reads every input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.kinds.base import Kind
from model.layers import Config, Fact, Shape, UnsupportedLayerError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from model.kinds.base import Array, Scratch


class Dense(Kind):
    """z[u] = bias[u] + sum over i of x[i] * kernel[i, u]."""

    name = "Dense"

    def normalize(self, config: dict[str, Any]) -> Config:
        """Keep units, bias and activation."""
        return {
            "name": config["name"],
            "units": int(config["units"]),
            "use_bias": bool(config.get("use_bias", True)),
            "activation": config.get("activation") or "linear",
        }

    def output_shape(self, config: Config, shape: Shape) -> Shape:
        """One value per unit."""
        if len(shape) != 1:
            raise UnsupportedLayerError(f"Dense expected a flat input. Received {shape}: put a Flatten before it.")
        return (config["units"],)

    def variables(self, config: Config, shape: Shape) -> Iterable[tuple[str, Shape]]:
        """Yield kernel [values in, units] and bias [units]."""
        yield "kernel", (shape[0], config["units"])
        if config["use_bias"]:
            yield "bias", (config["units"],)

    def multiplications(self, config: Config, shape: Shape, output: Shape) -> int:
        """Every input with every unit."""
        return shape[0] * output[0]

    def window(self, config: Config, shape: Shape) -> None:
        """Return None: a unit reads everything."""
        return

    def mixes(self, config: Config) -> bool:
        """Return True: every unit reads all values below."""
        return True

    def shape_fact(self, config: Config, shape: Shape, output: Shape) -> Fact:
        """Say that the number of units is chosen, not computed."""
        return Fact("shape.dense", {"units": output[0]})

    def parameter_fact(self, config: Config, shape: Shape, output: Shape) -> Fact:
        """One weight per pair, and one bias per unit."""
        key = "parameters.dense" if config["use_bias"] else "parameters.dense.nobias"
        return Fact(key, {"values": shape[0], "units": output[0]})

    def reason(self, config: Config, shape: Shape, output: Shape) -> Fact:
        """Weighing evidence, or turning scores into probabilities."""
        key = "reason.Dense.softmax" if config["activation"] == "softmax" else "reason.Dense"
        return Fact(key, {"values": shape[0], "units": output[0]})

    def forward(self, config: Config, x: Array, arrays: Sequence[Array], scratch: Scratch) -> Array:
        """One matrix product."""
        z: Array = x @ arrays[0]
        if config["use_bias"]:
            z += arrays[1]
        return z


KINDS = (Dense(),)
