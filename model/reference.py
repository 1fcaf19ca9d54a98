"""The forward pass in plain NumPy: what the program explains, and what answers until Keras is loaded."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.activations import ACTIVATIONS
from model.kinds import kind_of
from model.layers import LayerSpec, UnsupportedLayerError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.kinds.base import Scratch
    from model.layers import Config
    from model.weights import Weights

Array = NDArray[np.float32]
Values = tuple[Array, Array]
_Step = tuple[Callable[..., Array], "Config", tuple[Array, ...], "Scratch", Callable[[Array], Array] | None]

_GROUP = 8
"""Pictures computed together: enough to share the work of the calls, few enough for the processor's cache."""


class Reference:
    """A network as a chain of NumPy steps.

    It keeps scratch buffers, so one object belongs to one thread.

    Raises
    ------
    UnsupportedLayerError
        If a layer has an activation function that is not in `model.activations`.
    """

    def __init__(self, specs: Sequence[LayerSpec], weights: Weights) -> None:
        self.specs = tuple(specs)
        self.weights = weights
        self._steps: list[_Step] = []
        for spec in self.specs[1:]:
            if spec.activation not in ACTIVATIONS:
                raise UnsupportedLayerError(
                    f"Expected one of the activations {', '.join(ACTIVATIONS)}. Received {spec.activation!r}."
                )
            activation = None if spec.activation == "linear" else ACTIVATIONS[spec.activation]
            self._steps.append((kind_of(spec.kind).forward, spec.config, _arrays_of(spec, weights), {}, activation))

    def adopt(self, weights: Weights) -> None:
        """Compute with other weights of the same layers from now on; what has not changed keeps its buffers."""
        for number, spec in enumerate(self.specs[1:]):
            forward, config, old, _, activation = self._steps[number]
            arrays = _arrays_of(spec, weights)
            if any(array is not before for array, before in zip(arrays, old, strict=True)):
                self._steps[number] = forward, config, arrays, {}, activation
        self.weights = weights

    def forward(self, x: Array) -> list[Values]:
        """All layers' (z, a) for a batch.

        Parameters
        ----------
        x
            float32 [N, *shape of the input layer].

        Returns
        -------
        One pair (z [N, ...], a [N, ...]) per layer, the input first. Without an activation, z is a.
        """
        x = np.ascontiguousarray(x, np.float32)
        values: list[Values] = [(x, x)]
        for forward, config, arrays, scratch, activation in self._steps:
            z = forward(config, x, arrays, scratch)
            x = z if activation is None else activation(z)
            values.append((z, x))
        return values

    def run(self, image: Array) -> tuple[Values, ...]:
        """All layers' (z, a) for one picture, each of the layer's output shape, read-only.

        Parameters
        ----------
        image
            float32 in the shape of the input layer, or without its last axis if that is 1; 0 paper, 1 ink.
        """
        x = np.asarray(image, np.float32).reshape(1, *self.specs[0].output_shape)
        values = tuple((z[0], z[0] if a is z else a[0]) for z, a in self.forward(x))
        for z, a in values:
            z.flags.writeable = a.flags.writeable = False
        return values

    def probabilities(self, images: Array) -> Array:
        """Return the last layer's a, float32 [N, classes], for images [N, rows, columns] or [N, *input]."""
        batch = np.asarray(images, np.float32).reshape(-1, *self.specs[0].output_shape)
        answers = np.empty((len(batch), *self.specs[-1].output_shape), np.float32)
        for first in range(0, len(batch), _GROUP):
            group = slice(first, first + _GROUP)
            answers[group] = self.forward(batch[group])[-1][1]
        return answers


def _arrays_of(spec: LayerSpec, weights: Weights) -> tuple[Array, ...]:
    return tuple(weights.arrays[f"{spec.name}/{name}"] for name, _ in spec.variables)
