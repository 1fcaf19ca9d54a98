"""The convolution lab: kernels of one's own on the ink, by mouse, wheel and keys, undone and traced."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from scipy import signal

from gui.panels.convolving import ConvolutionLab
from gui.theme import theme
from model.chain import start
from model.filters import presets
from tests.support import draw

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support grabbing the keyboard", extend=True)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(qtbot, session):
    """The lab with ink, as wide as at the bottom of a window, and no window around it."""
    made = ConvolutionLab(session)
    qtbot.addWidget(made)
    made.resize(940, 270)
    with qtbot.waitSignal(made._late.placed), qtbot.waitExposed(made):
        made.show()
    draw(session)
    return made


def card(panel, index=0):
    return panel.content.cards[index]


def is_whole(panel, index):
    """Whether a stage can be seen, all of it."""
    one = card(panel, index)
    return one.visibleRegion().boundingRect() == one.rect()


def cell(widget, row, column):
    return widget.cell_rect(row, column).center().toPoint()


def point(panel, part, row, column, index=0):
    """Move the pointer over a cell of a picture."""
    shown = card(panel, index).pictures.maps[part]
    QTest.mouseMove(shown, cell(shown, row, column))


def turn(widget, place, angle):
    """Turn the wheel over a widget; only what comes from a real wheel goes on to the widget below by itself."""
    how = (QPoint(0, 0), QPoint(0, angle), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier)
    event = QWheelEvent(place, widget.mapToGlobal(place), *how, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(widget, event)


def choose(qtbot, button, words):
    """Click a button and then an entry of the menu that it opens."""
    menu = button.menu()
    menu.popup(button.mapToGlobal(QPoint(0, 20)))
    action = next(action for action in menu.actions() if words in action.text())
    QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())


def offered(button):
    return list(button.words)


def expected(session, kernel, bias=0.0):
    """What SciPy makes of the picture that the network reads."""
    return signal.correlate2d(session.trace.image.astype(float), kernel.astype(float), mode="valid") + bias


def shown(panel, part, index=0):
    return card(panel, index).pictures.maps[part]._values


def test_it_shows_what_the_kernel_makes_of_the_ink_while_one_draws(panel, session):
    kernel = presets(3)[4].kernel
    assert np.array_equal(panel.chain.stages[0].kernel, kernel)
    for points in (((0.3, 0.2), (0.7, 0.3)), ((0.2, 0.2), (0.8, 0.8), (0.2, 0.7))):
        draw(session, points)
        z = expected(session, kernel)
        np.testing.assert_allclose(shown(panel, "a"), np.maximum(z, 0), atol=1e-5)
        blocks = np.maximum(z, 0).reshape(13, 2, 13, 2).max(axis=(1, 3))
        np.testing.assert_allclose(shown(panel, "p"), blocks, atol=1e-5)
        assert (session.trace.image == panel.content.input.map._values).all()
    session.clear()
    assert not shown(panel, "p").any()


def test_a_number_that_is_dragged_is_one_step(panel, session):
    grid, before = card(panel).grid, panel.chain
    place = cell(grid, 1, 1)
    QTest.mousePress(grid, LEFT, pos=place)
    for up in (20, 40, 60):
        QTest.mouseMove(grid, place - QPoint(0, up))
        kernel = panel.chain.stages[0].kernel
        np.testing.assert_allclose(shown(panel, "a"), np.maximum(expected(session, kernel), 0), atol=1e-5)
    QTest.mouseRelease(grid, LEFT, pos=place - QPoint(0, 60))
    assert panel.chain.stages[0].kernel[1, 1] == pytest.approx(1.5)
    assert (panel.history.count(), panel.history.undoText()) == (1, "weights")
    panel.history.undo()
    assert panel.chain == before
    assert grid.kernel[1, 1] == 0
    panel.history.redo()
    assert grid.kernel[1, 1] == pytest.approx(1.5)


def test_wheel_and_keys_change_a_weight_and_the_bias(panel, session, qtbot):
    grid, bias = card(panel).grid, card(panel).bias
    for _ in range(3):
        turn(grid, QPointF(cell(grid, 0, 1)), 120)
    qtbot.waitUntil(lambda: not grid._pause.isActive())
    assert panel.chain.stages[0].kernel[0, 1] == pytest.approx(0.3)
    assert panel.history.count() == 1
    bias.setFocus()
    QTest.keyClick(bias, "2")
    QTest.keyClicks(bias.line, ".5")
    QTest.keyClick(bias.line, Qt.Key.Key_Return)
    stage = panel.chain.stages[0]
    assert stage.bias == 2.5
    np.testing.assert_allclose(shown(panel, "a"), np.maximum(expected(session, stage.kernel, 2.5), 0), atol=1e-5)
    assert panel.history.undoText() == "bias"


def test_a_classic_kernel_is_taken_by_a_click(panel, session, qtbot):
    tool = card(panel).tools.presets
    tool.menu().popup(tool.mapToGlobal(QPoint(0, 20)))
    names = [offer.name for offer in tool.pictures.offers]
    index = names.index("Line, upright")
    QTest.mouseClick(tool.pictures, LEFT, pos=tool.pictures.rect_of(index).center().toPoint())
    assert np.array_equal(panel.chain.stages[0].kernel, tool.pictures.offers[index].kernel)
    assert "Line, upright" in card(panel).accessibleName()


def test_settings_by_their_menus_only_legal_ones(panel, session, qtbot):
    buttons = card(panel).options.buttons
    choose(qtbot, buttons["dilation"], "2:")
    assert panel.chain.stages[0].dilation == 2
    assert not buttons["stride"].isEnabled(), "Keras, too, has no stride with a dilation"
    choose(qtbot, buttons["dilation"], "1:")
    choose(qtbot, buttons["size"], "7×7")
    choose(qtbot, buttons["stride"], "3:")
    choose(qtbot, buttons["padding"], "mirrored")
    choose(qtbot, buttons["sum"], "Convolution")
    choose(qtbot, buttons["pool"], "Mean of 3×3")
    stage = panel.chain.stages[0]
    assert (stage.side, stage.stride, stage.padding, stage.fill, stage.flipped) == (7, 3, "same", "reflect", True)
    assert (stage.pool, stage.pool_size) == ("average", 3)
    assert panel.fact() == "28×28 → 10×10 → 4×4"
    QTest.mouseClick(panel._more, LEFT)
    assert panel.fact() == "28×28 → 10×10 → 4×4 → 2×2"
    assert offered(card(panel, 1).options.buttons["size"]) == ["3×3"], "on 4×4 there is no place for a larger one"
    assert not panel._more.isEnabled()
    assert panel.history.count() == 8
    while panel.history.canUndo():
        panel.history.undo()
    assert panel.chain == start()


def test_a_number_tells_its_sum(panel, session):
    point(panel, "a", 9, 12)
    working, result = panel.content.working, panel.content.results[0]
    patch, kernel, products = (table.values for table in working.tables)
    assert working.isVisible()
    assert np.array_equal(patch, session.trace.image[9:12, 12:15])
    assert np.array_equal(kernel, panel.chain.stages[0].kernel)
    assert float(products.sum()) == pytest.approx(float(result.z[9, 12]), abs=1e-5)
    assert panel.content.input.map.box == (9, 12, 12, 15)
    assert not working.geometry().intersects(
        card(panel).pictures.maps["a"].rect().translated(card(panel).pictures.maps["a"].mapTo(panel.content, QPoint()))
    )
    assert "9 products" in working.forms[0]
    session.clear()
    assert not working.tables[0].values.any(), "it follows the ink while the pointer rests"
    QTest.mouseMove(panel.content, QPoint(4, 4))
    assert not working.isVisible()
    assert panel.content.input.map.box is None


def test_a_pooled_number_tells_its_winner(panel):
    result = panel.content.results[0]
    row, column = np.argwhere(result.out > 0)[0].tolist()
    point(panel, "p", row, column)
    winner = tuple(result.winners[row, column].tolist())
    before = card(panel).pictures.maps["a"]
    assert before.marked == winner
    assert before.box == (2 * row, 2 * column, 2 * row + 2, 2 * column + 2)
    assert f"at ({winner[0]}, {winner[1]})" in panel.content.working.forms[0]
    assert winner in [tuple(place) for place in before.winners.tolist()]
    assert all(result.a[tuple(place)] > 0 for place in before.winners.tolist())
    point(panel, "p", 0, 0)  # blank paper
    assert panel.content.working.forms[0] == "(0, 0): all 2×2 cells are 0.0000", "where all are equal, none wins"
    assert before.box == (0, 0, 2, 2)
    assert before.marked is panel.content.working.tables[0].marked is None


def test_stages_read_what_the_one_before_made(panel, session, qtbot):
    panel.resize(2500, 270)
    for _ in range(3):
        QTest.mouseClick(panel._more, LEFT)
    assert len(panel.content.cards) == 4
    qtbot.waitUntil(lambda: is_whole(panel, 3))
    assert not panel._more.isEnabled()
    choose(qtbot, card(panel, 1).options.buttons["pool"], "Smallest of 2×2")
    assert np.array_equal(shown(panel, "z", 1), shown(panel, "p", 0)[1:-1, 1:-1])  # the second kernel changes nothing
    point(panel, "z", 2, 3, index=1)
    assert card(panel, 0).pictures.maps["p"].box == (2, 3, 5, 6)
    before = panel.chain
    QTest.mouseClick(card(panel, 1).remove, LEFT)
    assert panel.chain.stages == (before.stages[0], *before.stages[2:])
    panel.history.undo()
    assert panel.chain == before
    assert len(panel.content.cards) == 4


def test_one_kernel_in_three_sizes_at_a_click(panel, session, qtbot):
    QTest.mouseClick(panel._compare, LEFT)
    assert [stage.side for stage in panel.chain.columns] == [3, 5, 7]
    for index, stage in enumerate(panel.chain.columns):
        z = expected(session, stage.kernel)
        np.testing.assert_allclose(shown(panel, "a", index), np.maximum(z, 0), atol=1e-4)
        assert next(one for one in presets(stage.side) if np.array_equal(one.kernel, stage.kernel)).key == "sobel right"
    qtbot.waitUntil(lambda: is_whole(panel, 0) and is_whole(panel, 1))
    grid = card(panel, 1).grid
    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_0)
    assert panel.chain.stages[0].side == 5, "the kernel that one changes is the one that is kept"
    assert panel.chain.stages[0].kernel[0, 0] == 0
    QTest.mouseClick(panel._compare, LEFT)
    assert len(panel.content.cards) == 1


def test_ctrl_r_begins_anew_and_can_be_undone(panel):
    card(panel).grid.setFocus()
    QTest.keyClick(card(panel).grid, Qt.Key.Key_Delete)
    QTest.mouseClick(panel._more, LEFT)
    before = panel.chain
    QTest.keyClick(card(panel).grid, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert panel.chain == start()
    assert panel.history.undoText() == "reset"
    panel.history.undo()
    assert panel.chain == before


def test_a_pixel_of_the_input_is_lit_everywhere_and_what_a_unit_sees_here(panel, session):
    shown = panel.content.input.map
    QTest.mouseMove(shown, cell(shown, 5, 6))
    assert (session.pointed.layer, session.pointed.unit) == (session.specs[0].name, (5, 6, 0))
    panel.content.hide()
    assert session.pointed.layer is None
    panel.content.show()
    session.select(session.specs[1].name, (7, 8, 3))
    panel.show_lit(session.lit)
    assert shown.box == (7, 8, 10, 11)


def test_the_chain_comes_back_at_the_next_start(panel, session, qtbot):
    QTest.mouseClick(panel._more, LEFT)
    other = ConvolutionLab(session)
    qtbot.addWidget(other)
    other.restore(panel.state())
    assert other.chain == panel.chain
    damaged = panel.state()
    damaged["stages"][0] = dict(damaged["stages"][0], stride=99)
    other.restore(damaged)
    assert other.chain == panel.chain


def test_the_wheel_turns_to_the_next_stage(panel, qtbot):
    panel.resize(640, 270)
    QTest.mouseClick(panel._more, LEFT)
    bar = panel.content._scroll.horizontalScrollBar()
    qtbot.waitUntil(lambda: is_whole(panel, 1) and bar.value() == bar.maximum() > 0)
    turn(panel.content._scroll.viewport(), QPointF(200, 200), 120)
    qtbot.waitUntil(lambda: is_whole(panel, 0))


def test_the_title_tells_what_the_kernel_does(panel):
    place = QPoint(20, 10)
    tip = QHelpEvent(QEvent.Type.ToolTip, place, card(panel).mapToGlobal(place))
    QApplication.sendEvent(card(panel), tip)
    assert QToolTip.text().startswith("Sobel, ink at the right. Finds edges")
    QToolTip.hideText()


def test_a_small_map_leaves_the_rest_of_its_place_to_the_dock(panel):
    shown = card(panel).pictures.maps["p"]
    shown.set_values(np.ones((2, 2), np.float32), "map", 0.0, 1.0)
    picture = shown.grab().toImage()
    assert picture.pixelColor(picture.width() - 2, picture.height() - 2) == theme().palette.dock


def test_a_page_shows_a_whole_stage_and_a_large_window_all_of_four(panel, qtbot):
    panel._show(start().grown().grown().grown())
    choose(qtbot, card(panel).options.buttons["padding"], "mirrored")  # the longest words
    choose(qtbot, card(panel).options.buttons["pool"], "Mean of 3×3")
    sizes = (((822, 200), 1), ((640, 270), 1), ((420, 386), 1), ((420, 200), 0))
    for size, count in (*sizes, ((1120, 640), 3), ((1280, 720), 4), ((2500, 270), 4)):
        panel.resize(*size)
        QApplication.sendPostedEvents()
        panel.content._scroll.horizontalScrollBar().setValue(0)
        qtbot.waitUntil(lambda count=count: all(is_whole(panel, index) for index in range(count)))
        for one in panel.content.cards:
            parts = [one.grid, one.pictures, *(p for p in one.pictures.maps.values() if not p.isHidden())]
            assert all(part.width() > 60 and part.height() > 60 for part in parts)
            assert not one.grid.geometry().intersects(one.pictures.geometry())
            assert one._settings.heightForWidth(one._settings.width()) <= one._settings.height()
            assert "+ 1 = " in one._sums.text, "where it is narrow, too, the size is worked out"


def test_a_stage_alone_in_a_large_dock_has_all_of_it(panel, qtbot):
    panel.resize(1300, 720)
    QApplication.sendPostedEvents()
    pictures = card(panel).pictures
    qtbot.waitUntil(lambda: all(pictures.maps[part].width() > 300 for part in "zap"))


def test_the_bias_stands_before_relu_as_it_is_added(panel):
    bias, relu = card(panel).bias, card(panel).options.buttons["relu"]
    stops = card(panel).stops()
    assert stops.index(bias) == stops.index(relu) - 1
    place = [part.mapTo(card(panel), QPoint(0, part.height() // 2)) for part in (bias, relu)]
    assert (place[0].y(), place[0].x()) < (place[1].y(), place[1].x()), "as one reads"


def test_what_to_try_is_never_cut(panel, qtbot):
    for width in (940, 420):
        panel.resize(width, 386)
        QApplication.sendPostedEvents()
        line = panel.content._invitation
        qtbot.waitUntil(lambda width=width, line=line: width - 40 < line.width() < width)
        assert line.text in line._forms


def test_it_is_found_in_the_menu_and_undo_is_its_own(open_window, qtbot):
    window = open_window(size=(1280, 800))
    draw(window.session)
    panel = window.panel("convolving")
    with qtbot.waitSignal(panel._late.placed):
        window.dock("convolving").toggleViewAction().trigger()
    window.canvas.setFocus()
    qtbot.waitUntil(lambda: is_whole(panel, 0))
    assert (panel.content.input.map._values == window.session.trace.image).all(), "the ink that was there before"
    QTest.mouseClick(panel._compare, LEFT)
    assert panel.chain.compares
    undo = window.actions_by_key["undo"]
    assert undo.text() == "&Undo: comparison of sizes"
    QTest.keySequence(QApplication.focusWidget(), undo.shortcut())
    assert not panel.chain.compares
    assert not window.session.ink.is_blank
