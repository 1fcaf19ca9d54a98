"""The answer: winner, bars and river follow the trace; a blank canvas has none."""

import subprocess
import sys

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication

from gui.panels.answer import Answer, plain_words
from gui.session import Selection
from tests.support import draw


@pytest.fixture
def answer(session, qtbot):
    made = Answer(session)
    qtbot.addWidget(made)
    made.resize(230, 450)
    with qtbot.waitActive(made):
        made.show()
    QApplication.sendEvent(made.bars, QEvent(QEvent.Type.Leave))  # wherever the pointer was left before
    made.bars.clearFocus()  # the only widget of a window gets it
    return made


def test_a_blank_canvas_has_no_answer(qtbot, answer, session):
    assert answer.verdict.answer == ""
    assert answer.bars.number(0) == ""
    draw(session)
    assert answer.verdict.answer
    session.clear()
    assert answer.verdict.answer == ""
    assert [answer.bars.number(row) for row in range(10)] == [""] * 10
    qtbot.waitUntil(lambda: "Draw" in answer.verdict.accessibleDescription())


def test_it_shows_the_traces_own_numbers(qtbot, answer, session):
    draw(session)
    values = session.trace.probabilities
    assert answer.verdict.answer == str(session.trace.answer)
    assert [answer.bars.number(row) for row in range(10)] == [f"{100 * v:.2f} %" for v in values]
    told = answer.bars.accessibleDescription
    qtbot.waitUntil(lambda: f"{session.trace.answer}: {100 * values.max():.2f} %" in told())
    assert told().count(":") == 10


def test_a_click_on_a_digit_selects_its_unit_and_is_marked(answer, session, qtbot):
    draw(session)
    place = QPoint(60, int(answer.bars.row_rect(7).center().y()))
    with qtbot.waitSignal(session.selectionChanged):
        qtbot.mouseClick(answer.bars, Qt.MouseButton.LeftButton, pos=place)
    assert session.selection == Selection("dense_1", (7,))
    assert answer.bars.chosen == 7
    session.select("conv2d", (1, 2, 3))
    assert answer.bars.chosen == -1
    session.select("dense_1", (2,))
    assert answer.bars.chosen == 2


def test_softmax_on_demand_is_exact(answer, session, qtbot):
    draw(session)
    plain = answer.bars.row_rect(0).top()
    qtbot.mouseClick(answer.softmax_button, Qt.MouseButton.LeftButton)
    scores, exponentials, quotients = answer.bars.columns
    last = session.trace.layers[-1]
    for row in range(10):
        assert float(scores.cells[row].replace("−", "-")) == pytest.approx(float(last.z[row]), abs=6e-4)
        expected = np.exp(float(last.z[row]) - float(last.z.max()))
        assert float(exponentials.cells[row].replace("−", "-")) == pytest.approx(expected, rel=0.01, abs=1e-6)
        assert float(quotients.cells[row].replace("−", "-")) == pytest.approx(float(last.a[row]), rel=0.01, abs=1e-6)
    total = np.exp(last.z.astype(float) - float(last.z.max())).sum()
    assert float(exponentials.foot.split()[-1]) == pytest.approx(total, abs=1e-6)
    draw(session, ((0.2, 0.8), (0.8, 0.2)))  # they are live
    assert float(answer.bars.columns[0].cells[0].replace("−", "-")) == pytest.approx(
        float(session.trace.layers[-1].z[0]), abs=6e-4
    )
    session.clear()
    assert all(column.cells == () for column in answer.bars.columns)
    qtbot.mouseClick(answer.softmax_button, Qt.MouseButton.LeftButton)
    assert answer.bars.columns == ()
    assert answer.bars.row_rect(0).top() == plain


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({9: 0.9987}, "a clear one"),
        ({1: 0.65, 7: 0.31}, "or a 7: 31 %"),
        ({4: 0.41, 9: 0.38}, "unsure: or a 9, 38 %"),
        ({0: 0.94, 6: 0.02}, "a clear one"),
    ],
)
def test_the_plain_line_follows_from_the_numbers(values, words):
    probabilities = np.zeros(10)
    probabilities[list(values)] = list(values.values())
    assert plain_words(probabilities) == words


def test_it_stands_without_its_river_and_takes_it_later(answer, session, qtbot):
    draw(session)
    assert answer.river is None
    place = answer.bars.geometry()
    import gui.widgets.river  # noqa: F401 - as the loader does, late

    answer.attach_river()
    answer.attach_river()  # twice is no harm
    qtbot.waitUntil(lambda: answer.river is not None and answer.river.isVisible())
    assert answer.bars.geometry() == place  # nothing jumps
    assert answer.river.height() >= 48
    qtbot.waitUntil(lambda: answer.river.moment_at(0) is not None)
    seconds, values = answer.river.moment_at(0)
    assert seconds == session.history[0][0]
    np.testing.assert_array_equal(values, session.history[0][1])
    session.clear()
    qtbot.waitUntil(lambda: answer.river.moment_at(0) is None)


def test_pointing_at_the_river_tells_the_moment(answer, session):
    answer.attach_river()
    at_rest = answer.caption
    answer.river.hovered.emit((1.24, np.array([0.1, 0, 0.9, 0, 0, 0, 0, 0, 0, 0], np.float32)))
    assert "1.2 s" in answer.caption
    assert "2: 90.0 %" in answer.caption
    answer.river.hovered.emit(None)
    assert answer.caption == at_rest


def test_the_choice_of_softmax_is_kept(answer):
    assert answer.state() == {"softmax": False}
    answer.restore({"softmax": True})
    assert answer.softmax_button.isChecked()
    answer.restore({"softmax": "perhaps"})
    assert answer.state() == {"softmax": True}


def test_making_it_imports_no_pyqtgraph(root):
    code = "import sys, gui.panels.answer; sys.exit('pyqtgraph' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=root).returncode == 0
