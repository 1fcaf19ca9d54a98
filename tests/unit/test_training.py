"""Training as a generator: it learns, it reports, it can be stopped, and it can be repeated."""

from __future__ import annotations

import threading
from dataclasses import replace
from itertools import islice, pairwise

import numpy as np
import pytest

from model import training
from model.augment import Recipe
from model.layers import describe
from model.lessons import Curriculum, Scans
from model.reference import Reference
from model.standard import LARGE, STANDARD
from model.training import Plan, Score, train
from model.weights import make
from tests.support import random_weights

SMALL = (
    {"class_name": "InputLayer", "config": {"name": "input", "batch_shape": [None, 28, 28, 1]}},
    {"class_name": "Flatten", "config": {"name": "flatten"}},
    {"class_name": "Dense", "config": {"name": "dense", "units": 10, "activation": "softmax"}},
)
GENTLE = Recipe().weaker(0.2)


def held(mnist):
    return {"few": mnist.validation[:50]}


def loss_of(progress):
    """Loss of the last step alone, from the running means."""
    before, after = progress
    return after.loss * after.step - before.loss * before.step


def test_a_few_steps_lower_the_loss(mnist):
    plan = Plan(epochs=1, batch=64, rate=5e-3, recipe=GENTLE)
    steps = [
        p for p in train(mnist.training[:1920], {"all": mnist.validation[:300]}, plan, SMALL) if p.validation is None
    ]
    losses = [loss_of(pair) for pair in pairwise(steps)]
    assert np.mean(losses[-5:]) < 0.75 * np.mean(losses[:5])


def test_the_given_network_learns_and_its_weights_are_those_that_were_measured(mnist):
    plan = Plan(epochs=1, batch=64, rate=3e-3, recipe=GENTLE)
    validation = mnist.validation[:200]
    *_, last = train(mnist.training[:1920], {"all": validation}, plan, STANDARD)
    score = last.validation["all"]
    assert score.accuracy > 0.6
    assert last.best.scores == last.validation
    reference = Reference(describe(STANDARD), make(STANDARD, last.best.arrays))
    hits = reference.probabilities(validation.images / np.float32(255)).argmax(axis=1) == validation.labels
    assert hits.mean() == score.accuracy
    with pytest.raises(ValueError, match="read-only"):
        last.best.arrays["dense/kernel"][0, 0] = 1


def test_progress_counts_steps_and_epochs(mnist):
    told = list(train(mnist.training[:200], held(mnist), Plan(epochs=2, batch=64), SMALL))
    assert [(p.epoch, p.step, p.validation is None) for p in told] == [
        *[(1, 1, True), (1, 2, True), (1, 3, True), (1, 3, False)],
        *[(2, 1, True), (2, 2, True), (2, 3, True), (2, 3, False)],
    ]
    assert all(p.steps == 3 and p.epochs == 2 for p in told)
    assert all(a.fraction <= b.fraction and a.seconds <= b.seconds for a, b in pairwise(told))
    assert told[-1].fraction == 1
    assert told[0].best is None
    assert told[-1].best.loss == min(p.validation["few"].loss for p in told if p.validation)


def test_the_epoch_of_the_lowest_loss_is_kept_every_set_weighing_the_same(mnist, monkeypatch):
    """The sums of the two sets are 1.2, 0.9 and 1.1; neither set alone, nor the accuracy, would choose epoch 2."""
    scores = iter(
        [Score(0.5, 1.0), Score(0.5, 0.2), *[Score(0.4, 0.5), Score(0.4, 0.4)], Score(0.9, 0.1), Score(0.9, 1.0)]
    )
    monkeypatch.setattr(training._Learner, "score", lambda self, digits: next(scores))
    sets = {"large": mnist.validation[:40], "small": mnist.validation[:2]}
    *_, last = train(mnist.training[:64], sets, Plan(epochs=3, batch=64), SMALL)
    assert last.best.epoch == 2
    assert last.best.scores == {"large": Score(0.4, 0.5), "small": Score(0.4, 0.4)}
    assert last.best.loss == pytest.approx(0.45)
    assert last.validation["large"].accuracy == 0.9


def test_the_same_seed_gives_the_same_weights_and_another_one_others(mnist):
    def weights(seed):
        plan = Plan(epochs=1, batch=64, seed=seed)
        *_, last = train(mnist.training[:256], held(mnist), plan, SMALL)
        return last.best.arrays["dense/kernel"]

    first = weights(3)
    assert np.allclose(first, weights(3), atol=1e-6)
    assert not np.allclose(first, weights(4), atol=1e-3)


