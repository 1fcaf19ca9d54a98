"""Which strokes are learned from, and which are only looked at."""

from __future__ import annotations

import numpy as np
import pytest

from model.augment import Recipe
from model.digitize import read
from model.drawn import crowded, held_out, made_up, split, unseen
from model.samples import load_samples

BAR = [(7, 0), (7, 40), (7, 90)]


@pytest.fixture
def drawings(tmp_path):
    """Return 60 bars by twenty people at two sites, three each; every fifth sample is no digit."""

    def load(writers=True):
        arrays = {
            "points": np.array(BAR * 60, np.float32),
            "stroke_len": np.full(60, 3),
            "strokes_per_sample": np.ones(60, np.int16),
            "y": np.where(np.arange(60) % 5 == 4, -1, 1),
        }
        if writers:
            arrays["writer"] = np.array([f"{'ab'[index % 2]}|person {index % 20}" for index in range(60)])
        np.savez(tmp_path / "s.npz", **arrays)
        return load_samples(tmp_path / "s.npz", others=True)

    return load


def test_whole_writers_are_held_out(drawings):
    some = drawings()
    apart = held_out(some)
    assert len(np.unique(some.writers[apart])) == 2
    assert not set(some.writers[apart]) & set(some.writers[~apart])
    assert np.array_equal(apart, held_out(some))


def test_a_whole_site_can_be_held_out(drawings):
    some = drawings()
    apart = held_out(some, ["b|"])
    assert apart.sum() == 30
    assert set(some.writers[apart]) == {f"b|person {index}" for index in range(1, 20, 2)}
    assert held_out(some, ["a|", "b|"]).all()
    assert not held_out(some, ["c|"]).any()


def test_without_writers_the_last_tenth_is_held_out(drawings):
    apart = held_out(drawings(writers=False))
    assert apart.sum() == 6
    assert apart[-6:].all()


def test_digits_and_others_go_separate_ways_and_nothing_is_lost(drawings):
    some = drawings()
    part = split(some)
    assert len(part.digits.labels) + len(part.validation) == 48
    strangers = 0 if part.strangers is None else len(part.strangers)
    assert len(part.others.labels) + strangers == 12
    assert set(part.digits.labels) == set(part.validation.labels) == {1}
    assert set(part.others.labels) == {-1}
    usual = np.rint(read(some.lines(0)) * 255)
    assert all(np.array_equal(image, usual) for image in part.validation.images)


def test_where_nobody_is_left_to_learn_from_there_is_nothing(drawings):
    part = split(drawings(), ["a|", "b|"])
    assert part.digits is None
    assert part.others is None
    assert len(part.validation) == 48


def test_made_up_ink_is_no_digit_and_is_judged_by_more_of_its_kind():
    part = made_up(40, seed=1)
    assert part.digits is None
    assert part.validation is None
    assert (part.others.labels == -1).all()
    assert len(part.others.labels) == 40
    assert part.strangers.shape == (5, 28, 28)
    assert part.strangers.reshape(5, -1).any(axis=1).all()
    learned = part.others.draw(np.arange(5), Recipe().weaker(0), np.random.default_rng(0))
    assert not any(np.allclose(one, other) for one in learned for other in part.strangers)
    assert unseen(7, seed=1).shape == (7, 28, 28)


def test_crowds_are_made_of_the_digits_that_are_learned(drawings):
    part = crowded(split(drawings()).digits, 9, seed=2)
    assert (part.others.labels == -1).all()
    assert all(len(lines) >= 2 for lines in part.others.samples)
