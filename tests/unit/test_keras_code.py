"""The program that builds the network: it must run, and build what `describe` describes."""

import numpy as np
import pytest

from model.keras_code import keras_code
from model.layers import UnsupportedLayerError, describe
from model.standard import STANDARD


def layer(kind, name, **config):
    return {"class_name": kind, "config": {"name": name, **config}}


EVERYTHING = (
    layer("InputLayer", 'in"put', batch_shape=[None, 30, 26, 2]),
    layer("Conv2D", "a", filters=3, kernel_size=[5, 3], strides=[2, 1], padding="same", use_bias=False),
    layer("Conv2D", "b", filters=4, kernel_size=[3, 3], dilation_rate=[2, 2], activation="tanh"),
    layer("MaxPooling2D", "c", pool_size=[2, 2], strides=[1, 2], padding="same"),
    layer("AveragePooling2D", "d", pool_size=[3, 2]),
    layer("ReLU", "e"),
    layer("BatchNormalization", "e2", epsilon=0.01, momentum=0.9, scale=False),
    layer("Activation", "f", activation="sigmoid"),
    layer("Dropout", "g", rate=0.25),
    layer("Flatten", "h"),
    layer("Dense", "i", units=7, use_bias=False, activation="relu"),
    layer("Dense", "zehn \\ größe", units=10),
    layer("Softmax", "k"),
)

GLOBAL = (
    layer("InputLayer", "in", batch_shape=[None, 9, 8, 2]),
    layer("GlobalMaxPooling2D", "largest", keepdims=True),
    layer("BatchNormalization", "norm", axis=-1),
    layer("GlobalAveragePooling2D", "mean"),
)


def random_network(seed):
    random = np.random.default_rng(seed)
    rows = int(random.integers(20, 33))
    configs = [layer("InputLayer", "in", batch_shape=[None, rows, int(random.integers(20, 33)), 1])]
    for index in range(int(random.integers(1, 4))):
        if random.random() < 0.6:
            size = [int(n) for n in random.integers(1, 4, 2)]
            padding = str(random.choice(["same", "valid"]))
            configs.append(
                layer(
                    "Conv2D",
                    f"conv{index}",
                    filters=int(random.integers(1, 9)),
                    kernel_size=size,
                    strides=int(random.integers(1, 3)),
                    padding=padding,
                )
            )
        else:
            configs.append(layer("MaxPooling2D", f"pool{index}", pool_size=2))
    return [*configs, layer("Flatten", "flat"), layer("Dense", "out", units=10, activation="softmax")]


@pytest.mark.parametrize("configs", [STANDARD, EVERYTHING, GLOBAL, *map(random_network, range(6))])
def test_keras_builds_what_is_described(configs, capsys):
    space = {"__name__": "__main__"}
    exec(keras_code(configs), space)
    network = space["network"]
    assert network.name == "digitscope"
    specs = describe(configs)[1:]  # a Sequential does not list its Input
    layers = [(made.name, type(made).__name__, made.output.shape[1:], made.count_params()) for made in network.layers]
    assert layers == [(spec.name, spec.kind, spec.output_shape, spec.parameters) for spec in specs]
    assert capsys.readouterr().err == ""


def test_it_says_what_each_line_makes():
    code = keras_code(STANDARD)
    line = next(line for line in code.splitlines() if '"conv2d_1"' in line)
    assert 'layers.Conv2D(64, (3, 3), activation="relu", name="conv2d_1"),' in line
    assert line.endswith("# (None, 11, 11, 64), 36,928 parameters")
    assert "# 243,786 parameters" in code


def test_what_keras_assumes_anyway_is_left_out():
    code = keras_code(STANDARD)
    for word in ("strides", "padding", "use_bias", "dilation_rate"):
        assert word not in code
    assert "strides=(2, 1)" in keras_code(EVERYTHING)


@pytest.mark.parametrize("name", ['a"b', "a\\", "ü\u2028", "x\n", "'); import os  # "])
def test_a_name_cannot_break_out_of_its_quotes(name):
    configs = [layer("InputLayer", name, batch_shape=[None, 4])]
    words = {}
    code = keras_code(configs, name=name)
    assert code.count("import") == 2 + 2 * name.count("import")
    source = next(line for line in code.split("\n") if line.startswith("    name="))
    exec(f"f = lambda name: name\nword = f({source.strip().rstrip(',')})", words)
    assert words["word"] == name


def test_a_stranger_is_refused():
    with pytest.raises(UnsupportedLayerError, match="LSTM"):
        keras_code([STANDARD[0], layer("LSTM", "x", units=3)])
