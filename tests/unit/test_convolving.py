"""A chain of convolutions with kernels of one's own, against SciPy and Keras, over everything that is offered."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import ndimage, signal

from model.convolving import SIDES, VALUES, Side, Stage, choices, fits, run, shape_after

SCIPY = {"zero": "constant", "edge": "nearest", "reflect": "mirror", "wrap": "wrap"}
shapes = st.tuples(st.integers(1, 30), st.integers(1, 30))
seeds = st.integers(0, 2**32 - 1)


@st.composite
def stages(draw):
    """Any stage, whether it finds cells enough or not."""
    side, random = draw(st.sampled_from(SIDES)), np.random.default_rng(draw(seeds))
    found = {name: draw(st.sampled_from(values)) for name, values in VALUES.items()}
    if found["stride"] > 1:
        found["dilation"] = 1
    return Stage(random.normal(size=(side, side)).astype(np.float32), bias=draw(st.sampled_from([0.0, -0.5])), **found)


@st.composite
def fitting(draw):
    """A picture and a stage that finds cells enough on it."""
    shape, stage = draw(shapes), draw(stages())
    if not fits([stage], shape):
        stage = replace(stage, padding="same", fill="zero", pool="none")
    return np.random.default_rng(draw(seeds)).normal(size=shape).astype(np.float32), stage


def same(mine, theirs):
    assert mine.shape == theirs.shape
    assert np.abs(mine - theirs).max(initial=0) <= 1e-5 * max(1.0, float(np.abs(theirs).max(initial=0)))


def spread(kernel, dilation):
    """The kernel with zeros between its weights."""
    side = (len(kernel) - 1) * dilation + 1
    wide = np.zeros((side, side))
    wide[::dilation, ::dilation] = kernel
    return wide


@settings(deadline=None)
@given(fitting())
def test_z_is_what_scipy_computes(drawn):
    image, stage = drawn
    (result,) = run(image, [stage])
    kernel, exact = spread(stage.kernel, stage.dilation), image.astype(np.float64)
    if stage.padding == "same":
        fold = ndimage.convolve if stage.flipped else ndimage.correlate
        whole = fold(exact, kernel, mode=SCIPY[stage.fill])
        # "same" puts the rim's odd cell behind, so with a stride the first window's middle is not always cell 0
        first = [side.span // 2 - side.before for side in result.convolved]
    else:
        fold = signal.convolve2d if stage.flipped else signal.correlate2d
        whole, first = fold(exact, kernel, mode="valid"), (0, 0)
    same(result.z, whole[first[0] :: stage.stride, first[1] :: stage.stride] + stage.bias)
    same(result.a, np.maximum(result.z, 0) if stage.relu else result.z)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=40)
@given(fitting())
def test_all_of_it_is_what_keras_computes(drawn):
    keras = pytest.importorskip("keras")
    image, stage = drawn
    stage = replace(stage, fill="zero")  # the one that Keras has
    (result,) = run(image, [stage])
    x, kernel = image[np.newaxis, ..., np.newaxis], stage.weights[..., np.newaxis, np.newaxis]
    z = keras.ops.conv(x, kernel, stage.stride, stage.padding, dilation_rate=stage.dilation) + stage.bias
    a = keras.ops.relu(z) if stage.relu else z
    same(result.a, np.asarray(a)[0, ..., 0])
    how = (stage.pool_size, stage.pool_stride, "valid")
    if stage.pool == "min":
        a = -keras.ops.max_pool(-a, *how)
    elif stage.pool != "none":
        a = (keras.ops.max_pool if stage.pool == "max" else keras.ops.average_pool)(a, *how)
    same(result.out, np.asarray(a)[0, ..., 0])


@settings(deadline=None)
@given(fitting())
def test_every_cell_can_be_traced_to_the_cells_that_made_it(drawn):
    image, stage = drawn
    (result,) = run(image, [stage])
    for row, column in ((0, 0), (result.z.shape[0] // 2, result.z.shape[1] - 1)):
        patch, inside = result.patch(row, column), result.inside(row, column)
        same(np.array(np.sum(patch.astype(float) * stage.weights) + stage.bias), result.z[row, column])
        top, left, bottom, right = result.box(row, column)
        read = product(range(top, bottom, stage.dilation), range(left, right, stage.dilation))
        for (i, j), (y, x) in zip(np.ndindex(inside.shape), read, strict=True):
            real = 0 <= y < image.shape[0] and 0 <= x < image.shape[1]
            assert inside[i, j] == real
            assert not real or patch[i, j] == image[y, x]
            assert real or stage.padding == "same"
            assert real or stage.fill != "zero" or patch[i, j] == 0


@settings(deadline=None)
@given(fitting())
def test_every_block_has_its_winner(drawn):
    image, stage = drawn
    (result,) = run(image, [replace(stage, pool=stage.pool if fits([stage], image.shape) else "none")])
    pool = result.stage.pool
    if pool not in ("max", "min"):
        assert result.winners is None
        assert not result.wins().any()
        assert result.winner(0, 0) is None
        return
    contested = 0
    for row, column in np.ndindex(result.out.shape):
        top, left, bottom, right = result.block(row, column)
        block = result.a[top:bottom, left:right]
        contested += block.min() < block.max()
        assert block.shape == (stage.pool_size, stage.pool_size)
        best = block.max() if pool == "max" else block.min()
        first = np.argwhere(block == best)[0] + (top, left)
        assert result.out[row, column] == best
        assert tuple(result.winners[row, column]) == tuple(first)
        assert result.winner(row, column) == (tuple(first) if block.min() < block.max() else None)
    assert result.wins().sum() == contested


@settings(deadline=None, max_examples=25)
@given(st.lists(stages(), min_size=1, max_size=4), shapes, st.data())
def test_what_is_offered_is_all_that_has_room_and_nothing_else(chain, shape, data):
    """A value is offered if and only if the whole chain runs with it."""
    index = data.draw(st.integers(0, len(chain) - 1))
    image, offered = np.zeros(shape, np.float32), choices(chain, index, shape)
    for name, values in {**VALUES, "side": SIDES}.items():
        for value in values:
            try:
                changed = (
                    replace(chain[index], kernel=np.zeros((value, value), np.float32))
                    if name == "side"
                    else replace(chain[index], **{name: value})
                )
                results = run(image, [*chain[:index], changed, *chain[index + 1 :]])
            except ValueError:
                assert value not in offered[name]
            else:
                assert value in offered[name]
                assert results[-1].out.size
                assert results[-1].out.shape == shape_after([*chain[:index], changed, *chain[index + 1 :]], shape)


def test_the_shapes_of_the_course_note():
    conv, pool = Side(28, 3, 1), Side(11, 2, 2)
    assert (conv.span, conv.result, conv.dropped) == (3, 26, 0)
    assert (pool.result, pool.dropped) == (5, 1)
    assert Side(28, 3, 1, before=1, after=1).result == 28
    assert Side(28, 5, 1, dilation=2).result == 20
    assert Side(4, 7, 1).result == 0


def test_stages_are_values():
    kernel = np.eye(3, dtype=np.float32)
    one, two = Stage(kernel), Stage(kernel.copy())
    assert one == two
    assert hash(one) == hash(two)
    kernel[0, 0] = 7
    assert one == two
    assert one != replace(one, bias=1.0)
    assert one != replace(one, kernel=kernel)
    with pytest.raises(ValueError, match="read-only"):
        one.kernel[0, 0] = 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"kernel": np.zeros((2, 2))},
        {"kernel": np.zeros((3, 5))},
        {"kernel": np.full((3, 3), np.nan)},
        {"bias": float("inf")},
        {"stride": 0},
        {"fill": "snow"},
        {"stride": 2, "dilation": 2},
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match=r"Expected .*"):
        Stage(**{"kernel": np.zeros((3, 3)), **wrong})
