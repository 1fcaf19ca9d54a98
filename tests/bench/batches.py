"""MNIST's 10,000 test pictures evaluated, all that belongs to it, against onnxruntime's answers alone, in batches."""

from __future__ import annotations

import itertools
from importlib.resources import as_file, files

import numpy as np

from model.batch import Batch
from model.data import shipped_mnist
from model.evaluation import evaluate
from model.layers import describe
from model.samples import Pictures
from model.weights import load
from tests.bench import yardstick
from tests.bench.rows import Row
from tests.bench.timing import by_turns

BOUND = 1.2
_PART = 1000
_ROUNDS = 40
_SIZES = (64, 256)


def measure() -> list[Row]:
    with as_file(files("resources") / "digits.npz") as path:
        weights = load(path)
    ours, theirs = Batch(describe(weights.configs), weights), yardstick.batch_runner(weights)
    test = shipped_mnist().test
    parts = [slice(first, first + _PART) for first in range(0, len(test), _PART)]
    samples = [Pictures(test.images[part], test.labels[part]) for part in parts]
    images = [test.images[part].astype(np.float32) / np.float32(255) for part in parts]
    for part, pictures in zip(samples, images, strict=True):
        told = np.concatenate(_in_batches(theirs, pictures, 64))
        if np.abs(told - evaluate(ours, part).probabilities).max() > 1e-5:
            raise AssertionError("What is compared does not compute the same.")
    turns = {name: itertools.cycle(range(len(parts))) for name in ("ours", *_SIZES)}
    ways = {"ours": lambda: evaluate(ours, samples[next(turns["ours"])])}
    for size in _SIZES:
        ways[f"onnxruntime {size}"] = lambda size=size: _in_batches(theirs, images[next(turns[size])], size)
    seconds = by_turns(ways, rounds=_ROUNDS, warm=2)
    best = min(seconds[f"onnxruntime {size}"] for size in _SIZES)
    return [Row("10,000 pictures evaluated / onnxruntime in batches", seconds["ours"] / best, BOUND)]


def _in_batches(answer, images: np.ndarray, size: int) -> list[np.ndarray]:
    return [answer(images[first : first + size]) for first in range(0, len(images), size)]
