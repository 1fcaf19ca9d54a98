"""Patches cut out of maps, with room for what lies outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from model.explain.base import Doubles


def cells(
    maps: NDArray[np.float32], rows: NDArray[np.intp], columns: NDArray[np.intp]
) -> tuple[Doubles, NDArray[np.bool_]]:
    """Cut the cells at `rows` x `columns` out of maps [height, width, channels].

    Returns
    -------
    Their values, float64 [rows, columns, channels], 0 outside of the maps; and bool [rows, columns], True inside.
    """
    height, width, _ = maps.shape
    inside = ((rows >= 0) & (rows < height))[:, np.newaxis] & ((columns >= 0) & (columns < width))
    values = maps[rows.clip(0, height - 1)[:, np.newaxis], columns.clip(0, width - 1)].astype(np.float64)
    if not inside.all():
        values[~inside] = 0.0
    return values, inside
