"""One selection everywhere, by real mouse and keys on the real window: hover lights, click pins, Esc releases."""

import itertools

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui import texts
from gui.session import Selection, Session
from model import receptive
from model.digitize import Steps
from model.standard import STANDARD
from tests.qt.hand import LEFT, at
from tests.support import SyncEngine, draw, furnished, random_weights

MAPS = ("conv2d", "max_pooling2d", "conv2d_1", "max_pooling2d_1")
VECTORS = ("flatten", "dense", "dense_1")
UNIT = (4, 6, 20)
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)


@pytest.fixture(scope="module")
def one_window(qapp, tmp_path_factory):
    session = Session(random_weights(STANDARD), engine=SyncEngine)
    window = furnished(session, tmp_path_factory.mktemp("home"), (1440, 900))
    window.show()
    QTest.mouseRelease(window.toolbar, LEFT)  # what a double click in a test before left pressed
    yield window
    window.close()
    window.deleteLater()


@pytest.fixture
def window(one_window, qtbot):
    """The window with a stroke on it, nothing lit and the pointer over nothing."""
    session = one_window.session
    session.select(None)
    session.set_steps(Steps())
    session.clear()
    draw(session)
    QTest.mouseMove(one_window.toolbar, QPoint(700, 4))
    QApplication.processEvents()
    assert session.lit == session.selection == Selection()
    yield one_window
    one_window.ink_area.lights.set_blind(False)
    session.select(None)
    for timer in one_window.findChildren(QTimer):
        timer.stop()


def mosaic(window, name):
    return window.panel(f"maps.{name}").mosaic


def strip(window, name):
    return next(row.strip for row in window.panel("vectors")._rows if row.spec.name == name)


def spot(widget, *place):
    centre = widget.cell_rect(*place).center()
    return QPoint(int(centre.x()), int(centre.y()))  # a cell may be a single pixel wide


def tile_spot(window, row, column):
    area = window.ink_area.strip.image_tile.area()
    side = area.width() / 28
    return QPoint(round(area.x() + (column + 0.4) * side), round(area.y() + (row + 0.4) * side))


def hover(window, where):
    """Move the mouse over something, and return what should be lit."""
    if where in MAPS:
        unit = (2, 3, 20)
        QTest.mouseMove(mosaic(window, where), spot(mosaic(window, where), *unit))
        return Selection(where, unit)
    if where in VECTORS:
        QTest.mouseMove(strip(window, where), spot(strip(window, where), 7))
        return Selection(where, (7,))
    if where == "bars":
        bars = window.panel("answer").bars
        QTest.mouseMove(bars, bars.row_rect(4).center().toPoint())
        return Selection("dense_1", (4,))
    if where == "28x28":
        QTest.mouseMove(window.ink_area.strip.image_tile, tile_spot(window, 12, 9))
        return Selection("input", (12, 9, 0))
    x, y = 0.5, 0.5
    QTest.mouseMove(window.canvas, at(window.canvas, x, y))
    row, column = window.session.trace.digitized.placement.pixel_at(x, y)
    return Selection("input", (row, column, 0))


def alike(one, other):
    if one is None or other is None:
        return one is other
    same = (one.box, one.channel, one.role) == (other.box, other.channel, other.role)
    return same and np.array_equal(one.indices, other.indices)


def lit_everywhere(window):
    """What each view shows as lit, by the layers' names."""
    lights = window.ink_area.lights
    assert lights.canvas_light.region is lights.tile_light.region
    found = {"input": lights.canvas_light.region}
    found |= {name: mosaic(window, name).lit for name in MAPS}
    return found | {name: strip(window, name).lit for name in VECTORS}


def expect_lit(window, selection):
    session = window.session
    assert session.lit == selection
    expected = {} if selection.unit is None else receptive.lit(session.specs, selection.layer, selection.unit)
    for name, region in lit_everywhere(window).items():
        wanted = expected.get(name)
        assert alike(region, None if wanted is None or wanted.is_empty else wanted), name
    names = [spec.name for spec in session.specs]
    row = names.index(selection.layer) if selection.unit is not None else -1
    assert window.panel("summary").table.lit_row == row
    if expected:
        wanted = {dock.objectName() for dock in window.docks if selection.layer in dock.panel.layers}
        assert {dock.objectName() for dock in window.docks if dock.pointed or dock.selected} == wanted


