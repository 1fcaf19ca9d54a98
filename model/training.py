"""Training: a generator that yields after every step, so that its user can show progress or stop it.

TensorFlow and Keras are imported inside the functions. The steps are one compiled function of our own, not
``fit()``: that way there is something to yield, nothing lingers after the last step, and the averaged weights
are at hand.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from model.augment import Recipe
from model.data import Digits
from model.lessons import Curriculum, Scans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from model.weights import Weights

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that decides a training run, apart from the pictures.

    Attributes
    ----------
    epochs : passes over the training pictures.
    batch : pictures per step.
    seed : of the first weights, the order of the pictures and their variations.
    rate : largest learning rate, reached after `warm_up` epochs and then lowered along half a cosine.
    decay : weight decay on kernels, as in AdamW (Loshchilov and Hutter, "Decoupled Weight Decay
        Regularization", 2019).
    smoothing : share of the target that is spread evenly over all classes.
    average : momentum of the exponential moving average of the weights; the averaged ones are kept.
    calm : how many of the last epochs use the recipe weakened by `calm_factor`.
    trust : share of the target that the teachers decide, if there are any and it is a digit.
    heat : temperature at which the teachers' answers are softened (Hinton, Vinyals and Dean, "Distilling the Knowledge
        in a Neural Network", 2015).
    half : reckon with 16 bits (bfloat16) but in the calm epochs; the weights are kept in 32. Twice as quick on
        processors that have such instructions (AVX512_BF16, AMX), slower on all others.
    recipe : the variations.
    """

    epochs: int = 24
    batch: int = 128
    seed: int = 1
    rate: float = 1.5e-3
    decay: float = 1e-4
    smoothing: float = 0.04
    average: float = 0.999
    warm_up: float = 1.0
    calm: int = 5
    calm_factor: float = 0.4
    trust: float = 0.7
    heat: float = 1.0
    half: bool = False
    recipe: Recipe = field(default_factory=Recipe)

    def recipe_at(self, epoch: int) -> Recipe:
        """Return the variations of an epoch (from 0): full at first, weaker in the last `calm` epochs.

        A run too short for a calm end keeps at least its first half at full strength.
        """
        return self.recipe.weaker(self.calm_factor) if self.is_calm(epoch) else self.recipe

    def is_calm(self, epoch: int) -> bool:
        """Whether an epoch (from 0) is one of the last."""
        return epoch >= self.epochs - min(self.calm, self.epochs // 2)

    def rate_at(self, step: int, steps: int) -> float:
        """Return the learning rate of a step (from 0), with `steps` in an epoch."""
        total = self.epochs * steps
        warm = min(self.warm_up * steps, total / 2)
        if step < warm:
            return self.rate * (step + 1) / (warm + 1)
        return self.rate * 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1.0, total - warm)))


@dataclass(frozen=True, slots=True)
class Score:
    """How the averaged weights do on pictures that are not learned from, unvaried.

    Attributes
    ----------
    accuracy : fraction read correctly.
    loss : mean cross-entropy against the smoothed targets.
    """

    accuracy: float
    loss: float


Scores = Mapping[str, Score]


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """The averaged weights after the best epoch so far.

    The best one has the lowest loss, each validation set weighing the same: among some thousand pictures the
    number of errors goes up and down by chance from epoch to epoch; the loss is far steadier.

    Attributes
    ----------
    epoch : from 1.
    scores : of each validation set.
    arrays : read-only float32 arrays by "<layer>/kernel" and "<layer>/bias".
    """

    epoch: int
    scores: Scores
    arrays: Mapping[str, NDArray[np.float32]]

    @property
    def loss(self) -> float:
        """What the epochs are compared by."""
        return sum(score.loss for score in self.scores.values()) / len(self.scores)


@dataclass(frozen=True, slots=True, eq=False)
class Progress:
    """Where a run stands.

    Attributes
    ----------
    epoch, epochs, step, steps : the present ones, from 1, and how many there are.
    loss, accuracy : means over the present epoch, on the varied pictures.
    seconds : since the start.
    validation : the scores of each validation set after an epoch's last step, else None.
    best : the best weights so far, or None before the first validation.
    """

    epoch: int
    epochs: int
    step: int
    steps: int
    loss: float
    accuracy: float
    seconds: float
    validation: Scores | None
    best: Trained | None

    @property
    def fraction(self) -> float:
        """How much of the whole run is done, 0 to 1."""
        return ((self.epoch - 1) * self.steps + self.step) / (self.epochs * self.steps)


