"""The vectors' panel: exact values, where they come from, and how the strips find their place."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from gui.panels.vectors import Vectors, shares
from gui.session import Session
from gui.widgets.strip import Strip
from gui.widgets.strip_caption import StripCaption
from tests.support import SyncEngine, draw, random_weights


@pytest.fixture
def panel(session, qtbot):
    made = Vectors.for_session(session)[0]
    qtbot.addWidget(made)
    made.resize(760, 140)
    with qtbot.waitExposed(made):
        made.show()
    return made


def strips(panel):
    return [row.strip for row in panel._rows]


def inside(panel):
    """Geometry of all parts; nothing may stick out or lie over another."""
    parts = [*panel.findChildren(Strip), *panel.findChildren(StripCaption)]
    if panel.readout.isVisible():
        parts.append(panel.readout)
    for part in parts:
        assert panel.rect().contains(part.geometry()), (panel.size(), part)
        assert part.width() > 20
        assert part.height() >= 10
    for index, part in enumerate(parts):
        for other in parts[index + 1 :]:
            assert not part.geometry().intersects(other.geometry()), (panel.size(), part, other)
    return parts


def test_one_strip_for_every_layer_of_vectors(panel):
    assert panel.layers == ("flatten", "dense", "dense_1")
    assert panel.fact() == "1600 → 128 → 10"


def test_the_strips_hold_the_very_numbers_of_the_trace(panel, session):
    draw(session)
    for name, strip in zip(panel.layers, strips(panel), strict=True):
        a = session.trace.layer(name).a
        assert all(strip.value_at(index) == a[index] for index in (0, 3, 9))
    session.clear()
    assert strips(panel)[0].value_at(3) is None


def test_z_shows_what_the_activation_hides(panel, session):
    draw(session)
    z = next(tool for tool in panel.tools() if tool.text() == "z")
    for tool in (z, panel._copy_button):
        tool.setParent(panel)
    z.click()
    trace = session.trace
    assert strips(panel)[0].value_at(7) == trace.layer("flatten").a[7]
    assert strips(panel)[1].value_at(7) == trace.layer("dense").z[7]
    assert strips(panel)[2].value_at(7) == trace.layer("dense_1").z[7]
    assert strips(panel)[1].signed
    assert panel.state() == {"values": "z"}
    panel.restore({"values": "rubbish"})
    assert panel.state() == {"values": "z"}
    panel.restore({"values": "a"})
    assert not strips(panel)[1].signed
    assert not z.isChecked()


def test_a_flattened_value_says_where_it_comes_from(panel, session):
    draw(session)
    QTest.mouseMove(strips(panel)[0], strips(panel)[0].cell_rect(812).center().toPoint())
    strips(panel)[0].hovered.emit(812)
    words = panel.readout.text
    assert "row 2, column 2, channel 44 of Pool 2" in words
    value = session.trace.layer("max_pooling2d_1").a[2, 2, 44]
    assert f"{value:.4f}" in words
    assert np.float32(panel.readout.toolTip().rsplit("= ")[-1]) == value


def test_hover_tells_both_values_of_a_unit(panel, session):
    draw(session)
    strips(panel)[2].hovered.emit(9)
    layer = session.trace.layer("dense_1")
    assert panel.readout.text.startswith("Dense 2, unit 9:")
    assert np.float32(panel.readout.toolTip().rsplit("= ")[-1].replace("−", "-")) == layer.z[9]
    strips(panel)[2].hovered.emit(-1)
    assert "unit" not in panel.readout.text


def test_in_a_low_dock_the_number_goes_to_the_header(panel, session, qtbot):
    panel.resize(760, 60)
    draw(session)
    assert not panel.readout.isVisible()
    with qtbot.waitSignal(panel.factChanged):
        strips(panel)[0].hovered.emit(812)
    assert "channel 44 of Pool 2" in panel.fact()
    with qtbot.waitSignal(panel.factChanged):
        strips(panel)[0].hovered.emit(-1)
    assert panel.fact() == "1600 → 128 → 10"


def test_a_click_chooses_the_value_everywhere(panel, session):
    draw(session)
    place = strips(panel)[1].cell_rect(64).center().toPoint()
    QTest.mouseClick(strips(panel)[1], Qt.MouseButton.LeftButton, pos=place)
    assert session.selection.layer == "dense"
    assert session.selection.unit == (64,)
    assert strips(panel)[1]._selected == 64
    panel.copy_value()
    copied = QGuiApplication.clipboard().text()
    assert np.float32(copied.rsplit("= ")[-1]) == session.trace.layer("dense").z[64]


def test_a_value_of_the_maps_is_found_again_after_flattening(panel, session):
    session.select("max_pooling2d_1", (2, 2, 44))
    assert strips(panel)[0]._selected == 812
    session.select("conv2d", (2, 2, 44))
    assert strips(panel)[0]._selected == -1


@pytest.mark.parametrize(
    "size",
    [(760, 48), (760, 80), (760, 140), (380, 500), (380, 204), (380, 100), (1900, 240), (300, 900), (240, 60)],
)
def test_nothing_overlaps_at_any_size(panel, session, size):
    draw(session)
    panel.resize(*size)
    inside(panel)
    panel.grab()


def test_wide_is_side_by_side_and_high_is_stacked(panel):
    panel.resize(760, 80)
    assert len({strip.y() for strip in strips(panel)}) == 1
    panel.resize(380, 500)
    assert len({strip.x() for strip in strips(panel)}) == 1


def test_many_layers_still_fit(qtbot):
    configs = (
        {"class_name": "InputLayer", "config": {"name": "in", "batch_shape": [None, 784]}},
        *(
            {"class_name": "Dense", "config": {"name": f"d{n}", "units": n, "activation": "relu"}}
            for n in range(40, 45)
        ),
        {"class_name": "Dense", "config": {"name": "out", "units": 10}},
    )
    session = Session(random_weights(configs), engine=SyncEngine)
    panel = Vectors.for_session(session)[0]
    qtbot.addWidget(panel)
    panel.show()
    for size in ((760, 80), (380, 500)):
        panel.resize(*size)
        assert len(inside(panel)) >= 12
    session.close()


def test_without_vectors_there_is_no_panel(qtbot):
    configs = (
        {"class_name": "InputLayer", "config": {"name": "in", "batch_shape": [None, 28, 28, 1]}},
        {"class_name": "Conv2D", "config": {"name": "c", "filters": 3, "kernel_size": 3}},
    )
    session = Session(random_weights(configs), engine=SyncEngine)
    assert Vectors.for_session(session) == []
    session.close()


def test_shares_follow_the_roots_and_leave_nobody_out():
    assert shares([100, 100], 200, 10) == [100, 100]
    big, small = shares([1600, 10], 500, 100)
    assert small == 100
    assert big == 400
    assert shares([1600, 10, 10], 60, 100) == [20, 20, 20]
    assert sum(shares([1600, 128, 10], 700, 50)) <= 700
    assert shares([], 10, 1) == []
