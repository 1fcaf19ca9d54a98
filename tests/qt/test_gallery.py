"""A grid of pictures: what is painted, and the hands."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from gui.theme import theme
from gui.widgets.gallery import Caption, Gallery


def pictures(count):
    """Picture i is grey of level i, modulo 256."""
    return np.repeat(np.arange(count, dtype=np.int64) % 256, 28 * 28).astype(np.uint8).reshape(count, 28, 28)


@pytest.fixture
def gallery(qtbot):
    made = Gallery()
    qtbot.addWidget(made)
    made.resize(340, 260)
    made.set_pictures(pictures(200))
    with qtbot.waitExposed(made):
        made.show()
    return made


def click(gallery, index):
    QTest.mouseClick(gallery.viewport(), Qt.MouseButton.LeftButton, pos=gallery.rect_of(index).center())


def press(gallery, *keys):
    for key in keys:
        QTest.keyClick(gallery, key)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_picture_is_where_it_says(gallery, mode):
    theme().set_mode(mode)
    shot = gallery.viewport().grab().toImage()
    seen = gallery.in_view()
    assert 10 < len(seen) < 60
    ratio = gallery.devicePixelRatioF()
    for index in seen:
        middle = gallery.rect_of(int(index)).center()
        if gallery.viewport().rect().contains(middle):
            colour = shot.pixelColor(QPoint(middle) * ratio).rgb()
            assert colour == int(theme().lut("ink")[index]), index


def test_only_what_is_in_view_is_asked_for(gallery, qtbot):
    asked = set()
    gallery.set_captions(lambda index: (asked.add(index), Caption(str(index)))[1])
    gallery.grab()
    assert asked
    assert asked <= set(gallery.in_view().tolist())
    with qtbot.waitSignal(gallery.scrolled):
        gallery.verticalScrollBar().setValue(gallery.verticalScrollBar().maximum())
    asked.clear()
    gallery.grab()
    assert 199 in asked
    assert 0 not in asked


def test_a_click_chooses(gallery):
    heard = []
    gallery.chosen.connect(lambda index: heard.append(("chosen", index)))
    gallery.currentChanged.connect(lambda index: heard.append(("current", index)))
    click(gallery, 7)
    assert heard == [("current", 7), ("chosen", 7)]
    assert gallery.current == 7


def test_a_click_beside_the_pictures_chooses_nothing(gallery):
    heard = []
    gallery.chosen.connect(heard.append)
    QTest.mouseClick(gallery.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    QTest.mousePress(gallery.viewport(), Qt.MouseButton.LeftButton, pos=gallery.rect_of(1).center())
    QTest.mouseRelease(gallery.viewport(), Qt.MouseButton.LeftButton, pos=gallery.rect_of(2).center())
    assert heard == []


def test_the_keyboard_reaches_every_picture(gallery, qtbot):
    keys, columns = Qt.Key, gallery.columns
    assert columns > 2
    press(gallery, keys.Key_Home)
    assert gallery.current == 0
    press(gallery, keys.Key_Right, keys.Key_Right, keys.Key_Down)
    assert gallery.current == columns + 2
    press(gallery, keys.Key_Up, keys.Key_Up, keys.Key_Left)
    assert gallery.current == 1
    press(gallery, keys.Key_End)
    assert gallery.current == 199
    assert gallery.viewport().rect().contains(gallery.rect_of(199))
    press(gallery, keys.Key_Right, keys.Key_PageDown)
    assert gallery.current == 199
    press(gallery, keys.Key_PageUp)
    assert 150 < gallery.current < 199
    with qtbot.waitSignal(gallery.chosen) as told:
        press(gallery, keys.Key_Return)
    assert told.args == [gallery.current]


def test_some_of_them_in_another_order(gallery, qtbot):
    gallery.set_current(9)
    gallery.show_only(np.array([30, 9, 4]))
    assert gallery.count == 3
    assert gallery.in_view().tolist() == [30, 9, 4]
    assert gallery.current == 9
    with qtbot.waitSignal(gallery.chosen) as told:
        click(gallery, 30)
    assert told.args == [30]
    gallery.show_only(np.array([4]))
    assert gallery.current == -1
    with pytest.raises(IndexError, match="Received 200"):
        gallery.show_only(np.array([200]))
    assert gallery.in_view().tolist() == [4]


def test_nothing_to_show(gallery):
    gallery.set_empty_words("Nothing is misread.")
    gallery.show_only(np.array([], np.int64))
    gallery.grab()
    press(gallery, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert gallery.current == -1
    with pytest.raises(ValueError, match="Expected pictures"):
        gallery.set_pictures(np.zeros((28, 28), np.uint8))


def test_a_new_size_keeps_the_current_one_in_view(gallery, qtbot):
    gallery.set_current(150)
    for size in ((200, 300), (500, 150), (90, 120)):
        gallery.resize(*size)
        gallery.grab()
        assert gallery.viewport().rect().intersects(gallery.rect_of(150))


def test_a_screen_reader_is_told_what_is_current(gallery, qtbot):
    gallery.set_captions(lambda index: Caption("4 → 9", "warm", f"Number {index}, a 4 read as 9"))
    gallery.set_current(11)
    qtbot.waitUntil(lambda: "Number 11, a 4 read as 9" in gallery.accessibleDescription())
    assert "12 of 200" in gallery.accessibleDescription()


def test_the_setters_emit_nothing(gallery):
    heard = []
    gallery.chosen.connect(heard.append)
    gallery.currentChanged.connect(heard.append)
    gallery.set_current(3)
    gallery.show_only(np.arange(5))
    gallery.set_pictures(pictures(4))
    gallery.set_side(84)
    gallery.refresh_captions()
    assert heard == []
