"""What moves along with the picture and what stays the same: against SciPy, and by properties."""

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from scipy import ndimage
from scipy.spatial.distance import braycurtis

from model import receptive, shifting
from model.batch import Batch
from model.digitize import Steps, digitize
from model.grid import CELL, SIDE
from model.ink import Ink
from model.layers import describe
from model.picture import Picture
from model.reference import Reference
from model.standard import STANDARD
from model.weights import make
from tests.networks import STRIDED_AND_DILATED, entry, networks, random_arrays
from tests.support import random_weights

near = st.integers(-4, 4)


def valid(*layers):
    """A network on 28x28 of layers without padding."""
    return [entry("InputLayer", "input", batch_shape=[None, 28, 28, 1]), *layers]


def finished(work):
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def compared(chain, before, after, shift, seed=0):
    specs = describe(chain)
    network = Batch(specs, make(chain, random_arrays(specs, np.random.default_rng(seed))))
    return finished(shifting.comparing(network, before, after, shift))


def ink_picture(seed, margin):
    """Return a picture with ink at random, and paper within `margin` of the border."""
    image = np.zeros((28, 28), np.float32)
    random = np.random.default_rng(seed)
    inner = random.random((28 - 2 * margin, 28 - 2 * margin), np.float32)
    image[margin : 28 - margin, margin : 28 - margin] = inner * (inner > 0.5)
    return image


@given(st.integers(0, 99), st.integers(-30, 30), st.integers(-30, 30))
def test_a_picture_moves_as_scipy_moves_it(seed, rows, columns):
    image = ink_picture(seed, 0)
    theirs = ndimage.shift(image, (rows, columns), order=0, mode="constant", cval=0.0, prefilter=False)
    assert np.array_equal(shifting.moved(image, (rows, columns)), theirs)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 999),
    st.integers(1, 4),
    st.integers(1, 3),
    st.tuples(st.integers(-2, 2), st.integers(-2, 2)),
    st.sampled_from([None, 2, 3]),
)
def test_without_padding_a_layer_moves_along_by_whole_cells(seed, size, stride, times, pool):
    layers = [entry("Conv2D", "conv", filters=3, kernel_size=size, strides=stride, activation="relu")]
    if pool is not None:
        layers.append(entry("MaxPooling2D", "pool", pool_size=pool))
    layers.append(entry("Flatten", "flat"))
    step = stride * (pool or 1)
    shift = times[0] * step, times[1] * step
    image = np.random.default_rng(seed).random((28, 28), np.float32)  # ink up to the border, and what is lost there
    layers = compared(valid(*layers), image, shifting.moved(image, shift), shift, seed).layers
    for layer in layers[:-1]:
        assert layer.is_whole
        assert layer.cells == layer.place == (shift[0] / layer.spec.step[0], shift[1] / layer.spec.step[1])
        assert layer.along.share == pytest.approx(1.0, abs=1e-6)
        assert layer.along.difference <= 1e-5 * max(1.0, layer.along.total)
    assert layers[-1].along is None
    assert layers[-1].cells is None


@settings(max_examples=40, deadline=None)
@given(networks(), st.tuples(near, near), st.integers(0, 99))
@example(STRIDED_AND_DILATED, (0, 2), 1)
def test_only_cells_that_see_the_picture_whole_are_compared(chain, shift, seed):
    specs = describe(chain)
    arrays = random_arrays(specs, np.random.default_rng(seed))
    image = np.random.default_rng(seed).random(specs[0].output_shape, np.float32)
    other = np.stack([shifting.moved(image[..., i], shift) for i in range(image.shape[2])], axis=2)
    reference = Reference(specs, make(chain, arrays))
    values = [[a for _, a in reference.run(each)] for each in (image, other)]
    for layer in shifting.compare(specs, *values, shift).layers:
        assert 0 <= layer.same.share <= 1
        assert layer.same.failing.sum() == pytest.approx(layer.same.difference, rel=1e-4, abs=1e-6)
        if layer.along is None:
            continue
        assert 0 <= layer.along.share <= 1
        top, left, bottom, right = layer.along.box
        down, across = layer.place
        for row, column in np.ndindex(layer.spec.output_shape[:2]):
            taken = top <= row < bottom and left <= column < right
            places = ((row, column), (row - down, column - across))
            assert taken == all(sees_whole(specs, layer.spec, *place) for place in places)
        if layer.is_whole and layer.spec.index:
            assert layer.along.share == pytest.approx(1.0, abs=1e-4)


