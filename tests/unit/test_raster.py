"""The ink buffer: shapes of segments, their edges, and the freedom to paint any part again."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.grid import SIDE
from model.raster import NOTHING, WHOLE, Box, Raster, ink_box
from model.strokes import Stroke

coordinates = st.floats(-0.4, 1.4, allow_subnormal=False)
points = st.tuples(coordinates, coordinates)
radii = st.floats(0, 60, allow_subnormal=False)


def ink(*segments) -> np.ndarray:
    raster = Raster()
    for segment in segments:
        raster.segment(*segment)
    return raster.copy()


def test_a_new_raster_is_paper():
    raster = Raster()
    assert raster.cells.shape == (448, 448)
    assert raster.cells.dtype == np.uint8
    assert not raster.cells.any()


def test_cells_is_a_live_view_that_cannot_be_written():
    raster = Raster()
    cells = raster.cells
    raster.segment((0.5, 0.5), (0.6, 0.5), 10, 10)
    assert cells.any()
    with pytest.raises(ValueError, match="read-only"):
        cells[0, 0] = 1


def test_a_dot_is_a_disc_with_one_cell_of_soft_edge():
    radius = 20.0
    cells = ink(((0.5, 0.5), (0.5, 0.5), radius, radius)) / 255
    y, x = np.mgrid[:SIDE, :SIDE] + 0.5
    distance = np.hypot(x - 224, y - 224)
    np.testing.assert_allclose(cells, np.clip(radius + 0.5 - distance, 0, 1), atol=0.5 / 255 + 1e-4)
    assert cells.sum() == pytest.approx(math.pi * radius**2, rel=0.002)


def test_a_segment_covers_the_area_of_a_capsule():
    cells = ink(((0.2, 0.3), (0.7, 0.6), 12, 12)) / 255
    length = math.hypot(0.5, 0.3) * SIDE
    assert cells.sum() == pytest.approx(math.pi * 12**2 + 24 * length, rel=0.002)


@settings(max_examples=25, deadline=None)
@given(p=points, q=points, radius_p=radii, radius_q=radii)
def test_a_segment_is_the_union_of_the_discs_on_its_way(p, q, radius_p, radius_q):
    """Compared with many discs painted one by one, which know nothing of the capsule's geometry."""
    cells = ink((p, q, radius_p, radius_q)).astype(int)
    discs = Raster()
    longest = max(math.dist(p, q) * SIDE, abs(radius_p - radius_q))
    for part in np.linspace(0, 1, int(longest) + 2):
        centre = tuple(np.array(p) * (1 - part) + np.array(q) * part)
        radius = radius_p * (1 - part) + radius_q * part
        discs.segment(centre, centre, radius, radius)
    more = cells - discs.copy().astype(int)
    assert more.min() >= -2, "a disc on the way is not covered"
    # discs a cell apart leave notches at the sides, deeper the smaller the discs
    assert (more > 64).sum() <= 4 * longest * (min(radius_p, radius_q) < 3)


@settings(max_examples=50, deadline=None)
@given(p=points, q=points, radius_p=radii, radius_q=radii)
def test_direction_does_not_matter_and_nothing_changes_outside_the_box(p, q, radius_p, radius_q):
    there, back = Raster(), Raster()
    box = there.segment(p, q, radius_p, radius_q)
    back.segment(q, p, radius_q, radius_p)
    assert np.abs(there.copy().astype(int) - back.copy()).max() <= 1
    outside = there.copy()
    outside[box.slices] = 0
    assert not outside.any()
    assert WHOLE.clip(box) == box


@settings(max_examples=50, deadline=None)
@given(
    p=points,
    q=points,
    radius_p=radii,
    radius_q=radii,
    left=st.integers(0, 400),
    top=st.integers(0, 400),
    width=st.integers(1, 200),
    height=st.integers(1, 200),
)
def test_a_part_painted_alone_equals_that_part_of_the_whole(p, q, radius_p, radius_q, left, top, width, height):
    whole, part = Raster(), Raster()
    box = WHOLE.clip(Box(left, top, left + width, top + height))
    whole.segment(p, q, radius_p, radius_q)
    part.segment(p, q, radius_p, radius_q, box)
    expected = np.zeros_like(part.cells)
    expected[box.slices] = whole.cells[box.slices]
    assert np.array_equal(part.cells, expected)


def test_painting_only_darkens_and_twice_is_once():
    raster = Raster()
    raster.segment((0.1, 0.1), (0.9, 0.9), 9, 14)
    once = raster.copy()
    raster.segment((0.1, 0.1), (0.9, 0.9), 9, 14)
    assert np.array_equal(raster.cells, once)
    raster.segment((0.9, 0.1), (0.1, 0.9), 3, 3)
    assert (raster.cells >= once).all()


def test_a_segment_outside_the_canvas_changes_nothing():
    raster = Raster()
    assert raster.segment((1.2, 0.5), (1.3, 0.9), 20, 20).empty
    assert not raster.cells.any()
    assert not raster.segment((-0.2, 0.5), (1.2, 0.5), 5, 5).empty
    assert (raster.cells[224] == 255).all()


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, 1e30])
@pytest.mark.parametrize("place", range(4))
def test_rubbish_points_are_refused_and_leave_no_trace(bad, place):
    numbers = [0.5, 0.5, 0.6, 0.6]
    numbers[place] = bad
    raster = Raster()
    with pytest.raises(ValueError, match="Expected points"):
        raster.segment(tuple(numbers[:2]), tuple(numbers[2:]), 5, 5)
    assert not raster.cells.any()


