"""Several digits on one canvas: found when the pen rests, chosen by mouse and keyboard, then forgotten."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest

from gui.panels.answer import Answer
from gui.session import Session
from gui.theme import theme
from model import weights
from model.digitize import Steps
from tests.qt.hand import at, stroke
from tests.support import SyncEngine, draw
from tests.support_rows import number

ROOT = Path(__file__).parents[2]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def shipped():
    return weights.load(ROOT / "resources" / "digits.npz")


@pytest.fixture(params=["no thread", "thread"])
def session(request, qtbot, shipped):
    made = Session(shipped, engine=SyncEngine if request.param == "no thread" else None)
    yield made
    assert made.close()


def write(qtbot, session, digits):
    """Put a number on the canvas and wait until it is read as one."""
    session.replace_ink(number(digits))
    qtbot.waitUntil(lambda: session.several.number == digits)


def settle(qtbot, session):
    """Wait until nothing more will be found."""
    qtbot.waitUntil(lambda: session.is_answered and session.several._job is None)


def test_a_number_is_found_and_the_panels_go_on_showing_the_whole(qtbot, session):
    write(qtbot, session, "407")
    assert session.several.chosen is None
    assert session.trace.digitized.pictures[0][1].any()
    assert len(session.history) == 1


def test_a_chosen_digit_feeds_the_panels_and_the_whole_comes_back(qtbot, session):
    write(qtbot, session, "407")
    whole, several = session.trace.image, session.several
    for index, digit in enumerate(several.digits):
        with qtbot.waitSignal(session.traceChanged, raising=True):
            several.choose(index)
        qtbot.waitUntil(lambda: session.is_answered)
        assert session.trace.answer == digit.answer
        assert float(session.trace.probabilities.max()) == pytest.approx(digit.probability, abs=1e-4)
    several.choose(None)
    qtbot.waitUntil(lambda: session.is_answered)
    assert np.array_equal(session.trace.image, whole)
    assert several.number == "407"
    assert len(session.history) == 1  # choosing is no moment of the drawing
    with pytest.raises(IndexError):
        several.choose(3)


def test_the_next_stroke_goes_back_to_the_whole(qtbot, session):
    write(qtbot, session, "407")
    session.several.choose(1)
    session.begin_stroke(0.5, 0.9)
    assert session.several.digits == ()
    assert session.several.chosen is None
    session.cancel_stroke()
    qtbot.waitUntil(lambda: session.several.number == "407")
    assert session.several.chosen is None
    qtbot.waitUntil(lambda: session.is_answered)
    assert session.trace.image.sum() > 0


def test_a_changed_network_reads_the_digits_again_once_it_rests(qtbot, session):
    write(qtbot, session, "407")
    session.several.choose(1)
    begun, start = [], session.start
    session.start = lambda work: begun.append(work) or start(work)
    for unit in range(128):  # a hand that goes over all units
        session.operate(session.surgery.switch("dense", unit, on=False))
    assert begun == []
    qtbot.waitUntil(lambda: session.several.number != "407")
    assert len(begun) <= 2
    session.compare(True)
    qtbot.waitUntil(lambda: session.several.number == "407")
    assert session.trace.weights is session.surgery.original


def test_nothing_is_looked_for_while_the_pen_is_down(qtbot, session):
    begun, start = [], session.start
    session.start = lambda work: begun.append(session.is_drawing) or start(work)
    session.replace_ink(number("40"))
    settle(qtbot, session)
    assert begun
    begun.clear()
    session.begin_stroke(0.9, 0.4)
    for step in range(8):
        session.extend_stroke(0.9, 0.4 + 0.02 * step)
        qtbot.waitUntil(lambda: session.is_answered)
    assert begun == []
    session.end_stroke()
    qtbot.waitUntil(lambda: begun == [False])
    qtbot.waitUntil(lambda: session.several.number == "401")


def test_one_stroke_costs_nothing(qtbot, session):
    begun = []
    session.start = begun.append
    draw(session)
    qtbot.waitUntil(lambda: session.is_answered)
    assert begun == []


def test_undo_and_clear_forget_and_redo_finds_again(qtbot, session):
    write(qtbot, session, "40")
    session.undo()
    assert session.several.digits == ()
    session.redo()
    qtbot.waitUntil(lambda: session.several.number == "40")
    session.clear()
    assert session.several.digits == ()
    settled = session.several._job
    assert settled is None


def test_a_picture_is_one_symbol(qtbot, session, mnist):
    write(qtbot, session, "40")
    session.show_picture(mnist.test.images[0])
    assert session.several.digits == ()
    draw(session, ((0.05, 0.1), (0.05, 0.3)))
    draw(session, ((0.95, 0.1), (0.95, 0.3)))
    settle(qtbot, session)
    assert session.several.digits == ()


def test_a_switched_step_keeps_the_choice_or_lets_go_of_it(qtbot, session):
    write(qtbot, session, "407")
    session.several.choose(2)
    session.set_steps(Steps(redraw=False))
    settle(qtbot, session)
    assert session.several.chosen == 2
    assert session.trace.answer == 7
    session.set_steps(Steps(False, False, False, False))
    qtbot.waitUntil(lambda: session.several.digits == ())
    settle(qtbot, session)
    assert session.several.chosen is None
    assert len(np.unique(np.nonzero(session.trace.image)[1])) > 15  # all three digits again


def test_two_lines_by_hand_are_eleven_and_a_bar_makes_them_one(qtbot, area, session):
    session.set_pen(width=0.05)
    for x in (0.35, 0.65):
        stroke(area.canvas, [(x, 0.2), (x, 0.5), (x, 0.8)])
    qtbot.waitUntil(lambda: session.several.number == "11")
    assert [tag.text() for tag in area.marks.tags] == ["1", "1"]
    stroke(area.canvas, [(0.36, 0.5), (0.64, 0.5)])
    settle(qtbot, session)
    assert session.several.digits == ()
    QTest.keyClick(area.canvas, Qt.Key.Key_Left)  # moved, it is still one
    settle(qtbot, session)
    assert area.marks.tags == []


# --- boxes and tags over the ink


def test_a_tag_stands_over_each_digit(qtbot, area, session):
    assert area.marks.tags == []
    write(qtbot, session, "407")
    tags, paper = area.marks.tags, area.canvas.paper
    assert [tag.text() for tag in tags] == ["4", "0", "7"]
    assert all(tag.isVisible() and paper.contains(tag.geometry()) for tag in tags)
    for tag, digit in zip(tags, session.several.digits, strict=True):
        bounds = digit.piece.bounds
        middle = paper.x() + (bounds.left + bounds.right) / 2 * paper.width()
        assert abs(tag.geometry().center().x() - middle) < 3
        assert tag.geometry().bottom() < paper.y() + bounds.top * paper.width()
        assert f"{digit.answer}, " in tag.accessibleName()
    area.resize(600, 900)
    assert all(area.canvas.paper.contains(tag.geometry()) for tag in tags)
    session.clear()
    assert area.marks.tags == []


def test_digits_at_the_upper_edge_have_their_tags_below(qtbot, area, session):
    session.replace_ink(number("40"))
    session.shift(0, -11)
    qtbot.waitUntil(lambda: session.several.number == "40")
    for tag, digit in zip(area.marks.tags, session.several.digits, strict=True):
        bottom = area.canvas.paper.y() + digit.piece.bounds.bottom * area.canvas.paper.width()
        assert tag.geometry().top() > bottom


def test_a_click_chooses_and_a_second_one_lets_go(qtbot, area, session):
    write(qtbot, session, "407")
    before = session.ink.strokes
    QTest.mouseClick(area.marks.tags[2], LEFT)
    assert session.several.chosen == 2
    assert [tag.isChecked() for tag in area.marks.tags] == [False, False, True]
    QTest.mouseClick(area.marks.tags[0], LEFT)
    assert session.several.chosen == 0
    QTest.mouseClick(area.marks.tags[0], LEFT)
    assert session.several.chosen is None
    assert not any(tag.isChecked() for tag in area.marks.tags)
    assert session.ink.strokes == before


def test_the_keyboard_goes_along_the_digits(qtbot, area, session):
    write(qtbot, session, "407")
    area.canvas.setFocus()
    QTest.keyClick(area.canvas, Qt.Key.Key_Tab)
    tags = area.marks.tags
    assert tags[0].hasFocus()
    QTest.keyClick(tags[0], Qt.Key.Key_Space)
    assert session.several.chosen == 0
    QTest.keyClick(tags[0], Qt.Key.Key_Left)
    assert session.several.chosen == 2
    assert tags[2].hasFocus()
    QTest.keyClick(tags[2], Qt.Key.Key_Right)
    QTest.keyClick(tags[0], Qt.Key.Key_Right)
    assert session.several.chosen == 1
    QTest.keyClick(tags[1], Qt.Key.Key_Return)
    assert session.several.chosen is None
    QTest.keyClick(tags[1], Qt.Key.Key_Return)
    QTest.keyClick(tags[1], Qt.Key.Key_Escape)
    assert session.several.chosen is None
    assert area.canvas.hasFocus()


def test_the_boxes_leave_the_canvas_to_the_pen(qtbot, area, session):
    write(qtbot, session, "40")
    inside = session.several.digits[1].piece.bounds
    x, y = (inside.left + inside.right) / 2, (inside.top + inside.bottom) / 2
    strokes = len(session.ink.strokes)
    QTest.mousePress(area.canvas.childAt(at(area.canvas, x, y)) or area.canvas, LEFT, pos=at(area.canvas, x, y))
    QTest.mouseRelease(area.canvas, LEFT, pos=at(area.canvas, x, y))
    assert len(session.ink.strokes) == strokes + 1
    stroke(area.canvas, [(x, y), (x, 0.9)])
    assert len(session.ink.strokes) == strokes + 2


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_chosen_box_stands_out(qtbot, area, session, mode):
    theme().set_mode(mode)
    write(qtbot, session, "40")
    plain = area.canvas.grab().toImage()
    QTest.mouseClick(area.marks.tags[1], LEFT)
    chosen = area.canvas.grab().toImage()
    colour = theme().palette.selection.rgb()

    def count(image):
        return sum(
            image.pixel(QPoint(x, y)) == colour for x in range(0, image.width()) for y in range(0, image.height(), 2)
        )

    assert count(chosen) > count(plain) + 40


def test_screen_readers_hear_the_number(qtbot, area, session):
    write(qtbot, session, "407")
    qtbot.waitUntil(lambda: "3 digits: 4 0 7" in area.canvas.accessibleDescription())
    session.several.choose(1)
    qtbot.waitUntil(lambda: "reads a 0" in area.canvas.accessibleDescription())


# --- the rest of the window


def test_the_headline_is_the_number(qtbot, session):
    panel = Answer(session)
    qtbot.addWidget(panel)
    panel.resize(240, 500)
    with qtbot.waitExposed(panel):
        panel.show()
    write(qtbot, session, "407")
    assert panel.verdict.answer == "407"
    assert "3 digits" in panel.verdict.words
    assert not panel.grab().isNull()
    session.several.choose(1)
    qtbot.waitUntil(lambda: panel.verdict.answer == "0")
    session.several.choose(None)
    qtbot.waitUntil(lambda: panel.verdict.answer == "407")
    session.clear()
    assert panel.verdict.answer == ""


def test_escape_in_the_window_goes_back_to_the_whole(qtbot, shipped, open_window):
    session = Session(shipped, engine=SyncEngine)
    window = open_window(session=session)
    write(qtbot, session, "407")
    session.select("conv2d")
    session.several.choose(1)
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert session.several.chosen is None
    assert session.selection.layer == "conv2d"
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert session.selection.layer is None
    window.close()


@pytest.mark.parametrize("back", ["whole", "ink"])
def test_an_answer_to_a_part_is_neither_shown_nor_a_moment_once_it_is_not_chosen(qtbot, shipped, back):
    session = Session(shipped, engine=SyncEngine)
    write(qtbot, session, "407")
    settle(qtbot, session)
    answer, waiting, shown = session.engine.submit, [], []
    session.engine.submit = waiting.append  # the worker is busy
    moments = len(session.history)
    session.several.choose(0)
    if back == "whole":
        session.several.choose(None)
    else:
        session.begin_stroke(0.5, 0.9)
    session.traceChanged.connect(shown.append)
    part, whole = waiting
    answer(part)
    assert shown == []
    assert len(session.history) == moments
    answer(whole)
    assert [trace.serial for trace in shown] == [whole.serial]
    assert len(session.history) == (moments if back == "whole" else moments + 1)
    assert session.close()


def test_choosing_quickly_back_and_forth_leaves_the_history_alone(qtbot, session):
    write(qtbot, session, "407")
    settle(qtbot, session)
    whole, history = session.trace, list(session.history)
    for _ in range(30):
        session.several.choose(0)
        QTest.qWait(0)
        session.several.choose(None)
        QTest.qWait(0)
    qtbot.waitUntil(lambda: session.is_answered)
    assert session.history == history
    assert np.array_equal(session.trace.image, whole.image)


def test_nothing_is_looked_for_once_the_session_is_closed(qtbot, shipped):
    session = Session(shipped, engine=SyncEngine)
    write(qtbot, session, "407")
    session.operate(session.surgery.switch("dense", 3, on=False))
    assert any(timer.isActive() for timer in session.several.findChildren(QTimer))
    assert session.close()
    assert not any(timer.isActive() for timer in session.several.findChildren(QTimer))
