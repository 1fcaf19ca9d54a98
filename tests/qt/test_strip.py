import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.theme import theme
from gui.widgets.strip import Strip, rows_for

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def strip(qtbot):
    strip = Strip()
    qtbot.addWidget(strip)
    strip.resize(400, 40)
    strip.set_values(np.arange(40, dtype=np.float32), "map", 0.0, 39.0)
    strip.show()
    qtbot.waitExposed(strip)
    return strip


def heard(signal):
    told = []
    signal.connect(told.append)
    return told


def colour(strip, index):
    return strip.grab().toImage().pixelColor(strip.cell_rect(index).center().toPoint()).rgb()


@pytest.mark.parametrize("index", [0, 7, 21, 39])
def test_every_value_has_its_colour(strip, index):
    assert colour(strip, index) == theme().lut("map")[int(index / 39 * 255 + 0.5)]


def test_other_values_get_other_colours(strip):
    before = colour(strip, 7)
    strip.set_values(np.arange(40, dtype=np.float32)[::-1], "map", 0.0, 39.0)
    assert colour(strip, 32) == before != colour(strip, 7)


def test_what_is_no_number_or_beyond_gets_the_first_or_last_colour(strip):
    values = np.tile(np.array([np.nan, -np.inf, np.inf, -5.0, 9.0], np.float32), 8)
    strip.set_values(values, "map", 0.0, 1.0)
    strip.set_values(values[::-1].copy(), "map", 0.0, 1.0)
    table = theme().lut("map")
    assert [colour(strip, index) for index in range(5)] == [table[255], table[0], table[255], table[0], table[0]]


@pytest.mark.parametrize(
    ("count", "room", "rows"), [(10, (400, 40), 1), (10, (40, 400), 10), (128, (400, 26), 3), (1, (9, 9), 1)]
)
def test_rows_follow_the_shape(count, room, rows):
    assert abs(rows_for(count, *room) - rows) <= 1


@pytest.mark.parametrize("count", [10, 128, 1600])
def test_cells_are_as_square_as_the_room_allows(count):
    for width, height in ((400, 26), (390, 80), (200, 200)):
        rows = rows_for(count, width, height)
        columns = -(-count // rows)
        aspect = (width / columns) / (height / rows)
        assert 0.3 < aspect < 3.4 or rows == 1


def test_all_cells_lie_inside_and_apart(strip):
    strip.set_values(np.zeros(1600, np.float32), "map", 0.0, 1.0)
    cells = [strip.cell_rect(index) for index in (0, 1, 400, 1599)]
    assert all(strip.rect().toRectF().adjusted(-0.01, -0.01, 0.01, 0.01).contains(cell) for cell in cells)
    assert len({(cell.x(), cell.y()) for cell in cells}) == 4
    assert strip.cell_rect(1600).isEmpty()


@pytest.mark.parametrize("index", [0, 13, 39])
def test_pointer_tells_the_index(strip, index):
    hovered, clicked = heard(strip.hovered), heard(strip.clicked)
    place = strip.cell_rect(index).center().toPoint()
    QTest.mouseMove(strip, place)
    QTest.mouseClick(strip, LEFT, pos=place)
    QApplication.sendEvent(strip, QEvent(QEvent.Type.Leave))
    assert hovered == [index, -1]
    assert clicked == [index]


def test_the_hole_at_the_end_is_nothing(strip):
    strip.resize(100, 100)
    strip.set_values(np.ones(7, np.float32), "map", 0.0, 1.0)
    clicked = heard(strip.clicked)
    if strip.rows > 1:
        QTest.mouseClick(strip, LEFT, pos=QPoint(99, 99))
    assert clicked == []


def test_keyboard(strip):
    hovered, clicked = heard(strip.hovered), heard(strip.clicked)
    strip.clicked.connect(strip.set_selected)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        QTest.keyClick(strip, key)
    assert clicked == [0, 1, 2, 1]
    assert hovered == []
    QTest.keyClick(strip, Qt.Key.Key_Left)
    QTest.keyClick(strip, Qt.Key.Key_Left)
    assert clicked[-1] == 0, "the ends stop it"


def test_setters_are_silent(strip):
    hovered, clicked = heard(strip.hovered), heard(strip.clicked)
    strip.set_selected(3)
    strip.set_values(np.zeros(9, np.float32), "signed", -1.0, 1.0)
    strip.set_count(4)
    assert hovered == clicked == []


def test_a_hidden_strip_does_no_work(qtbot, monkeypatch):
    monkeypatch.setattr(Strip, "_refresh", lambda self: pytest.fail("painted while hidden"))
    strip = Strip()
    qtbot.addWidget(strip)
    strip.set_values(np.zeros(9, np.float32), "map", 0.0, 1.0)
    QApplication.sendPostedEvents()


def test_selection_and_numbers(strip):
    strip.set_values(np.float32([0.5, -0.25]), "signed", -1.0, 1.0)
    plain = strip.grab().toImage()
    strip.set_selected(1)
    marked = strip.grab().toImage()
    edge = strip.cell_rect(1).center().toPoint()
    edge.setX(int(strip.cell_rect(1).left()) + 1)
    assert marked.pixelColor(edge).rgb() == theme().palette.selection.rgb()
    cell = strip.cell_rect(0).toRect().adjusted(4, 2, -4, -2)
    seen = {plain.pixel(x, y) for x in range(cell.left(), cell.right()) for y in range(cell.top(), cell.bottom())}
    assert len(seen) > 1, "a wide cell tells its number"
    assert strip.value_at(1) == -0.25
    assert strip.value_at(2) is None


def test_empty_and_wrong(strip):
    strip.set_count(1600)
    strip.grab()
    assert strip.value_at(0) is None
    strip.set_count(0)
    strip.grab()
    with pytest.raises(ValueError, match="vector"):
        strip.set_values(np.zeros((2, 2), np.float32), "map", 0.0, 1.0)
