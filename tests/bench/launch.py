"""One launch of the program in a process of its own: `python -m tests.bench.launch STARTED`.

STARTED is `time.monotonic()` of the moment the process was asked for. Prints a JSON object: seconds until the window
was painted and until the first stroke was answered on the screen, and from the first paint until Keras answered
the longest gap between two ticks of a 1 ms timer, with when it was.
"""

import gc
import os
import sys
import time

STARTED = float(sys.argv[1])

from gui import preflight  # noqa: E402
from main import WINDOW  # noqa: E402


def main() -> None:
    if preflight.problems(WINDOW[:-1]):  # as main.py does, but for the display
        raise SystemExit(preflight.message(preflight.problems(WINDOW[:-1])))
    gc.disable()  # as main.py does too
    from tests.bench.stage import Eye, Hand, Paints, make_program, rest, wait_for, wait_until
    from tests.bench.ticks import Ticks

    program = make_program(furnished=False)
    paints = Paints(program.window)
    program.window.show()
    wait_for(program.window.painted)
    painted = time.monotonic()

    # As soon as there is something to draw on, a stroke; the window builds the rest of itself meanwhile.
    ticks = Ticks()
    hand = Hand(program.window.opening)
    hand.press(0.5, 0.2)
    hand.move(0.5, 0.5)
    hand.release(0.5, 0.5)
    wait_for(program.furnished)
    session = program.session
    wait_until(lambda: session.is_answered, session.traceChanged)
    shown = time.monotonic()
    rest(1)  # whatever has still to be painted
    answered = max(shown, paints.last)
    hand, eye = Hand(program.window.canvas), Eye(program.window)
    first_engine = session.trace.engine
    wait_until(lambda: session.status.engine == "keras", session.statusChanged)
    hand.press(0.4, 0.3)
    hand.move(0.6, 0.7)
    eye.wait(lambda: session.is_answered and session.trace.engine == "keras")
    ready = time.monotonic()
    ticks.stop()
    import json

    print(
        json.dumps(
            {
                "painted": painted - STARTED,
                "answered": answered - STARTED,
                "first_engine": first_engine,
                "ready": ready - STARTED,
                "gap": ticks.longest,
                "gap_at": ticks.at - STARTED,
            }
        ),
        flush=True,
    )
    os._exit(0)


if __name__ == "__main__":
    main()
