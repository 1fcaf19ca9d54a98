"""The sliding window's order and what it reads, and why a side gets shorter: index arithmetic against the real pass."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.layers import describe
from model.shape_walk import walk
from model.sliding import Sliding, slides
from model.standard import STANDARD


def one_layer(rows, columns, kind, **config):
    entry = {"class_name": "InputLayer", "config": {"name": "input", "batch_shape": [None, rows, columns, 1]}}
    return describe([entry, {"class_name": kind, "config": {"name": "one", **config}}])[1]


@st.composite
def layers(draw):
    """One convolution or pooling with any stride, padding and dilation that fits its input."""
    rows, columns = draw(st.integers(1, 13)), draw(st.integers(1, 13))
    size = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    config = {"padding": draw(st.sampled_from(["valid", "same"]))}
    kind = draw(st.sampled_from(["Conv2D", "MaxPooling2D"]))
    if kind == "Conv2D":
        config |= {"filters": 1, "kernel_size": list(size)}
        if draw(st.booleans()):
            config["dilation_rate"] = draw(st.integers(1, 3))
        else:
            config["strides"] = draw(st.integers(1, 3))
    else:
        config |= {"pool_size": list(size), "strides": draw(st.integers(1, 3))}
    span = [(k - 1) * config.get("dilation_rate", 1) + 1 for k in size]
    if config["padding"] == "valid":
        rows, columns = max(rows, span[0]), max(columns, span[1])
    return one_layer(rows, columns, kind, **config)


@pytest.fixture(scope="module")
def specs():
    return describe(STANDARD)


def test_the_window_goes_as_one_reads(specs):
    slide = Sliding(specs[1])
    assert slide.count == 676
    assert [slide.place(step) for step in (0, 1, 25, 26, 675)] == [(0, 0), (0, 1), (0, 25), (1, 0), (25, 25)]
    assert slide.reads(1, 0) == (range(1, 4), range(3))
    assert slide.unwritten(27) == ((1, 2, 2, 26), (2, 0, 26, 26))
    assert slide.unwritten(51) == ((2, 0, 26, 26),)
    assert slide.unwritten(675) == ()


def test_a_loop_is_gone_through_alone(specs):
    slide = Sliding(specs[3], (2, 3, 4, 99))
    assert slide.area == (2, 3, 4, 11)
    assert slide.count == 16
    assert slide.step(2, 3) == 0
    assert slide.step(0, 0) is None
    assert slide.nearest(0, 0) == 0
    assert slide.nearest(9, 9) == slide.step(3, 9)
    with pytest.raises(ValueError, match="Expected a part of 11 rows"):
        Sliding(specs[3], (4, 4, 4, 6))
    with pytest.raises(ValueError, match="Expected a convolution"):
        Sliding(specs[6])


def test_only_windows_over_maps_slide(specs):
    assert [slides(spec) for spec in specs] == [False, True, True, True, True, False, False, False]


@settings(max_examples=60, deadline=None)
@given(layers(), st.data())
def test_every_cell_is_written_once_and_reads_its_own_window(spec, data):
    rows, columns, _ = spec.output_shape
    loop = (data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, columns - 1)), rows, columns)
    slide = Sliding(spec, data.draw(st.sampled_from([None, loop])))
    places = [slide.place(step) for step in range(slide.count)]
    top, left, bottom, right = slide.area
    assert places == [(r, c) for r in range(top, bottom) for c in range(left, right)]
    assert [slide.step(*place) for place in places] == list(range(slide.count))
    step = data.draw(st.integers(0, slide.count - 1))
    missing = [(r, c) for box in slide.unwritten(step) for r in range(box[0], box[2]) for c in range(box[1], box[3])]
    assert sorted(missing) == places[step + 1 :]
    for row, column in places:
        window = spec.window
        for cells, index, axis in zip(slide.reads(row, column), (row, column), (0, 1), strict=True):
            start = index * window.step[axis] - window.before[axis]
            assert list(cells) == [start + i * window.dilation[axis] for i in range(window.size[axis])]


def fates(spec, axis):
    """What becomes of every input cell along one side; a cell that gets an output at one stop is kept."""
    found = {}
    for stop in walk(spec):
        if stop.axis == axis:
            for cell in stop.cells if stop.centre is None else (stop.centre,):
                found[cell] = "kept" if found.get(cell) == "kept" else stop.fate
    return tuple(found[cell] for cell in range(spec.input_shape[axis]))


def test_the_border_of_28_pixels_lacks_neighbours(specs):
    found = fates(specs[1], 0)
    assert found.count("kept") == 26
    assert (found[0], found[27]) == ("lacking", "lacking")
    first = walk(specs[1])[0]
    assert (first.axis, first.cells, first.centre, first.output) == (1, (-1, 0, 1), 0, None)


def test_26_become_13_by_pairs_and_11_leave_one_over(specs):
    assert [stop.cells for stop in walk(specs[2])[:2]] == [(0, 1), (2, 3)]
    assert fates(specs[2], 1) == ("kept",) * 26
    assert fates(specs[4], 1) == ("kept",) * 10 + ("dropped",)
    assert walk(specs[4])[5].cells == (10,)


def test_a_rim_of_zeros_keeps_the_border():
    assert fates(one_layer(9, 9, "Conv2D", filters=1, kernel_size=3, padding="same"), 0) == ("kept",) * 9


@settings(max_examples=60, deadline=None)
@given(layers())
def test_a_walk_writes_every_output_once_and_settles_every_cell(spec):
    for axis in (0, 1):
        stops = [stop for stop in walk(spec) if stop.axis == axis]
        assert [stop.output for stop in stops if stop.output is not None] == list(range(spec.output_shape[axis]))
        found = fates(spec, axis)
        assert len(found) == spec.input_shape[axis]
        for stop in stops:
            if stop.output is not None:
                slide = Sliding(spec)
                assert stop.cells == tuple(slide.reads(stop.output, stop.output)[axis])
            if stop.fate == "lacking":
                assert stop.cells[0] < 0 or stop.cells[-1] >= spec.input_shape[axis]
