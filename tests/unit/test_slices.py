"""Weights in slices, and the score of a network: against plain sums over plain pictures."""

import numpy as np
import pytest

from model.batch import Batch
from model.data import Digits
from model.layers import describe
from model.reference import Reference
from model.score import STEP, scoring
from model.slices import paint_slice, reset_slice, slice_shape, sliced, slices
from model.standard import STANDARD
from model.surgery import Surgery
from tests.support import random_weights


@pytest.fixture(scope="module")
def surgery():
    return Surgery.of(random_weights(STANDARD))


def test_slices_are_the_weights_in_the_shape_of_what_they_read(surgery):
    specs = surgery.specs
    layers = {spec.name: spec for spec in sliced(specs)}
    assert {name: slice_shape(specs, spec) for name, spec in layers.items()} == {
        "conv2d": (3, 3, 1), "conv2d_1": (3, 3, 64), "dense": (5, 5, 64), "dense_1": (8, 16, 1),
    }  # fmt: skip
    maps = np.random.default_rng(1).random((5, 5, 64), dtype=np.float32)
    units = np.einsum("ijk,ijkn->n", maps, slices(surgery.original, specs, layers["dense"]))
    kernel = surgery.original.of("dense")["kernel"]
    np.testing.assert_allclose(units, maps.ravel() @ kernel, rtol=1e-4, atol=1e-4)
    assert np.shares_memory(slices(surgery.original, specs, layers["dense"]), kernel)
    with pytest.raises(LookupError, match="max_pooling2d"):
        slice_shape(specs, specs[2])


@pytest.mark.parametrize(("name", "index", "channel"), [("conv2d", 3, 0), ("conv2d_1", 63, 7), ("dense", 5, 63)])
def test_painting_a_slice_changes_it_alone_and_goes_back(surgery, name, index, channel):
    spec = next(spec for spec in surgery.specs if spec.name == name)
    before = slices(surgery.painted, surgery.specs, spec)
    values = np.full(before.shape[:2], 0.5, np.float32)
    painted = paint_slice(surgery, spec, index, channel, values)
    changed = slices(painted.painted, surgery.specs, spec) != before
    assert changed[:, :, channel, index].all()
    assert changed.sum() == values.size
    assert painted.painted_in(name) == {index}
    assert reset_slice(painted, spec, index, channel).is_untouched
    with pytest.raises(LookupError):
        paint_slice(surgery, spec, index, before.shape[2], values)
    with pytest.raises(ValueError, match="shape"):
        paint_slice(surgery, spec, index, channel, values[1:])


def test_weights_without_a_shape_are_folded_into_rows():
    layers = [
        {"class_name": "InputLayer", "config": {"name": "input", "batch_shape": [None, 97]}},
        {"class_name": "Dense", "config": {"name": "a", "units": 12}},
        {"class_name": "Dropout", "config": {"name": "b", "rate": 0.5}},
        {"class_name": "Dense", "config": {"name": "c", "units": 2}},
    ]
    specs = describe(layers)
    assert slice_shape(specs, specs[1]) == (1, 97, 1)
    assert slice_shape(specs, specs[3]) == (3, 4, 1)


def test_the_score_counts_what_the_reference_answers(surgery):
    random = np.random.default_rng(2)
    images = random.integers(0, 256, (4 * STEP + 5, 28, 28), np.uint8)
    labels = random.integers(0, 10, len(images))
    work = scoring(Digits(images, labels))(Batch(surgery.specs, surgery.weights))
    told = []
    while True:
        try:
            told.append(next(work))
        except StopIteration as end:
            score = end.value
            break
    assert told == [None, None, None, 4 * STEP, None]
    reference = Reference(surgery.specs, surgery.weights)
    answers = reference.probabilities(images / np.float32(255)).argmax(axis=1).tolist()
    expected = np.zeros((10, 10), np.int64)
    for label, answer in zip(labels.tolist(), answers, strict=True):
        expected[label, answer] += 1
    np.testing.assert_array_equal(score.answers, expected)
    assert score.share == pytest.approx(np.mean(np.array(answers) == labels))
    assert score.right.tolist() == np.diag(expected).tolist()
    digit = int(labels[0])
    wrong = np.where(np.arange(10) == digit, 0, expected[digit])
    answer, times = score.taken_for(digit)
    assert (times, wrong[answer] if times else 0) == (wrong.max(), wrong.max())
