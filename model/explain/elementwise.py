"""Layers that make one value of one value: Activation, ReLU, Dropout."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.explain.base import Case, Explanation, Source, activated, explains
from model.explain.softmax import Softmax, explain_softmax


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Elementwise(Explanation):
    """a = f(x), x the value at the same place of the layer below.

    Attributes
    ----------
    below
        Name of the layer that is read.
    x
        The value there.
    function
        Keras' name of f; 'linear' for a layer that passes everything, as Dropout does when the network answers.
    """

    below: str
    x: float
    function: str

    @property
    def sources(self) -> tuple[Source, ...]:
        """The one value."""
        return ((self.below, self.unit),)


@explains("Activation", "ReLU", "Dropout")
def explain_elementwise(case: Case) -> Elementwise | Softmax:
    """Explain one value of a layer that is an activation function alone, or of one that passes everything."""
    function = case.spec.activation
    if function == "softmax":
        return explain_softmax(case)
    x = float(case.below.a[case.unit])
    a = activated(function, np.array([x]), 0)
    return Elementwise(**case.common(x, a), below=case.below.spec.name, x=x, function=function)
