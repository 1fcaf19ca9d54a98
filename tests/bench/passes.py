"""One picture through the network, every layer's z and a as NumPy arrays: NumPy, Keras, predict, onnxruntime."""

from __future__ import annotations

from importlib.resources import as_file, files

import numpy as np

from model.layers import describe
from model.loading import load_keras
from model.reference import Reference
from model.weights import load
from tests.bench import yardstick
from tests.bench.naive import outputs_of_every_layer
from tests.bench.rows import Row
from tests.bench.timing import by_turns

NUMPY, KERAS, PREDICT = 1.75, 6.0, 1 / 40


def measure() -> list[Row]:
    with as_file(files("resources") / "digits.npz") as path:
        weights = load(path)
    numpy_pass = Reference(describe(weights.configs), weights)
    keras_pass = load_keras(weights)
    onnx_pass = yardstick.runner(weights)
    predict = outputs_of_every_layer(keras_pass.network)
    image = picture()
    _same(onnx_pass(image)[-1][0], numpy_pass.run(image)[-1][1])
    _same(predict(image)[-1][0], numpy_pass.run(image)[-1][1])
    one = by_turns(
        {
            "onnxruntime": lambda: onnx_pass(image),
            "numpy": lambda: numpy_pass.run(image),
            "keras": lambda: keras_pass.run(image),
        },
        rounds=1000,
    )
    other = by_turns({"keras": lambda: keras_pass.run(image), "predict": lambda: predict(image)}, rounds=30, warm=3)
    return [
        Row("NumPy pass / onnxruntime, every layer's z and a", one["numpy"] / one["onnxruntime"], NUMPY),
        Row("Keras pass / onnxruntime, every layer's z and a", one["keras"] / one["onnxruntime"], KERAS),
        Row("Keras pass / model.predict, the same arrays", other["keras"] / other["predict"], PREDICT),
    ]


def picture() -> np.ndarray:
    """A drawn digit as the network gets it, float32 [28, 28]."""
    from model import drawings
    from model.digitize import digitize
    from model.ink import Ink

    ink = Ink()
    ink.replace(drawings.load()[0].strokes)
    return digitize(ink.snapshot()).image


def _same(one: np.ndarray, other: np.ndarray) -> None:
    if np.abs(one - other).max() > 1e-5:
        raise AssertionError("What is compared does not compute the same.")
