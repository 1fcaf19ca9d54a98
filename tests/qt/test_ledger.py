"""The ledger: areas, blocks and the walk of the chosen layer, and what pooling saves."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow

from gui.dock import Dock
from gui.panels.ledger import Parameters
from gui.panels.summary import Summary
from gui.session import Selection
from gui.theme import theme
from gui.widgets.block_view import Shape, arrange
from gui.widgets.treemap import treemap

KEY = Qt.Key
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(session, qtbot):
    before = theme().motion
    theme().set_motion("full")
    window = QMainWindow()
    qtbot.addWidget(window)
    made = Parameters(session)
    window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, Dock(made, window))
    window.resize(790, 300)
    with qtbot.waitSignal(made._late.placed):
        window.show()
    yield made
    made.content.player.pause()
    theme().set_motion(before)


def above(panel, page):
    return panel.content._pages[page].above.accessibleName()


def below(panel, page):
    return panel.content._pages[page].below.accessibleName()


def centre(rect):
    return QPoint(round(rect.center().x()), round(rect.center().y()))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 10**7), min_size=1, max_size=12),
    st.floats(20, 500), st.floats(20, 500),
)  # fmt: skip
def test_areas_are_to_scale_and_fill_their_room(amounts, width, height):
    room = QRectF(3, 5, width, height)
    found = treemap(amounts, room)
    total = sum(amounts)
    for amount, tile in zip(amounts, found, strict=True):
        wanted = width * height * amount / total if total else 0.0
        assert tile.width() * tile.height() == pytest.approx(wanted, rel=1e-6, abs=1e-6)
        assert room.adjusted(-1e-6, -1e-6, 1e-6, 1e-6).contains(tile) or not amount
    kept = [tile for tile in found if min(tile.width(), tile.height()) > 1e-3]
    for index, one in enumerate(kept):
        for other in kept[index + 1 :]:
            overlap = one.intersected(other)
            assert min(overlap.width(), overlap.height()) < 1e-6


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 200), st.integers(1, 30), st.integers(1, 30), st.integers(1, 600), st.integers(0, 1))
def test_all_blocks_find_room(count, rows, columns, depth, singles):
    shape, room = Shape(count, rows, columns, depth, singles), QRectF(0, 0, 300, 140)
    made = arrange(shape, room)
    lines = -(-count // made.across)
    assert made.unit > 0
    assert made.origin[0] >= -1e-6
    assert made.origin[0] + made.across * made.room[0] <= room.right() + 1e-6
    assert made.origin[1] + lines * made.room[1] <= room.bottom() + 1e-6


def test_it_says_where_the_parameters_and_the_work_are(panel):
    assert panel.fact() == "Dense 1 has 84 % of the parameters, Conv 2 88 % of the work"
    told = panel.content.areas.accessibleDescription()
    assert "Dense 1: 204,928 parameters, 84 % of all" in told
    assert "Conv 2: 4,460,544 multiplications, 88 % of all" in told


def test_an_area_is_pointed_at_and_chosen(panel, session, qtbot):
    areas = panel.content.areas
    QTest.mouseMove(areas, centre(areas.place_of(0, 0, "dense")))
    assert below(panel, 0) == "Dense 1: 204,928 parameters, 84 % of all"
    qtbot.mouseClick(areas, LEFT, pos=centre(areas.place_of(1, 0, "conv2d")))
    assert session.selection == Selection("conv2d")
    assert above(panel, 1) == "Conv 1: 64 blocks of 3×3×1 + 64 biases = 640 parameters"
    areas.setFocus()
    for key in (KEY.Key_Right, KEY.Key_Right, KEY.Key_Left):
        qtbot.keyClick(areas, key)
    qtbot.keyClick(areas, KEY.Key_Return)
    assert session.selection == Selection("dense")  # the third of the work


def test_36928_is_drawn_as_blocks(panel, session, qtbot):
    session.select("conv2d_1")
    blocks = panel.content.blocks
    assert above(panel, 1) == "Conv 2: 64 blocks of 3×3×64 + 64 biases = 36,928 parameters"
    assert blocks.shape == Shape(64, 3, 3, 64, 1)
    QTest.mouseMove(blocks, centre(blocks.box(17)))
    assert below(panel, 1) == "filter 17: 3×3×64 = 576 weights and 1 bias"
    blocks.setFocus()
    qtbot.keyClick(blocks, KEY.Key_Right)
    assert below(panel, 1).startswith("filter 18")
    session.select("max_pooling2d")
    assert blocks.shape is None


def test_without_pooling(panel, session, qtbot):
    session.select("dense")
    qtbot.mouseClick(panel._without, LEFT)
    assert above(panel, 1) == "Dense 1: 128 blocks of 24×24×64 + 128 biases = 4,718,720 parameters"
    told = panel.content.areas.accessibleDescription()
    assert "Conv 2: 21,233,664 multiplications, 81 % of all" in told
    assert "with pooling" in told
    assert panel.fact() == "without pooling: 19.5 × the parameters, 5.2 × the work"
    session.select("max_pooling2d")
    assert above(panel, 1) == "Pool 1 is taken out"
    qtbot.mouseClick(panel._without, LEFT)
    session.select("dense")
    assert "128 blocks of 5×5×64" in above(panel, 1)


def test_the_border_is_walked_along(panel, session, qtbot):
    session.select("conv2d")
    content = panel.content
    assert above(panel, 2) == "Conv 1: 28×28 → 26×26, 28 − 3 + 1 = 26"
    assert content.player.count == 56
    content.shape.setFocus()
    qtbot.keyClick(content.shape, KEY.Key_Home)
    assert below(panel, 2) == "Column 0 lacks neighbours: the window sticks out, no output"
    qtbot.keyClick(content.shape, KEY.Key_Space)
    content.player.clock.timeout.emit()
    assert below(panel, 2) == "Column 1 has all its neighbours: output column 0"
    assert content.shape.step == 1
    qtbot.keyClick(content.shape, KEY.Key_Space)
    assert not content.player.is_playing


def test_what_pooling_drops_is_told(panel, session):
    session.select("max_pooling2d_1")
    content = panel.content
    assert "⌊11 / 2⌋ = 5" in above(panel, 2)
    assert (content.player.step, content.shape.step) == (0, 0)
    assert below(panel, 2) == "Columns 0 and 1 become column 0"
    content.player.go(content.player.count - 1)
    assert below(panel, 2) == "Row 10 is left over: it fills no block and is dropped"
    session.select("dense")
    assert content.player.isHidden()
    assert not panel.grab().isNull()


def test_a_number_of_parameters_in_the_summary_opens_it(session, qtbot):
    summary = Summary(session)
    qtbot.addWidget(summary)
    summary.resize(1278, 203)
    with qtbot.waitExposed(summary):
        summary.show()
    table = summary.table

    def click(row, column):
        place = table.visualRect(table.model().index(row, column)).center()
        qtbot.mouseClick(table.viewport(), LEFT, pos=place)

    with qtbot.waitSignal(summary.panelRequested) as asked:
        click(3, 3)
    assert asked.args == ["ledger"]
    assert session.selection == Selection("conv2d_1")
    with qtbot.assertNotEmitted(summary.panelRequested):
        click(2, 3)  # nothing to draw
        click(3, 1)
    with qtbot.waitSignal(summary.panelRequested):
        qtbot.keyClick(table, KEY.Key_Return)
