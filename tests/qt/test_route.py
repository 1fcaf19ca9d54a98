"""From the answer to the ink, by real mouse and keys on the real window."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QSizeF, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.commands.shipped import weights
from gui.route import stage as following
from gui.session import Selection, Session
from gui.texts import rounded
from gui.widgets.trail_layout import Column, Knot, Note, arrange
from model import drawings
from tests.support import SyncEngine, furnished

LEFT, KEY = Qt.MouseButton.LeftButton, Qt.Key
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)


@pytest.fixture(scope="module")
def one_window(qapp, tmp_path_factory):
    session = Session(weights(), engine=SyncEngine)
    window = furnished(session, tmp_path_factory.mktemp("home"), (1440, 900))
    window.show()
    yield window
    window.close()
    window.deleteLater()


@pytest.fixture(scope="module")
def seven():
    return next(sample for sample in drawings.load() if sample.label == 7)


@pytest.fixture
def window(one_window, qtbot, seven):
    """The window with a 7 on it, nothing selected, and the route closed."""
    session = one_window.session
    one_window.dock("route").close()
    session.select(None)
    session.replace_ink(seven.strokes)
    QTest.mouseMove(one_window.toolbar, QPoint(700, 4))
    QApplication.processEvents()
    assert session.trace.answer == 7
    yield one_window
    session.select(None)
    for timer in one_window.findChildren(QTimer):
        timer.stop()


def called(qtbot, window):
    """What is in the route's panel, once it is there."""
    panel = window.panel("route")
    qtbot.waitUntil(lambda: panel.content is not None and panel.content.isVisible())
    QApplication.processEvents()
    return panel.content


@pytest.fixture
def panel(window, qtbot):
    """The route of the 7, called by "Why 7?"."""
    QTest.mouseClick(window.panel("answer").why_button, LEFT)
    return called(qtbot, window)


def press(panel, *keys):
    for key in keys:
        QTest.keyClick(panel.trail, key)


def middle(panel, column, row):
    return panel.trail.knot_rect(column, row).center().toPoint()


def bar(window, digit):
    bars = window.panel("answer").bars
    return bars, bars.row_rect(digit).center().toPoint()


def test_why_calls_the_route_of_the_winner_and_gives_it_the_keyboard(window, qtbot):
    why, dock = window.panel("answer").why_button, window.dock("route")
    assert dock.isHidden()
    assert why.isVisible()
    assert (why.text(), why.accessibleName()) == ("Why 7?", "Why 7?")
    assert why.toolTip()
    QTest.mouseClick(why, LEFT)
    panel = called(qtbot, window)
    assert not panel.visibleRegion().isEmpty()
    assert QApplication.focusWidget() is panel.trail
    assert window.session.selection == Selection("dense_1", (7,))
    assert panel.way.answer == 7
    assert panel.trail.standing == 0
    titles = [column.title for column in panel.trail.columns]
    assert titles == ["Dense 2", "Dense 1", "Pool 2", "Conv 2", "Pool 1", "Conv 1", "Input"]


