"""Which strokes belong together when several digits are drawn."""

from itertools import groupby

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import drawings, pieces
from model.pieces import group, split
from model.strokes import Stroke
from tests.support_rows import lines_of, row

PEN = 0.03
RING = np.array([(0.5 - 0.3 * np.sin(a), 0.5 - 0.5 * np.cos(a)) for a in np.linspace(0, 2 * np.pi, 25)])
ONE = np.array([(0.0, 0.0), (0.0, 1.0)])
ELL = np.array([(0.1, 0.0), (0.0, 0.6), (0.6, 0.6)])
BAR = np.array([(0.0, 0.0), (0.5, 0.0)])


def put(line, left, top, size, pen=PEN):
    """One line of a letter of height 1, at a place and of a size on the canvas."""
    return Stroke.along(np.asarray(line) * size + (left, top), pen)


def numbers(strokes):
    """The numbers of each piece's strokes."""
    place = {id(stroke): number for number, stroke in enumerate(strokes)}
    return [[place[id(stroke)] for stroke in piece.strokes] for piece in group(strokes)]


bundled = st.sampled_from([s for s in drawings.load() if np.ptp(lines_of(s)[0][:, 0]) < 1.2])
gap = st.floats(0.25, 0.5)


def test_no_ink_is_no_piece():
    assert group([]) == ()
    assert group([Stroke.along([(2.0, 2.0), (3.0, 2.0)], PEN)]) == ()


def test_every_bundled_drawing_is_one_piece():
    for sample in drawings.load():
        assert len(group(sample.strokes)) == 1, (sample.label, sample.source_index)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(bundled, gap), min_size=2, max_size=6), st.floats(0.1, 0.3))
def test_digits_in_a_row_are_found_from_left_to_right(chosen, size):
    samples, gaps = zip(*chosen, strict=True)
    strokes, parts = row(samples, gaps, size)
    assert numbers(strokes) == parts


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(bundled, gap), min_size=2, max_size=4), st.data())
def test_neither_the_order_of_drawing_nor_place_nor_size_matters(chosen, data):
    samples, gaps = zip(*chosen, strict=True)
    strokes, _ = row(samples, gaps, 0.15)
    order = data.draw(st.permutations(range(len(strokes))))
    scale, dx, dy = data.draw(st.floats(0.5, 1.0)), data.draw(st.floats(0, 0.1)), data.draw(st.floats(-0.1, 0.3))
    moved = [
        Stroke(strokes[i].points * (scale, scale, 1, 1) + (dx, dy, 0, 0), strokes[i].width * scale) for i in order
    ]
    found = [sorted(order[number] for number in piece) for piece in numbers(moved)]
    assert found == numbers(strokes)


lines = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(lines, st.floats(0.02, 0.16)), max_size=8))
def test_every_stroke_is_in_exactly_one_piece(drawn):
    strokes = [Stroke.along(line, width) for line, width in drawn]
    found = numbers(strokes)
    assert sorted(number for piece in found for number in piece) == list(range(len(strokes)))
    assert all(piece == sorted(piece) for piece in found)
    for piece in group(strokes):
        xy = np.concatenate([stroke.points[:, :2] for stroke in piece.strokes])
        assert np.allclose(piece.bounds, (*xy.min(axis=0), *xy.max(axis=0)))


def test_rows_are_read_from_the_top():
    strokes = [put(ONE, x, y, 0.2) for y in (0.6, 0.1) for x in (0.6, 0.2, 0.4)]
    assert numbers(strokes) == [[4], [5], [3], [1], [2], [0]]
    assert numbers(strokes[:3] + strokes[3:4]) == [[3], [1], [2], [0]]


def test_what_is_much_lower_is_no_row_of_its_own():
    ones = [put(ONE, x, 0.1, 0.4) for x in (0.2, 0.5, 0.8)]
    low = [put(RING, x - 0.03, 0.7, 0.06) for x in (0.2, 0.5)]
    assert numbers([*ones, *low]) == [[0, 3], [1, 4], [2]]
    high = [put(RING, x - 0.03, 0.6, 0.3) for x in (0.2, 0.5)]
    assert numbers([*ones, *high]) == [[0], [1], [2], [3], [4]]


@pytest.mark.parametrize(
    ("name", "strokes"),
    [
        ("a 5 with a loose bar", [put(ELL, 0.3, 0.4, 0.4), put(BAR, 0.33, 0.3, 0.4)]),
        ("a 4 whose lines cross", [put(ELL, 0.2, 0.2, 0.6), put(ONE, 0.45, 0.2, 0.6)]),
        ("a 4 whose lines nearly meet", [put(ELL, 0.2, 0.2, 0.6), put(ONE, 0.61, 0.3, 0.5)]),
        ("an 8 of two rings", [put(RING, 0.3, 0.1, 0.3), put(RING, 0.3, 0.5, 0.3)]),
        ("a 1 and a dot", [put(ONE, 0.3, 0.2, 0.6), Stroke.along([(0.6, 0.5)], PEN)]),
        ("a 1 and a dash", [put(ONE, 0.3, 0.2, 0.6), put(BAR, 0.5, 0.5, 0.4)]),
        ("rings whose ink is one", [put(RING, 0.1, 0.2, 0.2, 0.16), put(RING, 0.29, 0.2, 0.2, 0.16)]),
    ],
)
def test_one_symbol_stays_one(name, strokes):
    assert len(group(strokes)) == 1


def test_two_ones_are_two_pieces():
    assert numbers([put(ONE, 0.6, 0.2, 0.6), put(ONE, 0.3, 0.2, 0.6)]) == [[1], [0]]


def test_many_strokes_are_a_scribble():
    fence = [put(ONE, 0.01 + 0.98 * i / pieces.MOST, 0.4, 0.1, 0.02) for i in range(pieces.MOST)]
    assert len(group(fence)) == pieces.MOST
    assert len(group([*fence, put(ONE, 0.995, 0.4, 0.1, 0.02)])) == 1
    crowd = [put(ONE, 0.2 + 0.4 * (i % 2), 0.2, 0.6) for i in range(pieces.MOST_STROKES + 1)]
    assert len(group(crowd[1:])) == 2
    assert len(group(crowd)) == 1


def test_all_pieces_must_be_accepted():
    strokes = [put(ONE, x, 0.2, 0.5) for x in (0.2, 0.5, 0.8)]
    asked = []

    def accept(piece):
        asked.append(piece.strokes)
        return len(asked) < 3

    assert [piece.strokes for piece in split(strokes, lambda piece: True)] == [(stroke,) for stroke in strokes]
    assert split(strokes, accept) == ()
    assert len(asked) == 3
    assert split(strokes[:1], lambda piece: True) == ()


def test_the_samples_are_what_the_tests_need():
    several = [len(sample.strokes) > 1 for sample in drawings.load()]
    assert sum(several) >= 10
    assert {label for label, _ in groupby(drawings.load(), key=lambda sample: sample.label)} == set(range(10))
