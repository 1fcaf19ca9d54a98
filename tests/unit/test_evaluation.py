"""Counting right and wrong answers, and drawing the samples of a stroke file."""

from __future__ import annotations

import numpy as np
import pytest

from model.archive import ArchiveError
from model.batch import Answers
from model.digitize import digitize
from model.evaluation import Evaluation, evaluate, finish, measure
from model.grid import DEFAULT_WIDTH
from model.ink import Ink
from model.samples import Drawings, Pictures, Placing, load_samples


class Echo:
    """A network that answers ten times the brightness of the first pixel, with a certainty of 0.91."""

    def __init__(self):
        self.sizes = []

    def answers(self, images):
        self.sizes.append(len(images))
        told = np.full((len(images), 10), 0.01, np.float32)
        told[np.arange(len(images)), np.rint(images[:, 0, 0] * 10).astype(int)] = 0.91
        return Answers(images[:, 0], np.log(told), told)


def echo_pictures(digits, labels):
    images = np.zeros((len(digits), 28, 28), np.uint8)
    images[:, 0, 0] = np.rint(np.asarray(digits) * 25.5)
    images[:, 27, 27] = 1  # a blank picture would not be answered
    return Pictures(images, np.asarray(labels, np.int64))


def strokes_file(path, samples, labels, **changes):
    """Write samples, each a list of strokes, each a list of points."""
    arrays = {
        "points": np.array([p for sample in samples for stroke in sample for p in stroke], np.float32),
        "stroke_len": np.array([len(stroke) for sample in samples for stroke in sample], np.int32),
        "strokes_per_sample": np.array([len(sample) for sample in samples], np.int16),
        "y": np.array(labels, np.int16),
    }
    arrays.update(changes)
    np.savez(path, **{name: array for name, array in arrays.items() if array is not None})
    return path


CROSS = [[(100, 100), (300, 500)], [(300, 100), (100, 500)]]
BAR = [[(7, 0), (7, 40), (7, 90)]]


def outcome(labels, answers, confidence=0.6, refused=None):
    """An evaluation in which every answer was given with the same confidence, or one each."""
    probabilities = np.zeros((len(labels), 10))
    for row, answer, sure in zip(probabilities, answers, np.broadcast_to(confidence, len(labels)), strict=True):
        if answer >= 0:
            row += (1 - sure) / 9
            row[answer] = sure
    return Evaluation.of(np.array(labels, int), np.array(answers, int), probabilities, refused)


def test_the_arithmetic_by_hand():
    result = outcome([0, 0, 1, 1, 1, 9], [0, 5, 1, 1, -1, 9])
    assert result.n == 6
    assert result.accuracy == 4 / 6
    assert result.standard_error == pytest.approx(np.sqrt(4 / 6 * 2 / 6 / 6))
    assert result.per_digit == (0.5, 2 / 3, *[None] * 7, 1.0)
    assert result.confusion[0, 5] == 1
    assert result.confusion[1].tolist() == [0, 2, 0, 0, 0, 0, 0, 0, 0, 0]
    assert result.unanswered.tolist() == [0, 1, 0, 0, 0, 0, 0, 0, 0, 0]
    assert result.totals.sum() == 6
    assert result.misread.tolist() == [1, 4]


def test_a_refused_digit_is_wrong_and_what_is_no_digit_does_not_count():
    refused = [True, False, False, True, False]
    result = outcome([3, 3, 4, -1, -1], [3, 3, 9, 2, 5], refused=refused)
    assert result.n == 3
    assert result.accuracy == 1 / 3
    assert result.misread.tolist() == [0, 2]
    assert result.confusion.sum() == 2
    assert result.confusion[4, 9] == 1
    assert result.totals.tolist() == [0, 0, 0, 2, 1, 0, 0, 0, 0, 0]
    assert result.refused_digits == 1 / 3
    assert result.refused_others == 1 / 2
    assert np.isnan(outcome([1], [1]).refused_others)
    assert np.isnan(outcome([-1], [1]).refused_digits)


