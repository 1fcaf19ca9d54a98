import numpy as np
import pytest

from model.activations import softmax
from model.softmax import softmax_steps


@pytest.mark.parametrize("seed", range(5))
def test_the_steps_lead_to_the_layers_own_probabilities(seed):
    z = np.random.default_rng(seed).normal(0, 8, 10).astype(np.float32)
    steps = softmax_steps(z)
    assert np.abs(steps.quotients - softmax(z)).max() <= 1e-6
    assert steps.largest == z.max()
    np.testing.assert_array_equal(steps.exponentials, np.exp(z.astype(np.float64) - steps.largest))
    assert steps.total == pytest.approx(steps.exponentials.sum())
    assert steps.quotients.sum() == pytest.approx(1.0)


def test_large_scores_do_not_overflow():
    steps = softmax_steps([1e4, -1e4, 1e4])
    np.testing.assert_allclose(steps.quotients, [0.5, 0, 0.5])


def test_nothing_can_be_changed():
    steps = softmax_steps([1, 2])
    for array in (steps.scores, steps.exponentials, steps.quotients):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
