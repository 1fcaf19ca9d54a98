"""The summary table: it says what the layers are, drives the selection, and can be copied."""

import csv
import io

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication

from gui.panels.summary import Summary
from gui.session import Selection
from gui.theme import theme
from tests.support import draw


@pytest.fixture
def summary(session, qtbot):
    QGuiApplication.clipboard().clear()
    made = Summary(session)
    qtbot.addWidget(made)
    made.resize(1278, 203)
    with qtbot.waitExposed(made):
        made.show()
    return made


def texts(summary, row):
    return [summary.table.cell(row, column).text for column in range(len(summary.table.headings))]


def column_of(summary, heading):
    return [item.text for item in summary.table.headings].index(heading)


def centre(summary, row):
    table = summary.table
    return table.visualRect(table.model().index(row, 0)).center()


def test_a_row_says_all_of_its_layer(summary):
    name, shape, because, parameters, multiplications, field, _, why = texts(summary, 3)
    assert name == "conv2d_1 (Conv2D)"
    assert shape == "(None, 11, 11, 64)"
    assert because == "13 − 3 + 1 = 11"
    assert parameters == "3·3·64·64 + 64 = 36,928"
    assert multiplications == "4,460,544"
    assert field == "8×8"
    assert "all 64 maps" in why


def test_sums_stand_below(summary, session):
    sums = texts(summary, len(session.specs))
    assert sums[3].endswith("243,786")
    assert "975 kB" in sums[3]
    assert sums[4] == "5,056,000"
    assert sums[1] == "65,946 values"
    assert "84 %" in sums[7]
    assert "88 %" in sums[7]
    assert "243,786" in summary.fact()


@pytest.mark.parametrize("size", [(1260, 203), (1278, 203), (1440, 218), (2600, 368)])
def test_everything_is_visible_at_once(summary, size):
    """No scroll bar, and no cell narrower than its words."""
    summary.resize(*size)
    table = summary.table
    assert table.verticalScrollBar().maximum() == 0
    assert table.horizontalScrollBar().maximum() == 0
    fonts = {"strong": theme().font("title"), "plain": theme().font("small"), "mono": theme().font("monosmall")}
    for row in range(table.sums_row + 1):
        assert table.viewport().rect().contains(centre(summary, row))
        assert table.rowHeight(row) >= QFontMetrics(fonts["plain"]).height()
        for column in range(len(table.headings)):
            pieces = table.cell(row, column).pieces
            needed = sum(
                QFontMetrics(fonts["plain" if piece.face == "strong" else piece.face]).horizontalAdvance(piece.text)
                for piece in pieces
            )
            assert not needed or table.columnWidth(column) > needed


def test_choosing_a_row_selects_its_layer_everywhere(summary, session, qtbot):
    with qtbot.waitSignal(session.selectionChanged):
        qtbot.mouseClick(summary.table.viewport(), Qt.MouseButton.LeftButton, pos=centre(summary, 1))
    assert session.selection == Selection("conv2d")
    qtbot.keyClick(summary.table, Qt.Key.Key_Down)
    assert session.selection == Selection("max_pooling2d")
    qtbot.keyClick(summary.table, Qt.Key.Key_Up)
    qtbot.keyClick(summary.table, Qt.Key.Key_Up)
    assert session.selection == Selection("input")


def test_the_sums_cannot_be_chosen(summary, session, qtbot):
    session.select("dense_1")
    with qtbot.assertNotEmitted(session.selectionChanged):
        qtbot.mouseClick(summary.table.viewport(), Qt.MouseButton.LeftButton, pos=centre(summary, 8))
        qtbot.keyClick(summary.table, Qt.Key.Key_Down)
    assert summary.table.row == 7


def test_a_selection_made_elsewhere_is_marked_and_keeps_its_unit(summary, session):
    session.select("conv2d_1", (1, 2, 3))
    assert summary.table.row == 3
    assert session.selection == Selection("conv2d_1", (1, 2, 3))
    session.select(None)
    assert summary.table.row == -1


