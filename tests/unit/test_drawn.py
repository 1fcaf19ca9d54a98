"""Training pictures from pen strokes."""

from __future__ import annotations

import numpy as np
import pytest

from model.drawn import collect, draw, held_out
from model.samples import load_samples

BAR = [(7, 0), (7, 40), (7, 90)]


@pytest.fixture
def drawings(tmp_path):
    """Return 60 bars by twenty people, three each; every fifth sample is no digit."""

    def load(writers=True):
        arrays = {
            "points": np.array(BAR * 60, np.float32),
            "stroke_len": np.full(60, 3),
            "strokes_per_sample": np.ones(60, np.int16),
            "y": np.where(np.arange(60) % 5 == 4, -1, 1),
        }
        if writers:
            arrays["writer"] = np.array([f"person {index % 20}" for index in range(60)])
        np.savez(tmp_path / "s.npz", **arrays)
        return load_samples(tmp_path / "s.npz")

    return load


def test_whole_writers_are_held_out(drawings):
    some = drawings()
    assert len(some.writers) == len(some) == 48
    assert some.writers[4] == "person 5"  # person 4 drew no digit there
    apart = held_out(some, seed=1)
    assert len(np.unique(some.writers[apart])) == 2
    assert not set(some.writers[apart]) & set(some.writers[~apart])
    assert np.array_equal(apart, held_out(some, seed=1))
    assert any(not np.array_equal(apart, held_out(some, seed)) for seed in range(2, 9))


def test_without_writers_the_last_tenth_is_held_out(drawings):
    apart = held_out(drawings(writers=False), seed=1)
    assert apart.sum() == 4
    assert apart[-4:].all()


def test_pens_vary_where_they_shall_and_only_there(drawings):
    some = drawings()
    varied = np.arange(48) < 24
    digits = collect(some, list(draw(some, 1, varied)))
    assert digits.images.shape == (48, 28, 28)
    assert digits.images.dtype == np.uint8
    assert digits.labels.tolist() == [1] * 48
    usual = np.rint(some.image(0) * 255)
    assert all(np.array_equal(image, usual) for image in digits.images[24:])
    ink = digits.images[:24].sum(axis=(1, 2), dtype=float) / usual.sum()
    assert ink.min() < 0.8
    assert ink.max() > 1.2
    assert np.array_equal(digits.images, collect(some, list(draw(some, 1, varied))).images)
