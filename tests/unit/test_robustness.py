"""Variations of strokes and pictures, and the curves over their strength."""

import numpy as np
import pytest

from model.batch import Answers
from model.evaluation import finish
from model.robustness import PICTURES, STROKES, measure_curves
from model.samples import Drawings, Pictures, Placing


class Tall:
    """Answers 1 for what is taller than wide, else 7, and notes the pictures."""

    def __init__(self):
        self.images = []

    def answers(self, images):
        self.images.extend(images)
        told = np.zeros((len(images), 10), np.float32)
        for row, image in zip(told, images, strict=True):
            high, wide = ((image.max(axis=axis) > 0.3).sum() for axis in (1, 0))
            row[1 if high > wide else 7] = 1
        return Answers(told, told, told)


def bars(count=6):
    """Upright bars of 21 points, labelled 1, and one thing that is no digit."""
    points = np.tile(np.column_stack([np.zeros(21), np.linspace(0, 400, 21)]), (count, 1))
    labels = np.array([1] * (count - 1) + [-1])
    return Drawings(points, np.arange(1, count + 1) * 21, np.arange(1, count + 1), labels, Placing())


def upright(count=5):
    images = np.zeros((count, 28, 28), np.uint8)
    images[:, 5:23, 13:15] = 255
    return Pictures(images, np.full(count, 1, np.int64))


@pytest.mark.parametrize(("samples", "table"), [(bars(), STROKES), (upright(), PICTURES)], ids=["strokes", "pictures"])
def test_every_kind_gets_its_curves_and_tells_how_far_it_is(samples, table):
    told = []
    steps = measure_curves(Tall(), samples)
    while True:
        try:
            told.append(next(steps))
        except StopIteration as end:
            curves = end.value
            break
    assert {curve.key: curve.strengths for curve in curves} == {key: table[key][1] for key in table}
    assert all(len(curve.accuracy) == len(curve.strengths) for curve in curves)
    shares = [progress.share for progress in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert told[-1].curves == curves
    assert len(told[0].curves) == 0
    assert [curve.accuracy for curve in curves] == [curve.accuracy for curve in finish(measure_curves(Tall(), samples))]


def test_pen_size_and_place_do_not_change_what_enters_but_turning_does():
    curves = {curve.key: curve for curve in finish(measure_curves(Tall(), bars()))}
    for key in ("pen_width", "size", "shift"):
        assert set(curves[key].accuracy) == {1.0}
    network = Tall()
    lying = STROKES["rotation"][0](bars(), 0, 90.0)
    assert network.answers(lying[np.newaxis]).probabilities.argmax() == 7


def tip(image):
    """Column of the ink's highest pixel, relative to the middle."""
    row = np.flatnonzero(image.max(axis=1) > 0.3)[0]
    return np.average(np.arange(28), weights=image[row]) - 13.5


def test_both_kinds_turn_clockwise():
    assert tip(STROKES["rotation"][0](bars(), 0, 30.0)) > 2
    assert tip(PICTURES["picture.rotation"][0](upright(), 0, 30.0)) > 2
    assert tip(PICTURES["picture.rotation"][0](upright(), 0, -30.0)) < -2


def test_a_shaking_hand_shakes_as_much_as_told():
    vary, _ = STROKES["noise"]
    still = bars().image(0)
    assert np.allclose(vary(bars(), 0, 0.0), still, atol=0.05)
    assert np.array_equal(vary(bars(), 0, 0.03), vary(bars(), 0, 0.03))
    assert not np.array_equal(vary(bars(), 0, 0.03), vary(bars(), 1, 0.03))
    little, much = (np.abs(vary(bars(), 2, strength) - still).sum() for strength in (0.01, 0.05))
    assert 0 < little < much


def test_pictures_are_shifted_by_whole_pixels_into_the_corners():
    vary, _ = PICTURES["picture.shift"]
    samples = upright()
    image = samples.image(0)
    assert np.allclose(vary(samples, 0, 2.0)[2:, 2:], image[:-2, :-2], atol=1e-6)
    assert np.allclose(vary(samples, 2, 2.0)[:-2, :-2], image[2:, 2:], atol=1e-6)


def test_lines_gain_and_lose_pixels():
    vary, _ = PICTURES["picture.thickness"]
    samples = upright()
    ink = {strength: vary(samples, 0, strength).sum() for strength in (-1.0, 0.0, 0.5, 1.0, 2.0)}
    assert ink[0.0] == 18 * 2
    assert ink[1.0] == 20 * 4
    assert ink[2.0] == 22 * 6
    assert ink[0.5] == (ink[0.0] + ink[1.0]) / 2
    assert ink[-1.0] == 0


def test_noise_stays_in_the_range_of_pictures():
    noisy = PICTURES["picture.noise"][0](upright(), 0, 0.5)
    assert noisy.dtype == np.float32
    assert noisy.min() == 0
    assert noisy.max() == 1
    assert 0.1 < noisy[:, :5].std() < 0.5


def test_blank_pictures_are_wrong_and_a_limit_is_kept():
    blank = Pictures(np.zeros((4, 40, 40), np.uint8), np.full(4, 1, np.int64))
    assert all(set(curve.accuracy) == {0.0} for curve in finish(measure_curves(Tall(), blank)))
    network = Tall()
    finish(measure_curves(network, upright(50), most=10))
    assert len(network.images) == 10 * sum(len(strengths) for _, strengths in PICTURES.values())
