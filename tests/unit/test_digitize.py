"""From ink to the network's picture: exact areas, and what each step does alone."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.digitize import ENLARGE, MIDDLE, Steps, digitize
from model.grid import DEFAULT_WIDTH, DIGIT
from model.ink import Ink
from model.strokes import Stroke

OFF = Steps(crop=False, scale=False, centre=False)
EVERY = [Steps(crop, True, scale, centre) for crop, scale, centre in itertools.product([True, False], repeat=3)]


def drawn(*lines, width: float = DEFAULT_WIDTH) -> np.ndarray:
    ink = Ink()
    ink.replace([Stroke.along(line, width) for line in lines])
    return ink.snapshot()


def seven(left: float = 0.3, top: float = 0.2, size: float = 0.6, width: float = DEFAULT_WIDTH) -> np.ndarray:
    shape = [(0.0, 0.0), (0.6, 0.0), (0.25, 0.8), (0.25, 1.0), (0.4, 1.0)]
    return drawn([(left + size * x, top + size * y) for x, y in shape], width=width)


def filled(shape, top, left, height, width, value=255) -> np.ndarray:
    cells = np.zeros(shape, np.uint8)
    cells[top : top + height, left : left + width] = value
    return cells


def centre_of_mass(image) -> tuple[float, float]:
    """(x, y) in pixels from the left and top edges."""
    places = np.arange(28) + 0.5
    return image.sum(0) @ places / image.sum(), image.sum(1) @ places / image.sum()


def extent(image) -> tuple[float, float]:
    """Width and height of the ink in pixels, border pixels counted by how full they are."""
    return tuple(float((image.max(axis) / image.max()).sum()) for axis in (0, 1))


def arrays(shapes):
    return shapes.flatmap(
        lambda shape: st.binary(min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]).map(
            lambda data: np.frombuffer(data, np.uint8).reshape(shape)
        )
    )


def test_all_off_is_the_mean_of_16_by_16_cells_exactly():
    rng = np.random.default_rng(1)
    cells = rng.integers(0, 256, (448, 448), np.uint8) * (rng.random((448, 448)) < 0.3)
    blocks = cells.reshape(28, 16, 28, 16).sum((1, 3)).astype(np.float32) / np.float32(16 * 16 * 255)
    assert np.array_equal(digitize(cells, OFF).image, blocks)
    part = np.zeros_like(cells)  # ink that begins and ends inside of blocks
    part[37:301, 103:222] = cells[37:301, 103:222]
    blocks = part.reshape(28, 16, 28, 16).sum((1, 3)).astype(np.float32) / np.float32(16 * 16 * 255)
    assert np.array_equal(digitize(part, OFF).image, blocks)


def test_a_picture_of_28_by_28_passes_unchanged_with_all_off():
    cells = np.random.default_rng(2).integers(0, 256, (28, 28), np.uint8)
    assert np.array_equal(digitize(cells, OFF).image, cells.astype(np.float32) / np.float32(255))


@pytest.mark.parametrize("steps", EVERY)
@pytest.mark.parametrize("shape", [(448, 448), (1, 1), (3, 500)])
def test_no_ink_is_blank(steps, shape):
    result = digitize(np.zeros(shape, np.uint8), steps)
    assert result.blank
    assert not result.image.any()
    assert [key for key, _ in result.pictures] == ["crop", "redraw", "scale", "centre"]


@settings(max_examples=60, deadline=None)
@given(
    cells=arrays(st.tuples(st.integers(1, 40), st.integers(1, 40))),
    steps=st.sampled_from(EVERY),
)
def test_any_array_gives_a_sound_picture_and_is_left_alone(cells, steps):
    before = cells.copy()
    result = digitize(cells, steps)
    assert np.array_equal(cells, before)
    assert result.image.shape == (28, 28)
    assert result.image.dtype == np.float32
    assert result.image.min() >= 0
    assert result.image.max() <= 1
    assert result.blank == (not cells.any())
    assert result.image.any() != result.blank
    for _, picture in result.pictures:
        assert picture.dtype == np.uint8
        assert min(picture.shape) >= 1
        assert max(picture.shape) <= 64
    for array in (result.image, *(picture for _, picture in result.pictures)):
        assert not array.flags.writeable


@settings(max_examples=60, deadline=None)
@given(
    cells=arrays(st.tuples(st.integers(1, 60), st.integers(1, 60))),
    steps=st.sampled_from(EVERY),
)
def test_ink_is_neither_made_nor_lost(cells, steps):
    """The mean over exact squares keeps the total: cells times their size in pixels."""
    result = digitize(cells, steps)
    ys, xs = np.nonzero(cells)
    if len(ys) == 0:
        return
    plain = max(cells.shape) / 28
    sides = (np.ptp(ys) + 1, np.ptp(xs) + 1) if steps.crop else cells.shape
    pitch = max(max(sides) / DIGIT, plain / ENLARGE) if steps.scale else plain
    assert result.image.sum() == pytest.approx(cells.sum(dtype=float) / 255 / pitch**2, rel=1e-3)


@pytest.mark.parametrize("steps", EVERY)
def test_every_pixel_is_the_mean_over_its_square(steps):
    """Compared with a map that puts many fine points of every cell into pixels one by one."""
    cells = seven(left=0.25, top=0.35, size=0.4)[::4, ::4].copy()  # 112 x 112
    result = digitize(cells, steps)
    ys, xs = np.nonzero(cells)
    box = np.array([xs.min(), ys.min(), xs.max() + 1, ys.max() + 1], float)
    side = max(box[2] - box[0], box[3] - box[1]) if steps.crop else 112
    pitch = max(side / 20, 4 / 5) if steps.scale else 4
    mass = cells / cells.sum()
    places = np.arange(112) + 0.5
    anchor = np.array([mass.sum(0) @ places, mass.sum(1) @ places]) if steps.centre else (box[:2] + box[2:]) / 2
    target = np.array([MIDDLE, MIDDLE]) if steps.centre else anchor / 4
    fine = (np.arange(112 * 20) + 0.5) / 20
    expected = np.zeros((28, 28))
    columns = np.floor((fine - anchor[0]) / pitch + target[0]).astype(int)
    rows = np.floor((fine - anchor[1]) / pitch + target[1]).astype(int)
    into = [np.eye(28)[np.clip(p, 0, 27)] * ((p >= 0) & (p < 28))[:, None] for p in (rows, columns)]
    gather = [m.reshape(112, 20, 28).mean(1) for m in into]
    expected = gather[0].T @ (cells / 255) @ gather[1] / pitch**2
    np.testing.assert_allclose(result.image, expected, atol=0.03)


@settings(max_examples=40, deadline=None)
@given(
    left=st.floats(0.05, 0.4),
    top=st.floats(0.05, 0.25),
    size=st.floats(0.2, 0.65),
    width=st.floats(0.02, 0.09),
)
def test_the_full_way_gives_a_digit_like_mnists(left, top, size, width):
    cells = seven(left, top, size, width)
    image = digitize(cells).image
    assert centre_of_mass(image) == pytest.approx((MIDDLE, MIDDLE), abs=0.06)
    ys, xs = np.nonzero(cells)
    for axis, places in ((0, xs), (1, ys)):
        side = 20 * (np.ptp(places) + 1) / (np.ptp(ys) + 1)
        assert side - 0.1 <= image.any(axis).sum() <= side + 2  # whole pixels that it lies in


def test_place_on_the_canvas_does_not_matter():
    here = digitize(seven(left=0.1, top=0.1, size=0.5)).image
    there = digitize(seven(left=0.1 + 75 / 448, top=0.1 + 131 / 448, size=0.5)).image
    np.testing.assert_allclose(here, there, atol=0.01)


def test_size_hardly_matters():
    small = digitize(seven(size=0.25, width=0.03)).image
    large = digitize(seven(size=0.75, width=0.09, left=0.2, top=0.1)).image
    np.testing.assert_allclose(small, large, atol=0.15)


def test_without_centre_the_ink_stays_where_it_was_drawn():
    cells = filled((448, 448), 32, 240, 160, 64)
    image = digitize(cells, Steps(centre=False)).image  # enlarged from 4 x 10 to 8 x 20 pixels
    assert image[0:20, 13:21].min() == pytest.approx(1)  # rows 2-12 grow to -3..17: moved inside; columns 15-19
    assert image.sum() == pytest.approx(160, rel=1e-5)


def test_without_scale_the_ink_keeps_its_size():
    cells = filled((448, 448), 32, 240, 160, 64)
    image = digitize(cells, Steps(scale=False)).image
    assert image.sum() == pytest.approx(40, rel=1e-5)
    assert centre_of_mass(image) == pytest.approx((MIDDLE, MIDDLE), abs=1e-3)


def test_without_crop_the_whole_canvas_is_scaled():
    cells = filled((448, 448), 32, 240, 160, 64)
    image = digitize(cells, Steps(crop=False)).image
    assert image.sum() == pytest.approx(40 * (20 / 28) ** 2, rel=1e-5)
    assert centre_of_mass(image) == pytest.approx((MIDDLE, MIDDLE), abs=1e-3)


@pytest.mark.parametrize("steps", [Steps(), Steps(scale=False), Steps(crop=False)])
def test_ink_is_not_pushed_out_of_the_picture(steps):
    cells = filled((448, 448), 0, 0, 448, 448, value=2)
    cells[420:440, 420:440] = 255  # so heavy a corner that centring on it would lose the rest
    image = digitize(cells, steps).image
    side = 20 if steps.scale else 28
    assert (image > 1 / 255).sum() >= side * side
    assert image.sum() == pytest.approx(cells.sum(dtype=float) / 255 / (448 / side) ** 2, rel=1e-4)


@pytest.mark.parametrize("side", [1, 4, 16, 40])
def test_a_dot_stays_a_dot(side):
    image = digitize(filled((448, 448), 200, 100, side, side)).image
    assert extent(image) == pytest.approx((side / 16 * ENLARGE,) * 2, abs=2)
    assert image.sum() == pytest.approx((side / 16 * ENLARGE) ** 2, rel=1e-4)


def test_a_click_of_the_pen_is_no_monster_but_a_small_digit_is_read():
    assert extent(digitize(drawn([(0.3, 0.6)])).image)[0] < 13
    assert extent(digitize(seven(size=0.12, width=0.015)).image)[1] > 18


def test_a_thin_line_across_is_not_lost():
    cells = filled((448, 448), 100, 0, 1, 448)
    image = digitize(cells).image
    assert image.sum() == pytest.approx(20 / 22.4, rel=1e-4)


@pytest.mark.parametrize("shape", [(100, 300), (300, 100)])
def test_a_picture_that_is_not_square_lies_in_the_middle(shape):
    cells = np.full(shape, 255, np.uint8)
    image = digitize(cells, OFF).image
    assert centre_of_mass(image) == pytest.approx((14, 14), abs=1e-4)
    assert sorted(extent(image)) == pytest.approx([28 / 3, 28], abs=1.5)
    assert image.sum() == pytest.approx(28 * 28 / 3, rel=1e-4)


def test_the_pictures_show_the_steps():
    cells = seven(left=0.05, top=0.3, size=0.5)
    pictures = dict(digitize(cells).pictures)
    ys, xs = np.nonzero(cells)
    proportions = (np.ptp(xs) + 1) / (np.ptp(ys) + 1)
    height, width = pictures["crop"].shape
    assert width / height == pytest.approx(proportions, rel=0.08)
    height, width = pictures["scale"].shape
    assert 20 <= height <= 21
    assert 20 * proportions <= width <= 20 * proportions + 2
    assert pictures["scale"].sum() == pictures["centre"].sum()
    assert np.array_equal(pictures["centre"], np.rint(digitize(cells).image * 255))
    assert pictures["crop"].mean() == pytest.approx(cells.sum() / np.ptp(xs) / np.ptp(ys), rel=0.05)
    off = dict(digitize(cells, OFF).pictures)
    assert off["crop"].shape == (64, 64)
    assert off["crop"].mean() == pytest.approx(cells.mean(), rel=0.05)
    assert off["scale"].shape == (28, 28)


@pytest.mark.parametrize(
    "bad",
    [
        np.zeros((0, 5), np.uint8),
        np.zeros((28, 28), np.float32),
        np.zeros((28, 28, 1), np.uint8),
        np.zeros(784, np.uint8),
    ],
)
def test_other_arrays_are_refused(bad):
    with pytest.raises(ValueError, match=r"Expected uint8 \[H, W\]"):
        digitize(bad)
