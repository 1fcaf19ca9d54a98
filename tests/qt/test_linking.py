"""The same number under two names: in the maps and after flattening."""

import numpy as np
import pytest

from gui.linking import index_of, place_in_maps, unit_in
from gui.session import Selection
from model.layers import describe
from model.standard import STANDARD

SPECS = {spec.name: spec for spec in describe(STANDARD)}


def found(selection, name):
    return unit_in(selection, SPECS[name], tuple(SPECS.values()))


def test_flattening_is_numpys_order():
    shape = (5, 4, 3)
    values = np.arange(60).reshape(shape)
    for index in range(60):
        place = place_in_maps(index, shape)
        assert values[place] == index
        assert index_of(place, shape) == index


def test_a_unit_is_itself_in_its_own_layer():
    assert found(Selection("conv2d", (7, 3, 18)), "conv2d") == (7, 3, 18)
    assert found(Selection("dense", (5,)), "dense") == (5,)


def test_a_flattened_value_is_a_value_of_the_last_maps_and_back():
    assert found(Selection("flatten", (812,)), "max_pooling2d_1") == (2, 2, 44)
    assert found(Selection("max_pooling2d_1", (2, 2, 44)), "flatten") == (812,)


@pytest.mark.parametrize(
    ("selection", "name"),
    [
        (Selection(), "conv2d"),
        (Selection("conv2d"), "conv2d"),
        (Selection("conv2d", (7, 3, 18)), "conv2d_1"),
        (Selection("conv2d_1", (7, 3, 18)), "flatten"),
        (Selection("flatten", (812,)), "dense"),
        (Selection("flatten", (1600,)), "max_pooling2d_1"),
        (Selection("max_pooling2d_1", (5, 0, 0)), "flatten"),
        (Selection("conv2d", (7, 3)), "conv2d"),
        (Selection("stranger", (7, 3, 18)), "conv2d"),
    ],
)
def test_nothing_else_is(selection, name):
    assert found(selection, name) is None
