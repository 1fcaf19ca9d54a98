"""Classic filters - edges, lines, corners and the rest - and how near a learned kernel comes to one of them.

The patterns exist for every kernel whose sides are odd and at least 3. With x to the right and y downwards, both 0 in
the middle, b the binomial weights of a side (1 2 1; 1 4 6 4 1), and d their derivative, the binomial weights of a side
two shorter folded with -1 0 1 (-1 0 1; -1 -2 0 2 1):

======== ======================================================================================== ===================
family   pattern, before it is brought to length 1                                                 directions
======== ======================================================================================== ===================
edge     d(x) b(y) and b(x) d(y), Sobel's operator; for the diagonals their sum and difference,    right, down and the
         which is how first derivatives are steered (Freeman and Adelson, "The Design and Use of   two diagonals; a
         Steerable Filters", IEEE PAMI 13, 1991)                                                   minus turns it round
line     1 on the middle row, column or diagonal, else 0, less the mean                            four
corner   1 on one quarter with its two middle lines, else 0, less the mean                         four
texture  1 and -1 as on a chessboard, less the mean                                                none
blob     b(x) b(y), less the mean: a round spot                                                    none
blur     b(x) b(y): a weighted mean, the one pattern of one sign                                   none
sharpen  5 times the middle less 4 times the blur of sum 1                                         none
======== ======================================================================================== ===================

**Similarity.** For a pattern p of length 1 and a kernel K of slices K_k, one for each input map,

    similarity = sqrt(sum over k of <K_k, p>^2) / |K|,        0 to 1.

Its square is the part of the kernel's energy that has this pattern, whatever the sign and the strength in each slice.
For one slice it is the absolute cosine; the sign then belongs to the match.

**None.** The nearest of sixteen patterns is never far: with nine weights there is little room. So a match counts only
if it reaches what 95 % of purely random kernels do not (`chance`): 0.83 for one slice of 3x3, 0.55 for one of 5x5, 0.41
for 64 slices of 3x3. One random kernel in twenty passes all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.filters import CORNERS, binomial, centred, chessboard, quarter

Array = NDArray[np.float32]

FAMILIES: Final = ("edge", "line", "corner", "texture", "blob", "blur", "sharpen")
NONE: Final = "none"
_PERCENTILE: Final = 95
_NUMBERS: Final = 200_000
_FEWEST, _MOST = 200, 10_000


@dataclass(frozen=True, slots=True, eq=False)
class Classic:
    """One pattern, float32 [rows, columns] of length 1.

    The direction of an edge and a corner is where it is bright: 'right', 'down', 'down right', ...; that of a line is
    'vertical', 'horizontal', 'falling' or 'rising', from left to right. The others have none: ''.
    """

    family: str
    direction: str
    pattern: Array


@dataclass(frozen=True, slots=True)
class Match:
    """The classic filter nearest to one kernel.

    Attributes
    ----------
    family
        One of `FAMILIES`, or 'none' if the similarity is no more than chance gives.
    direction
        As in `Classic`; of an edge, with the sign in it.
    sign
        1, -1 for the same pattern with light and dark exchanged; 0 for a kernel of several slices, of which each has
        its own.
    index
        Which of `classics`; also where the family is 'none'.
    """

    family: str
    direction: str
    sign: int
    similarity: float
    index: int


_OPPOSITE: Final = {"right": "left", "down": "up", "down right": "up left", "up right": "down left"}


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """The nearest classic filters of n kernels of one shape.

    Attributes
    ----------
    indices
        Which of `classics` is nearest, intp [n]; all 0 if there are none for this shape.
    signs
        int8 [n]; see `Match`.
    similarities
        float32 [n]; 0 for a kernel of zeros, and where there are no classic filters.
    threshold
        What counts; see `chance`.
    """

    shape: tuple[int, int]
    indices: NDArray[np.intp]
    signs: NDArray[np.int8]
    similarities: Array
    threshold: float

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which kernels have a name, bool [n]."""
        return np.asarray(self.similarities >= self.threshold)

    def match(self, index: int) -> Match:
        """Return the match of one kernel."""
        similarity, sign = float(self.similarities[index]), int(self.signs[index])
        found = classics(*self.shape)
        if not found or similarity < self.threshold:
            return Match(NONE, "", 0, similarity, int(self.indices[index]))
        classic = found[self.indices[index]]
        direction = classic.direction
        if classic.family == "edge" and sign < 0:
            direction = _OPPOSITE[direction]
        return Match(classic.family, direction, sign, similarity, int(self.indices[index]))

    def take(self, indices: NDArray[np.intp] | slice) -> Matches:
        """Return the matches of some of the kernels."""
        parts = (self.indices[indices], self.signs[indices], self.similarities[indices])
        return Matches(self.shape, *parts, self.threshold)

    def families(self) -> list[str]:
        """Return the family of each kernel."""
        names = [classic.family for classic in classics(*self.shape)] or [NONE]
        return [names[i] if known else NONE for i, known in zip(self.indices, self.known, strict=True)]

    def order(self) -> NDArray[np.intp]:
        """Return the kernels sorted: pattern by pattern, the nearest of each first; those without a name last."""
        place = np.where(self.known, 2 * self.indices + (self.signs < 0), 2 * len(classics(*self.shape)))
        return np.lexsort((-self.similarities, place))


