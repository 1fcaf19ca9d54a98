"""The drawing: the raster always shows the strokes, and every change can be taken back."""

import math

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from model.grid import DEFAULT_WIDTH
from model.ink import STEPS, Ink
from model.raster import NOTHING, WHOLE, Box, Raster
from model.strokes import Stroke


def rendered(strokes) -> np.ndarray:
    raster = Raster()
    for stroke in strokes:
        raster.stroke(stroke)
    return raster.copy()


def draw(ink: Ink, *points: tuple[float, float], width: float = 0.05, eraser: bool = False) -> Box:
    dirty = ink.begin(*points[0], 0.0, width=width, eraser=eraser)
    for i, (x, y) in enumerate(points[1:]):
        dirty = dirty.union(ink.extend(x, y, 0.02 * (i + 1)))
    return dirty.union(ink.end())


def state(ink: Ink) -> tuple:
    return ink.raster.copy().tobytes(), [stroke.points.tobytes() for stroke in ink.strokes]


coordinates = st.floats(-0.1, 1.1, allow_subnormal=False)
pressures = st.floats(0, 1, allow_subnormal=False)
widths = st.sampled_from([0.01, 0.05, DEFAULT_WIDTH, 0.2])


class Drawing(RuleBasedStateMachine):
    """Any sequence of anything a person can do, watched from outside.

    A model of the history (a list of states and a place in it) says what undo and redo must bring back, and
    every returned box must hold all cells that changed.
    """

    def __init__(self):
        super().__init__()
        self.ink = Ink()
        self.shown = self.ink.raster.copy()
        self.history = [state(self.ink)]
        self.place = 0

    def done(self, box: Box) -> None:
        outside = self.ink.raster.copy()
        outside[box.slices] = self.shown[box.slices]
        assert np.array_equal(outside, self.shown), "cells changed outside the returned box"
        assert WHOLE.clip(box) == box
        self.shown = self.ink.raster.copy()

    def stepped(self) -> None:
        """Note a new state in the history if there is one."""
        now = state(self.ink)
        if self.ink.is_drawing or now == self.history[self.place]:
            return
        del self.history[self.place + 1 :]
        self.history.append(now)
        self.place += 1

    @rule(x=coordinates, y=coordinates, pressure=pressures, width=widths, eraser=st.booleans())
    def begin(self, x, y, pressure, width, eraser):
        self.ink.end()
        self.stepped()
        self.done(self.ink.begin(x, y, 0.0, pressure, width, eraser))

    @rule(x=coordinates, y=coordinates, pressure=pressures)
    def extend(self, x, y, pressure):
        self.done(self.ink.extend(x, y, 0.1, pressure))

    @rule(x=coordinates, y=coordinates, to_x=coordinates, to_y=coordinates, eraser=st.booleans())
    def drag(self, x, y, to_x, to_y, eraser):
        self.begin(x, y, 1.0, DEFAULT_WIDTH, eraser)
        self.extend(to_x, to_y, 1.0)
        self.end()

    @rule()
    def end(self):
        self.done(self.ink.end())
        self.stepped()

    @rule()
    def cancel(self):
        self.done(self.ink.cancel())
        assert state(self.ink) == self.history[self.place]

    @rule()
    def undo(self):
        can, drawing = self.ink.can_undo, self.ink.is_drawing
        self.done(self.ink.undo())
        assert can == (drawing or self.place > 0)
        if not drawing and self.place > 0:
            self.place -= 1
        assert state(self.ink) == self.history[self.place]

    @rule()
    def redo(self):
        can, drawing = self.ink.can_redo, self.ink.is_drawing
        before = state(self.ink)
        self.done(self.ink.redo())
        assert can == (not drawing and self.place + 1 < len(self.history))
        if can:
            self.place += 1
        assert state(self.ink) == (self.history[self.place] if can else before)

    @rule()
    def clear(self):
        self.ink.end()
        self.stepped()
        self.done(self.ink.clear())
        assert self.ink.is_blank
        self.stepped()

    @rule(dx=st.sampled_from([-1.5, -0.2, 0, 1 / 28]), dy=st.sampled_from([-0.3, 0, 1 / 28]))
    def shift(self, dx, dy):
        self.ink.end()
        self.stepped()
        self.done(self.ink.shift(dx, dy))
        self.stepped()

    @rule(x=coordinates, y=coordinates, other=st.booleans())
    def replace(self, x, y, other):
        self.ink.end()
        self.stepped()
        new = [Stroke.along([(x, y), (y, x)], 0.04)] if other else self.ink.strokes[::-1]
        self.done(self.ink.replace(new))
        if new:
            del self.history[self.place + 1 :]
            self.history.append(state(self.ink))
            self.place += 1

    @invariant()
    def the_raster_shows_the_strokes(self):
        assert np.array_equal(self.ink.raster.cells, rendered(self.ink.strokes))
        assert self.ink.is_blank == (not self.ink.raster.cells.any())


