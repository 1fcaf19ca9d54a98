"""Any other kind of layer: what can be said of it without knowing what it does."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from model.explain.base import Case, Explanation, explains

if TYPE_CHECKING:
    from model.explain.base import Doubles


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Unknown(Explanation):
    """A value that cannot be recomputed: z and a are the shown ones, and nothing was compared.

    Attributes
    ----------
    neighbours
        float64 [rows <= 3, columns <= 3] of the same map, or [1, values <= 3]: the values around the unit.
    corner
        (row, column) in the layer of the first of them; the row of a vector is 0.
    """

    neighbours: Doubles
    corner: tuple[int, int]

    @property
    def is_recomputed(self) -> bool:
        """Return False."""
        return False

    @property
    def difference(self) -> float:
        """Return NaN: there is nothing to compare with."""
        return math.nan


@explains("")
def explain_unknown(case: Case) -> Unknown:
    """Show a value and those around it."""
    values, unit = case.layer.a, case.unit
    sheet, (row, column) = (values[..., unit[2]], unit[:2]) if len(unit) == 3 else (values[np.newaxis], (0, *unit))
    top, left = max(0, row - 1), max(0, column - 1)
    return Unknown(
        **case.common(float(case.layer.z[unit]), float(values[unit])),
        neighbours=sheet[top : row + 2, left : column + 2].astype(np.float64),
        corner=(top, left),
    )
