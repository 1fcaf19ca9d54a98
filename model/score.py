"""How many pictures of each digit a network reads right, counted in small steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from model.data import CLASSES

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from numpy.typing import NDArray

    from model.batch import Batch
    from model.data import Digits

STEP: Final = 32
"""Pictures to answer at a time: a stroke waits for no more."""
_TOLD: Final = 4
"""Steps after which is told how far it is: who looks at it has more to do."""


@dataclass(frozen=True, slots=True, eq=False)
class Score:
    """What was answered to labelled pictures; whatever the network is most sure of counts, nothing is refused.

    Attributes
    ----------
    answers
        int64 [10, classes], read-only: how many pictures of a digit (row) got which answer (column).
    """

    answers: NDArray[np.int64]

    @property
    def totals(self) -> NDArray[np.int64]:
        """How many pictures there are of each digit, int64 [10]."""
        return np.asarray(self.answers.sum(axis=1))

    @property
    def right(self) -> NDArray[np.int64]:
        """How many of them are read right, int64 [10]."""
        return np.array([row[digit] if digit < len(row) else 0 for digit, row in enumerate(self.answers)], np.int64)

    @property
    def share(self) -> float:
        """Right answers, 0 to 1, of all; 0 where there are no pictures."""
        total = int(self.answers.sum())
        return int(self.right.sum()) / total if total else 0.0

    def taken_for(self, digit: int) -> tuple[int, int]:
        """Return the wrong answer that a digit gets most often, and how often; (-1, 0) if it gets none."""
        wrong = self.answers[digit].copy()
        if digit < len(wrong):
            wrong[digit] = 0
        return (int(wrong.argmax()), int(wrong.max())) if wrong.any() else (-1, 0)


def scoring(digits: Digits) -> Callable[[Batch], Generator[int | None, None, Score]]:
    """Return the work of counting: it tells now and then how many pictures are answered, and returns the `Score`."""

    def work(network: Batch) -> Generator[int | None, None, Score]:
        answers = np.zeros((CLASSES, network.specs[-1].output_shape[-1]), np.int64)
        for number, first in enumerate(range(0, len(digits), STEP), 1):
            part = digits[first : first + STEP]
            found = network.probabilities(np.asarray(part.images / np.float32(255), np.float32)).argmax(axis=1)
            np.add.at(answers, (part.labels, found), 1)
            yield None if number % _TOLD else first + len(part)
        answers.flags.writeable = False
        return Score(answers)

    return work