TestDrawing = Drawing.TestCase
TestDrawing.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)


def test_new_ink_is_blank_and_has_no_past():
    ink = Ink()
    assert ink.is_blank
    assert (ink.can_undo, ink.can_redo, ink.is_drawing) == (False, False, False)
    assert ink.undo() == ink.redo() == ink.clear() == ink.end() == ink.cancel() == NOTHING
    assert ink.extend(0.5, 0.5, 0.0) == NOTHING
    assert ink.is_blank
    assert not ink.can_undo


def test_a_stroke_appears_while_it_is_drawn():
    ink = Ink()
    assert not ink.begin(0.3, 0.5, 0.0).empty
    assert not ink.is_blank
    before = ink.raster.cells[224, 300]
    box = ink.extend(0.7, 0.5, 0.1)
    assert ink.raster.cells[224, 300] == 255 > before
    assert box.left <= 0.3 * 448 <= 0.7 * 448 <= box.right
    assert len(ink.strokes) == 1
    assert ink.can_undo
    assert ink.end() == NOTHING
    (stroke,) = ink.strokes
    np.testing.assert_allclose(stroke.points, [[0.3, 0.5, 0, 1], [0.7, 0.5, 0.1, 1]], rtol=1e-6)
    assert stroke.width == DEFAULT_WIDTH


def test_pressure_is_held_to_its_range():
    ink = Ink()
    ink.begin(0.5, 0.5, 0.0, pressure=7.0)
    ink.extend(0.6, 0.5, 0.1, pressure=-1.0)
    ink.end()
    assert ink.strokes[0].points[:, 3].tolist() == [1.0, 0.0]


def test_standing_still_adds_no_points():
    ink = Ink()
    ink.begin(0.5, 0.5, 0.0)
    assert ink.extend(0.5, 0.5, 0.1) == NOTHING
    assert len(ink.strokes[0].points) == 1


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, 1e20])
def test_rubbish_is_refused_and_nothing_is_lost(bad):
    ink = Ink()
    draw(ink, (0.2, 0.2), (0.4, 0.4))
    ink.begin(0.5, 0.5, 0.0)
    before = state(ink)
    for place in range(2 if bad == 1e20 else 4):
        numbers = [0.6, 0.6, 0.1, 1.0]
        numbers[place] = bad
        with pytest.raises(ValueError, match="Expected"):
            ink.extend(*numbers)
        with pytest.raises(ValueError, match="Expected"):
            ink.begin(*numbers)
    with pytest.raises(ValueError, match="width"):
        ink.begin(0.5, 0.5, 0.0, width=bad)
    with pytest.raises(ValueError, match="Expected"):
        ink.shift(bad, 0.0)
    assert len(ink.strokes) == 2
    assert state(ink) == before


def test_a_snapshot_stays_as_it_was():
    ink = Ink()
    draw(ink, (0.2, 0.2), (0.8, 0.8))
    cells = ink.snapshot()
    kept = cells.copy()
    draw(ink, (0.8, 0.2), (0.2, 0.8))
    assert np.array_equal(cells, kept)
    assert not np.array_equal(cells, ink.snapshot())
    with pytest.raises(ValueError, match="read-only"):
        cells[0, 0] = 1


