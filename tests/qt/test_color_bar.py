import numpy as np
import pytest
from PySide6.QtGui import QImage, QRegion

from gui.theme import theme
from gui.widgets.cellmarks import brief
from gui.widgets.color_bar import ColorBar
from gui.widgets.strip_caption import StripCaption


@pytest.fixture
def bar(qtbot):
    bar = ColorBar()
    qtbot.addWidget(bar)
    bar.resize(400, 18)
    bar.show()
    qtbot.waitExposed(bar)
    return bar


class Paintings:
    def __init__(self, widget, monkeypatch):
        self.wanted = 0
        whole = type(widget).update
        monkeypatch.setattr(type(widget), "update", lambda this, *area: (self.count(), whole(this, *area)))

    def count(self):
        self.wanted += 1


def test_the_bar_shows_the_table_from_left_to_right(bar):
    picture = bar.grab().toImage()
    table = theme().lut("map")
    for share in (0.25, 0.5, 0.75):
        seen = picture.pixelColor(100 + round(200 * share), 9)
        wanted = table[round(255 * share)]
        assert abs(seen.red() - (int(wanted) >> 16 & 255)) < 8
        assert abs(seen.blue() - (int(wanted) & 255)) < 8


def test_nothing_is_painted_when_nothing_changed(qtbot, bar, monkeypatch):
    bar.set_range(0.0, 1.62)
    paintings = Paintings(bar, monkeypatch)
    bar.set_range(0.0, 1.62)
    bar.set_range(0.0, 1.6204)
    bar.set_lut("map")
    bar.set_lut(theme().lut("map").copy())
    assert paintings.wanted == 0
    bar.set_range(0.0, 1.7)
    qtbot.waitUntil(lambda: paintings.wanted == 1)
    bar.set_lut("signed")
    assert paintings.wanted == 2


def test_numbers_are_written_ten_times_a_second_and_the_last_one_stays(qtbot, bar, monkeypatch):
    bar.set_range(0.0, 1.05)
    paintings = Paintings(bar, monkeypatch)
    for tenths in range(11, 40):
        bar.set_range(0.0, tenths / 10)
    assert paintings.wanted == 0
    qtbot.waitUntil(lambda: paintings.wanted == 1)
    before = bar.grab().toImage()
    other = ColorBar()
    qtbot.addWidget(other)
    other.resize(bar.size())
    other.set_range(0.0, 3.9)
    assert before == other.grab().toImage()


def test_a_picture_of_it_shows_the_number_of_the_moment(qtbot, bar):
    for high in (1.0, 2.0):
        bar.set_range(0.0, high)
    other = ColorBar()
    qtbot.addWidget(other)
    other.resize(bar.size())
    other.set_range(0.0, 2.0)
    assert bar.grab().toImage() == other.grab().toImage()


def test_zero_is_written_where_it_lies_between(bar):
    bar.set_lut("signed")
    bar.set_range(0.0, 2.0)
    without = np.array(ground(bar))
    bar.set_range(-2.0, 2.0)
    assert (np.array(ground(bar)) != without).any()
    top = bar.grab().toImage().pixelColor(200, 1).rgb()
    assert top == theme().palette.dock.rgb(), "the bar is cut open for it"


def ground(bar):
    picture = bar.grab().toImage()
    return [[picture.pixel(x, y) for x in range(185, 215)] for y in range(18)]


def test_the_bar_stands_still_whatever_the_numbers(bar):
    def edges():
        picture = bar.grab().toImage()
        return [x for x in range(80, 320) if picture.pixel(x, 9) != picture.pixel(1, 1)][::200]

    before = edges()
    bar.set_range(0.0, 123.0)
    assert edges()[0] == before[0]


def test_a_number_without_room_has_fewer_digits_or_is_left_out(bar, qtbot):
    assert [brief(value, 4) for value in (0.83, 12345, 4e15, 0.0042)] == ["0.83", "1e4", "4e15", "4e−3"]
    assert [brief(value, 5) for value in (-4e15, 4e15, -1e-12)] == ["−4e15", "4e+15", ""]
    caption = StripCaption("Dense", "128", None)
    qtbot.addWidget(caption)
    caption.resize(300, 18)
    for scale in (4.4e15, 1.2e5, 3e-12):
        bar.set_range(-scale, scale)
        bar.grab()
        caption.set_range(0.0, scale, "map")
        caption.grab()
        for words, rooms in ((bar._words, bar._areas), (caption._numbers, (caption._low_room, caption._high_room))):
            for word, room in zip(words, rooms, strict=True):
                assert bar._metrics.horizontalAdvance(word) <= room.width() + 1, word


def test_it_follows_the_theme(bar):
    theme().set_mode("light")
    try:
        seen = bar.grab().toImage().pixelColor(290, 9)
        assert abs(seen.blue() - (int(theme().lut("map")[243]) & 255)) < 12
    finally:
        theme().set_mode("system")


def test_small_is_still_whole(bar):
    bar.resize(bar.minimumSizeHint())
    bar.set_range(-12.34, 12.34)
    assert not bar.grab().isNull()
    assert bar.sizeHint().height() in range(16, 24)


def test_painting_one_number_gives_the_same_picture_as_painting_all(bar):
    bar.set_range(0.0, 1.0)
    window = bar.grab().toImage()
    assert window == kept(bar)
    bar.set_range(0.0, 8.88)
    changed = kept(bar, bar._areas[1])
    assert changed != window
    assert changed == bar.grab().toImage()


def kept(bar, area=None):
    """What a backing store holds once an area of it was painted over the picture before."""
    if area is None:
        bar.picture = QImage(bar.size(), QImage.Format.Format_RGB32)
        bar.render(bar.picture)
    else:
        bar.render(bar.picture, area.topLeft(), QRegion(area))
    return bar.picture.copy()
