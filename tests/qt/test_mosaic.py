import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QRegion, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from gui.theme import theme
from gui.widgets.cellmarks import number
from gui.widgets.mosaic import Mosaic

H, W, N = 5, 7, 6
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def maps():
    values = np.random.default_rng(1).random((H, W, N)).astype(np.float32)
    values[2, 3] = [1, 2, 3, 4, 5, 6]
    values.flags.writeable = False
    return values


@pytest.fixture
def mosaic(qtbot, maps):
    mosaic = Mosaic()
    qtbot.addWidget(mosaic)
    mosaic.resize(300, 200)
    mosaic.set_maps(maps, "map", 0.0, 6.0)
    mosaic.show()
    qtbot.waitExposed(mosaic)
    return mosaic


def centre(mosaic, unit):
    return mosaic.cell_rect(*unit).center().toPoint()


def colour(mosaic, unit):
    return mosaic.grab().toImage().pixelColor(centre(mosaic, unit)).rgb()


def heard(signal):
    told = []
    signal.connect(lambda *words: told.append(words))
    return told


def silent(mosaic):
    return [heard(mosaic.hovered), heard(mosaic.unitClicked), heard(mosaic.modeChanged)]


@pytest.mark.parametrize("unit", [(0, 0, 0), (2, 3, 4), (4, 6, 5), (1, 2, 3)])
def test_every_value_has_its_colour_in_its_place(mosaic, maps, unit):
    entry = int(maps[unit] / 6 * 255 + 0.5)
    assert colour(mosaic, unit) == theme().lut("map")[entry]


def test_bounds_of_each_map(mosaic, maps):
    mosaic.set_maps(maps, "map", np.zeros(N, np.float32), maps.max((0, 1)))
    assert all(colour(mosaic, (2, 3, channel)) == theme().lut("map")[255] for channel in range(N))


def test_order_moves_the_tiles(mosaic, maps):
    order = [5, 0, 1, 2, 3, 4]
    first = mosaic.cell_rect(2, 3, 0)
    mosaic.set_order(order)
    assert mosaic.cell_rect(2, 3, 5) == first
    assert colour(mosaic, (2, 3, 5)) == theme().lut("map")[255]
    for wrong in ([0, 1], [0] * N, list(range(1, N + 1))):
        with pytest.raises(ValueError, match="permutation"):
            mosaic.set_order(wrong)


def test_negative_and_positive_leave_the_ground_on_two_sides(mosaic):
    values = np.zeros((1, 3, 1), np.float32)
    values[0, :, 0] = -2, 0, 2
    mosaic.set_maps(values, theme().lut("signed"), -2.0, 2.0)
    assert mosaic.signed
    corner = [mosaic.cell_rect(0, column, 0).topLeft().toPoint() + QPoint(6, 6) for column in range(3)]
    picture = mosaic.grab().toImage()
    seen = [picture.pixelColor(place).rgb() for place in corner]
    assert seen == theme().lut("signed")[[0, 128, 255]].tolist()


def test_setters_are_silent(mosaic, maps):
    told = silent(mosaic)
    mosaic.set_maps(maps, "map", 0.0, 1.0)
    mosaic.set_order(range(N))
    mosaic.set_mode("single", 3)
    mosaic.set_mode("fold")
    mosaic.set_mode("grid")
    mosaic.set_selected((0, 0, 0))
    mosaic.set_dimmed(np.zeros(N, bool))
    mosaic.set_shape(3, 3, 2)
    assert told == [[], [], []]


def test_a_hidden_mosaic_does_no_work(qtbot, maps, monkeypatch):
    mosaic = Mosaic()
    qtbot.addWidget(mosaic)
    monkeypatch.setattr(Mosaic, "_refresh", lambda *_: pytest.fail("painted while hidden"))
    mosaic.set_maps(maps, "map", 0.0, 1.0)
    mosaic.set_order(range(N))
    QApplication.sendPostedEvents()


def test_the_picture_is_made_once_for_many_paintings(mosaic, maps, monkeypatch):
    made = []
    whole = Mosaic._refresh
    monkeypatch.setattr(Mosaic, "_refresh", lambda self, sheet: (made.append(1), whole(self, sheet)))
    mosaic.grab()
    mosaic.set_selected((1, 1, 1))
    mosaic.set_dimmed(np.ones(N, bool))
    mosaic.grab()
    assert made == [], "overlays are drawn over, never painted anew"
    mosaic.set_maps(maps, "map", 0.0, 1.0)
    mosaic.set_maps(maps, "map", 0.0, 2.0)
    mosaic.grab()
    assert made == [1]