@pytest.mark.parametrize("where", [*MAPS, *VECTORS, "bars", "28x28", "ink"])
def test_a_hover_anywhere_is_lit_everywhere_and_goes_with_the_pointer(window, where, monkeypatch):
    for name in MAPS:
        monkeypatch.setattr(mosaic(window, name), "_refresh", lambda *_: pytest.fail("a picture was made anew"))
    before = window.grab().toImage()
    expect_lit(window, hover(window, where))
    after = window.grab().toImage()
    for widget in (*(mosaic(window, name) for name in MAPS), strip(window, "flatten"), window.canvas):
        place = widget.rect().translated(widget.mapTo(window, QPoint()))
        assert before.copy(place) != after.copy(place), f"{widget} shows nothing"
    QTest.mouseMove(window.toolbar, QPoint(700, 4))
    expect_lit(window, Selection())
    place = mosaic(window, "conv2d").rect().translated(mosaic(window, "conv2d").mapTo(window, QPoint()))
    assert window.grab().toImage().copy(place) == before.copy(place)


def test_a_click_pins_a_hover_passes_and_escape_releases(window):
    conv = mosaic(window, "conv2d_1")
    QTest.mouseClick(conv, LEFT, pos=spot(conv, *UNIT))
    pin = Selection("conv2d_1", UNIT)
    assert window.session.selection == pin
    expect_lit(window, pin)
    passing = hover(window, "dense")
    assert window.session.selection == pin
    assert window.session.lit == passing
    assert window.dock("maps.conv2d_1").selected
    assert window.dock("vectors").pointed
    QTest.mouseMove(window.toolbar, QPoint(700, 4))
    expect_lit(window, pin)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    expect_lit(window, Selection())
    assert window.session.selection == Selection()


def test_a_row_of_the_summary_lights_its_dock_and_leaves_the_pin(window):
    window.session.select("conv2d", (3, 3, 3))
    table = window.panel("summary").table
    names = [spec.name for spec in window.session.specs]
    place = table.visualRect(table.model().index(names.index("max_pooling2d"), 0)).center()
    QTest.mouseMove(table.viewport(), place)
    assert window.dock("maps.max_pooling2d").pointed
    assert window.session.lit == Selection("conv2d", (3, 3, 3))
    QTest.mouseMove(window.toolbar, QPoint(700, 4))
    assert not window.dock("maps.max_pooling2d").pointed


def test_arrows_move_the_unit_on_a_map_and_the_ink_on_the_canvas(window, qtbot):
    session, conv, keys = window.session, mosaic(window, "conv2d_1"), Qt.Key
    QTest.mouseClick(conv, LEFT, pos=spot(conv, *UNIT))  # the pointer stays there, and does not hold the light
    ink = session.ink.snapshot()
    for key, unit in (
        (keys.Key_Right, (4, 7, 20)),
        (keys.Key_Down, (5, 7, 20)),
        (keys.Key_PageDown, (5, 7, 21)),
        (keys.Key_PageUp, (5, 7, 20)),
        *((keys.Key_Down, (min(row, 10), 7, 20)) for row in range(6, 13)),
    ):
        QTest.keyClick(conv, key)
        assert session.selection == Selection("conv2d_1", unit)
    expect_lit(window, Selection("conv2d_1", (10, 7, 20)))
    assert mosaic(window, "max_pooling2d_1").lit is None, "the last row goes nowhere: pooling drops it"
    np.testing.assert_array_equal(session.ink.snapshot(), ink)
    value = session.trace.layer("conv2d_1").a[10, 7, 20]
    qtbot.waitUntil(lambda: f"row 10, column 7: a = {texts.exact(value)}" in conv.accessibleDescription())
    flat = strip(window, "flatten")
    QTest.mouseClick(flat, LEFT, pos=spot(flat, 64))
    QTest.keyClick(flat, keys.Key_Left)
    expect_lit(window, Selection("flatten", (63,)))
    tile = window.ink_area.strip.image_tile
    QTest.mouseClick(tile, LEFT, pos=tile_spot(window, 26, 3))
    for key, unit in ((keys.Key_Left, (26, 2, 0)), (keys.Key_Down, (27, 2, 0)), (keys.Key_Down, (27, 2, 0))):
        QTest.keyClick(tile, key)
        expect_lit(window, Selection("input", unit))
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, keys.Key_Right)
    expect_lit(window, Selection("input", (27, 2, 0)))
    assert not np.array_equal(session.ink.snapshot(), ink)


