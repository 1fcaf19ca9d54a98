"""From a mouse move until every visible panel is painted, in the default layout, with Keras; and the naive way."""

from __future__ import annotations

import math
import statistics
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.bench.rows import Row
from tests.bench.stage import Eye, Hand, Painted, make_program, rest, wait_until
from tests.bench.timing import percentile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gui.application import Program
    from gui.session import Session

MEDIAN_MS, LATE_MS, NAIVE = 4.0, 12.0, 1 / 40
MOVES, NAIVE_EVERY = 600, 40
_MOVES_A_STROKE = 60
_PAUSE_MILLISECONDS = 8  # a mouse reports 125 times a second


def measure() -> list[Row]:
    program = make_program()
    program.window.show()
    session = program.session
    wait_until(lambda: session.status.engine == "keras" and not program.is_loading, session.statusChanged)
    other = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.naive"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdin is not None
    assert other.stdout is not None
    if other.stdout.readline().strip() != "ready":
        raise RuntimeError("The naive way did not start.")
    hand, eye = Hand(program.window.canvas), Eye(program.window)
    path = path_of_strokes()
    rest(500)
    _check(program, hand, eye, path)
    ours: list[float] = []
    naive: list[float] = []
    for number in range(MOVES):
        place = next_move(session, hand, path)
        delivered = hand.move(*place)
        ours.append(eye.wait(lambda: session.is_answered) - delivered)
        if number % NAIVE_EVERY == 0:
            other.stdin.write("go\n")
            other.stdin.flush()
            naive.append(float(other.stdout.readline()))
        rest(_PAUSE_MILLISECONDS)
    other.stdin.close()
    other.wait()
    if session.trace is None or session.trace.engine != "keras":
        raise AssertionError("It was not Keras that answered.")
    median = statistics.median(ours)
    return [
        Row("mouse move -> all panels painted, 1440x900, Keras, median ms", 1000 * median, MEDIAN_MS),
        Row("mouse move -> all panels painted, 1440x900, Keras, p99 ms", 1000 * percentile(ours, 99), LATE_MS),
        Row("the same / the same panels by predict + 64 ImageItems a layer", median / statistics.median(naive), NAIVE),
    ]


def path_of_strokes() -> Iterator[tuple[str, float, float]]:
    """Strokes without end: press, moves along a figure of eight that wanders, release."""
    turn = 0
    while True:
        for step in range(_MOVES_A_STROKE):
            angle = 2 * math.pi * step / _MOVES_A_STROKE
            x = 0.5 + (0.18 + 0.04 * math.sin(turn)) * math.sin(2 * angle)
            y = 0.5 + 0.3 * math.cos(angle)
            yield ("press" if step == 0 else "move"), x, y
        turn += 1
        yield "release", x, y


def next_move(session: Session, hand: Hand, path: Iterator[tuple[str, float, float]]) -> tuple[float, float]:
    """Return where the next mouse move goes; what has to come before it is done, and painted, first."""
    for kind, x, y in path:
        if kind == "release":
            hand.release(x, y)
            session.clear()
        elif kind == "press":
            hand.press(x, y)
            rest(_PAUSE_MILLISECONDS)
        else:
            break
    return x, y


def _check(program: Program, hand: Hand, eye: Eye, path: Iterator[tuple[str, float, float]]) -> None:
    """Warm up, and make sure that the eye sees all that it should."""
    shown = {panel.key: panel for panel in program.window.panels if not panel.visibleRegion().isEmpty()}
    painted = Painted(dict(shown))
    for _ in range(50):
        hand.move(*next_move(program.session, hand, path))
        eye.wait(lambda: program.session.is_answered)
    painted.close()
    silent = set(shown) - painted.seen - {"summary"}  # the table says nothing of the picture
    if silent or len(shown) < 6:
        raise AssertionError(f"Visible panels {sorted(shown)}; not painted by a stroke: {sorted(silent)}.")
