"""How often a network is right, overall, digit by digit, and what it confuses with what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from model.reference import Reference

CHUNK = 64
CLASSES = 10
NO_ANSWER = -1
"""Stands for the answer to a sample without ink: a blank canvas is not read as any digit."""


class Labelled(Protocol):
    """Samples with the digits they show; see `model.samples`."""

    @property
    def labels(self) -> NDArray[np.int64]:
        """The digits [N], 0 to 9."""

    def image(self, index: int) -> NDArray[np.float32] | None:
        """Return what enters the network, float32 [28, 28], or None if there is no ink."""


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """The outcome of an evaluation.

    Attributes
    ----------
    confusion : int64 [10, 10], read-only: how often the row's digit was answered with the column's.
    unanswered : int64 [10], read-only: how many samples of each digit had no ink; they count as wrong.
    """

    confusion: NDArray[np.int64]
    unanswered: NDArray[np.int64]

    def __post_init__(self) -> None:
        if self.confusion.shape != (CLASSES, CLASSES) or self.unanswered.shape != (CLASSES,):
            raise ValueError(
                "Expected a confusion table (10, 10) and ten counts. "
                f"Received shapes {self.confusion.shape} and {self.unanswered.shape}."
            )
        self.confusion.flags.writeable = False
        self.unanswered.flags.writeable = False

    @classmethod
    def of(cls, labels: NDArray[np.integer], answers: NDArray[np.integer]) -> Evaluation:
        """Count true digits [N] against answers [N], where -1 is no answer."""
        table = np.zeros((CLASSES, CLASSES + 1), np.int64)
        np.add.at(table, (labels, answers), 1)  # the index -1 is the last column
        return cls(table[:, :CLASSES].copy(), table[:, CLASSES].copy())

    @property
    def totals(self) -> NDArray[np.int64]:
        """How many samples of each digit there were, int64 [10]."""
        totals: NDArray[np.int64] = self.confusion.sum(axis=1) + self.unanswered
        return totals

    @property
    def n(self) -> int:
        """How many samples there were."""
        return int(self.totals.sum())

    @property
    def accuracy(self) -> float:
        """Fraction answered rightly, 0 to 1; not a number without samples."""
        return int(np.trace(self.confusion)) / self.n if self.n else float("nan")

    @property
    def per_digit(self) -> tuple[float | None, ...]:
        """Fraction answered rightly of each digit, None for a digit that did not occur."""
        right = self.confusion.diagonal()
        return tuple(int(hits) / int(n) if n else None for hits, n in zip(right, self.totals, strict=True))


def answers(reference: Reference, samples: Labelled) -> Iterator[NDArray[np.int64]]:
    """Answer samples chunk by chunk, so that the caller can show progress or stop.

    Yields
    ------
    int64 [at most 64], the most probable digits of the next samples, -1 where there is no ink.
    """
    count = len(samples.labels)
    for start in range(0, count, CHUNK):
        images = [samples.image(index) for index in range(start, min(start + CHUNK, count))]
        drawn = [image for image in images if image is not None]
        chunk = np.full(len(images), NO_ANSWER, np.int64)
        if drawn:
            chunk[[image is not None for image in images]] = reference.probabilities(np.stack(drawn)).argmax(
                axis=1
            )
        yield chunk


def evaluate(reference: Reference, samples: Labelled) -> Evaluation:
    """Answer all samples and count."""
    return Evaluation.of(samples.labels, np.concatenate(list(answers(reference, samples))))
