import pytest
from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QToolButton, QVBoxLayout, QWidget

from gui import icons
from gui.dock import Dock
from gui.theme import theme

IGNORED = [
    "This plugin does not support propagateSizeHints",
    "This plugin does not support raise",
    "This plugin does not support grabbing the keyboard",
]
pytestmark = pytest.mark.qt_log_ignore(*IGNORED, extend=True)


class Panel(QWidget):
    factChanged = Signal()
    key = "conv"

    def __init__(self):
        super().__init__()
        self.words = "26x26x64 · 64 filters"
        self.tool = QToolButton()
        self.tool.setText("index")
        QVBoxLayout(self).addWidget(QLabel("inside"))

    def title(self):
        return "conv2d"

    def fact(self):
        return self.words

    def help(self):
        return "What the filters find.", "draw a line"

    def tools(self):
        return [self.tool]


@pytest.fixture
def window(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(900, 400)
    return window


@pytest.fixture
def dock(window, qtbot):
    dock = Dock(Panel(), window)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    window.show()
    window.resizeDocks([dock], [500], Qt.Orientation.Horizontal)
    qtbot.waitUntil(lambda: dock.isVisible() and dock.width() > 400)
    return dock


def words(dock):
    return [label.text() for label in dock.titleBarWidget().findChildren(QLabel)]


def test_header_tells_name_and_fact(dock):
    assert dock.objectName() == "conv"
    assert dock.windowTitle() == "conv2d"
    assert dock.accessibleName() == "conv2d"
    assert words(dock) == ["conv2d", "26x26x64 · 64 filters"]
    assert dock.titleBarWidget().height() >= 32


def test_a_new_fact_is_shown(dock):
    dock.panel.words = "3 silent"
    dock.panel.factChanged.emit()
    assert words(dock)[1] == "3 silent"


def test_a_short_header_shortens_its_fact_first_then_gives_up_its_buttons_and_the_name_last(dock, qtbot):
    header = dock.titleBarWidget()
    needed = header.natural_width
    name, fact = header.findChildren(QLabel)
    QApplication.sendEvent(header, QEvent(QEvent.Type.Leave))
    QApplication.focusWidget().clearFocus()
    header.resize(needed - 20, header.height())
    assert fact.text() == "26x26x64", "of two facts one is left out whole"
    assert fact.toolTip() == dock.panel.words
    header.resize(needed - fact.fontMetrics().horizontalAdvance(dock.panel.words) + 50, header.height())
    assert fact.text().startswith("26")
    assert fact.text().endswith("…")
    assert header.float.isVisible()
    assert header.close_.isVisible()
    inside = [child.geometry() for child in (name, fact, dock.panel.tool, header.help, header.float, header.close_)]
    assert all(not a.intersects(b) for i, a in enumerate(inside) for b in inside[:i]), "nothing overlaps"
    header.resize(needed - fact.fontMetrics().horizontalAdvance(dock.panel.words) - 20, header.height())
    assert not header.close_.isVisible()
    assert not header.float.isVisible()
    assert header.help.isVisible()
    assert name.text() == "conv2d"
    header.help.setFocus()
    qtbot.waitUntil(header.close_.isVisible)


def test_tools_are_reached_by_tab(dock, qtbot):
    dock.panel.tool.setFocus()
    order = []
    for _ in range(4):
        order.append(QApplication.focusWidget())
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    header = dock.titleBarWidget()
    assert order == [dock.panel.tool, header.help, header.float, header.close_]


def test_every_button_has_a_name(dock):
    for button in dock.titleBarWidget().findChildren(QToolButton):
        assert button.accessibleName() or button.text()


def test_float_and_back_and_close(dock, qtbot):
    header = dock.titleBarWidget()
    told = []
    dock.visibilityChanged.connect(told.append)
    out = header.float.accessibleName()
    header.float.click()
    assert dock.isFloating()
    assert header.float.accessibleName() != out
    header.float.click()
    assert not dock.isFloating()
    header.close_.click()
    assert not dock.isVisible()
    assert told[-1] is False


def test_double_click_on_the_name_floats(dock, qtbot):
    label = dock.titleBarWidget().findChildren(QLabel)[0]
    position = label.mapTo(dock, QPoint(4, 8))
    assert dock.childAt(position) is label
    qtbot.mouseDClick(label, Qt.MouseButton.LeftButton, pos=QPoint(4, 8))
    assert dock.isFloating(), "the header must let mouse events through to the dock"


def test_help_opens_and_escape_gives_the_keyboard_back(dock, qtbot):
    header = dock.titleBarWidget()
    header.help.click()
    card = QApplication.activePopupWidget()
    assert card is not None
    told = " ".join(label.text() for label in card.findChildren(QLabel))
    assert "What the filters find." in told
    assert "draw a line" in told
    for label in card.findChildren(QLabel):
        assert label.height() >= label.heightForWidth(label.width()), "nothing is cut off"
    qtbot.keyClick(card, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)
    assert header.help.hasFocus()


def test_the_line_takes_the_selections_colour(dock):
    def edge():
        return dock.grab().toImage().pixelColor(dock.width() // 2, 0).name()

    assert edge() == theme().palette.line.name()
    dock.set_selected(True)
    assert edge() == theme().palette.selection.name()


def test_corners_are_the_windows_and_the_surface_the_docks(dock):
    picture = dock.grab().toImage()
    assert picture.pixelColor(0, 0).name() == theme().palette.window.name()
    assert picture.pixelColor(dock.width() // 2, dock.height() - 20).name() == theme().palette.dock.name()


def test_icons_follow_the_theme_and_die_with_their_owner(qtbot):
    action = QAction("pen")
    icons.set_icon(action, "pen")
    before = action.icon().cacheKey()
    theme().set_mode("light")
    try:
        assert action.icon().cacheKey() != before
        del action
    finally:
        theme().set_mode("system")
