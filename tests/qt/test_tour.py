"""The tour: five cards that lead through the window and lock nothing."""

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QLineEdit, QMainWindow

from gui.ink_area import InkArea
from gui.tour import Stop, Tour, beside
from tests.support import draw

LEFT = Qt.MouseButton.LeftButton


class Window(QMainWindow):
    """A canvas in the middle, two docks beside it as tabs, one below; each with something for the keyboard."""

    def __init__(self, session):
        super().__init__()
        self.area = InkArea(session)
        self.setCentralWidget(self.area)
        self.docks = []
        for name in ("maps", "more", "table"):
            dock = QDockWidget(name, self)
            dock.setWidget(QLineEdit())
            place = Qt.DockWidgetArea.BottomDockWidgetArea if name == "table" else Qt.DockWidgetArea.RightDockWidgetArea
            self.addDockWidget(place, dock)
            self.docks.append(dock)
        self.tabifyDockWidget(self.docks[0], self.docks[1])
        self.docks[0].raise_()
        self.resize(1280, 800)
        self.resizeDocks(self.docks[1:], [900, 250], Qt.Orientation.Horizontal)
        self.resizeDocks(self.docks[2:], [250], Qt.Orientation.Vertical)

    def stops(self):
        return [
            Stop(lambda: self.area.canvas, "Draw", "Draw any digit."),
            *(Stop(lambda dock=dock: dock, dock.windowTitle(), "Words on it. " * 12) for dock in self.docks),
            Stop(lambda: None, "The end", "Nothing to point at."),
        ]


@pytest.fixture
def window(qtbot, session):
    made = Window(session)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    return made


@pytest.fixture
def tour(window, session):
    made = Tour(window, session, window.stops())
    made._rest.setInterval(1)
    made.start()
    yield made
    made.end()


def test_it_begins_at_the_canvas_with_the_keyboard(window, tour):
    assert tour.running
    assert tour.card.isVisible()
    assert tour.card.words == ("Draw", "Draw any digit.")
    assert tour.card.has_keyboard()
    assert not tour.card.back.isVisible()


def test_every_stop_has_its_card_inside_the_window_and_beside_its_widget(window, tour):
    for index, stop in enumerate(window.stops()):
        assert tour.index == index
        assert tour.card.words == (stop.title, stop.text)
        assert window.rect().contains(tour.card.geometry())
        target = stop.widget()
        assert tour.outline.isVisible() == (target is not None)
        if target is not None:
            around = QRect(target.mapTo(window, QPoint(0, 0)), target.size())
            assert tour.outline.geometry().contains(around)
            canvas = window.area.canvas
            assert not tour.card.geometry().intersects(around)
            assert not tour.card.geometry().intersects(QRect(canvas.mapTo(window, QPoint(0, 0)), canvas.size()))
        QTest.mouseClick(tour.card.next, LEFT)
    assert not tour.running


def test_drawing_goes_on_to_the_second_stop_when_the_answer_is_there(qtbot, window, session, tour):
    canvas = window.area.canvas
    QTest.mousePress(canvas, LEFT, pos=canvas.paper.center())
    QTest.mouseMove(canvas, canvas.paper.center() + QPoint(40, 60))
    assert session.is_drawing  # nothing is locked
    with qtbot.waitSignal(tour._rest.timeout):
        pass
    assert tour.index == 0  # the pen has not been lifted
    QTest.mouseRelease(canvas, LEFT, pos=canvas.paper.center() + QPoint(40, 60))
    qtbot.waitUntil(lambda: tour.index == 1)
    assert session.trace is not None


def test_drawing_later_leaves_the_stop_alone(qtbot, session, tour):
    tour.forward()
    draw(session)
    assert not tour._rest.isActive()
    tour.back()
    assert tour.index == 0
    assert not tour._rest.isActive()  # old ink does not push on


@pytest.mark.parametrize(
    ("key", "index"), [(Qt.Key.Key_Return, 2), (Qt.Key.Key_Right, 2), (Qt.Key.Key_Left, 0), (Qt.Key.Key_Space, 2)]
)
def test_keys_on_the_card(tour, key, index):
    tour.forward()
    QTest.keyClick(QApplication.focusWidget(), key)
    assert tour.index == index
    assert tour.card.has_keyboard()


