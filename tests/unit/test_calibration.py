"""An honest confidence and a boundary, fitted on made-up answers whose truth is known."""

import numpy as np
import pytest

from model.batch import Answers, Batch
from model.calibration import KEPT, calibrate, fit_boundary, temperature
from model.data import Digits, load_mnist
from model.digitize import read
from model.layers import describe
from model.nondigits import sample
from model.refusal import are_refused
from model.standard import STANDARD
from model.weights import WeightsError, load, make, save
from tests.support import random_weights

RANDOM = np.random.default_rng(5)


def softmax(z):
    odds = np.exp(z - z.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("heat", [0.4, 1.0, 3.0])
def test_the_temperature_is_found_again(heat):
    honest = RANDOM.normal(0, 2, (20_000, 10))
    labels = (softmax(honest).cumsum(axis=1) > RANDOM.random((20_000, 1))).argmax(axis=1)
    assert temperature(honest * heat, labels) == pytest.approx(heat, rel=0.03)


def test_a_set_counts_by_its_share():
    z = np.tile(np.array([[2.0, 0.0]]), (4, 1))
    labels = np.array([0, 0, 0, 1])
    counted = temperature(z, labels, np.array([0.2, 0.2, 0.2, 0.4]))
    assert softmax(z[:1] / counted)[0, 0] == pytest.approx(0.6)


def test_always_right_and_always_wrong_answers_give_a_number():
    z = np.tile(np.array([[2.0, 0.0]]), (4, 1))
    assert 0 < temperature(z, np.zeros(4, int)) < 0.1
    assert 10 < temperature(z, np.ones(4, int)) < np.inf


def answers(count, away, confident):
    features = RANDOM.normal(away, 1, (count, 8)).astype(np.float32)
    logits = RANDOM.normal(0, 1, (count, 10)).astype(np.float32)
    logits[np.arange(count), RANDOM.integers(0, 10, count)] += confident
    return Answers(features, logits, softmax(logits))


def test_what_differs_is_told_apart_and_enough_digits_of_every_set_are_kept():
    digits = [answers(3000, 0.0, 6.0), answers(600, 0.3, 4.0)]
    others = [answers(400, 0.5, 0.0), answers(1500, 1.5, 2.0)]
    boundary = fit_boundary(digits, others)
    for some in digits:
        assert (boundary.scores(some.features, some.logits) >= 0).mean() > KEPT - 0.01
    fresh = [answers(4000, 0.3, 4.0), answers(4000, 1.5, 2.0)]
    kept = [(boundary.scores(some.features, some.logits) >= 0).mean() for some in fresh]
    assert kept[0] > 0.96
    assert kept[1] < 0.25


def drawn(count, seed):
    return np.stack([read(ink.strokes) for ink in sample(count, seed)])


@pytest.fixture(scope="module")
def calibrated():
    weights = random_weights(STANDARD)
    digits = load_mnist().validation[:300]
    return weights, digits, calibrate(weights, {"mnist": digits}, {"made up": drawn(200, 1), "none": drawn(1, 2)[:0]})


def test_calibration_changes_no_answer_and_makes_the_softmax_honest(calibrated):
    before, digits, after = calibrated
    images = digits.images.astype(np.float32) / np.float32(255)
    old, new = (Batch(describe(STANDARD), weights).answers(images) for weights in (before, after))
    heat = after.notes["calibration"]["temperature"]
    assert np.allclose(new.logits * heat, old.logits, rtol=1e-4, atol=1e-4)
    assert np.array_equal(new.logits.argmax(axis=1), old.logits.argmax(axis=1))

    def loss(told):
        return -np.log(softmax(told.logits.astype(float))[np.arange(len(images)), digits.labels]).mean()

    assert loss(new) <= loss(old)
    assert temperature(new.logits, digits.labels) == pytest.approx(1, abs=1e-3)


def test_calibration_tells_what_it_refuses(calibrated):
    _, digits, after = calibrated
    told = after.notes["calibration"]["refused"]
    assert set(told) == {"mnist", "made up"}
    images = digits.images.astype(np.float32) / np.float32(255)
    found = Batch(describe(STANDARD), after).answers(images)
    assert told["mnist"] == pytest.approx(are_refused(images, found.features, found.logits, after.boundary).mean())
    assert told["mnist"] < 0.1
    assert told["made up"] > told["mnist"]


def test_without_strange_ink_there_is_no_boundary():
    weights = random_weights(STANDARD)
    after = calibrate(weights, {"mnist": load_mnist().validation[:50]}, {})
    assert after.boundary is None
    assert set(after.notes["calibration"]) == {"temperature"}


def test_what_cannot_be_calibrated_is_said():
    with pytest.raises(ValueError, match="Expected digits"):
        calibrate(random_weights(STANDARD), {"none": Digits(np.zeros((0, 28, 28), np.uint8), np.zeros(0, int))}, {})
    linear = [*STANDARD[:-1], {**STANDARD[-1], "config": {**STANDARD[-1]["config"], "activation": "linear"}}]
    with pytest.raises(ValueError, match="softmax"):
        calibrate(random_weights(linear), {"mnist": load_mnist().validation[:5]}, {})


def test_the_boundary_is_kept_in_the_weights_file(calibrated, tmp_path):
    _, _, after = calibrated
    path = tmp_path / "w.npz"
    save(path, after.configs, after.arrays, after.notes, after.boundary)
    back = load(path)
    assert back.notes == after.notes
    assert set(back.arrays) == set(after.arrays)
    assert np.array_equal(back.boundary.features, after.boundary.features)
    assert np.array_equal(back.boundary.logits, after.boundary.logits)
    assert back.boundary.bias == pytest.approx(after.boundary.bias, rel=1e-6)
    assert not back.boundary.features.flags.writeable
    arrays = dict(back.arrays)
    assert make(STANDARD, arrays).boundary is None


@pytest.mark.parametrize(
    ("name", "values", "words"),
    [
        ("boundary.features", np.zeros(127, np.float32), "shape"),
        ("boundary.logits", np.full(10, np.nan, np.float32), "not finite"),
        ("boundary.bias", np.zeros(3, np.float32), "shape"),
        ("boundary.bias", None, "lacks the array 'boundary.bias'"),
    ],
)
def test_a_stranger_s_boundary_is_checked(calibrated, tmp_path, name, values, words):
    _, _, after = calibrated
    path = tmp_path / "w.npz"
    save(path, after.configs, after.arrays, after.notes, after.boundary)
    with np.load(path) as file:
        members = {key: file[key] for key in file.files}
    if values is None:
        del members[name]
    else:
        members[name] = values
    np.savez(path, **members)
    with pytest.raises(WeightsError, match=words):
        load(path)