def test_undo_and_redo_walk_through_the_past():
    ink = Ink()
    states = [state(ink)]
    for y in (0.2, 0.5, 0.8):
        draw(ink, (0.1, y), (0.9, y))
        states.append(state(ink))
    for expected in states[-2::-1]:
        assert not ink.undo().empty
        assert state(ink) == expected
    assert not ink.can_undo
    for expected in states[1:]:
        ink.redo()
        assert state(ink) == expected
    assert not ink.can_redo


def test_drawing_after_undo_forgets_what_was_undone():
    ink = Ink()
    draw(ink, (0.1, 0.2), (0.9, 0.2))
    ink.undo()
    draw(ink, (0.1, 0.7), (0.9, 0.7))
    assert not ink.can_redo
    ink.undo()
    assert ink.is_blank


def test_undo_while_drawing_takes_back_that_stroke_alone():
    ink = Ink()
    draw(ink, (0.1, 0.2), (0.9, 0.2))
    draw(ink, (0.1, 0.4), (0.9, 0.4))
    ink.undo()
    before = state(ink)
    ink.begin(0.1, 0.3, 0.0)
    ink.extend(0.9, 0.1, 0.1)
    assert ink.redo() == NOTHING  # not in the middle of a stroke
    assert not ink.undo().empty
    assert state(ink) == before
    assert not ink.is_drawing
    assert ink.extend(0.5, 0.5, 0.2) == NOTHING  # the pen still moves, but its stroke is gone
    assert ink.end() == NOTHING
    assert state(ink) == before
    assert ink.can_redo  # a stroke that was never finished forgets nothing
    assert ink.can_undo


def test_a_new_gesture_ends_an_unfinished_one():
    ink = Ink()
    ink.begin(0.1, 0.2, 0.0)
    ink.extend(0.9, 0.2, 0.1)
    ink.begin(0.5, 0.8, 0.2)
    ink.end()
    assert len(ink.strokes) == 2
    ink.undo()
    assert len(ink.strokes) == 1


def test_clearing_a_blank_canvas_is_no_step():
    ink = Ink()
    draw(ink, (0.1, 0.2), (0.9, 0.2))
    ink.clear()
    assert ink.is_blank
    assert ink.clear() == NOTHING
    ink.undo()
    assert not ink.is_blank
    assert len(ink.strokes) == 1


def test_no_more_than_200_steps_are_kept():
    ink = Ink()
    for i in range(STEPS + 30):
        draw(ink, (0.1 + 0.003 * i, 0.5), width=0.01)
    taken = 0
    while ink.can_undo:
        ink.undo()
        taken += 1
    assert taken == STEPS == 200
    assert len(ink.strokes) == 30
    for _ in range(STEPS):
        ink.redo()
    assert len(ink.strokes) == STEPS + 30
    assert np.array_equal(ink.raster.cells, rendered(ink.strokes))


def test_undo_paints_no_segment_again(monkeypatch):
    """So that it takes the same short time however much was drawn."""
    ink = Ink()
    for y in (0.2, 0.5, 0.8):
        draw(ink, (0.1, y), (0.5, 1 - y), (0.9, y))
    ink.shift(0.1, 0.1)
    draw(ink, (0.5, 0.1), (0.5, 0.9), width=0.2, eraser=True)
    after = state(ink)

    def painted(*_):
        pytest.fail("painted again")

    monkeypatch.setattr(Raster, "segment", painted)
    while ink.can_undo:
        ink.undo()
    assert ink.is_blank
    while ink.can_redo:
        ink.redo()
    assert state(ink) == after


def test_the_past_takes_little_memory():
    ink = Ink()
    for i in range(STEPS):
        draw(ink, (0.1, 0.1), (0.9, 0.9), (0.1, 0.5 + 0.001 * i), width=0.07)
    assert sum(len(step.packed) for step in ink._undo) < STEPS * 8000  # of 160,000 cells a step


