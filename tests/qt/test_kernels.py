"""The dock of kernels: every weight, its slice's kind, where it acts, by mouse and by keyboard."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.panels.feature_maps import FeatureMaps
from gui.panels.kernels import Kernels
from gui.panels.microscope import Microscope
from model.kernel_lists import grouped
from model.kernels import added, added_at, kernels
from model.standard import STANDARD
from tests.support import draw, random_weights

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(session, qtbot):
    made = Kernels.for_session(session)[0]
    qtbot.addWidget(made)
    made.resize(640, 440)
    with qtbot.waitExposed(made):
        made.show()
    QTest.mouseMove(made, QPoint(1, 1))
    return made


@pytest.fixture
def deep(panel):
    """The panel with the second convolution, all pairs, by index."""
    panel.restore({"layer": "conv2d_1", "view": "pairs", "order": "index"})
    return panel


@pytest.fixture
def maps(session, qtbot):
    made = FeatureMaps.for_session(session)
    for item in made:
        qtbot.addWidget(item)
        item.resize(420, 300)
        with qtbot.waitExposed(item):
            item.show()
    return {item.layers[0]: item for item in made}


def spoken(family):
    """What is told to a person of a family."""
    return "other" if family == "none" else family


def cell(view, *unit):
    return view.cell_rect(*unit).center().toPoint()


def leave(view):
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))


def tool(panel, word):
    buttons = panel.tools()
    for button in buttons:
        button.setParent(panel)
    return next(button for button in buttons if word in button.toolTip() or word in button.accessibleName())


def order_of(mosaic, count):
    centres = [mosaic.cell_rect(0, 0, tile).center() for tile in range(count)]
    return sorted(range(count), key=lambda tile: (centres[tile].y(), centres[tile].x()))


def test_all_filters_of_the_first_convolution_in_groups_with_names(panel, session):
    kernel = session.weights.of("conv2d")["kernel"]
    found = kernels(session.weights, "conv2d")
    mosaic = panel.stage.mosaic
    for unit in ((0, 0, 0), (1, 2, 17), (2, 2, 63)):
        assert mosaic.value_at(*unit) == kernel[unit[0], unit[1], 0, unit[2]]
    most = np.abs(kernel).max()
    assert mosaic.shown_range() == (-most, most)
    assert order_of(mosaic, 64) == found.filters.order().tolist()
    families = found.filters.families()
    assert "none" in families
    groups = [(spoken(name), *rest) for name, *rest in grouped(families, found.filters.order())]
    assert [(tag.name, tag.slot, tag.tiles) for tag in mosaic.tags] == groups
    assert len(groups) > 2
    assert all(f"{name} {count}" in panel.readout.text for name, _, count in groups)
    named = mosaic.grab().toImage()
    mosaic.set_tags(())
    assert mosaic.grab().toImage() != named
    panel.restore({"order": "norm"})
    assert order_of(mosaic, 64) == np.argsort(-found.norms[0], kind="stable").tolist()
    assert not mosaic.tags


def test_the_matrix_has_every_pair_and_the_pointer_brings_it_near(deep, session):
    found = kernels(session.weights, "conv2d_1")
    matrix = deep.stage.matrix
    assert matrix.isVisible()
    assert matrix.value_at(12, 40, 0) == found.norms[12, 40]
    QTest.mouseMove(matrix, cell(matrix, 12, 40, 0))
    assert "map 12 → filter 40" in deep.card.text
    cells = deep.card.cells
    values = [[cells.value_at(i, j, 0) for j in range(3)] for i in range(3)]
    np.testing.assert_array_equal(values, found.weights[:, :, 12, 40])
    match = found.slices.match(12 * 64 + 40)
    assert f"{match.similarity:.2f}" in deep.card.text
    assert match.family == "none"
    assert deep.card.text.splitlines()[1:3] == ["like no classic filter", "nearest: edge 0.54 · chance 0.83"]
    assert deep.readout.text == "map 12 → filter 40 · like no classic filter"
    assert f"{found.norms[12, 40]:.4f}" in deep.card.text
    assert "map 12 → filter 40" in deep.readout.text
    deep.restore({"strength": "sum"})
    assert matrix.value_at(12, 40, 0) == found.sums[12, 40]
    assert matrix.signed
    deep.restore({"order": "kind"})
    place = matrix.cell_of(12, 40)
    assert place != (12, 40)
    assert matrix.value_at(*place, 0) == found.sums[12, 40]
    assert matrix.pair_at(*place) == (12, 40)
    assert {tag.name for tag in matrix.tags} >= set(map(spoken, found.filters.families()))


def test_a_click_selects_the_filter_s_map_and_a_double_click_opens_it(deep, session):
    draw(session)
    matrix = deep.stage.matrix
    QTest.mouseClick(matrix, LEFT, pos=cell(matrix, 12, 40, 0))
    layer, unit = session.selection.layer, session.selection.unit
    assert (layer, unit[2]) == ("conv2d_1", 40)
    answers = session.trace.layer("conv2d_1").a[:, :, 40]
    assert answers[unit[:2]] == answers.max()
    leave(matrix)
    assert deep.pair == (12, 40)
    assert "map 12 → filter 40" in deep.card.text
    QTest.mouseDClick(matrix, LEFT, pos=cell(matrix, 12, 40, 0))
    mosaic = deep.stage.mosaic
    assert mosaic.isVisible()
    kernel = session.weights.of("conv2d_1")["kernel"]
    assert mosaic.value_at(1, 2, 12) == kernel[1, 2, 12, 40]
    tool(deep, "Next filter").click()
    assert mosaic.value_at(1, 2, 12) == kernel[1, 2, 12, 41]
    deep.restore({"view": "map"})
    channel = deep.pair[0]
    assert mosaic.value_at(0, 1, 33) == kernel[0, 1, channel, 33]


def test_slices_are_ranked_by_what_they_add_now(deep, session):
    draw(session)
    deep.restore({"view": "filter", "order": "added"})
    adds = added(session.trace, "conv2d_1")[:, 0]
    assert order_of(deep.stage.mosaic, 64) == np.argsort(-np.abs(adds), kind="stable").tolist()
    session.select("conv2d_1", (4, 6, 9))
    adds = added_at(session.trace, "conv2d_1", 4, 6)[:, 9]
    assert order_of(deep.stage.mosaic, 64) == np.argsort(-np.abs(adds), kind="stable").tolist()
    assert "(4, 6)" in deep.card.text
    session.select(None)
    shown = deep.card.text
    draw(session, ((0.1, 0.5), (0.9, 0.6)))
    assert deep.card.text != shown


def test_a_weight_lights_all_that_it_multiplies(session, maps, deep):
    deep.restore({"view": "filter"})
    mosaic = deep.stage.mosaic
    QTest.mouseMove(mosaic, cell(mosaic, 0, 2, 12))
    read, fed = maps["max_pooling2d"].mosaic.lit, maps["conv2d_1"].mosaic.lit
    assert (read.box, read.channel) == ((0, 2, 11, 13), 12)
    assert (fed.box, fed.channel) == ((0, 0, 11, 11), 0)
    leave(mosaic)
    assert maps["max_pooling2d"].mosaic.lit is None
    session.select("conv2d_1", (5, 7, 0))
    QTest.mouseMove(mosaic, cell(mosaic, 0, 2, 12))
    read, ink = maps["max_pooling2d"].mosaic.lit, maps["conv2d"].mosaic.lit
    assert (read.box, read.channel) == ((5, 9, 6, 10), 12)
    assert (ink.box, ink.channel) == ((10, 18, 12, 20), 12)
    assert session.lit.unit == (5, 7, 0)


def test_the_formula_stays_while_weights_of_other_filters_are_pointed_at(deep, session, qtbot):
    microscope = Microscope.for_session(session)[0]
    qtbot.addWidget(microscope)
    draw(session)
    session.select("conv2d_1", (5, 7, 9))
    with qtbot.waitExposed(microscope):
        microscope.show()
    qtbot.waitUntil(lambda: "filter 9" in microscope.fact())
    matrix = deep.stage.matrix
    QTest.mouseMove(matrix, cell(matrix, 3, 30, 0))
    assert session.lit.weight == (-1, -1, 3, 30)
    assert "filter 9 (5, 7)" in microscope.fact()
    QTest.mouseMove(matrix, cell(matrix, 3, 9, 0))
    assert session.lit.unit == (5, 7, 9)
    assert "filter 9 (5, 7)" in microscope.fact()


def test_a_unit_elsewhere_lights_and_brings_its_filter(panel, session):
    panel.restore({"order": "index"})
    session.point("conv2d", (3, 4, 18))
    assert panel.stage.mosaic.lit.channel == 18
    session.select("max_pooling2d_1", (1, 1, 29))
    assert panel.card.text.splitlines()[0].endswith("filter 29")
    assert panel.fact() == "3×3×64×64"
    assert panel.stage.matrix.lit.box == (0, 29, 64, 30)


def test_while_hidden_it_works_out_nothing_and_then_catches_up(panel, session):
    panel.restore({"layer": "conv2d_1", "view": "filter"})
    panel.hide()
    kernels.cache_clear()
    session.select("conv2d_1", (2, 2, 33))
    panel.restore({"order": "norm"})
    draw(session)
    assert kernels.cache_info().misses == 0
    panel.show()
    assert panel.pair[1] == 33
    kernel = session.weights.of("conv2d_1")["kernel"]
    assert panel.stage.mosaic.value_at(0, 1, 7) == kernel[0, 1, 7, 33]


def test_by_keyboard_alone(deep, session, qtbot):
    matrix = deep.stage.matrix
    matrix.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(matrix, Qt.Key.Key_Right)
    first = deep.pair
    QTest.keyClick(matrix, Qt.Key.Key_Down)
    QTest.keyClick(matrix, Qt.Key.Key_Right)
    assert deep.pair == (min(first[0] + 1, 63), min(first[1] + 1, 63))
    assert session.selection.unit[2] == deep.pair[1]
    chosen = deep.pair
    QTest.keyClick(matrix, Qt.Key.Key_Return)
    assert deep.stage.mosaic.isVisible()
    assert deep.pair == chosen
    cells = deep.card.cells
    cells.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(cells, Qt.Key.Key_Left)
    assert session.pointed.weight[2:] == chosen
    QTest.keyClick(cells, Qt.Key.Key_Backtab)
    assert session.pointed.weight is None
    assert deep.pair == chosen
    cells.setFocus(Qt.FocusReason.TabFocusReason)
    said = []
    deep.said.connect(said.append)
    QTest.keyClick(cells, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert said == ["Copied the slice"]
    lines = QGuiApplication.clipboard().text().splitlines()
    assert f"map {chosen[0]} → filter {chosen[1]}" in lines[0]
    copied = np.array([[float(word) for word in line.split("\t")] for line in lines[1:4]], np.float32)
    np.testing.assert_array_equal(copied, session.weights.of("conv2d_1")["kernel"][:, :, chosen[0], chosen[1]])
    deep.copy_text("list")
    table = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert len(table) == 65
    assert {row[1] for row in table[1:]} == {str(chosen[1])}


def test_kernels_are_painted_anew_only_when_they_are_others(panel, session, monkeypatch):
    draw(session)
    calls = []
    original = panel.stage.mosaic.set_maps
    monkeypatch.setattr(panel.stage.mosaic, "set_maps", lambda *args: (calls.append(1), original(*args)))
    draw(session, ((0.2, 0.2), (0.8, 0.8)))
    assert not calls
    from dataclasses import replace

    trained = random_weights(STANDARD, seed=9)
    panel.show_trace(replace(session.trace, weights=trained))
    assert calls
    assert panel.stage.mosaic.value_at(1, 1, 5) == trained.of("conv2d")["kernel"][1, 1, 0, 5]


def test_maps_by_kind_of_filter(maps, session):
    draw(session)
    for name, made in (("conv2d", "conv2d"), ("max_pooling2d", "conv2d"), ("conv2d_1", "conv2d_1")):
        item = maps[name]
        tool(item, "Order").menu().actions()[-1].trigger()
        kinds = kernels(session.weights, made).filters
        assert order_of(item.mosaic, 64) == kinds.order().tolist()
        groups = [(spoken(name), *rest) for name, *rest in grouped(kinds.families(), kinds.order())]
        assert [(tag.name, tag.slot) for tag in item.mosaic.tags] == [(name, first) for name, first, _ in groups]
        assert all(f"{name} {count}" in item.readout.accessibleName() for name, _, count in groups)
        item.restore({"order": "energy"})
        assert not item.mosaic.tags


def test_the_window_does_not_grow_for_the_card(open_window, qtbot):
    """On a low screen, with a lab at the bottom: the card gives way, and nothing lies over anything."""
    window = open_window(size=(1280, 800))
    window.dock("surgery").toggleViewAction().trigger()
    content = window.panel("surgery")
    qtbot.waitUntil(lambda: content.content is not None and content.content.isVisible())
    window.dock("kernels").toggleViewAction().trigger()
    QApplication.processEvents()
    assert window.height() == 800
    panel = window.panel("kernels")
    assert panel.card.isVisible() == (panel.height() >= panel.card.minimumSizeHint().height() + panel.bar.height())
    window.dock("kernels").setFloating(True)
    for height in (150, 180, 220, 400):
        window.dock("kernels").resize(420, height)
        QApplication.processEvents()
        card = panel.card
        assert not card.isVisible() or card.height() >= card.minimumSizeHint().height(), height
        assert card.isVisible() == (height > 150)
