"""Ink read as a number, with the shipped network."""

from pathlib import Path

import numpy as np
import pytest

from model import weights
from model.batch import Batch
from model.digitize import Steps, digitize
from model.layers import describe
from model.number import read_number
from model.strokes import Stroke
from tests.support_rows import number

ALL = Steps()
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def network():
    shipped = weights.load(ROOT / "resources" / "digits.npz")
    return Batch(describe(shipped.configs), shipped)


def read(network, strokes, steps=ALL):
    """The digits, and how often there was time for something else."""
    work, pauses = read_number(network, strokes, steps), 0
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value, pauses
        pauses += 1


@pytest.mark.parametrize("digits", ["40", "407", "2580", "90210", "136479"])
def test_a_number_is_read_digit_by_digit(network, digits):
    found, pauses = read(network, number(digits))
    assert "".join(str(digit.answer) for digit in found) == digits
    assert pauses > len(digits)
    for digit in found:
        strokes = digit.piece.strokes
        image = digitize(digit.ink, Steps(), [stroke.points for stroke in strokes]).image
        share = network.probabilities(image[None])[0]
        assert digit.probability == pytest.approx(share.max(), abs=1e-5)
        assert digit.answer == share.argmax()
        assert not digit.ink.flags.writeable


def test_every_digit_has_its_own_ink(network):
    strokes = number("407")
    found, _ = read(network, strokes)
    assert [stroke for digit in found for stroke in digit.piece.strokes] == strokes
    inks = np.array([digit.ink > 0 for digit in found])
    assert (inks.sum(axis=0) <= 1).all()
    assert inks.any(axis=(1, 2)).all()


def test_one_digit_is_no_number(network):
    assert read(network, number("4")) == ((), 0)
    assert read(network, []) == ((), 0)


def test_one_piece_that_is_no_digit_makes_it_one_symbol(network):
    strokes = number("407")
    narrow = [Stroke(stroke.points * (0.7, 1, 1, 1), stroke.width) for stroke in strokes]
    block = Stroke.along([(0.74 + 0.22 * ((n + 1) // 2 % 2), 0.4 + 0.012 * (n // 2)) for n in range(42)], 0.03)
    assert len(read(network, narrow)[0]) == 3
    assert read(network, [*narrow, block])[0] == ()
    one = Stroke.along([(0.8, 0.4), (0.8, 0.65)], 0.03)
    assert len(read(network, [*narrow, one])[0]) == 4


def test_the_steps_count_for_the_pieces_too(network):
    assert read(network, number("407", size=0.1), Steps(False, False, False, False))[0] == ()
