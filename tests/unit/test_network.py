"""The Keras network and the NumPy pass compute the same, layer by layer."""

import subprocess
import sys
from importlib.resources import as_file, files

import numpy as np
import pytest

from model import loading, network
from model.layers import describe
from model.network import KerasNetwork, difference
from model.reference import Reference
from model.standard import STANDARD
from model.weights import load, make
from tests.support import random_weights


@pytest.fixture(scope="module")
def shipped():
    with as_file(files("resources") / "digits.npz") as path:
        return load(path)


@pytest.fixture(scope="module")
def both(shipped):
    """The same weights in Keras, loaded as the window loads them, and in NumPy."""
    return loading.load_keras(shipped), Reference(describe(shipped.configs), shipped)


@pytest.fixture(scope="module")
def digits(mnist):
    """Ten test pictures of MNIST, float32 [10, 28, 28], one of every digit, and a blank one."""
    x, y = mnist.test.images, mnist.test.labels
    return np.stack([x[np.flatnonzero(y == digit)[0]] for digit in range(10)]).astype(np.float32) / 255


def test_the_shipped_network_is_the_standard_one(shipped):
    assert [(c["class_name"], c["config"]["name"]) for c in shipped.configs] == [
        (c["class_name"], c["config"]["name"]) for c in STANDARD
    ]
    assert describe(shipped.configs)[-1].output_shape == (10,)
    assert sum(array.size for array in shipped.arrays.values()) == 243_786


def test_every_layer_agrees_on_real_digits(both, digits):
    keras_network, reference = both
    for image in digits:
        mine, theirs = reference.run(image), keras_network.run(image)
        for spec, (z, a), (keras_z, keras_a) in zip(reference.specs, mine, theirs, strict=True):
            assert z.shape == a.shape == keras_z.shape == keras_a.shape == spec.output_shape
            for one, other in ((z, keras_z), (a, keras_a)):
                assert one.dtype == other.dtype == np.float32
                assert np.abs(one - other).max() <= 1e-5 * max(1.0, float(np.abs(other).max()))
        assert difference(mine, theirs)[1]
        # z is what comes before the activation: negative values are in it, and in a no more.
        assert mine[1][0].min() < 0 <= mine[1][1].min()
        assert np.array_equal(theirs[1][1], np.maximum(theirs[1][0], 0))


def test_the_compiled_function_answers_as_keras_itself(both, digits):
    keras_network, reference = both
    plain = np.asarray(keras_network.network(digits[..., np.newaxis]))
    compiled = np.stack([keras_network.run(image)[-1][1] for image in digits])
    assert np.abs(plain - compiled).max() < 1e-5
    assert np.abs(plain - reference.probabilities(digits)).max() < 1e-5
    assert (compiled.argmax(axis=1) == np.arange(10)).sum() >= 9


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 20])
def test_many_pictures_are_answered_like_one(both, digits, count):
    _, reference = both
    pictures = np.resize(digits, (count, 28, 28))
    answers = reference.probabilities(pictures)
    assert answers.shape == (count, 10)
    for picture, answer in zip(pictures, answers, strict=True):
        assert np.abs(reference.run(picture)[-1][1] - answer).max() < 1e-6


@pytest.mark.parametrize("which", [0, 1], ids=["keras", "numpy"])
def test_what_was_given_out_is_never_written_again(both, digits, which):
    runner = both[which]
    kept = runner.run(digits[3])
    copies = [(z.copy(), a.copy()) for z, a in kept]
    for image in digits:
        runner.run(image)
    for (z, a), (z_before, a_before) in zip(kept, copies, strict=True):
        assert not z.flags.writeable
        assert not a.flags.writeable
        assert np.array_equal(z, z_before)
        assert np.array_equal(a, a_before)


def test_the_callers_picture_stays_writable(both, digits):
    for runner in both:
        image = digits[0].copy()
        runner.run(image)
        image[0, 0] = 1


def test_a_blind_border(both, digits):
    """Rows and columns 26 and 27 cannot change the answer, whatever is in them."""
    for runner in both:
        image = digits[5].copy()
        before = runner.run(image)[-1][1]
        image[26:] = 1
        image[:, 26:] = 1
        assert np.array_equal(runner.run(image)[-1][1], before)
        image[25, 25] = 1
        assert not np.array_equal(runner.run(image)[-1][1], before)


def test_one_wrong_weight_is_noticed(shipped, both, digits):
    keras_network, _ = both
    arrays = {name: array.copy() for name, array in shipped.arrays.items()}
    arrays["conv2d_1/kernel"][1, 1, 0, 0] += 0.01
    other = Reference(describe(shipped.configs), make(shipped.configs, arrays))
    largest, agree = difference(other.run(digits[8]), keras_network.run(digits[8]))
    assert not agree
    assert largest > 1e-5


