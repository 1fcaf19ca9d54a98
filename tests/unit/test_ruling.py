"""Ruled lines: found however the paper lies, and nothing of a digit is taken for one."""

import numpy as np
import pytest

from model.ruling import ruling
from tests.paper_kinds import _lines

SHAPE = (480, 640)


def lines(both, seed, step=40):
    return _lines(SHAPE, np.random.default_rng(seed), step, both, thickness=2.5) > 0.5


def bar(slices):
    cells = np.zeros(SHAPE, bool)
    cells[slices] = True
    return cells


@pytest.mark.parametrize("both", [False, True], ids=["ruled", "squared"])
@pytest.mark.parametrize("seed", range(8))
def test_lines_are_found_whole(both, seed):
    """But for the crossings of squared paper, which are specks by themselves."""
    cells = lines(both, seed)
    left = cells & ~ruling(cells)
    assert left.sum() < (0.12 if both else 0.01) * cells.sum()


@pytest.mark.parametrize("both", [False, True], ids=["ruled", "squared"])
def test_what_crosses_them_stays(both):
    stroke = bar(np.s_[60:420, 300:330]) | bar(np.s_[220:250, 150:500])
    cells = lines(both, 3) | stroke
    left = cells & ~ruling(cells)
    assert (left & stroke).sum() > 0.97 * stroke.sum()
    assert (left & ~stroke).sum() < 0.15 * (cells & ~stroke).sum()


def test_two_thin_bars_of_a_digit_are_no_ruling():
    cross = bar(np.s_[:, 300:304]) | bar(np.s_[200:204, :])
    assert not ruling(cross).any()


def test_a_frame_is_found_though_it_has_few_lines():
    frame = bar(np.s_[:2]) | bar(np.s_[:, -2:])
    assert (ruling(frame) | ~frame).mean() > 0.999


@pytest.mark.parametrize("shape", [(1, 1), (3, 500), (500, 3), (40, 40)])
def test_small_pictures_are_no_trouble(shape):
    assert ruling(np.ones(shape, bool)).shape == shape
