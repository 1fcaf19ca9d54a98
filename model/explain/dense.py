"""Dense: every value below, times its weight, added up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from model.explain.base import Case, Explanation, Source, activated, explains, ranking
from model.explain.flatten import Origin, origin_of
from model.explain.softmax import Softmax, softmax_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from model.explain.base import Doubles


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Sum(Explanation):
    """z[u] = sum over i of inputs[i] * weights[i], + bias.

    Attributes
    ----------
    below
        Name of the layer that is read.
    inputs, weights, products
        float64 [values below].
    ranked
        intp [values below]: their indices, the one that adds (or takes) most first.
    running
        float64 [values below + 1]: the sum after each value in ranked order, and with the bias: z.
    activation
        Keras' name of the function that makes a of z.
    origin
        The maps that were flattened to make the values below; None if there are none.
    """

    below: str
    inputs: Doubles
    weights: Doubles
    products: Doubles
    ranked: NDArray[np.intp]
    running: Doubles
    bias: float
    activation: str
    origin: Origin | None

    def place(self, index: int) -> Source:
        """Return where a value below comes from: a place in maps if a Flatten lies below, else that value itself."""
        return (self.below, (int(index),)) if self.origin is None else self.origin.place(int(index))

    @property
    def places(self) -> tuple[Source, ...]:
        """`place` of every value below, in the order of the values."""
        return tuple(map(self.place, range(len(self.inputs))))

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every value below, the largest |product| first."""
        return tuple((self.below, (index,)) for index in self.ranked.tolist())


@explains("Dense")
def explain_dense(case: Case) -> Sum | Softmax:
    """Explain one unit: a sum, and behind softmax the quotient of its exponential and all others."""
    spec, (unit,) = case.spec, case.unit
    kernel, biases = case.array("kernel"), case.array("bias")
    assert kernel is not None
    inputs = case.below.a.astype(np.float64)
    weights = kernel[:, unit].astype(np.float64)
    products = inputs * weights
    ranked = ranking(products)
    bias = 0.0 if biases is None else float(biases[unit])
    running = np.append(products[ranked], bias).cumsum()
    scores = None
    if spec.activation == "softmax":
        scores = inputs @ kernel.astype(np.float64)
        if biases is not None:
            scores += biases
        a = activated("softmax", scores, unit)
    else:
        a = activated(spec.activation, running, -1)
    total = Sum(
        **case.common(running[-1], a),
        below=case.below.spec.name,
        inputs=inputs,
        weights=weights,
        products=products,
        ranked=ranked,
        running=running,
        bias=bias,
        activation=spec.activation,
        origin=origin_of(case),
    )
    return total if scores is None else softmax_of(case, scores, total)