def test_confidence_is_measured_against_the_answer_given_and_digits_with_ink_only():
    result = outcome([1, 2, 3, -1, 5], [1, 2, 4, 0, -1], [0.9, 0.9, 0.7, 0.99, 0.0])
    assert result.reliability.counts.sum() == 3
    assert result.ece == pytest.approx((2 * 0.1 + 1 * 0.7) / 3, abs=1e-6)
    assert np.isnan(outcome([5], [-1]).ece)


def test_the_most_confident_errors_come_first():
    assert outcome([1, 2, 3, 4], [0, 0, 3, 0], [0.5, 0.9, 0.99, 0.7]).misread.tolist() == [1, 3, 0]


def test_without_samples_there_is_no_accuracy():
    none = outcome([], [])
    assert none.n == 0
    assert np.isnan(none.accuracy)
    assert np.isnan(none.standard_error)
    assert len(none.misread) == 0


def test_results_cannot_be_changed_and_have_one_shape():
    result = outcome([1], [1])
    with pytest.raises(ValueError, match="read-only"):
        result.confusion[0, 0] = 3
    with pytest.raises(ValueError, match="read-only"):
        result.labels[0] = 3
    with pytest.raises(ValueError, match=r"\(N, 10\)"):
        Evaluation.of(np.array([1]), np.array([1]), np.zeros((1, 3)))


def test_pictures_are_answered_in_order_in_small_batches():
    digits = np.arange(150) % 10
    network = Echo()
    steps = measure(network, echo_pictures(digits, digits))
    done = list(steps)
    assert network.sizes == [32, 32, 32, 32, 22]
    assert done == sorted(done)
    assert done[-1] == 150


def test_a_network_that_errs_is_counted_so():
    result = evaluate(Echo(), echo_pictures([3, 3, 4, 7], [3, 4, 4, 7]))
    assert result.accuracy == 0.75
    assert result.answers.tolist() == [3, 3, 4, 7]
    assert result.confusion[4, 3] == 1
    assert result.confidence.tolist() == pytest.approx([0.91] * 4)


def test_a_judge_refuses_and_pictures_are_kept():
    samples = echo_pictures([3, 9, 4], [3, 9, 4])
    seen = np.full((3, 28, 28), 7, np.uint8)
    result = finish(measure(Echo(), samples, lambda images, told: told.probabilities[:, 9] > 0.5, seen))
    assert result.refused.tolist() == [False, True, False]
    assert result.accuracy == 2 / 3
    assert seen[:, 0, 0].tolist() == [76, 230, 102]
    assert seen[:, 1:].max() == 1


def test_what_has_no_ink_is_refused_by_any_judge():
    blank = Pictures(np.zeros((2, 40, 40), np.uint8), np.array([2, -1]))
    result = finish(measure(Echo(), blank, lambda images, told: np.zeros(len(told.logits), bool)))
    assert result.refused.all()
    assert not evaluate(Echo(), blank).refused.any()


def test_pictures_of_28_by_28_enter_unchanged():
    image = np.arange(784, dtype=np.uint16).reshape(1, 28, 28).astype(np.uint8)
    entered = Pictures(image, np.array([1])).image(0)
    assert entered.dtype == np.float32
    assert np.array_equal(entered, image[0] / np.float32(255))


def test_pictures_of_other_sizes_pass_the_picture_steps():
    image = np.zeros((1, 60, 50), np.uint8)
    image[0, 5:35, 8:12] = 255
    entered = Pictures(image, np.array([1])).image(0)
    assert np.array_equal(entered, digitize(image[0]).image)
    assert (entered > 0).any(axis=1).sum() == 20 + 1  # 20 pixels long, not on pixel borders


def test_blank_pictures_have_no_answer_and_count_as_wrong():
    network = Echo()
    images = np.zeros((70, 40, 40), np.uint8)
    images[3, 10:30, 20] = 255
    result = evaluate(network, Pictures(images, np.full(70, 2, np.int64)))
    assert result.unanswered[2] == 69
    assert result.n == 70
    assert network.sizes == [1]


