"""Draw the bundled digits with the mouse, by itself, and report what was answered."""

from __future__ import annotations

import argparse
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication

from gui.application import Program, leave, make_application, on_signals, opened
from gui.dialogs import write_picture
from gui.faults import write_log
from gui.settings import Settings
from gui.texts import refusal_text
from gui.theme import theme
from model import drawings
from model.weights import WeightsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gui.canvas import Canvas
    from model.drawings import Sample
    from model.trace import Trace

_WINDOW = (1440, 900)
_WATCHED_MILLISECONDS = 8
_KERAS_SECONDS = 120
_ANSWER_SECONDS = 20
_LOOK_MILLISECONDS = 700
_SETTLE_MILLISECONDS = 300  # headers follow a hand ten times a second: the picture shows the last words
_INTERRUPTED = 130  # what a shell reports for Ctrl-C


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the demonstration takes."""
    parser.add_argument("count", nargs="?", type=_count, default=10, metavar="N", help="digits to draw (default 10)")
    parser.add_argument(
        "--screenshot",
        type=Path,
        default=Path("digitscope-demo.png"),
        metavar="FILE",
        help="where the picture of the window goes (default %(default)s)",
    )
    parser.add_argument(
        "--network", type=Path, metavar="FILE", help="network to answer with: a .keras file that was saved here"
    )
    parser.add_argument("--theme", choices=("system", "light", "dark"), default="system", help="look of the window")
    parser.add_argument("--size", type=_size, default=_WINDOW, metavar="WxH", help="size of the window (1440x900)")


def _count(text: str) -> int:
    count = int(text)
    if not 1 <= count <= 1000:
        raise argparse.ArgumentTypeError("expected 1 to 1000 digits")
    return count


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdigit() and height.isdigit() and 640 <= int(width) <= 8000 and 480 <= int(height) <= 8000):
        raise argparse.ArgumentTypeError("expected a size such as 1440x900")
    return int(width), int(height)


def chosen(count: int) -> list[Sample]:
    """Return `count` drawings: every digit in turn, another drawing of it each round."""
    by_label: dict[int, list[Sample]] = {}
    for sample in drawings.load():
        by_label.setdefault(sample.label, []).append(sample)
    labels = sorted(by_label)
    rounds = ((i // len(labels), labels[i % len(labels)]) for i in range(count))
    return [by_label[label][turn % len(by_label[label])] for turn, label in rounds]


class Hand(QObject):
    """Sends mouse events to the canvas, one a turn of the event loop, and notes the answers.

    Attributes
    ----------
    answers
        (drawn digit, trace) per finished drawing; the trace is None if no answer came.
    """

    def __init__(self, program: Program, samples: Sequence[Sample], pace: int) -> None:
        super().__init__()
        self._program = program
        self._samples = samples
        self._watched = pace > 0
        self.answers: list[tuple[int, Trace | None]] = []
        self._turns = self._life()
        self._timer = QTimer(self)
        self._timer.setInterval(pace)
        self._timer.timeout.connect(self._on_timeout)

    def start(self) -> None:
        """Begin with the first drawing."""
        self._timer.start()

    def stop(self) -> None:
        """Let the mouse go."""
        self._timer.stop()

    @Slot()
    def _on_timeout(self) -> None:
        if next(self._turns, None) is None:
            self._timer.stop()
            QApplication.quit()

    def _life(self) -> Iterator[bool]:
        """All that happens, a turn at a time."""
        session, canvas = self._program.session, self._program.window.canvas
        yield from self._wait(lambda: not session.status.is_settled, _KERAS_SECONDS)
        for number, sample in enumerate(self._samples):
            session.clear()
            for stroke in sample.strokes:
                places = [_place(canvas, float(x), float(y)) for x, y in stroke.points[:, :2]]
                self._mouse(QEvent.Type.MouseButtonPress, places[0])
                yield True
                for place in places[1:]:
                    self._mouse(QEvent.Type.MouseMove, place)
                    yield True
                self._mouse(QEvent.Type.MouseButtonRelease, places[-1])
                yield True
            yield from self._wait(lambda: not session.is_answered, _ANSWER_SECONDS)
            trace = session.trace if session.is_answered else None
            self.answers.append((sample.label, trace))
            _report(number, sample.label, trace)
            if self._watched:
                yield from self._pause(_LOOK_MILLISECONDS)
        yield from self._pause(_SETTLE_MILLISECONDS)

    def _wait(self, condition: object, seconds: float) -> Iterator[bool]:
        """Let the event loop turn while `condition()` holds, `seconds` at most."""
        expired = QTimer(self)
        expired.setSingleShot(True)
        expired.start(round(seconds * 1000))
        while condition() and expired.isActive():  # type: ignore[operator]
            yield True
        expired.stop()
        expired.deleteLater()

    def _pause(self, milliseconds: int) -> Iterator[bool]:
        yield from self._wait(lambda: True, milliseconds / 1000)

    def _mouse(self, kind: QEvent.Type, place: QPointF) -> None:
        canvas = self._program.window.canvas
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
        held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
        event = QMouseEvent(kind, place, canvas.mapToGlobal(place), button, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(canvas, event)


def _place(canvas: Canvas, x: float, y: float) -> QPointF:
    """Where a point in fractions of the canvas side lies on the widget."""
    paper = canvas.paper
    return QPointF(paper.left() + x * paper.width(), paper.top() + y * paper.height())


def _report(number: int, drawn: int, trace: Trace | None) -> None:
    if trace is None:
        print(f"{number + 1:4}  drawn {drawn}  no answer", flush=True)
        return
    share = float(trace.probabilities[trace.answer])
    engine = {"keras": "Keras", "numpy": "NumPy"}[trace.engine]
    miss = "" if trace.answer == drawn else "  missed"
    if trace.refusal is not None:
        miss += f"  not a digit ({refusal_text(trace.refusal)})"
    print(
        f"{number + 1:4}  drawn {drawn}  answered {trace.answer}  {share:7.2%}  "
        f"{engine} {trace.seconds * 1000:.2f} ms{miss}",
        flush=True,
    )


def run(args: argparse.Namespace) -> int:
    """Draw, report, take the picture, and say how to get a window."""
    try:
        network = opened(args.network)
    except WeightsError as error:
        print(f"digitscope: {error}", file=sys.stderr)
        return 2
    application = make_application()
    write_log()
    offscreen = QGuiApplication.platformName() in ("offscreen", "minimal")
    settings = Settings(kept=False)
    settings.set("tour_seen", True)
    interrupted = threading.Event()

    def interrupt() -> None:
        interrupted.set()
        application.exit()

    heartbeat = on_signals(interrupt)
    program = Program(settings, network=network)
    try:
        program.furnish()
    except WeightsError as error:
        print(f"{error} Install Digitscope again.", file=sys.stderr)
        return 2
    theme().set_mode(args.theme)
    program.window.resize(*args.size)
    program.window.show()
    print(f"Digitscope draws {args.count} digits with the mouse. Keras is being loaded…", flush=True)
    hand = Hand(program, chosen(args.count), 0 if offscreen else _WATCHED_MILLISECONDS)
    program.window.painted.connect(hand.start)
    if not interrupted.is_set():
        application.exec()
    heartbeat.stop()
    hand.stop()
    if interrupted.is_set():
        return leave(program, _INTERRUPTED)
    right = sum(trace is not None and trace.answer == drawn for drawn, trace in hand.answers)
    print(f"{right} of {len(hand.answers)} read as drawn.")
    picture = program.window.grab()
    program.close()
    try:
        write_picture(picture, args.screenshot)
    except OSError as error:
        print(f"The picture could not be written to {args.screenshot}: {error.strerror or error}.", file=sys.stderr)
        return 2
    print(f"The whole window: {args.screenshot}")
    if offscreen:
        print("To get a window, start this on a desktop, or with X11 forwarding (ssh -X), or under xvfb-run.")
    return 0 if len(hand.answers) == args.count else 1
