"""The microscope: whatever is lit is explained, from the one trace, and every part of it leads on."""

import contextlib
import io
import sys
from dataclasses import replace
from threading import Event

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.microscope import formula as module
from gui.microscope.place import PlaceView
from gui.microscope.pooled import PooledView
from gui.microscope.shares import SharesView
from gui.microscope.weighted import WeightedView
from gui.panels import microscope
from gui.panels.microscope import Microscope
from gui.session import Selection
from gui.theme import theme
from gui.widgets.matrix import Matrix
from model.explain import explain
from tests.networks import entry, traced
from tests.support import draw

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
OTHER_KINDS = (
    entry("InputLayer", "input", batch_shape=[None, 12, 12, 1]),
    entry("Conv2D", "conv", filters=3, kernel_size=[5, 3], strides=2, padding="same", use_bias=False),
    entry("BatchNormalization", "norm"),
    entry("Activation", "act", activation="tanh"),
    entry("AveragePooling2D", "mean", pool_size=3, strides=1, padding="same"),
    entry("Dropout", "drop", rate=0.5),
    entry("GlobalMaxPooling2D", "most"),
    entry("Dense", "dense", units=4, activation="sigmoid"),
    entry("Softmax", "shares"),
)


@pytest.fixture
def panel(session, qtbot):
    made = Microscope(session)
    qtbot.addWidget(made)
    for tool in made.tools():
        tool.hide()  # a dock has them
    made.resize(473, 221)
    with qtbot.waitExposed(made):
        made.show()
    draw(session)
    return made


@pytest.fixture
def window(open_window):
    return open_window()


def explained(panel):
    return None if panel.formula is None else panel.formula.explanation


def test_while_it_is_imported_it_says_so(panel, session, qtbot, monkeypatch):
    imported = Event()
    monkeypatch.delitem(sys.modules, microscope.FORMULA)
    late = type(
        "", (), {"import_module": staticmethod(lambda name: imported.wait(20) and sys.modules.setdefault(name, module))}
    )
    monkeypatch.setattr(microscope, "importlib", late)
    session.select("conv2d", (4, 5, 3))
    assert panel._hint.isVisible()
    assert panel.accessibleDescription() == "Loading…"
    imported.set()
    qtbot.waitUntil(lambda: explained(panel) is not None)
    assert not panel._hint.isVisible()


def brightest(session, layer):
    a = session.trace.layer(layer).a
    return tuple(int(i) for i in np.unravel_index(a.argmax(), a.shape))


def row_centre(rows, row):
    rows.show_row(row)
    return rows.row_rect(row).center().toPoint()


# --- which unit --------------------------------------------------------------------------------------------


def test_what_is_pointed_at_is_explained_and_a_click_keeps_it(window):
    session, panel = window.session, window.panel("microscope")
    draw(session)
    assert explained(panel) is None
    mosaic, canvas = window.panel("maps.conv2d").mosaic, window.canvas
    mosaic.setFocus()
    QTest.mouseMove(mosaic, mosaic.cell_rect(3, 4, 5).center().toPoint())
    QTest.mouseMove(mosaic, mosaic.cell_rect(9, 8, 7).center().toPoint())
    unit = session.lit.unit
    assert panel.formula.explanation.unit == unit
    assert panel.formula.explanation.shown_a == session.trace.layer("conv2d").a[unit]
    assert panel.fact() == f"Conv 1 · filter {unit[2]} ({unit[0]}, {unit[1]})"
    QTest.mouseClick(mosaic, LEFT, pos=mosaic.cell_rect(9, 8, 7).center().toPoint())
    QTest.mouseMove(canvas, QPoint(2, 2))
    QApplication.sendPostedEvents()
    session.point(None)
    assert panel.formula.explanation.unit == unit
    QTest.keyClick(mosaic, Qt.Key.Key_Escape)
    assert explained(panel) is None
    assert not panel.formula.equation.isVisible()


def test_tab_goes_from_the_header_through_the_parts(window):
    session, panel = window.session, window.panel("microscope")
    draw(session)
    for layer, parts in (
        ("conv2d_1", ("patch", "kernel", "products", "waterfall")),
        ("max_pooling2d", ("block", "map")),
    ):
        session.select(layer, (3, 3, 3))
        view = panel.formula.view
        stops = [part for part in (getattr(view, name) for name in parts) if part.isVisible()]
        header = window.dock("microscope").titleBarWidget()
        header.close_.setFocus(Qt.FocusReason.TabFocusReason)
        for stop in stops:
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
            assert QApplication.focusWidget() is stop
        QTest.keyClick(stops[0], Qt.Key.Key_Backtab)


