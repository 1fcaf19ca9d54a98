"""Classic filters: their formulas, what is nearest to what, and what chance gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.classic import FAMILIES, NONE, chance, classics, compare

SIDES = st.sampled_from((3, 5, 7))


def one(pattern):
    """A single pattern [rows, columns] as one kernel of one slice."""
    return np.asarray(pattern, np.float32)[:, :, np.newaxis, np.newaxis]


def named(pattern):
    return compare(one(pattern)).match(0)


def test_the_well_known_filters_of_3x3_get_their_names():
    known = {
        ("edge", "right"): [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
        ("edge", "left"): [[1, 0, -1], [1, 0, -1], [1, 0, -1]],
        ("edge", "down"): [[-1, -1, -1], [0, 0, 0], [1, 1, 1]],
        ("edge", "up"): [[1, 2, 1], [0, 0, 0], [-1, -2, -1]],
        ("edge", "down right"): [[-2, -1, 0], [-1, 0, 1], [0, 1, 2]],
        ("edge", "up left"): [[2, 1, 0], [1, 0, -1], [0, -1, -2]],
        ("edge", "up right"): [[0, 1, 2], [-1, 0, 1], [-2, -1, 0]],
        ("edge", "down left"): [[0, -1, -2], [1, 0, -1], [2, 1, 0]],
        ("line", "vertical"): [[-1, 2, -1]] * 3,
        ("line", "horizontal"): [[-1, -1, -1], [2, 2, 2], [-1, -1, -1]],
        ("line", "falling"): [[2, -1, -1], [-1, 2, -1], [-1, -1, 2]],
        ("line", "rising"): [[-1, -1, 2], [-1, 2, -1], [2, -1, -1]],
        ("corner", "down right"): [[-4, -4, -4], [-4, 5, 5], [-4, 5, 5]],
        ("corner", "up left"): [[5, 5, -4], [5, 5, -4], [-4, -4, -4]],
        ("texture", ""): [[1, -1, 1], [-1, 1, -1], [1, -1, 1]],
        ("blur", ""): np.ones((3, 3)),
        ("sharpen", ""): [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    }
    for (family, direction), pattern in known.items():
        match = named(pattern)
        assert (match.family, match.direction, match.sign) == (family, direction, match.sign), pattern
        assert match.similarity > 0.85
    assert named([[-1, -2, -1], [-2, -4, -2], [-1, -2, -1]]).sign == -1
    assert named(-np.array(known["line", "rising"])).sign == -1
    assert named([[-4, 1, -4], [1, 12, 1], [-4, 1, -4]]).family == "blob"


@given(SIDES, SIDES)
def test_the_formulas_keep_their_promises(rows, columns):
    found = {(classic.family, classic.direction): classic.pattern for classic in classics(rows, columns)}
    assert {family for family, _ in found} == set(FAMILIES)
    for (family, _), pattern in found.items():
        assert pattern.shape == (rows, columns)
        assert np.linalg.norm(pattern) == pytest.approx(1, abs=1e-6)
        assert not pattern.flags.writeable
        if family not in ("blur", "sharpen"):
            assert pattern.sum() == pytest.approx(0, abs=1e-5)
    assert (found["blur", ""] > 0).all()
    for family in ("line", "edge"):
        names = ("falling", "rising") if family == "line" else ("down right", "up right")
        np.testing.assert_allclose(found[family, names[0]], found[family, names[1]][::-1], atol=1e-6)
    if rows == columns:
        np.testing.assert_allclose(found["edge", "right"], found["edge", "down"].T, atol=1e-6)
        np.testing.assert_allclose(found["corner", "up right"], found["corner", "down left"].T, atol=1e-6)


@given(st.sampled_from(((3, 3), (5, 5), (5, 3))), st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_similarity_is_the_energy_that_has_the_pattern(size, channels, seed):
    random = np.random.default_rng(seed)
    kernels = random.normal(size=(*size, channels, 3)).astype(np.float32)
    matches = compare(kernels)
    for n in range(3):
        energies = []
        for classic in classics(*size):
            weights = np.tensordot(classic.pattern, kernels[..., n], ((0, 1), (0, 1)))
            rest = kernels[..., n] - classic.pattern[:, :, np.newaxis] * weights
            energies.append(1 - (rest**2).sum() / (kernels[..., n] ** 2).sum())
        assert matches.similarities[n] ** 2 == pytest.approx(max(energies), abs=1e-4)
        assert energies[matches.indices[n]] == pytest.approx(max(energies), abs=1e-4)
    # Strength says nothing, and a minus turns the sign of a single slice alone
    turned = compare(-3 * kernels)
    np.testing.assert_allclose(turned.similarities, matches.similarities, atol=1e-5)
    np.testing.assert_array_equal(turned.signs, -matches.signs)
    assert (np.abs(matches.signs) == (channels == 1)).all()


@pytest.mark.parametrize("shape", [(3, 3, 1), (5, 5, 1), (3, 3, 64)])
def test_one_random_kernel_in_twenty_gets_a_name(shape):
    kernels = np.random.default_rng(77).normal(size=(*shape, 2000)).astype(np.float32)
    named = compare(kernels).known.mean()
    assert 0.03 < named < 0.07
    assert chance(*shape) == pytest.approx({(3, 3, 1): 0.83, (5, 5, 1): 0.55, (3, 3, 64): 0.41}[shape], abs=0.006)


def test_a_kernel_without_a_near_pattern_or_without_weights_is_none():
    assert named([[1, 0, 0], [0, 0, 1], [0, 0, 0]]).family == NONE
    empty = named(np.zeros((3, 3)))
    assert (empty.family, empty.similarity) == (NONE, 0)


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (4, 3), (3, 1)])
def test_other_sizes_have_no_classic_filters(size):
    matches = compare(np.ones((*size, 2, 5), np.float32))
    assert classics(*size) == ()
    assert matches.families() == [NONE] * 5
    assert matches.match(3).family == NONE
    assert matches.order().tolist() == [0, 1, 2, 3, 4]


def test_the_order_is_by_pattern_then_nearness_and_none_is_last():
    edge, line = np.array([[-1, 0, 1]] * 3), np.array([[-1, 2, -1]] * 3)
    odd = np.array([[1, 0, 0], [0, 0, 1], [0, 0, 0]])
    sobel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    kernels = np.stack([odd, line, edge, -edge, sobel], axis=-1)[:, :, np.newaxis].astype(np.float32)
    matches = compare(kernels)
    assert matches.order().tolist() == [4, 2, 3, 1, 0]
    assert matches.families() == [NONE, "line", "edge", "edge", "edge"]
