"""What a chart over the time of a drawing needs of its history, in plain NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Seconds = NDArray[np.float64]
Values = NDArray[np.float32]
History = Sequence[tuple[float, Values]]

LONGEST_PAUSE: Final = 0.15
"""Seconds; a longer pause is drawn as long as this."""
WORTH_A_MARK: Final = 0.1
"""Seconds of drawing that an answer must have lasted to be called one."""


@dataclass(frozen=True, slots=True)
class Change:
    """The largest value changed its place: at which moment, from where, to where."""

    index: int
    before: int
    after: int


class Course:
    """A history as arrays, its long pauses cut short. It grows with the history; only what is new is read."""

    def __init__(self) -> None:
        self._history: History = ()
        self._count = 0
        self._seconds: Seconds = np.empty(0)
        self._drawn: Seconds = np.empty(0)
        self._values: Values = np.empty((0, 0), np.float32)

    def __len__(self) -> int:
        return self._count

    @property
    def seconds(self) -> Seconds:
        """When each moment was, as it was told: float64 [moments]."""
        return self._seconds[: self._count]

    @property
    def drawn(self) -> Seconds:
        """The same from 0, without long pauses."""
        return self._drawn[: self._count]

    @property
    def values(self) -> Values:
        """What was told at each moment: float32 [moments, values]."""
        return self._values[: self._count]

    def follow(self, history: History) -> None:
        """Catch up with a history. Another one, or one that lost moments, is read anew."""
        n = self._count
        grown = history is self._history and len(history) >= n > 0 and history[n - 1][0] == self._seconds[n - 1]
        if not grown or history[-1][1].size != self._values.shape[1]:
            n = 0
        self._history = history
        self._append(n, history[n:])

    def changes(self) -> list[Change]:
        """Where the answer changed to one that lasted."""
        if not self._count:
            return []
        winners = self.values.argmax(axis=1)
        begins = np.concatenate(([0], (winners[1:] != winners[:-1]).nonzero()[0] + 1))
        since = self.drawn[begins]
        lasted = np.concatenate((since[1:], [np.inf])) - since
        found: list[Change] = []
        before = -1
        for index, long in zip(begins.tolist(), (lasted >= WORTH_A_MARK).tolist(), strict=True):
            after = int(winners[index])
            if long and after != before:
                if before >= 0:
                    found.append(Change(index, before, after))
                before = after
        return found

    def _append(self, start: int, news: History) -> None:
        self._count = start + len(news)
        if not news:
            return
        count, size = self._count, news[0][1].size
        if count > len(self._seconds) or size != self._values.shape[1]:
            self._grow(start, max(256, 2 * count), size)
        seconds = self._seconds[start:count]
        seconds[:] = [moment for moment, _ in news]
        self._values[start:count] = [values.ravel() for _, values in news]
        before = self._seconds[start - 1] if start else seconds[0]
        steps = np.diff(seconds, prepend=before).clip(0.0, LONGEST_PAUSE)
        self._drawn[start:count] = np.cumsum(steps) + (self._drawn[start - 1] if start else 0.0)

    def _grow(self, kept: int, room: int, size: int) -> None:
        seconds, drawn, values = np.zeros(room), np.zeros(room), np.zeros((room, size), np.float32)
        if kept:
            seconds[:kept], drawn[:kept] = self._seconds[:kept], self._drawn[:kept]
            values[:kept] = self._values[:kept]
        self._seconds, self._drawn, self._values = seconds, drawn, values
