"""What all explanations have in common, and the case that is put to an explainer."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from model.softmax import softmax_steps

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from model.layers import LayerSpec
    from model.trace import LayerTrace, Trace

    Doubles = NDArray[np.float64]

Unit = tuple[int, ...]
Source = tuple[str, Unit]
"""A unit of a layer below: the layer's name, and the unit in it."""

TOLERANCE = 1e-5
"""How far a recomputed value may be off, as a part of the layer's largest value: the rounding of float32."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Explanation:
    """One unit, recomputed.

    Attributes
    ----------
    unit
        (row, column, channel) or (index,).
    z, a
        The value before and after the activation function, recomputed in float64 from the layer below.
    shown_z, shown_a
        The same, as the trace holds them.
    largest
        Largest |value|, z or a, of the whole layer in the trace.
    """

    spec: LayerSpec
    unit: Unit
    z: float
    a: float
    shown_z: float
    shown_a: float
    largest: float

    @property
    def is_recomputed(self) -> bool:
        """Whether z and a were computed here and not merely looked up."""
        return True

    @property
    def difference(self) -> float:
        """Recomputed minus shown, without its sign; of z and a the larger."""
        return max(abs(self.z - self.shown_z), abs(self.a - self.shown_a))

    @property
    def bound(self) -> float:
        """How large `difference` may be: the rounding of float32 in a layer of such values."""
        return TOLERANCE * max(1.0, self.largest)

    @property
    def agrees(self) -> bool:
        """Whether recomputed and shown are the same number, up to rounding."""
        return self.difference <= self.bound

    @property
    def sources(self) -> tuple[Source, ...]:
        """The units it is computed from; where that has a meaning, the strongest first."""
        return ()


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """What an explainer gets: a trace, a layer in it, a unit of that layer that exists."""

    trace: Trace
    layer: LayerTrace
    unit: Unit

    @property
    def spec(self) -> LayerSpec:
        """The layer's description."""
        return self.layer.spec

    @property
    def below(self) -> LayerTrace:
        """What the layer reads."""
        return self.trace.layers[self.spec.index - 1]

    @property
    def lineage(self) -> tuple[str, ...]:
        """Names of the layer's kind and of that kind's parents, nearest first."""
        return self.spec.lineage or (self.spec.kind,)

    def array(self, name: str) -> NDArray[np.float32] | None:
        """One of the layer's learned arrays; None if it has none of this name."""
        return self.trace.weights.arrays.get(f"{self.spec.name}/{name}")

    def common(self, z: float, a: float) -> dict[str, Any]:
        """Return the fields that every explanation has, for recomputed z and a."""
        layer = self.layer
        largest = _largest(layer.z)
        if layer.a is not layer.z:
            largest = max(largest, _largest(layer.a))
        return {
            "spec": layer.spec,
            "unit": self.unit,
            "z": float(z),
            "a": float(a),
            "shown_z": float(layer.z[self.unit]),
            "shown_a": float(layer.a[self.unit]),
            "largest": largest,
        }


def _largest(values: NDArray[np.float32]) -> float:
    return max(float(values.max(initial=0.0)), -float(values.min(initial=0.0)))


def ranking(values: Doubles) -> NDArray[np.intp]:
    """Return the indices of values [n], the largest |value| first; of equal ones the first one first."""
    order: NDArray[np.intp] = np.argsort(-np.abs(values), kind="stable")
    return order


def activated(function: str, z: Doubles, index: int) -> float:
    """Return a, one value of f(z), for the activation function with this Keras name.

    Parameters
    ----------
    z
        float64 [n]: the values that softmax weighs against each other; the other functions look at one of them.

    Raises
    ------
    KeyError
        For a function that is not known here.
    """
    if function == "softmax":
        steps = softmax_steps(z)
        return float(steps.quotients[index])
    return _FUNCTIONS[function](float(z[index]))


def _sigmoid(z: float) -> float:
    """1 / (1 + exp(-z)); the exponent is never positive, so that nothing overflows."""
    return 1 / (1 + math.exp(-z)) if z >= 0 else 1 - 1 / (1 + math.exp(z))


_FUNCTIONS: dict[str, Callable[[float], float]] = {
    "linear": lambda z: z,
    "relu": lambda z: max(z, 0.0),
    "sigmoid": _sigmoid,
    "tanh": math.tanh,
}


Explainer = Callable[[Case], Explanation]
_E = TypeVar("_E", bound=Explainer)

explainers: dict[str, Explainer] = {}
"""By the Keras name of the kind of layer; '' explains strangers."""


def explains(*names: str) -> Callable[[_E], _E]:
    """Register a function that explains units of the layer kinds called `names`, and of kinds made from these."""

    def register(explainer: _E) -> _E:
        explainers.update(dict.fromkeys(names, explainer))
        return explainer

    return register
