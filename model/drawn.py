"""Pictures for training, drawn from people's pen strokes on the program's own canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.data import SIDE, Digits
from model.samples import Placing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from model.samples import Drawings

HELD_OUT = 0.1
_THIN, _THICK = np.log(0.04), np.log(0.12)


def held_out(drawings: Drawings, seed: int) -> NDArray[np.bool_]:
    """Choose whose drawings are not learned from.

    People draw all their digits alike, so a validation set of other drawings by the same people tells nothing
    of strangers: a tenth of the writers, at least one, is kept apart with all they drew. If the file does not
    name them, the last tenth of the samples is.

    Returns
    -------
    bool [N], true for the validation set.
    """
    if drawings.writers is None:
        return np.arange(len(drawings)) >= len(drawings) * (1 - HELD_OUT)
    writers = np.unique(drawings.writers)
    count = max(1, round(len(writers) * HELD_OUT))
    apart = np.random.default_rng(seed).choice(writers, count, replace=False)
    return np.isin(drawings.writers, apart)


def draw(drawings: Drawings, seed: int, varied: NDArray[np.bool_]) -> Iterator[NDArray[np.uint8]]:
    """Draw every sample once, so that the caller can show progress or stop.

    Parameters
    ----------
    drawings : the strokes.
    seed : of the pens' widths.
    varied : bool [N]; these are drawn with a pen of any width, from thin to thick, the others with the usual.

    Yields
    ------
    uint8 [28, 28]
    """
    chance = np.random.default_rng(seed)
    widths = np.exp(chance.uniform(_THIN, _THICK, len(drawings)))
    for index, width in enumerate(widths):
        image = drawings.image(index, Placing(pen_width=float(width)) if varied[index] else None)
        yield np.zeros((SIDE, SIDE), np.uint8) if image is None else np.rint(image * 255).astype(np.uint8)


def collect(drawings: Drawings, images: list[NDArray[np.uint8]]) -> Digits:
    """Put what `draw` yielded together with its labels."""
    return Digits(np.stack(images), drawings.labels.copy())