def test_it_follows_the_pen_from_the_trace_in_hand(panel, session):
    unit = brightest(session, "conv2d_1")
    session.select("conv2d_1", unit)
    session.begin_stroke(0.2, 0.2)
    for place in np.linspace(0.2, 0.8, 8):
        session.extend_stroke(place, place)
        assert panel.formula.explanation.shown_a == session.trace.layer("conv2d_1").a[unit]
        assert panel.formula.explanation.agrees
        assert panel.formula.view.patch.values.shape == (3, 3)
    session.end_stroke()
    session.clear()
    assert explained(panel) is None
    assert "Draw" in panel.accessibleDescription()


def test_while_nothing_is_lit_nothing_is_computed(panel, session, monkeypatch):
    def never(*_):
        raise AssertionError("nobody asked")

    monkeypatch.setattr(module, "explain", never)
    draw(session, ((0.1, 0.5), (0.9, 0.5)))
    session.select("conv2d_1")  # a layer, no unit of it
    draw(session, ((0.5, 0.1), (0.5, 0.9)))
    assert explained(panel) is None


def test_a_mean_of_many_maps_and_a_unit_of_another_network_get_a_sentence(panel, session):
    session.point("conv2d", (3, 3, -1))
    assert "mean of many maps" in panel.accessibleDescription()
    session.point("conv2d", (300, 3, 1))
    assert explained(panel) is None


# --- what is shown -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layer", "view"),
    [
        ("input", PlaceView),
        ("conv2d", WeightedView),
        ("max_pooling2d_1", PooledView),
        ("flatten", PlaceView),
        ("dense", WeightedView),
        ("dense_1", SharesView),
    ],
)
def test_every_kind_is_drawn_compared_and_spoken(panel, session, layer, view):
    unit = brightest(session, layer)
    session.select(layer, unit)
    assert type(panel.formula.view) is view
    verdict = panel.formula.equation.verdict
    assert verdict.tone == "agrees"
    assert verdict.text.startswith("equals NumPy, |d| = ")
    told = next(term.text for term in panel.formula.equation.terms if term.strong)
    assert float(told) == pytest.approx(session.trace.layer(layer).a[unit], abs=6e-4)
    sizes = ((300, 120), (473, 221), (340, 700), (1200, 260), (1100, 800))
    for size, mode in zip(sizes, ("dark", "light", "dark", "light", "dark"), strict=True):
        theme().set_mode(mode)
        panel.resize(*size)
        assert panel.formula.view.geometry().bottom() <= panel.formula.equation.geometry().top()
        assert not panel.grab().isNull()
    assert panel.accessibleDescription().startswith(panel.fact().split(" (")[0])
    assert told in panel.accessibleDescription()


def test_kinds_of_other_networks_are_drawn_too(panel):
    trace = traced(OTHER_KINDS, 3)
    panel.show_trace(trace)
    for layer in trace.layers:
        for unit in (tuple(0 for _ in layer.a.shape), tuple(n - 1 for n in layer.a.shape)):
            panel.show_lit(Selection(layer.spec.name, unit))
            assert panel.formula.explanation.unit == unit
            assert panel.formula.equation.verdict.tone == "agrees"
            assert not panel.grab().isNull()


def test_a_number_that_is_not_the_networks_is_a_warning(panel, session):
    unit = brightest(session, "dense")
    session.select("dense", unit)
    layers = list(session.trace.layers)
    wrong = layers[6].a.copy()
    wrong[unit] *= 1.01
    layers[6] = replace(layers[6], a=wrong)
    panel.show_trace(replace(session.trace, layers=tuple(layers), engine="keras"))
    verdict = panel.formula.equation.verdict
    assert verdict.tone == "warns"
    assert verdict.text.startswith("differs from Keras")
    panel.show_trace(replace(session.trace, engine="keras"))
    assert panel.formula.equation.verdict.text.startswith("equals Keras")


