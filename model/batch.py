"""Many pictures at once, only their answers: for evaluations, where nobody looks at the layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.reference import Reference

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from model.layers import LayerSpec
    from model.weights import Weights

    Array = NDArray[np.float32]

CHUNK = 64
"""Pictures to ask for at a time: some milliseconds, after which a stroke can be answered."""


class Batch:
    """A network that answers many pictures.

    It keeps scratch buffers, so one object belongs to one thread.

    Raises
    ------
    model.layers.UnsupportedLayerError
        As `model.reference.Reference` does.
    """

    def __init__(self, specs: Sequence[LayerSpec], weights: Weights) -> None:
        self.specs = tuple(specs)
        self._reference = Reference(specs, weights)

    def probabilities(self, images: Array) -> Array:
        """Return the last layer's a, float32 [N, classes], for images [N, rows, columns] or [N, *input]."""
        return self._reference.probabilities(images)
