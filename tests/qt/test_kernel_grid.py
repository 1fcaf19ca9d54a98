"""A matrix that is edited, and pictures of kernels to take from: by real mouse, wheel and keys."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.kernels.filter_words import offers
from gui.theme import theme
from gui.widgets.kernel_grid import KernelGrid
from gui.widgets.kernel_mime import as_number, from_mime, to_mime
from gui.widgets.preset_menu import PresetMenu
from gui.widgets.preset_pictures import PresetPictures
from gui.widgets.symmetry import SYMMETRIES, drawn
from model.filters import SIDES, presets

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
KEY = Qt.Key


@pytest.fixture
def grid(qtbot):
    made = KernelGrid()
    qtbot.addWidget(made)
    made.resize(150, 150)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.setFocus()
    made.told = []
    made.kernelChanged.connect(lambda kernel, finished: made.told.append((kernel.copy(), finished)))
    return made


def at(grid, row, column):
    return grid.cell_rect(row, column).center().toPoint()


def turn(grid, cell, notches, modifiers=NONE):
    place = QPointF(at(grid, *cell))
    angle = QPoint(0, 120 * notches)
    where = grid.mapToGlobal(place)
    event = QWheelEvent(
        place, where, QPoint(), angle, Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(grid, event)


def drag(grid, cell, by, button=LEFT):
    QTest.mousePress(grid, button, pos=at(grid, *cell))
    for part in (0.5, 1):
        QTest.mouseMove(grid, at(grid, *cell) + QPoint(round(by[0] * part), round(by[1] * part)))


def test_typing_goes_from_cell_to_cell_and_refuses_what_is_no_number(grid, qtbot):
    QTest.mouseClick(grid, LEFT, pos=at(grid, 1, 1))
    assert not grid.told
    QTest.keyClicks(grid, "2")
    assert grid.line.isVisible()
    QTest.keyClicks(grid.line, ".5")
    QTest.keyClick(grid.line, KEY.Key_Return)
    assert grid.kernel[1, 1] == 2.5
    QTest.keyClick(grid, KEY.Key_Return)  # now at (1, 2)
    QTest.keyClicks(grid.line, "-1/4")
    QTest.keyClick(grid.line, KEY.Key_Tab)
    assert grid.kernel[1, 2] == -0.25
    QTest.mouseDClick(grid, LEFT, pos=at(grid, 0, 0))
    QTest.keyClicks(grid.line, "much")
    with qtbot.waitSignal(grid.refused) as blocker:
        QTest.keyClick(grid.line, KEY.Key_Return)
    assert "much" in blocker.args[0]
    assert grid.line.isVisible()
    grid.line.setText("9" * 900)
    with qtbot.waitSignal(grid.refused) as blocker:
        QTest.keyClick(grid.line, KEY.Key_Return)
    assert len(blocker.args[0]) < 100, "what was typed is told, but not at any length"
    QTest.keyClick(grid.line, KEY.Key_Escape)
    assert not grid.line.isVisible()
    assert grid.hasFocus()
    assert [finished for _, finished in grid.told] == [True, True]
    assert np.count_nonzero(grid.kernel) == 2
    QTest.keyClick(grid, KEY.Key_7)
    grid.clearFocus()
    grid.line.clearFocus()
    assert grid.kernel[0, 0] == 7, "what was typed counts when one goes elsewhere"


def test_keys_step_clear_and_turn_the_sign(grid, qtbot):
    grid.set_kernel(np.full((3, 3), 0.5, np.float32))
    assert not grid.told
    QTest.mouseClick(grid, LEFT, pos=at(grid, 0, 0))
    QTest.keyClick(grid, KEY.Key_Right)
    with qtbot.waitSignal(grid.kernelChanged, check_params_cb=lambda _, finished: finished):
        QTest.keyClick(grid, KEY.Key_Plus)
        QTest.keyClick(grid, KEY.Key_Plus)
    assert [finished for _, finished in grid.told] == [False, False, True]
    assert grid.kernel[0, 1] == np.float32(0.7)
    QTest.keyClick(grid, KEY.Key_N)
    assert grid.kernel[0, 1] == np.float32(-0.7)
    QTest.keyClick(grid, KEY.Key_Down)
    QTest.keyClick(grid, KEY.Key_Delete)
    QTest.keyClick(grid, KEY.Key_Left)
    QTest.keyClick(grid, KEY.Key_0)
    assert grid.kernel[1, 1] == grid.kernel[1, 0] == 0
    QTest.keyClick(grid, KEY.Key_PageDown)
    assert grid.kernel[1, 0] == -1
    assert "−1" in grid.accessibleDescription() or "−1" in grid.toolTip()


def test_wheel_and_drag_change_one_number_and_are_one_change_each(grid, qtbot):
    with qtbot.waitSignal(grid.kernelChanged, check_params_cb=lambda _, finished: finished):
        turn(grid, (2, 1), 3)
        turn(grid, (2, 1), -1)
        turn(grid, (2, 1), 1, SHIFT)
    assert grid.kernel[2, 1] == np.float32(1.2)
    grid.told.clear()
    drag(grid, (0, 2), (0, -20))
    assert grid.kernel[0, 2] == np.float32(0.5)
    assert not any(finished for _, finished in grid.told)
    QTest.mouseRelease(grid, LEFT, pos=at(grid, 0, 2))
    assert [finished for _, finished in grid.told].count(True) == 1
    assert grid.told[-1][1]
    drag(grid, (0, 2), (0, 40))
    assert grid.kernel[0, 2] == np.float32(-0.5)
    QTest.keyClick(grid, KEY.Key_Escape)
    assert grid.kernel[0, 2] == np.float32(0.5), "Esc takes a drag back"
    QTest.mouseRelease(grid, LEFT, pos=at(grid, 0, 2))
    assert grid.told[-1][1]


def test_turns_of_the_wheel_end_when_the_keyboard_goes_elsewhere(grid):
    turn(grid, (0, 0), 1)
    assert [finished for _, finished in grid.told] == [False]
    grid.clearFocus()
    assert [finished for _, finished in grid.told] == [False, True]
    turn(grid, (0, 0), 1)
    QTest.mousePress(grid, LEFT, pos=at(grid, 1, 1))
    assert [finished for _, finished in grid.told] == [False, True, False, True], "a drag is another change"
    QTest.mouseRelease(grid, LEFT, pos=at(grid, 1, 1))
    assert len(grid.told) == 4


def test_a_brush_paints_over_cells_and_the_right_button_its_negative(grid):
    grid.set_brush(2.0)
    QTest.mousePress(grid, LEFT, pos=at(grid, 0, 0))
    for cell in ((0, 1), (0, 2), (1, 2)):
        QTest.mouseMove(grid, at(grid, *cell))
    QTest.mouseRelease(grid, LEFT, pos=at(grid, 1, 2))
    np.testing.assert_array_equal(grid.kernel, [[2, 2, 2], [0, 0, 2], [0, 0, 0]])
    assert [finished for _, finished in grid.told] == [False] * 4 + [True]
    QTest.mousePress(grid, RIGHT, pos=at(grid, 2, 0))
    QTest.mouseRelease(grid, RIGHT, pos=at(grid, 2, 0))
    assert grid.kernel[2, 0] == -2
    grid.set_brush(None)
    QTest.mouseClick(grid, RIGHT, pos=at(grid, 1, 1))
    assert grid.kernel[1, 1] == 0


def test_mirrored_cells_change_too(grid):
    grid.set_symmetry("left-right negative")
    grid.set_brush(1.0)
    QTest.mouseClick(grid, LEFT, pos=at(grid, 0, 0))
    QTest.mouseClick(grid, LEFT, pos=at(grid, 1, 1))
    np.testing.assert_array_equal(grid.kernel, [[1, 0, -1], [0, 0, 0], [0, 0, 0]])
    grid.set_symmetry("both")
    QTest.mouseClick(grid, LEFT, pos=at(grid, 2, 2))
    np.testing.assert_array_equal(grid.kernel, [[1, 0, 1], [0, 0, 0], [1, 0, 1]])
    with pytest.raises(ValueError, match="none, left-right"):
        grid.set_symmetry("round")


@given(st.sampled_from(SYMMETRIES), st.integers(0, 4), st.integers(0, 6), st.floats(-9, 9, width=32))
def test_what_is_drawn_into_a_symmetrical_matrix_stays_so(symmetry, row, column, value):
    mirrors = {
        "left-right": [lambda k: k[:, ::-1]], "up-down": [lambda k: k[::-1]], "point": [lambda k: k[::-1, ::-1]],
        "both": [lambda k: k[:, ::-1], lambda k: k[::-1]], "none": [],
    }  # fmt: skip
    sign = -1 if "negative" in symmetry else 1
    kernel = drawn(np.zeros((5, 7), np.float32), row, column, value, symmetry)
    for mirror in mirrors[symmetry.removesuffix(" negative")]:
        np.testing.assert_array_equal(mirror(kernel), sign * kernel)
    assert kernel[row, column] in (value, 0)
    assert np.abs(kernel).max() in (abs(np.float32(value)), 0)


def test_a_change_from_outside_ends_what_is_under_way(grid):
    drag(grid, (0, 0), (0, -20))
    grid.told.clear()
    grid.set_kernel(np.eye(3, dtype=np.float32))
    QTest.mouseMove(grid, at(grid, 0, 0) - QPoint(0, 40))
    QTest.mouseRelease(grid, LEFT, pos=at(grid, 0, 0))
    np.testing.assert_array_equal(grid.kernel, np.eye(3))
    assert not grid.told
    grid.set_kernel(np.zeros((7, 5), np.float32))
    assert grid.shape == (7, 5)
    assert grid.cell_at(grid.cell_rect(6, 4).center()) == (6, 4)


def test_a_locked_one_only_shows(grid):
    grid.set_kernel(np.eye(3, dtype=np.float32))
    grid.set_locked(True)
    turn(grid, (0, 0), 2)
    drag(grid, (0, 0), (0, -20))
    QTest.mouseRelease(grid, LEFT, pos=at(grid, 0, 0))
    QTest.mouseDClick(grid, LEFT, pos=at(grid, 0, 0))
    for key in (KEY.Key_Plus, KEY.Key_Delete, KEY.Key_5, KEY.Key_Return, KEY.Key_N):
        QTest.keyClick(grid, key)
    assert grid.line.isHidden()
    assert not grid.told
    grid.set_locked(False)
    QTest.keyClick(grid, KEY.Key_Delete)
    assert grid.told


def test_the_sign_is_seen_without_colour_and_the_scale_is_the_widget_s_own(grid):
    def pixel(cell):
        rect = grid.cell_rect(*cell)
        return QColor(grid.grab().toImage().pixel(int(rect.left()) + 5, int(rect.top()) + 5))

    grid.set_kernel(np.array([[1, 0.5, -1]] * 3, np.float32))
    assert pixel((0, 0)) != pixel((0, 1)) != pixel((0, 2))
    before = pixel((0, 0))
    grid.set_peak(4.0)
    assert pixel((0, 0)) != before
    dark = grid.grab().toImage()
    theme().set_mode("light" if theme().palette.dark else "dark")
    assert grid.grab().toImage() != dark


def test_copy_and_paste_take_the_whole_matrix(grid, qtbot):
    grid.set_kernel(np.arange(9, dtype=np.float32).reshape(3, 3) / 7)
    QTest.keyClick(grid, KEY.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert len(QGuiApplication.clipboard().text().splitlines()) == 3
    before = grid.kernel
    grid.set_kernel(np.zeros((3, 3), np.float32))
    QTest.keyClick(grid, KEY.Key_V, Qt.KeyboardModifier.ControlModifier)
    np.testing.assert_array_equal(grid.kernel, before)
    assert grid.told[-1][1]
    QGuiApplication.clipboard().setText("1\t2\n3\t4")
    with qtbot.waitSignal(grid.refused) as blocker:
        QTest.keyClick(grid, KEY.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "3×3" in blocker.args[0]
    np.testing.assert_array_equal(grid.kernel, before)


@pytest.mark.parametrize("words", ["", "x", "1/0", "1/2/3", "inf", "nan", "1e9", "--1", "1 2"])
def test_what_is_no_number_is_none(words):
    assert as_number(words) is None


@given(st.lists(st.lists(st.floats(-1000, 1000, width=32), min_size=3, max_size=3), min_size=2, max_size=2))
def test_a_matrix_comes_back_from_the_clipboard_as_it_was(rows):
    kernel = np.array(rows, np.float32)
    np.testing.assert_array_equal(from_mime(to_mime(kernel), (2, 3)), kernel)
    assert from_mime(to_mime(kernel), (3, 2)) is None
    empty = QMimeData()
    empty.setText("0\t" * 100_000)
    assert from_mime(empty, (1, 3)) is None


@pytest.fixture
def pictures(qtbot):
    made = PresetPictures()
    qtbot.addWidget(made)
    made.set_offers(offers(3))
    made.resize(made.sizeHint())
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_every_filter_has_a_name_a_sentence_and_a_picture():
    for side in SIDES:
        found = offers(side)
        assert len(found) == len(presets(side))
        assert len({offer.name for offer in found}) == len(found)
        assert all(offer.sentence.endswith(".") and "{" not in offer.sentence for offer in found)
        groups = [offer.group for offer in found]
        assert len([a for a, b in itertools.pairwise(groups) if a != b]) == len(set(groups)) - 1
    assert offers(4) == []


def test_a_picture_tells_itself_and_is_chosen_by_click_and_key(pictures):
    chosen = []
    pictures.chosen.connect(chosen.append)
    names = [offer.name for offer in pictures.offers]
    sobel = names.index("Sobel, ink at the right")
    QTest.mouseMove(pictures, pictures.rect_of(sobel).center().toPoint())
    assert "Sobel, ink at the right. Finds edges" in pictures.accessibleDescription()
    QTest.mouseClick(pictures, LEFT, pos=pictures.rect_of(sobel).center().toPoint())
    assert chosen == [sobel]
    for key in (KEY.Key_Right, KEY.Key_Down, KEY.Key_Up, KEY.Key_Left, KEY.Key_Return):
        QTest.keyClick(pictures, key)
    assert chosen == [sobel, sobel]
    narrow = pictures.heightForWidth(120)
    assert narrow > pictures.heightForWidth(400)


def test_a_picture_is_dragged_onto_the_matrix(pictures, grid, monkeypatch):
    carried = []

    def carry(self, action):  # the platform's own loop is not for tests; what it delivers is sent below
        mime = QMimeData()
        mime.setData(self.mimeData().formats()[-1], self.mimeData().data(self.mimeData().formats()[-1]))
        carried.append((mime, self.pixmap().width(), action))

    monkeypatch.setattr("PySide6.QtGui.QDrag.exec", carry)
    index = [offer.name for offer in pictures.offers].index("Laplacian")
    start = pictures.rect_of(index).center().toPoint()
    QTest.mousePress(pictures, LEFT, pos=start)
    QTest.mouseMove(pictures, start + QPoint(3, 0))
    assert not carried
    QTest.mouseMove(pictures, start + QPoint(30, 0))
    (mime, width, action), place = carried[0], at(grid, 1, 1)
    assert width > 20
    grid.told.clear()
    for kind in (QDragEnterEvent, QDropEvent):
        where = QPointF(place) if kind is QDropEvent else place
        event = kind(where, action, mime, LEFT, NONE)
        QApplication.sendEvent(grid, event)
        assert event.isAccepted()
    np.testing.assert_array_equal(grid.kernel, pictures.offers[index].kernel)
    assert [finished for _, finished in grid.told] == [True]
    grid.set_kernel(np.zeros((5, 5), np.float32))
    event = QDragEnterEvent(place, action, mime, LEFT, NONE)
    QApplication.sendEvent(grid, event)
    assert not event.isAccepted(), "3x3 is not for 5x5"


@pytest.mark.qt_log_ignore("This plugin does not support grabbing the keyboard", extend=True)
def test_the_button_offers_them_in_a_menu(qtbot):
    button = PresetMenu("Presets", "Kernels to take from")
    qtbot.addWidget(button)
    button.set_offers(offers(3), "Point at one.")
    with qtbot.waitExposed(button):
        button.show()
    taken, told = [], []
    button.presetChosen.connect(taken.append)
    menu = button.menu()
    menu.popup(QPoint(0, 0))
    menu.close()
    button.set_offers(offers(5), "Point at one.")  # more of them than before

    def take():
        pictures, sentence = button.pictures, button.sentence
        assert pictures.visibleRegion().boundingRect() == pictures.rect()
        assert all(pictures.rect().contains(pictures.rect_of(i).toRect()) for i in range(len(offers(5))))
        told.append(sentence.text())
        QTest.keyClick(pictures, KEY.Key_Right)
        told.append(sentence.text())
        for offer in offers(5):
            sentence.setText(offer.words)
            assert sentence.heightForWidth(sentence.width()) <= sentence.height()
        QTest.mouseMove(pictures, pictures.rect_of(1).center().toPoint())
        told.append(sentence.text())
        QTest.keyClick(pictures, KEY.Key_Left)
        QTest.keyClick(pictures, KEY.Key_Return)

    menu.aboutToShow.connect(lambda: QTimer.singleShot(0, menu, take))
    QTest.mouseClick(button, LEFT)
    assert told == ["Point at one.", offers(5)[0].words, offers(5)[1].words], "by key as well as by pointer"
    assert [offer.name for offer in taken] == ["Identity"]
    assert taken[0].kernel.shape == (5, 5)
    assert menu.isHidden()
