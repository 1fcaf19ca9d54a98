"""The window: docks, menus, layout, settings."""

import base64
import os

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QSlider, QToolButton

from gui.actions import ACTIONS, MENUS
from gui.menus import STARRED
from gui.settings import Settings
from gui.theme import theme
from gui.widgets.tool import Tool
from gui.window import MainWindow
from tests.support import draw


@pytest.fixture
def window(open_window, settings):
    return open_window()


def opened(window):
    """The docks that the default layout shows."""
    return [dock for dock in window.docks if dock.panel.opened]


def keys(window):
    return [dock.objectName() for dock in window.docks]


def test_there_is_one_dock_per_map_layer_and_the_others(window):
    assert [key for key in keys(window) if key.startswith("maps.")] == [
        "maps.conv2d",
        "maps.max_pooling2d",
        "maps.conv2d_1",
        "maps.max_pooling2d_1",
    ]
    assert {"answer", "summary", "vectors"} <= set(keys(window))
    assert len(set(keys(window))) == len(window.docks)


@pytest.mark.parametrize("size", [(1280, 800), (1440, 900), (3840, 2160)])
def test_everything_is_visible_in_the_default_layout(open_window, settings, size):
    window = open_window(settings, size)
    assert (window.width(), window.height()) == size
    for dock in opened(window):
        assert dock.isVisible(), dock.objectName()
        assert not dock.visibleRegion().isEmpty(), dock.objectName()
        assert window.rect().contains(dock.geometry()), dock.objectName()
    maps = [window.dock(key).geometry() for key in keys(window) if key.startswith("maps.")]
    assert min(rect.width() for rect in maps) >= 0.8 * max(rect.width() for rect in maps)
    assert min(rect.height() for rect in maps) >= 0.8 * max(rect.height() for rect in maps)
    assert window.canvas.paper.width() >= 240


def test_every_action_is_in_a_menu_once_and_has_a_method():
    listed = [entry for _, entries in MENUS for entry in entries]
    for action in ACTIONS:
        assert hasattr(MainWindow, f"_do_{action.key}")
        if action.group != "theme":
            assert listed.count(action.key) == 1, action.key
    assert {entry for entry in listed if entry.startswith("*")} == set(STARRED)


def test_shortcuts_are_not_given_twice(window):
    found = [
        action.shortcut().toString()
        for action in window.findChildren(type(window.actions_by_key["undo"]))
        if not action.shortcut().isEmpty()
    ]
    assert len(found) == len(set(found))


