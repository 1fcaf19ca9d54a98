"""The long work of an evaluation, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from model.evaluation import Evaluation, measure
from model.grid import DEFAULT_WIDTH
from model.refusal import judge
from model.samples import Drawings
from model.strokes import Stroke

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from numpy.typing import NDArray

    from model.batch import Batch
    from model.samples import Samples

_SECONDS_PER_POINT = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What was evaluated, its name, what came of it, and the pictures uint8 [N, 28, 28] that entered the network."""

    name: str
    samples: Samples
    evaluation: Evaluation
    seen: NDArray[np.uint8]

    def without_refusal(self) -> Outcome:
        """Return the same where nothing was refused."""
        told = self.evaluation
        return replace(self, evaluation=Evaluation.of(told.labels, told.answers, told.probabilities))


def evaluating(name: str, samples: Samples) -> Callable[[Batch], Generator[tuple[int, int], None, Outcome]]:
    """Return the work of an evaluation: it tells how many of how many are answered, and returns the `Outcome`."""

    def work(network: Batch) -> Generator[tuple[int, int], None, Outcome]:
        total = len(samples.labels)
        seen = np.zeros((total, 28, 28), np.uint8)
        steps = measure(network, samples, judge(network.weights.boundary, isinstance(samples, Drawings)), seen)
        while True:
            try:
                done = next(steps)
            except StopIteration as end:
                seen.flags.writeable = False
                evaluation: Evaluation = end.value
                break
            yield done, total
        yield total, total
        _ = evaluation.confusion, evaluation.misread, evaluation.reliability  # here rather than in the window
        return Outcome(name, samples, evaluation, seen)

    return work


def strokes_of(samples: Drawings, index: int) -> tuple[Stroke, ...]:
    """Return a sample as the strokes of a steady hand, where the evaluation had put it."""
    strokes, begun = [], 0.0
    for line in samples.lines(index):
        times = begun + np.arange(len(line)) * _SECONDS_PER_POINT
        strokes.append(Stroke(np.column_stack([line, times, np.ones(len(line))]), DEFAULT_WIDTH))
        begun = float(times[-1]) + _SECONDS_PER_POINT
    return tuple(strokes)
