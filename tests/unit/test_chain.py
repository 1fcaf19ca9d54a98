"""What the convolution lab holds: never a stage without cells, and kernels that are alike in every size."""

import json
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal

from model.chain import SHAPE, Chain, from_dict, preset_of, related, start
from model.convolving import MOST, SIDES, VALUES, Stage, choices, fits, run
from model.filters import presets

KERNEL = np.random.default_rng(0).normal(size=(3, 3)).astype(np.float32)


def test_every_stage_that_fits_can_be_compared_in_all_sizes():
    names = ("padding", "fill", "pool", "pool_size", "pool_stride")
    for (stride, dilation), *rest in product(
        ((1, 1), (1, 2), (1, 3), (2, 1), (3, 1)), *(VALUES[name] for name in names)
    ):
        chain = Chain((Stage(KERNEL, stride=stride, dilation=dilation, **dict(zip(names, rest, strict=True))),), True)
        assert [stage.side for stage in chain.columns] == list(SIDES)
        assert all(fits([stage], SHAPE) for stage in chain.columns)


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_whatever_one_chooses_the_chain_runs(data):
    """Only what is offered is chosen, in any order; the picture is the network's."""
    chain = start()
    for _ in range(12):
        what = data.draw(st.sampled_from(("grow", "shrink", "compare", "set", "set", "set")))
        column = data.draw(st.integers(0, len(chain.columns) - 1))
        if what == "grow" and chain.can_grow:
            chain = chain.grown()
        elif what == "shrink" and len(chain.stages) > 1 and not chain.compares:
            chain = chain.without(column)
        elif what == "compare":
            chain = replace(chain, compares=not chain.compares)
        elif what == "set":
            stage = chain.columns[column]
            offered = choices([stage] if chain.compares else chain.stages, 0 if chain.compares else column, SHAPE)
            name = data.draw(st.sampled_from(sorted(offered)))
            value = data.draw(st.sampled_from(offered[name]))
            wanted = {"kernel": related(stage.kernel, value)} if name == "side" else {name: value}
            count = len(chain.stages)
            chain = chain.put(column, replace(stage, **wanted))
            assert chain.compares or len(chain.stages) == count
        assert len(chain.stages) <= MOST
        for stages in [[stage] for stage in chain.columns] if chain.compares else [chain.stages]:
            assert run(np.zeros(SHAPE, np.float32), stages)[-1].out.size
        assert from_dict(json.loads(json.dumps(chain.to_dict()))) == chain


def test_related_kernels():
    for side, other in product(SIDES, SIDES):
        for preset in presets(side):
            same = [one.kernel for one in presets(other) if one.key == preset.key]
            found = related(preset.kernel, other)
            assert found.shape == (other, other)
            assert not same or np.array_equal(found, same[0])
    bell = np.outer((1, 2, 1), (1, 2, 1)) / 16
    np.testing.assert_allclose(related(KERNEL, 5), signal.convolve2d(KERNEL, bell), atol=1e-6)
    large = np.arange(49, dtype=np.float32).reshape(7, 7)
    assert np.array_equal(related(large, 3), large[2:5, 2:5])
    assert preset_of(KERNEL) is None
    assert preset_of(presets(5)[2].kernel) is presets(5)[2]


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"stages": "rubbish", "compares": False},
        {"stages": [], "compares": False},
        {"stages": [{}], "compares": False},
        {"stages": [{"kernel": [[1, 2], [3, 4]]}], "compares": False},
        {"stages": [{"kernel": [["x"] * 3] * 3}], "compares": False},
        {"stages": [{"kernel": [[1] * 3] * 3, "bias": None}], "compares": False},
        {"stages": [{"kernel": [[1] * 3] * 3, "snow": 1}], "compares": False},
        {"stages": [{"kernel": [[1] * 3] * 3}] * 5, "compares": False},
        {"stages": [{"kernel": [[1] * 7] * 7, "stride": 3}] * 2 + [{"kernel": [[1] * 3] * 3}], "compares": False},
        {"stages": [{"kernel": [[1] * 3] * 3}], "compares": 7},
    ],
    ids=str,
)
def test_damaged_settings_are_told_from_whole_ones(wrong):
    assert from_dict(wrong) is None
