"""Digits that are none any more: several in one drawing, or one crossed out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.nondigits.drawing import NonDigit, put_down
from model.nondigits.hand import Hand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Lines = Sequence[NDArray[np.floating]]
    Strokes = list[NDArray[np.float64]]


def sample(digits: Sequence[Lines], count: int, seed: int) -> list[NonDigit]:
    """Take digits at random and make them into what is none: a third beside, a third over each other, a third struck.

    Parameters
    ----------
    digits : the strokes of each.
    count, seed : as of `model.nondigits.sample`.
    """
    made = []
    for index in range(count):
        chance = np.random.default_rng((seed, index))
        first, second = (digits[i] for i in chance.integers(len(digits), size=2))
        own = int(chance.integers(1 << 31))
        kind = index % 3
        made.append(struck_out(first, own) if kind == 2 else (beside, overlapping)[kind](first, second, own))
    return made


def beside(first: Lines, second: Lines, seed: int) -> NonDigit:
    """Put two digits beside each other, as a number of two digits.

    Parameters
    ----------
    first, second : a digit's strokes [n, 2] each, in any unit, x right and y down.
    seed : of the distance, the pen and the place.
    """
    chance = np.random.default_rng(seed)
    left, right = _upright(first), _upright(second)
    gap = chance.uniform(0.2, 0.5)  # less, and two ones become one thick one
    shift = _right(left) + gap - _left(right), chance.uniform(-0.15, 0.15)
    return put_down("beside", [*left, *(stroke + shift for stroke in right)], chance)


def overlapping(first: Lines, second: Lines, seed: int) -> NonDigit:
    """Put two digits over each other, shifted to the side by half a digit's width or more.

    One digit straight over another can be a digit again: a one within a seven, a zero on a zero.
    """
    chance = np.random.default_rng(seed)
    left, right = _upright(first), _upright(second)
    width = max(_right(left) - _left(left), _right(right) - _left(right), 0.9)
    shift = width * chance.uniform(0.6, 0.85), chance.uniform(-0.2, 0.2)
    return put_down("overlapping", [*left, *(stroke + shift for stroke in right)], chance)


def struck_out(digit: Lines, seed: int) -> NonDigit:
    """Cross a digit out: by a wide cross, by three bars or by going to and fro over it.

    One bar would not do: zeros and sevens have it anyway, and a one with a bar is a seven or a four.
    """
    chance = np.random.default_rng(seed)
    hand = Hand(chance)
    strokes = _upright(digit)
    wide = max(_right(strokes) - _left(strokes), 0.7) / 2 + hand.between(0.15, 0.4)
    kind = hand.count(0, 2)
    if kind == 0:
        # The bars' ends must stick out, or a crossed zero is an eight.
        out = max(wide + 0.3, 1.0)
        bars = [hand.line((-out, -1.2), (out, 1.2)), hand.line((out, -1.2), (-out, 1.2))]
    elif kind == 1:
        lean = hand.between(-0.4, 0.4)
        bars = [hand.line((-wide, y + lean), (wide, y - lean)) for y in (-0.55, 0, 0.55)]
    else:
        teeth = hand.count(6, 10)
        down = np.linspace(-0.8, 0.8, teeth).tolist()
        bars = [hand.line(*(((-1) ** i * wide, y) for i, y in enumerate(down)))]
    return put_down("struck out", [*strokes, *bars], chance)


def _upright(lines: Lines) -> Strokes:
    """Scale a digit to a height of 2 (a flat one to a width of 2) around (0, 0)."""
    points = np.concatenate(lines).astype(np.float64)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = 2 / max((high - low).max(), 1e-30)
    return [(np.asarray(line, np.float64) - (low + high) / 2) * scale for line in lines]


def _left(strokes: Strokes) -> float:
    return min(float(stroke[:, 0].min()) for stroke in strokes)


def _right(strokes: Strokes) -> float:
    return max(float(stroke[:, 0].max()) for stroke in strokes)
