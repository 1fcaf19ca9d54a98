"""The shift lab: the digit moves by single pixels of the network's picture, and every layer tells what follows."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow

from gui.dock import Dock
from gui.panels.shift import ShiftLab
from gui.session import Selection
from gui.shifting import words
from gui.shifting.failing import grid_of
from model import shifting
from model.digitize import Steps
from tests.qt.hand import at
from tests.support import draw

KEY, LEFT = Qt.Key, Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def panel(session, qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    made = ShiftLab(session)
    window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, Dock(made, window))
    window.resize(900, 300)
    with qtbot.waitSignal(made._late.placed):
        window.show()
    yield made
    made.hide()


@pytest.fixture
def lab(panel, session):
    """The lab with a digit that is free to move."""
    session.set_steps(Steps(centre=False))
    draw(session)
    return panel.content


def settle(qtbot, lab):
    qtbot.waitUntil(lambda: not lab.is_busy)


def centre(rect):
    return QPoint(round(rect.center().x()), round(rect.center().y()))


def point(widget, rect):
    QTest.mouseMove(widget, QPoint(1, 1))
    QTest.mouseMove(widget, centre(rect))


def shown(lab):
    """Both pictures."""
    pictures = lab.body.pictures
    return pictures.before._values, pictures.after._values


def test_arrows_move_the_digit_and_the_layers_tell(lab, session, qtbot):
    pad, meters = lab.body.pictures.pad, lab.body.meters
    assert meters.comparison is None
    qtbot.mouseClick(pad.buttons[0, 1], LEFT)
    pad.setFocus()
    qtbot.keyClick(pad, KEY.Key_Right)
    settle(qtbot, lab)
    before, after = shown(lab)
    assert lab.shift == (0, 2)
    assert after is session.trace.image
    assert np.allclose(after, shifting.moved(before, (0, 2)), atol=1e-3)
    told = [words.share_text(layer, "along") for layer in meters.comparison.layers]
    assert told[:4] == ["1.000"] * 4  # two pixels are whole cells up to Conv 2
    assert told[4].startswith("≈0.")
    assert told[5:] == ["–"] * 3
    assert meters.comparison.layers[1].same.share < 1
    assert words.cells_text(meters.comparison.layers[4]) == "0, ½"
    qtbot.keyClick(pad, KEY.Key_Up, SHIFT)
    assert lab.shift == (-4, 2)
    assert lab.fact().startswith("2 right, 4 up · ")
    qtbot.keyClick(pad, KEY.Key_Home)
    assert lab.shift == (0, 0)
    assert meters.comparison is None
    assert np.allclose(*shown(lab), atol=1e-3)


def test_the_step_to_the_centre_is_told_and_can_be_switched(panel, session, qtbot):
    lab = panel.content
    draw(session)
    assert lab.notice.text() == "“centre” is on: it moves every digit back."
    qtbot.mouseClick(lab.body.pictures.pad.buttons[1, 0], LEFT)
    assert lab.notice.text() == "Moved 1 down, but “centre” moved it back."
    assert lab.shift == (0, 0)
    assert lab.body.meters.comparison is None
    qtbot.mouseClick(lab.switch, LEFT)
    assert not session.steps.centre
    assert lab.notice.text() == "“centre” is off: moves reach the network."
    qtbot.mouseClick(lab.body.pictures.pad.buttons[1, 0], LEFT)
    assert lab.shift == (1, 0)  # from where it lay when the step was switched off
    qtbot.mouseClick(lab.switch, LEFT)
    assert session.steps.centre
    assert lab.shift == (0, 0)


def test_ink_that_the_steps_hold_inside_is_told(lab, session):
    session.shift(9, 0)
    assert lab.shift == (0, 7)
    assert lab.notice.text() == "Moved 9 right, but the steps keep it inside: 7 right."
    session.shift(-9, 0)
    assert lab.shift == (0, 0)


def test_the_canvas_moves_it_and_undo_and_reset_bring_it_back(open_window, qtbot):
    window = open_window()
    session, dock = window.session, window.dock("shift")
    dock.show()
    dock.raise_()
    qtbot.waitUntil(lambda: dock.panel.content is not None and dock.panel.content.isVisible())
    lab = dock.panel.content
    session.set_steps(Steps(centre=False))
    QTest.mousePress(window.canvas, LEFT, pos=at(window.canvas, 0.4, 0.3))
    QTest.mouseMove(window.canvas, at(window.canvas, 0.6, 0.6))
    assert lab.shift == (0, 0)
    QTest.mouseRelease(window.canvas, LEFT, pos=at(window.canvas, 0.6, 0.6))
    window.canvas.setFocus()
    qtbot.keyClick(window.canvas, KEY.Key_Left)
    qtbot.keyClick(window.canvas, KEY.Key_Down)
    assert lab.shift == (1, -1)
    window.actions_by_key["undo"].trigger()
    assert lab.shift == (0, -1)
    lab.first.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is lab.first)
    qtbot.keyClick(lab.first, KEY.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert lab.shift == (0, 0)
    window.actions_by_key["undo"].trigger()
    assert lab.shift == (0, -1)
    settle(qtbot, lab)
    assert lab.body.meters.comparison.shift == (0, -1)


@pytest.mark.parametrize("back", ["home", "reset", "arrows", "table"])
def test_a_digit_that_left_the_paper_can_come_back(panel, lab, session, qtbot, back):
    settle(qtbot, lab)
    pad, home = lab.body.pictures.pad, shown(lab)[0]
    pad.setFocus()
    for _ in range(9):
        qtbot.keyClick(pad, KEY.Key_Left, SHIFT)
    assert session.ink.is_blank
    assert lab.notice.text() == "The digit has left the paper. Home brings it back."
    assert panel.fact() == "The digit has left the paper."
    assert shown(lab)[0] is home
    assert not shown(lab)[1].any()
    for _ in range(2):
        session.shift(-4, 0)  # farther, where nothing can be seen: nobody is told
    panel.hide()
    panel.show()
    assert lab.body.meters.comparison is None
    if back == "home":
        qtbot.keyClick(pad, KEY.Key_Home)
    elif back == "reset":
        qtbot.mouseClick(panel._reset, LEFT)
    elif back == "arrows":
        while lab.shift[1] < 0:
            qtbot.mouseClick(pad.buttons[0, 1], LEFT)
    else:
        middle = lab.body.table.cell_rect(shifting.REACH, shifting.REACH)
        qtbot.mouseClick(lab.body.table, LEFT, pos=centre(middle))
    assert not session.ink.is_blank
    assert lab.shift == (0, 0)
    assert np.allclose(shown(lab)[1], home, atol=1e-3)
    session.clear()
    assert lab.fact() == ""


def test_drawing_on_is_a_new_beginning(lab, session, qtbot):
    session.shift(1, 0)
    settle(qtbot, lab)
    assert lab.shift == (0, 1)
    draw(session, ((0.2, 0.8), (0.7, 0.8)))
    assert lab.shift == (0, 0)
    assert lab.body.meters.comparison is None
    assert np.array_equal(*shown(lab))
    assert shown(lab)[0] is session.trace.image


def test_the_table_reads_all_shifts_and_goes_there(lab, session, qtbot):
    table = lab.body.table
    assert table.readings == ()
    settle(qtbot, lab)
    assert len(table.readings) == 49
    home = shown(lab)[0]
    cell = table.cell_rect(shifting.REACH + 2, shifting.REACH - 1)
    told = table.reading(shifting.REACH + 2, shifting.REACH - 1)
    point(table, cell)
    settle(qtbot, lab)
    assert lab.shift == lab.body.meters.comparison.shift == (2, -1)
    assert np.array_equal(shown(lab)[1], shifting.moved(home, (2, -1)))
    assert session.trace.image is home  # nothing has moved yet
    assert table.current == (0, 0)
    assert words.reading_text(told) in table.toolTip()
    assert lab.fact() == f"1 left, 2 down · {words.reading_text(told)}"
    qtbot.mouseClick(table, LEFT, pos=centre(cell))
    assert table.current == lab.shift == (2, -1)
    assert session.trace.probabilities.max() == pytest.approx(told.probability, abs=1e-4)
    assert session.trace.answer == told.answer
    QTest.mouseMove(table, QPoint(1, 1))
    assert lab.shift == (2, -1)
    table.setFocus()
    for key in (KEY.Key_Up, KEY.Key_Right, KEY.Key_Return):
        qtbot.keyClick(table, key)
    assert lab.shift == lab._asked
    assert len(table.readings) == 49  # still of the same digit


def test_a_meter_shows_large_where_it_fails_and_points_there(lab, session, qtbot):
    session.shift(1, 0)
    settle(qtbot, lab)
    meters, failing = lab.body.meters, lab.body.failing
    qtbot.mouseClick(meters, LEFT, pos=centre(meters.meter_rect(2, 0)))
    assert lab.body.where.words == "Pool 1: where it did not move along"
    layer = meters.comparison.layers[2]
    assert np.array_equal(failing._values, layer.along.failing)
    row, column = np.unravel_index(layer.along.failing.argmax(), layer.along.failing.shape)
    point(failing, failing.cell_rect(row, column))
    worst = int(layer.along.worst[row, column])
    assert session.pointed == Selection("max_pooling2d", (row, column, worst))
    assert f"the most in map {worst}" in failing.toolTip()
    assert lab.body.pictures.after.box is not None  # what it sees of the picture
    top, left, bottom, right = lab.body.pictures.after.box
    assert lab.body.pictures.before.box == (top, left - 1, bottom, right - 1)
    qtbot.mouseClick(failing, LEFT, pos=centre(failing.cell_rect(row, column)))
    assert session.selection == Selection("max_pooling2d", (row, column, worst))
    meters.setFocus()
    for key in (KEY.Key_Right, KEY.Key_End, KEY.Key_Up):
        qtbot.keyClick(meters, key)
    assert lab.body.where.words == "Dense 1: where it changed"
    assert failing._values.shape == (8, 16)
    point(failing, failing.cell_rect(1, 2))
    assert session.pointed == Selection("dense", (18,))
    qtbot.keyClick(meters, KEY.Key_Left)
    assert lab.body.where.words == "Dense 1: nothing to compare"
    assert "no place that could move" in meters.words(*meters._chosen)
    session.select("conv2d_1")
    assert lab.body.where.words == "Conv 2: where it did not move along"
    lab.hide()
    assert session.pointed == Selection()


def test_half_a_cell_is_told_and_what_is_left_out(lab, session, qtbot):
    session.shift(0, 1)
    settle(qtbot, lab)
    told = lab.body.meters.words(2, 0)
    layer = lab.body.meters.comparison.layers[2]
    assert told.startswith("Pool 1, moved along: 1 − Σ|a′ − a| / (Σ|a′| + Σ|a|) = 1 − ")
    assert f"({layer.place[0]}, 0)" in told
    assert "½, 0 of this layer's cells" in told
    assert words.share_text(layer, "along").startswith("≈")
    session.shift(0, 1)
    settle(qtbot, lab)
    qtbot.mouseClick(lab.body.meters, LEFT, pos=centre(lab.body.meters.meter_rect(2, 0)))
    failing = lab.body.failing
    point(failing, failing.cell_rect(0, 5))  # nothing of the old picture lies there
    assert failing.toolTip() == "(0, 5): left out, it does not see both pictures whole"
    point(failing, failing.cell_rect(1, 5))
    assert failing.toolTip() == "(1, 5): differs by 0.0000"


def test_another_network_is_compared_anew(lab, session, qtbot):
    session.shift(0, 1)
    settle(qtbot, lab)
    first, readings = lab.body.meters.comparison, lab.body.table.readings
    session.operate(session.surgery.switch("conv2d", 3, on=False))
    settle(qtbot, lab)
    second = lab.body.meters.comparison
    assert second.layers[1].along.share == pytest.approx(1.0, abs=1e-6)
    assert second.layers[1].same.total < first.layers[1].same.total
    assert lab.body.table.readings is not readings


def test_of_many_questions_the_last_is_answered(lab, session, qtbot):
    started = []
    original = session.start
    session.start = lambda work: (started.append(work), original(work))[1]
    for _ in range(5):
        session.shift(1, 0)
    settle(qtbot, lab)
    assert lab.body.meters.comparison.shift == (0, 5)
    assert len(started) <= 3  # the first, the last, and the table
    session.shift(0, 1)
    session.shift(0, -1)
    assert lab.is_busy
    lab.hide()
    assert not lab.is_busy
    for _ in range(3):
        session.shift(-1, 0)
    assert not lab.is_busy
    lab.show()
    settle(qtbot, lab)
    assert lab.body.meters.comparison.shift == (0, 2)


def test_a_picture_moves_as_it_is(panel, session, qtbot):
    lab = panel.content
    image = np.zeros((28, 28), np.uint8)
    image[8:20, 12:16] = 255
    session.show_picture(image)
    assert lab.notice.text() == "A picture enters the network as it lies."
    assert lab.switch.isHidden()
    qtbot.mouseClick(lab.body.pictures.pad.buttons[-1, 0], LEFT)
    assert lab.shift == (-1, 0)
    session.clear()
    assert lab.fact() == ""
    assert not shown(lab)[1].any()
    qtbot.mouseClick(lab.body.pictures.pad.buttons[-1, 0], LEFT)  # nothing to move
    assert not session.ink.can_redo


def test_what_does_not_fit_into_one_row_is_folded():
    for count, shape in ((10, (1, 10)), (128, (8, 16)), (1600, (40, 40)), (131, (11, 12))):
        values = np.arange(1, count + 1, dtype=np.float32)[np.newaxis]
        folded = grid_of(values)
        assert folded.shape == shape
        assert np.array_equal(folded.ravel()[:count], values[0])
        assert not folded.ravel()[count:].any()


def test_a_changed_answer_is_marked_without_colour(lab, qtbot):
    table = lab.body.table
    settle(qtbot, lab)
    same = [replace(each, answer=3, is_refused=False) for each in table.readings]
    table.set_readings(same)
    plain = table.grab().toImage()
    table.set_readings([*same[:-1], replace(same[-1], answer=5)])
    marked = table.grab().toImage()
    rect = table.cell_rect(6, 6)
    place = QPoint(round(rect.center().x()), round(rect.bottom() - 1.5))
    assert plain.pixelColor(place) != marked.pixelColor(place)
    table.set_readings([*same[:-1], replace(same[-1], is_refused=True)])
    assert "no digit (nearest: 3" in table.words(6, 6)


def test_a_high_dock_is_filled_with_two_rows(lab, panel, qtbot):
    body = lab.body
    for width, height, rows in ((900, 300, 1), (1300, 760, 2), (600, 500, 2), (420, 900, 3), (900, 300, 1)):
        panel.window().resize(width, height)
        qtbot.waitUntil(lambda rows=rows: body._rows == rows)
        assert body.meters.row_rect(len(lab.session.specs) - 1).bottom() <= body.meters.height()
        if (width, height) == (1300, 760):
            qtbot.waitUntil(lambda: min(body.pictures.before.width(), body.failing.height()) > 250)


def test_the_switch_stands_beside_what_it_changes(lab, panel, qtbot):
    for width in (1300, 420):
        panel.window().resize(width, 500)
        qtbot.waitUntil(lambda width=width: width - 40 < lab.width() <= width)
        QApplication.sendPostedEvents()
        words = lab.notice.sizeHint().width()
        assert words <= lab.notice.width() < words + 4
        assert 0 < lab.switch.x() - lab.notice.geometry().right() < 12


@pytest.mark.parametrize("ring", [(0, 0), (2, -1), (0, 5)])
def test_the_keyboard_comes_into_the_table_where_the_digit_lies(lab, session, qtbot, ring):
    settle(qtbot, lab)
    session.shift(ring[1], ring[0])
    table = lab.body.table
    table.setFocus()
    qtbot.keyClick(table, KEY.Key_Right)
    assert lab.shift == (ring if max(map(abs, ring)) <= shifting.REACH else (0, 0)), "beyond its reach, the middle"
    qtbot.keyClick(table, KEY.Key_Right)
    assert lab.shift[1] == (ring[1] if ring[1] <= shifting.REACH else 0) + 1
