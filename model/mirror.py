"""The number of a unit as a few lines of NumPy, and of Keras, that run as they are.

Both read one file (`model.moment`). The lines of NumPy do what the formula says: they take the values of the layer
below and make this one number of them. The lines of Keras build the whole network and let it compute the number from
the picture. So neither is a copy of the other, and neither knows the result.
"""

from __future__ import annotations

import json
from functools import singledispatch
from typing import TYPE_CHECKING, Final

from model.explain import explain
from model.explain.convolution import Convolution
from model.explain.dense import Sum
from model.explain.elementwise import Elementwise
from model.explain.flatten import Moved
from model.explain.global_pooling import GlobalPool
from model.explain.input_layer import Input
from model.explain.normalization import Normalization
from model.explain.pooling import Pooling
from model.explain.softmax import Softmax

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from model.explain import Explanation
    from model.trace import Trace

ACTIVATIONS: Final = {
    "linear": "z",
    "relu": "max(z, 0.0)",
    "sigmoid": "1 / (1 + np.exp(-z))",
    "tanh": "np.tanh(z)",
}
"""The functions of one number in `model.activations`, in Python."""


def numpy_lines(trace: Trace, layer: str, unit: tuple[int, ...], file: Path, *, turned: bool = False) -> list[str]:
    """Write the program that makes the unit's a of the values of the layer below.

    Parameters
    ----------
    file
        Where `model.moment.save` puts, or put, this moment.
    turned
        Whether a convolution's kernel is turned by 180 degrees: then a is not what the network computes.

    Raises
    ------
    LookupError
        If there is no such unit, or nothing is known of how its layer computes.
    """
    explanation = _explanation(trace, layer, unit, turned)
    lines = _numpy(explanation, trace)
    return [
        "import numpy as np",
        f"moment = np.load({_quoted(file.as_posix())})",
        *lines,
        f"print(a)  # {_result(explanation):.7g}",
    ]


def keras_lines(trace: Trace, layer: str, unit: tuple[int, ...], file: Path, *, turned: bool = False) -> list[str]:
    """Write the program in which Keras computes the unit's a from the picture; `turned` as in `numpy_lines`.

    Raises LookupError if there is no such unit.
    """
    explanation = _explanation(trace, layer, unit, turned)
    index = ", ".join(map(str, (0, *unit)))
    shown = f"# {_result(explanation):.7g}"
    lines = ["import json, keras, numpy as np", f"moment = np.load({_quoted(file.as_posix())})"]
    if explanation.spec.index == 0:
        picture = 'keras.ops.convert_to_tensor(moment["image"])'
        return [*lines, f"picture = {picture}", f"print(float(picture[{index}]))  {shown}"]
    turn = f"network.get_layer({_quoted(layer)}).kernel.assign({_array(explanation, 'kernel')}[::-1, ::-1])"
    return [
        *lines,
        'layers = json.loads(moment["meta"].tobytes())["layers"]',
        'network = keras.Sequential([getattr(keras.layers, each["class_name"])(**each["config"]) for each in layers])',
        "for layer in network.layers:",
        '    layer.set_weights([moment[f"{layer.name}/{weight.name}"] for weight in layer.weights])',
        *([turn] if _is_turned(explanation) else []),
        f"probe = keras.Model(network.inputs[0], network.get_layer({_quoted(layer)}).output)",
        f'print(float(probe(moment["image"])[{index}]))  {shown}',
    ]


def _explanation(trace: Trace, layer: str, unit: tuple[int, ...], turned: bool) -> Explanation:
    found = explain(trace, layer, unit)
    return found.flip() if turned and isinstance(found, Convolution) else found


def _is_turned(explanation: Explanation) -> bool:
    return isinstance(explanation, Convolution) and explanation.flipped


def _result(explanation: Explanation) -> float:
    """Return what the program prints: the network's number, if the network has it."""
    return explanation.a if _is_turned(explanation) else explanation.shown_a


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _of(layer: str) -> str:
    return f"moment[{_quoted(f'a:{layer}')}]"


def _array(explanation: Explanation, name: str) -> str:
    return f"moment[{_quoted(f'{explanation.spec.name}/{name}')}]"


def _place(*indices: int) -> str:
    return f"[{', '.join(map(str, indices))}]"


# --- what NumPy does, by kind ------------------------------------------------------------------------------


@singledispatch
def _numpy(explanation: Explanation, trace: Trace) -> list[str]:
    """Return the lines from the values below to a."""
    raise LookupError(f"Expected a kind of layer that is known here. Received {explanation.spec.kind!r}.")