def test_a_closed_generator_leaves_no_thread(mnist):
    run = train(mnist.training[:640], held(mnist), Plan(epochs=50, batch=64), SMALL)
    assert [p.step for p in islice(run, 2)] == [1, 2]
    assert any(thread.name.startswith("augment") for thread in threading.enumerate())
    run.close()
    assert not any(thread.name.startswith("augment") for thread in threading.enumerate())


def test_a_set_smaller_than_a_batch_is_one_step(mnist):
    first = next(train(mnist.training[:10], held(mnist), Plan(epochs=1, batch=128), SMALL))
    assert (first.step, first.steps) == (1, 1)


def test_the_rate_warms_up_and_falls_along_a_cosine():
    plan = Plan(epochs=10, rate=1.0, warm_up=1.0)
    rates = [plan.rate_at(step, 100) for step in range(1000)]
    assert rates[0] < 0.02
    assert all(a < b for a, b in pairwise(rates[:101]))
    assert rates[100] == 1
    assert all(a > b for a, b in pairwise(rates[100:]))
    assert np.isclose(rates[550], 0.5, atol=0.01)
    assert 0 < rates[-1] < 0.001


def test_the_last_epochs_vary_the_pictures_less():
    plan = Plan(epochs=24, calm=5, calm_factor=0.4)
    assert [plan.recipe_at(epoch) == plan.recipe for epoch in range(24)] == [True] * 19 + [False] * 5
    assert plan.recipe_at(23) == plan.recipe.weaker(0.4)
    assert Plan(epochs=1).recipe_at(0) == plan.recipe
    assert [Plan(epochs=4).recipe_at(epoch) == plan.recipe for epoch in range(4)] == [
        True,
        True,
        False,
        False,
    ]


# --- no digits, teachers, precision ----------------------------------------------------------------------------------


def blobs(mnist, count=256):
    """Return no digits: MNIST's pictures upside down on top of themselves."""
    images = np.maximum(mnist.training.images[:count], mnist.training.images[:count, ::-1])
    return Scans(replace(mnist.training[:count], images=images, labels=np.full(count, -1)))


def test_what_is_no_digit_is_answered_evenly(mnist):
    odd = blobs(mnist)
    plan = Plan(epochs=2, batch=64, rate=5e-3, recipe=GENTLE)
    curriculum = Curriculum([Scans(mnist.training[:1280])], [odd], share=0.25)
    *_, last = train(curriculum, {"all": mnist.validation[:100]}, plan, STANDARD)
    reference = Reference(describe(STANDARD), make(STANDARD, last.best.arrays))
    surest = [
        reference.probabilities(images / np.float32(255)).max(axis=1).mean()
        for images in (odd.digits.images, mnist.validation.images[:256])
    ]
    assert surest[0] < surest[1] - 0.2


@pytest.mark.parametrize(("teaching", "pupil"), [(SMALL, SMALL), (LARGE, STANDARD)], ids=["alike", "larger"])
def test_a_pupil_learns_what_its_teacher_says(mnist, teaching, pupil):
    """The teacher takes every picture for a three; a pupil that trusts it wholly does so too."""
    last = describe(teaching)[-1].name
    arrays = dict(random_weights(teaching).arrays)
    arrays[f"{last}/kernel"] = np.zeros_like(arrays[f"{last}/kernel"])
    arrays[f"{last}/bias"] = np.where(np.arange(10) == 3, 9, 0).astype(np.float32)
    plan = Plan(epochs=2, batch=64, rate=1e-2, trust=1.0)
    *_, told = train(mnist.training[:640], held(mnist), plan, pupil, [make(teaching, arrays)])
    reference = Reference(describe(pupil), make(pupil, told.best.arrays))
    assert (reference.probabilities(mnist.validation.images[:50] / np.float32(255)).argmax(axis=1) == 3).all()


def test_half_precision_is_for_the_epochs_before_the_calm_ones(mnist, monkeypatch):
    chosen = []
    choose = training._Learner.choose_precision
    monkeypatch.setattr(
        training._Learner, "choose_precision", lambda self, half: (chosen.append(half), choose(self, half))[1]
    )
    plan = Plan(epochs=4, batch=64, calm=2, half=True, rate=5e-3)
    *_, last = train(mnist.training[:640], held(mnist), plan, SMALL)
    assert chosen == [True, True, False, False]
    assert all(array.dtype == np.float32 for array in last.best.arrays.values())
    assert last.best.scores["few"].accuracy > 0.5
