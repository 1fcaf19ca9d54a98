"""The maps' panel: what it shows of a trace, in which order and colours, and what a click chooses."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

from gui import texts
from gui.dock import Dock
from gui.panels.feature_maps import FeatureMaps
from gui.session import Selection
from model.evidence import contributions
from tests.support import draw


@pytest.fixture
def panels(session, qtbot):
    made = FeatureMaps.for_session(session)
    for panel in made:
        qtbot.addWidget(panel)
        panel.resize(420, 300)
    return made


@pytest.fixture
def conv(panels, qtbot):
    """The panel of the first convolution, on the screen."""
    with qtbot.waitExposed(panels[0]):
        panels[0].show()
    return panels[0]


def tool(panel, word):
    """The header's button whose tool tip has that word."""
    for button in panel.tools():
        button.setParent(panel)
    return next(b for b in panel.findChildren(type(button)) if word in b.toolTip())


def spot(panel, unit):
    return panel.mosaic.cell_rect(*unit).center()


def order(panel):
    """Channels by their place in the mosaic."""
    count = panel.mosaic._shape[2]
    centres = [panel.mosaic.cell_rect(0, 0, channel).center() for channel in range(count)]
    return sorted(range(count), key=lambda channel: (centres[channel].y(), centres[channel].x()))


def test_one_for_every_layer_of_maps(panels):
    assert [panel.key for panel in panels] == [
        "maps.conv2d", "maps.max_pooling2d", "maps.conv2d_1", "maps.max_pooling2d_1",
    ]  # fmt: skip
    assert [panel.title() for panel in panels] == ["Conv 1", "Pool 1", "Conv 2", "Pool 2"]
    assert panels[0].fact() == "26×26×64"
    assert [panel.layers for panel in panels] == [(panel.key[5:],) for panel in panels]


def test_the_mosaic_holds_the_very_numbers_of_the_trace(conv, session):
    draw(session)
    a = session.trace.layer("conv2d").a
    for unit in ((0, 0, 0), (7, 3, 18), (25, 25, 63)):
        assert conv.mosaic.value_at(*unit) == a[unit]
    assert conv.mosaic.shown_range() == (0, a.max())
    session.clear()
    assert conv.mosaic.value_at(7, 3, 18) is None


def test_z_shows_what_relu_hides(conv, session):
    draw(session)
    layer = session.trace.layer("conv2d")
    tool(conv, "before the activation").click()
    assert conv.mosaic.value_at(7, 3, 18) == layer.z[7, 3, 18]
    assert conv.mosaic.signed
    most = np.abs(layer.z).max()
    assert conv.mosaic.shown_range() == (-most, most)
    tool(conv, "before the activation").click()
    assert not conv.mosaic.signed


def test_pooling_has_no_z(panels):
    counts = []
    for panel in panels[:2]:
        tools = panel.tools()
        counts.append(len(tools))
        for button in tools:
            button.setParent(panel)
    assert counts == [4, 3]
    panels[1].restore({"values": "z"})
    assert panels[1].state()["values"] == "a"


def test_scales(conv, session):
    draw(session)
    a = session.trace.layer("conv2d").a
    conv.restore({"scale": "network"})
    maps = [layer.a for layer in session.trace.layers[1:] if layer.a.ndim == 3]
    assert conv.mosaic.shown_range()[1] == max(values.max() for values in maps)
    conv.restore({"scale": "map"})
    conv.mosaic.set_mode("single", 5)
    assert conv.mosaic.shown_range()[1] == a[:, :, 5].max()


@pytest.mark.parametrize("name", ["energy", "maximum", "evidence"])
def test_order_is_the_strongest_first(conv, session, name):
    draw(session)
    conv.restore({"order": name})
    a = session.trace.layer("conv2d").a
    keys = {
        "energy": (a.astype(float) ** 2).sum(axis=(0, 1)),
        "maximum": a.max(axis=(0, 1)),
        "evidence": contributions(session.trace, "conv2d"),
    }
    sorted_keys = keys[name][order(conv)]
    assert (np.diff(sorted_keys) <= 1e-4 * np.abs(sorted_keys).max()).all()
    assert order(conv) != list(range(64))
    conv.restore({"order": "index"})
    assert order(conv) == list(range(64))


