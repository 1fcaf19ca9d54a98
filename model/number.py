"""Ink read as a number: piece by piece, if every piece of it is a digit by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from model.digitize import digitize
from model.pieces import group
from model.raster import Raster
from model.refusal import are_refused

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from numpy.typing import NDArray

    from model.batch import Answers, Batch
    from model.digitize import Steps
    from model.pieces import Piece
    from model.strokes import Stroke

    Array = NDArray[np.float32]

SURE = 0.7
"""Where a network has no boundary between digits and other ink, a piece counts as a digit from this probability on."""


@dataclass(frozen=True, slots=True, eq=False)
class Digit:
    """One digit of a number.

    Attributes
    ----------
    piece : Piece, its strokes and where they lie.
    ink : uint8 [448, 448], read-only, the canvas with these strokes alone.
    answer : int, what the network reads.
    probability : float, how sure it is, 0 to 1.
    """

    piece: Piece
    ink: NDArray[np.uint8]
    answer: int
    probability: float


def read_number(network: Batch, strokes: Sequence[Stroke], steps: Steps) -> Generator[None, None, tuple[Digit, ...]]:
    """Read the pieces of the ink, each as if it were alone on the canvas.

    It is a generator so that the caller can do something else between two pieces.

    Returns
    -------
    tuple of Digit
        In the order of reading; empty if there is only one piece or any of them is no digit: then the ink is one
        symbol.
    """
    pieces = group(strokes)
    if len(pieces) < 2:
        return ()
    images, inks = [], []
    for piece in pieces:
        yield
        raster = Raster()
        for stroke in piece.strokes:
            raster.stroke(stroke)
        ink = raster.copy()
        ink.flags.writeable = False
        inks.append(ink)
        images.append(digitize(ink, steps, [stroke.points for stroke in piece.strokes]).image)
    yield
    batch = np.stack(images)
    answers = network.answers(batch)
    if not are_digits(network, batch, answers).all():
        return ()
    best = answers.probabilities.argmax(axis=1).tolist()
    shares = answers.probabilities.max(axis=1).tolist()
    return tuple(map(Digit, pieces, inks, best, shares))


def are_digits(network: Batch, images: Array, answers: Answers) -> NDArray[np.bool_]:
    """Tell which pictures [N, 28, 28] with these answers are digits, bool [N]."""
    boundary = network.weights.boundary
    digits = ~are_refused(images, answers.features, answers.logits, boundary)
    if boundary is None:
        digits &= answers.probabilities.max(axis=1) >= SURE
    return digits
