"""The canvas: mouse, pen and finger make ink, and the ink is what one sees; the keyboard has a file of its own."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QFocusEvent, QImage, QPointingDevice, QRegion, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.theme import theme
from model.grid import SIDE
from tests.qt.hand import LEFT, NONE, RIGHT, SHIFT, at, ink_at, pixels, send, stroke
from tests.support import draw

# --- mouse


def test_a_mouse_stroke_is_ink_where_it_went(canvas, session):
    stroke(canvas, [(0.2, 0.2), (0.5, 0.2), (0.5, 0.8)])
    assert len(session.ink.strokes) == 1
    assert [ink_at(session, *p) for p in ((0.2, 0.2), (0.35, 0.2), (0.5, 0.5), (0.5, 0.8))] == [255] * 4
    assert ink_at(session, 0.2, 0.8) == 0
    assert not session.is_drawing


def test_the_ink_is_there_while_the_button_is_still_down(canvas, session):
    QTest.mousePress(canvas, LEFT, NONE, at(canvas, 0.3, 0.3))
    QTest.mouseMove(canvas, at(canvas, 0.6, 0.3))
    assert session.is_drawing
    assert ink_at(session, 0.45, 0.3) == 255
    assert session.trace is not None
    QTest.mouseRelease(canvas, LEFT, NONE, at(canvas, 0.6, 0.3))


@pytest.mark.parametrize(("button", "modifiers"), [(RIGHT, NONE), (LEFT, SHIFT)])
def test_right_button_and_shift_erase(canvas, session, button, modifiers):
    stroke(canvas, [(0.2, 0.5), (0.8, 0.5)])
    stroke(canvas, [(0.5, 0.3), (0.5, 0.7)], button, modifiers)
    assert ink_at(session, 0.5, 0.5) == 0
    assert ink_at(session, 0.3, 0.5) == ink_at(session, 0.7, 0.5) == 255
    assert len(session.ink.strokes) == 2


def test_the_chosen_eraser_erases_with_the_left_button(canvas, session):
    stroke(canvas, [(0.2, 0.5), (0.8, 0.5)])
    session.set_pen(eraser=True)
    stroke(canvas, [(0.5, 0.3), (0.5, 0.7)])
    assert ink_at(session, 0.5, 0.5) == 0


def test_a_stroke_may_leave_the_canvas_and_come_back(canvas, session):
    stroke(canvas, [(0.5, 0.2), (1.4, 0.2), (1.4, 0.8), (0.5, 0.8)])
    assert len(session.ink.strokes) == 1
    assert session.ink.strokes[0].points[:, 0].max() == pytest.approx(1.4, abs=0.01)
    assert ink_at(session, 0.9, 0.2) == ink_at(session, 0.9, 0.8) == 255
    assert ink_at(session, 0.9, 0.5) == 0


def test_a_press_beside_the_paper_draws_nothing(canvas, session):
    QTest.mouseClick(canvas, LEFT, NONE, QPoint(canvas.width() // 2, 10))
    assert session.ink.is_blank
    QTest.mouseClick(canvas, LEFT, NONE, at(canvas, 0.5, 0.5))
    assert not session.ink.is_blank


def test_a_second_button_does_not_disturb_a_stroke(canvas, session):
    QTest.mousePress(canvas, LEFT, NONE, at(canvas, 0.2, 0.2))
    send(canvas, QEvent.Type.MouseButtonPress, 0.3, 0.2, RIGHT, LEFT | RIGHT)
    send(canvas, QEvent.Type.MouseMove, 0.4, 0.2, Qt.MouseButton.NoButton, LEFT | RIGHT)
    send(canvas, QEvent.Type.MouseButtonRelease, 0.4, 0.2, RIGHT, LEFT)
    assert session.is_drawing
    QTest.mouseRelease(canvas, LEFT, NONE, at(canvas, 0.6, 0.2))
    assert len(session.ink.strokes) == 1
    assert ink_at(session, 0.55, 0.2) == 255


def test_a_release_that_was_never_told_ends_the_stroke(canvas, session):
    QTest.mousePress(canvas, LEFT, NONE, at(canvas, 0.2, 0.2))
    send(canvas, QEvent.Type.MouseMove, 0.8, 0.8, Qt.MouseButton.NoButton, Qt.MouseButton.NoButton)
    assert not session.is_drawing
    assert len(session.ink.strokes) == 1
    assert ink_at(session, 0.5, 0.5) == 0


def test_a_press_after_a_release_that_was_never_told_begins_anew(canvas, session):
    QTest.mousePress(canvas, LEFT, NONE, at(canvas, 0.2, 0.2))
    QTest.mousePress(canvas, LEFT, NONE, at(canvas, 0.8, 0.8))
    QTest.mouseRelease(canvas, LEFT, NONE, at(canvas, 0.8, 0.8))
    assert len(session.ink.strokes) == 2


def test_quick_dots_are_all_drawn(canvas, session):
    for x, kind in ((0.3, QTest.mousePress), (0.5, QTest.mouseDClick), (0.7, QTest.mousePress)):
        kind(canvas, LEFT, NONE, at(canvas, x, 0.5))
        QTest.mouseRelease(canvas, LEFT, NONE, at(canvas, x, 0.5))
    assert len(session.ink.strokes) == 3
    assert all(ink_at(session, x, 0.5) == 255 for x in (0.3, 0.5, 0.7))


def test_a_backlog_of_moves_is_drawn_together_and_whole(qtbot, canvas, session):
    changes = []
    session.inkChanged.connect(changes.append)
    send(canvas, QEvent.Type.MouseButtonPress, 0.1, 0.5)
    ways = np.linspace(0.1, 0.9, 4001)
    for x in ways:
        send(canvas, QEvent.Type.MouseMove, x, 0.5 + 0.2 * np.sin(20 * x), Qt.MouseButton.NoButton)
    assert len(changes) <= 2  # the press, and the first move
    qtbot.waitUntil(lambda: ink_at(session, 0.9, 0.5 + 0.2 * np.sin(18)) == 255)
    assert len(changes) < 1500
    assert all(ink_at(session, x, 0.5 + 0.2 * np.sin(20 * x)) == 255 for x in ways)
    send(canvas, QEvent.Type.MouseButtonRelease, 0.9, 0.5 + 0.2 * np.sin(18), LEFT, Qt.MouseButton.NoButton)
    assert len(session.ink.strokes) == 1


# --- cancelling


def test_escape_takes_the_stroke_back_and_no_other(canvas, session):
    stroke(canvas, [(0.2, 0.2), (0.8, 0.2)])
    before = session.ink.snapshot()
    QTest.mousePress(canvas, LEFT, NONE, at(canvas, 0.2, 0.6))
    QTest.mouseMove(canvas, at(canvas, 0.8, 0.6))
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert (session.ink.snapshot() == before).all()
    QTest.mouseMove(canvas, at(canvas, 0.8, 0.8))
    QTest.mouseRelease(canvas, LEFT, NONE, at(canvas, 0.8, 0.8))
    assert (session.ink.snapshot() == before).all()
    stroke(canvas, [(0.2, 0.8), (0.8, 0.8)])
    assert len(session.ink.strokes) == 2


def lose_focus(canvas):
    QApplication.sendEvent(canvas, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.ActiveWindowFocusReason))


@pytest.mark.parametrize(
    "lose",
    [
        lose_focus,
        lambda canvas: QApplication.sendEvent(canvas, QEvent(QEvent.Type.UngrabMouse)),
        lambda canvas: QApplication.sendEvent(canvas, QEvent(QEvent.Type.WindowDeactivate)),
        lambda canvas: canvas.setEnabled(False),
        lambda canvas: canvas.hide(),
    ],
    ids=["focus", "grab", "window", "disabled", "hidden"],
)
def test_losing_the_pen_takes_the_stroke_back(canvas, session, lose):
    QTest.mousePress(canvas, LEFT, NONE, at(canvas, 0.2, 0.2))
    QTest.mouseMove(canvas, at(canvas, 0.8, 0.8))
    assert not session.ink.is_blank
    lose(canvas)
    assert session.ink.is_blank
    assert not session.is_drawing
    assert not session.ink.can_undo


# --- what one sees


def test_the_paper_shows_the_ink_cell_by_cell(canvas, session):
    stroke(canvas, [(0.2, 0.2), (0.7, 0.4), (0.4, 0.8)])
    stroke(canvas, [(0.4, 0.3), (0.6, 0.6)], RIGHT)
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    inner = np.s_[8:-8, 8:-8]  # within the rounded corners
    assert (pixels(canvas)[inner] == theme().lut("ink")[session.ink.raster.cells][inner]).all()
    session.undo()
    assert (pixels(canvas)[inner] == theme().lut("ink")[session.ink.raster.cells][inner]).all()


def test_another_look_recolours_the_ink(canvas, session):
    draw(session)
    before = pixels(canvas)
    theme().set_mode("light")
    after = pixels(canvas)
    inner = np.s_[8:-8, 8:-8]
    assert (after != before)[inner].mean() > 0.9
    assert (after[inner] == theme().lut("ink")[session.ink.raster.cells][inner]).all()


class Painted(QObject):
    """Remembers what a widget was asked to paint."""

    def __init__(self, widget):
        super().__init__(widget)
        self.rects = []
        widget.installEventFilter(self)

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            self.rects.append(QRect(event.rect()))
        return False


def test_a_move_repaints_only_what_it_touched(qtbot, canvas, session):
    stroke(canvas, [(0.2, 0.2), (0.25, 0.2)])
    QTest.mousePress(canvas, LEFT, NONE, at(canvas, 0.5, 0.5))
    QTest.mouseMove(canvas, at(canvas, 0.52, 0.5))
    painted = Painted(canvas)
    qtbot.waitUntil(lambda: bool(painted.rects))
    painted.rects.clear()
    QTest.mouseMove(canvas, at(canvas, 0.56, 0.52))
    qtbot.waitUntil(lambda: bool(painted.rects))
    area = sum(rect.width() * rect.height() for rect in painted.rects)
    assert area < 0.06 * SIDE * SIDE
    assert painted.rects[0].contains(at(canvas, 0.56, 0.52))
    QTest.mouseRelease(canvas, LEFT, NONE, at(canvas, 0.56, 0.52))


@pytest.mark.parametrize("side", [333, 448, 1001])
def test_parts_that_are_painted_on_their_own_fit_together(canvas, session, side):
    canvas.resize(side, side)
    draw(session)
    whole, parts = (QImage(side, side, QImage.Format.Format_RGB32) for _ in range(2))
    canvas.render(whole)
    for left, top in np.ndindex(7, 5):
        edges = [left * side // 7, top * side // 5, (left + 1) * side // 7, (top + 1) * side // 5]
        part = QRect(QPoint(*edges[:2]), QPoint(edges[2] - 1, edges[3] - 1))
        canvas.render(parts, part.topLeft(), QRegion(part))
    one, other = (
        np.frombuffer(image.constBits(), np.uint8).reshape(side, side, 4)[8:-8, 8:-8, :3].astype(int)
        for image in (whole, parts)
    )
    assert np.ptp(one) > 100
    assert np.abs(one - other).max() <= 6


def test_a_hidden_canvas_catches_up_when_it_is_shown(qtbot, canvas, session):
    canvas.hide()
    draw(session)
    with qtbot.waitExposed(canvas):
        canvas.show()
    assert (pixels(canvas)[8:-8, 8:-8] == theme().lut("ink")[session.ink.raster.cells][8:-8, 8:-8]).all()


def test_the_invitation_is_there_on_blank_paper_only(canvas, session):
    ground = theme().lut("ink")[0]
    middle = np.s_[SIDE // 2 - 20 : SIDE // 2 + 20, 120:330]
    assert (pixels(canvas)[middle] != ground).mean() > 0.03
    stroke(canvas, [(0.1, 0.1), (0.15, 0.1)])
    assert (pixels(canvas)[middle] == ground).all()
    session.clear()
    assert (pixels(canvas)[middle] != ground).mean() > 0.03


@pytest.mark.parametrize("size", [(300, 800), (900, 260), (130, 130)])
def test_the_paper_is_the_largest_square_in_the_middle(canvas, size):
    canvas.resize(*size)
    paper = canvas.paper
    assert paper.width() == paper.height() == min(size)
    assert abs(paper.center().x() - canvas.rect().center().x()) <= 1
    assert abs(paper.center().y() - canvas.rect().center().y()) <= 1


def test_the_ring_follows_the_pointer_and_shows_the_width(canvas, session):
    draw(session)  # no invitation
    before = pixels(canvas)
    QTest.mouseMove(canvas, at(canvas, 0.8, 0.8))
    assert canvas.cursor().shape() == Qt.CursorShape.BlankCursor
    narrow, width = np.argwhere(pixels(canvas) != before), session.pen.width
    session.set_pen(width=0.15)
    wide = np.argwhere(pixels(canvas) != before)
    assert np.ptp(narrow[:, 1]) == pytest.approx(width * SIDE, abs=7)
    assert np.ptp(wide[:, 1]) == pytest.approx(0.15 * SIDE, abs=7)
    QTest.mouseMove(canvas, QPoint(canvas.width() // 2, 5))
    assert canvas.cursor().shape() == Qt.CursorShape.ArrowCursor
    assert (pixels(canvas) == before).all()


def test_it_tells_the_answer_to_a_screen_reader(qtbot, canvas, session):
    assert canvas.accessibleName()
    assert "Blank" in canvas.accessibleDescription()
    stroke(canvas, [(0.2, 0.2), (0.8, 0.8)])
    qtbot.waitUntil(lambda: f"reads a {session.trace.answer}" in canvas.accessibleDescription())
    session.clear()
    qtbot.waitUntil(lambda: "Blank" in canvas.accessibleDescription())


# --- pen and finger


def tablet(canvas, kind, x, y, pressure, eraser=False, button=LEFT):
    pointer = QPointingDevice.PointerType.Eraser if eraser else QPointingDevice.PointerType.Pen
    device = QPointingDevice(
        "stylus", 7, QPointingDevice.DeviceType.Stylus, pointer, QPointingDevice.Capability.Pressure, 1, 2
    )
    place = QPointF(at(canvas, x, y))
    up = kind == QEvent.Type.TabletRelease
    held = Qt.MouseButton.NoButton if up else button
    numbers = (pressure, 0.0, 0.0, 0.0, 0.0, 0)
    event = QTabletEvent(kind, device, place, canvas.mapToGlobal(place), *numbers, NONE, button, held)
    QApplication.sendEvent(canvas, event)
    return event


def pen_stroke(canvas, points, pressure, **how):
    tablet(canvas, QEvent.Type.TabletPress, *points[0], pressure, **how)
    for point in points[1:]:
        tablet(canvas, QEvent.Type.TabletMove, *point, pressure, **how)
        QApplication.processEvents()
    return tablet(canvas, QEvent.Type.TabletRelease, *points[-1], 0.0, **how)


def thickness(session, x):
    return int((session.ink.raster.cells[:, int(x * SIDE)] > 127).sum())


def test_a_pen_draws_by_its_pressure(canvas, session):
    event = pen_stroke(canvas, [(0.2, 0.3), (0.8, 0.3)], 1.0)
    assert event.isAccepted()
    hard = thickness(session, 0.5)
    session.clear()
    pen_stroke(canvas, [(0.2, 0.3), (0.8, 0.3)], 0.2)
    assert 2 < thickness(session, 0.5) < 0.7 * hard
    assert thickness(session, 0.795) == pytest.approx(thickness(session, 0.5), abs=2)  # also where it was lifted
    assert session.ink.strokes[0].points[:, 3] == pytest.approx(0.2, abs=0.01)


@pytest.mark.parametrize("how", [{"eraser": True}, {"button": RIGHT}], ids=["other end", "side button"])
def test_the_pen_can_erase(canvas, session, how):
    pen_stroke(canvas, [(0.2, 0.5), (0.8, 0.5)], 1.0)
    pen_stroke(canvas, [(0.5, 0.3), (0.5, 0.7)], 1.0, **how)
    assert ink_at(session, 0.5, 0.5) == 0
    assert ink_at(session, 0.3, 0.5) == 255


def test_a_hovering_pen_draws_nothing(canvas, session):
    tablet(canvas, QEvent.Type.TabletMove, 0.4, 0.4, 0.0, button=Qt.MouseButton.NoButton)
    assert session.ink.is_blank


@pytest.fixture
def screen():
    return QTest.createTouchDevice()


def test_one_finger_draws_and_a_second_does_not(canvas, session, screen):
    QTest.touchEvent(canvas, screen).press(0, at(canvas, 0.2, 0.5), canvas).commit()
    assert session.is_drawing
    touch = QTest.touchEvent(canvas, screen)
    touch.stationary(0).press(1, at(canvas, 0.8, 0.1), canvas).commit()
    touch = QTest.touchEvent(canvas, screen)
    touch.move(0, at(canvas, 0.8, 0.5), canvas).move(1, at(canvas, 0.8, 0.2), canvas).commit()
    touch = QTest.touchEvent(canvas, screen)
    touch.release(0, at(canvas, 0.8, 0.5), canvas).release(1, at(canvas, 0.8, 0.2), canvas).commit()
    assert not session.is_drawing
    assert len(session.ink.strokes) == 1
    assert ink_at(session, 0.5, 0.5) == 255
    assert ink_at(session, 0.8, 0.15) == 0
