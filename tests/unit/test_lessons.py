"""What a run learns from: drawn anew every time, by the program's own steps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from model.augment import Recipe
from model.data import Digits
from model.digitize import read
from model.drawings import load
from model.lessons import Curriculum, Pens, Scans, fit, vary

OFF = replace(Recipe().weaker(0), clean=0.0)
ALONE = {"rotation": 15.0, "scale": 0.3, "shear": 0.3, "elastic": 1.0, "strokes": 1.0}


@pytest.fixture(scope="module")
def pens():
    samples = load()[::3]
    return Pens(
        [[stroke.points for stroke in sample.strokes] for sample in samples],
        np.array([sample.label for sample in samples], np.int64),
    )


def chance(seed=1):
    return np.random.default_rng(seed)


def test_without_variations_a_pen_is_read_as_on_the_canvas(pens):
    images = pens.draw(np.arange(8), OFF, chance())
    for image, lines in zip(images, pens.samples, strict=False):
        assert np.allclose(image, read(lines), atol=0.02)


@pytest.mark.parametrize("name", ALONE)
def test_every_strength_changes_the_strokes_by_itself(pens, name):
    recipe = replace(OFF, **{name: ALONE[name]})
    plain, varied = pens.draw(np.arange(20), OFF, chance()), pens.draw(np.arange(20), recipe, chance())
    assert (np.abs(varied - plain).max(axis=(1, 2)) > 0.1).mean() > 0.5


def test_the_same_chance_gives_the_same_pictures(pens):
    one, same, other = (pens.draw(np.arange(10), Recipe(), chance(seed)) for seed in (3, 3, 4))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


@settings(max_examples=60, deadline=None)
@given(
    lines=st.lists(
        st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)), min_size=1, max_size=20),
        min_size=1,
        max_size=4,
    ),
    seed=st.integers(0, 1000),
)
@example(lines=[[(0.0, 0.0), (0.0, 2e-313)]], seed=0)
def test_whatever_is_varied_stays_on_the_canvas(lines, seed):
    lines = [np.array(line) for line in lines]
    for changed in (fit(lines), vary(lines, Recipe(), chance(seed))):
        points = np.concatenate(changed)
        assert np.isfinite(points).all()
        assert points.min() >= 0.14
        assert points.max() <= 0.86
        assert len(changed) == len(lines)


def test_a_loop_is_at_times_left_open_and_at_times_overlaps():
    turn = np.linspace(0, 2 * np.pi, 41)
    ring = [np.column_stack([np.cos(turn), np.sin(turn)])]
    gaps, lengths = [], []
    for seed in range(120):
        (line,) = vary(ring, replace(OFF, strokes=1.0), chance(seed))
        gaps.append(np.hypot(*(line[0] - line[-1])))
        lengths.append(np.hypot(*np.diff(line, axis=0).T).sum())
    assert np.quantile(gaps, 0.25) < 0.03  # of the canvas
    assert np.quantile(gaps, 0.75) > 0.08
    assert min(lengths) < 0.9 * np.median(lengths)


def test_an_epoch_shows_every_digit_once_and_the_others_by_chance(pens):
    scans = Scans(Digits(np.zeros((5, 28, 28), np.uint8), np.full(5, 7, np.int64)))
    odd = Pens(pens.samples[:3], np.full(3, -1, np.int64))
    curriculum = Curriculum([scans, pens], [odd], share=0.25)
    assert len(curriculum) == 5 + len(pens.labels)
    assert curriculum.others_in(16) == 4
    assert Curriculum([scans], share=0.25).others_in(16) == 0
    order = curriculum.order(chance())
    assert sorted(order) == list(range(len(curriculum)))
    seen = []
    for start in range(0, len(order), 13):
        images, labels = curriculum.draw(order[start : start + 13], 4, Recipe(), chance(start))
        assert images.shape == (len(labels), 28, 28)
        assert images.dtype == np.float32
        assert 0 <= images.min() <= images.max() <= 1
        assert (labels[-4:] == -1).all()
        assert (labels[:-4] >= 0).all()
        seen += labels[:-4].tolist()
    assert sorted(seen) == sorted([*scans.labels, *pens.labels])


def test_small_collections_of_others_are_not_drowned(pens):
    few, many = (Pens(pens.samples[:1] * n, np.full(n, -n, np.int64)) for n in (4, 400))
    scans = Scans(Digits(np.zeros((1, 28, 28), np.uint8), np.zeros(1, np.int64)))
    _, labels = Curriculum([scans], [few, many], 0.5).draw(np.arange(1), 600, OFF, chance())
    assert 30 < (labels == -4).sum() < 90  # a tenth by weight; a hundredth by number
