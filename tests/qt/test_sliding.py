"""The sliding window: what it shows is the trace's own, and it goes where a person wants it."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow

from gui.dock import Dock
from gui.panels.sliding import SlidingWindow
from gui.session import Selection
from gui.theme import theme
from gui.widgets.player import SPEEDS
from tests.support import draw

KEY = Qt.Key


@pytest.fixture
def stage(session, qtbot):
    before = theme().motion
    theme().set_motion("full")
    window = QMainWindow()
    qtbot.addWidget(window)
    made = SlidingWindow(session)
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, Dock(made, window))
    window.resize(770, 380)
    with qtbot.waitSignal(made._late.placed):
        window.show()
    QTest.mouseMove(made.content.view, nowhere(made.content.view))
    yield made.content
    made.content.player.pause()
    theme().set_motion(before)


def nowhere(view):
    """A place on the view that shows nothing."""
    return QPoint(view.width() // 2, view.height() - 3)


def cell(grid, row, column):
    """The middle of a cell on the view."""
    return QPointF(grid.box(row, column, row + 1, column + 1).center()).toPoint()


def test_the_tables_are_the_numbers_of_the_trace(stage, session):
    draw(session)
    session.select("conv2d", (9, 11, 5))
    window, kernel, products = (sheet.values for sheet in stage.view.sheets)
    weights = session.trace.weights.arrays
    assert window == pytest.approx(session.trace.image[9:12, 11:14])
    assert kernel == pytest.approx(weights["conv2d/kernel"][..., 0, 5])
    assert products == pytest.approx(window * kernel)
    z = products.sum() + weights["conv2d/bias"][5]
    assert z == pytest.approx(session.trace.layer("conv2d").z[9, 11, 5], abs=1e-5)
    assert f"= z {z:.4f}".replace("-", "−") in stage.readout.accessibleName()
    assert stage.fact() == "filter 5 of conv2d"


def test_a_deeper_layer_shows_one_slice_and_adds_up_all(stage, session, qtbot):
    draw(session)
    session.select("conv2d_1", (2, 3, 7))
    below, kernel = session.trace.layer("max_pooling2d").a, session.trace.weights.arrays["conv2d_1/kernel"][..., 7]
    strength = np.abs(below).sum(axis=(0, 1)) * np.abs(kernel).sum(axis=(0, 1))
    assert stage.target.slice == strength.argmax()
    stage.tools.slices.chosen.emit(12)
    assert stage.view.sheets[0].values == pytest.approx(below[2:5, 3:6, 12])
    assert stage.view.sheets[1].values == pytest.approx(kernel[..., 12])
    whole = float((below[2:5, 3:6] * kernel).sum())
    assert f"all 64 added up: {whole:.4f}".replace("-", "−") in stage.readout.accessibleName()
    draw(session, ((0.2, 0.2), (0.8, 0.8)))
    assert stage.target.slice == 12  # what was chosen stays, whatever is drawn


def test_pooling_shows_the_winner_of_the_block(stage, session):
    draw(session)
    a = session.trace.layer("conv2d").a
    row, column, channel = (int(i) for i in np.unravel_index(a[:26, :26].argmax(), a.shape))
    session.select("max_pooling2d", (row // 2, column // 2, channel))
    block, result = stage.view.sheets
    assert block.values == pytest.approx(a[row // 2 * 2 :, column // 2 * 2 :, channel][:2, :2])
    assert block.winner == (row % 2, column % 2)
    assert result.values[0, 0] == pytest.approx(a[row, column, channel])


def test_it_plays_and_points_at_its_place_everywhere(stage, session, qtbot):
    draw(session)
    pointed = []
    session.pointedChanged.connect(pointed.append)
    stage.view.setFocus()
    qtbot.keyClick(stage.view, KEY.Key_Space)
    stage.player.clock.timeout.emit()
    stage.player.clock.timeout.emit()
    assert pointed == [Selection("conv2d", (0, column, 0)) for column in range(3)]
    assert stage.view.frame.place == (0, 2)
    assert stage.view.frame.unwritten == ((0, 3, 1, 26), (1, 0, 26, 26))
    qtbot.keyClick(stage.view, KEY.Key_Space)
    assert session.pointed == Selection()
    qtbot.keyClick(stage.view, KEY.Key_Space)
    session.point("dense", (5,))  # the pointer is over something in another panel
    assert not stage.player.clock.isActive()
    session.point(None)
    assert stage.player.clock.isActive()
    qtbot.keyClick(stage.view, KEY.Key_Space)
    qtbot.mouseClick(stage.tools.everywhere, Qt.MouseButton.LeftButton)  # no pointing any more
    qtbot.keyClick(stage.view, KEY.Key_Space)
    stage.player.clock.timeout.emit()
    assert session.pointed == Selection()


def test_keys_go_by_steps_and_rows(stage, session, qtbot):
    draw(session)
    stage.view.setFocus()
    for key in (KEY.Key_Down, KEY.Key_Down, KEY.Key_Right, KEY.Key_Period, KEY.Key_Comma):
        qtbot.keyClick(stage.view, key)
    assert stage.view.frame.place == (2, 1)
    qtbot.keyClick(stage.view, KEY.Key_Return)
    assert session.selection == Selection("conv2d", (2, 1, 0))
    qtbot.keyClick(stage.view, KEY.Key_End)
    assert stage.view.frame.place == (25, 25)


def test_the_ink_changes_and_the_place_stays(stage, session):
    draw(session)
    session.select("conv2d", (14, 12, 3))
    before = stage.view.sheets[0].values.copy()
    draw(session, ((0.3, 0.5), (0.7, 0.5)))
    assert stage.view.frame.place == (14, 12)
    assert stage.view.sheets[0].values == pytest.approx(session.trace.image[14:17, 12:15])
    assert not np.array_equal(before, stage.view.sheets[0].values)
    session.clear()
    assert stage.view.sheets == ()
    draw(session)
    assert stage.view.frame.place == (14, 12)


def test_the_pointer_holds_it_and_looks_at_any_place(stage, session, qtbot):
    draw(session)
    stage.player.play()
    right = stage.view.parts.right
    QTest.mouseMove(stage.view, cell(right, 20, 4))
    assert not stage.player.clock.isActive()
    assert stage.player.is_playing
    assert (stage.view.frame.place, stage.view.frame.peeked) == ((20, 4), True)
    assert session.pointed == Selection("conv2d", (20, 4, 0))
    QTest.mouseMove(stage.view, cell(stage.view.parts.left, 7, 8))
    assert session.pointed == Selection("input", (7, 8, 0))
    assert stage.view.frame.place == (0, 0)
    QTest.mouseMove(stage.view, nowhere(stage.view))
    assert stage.player.clock.isActive()
    QTest.mouseMove(stage.view, cell(stage.view.parts.tables[1], 1, 1))
    assert not stage.player.clock.isActive()  # somebody reads the filter
    qtbot.mouseClick(stage.view, Qt.MouseButton.LeftButton, pos=cell(right, 3, 5))
    assert session.selection == Selection("conv2d", (3, 5, 0))


def test_a_loop_is_dragged_resized_and_taken_away(stage, session, qtbot):
    draw(session)
    view, right = stage.view, stage.view.parts.right
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=cell(right, 4, 6))
    QTest.mouseMove(view, cell(right, 8, 9))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=cell(right, 8, 9))
    assert stage.target.slide.area == (4, 6, 9, 10)
    assert stage.player.count == 20
    corner = right.box(4, 6, 9, 10).bottomRight().toPoint()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=corner)
    QTest.mouseMove(view, cell(right, 11, 15))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=cell(right, 11, 15))
    assert stage.target.slide.area == (4, 6, 12, 16)
    for right_of in (0, 3):  # after a release the first move is lost on the way
        QTest.mouseMove(view, nowhere(view) + QPoint(right_of, 0))
    qtbot.keyClick(view, KEY.Key_End)
    qtbot.keyClick(view, KEY.Key_Space)
    assert stage.player.step == 0  # a loop begins again
    qtbot.keyClick(view, KEY.Key_Delete)
    assert stage.target.slide.loop is None
    assert stage.view.frame.place == (4, 6)
    for key in (KEY.Key_Right, KEY.Key_Right, KEY.Key_Down):
        qtbot.keyClick(view, key, Qt.KeyboardModifier.ShiftModifier)
    assert stage.target.slide.area == (4, 6, 6, 9)


def test_a_drag_ends_when_the_ink_goes(stage, session, qtbot):
    draw(session)
    view, right = stage.view, stage.view.parts.right
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=cell(right, 4, 6))
    QTest.mouseMove(view, cell(right, 8, 9))
    session.clear()
    QTest.mouseMove(view, cell(right, 9, 10))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=cell(right, 9, 10))
    assert stage.target.slide.area == (4, 6, 9, 10)
    draw(session)
    QTest.mouseMove(view, cell(right, 12, 13))
    assert stage.target.slide.area == (4, 6, 9, 10)  # no button is down any more


def test_without_ink_it_waits_and_points_at_nothing(stage, session, qtbot):
    draw(session)
    stage.player.play()
    stage.player.clock.timeout.emit()
    assert session.pointed == Selection("conv2d", (0, 1, 0))
    session.clear()
    qtbot.waitUntil(lambda: session.pointed == Selection())
    assert not stage.player.clock.isActive()
    draw(session)
    assert stage.player.clock.isActive()
    QTest.mouseMove(stage.view, cell(stage.view.parts.right, 20, 4))
    session.clear()
    qtbot.waitUntil(lambda: session.pointed == Selection())


@pytest.mark.parametrize("selection", [Selection("conv2d", (9, 11, 5)), Selection("dense", (5,))])
def test_what_is_selected_elsewhere_stays_lit(stage, session, selection):
    draw(session)
    stage.player.play()
    session.select(selection.layer, selection.unit)
    assert not stage.player.is_playing
    assert session.lit == selection


def test_a_click_on_the_map_goes_on_from_there(stage, session, qtbot):
    draw(session)
    stage.player.play()
    qtbot.mouseClick(stage.view, Qt.MouseButton.LeftButton, pos=cell(stage.view.parts.right, 3, 5))
    assert stage.player.is_playing
    stage.player.clock.timeout.emit()
    assert stage.player.step == 3 * 26 + 6


def test_the_choosers_choose(stage, session, qtbot):
    draw(session)
    layers, slices, channels = stage.tools.all()[:3]
    layers.menu().aboutToShow.emit()
    actions = layers.menu().actions()
    assert [action.text() for action in actions] == ["Conv 1", "Pool 1", "Conv 2", "Pool 2"]
    assert (layers.isHidden(), slices.isHidden(), channels.isHidden()) == (False, True, False)
    actions[2].trigger()
    assert stage.target.spec.name == "conv2d_1"
    assert not slices.isHidden()
    channels.menu().aboutToShow.emit()
    channels.menu().actions()[9].trigger()
    assert stage.target.channel == 9
    assert channels.accessibleName().endswith("filter 9")


def test_hidden_it_stands_still_and_points_at_nothing(stage, session):
    draw(session)
    stage.player.play()
    stage.hide()
    assert not stage.player.clock.isActive()
    assert session.pointed == Selection()


def test_every_speed_is_kept_for_the_next_start(session, qtbot):
    panel = SlidingWindow(session)
    qtbot.addWidget(panel)
    for speed in SPEEDS:
        panel.restore({"speed": str(speed)})
        assert panel.state()["speed"] == str(speed)