def sees_whole(specs, spec, row, column):
    """Whether a cell is there and nothing of its field lies outside of the picture, by walking through the layers."""
    if not (0 <= row < spec.output_shape[0] and 0 <= column < spec.output_shape[1]):
        return False
    corners = [(row, column), (row, column)]
    for below in reversed(specs[1 : spec.index + 1]):
        boxes = [receptive.patch(below, *corner) for corner in corners]
        corners = [boxes[0][:2], (boxes[1][2] - 1, boxes[1][3] - 1)]
    rows, columns, _ = specs[0].output_shape
    return corners[0][0] >= 0 and corners[0][1] >= 0 and corners[1][0] < rows and corners[1][1] < columns


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 999), st.tuples(near, near))
def test_a_meter_is_the_similarity_of_bray_and_curtis(seed, shift):
    image = ink_picture(seed, 2)
    after = shifting.moved(image, shift)
    specs = describe(STANDARD)
    reference = Reference(specs, random_weights(STANDARD))
    old, new = ([a for _, a in reference.run(each)] for each in (image, after))
    for layer, a, b in zip(shifting.compare(specs, old, new, shift).layers, old, new, strict=True):
        assert layer.same.share == pytest.approx(1 - braycurtis(b.ravel(), a.ravel()), abs=1e-5)
        if layer.along is not None:
            top, left, bottom, right = layer.along.box
            down, across = layer.place
            mine, theirs = b[top:bottom, left:right], a[top - down : bottom - down, left - across : right - across]
            assert layer.along.share == pytest.approx(1 - braycurtis(mine.ravel(), theirs.ravel()), abs=1e-5)
            worst = np.abs(mine - theirs).argmax(axis=2)
            assert np.array_equal(layer.along.worst[top:bottom, left:right], worst)
    turned = shifting.compare(specs, new, old, (-shift[0], -shift[1])).layers
    forth = shifting.compare(specs, old, new, shift).layers
    for one, other in zip(forth, turned, strict=True):
        assert one.same.share == pytest.approx(other.same.share, abs=1e-6)
        if one.is_whole:  # else another rounding may be the better one
            assert one.along.share == pytest.approx(other.along.share, abs=1e-6)


def test_blank_paper_stays_the_same_and_ink_that_goes_does_not():
    blank, shift = np.zeros((28, 28), np.float32), (1, 0)
    for layer in compared(list(STANDARD), blank, blank, shift).layers:
        assert layer.same.share == 1
        assert layer.along is None or layer.along.share == 1
    dot = blank.copy()
    dot[10, 10] = 1
    layers = compared(list(STANDARD), dot, shifting.moved(dot, shift), shift).layers
    assert layers[0].same.share == 0
    assert layers[0].along.share == 1
    assert sorted(zip(*np.nonzero(layers[0].same.failing), strict=True)) == [(10, 10), (11, 10)]


def test_half_a_cell_is_measured_at_the_better_place():
    """A pooling whose maps ought to move by half a cell: told, and neither 0 nor 1."""
    image = np.zeros((28, 28), np.float32)
    image[::2, 10:18] = np.linspace(0.2, 1, 14, dtype=np.float32)[:, np.newaxis]
    chain = valid(entry("MaxPooling2D", "pool", pool_size=2), entry("Flatten", "flat"))
    pool = compared(chain, image, shifting.moved(image, (1, 0)), (1, 0)).layers[1]
    assert pool.cells == (0.5, 0)
    assert not pool.is_whole
    assert pool.place == (0, 0)  # the ink of even rows stays in its block
    assert pool.along.share == pytest.approx(1.0)
    back = compared(chain, image, shifting.moved(image, (-1, 0)), (-1, 0)).layers[1]
    assert back.place == (-1, 0)  # and leaves it upwards
    assert back.along.share == pytest.approx(1.0)