def test_strokes_read_what_the_same_pen_on_the_canvas_draws(tmp_path):
    """The same points given to the canvas one by one, as by the mouse, make the same picture."""
    drawings = load_samples(strokes_file(tmp_path / "s.npz", [BAR, CROSS], [1, 4]))
    assert isinstance(drawings, Drawings)
    assert drawings.labels.tolist() == [1, 4]
    ink = Ink()
    for line in ([(0.35, 0.2), (0.65, 0.8)], [(0.65, 0.2), (0.35, 0.8)]):
        ink.begin(*line[0], 0.0)
        ink.extend(*line[1], 0.1)
        ink.end()
    assert np.allclose(drawings.image(1), digitize(ink.snapshot(), lines=ink.lines()).image, atol=1e-4)
    assert not np.allclose(drawings.image(0), drawings.image(1), atol=0.1)


def test_samples_do_not_leave_ink_for_the_next(tmp_path):
    drawings = load_samples(strokes_file(tmp_path / "s.npz", [BAR, CROSS, BAR], [1, 4, 1]))
    first = drawings.image(0)
    drawings.image(1)
    assert np.array_equal(drawings.image(2), first)


def extent(points):
    return points.min(axis=0), points.max(axis=0)


def test_the_longer_side_takes_the_size_and_the_middle_goes_where_it_is_told():
    points = np.array([[10.0, 20.0], [30.0, 100.0], [50.0, 60.0]])
    low, high = extent(Placing(size=0.5, at=(0.4, 0.6), pen_width=0.05).place(points))
    assert np.allclose(high - low, [0.25, 0.5])
    assert np.allclose((low + high) / 2, [0.4, 0.6])


@pytest.mark.parametrize("at", [(0, 0), (1, 0), (0, 1), (1, 1), (0.05, 0.5)])
@pytest.mark.parametrize("size", [0.1, 0.6, 0.9, 1.0])
@pytest.mark.parametrize("width", [0.02, 0.075, 0.1])
def test_a_digit_is_moved_so_that_its_ink_stays_on_the_canvas(at, size, width):
    points = np.array([[0.0, 0.0], [3.0, 9.0]])
    low, high = extent(Placing(size, at, width).place(points))
    assert np.isclose((high - low).max(), size)
    if size + width <= 1:
        assert low.min() - width / 2 >= -1e-12
        assert high.max() + width / 2 <= 1 + 1e-12
    else:
        assert np.isclose((low + high)[1] / 2, 0.5)


def test_a_corner_is_reached():
    low, _ = extent(Placing(0.3, (0, 0), 0.1).place(np.array([[0, 0], [8, 8]])))
    assert np.allclose(low, 0.05)


def test_a_dot_in_any_unit_is_a_dot(tmp_path):
    drawings = load_samples(strokes_file(tmp_path / "s.npz", [[[(4000, 9000)]]], [1]), Placing(at=(0.25, 0.5)))
    [line] = drawings.lines(0)
    assert np.allclose(line, [[0.25, 0.5]])
    assert drawings.image(0).max() > 0.9


def test_pen_width_size_and_place_change_nothing_that_counts(tmp_path):
    path = strokes_file(tmp_path / "s.npz", [CROSS], [4])
    usual = load_samples(path).image(0)
    for placing in (Placing(size=0.15, pen_width=0.12), Placing(size=0.95, pen_width=0.02, at=(1, 0))):
        assert np.abs(load_samples(path, placing).image(0) - usual).mean() < 0.01
    assert Placing().pen_width == DEFAULT_WIDTH


def test_what_is_no_digit_is_left_out_and_counted(tmp_path):
    path = strokes_file(tmp_path / "s.npz", [CROSS, BAR, CROSS, BAR], [-1, 1, -1, 7])
    drawings = load_samples(path)
    assert drawings.labels.tolist() == [1, 7]
    assert drawings.skipped == 2
    alone = load_samples(strokes_file(tmp_path / "t.npz", [BAR], [1]))
    assert np.array_equal(drawings.image(0), alone.image(0))
    assert np.array_equal(drawings.image(1), alone.image(0))
    images = np.zeros((3, 28, 28), np.uint8)
    images[1] = 9
    np.savez(tmp_path / "x.npz", x=images, y=[-1, 5, -1])
    pictures = load_samples(tmp_path / "x.npz")
    assert (pictures.labels.tolist(), pictures.skipped) == ([5], 2)
    assert pictures.image(0).max() > 0