def test_all_slices_add_up_in_the_order_of_their_size(panel, session):
    unit = brightest(session, "conv2d_1")
    session.select("conv2d_1", unit)
    steps = panel.formula.view.waterfall
    assert steps.count == 65
    assert steps.name(64) == "bias"
    assert (np.diff(np.abs(steps.values[:64])) <= 0).all()
    assert steps.ends[-1] == pytest.approx(session.trace.layer("conv2d_1").z[unit], abs=1e-5)
    session.select("dense", brightest(session, "dense"))
    assert panel.formula.view.waterfall.count == 1601
    session.select("conv2d", brightest(session, "conv2d"))  # one map below: its nine cells
    assert panel.formula.view.waterfall.count == 10
    assert panel.formula.view.waterfall.ends[-1] == pytest.approx(panel.formula.explanation.z)


def test_pooling_shows_window_winner_and_what_is_dropped(panel, session):
    session.select("max_pooling2d_1", (4, 4, 7))
    view, below = panel.formula.view, session.trace.layer("conv2d_1").a[..., 7]
    assert view.map.box == (8, 8, 10, 10)
    assert below[view.map.marked] == below[8:10, 8:10].max() == panel.formula.explanation.a
    assert view.map._read == (10, 10)
    assert any("dropped" in caption for caption in view.captions)
    session.select("max_pooling2d", (4, 4, 7))
    assert not any("dropped" in caption for caption in view.captions)


def test_where_little_room_is_left_the_kernel_keeps_its_numbers(panel, session):
    session.select("conv2d_1", brightest(session, "conv2d_1"))
    view = panel.formula.view
    for flipped in (False, True):
        panel.tools()[1].setChecked(not flipped)
        panel.tools()[1].click()
        for size in ((473, 221), (433, 150), (433, 130), (330, 160), (560, 140)):
            panel.resize(*size)
            assert view.patch.isVisible()
            assert view.kernel.isVisible()
            for matrix in (view.patch, view.kernel):
                last = matrix.cell_rect(2, 2).translated(matrix.pos())
                assert last.height() >= 9, (size, flipped)
                assert last.bottom() <= view.height() + 1, (size, flipped)
        assert not view.kernel.geometry().intersects(view.patch.geometry())
        assert view.waterfall.isHidden() or not view.kernel.geometry().intersects(view.waterfall.geometry())
    panel.resize(433, 150)
    assert view.products.isVisible(), "the list has no room here, but they have"
    panel.resize(473, 221)
    assert view.waterfall.isVisible()


def test_small_cells_keep_the_sign(qtbot):
    made = Matrix()
    qtbot.addWidget(made)
    made.set_values(np.array([[-0.5, 0.5]]), "signed", -1.0, 1.0)
    made.resize(60, 60)
    made.show()
    with_sign = made.grab().toImage()
    made.set_values(np.array([[0.5, 0.5]]), "signed", -1.0, 1.0)
    assert with_sign != made.grab().toImage()


# --- what a person does ------------------------------------------------------------------------------------


def test_a_contribution_lights_up_its_source_and_stays_when_clicked(panel, session):
    unit = brightest(session, "conv2d_1")
    session.select("conv2d_1", unit)
    steps = panel.formula.view.waterfall
    QTest.mouseMove(steps.viewport(), row_centre(steps, 1))
    QTest.mouseMove(steps.viewport(), row_centre(steps, 2))
    second = int(panel.formula.explanation.ranked[2])
    assert session.pointed.layer == "max_pooling2d"
    assert session.pointed.unit[2] == second == panel.formula.view.slice.key
    assert panel.formula.explanation.unit == unit, "what one points at in here is lit elsewhere"
    QTest.mouseClick(steps.viewport(), LEFT, pos=row_centre(steps, 2))
    QTest.mouseMove(panel, QPoint(1, 1))
    QApplication.sendEvent(steps.viewport(), QEvent(QEvent.Type.Leave))  # offscreen, nobody else tells it
    assert session.pointed == Selection()
    assert panel.formula.view.slice.key == second
    session.select("conv2d_1", (0, 0, 1))
    assert panel.formula.view.slice.key == panel.formula.explanation.ranked[0]


