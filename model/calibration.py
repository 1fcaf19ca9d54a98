"""After training: an honest confidence, and the boundary between digits and what is none.

Both are fitted on pictures that were not learned from, and neither changes which digit is the most probable.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from model.batch import Batch
from model.layers import describe
from model.refusal import Boundary, judge
from model.weights import make

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from model.batch import Answers
    from model.data import Digits
    from model.weights import Weights

    Real = NDArray[np.float64]

KEPT: Final = 0.975
"""Of every set of digits this part shall be kept: a little more than of strangers' digits, who write otherwise."""
KEPT_PICTURES: Final = 0.9998
"""Of digits that are known as pictures alone; see `model.refusal.Boundary.for_pictures`."""
PENALTY: Final = 0.3
"""On the squared weights of the regression, whose inputs have a standard deviation of 1."""
_COOLEST, _HOTTEST = 1e-2, 1e2
_HALVINGS: Final = 50
_NEWTON_STEPS: Final = 50
_FOLDS: Final = 5


def calibrate(
    weights: Weights,
    digits: Mapping[str, Digits],
    others: Mapping[str, NDArray[np.float32]],
    pictures: Collection[str] = (),
) -> Weights:
    """Fold one temperature into the last layer, and add the boundary that refuses what is no digit.

    Parameters
    ----------
    weights : a network that ends in a softmax, as training left it. A boundary that it has is replaced.
    digits : sets of pictures of digits, by name, that were not learned from; drawn ones by people whose drawings
        were not learned from. Every set weighs the same.
    others : sets of pictures float32 [N, 28, 28] of what is no digit, by name, likewise; every set weighs the same.
        Without any, only the confidence is set right.
    pictures : which sets of digits are scans and not drawings; what decides how lenient one is with pictures.

    Returns
    -------
    Weights
        A new version. Its notes hold under 'calibration' the temperature and the part of every set that is refused.

    Raises
    ------
    ValueError
        If there is no digit, or the last layer is no Dense layer with softmax.
    """
    specs = describe(weights.configs)
    last = specs[-1]
    if last.kind != "Dense" or last.activation != "softmax":
        raise ValueError(f"Expected a Dense layer with softmax at the end. Received {last.kind}, {last.activation}.")
    images = {name: some.images.astype(np.float32) / np.float32(255) for name, some in digits.items() if len(some)}
    strange = {name: some for name, some in others.items() if len(some)}
    if not images:
        raise ValueError("Expected digits to calibrate with. Received none.")
    network = Batch(specs, weights)
    heat = temperature(
        np.concatenate([network.answers(some).logits for some in images.values()]),
        np.concatenate([digits[name].labels for name in images]),
        _evenly([len(some) for some in images.values()]),
    )
    arrays = dict(weights.arrays)
    for variable, _ in last.variables:
        arrays[f"{last.name}/{variable}"] = arrays[f"{last.name}/{variable}"] / np.float32(heat)
    notes: dict[str, Any] = {"temperature": heat}
    boundary = None
    if strange:
        network = Batch(specs, make(weights.configs, arrays))
        found = {name: network.answers(some) for name, some in {**images, **strange}.items()}
        boundary = fit_boundary([found[name] for name in images], [found[name] for name in strange])
        scans = [
            boundary.scores(_flat(found[name].features), found[name].logits) for name in images if name in pictures
        ]
        if scans:
            lowest = min(float(np.quantile(scores, 1 - KEPT_PICTURES)) for scores in scans)
            boundary = replace(boundary, lenience=max(0.0, -lowest))
        refused = {
            name: judge(boundary, name not in pictures)(some, found[name])
            for name, some in {**images, **strange}.items()
        }
        notes["refused"] = {name: float(which.mean()) for name, which in refused.items()}
    return make(weights.configs, arrays, {**weights.notes, "calibration": notes}, boundary)