def train(
    training: Curriculum | Digits,
    validation: Mapping[str, Digits],
    plan: Plan,
    configs: Sequence[Mapping[str, Any]],
    teachers: Sequence[Weights] = (),
    start: Weights | None = None,
) -> Iterator[Progress]:
    """Train a network, from random weights or from where an earlier run ended.

    Parameters
    ----------
    training : what to learn from.
    validation : sets of pictures, by name, to choose the best epoch by; one at least.
    plan : how.
    configs : the layers, each ``{"class_name": ..., "config": {...}}``, first an InputLayer, last a softmax.
    teachers : networks with the same input and classes whose mean answer, picture by picture, is learned too.
    start : weights of the same layers to go on from.

    Yields
    ------
    Progress
        After every step, and once more after each epoch's validation. The last one's `best` is the result.
        Closing the generator stops the run.
    """
    started = time.perf_counter()
    if isinstance(training, Digits):
        training = Curriculum([Scans(training)])
    learner = _Learner(configs, plan, teachers, start)
    others = training.others_in(plan.batch)
    batch = min(plan.batch - others, len(training))
    steps = len(training) // batch
    best: Trained | None = None
    with ThreadPoolExecutor(1, thread_name_prefix="augment") as pool:
        for epoch in range(plan.epochs):
            draw = _batches(training, batch, others, plan, epoch)
            learner.choose_precision(half=plan.half and not plan.is_calm(epoch))
            loss = hits = 0.0
            upcoming = pool.submit(draw, 0)
            for step in range(steps):
                images, labels = upcoming.result()
                # The next batch is made while TensorFlow, which releases the interpreter, works on this one.
                upcoming = pool.submit(draw, (step + 1) % steps)
                one_loss, one_hits = learner.learn(images, labels, plan.rate_at(epoch * steps + step, steps))
                loss += one_loss
                hits += one_hits
                done = step + 1
                yield Progress(
                    epoch + 1, plan.epochs, done, steps, loss / done, hits / (done * batch),
                    time.perf_counter() - started, None, best,
                )  # fmt: skip
            scores = {name: learner.score(digits) for name, digits in validation.items()}
            now = Trained(epoch + 1, scores, learner.averaged())
            if best is None or now.loss <= best.loss:
                best = now
            yield Progress(
                epoch + 1, plan.epochs, steps, steps, loss / steps, hits / (steps * batch),
                time.perf_counter() - started, scores, best,
            )  # fmt: skip


