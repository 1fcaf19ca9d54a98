"""The network that Digitscope is about, and a larger one that can teach it, as the configurations that Keras gives."""

from __future__ import annotations

from typing import Any


def _layer(class_name: str, name: str, **config: Any) -> dict[str, Any]:
    return {"class_name": class_name, "config": {"name": name, **config}}


STANDARD: tuple[dict[str, Any], ...] = (
    _layer("InputLayer", "input", batch_shape=[None, 28, 28, 1]),
    _layer("Conv2D", "conv2d", filters=64, kernel_size=[3, 3], activation="relu"),
    _layer("MaxPooling2D", "max_pooling2d", pool_size=[2, 2]),
    _layer("Conv2D", "conv2d_1", filters=64, kernel_size=[3, 3], activation="relu"),
    _layer("MaxPooling2D", "max_pooling2d_1", pool_size=[2, 2]),
    _layer("Flatten", "flatten"),
    _layer("Dense", "dense", units=128, activation="relu"),
    _layer("Dense", "dense_1", units=10, activation="softmax"),
)

LARGE: tuple[dict[str, Any], ...] = (
    _layer("InputLayer", "input", batch_shape=[None, 28, 28, 1]),
    _layer("Conv2D", "conv2d", filters=48, kernel_size=[3, 3], activation="relu"),
    _layer("Conv2D", "conv2d_1", filters=48, kernel_size=[3, 3], activation="relu"),
    _layer("MaxPooling2D", "max_pooling2d", pool_size=[2, 2]),
    _layer("Conv2D", "conv2d_2", filters=96, kernel_size=[3, 3], activation="relu"),
    _layer("Conv2D", "conv2d_3", filters=96, kernel_size=[3, 3], activation="relu"),
    _layer("MaxPooling2D", "max_pooling2d_1", pool_size=[2, 2]),
    _layer("Conv2D", "conv2d_4", filters=128, kernel_size=[3, 3], activation="relu"),
    _layer("Flatten", "flatten"),
    _layer("Dense", "dense", units=256, activation="relu"),
    _layer("Dense", "dense_1", units=10, activation="softmax"),
)
"""Five convolutions where the standard network has two: four times the work, for training alone."""
