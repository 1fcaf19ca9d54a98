"""Softmax: the share of one exponential in the sum of all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from model.explain.base import Case, Explanation, Source, explains
from model.softmax import softmax_steps

if TYPE_CHECKING:
    from model.explain.base import Doubles
    from model.explain.dense import Sum


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Softmax(Explanation):
    """a[i] = exp(shifted[i]) / total, with shifted = scores - their largest; see `model.softmax`.

    Attributes
    ----------
    scores
        float64 [n]: the z of all units that share the probability.
    shifted
        float64 [n]: what exp is applied to; the largest is 0, so that exp cannot overflow.
    exps
        float64 [n]: exp(shifted).
    total
        Their sum.
    quotient
        exps[index] / total: a.
    index
        Which of them the unit is.
    sum
        In a Dense layer: how its z came about. None in a layer that is softmax alone.
    below
        Name of the layer that is read.
    """

    scores: Doubles
    shifted: Doubles
    exps: Doubles
    total: float
    quotient: float
    index: int
    sum: Sum | None
    below: str

    @property
    def sources(self) -> tuple[Source, ...]:
        """What its own z is the sum of; without a sum every score, the largest first."""
        if self.sum is not None:
            return self.sum.sources
        return tuple((self.below, (*self.unit[:-1], int(i))) for i in np.argsort(-self.scores, kind="stable"))


def softmax_of(case: Case, scores: Doubles, total: Sum | None = None) -> Softmax:
    """Return the explanation of a unit, given all scores [n] of its place."""
    steps, index = softmax_steps(scores), case.unit[-1]
    quotient = float(steps.quotients[index])
    return Softmax(
        **case.common(float(steps.scores[index]), quotient),
        scores=steps.scores,
        shifted=steps.scores - steps.largest,
        exps=steps.exponentials,
        total=steps.total,
        quotient=quotient,
        index=index,
        sum=total,
        below=case.below.spec.name,
    )


@explains("Softmax")
def explain_softmax(case: Case) -> Softmax:
    """Explain one value of a layer that is softmax alone."""
    return softmax_of(case, case.below.a[case.unit[:-1]].astype(np.float64))
