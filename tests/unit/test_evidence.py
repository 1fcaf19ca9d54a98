"""The winner's evidence is the true gradient, for the given network and for strange ones."""

import numpy as np
import pytest

from model import weights
from model.digitize import Digitized
from model.evidence import contributions, gradients
from model.layers import describe
from model.reference import Reference
from model.standard import STANDARD
from model.trace import LayerTrace, Trace


def layer(kind, name, **config):
    return {"class_name": kind, "config": {"name": name, **config}}


def network(*layers, shape=(14, 13, 1)):
    return (layer("InputLayer", "input", batch_shape=[None, *shape]), *layers)


STRANGE = {
    "given": STANDARD,
    "same, strided, mean": network(
        layer("Conv2D", "c1", filters=5, kernel_size=[5, 3], strides=2, padding="same", activation="tanh"),
        layer("AveragePooling2D", "p1", pool_size=3, strides=2, padding="same"),
        layer("Conv2D", "c2", filters=4, kernel_size=2, dilation_rate=2, activation="sigmoid", use_bias=False),
        layer("Flatten", "f"),
        layer("Dense", "d", units=6),
    ),
    "overlapping maxima": network(
        layer("Conv2D", "c1", filters=5, kernel_size=3, activation="relu"),
        layer("MaxPooling2D", "p1", pool_size=3, strides=2, padding="same"),
        layer("Activation", "a1", activation="tanh"),
        layer("MaxPooling2D", "p2", pool_size=2, strides=1),
        layer("Dropout", "drop", rate=0.5),
        layer("Flatten", "f"),
        layer("Dense", "d1", units=7, activation="softmax"),
        layer("Dense", "d2", units=6),
        layer("Softmax", "s"),
    ),
    "normalized, mean of whole maps": network(
        layer("Conv2D", "c1", filters=5, kernel_size=3, activation="relu"),
        layer("BatchNormalization", "n1"),
        layer("ReLU", "r1"),
        layer("Conv2D", "c2", filters=4, kernel_size=3),
        layer("GlobalAveragePooling2D", "g"),
        layer("BatchNormalization", "n2", scale=False),
        layer("Dense", "d", units=6),
    ),
    "largest of whole maps": network(
        layer("Conv2D", "c1", filters=5, kernel_size=3, activation="relu"),
        layer("GlobalMaxPooling2D", "g"),
        layer("Dense", "d", units=6),
    ),
}


def make_trace(configs, seed=0):
    random = np.random.default_rng(seed)
    specs = describe(configs)
    arrays = {
        f"{spec.name}/{name}": random.normal(0, 1 / np.sqrt(np.prod(shape[:-1]) + 1), shape).astype(np.float32)
        ** (2 if name == "moving_variance" else 1)
        for spec in specs
        for name, shape in spec.variables
    }
    made = weights.make(configs, arrays)
    image = random.random(specs[0].output_shape[:2], np.float32)
    values = Reference(specs, made).run(image)
    layers = tuple(LayerTrace(spec, z, a) for spec, (z, a) in zip(specs, values, strict=True))
    return Trace(1, Digitized(image, (), False), layers, made, "numpy", 0.0, 0.0)


@pytest.fixture(scope="module", params=STRANGE)
def trace(request):
    return make_trace(STRANGE[request.param])


def test_gradients_equal_those_of_keras(trace):
    import tensorflow as tf

    from model.network import assign, build

    chain = build(trace.weights.configs)
    assign(chain, trace.weights)
    layers = chain.layers[1:]
    for index, start in enumerate(trace.layers[1:-1]):
        a = tf.constant(start.a[None])
        with tf.GradientTape() as tape:
            tape.watch(a)
            x = a
            for step in layers[index + 1 : -1]:
                x = step(x)
            last = layers[-1]
            if last.__class__.__name__ == "Dense":
                x = x @ last.kernel + last.bias
            score = x[0, trace.answer]
        wanted = tape.gradient(score, a).numpy()[0]
        found = gradients(trace)[start.spec.name]
        assert found.shape == start.spec.output_shape
        np.testing.assert_allclose(found, wanted, atol=1e-5 * max(1, np.abs(wanted).max()), rtol=0)


def test_contributions_add_up_to_the_score_where_the_rest_is_linear():
    trace = make_trace(STANDARD)
    for name in ("dense", "flatten", "max_pooling2d_1"):
        assert contributions(trace, name).shape == trace.layer(name).a.shape[-1:]
    bias = trace.weights.arrays["dense_1/bias"][trace.answer]
    score = trace.layers[-1].z[trace.answer]
    assert contributions(trace, "dense").sum() + bias == pytest.approx(score, abs=1e-5)
    by_value, by_map = contributions(trace, "flatten"), contributions(trace, "max_pooling2d_1")
    np.testing.assert_allclose(by_value.reshape(25, 64).sum(axis=0), by_map, atol=1e-6)
    # ReLU and maximum hand every positive value's share on: nothing is lost from the map below the pooling
    np.testing.assert_allclose(contributions(trace, "conv2d_1"), by_map, atol=1e-6)


def test_a_strange_activation_ends_the_way_back():
    trace = make_trace(STANDARD)
    from dataclasses import replace

    layers = tuple(
        replace(layer, spec=replace(layer.spec, activation="mish")) if layer.spec.name == "conv2d_1" else layer
        for layer in trace.layers
    )
    strange = replace(trace, layers=layers)
    assert contributions(strange, "max_pooling2d") is None
    assert contributions(strange, "conv2d") is None
    assert contributions(strange, "conv2d_1") is not None
    assert contributions(strange, "no such layer") is None


def test_gradients_cannot_be_written_to_and_are_computed_once():
    trace = make_trace(STANDARD)
    found = gradients(trace)
    assert gradients(trace) is found
    assert not any(array.flags.writeable for array in found.values())
