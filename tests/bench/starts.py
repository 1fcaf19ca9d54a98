"""Launches: how soon there is a window, an answer, and whether the window freezes while Keras loads."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time

from tests.bench.rows import Row

LAUNCHES = 5
PAINTED, ANSWERED, GAP_MS = 0.10, 0.20, 60.0
_IMPORT = "import time, tensorflow; print(time.monotonic())"


def measure() -> list[Row]:
    imports: list[float] = []
    launches: list[dict[str, float]] = []
    for turn in range(-1, LAUNCHES):  # the first fills the disk's cache
        imported, launch = _import(), _launch()
        if turn >= 0:
            imports.append(imported)
            launches.append(launch)
            print(f"import tensorflow {imported:.2f} s, {launch}", file=sys.stderr)
    whole = statistics.median(imports)

    def median(name: str) -> float:
        return statistics.median(launch[name] for launch in launches)

    return [
        Row("window painted / import tensorflow", median("painted") / whole, PAINTED),
        Row("first answered stroke on the screen / import tensorflow", median("answered") / whole, ANSWERED),
        Row("worst GUI gap until Keras answers, median of 5 launches, ms", 1000 * median("gap"), GAP_MS),
    ]


def _import() -> float:
    begun = time.monotonic()
    return float(_output([sys.executable, "-c", _IMPORT])) - begun


def _launch() -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.launch"]
    return json.loads(_output([*command, str(time.monotonic())]))


def _output(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=180)
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-4000:])
    return done.stdout.splitlines()[-1]
