"""From a grey picture of a digit to ink: which side is the paper, how even it is, what is only dirt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FAINTEST = 16.0
"""Grey levels (of 255) between paper and ink below which a picture counts as blank."""
NOISE = 5.0
"""Standard deviations of the paper's noise below which nothing counts as ink."""
FOOT, SHOULDER = 0.10, 0.85
"""The parts of the darkest ink's depth at which ink begins and at which it is full."""
SPECK = 0.02
"""A piece of ink is dirt if it holds less than this part of what the largest piece holds."""
COARSE = 96
"""Cells a side of the coarse pictures on which the paper is fitted and pieces are told apart."""


def ink_of(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the ink of a grey picture of a digit.

    Parameters
    ----------
    grey : NDArray[uint8] [H, W]
        0 black to 255 white; ink dark on light paper or light on dark.

    Returns
    -------
    NDArray[uint8] [H, W]
        0 paper to 255 ink, edges as soft as they were; all 0 if there is no ink. A picture of 28 x 28 is one
        of MNIST's kind: it is turned to white on black if need be and otherwise left as it is.
    """
    if grey.shape == (28, 28):
        border = float(np.median(_border(grey)))
        above, below = float(grey.max()) - border, border - float(grey.min())
        if max(above, below) < FAINTEST:
            return np.zeros_like(grey)
        return grey.copy() if above >= below else 255 - grey
    paper, noise = _paper(grey)
    rise = grey.astype(np.float32) - paper
    depth, height = _depth(-rise), _depth(rise)
    if depth > height:  # dark on light
        rise = -rise
    depth = max(depth, height)
    if depth < max(FAINTEST, NOISE * noise):
        return np.zeros_like(grey)
    foot = max(FOOT * depth, min(NOISE * noise, depth / 2))
    ink = np.clip((rise - foot) / (SHOULDER * depth - foot), 0, 1)
    cells: NDArray[np.uint8] = np.rint(ink * _clean(ink) * 255).astype(np.uint8)
    return cells


def _border(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the outermost pixels, where paper is the rule."""
    return np.concatenate((grey[0], grey[-1], grey[1:-1, 0], grey[1:-1, -1]))


def _cells(length: int) -> NDArray[np.intp]:
    """Return where the coarse cells begin along an axis of `length` pixels."""
    return np.linspace(0, length, min(length, COARSE), endpoint=False).astype(np.intp)


def _paper(grey: NDArray[np.uint8]) -> tuple[NDArray[np.float32], float]:
    """Return the paper's brightness [H, W], evened out below the ink, and its noise (standard deviation).

    A surface of second degree, fitted to coarse cells: light falls off smoothly, and however thick a digit
    is, so stiff a surface does not follow it. It begins with the border and then takes in all that lies near.
    """
    rows, columns = _cells(grey.shape[0]), _cells(grey.shape[1])
    y, x = np.meshgrid(rows / grey.shape[0] - 0.5, columns / grey.shape[1] - 0.5, indexing="ij")
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1).reshape(-1, 6)
    coarse = grey[np.ix_(rows, columns)].astype(np.float64).ravel()
    edge = np.zeros(x.shape, np.bool_)
    edge[[0, -1]] = edge[:, [0, -1]] = True
    near = edge.ravel()
    near &= np.abs(coarse - np.median(coarse[near])) <= 64
    factors, noise = np.zeros(6), 0.0
    for count in (1, 3, 3, 6, 6, 6):  # level, slope, curvature: each from what lay near the one before
        factors[:count] = np.linalg.lstsq(terms[near, :count], coarse[near], rcond=None)[0]
        off = np.abs(coarse - terms @ factors)
        noise = 1.4826 * float(np.median(off[near]))
        near = off <= max(4.0, 3 * noise)
    y = (np.arange(grey.shape[0]) / grey.shape[0] - 0.5)[:, None]
    x = (np.arange(grey.shape[1]) / grey.shape[1] - 0.5)[None, :]
    a, b, c, d, e, f = factors
    return (a + b * x + c * y + d * x * x + e * x * y + f * y * y).astype(np.float32), noise


def _depth(rise: NDArray[np.float32]) -> float:
    """Return how far full ink lies from the paper: the mean of the deepest pixels, one alone says little."""
    count = max(4, rise.size // 1000)
    if rise.size <= count:
        return 0.0
    return float(np.partition(rise, rise.size - count, axis=None)[-count:].mean())


def _clean(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return 1 where ink belongs to the digit and 0 at specks of dirt, [H, W]."""
    rows, columns = _cells(ink.shape[0]), _cells(ink.shape[1])
    mass = np.add.reduceat(np.add.reduceat(ink, rows, axis=0), columns, axis=1)
    piece = _pieces(mass > 0)
    weight = np.bincount(piece.ravel(), mass.ravel())
    weight[0] = 0
    keep: NDArray[np.float32] = (weight >= SPECK * weight.max()).astype(np.float32)[piece]
    tall = np.diff(rows, append=ink.shape[0])
    wide = np.diff(columns, append=ink.shape[1])
    return np.repeat(np.repeat(keep, tall, axis=0), wide, axis=1)


def _pieces(mask: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return numbers from 1 for the connected pieces of a mask (corners connect); 0 is outside."""
    numbers = np.zeros(mask.shape, np.intp)
    left = set(zip(*(axis.tolist() for axis in np.nonzero(mask)), strict=True))
    count = 0
    while left:
        count += 1
        front = [left.pop()]
        while front:
            row, column = front.pop()
            numbers[row, column] = count
            for cell in [(row + dy, column + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]:
                if cell in left:
                    left.remove(cell)
                    front.append(cell)
    return numbers