def test_the_eraser_makes_the_ink_under_it_vanish():
    ink = Ink()
    draw(ink, (0.1, 0.5), (0.9, 0.5), width=0.04)
    draw(ink, (0.1, 0.9), (0.9, 0.9), width=0.04)
    box = draw(ink, (0.5, 0.3), (0.5, 0.7), width=0.2, eraser=True)
    assert len(ink.strokes) == 3
    inside = ink.raster.cells[:300, int(0.45 * 448) : int(0.55 * 448)]
    assert not inside.any()
    assert ink.raster.cells[224, int(0.3 * 448)] == 255
    assert ink.raster.cells[403, 224] == 255  # the other line was not under it
    assert box.bottom < 0.8 * 448  # nor painted again
    np.testing.assert_allclose(ink.strokes[0].points[-1, :2], [0.4, 0.5], atol=1e-6)


def test_erasing_is_seen_while_the_eraser_moves_and_is_one_step():
    ink = Ink()
    draw(ink, (0.1, 0.5), (0.9, 0.5))
    before = state(ink)
    ink.begin(0.2, 0.2, 0.0, width=0.1, eraser=True)
    inks = [int(ink.raster.cells.sum(dtype=np.int64))]
    for x in (0.3, 0.4, 0.5, 0.6):
        assert not ink.extend(x, 0.5, 0.1).empty
        inks.append(int(ink.raster.cells.sum(dtype=np.int64)))
    assert inks == sorted(inks, reverse=True)
    assert len(set(inks)) == 5
    ink.end()
    ink.undo()
    assert state(ink) == before
    assert ink.can_redo
    ink.undo()
    assert ink.is_blank


def test_an_eraser_that_meets_nothing_is_no_step():
    ink = Ink()
    draw(ink, (0.1, 0.5), (0.9, 0.5))
    ink.undo()
    assert draw(ink, (0.1, 0.5), (0.9, 0.5), eraser=True) == NOTHING
    assert ink.can_redo
    assert not ink.can_undo
    ink.redo()
    assert draw(ink, (0.1, 0.1), (0.9, 0.1), eraser=True) == NOTHING
    ink.undo()
    assert ink.is_blank


def test_undo_while_erasing_brings_everything_back():
    ink = Ink()
    draw(ink, (0.1, 0.5), (0.9, 0.5))
    before = state(ink)
    ink.begin(0.5, 0.5, 0.0, width=0.3, eraser=True)
    ink.extend(0.9, 0.5, 0.1)
    assert state(ink) != before
    ink.undo()
    assert state(ink) == before


def test_shift_moves_by_whole_network_pixels_and_back():
    ink = Ink()
    draw(ink, (0.3, 0.3), (0.6, 0.7))
    cells = ink.snapshot()
    dirty = ink.shift(1 / 28, -2 / 28)
    assert np.abs(ink.raster.cells[:-32, 16:].astype(int) - cells[32:, :-16]).max() <= 1
    ys, xs = np.nonzero(cells)
    assert dirty.left <= xs.min()
    assert dirty.right > xs.max() + 16
    assert dirty.top <= ys.min() - 32
    assert dirty.bottom > ys.max()
    ink.shift(-1 / 28, 2 / 28)
    assert np.abs(ink.raster.cells.astype(int) - cells).max() <= 1
    assert ink.shift(0, 0) == NOTHING
    ink.undo()
    ink.undo()
    assert np.array_equal(ink.raster.cells, cells)


def test_ink_shifted_off_the_canvas_can_come_back():
    ink = Ink()
    draw(ink, (0.3, 0.3), (0.6, 0.7))
    ink.shift(2.0, 0)
    assert ink.is_blank
    ink.shift(-2.0, 0)
    assert not ink.is_blank


def test_a_stroke_that_never_touches_the_canvas_is_forgotten():
    ink = Ink()
    assert draw(ink, (1.5, 0.5), (1.6, 0.9)) == NOTHING
    assert ink.strokes == ()
    assert not ink.can_undo


def test_replace_swaps_the_drawing_in_one_step():
    ink = Ink()
    draw(ink, (0.1, 0.1), (0.9, 0.9))
    before = state(ink)
    ink.replace([Stroke.along([(0.2, 0.8), (0.8, 0.2)], 0.06), Stroke.along([(0.5, 0.5)], 0.2)])
    assert np.array_equal(ink.raster.cells, rendered(ink.strokes))
    assert len(ink.strokes) == 2
    ink.undo()
    assert state(ink) == before