def test_what_is_pointed_at_follows_the_numbers_under_the_pointer(panel, session):
    session.select("conv2d_1", brightest(session, "conv2d_1"))
    view = panel.formula.view
    steps, patch = view.waterfall, view.patch
    leave = [(steps.viewport(), QEvent(QEvent.Type.Leave)), (patch, QEvent(QEvent.Type.Leave))]
    QTest.mouseMove(steps.viewport(), row_centre(steps, 1))
    QTest.mouseMove(steps.viewport(), row_centre(steps, 2))
    before = session.pointed
    draw(session, ((0.1, 0.9), (0.9, 0.8)))
    assert steps.toolTip() == steps.words(2)
    QApplication.processEvents()
    assert session.pointed != before
    assert session.pointed.unit[2] == panel.formula.explanation.ranked[2] == view.slice.key
    wheel = QPointF(row_centre(steps, 2)), QPointF(steps.viewport().mapToGlobal(row_centre(steps, 2)))
    down, phase = QPoint(0, -240), Qt.ScrollPhase.NoScrollPhase
    turn = QWheelEvent(*wheel, QPoint(), down, Qt.MouseButton.NoButton, NONE, phase, False)
    QApplication.sendEvent(steps.viewport(), turn)
    QApplication.processEvents()
    row = steps.looked_at
    assert row > 2
    assert session.pointed.unit[2] == panel.formula.explanation.ranked[row], "other rows went under the pointer"
    QTest.mouseClick(steps.viewport(), LEFT, pos=steps.row_rect(row).center().toPoint())
    QApplication.sendEvent(*leave[0])
    assert steps.looked_at == -1
    assert session.pointed == Selection()
    steps.chosen.emit(row)  # a second click lets go of the map
    QTest.mouseMove(patch, patch.cell_rect(0, 1).center().toPoint())
    QTest.mouseMove(patch, patch.cell_rect(1, 1).center().toPoint())
    before, told = session.pointed, patch.toolTip()
    session.undo()
    QApplication.processEvents()
    assert patch.toolTip() == patch.words(1, 1) != told
    assert session.pointed.unit[2] == view.slice.key != before.unit[2]
    QApplication.sendEvent(*leave[1])


def test_a_number_leads_to_where_it_comes_from_and_back(panel, session):
    unit = brightest(session, "conv2d_1")
    session.select("conv2d_1", unit)
    patch = panel.formula.view.patch
    QTest.mouseClick(patch, LEFT, pos=patch.cell_rect(1, 2).center().toPoint())
    assert session.selection == Selection(
        "max_pooling2d", (unit[0] + 1, unit[1] + 2, panel.formula.explanation.unit[2])
    )
    assert isinstance(panel.formula.view, PooledView)
    map_ = panel.formula.view.map
    QTest.mouseClick(map_, LEFT, pos=map_.cell_rect(5, 6).center().toPoint())
    assert session.selection.layer == "conv2d"
    assert session.selection.unit[:2] == (5, 6)
    for layer in ("max_pooling2d", "conv2d_1"):
        panel.tools()[0].click()
        assert session.selection.layer == layer
    assert session.selection.unit == unit
    assert not panel.tools()[0].isEnabled()


def test_the_keyboard_goes_everywhere(panel, session):
    session.select("dense", brightest(session, "dense"))
    steps = panel.formula.view.waterfall
    steps.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_End, Qt.Key.Key_Up, Qt.Key.Key_Home):
        QTest.keyClick(steps, key)
        assert steps.viewport().rect().contains(steps.row_rect(steps.looked_at).center().toPoint())
    index = int(panel.formula.explanation.ranked[0])
    place = panel.formula.explanation.place(index)
    assert (session.pointed.layer, session.pointed.unit) == place
    assert "1. " in steps.words(0)
    QTest.keyClick(steps, Qt.Key.Key_Return)
    assert (session.selection.layer, session.selection.unit) == place
    block = panel.formula.view.block
    block.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(block, Qt.Key.Key_Right)
    QTest.keyClick(block, Qt.Key.Key_Right)
    assert session.pointed.layer == "conv2d_1"
    QTest.keyClick(block, Qt.Key.Key_Return)
    assert session.selection.layer == "conv2d_1"
    assert panel.isActiveWindow()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backspace)
    assert (session.selection.layer, session.selection.unit) == place


