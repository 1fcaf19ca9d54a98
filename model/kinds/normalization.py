"""BatchNormalization: every map brought to one scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from model.kinds.base import Kind
from model.layers import Config, Fact, Shape, UnsupportedLayerError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from model.kinds.base import Array, Scratch


class BatchNormalization(Kind):
    """z = gamma[k] * (x - mean[k]) / sqrt(variance[k] + epsilon) + beta[k], as it is when the network answers.

    After Ioffe and Szegedy, "Batch Normalization" (arXiv:1502.03167). Mean and variance are those that training left.
    """

    name = "BatchNormalization"

    def normalize(self, config: dict[str, Any]) -> Config:
        """Accept any scale and shift."""
        axis = config.get("axis", -1)
        return {
            "name": config["name"],
            "axis": int(axis[0] if isinstance(axis, (list, tuple)) and len(axis) == 1 else axis),
            "momentum": float(config.get("momentum", 0.99)),
            "epsilon": float(config.get("epsilon", 0.001)),
            "center": bool(config.get("center", True)),
            "scale": bool(config.get("scale", True)),
        }

    def output_shape(self, config: Config, shape: Shape) -> Shape:
        """Keep the shape; accept the last axis only, which Keras counts from the batch axis or from the end."""
        if config["axis"] not in (-1, len(shape)):
            raise UnsupportedLayerError(
                f"Expected a BatchNormalization over the last axis. Received axis {config['axis']}."
            )
        return shape

    def variables(self, config: Config, shape: Shape) -> Iterable[tuple[str, Shape]]:
        """Yield what was learned, then what was averaged in training, each [channels]."""
        for setting, name in (("scale", "gamma"), ("center", "beta")):
            if config[setting]:
                yield name, shape[-1:]
        yield "moving_mean", shape[-1:]
        yield "moving_variance", shape[-1:]

    def multiplications(self, config: Config, shape: Shape, output: Shape) -> int:
        """One per value: the four numbers of a map become one factor and one shift before."""
        product = 1
        for side in output:
            product *= side
        return product

    def parameter_fact(self, config: Config, shape: Shape, output: Shape) -> Fact:
        """Count the numbers of each map."""
        numbers = 2 + config["scale"] + config["center"]
        return Fact("parameters.norm", {"numbers": numbers, "channels": shape[-1]})

    def reason(self, config: Config, shape: Shape, output: Shape) -> Fact:
        """Say what is brought to one scale: maps, or the values of a vector."""
        key = "reason.BatchNormalization" if len(shape) == 3 else "reason.BatchNormalization.vector"
        return Fact(key, {"channels": shape[-1]})

    def forward(self, config: Config, x: Array, arrays: Sequence[Array], scratch: Scratch) -> Array:
        """One factor and one shift per map."""
        plan = scratch.get(x.shape)
        if plan is None:
            named = dict(zip((name for name, _ in self.variables(config, x.shape)), arrays, strict=True))
            plan = scratch[x.shape] = factor_and_shift(config, named)
        factor, shift = plan
        z: Array = x * factor
        z += shift
        return z


def factor_and_shift(config: Config, arrays: dict[str, Array]) -> tuple[Array, Array]:
    """Return float32 [channels] each, so that z = x * factor + shift; in the order of TensorFlow's roundings."""
    mean, variance = arrays["moving_mean"], arrays["moving_variance"]
    factor: Array = np.float32(1) / np.sqrt(variance + np.float32(config["epsilon"]))
    if config["scale"]:
        factor *= arrays["gamma"]
    shift: Array = -mean * factor
    if config["center"]:
        shift += arrays["beta"]
    return factor, shift


KINDS = (BatchNormalization(),)
