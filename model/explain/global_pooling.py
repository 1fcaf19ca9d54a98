"""GlobalAveragePooling2D and GlobalMaxPooling2D: a whole map becomes one number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from model.explain.base import Case, Explanation, Source, explains, ranking

if TYPE_CHECKING:
    from model.explain.base import Doubles


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class GlobalPool(Explanation):
    """z[k] = the mean, or the largest, of map k.

    Attributes
    ----------
    below
        Name of the layer that is read.
    channel
        Which of its maps.
    map
        float64 [rows, columns]: the values of that map.
    winner
        (row, column) of its largest value, of several the first one; None for a mean.
    count
        How many values there are: what a mean is divided by.
    total
        Their sum.
    """

    below: str
    channel: int
    map: Doubles
    winner: tuple[int, int] | None
    count: int
    total: float

    @property
    def sources(self) -> tuple[Source, ...]:
        """The winner alone; of a mean the whole map, the largest |value| first."""
        if self.winner is not None:
            return ((self.below, (*self.winner, self.channel)),)
        order = np.unravel_index(ranking(self.map.ravel()), self.map.shape)
        return tuple((self.below, (int(i), int(j), self.channel)) for i, j in zip(*order, strict=True))


@explains("GlobalAveragePooling2D", "GlobalMaxPooling2D")
def explain_global_pooling(case: Case) -> GlobalPool:
    """Explain one value: one whole map."""
    channel = case.unit[-1]
    values = case.below.a[..., channel].astype(np.float64)
    winner, z = None, float(values.mean())
    if "GlobalMaxPooling2D" in case.lineage:
        row, column = divmod(int(values.argmax()), values.shape[1])
        winner, z = (row, column), float(values[row, column])
    return GlobalPool(
        **case.common(z, z),
        below=case.below.spec.name,
        channel=channel,
        map=values,
        winner=winner,
        count=values.size,
        total=float(values.sum()),
    )
