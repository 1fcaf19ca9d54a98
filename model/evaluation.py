"""How often a network is right, overall, digit by digit, what it confuses with what, and how honest it is."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

import numpy as np

from model.reliability import Reliability

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    from numpy.typing import NDArray

    from model.batch import Answers

    Image = NDArray[np.float32]
    Judge = Callable[[Image, Answers], NDArray[np.bool_]]

T = TypeVar("T")

CLASSES: Final = 10
NO_ANSWER: Final = -1
"""Stands for the answer to a sample without ink: a blank canvas is not read as any digit."""
_PICTURES: Final = 32
_STEP_SECONDS: Final = 0.002


class Labelled(Protocol):
    """Samples with the digits they show; see `model.samples`."""

    @property
    def labels(self) -> NDArray[np.int64]:
        """The digits [N], 0 to 9, or -1 for what is no digit."""

    def image(self, index: int) -> Image | None:
        """Return what enters the network, float32 [28, 28], or None if there is no ink."""


class Answering(Protocol):
    """A network that answers many pictures; see `model.batch`."""

    def answers(self, images: Image) -> Answers:
        """Answer float32 [N, 28, 28]."""


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The outcome of an evaluation of N samples.

    Only digits count: what is labelled -1 is in none of the numbers but `refused_others`.

    Attributes
    ----------
    labels : int64 [N], the digits, or -1 for what is no digit.
    answers : int64 [N], the most probable digits, -1 for samples without ink.
    probabilities : float32 [N, 10], zeros for samples without ink.
    refused : bool [N], what was taken for no digit.
    """

    labels: NDArray[np.int64]
    answers: NDArray[np.int64]
    probabilities: NDArray[np.float32]
    refused: NDArray[np.bool_]

    def __post_init__(self) -> None:
        count = len(self.labels)
        shapes = [array.shape for array in (self.labels, self.answers, self.probabilities, self.refused)]
        if shapes != [(count,), (count,), (count, CLASSES), (count,)]:
            raise ValueError(f"Expected shapes (N,), (N,), (N, {CLASSES}) and (N,). Received {shapes}.")
        for array in (self.labels, self.answers, self.probabilities, self.refused):
            array.flags.writeable = False

    @classmethod
    def of(
        cls,
        labels: NDArray[np.integer],
        answers: NDArray[np.integer],
        probabilities: NDArray[np.floating],
        refused: NDArray[np.bool_] | None = None,
    ) -> Evaluation:
        """Copy the outcome for N samples; without `refused`, nothing was refused."""
        kept = np.zeros(len(labels), np.bool_) if refused is None else np.array(refused, np.bool_)
        return cls(np.array(labels, np.int64), np.array(answers, np.int64), np.array(probabilities, np.float32), kept)

    # --- right and wrong --------------------------------------------------------------------------------------

    @cached_property
    def is_digit(self) -> NDArray[np.bool_]:
        """Which samples count, bool [N]."""
        digit: NDArray[np.bool_] = self.labels >= 0
        return digit

    @cached_property
    def is_right(self) -> NDArray[np.bool_]:
        """Which samples are digits that were read as what they are, bool [N]."""
        return self.is_digit & rightly(self.labels, self.answers, self.refused)

    @cached_property
    def misread(self) -> NDArray[np.intp]:
        """Indices of the digits that were not read rightly, the most confident errors first."""
        wrong = np.flatnonzero(self.is_digit & ~self.is_right)
        return wrong[np.argsort(-self.confidence[wrong], kind="stable")]

    @cached_property
    def confusion(self) -> NDArray[np.int64]:
        """How often the row's digit was answered with the column's, int64 [10, 10]; refused ones are left out."""
        table = np.zeros((CLASSES, CLASSES), np.int64)
        counted = self.is_digit & ~self.refused & (self.answers != NO_ANSWER)
        np.add.at(table, (self.labels[counted], self.answers[counted]), 1)
        table.flags.writeable = False
        return table

    @property
    def unanswered(self) -> NDArray[np.int64]:
        """How many samples of each digit had no ink, int64 [10]; they count as wrong."""
        return self._count(self.answers == NO_ANSWER)

    @property
    def totals(self) -> NDArray[np.int64]:
        """How many samples of each digit there were, int64 [10]."""
        return self._count(self.is_digit)

    @property
    def n(self) -> int:
        """How many digits there were."""
        return int(self.is_digit.sum())

    @property
    def accuracy(self) -> float:
        """Fraction answered rightly, 0 to 1; not a number without digits. A refused digit counts as wrong."""
        return int(self.is_right.sum()) / self.n if self.n else float("nan")

    @property
    def standard_error(self) -> float:
        """Of the accuracy, as of a share among N draws: sqrt(p (1 - p) / N)."""
        return math.sqrt(self.accuracy * (1 - self.accuracy) / self.n) if self.n else float("nan")

    @property
    def per_digit(self) -> tuple[float | None, ...]:
        """Fraction answered rightly of each digit, None for a digit that did not occur."""
        right = self._count(self.is_right)
        return tuple(int(hits) / int(n) if n else None for hits, n in zip(right, self.totals, strict=True))

    # --- refusal ----------------------------------------------------------------------------------------------

    @property
    def refused_digits(self) -> float:
        """Share of the digits that were refused; not a number without digits."""
        return _share(self.refused, self.is_digit)

    @property
    def refused_others(self) -> float:
        """Share of what is no digit that was refused; not a number without such samples."""
        return _share(self.refused, ~self.is_digit)

    # --- honesty ----------------------------------------------------------------------------------------------

    @cached_property
    def confidence(self) -> NDArray[np.float32]:
        """The largest probability of each sample, float32 [N]."""
        largest: NDArray[np.float32] = self.probabilities.max(axis=1, initial=0)
        return largest

    @cached_property
    def reliability(self) -> Reliability:
        """How often the network was right at which confidence: all digits with ink, whether refused or not."""
        counted = self.is_digit & (self.answers != NO_ANSWER)
        return Reliability.of(self.confidence[counted], (self.answers == self.labels)[counted])

    @property
    def ece(self) -> float:
        """The expected calibration error; see `model.reliability`."""
        return self.reliability.ece

    def _count(self, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.bincount(self.labels[chosen & self.is_digit], minlength=CLASSES)


def rightly(labels: NDArray[np.integer], answers: NDArray[np.integer], refused: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which of N digits are read as what they are, bool [N]: a refused one is not, whatever it is nearest to."""
    right: NDArray[np.bool_] = (labels == answers) & ~refused
    return right


def _share(part: NDArray[np.bool_], whole: NDArray[np.bool_]) -> float:
    return float(part[whole].mean()) if whole.any() else float("nan")


def measure(
    network: Answering, samples: Labelled, judge: Judge | None = None, seen: NDArray[np.uint8] | None = None
) -> Generator[int, None, Evaluation]:
    """Answer all samples in steps of some milliseconds, so that the caller can show progress, or stop.

    Parameters
    ----------
    network : a `model.batch.Batch`.
    samples : what to answer.
    judge : from M pictures and the answers to them to what is refused, bool [M]; what has no ink is then refused too.
    seen : uint8 [N, 28, 28], takes the pictures that entered the network, 255 ink; paper where there is no ink.

    Yields
    ------
    How many samples are answered.

    Returns
    -------
    The evaluation.
    """
    count = len(samples.labels)
    answers = np.full(count, NO_ANSWER, np.int64)
    probabilities = np.zeros((count, CLASSES), np.float32)
    refused = np.full(count, judge is not None)
    done = 0
    for read in read_in_steps(samples.image, range(count)):
        if read is not None:
            indices, images = read
            told = network.answers(images)
            answers[indices] = told.probabilities.argmax(axis=1)
            probabilities[indices] = told.probabilities
            if judge is not None:
                refused[indices] = judge(images, told)
            if seen is not None:
                seen[indices] = np.rint(images * np.float32(255))
            done = int(indices[-1]) + 1
        yield done
    return Evaluation.of(samples.labels, answers, probabilities, refused)


def evaluate(network: Answering, samples: Labelled) -> Evaluation:
    """Answer all samples and count."""
    return finish(measure(network, samples))


def finish(steps: Generator[object, None, T]) -> T:
    """Let a generator run to its end; return what it returns."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result


def read_in_steps(
    read: Callable[[int], Image | None], indices: Iterable[int]
) -> Iterator[tuple[NDArray[np.intp], Image] | None]:
    """Read pictures until there are enough for the network.

    Yields
    ------
    At most 32 of the indices, ascending as they come, with their pictures float32 [M, 28, 28]; or None after some
    milliseconds of reading. What has no ink is left out.
    """
    found: list[tuple[int, Image]] = []
    begun = time.perf_counter()
    for index in indices:
        image = read(index)
        if image is not None:
            found.append((index, image))
        if len(found) == _PICTURES:
            yield _stacked(found)
            found = []
        elif time.perf_counter() - begun > _STEP_SECONDS:
            yield None
        else:
            continue
        begun = time.perf_counter()
    if found:
        yield _stacked(found)


def _stacked(found: list[tuple[int, Image]]) -> tuple[NDArray[np.intp], Image]:
    return np.array([index for index, _ in found], np.intp), np.stack([image for _, image in found])
