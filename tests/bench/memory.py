"""Whether memory stays flat over a long time of drawing."""

from __future__ import annotations

import math
import os
from pathlib import Path

from tests.bench.rows import Row
from tests.bench.stage import Hand, make_program, rest, wait_until

STROKES, EARLY = 10_000, 100
GROWTH = 1.02
_CLEARED_AFTER = 5


def measure() -> list[Row]:
    program = make_program()
    program.window.show()
    session = program.session
    wait_until(lambda: session.status.engine == "keras" and not program.is_loading, session.statusChanged)
    hand = Hand(program.window.canvas)
    early = 0
    for number in range(1, STROKES + 1):
        _stroke(hand, number)
        if number % _CLEARED_AFTER == 0:
            wait_until(lambda: session.is_answered, session.traceChanged)
            session.clear()
            rest(0)
        if number == EARLY:
            rest(2000)
            early = resident()
    rest(2000)
    return [Row("memory after 10,000 strokes / after 100", resident() / early, GROWTH)]


def _stroke(hand: Hand, number: int) -> None:
    """A short stroke, another one every time. The answers come when the event loop runs."""
    x, y = 0.5 + 0.25 * math.sin(number), 0.5 + 0.25 * math.cos(1.3 * number)
    hand.press(x, y)
    hand.move(x + 0.1 * math.cos(number), y + 0.1 * math.sin(number))
    hand.release(x + 0.1 * math.cos(number), y + 0.1 * math.sin(number))


def resident() -> int:
    """Bytes of this process in memory, from Linux's own account."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
