"""Tab goes through the docks that are closed at first as they are read."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.session import Session
from gui.settings import Settings
from gui.window import MainWindow
from tests.support import SyncEngine


@pytest.fixture
def window(qtbot, standard_weights, tmp_path):
    session = Session(standard_weights, engine=SyncEngine)
    made = MainWindow(Settings(tmp_path / "settings.json"))
    for _ in made.furnish(session):
        pass
    qtbot.addWidget(made)
    made.resize(1280, 800)
    with qtbot.waitSignal(made.painted):
        made.show()
    return made


def opened(qtbot, window, key, letter):
    QTest.keyClick(window, letter, Qt.KeyboardModifier.ControlModifier)
    dock = window.dock(key)
    qtbot.waitUntil(lambda: dock.isVisible() and dock.panel.content is not None)
    return dock.panel.content


def evaluation(qtbot, window):
    content = opened(qtbot, window, "evaluation", Qt.Key.Key_E)
    page = content._misread
    order = [content._choice, content._start, *content._tabs.values(), content._refusal]
    return content._start, [*order, page.bars, page.confusion, page.gallery]


def browser(qtbot, window):
    content = opened(qtbot, window, "browser", Qt.Key.Key_B)
    qtbot.waitUntil(lambda: content.gallery.count > 0, timeout=20_000)
    stop = [] if content._stop.isHidden() else [content._stop]
    return content.search, [content._choice, *content.chips, content.search, *stop, content.gallery]


@pytest.mark.parametrize("make", [evaluation, browser])
def test_tab_goes_through_a_dock_as_it_is_read(qtbot, window, make):
    first, order = make(qtbot, window)
    assert first.hasFocus()
    for key, way in ((Qt.Key.Key_Tab, order), (Qt.Key.Key_Backtab, order[::-1])):
        way[0].setFocus(Qt.FocusReason.TabFocusReason)
        for expected in way[1:]:
            QTest.keyClick(QApplication.focusWidget(), key)
            assert QApplication.focusWidget() is expected
        for _ in range(200):  # and out of it, round the window and in again at the same end
            QTest.keyClick(QApplication.focusWidget(), key)
            if QApplication.focusWidget() in order:
                break
        assert QApplication.focusWidget() is way[0]
