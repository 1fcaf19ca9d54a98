"""Everything that explains a layer in words: `model/` gives a key and numbers, here they become a sentence.

Numbers inside an index count from 0, as they do in the arrays.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from gui.linking import place_in_maps
from gui.numerals import minus
from gui.sentences import (
    ACTIVATIONS,
    BRIEF_REASONS,
    HELP,
    LONG_REASONS,
    QT_TRANSLATE_NOOP,
    REASONS,
    REFUSALS,
    SHORT_NAMES,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from model.layers import Fact, LayerSpec
    from model.refusal import Refusal


def _say(template: str, numbers: Mapping[str, Any]) -> str:
    """Translate a sentence and put the numbers in; whole numbers get their thousands marked."""
    told = {name: number(value) if isinstance(value, int) else value for name, value in numbers.items()}
    return QCoreApplication.translate("texts", template).format(**told)


def number(value: int) -> str:
    """Write a whole number as '36,928'."""
    return f"{value:,}"


def exact(value: float) -> str:
    """Write a float32 with nine significant digits, which name it without doubt."""
    return minus(f"{float(value):.9g}")


def rounded(value: float, digits: int = 4) -> str:
    """Write a value with a fixed number of decimals; very large and very small ones as 1.2e+06."""
    size = abs(float(value))
    plain = size == 0 or 10.0**-digits <= size < 1e5
    return minus(f"{float(value):.{digits}f}" if plain else f"{float(value):.{max(digits - 2, 1)}e}")


# --- layers ------------------------------------------------------------------------------------------------


def layer_title(spec: LayerSpec, specs: Sequence[LayerSpec]) -> str:
    """Name a layer by kind and order: 'Conv 1', 'Pool 2'; without a number if it is the only one."""
    return _title(spec.kind, spec.index, tuple((other.kind, other.index) for other in specs))


@lru_cache(maxsize=64)
def _title(kind: str, index: int, layers: tuple[tuple[str, int], ...]) -> str:
    """Return the same; it is asked for at every move of the pointer."""
    short = _short_name(kind)
    same = [at for other, at in layers if _short_name(other) == short]
    return short if len(same) < 2 else f"{short} {1 + same.index(index)}"


def _short_name(kind: str) -> str:
    return QCoreApplication.translate("texts", SHORT_NAMES.get(kind, kind))


def activation_name(name: str) -> str:
    """Word Keras' name of an activation function for a person."""
    return QCoreApplication.translate("texts", ACTIVATIONS.get(name, name))


def dimensions(shape: Sequence[int]) -> str:
    """Write a shape as '26×26×64'."""
    return "×".join(map(str, shape))


def layer_fact(spec: LayerSpec) -> str:
    """Shape and one fact: '26×26×64 · 64 filters 3×3, ReLU'."""
    fact = layer_work(spec)
    return f"{dimensions(spec.output_shape)} · {fact}" if fact else dimensions(spec.output_shape)


def layer_work(spec: LayerSpec) -> str:
    """Say what the layer does: '64 filters 3×3, ReLU', 'largest of 2×2'; empty for a stranger."""
    translate, config = QCoreApplication.translate, spec.config
    if spec.kind == "Conv2D":
        words = translate("texts", "{filters} filters {size}")
        words = words.format(filters=config["filters"], size=dimensions(config["kernel_size"]))
        return words if spec.activation == "linear" else f"{words}, {activation_name(spec.activation)}"
    if spec.kind == "MaxPooling2D":
        return translate("texts", "largest of {size}").format(size=dimensions(config["pool_size"]))
    if spec.kind == "AveragePooling2D":
        return translate("texts", "mean of {size}").format(size=dimensions(config["pool_size"]))
    if spec.kind == "Flatten":
        return translate("texts", "{sides} in one row").format(sides=dimensions(spec.input_shape))
    if spec.kind == "InputLayer":
        return translate("texts", "grey image") if spec.is_map and spec.output_shape[2] == 1 else ""
    if spec.kind == "Dropout":
        return translate("texts", "only in training")
    if spec.kind == "BatchNormalization":
        return translate("texts", "all to one scale")
    if spec.kind == "GlobalAveragePooling2D":
        return translate("texts", "mean of each map")
    if spec.kind == "GlobalMaxPooling2D":
        return translate("texts", "largest of each map")
    if spec.kind in ("Dense", "Activation", "ReLU", "Softmax"):
        return activation_name(spec.activation)
    return ""


