"""InputLayer: a pixel of the picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.explain.base import Case, Explanation, explains


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Input(Explanation):
    """The number that enters, taken from the picture itself: 0 paper, 1 ink.

    Attributes
    ----------
    pixel
        (row, column) in the picture; the row is 0 where numbers enter that are no picture.
    """

    pixel: tuple[int, int]


@explains("InputLayer")
def explain_input(case: Case) -> Input:
    """Explain one value of the picture."""
    image = case.trace.image
    index = np.ravel_multi_index(case.unit, case.spec.output_shape)
    row, column = np.unravel_index(index, image.shape)[:2] if image.ndim > 1 else (0, index)
    value = float(image.flat[index])
    return Input(**case.common(value, value), pixel=(int(row), int(column)))
