"""The time of a drawing: pauses cut short, answers that lasted, only news read."""

import numpy as np
import pytest

from gui.widgets.course import LONGEST_PAUSE, Change, Course


def moment(winner, share=0.9, size=10):
    values = np.full(size, (1 - share) / (size - 1), np.float32)
    values[winner] = share
    return values


def history(*parts):
    """(winner, from second, to second) at 60 moments a second."""
    return [(t, moment(winner)) for winner, begin, end in parts for t in np.arange(begin, end, 1 / 60).tolist()]


def test_pauses_are_cut_short_and_the_rest_is_not():
    course = Course()
    course.follow(history((1, 0.0, 1.0), (7, 31.0, 32.0)))
    steps = np.diff(course.drawn)
    assert course.drawn[0] == 0
    assert steps.max() == pytest.approx(LONGEST_PAUSE)
    assert np.sort(steps)[-2] == pytest.approx(1 / 60)
    assert course.seconds[-1] == pytest.approx(32, abs=0.03)
    assert course.drawn[-1] == pytest.approx(2 + LONGEST_PAUSE, abs=0.05)


def test_growing_step_by_step_gives_the_same_as_all_at_once():
    told = history((1, 0.0, 3.0), (7, 4.0, 9.0), (2, 9.5, 10.0))
    grown, growing = Course(), []
    for one in told:
        growing.append(one)
        grown.follow(growing)
    whole = Course()
    whole.follow(told)
    np.testing.assert_array_equal(grown.seconds, whole.seconds)
    np.testing.assert_allclose(grown.drawn, whole.drawn)
    np.testing.assert_array_equal(grown.values, whole.values)


def test_another_history_or_a_thinned_one_is_read_anew():
    course = Course()
    first = history((1, 0.0, 2.0))
    course.follow(first)
    second = history((5, 0.0, 1.0))
    course.follow(second)
    assert course.values.argmax(axis=1).tolist() == [5] * len(second)
    kept = second[1::2]
    del second[::2]
    course.follow(second)
    assert course.seconds.tolist() == [seconds for seconds, _ in kept]
    course.follow([])
    assert len(course) == 0
    assert course.changes() == []


def test_a_history_of_another_network_may_have_other_sizes():
    course = Course()
    course.follow(history((1, 0.0, 1.0)))
    course.follow([(0.0, moment(2, size=3)), (0.1, moment(1, size=3))])
    assert course.values.shape == (2, 3)


def test_only_changes_that_last_are_told():
    course = Course()
    course.follow(history((0, 0.0, 1.0), (8, 1.0, 1.05), (9, 1.05, 2.0), (9, 60.0, 61.0)))
    changes = course.changes()
    assert [(change.before, change.after) for change in changes] == [(0, 9)]
    assert course.seconds[changes[0].index] == pytest.approx(1.05, abs=0.02)


def test_a_flicker_back_to_the_same_answer_is_no_change():
    course = Course()
    course.follow(history((3, 0.0, 1.0), (8, 1.0, 1.05), (3, 1.05, 2.0)))
    assert course.changes() == []


def test_the_present_answer_counts_however_new_it_is():
    course = Course()
    course.follow([*history((3, 0.0, 1.0)), (1.01, moment(5))])
    assert course.changes() == [Change(60, 3, 5)]
