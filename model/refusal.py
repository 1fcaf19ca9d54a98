"""When the ink is no digit: rules for what there is to see, and a boundary in what the network makes of it.

A network that reads digits always answers one, and its largest probability alone says little about what it has never
seen. So two things are asked. Is there a digit's worth of ink at all? And do the numbers in front of the answer look
as they do for digits? For that, digits and other ink that were not learned from are told apart by a logistic
regression (`model.calibration`): on the logits in falling order, of which the energy score (Liu and others,
"Energy-based Out-of-distribution Detection", 2020) and the largest probability are two special functions, and on the
values that enter the last layer.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from model.batch import Answers
    from model.digitize import Steps

Array = NDArray[np.float32]

TOO_LITTLE: Final = "too_little_ink"
TOO_MUCH: Final = "too_much_ink"
UNLIKE: Final = "unlike_any_digit"
BETWEEN: Final = "between_digits"

SHORTEST: Final = 12
"""Pixels of the network's picture that the longer side of a digit's ink takes at least.

Ink is scaled to 20 pixels, but never enlarged more than fivefold: what stays below 12 is a dot that is smaller than a
fifteenth of the canvas. Of MNIST's 60,000 training pictures none is below 14.
"""
SHORTEST_AS_DRAWN: Final = 4
"""The same where the steps that crop and scale are not both on: then a small digit is small in the picture too."""
LEAST: Final = 8
"""Pixels' worth of ink in a digit at least; of MNIST's training pictures none has less than 19."""
FILLED: Final = 0.86
"""More of the box around a digit is never ink, if its shorter side has 8 pixels or more: MNIST's largest is 0.84."""
_BROAD: Final = 8
_INK: Final = np.float32(0.3)
_TWO: Final = 0.75
"""Two digits between them have this much of the probability where the ink lies between two digits ..."""
_SECOND: Final = 0.2
"""... and the second of them this much."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why ink is not read as a digit.

    Attributes
    ----------
    reason
        'too_little_ink', 'too_much_ink', 'unlike_any_digit' or 'between_digits'.
    numbers
        Of the last one: 'first' and 'second', the two digits.
    """

    reason: str
    numbers: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, eq=False)
class Boundary:
    """What tells digits from other ink: a digit's score ``a . features + sort(z) . logits + bias`` is not below 0.

    Attributes
    ----------
    features : float32 [values], the weights of what enters the last layer, a.
    logits : float32 [classes], the weights of the last layer's z, the largest first.
    bias : how far the boundary lies from where everything is 0.
    lenience : how much more pictures are allowed than ink drawn here; not below 0.
    """

    features: Array
    logits: Array
    bias: float
    lenience: float = 0.0

    def for_pictures(self) -> Boundary:
        """Return the boundary for ink that is known as a picture alone: a scan, a photo, one of MNIST's digits.

        Scribbles are drawn on the canvas; who brings a picture mostly means a digit, and digits from paper vary more.
        """
        return replace(self, bias=self.bias + self.lenience, lenience=0.0)

    def score(self, features: Array, logits: Array) -> float:
        """Return the score for one picture's features [values] and logits [classes]: `scores`, in fewer calls."""
        falling = np.sort(logits)[::-1]
        return float(features @ self.features + falling @ self.logits + np.float32(self.bias))

    def scores(self, features: Array, logits: Array) -> Array:
        """Return the scores [N] for features [N, values] and logits [N, classes] as the network computed them."""
        falling = np.sort(logits, axis=1)[:, ::-1]
        scores: Array = features @ self.features + falling @ self.logits + np.float32(self.bias)
        return scores