@pytest.mark.parametrize("unit", [(0, 0, 0), (4, 6, 5), (3, 1, 2)])
def test_hover_and_click_tell_the_unit(mosaic, unit):
    hovered, clicked = heard(mosaic.hovered), heard(mosaic.unitClicked)
    QTest.mouseMove(mosaic, centre(mosaic, unit))
    QTest.mouseClick(mosaic, LEFT, pos=centre(mosaic, unit))
    assert hovered == [unit]
    assert clicked == [unit]
    QApplication.sendEvent(mosaic, QEvent(QEvent.Type.Leave))
    assert hovered[-1] == (-1, -1, -1)


def test_the_order_counts_for_the_pointer_too(mosaic):
    place = centre(mosaic, (1, 1, 0))
    mosaic.set_order([3, 1, 2, 0, 5, 4])
    clicked = heard(mosaic.unitClicked)
    QTest.mouseClick(mosaic, LEFT, pos=place)
    assert clicked == [(1, 1, 3)]


def test_double_click_enlarges_and_goes_back(mosaic):
    modes = heard(mosaic.modeChanged)
    small = mosaic.cell_rect(2, 3, 4).width()
    QTest.mouseDClick(mosaic, LEFT, pos=centre(mosaic, (2, 3, 4)))
    assert (mosaic.mode, mosaic.channel) == ("single", 4)
    assert mosaic.cell_rect(2, 3, 4).width() > 2 * small
    assert mosaic.cell_rect(2, 3, 0).isEmpty(), "not in view"
    QTest.mouseDClick(mosaic, LEFT, pos=QPoint(150, 100))
    assert mosaic.mode == "grid"
    assert modes == [("single", 4), ("grid", -1)]


def test_the_fold_is_the_mean_and_a_click_finds_the_strongest(mosaic, maps):
    mosaic.set_mode("fold")
    clicked, hovered = heard(mosaic.unitClicked), heard(mosaic.hovered)
    QTest.mouseMove(mosaic, centre(mosaic, (2, 3, -1)))
    QTest.mouseClick(mosaic, LEFT, pos=centre(mosaic, (2, 3, -1)))
    assert hovered == [(2, 3, -1)]
    assert clicked == [(2, 3, 5)]
    low, high = mosaic.shown_range()
    assert low == 0
    assert high == pytest.approx(maps.mean(axis=2).max())
    assert mosaic.value_at(2, 3, -1) == pytest.approx(3.5)


def test_value_at(mosaic, maps):
    assert mosaic.value_at(1, 2, 3) == maps[1, 2, 3]
    assert mosaic.value_at(H, 0, 0) is None
    assert mosaic.value_at(0, 0, N) is None
    mosaic.set_shape(H, W, N)
    assert mosaic.value_at(0, 0, 0) is None


