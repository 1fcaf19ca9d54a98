"""The status bar: one line, and a sentence in its place."""

import pytest
from PySide6.QtWidgets import QMainWindow

from gui.session import Session
from gui.status import StatusBar
from gui.theme import theme
from tests.support import SyncEngine


@pytest.fixture
def bar(qtbot, standard_weights):
    window = QMainWindow()
    qtbot.addWidget(window)
    made = StatusBar(Session(standard_weights, engine=SyncEngine), window)
    window.setStatusBar(made)
    window.resize(600, 200)
    with qtbot.waitExposed(window):
        window.show()
    yield made
    assert window.statusBar() is made  # it lives as long as the test


def test_a_sentence_takes_the_place_of_the_line_in_every_size(qtbot, bar):
    line = bar._engine
    assert line.isVisible()
    bar.say("Saved.")
    assert not line.isVisible()
    bar.window().resize(900, 200)
    theme().set_scale(1.4)
    qtbot.waitUntil(lambda: bar.width() == 900)
    qtbot.wait(20)  # Qt brings it back from a later turn of the loop
    assert not line.isVisible()
    bar.clearMessage()
    qtbot.waitUntil(line.isVisible)
