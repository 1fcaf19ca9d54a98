"""From a change of a kernel until every visible panel is painted, with Keras.

In the default layout, and as somebody works who operates: the lab for it is open, and a unit is in the microscope.
"""

from __future__ import annotations

import itertools
import statistics
import time
from typing import TYPE_CHECKING

import numpy as np

from gui.commands.demo import chosen
from tests.bench.moves import LATE_MS, MEDIAN_MS
from tests.bench.rows import Row
from tests.bench.stage import Eye, Painted, make_program, rest, wait_until
from tests.bench.timing import percentile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gui.session import Session
    from model.surgery import Surgery

FRAME_MS = 16.0  # of a screen that shows 60 a second
EDITS, _WARM = 400, 50
_PAUSE_MILLISECONDS = 8  # a mouse that turns or drags reports 125 times a second


def measure() -> list[Row]:
    program = make_program()
    window, session = program.window, program.session
    window.show()
    wait_until(lambda: session.status.engine == "keras" and not program.is_loading, session.statusChanged)
    session.replace_ink(chosen(4)[3].strokes)
    eye = Eye(window)
    eye.wait(lambda: session.is_answered)
    rest(500)
    shown = {panel.key: panel for panel in window.panels if not panel.visibleRegion().isEmpty()}
    painted = Painted(dict(shown))
    _times(session, eye, 40)
    painted.close()  # to look on takes time as well
    taken = _times(session, eye, EDITS)
    silent = set(shown) - painted.seen - {"summary", "microscope"}  # nothing of the weights there; nothing selected
    if silent or session.trace is None or session.trace.weights is not session.weights:
        raise AssertionError(f"Not painted by an edit: {sorted(silent)}.")
    if session.trace.engine != "keras" or not session.status.agree:
        raise AssertionError("It was not Keras that answered, or not rightly.")
    session.select("conv2d_1", (5, 5, 3))
    window.call_panel("surgery")
    panel = window.panel("surgery")
    rest(2000)  # what is in it is imported meanwhile
    if panel.content is None or panel.visibleRegion().isEmpty():  # type: ignore[attr-defined]
        raise AssertionError("The lab is not seen.")
    working = _times(session, eye, EDITS // 2)
    name = "kernel edit -> all panels painted, 1440x900, Keras"
    return [
        Row(f"{name}, median ms", 1000 * statistics.median(taken), MEDIAN_MS),
        Row(f"{name}, p99 ms", 1000 * percentile(taken, 99), LATE_MS),
        Row("the same, the lab open and a unit in the microscope, p99 ms", 1000 * percentile(working, 99), FRAME_MS),
    ]


def _times(session: Session, eye: Eye, count: int) -> list[float]:
    taken = []
    for number, surgery in enumerate(itertools.islice(_edits(session), count + _WARM)):
        begun = time.perf_counter()
        session.operate(surgery())
        ended = eye.wait(lambda: session.is_answered)
        if number >= _WARM:
            taken.append(ended - begun)
        rest(_PAUSE_MILLISECONDS)
    return taken


def _edits(session: Session) -> Iterator[Callable[[], Surgery]]:
    """Change one weight after the other, as a wheel does: in Conv 1, in Conv 2, and now and then a filter goes off."""
    for number in itertools.count():
        layer = ("conv2d", "conv2d_1")[number // 20 % 2]
        index, place = number // 40 % 64, number % 9

        def edit(layer: str = layer, index: int = index, place: int = place, number: int = number) -> Surgery:
            surgery = session.surgery
            if number % 20 == 19:
                return surgery.switch(layer, index, on=number % 40 > 20)
            values = surgery.painted.arrays[f"{layer}/kernel"][:, :, 0, index].copy()
            values.flat[place] += np.float32(0.05)
            return surgery.paint(layer, index, 0, values)

        yield edit
