"""Tab goes through the docks that are closed at first as they are read."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication


@pytest.fixture
def window(open_window):
    return open_window(size=(1280, 800))


def opened(qtbot, window, key, letter):
    QTest.keyClick(window, letter, Qt.KeyboardModifier.ControlModifier)
    dock = window.dock(key)
    qtbot.waitUntil(lambda: dock.panel.content is not None and dock.panel.content.isVisible())
    return dock.panel.content


def evaluation(qtbot, window):
    content = opened(qtbot, window, "evaluation", Qt.Key.Key_E)
    page = content._misread
    order = [content.head.choice, content.head.start, *content.head.tabs.values(), content.head.refusal]
    return content.head.start, [*order, page.bars, page.confusion, page.gallery]


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


def test_the_window_stays_small_and_the_pages_scroll(qtbot, window):
    content = evaluation(qtbot, window)[0].window().dock("evaluation").panel.content
    content.set_source("drawings")
    content.start()
    qtbot.waitUntil(lambda: not content.is_busy, timeout=20_000)
    for page in content.head.tabs:
        content.set_page(page)
        qtbot.waitUntil(lambda: content._importing is None or content._confidence is not None, timeout=20_000)
        qtbot.waitUntil(lambda: not content.is_busy, timeout=60_000)
        assert window.minimumSizeHint().height() <= 720
    content.set_page("misread")
    window.resize(1280, 720)
    assert window.height() == 720
    page = content._misread
    assert page.height() >= page.minimumSizeHint().height() > content._pages.height()
    page.gallery.setFocus(Qt.FocusReason.OtherFocusReason)
    QTest.keyClick(page.gallery, Qt.Key.Key_Backtab)  # to the table, which is brought into view
    assert page.confusion.visibleRegion().boundingRect().height() > 40


def test_nothing_scrolls_at_1280x800_but_the_pictures(qtbot, window):
    content = evaluation(qtbot, window)[0].window().dock("evaluation").panel.content
    content.set_source("drawings")
    content.start()
    qtbot.waitUntil(lambda: not content.is_busy, timeout=60_000)
    for page in ("misread", "confidence"):
        content.set_page(page)
        qtbot.waitUntil(lambda: content._importing is None, timeout=20_000)
        qtbot.waitUntil(lambda: content._pages.currentWidget().verticalScrollBar().maximum() == 0)


def test_nothing_moves_when_a_run_begins(qtbot, window):
    content = evaluation(qtbot, window)[0].window().dock("evaluation").panel.content
    content.set_source("drawings")
    QApplication.processEvents()
    row = [content.head.start, *content.head.tabs.values(), content.head.refusal, content._pages]
    before = [widget.geometry() for widget in row]
    content.start()
    QApplication.processEvents()
    assert content.head.progress.isVisible()
    assert [widget.geometry() for widget in row] == before
    qtbot.waitUntil(lambda: not content.is_busy, timeout=20_000)


def test_opening_and_closing_a_dock_that_is_closed_at_first_leaves_the_layout_alone(qtbot, window):
    for make, key in ((evaluation, "evaluation"), (browser, "browser")):
        make(qtbot, window)
        window.dock(key).close()
        assert not window._touched
    window.dock("summary").close()
    assert window._touched
