"""Whether the window freezes while 10,000 pictures are evaluated in the worker and drawing goes on."""

from __future__ import annotations

import itertools
import statistics

from tests.bench.moves import next_move, path_of_strokes
from tests.bench.rows import Row
from tests.bench.stage import Hand, make_program, rest, wait_until
from tests.bench.ticks import Ticks

GAP_MS = 35.0
RUNS = 5
_PAUSE_MILLISECONDS = 8  # a mouse reports 125 times a second


def measure() -> list[Row]:
    program = make_program()
    program.window.show()
    session = program.session
    wait_until(lambda: session.status.engine == "keras" and not program.is_loading, session.statusChanged)
    program.window.actions_by_key["evaluate"].trigger()
    hand, path = Hand(program.window.canvas), path_of_strokes()
    rest(1500)
    panel = program.window.dock("evaluation").panel.content
    gaps = []
    for run in range(-1, RUNS):  # the first reads the file and fills caches
        panel.start()
        wait_until(lambda: panel._job is not None, panel._reading.finished)
        ticks, answered = Ticks(), 0
        for _ in itertools.takewhile(lambda _: panel.is_busy, itertools.count()):
            hand.move(*next_move(session, hand, path))
            rest(_PAUSE_MILLISECONDS)
            answered += session.is_answered
        ticks.stop()
        if not answered:
            raise AssertionError("No move was answered while the evaluation ran.")
        if panel.outcome is None or panel.outcome.evaluation.n != 10_000:
            raise AssertionError("The evaluation did not end as it should.")
        if run >= 0:
            gaps.append(1000 * ticks.longest)
    name = "worst GUI gap while 10,000 are evaluated and one draws, median of 5, ms"
    return [Row(name, statistics.median(gaps), GAP_MS)]