def test_the_field_lies_on_the_very_ink_that_is_read_whatever_steps_are_on(window):
    session, canvas = window.session, window.canvas
    session.select("conv2d_1", UNIT)
    top, left, bottom, right = box = receptive.lit(session.specs, "conv2d_1", UNIT)["input"].box
    seen = 0
    for switches in itertools.product([True, False], repeat=4):
        session.set_steps(Steps(*switches))
        paper, placement = canvas.paper, session.trace.digitized.placement
        y, x, y_end, x_end = (paper.width() * value for value in placement.on_canvas(*box))
        place = window.ink_area.lights.canvas_light.place(*box).translated(-paper.topLeft())
        wanted = [max(0, x), max(0, y), min(paper.width(), x_end), min(paper.height(), y_end)]
        assert [place.left(), place.top(), place.right(), place.bottom()] == pytest.approx(wanted), switches
        # The same way back: near the corners of what is lit, the pointer means its first and its last pixel
        for share, pixel in ((0.03, (top, left)), (0.97, (bottom - 1, right - 1))):
            down, across = y + share * (y_end - y), x + share * (x_end - x)
            if 1 < across < paper.width() - 1 and 1 < down < paper.height() - 1:
                QTest.mouseMove(canvas, at(canvas, across / paper.width(), down / paper.height()))
                assert session.pointed.unit == (*pixel, 0), switches
                seen += 1
    assert seen > 20


def test_a_pointer_that_rests_on_the_ink_means_the_pixel_that_is_there_now(window):
    session, pixel = window.session, hover(window, "ink").unit
    for change in (
        lambda: QTest.keyClick(window.canvas, Qt.Key.Key_Down),
        lambda: session.set_steps(Steps(crop=False)),
    ):
        change()
        QApplication.processEvents()
        row, column = session.trace.digitized.placement.pixel_at(0.5, 0.5)
        expect_lit(window, Selection("input", (row, column, 0)))
    assert (row, column, 0) != pixel
    session.clear()
    QApplication.processEvents()
    expect_lit(window, Selection())


def test_a_new_trace_moves_the_field_and_tells_the_new_number(window):
    session, light = window.session, window.ink_area.lights.canvas_light
    session.select("conv2d", (9, 9, 5))
    place = light.place(9, 9, 12, 12)
    draw(session, ((0.1, 0.9), (0.5, 0.95)))
    assert light.place(9, 9, 12, 12) != place
    value = float(session.trace.layer("conv2d").a[9, 9, 5])
    assert texts.rounded(value) in window.panel("maps.conv2d").readout.text
    session.clear()
    assert light.place(9, 9, 12, 12).isEmpty(), "without ink nobody knows where a pixel will be"


def test_on_a_picture_and_on_one_digit_of_several(window, qtbot):
    session, light = window.session, window.ink_area.lights.canvas_light
    session.select("conv2d", (7, 14, 0))
    session.show_picture(np.eye(28, dtype=np.uint8) * 255)
    paper = window.canvas.paper
    place = light.place(7, 14, 10, 17).translated(-paper.topLeft())
    assert (place.top(), place.left()) == pytest.approx((paper.height() / 4, paper.width() / 2))
    session.clear()
    draw(session, ((0.2, 0.3), (0.2, 0.7)))
    left = light.place(14, 14, 15, 15).center().x()
    draw(session, ((0.8, 0.3), (0.8, 0.7)))
    both = light.place(14, 14, 15, 15).center().x()
    raster = np.zeros((448, 448), np.uint8)
    raster[134:313, 350:366] = 255  # one of the two alone, as a digit of several is shown
    session.show_part((raster, ([(0.8, 0.3), (0.8, 0.7)],)))
    alone = light.place(14, 14, 15, 15).center().x()
    assert left < both < alone
    assert alone - left == pytest.approx(0.6 * paper.width(), abs=2)


