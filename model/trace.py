"""One question and one answer: the only values that cross the border to the compute thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from model.refusal import SHORTEST

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from model.digitize import Digitized
    from model.layers import LayerSpec
    from model.refusal import Refusal
    from model.weights import Weights

    Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """The picture of one moment, and what is to be known of how it came about.

    Attributes
    ----------
    serial
        Counts up; a later request has a larger one.
    digitized
        The picture that enters the network.
    weights
        What the network is to compute with.
    time
        Seconds since the drawing began.
    is_drawn
        Whether strokes made it, which must look more like a digit than a picture; see `Boundary.for_pictures`.
    shortest
        Pixels that a digit's longer side takes at least; see `model.refusal.shortest_for`.
    is_moment
        Whether the answer is a moment of the drawing; a part of the ink shown alone, the whole shown again after it,
        and the same ink read by a changed network are none.
    """

    serial: int
    digitized: Digitized
    weights: Weights
    time: float
    is_drawn: bool = False
    shortest: int = SHORTEST
    is_moment: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class LayerTrace:
    """What one layer computed: `z` before and `a` after its activation, float32 in `spec.output_shape`.

    Both are read-only; without an activation function they are the same array.
    """

    spec: LayerSpec
    z: Array
    a: Array


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """One forward pass, whole. Everything a panel shows of a moment comes from one Trace.

    Attributes
    ----------
    engine
        'numpy' or 'keras': who computed it.
    seconds
        How long the network took, without the way from ink to 28x28.
    refusal
        Why the ink is not taken for a digit; None if it is.
    is_moment
        As in the request.
    """

    serial: int
    digitized: Digitized
    layers: tuple[LayerTrace, ...]
    weights: Weights
    engine: str
    seconds: float
    time: float
    refusal: Refusal | None = None
    is_moment: bool = True

    @property
    def image(self) -> Array:
        """What enters the network, float32 [28, 28], 0 paper, 1 ink."""
        return self.digitized.image

    @property
    def probabilities(self) -> Array:
        """What the last layer answers, float32 [10]."""
        return self.layers[-1].a

    @property
    def answer(self) -> int:
        """The digit with the largest probability."""
        return int(self.probabilities.argmax())

    def layer(self, name: str) -> LayerTrace | None:
        """Return the layer called `name`, if this trace has it."""
        for layer in self.layers:
            if layer.spec.name == name:
                return layer
        return None
