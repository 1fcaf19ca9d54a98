"""Softmax taken apart: what stands between the scores of the last layer and its probabilities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Softmax:
    """The steps of ``softmax(z) = exp(z - max) / sum of exp(z - max)``, each float64 [values], read-only.

    Attributes
    ----------
    scores
        z, as the layer computed it.
    largest
        The largest score. It is taken off before exp: that changes no quotient, and exp cannot overflow.
    exponentials
        exp(z - largest).
    total
        Their sum.
    quotients
        The probabilities.
    """

    scores: NDArray[np.float64]
    largest: float
    exponentials: NDArray[np.float64]
    total: float
    quotients: NDArray[np.float64]


def softmax_steps(scores: ArrayLike) -> Softmax:
    """Compute all steps for one vector of finite scores [values], at least one."""
    z = np.array(scores, np.float64).ravel()
    largest = float(z.max())
    exponentials = np.exp(z - largest)
    total = float(exponentials.sum())
    quotients = exponentials / total
    for array in (z, exponentials, quotients):
        array.flags.writeable = False
    return Softmax(z, largest, exponentials, total, quotients)
