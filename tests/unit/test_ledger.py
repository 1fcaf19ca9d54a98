"""Where parameters and multiplications are, as blocks, and what they would be without pooling."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.layers import describe
from model.ledger import blocks, has_pooling, ledger, without_pooling
from model.standard import STANDARD


def layer(kind, name, **config):
    return {"class_name": kind, "config": {"name": name, **config}}


@st.composite
def chains(draw):
    """Random networks of convolutions, poolings and Dense layers that fit together."""
    side = draw(st.integers(6, 28))
    configs = [
        layer("InputLayer", "input", batch_shape=[None, side, draw(st.integers(6, 28)), draw(st.integers(1, 3))])
    ]
    for index in range(draw(st.integers(0, 4))):
        if draw(st.booleans()):
            config = {"filters": draw(st.integers(1, 5)), "kernel_size": draw(st.integers(1, 3))}
            config |= {"use_bias": draw(st.booleans()), "padding": draw(st.sampled_from(["valid", "same"]))}
            made = layer("Conv2D", f"conv{index}", **config)
        else:
            kind = draw(st.sampled_from(["MaxPooling2D", "AveragePooling2D"]))
            made = layer(kind, f"pool{index}", pool_size=draw(st.integers(1, 2)))
        if min(describe(configs)[-1].output_shape[:2]) >= 3:
            configs.append(made)
    configs.append(layer("Flatten", "flatten"))
    configs.append(layer("Dropout", "dropout", rate=0.5))
    configs += [layer("Dense", f"dense{i}", units=draw(st.integers(1, 6))) for i in range(draw(st.integers(0, 2)))]
    return configs


@pytest.fixture(scope="module")
def specs():
    return describe(STANDARD)


def test_most_parameters_are_in_dense_and_most_of_the_work_in_conv_2(specs):
    whole = ledger(specs)
    assert (whole.parameters, whole.multiplications) == (243_786, 5_056_000)
    assert round(100 * whole.entry("dense").parameter_share) == 84
    assert round(100 * whole.entry("conv2d_1").multiplication_share) == 88
    assert whole.entry("nobody") is None


def test_36928_is_64_blocks_of_3_by_3_by_64_and_64_biases(specs):
    made = blocks(specs, specs[3])
    assert (made.count, made.rows, made.columns, made.depth) == (64, 3, 3, 64)
    assert made.singles == (("bias", 64),)
    assert made.total == 36_928


def test_a_dense_layer_above_maps_has_blocks_of_their_shape(specs):
    first, second = blocks(specs, specs[6]), blocks(specs, specs[7])
    assert (first.count, first.rows, first.columns, first.depth) == (128, 5, 5, 64)
    assert (second.count, second.rows, second.columns, second.depth) == (10, 1, 1, 128)


def test_what_pooling_saves(specs):
    without = without_pooling(STANDARD)
    assert has_pooling(specs)
    assert not has_pooling(without)
    whole = ledger(without)
    assert specs[3].multiplications == 4_460_544
    assert whole.entry("conv2d_1").multiplications == 21_233_664
    assert specs[6].parameters == 204_928
    assert whole.entry("dense").parameters == 4_718_720
    assert whole.entry("conv2d_1").parameters == 36_928  # a filter is as large as before
    assert [entry.spec.name for entry in whole.entries] == [s.name for s in specs if "pool" not in s.name]


@settings(max_examples=60, deadline=None)
@given(chains())
def test_the_blocks_of_any_network_are_all_of_its_parameters(configs):
    specs = describe(configs)
    whole = ledger(specs)
    assert sum(blocks(specs, spec).total for spec in specs) == whole.parameters == sum(s.parameters for s in specs)
    for shares in (
        [entry.parameter_share for entry in whole.entries],
        [entry.multiplication_share for entry in whole.entries],
    ):
        assert sum(shares) == pytest.approx(1.0) or not any(shares)


@settings(max_examples=60, deadline=None)
@given(chains())
def test_without_pooling_nothing_gets_less(configs):
    whole, without = describe(configs), without_pooling(configs)
    assert not has_pooling(without)
    kept = {spec.name: spec for spec in without}
    for spec in whole:
        if spec.name in kept:
            assert kept[spec.name].parameters >= spec.parameters
            if spec.kind == "Conv2D":
                assert kept[spec.name].multiplications >= spec.multiplications
                assert kept[spec.name].parameters == spec.parameters
