"""Many pictures at once give the answers that the reference gives one by one."""

from importlib.resources import as_file, files

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model import winograd
from model.batch import CHUNK, Batch
from model.data import load_mnist
from model.layers import UnsupportedLayerError, describe
from model.reference import Reference
from model.standard import STANDARD
from model.weights import load
from tests.support import random_weights


def entry(kind, name, **config):
    return {"class_name": kind, "config": {"name": name, **config}}


def pair_of(weights):
    specs = describe(weights.configs)
    return Batch(specs, weights), Reference(specs, weights)


def same(mine, theirs):
    """Equal up to float32 rounding."""
    assert mine.shape == theirs.shape
    bound = 1e-5 * max(1.0, float(np.abs(theirs).max(initial=0)))
    assert np.abs(mine - theirs).max(initial=0) <= bound


def check(weights, images):
    batch, reference = pair_of(weights)
    values = reference.forward(images.reshape(-1, *reference.specs[0].output_shape))
    answers = batch.answers(images)
    same(answers.features, values[-2][1])
    same(answers.logits, values[-1][0])
    same(answers.probabilities, values[-1][1])
    same(batch.probabilities(images), values[-1][1])
    return answers


def test_the_shipped_network_on_mnist():
    with as_file(files("resources") / "digits.npz") as path:
        weights = load(path)
    images = load_mnist().test.images[:200].astype(np.float32) / np.float32(255)
    answers = check(weights, images)
    assert answers.features.shape == (200, 128)
    assert (answers.probabilities.argmax(axis=1) == load_mnist().test.labels[:200]).mean() > 0.95


def test_no_pictures_no_answers():
    answers = pair_of(random_weights(STANDARD))[0].answers(np.zeros((0, 28, 28), np.float32))
    assert answers.features.shape == (0, 128)
    assert answers.logits.shape == answers.probabilities.shape == (0, 10)


@pytest.mark.parametrize("count", [1, 7, 8, 9, CHUNK, CHUNK + 1, 2 * CHUNK + 3])
def test_any_number_of_pictures(count):
    images = np.random.default_rng(count).random((count, 28, 28), np.float32)
    check(random_weights(STANDARD, seed=5), images)


def test_what_was_answered_stays_when_more_is_asked():
    batch, _ = pair_of(random_weights(STANDARD))
    first, second = np.random.default_rng(0).random((2, 9, 28, 28), np.float32)
    answers = batch.answers(first)
    kept = answers.features.copy(), answers.logits.copy()
    batch.answers(second)
    assert np.array_equal(kept[0], answers.features)
    assert np.array_equal(kept[1], answers.logits)


