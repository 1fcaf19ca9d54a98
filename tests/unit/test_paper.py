"""From a grey picture to ink, for paper of many sorts."""

import numpy as np
import pytest

from model.paper import ink_of


def stroke(height=300, width=400, thickness=20):
    """A 7, as ink 0 to 1 with soft edges [height, width]."""
    y, x = np.mgrid[0:height, 0:width].astype(float)

    def bar(x0, y0, x1, y1):
        t = np.clip(((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / ((x1 - x0) ** 2 + (y1 - y0) ** 2), 0, 1)
        away = np.hypot(x - x0 - t * (x1 - x0), y - y0 - t * (y1 - y0))
        return np.clip(thickness / 2 - away + 0.5, 0, 1)

    left, right, top, bottom = 0.3 * width, 0.7 * width, 0.2 * height, 0.8 * height
    return np.maximum(bar(left, top, right, top), bar(right, top, 0.4 * width, bottom))


def noise(shape, deviation, seed=0):
    return np.random.default_rng(seed).normal(0, deviation, shape)


def picture(ink, paper, pen):
    return np.clip(np.rint(paper + (pen - paper) * ink), 0, 255).astype(np.uint8)


@pytest.mark.parametrize(("paper", "pen"), [(255, 0), (0, 255), (240, 60), (30, 90), (128, 100)])
@pytest.mark.parametrize("thickness", [3, 20, 60])
def test_ink_is_found_on_either_ground(paper, pen, thickness):
    ink = stroke(thickness=thickness)
    found = ink_of(picture(ink, paper, pen))
    assert found.dtype == np.uint8
    assert found.shape == ink.shape
    assert np.all(found[ink == 1] == 255)
    assert np.all(found[ink == 0] == 0)


def test_edges_stay_soft():
    found = ink_of(picture(stroke(), 255, 0))
    assert np.count_nonzero((found > 20) & (found < 235)) > 200


def test_photographed_paper_is_no_ink():
    ink = stroke()
    y, x = np.mgrid[-0.5 : 0.5 : ink.shape[0] * 1j, -0.5 : 0.5 : ink.shape[1] * 1j]
    paper = 180 + 70 * x - 50 * y - 60 * (x * x + y * y) + noise(ink.shape, 5)
    found = ink_of(picture(ink, paper, paper * 0.35))
    assert np.all(found[ink == 1] > 128)
    far = ink == 0
    assert np.count_nonzero(found[far]) < 0.002 * far.sum()


def test_dust_is_no_ink_but_a_separate_bar_is():
    ink = stroke()
    ink[5:8, 390:393] = 1
    ink[280:290, 100:300] = 1
    found = ink_of(picture(ink, 250, 10))
    assert not found[:20, 380:].any()
    assert found[285, 200] == 255


@pytest.mark.parametrize(
    "grey",
    [
        np.full((200, 300), 255, np.uint8),
        np.zeros((200, 300), np.uint8),
        np.full((1, 1), 90, np.uint8),
        picture(np.zeros((200, 300)), 200 + noise((200, 300), 8), 0),
        picture(np.tile(np.linspace(0, 1, 300), (200, 1)), 250, 120),
        picture(stroke(), 200, 194),
        np.full((28, 28), 17, np.uint8),
    ],
    ids=["white", "black", "one pixel", "noise", "slope", "far too faint", "grey 28x28"],
)
def test_a_blank_picture_has_no_ink(grey):
    assert not ink_of(grey).any()


@pytest.mark.parametrize("shape", [(1, 400), (400, 1), (2, 2), (3, 1000), (27, 28)])
def test_odd_shapes_are_no_trouble(shape):
    grey = np.full(shape, 255, np.uint8)
    grey[shape[0] // 2, shape[1] // 2] = 0
    assert ink_of(grey).shape == shape


def test_a_picture_of_mnists_size_stays_as_it_is():
    grey = np.zeros((28, 28), np.uint8)
    grey[4:24, 12:15] = np.random.default_rng(0).integers(1, 256, (20, 3))
    grey[5, 13] = 255
    np.testing.assert_array_equal(ink_of(grey), grey)
    np.testing.assert_array_equal(ink_of(255 - grey), grey)


def test_the_picture_that_came_in_is_not_changed():
    grey = picture(stroke(), 255, 0)
    before = grey.copy()
    ink_of(grey)
    np.testing.assert_array_equal(grey, before)