def refusal_of(
    image: Array, features: Array, logits: Array, boundary: Boundary | None, shortest: int = SHORTEST
) -> Refusal | None:
    """Decide whether one picture is refused.

    Parameters
    ----------
    image : float32 [rows, columns], what entered the network, 0 paper to 1 ink.
    features : float32, what entered the last layer.
    logits : float32 [classes], the last layer's z.
    boundary : of this network; without it only the rules for the ink count.
    shortest : see `shortest_for`.

    Returns
    -------
    Refusal or None
        None for a digit.
    """
    fault = _fault(image, shortest)
    if fault is not None:
        return Refusal(fault)
    if boundary is None or boundary.score(features.ravel(), logits.ravel()) >= 0:
        return None
    return _unlike(logits.ravel())


def are_refused(images: Array, features: Array, logits: Array, boundary: Boundary | None) -> NDArray[np.bool_]:
    """Decide the same for many pictures, brought to their size by all steps.

    Parameters
    ----------
    images : float32 [N, rows, columns].
    features, logits : float32 [N, values] and [N, classes].

    Returns
    -------
    bool [N], true where the ink is no digit.
    """
    little, much = _faults(images, SHORTEST)
    refused: NDArray[np.bool_] = little | much
    if boundary is not None:
        refused |= boundary.scores(features.reshape(len(features), -1), logits) < 0
    return refused


def judge(boundary: Boundary | None, drawn: bool) -> Callable[[Array, Answers], NDArray[np.bool_]]:
    """Return the same as a function of pictures and the answers to them, for `model.evaluation.measure`.

    Parameters
    ----------
    boundary : of the network.
    drawn : whether the pictures were made from strokes; see `Boundary.for_pictures`.
    """
    if boundary is not None and not drawn:
        boundary = boundary.for_pictures()
    return lambda images, told: are_refused(images, told.features, told.logits, boundary)


def shortest_for(steps: Steps) -> int:
    """Return how many pixels a digit takes at least in a picture that was made by these steps."""
    return SHORTEST if steps.crop and steps.scale else SHORTEST_AS_DRAWN


def _fault(image: Array, shortest: int) -> str | None:
    """Return `TOO_LITTLE` or `TOO_MUCH`, or None: `_faults` of one picture, in fewer calls."""
    inked = image > _INK
    high, wide = (_length(np.bitwise_or.reduce(inked, axis=axis)) for axis in (1, 0))
    ink = float(image.sum())
    if max(high, wide) < shortest or ink < LEAST:
        return TOO_LITTLE
    return TOO_MUCH if ink > FILLED * (high * wide) and min(high, wide) >= _BROAD else None


def _length(lines: NDArray[np.bool_]) -> int:
    """Return how many lines there are from the first to the last true one of [n]; all if none is."""
    found = lines.nonzero()[0]
    return int(found[-1] - found[0]) + 1 if found.size else len(lines)


def _faults(images: Array, shortest: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return bool [N] twice: where there is too little ink, and where too much."""
    inked = images > _INK
    high, wide = _extent(np.bitwise_or.reduce(inked, axis=2)), _extent(np.bitwise_or.reduce(inked, axis=1))
    pixels = images.reshape(len(images), -1)
    ink = pixels @ np.ones(pixels.shape[1], np.float32)
    little = (np.maximum(high, wide) < shortest) | (ink < LEAST)
    much = (ink > FILLED * (high * wide)) & (np.minimum(high, wide) >= _BROAD)
    return little, much


def _extent(lines: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return how many lines [N] there are from the first to the last true one of [N, lines]; all if none is."""
    extent: NDArray[np.intp] = lines.shape[1] - lines[:, ::-1].argmax(axis=1) - lines.argmax(axis=1)
    return extent


def _unlike(logits: Array) -> Refusal:
    """Tell ink between two digits from ink that is like none."""
    odds = np.exp(logits - logits.max())
    second, first = np.argsort(odds)[-2:].tolist() if len(odds) > 1 else (0, 0)
    total = odds.sum()
    if first != second and odds[first] + odds[second] >= _TWO * total and odds[second] >= _SECOND * total:
        return Refusal(BETWEEN, MappingProxyType({"first": first, "second": second}))
    return Refusal(UNLIKE)
