"""MaxPooling2D and AveragePooling2D: one block of one map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from model.explain.base import Case, Explanation, Source, explains
from model.explain.patches import cells
from model.receptive import Box, patch

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from model.explain.base import Doubles


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Pooling(Explanation):
    """z = the largest, or the mean, of the real cells of a block.

    Attributes
    ----------
    below
        Name of the layer that is read.
    box
        (top, left, bottom, right) of the block there, half open; it reaches beyond the map where padding is.
    block
        float64 [rows, columns]: its values, 0 where `inside` is False.
    inside
        bool [rows, columns]: whether a cell is real. Padding takes no part in a largest value or a mean.
    winner
        (row, column) in the layer below of the largest value, of several the first one; None for a mean.
    count
        How many cells are real: what a mean is divided by.
    dropped
        How many rows at the bottom and columns at the right of the layer below belong to no block at all.
    """

    below: str
    box: Box
    block: Doubles
    inside: NDArray[np.bool_]
    winner: tuple[int, int] | None
    count: int
    dropped: tuple[int, int]

    @property
    def sources(self) -> tuple[Source, ...]:
        """The winner alone; of a mean every real cell, the largest |value| first."""
        channel = self.unit[2]
        if self.winner is not None:
            return ((self.below, (*self.winner, channel)),)
        places = sorted(zip(*np.nonzero(self.inside), strict=True), key=lambda place: -abs(self.block[place]))
        return tuple((self.below, (int(self.box[0] + i), int(self.box[1] + j), channel)) for i, j in places)


@explains("MaxPooling2D", "AveragePooling2D")
def explain_pooling(case: Case) -> Pooling:
    """Explain one value of a pooling."""
    spec, (row, column, channel) = case.spec, case.unit
    box = patch(spec, row, column)
    block, inside = cells(
        case.below.a[..., channel : channel + 1], np.arange(box[0], box[2]), np.arange(box[1], box[3])
    )
    block = block[..., 0]
    winner, value = None, float(block.sum() / inside.sum())
    if "MaxPooling2D" in case.lineage:
        i, j = divmod(int(np.where(inside, block, -np.inf).argmax()), block.shape[1])
        winner, value = (box[0] + i, box[1] + j), float(block[i, j])
    return Pooling(
        **case.common(value, value),
        below=case.below.spec.name,
        box=box,
        block=block,
        inside=inside,
        winner=winner,
        count=int(inside.sum()),
        dropped=_dropped(case),
    )


def _dropped(case: Case) -> tuple[int, int]:
    rows, columns, _ = case.spec.output_shape
    height, width, _ = case.spec.input_shape
    _, _, bottom, right = patch(case.spec, rows - 1, columns - 1)
    return max(0, height - bottom), max(0, width - right)