TWO_THREADS = """
import threading
from model import network
from model.standard import STANDARD
built = []
loader = threading.Thread(target=network.one_thread_per_operation)
other = threading.Thread(target=lambda: built.append(network.build(STANDARD)))
loader.start()
other.start()
loader.join()
other.join()
built += [network.build(STANDARD)]
print(len(built), "built")
"""


def test_two_threads_may_begin_with_keras_at_the_same_time(root):
    """As the loader does, and whoever opens a network file meanwhile."""
    done = subprocess.run(
        [sys.executable, "-c", TWO_THREADS], cwd=root, capture_output=True, text=True, timeout=110, check=False
    )
    assert done.stdout == "2 built\n", done.stderr


SAVED_FIRST = """
from model import network
from model.standard import STANDARD
from tests.support import random_weights
network.to_keras_file(random_weights(STANDARD, seed=7))
import tensorflow
print(tensorflow.config.threading.get_intra_op_parallelism_threads(), "thread")
"""


def test_who_saves_a_network_before_keras_answers_does_not_choose_its_threads(root):
    done = subprocess.run(
        [sys.executable, "-c", SAVED_FIRST], cwd=root, capture_output=True, text=True, timeout=110, check=False
    )
    assert done.stdout == "1 thread\n", done.stderr


def test_what_fails_inside_keras_is_told_with_keras_own_steps():
    first, conv, *_ = STANDARD
    with pytest.raises(ValueError, match=r"larger|negative") as caught:
        network.build([first, {**conv, "config": {**conv["config"], "kernel_size": 40}}])
    assert any("keras/src/layers" in str(entry.path) for entry in caught.traceback)


def test_weights_go_into_keras_and_back():
    weights = random_weights(STANDARD, seed=7)
    built = network.build(STANDARD)
    network.assign(built, weights)
    back = network.arrays_of(built)
    assert set(back) == set(weights.arrays)
    assert all(np.array_equal(back[name], weights.arrays[name]) for name in back)
    assert built.count_params() == 243_786


def test_other_layers_and_settings_agree_when_compiled():
    def layer(kind, name, **config):
        return {"class_name": kind, "config": {"name": name, **config}}

    chain = [
        layer("InputLayer", "input", batch_shape=[None, 12, 11, 2]),
        layer("Conv2D", "conv", filters=5, kernel_size=[3, 2], strides=[2, 1], padding="same", activation="tanh"),
        layer("Activation", "act", activation="sigmoid"),
        layer("AveragePooling2D", "mean", pool_size=[3, 2], strides=[2, 2], padding="same"),
        layer("Conv2D", "wide", filters=4, kernel_size=2, dilation_rate=2, use_bias=False),
        layer("ReLU", "relu"),
        layer("BatchNormalization", "norm"),
        layer("Dropout", "drop", rate=0.5),
        layer("GlobalMaxPooling2D", "largest", keepdims=True),
        layer("Flatten", "flatten"),
        layer("Dense", "dense", units=6, use_bias=False),
        layer("Softmax", "softmax"),
    ]
    weights = random_weights(chain, seed=3)
    specs = describe(chain)
    image = np.random.default_rng(1).random((12, 11, 2), np.float32)
    mine, theirs = Reference(specs, weights).run(image), KerasNetwork(weights).run(image)
    for spec, (z, a), (keras_z, keras_a) in zip(specs, mine, theirs, strict=True):
        assert z.shape == keras_z.shape == a.shape == keras_a.shape == spec.output_shape
    largest, agree = difference(mine, theirs)
    assert agree, largest


def test_loading_gives_the_switch_interval_back(monkeypatch, shipped):
    import sys

    def broken(_):
        assert sys.getswitchinterval() == pytest.approx(0.001)
        raise ImportError("no TensorFlow here")

    before = sys.getswitchinterval()
    monkeypatch.setattr(loading, "KerasNetwork", broken)
    with pytest.raises(ImportError, match="no TensorFlow here"):
        loading.load_keras(shipped)
    assert sys.getswitchinterval() == before


def test_a_machine_without_the_libraries_falls_back_quietly(monkeypatch, tmp_path):
    monkeypatch.setattr(loading.importlib.util, "find_spec", lambda _: None)
    assert loading.open_libraries() == 0
    monkeypatch.undo()
    monkeypatch.setattr(loading.sys, "platform", "darwin")
    assert loading.open_libraries() == 0


def test_without_the_quick_way_the_function_is_called_as_any_other(both, digits, monkeypatch):
    keras_network, _ = both
    quick = keras_network.run(digits[3])
    monkeypatch.setattr(network.importlib, "import_module", _refuse)
    monkeypatch.setattr(keras_network, "_call", network._quick_call(keras_network._function))
    for one, other in zip(quick, keras_network.run(digits[3]), strict=True):
        assert np.array_equal(one[0], other[0])
        assert np.array_equal(one[1], other[1])


def _refuse(name):
    raise ImportError(name)