def temperature(logits: NDArray[np.floating], labels: NDArray[np.integer], shares: Real | None = None) -> float:
    """Return the number that logits must be divided by to make their softmax an honest probability.

    It minimises the negative log-likelihood (Guo and others, "On Calibration of Modern Neural Networks", 2017), which
    is convex in 1 / temperature: its slope, the mean of the expected logit minus the true one, is brought to 0.

    Parameters
    ----------
    logits : [N, classes].
    labels : [N], the true classes.
    shares : [N], how much each sample counts; all the same if not given.
    """
    z = logits.astype(np.float64)
    z -= z.max(axis=1, keepdims=True)
    true = z[np.arange(len(z)), labels]
    weight = np.full(len(z), 1.0) if shares is None else shares

    def slope(cold: float) -> float:
        odds = np.exp(z * cold)
        expected = (odds * z).sum(axis=1) / odds.sum(axis=1)
        return float(weight @ (expected - true))

    low, high = np.log(1 / _HOTTEST), np.log(1 / _COOLEST)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if slope(float(np.exp(middle))) > 0 else (middle, high)
    return float(np.exp(-(low + high) / 2))


def fit_boundary(digits: Sequence[Answers], others: Sequence[Answers], kept: float = KEPT) -> Boundary:
    """Fit the boundary by logistic regression, and move it to where enough of every set of digits is kept.

    Where that is, is told from scores of samples that were left out of the fit, a fifth of all at a time: a
    regression flatters what it was fitted on.

    Parameters
    ----------
    digits, others : what the network made of each set; every set weighs the same within its kind.
    kept : the part of each set of digits whose scores shall not be below 0.
    """
    sets = [*digits, *others]
    rows = np.concatenate([_inputs(some) for some in sets])
    shares = np.concatenate([_evenly([len(some.logits) for some in kind]) for kind in (digits, others)])
    count = sum(len(some.logits) for some in digits)
    is_digit = np.arange(len(rows)) < count
    middle, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    rows = (rows - middle) / spread
    fold = np.random.default_rng(0).permutation(len(rows)) % _FOLDS
    left_out = np.empty(len(rows))
    for part in range(_FOLDS):
        inside = fold != part
        left_out[~inside] = _with_one(rows[~inside]) @ _logistic(rows[inside], is_digit[inside], shares[inside])
    ends = np.cumsum([len(some.logits) for some in digits])
    limit = min(float(np.quantile(scores, 1 - kept)) for scores in np.split(left_out[:count], ends[:-1]))
    solution = _logistic(rows, is_digit, shares)
    weights = solution[:-1] / spread
    bias = float(solution[-1] - middle @ weights - limit)
    classes = sets[0].logits.shape[1]
    features, logits = (part.astype(np.float32) for part in (weights[:-classes], weights[-classes:]))
    return Boundary(features, logits, bias)


def _inputs(answers: Answers) -> Real:
    """Return what the boundary looks at: the features [N, values] and the logits [N, classes], falling."""
    return np.concatenate([_flat(answers.features), np.sort(answers.logits, axis=1)[:, ::-1]], axis=1).astype(
        np.float64
    )


def _flat(features: NDArray[np.float32]) -> NDArray[np.float32]:
    return features.reshape(len(features), -1)


def _logistic(rows: Real, is_digit: NDArray[np.bool_], shares: Real) -> Real:
    """Return weights and bias that minimise the penalised logistic loss, by Newton's method."""
    rows, shares = _with_one(rows), shares / shares.sum()
    penalty = np.append(np.full(rows.shape[1] - 1, PENALTY), 1e-9)
    solution = np.zeros(rows.shape[1])
    for _ in range(_NEWTON_STEPS):
        expected = 1 / (1 + np.exp(-np.clip(rows @ solution, -500, 500)))
        slope = rows.T @ (shares * (expected - is_digit)) + penalty * solution
        curvature = (rows.T * (shares * expected * (1 - expected))) @ rows + np.diag(penalty)
        step = np.linalg.solve(curvature, slope)
        solution -= step
        if np.abs(step).max() < 1e-7:
            break
    return solution


def _with_one(rows: Real) -> Real:
    return np.column_stack([rows, np.ones(len(rows))])


def _evenly(counts: Sequence[int]) -> Real:
    """Return shares that add up to 1 and let every set weigh the same, one per sample."""
    return np.repeat([1 / (len(counts) * count) for count in counts], counts)