def test_the_order_keeps_still_while_the_pen_moves_and_follows_when_it_rests(conv, session, qtbot):
    conv.restore({"order": "energy"})
    session.begin_stroke(0.2, 0.2)
    session.extend_stroke(0.25, 0.25)
    before = order(conv)
    session.extend_stroke(0.8, 0.3)
    session.extend_stroke(0.3, 0.8)
    assert order(conv) == before
    a = session.trace.layer("conv2d").a
    wanted = np.argsort(-np.einsum("ijk,ijk->k", a, a), kind="stable").tolist()
    assert wanted != before
    qtbot.waitUntil(lambda: order(conv) != before)
    energies = (a.astype(float) ** 2).sum(axis=(0, 1))[order(conv)]
    assert (np.diff(energies) <= 1e-4 * energies.max()).all()


def test_silent_maps_are_counted_in_the_fact(conv, session, qtbot):
    with qtbot.waitSignal(conv.factChanged):
        draw(session)
    a = session.trace.layer("conv2d").a
    silent = int((a.max(axis=(0, 1)) <= 0).sum())
    assert silent
    assert conv.fact() == f"26×26×64 · {silent} silent"
    with qtbot.waitSignal(conv.factChanged):
        session.clear()
    assert conv.fact() == "26×26×64"


def test_hover_tells_the_exact_number(conv, session):
    draw(session)
    idle = conv.readout.text
    assert "conv2d" in idle
    assert "64 filters" in idle
    height = conv.readout.height(), conv.mosaic.height()
    QTest.mouseMove(conv.mosaic, spot(conv, (7, 3, 18)).toPoint())
    conv.mosaic.hovered.emit(7, 3, 18)
    layer = session.trace.layer("conv2d")
    assert f"{layer.a[7, 3, 18]:.4f}" in conv.readout.text
    assert f"{abs(layer.z[7, 3, 18]):.4f}" in conv.readout.text
    exact = conv.readout.toolTip()
    assert "filter 18, row 7, column 3" in exact
    assert np.float32(exact.rsplit("= ")[-1].replace("−", "-")) == layer.z[7, 3, 18]
    assert (conv.readout.height(), conv.mosaic.height()) == height
    conv.mosaic.hovered.emit(-1, -1, -1)
    assert conv.readout.text == idle


def test_the_number_follows_the_ink_while_the_pointer_rests(conv, session):
    draw(session)
    conv.mosaic.hovered.emit(7, 3, 18)
    before = conv.readout.text
    draw(session, ((0.05, 0.2), (0.3, 0.35)))
    assert conv.readout.text != before


def test_what_comes_under_the_pointer_that_rests_is_what_is_pointed_at(conv, session):
    draw(session)
    place = spot(conv, (7, 3, 18)).toPoint()
    QTest.mouseMove(conv.mosaic, place - QPoint(9, 0))
    QTest.mouseMove(conv.mosaic, place)
    assert session.pointed.unit == (7, 3, 18)
    conv.restore({"order": "energy"})
    tile = order(conv)[18]
    assert tile != 18
    QApplication.processEvents()
    assert session.pointed.unit == (7, 3, tile)
    assert f"filter {tile}," in conv.readout.toolTip()
    conv.restore({"mode": "single"})
    QApplication.processEvents()
    unit = session.pointed.unit
    assert unit[2] == conv.mosaic.channel
    assert conv.mosaic.cell_rect(*unit).contains(place)
    QTest.keyClick(conv.mosaic, Qt.Key.Key_Right)
    conv.restore({"order": "index", "mode": "grid"})
    QApplication.processEvents()
    assert session.pointed == Selection(), "the keys lead until the pointer moves"


def test_in_the_fold_the_mean_is_told(conv, session):
    draw(session)
    conv.restore({"mode": "fold"})
    conv.mosaic.hovered.emit(7, 3, -1)
    assert "mean of 64 maps" in conv.readout.toolTip()
    assert f"{session.trace.layer('conv2d').a[7, 3].mean():.4f}" in conv.readout.text


