"""Random variations of pictures."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from model.augment import Recipe, augment, resample
from model.data import load_mnist

OFF = replace(Recipe().weaker(0), clean=0.0)
STRENGTHS = [field.name for field in fields(Recipe) if field.name not in ("clean", "smoothness", "strokes")]


@pytest.fixture(scope="module")
def images():
    return load_mnist().validation.images[:64].astype(np.float32) / np.float32(255)


def generator():
    return np.random.default_rng(7)


def test_pictures_keep_their_shape_type_and_range(images):
    strong = replace(Recipe().weaker(1.5), clean=0.0)
    varied = augment(images, strong, generator())
    assert varied.shape == images.shape
    assert varied.dtype == np.float32
    assert varied.min() >= 0
    assert varied.max() <= 1


def test_the_same_seed_gives_the_same_pictures_and_another_one_others(images):
    first = augment(images, Recipe(), generator())
    assert np.array_equal(first, augment(images, Recipe(), generator()))
    assert not np.array_equal(first, augment(images, Recipe(), np.random.default_rng(8)))


def test_the_given_pictures_are_left_alone(images):
    before = images.copy()
    images.flags.writeable = False
    augment(images, Recipe(), generator())
    assert np.array_equal(images, before)


def test_everything_off_changes_nothing(images):
    assert np.allclose(augment(images, OFF, generator()), images, atol=1e-6)


@pytest.mark.parametrize("strength", STRENGTHS)
def test_every_strength_has_an_effect_of_its_own(images, strength):
    only = replace(OFF, **{strength: getattr(Recipe(), strength)})
    difference = np.abs(augment(images, only, generator()) - images).max(axis=(1, 2))
    assert (difference > 0.02).mean() > 0.5


def test_pictures_vary_on_their_own(images):
    twins = np.repeat(images[:1], 8, axis=0)
    varied = augment(twins, replace(Recipe(), clean=0.0), generator())
    assert len({picture.tobytes() for picture in varied}) == 8


def test_the_clean_share_is_kept_exactly(images):
    many = np.tile(images, (20, 1, 1))
    varied = augment(many, replace(Recipe(), clean=0.3), generator())
    untouched = (varied == many).all(axis=(1, 2)).mean()
    assert 0.25 < untouched < 0.35
    assert np.array_equal(augment(images, replace(Recipe(), clean=1.0), generator()), images)


def test_a_shift_moves_the_ink_by_no_more_than_it_says(images):
    def middle(pictures):
        place = np.arange(28)
        mass = pictures.sum(axis=(1, 2))
        return np.stack([(pictures.sum(axis=1) @ place) / mass, (pictures.sum(axis=2) @ place) / mass])

    moved = middle(augment(images, replace(OFF, shift=2.0), generator())) - middle(images)
    assert np.abs(moved).max() <= 2.001
    assert np.abs(moved).max() > 1


def test_a_quarter_turn_turns_the_picture_about_its_centre(images):
    """At the places that a quarter turn reads, resampling is exact."""
    place = np.arange(28, dtype=np.float32)
    x = np.broadcast_to(place[:, None], images.shape).copy()
    y = np.broadcast_to(27 - place, images.shape).copy()
    assert np.array_equal(resample(images, x, y), np.rot90(images, -1, axes=(1, 2)))


def test_between_pixels_resampling_is_the_mean_and_outside_is_paper():
    images = np.zeros((1, 4, 4), np.float32)
    images[0, 1, 1], images[0, 1, 2], images[0, 2, 1] = 1.0, 0.5, 0.25
    x = np.array([[[1.5, 1.0, -9.0, 3.5]]], np.float32)
    y = np.array([[[1.0, 1.5, 1.0, 99.0]]], np.float32)
    assert resample(images, x, y)[0, 0].tolist() == [0.75, 0.625, 0.0, 0.0]


def test_thickness_gives_both_more_and_less_ink(images):
    varied = augment(images, replace(OFF, thickness=0.7), generator())
    ratio = varied.sum(axis=(1, 2)) / images.sum(axis=(1, 2))
    assert ratio.max() > 1.3
    assert ratio.min() < 0.9
    assert ratio.min() > 0.2  # a thin stroke must not vanish


def test_weaker_scales_every_strength_and_nothing_else():
    half = Recipe().weaker(0.5)
    for name in STRENGTHS:
        assert getattr(half, name) == getattr(Recipe(), name) / 2
    assert half.clean == Recipe().clean
    assert half.smoothness == Recipe().smoothness
