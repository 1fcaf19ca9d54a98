"""People's pen strokes, and made-up ink that is no digit, split into what is learned and what is only looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from model.data import Digits
from model.digitize import read
from model.lessons import NOT_A_DIGIT, Pens
from model.nondigits import HELD_OUT, LEARNED, crowds, sample

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from model.samples import Drawings

    Lines = Sequence[NDArray[np.floating]]

HELD_OUT_SHARE = 0.1
_SPLIT = 1
"""Seed of the split. It is the same for every run: a teacher must not have seen what its pupil is judged by."""
_ANOTHER = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What a run learns from some source, and what it is judged by.

    Attributes
    ----------
    digits, others : to learn from; None where there is none.
    validation : digits of writers who are not learned from, by the standard steps; None if there is none.
    strangers : what is no digit, by the same writers (or drawn another time); None if there is none.
    """

    digits: Pens | None
    others: Pens | None
    validation: Digits | None
    strangers: NDArray[np.float32] | None


def held_out(drawings: Drawings, sites: Sequence[str] = ()) -> NDArray[np.bool_]:
    """Choose whose drawings are not learned from.

    People draw all their digits alike, so a validation set of other drawings by the same people tells nothing
    of strangers: a tenth of the writers, at least one, is kept apart with all they drew. If the file does not
    name them, the last tenth of the samples is.

    Parameters
    ----------
    drawings : the samples.
    sites : if given, everybody whose name begins with one of these is kept apart instead. (In UNIPEN a name is
        "site|writer".)

    Returns
    -------
    bool [N], true for the validation set.
    """
    if drawings.writers is None:
        return np.arange(len(drawings)) >= len(drawings) * (1 - HELD_OUT_SHARE)
    if sites:
        apart = np.zeros(len(drawings), bool)
        for site in sites:
            apart |= np.char.startswith(drawings.writers, site)
        return apart
    writers = np.unique(drawings.writers)
    count = max(1, round(len(writers) * HELD_OUT_SHARE))
    apart = np.random.default_rng(_SPLIT).choice(writers, count, replace=False)
    return np.isin(drawings.writers, apart)


def split(drawings: Drawings, sites: Sequence[str] = ()) -> Part:
    """Split the samples of a stroke file by writers; see `held_out`."""
    apart = held_out(drawings, sites)
    is_digit = drawings.labels != NOT_A_DIGIT
    samples = [drawings.lines(index) for index in range(len(drawings))]

    def some(chosen: NDArray[np.bool_]) -> tuple[list[Lines], NDArray[np.int64]]:
        return [samples[i] for i in np.flatnonzero(chosen)], drawings.labels[chosen]

    judged, labels = some(apart & is_digit)
    odd, _ = some(apart & ~is_digit)
    return Part(
        _pens(*some(~apart & is_digit)),
        _pens(*some(~apart & ~is_digit)),
        Digits(np.rint(_images(judged) * 255).astype(np.uint8), labels.copy()) if judged else None,
        _images(odd) if odd else None,
    )


def made_up(count: int, seed: int) -> Part:
    """Make scribbles, signs and emblems to learn from, and an eighth as many more of the same families."""
    learned = [ink.strokes for ink in sample(count, seed, LEARNED)]
    more = [ink.strokes for ink in sample(max(1, count // 8), _ANOTHER + seed, LEARNED)]
    return Part(None, _pens(learned, np.full(count, NOT_A_DIGIT)), None, _images(more))


def unseen(count: int, seed: int) -> NDArray[np.float32]:
    """Make scribbles, signs and emblems of families that nothing is learned from, float32 [N, 28, 28]."""
    return _images([ink.strokes for ink in sample(count, seed, HELD_OUT)])


def crowded(digits: Pens, count: int, seed: int) -> Part:
    """Make digits that are none any more, several together or struck out, from those that are learned."""
    made = [ink.strokes for ink in crowds.sample(digits.samples, count, seed)]
    more = [ink.strokes for ink in crowds.sample(digits.samples, max(1, count // 8), _ANOTHER + seed)]
    return Part(None, _pens(made, np.full(count, NOT_A_DIGIT)), None, _images(more))


def _pens(samples: Sequence[Lines], labels: NDArray[np.integer]) -> Pens | None:
    return Pens(samples, labels.astype(np.int64)) if len(samples) else None


def _images(samples: Sequence[Lines]) -> NDArray[np.float32]:
    """Return what the network would get of each sample, float32 [N, 28, 28]."""
    images = np.zeros((len(samples), 28, 28), np.float32)
    for image, lines in zip(images, samples, strict=True):
        picture = read(lines)
        if picture is not None:
            image[:] = picture
    return images
