"""Kernel surgery: kernels repainted, dropped on, switched off, compared, taken back, by mouse and by keyboard."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea

from gui.dock import Dock
from gui.panels.feature_maps import FeatureMaps
from gui.panels.surgery import KernelSurgery
from gui.surgery import counting
from gui.theme import theme
from gui.widgets.kernel_mime import to_mime
from gui.widgets.readout import Readout
from model.data import Digits, shipped_mnist
from model.filters import presets
from model.reference import Reference
from model.standard import STANDARD
from model.surgery import Surgery
from tests.support import draw, random_weights

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE, CTRL, SHIFT = (getattr(Qt.KeyboardModifier, f"{name}Modifier") for name in ("No", "Control", "Shift"))
KEY = Qt.Key
SOBEL = next(preset.kernel for preset in presets(3) if preset.key == "sobel down")


@pytest.fixture
def digits(monkeypatch):
    """A few pictures to count, in place of a thousand that take their time to be read."""
    random = np.random.default_rng(5)
    images = random.integers(0, 256, (70, 28, 28), np.uint8)
    made = Digits(images, np.arange(70) % 10)
    monkeypatch.setattr(counting, "counted_pictures", lambda: made)
    return made


@pytest.fixture
def panel(session, qtbot, digits):
    made = KernelSurgery.for_session(session)[0]
    qtbot.addWidget(made)
    made.resize(900, 420)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: made.content is not None and made.content.isVisible())
    made.activateWindow()
    QTest.mouseMove(made, QPoint(1, 1))
    return made


@pytest.fixture
def stage(panel):
    return panel.content


def counted(stage, qtbot):
    qtbot.waitUntil(lambda: stage.counting.is_current and stage.counting.before is not None)


def tile(picture, index):
    return picture.tile_rect(index).center().toPoint()


def drop(widget, place, kernel):
    mime = to_mime(kernel)
    for kind, where in ((QDragEnterEvent, place), (QDropEvent, QPointF(place))):
        event = kind(where, Qt.DropAction.CopyAction, mime, LEFT, NONE)
        QApplication.sendEvent(widget, event)
    return event.isAccepted()


def test_a_kernel_is_chosen_by_click_key_and_selection(panel, stage, session):
    draw(session)
    QTest.mouseClick(stage.filters, LEFT, pos=tile(stage.filters, 18))
    assert stage.place == (18, 0)
    assert (session.selection.layer, session.selection.unit[2]) == ("conv2d", 18)
    np.testing.assert_array_equal(stage.editor.grid.kernel, session.weights.of("conv2d")["kernel"][:, :, 0, 18])
    assert stage.filters.current == 18
    assert "filter 18" in stage.editor.text
    QTest.keyClick(stage.filters, KEY.Key_Right)
    QTest.keyClick(stage.filters, KEY.Key_Down)
    assert stage.place[0] == 19 + stage.filters.columns
    QTest.keyClick(stage.filters, KEY.Key_Return)
    assert stage.editor.grid.hasFocus()
    session.select("max_pooling2d", (2, 3, 40))
    assert stage.place == (40, 0)
    session.point("conv2d", (2, 3, 12))
    assert stage.filters.lit.channel == 12, "what is pointed at elsewhere is seen here"
    session.point(None)
    assert stage.filters.lit is None
    session.select("dense", (5,))
    assert (stage.spec.name, stage.place[0]) == ("dense", 5)
    assert panel.state() == {"layer": "dense"}
    session.select("dense", (128,))
    assert stage.place[0] == 5, "there is no such unit"
    session.select("dense_1", (3,))
    assert stage.editor.switch.isHidden(), "the units that answer have no switch"
    said = []
    panel.said.connect(said.append)
    QTest.keyClick(stage.filters, KEY.Key_X)
    QTest.keyClick(stage.filters, KEY.Key_X, SHIFT)
    QTest.mouseClick(stage.filters, RIGHT, pos=tile(stage.filters, 3))
    assert session.surgery.is_untouched
    assert len(said) == 3
    assert all("no switch" in words for words in said)
    assert "no switches" in stage.filters.accessibleName()
    QApplication.processEvents()  # another layer has another layout
    QTest.mouseMove(stage.filters, tile(stage.filters, 7))
    assert session.pointed.unit == (7,)
    QTest.mouseMove(panel, QPoint(1, 1))


def test_repainting_reaches_maps_and_answer_at_once_and_is_one_step_back(panel, stage, session):
    draw(session)
    before, original = session.trace, session.weights
    QTest.mouseClick(stage.filters, LEFT, pos=tile(stage.filters, 3))
    grid = stage.editor.grid
    centre = grid.cell_rect(1, 1).center().toPoint()
    QTest.mousePress(grid, LEFT, pos=centre)
    for by in (10, 20, 40):
        QTest.mouseMove(grid, centre - QPoint(0, by))
    assert session.trace.layer("conv2d").a[..., 3].max() != before.layer("conv2d").a[..., 3].max()
    assert session.trace.weights is session.weights is not original
    QTest.mouseRelease(grid, LEFT, pos=centre - QPoint(0, 40))
    learned = original.of("conv2d")["kernel"]
    assert session.weights.of("conv2d")["kernel"][1, 1, 0, 3] == pytest.approx(learned[1, 1, 0, 3] + 0.5, abs=1e-5)
    assert np.count_nonzero(session.weights.of("conv2d")["kernel"] != learned) == 1
    assert not np.array_equal(session.trace.probabilities, before.probabilities)
    assert stage.filters.painted == {3}
    assert panel.fact() == "1 repainted"
    assert panel.history.count() == 1
    assert "filter 3" in panel.history.undoText()
    panel.history.undo()
    assert session.weights is original
    np.testing.assert_array_equal(session.trace.probabilities, before.probabilities)
    np.testing.assert_array_equal(grid.kernel, learned[:, :, 0, 3])
    panel.history.redo()
    assert stage.filters.painted == {3}
    QTest.mouseClick(stage.editor.relearn, LEFT)
    assert session.surgery.is_untouched
    stage.editor.bias.setFocus()
    QTest.keyClick(stage.editor.bias, KEY.Key_1)
    QTest.keyClick(stage.editor.bias.line, KEY.Key_Return)
    assert session.weights.of("conv2d")["bias"][3] == 1


def test_switching_off_makes_a_map_zero_and_is_seen(panel, stage, session, qtbot):
    draw(session)
    maps = [made for made in FeatureMaps.for_session(session) if made.layers[0] in ("conv2d", "max_pooling2d")]
    for made in maps:
        qtbot.addWidget(made)
        with qtbot.waitExposed(made):
            made.show()
    QTest.mouseClick(stage.filters, LEFT, pos=tile(stage.filters, 9))
    QTest.keyClick(stage.filters, KEY.Key_X)
    assert not session.trace.layer("conv2d").a[..., 9].any()
    assert stage.filters.off == {9}
    assert not stage.editor.switch.isChecked()
    assert panel.fact() == "1 off"
    assert all("1 off" in made.fact() for made in maps)
    session.point("max_pooling2d", (2, 2, 9))
    assert "switched off" in maps[1].readout.text
    session.point(None)
    QTest.mouseClick(stage.filters, LEFT, CTRL, tile(stage.filters, 11))
    QTest.mouseClick(stage.filters, RIGHT, pos=tile(stage.filters, 12))
    assert session.surgery.off_in("conv2d") == {9, 11, 12}
    assert stage.place[0] == 9
    QTest.mouseClick(stage.editor.switch, LEFT)
    assert session.surgery.off_in("conv2d") == {11, 12}
    QTest.keyClick(stage.editor.grid, KEY.Key_X, SHIFT)
    assert session.surgery.off_in("conv2d") == set(range(64)) - {9}
    assert panel.history.undoText() == "only filter 9"
    QTest.mouseClick(stage.pictures.all_on, LEFT)
    assert session.surgery.is_untouched
    assert stage.pictures.all_on.isHidden()
    for _ in range(6):
        panel.history.undo()
    assert session.surgery.is_untouched
    assert not panel.history.canUndo()


def test_a_filter_dropped_on_a_tile_gets_the_strength_of_what_was_learned(stage, session):
    learned = session.weights.of("conv2d")["kernel"][:, :, 0, 20]
    assert drop(stage.filters, tile(stage.filters, 20), SOBEL)
    kernel = session.weights.of("conv2d")["kernel"][:, :, 0, 20]
    np.testing.assert_allclose(kernel, SOBEL * np.linalg.norm(learned) / np.linalg.norm(SOBEL), rtol=1e-5)
    assert stage.place == (20, 0)
    told = stage.editor.text.splitlines()
    assert told[1] == "most like edge, bright below: 1.00 of 1"
    assert told[2].startswith("learned: like no classic filter; the nearest, ")
    QTest.mouseClick(stage.editor.strength, LEFT)
    assert drop(stage.editor.grid, stage.editor.grid.cell_rect(0, 0).center().toPoint(), -SOBEL)
    np.testing.assert_array_equal(session.weights.of("conv2d")["kernel"][:, :, 0, 20], -SOBEL)
    before = session.surgery
    assert not drop(stage.filters, tile(stage.filters, 2), np.zeros((5, 5), np.float32))
    assert session.surgery is before


def test_slices_of_deeper_layers_and_units(panel, stage, session):
    panel.restore({"layer": "conv2d_1"})
    kernel = session.weights.of("conv2d_1")["kernel"]
    QTest.mouseClick(stage.filters, LEFT, pos=tile(stage.filters, 30))
    strongest = int((kernel[..., 30] ** 2).sum(axis=(0, 1)).argmax())
    assert stage.place == (30, strongest)
    QTest.mouseClick(stage.parts, LEFT, pos=tile(stage.parts, 8))
    np.testing.assert_array_equal(stage.editor.grid.kernel, kernel[:, :, 8, 30])
    QTest.mouseMove(stage.parts, tile(stage.parts, 8))
    assert session.pointed.weight[2:] == (8, 30)
    assert drop(stage.parts, tile(stage.parts, 5), SOBEL)
    changed = session.weights.of("conv2d_1")["kernel"] != kernel
    assert set(map(tuple, np.argwhere(changed)[:, 2:].tolist())) == {(5, 30)}
    assert stage.parts.painted == {5}
    panel.restore({"layer": "dense"})
    assert stage.editor.grid.shape == (5, 5)
    QTest.mouseClick(stage.filters, LEFT, pos=tile(stage.filters, 100))
    stage.editor.grid.setFocus()
    QTest.keyClick(stage.editor.grid, KEY.Key_Delete)
    _, channel = stage.place
    assert session.weights.of("dense")["kernel"].reshape(5, 5, 64, 128)[0, 0, channel, 100] == 0
    panel.restore({"layer": "nothing of the kind"})
    assert stage.spec.name == "dense"


def test_what_is_lost_is_counted_after_each_change_and_can_be_stopped(panel, stage, session, qtbot, digits):
    counted(stage, qtbot)
    before = stage.counting.before
    assert before.totals.tolist() == [7] * 10
    assert stage.counting.after is before
    stage.filters.setFocus()
    QTest.keyClick(stage.filters, KEY.Key_X, SHIFT)
    assert not stage.counting.is_current
    assert stage.cancel.toolTip() == "Stop counting (Esc)"
    counted(stage, qtbot)
    after = stage.counting.after
    assert stage.counting.before is before
    assert after.answers.sum() == 70
    assert not np.array_equal(after.answers, before.answers)
    assert stage.cancel.isHidden()
    losses = stage.losses
    digit = int(np.abs(after.right - before.right).argmax())
    QTest.mouseMove(losses, losses.cell_rect(0, digit).center().toPoint())
    assert f"{digit}: of 7 pictures {before.right[digit]} were read right, now {after.right[digit]}" in losses.toolTip()
    assert "of 70 test pictures" in losses.accessibleName()
    stage.filters.setFocus()
    QTest.keyClick(stage.filters, KEY.Key_X)
    QTest.keyClick(stage.filters, KEY.Key_Escape)
    assert not stage.counting.is_busy
    assert stage.cancel.toolTip() == "Count again"
    QTest.mouseClick(stage.cancel, LEFT)
    counted(stage, qtbot)
    panel.history.undo()
    panel.hide()
    assert stage.counting.progress is None
    assert not stage.counting.is_busy
    panel.show()
    counted(stage, qtbot)
    np.testing.assert_array_equal(stage.counting.after.answers, after.answers)


def test_the_original_is_counted_where_surgery_came_first(session, qtbot, digits):
    session.operate(session.surgery.keep_only("conv2d", 0))
    panel = KernelSurgery.for_session(session)[0]
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitUntil(lambda: panel.content is not None and panel.content.counting.is_current)
    counting = panel.content.counting
    images = digits.images / np.float32(255)
    for score, weights in ((counting.before, session.surgery.original), (counting.after, session.surgery.weights)):
        answers = Reference(session.specs, weights).probabilities(images).argmax(axis=1)
        assert score.right.sum() == (answers == digits.labels).sum()
    assert not np.array_equal(counting.before.answers, counting.after.answers)


def test_a_fault_while_counting_is_one_sentence(panel, stage, session, qtbot, monkeypatch):
    counted(stage, qtbot)

    def broken(_):
        def work(network):
            yield 1
            raise ValueError("The pictures are gone.\nMore of it")

        return work

    monkeypatch.setattr(counting, "scoring", broken)
    stage.toggle(0)
    qtbot.waitUntil(lambda: stage.counting.trouble != "")
    assert stage.counting.trouble == "The pictures are gone."
    assert not stage.counting.is_busy


def test_the_pictures_are_the_first_thousand_that_nobody_learned_from():
    made, test = counting.counted_pictures(), shipped_mnist().test
    assert len(made) == counting.PICTURES == 1000
    np.testing.assert_array_equal(made.images, test.images[:1000])
    np.testing.assert_array_equal(made.labels, test.labels[:1000])


def test_the_original_answers_while_o_is_held_and_ctrl_r_takes_all_back(panel, stage, session, qtbot, monkeypatch):
    draw(session)
    original = session.weights
    said = []
    panel.said.connect(said.append)
    stage.filters.setFocus()
    QTest.keyClick(stage.filters, KEY.Key_O)
    assert not session.is_comparing
    assert said, "there is nothing to compare yet"
    QTest.keyClick(stage.filters, KEY.Key_X)
    changed = session.weights
    QTest.keyClick(stage.filters, KEY.Key_O)
    assert session.is_comparing, "a short press stays"
    assert session.trace.weights is original
    assert stage.filters.off == set()
    stage.editor.grid.setFocus()
    QTest.keyClick(stage.editor.grid, KEY.Key_Delete)
    QTest.mouseClick(stage.filters, Qt.MouseButton.RightButton, pos=tile(stage.filters, 5))
    assert session.is_comparing, "what is only looked at cannot be changed"
    assert session.surgery.weights is changed
    assert "original answers" in said[-1]
    assert not stage.editor.switch.isEnabled()
    assert panel.fact() == "the original answers"
    QTest.keyClick(stage.filters, KEY.Key_O)
    assert session.weights is changed
    clock = iter((10.0, 11.0))
    monkeypatch.setattr("gui.surgery.stage.time.monotonic", lambda: next(clock))
    QTest.keyPress(stage.filters, KEY.Key_O)
    assert session.weights is original
    QTest.keyRelease(stage.filters, KEY.Key_O)
    assert session.weights is changed
    QTest.keyClick(stage.filters, KEY.Key_R, CTRL)
    assert session.weights is original
    assert panel.history.undoText() == "reset"
    panel.history.undo()
    assert session.surgery.off_in("conv2d") == {0}


@pytest.mark.parametrize(
    ("hand", "is_told"),
    [
        (lambda stage: QTest.keyClick(stage.filters, KEY.Key_X), True),
        (lambda stage: QTest.keyClick(stage.editor.grid, KEY.Key_X, SHIFT), True),
        (lambda stage: QTest.mouseClick(stage.filters, RIGHT, pos=tile(stage.filters, 5)), True),
        (lambda stage: QTest.mouseClick(stage.filters, LEFT, CTRL, tile(stage.filters, 5)), True),
        (lambda stage: drop(stage.filters, tile(stage.filters, 7), SOBEL), True),
        (lambda stage: drop(stage.editor.grid, QPoint(30, 10), SOBEL), False),
        (lambda stage: QTest.mouseClick(stage.editor.switch, LEFT), False),
        (lambda stage: QTest.mouseClick(stage.editor.only, LEFT), False),
        (lambda stage: QTest.mouseClick(stage.editor.relearn, LEFT), False),
        (lambda stage: QTest.keyClick(stage.editor.bias, KEY.Key_Plus), False),
    ],
)
def test_nothing_is_changed_while_the_original_answers(panel, stage, session, hand, is_told):
    """By no key and no button, one by one, while O is held; what can be tried anyway says why."""
    draw(session)
    QTest.mouseClick(stage.filters, LEFT, pos=tile(stage.filters, 2))
    QTest.keyClick(stage.filters, KEY.Key_X)
    changed, place, count, said = session.surgery, stage.place, panel.history.count(), []
    panel.said.connect(said.append)
    QTest.keyPress(stage.filters, KEY.Key_O)
    assert session.is_comparing
    assert stage.pictures.all_on.isHidden()
    hand(stage)
    assert session.is_comparing
    assert session.surgery is changed
    assert session.trace.weights is changed.original
    assert stage.place == place
    assert panel.history.count() == count
    assert [("original answers" in words) for words in said] == [True] * is_told


def test_to_undo_while_the_original_answers_ends_that(panel, stage, session):
    stage.toggle(2)
    stage.filters.setFocus()
    QTest.keyPress(stage.filters, KEY.Key_O)
    panel.history.undo()
    assert not session.is_comparing
    assert session.surgery.is_untouched


@pytest.fixture
def window(open_window, digits):
    made = open_window()
    yield made
    made.network_file.let_go()


def test_the_original_does_not_answer_on_unseen(window, qtbot):
    """O held, and its release lost to the canvas; the dock closed or tabbed away; and the status bar tells."""
    session, hint = window.session, window.status.hint
    window.call_panel("surgery")
    panel = window.panel("surgery")
    qtbot.waitUntil(lambda: panel.content is not None and panel.content.isVisible())
    filters = panel.content.filters
    QTest.keyClick(filters, KEY.Key_X)
    changed = session.weights
    filters.setFocus()
    QTest.keyPress(filters, KEY.Key_O)
    assert session.is_comparing
    assert "original network answers" in window.status.hint != hint
    QTest.mouseClick(window.canvas, LEFT, pos=window.canvas.rect().center())
    QTest.keyRelease(window.canvas, KEY.Key_O)
    session.clear()
    assert session.weights is changed
    assert window.status.hint == hint
    window.tabifyDockWidget(window.dock("surgery"), window.dock("convolving"))
    for away in (lambda: window.call_panel("convolving"), window.dock("surgery").close):
        window.call_panel("surgery")
        filters.setFocus()
        QTest.keyClick(filters, KEY.Key_O)
        QTest.mouseClick(window.canvas, LEFT, pos=window.canvas.rect().center())
        session.clear()  # one stroke is not looked at as several digits, which would take its time
        assert session.is_comparing, "a short press stays, wherever the keyboard goes"
        away()
        qtbot.waitUntil(lambda: not session.is_comparing, timeout=5000)
        assert session.weights is changed
        assert window.status.hint == hint


def test_another_network_has_another_past(panel, stage, session):
    stage.toggle(4)
    assert panel.history.canUndo()
    session.open_network(random_weights(STANDARD, seed=3))
    assert not panel.history.canUndo()
    assert stage.filters.off == set()
    kernel = session.weights.of("conv2d")["kernel"]
    np.testing.assert_array_equal(stage.editor.grid.kernel, kernel[:, :, 0, stage.place[0]])
    assert isinstance(session.surgery, Surgery)


def test_everything_is_in_view_in_a_low_and_in_a_narrow_dock(panel, stage, qtbot):
    panel.restore({"layer": "conv2d_1"})
    for size in ((820, 223), (420, 263), (420, 400), (420, 700), (700, 640), (2600, 400)):
        panel.resize(*size)
        QApplication.processEvents()
        editor = stage.editor
        parts = [stage.filters, stage.parts, editor.grid, editor.switch, editor.bias, *editor.tools.all(), stage.losses]
        for part in parts:
            rect = part.rect().translated(part.mapTo(panel, QPoint(0, 0)))
            assert panel.rect().contains(rect), (size, type(part).__name__, rect)
            assert min(rect.width(), rect.height()) >= 16, (size, type(part).__name__, rect)
        boxes = [part.rect().translated(part.mapTo(panel, QPoint(0, 0))) for part in parts]
        for i, box in enumerate(boxes):
            assert not any(box.intersects(other) for other in boxes[i + 1 :]), (size, i)
        lines = sorted(editor.findChildren(Readout), key=lambda line: line.mapTo(editor, QPoint(0, 0)).y())
        name, kind, _ = lines
        assert name.text == f"map {stage.place[1]} → filter {stage.place[0]}", size
        assert "…" not in kind.text, size
        digits = QFontMetrics(theme().font("monosmall")).horizontalAdvance("100" if size[0] < 500 else "100.0")
        assert stage.losses.cell_rect(0, 0).width() > digits + 1, size
        if editor.grid.width() == editor.width():  # what is under the weights is not far from them
            under = editor.tools.presets.mapTo(editor, QPoint(0, 0)).y()
            last = editor.grid.mapTo(editor, editor.grid.cell_rect(2, 2).bottomRight().toPoint()).y()
            assert under - last < 16, size


def test_in_the_window_undo_is_the_surgery_s_while_the_keyboard_is_there(open_window, session, qtbot, digits):
    window = open_window(session=session)
    dock = next(dock for dock in window.findChildren(Dock) if dock.objectName() == "surgery")
    assert not dock.isVisible()
    dock.toggleViewAction().trigger()
    panel = dock.panel
    qtbot.waitUntil(lambda: panel.content is not None and panel.content.isVisible())
    draw(session)
    stage = panel.content
    QTest.mouseClick(stage.filters, LEFT, pos=tile(stage.filters, 2))
    QTest.keyClick(stage.filters, KEY.Key_X)
    assert not session.trace.layer("conv2d").a[..., 2].any()
    undo = window.actions_by_key["undo"]
    assert "filter 2 off" in undo.text()
    QTest.keyClick(stage.filters, KEY.Key_Z, CTRL)
    assert session.surgery.is_untouched
    assert not session.ink.is_blank
    window.canvas.setFocus()
    undo.trigger()
    assert session.ink.is_blank


@pytest.mark.parametrize("size", [(1280, 800), (1440, 900)])
def test_all_of_it_is_seen_when_it_is_opened(open_window, qtbot, digits, size):
    window = open_window(size=size)
    window.dock("surgery").toggleViewAction().trigger()
    panel = window.panel("surgery")
    qtbot.waitUntil(lambda: panel.content is not None and panel.content.isVisible())
    qtbot.waitUntil(lambda: not panel.findChild(QScrollArea).verticalScrollBar().isVisible(), timeout=5000)
    assert (window.width(), window.height()) == size


def test_the_window_stays_on_a_low_screen(window, qtbot):
    for key in ("kernels", "surgery"):
        window.call_panel(key)
    panel = window.panel("surgery")
    qtbot.waitUntil(lambda: panel.content is not None and panel.content.isVisible())
    QApplication.processEvents()
    window.resize(1280, 800)
    assert window.minimumSizeHint().height() <= 760
    assert window.height() == 800
    assert panel.content.height() >= panel.content.minimumSizeHint().height(), "it scrolls"