# --- ink ------------------------------------------------------------------------------------------------------------


def drawn(*lines):
    ink = Ink()
    for line in lines:
        ink.begin(*line[0], 0.0)
        for x, y in line[1:]:
            ink.extend(x, y, 0.1)
        ink.end()
    return ink


def pixels(ink, rows, columns):
    return ink.shift(columns * CELL / SIDE, rows * CELL / SIDE)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(near, near), max_size=5))
def test_how_far_ink_was_moved_is_seen_from_the_ink_itself(steps):
    for ink in (drawn([(0.4, 0.3), (0.6, 0.7)], [(0.5, 0.5)]), Ink()):
        if ink.is_blank:
            ink.show((ink_picture(1, 8) * 255).astype(np.uint8))
        home = shifting.Place.of(ink)
        for step in steps:
            pixels(ink, *step)
        assert shifting.between(home, shifting.Place.of(ink)) == (sum(r for r, _ in steps), sum(c for _, c in steps))
        for _ in filter(any, steps):
            ink.undo()
        assert shifting.between(home, shifting.Place.of(ink)) == (0, 0)


def test_other_ink_is_not_moved_ink():
    ink = drawn([(0.4, 0.3), (0.6, 0.7)])
    home = shifting.Place.of(ink)
    ink.shift(0.3 * CELL / SIDE, 0)
    assert shifting.between(home, shifting.Place.of(ink)) is None  # no whole pixel
    ink.undo()
    ink.begin(0.1, 0.1, 0.0)
    assert shifting.between(home, shifting.Place.of(ink)) is None
    ink.cancel()
    assert shifting.between(home, shifting.Place.of(ink)) == (0, 0)
    assert shifting.between(home, shifting.Place((), Picture.of(np.ones((28, 28), np.uint8)))) is None
    erased = drawn([(0.4, 0.3), (0.6, 0.7)], [(0.2, 0.2), (0.3, 0.2)])
    both = shifting.Place.of(erased)
    erased.begin(0.5, 0.5, 0.0, eraser=True)
    erased.end()
    assert shifting.between(both, shifting.Place.of(erased)) is None


@pytest.mark.parametrize(("steps", "moves"), [(Steps(centre=False), True), (Steps(), False)])
def test_the_step_to_the_centre_undoes_every_move(steps, moves):
    ink = drawn([(0.4, 0.3), (0.6, 0.35), (0.5, 0.7)])
    before = digitize(ink.raster.cells, steps, ink.lines()).image
    pixels(ink, 2, -1)
    after = digitize(ink.raster.cells, steps, ink.lines()).image
    assert shifting.found(before, after, (2, -1)) == ((2, -1) if moves else (0, 0))


def test_ink_that_is_held_inside_moves_less_than_asked():
    image = ink_picture(5, 9)
    assert shifting.found(image, shifting.moved(image, (2, 0)), (5, 0)) == (2, 0)
    assert shifting.found(image, shifting.moved(image, (-1, 3)), (-4, 3)) == (-1, 3)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 99))
def test_the_table_reads_every_shift_of_the_picture(seed):
    weights = random_weights(STANDARD)
    network, specs = Batch(describe(STANDARD), weights), describe(STANDARD)
    image = ink_picture(seed, 4)
    assume(image.any())
    readings = finished(shifting.reading_all(network, image, drawn=True))
    assert len(readings) == len(shifting.shifts()) == 49
    reference = Reference(specs, weights)
    for shift, reading in list(zip(shifting.shifts(), readings, strict=True))[:: 1 + seed % 12]:
        values = reference.run(shifting.moved(image, shift))[-1][1]
        assert reading.probability == pytest.approx(float(values.max()), abs=1e-5)
        assert values[reading.answer] == pytest.approx(float(values.max()), abs=1e-5)
