"""The real program on the offscreen platform, a hand that draws, and an eye that sees when all is painted."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QEventLoop, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from gui.application import Program, make_application
from gui.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import SignalInstance

    from gui.canvas import Canvas
    from gui.opening import Opening

SIZE = (1440, 900)
_PATIENCE_MILLISECONDS = 120_000


def make_program(*, furnished: bool = True) -> Program:
    """The window in its default layout, with fresh settings, as after the tour was skipped; not yet shown.

    Unless it is `furnished`, it shows no more than its first picture yet, and goes on by itself from there.
    """
    make_application()
    settings = Settings()  # in the empty home that the bench gives
    settings.set("tour_seen", True)
    program = Program(settings)
    if furnished:
        program.furnish()
    program.window.resize(*SIZE)
    return program


def wait_until(condition: Callable[[], bool], signal: object) -> None:
    """Let the event loop run until `condition` holds; it is looked at when `signal` comes."""
    if condition():
        return
    loop = QEventLoop()

    def look(*_: object) -> None:
        if condition():
            loop.quit()

    signal.connect(look)  # type: ignore[attr-defined]
    _run(loop)
    signal.disconnect(look)  # type: ignore[attr-defined]
    if not condition():
        raise TimeoutError("What the benchmark waits for did not come.")


def wait_for(signal: SignalInstance) -> None:
    """Let the event loop run until `signal` comes."""
    seen: list[object] = []
    signal.connect(lambda *_: seen.append(signal))
    wait_until(lambda: bool(seen), signal)


def _run(loop: QEventLoop) -> None:
    """Run a loop, with a limit."""
    watch = QTimer()
    watch.setSingleShot(True)
    watch.timeout.connect(loop.quit)
    watch.start(_PATIENCE_MILLISECONDS)
    loop.exec()
    watch.stop()


def rest(milliseconds: int) -> None:
    """Let the event loop run for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


class Hand:
    """Sends real mouse events to the canvas; places are fractions of the sheet's side."""

    def __init__(self, canvas: Canvas | Opening) -> None:
        self._canvas = canvas

    def press(self, x: float, y: float) -> None:
        self._send(QEvent.Type.MouseButtonPress, x, y, Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton)

    def move(self, x: float, y: float) -> float:
        """Return when the event was delivered, in seconds of `time.perf_counter`."""
        return self._send(QEvent.Type.MouseMove, x, y, Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton)

    def release(self, x: float, y: float) -> None:
        self._send(QEvent.Type.MouseButtonRelease, x, y, Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton)

    def _send(self, kind: QEvent.Type, x: float, y: float, button: Qt.MouseButton, held: Qt.MouseButton) -> float:
        paper = self._canvas.paper
        place = QPointF(paper.left() + x * paper.width(), paper.top() + y * paper.height())
        modifiers = Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(kind, place, self._canvas.mapToGlobal(place), button, held, modifiers)
        delivered = time.perf_counter()
        QApplication.sendEvent(self._canvas, event)
        return delivered


class Eye(QObject):
    """Sees when a window has painted everything that was asked for.

    Qt paints a window's widgets in one go; where some ask for more in the same turn of the loop, in several.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self._window = window
        self._wanted: Callable[[], bool] | None = None
        self._loop = QEventLoop()
        self._painted = 0.0
        self._is_watching = False  # to the end of the turn in which the answer came, too
        window.installEventFilter(self)

    def wait(self, answered: Callable[[], bool]) -> float:
        """Return when the window had painted, after `answered()` became true, in seconds of `time.perf_counter`."""
        self._wanted, self._is_watching = answered, True
        _run(self._loop)
        self._is_watching = False
        if self._wanted is not None:
            self._wanted = None
            raise TimeoutError("The window was not painted.")
        return self._painted

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.UpdateRequest and self._is_watching:
            wanted = self._wanted is not None and self._wanted()
            self._window.event(event)  # paints, here and now
            self._painted = time.perf_counter()
            if wanted:
                self._wanted = None
                self._loop.quit()
            return True
        return False


class Paints(QObject):
    """Notes when a window was painted last, in seconds of `time.monotonic`."""

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self.last = 0.0
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.UpdateRequest:
            return False
        watched.event(event)  # paints, here and now
        self.last = time.monotonic()
        return True


class Painted(QObject):
    """Notes which of some widgets, or of what is inside them, were painted."""

    def __init__(self, widgets: dict[str, QWidget]) -> None:
        super().__init__()
        self._names: dict[QObject, str] = {}
        self.seen: set[str] = set()
        for name, widget in widgets.items():
            for part in (widget, *widget.findChildren(QWidget)):
                self._names[part] = name
                part.installEventFilter(self)

    def close(self) -> None:
        for part in self._names:
            part.removeEventFilter(self)
        self._names = {}

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and watched in self._names:
            self.seen.add(self._names[watched])
        return False