def test_what_is_no_digit_is_kept_if_asked_for(tmp_path):
    drawings = load_samples(strokes_file(tmp_path / "s.npz", [CROSS, BAR, CROSS], [-1, 1, -1]), others=True)
    assert (drawings.labels.tolist(), drawings.skipped) == ([-1, 1, -1], 0)
    assert np.array_equal(drawings.image(0), drawings.image(2))
    assert not np.array_equal(drawings.image(0), drawings.image(1))
    np.savez(tmp_path / "x.npz", x=np.ones((3, 28, 28), np.uint8), y=[-1, 5, -1])
    pictures = load_samples(tmp_path / "x.npz", others=True)
    assert (len(pictures), pictures.labels.tolist(), pictures.skipped) == (3, [-1, 5, -1], 0)


def test_a_file_without_any_digit_can_be_asked_for(tmp_path):
    path = strokes_file(tmp_path / "s.npz", [CROSS, CROSS], [-1, -1])
    with pytest.raises(ArchiveError, match="no digits"):
        load_samples(path)
    assert load_samples(path, others=True).labels.tolist() == [-1, -1]
    with pytest.raises(ArchiveError, match="nothing"):
        load_samples(path, limit=0, others=True)


def test_a_limit_takes_the_first(tmp_path):
    path = strokes_file(tmp_path / "s.npz", [CROSS, BAR, CROSS, BAR], [-1, 1, -1, 7])
    limited = load_samples(path, limit=3)
    assert (limited.labels.tolist(), limited.skipped) == ([1], 2)
    with pytest.raises(ArchiveError, match="no digits"):
        load_samples(path, limit=1)
    assert len(load_samples(path, limit=99)) == 2


def test_the_test_part_of_a_file_like_mnist_is_taken(tmp_path):
    np.savez(
        tmp_path / "m.npz",
        x_train=np.zeros((9, 28, 28), np.uint8),
        y_train=np.zeros(9, int),
        x_test=np.ones((2, 28, 28), np.uint8),
        y_test=[8, 9],
    )
    assert load_samples(tmp_path / "m.npz").labels.tolist() == [8, 9]


FLAT = np.zeros((4, 28, 28), np.uint8)
BAD_PICTURES = {
    "nothing in it": ({}, "Expected the arrays"),
    "other arrays": ({"pictures": FLAT, "y": [1] * 4}, "Received pictures, y"),
    "no labels": ({"x": FLAT}, "lacks the array 'y'"),
    "float pictures": ({"x": FLAT / 255, "y": [1] * 4}, "uint8"),
    "flat pictures": ({"x": FLAT.reshape(4, 784), "y": [1] * 4}, r"\[N, H, W\]"),
    "colour pictures": ({"x": np.zeros((4, 28, 28, 3), np.uint8), "y": [1] * 4}, r"\[N, H, W\]"),
    "pictures without pixels": ({"x": np.zeros((4, 0, 28), np.uint8), "y": [1] * 4}, "sides"),
    "enormous pictures": ({"x": np.zeros((1, 5000, 2), np.uint8), "y": [1]}, "sides up to 4096"),
    "too few labels": ({"x": FLAT, "y": [1] * 3}, "one per picture"),
    "labels in a table": ({"x": FLAT, "y": [[1]] * 4}, "one per picture"),
    "labels as fractions": ({"x": FLAT, "y": [1.0] * 4}, "whole numbers"),
    "labels as text": ({"x": FLAT, "y": ["1"] * 4}, "whole numbers"),
    "labels out of range": ({"x": FLAT, "y": [1, 2, 3, 10]}, "from -1 to 9"),
    "labels below": ({"x": FLAT, "y": [1, 2, 3, -2]}, "from -1 to 9"),
    "no samples": ({"x": FLAT[:0], "y": np.zeros(0, int)}, "no digits"),
    "one number": ({"x": np.uint8(3), "y": np.int64(3)}, r"\[N, H, W\]"),
}


