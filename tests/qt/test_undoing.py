"""Undo goes to the lab that has the keyboard, else to the ink."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from gui import furnishing, layout
from gui.panels.base import Panel
from gui.undoing import STEPS, Change, history, record
from tests.support import draw


class Lab(Panel):
    """A lab of one number."""

    key = "tests.lab"
    lab = True
    opened = False

    def __init__(self, session):
        super().__init__(session)
        self.history = history(self)
        self.number = 0
        self.button = QPushButton("lab", self)
        QVBoxLayout(self).addWidget(self.button)

    def title(self):
        return "Numbers"

    def help(self):
        return "A number.", "Change it."

    def show_trace(self, trace):
        pass

    def put(self, number):
        record(self.history, "number", self.number, number, self._show)

    def _show(self, number):
        self.number = number


@pytest.fixture
def window(open_window):
    return open_window()


@pytest.fixture
def lab(window):
    """A lab in a dock that is shown, with the keyboard, after a stroke on the canvas."""
    made = Lab(window.session)
    dock = furnishing.add_dock(window, made)
    layout.place_new(window, dock, window.docks)
    draw(window.session)
    dock.show()
    dock.raise_()
    made.button.setFocus()
    return made


def press(action):
    """Press the keys of an action where the keyboard is."""
    QTest.keySequence(QApplication.focusWidget(), action.shortcut())


def test_undo_goes_where_the_keyboard_is(window, lab):
    undo, redo = window.actions_by_key["undo"], window.actions_by_key["redo"]
    assert not undo.isEnabled(), "the lab has nothing to undo, though the ink has"
    lab.put(3)
    assert (undo.isEnabled(), undo.text(), redo.text()) == (True, "&Undo: number", "&Redo")
    assert undo.iconText() == "Undo"
    press(undo)
    assert lab.number == 0
    assert not window.session.ink.is_blank
    assert (undo.isEnabled(), redo.isEnabled(), redo.text()) == (False, True, "&Redo: number")
    press(redo)
    assert lab.number == 3

    window.canvas.setFocus()
    assert undo.text() == "&Undo"
    press(undo)
    assert window.session.ink.is_blank
    assert lab.number == 3


def test_a_click_on_the_toolbar_undoes_in_the_lab(window, lab):
    lab.put(3)
    button = window.toolbar.widgetForAction(window.actions_by_key["undo"])
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert lab.number == 0
    assert not window.session.ink.is_blank


def test_in_the_docks_header_it_is_the_lab_too(window, lab):
    lab.put(3)
    window.canvas.setFocus()
    window.dock(lab.key).titleBarWidget().help.setFocus()
    assert window.actions_by_key["undo"].text() == "&Undo: number"


def test_what_was_done_last_is_undone_though_the_click_left_the_keyboard_elsewhere(window, lab):
    window.canvas.setFocus()
    lab.put(3)
    assert window.actions_by_key["undo"].text() == "&Undo: number"
    press(window.actions_by_key["undo"])
    assert lab.number == 0
    assert not window.session.ink.is_blank


def test_after_the_lab_is_closed_undo_is_the_inks_again(window, lab):
    lab.put(3)
    window.dock(lab.key).close()
    assert (window.actions_by_key["undo"].isEnabled(), window.actions_by_key["undo"].text()) == (True, "&Undo")
    window.actions_by_key["undo"].trigger()
    assert window.session.ink.is_blank


def test_the_view_menu_has_labs_under_a_heading_of_their_own(window, lab):
    menu = next(menu.menu() for menu in window.menuBar().actions() if menu.text() == "&View")
    entries = menu.actions()
    words = [action.text() for action in entries]
    heading = entries.index(window.labs_heading)
    assert words.index("Answer") < heading < words.index("Numbers") < words.index("&Blind spots")
    assert window.labs_heading.isVisible()


def test_a_drag_is_one_step_and_one_that_comes_back_none(qtbot):
    owner = QWidget()
    qtbot.addWidget(owner)
    stack, shown = history(owner), []
    for old, new, finished in ((0, 1, False), (1, 2, False), (2, 5, True), (5, 6, True)):
        stack.push(Change("drag", old, new, shown.append, finished))
    assert (stack.count(), shown) == (2, [1, 2, 5, 6])
    stack.undo()
    stack.undo()
    assert (stack.canUndo(), shown[-1]) == (False, 0)
    for old, new, finished in ((0, 1, False), (1, 0, True)):
        stack.push(Change("drag", old, new, shown.append, finished))
    assert stack.count() == 0
    record(stack, "drag", 0, 1, shown.append, finished=False)
    record(stack, "another", 1, 2, shown.append)
    assert stack.count() == 2
    record(stack, "another", 2, 2, shown.append)
    assert stack.count() == 2
    record(stack, "drag", 2, 3, shown.append, finished=False)
    record(stack, "drag", 3, 3, shown.append)  # the end of the drag
    record(stack, "drag", 3, 4, shown.append)  # another one
    assert stack.count() == 4


def test_the_longest_past_is_bounded(qtbot):
    owner = QWidget()
    qtbot.addWidget(owner)
    stack = history(owner)
    for number in range(STEPS + 50):
        stack.push(Change("step", number, number + 1, lambda value: None))
    assert stack.count() == STEPS