def test_undo_redo_and_clear_by_keyboard(window):
    session = window.session
    draw(session)
    ink = session.ink.snapshot().copy()
    QTest.keyClick(window.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert session.ink.is_blank
    assert not window.actions_by_key["undo"].isEnabled()
    window.actions_by_key["redo"].trigger()
    assert (session.ink.snapshot() == ink).all()
    window.actions_by_key["clear"].trigger()
    assert session.ink.is_blank
    assert not window.actions_by_key["clear"].isEnabled()


def test_redo_listens_to_the_keys_of_every_platform(open_window):
    window, keys = open_window(), Qt.KeyboardModifier
    draw(window.session)
    elsewhere = (Qt.Key.Key_Z, keys.ControlModifier | keys.ShiftModifier), (Qt.Key.Key_Y, keys.ControlModifier)
    for key, modifiers in elsewhere:
        QTest.keyClick(window.canvas, Qt.Key.Key_Z, keys.ControlModifier)
        assert window.session.ink.is_blank
        QTest.keyClick(window.canvas, key, modifiers)
        assert not window.session.ink.is_blank


def test_pen_and_eraser_buttons_follow_the_session(window):
    window.actions_by_key["eraser"].trigger()
    assert window.session.pen.eraser
    window.session.set_pen(eraser=False)
    assert window.actions_by_key["pen"].isChecked()


def test_the_width_slider_moves_the_pen_and_follows_it(window):
    slider = next(s for s in window.findChildren(QSlider) if s.accessibleName() == "Pen width")
    slider.setFocus()
    before = window.session.pen.width
    QTest.keyClick(slider, Qt.Key.Key_PageUp)
    assert window.session.pen.width > before
    window.session.set_pen(width=0.05)
    assert slider.value() == 50


def test_a_closed_dock_comes_back_by_the_menu(window):
    dock = window.dock("maps.conv2d")
    dock.close()
    assert not dock.isVisible()
    dock.toggleViewAction().trigger()
    assert dock.isVisible()


def test_float_tab_close_and_reset(window):
    one, two = window.dock("maps.conv2d"), window.dock("answer")
    one.setFloating(True)
    window.tabifyDockWidget(window.dock("summary"), two)
    window.dock("vectors").close()
    window.actions_by_key["reset_layout"].trigger()
    assert not one.isFloating()
    assert all(dock.isVisible() == dock.panel.opened for dock in window.docks)
    assert not window.tabifiedDockWidgets(two)


def test_layout_and_choices_are_kept_between_starts(open_window, settings, tmp_path):
    window = open_window(settings)
    window.dock("vectors").close()
    window.dock("maps.conv2d_1").setFloating(True)
    window.session.set_pen(width=0.05)
    window.actions_by_key["theme_light"].trigger()
    window.close()
    theme().set_mode("dark")
    again = open_window(Settings(tmp_path / "settings.json"))
    assert not again.dock("vectors").isVisible()
    assert again.dock("maps.conv2d_1").isFloating()
    assert again.session.pen.width == pytest.approx(0.05)
    assert theme().mode == "light"


@pytest.mark.parametrize("touched", [False, True])
def test_a_dock_that_an_older_layout_does_not_know_is_shown(open_window, settings, tmp_path, touched):
    window = open_window(settings)
    window.close()
    older = Settings(tmp_path / "settings.json")
    older.set("docks", " ".join(key for key in keys(window) if key not in ("vectors", "summary")))
    older.set("layout_touched", touched)
    plain = QMainWindow()
    for dock in (d for d in opened(window) if d.objectName() not in ("vectors", "summary")):
        twin = type(dock)(dock.panel, plain)
        plain.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, twin, Qt.Orientation.Horizontal)
    older.set("state", base64.b64encode(plain.saveState(1).data()).decode())
    plain.deleteLater()
    again = open_window(older)
    for key in ("vectors", "summary"):
        assert not again.dock(key).isHidden()
        assert again.dockWidgetArea(again.dock(key)) != Qt.DockWidgetArea.NoDockWidgetArea
    assert again.height() == 900


@pytest.mark.parametrize("touched", [False, True])
def test_a_dock_that_is_closed_at_first_stays_so_where_an_older_layout_does_not_know_it(
    open_window, settings, tmp_path, touched
):
    window = open_window(settings)
    shown = {dock.objectName() for dock in opened(window)}
    window.close()
    older = Settings(tmp_path / "settings.json")
    older.set("docks", " ".join(key for key in keys(window) if key in shown))
    older.set("layout_touched", touched)
    again = open_window(older)
    assert set(keys(again)) > shown
    assert {dock.objectName() for dock in again.docks if not dock.isHidden()} == shown
    for dock in again.docks:
        assert again.dockWidgetArea(dock) != Qt.DockWidgetArea.NoDockWidgetArea


@pytest.mark.parametrize(
    "values",
    [
        {"state": "not base64!", "geometry": "AAAA", "docks": "answer summary", "layout_version": 1},
        {"state": "QUFBQUFB", "geometry": "QUFBQUFB", "docks": "answer", "layout_version": 1},
        {"theme": "pink", "map": "rainbow", "pen_width": 1e9, "layout_version": 1, "docks": "answer"},
        {"panel.maps.conv2d": {"sort": "by colour", "scale": 7, "mode": []}, "panel.summary": {"x": "y"}},
    ],
)
def test_bad_settings_give_a_usable_window(open_window, settings, values):
    for key, value in values.items():
        settings.set(key, value)
    window = open_window(settings)
    draw(window.session)
    assert window.isVisible()
    assert all(dock.isVisibleTo(window) for dock in opened(window))
    assert theme().mode in ("system", "light", "dark")


