"""The way between a place on the canvas and a pixel, for every combination of the steps' switches."""

import itertools

import numpy as np
import pytest

from model.digitize import Steps, digitize, leave
from model.grid import GRID, SIDE
from model.ink import Ink
from model.placement import Placement
from model.redraw import FINE
from model.strokes import Stroke

EVERY = [Steps(*switches) for switches in itertools.product([True, False], repeat=4)]
LINES = [[(0.3, 0.15), (0.62, 0.15), (0.4, 0.6), (0.38, 0.8)], [(0.3, 0.5), (0.6, 0.47)]]


def ink(width=0.05):
    made = Ink()
    made.replace([Stroke.along(line, width) for line in LINES])
    return made.snapshot(), made.lines()


def mean_over(cells, top, left, bottom, right):
    """Mean ink, 0 to 1, over a box of canvas fractions: cells that are cut count by the part inside."""

    def parts(low, high):
        edges = np.arange(SIDE + 1)
        return np.clip(np.minimum(high, edges[1:]) - np.maximum(low, edges[:-1]), 0, 1)

    rows, columns = parts(top * SIDE, bottom * SIDE), parts(left * SIDE, right * SIDE)
    return rows @ cells.astype(float) @ columns / 255 / ((bottom - top) * (right - left) * SIDE * SIDE)


@pytest.mark.parametrize("steps", [steps for steps in EVERY if not steps.redraw], ids=str)
def test_every_pixel_is_the_mean_of_the_ink_where_it_is_said_to_lie(steps):
    cells, lines = ink()
    made = digitize(cells, steps, lines)
    expected = [
        [mean_over(cells, *made.placement.on_canvas(row, column, row + 1, column + 1)) for column in range(GRID)]
        for row in range(GRID)
    ]
    np.testing.assert_allclose(made.image, expected, atol=2e-5)


@pytest.mark.parametrize("steps", EVERY, ids=str)
def test_a_place_on_a_line_is_a_pixel_with_ink_and_back(steps):
    cells, lines = ink()
    made = digitize(cells, steps, lines)
    for line in LINES:
        for x, y in line:
            row, column = made.placement.pixel_at(x, y)
            assert made.image[row, column] > 0.3, (x, y)
            top, left, bottom, right = made.placement.on_canvas(row, column, row + 1, column + 1)
            assert top <= y <= bottom
            assert left <= x <= right
            assert bottom - top == pytest.approx(right - left)


@pytest.mark.parametrize("steps", EVERY, ids=str)
def test_a_dot_lies_where_it_was_drawn(steps):
    made = Ink()
    made.replace([Stroke.along([(0.37, 0.61)], 0.06)])
    digitized = digitize(made.snapshot(), steps, made.lines())
    places, total = np.arange(GRID) + 0.5, digitized.image.sum()
    row, column = digitized.image.sum(1) @ places / total, digitized.image.sum(0) @ places / total
    top, left, _, _ = digitized.placement.on_canvas(row, column, row, column)
    half_a_cell = 0.5 / (FINE * GRID)  # of the sheet that is drawn again, which begins at a whole one
    assert (left, top) == pytest.approx((0.37, 0.61), abs=half_a_cell)


def test_a_sheet_that_is_not_square_lies_in_the_middle_of_a_square():
    cells = np.zeros((100, 300), np.uint8)
    cells[40:60, 30:50] = 255
    made = digitize(cells)
    top, left, bottom, right = made.placement.on_canvas(4, 4, 24, 24)  # the ink, centred: 20 pixels from 4.5 on
    assert (left + right) / 2 == pytest.approx((40 - 0.5 * 20 / 20) / 300, abs=0.002)
    assert (top + bottom) / 2 == pytest.approx((100 + 50 - 0.5) / 300, abs=0.002)


def test_a_picture_covers_the_canvas_and_outside_is_nothing():
    cells = np.kron(np.eye(GRID, dtype=np.uint8) * 255, np.ones((16, 16), np.uint8))
    made = leave(cells)
    assert made.placement == Placement()
    assert made.placement.pixel_at(0.999, 0.0) == (0, 27)
    assert made.placement.pixel_at(1.0, 0.5) is None
    assert made.placement.pixel_at(-0.001, 0.5) is None
    assert made.placement.on_canvas(7, 0, 14, 28) == (0.25, 0.0, 0.5, 1.0)