def test_the_kernel_can_be_turned(panel, session):
    unit = brightest(session, "conv2d_1")
    session.select("conv2d_1", unit)
    kernel, flip = panel.formula.view.kernel.values, panel.tools()[1]
    flip.click()
    key = panel.formula.view.slice.key
    turned = session.trace.weights.arrays["conv2d_1/kernel"][::-1, ::-1, key, unit[2]]
    assert np.array_equal(panel.formula.view.kernel.values, turned.astype(float))
    assert "k[2 − i, 2 − j]" in panel.formula.equation.text
    assert panel.formula.equation.verdict.text == "not what the network computes"
    patch = session.trace.layer("max_pooling2d").a[unit[0] : unit[0] + 3, unit[1] : unit[1] + 3]
    whole = session.trace.weights.arrays["conv2d_1/kernel"][::-1, ::-1, :, unit[2]]
    bias = session.trace.weights.arrays["conv2d_1/bias"][unit[2]]
    assert panel.formula.explanation.z == pytest.approx(float((patch * whole).sum() + bias), abs=1e-4)
    panel.tools()[2].click()
    assert f"# {panel.formula.explanation.a:.7g}" in panel.formula.code_page.text
    panel.tools()[2].click()
    flip.click()
    assert np.array_equal(panel.formula.view.kernel.values, kernel)
    session.select("dense", (1,))
    assert not flip.isEnabled()


@pytest.mark.parametrize("language", ["NumPy", "Keras"])
def test_the_lines_that_are_copied_can_be_run(panel, session, qtbot, language):
    unit = brightest(session, "dense")
    session.select("dense", unit)
    panel.tools()[2].click()
    page = panel.formula.code_page
    next(button for button in page.findChildren(type(panel.tools()[2])) if button.text() == language).click()
    with qtbot.waitSignal(panel.said) as said:
        page.copy()
    lines = QGuiApplication.clipboard().text()
    assert lines == page.text
    assert said.args[0].split()[-1] in lines
    if language == "Keras":
        return  # tests/unit/test_mirror.py runs them
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(lines, {})
    assert float(out.getvalue()) == pytest.approx(session.trace.layer("dense").a[unit], abs=1e-5)


def test_a_folder_that_takes_no_file_is_told(panel, session, qtbot, settings_folder):
    settings_folder.mkdir()
    (settings_folder / "data").write_text("in the way")
    session.select("dense", (3,))
    panel.tools()[2].click()
    with qtbot.waitSignal(panel.said) as said:
        panel.formula.code_page.copy()
    assert "could not be written" in said.args[0]


def test_the_whole_formula_is_copied(panel, session):
    unit = brightest(session, "conv2d_1")
    session.select("conv2d_1", unit)
    panel.tools()[3].click()
    text = QGuiApplication.clipboard().text()
    assert "−" not in text
    QGuiApplication.clipboard().clear()
    QTest.keyClick(panel.formula.view.waterfall, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == text
    lines = text.splitlines()
    assert lines[0].startswith("Conv 2 · filter")
    listed = [line for line in lines if "⇒" in line]
    assert len(listed) == 64
    total = sum(float(line.split(": ")[1].split(" = ")[0]) for line in listed)
    explanation = explain(session.trace, "conv2d_1", unit)
    assert total == pytest.approx(explanation.sums.sum(), abs=1e-4)
    assert listed[0].count("·") == 9
    assert lines[-1].startswith("equals NumPy")


def test_choices_are_kept_but_not_a_turned_kernel(panel, session, qtbot):
    session.select("conv2d_1", (3, 3, 3))
    for tool in panel.tools()[1:3]:
        tool.click()
    again = Microscope(session)
    qtbot.addWidget(again)
    again.restore(panel.state())
    assert again.state() == panel.state() == {"code": True, "language": "numpy"}
    assert panel.tools()[1].isChecked()
    assert not again.tools()[1].isChecked()


# --- where it is -------------------------------------------------------------------------------------------


def test_it_stands_right_of_the_summary_where_both_fit(window, qtbot):
    summary, dock = window.dock("summary"), window.dock("microscope")
    for width, height in ((1440, 900), (1280, 800), (3840, 2160)):
        window.resize(width, height)
        QApplication.processEvents()
        assert dock.geometry().left() > summary.geometry().right()
        assert dock.geometry().top() == summary.geometry().top()
        assert dock.width() >= 430
        table = window.panel("summary").table
        assert table.horizontalScrollBar().maximum() == table.verticalScrollBar().maximum() == 0
    window.resize(1100, 800)
    QApplication.processEvents()
    assert dock in window.tabifiedDockWidgets(summary)
    assert not dock.isHidden()
    window.resize(1440, 900)
    QApplication.processEvents()
    assert dock.geometry().left() > summary.geometry().right()
    assert not summary.visibleRegion().isEmpty()
