"""Every step of a route adds up to the value of the forward pass, in networks of every kind of layer."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import weights
from model.digitize import Digitized
from model.layers import describe
from model.reference import Reference
from model.route import route
from model.standard import STANDARD
from model.trace import LayerTrace, Trace
from tests.support import random_weights


def layer(kind, name, **config):
    return {"class_name": kind, "config": {"name": name, **config}}


def network(*layers, shape=(28, 28, 1)):
    return (layer("InputLayer", "input", batch_shape=[None, *shape]), *layers)


NETWORKS = {
    "given": STANDARD,
    "mean, padding, strides, a separate softmax": network(
        layer("Conv2D", "c1", filters=5, kernel_size=[5, 3], strides=2, padding="same", activation="tanh"),
        layer("AveragePooling2D", "p1", pool_size=3, strides=2, padding="same"),
        layer("Conv2D", "c2", filters=4, kernel_size=2, dilation_rate=2, activation="sigmoid", use_bias=False),
        layer("Dropout", "drop", rate=0.5),
        layer("Flatten", "f"),
        layer("Activation", "a1", activation="relu"),
        layer("Dense", "d", units=6),
        layer("Softmax", "s"),
    ),
    "overlapping maxima": network(
        layer("Conv2D", "c1", filters=3, kernel_size=3),
        layer("ReLU", "r1"),
        layer("MaxPooling2D", "p1", pool_size=3, strides=2, padding="same"),
        layer("MaxPooling2D", "p2", pool_size=2, strides=1),
        layer("Flatten", "f"),
        layer("Dense", "d1", units=7, activation="softmax"),
        layer("Dense", "d2", units=4, activation="sigmoid"),
    ),
    "vectors": network(
        layer("Dense", "d1", units=9, activation="relu"),
        layer("Dense", "d2", units=10, activation="softmax"),
        shape=(784,),
    ),
}
for pool in ("GlobalAveragePooling2D", "GlobalMaxPooling2D"):
    NETWORKS[pool] = network(
        layer("Conv2D", "c1", filters=6, kernel_size=4, strides=3, padding="same", use_bias=False),
        layer("BatchNormalization", "b1", axis=-1, epsilon=0.001, momentum=0.99, center=True, scale=True),
        layer("Activation", "a1", activation="relu"),
        layer(pool, "g"),
        layer("Dense", "d", units=5, activation="softmax"),
    )
SPECS = {name: describe(configs) for name, configs in NETWORKS.items()}
MADE = {}


def trace_of(name, seed):
    """Return a pass over random ink by random weights, made once."""
    if (name, seed) not in MADE:
        specs, random = SPECS[name], np.random.default_rng(seed)
        arrays = {
            f"{spec.name}/{variable}": random.normal(0, np.sqrt(2 / (np.prod(shape[:-1]) + 1)), shape)
            for spec in specs
            for variable, shape in spec.variables
        }
        variances = {key: np.abs(array) + 0.1 for key, array in arrays.items() if key.endswith("variance")}
        made = weights.make(NETWORKS[name], {**arrays, **variances})
        image = (random.random((28, 28)) * (random.random((28, 28)) < 0.4)).astype(np.float32)
        values = Reference(specs, made).run(image)
        layers = tuple(LayerTrace(spec, z, a) for spec, (z, a) in zip(specs, values, strict=True))
        MADE[name, seed] = Trace(1, Digitized(image, (), False), layers, made, "numpy", 0.0, 0.0)
    return MADE[name, seed]


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from(list(NETWORKS)), st.integers(0, 2), st.integers(1, 8))
def test_every_step_adds_up_and_leads_to_the_next(data, name, seed, width):
    trace = trace_of(name, seed)
    answer = data.draw(st.integers(0, trace.layers[-1].spec.size - 1))
    choices = {}
    for spec in SPECS[name]:
        if data.draw(st.booleans()):
            choices[spec.name] = tuple(data.draw(st.integers(0, n)) for n in spec.output_shape)  # n: one too far
    found = route(trace, answer, choices, width)
    assert found.stop is None
    assert trace.image[found.pixel] == found.hops[-1].part.value
    assert found.share == trace.layers[-1].a[answer]
    for hop, after in zip(found.hops, (*found.hops[1:], None), strict=True):
        made = hop.explanation
        assert (hop.bias is not None) == any(name in ("bias", "beta") for name, _ in made.spec.variables)
        assert hop.total == pytest.approx(float(trace.layer(made.spec.name).z[made.unit]), abs=made.bound)
        assert hop.difference <= made.bound
        assert hop.agrees
        assert 1 <= len(hop.parts) <= width + 1
        assert len({part.unit for part in hop.parts}) == len(hop.parts)
        sizes = [abs(part.product) for part in hop.parts]
        assert sizes[:width] == sorted(sizes[:width], reverse=True)
        for part in hop.parts:
            assert part.value == trace.layer(part.layer).a[part.unit]
            assert part.product == pytest.approx(part.value * (1.0 if part.weight is None else part.weight), rel=1e-12)
        wanted = choices.get(hop.part.layer)
        if wanted in [part.unit for part in hop.parts]:
            assert hop.part.unit == wanted
        if after is not None:
            assert (after.explanation.spec.name, after.explanation.unit) == (hop.part.layer, hop.part.unit)
            assert after.explanation.a == pytest.approx(hop.part.value, abs=after.explanation.bound)


def test_the_given_network_is_followed_layer_by_layer():
    trace = trace_of("given", 0)
    found = route(trace)
    assert found.answer == trace.answer
    names = [layer.spec.name for layer in trace.layers if layer.spec.kind != "Flatten"]
    assert [layer for layer, _ in found.path] == names[::-1]
    assert [hop.key for hop in found.hops] == ["sum", "sum", "largest", "sum", "largest", "sum"]
    assert [len(hop.parts) + hop.others for hop in found.hops] == [128, 1600, 4, 576, 4, 9]


def test_the_shown_parts_are_the_strongest_and_the_path_takes_what_speaks_for_the_value():
    trace = trace_of("given", 1)
    for answer in range(10):
        hop = route(trace, answer, width=4).hops[0]
        kernel = trace.weights.arrays["dense_1/kernel"][:, answer].astype(float)
        products = trace.layer("dense").a.astype(float) * kernel
        order = np.argsort(-np.abs(products), kind="stable")[:4]
        assert [part.unit[0] for part in hop.parts] == order.tolist()
        assert hop.rest == pytest.approx(np.delete(products, order).sum(), abs=1e-12)
        speaking = [part for part in hop.parts if part.product * hop.explanation.z > 0]
        assert hop.part is (speaking or hop.parts)[0]


def test_a_choice_is_followed_though_it_is_weak_and_one_that_takes_no_part_is_not():
    trace = trace_of("given", 0)
    weakest = int(np.abs(trace.weights.arrays["dense_1/kernel"][:, 3] * trace.layer("dense").a).argmin())
    found = route(trace, 3, {"dense": (weakest,), "conv2d_1": (0, 0, 0), "max_pooling2d_1": (2, 3, 44)})
    assert found.path[1] == ("dense", (weakest,))
    assert found.path[2] == ("max_pooling2d_1", (2, 3, 44))
    assert len(found.hops[0].parts) == 6
    assert found.path[3][1][2] == 44  # the largest of its block, whatever else is wished
    assert found.path[3][1] != (0, 0, 0)


def test_blank_ink_is_followed_too():
    specs, made = SPECS["given"], random_weights(STANDARD)
    image = np.zeros((28, 28), np.float32)
    values = Reference(specs, made).run(image)
    layers = tuple(LayerTrace(spec, z, a) for spec, (z, a) in zip(specs, values, strict=True))
    found = route(Trace(1, Digitized(image, (), True), layers, made, "numpy", 0.0, 0.0))
    assert all(hop.agrees for hop in found.hops)
    assert found.hops[-1].part.value == 0


def test_it_ends_where_nobody_knows_how_values_are_made():
    trace = trace_of("given", 0)
    layers = list(trace.layers)
    layers[3] = replace(layers[3], spec=replace(layers[3].spec, kind="Mystery", lineage=("Mystery",)))
    found = route(replace(trace, layers=tuple(layers)))
    assert found.stop is layers[3].spec
    assert found.pixel is None
    assert found.path[-1][0] == layers[3].spec.name


def test_an_answer_that_does_not_exist_is_refused():
    with pytest.raises(LookupError, match="from 0 to 9"):
        route(trace_of("given", 0), 10)
