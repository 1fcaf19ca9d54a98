"""Small networks of all kinds of layers, drawn at random, with weights and a picture for them."""

import numpy as np
from hypothesis import strategies as st

from model.digitize import Digitized
from model.layers import UnsupportedLayerError, describe
from model.reference import Reference
from model.trace import LayerTrace, Trace
from model.weights import make

ACTIVATIONS = ("linear", "relu", "softmax", "sigmoid", "tanh")
sides = st.integers(1, 8)
small = st.integers(1, 3)
pairs = st.tuples(small, small)
paddings = st.sampled_from(["valid", "same"])


def entry(kind, name, **config):
    return {"class_name": kind, "config": {"name": name, **config}}


@st.composite
def convolutions(draw):
    dilation = draw(pairs)
    strides = (1, 1) if max(dilation) > 1 else draw(pairs)  # Keras refuses both at once
    config = {
        "filters": draw(small),
        "kernel_size": draw(pairs),
        "strides": strides,
        "dilation_rate": dilation,
        "padding": draw(paddings),
        "use_bias": draw(st.booleans()),
    }
    span = [(k - 1) * d + 1 for k, d in zip(config["kernel_size"], dilation, strict=True)]
    least = span if config["padding"] == "valid" else (1, 1)
    shape = (*(draw(st.integers(n, n + 5)) for n in least), draw(st.sampled_from([1, 2, 5])))
    return config, shape


@st.composite
def poolings(draw):
    config = {
        "pool_size": draw(pairs),
        "strides": draw(st.none() | pairs),
        "padding": draw(paddings),
    }
    least = config["pool_size"] if config["padding"] == "valid" else (1, 1)
    return config, (*(draw(st.integers(n, n + 6)) for n in least), draw(small))


_PLAIN = ("Activation", "ReLU", "Dropout", "BatchNormalization")


STRIDED_AND_DILATED = [
    entry("InputLayer", "input", batch_shape=[None, 11, 9, 2]),
    entry("Conv2D", "conv", filters=2, kernel_size=[3, 2], strides=[2, 3], dilation_rate=[2, 3], padding="same"),
    entry("MaxPooling2D", "pool", pool_size=2, strides=3),
    entry("Flatten", "flat"),
]
"""Strides and dilation at once, which Keras refuses, and places between that nobody reads."""


@st.composite
def networks(draw):
    """A chain of layer configurations: maps, then vectors."""
    shape = (draw(st.integers(4, 9)), draw(st.integers(4, 9)), draw(small))
    chain = [entry("InputLayer", "input", batch_shape=[None, *shape])]

    def add(kind, **config):
        chain.append(entry(kind, f"layer_{len(chain)}", **config))
        try:
            describe(chain)
        except UnsupportedLayerError:  # nothing would be left of the maps
            chain.pop()

    for _ in range(draw(st.integers(1, 4))):
        choice = draw(st.sampled_from(["Conv2D", "MaxPooling2D", "AveragePooling2D", *_PLAIN]))
        if choice == "Conv2D":
            config, _ = draw(convolutions())
            add("Conv2D", **config, activation=draw(st.sampled_from(ACTIVATIONS)))
        elif choice.endswith("Pooling2D"):
            config, _ = draw(poolings())
            add(choice, **config)
        else:
            add(choice, **_settings(draw, choice))
    add(draw(st.sampled_from(["Flatten", "GlobalAveragePooling2D", "GlobalMaxPooling2D"])))
    for _ in range(draw(st.integers(0, 2))):
        add(
            "Dense",
            units=draw(sides),
            use_bias=draw(st.booleans()),
            activation=draw(st.sampled_from(ACTIVATIONS)),
        )
        choice = draw(st.sampled_from(["none", "Softmax", *_PLAIN]))
        if choice != "none":
            add(choice, **_settings(draw, choice))
    return chain


def _settings(draw, kind):
    if kind == "Activation":
        return {"activation": draw(st.sampled_from(ACTIVATIONS))}
    if kind == "BatchNormalization":
        return {
            "center": draw(st.booleans()),
            "scale": draw(st.booleans()),
            "epsilon": draw(st.sampled_from([1e-3, 0.1])),
        }
    return {"rate": 0.5} if kind == "Dropout" else {}


def random_arrays(specs, random):
    """Numbers for all of a network's variables."""
    return {
        f"{spec.name}/{name}": random.normal(0, 0.5, shape).astype(np.float32) ** (2 if "variance" in name else 1)
        for spec in specs
        for name, shape in spec.variables
    }


def traced(chain, seed, values=None):
    """Return the trace of a random picture; `values(chain, arrays, x)` computes every layer's (z, a) for a batch."""
    random = np.random.default_rng(seed)
    specs = describe(chain)
    arrays = random_arrays(specs, random)
    x = random.normal(size=(1, *specs[0].output_shape)).astype(np.float32)
    weights = make(chain, arrays)
    made = Reference(specs, weights).forward(x) if values is None else values(chain, arrays, x)
    layers = tuple(LayerTrace(spec, z[0], z[0] if a is z else a[0]) for spec, (z, a) in zip(specs, made, strict=True))
    return Trace(1, Digitized(x[0], (), False), layers, weights, "numpy", 0.0, 0.0)


def keras_values(chain, arrays, x):
    """Every layer's (z, a) by Keras, eagerly: z from a copy of the layer whose activation is switched off."""
    import keras

    values = [(x, x)]
    layers = []
    for part in chain[1:]:
        layer_class = getattr(keras.layers, part["class_name"])
        if part["class_name"] in ("Activation", "ReLU", "Softmax"):
            layer, before = layer_class(**part["config"]), None
        else:
            layer = layer_class(**part["config"])
            plain = {**part["config"], "activation": None} if "activation" in part["config"] else part["config"]
            before = layer_class(**plain)
        below = values[-1][1]
        results = []
        for each in (before, layer):
            if each is None:
                results.append(below)
                continue
            each.build((None, *below.shape[1:]))
            for variable in each.weights:
                variable.assign(arrays[f"{part['config']['name']}/{variable.name}"])
            results.append(np.asarray(each(below, training=False) if part["class_name"] == "Dropout" else each(below)))
        layers.append(layer)
        values.append((results[0], results[1]))
    return layers, values
