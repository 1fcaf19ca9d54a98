"""BatchNormalization: every map shifted and stretched by four numbers of its own."""

from __future__ import annotations

import math
from dataclasses import dataclass

from model.explain.base import Case, explains
from model.explain.elementwise import Elementwise


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Normalization(Elementwise):
    """z = gamma * (x - mean) / sqrt(variance + epsilon) + beta (Ioffe and Szegedy, arXiv:1502.03167).

    Attributes
    ----------
    mean, variance
        Of this map over the training pictures, as they were averaged in training.
    gamma, beta
        What was learned: how far to stretch and to shift; 1 and 0 where the layer has none.
    epsilon
        Keeps the root away from 0.
    normalized
        (x - mean) / sqrt(variance + epsilon).
    """

    gamma: float
    beta: float
    mean: float
    variance: float
    epsilon: float
    normalized: float


@explains("BatchNormalization")
def explain_normalization(case: Case) -> Normalization:
    """Explain one normalized value."""
    gamma, beta = _number(case, "gamma", 1.0), _number(case, "beta", 0.0)
    mean, variance = _number(case, "moving_mean", 0.0), _number(case, "moving_variance", 1.0)
    epsilon = float(case.spec.config["epsilon"])
    x = float(case.below.a[case.unit])
    normalized = (x - mean) / math.sqrt(variance + epsilon)
    z = gamma * normalized + beta
    return Normalization(
        **case.common(z, z),
        below=case.below.spec.name,
        x=x,
        function="linear",
        gamma=gamma,
        beta=beta,
        mean=mean,
        variance=variance,
        epsilon=epsilon,
        normalized=normalized,
    )


def _number(case: Case, name: str, default: float) -> float:
    array = case.array(name)
    return default if array is None else float(array[case.unit[-1]])