def _batches(
    training: Curriculum, batch: int, others: int, plan: Plan, epoch: int
) -> Callable[[int], tuple[NDArray[np.float32], NDArray[np.int64]]]:
    """Return the function that makes one epoch's batches by number, each from a generator of its own."""
    order = training.order(np.random.default_rng((plan.seed, epoch)))
    recipe = plan.recipe_at(epoch)

    def draw(step: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        chosen = order[step * batch : (step + 1) * batch]
        images, labels = training.draw(chosen, others, recipe, np.random.default_rng((plan.seed, epoch, step)))
        return images[..., None], labels

    return draw


class _Learner:
    """The network that learns, the one that holds its averaged weights, and the compiled functions."""

    def __init__(
        self, configs: Sequence[Mapping[str, Any]], plan: Plan, teachers: Sequence[Weights], start: Weights | None
    ) -> None:
        from model.network import assign

        self._network = _build(configs, plan.seed)
        self._average = _build(configs, plan.seed)
        if start is not None:
            assign(self._network, start)
            assign(self._average, start)
        self._teachers = [_taught(weights, plan.half) for weights in teachers]
        import keras
        import tensorflow as tf

        self._steps = 0
        self._momentum = plan.average
        optimizer = keras.optimizers.AdamW(learning_rate=plan.rate, weight_decay=plan.decay)
        optimizer.exclude_from_weight_decay(var_names=["bias"])
        optimizer.build(self._network.trainable_variables)
        self._optimizer = optimizer
        # jit_compile makes training twice as slow on a processor.
        self._half: bool | None = None
        self._answer = tf.function(self._one_answer, jit_compile=False, reduce_retracing=True)
        self._smoothing = plan.smoothing
        self._trust, self._heat = plan.trust, plan.heat

    def choose_precision(self, half: bool) -> None:
        """Reckon the steps from now on with 16 bits, or with 32."""
        if half == self._half:
            return
        import tensorflow as tf

        self._half = half
        _set_precision(self._network, half)
        self._learn = tf.function(self._one_step, jit_compile=False, reduce_retracing=True)

    def _loss(self, logits: Any, labels: Any) -> Any:
        import tensorflow as tf

        return tf.nn.softmax_cross_entropy_with_logits(self._target(labels, logits.shape[-1]), logits)

    def _target(self, labels: Any, classes: int) -> Any:
        """Return what should be answered: mostly the digit; of what is none, every digit alike."""
        import tensorflow as tf

        known = tf.cast(labels >= 0, tf.float32)[:, None]
        even = tf.ones((1, classes)) / classes
        return (
            known * (tf.one_hot(labels, classes) * (1 - self._smoothing) + self._smoothing * even) + (1 - known) * even
        )

    def _one_step(self, images: Any, labels: Any, rate: Any, momentum: Any) -> tuple[Any, Any]:
        import tensorflow as tf

        with tf.GradientTape() as tape:
            logits = tf.cast(self._network(images, training=True), tf.float32)
            target = self._target(labels, logits.shape[-1])
            if self._teachers:  # who may never have learned that some ink is no digit
                known = tf.cast(labels >= 0, tf.float32)[:, None]
                target += self._trust * known * (self._advice(images) - target)
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(target, logits))
        variables = self._network.trainable_variables
        self._optimizer.learning_rate.assign(rate)
        self._optimizer.apply(tape.gradient(loss, variables), variables)
        for slow, fast in zip(self._average.trainable_variables, variables, strict=True):
            slow.assign(slow + (1 - momentum) * (fast - slow))
        return loss, _count_hits(logits, labels)

    def _advice(self, images: Any) -> Any:
        """Return the teachers' mean answer."""
        import tensorflow as tf

        answers = [tf.cast(teacher(images, training=False), tf.float32) for teacher in self._teachers]
        return tf.stop_gradient(tf.add_n([tf.nn.softmax(z / self._heat) for z in answers]) / len(answers))

    def _one_answer(self, images: Any, labels: Any) -> tuple[Any, Any]:
        import tensorflow as tf

        logits = self._average(images, training=False)
        return tf.reduce_sum(self._loss(logits, labels)), _count_hits(logits, labels)

    def learn(self, images: NDArray[np.float32], labels: NDArray[np.int64], rate: float) -> tuple[float, float]:
        """Take one step; return the loss and how many answers were right."""
        import tensorflow as tf

        self._steps += 1
        # A young average must not remember the random start: its momentum grows with the steps.
        momentum = min(self._momentum, self._steps / (self._steps + 10))
        loss, hits = self._learn(
            tf.constant(images),
            tf.constant(labels),
            tf.constant(rate, tf.float32),
            tf.constant(momentum, tf.float32),
        )
        return float(loss), float(hits)

    def score(self, digits: Digits) -> Score:
        """Measure the averaged weights on unvaried pictures."""
        import tensorflow as tf

        loss = hits = 0.0
        for start in range(0, len(digits), _CHUNK):
            part = digits[start : start + _CHUNK]
            images = part.images.astype(np.float32)[..., None] / np.float32(255)
            some_loss, some_hits = self._answer(tf.constant(images), tf.constant(part.labels))
            loss += float(some_loss)
            hits += float(some_hits)
        return Score(hits / len(digits), loss / len(digits))

    def averaged(self) -> dict[str, NDArray[np.float32]]:
        """Copy the averaged weights, by "<layer>/<variable>"."""
        arrays = {}
        for layer in self._average.layers:
            for variable in layer.weights:
                array = np.array(variable.numpy(), dtype=np.float32)
                array.flags.writeable = False
                arrays[f"{layer.name}/{variable.name}"] = array
        return arrays


def _count_hits(logits: Any, labels: Any) -> Any:
    import tensorflow as tf

    return tf.reduce_sum(tf.cast(tf.argmax(logits, -1) == labels, tf.float32))


def _set_precision(network: Any, half: bool) -> None:
    import keras

    policy = keras.DTypePolicy("mixed_bfloat16" if half else "float32")
    for layer in network.layers:
        layer.dtype_policy = policy


def _taught(weights: Weights, half: bool) -> Any:
    from model.network import assign

    network = _build(weights.configs, 0)
    _set_precision(network, half)
    assign(network, weights)
    return network


def _build(configs: Sequence[Mapping[str, Any]], seed: int) -> Any:
    """Build the Keras network without its last activation (the loss wants z); the seed makes its weights."""
    from model.network import build, prepare_environment

    prepare_environment()
    import keras

    *chain, last = configs
    network = build([*chain, {**last, "config": {**last["config"], "activation": "linear"}}])
    for index, layer in enumerate(network.layers[1:]):  # the input has no weights
        for variable in layer.weights:
            if variable.name == "kernel":
                variable.assign(keras.initializers.GlorotUniform(seed=seed * 1000 + index)(variable.shape))
    return network
