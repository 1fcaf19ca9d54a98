"""A network as the Python program that builds it in Keras."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from model.layers import Config, LayerSpec, UnsupportedLayerError, describe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_INDENT = " " * 8


def keras_code(configs: Iterable[Mapping[str, Any]], *, name: str = "digitscope") -> str:
    """Write the program for a chain of layer configurations, as `model.layers.describe` takes it.

    Every line tells in a comment what the layer puts out and how many parameters it has. Settings that Keras
    assumes anyway are left out.

    Returns
    -------
    Python source; when run, it binds ``network`` to a `keras.Sequential` with fresh random weights.

    Raises
    ------
    UnsupportedLayerError
        For a layer that `describe` refuses, or of a kind that nobody taught this module to write.
    """
    specs = describe(configs)
    calls = [_call(spec) for spec in specs]
    width = max(len(call) for call in calls)
    lines = [f"{_INDENT}{call.ljust(width)}  # {_outcome(spec)}" for call, spec in zip(calls, specs, strict=True)]
    return "\n".join(
        [
            "import keras",
            "from keras import layers",
            "",
            "network = keras.Sequential(",
            "    [",
            *lines,
            "    ],",
            f"    name={_word(name)},",
            ")",
            f"# {sum(spec.parameters for spec in specs):,} parameters",
            "network.summary()",
            "",
        ]
    )


def _call(spec: LayerSpec) -> str:
    try:
        arguments = _ARGUMENTS[spec.kind](spec.config)
    except KeyError:
        known = ", ".join(sorted(_ARGUMENTS))
        raise UnsupportedLayerError(f"Expected one of {known}. Received {spec.kind!r}.") from None
    function = "keras.Input" if spec.kind == "InputLayer" else f"layers.{spec.kind}"
    return f"{function}({', '.join([*arguments, f'name={_word(spec.name)}'])}),"


def _outcome(spec: LayerSpec) -> str:
    sides = ", ".join(str(side) for side in ("None", *spec.output_shape))
    return f"({sides})" + (f", {spec.parameters:,} parameters" if spec.parameters else "")


def _input(config: Config) -> list[str]:
    return [f"shape={tuple(config['shape'])}"]


def _conv(config: Config) -> list[str]:
    return [
        f"{config['filters']}, {_size(config['kernel_size'])}",
        *_unless((1, 1), "strides", config["strides"]),
        *_unless("valid", "padding", config["padding"]),
        *_unless((1, 1), "dilation_rate", config["dilation"]),
        *_activation_and_bias(config),
    ]


def _pooling(config: Config) -> list[str]:
    return [
        _size(config["pool_size"]),
        *_unless(config["pool_size"], "strides", config["strides"]),
        *_unless("valid", "padding", config["padding"]),
    ]


def _dense(config: Config) -> list[str]:
    return [f"{config['units']}", *_activation_and_bias(config)]


def _activation(config: Config) -> list[str]:
    return [_word(config["activation"])]


def _dropout(config: Config) -> list[str]:
    return [f"{config['rate']!r}"]


def _normalization(config: Config) -> list[str]:
    usual = {"momentum": 0.99, "epsilon": 0.001, "center": True, "scale": True}
    return [argument for key, value in usual.items() for argument in _unless(value, key, config[key])]


def _global_pooling(config: Config) -> list[str]:
    return _unless(False, "keepdims", config["keepdims"])


def _nothing(config: Config) -> list[str]:
    return []


_ARGUMENTS: dict[str, Callable[[Config], list[str]]] = {
    "InputLayer": _input,
    "Conv2D": _conv,
    "MaxPooling2D": _pooling,
    "AveragePooling2D": _pooling,
    "Flatten": _nothing,
    "Dense": _dense,
    "Activation": _activation,
    "ReLU": _nothing,
    "Softmax": _nothing,
    "Dropout": _dropout,
    "BatchNormalization": _normalization,
    "GlobalAveragePooling2D": _global_pooling,
    "GlobalMaxPooling2D": _global_pooling,
}


def _activation_and_bias(config: Config) -> list[str]:
    return [
        *_unless("linear", "activation", config["activation"]),
        *_unless(True, "use_bias", config["use_bias"]),
    ]


def _unless(usual: object, key: str, value: Any) -> list[str]:
    """One argument, or none where Keras assumes the same by itself."""
    if value == usual:
        return []
    if isinstance(value, str):
        return [f"{key}={_word(value)}"]
    return [f"{key}={_size(value) if isinstance(value, tuple) else value}"]


def _size(pair: tuple[int, int]) -> str:
    return f"({pair[0]}, {pair[1]})"


def _word(text: str) -> str:
    """Write a Python string in double quotes: JSON's escapes are Python's too."""
    return json.dumps(text, ensure_ascii=False)
