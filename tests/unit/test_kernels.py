"""Kernels slice by slice: what they add is what the layer computed, and where a weight acts is where it is read."""

import numpy as np
import pytest

from model.digitize import Digitized
from model.kernel_lists import axes, grouped, maker, of_filter, of_map, ranking
from model.kernels import acting, acts_on, added, added_at, cell_of, kernels
from model.layers import describe
from model.reference import Reference
from model.standard import STANDARD
from model.trace import LayerTrace, Trace
from tests.support import random_weights


def conv(name, **config):
    return {"class_name": "Conv2D", "config": {"name": name, "activation": "relu", **config}}


def trace_of(*convolutions):
    configs = ({"class_name": "InputLayer", "config": {"name": "in", "batch_shape": [None, 28, 28, 1]}}, *convolutions)
    weights, specs = random_weights(configs, seed=2), describe(configs)
    image = np.random.default_rng(0).random((28, 28), np.float32)
    values = Reference(specs, weights).run(image)
    layers = tuple(LayerTrace(spec, z, a) for spec, (z, a) in zip(specs, values, strict=True))
    return Trace(1, Digitized(image, (), False), layers, weights, "numpy", 0.0, 0.0)


SETTINGS = [
    {"kernel_size": 3},
    {"kernel_size": [5, 3], "padding": "same"},
    {"kernel_size": 3, "strides": [2, 3], "padding": "same"},
    {"kernel_size": [2, 4], "strides": 3},
    {"kernel_size": 3, "dilation_rate": 2, "padding": "same"},
]


@pytest.fixture(params=SETTINGS, ids=str)
def trace(request):
    return trace_of(conv("first", filters=3, kernel_size=3), conv("second", filters=5, **request.param))


