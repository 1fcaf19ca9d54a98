"""The river: it follows the history, marks changes, and paints no more often than it must."""

import time

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import QApplication

from gui.theme import theme
from gui.widgets.river import River, RiverLook

NAMES = tuple("0123456789")
WINNER = QColor("#ff0000")
GROUND = QColor("#000000")


@pytest.fixture
def river(qtbot):
    made = River(NAMES)
    made.set_look(RiverLook(ground=GROUND, winner=WINNER, font=theme().font("small")))
    qtbot.addWidget(made)
    made.resize(206, 110)
    with qtbot.waitExposed(made):
        made.show()
    return made


def history(*parts):
    told = []
    for winner, begin, end in parts:
        for t in np.arange(begin, end, 1 / 60).tolist():
            values = np.full(10, 0.01, np.float32)
            values[winner] = 0.91
            told.append((t, values))
    return told


def reddish(river):
    """How much of the picture has the winner's hue, and from where to where."""
    picture = river.grab().toImage().convertToFormat(river.grab().toImage().Format.Format_RGB32)
    pixels = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), picture.width(), 4)
    red = (pixels[..., 2] > 40) & (pixels[..., 1] < 20)
    return red.mean(), np.flatnonzero(red.any(axis=0))


def point(river, x):
    place = QPointF(x, 50)
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        place,
        river.viewport().mapToGlobal(place),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(river.viewport(), event)


def test_an_empty_one_shows_nothing(river):
    river.set_history(NAMES, [])
    assert reddish(river)[0] == 0
    assert river.moment_at(50) is None
    assert river.changes == []


def test_it_shows_the_winner_and_where_the_answer_changed(river):
    river.set_history(NAMES, history((0, 0.0, 2.0), (9, 2.0, 4.0)))
    assert river.changes == [(0, 9)]
    share, columns = reddish(river)
    assert share > 0.2  # the area under the winner's second half
    assert columns[-1] > 190


def test_a_short_drawing_does_not_fill_the_width(river):
    river.set_history(NAMES, history((3, 0.0, 0.3)))
    assert reddish(river)[1][-1] < 110


def test_pauses_take_no_room(river):
    river.set_history(NAMES, history((0, 0.0, 2.0), (9, 62.0, 64.0)))
    seconds, values = river.moment_at(40)
    assert seconds < 2
    assert values.argmax() == 0
    seconds, values = river.moment_at(150)
    assert seconds > 62
    assert values.argmax() == 9


def test_it_follows_a_growing_history_without_being_asked_for_each_moment(river, qtbot):
    told = history((0, 0.0, 1.0))
    river.set_history(NAMES, told)
    told += history((5, 1.0, 2.0))
    river.set_history(NAMES, told)
    qtbot.waitUntil(lambda: river.changes == [(0, 5)])
    river.set_history(NAMES, [])
    qtbot.waitUntil(lambda: river.changes == [])


def test_it_draws_itself_at_most_twenty_times_a_second(river, qtbot):
    class Count(QObject):
        paints = 0

        def eventFilter(self, watched, event):
            self.paints += event.type() == QEvent.Type.Paint
            return False

    count = Count()
    river.viewport().installEventFilter(count)
    begun = time.monotonic()
    told = history((0, 0.0, 1.0))
    for length in range(1, 40):
        river.set_history(NAMES, told[:length])
        qtbot.wait(1)  # as the moves of a mouse come, one event after the other
    river.set_history(NAMES, told)
    qtbot.waitUntil(lambda: river.moment_at(0) is not None and not river._stale)
    assert 1 <= count.paints <= 2 + 20 * (time.monotonic() - begun)
    assert river.moment_at(300) is None


def test_the_pointer_is_told_what_was_then(river, qtbot):
    river.set_history(NAMES, history((0, 0.0, 2.0), (9, 2.0, 4.0)))
    with qtbot.waitSignal(river.hovered) as told:
        point(river, 150)
    seconds, values = told.args[0]
    assert seconds == pytest.approx(150 / 192 * 4, abs=0.1)
    assert values.argmax() == 9
    with qtbot.waitSignal(river.hovered) as told:
        river.leaveEvent(QEvent(QEvent.Type.Leave))
    assert told.args == [None]


def test_the_setters_emit_nothing_even_under_the_pointer(river, qtbot):
    river.set_history(NAMES, history((0, 0.0, 2.0)))
    point(river, 50)
    with qtbot.assertNotEmitted(river.hovered):
        river.set_history(NAMES, [])
        river.set_look(RiverLook())
        river.resize(150, 90)


@pytest.mark.parametrize("size", [(1, 1), (30, 20), (900, 400)])
def test_any_size_can_be_painted(river, size):
    river.set_history(NAMES, history((0, 0.0, 0.5), (9, 0.5, 0.9), (3, 0.9, 1.4)))
    river.resize(*size)
    assert not river.grab().isNull()


def test_a_single_moment_and_other_numbers_of_values_can_be_painted(river):
    river.set_history(NAMES, history((4, 0.0, 0.01)))
    river.grab()
    river.set_history(("a", "b"), [(0.0, np.array((0.2, 0.8), np.float32)), (0.0, np.array((1, 0), np.float32))])
    river._refresh()
    river.grab()
    assert river.moment_at(0) is not None


def test_a_mouse_cannot_drag_it_about(river, qtbot):
    river.set_history(NAMES, history((4, 0.0, 3.0)))
    before = river.moment_at(100)[0]
    qtbot.mousePress(river.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    qtbot.mouseMove(river.viewport(), QPoint(120, 20))
    qtbot.mouseRelease(river.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(120, 20))
    qtbot.mouseClick(river.viewport(), Qt.MouseButton.RightButton, pos=QPoint(50, 50))
    assert river.moment_at(100)[0] == before
