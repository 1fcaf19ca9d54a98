"""The first half second: a sheet to draw on, and everything else behind it."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from gui.application import Program
from gui.opening import DEFAULT, places_of
from gui.settings import Settings
from model import weights


@pytest.fixture
def opened(qtbot, settings):
    """Return a program whose window has just been painted for the first time."""
    made = Program(settings, loader=None)
    made.window.resize(1440, 900)
    with qtbot.waitSignal(made.window.painted):
        made.window.show()
    yield made
    made.close()


def furnished_at_once(qtbot, settings):
    """Start a program whose window has everything in it when it is first painted."""
    made = Program(settings, loader=None)
    made.furnish()
    made.window.resize(1440, 900)
    with qtbot.waitSignal(made.window.painted):
        made.window.show()
    return made


@pytest.fixture
def opening_again(qtbot, settings, request):
    """Return a program as it opens the second time, when it knows where things were."""
    first = furnished_at_once(qtbot, settings)
    first.close()
    return request.getfixturevalue("opened")


def at(opening, x, y):
    paper = opening.paper
    return QPoint(round(paper.x() + x * paper.width()), round(paper.y() + y * paper.height()))


def send(opening, kind, x, y, held=Qt.MouseButton.LeftButton):
    place = QPointF(at(opening, x, y))
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
    modifiers = Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(kind, place, opening.mapToGlobal(place), button, held, modifiers)
    QApplication.sendEvent(opening, event)


def draw_seven(opening):
    send(opening, QEvent.Type.MouseButtonPress, 0.25, 0.2)
    for place in ((0.5, 0.2), (0.75, 0.2), (0.6, 0.5), (0.45, 0.85)):
        send(opening, QEvent.Type.MouseMove, *place)
    send(opening, QEvent.Type.MouseButtonRelease, 0.45, 0.85, Qt.MouseButton.NoButton)


def test_what_is_drawn_before_everything_is_there_is_kept_and_answered(qtbot, opened):
    opening = opened.window.opening
    blank = opening.grab().toImage()
    with qtbot.waitSignal(opened.furnished):
        draw_seven(opening)
        assert opening.grab().toImage() != blank
    assert opened.window.opening is None
    assert len(opened.session.ink.strokes) == 1
    qtbot.waitUntil(lambda: opened.session.is_answered)
    assert opened.session.trace.answer == 7
    opened.session.undo()
    assert opened.session.ink.is_blank


def test_the_ink_stays_where_it_was_drawn(qtbot, opening_again):
    opened, opening = opening_again, opening_again.window.opening
    draw_seven(opening)
    before = opening.grab(opening.paper.adjusted(8, 8, -8, -8)).toImage()
    with qtbot.waitSignal(opened.furnished):
        pass
    window, canvas = opened.window, opened.window.canvas
    corner = canvas.mapTo(window, canvas.paper.topLeft())
    after = window.grab().toImage()
    bright = [
        (x, y)
        for x in range(0, before.width(), 3)
        for y in range(0, before.height(), 3)
        if before.pixelColor(x, y).lightness() > 200
    ]
    assert len(bright) > 300
    same = [after.pixelColor(corner.x() + 8 + x, corner.y() + 8 + y).lightness() > 150 for x, y in bright]
    assert sum(same) > 0.95 * len(bright)


def test_a_stroke_under_way_is_not_cut_off(qtbot, opened):
    window, opening = opened.window, opened.window.opening
    send(opening, QEvent.Type.MouseButtonPress, 0.25, 0.2)
    qtbot.waitUntil(lambda: hasattr(window, "importer"))
    send(opening, QEvent.Type.MouseMove, 0.6, 0.7)
    assert window.opening is opening
    assert opening.is_drawing
    with qtbot.waitSignal(opened.furnished):
        send(opening, QEvent.Type.MouseButtonRelease, 0.6, 0.7, Qt.MouseButton.NoButton)
    assert [len(stroke.points) for stroke in opened.session.ink.strokes] == [2]


def test_only_the_left_button_on_the_paper_draws(qtbot, opened):
    opening = opened.window.opening
    QTest.mouseClick(opening, Qt.MouseButton.RightButton, pos=at(opening, 0.5, 0.5))
    QTest.mouseClick(opening, Qt.MouseButton.LeftButton, pos=at(opening, 1.4, 0.5))
    with qtbot.waitSignal(opened.furnished):
        pass
    assert opened.session.ink.is_blank


def test_a_stroke_ends_when_the_window_loses_the_mouse(opened):
    opening = opened.window.opening
    send(opening, QEvent.Type.MouseButtonPress, 0.25, 0.2)
    QApplication.sendEvent(opening, QEvent(QEvent.Type.UngrabMouse))
    assert not opening.is_drawing


@pytest.mark.parametrize("size", [(1440, 900), (1280, 800)])
def test_the_second_start_opens_with_things_where_they_were(qtbot, settings, size):
    program = Program(settings, loader=None)
    program.window.resize(*size)
    try:
        with qtbot.waitSignal(program.window.painted):
            program.window.show()
        with qtbot.waitSignal(program.furnished):
            pass
        noted = places_of(program.window)
    finally:
        program.close()
    assert len(noted["surfaces"]) == len(DEFAULT["surfaces"])
    again = Program(settings, loader=None)
    again.window.resize(*size)
    with qtbot.waitSignal(again.window.painted):
        again.window.show()
    places = [again.window.opening.paper, *again.window.opening.surfaces]
    again.close()
    assert [list(place.getRect()) for place in places] == [noted["paper"], *noted["surfaces"]]


@pytest.mark.parametrize(
    "noted",
    [
        {"size": [0, 0], "bars": [75, 23], "paper": [0, 0, 9, 9], "surfaces": []},
        {"size": [900, 600], "bars": [75, 23], "paper": [0, 0, -4, -4], "surfaces": []},
        {"size": [900, 600], "bars": [75, 23], "paper": "here", "surfaces": [[1]]},
        {"size": [9e99, 600], "bars": [75, 23], "paper": [0, 0, 9, 9], "surfaces": 5},
        {"size": None},
        {"size": [1440, 900], "bars": [10**12, 0], "paper": [18, 124, 332, 332], "surfaces": []},
        {"size": [1440, 900], "bars": [0, 2**31], "paper": [18, 124, 332, 332], "surfaces": []},
        {"size": [1, 1], "bars": [0, 0], "paper": [2**30, 0, 1, 1], "surfaces": []},
        {"size": [1440, 900], "bars": [0, 0], "paper": [18, 124, 332, 332], "surfaces": [[0, 0, 2**30, 5]]},
    ],
)
def test_rubbish_in_the_settings_gives_the_default_picture(qtbot, settings, noted):
    settings.set("opening", noted)
    settings.set("pen_width", float("nan"))
    program = Program(settings, loader=None)
    program.window.resize(1440, 900)
    program.window.show()
    opening = program.window.opening
    assert list(opening.paper.getRect()) == DEFAULT["paper"]
    assert len(opening.surfaces) == len(DEFAULT["surfaces"])
    draw_seven(opening)
    assert not opening.grab().isNull()
    program.close()


def test_closing_before_everything_is_there_keeps_the_settings(qtbot, opened, settings):
    settings.set("docks", "some")
    opened.window.close()
    assert settings.value("docks", "") == "some"
    assert settings.value("state", "none") == "none"


def test_weights_that_cannot_be_read_are_told(qtbot, settings, monkeypatch):
    def load(path):
        raise weights.WeightsError("The weights are broken.")

    monkeypatch.setattr(weights, "load", load)
    program = Program(settings, loader=None)
    with qtbot.waitSignal(program.failed) as told:
        program.window.show()
    assert told.args == ["The weights are broken."]
    program.close()


def test_a_part_that_cannot_be_built_is_told(qtbot, settings, monkeypatch):
    def fail(*_):
        raise RuntimeError("no menus today")

    monkeypatch.setattr("gui.menus.fill_menus", fail)
    program = Program(settings, loader=None)
    with qtbot.waitSignal(program.failed) as told:
        program.window.show()
    assert "log" in told.args[0]
    program.close()


def test_a_part_that_cannot_be_imported_is_told(qtbot, settings, monkeypatch):
    program = Program(settings, loader=None)
    monkeypatch.setattr(program._furniture, "_modules", ("gui.nothing_of_the_kind",))
    with qtbot.waitSignal(program.failed) as told:
        program.window.show()
    assert "log" in told.args[0]
    program.close()


def test_a_release_that_was_never_told_ends_the_stroke(opened):
    opening = opened.window.opening
    send(opening, QEvent.Type.MouseButtonPress, 0.25, 0.2)
    send(opening, QEvent.Type.MouseMove, 0.5, 0.5, Qt.MouseButton.NoButton)
    assert not opening.is_drawing


def test_escape_takes_the_stroke_on_the_sheet_back(qtbot, opened):
    opening = opened.window.opening
    send(opening, QEvent.Type.MouseButtonPress, 0.25, 0.2)
    send(opening, QEvent.Type.MouseMove, 0.5, 0.5)
    with qtbot.waitSignal(opened.furnished):
        QTest.keyClick(opened.window, Qt.Key.Key_Escape)
        assert not opening.is_drawing
    assert opened.session.ink.is_blank


def test_shortcuts_wait_until_all_is_there(qtbot, opened):
    window, draw = opened.window, opened.window.opening
    send(draw, QEvent.Type.MouseButtonPress, 0.25, 0.2)  # keeps the sheet
    qtbot.waitUntil(lambda: hasattr(window, "importer"))
    QTest.keyClick(window, Qt.Key.Key_E)
    QTest.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert not opened.session.pen.eraser
    assert opened.session.ink.is_blank
    with qtbot.waitSignal(opened.furnished):
        send(draw, QEvent.Type.MouseButtonRelease, 0.25, 0.2, Qt.MouseButton.NoButton)
    QTest.keyClick(window, Qt.Key.Key_E)
    assert opened.session.pen.eraser


def test_tabs_that_come_back_do_not_cover_the_sheet(qtbot, settings, request):
    first = furnished_at_once(qtbot, settings)
    first.window.tabifyDockWidget(first.window.dock("maps.conv2d"), first.window.dock("maps.max_pooling2d"))
    first.close()
    opened = request.getfixturevalue("opened")
    window, opening = opened.window, opened.window.opening
    send(opening, QEvent.Type.MouseButtonPress, 0.4, 0.2)
    qtbot.waitUntil(lambda: hasattr(window, "importer"))
    with qtbot.waitSignal(opened._next_piece.timeout):
        pass  # the pieces that a stroke under way lets through have been built
    send(opening, QEvent.Type.MouseMove, 0.5, 0.6)
    assert window.childAt(at(opening, 0.5, 0.5)) is opening
    with qtbot.waitSignal(opened.furnished):
        send(opening, QEvent.Type.MouseButtonRelease, 0.5, 0.6, Qt.MouseButton.NoButton)
    assert window.tabifiedDockWidgets(window.dock("maps.conv2d")) == [window.dock("maps.max_pooling2d")]


def test_docks_that_are_closed_at_first_come_behind_the_others_and_move_nothing(qtbot, opened):
    window = opened.window
    with qtbot.waitSignal(opened.completed):
        with qtbot.waitSignal(opened.furnished):
            pass
        assert all(dock.panel.opened for dock in window.docks)
        before = places_of(window)
    assert {dock.panel.opened for dock in window.docks} == {True, False}
    assert [dock for dock in window.docks if not dock.isHidden()] == [d for d in window.docks if d.panel.opened]
    assert places_of(window) == before
    toggles = [[dock.toggleViewAction() for dock in window.docks if dock.panel.lab == lab] for lab in (False, True)]
    (view,) = {menu for menu in window.menuBar().findChildren(QMenu) if toggles[0][0] in menu.actions()}
    inside = [action for action in view.actions() if action in toggles[0] + toggles[1]]
    assert inside == toggles[0] + toggles[1]  # the labs have a heading of their own
    assert view.actions()[: len(toggles[0])] == toggles[0]
    dock = window.dock("route")
    dock.toggleViewAction().trigger()
    qtbot.waitUntil(lambda: not dock.visibleRegion().isEmpty())
    assert dock in window.tabifiedDockWidgets(window.dock("summary"))


def test_a_dock_that_is_called_before_it_is_there_comes_at_once(qtbot, opened):
    window = opened.window
    with qtbot.waitSignal(opened.furnished):
        pass
    assert not window.is_complete
    with qtbot.waitSignal(opened.completed):
        window.call_panel("sliding")
        assert window.dock("sliding").isVisible()
    assert window.dock("sliding").isVisible()


def test_a_closed_dock_that_was_open_at_the_end_is_there_with_the_others(qtbot, settings, request):
    first = furnished_at_once(qtbot, settings)
    first.window.dock("route").show()
    first.close()
    opened = request.getfixturevalue("opened")
    with qtbot.waitSignal(opened.furnished):
        pass
    dock = opened.window.dock("route")
    assert not dock.isHidden()
    assert dock in opened.window.tabifiedDockWidgets(opened.window.dock("summary"))


def test_a_closed_dock_comes_back_where_it_was_put(qtbot, settings, request):
    first = furnished_at_once(qtbot, settings)
    answer, moved = first.window.dock("answer"), first.window.dock("route")
    first.window.tabifyDockWidget(answer, moved)
    moved.show()
    moved.close()
    first.close()
    opened = request.getfixturevalue("opened")
    with qtbot.waitSignal(opened.completed):
        pass
    moved = opened.window.dock("route")
    assert moved.isHidden()
    moved.show()
    qtbot.waitUntil(lambda: moved in opened.window.tabifiedDockWidgets(opened.window.dock("answer")))


def test_closing_before_all_docks_are_there_keeps_the_layout_of_the_last_start(qtbot, opening_again, settings):
    known = {key: settings.value(key, "") for key in ("docks", "shown", "state")}
    with qtbot.waitSignal(opening_again.furnished):
        pass
    assert not opening_again.window.is_complete
    opening_again.window.close()
    assert {key: settings.value(key, "") for key in known} == known


def test_closing_in_the_middle_of_a_stroke_keeps_what_was_known_of_the_places(qtbot, opening_again, settings):
    known = settings.value("opening", {})
    assert len(known["surfaces"]) == len(DEFAULT["surfaces"])
    opened = opening_again
    send(opened.window.opening, QEvent.Type.MouseButtonPress, 0.4, 0.2)
    qtbot.waitUntil(lambda: hasattr(opened.window, "importer"))
    opened.window.close()
    assert settings.value("opening", {}) == known


def test_the_tour_does_not_interrupt_the_first_stroke(qtbot, tmp_path):
    program = Program(Settings(tmp_path / "fresh.json"), loader=None)
    with qtbot.waitSignal(program.furnished):
        program.window.show()
    canvas = program.window.canvas
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=canvas.paper.center())
    qtbot.waitUntil(lambda: not program._river.is_running and program.window.panel("answer").river is not None)
    QTest.mouseMove(canvas, canvas.paper.center() + QPoint(30, 40))
    assert program.session.is_drawing
    assert program.window.tour is None
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=canvas.paper.center() + QPoint(30, 40))
    qtbot.waitUntil(lambda: program.window.tour is not None)
    assert len(program.session.ink.strokes) == 1
    program.window.tour.end()
    program.close()


def test_after_closing_nothing_starts(qtbot, opened):
    opened.close()
    opened._on_painted()
    assert not opened.is_loading
