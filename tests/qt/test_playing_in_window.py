"""In the real window: docks that are closed at first are opened, one plays, and motion is reduced."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from gui.session import Selection
from gui.theme import theme
from gui.widgets.sliding_layout import NUMBER
from gui.window import MainWindow
from tests.support import draw


@pytest.fixture
def window(open_window, settings):
    before = theme().motion
    theme().set_motion("full")
    settings.set("motion", "full")
    made = open_window()
    yield made
    theme().set_motion(before)


def test_the_view_menu_opens_it_and_it_plays_everywhere_until_motion_is_reduced(window, settings, qtbot):
    draw(window.session)
    dock = window.dock("sliding")
    assert not dock.isVisible()
    with qtbot.waitSignal(dock.panel._late.placed):
        dock.toggleViewAction().trigger()
    stage = dock.panel.content
    assert not dock.visibleRegion().isEmpty()
    stage.view.setFocus()
    qtbot.keyClick(stage.view, Qt.Key.Key_Down)
    qtbot.keyClick(stage.view, Qt.Key.Key_Space)
    stage.player.clock.timeout.emit()
    assert window.session.lit == Selection("conv2d", (1, 1, 0))
    action = window.actions_by_key["reduce_motion"]
    assert not action.isChecked()
    action.trigger()
    assert not stage.player.is_playing
    assert window.session.lit == Selection()
    window.save_settings()
    theme().set_motion("full")
    MainWindow(settings).deleteLater()  # the next start
    assert theme().reduced_motion


def test_a_click_on_36928_in_the_summary_draws_its_blocks(window, qtbot):
    table, dock = window.panel("summary").table, window.dock("ledger")
    place = table.visualRect(table.model().index(3, 3)).center()
    with qtbot.waitSignal(dock.panel._late.placed):
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert not dock.visibleRegion().isEmpty()
    assert dock.panel.content.spec.parameters == 36_928
    assert dock.panel.content.areas.hasFocus()


def test_in_a_small_window_numbers_and_the_whole_route_are_seen(open_window, qtbot):
    small = open_window(size=(1280, 800))
    draw(small.session)
    stage, way = (called(small, key, qtbot) for key in ("sliding", "route"))
    cells = [grid.cell for grid in stage.view.parts.tables]
    assert len(cells) == 3
    assert all(width >= NUMBER[0] and height >= NUMBER[1] for width, height in cells)
    assert [len(column.knots) for column in way.trail.columns] == [1, 4, 4, 1, 4, 1, 4]
    assert way.trail.visibleRegion().contains(way.trail.rect()), "nothing is scrolled"
    assert way.end.geometry().left() == way.trail.width()


def called(window, key, qtbot):
    dock = window.dock(key)
    with qtbot.waitSignal(dock.panel._late.placed):
        dock.toggleViewAction().trigger()
    QApplication.processEvents()
    QApplication.processEvents()
    return dock.panel.content