def share_text(spec: LayerSpec, specs: Sequence[LayerSpec]) -> str:
    """Say '84 % of the parameters', '88 % of the multiplications' where a layer has more than half of all."""
    parts = []
    for name, words in (
        ("parameters", QT_TRANSLATE_NOOP("texts", "{percent} % of the parameters")),
        ("multiplications", QT_TRANSLATE_NOOP("texts", "{percent} % of the multiplications")),
    ):
        total = sum(getattr(other, name) for other in specs)
        share = getattr(spec, name) / total if total else 0.0
        if share > 0.5:
            parts.append(_say(words, {"percent": round(100 * share)}))
    return ", ".join(parts)


# --- facts -------------------------------------------------------------------------------------------------


def shape_text(fact: Fact) -> str:
    """Arithmetic of the output shape: '28 − 3 + 1 = 26', '⌊11 / 2⌋ = 5'; empty for an unknown key."""
    translate, numbers = QCoreApplication.translate, fact.numbers
    if fact.key in ("shape.window.valid", "shape.window.same", "shape.blocks"):
        sums = [
            _side_text(fact.key, *(int(numbers[f"{axis}_{part}"]) for part in ("in", "window", "step", "out")))
            for axis in ("rows", "columns")
        ]
        return sums[0] if sums[0] == sums[1] else ", ".join(sums)
    if fact.key == "shape.flatten":
        return f"{numbers['sides']} = {number(int(numbers['values']))}"
    if fact.key == "shape.global":
        return f"{numbers['rows']}×{numbers['columns']} → 1"
    if fact.key == "shape.dense":
        return translate("texts", "{units} units").format(units=number(int(numbers["units"])))
    if fact.key == "shape.input":
        return translate("texts", "given")
    return translate("texts", "unchanged") if fact.key == "shape.same" else ""


def _side_text(key: str, n: int, window: int, step: int, result: int) -> str:
    if key == "shape.blocks":
        return f"{n} / {step} = {result}" if n % step == 0 else f"⌊{n} / {step}⌋ = {result}"
    if key == "shape.window.same":
        return f"{n} + {window - 1} − {window} + 1 = {result}" if step == 1 else f"⌈{n} / {step}⌉ = {result}"
    if step == 1:
        return f"{n} − {window} + 1 = {result}"
    if (n - window) % step == 0:
        return f"({n} − {window}) / {step} + 1 = {result}"
    return f"⌊({n} − {window}) / {step}⌋ + 1 = {result}"


def parameter_text(fact: Fact) -> str:
    """Arithmetic of the number of parameters: '3·3·64·64 + 64 = 36,928'; '0' where nothing is learned."""
    numbers = fact.numbers
    if fact.key.startswith("parameters.conv"):
        factors = [int(numbers[name]) for name in ("rows", "columns", "channels", "filters")]
    elif fact.key.startswith("parameters.dense"):
        factors = [int(numbers[name]) for name in ("values", "units")]
    elif fact.key == "parameters.norm":
        return (
            f"{numbers['numbers']}·{numbers['channels']} = {number(int(numbers['numbers']) * int(numbers['channels']))}"
        )
    else:
        return "0" if fact.key == "parameters.none" else ""
    product = math.prod(factors)
    words = "·".join(map(str, factors))
    if fact.key.endswith((".nobias", ".norm")):
        return f"{words} = {number(product)}"
    return f"{words} + {factors[-1]} = {number(product + factors[-1])}"


def reason_text(fact: Fact, pixels: int | None = None) -> str:
    """Why the layer's output has its shape, in one short sentence for a table; empty for an unknown key.

    `pixels` is how many values went into the network, to compare a Flatten with it.
    """
    return _reason(REASONS, fact, pixels)


def reason_brief(fact: Fact, pixels: int | None = None) -> str:
    """Return the reason in a few words, for little room; see `reason_text`."""
    return _reason(BRIEF_REASONS, fact, pixels) or reason_text(fact, pixels)


def reason_long(fact: Fact, pixels: int | None = None) -> str:
    """Return the reason in two or three sentences; see `reason_text`."""
    return _reason(LONG_REASONS, fact, pixels)


def _reason(table: Mapping[str, str], fact: Fact, pixels: int | None) -> str:
    template = table.get(_variant(fact, pixels)) or table.get(fact.key)
    if template is None:
        return ""
    numbers: dict[str, Any] = dict(fact.numbers)
    if {"rows", "columns"} <= numbers.keys():
        numbers["size"] = dimensions((numbers["rows"], numbers["columns"]))
    if "rows_dropped" in numbers:
        numbers["dropped"] = _dropped(int(numbers["rows_dropped"]), int(numbers["columns_dropped"]))
    if "function" in numbers:
        numbers["function"] = activation_name(str(numbers["function"]))
    return _say(template, {**numbers, "pixels": pixels or 0})