def test_a_flipped_byte_in_the_state_leaves_a_usable_window(open_window, settings, tmp_path):
    window = open_window(settings)
    window.close()
    good = base64.b64decode(Settings(tmp_path / "settings.json").value("state", ""))
    for place in range(0, len(good), max(1, len(good) // 5)):
        flipped = bytearray(good)
        flipped[place] ^= 0x40
        broken = Settings(tmp_path / "settings.json")
        broken.set("state", base64.b64encode(bytes(flipped)).decode())
        again = open_window(broken)
        assert again.isVisible()
        assert again.canvas.paper.width() >= 100
        again.reset_layout()
        assert all(dock.isVisible() == dock.panel.opened for dock in again.docks)
        again.close()


def test_a_window_off_every_screen_comes_back(open_window, settings, tmp_path):
    window = open_window(settings)
    window.move(20_000, 20_000)
    window.close()
    again = open_window(Settings(tmp_path / "settings.json"))
    screens = [screen.availableGeometry() for screen in QApplication.screens()]
    assert any(screen.intersects(again.frameGeometry()) for screen in screens)


def test_the_selected_layers_dock_is_marked(window):
    window.session.select("conv2d_1")
    assert window.dock("maps.conv2d_1").selected
    assert not window.dock("maps.conv2d").selected
    window.session.select(None)
    assert not any(dock.selected for dock in window.docks)


def test_escape_lets_go_of_the_selection(window):
    draw(window.session)
    mosaic = window.panel("maps.conv2d").mosaic
    mosaic.setFocus()
    window.session.select("conv2d", (3, 4, 5))
    QTest.keyClick(mosaic, Qt.Key.Key_Escape)
    assert window.session.selection.layer is None


def test_switching_the_look_repaints(qtbot, window):
    for _ in range(2):
        dark = theme().palette.dark
        window.toolbar.look.trigger()
        assert theme().palette.dark is not dark
        qtbot.waitUntil(lambda: window.grab().toImage().pixelColor(2, 450) == theme().palette.window)


def test_an_example_of_every_digit_can_be_put_on_the_canvas(window):
    for digit in range(10):
        window.session.clear()
        window.draw_example(digit)
        assert not window.session.ink.is_blank
        assert window.session.trace is not None
        first = window.session.ink.strokes
        window.draw_example(digit)
        assert window.session.ink.strokes is not first
        window.session.undo()
        assert len(window.session.ink.strokes) == len(first)


@pytest.mark.parametrize("key", ["guide", "shortcuts", "about"])
def test_pages_open_and_close_with_escape(qtbot, window, key):
    window.actions_by_key[key].trigger()
    page = QApplication.activeModalWidget()
    assert page is not None
    QTest.keyClick(page, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)


def test_the_picture_of_the_window_is_saved_whole_or_not_at_all(window, tmp_path, monkeypatch):
    from gui import dialogs

    target = tmp_path / "window.png"
    monkeypatch.setattr(dialogs.QFileDialog, "getSaveFileName", lambda *a, **k: (str(target), ""))
    window.actions_by_key["save_picture"].trigger()
    before = target.read_bytes()
    assert before.startswith(b"\x89PNG")
    said = []
    monkeypatch.setattr(dialogs.QMessageBox, "warning", lambda parent, title, text: said.append(text))

    def full(fd):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    window.actions_by_key["save_picture"].trigger()
    assert "No space left on device" in said[0]
    assert target.read_bytes() == before


def test_hidden_docks_do_no_work(window, monkeypatch):
    for dock in window.docks:
        dock.close()
    shown = []
    for panel in window.panels:
        monkeypatch.setattr(panel, "show_trace", lambda trace, key=panel.key: shown.append(key))
    draw(window.session)
    assert shown == []
    window.dock("maps.conv2d").show()
    assert shown == ["maps.conv2d"]


def test_a_press_on_something_idle_leaves_the_layout_alone(window, qtbot):
    qtbot.mouseClick(window.status, Qt.MouseButton.LeftButton)
    assert not window._touched
    summary = window.dock("summary").geometry()
    between = summary.topLeft() + QPoint(summary.width() // 2, -4)
    assert window.isSeparator(between)
    qtbot.mouseClick(window, Qt.MouseButton.LeftButton, pos=between)
    assert window._touched


def test_the_action_follows_the_full_screen(window, qtbot):
    action = window.actions_by_key["full_screen"]
    window.showMaximized()
    action.trigger()
    qtbot.waitUntil(window.isFullScreen)
    assert action.isChecked()
    action.trigger()
    qtbot.waitUntil(lambda: not window.isFullScreen())
    assert window.isMaximized()
    window.showFullScreen()
    qtbot.waitUntil(action.isChecked)
    window.showNormal()
    qtbot.waitUntil(lambda: not action.isChecked())


def test_the_toolbar_stays(window):
    menu = window.createPopupMenu()
    assert window.toolbar.windowTitle() not in [action.text() for action in menu.actions() if action.isVisible()]
    menu.deleteLater()
    window.toolbar.hide()
    window.reset_layout()
    assert window.toolbar.isVisible()


def test_a_dock_that_comes_as_a_tab_takes_little_from_its_neighbours(window, qtbot):
    above, behind, new = (window.dock(key) for key in ("maps.conv2d", "maps.max_pooling2d_1", "kernels"))
    before, had = above.height(), behind.height()
    new.toggleViewAction().trigger()
    qtbot.waitUntil(lambda: behind in window.tabifiedDockWidgets(new) and new.height() <= 1.15 * had)
    assert above.height() > 0.75 * before


def test_a_larger_window_is_shared_out_as_before_after_a_dock_was_closed(open_window, qtbot):
    window = open_window(size=(1280, 800))
    docks = [window.dock(key) for key in ("maps.conv2d", "maps.max_pooling2d", "maps.conv2d_1", "answer")]

    def widths():
        return [window.ink_area.width(), *(dock.width() for dock in docks)]

    window.dock("vectors").close()
    qtbot.waitUntil(lambda: not window._shares._settled.isActive())
    before = widths()
    window.resize(1920, 1080)
    qtbot.waitUntil(lambda: widths()[1] > 1.3 * before[1])
    ink, left, right, below, answer = widths()
    assert ink <= 1.05 * window.ink_area.preferred_width(window.ink_area.height())
    assert abs(left - right) <= 2 >= abs(left - below)
    assert before[-1] < answer <= 360
    window.resize(1280, 800)
    qtbot.waitUntil(lambda: widths() == before)


def test_in_a_vast_window_letters_and_outlines_are_larger(open_window, qtbot):
    window = open_window()
    draw(window.session)
    before = theme().font("body").pointSizeF()
    why, tool = window.panel("answer").why_button, window.dock("maps.conv2d").findChild(Tool)
    for size, scale in (((3840, 2160), 1.4), ((1440, 900), 1.0)):
        window.resize(*size)
        qtbot.waitUntil(lambda scale=scale: theme().font("body").pointSizeF() == pytest.approx(scale * before))
        assert tool.font().pointSizeF() == pytest.approx(0.89 * scale * before)
        buttons, high = window.dock("maps.conv2d").findChildren(QToolButton, "calm"), round(24 * scale)
        qtbot.waitUntil(lambda buttons=buttons, high=high: {button.height() for button in buttons} == {high})
        for button in buttons:
            if not button.icon().isNull():
                drawn = button.icon().pixmap(button.iconSize()).width()
                assert drawn == round(16 * scale), "as large as the letters beside it, and sharp"
        qtbot.waitUntil(lambda: why.width() == why.sizeHint().width())
        window.session.select("conv2d", (4, 5, 3))
        light = window.ink_area.lights.canvas_light
        assert light._look(light._region, 1.0).width == (2 if scale > 1 else 1)
