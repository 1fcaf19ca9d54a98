"""Moving extremes, pieces and runs against their plain definitions."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from model.morphology import closing, heights, highest, lowest, opening, pieces

PICTURES = st.tuples(st.integers(1, 12), st.integers(1, 12), st.integers(0, 2**32 - 1))
WIDTHS = st.integers(1, 9)


def levels(made):
    rows, columns, seed = made
    return np.random.default_rng(seed).integers(0, 256, (rows, columns), np.uint8)


def mask(made, share=0.45):
    return levels(made) < 256 * share


@given(PICTURES, WIDTHS)
@settings(deadline=None)
def test_highest_and_lowest_are_those_of_a_square(made, width):
    grey = levels(made)
    before, after = width // 2, width - 1 - width // 2
    found, least = highest(grey, width), lowest(grey, width)
    for row in range(grey.shape[0]):
        for column in range(grey.shape[1]):
            around = grey[max(0, row - before) : row + after + 1, max(0, column - before) : column + after + 1]
            assert found[row, column] == around.max()
            assert least[row, column] == around.min()


@given(PICTURES, st.sampled_from([1, 3, 5, 7]))
@settings(deadline=None)
def test_closing_fills_and_opening_removes_and_twice_is_once(made, width):
    grey = levels(made)
    filled, removed = closing(grey, width), opening(grey, width)
    assert (filled >= grey).all()
    assert (removed <= grey).all()
    np.testing.assert_array_equal(closing(filled, width), filled)
    np.testing.assert_array_equal(opening(removed, width), removed)
    np.testing.assert_array_equal(opening(255 - grey, width), 255 - filled)


def test_an_edge_stays_and_a_line_goes():
    grey = np.full((40, 60), 200, np.uint8)
    grey[:, 30:] = 90  # a shadow
    lined = grey.copy()
    lined[:, 10:13] = 0
    lined[20:23] = 0
    np.testing.assert_array_equal(closing(lined, 5), grey)


@given(PICTURES, st.floats(0.1, 0.9))
@settings(deadline=None)
def test_pieces_are_what_hangs_together(made, share):
    cells = mask(made, share)
    found = pieces(cells)
    assert ((found > 0) == cells).all()
    expected = flooded(cells)
    pairs = set(zip(found.ravel().tolist(), expected.ravel().tolist(), strict=True)) | {(0, 0)}
    assert len(pairs) == found.max() + 1 == expected.max() + 1
    assert {first for first, _ in pairs} == set(range(found.max() + 1))


def flooded(cells):
    """The same by walking from cell to cell."""
    left = set(zip(*(axis.tolist() for axis in np.nonzero(cells)), strict=True))
    found = np.zeros(cells.shape, int)
    while left:
        number, front = found.max() + 1, [left.pop()]
        while front:
            row, column = front.pop()
            found[row, column] = number
            near = {(row + dy, column + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)} & left
            left -= near
            front.extend(near)
    return found


def test_a_long_spiral_is_one_piece():
    cells = np.zeros((81, 81), bool)
    row = column = 0
    way = [(0, 1), (1, 0), (0, -1), (-1, 0)]
    cells[0, 0] = True
    lengths = [80, 80, 80] + [length for length in range(78, 0, -2) for _ in (0, 1)]
    for turn, length in enumerate(lengths):
        for _ in range(length):
            row, column = row + way[turn % 4][0], column + way[turn % 4][1]
            cells[row, column] = True
    assert pieces(cells).max() == 1


@given(PICTURES)
@settings(deadline=None)
def test_heights_are_those_of_upright_runs(made):
    cells = mask(made)
    found = heights(cells)
    for row, column in np.ndindex(cells.shape):
        top = bottom = row
        while top > 0 and cells[top - 1, column]:
            top -= 1
        while bottom < cells.shape[0] - 1 and cells[bottom + 1, column]:
            bottom += 1
        assert found[row, column] == (bottom - top + 1 if cells[row, column] else 0)
