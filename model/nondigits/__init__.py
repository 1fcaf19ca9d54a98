"""Drawings of what is no digit, so that a network can learn to say so, and be asked about what it never saw.

Three groups of families: scribbles, signs of writing, and emblems. About a quarter of each is `HELD_OUT`: a
training must not take from it, so that it measures what the network makes of ink of an unknown kind. Digits that are
none any more, several together or crossed out, are made by `model.nondigits.crowds` from people's digits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.nondigits import emblems, scribbles, signs
from model.nondigits.drawing import NonDigit, put_down
from model.nondigits.hand import Hand

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

__all__ = ["HELD_OUT", "LEARNED", "NonDigit", "sample"]

_GROUPS = (scribbles, signs, emblems)


def _name(draw: Callable[[Hand], object]) -> str:
    return draw.__name__.replace("_", " ")


_DRAW: dict[str, Callable[[Hand], list[NDArray[np.float64]]]] = {
    _name(draw): draw for group in _GROUPS for draw in (*group.LEARNED, *group.HELD_OUT)
}
LEARNED = tuple(_name(draw) for group in _GROUPS for draw in group.LEARNED)
"""Families to learn from."""
HELD_OUT = tuple(_name(draw) for group in _GROUPS for draw in group.HELD_OUT)
"""Families that are never learned from."""

_FINE = ("at sign", "percent", "ampersand", "dollar", "smiley", "flower", "sun", "eye", "cup", "umbrella", "anchor")
_FINE_PEN = 0.1
"""What has so small parts is drawn with a thinner pen, or it becomes one spot."""
_LEVEL = ("minus", "wave", "infinity", "exclamation")
_LEVEL_TURN = 0.1
"""What would be a digit if it were turned keeps more nearly level."""


def sample(count: int, seed: int, families: Sequence[str] = LEARNED) -> list[NonDigit]:
    """Draw what is no digit.

    Parameters
    ----------
    count : how many drawings; the first ones are the same for any count.
    seed : repeats them.
    families : names out of `LEARNED` or `HELD_OUT`; each is drawn equally often in the long run.

    Raises
    ------
    KeyError
        For an unknown family.
    """
    return [_one(families, np.random.default_rng((seed, index))) for index in range(count)]


def _one(families: Sequence[str], chance: np.random.Generator) -> NonDigit:
    family = families[int(chance.integers(len(families)))]
    return put_down(
        family,
        _DRAW[family](Hand(chance)),
        chance,
        turn=_LEVEL_TURN if family in _LEVEL else 0.2,
        thickest=_FINE_PEN if family in _FINE else 0.2,
    )
