"""From an answer back to the ink: at each step what adds most to a value, and then where that came from.

Every step is exact. A value is a sum (Dense, Conv2D), a mean (average pooling) or one of the values below (max pooling,
activation functions): what is shown, all the others together, and the bias add up to it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from model.explain import explain
from model.explain.base import Explanation, ranking
from model.explain.convolution import Convolution
from model.explain.dense import Sum
from model.explain.elementwise import Elementwise
from model.explain.flatten import Moved
from model.explain.global_pooling import GlobalPool
from model.explain.input_layer import Input
from model.explain.normalization import Normalization
from model.explain.pooling import Pooling
from model.explain.softmax import Softmax

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from model.explain.base import Doubles, Source, Unit
    from model.layers import LayerSpec, Shape
    from model.trace import Trace

WIDTH = 5
_STEPS: frozenset[str] = frozenset({"Flatten", "Dropout", "Activation"})
"""Kinds that hand values on one by one, in their order; with a function that is not linear, not unchanged."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one value below adds to the value above: `product` = `value` * `weight`.

    Attributes
    ----------
    layer, unit
        Where the value is. Layers that hand it on unchanged (Flatten, Dropout) are passed through.
    weight
        None where the value is taken as it is.
    """

    layer: str
    unit: Unit
    value: float
    weight: float | None
    product: float


@dataclass(frozen=True, slots=True, eq=False)
class Hop:
    """One step of a route: how the z of a unit comes about.

    Attributes
    ----------
    explanation
        The unit, with all its numbers.
    key
        Whether it is the 'sum' of its parts, their 'mean', the 'largest' of some values, or the 'same' value.
    parts
        The strongest parts, the largest |product| first; those of no effect only if there is nothing else.
    chosen
        The part that the route goes on with.
    others, rest
        How many parts are not shown, and what they add together. Of the 'largest' the others add nothing.
    bias
        None where there is none.
    """

    explanation: Explanation
    key: Literal["sum", "mean", "largest", "same"]
    parts: tuple[Part, ...]
    chosen: int
    others: int
    rest: float
    bias: float | None

    @property
    def shown(self) -> float:
        """What the shown parts add together."""
        return sum(part.product for part in self.parts)

    @property
    def total(self) -> float:
        """All that is shown, the rest and the bias together: z, if the step is exact."""
        return self.shown + self.rest + (self.bias or 0.0)

    @property
    def difference(self) -> float:
        """How far the total is from the z of the trace, without its sign."""
        return abs(self.total - self.explanation.shown_z)

    @property
    def agrees(self) -> bool:
        """Whether total and trace are the same number, up to the rounding of float32."""
        return self.difference <= self.explanation.bound

    @property
    def part(self) -> Part:
        """The chosen part."""
        return self.parts[self.chosen]


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """The way from an answer to the ink.

    Attributes
    ----------
    answer
        Index of the answer in the last layer.
    share
        What the last layer answers there: a probability, behind softmax.
    hops
        From the score of the answer to a pixel of the input.
    stop
        The layer before whose values the route ends because nobody knows how they are made; None if it reaches the
        input.
    pixel
        (row, column) in the picture where it ends, or None.
    """

    answer: int
    share: float
    hops: tuple[Hop, ...]
    stop: LayerSpec | None
    pixel: tuple[int, int] | None

    @property
    def score(self) -> float:
        """The z of the answer: what the first hop explains."""
        return self.hops[0].explanation.z if self.hops else self.share

    @property
    def path(self) -> tuple[Source, ...]:
        """The chosen unit of every step, from the one that holds the score to the pixel."""
        first = [(hop.explanation.spec.name, hop.explanation.unit) for hop in self.hops[:1]]
        return (*first, *((hop.part.layer, hop.part.unit) for hop in self.hops))


def route(
    trace: Trace, answer: int | None = None, choices: Mapping[str, Unit] | None = None, width: int = WIDTH
) -> Route:
    """Follow an answer down to the ink.

    Parameters
    ----------
    answer
        Index in the last layer; None is the largest.
    choices
        For layers by name the unit to go through. Where it takes no part in the value above, or is not given, the route
        takes what speaks most for that value: the strongest part of its sign.
    width
        How many parts a hop shows at most, besides a chosen one.

    Raises
    ------
    LookupError
        If there is no such answer.
    """
    last, choices = trace.layers[-1], choices or {}
    answer = trace.answer if answer is None else answer
    if not 0 <= answer < last.spec.size:
        raise LookupError(f"Expected an answer from 0 to {last.spec.size - 1}. Received {answer}.")
    unit = _unit(answer, last.spec)
    made = explain(trace, last.spec.name, unit)
    while _only_hands_on(made):
        made = explain(trace, *_same_below(made))  # the score is what an activation function is applied to
    hops: list[Hop] = []
    while (terms := _terms(made)) is not None:
        hop = _hop(trace, made, terms, choices, width)
        hops.append(hop)
        made = explain(trace, hop.part.layer, hop.part.unit)
    is_ink = isinstance(made, Input)
    return Route(
        answer,
        float(last.a[unit]),
        tuple(hops),
        None if is_ink else made.spec,
        made.pixel if isinstance(made, Input) else None,
    )


def _hop(trace: Trace, made: Explanation, terms: _Terms, choices: Mapping[str, Unit], width: int) -> Hop:
    specs = [layer.spec for layer in trace.layers]
    source = _maker(specs, specs[made.spec.index - 1])
    order = ranking(terms.products)
    some = order[:width]
    some = some[terms.products[some] != 0.0]
    if not len(some):
        some = order[:1]
    chosen = _position(choices.get(source.name), source, terms.indices)
    if chosen is None:
        speaks = np.flatnonzero(terms.products[some] * made.z > 0)
        chosen = int(some[speaks[0] if len(speaks) else 0])
    elif chosen not in some:
        some = np.append(some, chosen)
    hidden = np.ones(len(terms.products), bool)
    hidden[some] = False
    parts = tuple(
        Part(
            source.name,
            _unit(int(terms.indices[i]), source),
            float(terms.values[i]),
            None if terms.weights is None else float(terms.weights[i]),
            float(terms.products[i]),
        )
        for i in some.tolist()
    )
    others = terms.losers or int(hidden.sum())
    where = int(np.flatnonzero(some == chosen)[0])
    return Hop(made, terms.key, parts, where, others, float(terms.products[hidden].sum()), terms.bias)


def origin(specs: Sequence[LayerSpec], layer: str, unit: Unit) -> Source | None:
    """Return where the value of a unit was made, before Flatten or Dropout handed it on; None for no such unit."""
    spec = next((spec for spec in specs if spec.name == layer), None)
    if spec is None or not _inside(unit, spec.output_shape):
        return None
    source = _maker(specs, spec)
    return source.name, _unit(int(np.ravel_multi_index(unit, spec.output_shape)), source)


def _maker(specs: Sequence[LayerSpec], spec: LayerSpec) -> LayerSpec:
    """Return the layer that makes the values which `spec` puts out, perhaps in another shape, in the same order."""
    while _STEPS.intersection((spec.kind, *spec.lineage)) and spec.activation == "linear":
        spec = specs[spec.index - 1]
    return spec


def _inside(unit: Unit, shape: Shape) -> bool:
    return len(unit) == len(shape) and all(0 <= i < n for i, n in zip(unit, shape, strict=True))


def _only_hands_on(made: Explanation) -> bool:
    """Whether the z of a unit is the a of one below."""
    if isinstance(made, Softmax):
        return made.sum is None
    return isinstance(made, Elementwise | Moved) and not isinstance(made, Normalization)


def _unit(index: int, spec: LayerSpec) -> Unit:
    return tuple(int(i) for i in np.unravel_index(index, spec.output_shape))


def _position(unit: Unit | None, source: LayerSpec, indices: NDArray[np.intp]) -> int | None:
    """Where a unit stands among the parts, or None if it is none of them."""
    if unit is None or not _inside(unit, source.output_shape):
        return None
    found = np.flatnonzero(indices == np.ravel_multi_index(unit, source.output_shape))
    return int(found[0]) if len(found) else None


# --- what a value is made of, kind by kind ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class _Terms:
    """All parts of a value: arrays [n], `indices` in the flattened values of the layer below."""

    indices: NDArray[np.intp]
    values: Doubles
    weights: Doubles | None
    products: Doubles
    bias: float | None = None
    key: Literal["sum", "mean", "largest", "same"] = "sum"
    losers: int = 0


def _terms(made: Explanation) -> _Terms | None:
    """Return the parts of a value; None where a route ends."""
    return next((terms(made) for kind, terms in _TERMS.items() if isinstance(made, kind)), None)


def _of_sum(made: Sum) -> _Terms:
    return _Terms(np.arange(len(made.inputs)), made.inputs, made.weights, made.products, _bias(made))


def _of_softmax(made: Softmax) -> _Terms:
    return _alone(made, made.z) if made.sum is None else _of_sum(made.sum)


def _of_convolution(made: Convolution) -> _Terms:
    columns, channels = made.spec.input_shape[1:]
    places = made.rows[:, np.newaxis, np.newaxis] * columns + made.columns[:, np.newaxis]
    indices = (places * channels + np.arange(channels))[made.inside].ravel()
    values, weights, products = (each[made.inside].ravel() for each in (made.inputs, made.kernel, made.products))
    return _Terms(indices, values, weights, products, _bias(made))


def _bias(made: Sum | Convolution) -> float | None:
    return made.bias if made.spec.config["use_bias"] else None


def _of_pooling(made: Pooling) -> _Terms:
    if made.winner is not None:
        return _alone(made, made.z, "largest", made.count - 1)
    rows, columns = np.nonzero(made.inside)
    return _mean(made, rows + made.box[0], columns + made.box[1], made.unit[2], made.block[made.inside])


def _of_global_pooling(made: GlobalPool) -> _Terms:
    if made.winner is not None:
        return _alone(made, made.z, "largest", made.count - 1)
    rows, columns = (each.ravel() for each in np.indices(made.map.shape))
    return _mean(made, rows, columns, made.channel, made.map.ravel())


def _mean(
    made: Pooling | GlobalPool, rows: NDArray[np.intp], columns: NDArray[np.intp], channel: int, values: Doubles
) -> _Terms:
    _, width, channels = made.spec.input_shape
    indices = (rows * width + columns) * channels + channel
    weights = np.full(len(values), 1 / made.count)
    return _Terms(indices, values, weights, values / made.count, key="mean")


def _of_normalization(made: Normalization) -> _Terms:
    """Stretching and shifting by four numbers is one weight and one bias."""
    weight = made.gamma / math.sqrt(made.variance + made.epsilon)
    alone, bias = _alone(made, made.x), made.beta - made.mean * weight
    return _Terms(alone.indices, alone.values, np.array([weight]), alone.values * weight, bias)


def _alone(made: Explanation, value: float, key: Literal["largest", "same"] = "same", losers: int = 0) -> _Terms:
    _, unit = _same_below(made)
    index = np.ravel_multi_index(unit, made.spec.input_shape)
    values = np.array([value])
    return _Terms(np.array([index]), values, None, values, key=key, losers=losers)


def _same_below(made: Explanation) -> Source:
    """Return the unit below whose a is this unit's z."""
    if isinstance(made, Softmax):
        return made.below, made.unit
    return made.sources[0]


_TERMS: Mapping[type[Explanation], Callable[..., _Terms]] = {
    Sum: _of_sum,
    Softmax: _of_softmax,
    Convolution: _of_convolution,
    Pooling: _of_pooling,
    GlobalPool: _of_global_pooling,
    Normalization: _of_normalization,
    Elementwise: lambda made: _alone(made, made.x),
    Moved: lambda made: _alone(made, made.z),
}