small = st.integers(1, 3)
convolutions = st.fixed_dictionaries(
    {
        "filters": st.integers(1, 20),
        "kernel_size": st.tuples(small, small).map(list),
        "strides": st.tuples(small, small).map(list),
        "padding": st.sampled_from(["valid", "valid", "same"]),
        "use_bias": st.booleans(),
        "activation": st.sampled_from(["relu", "linear", "tanh", "sigmoid", "softmax"]),
    }
)
poolings = st.fixed_dictionaries(
    {
        "pool_size": st.tuples(small, small).map(list),
        "strides": st.none() | st.tuples(small, small).map(list),
        "padding": st.sampled_from(["valid", "valid", "same"]),
    }
)
pool_kinds = st.sampled_from(["MaxPooling2D", "MaxPooling2D", "AveragePooling2D"])


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(convolutions, poolings, pool_kinds, convolutions, st.integers(1, 2), st.booleans(), st.integers(0, 99))
def test_any_chain_of_convolution_and_pooling(one, pooling, kind, other, channels, dense, seed):
    configs = [
        entry("InputLayer", "input", batch_shape=[None, 17, 14, channels]),
        entry("Conv2D", "conv2d", **one),
        entry(kind, "pool", **pooling),
    ]
    shape = describe(configs)[-1].output_shape
    if min(shape[:2]) >= 3 and dense:
        configs += [entry("Conv2D", "conv2d_1", **other), entry(kind, "pool_1", pool_size=[1, 1])]
    configs += [entry("Flatten", "flatten"), entry("Dense", "dense", units=5, activation="softmax")]
    images = np.random.default_rng(seed).normal(size=(11, 17, 14, channels)).astype(np.float32)
    check(random_weights(configs, seed), images)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(4, 13), st.integers(4, 13), st.sampled_from([16, 17, 40]), st.sampled_from([16, 21]), st.booleans(),
    st.sampled_from(["relu", "linear", "tanh"]), st.sampled_from([[2, 2], [2, 1], [3, 3]]), st.integers(0, 99),
)  # fmt: skip
def test_filters_of_3x3_in_front_of_blocks_of_2x2(rows, columns, channels, filters, bias, activation, step, seed):
    """Half the multiplications, or not if the blocks overlap or leave gaps: the same numbers."""
    config = {"filters": filters, "kernel_size": 3, "use_bias": bias, "activation": activation}
    configs = [
        entry("InputLayer", "input", batch_shape=[None, rows, columns, channels]),
        entry("Conv2D", "conv2d", **config),
        entry("MaxPooling2D", "pool", pool_size=2, strides=step),
        entry("Flatten", "flatten"),
        entry("Dense", "dense", units=4),
    ]
    specs = describe(configs)
    assert winograd.fits(specs[1], specs[2]) == (step == [2, 2])
    images = np.random.default_rng(seed).normal(size=(9, rows, columns, channels)).astype(np.float32)
    check(random_weights(configs, seed), images)


def test_the_standard_network_is_computed_with_half_the_multiplications():
    specs = describe(STANDARD)
    assert [winograd.fits(specs[i], specs[i + 1]) for i in (1, 3)] == [False, True]


@pytest.mark.parametrize(
    "configs",
    [
        [entry("InputLayer", "input", batch_shape=[None, 784]), entry("Dense", "dense", units=10)],
        [
            entry("InputLayer", "input", batch_shape=[None, 28, 28, 1]),
            entry("Conv2D", "conv2d", filters=4, kernel_size=3, activation="relu"),
            entry("MaxPooling2D", "pool", pool_size=2),
        ],
        [
            entry("InputLayer", "input", batch_shape=[None, 28, 28, 1]),
            entry("Flatten", "flatten"),
            entry("Dense", "dense", units=10),
            entry("Activation", "softmax", activation="softmax"),
        ],
        [
            entry("InputLayer", "input", batch_shape=[None, 28, 28, 1]),
            entry("Conv2D", "conv2d", filters=4, kernel_size=3),
            entry("BatchNormalization", "norm"),
            entry("ReLU", "relu"),
            entry("MaxPooling2D", "pool", pool_size=2),
            entry("GlobalMaxPooling2D", "largest"),
            entry("BatchNormalization", "norm_1"),
            entry("Dense", "dense", units=10, activation="softmax"),
        ],
        [
            entry("InputLayer", "input", batch_shape=[None, 28, 28, 1]),
            entry("Conv2D", "conv2d", filters=10, kernel_size=5, strides=2),
            entry("GlobalAveragePooling2D", "mean"),
        ],
    ],
    ids=["one layer", "ends in maps", "an activation of its own", "normalized", "ends in means"],
)
def test_odd_networks(configs):
    check(random_weights(configs), np.random.default_rng(1).random((10, 28, 28), np.float32))


def test_an_unknown_activation_is_refused():
    configs = [
        entry("InputLayer", "input", batch_shape=[None, 28, 28, 1]),
        entry("Conv2D", "conv2d", filters=4, kernel_size=3, activation="gelu"),
        entry("MaxPooling2D", "pool", pool_size=2),
        entry("Flatten", "flatten"),
        entry("Dense", "dense", units=10),
    ]
    with pytest.raises(UnsupportedLayerError, match="gelu"):
        pair_of(random_weights(configs))