def test_a_click_on_the_chosen_row_lets_its_unit_go(summary, session, qtbot):
    session.select("conv2d_1", (1, 2, 3))
    qtbot.mouseClick(summary.table.viewport(), Qt.MouseButton.LeftButton, pos=centre(summary, 3))
    assert session.selection == Selection("conv2d_1")


def test_where_there_is_room_the_reason_stands_in_full(summary, session, qtbot):
    session.select("max_pooling2d_1")
    assert summary.reason == ""
    summary.resize(1278, 420)
    qtbot.waitUntil(lambda: summary.reason != "")
    assert summary.reason.startswith("max_pooling2d_1: ")
    assert len(summary.reason) > 120
    session.select(None)
    assert "Choose a row" in summary.reason


def test_where_there_is_room_the_active_share_lives(summary, session, qtbot):
    draw(session)
    column = column_of(summary, "Active")
    assert summary.table.isColumnHidden(column)
    summary.resize(1440, 218)
    layer = session.trace.layer("conv2d")
    share = f"{100 * (layer.a != 0).sum() / layer.a.size:.0f} %"
    qtbot.waitUntil(lambda: summary.table.cell(1, column).text == share)
    assert not summary.table.isColumnHidden(column)
    session.clear()
    qtbot.waitUntil(lambda: summary.table.cell(1, column).text == "")


def test_a_narrow_one_shortens_its_headings_first(summary):
    heads = [
        summary.table.model().headerData(column, Qt.Orientation.Horizontal)
        for column in range(len(summary.table.headings))
    ]
    assert "Multiplications" in heads
    summary.resize(1000, 203)
    heads = [
        summary.table.model().headerData(column, Qt.Orientation.Horizontal)
        for column in range(len(summary.table.headings))
    ]
    assert "Mult." in heads
    assert summary.table.horizontalScrollBar().maximum() == 0


@pytest.mark.parametrize("width", [820, 939])
def test_in_a_small_window_no_reason_is_cut(summary, width):
    summary.resize(width, 222)
    table, delegate = summary.table, summary.table.itemDelegate()
    why = column_of(summary, "Why")
    room = table.columnWidth(why) - sum(table.padding(why))
    assert table.horizontalScrollBar().maximum() == 0
    for row in range(9):
        assert delegate.width(table.cell(row, why)) <= room


def test_copying(summary, session, qtbot):
    clipboard = QGuiApplication.clipboard()
    summary.table.setFocus()
    with qtbot.waitSignal(summary.said) as said:
        qtbot.keyClick(summary.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "text" in said.args[0]
    assert "conv2d_1 (Conv2D)" in clipboard.text()
    assert clipboard.text().count("\n") == len(session.specs) + 4
    assert summary.fact() == said.args[0]
    actions = {action.text(): action for action in summary.tools()[0].menu().actions()}
    actions["Copy as Markdown"].trigger()
    assert clipboard.text().splitlines()[1].startswith("| ---")
    actions["Copy as CSV"].trigger()
    rows = list(csv.reader(io.StringIO(clipboard.text())))
    assert rows[4][0] == "conv2d_1 (Conv2D)"
    assert "36928" in rows[4]
    assert "243,786" not in summary.fact()
    assert 1000 <= summary._silence.interval() <= 5000  # time to read it, which the test need not spend
    summary._silence.setInterval(20)
    actions["Copy the Keras code"].trigger()
    assert "keras.Sequential" in clipboard.text()
    qtbot.waitUntil(lambda: "243,786" in summary.fact(), timeout=5000)  # the confirmation goes by itself


def test_the_code_can_be_read_and_copied(summary, qtbot):
    qtbot.mouseClick(summary.tools()[1], Qt.MouseButton.LeftButton)
    view = summary.code_view
    assert view.isVisible()
    assert 'name="conv2d_1"' in view.code
    QGuiApplication.clipboard().clear()
    with qtbot.waitSignal(summary.said):
        qtbot.mouseClick(view.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == view.code
    summary.show_keras_code()
    assert summary.code_view is view
    view.close()
