"""From a mouse move over a panel until what is joined to the unit there is lit everywhere, while a pen draws."""

from __future__ import annotations

import itertools
import statistics
import time
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from model.grid import GRID
from tests.bench.moves import path_of_strokes
from tests.bench.rows import Row
from tests.bench.stage import Eye, Hand, make_program, rest, wait_until
from tests.bench.timing import percentile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QWidget

    from gui.session import Session
    from gui.widgets.mosaic import Mosaic
    from gui.window import MainWindow

LATE_MS = 16.0  # a frame of a screen that shows 60 of them a second
HOVERS = 600
_PEN_MILLISECONDS = 16  # however often a pen reports, a window is handed one move for each frame
_MOVES_A_PANEL = 12
_PAUSE_MILLISECONDS = 11  # a hover falls between two moves of the pen, or on one


def measure() -> list[Row]:
    program = make_program()
    window, session = program.window, program.session
    window.show()
    wait_until(lambda: session.status.engine == "keras" and not program.is_loading, session.statusChanged)
    hand, mouse, eye = Hand(window.canvas), Mouse(), Eye(window)
    draw = partial(_draw, session, hand, path_of_strokes())
    answered: list[object] = []
    session.traceChanged.connect(answered.append)
    places = _places(window)
    pen = QTimer()
    pen.setTimerType(Qt.TimerType.PreciseTimer)
    pen.timeout.connect(draw)
    for _ in range(20):
        draw()
        eye.wait(lambda: session.is_answered)
    pen.start(_PEN_MILLISECONDS)
    taken: dict[str, list[float]] = {}
    for number in range(HOVERS + 50):
        name, widget, place = next(places)
        begun = time.perf_counter()
        mouse.move(widget, place)
        if session.lit.unit is None:
            raise AssertionError(f"A hover over {name} lights nothing.")
        ended = eye.wait(lambda: True)
        if number >= 50:  # the first ones warm up
            taken.setdefault(name, []).append(ended - begun)
        rest(_PAUSE_MILLISECONDS)
    pen.stop()
    if len(answered) < HOVERS // 2 or session.trace is None or session.trace.engine != "keras":
        raise AssertionError(f"The pen did not go on: {len(answered)} answers.")
    every = [seconds for times in taken.values() for seconds in times]
    worst = max(statistics.median(times) for times in taken.values())
    return [
        Row("hover -> lit in every panel, a pen drawing meanwhile, p99 ms", 1000 * percentile(every, 99), LATE_MS),
        Row("the same, the slowest kind of panel, median ms", 1000 * worst, LATE_MS / 2),
    ]


def _draw(session: Session, hand: Hand, path: Iterator[tuple[str, float, float]]) -> None:
    """Do the next thing that a hand does which draws one figure after the other."""
    kind, x, y = next(path)
    if kind == "press":
        hand.press(x, y)
    elif kind == "move":
        hand.move(x, y)
    else:
        hand.release(x, y)
        session.clear()


def _places(window: MainWindow) -> Iterator[tuple[str, QWidget, QPointF]]:
    """A way over all kinds of panels, without end: some moves over each, every one to another unit."""
    stops = itertools.cycle(_stops(window))
    for turn, (name, widget, place_of) in enumerate(stops):
        for move in range(_MOVES_A_PANEL):
            yield name, widget, place_of(_MOVES_A_PANEL * (turn // 8) + move)


def _stops(window: MainWindow) -> list[tuple[str, QWidget, Callable[[int], QPointF]]]:
    """Each kind of panel, and where the n-th of many places in it is."""

    def on_map(view: Mosaic) -> Callable[[int], QPointF]:
        rows, columns, channels = view._shape
        return lambda n: view.cell_rect(n % rows, n * 2 % columns, (n // 4) * 7 % channels).center()

    flat, _, scores = (row.strip for row in window.panel("vectors")._rows)
    bars, tile = window.panel("answer").bars, window.ink_area.strip.image_tile
    area = tile.area()
    size = area.width() / GRID
    maps = [window.panel(f"maps.{name}").mosaic for name in ("conv2d", "max_pooling2d", "conv2d_1", "max_pooling2d_1")]
    return [
        *((view.accessibleName(), view, on_map(view)) for view in maps),
        ("flatten", flat, lambda n: flat.cell_rect(n * 37 % flat.count).center()),
        ("dense_1", scores, lambda n: scores.cell_rect(n % scores.count).center()),
        ("bars", bars, lambda n: bars.row_rect((n + 3) % 10).center()),
        ("28x28", tile, lambda n: area.topLeft() + QPointF((n * 5 % 26 + 0.5) * size, (n * 3 % 26 + 0.5) * size)),
    ]


class Mouse:
    """A second hand: it moves over the panels, no button held, and tells what it leaves."""

    def __init__(self) -> None:
        self._over: QWidget | None = None

    def move(self, widget: QWidget, place: QPointF) -> None:
        if self._over is not None and self._over is not widget:
            QApplication.sendEvent(self._over, QEvent(QEvent.Type.Leave))
        self._over = widget
        none, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(QEvent.Type.MouseMove, place, widget.mapToGlobal(place), none, none, keys)
        QApplication.sendEvent(widget, event)