def test_left_at_the_first_stop_does_nothing(tour):
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Left)
    assert (tour.index, tour.running) == (0, True)


@pytest.mark.parametrize("where", ["card", "canvas"])
def test_escape_and_enter_work_from_anywhere(window, tour, where):
    if where == "canvas":
        window.area.canvas.setFocus()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Enter)
    assert tour.index == 1
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert not tour.running


def test_escape_during_a_stroke_takes_back_the_stroke_only(window, session, tour):
    canvas = window.area.canvas
    QTest.mousePress(canvas, LEFT, pos=canvas.paper.center())
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert session.ink.is_blank
    assert tour.running


def test_arrows_on_the_canvas_shift_the_ink_and_not_the_tour(window, session, tour):
    draw(session)
    before = session.ink.snapshot()
    window.area.canvas.setFocus()
    QTest.keyClick(window.area.canvas, Qt.Key.Key_Right)
    assert tour.index == 0
    assert (session.ink.snapshot() != before).any()


def test_skip_ends_it_and_gives_the_keyboard_to_the_canvas(qtbot, window, tour):
    with qtbot.waitSignal(tour.ended):
        QTest.mouseClick(tour.card.skip, LEFT)
    assert not tour.running
    assert not tour.outline.isVisible()
    assert window.area.canvas.hasFocus()


def test_the_last_stop_ends_with_done(qtbot, tour):
    for _ in range(4):
        tour.forward()
    assert tour.card.next.text() == "Done"
    assert not tour.card.skip.isVisible()
    with qtbot.waitSignal(tour.ended):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)


def test_the_card_follows_the_window_and_the_widget(qtbot, window, tour):
    tour.forward()
    before = tour.outline.geometry()
    window.resize(1000, 640)
    qtbot.waitUntil(lambda: tour.outline.geometry() != before)
    assert window.rect().contains(tour.card.geometry())
    dock = window.docks[0]
    qtbot.waitUntil(lambda: tour.outline.geometry().contains(QRect(dock.mapTo(window, QPoint(0, 0)), dock.size())))


def test_a_tab_in_the_back_and_a_closed_dock_are_brought_to_the_front(qtbot, window, tour):
    window.docks[2].close()
    tour.forward()
    tour.forward()
    qtbot.waitUntil(lambda: not window.docks[1].visibleRegion().isEmpty())
    tour.forward()
    assert window.docks[2].isVisible()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_floating_dock_has_a_card_and_no_outline(qtbot, window, tour):
    window.docks[0].setFloating(True)
    tour.forward()
    assert tour.card.isVisible()
    assert not tour.outline.isVisible()
    window.docks[0].setFloating(False)


def test_nothing_is_left_behind(qtbot, window, session):
    tour = Tour(window, session, window.stops())
    tour.start()
    card, outline = tour.card, tour.outline
    gone = []
    card.destroyed.connect(lambda: gone.append("card"))
    outline.destroyed.connect(lambda: gone.append("outline"))
    tour.end()
    qtbot.waitUntil(lambda: sorted(gone) == ["card", "outline"])
    draw(session)
    window.resize(900, 600)
    tour.end()  # once more does no harm
    assert tour.index == 0


def test_closing_the_window_in_the_middle_of_it_is_quiet(window, tour):
    tour.forward()
    window.close()
    assert tour.running


ROOM = QRect(12, 12, 976, 676)
CARD = QSize(300, 150)


@pytest.mark.parametrize(
    ("target", "side"),
    [
        (QRect(20, 40, 300, 400), "right"),
        (QRect(600, 20, 380, 660), "left"),
        (QRect(20, 40, 960, 300), "below"),
        (QRect(20, 400, 960, 280), "above"),
        (QRect(20, 20, 960, 660), "over"),
    ],
)
def test_where_the_card_stands(target, side):
    place = beside(target, CARD, ROOM, QRect())
    assert ROOM.contains(place)
    found = {
        "right": place.left() > target.right(),
        "left": place.right() < target.left(),
        "below": place.top() > target.bottom(),
        "above": place.bottom() < target.top(),
        "over": target.contains(place),
    }
    assert [name for name, holds in found.items() if holds] == [side]


def test_the_card_spares_the_canvas():
    canvas = QRect(12, 12, 330, 500)
    place = beside(QRect(360, 12, 620, 300), CARD, ROOM, canvas)
    assert not place.intersects(canvas)
