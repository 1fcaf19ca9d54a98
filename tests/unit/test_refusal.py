"""Refusing ink that is no digit: the rules for the ink, the boundary, and the reasons."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from model.batch import Answers
from model.data import load_mnist
from model.digitize import Steps, digitize, read
from model.refusal import (
    BETWEEN,
    SHORTEST,
    SHORTEST_AS_DRAWN,
    TOO_LITTLE,
    TOO_MUCH,
    UNLIKE,
    Boundary,
    Refusal,
    are_refused,
    judge,
    refusal_of,
    shortest_for,
)
from model.strokes import Stroke

NO_FEATURES = np.zeros(3, np.float32)
FLAT = np.zeros(10, np.float32)


def judged(image, boundary=None, logits=FLAT, shortest=SHORTEST):
    return refusal_of(image, NO_FEATURES, logits, boundary, shortest)


def wall(bias):
    """Return a boundary that has the same score for everything."""
    return Boundary(NO_FEATURES, FLAT, bias)


def digit():
    return read([np.array([(0.3, 0.2), (0.7, 0.2), (0.45, 0.8)])])


@pytest.mark.parametrize("width", [0.02, 0.085, 0.16])
def test_a_dot_of_any_pen_is_too_little(width):
    image = read([np.array([(0.5, 0.5), (0.51, 0.505)])])
    assert judged(image) == Refusal(TOO_LITTLE)
    from model.ink import Ink

    ink = Ink()
    ink.replace([Stroke.along([(0.4, 0.4), (0.4, 0.4)], width)])
    assert judged(digitize(ink.snapshot(), Steps(), ink.lines()).image) == Refusal(TOO_LITTLE)


def test_paper_is_too_little():
    assert judged(np.zeros((28, 28), np.float32)) == Refusal(TOO_LITTLE)


@pytest.mark.parametrize("size", [0.15, 0.6, 0.95])
def test_lines_of_a_digit_s_size_are_not(size):
    low = (1 - size) / 2
    assert judged(read([np.array([(0.5, low), (0.5, low + size)])])) is None
    assert judged(read([np.array([(low, 0.5), (low + size, 0.5)])])) is None


def test_small_digits_are_kept_when_the_steps_leave_them_small():
    line = [np.array([(0.5, 0.4), (0.5, 0.6)])]
    for steps in (Steps(crop=False), Steps(scale=False), Steps(crop=False, scale=False)):
        image = digitize(np.full((448, 448), 255, np.uint8), steps, line).image
        assert shortest_for(steps) == SHORTEST_AS_DRAWN
        assert judged(image, shortest=shortest_for(steps)) is None
    assert shortest_for(Steps()) == shortest_for(Steps(centre=False)) == SHORTEST


def test_a_filled_box_is_too_much_and_a_filled_bar_is_a_one():
    image = np.zeros((28, 28), np.float32)
    image[4:24, 4:24] = 1
    assert judged(image) == Refusal(TOO_MUCH)
    image[:, 8:] = 0
    assert judged(image) is None


def test_the_rules_keep_all_of_mnist():
    some = load_mnist().training.images[::5]
    images = some.astype(np.float32) / np.float32(255)
    assert not are_refused(images, np.zeros((len(images), 3), np.float32), np.zeros((len(images), 10)), None).any()


def test_the_boundary_decides_by_its_sign():
    assert judged(digit(), wall(0.0)) is None
    assert judged(digit(), wall(-1e-3)) == Refusal(UNLIKE)


@given(arrays.arrays(np.float32, 10, elements=st.floats(-20, 20, width=32)), st.randoms())
def test_the_order_of_the_classes_does_not_matter(logits, random):
    boundary = Boundary(NO_FEATURES, np.linspace(1, -1, 10).astype(np.float32), 0.0)
    mixed = list(logits)
    random.shuffle(mixed)
    one, other = boundary.scores(np.stack([NO_FEATURES] * 2), np.array([logits, mixed], np.float32))
    assert one == other


def test_features_count():
    boundary = Boundary(np.array([1, 0, -2], np.float32), FLAT, 0.5)
    scores = boundary.scores(np.array([[1, 5, 0], [0, 5, 1]], np.float32), np.stack([FLAT, FLAT]))
    assert scores.tolist() == [1.5, -1.5]


def test_two_digits_that_share_the_answer_are_named():
    logits = np.array([0, 0, 0, 5, 0, 0, 0, 0, 4.5, 0], np.float32)
    refusal = judged(digit(), wall(-1), logits)
    assert refusal is not None
    assert refusal.reason == BETWEEN
    assert dict(refusal.numbers) == {"first": 3, "second": 8}
    logits[8] = 1
    assert judged(digit(), wall(-1), logits) == Refusal(UNLIKE)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_one_and_many_are_judged_alike(seed):
    random = np.random.default_rng(seed)
    images = (random.random((6, 28, 28)) < random.random((6, 1, 1)) ** 4).astype(np.float32)
    images[0] = 0
    features = random.normal(size=(6, 3)).astype(np.float32)
    logits = random.normal(size=(6, 10)).astype(np.float32)
    boundary = Boundary(*(random.normal(size=n).astype(np.float32) for n in (3, 10)), 0.1)
    each = [refusal_of(*one, boundary) is not None for one in zip(images, features, logits, strict=True)]
    assert are_refused(images, features, logits, boundary).tolist() == each


def test_pictures_are_judged_more_leniently_than_ink_drawn_here():
    strict = Boundary(NO_FEATURES, np.zeros(10, np.float32), -1.0, lenience=1.5)
    lenient = strict.for_pictures()
    assert lenient.bias == 0.5
    assert lenient.for_pictures().bias == 0.5
    images = np.zeros((2, 28, 28), np.float32)
    images[:, 4:24, 12:15] = 1
    told = Answers(np.stack([NO_FEATURES] * 2), np.stack([FLAT] * 2), np.full((2, 10), 0.1, np.float32))
    assert judge(strict, drawn=True)(images, told).all()
    assert not judge(strict, drawn=False)(images, told).any()
    assert not judge(None, drawn=False)(images, told).any()
