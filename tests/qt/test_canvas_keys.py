"""The canvas by keyboard."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.canvas import WIDTH_STEP
from model.grid import CELL, GRID
from tests.qt.hand import NONE, SHIFT, at, ink_at, stroke


@pytest.mark.parametrize(
    ("key", "modifiers", "columns", "rows"),
    [
        (Qt.Key.Key_Left, NONE, -1, 0),
        (Qt.Key.Key_Right, NONE, 1, 0),
        (Qt.Key.Key_Up, NONE, 0, -1),
        (Qt.Key.Key_Down, NONE, 0, 1),
        (Qt.Key.Key_Right, SHIFT, 4, 0),
        (Qt.Key.Key_Up, SHIFT, 0, -4),
    ],
)
def test_arrows_shift_the_ink_by_network_pixels(canvas, session, key, modifiers, columns, rows):
    stroke(canvas, [(0.4, 0.4), (0.6, 0.6)])
    before = session.ink.snapshot()
    QTest.keyClick(canvas, key, modifiers)
    shifted = np.roll(before, (rows * CELL, columns * CELL), (0, 1))
    assert np.abs(session.ink.snapshot().astype(int) - shifted).max() <= 1
    assert session.trace is not None


def test_brackets_and_the_wheel_set_the_width(canvas, session):
    before = session.pen.width
    QTest.keyClicks(canvas, "]]]")
    assert session.pen.width == pytest.approx(before + 3 * WIDTH_STEP)
    QTest.keyClicks(canvas, "[")
    place = QPointF(at(canvas, 0.5, 0.5))
    for delta in (-120, -60, -60):  # a notch, and one in two halves as touchpads send it
        QApplication.sendEvent(
            canvas,
            QWheelEvent(
                place, canvas.mapToGlobal(place), QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton, NONE,
                Qt.ScrollPhase.NoScrollPhase, False,
            ),
        )  # fmt: skip
    assert session.pen.width == pytest.approx(before)


def test_delete_clears_and_can_be_undone(canvas, session):
    stroke(canvas, [(0.4, 0.4), (0.6, 0.6)])
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert session.ink.is_blank
    session.undo()
    assert not session.ink.is_blank


def test_keys_that_are_not_ours_go_on_to_the_window(canvas, session):
    stroke(canvas, [(0.4, 0.4), (0.6, 0.6)])
    before = session.ink.snapshot()
    for key, modifiers in ((Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier), (Qt.Key.Key_Escape, NONE)):
        QTest.keyClick(canvas, key, modifiers)
    QTest.keyClick(canvas, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    assert (session.ink.snapshot() == before).all()
    assert canvas.keyboard_pen is None


def test_one_can_draw_with_the_keyboard_alone(canvas, session):
    QTest.keyClick(canvas, Qt.Key.Key_K)
    assert canvas.keyboard_pen == (0.5, 0.5)
    for _ in range(2):
        QTest.keyClick(canvas, Qt.Key.Key_Up, SHIFT)
    assert session.ink.is_blank
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    assert session.is_drawing
    for _ in range(16):
        QTest.keyClick(canvas, Qt.Key.Key_Down)
        QApplication.processEvents()
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    assert not session.is_drawing
    assert canvas.keyboard_pen == pytest.approx((0.5, 0.5 + 8 / GRID))
    assert all(ink_at(session, 0.5, y) == 255 for y in np.linspace(0.22, 0.78, 20))
    QTest.keyClick(canvas, Qt.Key.Key_K)
    assert canvas.keyboard_pen is None
    assert len(session.ink.strokes) == 1


def test_escape_takes_the_keyboards_stroke_back_then_puts_its_pen_away(canvas, session):
    for key in (Qt.Key.Key_K, Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Escape):
        QTest.keyClick(canvas, key)
    assert session.ink.is_blank
    assert canvas.keyboard_pen is not None
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.keyboard_pen is None


def test_the_mouse_takes_over_from_the_keyboards_pen(canvas, session):
    for key in (Qt.Key.Key_K, Qt.Key.Key_Space, Qt.Key.Key_Down):
        QTest.keyClick(canvas, key)
    stroke(canvas, [(0.1, 0.1), (0.3, 0.1)])
    assert len(session.ink.strokes) == 2
    assert not session.is_drawing


def test_the_keyboards_pen_stays_on_the_paper(canvas):
    QTest.keyClick(canvas, Qt.Key.Key_K)
    for _ in range(9):
        QTest.keyClick(canvas, Qt.Key.Key_Left, SHIFT)
    assert canvas.keyboard_pen == (0.0, 0.5)