def test_what_the_maps_add_sums_up_to_z(trace):
    layer, bias = trace.layer("second"), trace.weights.of("second")["bias"]
    everywhere = added(trace, "second")
    assert everywhere.shape == (3, 5)
    np.testing.assert_allclose(everywhere.sum(axis=0), layer.z.mean((0, 1)) - bias, atol=1e-5)
    rows, columns = layer.z.shape[:2]
    for place in ((0, 0), (rows - 1, columns - 1), (rows // 2, columns // 3)):
        here = added_at(trace, "second", *place)
        np.testing.assert_allclose(here.sum(axis=0), layer.z[place] - bias, atol=1e-5)


def test_a_weight_acts_where_a_change_of_it_is_seen(trace):
    """Every place that reads a cell through one weight gives that cell; all of them lie in the box, which is tight."""
    spec = trace.layer("second").spec
    for weight in np.ndindex(*spec.config["kernel_size"]):
        places = np.ndindex(*spec.output_shape[:2])
        cells = [cell for place in places if (cell := cell_of(spec, weight, place)) is not None]
        top, left, bottom, right = acts_on(spec, weight)
        assert (top, left) == (min(c[0] for c in cells), min(c[1] for c in cells))
        assert (bottom, right) == (max(c[0] for c in cells) + 1, max(c[1] for c in cells) + 1)
    # One weight alone: z is the input where that weight meets it
    bare, (i, j) = trace.layers[1].a, (1, 1)
    alone = np.zeros((*spec.config["kernel_size"], 3, 5), np.float32)
    alone[i, j, 2, 4] = 1
    from model import weights

    other = weights.make(
        trace.weights.configs, {**trace.weights.arrays, "second/kernel": alone, "second/bias": np.zeros(5)}
    )
    z = Reference(describe(other.configs), other).run(trace.image)[2][0]
    for place in np.ndindex(*spec.output_shape[:2]):
        cell = cell_of(spec, (i, j), place)
        assert z[(*place, 4)] == pytest.approx(0 if cell is None else bare[(*cell, 2)], abs=1e-6)


def test_kernels_are_told_once_for_a_version(trace):
    found = kernels(trace.weights, "second")
    assert found is kernels(trace.weights, "second")
    kernel = trace.weights.of("second")["kernel"]
    np.testing.assert_allclose(found.norms, np.sqrt((kernel**2).sum((0, 1))), rtol=1e-5)
    np.testing.assert_allclose(found.sums, kernel.sum((0, 1)), atol=1e-6)
    assert len(found.slices.similarities) == 15
    assert len(found.filters.similarities) == 5
    with pytest.raises(LookupError, match="Conv2D"):
        kernels(trace.weights, "in")


def test_runs_of_one_family():
    families = ["edge", "none", "edge", "line"]
    assert grouped(families, np.array([0, 2, 3, 1])) == [("edge", 0, 2), ("line", 2, 1), ("none", 3, 1)]
    assert grouped([], np.arange(0)) == []


def test_what_a_weight_lights():
    trace = trace_of(
        conv("first", filters=3, kernel_size=3), conv("second", filters=5, kernel_size=3, padding="same", strides=2)
    )
    specs = [layer.spec for layer in trace.layers]
    everywhere = acting(specs, "second", (0, 2, 1, 4))
    assert everywhere["first"].box == acts_on(specs[2], (0, 2))
    assert (everywhere["first"].channel, everywhere["first"].role) == (1, "reads")
    assert (everywhere["second"].box, everywhere["second"].channel) == ((0, 0, 13, 13), 4)
    assert set(everywhere) == {"first", "second"}
    here = acting(specs, "second", (0, 2, 1, 4), (3, 5, 4))
    cell = cell_of(specs[2], (0, 2), (3, 5))
    assert here["first"].box == (*cell, cell[0] + 1, cell[1] + 1)
    assert here["in"].box == (*cell, cell[0] + 3, cell[1] + 3)
    assert (here["second"].box, here["second"].role) == ((3, 5, 4, 6), "unit")
    slice_ = acting(specs, "second", (-1, -1, 1, 4), (3, 5, 4))
    assert slice_["first"].box == (*cell_of(specs[2], (0, 0), (3, 5)), 9, 13)
    assert acting(specs, "second", (-1, -1, 1, 4))["first"].box == (0, 0, 26, 26)
    for weight, unit in (((3, 0, 0, 0), None), ((0, 0, 3, 0), None), ((0, 0, 0, 5), None), ((0, 0, 0, 0), (1, 1, 1))):
        with pytest.raises(LookupError):
            acting(specs, "second", weight, unit)
    with pytest.raises(LookupError):
        acting(specs, "in", (0, 0, 0, 0))


def test_lists_of_slices_and_their_orders():
    trace = trace_of(conv("first", filters=3, kernel_size=3), conv("second", filters=5, kernel_size=3))
    found = kernels(trace.weights, "second")
    adds = added(trace, "second")
    for listing, pairs in (
        (of_filter(found, 4), [(k, 4) for k in range(3)]),
        (of_map(found, 1), [(1, f) for f in range(5)]),
    ):
        assert listing.pairs == tuple(pairs)
        for n, (k, f) in enumerate(pairs):
            np.testing.assert_array_equal(listing.weights[:, :, n], found.weights[:, :, k, f])
            assert listing.matches.match(n) == found.slices.match(k * 5 + f)
        strengths = [abs(adds[k, f]) for k, f in pairs]
        assert [strengths[n] for n in ranking(listing, "added", adds)] == sorted(strengths, reverse=True)
        assert (np.diff(listing.norms[ranking(listing, "norm")]) <= 0).all()
        assert ranking(listing, "index") is None
        assert ranking(listing, "kind").tolist() == listing.matches.order().tolist()
    makers = kernels(trace.weights, "first").filters
    rows, columns = axes(found, "kind", makers=makers)
    assert (rows.tolist(), columns.tolist()) == (makers.order().tolist(), found.filters.order().tolist())
    rows, columns = axes(found, "norm")
    assert (np.diff(found.norms[rows].astype(float) ** 2 @ np.ones(5)) <= 0).all()
    rows, columns = axes(found, "added", adds)
    assert (np.diff(np.abs(adds).sum(0)[columns]) <= 0).all()
    assert [order.tolist() for order in axes(found, "added")] == [[0, 1, 2], [0, 1, 2, 3, 4]]


def test_whose_filters_make_the_maps():
    specs = describe(STANDARD)
    assert [made and made.name for made in (maker(specs, i) for i in range(6))] == [
        None, "conv2d", "conv2d", "conv2d_1", "conv2d_1", None,
    ]  # fmt: skip
