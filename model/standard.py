"""The network that Digitscope is about, as the configurations that Keras gives for it."""

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