def _variant(fact: Fact, pixels: int | None) -> str:
    """Return the key of a more special sentence where the numbers call for it."""
    key, numbers = fact.key, fact.numbers
    if key == "reason.input" and numbers["channels"] == 1:
        return f"{key}.grey"
    if key == "reason.Activation":
        return f"{key}.{numbers['function']}"
    if key == "reason.Flatten" and pixels and int(numbers["values"]) > pixels:
        return f"{key}.more"
    if key.startswith("reason.conv."):
        if key == "reason.conv.same":
            return key if numbers["lost"] == 0 else f"{key}.strided"
        if numbers["neighbours"] == 0 and numbers["lost"] == 0:
            return "reason.conv.point"
        if key != "reason.conv.strided" and numbers["rows"] != numbers["columns"]:
            return f"{key}.oblong"
    return key


def _dropped(rows: int, columns: int) -> str:
    """Name the rows and columns at the end that have no whole block."""
    translate = QCoreApplication.translate
    if rows == columns == 1:
        words = translate("texts", "the last row and column")
    elif rows and columns:
        words = translate("texts", "the last {rows} rows, {columns} columns")
    elif rows:
        words = translate("texts", "the last row") if rows == 1 else translate("texts", "the last {rows} rows")
    elif columns == 1:
        words = translate("texts", "the last column")
    else:
        words = translate("texts", "the last {columns} columns")
    return words.format(rows=rows, columns=columns)


def kind_help(spec: LayerSpec) -> tuple[str, str]:
    """One paragraph on a layer of this kind, and one thing to try."""
    paragraph, attempt = HELP.get(spec.kind, HELP[""])
    size = dimensions(spec.config["pool_size"]) if "pool_size" in spec.config else ""
    numbers = {"channels": spec.output_shape[-1], "size": size}
    return _say(paragraph, numbers), _say(attempt, numbers)


# --- refusal -----------------------------------------------------------------------------------------------


def refusal_text(refusal: Refusal) -> str:
    """Why ink is no digit, in a few words: 'too little ink'."""
    return _say(REFUSALS.get(refusal.reason, REFUSALS["unlike_any_digit"]), refusal.numbers)


# --- units -------------------------------------------------------------------------------------------------


def unit_text(spec: LayerSpec, unit: Sequence[int]) -> str:
    """Name a unit: 'filter 18, row 7, column 3' for (7, 3, 18), 'unit 5' for (5,); channel -1 is the mean of all."""
    translate = QCoreApplication.translate
    if len(unit) == 3:
        row, column, channel = unit
        if channel < 0:
            words = translate("texts", "mean of {channels} maps, row {row}, column {column}")
        elif spec.kind == "Conv2D":
            words = translate("texts", "filter {channel}, row {row}, column {column}")
        else:
            words = translate("texts", "map {channel}, row {row}, column {column}")
        return words.format(row=row, column=column, channel=channel, channels=spec.output_shape[-1])
    dense = spec.kind == "Dense"
    words = translate("texts", "unit {index}") if dense else translate("texts", "value {index}")
    return words.format(index=unit[0])


def channel_text(spec: LayerSpec, channel: int) -> str:
    """Name one map of a layer: 'filter 18 of conv2d', 'map 18 of max_pooling2d'."""
    translate, filters = QCoreApplication.translate, spec.kind == "Conv2D"
    words = (
        translate("texts", "filter {channel} of {layer}") if filters else translate("texts", "map {channel} of {layer}")
    )
    return words.format(channel=channel, layer=spec.name)


def origin_text(spec: LayerSpec, specs: Sequence[LayerSpec], index: int) -> str:
    """Where a flattened value comes from: 'row 2, column 2, channel 44 of Pool 2'; empty for other layers."""
    if spec.kind != "Flatten" or len(spec.input_shape) != 3 or spec.index < 1:
        return ""
    row, column, channel = place_in_maps(index, spec.input_shape)
    words = QCoreApplication.translate("texts", "row {row}, column {column}, channel {channel} of {layer}")
    before = layer_title(specs[spec.index - 1], specs)
    return words.format(row=row, column=column, channel=channel, layer=before)
