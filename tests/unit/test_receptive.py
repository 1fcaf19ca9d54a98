"""What lights up is what the arithmetic really reads, found by brute force in random networks and in the given one."""

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from model.layers import describe
from model.receptive import blind, lit, patch, path_counts
from model.reference import Reference
from model.standard import STANDARD
from model.weights import make
from tests.networks import STRIDED_AND_DILATED, entry, networks, random_arrays

seeds = st.integers(0, 2**32 - 1)


@pytest.fixture(scope="module")
def specs():
    return describe(STANDARD)


def cells_of(region, shape):
    """The cells that a region lights, bool [shape]."""
    cells = np.zeros(shape, bool)
    if region.box is None:
        cells[... if region.indices is None else region.indices] = True
    else:
        top, left, bottom, right = region.box
        cells[top:bottom, left:right, slice(None) if region.channel is None else region.channel] = True
    return cells


def around(cells):
    """The box around True cells; vectors as they are."""
    if cells.ndim == 1 or not cells.any():
        return cells
    filled = np.zeros_like(cells)
    filled[np.ix_(*(np.arange(axis.min(), axis.max() + 1) for axis in np.nonzero(cells)))] = True
    return filled


def spread(chain, index):
    """From which cell of one layer which cells are reached: a NaN goes wherever the formulas read it.

    Returns bool [cells of the layer, cells of the other] for each layer from `index` on.
    """
    specs = describe(chain)
    first = entry("InputLayer", "start", batch_shape=[None, *specs[index].output_shape])
    rest = [first, *chain[index + 1 :]]
    arrays = random_arrays(describe(rest), np.random.default_rng(0))
    count = specs[index].size
    x = np.ones((count, count), np.float32)
    np.fill_diagonal(x, np.nan)
    with np.errstate(all="ignore"):
        values = Reference(describe(rest), make(rest, arrays)).forward(x.reshape(count, *specs[index].output_shape))
    return [np.isnan(a).reshape(count, -1) for _, a in values]


@given(networks())
@example(STRIDED_AND_DILATED)
@settings(max_examples=35, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_lights_up_is_what_is_read(chain):
    specs = describe(chain)
    reached = [spread(chain, index) for index in range(len(specs))]  # [below][above - below]
    for index, spec in enumerate(specs):
        for number, unit in enumerate(np.ndindex(*spec.output_shape)):
            regions = lit(specs, spec.name, unit)
            assert list(regions) == [other.name for other in specs]
            for other in specs:
                region = regions[other.name]
                if other.index >= index:
                    true = reached[index][other.index - index][number]
                else:
                    true = reached[other.index][index - other.index][:, number]
                true = around(true.reshape(other.output_shape))
                assert np.array_equal(cells_of(region, other.output_shape), true), (unit, spec.name, other.name)
                assert region.is_empty == (not true.any())
                assert region.role == ("unit" if other is spec else "reads" if other.index < index else "feeds")


@given(networks())
@example(STRIDED_AND_DILATED)
@settings(max_examples=60, deadline=None)
def test_paths_are_counted_as_ones_add_up(chain):
    """One map, kernels of ones, sums instead of poolings: what arrives of a single 1 is its number of paths."""
    specs = describe(chain)
    last = next((spec for spec in specs if not spec.is_map), specs[-1])
    plain = [entry("InputLayer", "input", batch_shape=[None, *specs[0].output_shape[:2], 1])]
    for spec in specs[1 : last.index + 1]:
        config = dict(spec.config)
        if spec.kind in ("Conv2D", "MaxPooling2D", "AveragePooling2D"):
            size = config.get("kernel_size") or config["pool_size"]
            same = {"strides": config["strides"], "padding": config["padding"]}
            dilated = config.get("dilation", 1)
            plain.append(entry("Conv2D", spec.name, filters=1, kernel_size=size, dilation_rate=dilated, **same))
    plain_specs = describe(plain)
    ones = {f"{s.name}/{n}": np.full(shape, n == "kernel", float) for s in plain_specs for n, shape in s.variables}
    rows, columns, _ = plain_specs[0].output_shape
    x = np.eye(rows * columns, dtype=np.float32).reshape(-1, rows, columns, 1)
    arrived = Reference(plain_specs, make(plain, ones)).forward(x)[-1][1]

    assert np.array_equal(path_counts(specs), arrived.reshape(len(x), -1).sum(axis=1).reshape(rows, columns))


def test_the_given_network_does_not_see_its_last_two_rows_and_columns(specs):
    unseen = np.zeros((28, 28), bool)
    unseen[26:] = unseen[:, 26:] = True
    assert np.array_equal(blind(specs), unseen)
    assert blind(specs).sum() == 108
    random = np.random.default_rng(1)
    picture = random.random((28, 28), np.float32)
    picture[unseen] = np.nan
    network = Reference(specs, make(STANDARD, random_arrays(specs, random)))
    with np.errstate(all="ignore"):
        assert np.isfinite(network.probabilities(picture[None])).all()
    assert path_counts(specs).max() == 81
    assert path_counts(specs)[0, 0] == 1


def test_fields_of_the_given_network(specs):
    fields = []
    for spec in specs[1:5]:
        top, left, bottom, right = lit(specs, spec.name, (2, 2, 0))["input"].box
        beside = lit(specs, spec.name, (2, 3, 0))["input"].box
        assert (bottom - top, right - left) == spec.field
        assert (0, beside[1] - left) == (0, spec.step[1])
        fields.append((bottom - top, beside[1] - left))
    assert fields == [(3, 1), (4, 2), (8, 2), (10, 4)]


def test_all_channels_of_a_place_can_be_meant(specs):
    regions = lit(specs, "max_pooling2d", (3, 4, -1))
    assert regions["conv2d"].box == (6, 8, 8, 10)
    assert regions["conv2d"].channel is regions["max_pooling2d"].channel is None


def test_a_patch_reaches_into_the_padding():
    chain = [
        entry("InputLayer", "input", batch_shape=[None, 8, 8, 1]),
        entry("Conv2D", "conv", filters=1, kernel_size=3, dilation_rate=2, padding="same"),
    ]
    spec = describe(chain)[1]
    assert patch(spec, 0, 7) == (-2, 5, 3, 10)
    assert lit(describe(chain), "conv", (0, 7, 0))["input"].box == (0, 5, 3, 8)


@pytest.mark.parametrize(
    ("layer", "unit"),
    [
        ("conv9", (0, 0, 0)),
        ("conv2d", (26, 0, 0)),
        ("conv2d", (0, -1, 0)),
        ("conv2d", (0,)),
        ("dense", (128,)),
        ("dense", (-1,)),
    ],
)
def test_no_such_unit(specs, layer, unit):
    with pytest.raises(LookupError, match="Expected"):
        lit(specs, layer, unit)
