"""Where the parts of the sliding window's picture go: all of them inside, none over another, in any room."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRectF

from gui.widgets.sliding_layout import NUMBER, Grid, arrange

LINE = 16.0
sides = st.tuples(st.integers(1, 28), st.integers(1, 28))


@settings(max_examples=80, deadline=None)
@given(
    st.integers(260, 2400), st.integers(120, 1500), st.tuples(st.integers(6, 28), st.integers(6, 28)),
    st.tuples(*[st.integers(0, 3)] * 4), st.sampled_from([1, 2, 3, 5]), st.booleans(),
)  # fmt: skip
def test_nothing_sticks_out_or_lies_over_another(width, height, left, rim, size, pools):
    room = QRectF(8, 2, width, height)
    tables = [(size, size), (1, 1)] if pools else [(size, size)] * 3
    right = max(1, left[0] - size + 1), max(1, left[1] - size + 1)
    made = arrange(room, left, rim, tables, right, LINE)
    parts = [made.left.place, made.right.place, *(grid.place for grid in made.tables)]
    for part in parts:
        assert min(part.width(), part.height()) > 2, "and a slender map is as slender as it must be"
        assert room.adjusted(-1, -1, 1, 1).contains(part.adjusted(0, -LINE, 0, 0)), "with the words above it"
    for one, other in itertools.combinations(parts, 2):
        overlap = one.intersected(other)
        assert min(overlap.width(), overlap.height()) <= 1
    assert len(made.signs) == len(tables) - 1


def test_in_a_low_room_the_maps_take_what_numbers_do_not_need():
    made = arrange(QRectF(8, 2, 370, 89), (28, 28), (0, 0, 0, 0), [(3, 3)] * 3, (26, 26), LINE)
    assert made.left.place.width() >= 72
    assert made.tables[0].cell[0] < NUMBER[0]


@settings(max_examples=60, deadline=None)
@given(sides, st.tuples(*[st.integers(0, 4)] * 4), st.data())
def test_every_cell_is_found_where_it_is_drawn(shape, rim, data):
    grid = Grid(QRectF(10, 20, 300, 200), shape, rim)
    row, column = data.draw(st.integers(0, shape[0] - 1)), data.draw(st.integers(0, shape[1] - 1))
    middle = grid.box(row, column, row + 1, column + 1).center()
    assert grid.at(middle) == grid.nearest(middle) == (row, column)
    for cells in (grid.box(-1, column, 0, column + 1), grid.box(row, shape[1], row + 1, shape[1] + 1)):
        assert grid.at(cells.center()) is None
