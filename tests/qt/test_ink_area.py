"""The ink area: room for the canvas, the steps and their switches."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QImage, QPainter, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from gui.ink_area import InkArea
from gui.session import Session
from gui.steps_strip import IMAGE, StepsStrip
from gui.theme import theme
from model.digitize import Digitized, Steps
from tests.support import SyncEngine, draw

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def area(area):
    area.resize(320, 490)
    return area


class Painted(QObject):
    """The regions that were painted, by object name; "strip" for a widget without one."""

    def __init__(self, *widgets):
        super().__init__(widgets[0])
        self.regions = {}
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            name = watched.objectName() or "strip"
            self.regions[name] = self.regions.get(name, QRegion()) | event.region()
        return False


def corner(session):
    """A small digit in a corner: every step changes it."""
    draw(session, ((0.1, 0.1), (0.3, 0.1), (0.15, 0.35)))


# --- room


@pytest.mark.parametrize("width", [260, 290, 360, 500, 900, 1500])
@pytest.mark.parametrize("height", [480, 590, 1000])
def test_everything_fits_and_nothing_overlaps(area, width, height):
    area.resize(width, height)
    canvas, strip = area.canvas.geometry(), area.strip.geometry()
    assert area.rect().contains(canvas)
    assert area.rect().contains(strip)
    assert canvas.top() >= 32
    assert not canvas.intersects(strip)
    assert canvas.width() == canvas.height() == area.canvas.paper.width()
    assert canvas.width() >= 0.55 * min(width, height)
    tiles = [tile.geometry() for tile in area.strip.tiles.values()]
    words = area.strip.findChild(QLabel).geometry()
    for index, tile in enumerate(tiles):
        assert area.strip.rect().contains(tile)
        assert not any(tile.intersects(other) for other in (*tiles[:index], words))


@pytest.mark.parametrize("height", [400, 480, 500, 590, 700, 1000, 1400])
def test_at_its_preferred_width_no_room_is_wasted(area, height):
    width = area.preferred_width(height)
    area.resize(width, height)
    paper = area.canvas.geometry()
    assert paper.width() >= width - 24
    assert height - area.strip.geometry().bottom() <= 40
    assert area.preferred_width(height + 50) > width


def test_captions_are_whole_in_one_row_at_270_pixels(area):
    area.resize(270, 490)
    tiles = area.strip.tiles
    assert [tile.text() for tile in tiles.values()] == ["crop", "redraw", "scale", "centre", "28×28"]
    assert len({tile.y() for tile in tiles.values()}) == 1
    for tile in tiles.values():
        assert tile.fontMetrics().horizontalAdvance(tile.text()) <= tile.width()


# --- words


def test_the_header_counts_strokes_and_points(qtbot, area, session):
    assert area.fact() == "draw a digit"
    draw(session)
    assert area.fact() == "1 stroke, 4 points"
    draw(session)
    words = [label.text() for label in area.findChildren(QLabel)]
    assert "Ink" in words
    qtbot.waitUntil(lambda: "2 strokes, 8 points" in [label.text() for label in area.findChildren(QLabel)])
    session.clear()
    qtbot.waitUntil(lambda: "draw a digit" in [label.text() for label in area.findChildren(QLabel)])


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_help_opens_from_the_header(qtbot, area):
    QTest.mouseClick(area._header.help, LEFT)
    card = QApplication.activePopupWidget()
    assert card is not None
    assert all(area.help())
    card.close()
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)


# --- steps


@pytest.mark.parametrize("key", ["crop", "redraw", "scale", "centre"])
def test_a_click_switches_a_step_and_the_answer_follows(area, session, key):
    corner(session)
    before = session.trace
    tile = area.strip.tiles[key]
    QTest.mouseClick(tile, LEFT, NONE, tile.square.center())
    assert session.steps == replace(Steps(), **{key: False})
    assert session.trace is not before
    if key != "crop":  # scaling finds the same ink in the whole canvas or in its box
        assert (session.trace.image != before.image).any()
    QTest.mouseClick(tile, LEFT, NONE, QPoint(tile.width() // 2, tile.height() - 6))  # on the switch itself
    assert session.steps == Steps()
    assert (session.trace.image == before.image).all()


def test_the_keyboard_reaches_and_switches_every_step(qtbot, area, session):
    area.activateWindow()
    area.canvas.setFocus()
    qtbot.waitUntil(area.canvas.hasFocus)
    for key in ("crop", "redraw", "scale", "centre"):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is area.strip.tiles[key]
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
        assert not getattr(session.steps, key)
        assert key.capitalize() in area.strip.words


def test_the_switches_follow_the_session_without_a_word(area, session):
    told = []
    session.stepsChanged.connect(told.append)
    session.set_steps(Steps(crop=False, centre=False))
    keys = ("crop", "redraw", "scale", "centre")
    assert [area.strip.tiles[key].isChecked() for key in keys] == [False, True, True, False]
    assert len(told) == 1


def test_pictures_without_a_switch_cannot_be_switched(area, session):
    tile = area.strip.tiles[IMAGE]
    assert not tile.isCheckable()
    QTest.mouseClick(tile, LEFT)
    assert session.steps == Steps()


def test_every_picture_says_what_it_is(area):
    for key, tile in area.strip.tiles.items():
        assert tile.accessibleName()
        assert len(tile.accessibleDescription()) > 15
        QApplication.sendEvent(tile, QEvent(QEvent.Type.Leave))
        tile.noticed.emit(True)
        assert area.strip.words == tile.accessibleDescription(), key


def test_the_last_picture_is_what_the_network_receives(area, session):
    tile = area.strip.tiles[IMAGE]
    area.resize(1500, 1000)
    draw(session)
    shot = tile.grab().toImage()
    table = theme().lut("map")
    for row in range(28):
        for column in range(28):
            place = tile._area(28, 28)
            pixel = place.width() / 28
            x, y = place.x() + (column + 0.5) * pixel, place.y() + (row + 0.5) * pixel
            wanted = table[int(np.rint(session.trace.image[row, column] * 255))]
            assert shot.pixel(int(x), int(y)) == wanted, (row, column)


def test_hovering_tells_the_number_of_a_pixel(area, session):
    tile = area.strip.tiles[IMAGE]
    draw(session)
    told = []
    area.strip.pixelHovered.connect(told.append)
    place, pixel = tile._area(28, 28), tile._area(28, 28).width() / 28
    for row, column in ((0, 0), (12, 9), (27, 27)):
        middle = QPoint(int(place.x() + (column + 0.5) * pixel), int(place.y() + (row + 0.5) * pixel))
        QTest.mouseMove(tile, middle)
        value = session.trace.image[row, column]
        assert area.strip.words == f"row {row}, column {column}: {value:.2f}"
    session.shift(1, 0)
    assert area.strip.words.startswith("row 27")
    QApplication.sendEvent(tile, QEvent(QEvent.Type.Leave))
    assert not area.strip.words.startswith("row")
    assert told == [(0, 0), (12, 9), (27, 27), None]


def test_pictures_empty_with_the_canvas(area, session):
    blank = area.strip.grab().toImage()
    draw(session)
    assert area.strip.grab().toImage() != blank
    session.clear()
    assert area.strip.grab().toImage() == blank


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_stroke_paints_the_pictures_and_nothing_around_them(qtbot, area, session, mode):
    tiles = area.strip.tiles
    painted = Painted(area.strip, *tiles.values())
    theme().set_mode(mode)
    area.update()
    draw(session)
    qtbot.waitUntil(lambda: {"strip", *tiles} <= set(painted.regions))
    painted.regions.clear()
    session.shift(1, 1)
    qtbot.waitUntil(lambda: set(tiles) <= set(painted.regions))
    assert "strip" not in painted.regions
    for key, tile in tiles.items():
        assert tile.square.contains(painted.regions[key].boundingRect()), key


def test_a_partly_painted_picture_equals_one_painted_whole(qtbot, area, session):
    draw(session)
    qtbot.waitUntil(lambda: not area.grab().isNull())
    for tile in area.strip.tiles.values():
        whole = tile.grab().toImage()
        part = QImage(whole)
        painter = QPainter(part)
        painter.fillRect(tile._inside, Qt.GlobalColor.magenta)
        painter.end()
        tile.render(part, tile._inside.topLeft(), QRegion(tile._inside), QWidget.RenderFlag.DrawChildren)
        assert part == whole


def test_steps_that_come_later_are_shown_too(area, session):
    draw(session)
    trace = session.trace
    pictures = dict(trace.digitized.pictures)
    more = (*trace.digitized.pictures, ("slant_off", pictures["redraw"]), ("thin", pictures["crop"]))
    session._show_digitized(Digitized(trace.image, more, blank=False))
    keys = ["crop", "redraw", "scale", "centre", "slant_off", "thin", IMAGE]
    assert list(area.strip.tiles) == keys
    assert area.strip.tiles["slant_off"].text() == "slant off"
    visible = [tile.geometry() for tile in area.strip.tiles.values() if tile.isVisible()]
    assert len(visible) == len(keys)
    assert not any(a.intersects(b) for i, a in enumerate(visible) for b in visible[:i])
    area.resize(270, 600)
    for tile in area.strip.tiles.values():
        assert area.strip.rect().contains(tile.geometry())
        assert tile.fontMetrics().horizontalAdvance(tile.text()) <= tile.width()
    session._show_digitized(trace.digitized)
    assert list(area.strip.tiles) == ["crop", "redraw", "scale", "centre", IMAGE]


def test_hidden_it_does_nothing_and_catches_up(qtbot, area, session, monkeypatch):
    shown = []
    original = StepsStrip.show_digitized
    monkeypatch.setattr(StepsStrip, "show_digitized", lambda self, one: (shown.append(one), original(self, one)))
    area.hide()
    draw(session)
    assert shown == []
    with qtbot.waitExposed(area):
        area.show()
    assert shown == [session.trace.digitized]


def test_it_is_built_with_ink_already_there(qtbot, standard_weights):
    session = Session(standard_weights, engine=SyncEngine)
    draw(session)
    area = InkArea(session)
    qtbot.addWidget(area)
    with qtbot.waitExposed(area):
        area.show()
    assert area.fact() == "1 stroke, 4 points"
    assert area.canvas.accessibleDescription().startswith("The network reads")


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_it_takes_the_colours_of_the_look(area, session, mode):
    draw(session)
    theme().set_mode(mode)
    shot = area.grab().toImage()
    assert shot.pixelColor(area.width() // 2, area.height() - 6) == theme().palette.dock
    assert shot.pixelColor(40, 60) == theme().palette.dock
