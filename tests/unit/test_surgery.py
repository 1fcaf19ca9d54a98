"""Kernels painted over and channels switched off: the numbers that answer, and the way back."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from model.layers import describe
from model.reference import Reference
from model.standard import STANDARD
from model.surgery import Surgery, maker_of, switchable
from model.weights import make
from tests.networks import entry, keras_values, networks, random_arrays


@pytest.fixture(scope="module")
def learned():
    return make(STANDARD, random_arrays(describe(STANDARD), np.random.default_rng(0)))


@st.composite
def operated(draw):
    """A random network after some random operations."""
    chain = draw(networks())
    specs = describe(chain)
    random = np.random.default_rng(draw(st.integers(0, 99)))
    surgery = Surgery.of(make(chain, random_arrays(specs, random)))
    layers = [spec for spec in specs if spec.mixes and spec.variables]
    assume(layers)
    for _ in range(draw(st.integers(1, 5))):
        spec = draw(st.sampled_from(layers))
        index = draw(st.integers(0, spec.output_shape[-1] - 1))
        kernel = surgery.painted.arrays[f"{spec.name}/kernel"]
        what = draw(st.sampled_from(["slice", "filter", "bias", "off", "on"]))
        if what == "slice" and spec.is_map:
            channel = draw(st.integers(0, kernel.shape[2] - 1))
            surgery = surgery.paint(spec.name, index, channel, random.normal(size=kernel.shape[:2]))
        elif what == "bias" and spec.config["use_bias"]:
            surgery = surgery.set_bias(spec.name, index, float(random.normal()))
        elif what in ("on", "off") and spec.name in switchable(specs):
            surgery = surgery.switch(spec.name, index, on=what == "on")
        else:
            surgery = surgery.paint(spec.name, index, None, random.normal(size=kernel.shape[:-1]))
    return chain, surgery


@pytest.mark.filterwarnings("ignore:You are using a softmax over axis")
@settings(max_examples=20, deadline=None)
@given(operated(), st.integers(0, 99))
def test_an_edited_network_computes_what_keras_computes_with_the_same_weights(made, seed):
    chain, surgery = made
    x = np.random.default_rng(seed).normal(size=(1, *surgery.specs[0].output_shape)).astype(np.float32)
    reference = Reference(surgery.specs, surgery.original)
    reference.forward(x)  # with buffers from the network as it was
    reference.adopt(surgery.weights)
    ours = reference.forward(x)
    for (z, a), (their_z, their_a) in zip(ours, keras_values(chain, surgery.weights.arrays, x)[1], strict=True):
        for mine, theirs in ((z, their_z), (a, their_a)):
            assert np.abs(mine - theirs).max() <= 1e-5 * max(1, np.abs(theirs).max())
    for spec, (_, a) in zip(surgery.specs, ours, strict=True):
        off = surgery.off_in(spec.name)
        if spec.kind == "Flatten":
            a = a.reshape(1, *spec.input_shape)
        assert not off or not a[..., sorted(off)].any()


@settings(max_examples=40, deadline=None)
@given(operated())
def test_what_was_done_is_known_and_can_be_taken_back(made):
    _, surgery = made
    before = {name: array.copy() for name, array in surgery.original.arrays.items()}
    back = surgery
    for spec in surgery.specs:
        for index in surgery.painted_in(spec.name):
            back = back.reset(spec.name, index)
        if surgery.off.get(spec.name):
            back = back.switch(spec.name, surgery.off[spec.name], on=True)
    for again in (back, surgery.reset()):
        assert again.is_untouched
        assert again.weights is again.original
    assert all(np.array_equal(array, before[name]) for name, array in surgery.original.arrays.items())


def test_a_slice_is_painted_and_everything_else_is_shared(learned):
    sobel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    surgery = Surgery.of(learned).paint("conv2d_1", 7, 3, sobel)
    kernel, old = surgery.weights.arrays["conv2d_1/kernel"], learned.arrays["conv2d_1/kernel"]
    np.testing.assert_array_equal(kernel[:, :, 3, 7], sobel)
    kept = np.ones(kernel.shape, bool)
    kept[:, :, 3, 7] = False
    np.testing.assert_array_equal(kernel[kept], old[kept])
    assert not kernel.flags.writeable
    assert surgery.painted_in("conv2d_1") == {7}
    assert surgery.painted_in("conv2d") == frozenset()
    shared = [name for name, array in surgery.weights.arrays.items() if array is learned.arrays[name]]
    assert len(shared) == len(learned.arrays) - 1
    assert surgery.weights.version != learned.version
    assert surgery.reset("conv2d_1", 7, 3).weights is learned


def test_what_is_off_keeps_its_weights_until_it_is_on_again(learned):
    off = Surgery.of(learned).switch("conv2d", range(10), on=False)
    edited = off.paint("conv2d", 4, None, np.full((3, 3), 0.5))
    assert not edited.weights.arrays["conv2d/kernel"][..., :10].any()
    np.testing.assert_array_equal(edited.painted.arrays["conv2d/kernel"][:, :, 0, 4], 0.5)
    on = edited.switch("conv2d", 4, on=True)
    np.testing.assert_array_equal(on.weights.arrays["conv2d/kernel"][:, :, 0, 4], 0.5)
    assert on.off_in("conv2d") == set(range(10)) - {4}
    assert on.off_in("max_pooling2d") == on.off_in("conv2d")
    assert on.keep_only("conv2d", 4).off_in("conv2d") == set(range(64)) - {4}
    assert on.keep_only("conv2d", 4).off_in("conv2d_1") == frozenset()


def test_only_channels_that_stay_0_have_switches():
    chain = [
        entry("InputLayer", "in", batch_shape=[None, 6, 6, 1]),
        entry("Conv2D", "first", filters=3, kernel_size=3, activation="sigmoid"),
        entry("Conv2D", "second", filters=3, kernel_size=3),
        entry("BatchNormalization", "norm"),
        entry("Activation", "bent", activation="tanh"),
        entry("Flatten", "flat"),
        entry("BatchNormalization", "norm_1"),
        entry("Dense", "third", units=4, activation="relu"),
        entry("Dense", "last", units=2, activation="softmax"),
    ]
    specs = describe(chain)
    random = np.random.default_rng(1)
    surgery = Surgery.of(make(chain, random_arrays(specs, random))).switch("second", 1, on=False)
    assert switchable(specs) == ("second", "third")
    values = Reference(specs, surgery.weights).forward(random.normal(size=(1, 6, 6, 1)))
    for index in (2, 3, 4):
        assert not values[index][1][..., 1].any()
        assert values[index][1][..., 0].all()
    assert not values[6][1].reshape(2, 2, 3)[..., 1].any()
    assert values[6][1].reshape(2, 2, 3)[..., 2].all()
    assert [maker.name if (maker := maker_of(specs, spec)) else None for spec in specs] == [
        *(None, "first", "second", "second", "second", "second", "second", "third", "last"),
    ]


@pytest.mark.parametrize(
    ("operate", "error"),
    [
        (lambda s: s.paint("conv2d", 64, 0, np.zeros((3, 3))), LookupError),
        (lambda s: s.paint("conv2d", 0, 1, np.zeros((3, 3))), LookupError),
        (lambda s: s.paint("flatten", 0, None, np.zeros(3)), LookupError),
        (lambda s: s.paint("dense", 0, 0, np.zeros(1600)), LookupError),
        (lambda s: s.paint("conv2d_1", 0, None, np.zeros((3, 3))), ValueError),
        (lambda s: s.paint("conv2d", 0, 0, np.full((3, 3), np.nan)), ValueError),
        (lambda s: s.set_bias("conv2d", 0, np.inf), ValueError),
        (lambda s: s.set_bias("conv2d", -1, 0), LookupError),
        (lambda s: s.switch("dense_1", 0, on=False), LookupError),
        (lambda s: s.switch("conv2d", [3, 64], on=False), LookupError),
        (lambda s: s.reset("nowhere"), LookupError),
    ],
)
def test_what_cannot_be_done_is_refused(learned, operate, error):
    with pytest.raises(error, match="Expected"):
        operate(Surgery.of(learned))
