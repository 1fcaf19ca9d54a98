"""The session: where state changes and is announced."""

import numpy as np
import pytest

from gui.session import Selection
from model.digitize import Steps
from model.grid import NARROWEST, WIDEST
from tests.support import draw


def test_a_trace_follows_every_move_of_a_stroke(session):
    traces = []
    session.traceChanged.connect(traces.append)
    session.begin_stroke(0.3, 0.3)
    session.extend_stroke(0.5, 0.5)
    session.extend_stroke(0.6, 0.7)
    assert len(traces) == 3
    assert session.is_drawing
    assert [trace.serial for trace in traces] == sorted(trace.serial for trace in traces)
    assert session.trace is traces[-1]
    assert session.is_answered
    session.end_stroke()
    assert not session.is_drawing


def test_what_a_trace_holds_is_read_only_and_of_one_moment(session):
    draw(session)
    trace = session.trace
    assert [layer.spec.name for layer in trace.layers] == [spec.name for spec in session.specs]
    for layer in trace.layers:
        assert layer.z.shape == layer.a.shape == layer.spec.output_shape
        assert not layer.z.flags.writeable
        assert not layer.a.flags.writeable
    kept = [layer.a.copy() for layer in trace.layers]
    draw(session, ((0.1, 0.1), (0.9, 0.1)))
    assert session.trace is not trace
    for layer, copy in zip(trace.layers, kept, strict=True):
        np.testing.assert_array_equal(layer.a, copy)


def test_a_blank_canvas_gives_no_answer(session):
    assert session.trace is None
    draw(session)
    assert session.trace is not None
    session.clear()
    assert session.trace is None
    session.undo()
    assert session.trace is not None
    session.undo()
    assert session.trace is None
    session.redo()
    assert session.trace is not None


def test_an_answer_that_comes_after_clearing_is_dropped(session):
    draw(session)
    late = session.trace
    session.clear()
    session._on_traced(late)
    assert session.trace is None


def test_an_older_answer_never_replaces_a_newer_one(session):
    draw(session)
    old = session.trace
    draw(session, ((0.2, 0.8), (0.8, 0.8)))
    new = session.trace
    session._on_traced(old)
    assert session.trace is new


def test_undo_during_a_stroke_takes_the_stroke_back(session):
    draw(session)
    before = session.ink.snapshot().copy()
    session.begin_stroke(0.1, 0.9)
    session.extend_stroke(0.9, 0.9)
    session.undo()
    assert not session.is_drawing
    np.testing.assert_array_equal(session.ink.snapshot(), before)


def test_steps_change_the_answer_at_once_and_are_announced(session):
    draw(session, ((0.1, 0.1), (0.3, 0.2)))
    image = session.trace.image
    told = []
    session.stepsChanged.connect(told.append)
    session.set_steps(Steps(crop=False, scale=False, centre=False))
    session.set_steps(Steps(crop=False, scale=False, centre=False))
    assert told == [Steps(crop=False, scale=False, centre=False)]
    assert np.abs(session.trace.image - image).max() > 0.1


def test_the_pen_stays_within_what_is_useful(session):
    session.set_pen(width=5.0)
    assert session.pen.width == WIDEST
    session.set_pen(width=-1.0)
    assert session.pen.width == NARROWEST
    session.set_pen(eraser=True)
    assert session.pen.eraser
    assert session.pen.width == NARROWEST


def test_the_eraser_takes_ink_away(session):
    draw(session, ((0.2, 0.5), (0.8, 0.5)))
    before = int(session.ink.snapshot().sum())
    session.begin_stroke(0.5, 0.4, eraser=True)
    session.extend_stroke(0.5, 0.6)
    session.end_stroke()
    assert 0 < int(session.ink.snapshot().sum()) < before
    assert len(session.ink.strokes) == 2


def test_a_selection_is_announced_once_and_only_for_layers_there_are(session):
    told = []
    session.selectionChanged.connect(told.append)
    session.select("conv2d", (3, 4, 5))
    session.select("conv2d", (3, 4, 5))
    session.select(None)
    assert told == [Selection("conv2d", (3, 4, 5)), Selection()]
    with pytest.raises(ValueError, match="Received 'conv3d'"):
        session.select("conv3d")


def test_shift_moves_by_whole_network_pixels(session):
    session.set_steps(Steps(crop=False, scale=False, centre=False))
    draw(session, ((0.4, 0.4), (0.5, 0.5)))
    image = session.trace.image
    session.shift(2, -3)
    np.testing.assert_allclose(session.trace.image, np.roll(image, (-3, 2), (0, 1)), atol=0.02)


def test_history_is_of_the_present_drawing(session):
    draw(session)
    assert len(session.history) == 4
    times = [time for time, _ in session.history]
    assert times == sorted(times)
    session.clear()
    assert session.history == []


def test_a_broken_network_is_told_and_the_next_picture_is_answered(session, monkeypatch):
    told = []
    session.statusChanged.connect(told.append)
    worker = session.engine.worker
    good = worker._network

    class Broken:
        def run(self, image):
            raise RuntimeError("out of paper\nand a long story")

    worker._network = Broken()
    draw(session)
    assert session.trace is None
    assert told[-1].error == "out of paper"
    worker._network = good
    draw(session)
    assert session.trace is not None
    assert told[-1].error is None


def test_what_is_pointed_at_is_lit_until_the_pointer_goes_and_what_is_selected_stays(session):
    pointed, lit, selected = [], [], []
    session.pointedChanged.connect(pointed.append)
    session.litChanged.connect(lit.append)
    session.selectionChanged.connect(selected.append)
    pin, passing = Selection("conv2d", (3, 4, 5)), Selection("dense", (7,))
    session.select(pin.layer, pin.unit)
    session.point(passing.layer, passing.unit)
    session.point(passing.layer, passing.unit)
    assert session.lit == passing
    assert session.selection == pin
    session.point("dense")  # a layer without a unit: what is selected is lit
    session.point(None)
    session.point(pin.layer, pin.unit)  # the same is lit as before: nobody needs to hear of it
    session.select(None)  # all goes dark, though the pointer has not moved
    session.point(None)
    assert pointed == [passing, Selection("dense"), Selection(), pin, Selection()]
    assert lit == [pin, passing, pin, Selection()]
    assert selected == [pin, Selection()]
    session.point(passing.layer, passing.unit)
    session.select(pin.layer, pin.unit)  # by a key, while the pointer rests somewhere else
    assert session.lit == pin
    with pytest.raises(ValueError, match="Expected one of"):
        session.point("no such layer")