@_numpy.register(Convolution)
def _(explanation: Convolution, trace: Trace) -> list[str]:
    spec, channel = explanation.spec, explanation.unit[2]
    top, left, bottom, right = explanation.box
    rows, columns, _ = spec.input_shape
    above, before, below, after = max(0, -top), max(0, -left), max(0, bottom - rows), max(0, right - columns)
    x = _of(explanation.below)
    if above or before or below or after:
        x = f"np.pad({x}, (({above}, {below}), ({before}, {after}), (0, 0)))"
    dilation = spec.window.dilation if spec.window is not None else (1, 1)
    cut = ", ".join(
        f"{first + pad}:{last + pad}{f':{step}' if step > 1 else ''}"
        for first, last, pad, step in ((top, bottom, above, dilation[0]), (left, right, before, dilation[1]))
    )
    lines = [f"x = {x}", f"patch = x[{cut}].astype(float)"]
    has_bias = spec.config["use_bias"]
    if explanation.activation == "softmax":
        bias = f" + {_array(explanation, 'bias')}" if has_bias else ""
        turn = "[::-1, ::-1]" if explanation.flipped else ""
        return [*lines, f"z = np.tensordot(patch, {_array(explanation, 'kernel')}{turn}, 3){bias}", *_shares(channel)]
    bias = f" + {_array(explanation, 'bias')}[{channel}]" if has_bias else ""
    return [
        *lines,
        f"kernel = {_array(explanation, 'kernel')}[{'::-1, ::-1, :' if explanation.flipped else '...'}, {channel}]",
        f"z = np.sum(patch * kernel){bias}",
        f"a = {ACTIVATIONS[explanation.activation]}",
    ]


@_numpy.register(Sum)
def _(explanation: Sum, trace: Trace) -> list[str]:
    (unit,) = explanation.unit
    bias = f" + {_array(explanation, 'bias')}[{unit}]" if explanation.spec.config["use_bias"] else ""
    return [
        f"x = {_of(explanation.below)}.astype(float)",
        f"weights = {_array(explanation, 'kernel')}[:, {unit}]",
        f"z = np.sum(x * weights){bias}",
        f"a = {ACTIVATIONS[explanation.activation]}",
    ]


@_numpy.register(Softmax)
def _(explanation: Softmax, trace: Trace) -> list[str]:
    if explanation.sum is None:
        *place, index = explanation.unit
        z = f"{_of(explanation.below)}{_place(*place) if place else ''}.astype(float)"
        return [f"z = {z}", *_shares(index)]
    bias = f" + {_array(explanation, 'bias')}" if explanation.spec.config["use_bias"] else ""
    return [
        f"x = {_of(explanation.below)}.astype(float)",
        f"z = x @ {_array(explanation, 'kernel')}{bias}",
        *_shares(explanation.index),
    ]


def _shares(index: int) -> Sequence[str]:
    return ["powers = np.exp(z - z.max())", f"a = powers[{index}] / powers.sum()"]


@_numpy.register(Pooling)
def _(explanation: Pooling, trace: Trace) -> list[str]:
    top, left, bottom, right = explanation.box
    rows, columns, _ = explanation.spec.input_shape
    cut = f"{max(0, top)}:{min(rows, bottom)}, {max(0, left)}:{min(columns, right)}, {explanation.unit[2]}"
    value = "block.mean(dtype=float)" if explanation.winner is None else "block.max()"
    return [f"x = {_of(explanation.below)}", f"block = x[{cut}]", f"a = {value}"]


@_numpy.register(GlobalPool)
def _(explanation: GlobalPool, trace: Trace) -> list[str]:
    value = "mean(dtype=float)" if explanation.winner is None else "max()"
    return [f"x = {_of(explanation.below)}", f"a = x[..., {explanation.channel}].{value}"]


@_numpy.register(Elementwise)
def _(explanation: Elementwise, trace: Trace) -> list[str]:
    return [
        f"z = {_of(explanation.below)}{_place(*explanation.unit)}.astype(float)",
        f"a = {ACTIVATIONS[explanation.function]}",
    ]


@_numpy.register(Normalization)
def _(explanation: Normalization, trace: Trace) -> list[str]:
    channel, config = explanation.unit[-1], explanation.spec.config
    mean, variance, gamma, beta = (
        f"{_array(explanation, name)}[{channel}]" for name in ("moving_mean", "moving_variance", "gamma", "beta")
    )
    lines = [
        f"x = {_of(explanation.below)}{_place(*explanation.unit)}.astype(float)",
        f"mean, variance = {mean}, {variance}",
        f"a = (x - mean) / np.sqrt(variance + {config['epsilon']!r})",
    ]
    if config["scale"]:
        lines.append(f"a = a * {gamma}")
    if config["center"]:
        lines.append(f"a = a + {beta}")
    return lines


@_numpy.register(Moved)
def _(explanation: Moved, trace: Trace) -> list[str]:
    return [f"x = {_of(explanation.origin[0])}", f"a = x.reshape(-1)[{explanation.unit[0]}]"]


@_numpy.register(Input)
def _(explanation: Input, trace: Trace) -> list[str]:
    return ['picture = moment["image"]', f"a = picture{_place(0, *explanation.unit)}"]
