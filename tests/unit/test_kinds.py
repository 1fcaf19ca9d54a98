"""Every kind of layer computes what its definition says, and what Keras says, in any setting it accepts."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model.kinds import kind_of, kinds
from model.layers import UnsupportedLayerError, describe
from model.reference import Reference
from model.weights import make
from tests.networks import convolutions, entry, keras_values, networks, poolings, random_arrays

seeds = st.integers(0, 2**32 - 1)


def same(mine, theirs):
    """Equal up to float32 rounding."""
    assert mine.shape == theirs.shape
    bound = 1e-5 * max(1.0, float(np.abs(theirs).max(initial=0)))
    assert np.abs(mine - theirs).max(initial=0) <= bound


# --- against the definition, cell by cell -------------------------------------------------------------------


def offsets(n, size, stride, dilation, padding):
    """For every output index the input indices that its window covers, padding by TensorFlow's rule."""
    span = (size - 1) * dilation + 1
    if padding == "valid":
        starts = range(0, n - span + 1, stride)
    else:
        count = -(-n // stride)
        before = max((count - 1) * stride + span - n, 0) // 2
        starts = [i * stride - before for i in range(count)]
    return [[start + i * dilation for i in range(size)] for start in starts]


def cells(x, rows, columns):
    """The window's real cells as [((i, j), values over channels)]: what padding adds is left out."""
    return [
        ((i, j), x[r, c])
        for i, r in enumerate(rows)
        for j, c in enumerate(columns)
        if 0 <= r < x.shape[0] and 0 <= c < x.shape[1]
    ]


def by_hand(x, config, of_window, size, dilation=(1, 1)):
    rows, columns = (
        offsets(n, k, s, d, config["padding"])
        for n, k, s, d in zip(x.shape, size, config["strides"], dilation, strict=False)
    )
    return np.array([[of_window(cells(x, r, c)) for c in columns] for r in rows], np.float64)


def run_one(kind, config, x, arrays=()):
    """Return (spec, z) of one layer for a batch; run three times, because buffers live on between calls."""
    shape = x.shape[1:]
    chain = [entry("InputLayer", "input", batch_shape=[None, *shape]), entry(kind, "layer", **config)]
    spec = describe(chain)[1]
    scratch = {}
    first = kind_of(kind).forward(spec.config, x, arrays, scratch)
    kept = first.copy()
    again = kind_of(kind).forward(spec.config, -x, arrays, scratch)
    assert np.array_equal(first, kept), "a later call wrote into an array already given out"
    assert again.shape == first.shape
    third = kind_of(kind).forward(spec.config, x, arrays, scratch)
    assert np.array_equal(third, first), "the answer depends on what was asked before"
    assert first.flags.c_contiguous
    assert first.dtype == np.float32
    return spec, first


@given(convolutions(), st.integers(1, 2), seeds)
@settings(max_examples=60, deadline=None)
def test_conv2d_follows_its_definition(drawn, n, seed):
    config, shape = drawn
    random = np.random.default_rng(seed)
    x = random.normal(size=(n, *shape)).astype(np.float32)
    kernel = random.normal(size=(*config["kernel_size"], shape[2], config["filters"])).astype(np.float32)
    bias = random.normal(size=config["filters"]).astype(np.float32)

    spec, z = run_one("Conv2D", config, x, (kernel, bias) if config["use_bias"] else (kernel,))

    def dot(window):
        total = bias.astype(np.float64) if config["use_bias"] else np.zeros(config["filters"])
        for (i, j), values in window:
            total = total + values.astype(np.float64) @ kernel[i, j].astype(np.float64)
        return total

    hand = np.array([by_hand(one, config, dot, config["kernel_size"], config["dilation_rate"]) for one in x])
    same(z, hand)
    assert spec.output_shape == z.shape[1:]
    assert spec.parameters == kernel.size + (bias.size if config["use_bias"] else 0)
    assert spec.multiplications == z[0].size * kernel[..., 0].size


@pytest.mark.parametrize(("kind", "fold"), [("MaxPooling2D", np.max), ("AveragePooling2D", np.mean)])
@given(drawn=poolings(), n=st.integers(1, 2), seed=seeds)
@settings(max_examples=50, deadline=None)
def test_pooling_follows_its_definition(kind, fold, drawn, n, seed):
    config, shape = drawn
    x = np.random.default_rng(seed).normal(-3, 1, size=(n, *shape)).astype(np.float32)

    spec, z = run_one(kind, config, x)

    whole = {**config, "strides": config["strides"] or config["pool_size"]}
    hand = np.array([by_hand(one, whole, lambda w: fold([v for _, v in w], axis=0), config["pool_size"]) for one in x])
    same(z, hand)
    assert spec.output_shape == z.shape[1:]
    assert spec.parameters == 0


def test_flatten_reads_places_before_maps():
    x = np.arange(12, dtype=np.float32).reshape(1, 2, 3, 2)
    _, z = run_one("Flatten", {}, x)
    assert z.tolist() == [list(range(12))]


def test_dense_is_a_weighted_sum():
    x = np.array([[1, 2, 3]], np.float32)
    kernel, bias = np.array([[1, 0], [0, 1], [10, 100]], np.float32), np.array([0.5, -0.5], np.float32)
    _, z = run_one("Dense", {"units": 2}, x, (kernel, bias))
    assert z.tolist() == [[31.5, 301.5]]


# --- against Keras, whole networks --------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:You are using a softmax over axis")  # of one value: odd, and computed alike
@given(networks(), seeds)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_random_networks_compute_what_keras_computes(chain, seed):
    random = np.random.default_rng(seed)
    specs = describe(chain)
    arrays = random_arrays(specs, random)
    x = random.normal(size=(2, *specs[0].output_shape)).astype(np.float32)

    mine = Reference(specs, make(chain, arrays)).forward(x)
    layers, theirs = keras_values(chain, arrays, x)

    for spec, layer in zip(specs[1:], layers, strict=True):
        assert spec.parameters == layer.count_params()
    for spec, (z, a), (keras_z, keras_a) in zip(specs, mine, theirs, strict=True):
        assert spec.output_shape == keras_a.shape[1:]
        same(z, keras_z)
        same(a, keras_a)


# --- what is refused ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "config"),
    [
        ("Conv2D", {"filters": 2, "kernel_size": 3, "groups": 2}),
        ("Conv2D", {"filters": 2, "kernel_size": 3, "data_format": "channels_first"}),
        ("Conv2D", {"filters": 2, "kernel_size": 3, "padding": "causal"}),
        ("Conv2D", {"filters": 2, "kernel_size": 9}),
        ("MaxPooling2D", {"pool_size": 2, "data_format": "channels_first"}),
        ("ReLU", {"max_value": 6.0}),
        ("Softmax", {"axis": 1}),
        ("Dense", {"units": 3}),
        ("BatchNormalization", {"axis": 1}),
        ("GlobalMaxPooling2D", {"data_format": "channels_first"}),
        ("Lambda", {}),
    ],
)
def test_what_cannot_be_recomputed_is_refused(kind, config):
    chain = [entry("InputLayer", "input", batch_shape=[None, 8, 8, 2]), entry(kind, "layer", **config)]
    with pytest.raises(UnsupportedLayerError):
        describe(chain)


def test_an_unknown_activation_is_refused():
    chain = [
        entry("InputLayer", "input", batch_shape=[None, 3]),
        entry("Activation", "act", activation="mish"),
    ]
    specs = describe(chain)
    with pytest.raises(UnsupportedLayerError, match="mish"):
        Reference(specs, make(chain, {}))


def test_every_kind_is_registered_under_its_keras_name():
    keras = pytest.importorskip("keras")
    assert {"InputLayer", "Conv2D", "MaxPooling2D", "Flatten", "Dense"} <= set(kinds())
    for name in kinds():
        assert hasattr(keras.layers, name)