@pytest.mark.parametrize("ask", ["the large digit", "a bar, by mouse", "a bar, by key"])
def test_other_ways_to_ask(window, qtbot, ask):
    answer = window.panel("answer")
    if ask == "the large digit":
        QTest.mouseClick(answer.verdict, LEFT, pos=QPoint(20, answer.verdict.height() // 2))
    elif ask == "a bar, by mouse":
        bars, where = bar(window, 3)
        QTest.mouseClick(bars, LEFT, pos=where)
        assert window.dock("route").isHidden()  # a click alone only chooses
        assert answer.why_button.text() == "Why 3?"
        QTest.mouseDClick(bars, LEFT, pos=where)
    else:
        bars, where = bar(window, 3)
        QTest.mouseClick(bars, LEFT, pos=where)
        QTest.keyClick(bars, KEY.Key_Return)
    assert window.panel("route").isVisible()
    assert called(qtbot, window).way.answer == (7 if ask == "the large digit" else 3)


def test_there_is_no_why_without_an_answer_to_rely_on(window):
    window.session.clear()
    assert not window.panel("answer").why_button.isVisible()
    QTest.mouseClick(window.panel("answer").verdict, LEFT)
    assert window.dock("route").isHidden()


def test_keys_go_along_the_path_and_every_step_is_selected_everywhere(window, panel):
    path = panel.way.path
    for column, (layer, unit) in enumerate(path[1:], 1):
        press(panel, KEY.Key_Right)
        assert window.session.selection == Selection(layer, unit)
        assert panel.trail.standing == column
        assert panel.way.path == path
        hop = panel.way.hops[column] if column < len(panel.way.hops) else None
        if hop is not None:
            assert rounded(hop.total, 3) in panel.sentence
            assert "the network has the same" in panel.sentence
    row, column = panel.way.pixel
    assert f"row {row}, column {column}" in panel.sentence
    press(panel, KEY.Key_Right)
    assert panel.trail.standing == len(path) - 1
    press(panel, KEY.Key_Left)
    assert window.session.selection == Selection(*path[-2])
    press(panel, KEY.Key_Home)
    assert window.session.selection == Selection(*path[0])
    press(panel, KEY.Key_End)
    assert window.session.selection == Selection(*path[-1])
    back, on, _ = window.panel("route").tools()
    QTest.mouseClick(back, LEFT)
    assert window.session.selection == Selection(*path[-2])
    QTest.mouseClick(on, LEFT)
    assert window.session.selection == Selection(*path[-1])
    QTest.keyClick(panel.trail, KEY.Key_Escape)
    assert window.session.selection == Selection()
    assert panel.trail.standing == -1


def test_up_and_down_take_another_number_and_the_path_goes_on_from_there(window, panel):
    first = panel.way.path
    press(panel, KEY.Key_Right, KEY.Key_Down)
    second = panel.way.path
    assert second[0] == first[0]
    assert second[1] != first[1]
    assert second[1] == (panel.way.hops[0].parts[1].layer, panel.way.hops[0].parts[1].unit)
    assert window.session.selection == Selection(*second[1])
    assert all(hop.agrees for hop in panel.way.hops)
    press(panel, KEY.Key_Up)
    assert panel.way.path == first
    press(panel, KEY.Key_Right, KEY.Key_Right, KEY.Key_Right, KEY.Key_Down)
    assert panel.way.path[:4] == first[:4]
    assert panel.way.path[4] != first[4]
    press(panel, *3 * [KEY.Key_Left], KEY.Key_Down, KEY.Key_Up)
    assert panel.way.path == first  # what was chosen below another number is chosen no more


def test_the_pointer_lights_a_number_and_a_click_goes_through_it(window, panel):
    part = panel.way.hops[1].parts[2]
    QTest.mouseMove(panel.trail, middle(panel, 2, 2))
    assert window.session.pointed == Selection(part.layer, part.unit)
    assert rounded(part.product) in panel.sentence
    assert window.session.selection == Selection("dense_1", (7,))
    QTest.mouseMove(panel.trail, QPoint(2, 2))
    assert window.session.pointed == Selection()
    QTest.mouseClick(panel.trail, LEFT, pos=middle(panel, 2, 2))
    assert window.session.selection == Selection(part.layer, part.unit)
    assert panel.way.path[2] == (part.layer, part.unit)


def test_what_is_pointed_at_follows_the_ink(window, panel):
    session = window.session
    QTest.mouseMove(panel.trail, middle(panel, 2, 2))
    before = session.pointed
    session.replace_ink(next(sample for sample in drawings.load() if sample.label == 3).strokes)
    here = panel.way.hops[1].parts[2]
    QApplication.processEvents()
    assert session.pointed == Selection(here.layer, here.unit)
    assert session.pointed != before
    session.clear()
    QApplication.processEvents()
    assert session.pointed == Selection()
    session.undo()
    QApplication.processEvents()
    QTest.mouseMove(window.toolbar, QPoint(700, 4))
    assert session.pointed == Selection()


def test_what_is_lit_elsewhere_is_told_among_other_numbers(window, panel):
    session = window.session
    lit = panel.way.hops[0].parts[0]
    session.point(lit.layer, lit.unit)
    assert panel.trail._lit == {(1, 0)}
    session.replace_ink(next(sample for sample in drawings.load() if sample.label == 3).strokes)
    units = [part.unit for part in panel.way.hops[0].parts]
    assert units[0] != lit.unit
    assert panel.trail._lit == {(1, row) for row, unit in enumerate(units) if unit == lit.unit}
    session.point(None)


def test_what_is_selected_elsewhere_is_gone_through_if_it_has_a_part_in_it(window, panel):
    session = window.session
    session.select("max_pooling2d_1", (4, 4, 63))
    assert panel.way.path[2] == ("max_pooling2d_1", (4, 4, 63))
    session.select("max_pooling2d", (*panel.way.path[4][1][:2], 5))
    before = panel.way.path
    assert before[4][1][2] == 5
    winner = before[3][1]
    loser = (8 if winner[0] == 9 else 9, winner[1], winner[2])
    session.select("conv2d_1", loser)  # not the largest of its block
    assert panel.way.path == before
    assert panel.trail.standing == -1
    session.select("flatten", ((1 * 5 + 2) * 64 + 3,))  # the same number under another name
    assert panel.way.path[2] == ("max_pooling2d_1", (1, 2, 3))
    assert panel.trail.standing == 2


def test_while_drawing_goes_on_the_answer_and_the_chosen_units_stay(window, panel):
    bars, where = bar(window, 3)
    QTest.mouseClick(bars, LEFT, pos=where)
    press(panel, KEY.Key_Right, KEY.Key_Down, KEY.Key_Down)
    chosen = panel.way.path[1]
    session = window.session
    for y in (0.4, 0.5, 0.6, 0.7):
        session.begin_stroke(0.3, y) if y == 0.4 else session.extend_stroke(0.3, y)
        assert panel.way.answer == 3
        assert panel.way.path[1] == chosen
        assert panel.way.share == session.trace.probabilities[3]
    session.end_stroke()
    assert panel.end.ending.picture is not None
    session.clear()
    assert panel.way is None
    assert panel.trail.columns == ()
    assert panel.end.ending is None
    assert not panel.grab().isNull()


def test_it_computes_nothing_while_hidden(window, panel, seven, monkeypatch):
    calls = []
    original = following.route
    monkeypatch.setattr(following, "route", lambda *arguments: calls.append(1) or original(*arguments))
    window.dock("route").close()
    window.session.replace_ink(seven.strokes)
    window.session.select("dense_1", (4,))
    assert not calls
    window.dock("route").show()
    assert calls
    assert panel.way.answer == 4


def test_all_of_it_can_be_copied_and_heard(window, panel):
    press(panel, KEY.Key_Right)
    QTest.keyClick(panel.trail, KEY.Key_C, Qt.KeyboardModifier.ControlModifier)
    text = QGuiApplication.clipboard().text()
    assert text.startswith("Why 7? 9")
    assert "−" not in text
    for hop in panel.way.hops:
        assert f"z = {rounded(hop.total).replace('−', '-')}; the network has the same" in text
        assert all(rounded(abs(part.product)).replace("−", "-") in text for part in hop.parts)
    row, column = panel.way.pixel
    assert f"row {row}, column {column}" in text
    panel._spoken._tell()
    heard = panel.trail.accessibleDescription()
    assert heard.startswith("Step 2 of 7.")
    assert rounded(panel.way.hops[1].total, 3) in heard
    assert all(rounded(abs(part.product)) in heard for part in panel.way.hops[1].parts)


def test_it_says_where_it_cannot_go_on(window, panel):
    trace = window.session.trace
    layers = list(trace.layers)
    layers[3] = replace(layers[3], spec=replace(layers[3].spec, kind="Mystery", lineage=("Mystery",)))
    panel.show_trace(replace(trace, layers=tuple(layers)))
    assert len(panel.trail.columns) == 4
    assert panel.end.ending.picture is None
    assert "Mystery" in panel.end.ending.caption
    assert not panel.grab().isNull()


@pytest.mark.parametrize("size", [(860, 160), (1400, 260), (3000, 900)])
def test_nothing_overlaps_and_a_ribbon_is_as_thick_as_what_it_carries(size):
    knots = (Knot("a", "+3", share=0.6), Knot("b", "−1", share=-0.2))
    notes = (Note("these", ""), Note("others", "", 0.15), Note("bias", "", -0.05), Note("= z", "", is_sum=True))
    columns = [Column("top", (Knot("x", "2"),), 0), *(Column("below", knots, 0, notes) for _ in range(6))]
    places = arrange(QSizeF(*size), columns)
    rects = [rect for column in (*places.knots, *places.notes) for rect in column]
    assert all(rect.left() >= 0 and rect.right() <= size[0] and rect.bottom() <= size[1] for rect in rects)
    for index, one in enumerate(rects):
        assert not any(one.intersects(other) for other in rects[index + 1 :])
    fan = places.ribbons[:4]
    assert [round(ribbon.thickness / fan[0].thickness, 6) for ribbon in fan] == [1.0, 0.333333, 0.25, 0.083333]
    assert [ribbon.sign for ribbon in fan] == [1, -1, 1, -1]
    assert [ribbon.is_chosen for ribbon in fan] == [True, False, False, False]
    assert sum(ribbon.thickness for ribbon in fan) <= places.knots[0][0].height()


def test_in_a_narrow_dock_the_step_one_goes_to_comes_into_view(window, panel):
    dock = window.dock("route")
    dock.setFloating(True)
    try:
        dock.resize(520, 240)
        QApplication.processEvents()
        last = len(panel.trail.columns) - 1
        assert not panel.trail.visibleRegion().contains(middle(panel, last, 0))
        press(panel, KEY.Key_End)
        assert panel.trail.visibleRegion().contains(middle(panel, last, 0))
        assert panel.end.visibleRegion().contains(panel.end.picture_rect().center().toPoint())
        press(panel, KEY.Key_Home)
        assert panel.trail.visibleRegion().contains(middle(panel, 0, 0))
    finally:
        dock.setFloating(False)


@pytest.fixture
def floating(window, panel):
    """The route's dock as a window of its own."""
    dock = window.dock("route")
    dock.setFloating(True)
    dock.resize(900, 260)
    QApplication.processEvents()
    yield dock
    dock.setFloating(False)


def test_escape_releases_from_a_floating_dock_too(window, panel, floating):
    press(panel, KEY.Key_Right, KEY.Key_Escape)
    assert window.session.selection == Selection()


def test_a_floating_dock_that_is_closed_under_the_pointer_points_at_nothing(window, panel, floating):
    part = panel.way.hops[1].parts[2]
    QTest.mouseMove(floating.windowHandle(), panel.trail.mapTo(floating, middle(panel, 2, 2)))
    QApplication.processEvents()
    assert window.session.pointed == Selection(part.layer, part.unit)
    floating.close()
    assert window.session.pointed == Selection()