def test_a_click_chooses_the_unit_everywhere(conv, session):
    draw(session)
    QTest.mouseClick(conv.mosaic, Qt.MouseButton.LeftButton, pos=spot(conv, (7, 3, 18)).toPoint())
    assert session.selection.layer == "conv2d"
    row, column, channel = session.selection.unit
    assert channel == 18
    assert abs(row - 7) <= 1
    assert abs(column - 3) <= 1
    assert "row" in conv.readout.toolTip()


def test_the_chosen_value_can_be_copied(conv, session):
    draw(session)
    conv.copy_value()
    session.select("conv2d", (7, 3, 18))
    conv.copy_value()
    copied = QGuiApplication.clipboard().text()
    assert copied == conv.readout.toolTip().replace("−", "-")
    assert np.float32(copied.rsplit("= ")[-1]) == session.trace.layer("conv2d").z[7, 3, 18]


def test_a_selection_elsewhere_is_not_shown_here(conv, session):
    session.select("conv2d", (7, 3, 18))
    assert conv.mosaic._selected == (7, 3, 18)
    session.select("conv2d_1", (7, 3, 18))
    assert conv.mosaic._selected is None
    conv.show_selection(Selection("conv2d", (99, 0, 0)))
    assert conv.mosaic._selected is None


def test_fold_and_back_by_the_button_and_by_a_double_click(conv, session):
    draw(session)
    tool(conv, "Fold").click()
    assert conv.mosaic.mode == "fold"
    tool(conv, "all maps").click()
    assert conv.mosaic.mode == "grid"
    QTest.mouseDClick(conv.mosaic, Qt.MouseButton.LeftButton, pos=spot(conv, (7, 3, 18)).toPoint())
    assert conv.mosaic.mode == "single"
    assert conv.state()["mode"] == "single"


def test_one_map_large_is_the_strongest_or_the_chosen_one_and_says_which(conv, session):
    draw(session)
    conv.restore({"mode": "single"})
    peaks = session.trace.layer("conv2d").a.max(axis=(0, 1))
    assert conv.mosaic.channel == peaks.argmax()
    assert conv.readout.text == f"filter {peaks.argmax()} of conv2d"
    conv.restore({"mode": "grid"})
    session.select("conv2d", (7, 3, 18))
    conv.restore({"mode": "single"})
    assert conv.mosaic.channel == 18
    session.select("conv2d", (7, 3, 19))
    assert conv.mosaic.channel == 19


def test_choices_come_back(panels, session, qtbot):
    panels[0].restore({"order": "energy", "values": "z", "scale": "map", "mode": "fold"})
    again = FeatureMaps.for_session(session)
    for panel in again:
        qtbot.addWidget(panel)
    again[0].restore(panels[0].state())
    assert again[0].state() == {"order": "energy", "values": "z", "scale": "map", "mode": "fold"}
    again[0].restore({"order": "nonsense", "values": 3, "scale": None, "other": "x"})
    assert again[0].state() == panels[0].state()


@pytest.mark.parametrize("index", range(4))
def test_a_narrow_header_tells_the_shape_and_the_rest_in_its_tool_tip(session, qtbot, index):
    window = QMainWindow()
    qtbot.addWidget(window)
    panel = FeatureMaps.for_session(session)[index]
    dock = Dock(panel, window)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    window.resize(380, 240)
    window.show()
    panel.mosaic.setFocus()
    dock.titleBarWidget().setFixedWidth(380)
    panel._silent[:12] = True
    panel.factChanged.emit()
    name, fact = dock.titleBarWidget().findChildren(QLabel)
    assert name.text() == panel.title()
    assert fact.text() in (texts.dimensions(panel._spec.output_shape), panel.fact())
    assert panel.fact() in (fact.text(), fact.toolTip())
    assert "12 silent" in panel.fact()
    dock.titleBarWidget().setFixedWidth(460)
    assert fact.text() == panel.fact()
