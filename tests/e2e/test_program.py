"""The program as people use it: a real window, real mouse events, the compute thread, Keras."""

import gc

import numpy as np
import pytest
from PySide6.QtCore import QDeadlineTimer, QEvent, QEventLoop, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from gui.application import Program
from gui.commands.demo import chosen
from gui.settings import Settings
from model import drawings
from model.network import difference
from model.reference import Reference


@pytest.fixture
def program(qtbot, settings):
    """Return the running program, without Keras."""
    made = Program(settings, loader=None)
    made.furnish()
    with qtbot.waitSignal(made.window.painted):
        made.window.show()
    yield made
    made.close()


class Mouse:
    """A hand on the canvas of a window."""

    def __init__(self, window):
        self.canvas = window.canvas

    def send(self, kind, x, y):
        paper = self.canvas.paper
        place = QPointF(paper.left() + x * paper.width(), paper.top() + y * paper.height())
        moving, up = kind == QEvent.Type.MouseMove, kind == QEvent.Type.MouseButtonRelease
        button = Qt.MouseButton.NoButton if moving else Qt.MouseButton.LeftButton
        held = Qt.MouseButton.NoButton if up else Qt.MouseButton.LeftButton
        QApplication.sendEvent(
            self.canvas,
            QMouseEvent(kind, place, self.canvas.mapToGlobal(place), button, held, Qt.KeyboardModifier.NoModifier),
        )

    def draw(self, strokes):
        for stroke in strokes:
            points = [(float(x), float(y)) for x, y in stroke.points[:, :2]]
            self.send(QEvent.Type.MouseButtonPress, *points[0])
            for point in points[1:]:
                self.send(QEvent.Type.MouseMove, *point)
            self.send(QEvent.Type.MouseButtonRelease, *points[-1])

    def line(self, start, end):
        self.send(QEvent.Type.MouseButtonPress, *start)
        self.send(QEvent.Type.MouseMove, *end)
        self.send(QEvent.Type.MouseButtonRelease, *end)


def answered(session):
    """Return the trace of all the ink; `qtbot.waitUntil` looks every 10 ms only, and most answers take less."""
    limit = QDeadlineTimer(30_000)
    while not session.is_answered and not limit.hasExpired():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    assert session.is_answered
    return session.trace


def values(trace):
    return [(layer.z, layer.a) for layer in trace.layers]


def test_every_digit_drawn_with_the_mouse_is_read(program):
    mouse, session = Mouse(program.window), program.session
    for digit in range(10):
        five = [sample for sample in drawings.load() if sample.label == digit][:5]
        read = []
        for sample in five:
            session.clear()
            mouse.draw(sample.strokes)
            trace = answered(session)
            read.append(trace.answer)
            assert trace.probabilities.sum() == pytest.approx(1, abs=1e-4)
        assert read.count(digit) >= 4, f"drew {digit} five times, read {read}"


def test_panels_follow_during_the_stroke(program):
    mouse, session = Mouse(program.window), program.session
    mouse.send(QEvent.Type.MouseButtonPress, 0.3, 0.2)
    mouse.send(QEvent.Type.MouseMove, 0.7, 0.2)
    first = answered(session)
    picture = program.window.dock("maps.conv2d").grab().toImage()
    mouse.send(QEvent.Type.MouseMove, 0.45, 0.8)
    second = answered(session)
    assert second.serial > first.serial
    assert session.is_drawing
    assert program.window.dock("maps.conv2d").grab().toImage() != picture
    mouse.send(QEvent.Type.MouseButtonRelease, 0.45, 0.8)


def test_keras_takes_over_and_agrees_in_every_layer(qtbot, settings):
    program = Program(settings)
    program.furnish()
    session, mouse = program.session, Mouse(program.window)
    try:
        program.window.show()
        mouse.draw(chosen(4)[3].strokes)
        assert answered(session).engine == "numpy"
        edges = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], np.float32)
        session.operate(session.surgery.paint("conv2d", 5, None, edges))  # Keras comes with the learned weights
        before = answered(session)
        qtbot.waitUntil(lambda: session.status.engine == "keras" or bool(session.status.error), timeout=100_000)
        assert session.status.error is None
        assert session.status.agree
        assert session.status.difference < 1e-4
        assert "Keras" in program.window.status._engine.text()
        session.compare(True)
        session.compare(False)
        assert difference(values(before), values(answered(session)))[1]
        for number, sample in enumerate(chosen(10)):
            session.clear()
            mouse.draw(sample.strokes)
            learned = answered(session)
            surgery = session.surgery.paint("conv2d_1", number, 7, edges / (number + 1))
            session.operate(surgery.switch("dense", range(number), on=False))
            for trace in (learned, answered(session)):
                assert trace.engine == "keras"
                assert difference(Reference(session.specs, trace.weights).run(trace.image), values(trace))[1]
            assert trace.weights is session.weights
            assert (trace.probabilities != learned.probabilities).any()
        assert session.status.agree
        program.end()  # with changes in no file: nobody is asked
        assert not program.window.isVisible()
    finally:
        program.close()


def test_a_thousand_strokes(program):
    mouse, session = Mouse(program.window), program.session
    for number in range(1000):
        x = 0.1 + 0.8 * (number % 37) / 37
        mouse.line((x, 0.2), (1 - x, 0.8))
        if number % 5 == 4:
            answered(session)
            session.clear()
    mouse.line((0.5, 0.2), (0.5, 0.8))
    assert answered(session).answer == 1


def test_the_first_start_offers_the_tour_once(qtbot, tmp_path):
    path = tmp_path / "fresh.json"
    first = Program(Settings(path), loader=None)
    try:
        first.window.show()
        qtbot.waitUntil(lambda: first.window.tour is not None)
        first.window.tour.end()
        qtbot.waitUntil(lambda: first.window.tour is None)
    finally:
        first.close()
    assert Settings(path).value("tour_seen", False)


def test_opening_and_closing_fifty_times(qtbot, settings):
    def alive():
        gc.collect()
        return len(QApplication.topLevelWidgets()), len(QApplication.allWidgets())

    counts = []
    for _ in range(50):
        program = Program(settings, loader=None)
        program.furnish()
        with qtbot.waitSignal(program.window.painted):
            program.window.show()
        Mouse(program.window).line((0.4, 0.2), (0.5, 0.8))
        program.close()
        program.deleteLater()
        del program
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        counts.append(alive())
    assert counts[-1] == counts[5], counts
