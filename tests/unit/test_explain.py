"""Every explained number is the number that Keras and the reference pass give, and its parts add up to it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from model.explain import explain, explainer
from model.explain.convolution import Convolution, explain_convolution
from model.explain.default import Unknown
from model.explain.dense import Sum
from model.explain.flatten import Moved
from model.explain.normalization import Normalization
from model.explain.pooling import Pooling
from model.explain.softmax import Softmax
from model.kinds import kinds
from model.kinds.conv2d import Conv2D
from model.layers import describe
from model.receptive import lit
from model.reference import Reference
from model.standard import STANDARD
from model.trace import Trace
from model.weights import make
from tests.networks import STRIDED_AND_DILATED, entry, keras_values, networks, traced

seeds = st.integers(0, 2**32 - 1)


def every_unit(trace: Trace):
    for layer in trace.layers:
        for unit in np.ndindex(*layer.a.shape):
            yield layer, unit


@given(networks(), seeds)
@example(STRIDED_AND_DILATED, 1)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_unit_of_random_networks_is_explained(chain, seed):
    trace = traced(chain, seed)
    specs = [layer.spec for layer in trace.layers]
    for layer, unit in every_unit(trace):
        explanation = explain(trace, layer.spec.name, unit)
        assert explanation.agrees, explanation
        assert explanation.shown_a == layer.a[unit]
        assert explanation.shown_z == layer.z[unit]
        assert explanation.unit == unit
        sources = explanation.sources
        assert bool(sources) == (layer.spec.index > 0)
        assert len(set(sources)) == len(sources)
        regions = lit(specs, layer.spec.name, unit)
        for name, place in sources:
            assert name == specs[layer.spec.index - 1].name
            region = regions[name]
            if region.box is None:
                assert region.indices is None or place[0] in region.indices
            else:
                top, left, bottom, right = region.box
                assert top <= place[0] < bottom
                assert left <= place[1] < right
                assert region.channel in (None, place[2])


@pytest.mark.filterwarnings("ignore:You are using a softmax over axis")
@given(networks(), seeds)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
def test_every_unit_of_some_networks_equals_keras(chain, seed):
    trace = traced(chain, seed, lambda *given: keras_values(*given)[1])
    for layer, unit in every_unit(trace):
        explanation = explain(trace, layer.spec.name, unit)
        assert explanation.agrees, explanation


ONE_LAYER = [
    *[
        ("Conv2D", {"filters": 3, "kernel_size": [3, 2], "activation": f, **more})
        for f, more in (
            ("linear", {"strides": [2, 3], "use_bias": False}),
            ("relu", {"padding": "same", "strides": [3, 2]}),
            ("softmax", {"padding": "same", "dilation_rate": [2, 3]}),
        )
    ],
    *[
        (kind, {"pool_size": [3, 2], **more})
        for kind in ("MaxPooling2D", "AveragePooling2D")
        for more in ({}, {"strides": [1, 3], "padding": "same"}, {"strides": [2, 1], "padding": "valid"})
    ],
    ("BatchNormalization", {"epsilon": 0.01}),
    ("BatchNormalization", {"center": False, "scale": False}),
    ("Dropout", {"rate": 0.4}),
    ("ReLU", {}),
    ("Softmax", {}),
    *[("Activation", {"activation": f}) for f in ("linear", "relu", "sigmoid", "tanh", "softmax")],
    ("Flatten", {}),
    *[
        (kind, {"keepdims": keep})
        for kind in ("GlobalAveragePooling2D", "GlobalMaxPooling2D")
        for keep in (True, False)
    ],
    *[("Dense", {"units": 7, "activation": f}) for f in ("linear", "relu", "sigmoid", "tanh", "softmax")],
]


def test_one_layer_networks_of_every_kind_are_there():
    assert {kind for kind, _ in ONE_LAYER} == set(kinds()) - {"InputLayer"}


@pytest.mark.parametrize(("kind", "config"), ONE_LAYER)
def test_one_layer_equals_keras(kind, config):
    shape = [40] if kind == "Dense" else [7, 8, 4]
    chain = [entry("InputLayer", "input", batch_shape=[None, *shape]), entry(kind, "layer", **config)]
    trace = traced(chain, 3, lambda *given: keras_values(*given)[1])
    for layer, unit in every_unit(trace):
        explanation = explain(trace, layer.spec.name, unit)
        assert explanation.agrees, explanation


@pytest.fixture(scope="module")
def trace() -> Trace:
    return traced(STANDARD, 5)


def test_a_wrong_number_does_not_agree(trace):
    for index in range(1, len(trace.layers)):
        layers = list(trace.layers)
        layer = layers[index]
        off = layer.a.copy()
        unit = tuple(n // 2 for n in off.shape)
        off[unit] += 1e-4 * max(1.0, float(np.abs(layer.z).max()))
        layers[index] = replace(layer, a=off)
        wrong = explain(replace(trace, layers=tuple(layers)), layer.spec.name, unit)
        assert not wrong.agrees
        assert explain(trace, layer.spec.name, unit).agrees


def test_the_parts_of_a_convolution(trace):
    unit = (4, 7, 33)
    parts = explain(trace, "conv2d_1", unit)
    kernel = trace.weights.arrays["conv2d_1/kernel"][..., 33]
    assert isinstance(parts, Convolution)
    assert parts.box == (4, 7, 7, 10)
    assert np.array_equal(parts.inputs, trace.layer("max_pooling2d").a[4:7, 7:10])
    assert np.array_equal(parts.kernel, kernel)
    assert np.allclose(parts.products.sum(axis=(0, 1)), parts.sums, atol=1e-12)
    assert (np.diff(np.abs(parts.sums[parts.ranked])) <= 0).all()
    assert parts.running[0] == parts.sums[parts.ranked[0]]
    assert parts.running[-1] == parts.z == pytest.approx(parts.sums.sum() + parts.bias)
    assert parts.a == max(parts.z, 0)
    assert len(parts.sources) == 576
    name, (row, column, channel) = parts.sources[0]
    assert name == "max_pooling2d"
    assert abs(parts.products[row - 4, column - 7, channel]) == np.abs(parts.products).max()


def test_a_flipped_kernel_is_the_convolution_of_the_textbooks(trace):
    parts = explain(trace, "conv2d_1", (4, 7, 33))
    turned = parts.flip()
    kernel, true = parts.kernel, 0.0
    for i, j in np.ndindex(3, 3):
        true += parts.inputs[i, j] @ kernel[2 - i, 2 - j]
    assert turned.flipped
    assert turned.z == pytest.approx(true + parts.bias)
    assert turned.a == max(turned.z, 0)
    assert not turned.agrees
    assert (turned.shown_z, turned.bias, turned.box) == (parts.shown_z, parts.bias, parts.box)
    back = turned.flip()
    assert not back.flipped
    assert back.z == parts.z
    assert back.agrees


def test_a_pooling_names_its_winner_and_what_is_dropped(trace):
    parts = explain(trace, "max_pooling2d_1", (4, 1, 9))
    below = trace.layer("conv2d_1").a
    assert isinstance(parts, Pooling)
    assert parts.box == (8, 2, 10, 4)
    assert parts.dropped == (1, 1)
    assert below[(*parts.winner, 9)] == parts.z == parts.block.max()
    assert explain(trace, "max_pooling2d", (0, 0, 0)).dropped == (0, 0)
    flat = replace(trace.layer("conv2d_1"), a=np.zeros_like(below))
    layers = tuple(flat if layer.spec.name == "conv2d_1" else layer for layer in trace.layers)
    assert explain(replace(trace, layers=layers), "max_pooling2d_1", (4, 1, 9)).winner == (
        8,
        2,
    )  # of equal ones the first


@pytest.mark.parametrize("kind", ["MaxPooling2D", "AveragePooling2D"])
def test_padding_takes_no_part_in_a_pooling(kind):
    chain = [
        entry("InputLayer", "input", batch_shape=[None, 3, 3, 2]),
        entry(kind, "pool", pool_size=3, strides=1, padding="same"),
    ]
    below_zero = traced(
        chain, 1, lambda chain, arrays, x: Reference(describe(chain), make(chain, arrays)).forward(x - 9)
    )
    for unit in np.ndindex(3, 3, 2):
        parts = explain(below_zero, "pool", unit)
        assert parts.agrees
        assert parts.z < 0
        assert parts.count == parts.inside.sum() == (9 if unit[:2] == (1, 1) else 4 if 1 not in unit[:2] else 6)


def test_a_sum_leads_back_to_the_maps(trace):
    parts = explain(trace, "dense", (17,))
    assert isinstance(parts, Sum)
    assert parts.running[-1] == parts.z
    assert parts.place(812) == ("max_pooling2d_1", (2, 2, 44))
    maps = trace.layer("max_pooling2d_1").a
    assert [maps[unit] for _, unit in parts.places] == parts.inputs.tolist()
    moved = explain(trace, "flatten", (812,))
    assert isinstance(moved, Moved)
    assert moved.sources == (("max_pooling2d_1", (2, 2, 44)),)
    assert explain(trace, "dense_1", (3,)).sum.place(5) == ("dense", (5,))


def test_softmax_is_taken_apart(trace):
    parts = explain(trace, "dense_1", (trace.answer,))
    assert isinstance(parts, Softmax)
    assert parts.exps.sum() == pytest.approx(parts.total)
    assert parts.exps[parts.index] / parts.total == parts.quotient == parts.a
    assert parts.z == pytest.approx(parts.sum.z)
    assert parts.shifted.max() == 0
    assert np.allclose(parts.scores, trace.layers[-1].z, atol=1e-4)


def test_values_without_their_own_flatten_stay_where_they_are():
    chain = [
        entry("InputLayer", "input", batch_shape=[None, 4, 4, 3]),
        entry("GlobalAveragePooling2D", "mean"),
        entry("BatchNormalization", "norm"),
        entry("Dense", "dense", units=2),
    ]
    trace = traced(chain, 1)
    assert explain(trace, "dense", (1,)).place(2) == ("norm", (2,))
    norm = explain(trace, "norm", (2,))
    assert isinstance(norm, Normalization)
    assert norm.normalized * norm.gamma + norm.beta == norm.z
    chain[1] = entry("Flatten", "flat")
    chain[2] = entry("Dropout", "drop", rate=0.5)
    assert explain(traced(chain, 1), "dense", (1,)).place(2 * 3 + 1) == ("input", (0, 2, 1))


class Kernels(Conv2D):
    """A kind of layer that nobody explains, made from one that somebody does."""

    name = "Kernels"


def test_a_stranger_is_explained_by_its_parent_or_honestly_not_at_all(trace, monkeypatch):
    assert explainer(Kernels().lineage()) is explain_convolution
    layer = trace.layers[3]
    child = replace(layer, spec=replace(layer.spec, kind="Kernels", lineage=Kernels().lineage()))
    stranger = replace(layer, spec=replace(layer.spec, kind="DepthwiseConv2D", lineage=("DepthwiseConv2D", "Layer")))
    for made, kind in ((child, Convolution), (stranger, Unknown)):
        changed = replace(trace, layers=(*trace.layers[:3], made, *trace.layers[4:]))
        parts = explain(changed, "conv2d_1", (0, 10, 3))
        assert type(parts) is kind
        assert parts.agrees == parts.is_recomputed == (kind is Convolution)
    assert parts.shown_a == parts.a == parts.neighbours[0, 1]
    assert parts.corner == (0, 9)
    assert np.array_equal(parts.neighbours, layer.a[:2, 9:, 3])


@pytest.mark.parametrize(
    ("layer", "unit"),
    [("conv9", (0, 0, 0)), ("conv2d", (0, 26, 0)), ("conv2d", (0, 0, -1)), ("dense", (0, 0, 0)), ("dense", (128,))],
)
def test_no_such_unit(trace, layer, unit):
    with pytest.raises(LookupError, match="Expected"):
        explain(trace, layer, unit)
