"""Bins of confidence and the expected calibration error."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.reliability import BINS, Reliability


def by_definition(confidence, right, bins):
    """Guo et al. 2017, equation 3, word for word."""
    total, n = 0.0, len(confidence)
    for m in range(bins):
        inside = [i for i, p in enumerate(confidence) if m / bins < p <= (m + 1) / bins]
        if inside:
            accuracy = sum(right[i] for i in inside) / len(inside)
            total += len(inside) / n * abs(accuracy - sum(confidence[i] for i in inside) / len(inside))
    return total


answers = st.lists(st.tuples(st.floats(0.01, 1), st.booleans()), min_size=1, max_size=60)


@given(answers, st.sampled_from([1, 4, 10, BINS]))
def test_the_error_is_what_its_definition_says(pairs, bins):
    # away from the edges, where i / bins * bins need not be i
    confidence = [p if abs(p * bins - round(p * bins)) > 1e-9 else p - 1e-4 for p, _ in pairs]
    right = [r for _, r in pairs]
    found = Reliability.of(np.array(confidence), np.array(right), bins)
    assert found.ece == pytest.approx(by_definition(confidence, right, bins), abs=1e-12)
    assert found.counts.sum() == len(pairs)


def test_an_honest_network_has_no_error():
    confidence = np.array([0.75] * 4 + [1.0] * 5)
    right = np.array([True, True, True, False] + [True] * 5)
    found = Reliability.of(confidence, right)
    assert found.ece == 0
    assert found.counts[-1] == 5
    assert found.accuracy[11] == found.confidence[11] == 0.75
    assert np.isnan(found.accuracy[0])


def test_a_network_that_is_always_sure_and_half_right():
    assert Reliability.of(np.ones(10), np.arange(10) % 2 == 0).ece == 0.5


def test_without_answers_there_is_no_error():
    assert np.isnan(Reliability.of(np.zeros(0), np.zeros(0, bool)).ece)