@lru_cache(maxsize=32)
def classics(rows: int, columns: int) -> tuple[Classic, ...]:
    """Return the patterns for kernels of that size, family by family; none if a side is even or below 3."""
    if min(rows, columns) < 3 or not rows % 2 or not columns % 2:
        return ()
    b_y, b_x, d_y, d_x = binomial(rows), binomial(columns), _derivative(rows), _derivative(columns)
    middle = rows // 2, columns // 2
    y, x = (np.arange(-half, half + 1) for half in middle)
    across, down = _unit(np.outer(b_y, d_x)), _unit(np.outer(d_y, b_x))
    slope = (x / middle[1])[np.newaxis, :] - (y / middle[0])[:, np.newaxis]
    falling = np.abs(slope) < 0.5 / min(middle)
    blur = np.outer(b_y, b_x) / (b_y.sum() * b_x.sum())
    sharp = -4 * blur
    sharp[middle] += 5
    upright, level = np.zeros((2, rows, columns))
    upright[:, middle[1]] = level[middle[0]] = 1
    found = [("edge", "right", across), ("edge", "down", down)]
    found += [("edge", "down right", across + down), ("edge", "up right", across - down)]
    found += [("line", "vertical", centred(upright)), ("line", "horizontal", centred(level))]
    found += [("line", "falling", centred(falling)), ("line", "rising", centred(falling[:, ::-1]))]
    found += [("corner", direction, centred(quarter(rows, columns, direction))) for direction in CORNERS]
    found.append(("texture", "", centred(chessboard(rows, columns))))
    found += [("blob", "", centred(blur)), ("blur", "", blur), ("sharpen", "", sharp)]
    return tuple(Classic(family, direction, _kept(pattern)) for family, direction, pattern in found)


def compare(kernels: NDArray[np.floating]) -> Matches:
    """Find the classic filter nearest to each of n kernels [rows, columns, channels, n]; see the module's text."""
    rows, columns, channels, count = kernels.shape
    similarities = _similarities(np.asarray(kernels, np.float32))
    if not len(similarities):
        zeros = np.zeros(count, np.float32)
        return Matches((rows, columns), np.zeros(count, np.intp), np.zeros(count, np.int8), zeros, 1.0)
    indices = similarities.argmax(axis=0)
    signs = np.zeros(count, np.int8)
    if channels == 1:
        flat = kernels.reshape(rows * columns, count)
        patterns = np.stack([classic.pattern.ravel() for classic in classics(rows, columns)])
        signs = np.where(np.einsum("ni,in->n", patterns[indices], flat) < 0, -1, 1).astype(np.int8)
    best = similarities[indices, np.arange(count)]
    return Matches((rows, columns), indices, signs, best, chance(rows, columns, channels))


@lru_cache(maxsize=64)
def chance(rows: int, columns: int, channels: int) -> float:
    """Return the similarity that 95 % of random kernels stay below.

    It is measured: on kernels of independent normal numbers, 10,000 of them where they are small, with a fixed seed.
    For many slices only the sums of their products matter. These are drawn as a triangle (Bartlett, "On the Theory of
    Statistical Regression", 1933): as exact, with far fewer numbers.
    """
    if not classics(rows, columns):
        return 1.0
    cells = rows * columns
    slices = min(channels, cells)
    count = min(max(_NUMBERS // (cells * slices), _FEWEST), _MOST)
    random = np.random.default_rng(0)
    kernels = random.standard_normal((cells, slices, count), np.float32)
    if channels > cells:
        kernels *= np.tri(cells, dtype=np.float32)[:, :, np.newaxis]
        for i in range(cells):
            kernels[i, i] = np.sqrt(random.chisquare(channels - i, count))
    kernels = kernels.reshape(rows, columns, slices, count)
    return float(np.percentile(_similarities(kernels).max(axis=0), _PERCENTILE))


def _similarities(kernels: Array) -> Array:
    """Return float32 [patterns, n]; 0 for a kernel of zeros."""
    rows, columns, channels, count = kernels.shape
    found = classics(rows, columns)
    if not found:
        return np.zeros((0, count), np.float32)
    patterns = np.stack([classic.pattern.ravel() for classic in found])
    flat = kernels.reshape(rows * columns, channels * count)
    parts = (patterns @ flat).reshape(len(found), channels, count)
    energy = np.einsum("ij,ij->j", flat, flat).reshape(channels, count).sum(axis=0)
    shares = np.einsum("pkn,pkn->pn", parts, parts)
    np.divide(shares, energy, out=shares, where=energy > 0)
    return np.asarray(np.sqrt(np.minimum(shares, 1)), np.float32)


def _derivative(side: int) -> NDArray[np.float64]:
    return np.convolve(binomial(side - 2), (-1, 0, 1))


def _unit(pattern: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(pattern / np.linalg.norm(pattern))


def _kept(pattern: NDArray[np.float64]) -> Array:
    kept = _unit(pattern).astype(np.float32)
    kept.flags.writeable = False
    return kept