@pytest.mark.parametrize("radii", [(math.nan, 5), (5, math.nan), (-1, 5), (5, math.inf)])
def test_rubbish_radii_are_refused(radii):
    with pytest.raises(ValueError, match="Expected radii"):
        Raster().segment((0.5, 0.5), (0.6, 0.6), *radii)


@pytest.mark.parametrize("gap", [0.0, 1e-12, 1e-7, 1e-5])
def test_an_end_that_swallows_the_other_is_a_disc(gap):
    """On the border between capsule and disc the formula divides by almost nothing."""
    q = (0.5 + (4 + gap) / SIDE, 0.5)
    disc = ink(((0.5, 0.5), (0.5, 0.5), 20, 20)).astype(int)
    assert np.abs(ink(((0.5, 0.5), q, 20, 16)) - disc).max() <= 1


def test_rerender_restores_a_box_and_leaves_the_rest_alone():
    strokes = [Stroke.along([(0.2, 0.2), (0.8, 0.7), (0.3, 0.9)], 0.07), Stroke.along([(0.5, 0.1)], 0.2)]
    raster = Raster()
    for stroke in strokes:
        raster.stroke(stroke)
    whole = raster.copy()
    box = Box(150, 60, 300, 333)
    raster.clear(box)
    assert not np.array_equal(raster.cells, whole)
    raster.rerender(strokes, box)
    assert np.array_equal(raster.cells, whole)
    raster.rerender(strokes[:1], box)
    outside = raster.copy()
    outside[box.slices] = whole[box.slices]
    assert np.array_equal(outside, whole)


def test_clear_returns_the_box_of_the_ink():
    raster = Raster()
    assert raster.clear().empty
    raster.segment((0.5, 0.25), (0.5, 0.25), 10, 10)
    box = raster.clear()
    assert Box(213, 101, 235, 123).union(box) == Box(213, 101, 235, 123)
    assert box.right - box.left >= 20
    assert not raster.cells.any()


@settings(max_examples=60, deadline=None)
@given(
    shape=st.tuples(st.integers(1, 40), st.integers(1, 40)),
    places=st.lists(st.tuples(st.integers(0, 39), st.integers(0, 39)), max_size=4),
    flipped=st.booleans(),
)
def test_ink_box_is_the_tightest_box(shape, places, flipped):
    cells = np.zeros(shape, np.uint8)
    inside = [(y % shape[0], x % shape[1]) for y, x in places]
    for place in inside:
        cells[place] = 1
    if flipped:  # not contiguous
        cells = cells[::-1, ::-1]
        inside = [(shape[0] - 1 - y, shape[1] - 1 - x) for y, x in inside]
    box = ink_box(cells)
    if not inside:
        assert box == NOTHING
    else:
        rows, columns = zip(*inside, strict=True)
        assert box == (min(columns), min(rows), max(columns) + 1, max(rows) + 1)


def test_boxes_join_and_meet():
    a, b = Box(1, 2, 5, 6), Box(4, 1, 9, 3)
    assert a.union(b) == (1, 1, 9, 6)
    assert a.clip(b) == (4, 2, 5, 3)
    assert a.union(NOTHING) == NOTHING.union(a) == a
    assert a.clip(Box(5, 2, 9, 9)) is NOTHING
    assert NOTHING.empty
    assert not a.empty


def test_it_knows_whether_it_is_blank_after_every_change():
    raster = Raster()
    assert raster.is_blank
    raster.segment((0.5, 0.5), (0.6, 0.5), 0.0, 0.0)
    raster.segment((3.0, 3.0), (4.0, 3.0), 5.0, 5.0)
    assert raster.is_blank == (not raster.cells.any())
    box = raster.segment((0.2, 0.2), (0.6, 0.5), 9.0, 9.0)
    assert not raster.is_blank
    cells = raster.copy(box)
    raster.clear(box)
    assert raster.is_blank
    raster.paste(box, cells)
    assert not raster.is_blank
    raster.paste(box, np.zeros_like(cells))
    assert raster.is_blank
    raster.rerender([Stroke.along([(0.1, 0.1), (0.4, 0.3)], 0.05)], WHOLE)
    assert not raster.is_blank
    raster.rerender([], WHOLE)
    assert raster.is_blank


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 2**32 - 1), st.integers(100, 400), st.sampled_from([0.004, 0.02, 0.3]), st.booleans(),
    st.tuples(*[st.integers(0, SIDE)] * 4),
)  # fmt: skip
def test_many_segments_leave_the_same_ink_as_one_after_the_other(seed, count, step, presses, edges):
    random = np.random.default_rng(seed)
    xy = random.uniform(-0.1, 1.1, 2) + random.normal(0, step, (count, 2)).cumsum(axis=0)
    xy[random.integers(0, count, 9)] = xy[random.integers(0, count, 9)]
    pressure = random.choice([0.2, 0.5, 1.0], count) if presses else np.ones(count)
    points = np.column_stack([xy, np.zeros(count), pressure]).astype(np.float32)
    strokes = [Stroke(points[: count // 2], 0.09), Stroke(points[count // 2 :], 0.02), Stroke(points[:1], 0.2)]
    left, right, top, bottom = *sorted(edges[:2]), *sorted(edges[2:])
    box = WHOLE.clip(Box(left, top, right + 1, bottom + 1))
    slow, quick = Raster(), Raster()
    for stroke in strokes:
        slow.stroke(stroke, box)
    touched = quick.paint(strokes, box)
    assert np.array_equal(slow.cells, quick.cells)
    assert touched.clip(ink_box(quick.cells)) == ink_box(quick.cells)