@pytest.mark.parametrize(("arrays", "words"), BAD_PICTURES.values(), ids=BAD_PICTURES.keys())
def test_unusable_pictures_are_refused_in_a_sentence(tmp_path, arrays, words):
    np.savez(tmp_path / "bad.npz", **arrays)
    with pytest.raises(ArchiveError, match=words):
        load_samples(tmp_path / "bad.npz")


BAD_STROKES = {
    "no lengths": ({"stroke_len": None}, "lacks the array 'stroke_len'"),
    "no counts": ({"strokes_per_sample": None}, "lacks the array 'strokes_per_sample'"),
    "no labels": ({"y": None}, "lacks the array 'y'"),
    "points with three numbers": ({"points": np.zeros((7, 3))}, r"\[P, 2\]"),
    "points in one row": ({"points": np.zeros(14)}, r"\[P, 2\]"),
    "points as text": ({"points": np.full((7, 2), "1")}, "numbers"),
    "points as complex numbers": ({"points": np.zeros((7, 2), complex)}, "numbers"),
    "not a number": ({"points": np.full((7, 2), np.nan)}, "finite"),
    "infinite": ({"points": np.full((7, 2), -np.inf, np.float32)}, "finite"),
    "absurdly far": ({"points": np.full((7, 2), 1e300)}, "finite"),
    "lengths that add up to more": ({"stroke_len": [3, 2, 3]}, "add up to 7"),
    "lengths that add up to less": ({"stroke_len": [3, 2, 1]}, "add up to 7"),
    "a negative length": ({"stroke_len": [3, 5, -1]}, "from 1 on"),
    "an empty stroke": ({"stroke_len": [5, 2, 0]}, "from 1 on"),
    "lengths that overflow": ({"stroke_len": np.array([2**63, 2**63, 7], np.uint64)}, "from 1 on"),
    "lengths as fractions": ({"stroke_len": [3.0, 2.0, 2.0]}, "whole numbers"),
    "counts that add up to more": ({"strokes_per_sample": [2, 2]}, "add up to 3"),
    "a sample without strokes": ({"strokes_per_sample": [3, 0]}, "from 1 on"),
    "counts in a table": ({"strokes_per_sample": [[1, 2]]}, "whole numbers"),
    "too many labels": ({"y": [1, 2, 3]}, "a label per sample"),
    "labels out of range": ({"y": [1, 11]}, "from -1 to 9"),
    "nothing but no digits": ({"y": [-1, -1]}, "no digits"),
}


@pytest.mark.parametrize(("changes", "words"), BAD_STROKES.values(), ids=BAD_STROKES.keys())
def test_unusable_strokes_are_refused_in_a_sentence(tmp_path, changes, words):
    path = strokes_file(tmp_path / "bad.npz", [BAR, CROSS], [1, 4], **changes)
    with pytest.raises(ArchiveError, match=words):
        load_samples(path)


def test_an_empty_stroke_file_is_refused(tmp_path):
    empty = {
        "points": np.zeros((0, 2)),
        "stroke_len": np.zeros(0, int),
        "strokes_per_sample": np.zeros(0, int),
    }
    np.savez(tmp_path / "bad.npz", **empty, y=np.zeros(0, int))
    with pytest.raises(ArchiveError):
        load_samples(tmp_path / "bad.npz")


@pytest.mark.parametrize("side", [28, 40])
def test_a_blank_picture_of_any_size_is_not_answered(side):
    assert Pictures(np.zeros((1, side, side), np.uint8), np.zeros(1, np.int64)).image(0) is None


@pytest.mark.parametrize("count", [5000, 5001])
def test_a_digit_of_so_many_points_that_drawing_it_would_hold_up_the_window_is_not_read(tmp_path, count):
    long = [[(index % 997, index) for index in range(count // 2)], [(3, index) for index in range(count - count // 2)]]
    path = strokes_file(tmp_path / "s.npz", [BAR, long, CROSS], [1, 2, 4])
    if count <= 5000:
        assert sum(map(len, load_samples(path).lines(1))) == count
    else:
        with pytest.raises(ArchiveError, match=r"^Expected at most 5,000 points in one digit\. Received 5,001\.$"):
            load_samples(path)