def test_the_pen_lights_nothing_while_it_draws(window):
    canvas, session = window.canvas, window.session
    hover(window, "ink")
    assert session.pointed.unit is not None
    lit = []
    session.litChanged.connect(lit.append)
    QTest.mousePress(canvas, LEFT, pos=at(canvas, 0.5, 0.5))
    for x in (0.55, 0.6, 0.7):
        QTest.mouseMove(canvas, at(canvas, x, 0.5))
    QTest.mouseRelease(canvas, LEFT, pos=at(canvas, 0.7, 0.5))
    session.litChanged.disconnect(lit.append)
    assert lit == [Selection()]


def test_what_is_read_has_a_solid_outline_and_what_is_fed_a_dashed_one(window):
    def changes(name):
        """How often the colour changes along the upper side of the first frame in a mosaic."""
        view = mosaic(window, name)
        frame = view._light.frames_of(view.lit)[0]
        image = view.grab().toImage()
        along = [image.pixel(x, frame.top - 1) for x in range(frame.left - 1, frame.right + 1)]
        return sum(one != other for one, other in itertools.pairwise(along))

    window.session.select("max_pooling2d", (4, 4, 10))
    assert changes("conv2d") == 0
    assert changes("conv2d_1") >= 3


def test_nothing_lit_costs_nothing(window, qtbot):
    lights = [window.ink_area.lights.canvas_light, window.ink_area.lights.tile_light]
    hover(window, "conv2d")
    lights += [mosaic(window, name)._light for name in MAPS] + [strip(window, name)._light for name in VECTORS]
    assert all(light.isVisible() for light in lights)
    QTest.mouseMove(window.toolbar, QPoint(700, 4))
    qtbot.waitUntil(lambda: not any(light.isVisible() for light in lights))
    placed = []
    lights[0].set_grid = lambda *grid: placed.append(grid)
    draw(window.session)
    del lights[0].set_grid
    assert placed == [], "it hears of no trace"


def test_a_panel_that_was_hidden_catches_up(window):
    dock, session = window.dock("maps.conv2d"), window.session
    session.point("dense", (5,))
    dock.hide()
    session.point(None)
    session.select("max_pooling2d", (3, 3, 3))
    dock.show()
    expect_lit(window, Selection("max_pooling2d", (3, 3, 3)))


def test_in_the_mean_of_all_maps_the_strongest_is_meant(window):
    conv, session = mosaic(window, "conv2d_1"), window.session
    conv.set_mode("fold")
    QTest.mouseMove(conv, spot(conv, 4, 6, -1))
    a = session.trace.layer("conv2d_1").a
    expect_lit(window, Selection("conv2d_1", (4, 6, int(np.abs(a[4, 6]).argmax()))))
    QTest.mouseClick(conv, LEFT, pos=spot(conv, 4, 6, -1))
    assert session.selection == session.lit
    conv.set_mode("grid")


def test_blind_spots(window):
    session, area = window.session, window.ink_area
    before = window.canvas.grab().toImage()
    QTest.keyClick(window.canvas, Qt.Key.Key_B)
    assert area._header.blind.isChecked()
    assert window.actions_by_key["blind"].isChecked()
    assert "108" in area.strip.words
    assert "784" in area.strip.words
    paths = receptive.path_counts(session.specs)
    assert area.lights.canvas_light.paths is paths
    assert area.lights.tile_light.paths is paths
    assert window.canvas.grab().toImage() != before
    for pixel, words in (((27, 3), "blind"), ((0, 0), "1 way"), ((1, 1), "4 ways"), ((12, 12), "81 ways")):
        QTest.mouseMove(area.strip.image_tile, tile_spot(window, *pixel))
        assert words in area.strip.words
    assert area.lights.tile_light.region is not None
    QTest.mouseMove(window.toolbar, QPoint(700, 4))
    QTest.mouseClick(area._header.blind, LEFT)
    assert not window.actions_by_key["blind"].isChecked()
    assert window.canvas.grab().toImage() == before
    assert "108" not in area.strip.words
