"""Timing by turns: what is compared runs in the same seconds on the same processor."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def by_turns(ways: Mapping[str, Callable[[], object]], rounds: int, warm: int = 10) -> dict[str, float]:
    """Median seconds of every way. Each keeps its last result until its next turn, as the window keeps a trace."""
    kept: dict[str, object] = {}
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(-warm, rounds):
        for name, way in ways.items():
            begun = time.perf_counter()
            result = way()
            ended = time.perf_counter()
            kept[name] = result
            if turn >= 0:
                seconds[name].append(ended - begun)
    return {name: statistics.median(values) for name, values in seconds.items()}


def percentile(values: list[float], percent: float) -> float:
    """Smallest value that at least `percent` of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]