def test_wheel_zooms_about_the_pointer_and_drag_moves(mosaic):
    unit = (2, 3, 4)
    place = mosaic.cell_rect(*unit).center()

    def wheel(delta):
        event = QWheelEvent(
            place, mosaic.mapToGlobal(place), QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(mosaic, event)

    for _ in range(5):
        wheel(120)
    assert mosaic.zoom > 2
    shown = mosaic.cell_rect(*unit).center()
    place = QPointF(shown)
    for _ in range(3):
        wheel(120)
    assert (mosaic.cell_rect(*unit).center() - shown).manhattanLength() < 2
    clicked = heard(mosaic.unitClicked)
    before = mosaic.cell_rect(*unit).topLeft()
    start = QPoint(150, 100)
    QTest.mousePress(mosaic, LEFT, pos=start)
    for step in (5, 10, 20):
        position = QPointF(start) + QPointF(step, 0)
        QTest.mouseMove(mosaic, position.toPoint())
        move = _drag_to(mosaic, position)
        QApplication.sendEvent(mosaic, move)
    QTest.mouseRelease(mosaic, LEFT, pos=start + QPoint(20, 0))
    assert clicked == [], "a drag is no click"
    assert mosaic.cell_rect(*unit).left() > before.x()
    for _ in range(9):
        wheel(-120)
    assert mosaic.zoom == 1


def _drag_to(mosaic, position):
    from PySide6.QtGui import QMouseEvent

    return QMouseEvent(
        QEvent.Type.MouseMove, position, mosaic.mapToGlobal(position), Qt.MouseButton.NoButton, LEFT,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip


def test_keyboard_chooses_neighbours_enlarges_and_returns(mosaic):
    _, clicked, modes = silent(mosaic)
    mosaic.unitClicked.connect(lambda *unit: mosaic.set_selected(unit))
    keys, shift = Qt.Key, Qt.KeyboardModifier.ShiftModifier

    def after(key, modifiers=Qt.KeyboardModifier.NoModifier):
        QTest.keyClick(mosaic, key, modifiers)
        return clicked[-1]

    assert after(keys.Key_Right) == (2, 3, 0), "starts at the strongest value of the first map"
    assert after(keys.Key_Left) == (2, 2, 0)
    assert after(keys.Key_Down) == (3, 2, 0)
    for _ in range(2 * max(H, W)):
        QTest.keyClick(mosaic, keys.Key_Down)
        QTest.keyClick(mosaic, keys.Key_Right)
    assert clicked[-1] == (H - 1, W - 1, 0), "the edges stop it"
    assert after(keys.Key_PageUp) == (H - 1, W - 1, 0)
    assert after(keys.Key_PageDown) == (H - 1, W - 1, 1)
    assert after(keys.Key_Down, shift) == (H - 1, W - 1, 1 + mosaic.columns)
    assert after(keys.Key_Left, shift) == (H - 1, W - 1, mosaic.columns)
    channel = mosaic.columns
    QTest.keyClick(mosaic, keys.Key_Return)
    assert modes[-1] == ("single", channel)
    assert after(keys.Key_PageDown) == (H - 1, W - 1, channel + 1)
    assert modes[-1] == ("single", channel + 1)
    QTest.keyClick(mosaic, keys.Key_Plus)
    assert mosaic.zoom > 1
    QTest.keyClick(mosaic, keys.Key_Home)
    assert mosaic.zoom == 1
    QTest.keyClick(mosaic, keys.Key_Escape)
    assert mosaic.mode == "grid"
    assert modes[-1] == ("grid", -1)


def test_keyboard_follows_the_order_of_the_tiles_and_leaves_the_pointer(mosaic):
    hovered, clicked, _ = silent(mosaic)
    mosaic.set_order(range(N)[::-1])
    QTest.mouseMove(mosaic, mosaic.cell_rect(1, 1, 2).center().toPoint())
    assert hovered[-1] == (1, 1, 2)
    QTest.keyClick(mosaic, Qt.Key.Key_Up)
    assert clicked == [(1, 1, 2)], "begins where the pointer is"
    assert hovered[-1] == (-1, -1, -1), "from now on the keys lead"
    mosaic.set_selected((1, 1, 2))
    QTest.keyClick(mosaic, Qt.Key.Key_PageDown)
    assert clicked[-1] == (1, 1, 1)


def test_escape_that_has_nothing_to_do_is_left_to_the_window(qtbot):
    seen = []

    class Parent(QWidget):
        def keyPressEvent(self, event):
            seen.append(event.key())

    parent = Parent()
    qtbot.addWidget(parent)
    QTest.keyClick(Mosaic(parent), Qt.Key.Key_Escape)
    assert seen == [Qt.Key.Key_Escape]


def test_selection_is_outlined(mosaic):
    blue = theme().palette.selection.rgb()

    def outlined():
        picture = mosaic.grab().toImage()
        return sum(picture.pixel(x, y) == blue for x in range(picture.width()) for y in range(picture.height()))

    assert outlined() == 0
    mosaic.set_selected((2, 3, 4))
    assert outlined() > 100
    mosaic.set_selected(None)
    assert outlined() == 0


def test_silent_maps_are_veiled_where_their_colours_are_not_the_ground_anyway(mosaic, maps):
    mosaic.set_maps(maps, "signed", -6.0, 6.0)
    before = mosaic.grab().toImage()
    mask = np.zeros(N, bool)
    mask[2] = True
    mosaic.set_dimmed(mask)
    after = mosaic.grab().toImage()
    assert before.pixel(centre(mosaic, (2, 3, 2))) != after.pixel(centre(mosaic, (2, 3, 2)))
    assert before.pixel(centre(mosaic, (2, 3, 3))) == after.pixel(centre(mosaic, (2, 3, 3)))


def test_a_map_that_is_switched_off_gets_a_cross_and_a_silent_one_a_stroke(mosaic):
    before = mosaic.grab().toImage()
    mosaic.set_dimmed(np.isin(np.arange(N), (2, 3)))
    mosaic.set_crossed(frozenset({3}))

    def strokes(image, channel):
        """Tell in which corners of a tile something was drawn: lower left, upper left."""
        ends = (mosaic.cell_rect(4, 0, channel), mosaic.cell_rect(0, 0, channel))
        corners = [rect.center().toPoint() for rect in ends]
        reach = range(-2, 3)
        return [any(image.pixel(c.x() + x, c.y() + y) != before.pixel(c.x() + x, c.y() + y)
                    for x in reach for y in reach) for c in corners]  # fmt: skip

    struck = mosaic.grab().toImage()
    assert strokes(struck, 1) == [False, False]
    assert strokes(struck, 2) == [True, False]
    assert strokes(struck, 3) == [True, True]
    mosaic.set_order(range(N)[::-1])
    assert mosaic.grab().toImage() != struck
    mosaic.set_order(None)
    mosaic.set_crossed(frozenset())
    assert strokes(mosaic.grab().toImage(), 3) == [True, False]


def test_exact_numbers_when_cells_are_large(mosaic, monkeypatch):
    written = []
    monkeypatch.setattr("gui.widgets.cellmarks.number", lambda value: written.append(value) or number(value))
    mosaic.grab()
    assert written == []
    mosaic.resize(400, 300)
    mosaic.set_mode("single", 4)
    mosaic.grab()
    assert len(written) == H * W
    assert 5.0 in written


def test_a_negative_sign_is_seen_without_colour(mosaic):
    values = np.full((H, W, 1), 2.0, np.float32)
    values[1, 1, 0] = -2
    mosaic.resize(160, 120)
    mosaic.set_maps(values, "signed", -2.0, 2.0)

    def colours(unit):
        box = mosaic.cell_rect(*unit).toRect().adjusted(2, 2, -2, -2)
        picture = mosaic.grab(box).toImage()
        return {picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}

    assert mosaic.cell_rect(0, 0, 0).width() < 34
    assert len(colours((0, 0, 0))) == 1
    assert len(colours((1, 1, 0))) > 1


def test_empty_and_foreign_shapes(mosaic):
    mosaic.set_selected((4, 6, 5))
    mosaic.set_shape(3, 3, 2)
    mosaic.grab()
    mosaic.set_shape(1, 1, 0)
    mosaic.grab()
    mosaic.resize(1, 1)
    mosaic.grab()
    mosaic.set_maps(np.zeros((2, 9, 130), np.float32), "map", 0.0, 0.0)
    mosaic.resize(500, 80)
    assert colour(mosaic, (1, 8, 129)) == theme().palette.dock.rgb()
    with pytest.raises(ValueError, match="height, width"):
        mosaic.set_maps(np.zeros((2, 2), np.float32), "map", 0.0, 1.0)


def test_it_follows_the_theme(mosaic):
    theme().set_mode("light")
    try:
        assert colour(mosaic, (2, 3, 5)) == theme().lut("map")[255]
    finally:
        theme().set_mode("system")


def test_focus_by_keyboard_shows_a_ring(mosaic, qtbot):
    mosaic.activateWindow()
    edge = QPoint(1, 100)
    mosaic.setFocus(Qt.FocusReason.MouseFocusReason)
    assert mosaic.grab().toImage().pixelColor(edge).rgb() != theme().palette.selection.rgb()
    mosaic.clearFocus()
    mosaic.setFocus(Qt.FocusReason.TabFocusReason)
    assert mosaic.grab().toImage().pixelColor(edge).rgb() == theme().palette.selection.rgb()


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.834, "0.83"), (-0.834, "−0.83"), (12.345, "12.3"), (-123.4, "−123"), (0.001, "1e−3"),
     (9.999, "10.0"), (99.96, "100"), (-1e6, "−1e6"), (float("nan"), "?"), (-float("inf"), "−∞")],
)  # fmt: skip
def test_numbers_are_short_and_have_a_true_minus(value, text):
    assert number(value) == text


def test_the_same_order_again_is_not_painted(mosaic, monkeypatch):
    mosaic.set_order([1, 0, 2, 3, 4, 5])
    mosaic.grab()
    made = []
    whole = Mosaic._refresh
    monkeypatch.setattr(Mosaic, "_refresh", lambda self, sheet: (made.append(1), whole(self, sheet)))
    mosaic.set_order(np.array([1, 0, 2, 3, 4, 5]))
    mosaic.grab()
    assert made == []
    mosaic.set_order(None)
    mosaic.grab()
    assert made == [1]


@pytest.mark.parametrize("size", [(300, 200), (317, 211), (90, 70), (640, 480)])
def test_painting_the_picture_alone_gives_the_same_as_painting_all(mosaic, maps, size):
    mosaic.resize(*size)
    mosaic.set_dimmed(np.arange(N) == 1)
    kept = QImage(mosaic.size(), QImage.Format.Format_RGB32)
    mosaic.render(kept)
    before = kept.copy()
    mosaic.set_maps(maps[::-1], "map", 0.0, 6.0)
    area = mosaic._picture_area()
    mosaic.render(kept, area.topLeft(), QRegion(area))
    assert kept != before
    assert kept == mosaic.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
