"""In the real window: docks that are closed at first are opened, one plays, and motion is reduced."""

import pytest
from PySide6.QtCore import Qt

from gui.session import Selection
from gui.theme import theme
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
