"""Drawing as a person does it: mouse events on the ink area, the compute thread, the weights that are shipped."""

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from gui.ink_area import InkArea
from gui.session import Session
from model import weights
from model.digitize import Steps


def arc(x, y, radius_x, radius_y, start, end):
    """Points on an ellipse; degrees count clockwise from the right."""
    angles = np.radians(np.linspace(start, end, 25))
    return [(x + radius_x * np.cos(a), y + radius_y * np.sin(a)) for a in angles]


DIGITS = {
    0: [arc(0.5, 0.5, 0.18, 0.28, -90, 270)],
    1: [[(0.42, 0.3), (0.52, 0.2), (0.5, 0.8)]],
    2: [[*arc(0.5, 0.36, 0.17, 0.16, -170, 40), (0.32, 0.76), (0.7, 0.76)]],
    3: [[*arc(0.47, 0.35, 0.17, 0.14, -150, 90), *arc(0.47, 0.64, 0.2, 0.16, -90, 150)]],
    4: [[(0.38, 0.22), (0.3, 0.52), (0.68, 0.52)], [(0.6, 0.22), (0.57, 0.8)]],
    5: [[(0.66, 0.22), (0.4, 0.22), (0.37, 0.48), *arc(0.48, 0.62, 0.18, 0.17, -120, 140)]],
    6: [[(0.6, 0.18), (0.42, 0.4), *arc(0.5, 0.63, 0.15, 0.16, 180, -180)]],
    7: [[(0.3, 0.24), (0.68, 0.24), (0.46, 0.8)]],
    8: [[*arc(0.5, 0.35, 0.13, 0.14, 60, -240), *arc(0.5, 0.64, 0.16, 0.16, -130, 250), (0.56, 0.46)]],
    9: [[*arc(0.5, 0.36, 0.14, 0.14, 0, -360), (0.62, 0.55), (0.58, 0.8)]],
}


@pytest.fixture(scope="module")
def shipped(root):
    return weights.load(root / "resources" / "digits.npz")


@pytest.fixture
def area(qtbot, shipped):
    session = Session(shipped)
    made = InkArea(session)
    made.session = session
    qtbot.addWidget(made)
    made.resize(322, 490)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    assert session.close()


class Hand:
    """Moves the mouse over a canvas as a hand does: in small steps, while the event loop turns."""

    def __init__(self, canvas):
        self.canvas = canvas

    def _send(self, kind, place, button, held):
        paper = self.canvas.paper
        at = QPointF(paper.x() + place[0] * paper.width(), paper.y() + place[1] * paper.height())
        event = QMouseEvent(kind, at, self.canvas.mapToGlobal(at), button, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self.canvas, event)
        QApplication.processEvents()

    def down(self, place, button=Qt.MouseButton.LeftButton):
        self._send(QEvent.Type.MouseButtonPress, place, button, button)

    def move(self, start, end, button=Qt.MouseButton.LeftButton):
        steps = max(1, round(np.hypot(end[0] - start[0], end[1] - start[1]) / 0.015))
        for part in np.linspace(0, 1, steps + 1)[1:]:
            place = (start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1]))
            self._send(QEvent.Type.MouseMove, place, Qt.MouseButton.NoButton, button)

    def up(self, place, button=Qt.MouseButton.LeftButton):
        self._send(QEvent.Type.MouseButtonRelease, place, button, Qt.MouseButton.NoButton)

    def draw(self, strokes, button=Qt.MouseButton.LeftButton):
        for points in strokes:
            self.down(points[0], button)
            for start, end in pairwise(points):
                self.move(start, end, button)
            self.up(points[-1], button)


def settled(session):
    """Whether the answer shown is that for the ink as it is."""
    return session.trace is not None and session.trace.serial == session._serial


def test_every_digit_is_read(qtbot, area):
    hand = Hand(area.canvas)
    answers = {}
    for digit, strokes in DIGITS.items():
        area.session.clear()
        hand.draw(strokes)
        qtbot.waitUntil(lambda: settled(area.session))
        answers[digit] = area.session.trace.answer
    assert answers == {digit: digit for digit in DIGITS}


def test_the_pictures_follow_while_the_pen_moves(qtbot, area):
    session, hand = area.session, Hand(area.canvas)
    strip, traces = area.strip.grab().toImage(), []
    session.traceChanged.connect(traces.append)
    hand.down((0.3, 0.24))
    for start, end in pairwise([(0.3, 0.24), (0.42, 0.24), (0.55, 0.24), (0.68, 0.24)]):
        hand.move(start, end)
        qtbot.waitUntil(lambda: settled(session))  # a busy machine may answer several moves at once
    during = len(traces)
    assert during >= 3
    assert session.is_drawing
    assert area.strip.grab().toImage() != strip
    hand.move((0.68, 0.24), (0.46, 0.8))
    qtbot.waitUntil(lambda: settled(session))
    assert len(traces) > during
    hand.up((0.46, 0.8))
    assert session.trace.answer == 7
    qtbot.waitUntil(lambda: "reads a 7" in area.canvas.accessibleDescription())


def test_erasing_and_undoing_change_the_answer_and_bring_it_back(qtbot, area):
    session, hand = area.session, Hand(area.canvas)
    hand.draw(DIGITS[8])
    qtbot.waitUntil(lambda: settled(session))
    before = session.trace
    assert before.answer == 8
    hand.draw([[(0.5, 0.1), (0.3, 0.3), (0.3, 0.45)]], Qt.MouseButton.RightButton)
    qtbot.waitUntil(lambda: settled(session))
    assert (session.trace.image != before.image).any()
    session.undo()
    qtbot.waitUntil(lambda: settled(session))
    assert (session.trace.image == before.image).all()


def test_a_small_digit_in_a_corner_needs_the_steps(qtbot, area):
    session, hand = area.session, Hand(area.canvas)
    hand.draw([[(0.05 + 0.35 * (x - 0.3), 0.05 + 0.35 * (y - 0.15)) for x, y in stroke] for stroke in DIGITS[2]])
    qtbot.waitUntil(lambda: settled(session))
    assert session.trace.answer == 2
    sure = session.trace.probabilities[2]
    session.set_steps(Steps(crop=False, scale=False, centre=False))
    qtbot.waitUntil(lambda: settled(session))
    assert session.trace.probabilities[2] < sure
    assert np.argwhere(session.trace.image).max() < 14  # it stayed in its corner
    assert not area.strip.tiles["scale"].isChecked()


def test_a_blank_canvas_has_no_answer(qtbot, area):
    session, hand = area.session, Hand(area.canvas)
    hand.draw(DIGITS[3])
    session.clear()
    assert session.trace is None
    hand.draw(DIGITS[3])
    qtbot.waitUntil(lambda: settled(session))
    session.undo()
    assert session.trace is None
