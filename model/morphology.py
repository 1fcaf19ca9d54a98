"""Shapes in grey pictures and masks: moving extremes, closing, connected pieces, lengths of runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def highest(levels: NDArray[np.uint8], width: int) -> NDArray[np.uint8]:
    """Return the largest level in a square of `width` around every pixel, [H, W]; beyond the border is nothing.

    Windows of twice the length come from two of half the length, so that the width hardly matters for the time.
    """
    for axis in (0, 1):
        ends = [(width // 2, width - 1 - width // 2) if axis == at else (0, 0) for at in (0, 1)]
        row = np.moveaxis(np.pad(levels, ends), axis, 0)
        length = 1
        while length < width:
            step = min(length, width - length)
            row = np.maximum(row[: row.shape[0] - step], row[step:])
            length += step
        levels = np.moveaxis(row, 0, axis)
    return levels


def lowest(levels: NDArray[np.uint8], width: int) -> NDArray[np.uint8]:
    """Return the smallest level in a square of `width` around every pixel, [H, W]."""
    return 255 - highest(255 - levels, width)


def closing(levels: NDArray[np.uint8], width: int) -> NDArray[np.uint8]:
    """Fill everything dark that is narrower than an odd `width`, [H, W]; broad edges stay where they are."""
    return lowest(highest(levels, width), width)


def opening(levels: NDArray[np.uint8], width: int) -> NDArray[np.uint8]:
    """Remove everything light that is narrower than an odd `width`, [H, W]."""
    return highest(lowest(levels, width), width)


def pieces(mask: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return numbers from 1, without gaps, for the connected pieces of a mask (corners connect); 0 is outside."""
    numbers = np.zeros(mask.shape, np.intp)
    starts, ends = _runs(mask)
    if not len(starts):
        return numbers
    # one row up, a run touches those that begin at or before its end and end at or after its start
    stride = mask.shape[1] + 2
    first = np.searchsorted(ends, starts - stride, "left")
    count = np.maximum(np.searchsorted(starts, ends - stride, "right") - first, 0)
    below = np.repeat(np.arange(len(starts)), count)
    above = np.repeat(first - np.cumsum(count) + count, count) + np.arange(len(below))
    label = np.arange(len(starts))
    while True:
        least = np.minimum(label[below], label[above])
        new = label.copy()
        np.minimum.at(new, below, least)
        np.minimum.at(new, above, least)
        new = new[new]
        if (new == label).all():
            break
        label = new
    _, label = np.unique(label, return_inverse=True)
    numbers[mask] = np.repeat(label + 1, ends - starts)
    return numbers


def heights(mask: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return for every pixel of a mask how long its upright run is, [H, W]; 0 outside."""
    turned = mask.T
    starts, ends = _runs(turned)
    found = np.zeros(turned.shape, np.intp)
    found[turned] = np.repeat(ends - starts, ends - starts)
    return found.T


def _runs(mask: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return where the runs of all rows start and end, in a picture with a pixel more at both ends of its rows."""
    change = np.diff(np.pad(mask, ((0, 0), (1, 1))).astype(np.int8).ravel(), prepend=np.int8(0))
    return np.flatnonzero(change == 1), np.flatnonzero(change == -1)
