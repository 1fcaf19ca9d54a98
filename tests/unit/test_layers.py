"""The summary table of the standard network, number by number."""

import pytest

from model.layers import UnsupportedLayerError, describe
from model.standard import STANDARD

TABLE = [
    # name, kind, output shape, parameters, multiplications
    ("input", "InputLayer", (28, 28, 1), 0, 0),
    ("conv2d", "Conv2D", (26, 26, 64), 640, 26 * 26 * 64 * 9),
    ("max_pooling2d", "MaxPooling2D", (13, 13, 64), 0, 0),
    ("conv2d_1", "Conv2D", (11, 11, 64), 36_928, 11 * 11 * 64 * 576),
    ("max_pooling2d_1", "MaxPooling2D", (5, 5, 64), 0, 0),
    ("flatten", "Flatten", (1600,), 0, 0),
    ("dense", "Dense", (128,), 204_928, 1600 * 128),
    ("dense_1", "Dense", (10,), 1_290, 128 * 10),
]


@pytest.fixture(scope="module")
def specs():
    return describe(STANDARD)


def test_the_standard_network_is_the_one_of_the_course_note(specs):
    assert [(s.name, s.kind, s.output_shape, s.parameters, s.multiplications) for s in specs] == TABLE
    assert [s.index for s in specs] == list(range(8))
    assert [s.activation for s in specs if s.kind in ("Conv2D", "Dense")] == ["relu", "relu", "relu", "softmax"]


def test_totals(specs):
    assert sum(s.parameters for s in specs) == 243_786
    assert sum(s.multiplications for s in specs) == 5_056_000
    dense, conv = specs[6], specs[3]
    assert round(100 * dense.parameters / 243_786) == 84
    assert round(100 * conv.multiplications / 5_056_000) == 88


def test_receptive_fields(specs):
    assert [(s.field[0], s.step[0]) for s in specs[1:5]] == [(3, 1), (4, 2), (8, 2), (10, 4)]
    assert all(s.field[0] == s.field[1] and s.step[0] == s.step[1] for s in specs[:6])
    assert specs[5].field == (10, 10)
    assert specs[5].step == (4, 4)
    # Dense reads all 25 fields: rows and columns 0 to 25, never 26 and 27.
    assert specs[6].field == specs[7].field == (26, 26)


def test_reasons_carry_the_numbers_of_the_course_note(specs):
    first, pool, _, last_pool, flatten = specs[1:6]
    assert first.reason.numbers["lost"] == 2
    assert first.reason.numbers["neighbours"] == 8
    assert pool.reason.key == "reason.MaxPooling2D"
    assert last_pool.reason.key == "reason.MaxPooling2D.dropped"
    assert (last_pool.reason.numbers["rows_dropped"], last_pool.reason.numbers["columns_dropped"]) == (1, 1)
    assert flatten.reason.numbers["per_map"] == 25
    assert flatten.reason.numbers["values"] == 1600


def test_a_chain_begins_with_exactly_one_input():
    with pytest.raises(UnsupportedLayerError, match="InputLayer"):
        describe(STANDARD[1:])
    with pytest.raises(UnsupportedLayerError, match="InputLayer"):
        describe((STANDARD[0], *STANDARD))


def test_maps_that_pool_away_are_refused():
    pool = {"class_name": "MaxPooling2D", "config": {"name": "pool", "pool_size": 2}}
    chain = [*STANDARD[:5], *({**pool, "config": {**pool["config"], "name": f"p{i}"}} for i in range(3))]
    with pytest.raises(UnsupportedLayerError, match="empty shape"):
        describe(chain)
