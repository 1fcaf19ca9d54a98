"""Ink that is no digit: what the answer panel and the canvas say, while the pen moves and when it rests."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent
from PySide6.QtTest import QTest

from gui.panels.answer import Answer
from gui.session import Session
from gui.theme import theme
from model import drawings
from model.refusal import Boundary
from model.standard import STANDARD
from model.weights import make
from tests.qt.hand import send, stroke
from tests.support import SyncEngine, draw, random_weights

SCRIBBLE = [(0.2, 0.2), (0.8, 0.3), (0.2, 0.4), (0.8, 0.6), (0.2, 0.7), (0.8, 0.8)]


@pytest.fixture
def standard_weights():
    """Weights with a boundary that takes nothing for a digit."""
    wall = Boundary(np.zeros(128, np.float32), np.zeros(10, np.float32), -1.0)
    chosen = random_weights(STANDARD)
    return make(chosen.configs, chosen.arrays, {}, wall)


@pytest.fixture
def answer(session, qtbot):
    made = Answer(session)
    qtbot.addWidget(made)
    made.resize(230, 450)
    with qtbot.waitExposed(made):
        made.show()
    return made


def colours_in(widget):
    picture = widget.grab().toImage()
    return {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}


@pytest.mark.parametrize("turn", [1, 2])
def test_no_test_begins_with_the_pointer_of_the_one_before(answer, turn):
    assert not answer.bars.underMouse()
    QTest.mouseMove(answer.bars, answer.bars.rect().center())
    assert answer.bars.underMouse()


def test_while_the_pen_moves_the_answer_stays_and_is_grey(answer, session):
    session.begin_stroke(*SCRIBBLE[0])
    for point in SCRIBBLE[1:]:
        session.extend_stroke(*point)
    assert session.trace.refusal.reason == "unlike_any_digit"
    verdict = answer.verdict
    assert verdict.answer == str(session.trace.answer)
    assert verdict.words == "not yet a digit"
    assert verdict.is_doubted
    assert theme().palette.winner.name() not in colours_in(verdict) | colours_in(answer.bars)
    assert theme().palette.grey.name() in colours_in(verdict)


def test_when_the_pen_rests_it_is_not_a_digit_and_why(answer, session, qtbot):
    draw(session, SCRIBBLE)
    assert answer.verdict.words == "not yet a digit"  # the hand may be on its way to the next stroke
    qtbot.waitUntil(lambda: answer.verdict.answer == "not a digit")
    assert answer.verdict.words == "unlike any digit the network knows"
    values = session.trace.probabilities
    assert [answer.bars.number(row) for row in range(10)] == [f"{100 * v:.2f} %" for v in values]
    assert theme().palette.winner.name() not in colours_in(answer.verdict) | colours_in(answer.bars)
    qtbot.waitUntil(lambda: answer.verdict.accessibleDescription() == f"not a digit, {answer.verdict.words}")


def test_a_second_stroke_in_time_is_not_interrupted(answer, session, qtbot):
    draw(session, SCRIBBLE[:3])
    session.begin_stroke(0.2, 0.8)
    qtbot.wait(600)  # longer than the pause, which the second stroke must have made void
    session.end_stroke()
    assert answer.verdict.answer == str(session.trace.answer)
    qtbot.waitUntil(lambda: answer.verdict.answer == "not a digit")


@pytest.mark.parametrize("change", ["undo", "steps", "digits"])
def test_what_is_not_drawn_is_decided_at_once(answer, session, qtbot, change):
    draw(session, SCRIBBLE)
    draw(session, [(0.1, 0.1), (0.2, 0.1)])
    qtbot.waitUntil(lambda: answer.verdict.answer == "not a digit")
    if change == "undo":
        session.undo()
    elif change == "steps":
        session.set_steps(type(session.steps)(centre=False))
    else:
        session.replace_ink(drawings.load()[0].strokes)
    assert session.is_answered
    assert answer.verdict.answer == "not a digit"


def test_clearing_invites_again(answer, session, qtbot):
    draw(session, SCRIBBLE)
    qtbot.waitUntil(lambda: answer.verdict.answer == "not a digit")
    session.clear()
    assert answer.verdict.answer == ""
    assert not answer.verdict.is_doubted


def test_a_dot_is_too_little_ink_without_any_boundary(qtbot):
    session = Session(random_weights(STANDARD), engine=SyncEngine)
    made = Answer(session)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    draw(session, [(0.5, 0.5)])
    qtbot.waitUntil(lambda: made.verdict.answer == "not a digit")
    assert made.verdict.words == "too little ink"
    draw(session, SCRIBBLE)
    assert session.trace.refusal is None
    assert made.verdict.answer == str(session.trace.answer)
    assert not made.verdict.is_doubted
    assert theme().palette.winner.name() in colours_in(made.verdict)
    session.close()


def test_the_river_is_grey_where_the_answer_is_doubted(answer, session):
    answer.resize(230, 700)
    answer.attach_river()
    winner = theme().palette.winner.name()
    draw(session, SCRIBBLE)
    assert winner not in colours_in(answer.river)


def test_the_canvas_says_so_to_a_screen_reader(canvas, session, qtbot):
    send(canvas, QEvent.Type.MouseButtonPress, *SCRIBBLE[0])
    for point in SCRIBBLE[1:]:
        send(canvas, QEvent.Type.MouseMove, *point)
    qtbot.waitUntil(lambda: canvas.accessibleDescription() == "Not yet a digit.")
    send(canvas, QEvent.Type.MouseButtonRelease, *SCRIBBLE[-1])
    qtbot.waitUntil(lambda: canvas.accessibleDescription() == "Not a digit: unlike any digit the network knows.")


def test_the_rules_follow_the_steps(canvas, session):
    session.set_steps(type(session.steps)(scale=False))
    stroke(canvas, [(0.5, 0.45), (0.52, 0.55), (0.5, 0.6)])
    assert session.trace.refusal.reason == "unlike_any_digit"
    session.set_steps(type(session.steps)())
    session.clear()
    stroke(canvas, [(0.5, 0.5), (0.51, 0.5)])
    assert session.trace.refusal.reason == "too_little_ink"
