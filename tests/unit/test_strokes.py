"""Strokes as values, and cutting them with an eraser."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.grid import SIDE
from model.raster import WHOLE, Raster
from model.strokes import SLIVER, Stroke, cut, pen_radius

coordinates = st.floats(0, 1, allow_subnormal=False)
points = st.tuples(coordinates, coordinates)


def distance(point, p, q) -> float:
    """From a point to the segment p-q, written the plain way."""
    point, p, q = np.array(point, float), np.array(p, float), np.array(q, float)
    way = q - p
    squared = way @ way
    part = 0 if squared == 0 else min(max((point - p) @ way / squared, 0), 1)
    return float(np.hypot(*(p + part * way - point)))


def stroke(*points: tuple[float, ...], width: float = 0.05) -> Stroke:
    """Points (x, y) or (x, y, t, pressure)."""
    return Stroke(np.array([p if len(p) == 4 else (*p, i, 1.0) for i, p in enumerate(points)]), width)


def test_a_stroke_owns_read_only_float32_points():
    mine = np.array([[0.1, 0.2, 0.0, 1.0], [0.3, 0.4, 0.1, 0.5]])
    drawn = Stroke(mine, 0.08)
    mine[:] = 9
    assert drawn.points.dtype == np.float32
    np.testing.assert_allclose(drawn.points[1], [0.3, 0.4, 0.1, 0.5], rtol=1e-6)
    with pytest.raises(ValueError, match="read-only"):
        drawn.points[0, 0] = 0
    with pytest.raises(AttributeError):
        drawn.width = 0.1


@pytest.mark.parametrize(
    ("points", "width", "message"),
    [
        (np.zeros((0, 4)), 0.1, "shape"),
        (np.zeros((3, 3)), 0.1, "shape"),
        (np.zeros(4), 0.1, "shape"),
        ([[math.nan, 0, 0, 1]], 0.1, "finite"),
        ([[0, 0, math.inf, 1]], 0.1, "finite"),
        ([[1e9, 0, 0, 1]], 0.1, "near the canvas"),
        ([[0, 0, 0, 1.5]], 0.1, "pressures"),
        ([[0, 0, 0, -0.1]], 0.1, "pressures"),
        ([[0, 0, 0, 1]], 0.0, "width"),
        ([[0, 0, 0, 1]], 1.5, "width"),
        ([[0, 0, 0, 1]], math.nan, "width"),
    ],
)
def test_rubbish_is_refused(points, width, message):
    with pytest.raises(ValueError, match=message):
        Stroke(np.array(points), width)


def test_full_pressure_draws_the_full_width_and_less_draws_thinner():
    assert pen_radius(0.1, 1.0) == pytest.approx(0.1 * SIDE / 2)
    assert 0 < pen_radius(0.1, 0.0) < pen_radius(0.1, 0.5) < pen_radius(0.1, 1.0)
    drawn = stroke((0.1, 0.5, 0, 0.2), (0.9, 0.5, 1, 1.0), width=0.1)
    raster = Raster()
    raster.stroke(drawn)
    thickness = raster.cells.sum(axis=0) / 255
    for column in (60, 200, 350):
        pressure = 0.2 + 0.8 * ((column + 0.5) / SIDE - 0.1) / 0.8
        assert thickness[column] == pytest.approx(2 * pen_radius(0.1, pressure), abs=0.3)


@settings(max_examples=40, deadline=None)
@given(st.lists(points, min_size=1, max_size=5), st.floats(0.01, 0.3))
def test_the_box_holds_all_the_ink(line, width):
    drawn = stroke(*line, width=width)
    raster = Raster()
    raster.stroke(drawn)
    outside = raster.copy()
    outside[drawn.box.slices] = 0
    assert not outside.any()
    assert WHOLE.clip(drawn.box) == drawn.box


def test_along_draws_at_a_steady_speed():
    drawn = Stroke.along([(0.1, 0.1), (0.4, 0.5), (0.4, 0.6)], 0.05, seconds=2.0, speed=0.5)
    np.testing.assert_allclose(drawn.points[:, 2], [2.0, 3.0, 3.2], rtol=1e-6)
    assert (drawn.points[:, 3] == 1).all()


def test_a_miss_cuts_nothing():
    drawn = stroke((0.1, 0.5), (0.9, 0.5))
    assert cut(drawn, (0.2, 0.2), (0.8, 0.3), 0.1) is None
    assert cut(drawn, (0.2, 0.4), (0.8, 0.4), 0.1 - 1e-6) is None  # running along its edge
    assert cut(drawn, (0.95, 0.5), (0.95, 0.5), 0.05 + SLIVER / SIDE / 2) is None  # less than can be seen


def test_crossing_the_middle_leaves_two_exact_pieces():
    drawn = stroke((0.1, 0.5, 0.0, 1.0), (0.9, 0.5, 8.0, 0.2))
    left, right = cut(drawn, (0.5, 0.2), (0.5, 0.8), 0.1).pieces
    np.testing.assert_allclose(left.points, [[0.1, 0.5, 0, 1], [0.4, 0.5, 3, 0.7]], atol=1e-6)
    np.testing.assert_allclose(right.points, [[0.6, 0.5, 5, 0.5], [0.9, 0.5, 8, 0.2]], atol=1e-6)
    assert left.width == right.width == drawn.width
    assert len(drawn.points) == 2  # the stroke itself is a value


def test_a_disc_cuts_a_diagonal_at_its_edge():
    drawn = stroke((0.1, 0.1), (0.9, 0.9))
    left, right = cut(drawn, (0.5, 0.5), (0.5, 0.5), 0.2).pieces
    for piece, end in ((left, -1), (right, 0)):
        assert math.dist(piece.points[end, :2], (0.5, 0.5)) == pytest.approx(0.2, abs=1e-6)


def test_several_crossings_leave_several_pieces():
    zigzag = stroke(*[(0.1 + 0.1 * i, 0.2 if i % 2 else 0.8) for i in range(8)])
    found = cut(zigzag, (0.0, 0.5), (1.0, 0.5), 0.05)
    assert len(found.pieces) == 8
    ends = [(piece.points[0, 1], piece.points[-1, 1]) for piece in found.pieces]
    for start, end in pairwise(ends):
        assert start[1] == pytest.approx(end[0]) or abs(start[1] - end[0]) == pytest.approx(0.1, abs=1e-5)


def test_swallowed_strokes_and_dots_vanish():
    assert cut(stroke((0.4, 0.5), (0.6, 0.5)), (0.5, 0.5), (0.5, 0.5), 0.2).pieces == ()
    assert cut(stroke((0.5, 0.55)), (0.3, 0.5), (0.7, 0.5), 0.1).pieces == ()
    assert cut(stroke((0.5, 0.65)), (0.3, 0.5), (0.7, 0.5), 0.1) is None
    pressed = stroke((0.5, 0.5, 0, 0.1), (0.5, 0.5, 1, 0.9))  # a dot pressed harder: a line of no length
    assert cut(pressed, (0.5, 0.45), (0.5, 0.45), 0.1).pieces == ()


def test_a_crumb_left_over_is_swept_away():
    drawn = stroke((0.1, 0.5), (0.3 + SLIVER / SIDE / 2, 0.5))
    (piece,) = cut(drawn, (0.2, 0.5), (0.2, 0.5), 0.1 - 2 * SLIVER / SIDE).pieces[:1]
    assert piece.points[-1, 0] < 0.2
    assert len(cut(drawn, (0.2, 0.5), (0.2, 0.5), 0.1 - 1e-7).pieces) == 0


@settings(max_examples=50, deadline=None)
@given(line=st.lists(points, min_size=1, max_size=7), p=points, q=points, radius=st.floats(0.01, 0.4))
def test_what_stays_is_outside_the_eraser_and_what_goes_is_inside(line, p, q, radius):
    drawn = stroke(*line)
    found = cut(drawn, p, q, radius)
    pieces = [drawn] if found is None else found.pieces
    crumb = 2 * SLIVER / SIDE
    for piece in pieces:
        ends = piece.points[:, :2].astype(float)
        # of a straight part outside of something convex with its ends on the edge, look at many places
        for a, b in pairwise(ends):
            for part in np.linspace(0, 1, 9):
                assert distance(a + (b - a) * part, p, q) > radius - crumb
    kept = np.concatenate([np.zeros((0, 2)), *[_dense(piece) for piece in pieces]])
    for place in _dense(drawn)[:: max(1, len(_dense(drawn)) // 60)]:
        if distance(place, p, q) > radius + crumb:
            assert len(kept)
            assert np.hypot(*(kept - place).T).min() < 0.02


def _dense(drawn: Stroke) -> np.ndarray:
    xy = drawn.points[:, :2].astype(float)
    parts = [xy[:1]]
    parts += [a + (b - a) * np.linspace(0, 1, 101)[1:, None] for a, b in pairwise(xy)]
    return np.concatenate(parts)


@settings(max_examples=40, deadline=None)
@given(line=st.lists(points, min_size=1, max_size=6), p=points, q=points, radius=st.floats(0.01, 0.3))
def test_painting_the_cuts_box_again_is_enough(line, p, q, radius):
    drawn = stroke(*line, width=0.07)
    found = cut(drawn, p, q, radius)
    if found is None:
        return
    patched, afresh = Raster(), Raster()
    patched.stroke(drawn)
    patched.rerender(found.pieces, found.box)
    for piece in found.pieces:
        afresh.stroke(piece)
    assert np.array_equal(patched.cells, afresh.cells)


@settings(max_examples=40, deadline=None)
@given(line=st.lists(points, min_size=1, max_size=6), p=points, q=points, radius=st.floats(0.01, 0.3))
def test_the_same_cut_twice_takes_nothing_more(line, p, q, radius):
    found = cut(stroke(*line), p, q, radius)
    for piece in found.pieces if found else ():
        assert cut(piece, p, q, radius) is None
