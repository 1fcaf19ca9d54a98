"""Drawings of what is no digit: always ink, always on the canvas, always the same for a seed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.digitize import read
from model.nondigits import HELD_OUT, LEARNED, crowds, sample
from model.nondigits.hand import Hand, smooth, walk

FAMILIES = (*LEARNED, *HELD_OUT)
ZERO = [np.stack([40 + 20 * np.cos(t), 70 + 30 * np.sin(t)], axis=1) for t in [np.linspace(0, 6.2, 40)]]
ONE = [np.array([[5.0, 5.0], [5.0, 95.0]])]
SEVEN = [np.array([[0.0, 0.0], [60.0, 0.0], [20.0, 100.0]]), np.array([[10.0, 50.0], [50.0, 50.0]])]


def assert_proper(drawing):
    assert 0.02 < drawing.pen_width <= 0.12
    assert drawing.strokes
    points = np.concatenate(drawing.strokes)
    assert points.dtype == np.float64
    assert points.shape[1] == 2
    assert np.isfinite(points).all()
    assert points.min() >= drawing.pen_width / 2
    assert points.max() <= 1 - drawing.pen_width / 2
    image = read(drawing.strokes)
    assert image is not None
    assert image.sum() > 5


def same(one, other):
    return (
        one.family == other.family
        and one.pen_width == other.pen_width
        and all(np.array_equal(a, b) for a, b in zip(one.strokes, other.strokes, strict=True))
    )


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_makes_ink_on_the_canvas(family):
    for drawing in sample(12, 5, [family]):
        assert drawing.family == family
        assert_proper(drawing)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**40), family=st.sampled_from(FAMILIES))
def test_any_seed_makes_a_proper_drawing(seed, family):
    assert_proper(sample(1, seed, [family])[0])


@pytest.mark.parametrize("family", FAMILIES)
def test_no_two_drawings_of_a_family_are_alike(family):
    one, other = sample(2, 1, [family])
    assert not np.array_equal(read(one.strokes), read(other.strokes))


def test_a_seed_repeats_them_and_a_count_only_adds_more():
    first, again, more = sample(20, 3), sample(20, 3), sample(30, 3)
    assert all(map(same, first, again))
    assert all(map(same, first, more[:20]))
    assert not any(map(same, first, sample(20, 4)))


def test_what_is_held_out_is_never_learned():
    assert not set(LEARNED) & set(HELD_OUT)
    assert len(set(FAMILIES)) == len(FAMILIES)
    assert 0.2 < len(HELD_OUT) / len(FAMILIES) < 0.35
    assert {drawing.family for drawing in sample(1500, 0)} == set(LEARNED)


def test_an_unknown_family_is_an_error():
    with pytest.raises(KeyError):
        sample(1, 0, ["eight"])


@pytest.mark.parametrize("family", ["minus", "infinity", "wave"])
def test_what_would_be_a_digit_upright_lies(family):
    """A bar that stands is a one, a standing infinity an eight."""
    for drawing in sample(200, 2, [family]):
        wide, high = np.ptp(np.concatenate(drawing.strokes), axis=0)
        assert wide > 1.1 * high


@pytest.mark.parametrize("make", [crowds.beside, crowds.overlapping])
@pytest.mark.parametrize("digits", [(ZERO, ONE), (ONE, ONE), (ZERO, ZERO), (SEVEN, ONE)])
def test_two_digits_stay_two(make, digits):
    """The second lies right of the first: a one within a seven, or a zero on a zero, would be a digit again."""
    for seed in range(30):
        drawing = make(*digits, seed)
        assert_proper(drawing)
        count = len(digits[0])
        assert len(drawing.strokes) == count + len(digits[1])
        first, second = np.concatenate(drawing.strokes[:count]), np.concatenate(drawing.strokes[count:])
        high = np.ptp(np.concatenate(drawing.strokes)[:, 1])
        apart = second[:, 0].mean() - first[:, 0].mean()
        assert apart > 0.05 * high
        assert same(drawing, make(*digits, seed))


@pytest.mark.parametrize("digit", [ZERO, ONE, SEVEN])
def test_a_digit_is_struck_out_by_more_than_one_bar(digit):
    """Of one bar alone a slashed zero is made, or a crossed seven."""
    for seed in range(30):
        drawing = crowds.struck_out(digit, seed)
        assert_proper(drawing)
        bars = drawing.strokes[len(digit) :]
        turns = [np.sign(np.diff(bar[:, 0])) for bar in bars]
        assert len(bars) + sum(int((np.abs(np.diff(turn)) > 1).sum()) for turn in turns) >= 2


def test_crowds_take_all_kinds_and_repeat():
    made = crowds.sample([ZERO, ONE, SEVEN], 30, 8)
    assert {drawing.family for drawing in made} == {"beside", "overlapping", "struck out"}
    assert all(map(same, made, crowds.sample([ZERO, ONE, SEVEN], 30, 8)))
    for drawing in made:
        assert_proper(drawing)


def test_a_dot_can_be_struck_out():
    assert_proper(crowds.struck_out([np.zeros((1, 2))], 1))
    assert_proper(crowds.beside([np.zeros((1, 2))], [np.zeros((1, 2))], 1))


@given(
    st.lists(st.tuples(st.floats(-5, 5), st.floats(-5, 5)), min_size=2, max_size=9).map(np.array),
)
def test_walking_and_smoothing_keep_the_ends(points):
    for path in (walk(points), smooth(points)):
        assert np.allclose(path[[0, -1]], points[[0, -1]])
    passed = np.hypot(*np.diff(walk(points), axis=0).T)
    assert passed.max(initial=0) <= 0.05 * 1.5 + 1e-9


def test_a_smooth_line_goes_through_its_nodes():
    nodes = np.random.default_rng(0).uniform(-1, 1, (6, 2))
    assert np.allclose(smooth(nodes)[::12], nodes)


def test_a_hand_misses_but_not_by_far():
    line = Hand(np.random.default_rng(3)).line((-1, 0), (1, 0))
    assert np.abs(line[:, 1]).max() < 0.3
    assert not np.allclose(line[:, 1], 0)
