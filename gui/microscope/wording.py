"""Explanations in words and numbers: the line below the drawing, its verdict, and the sentence for those who listen."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from gui.numerals import minus
from gui.sentences import QT_TRANSLATE_NOOP
from gui.texts import activation_name, layer_title, rounded, unit_text
from gui.widgets.equation import Term
from model.explain.convolution import Convolution
from model.explain.default import Unknown
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

    from gui.widgets.equation import Tone
    from model.explain import Explanation
    from model.layers import LayerSpec

_FEW = 9
ENGINES = {"keras": "Keras", "numpy": "NumPy"}


def translate(sentence: str) -> str:
    """Translate a sentence of the microscope."""
    return QCoreApplication.translate("microscope", sentence)


def signed(value: float, digits: int = 3) -> str:
    """Write a number that is added: '+0.350', '−12.4'."""
    text = rounded(value, digits)
    return text if value < 0 else f"+{text}"


def tone_of(value: float) -> Tone:
    """Return the tone of a number that is added."""
    return "positive" if value > 0 else "negative" if value < 0 else "grey"


def identity(explanation: Explanation, specs: Sequence[LayerSpec]) -> str:
    """Say which unit it is: 'Conv 2 · filter 18, row 7, column 3'."""
    spec = explanation.spec
    return f"{layer_title(spec, specs)} · {unit_text(spec, explanation.unit)}"


def short_identity(explanation: Explanation, specs: Sequence[LayerSpec]) -> str:
    """Say it where room is short: 'Conv 2 · filter 18 (7, 3)'."""
    spec, unit = explanation.spec, explanation.unit
    if len(unit) != 3:
        return identity(explanation, specs)
    if spec.kind == "InputLayer" and spec.output_shape[-1] == 1:
        return f"{layer_title(spec, specs)} ({unit[0]}, {unit[1]})"
    filters = QT_TRANSLATE_NOOP("microscope", "filter {unit}")
    maps = QT_TRANSLATE_NOOP("microscope", "map {unit}")
    words = translate(filters if spec.kind == "Conv2D" else maps).format(unit=source_text(unit))
    return f"{layer_title(spec, specs)} · {words}"


def title_of(layer: str, specs: Sequence[LayerSpec]) -> str:
    """Name a layer by kind and order."""
    return next((layer_title(spec, specs) for spec in specs if spec.name == layer), layer)


def source_text(unit: Sequence[int]) -> str:
    """Name a source in a list: '53 (7, 3)' for a cell of map 53, '12' for a value of a row."""
    if len(unit) == 3:
        return f"{unit[2]} ({unit[0]}, {unit[1]})"
    return str(unit[0])


# --- the line ----------------------------------------------------------------------------------------------


def word(text: str, tone: Tone = "grey", *, glued: bool = False) -> Term:
    """Return words of a line."""
    return Term(text, tone, number=False, glued=glued)


def numeral(text: str, tone: Tone = "text") -> Term:
    """Return a number of a line; it stays with the words before."""
    return Term(text, tone, glued=True)


def amount(value: float, digits: int = 3) -> Term:
    """Return a number in the colour of its sign."""
    return numeral(rounded(value, digits), tone_of(value))


def addend(value: float) -> Term:
    """Return a number that is added, with its sign."""
    return numeral(signed(value), tone_of(value))


def result(value: float, digits: int = 3) -> Term:
    """Return the number at the end of a line."""
    return Term(rounded(value, digits), "selection", strong=True, glued=True)


def _activated(explanation: Explanation, activation: str, prime: str = "") -> list[Term]:
    """Return the end of a line: from z through the activation function to a."""
    z = word(f"= z{prime}", "text")
    if activation == "linear":
        return [z, result(explanation.z)]
    return [
        z,
        numeral(rounded(explanation.z, 3)),
        word(f"→ {activation_name(activation)} →"),
        word(f"a{prime}", "text"),
        result(explanation.a),
    ]


def _added(total: float, bias: float, spec: LayerSpec) -> list[Term]:
    line = [word(translate(QT_TRANSLATE_NOOP("microscope", "sum"))), addend(total)]
    if spec.config.get("use_bias", True):
        line += [word(translate(QT_TRANSLATE_NOOP("microscope", "+ bias"))), addend(bias)]
    return line


@singledispatch
def terms(explanation: Explanation, specs: Sequence[LayerSpec]) -> list[Term]:
    """Return the line that leads to the number."""
    return [word(translate(QT_TRANSLATE_NOOP("microscope", "value"))), result(explanation.a, 4)]


@terms.register(Convolution)
def _(explanation: Convolution, specs: Sequence[LayerSpec]) -> list[Term]:
    prime = "′" if explanation.flipped else ""
    line = _added(float(explanation.sums.sum()), explanation.bias, explanation.spec)
    line += _activated(explanation, explanation.activation, prime)
    if explanation.flipped:
        rows, columns, _ = explanation.kernel.shape
        line[0] = word(f"Σ x[i, j] · k[{rows - 1} − i, {columns - 1} − j] =")
        line += [
            word(translate(QT_TRANSLATE_NOOP("microscope", "with k[i, j], as networks do: a"))),
            numeral(rounded(explanation.shown_a, 3)),
            word(translate(QT_TRANSLATE_NOOP("microscope", "difference"))),
            addend(explanation.a - explanation.shown_a),
        ]
    return line


@terms.register(Sum)
def _(explanation: Sum, specs: Sequence[LayerSpec]) -> list[Term]:
    line = _added(float(explanation.products.sum()), explanation.bias, explanation.spec)
    if explanation.activation == "softmax":
        return [*line, word("= z", "text"), numeral(rounded(explanation.z, 3))]
    return line + _activated(explanation, explanation.activation)


@terms.register(Softmax)
def _(explanation: Softmax, specs: Sequence[LayerSpec]) -> list[Term]:
    largest = explanation.z - float(explanation.shifted[explanation.index])
    return [
        word("exp(", "text"),
        numeral(f"{rounded(explanation.z, 3)} − {rounded(largest, 3)}"),
        word(")  =", "text", glued=True),
        numeral(rounded(float(explanation.exps[explanation.index]), 4)),
        word(translate(QT_TRANSLATE_NOOP("microscope", "÷ sum of all"))),
        numeral(rounded(explanation.total, 4)),
        word("=", "text"),
        result(explanation.a, 5),
    ]


@terms.register(Pooling)
def _(explanation: Pooling, specs: Sequence[LayerSpec]) -> list[Term]:
    values = [float(value) for value in explanation.block[explanation.inside]]
    if explanation.winner is not None:
        begin, end = "max(", ")  ="
        listed = [f"{rounded(value, 3)}," for value in values[:-1]] + [rounded(values[-1], 3)]
        told = translate(QT_TRANSLATE_NOOP("microscope", "{count} values"))
    else:
        begin, end = "(", f")  ÷ {explanation.count}  ="
        listed = [rounded(values[0], 3), *(_next(value) for value in values[1:])]
        told = translate(QT_TRANSLATE_NOOP("microscope", "sum of {count} values"))
    if len(values) > _FEW:
        listed = [told.format(count=len(values))]
    line = [word(begin, "text"), *(Term(text, glued=not place) for place, text in enumerate(listed))]
    return [*line, word(end, "text", glued=True), result(explanation.a)]


def _next(value: float) -> str:
    """Write a number after others: '+ 0.35', '− 0.2'."""
    text = rounded(value, 3)
    return f"− {text[1:]}" if value < 0 else f"+ {text}"


@terms.register(GlobalPool)
def _(explanation: GlobalPool, specs: Sequence[LayerSpec]) -> list[Term]:
    if explanation.winner is not None:
        words = translate(QT_TRANSLATE_NOOP("microscope", "largest of all {count} values  ="))
        return [word(words.format(count=explanation.count)), result(explanation.a, 4)]
    words = translate(QT_TRANSLATE_NOOP("microscope", "sum of all {count} values"))
    return [
        word(words.format(count=explanation.count)),
        numeral(rounded(explanation.total)),
        word(f"÷ {explanation.count}  =", "text"),
        result(explanation.a, 4),
    ]


@terms.register(Elementwise)
def _(explanation: Elementwise, specs: Sequence[LayerSpec]) -> list[Term]:
    if explanation.function == "linear":
        words = translate(QT_TRANSLATE_NOOP("microscope", "passes as it is:"))
        return [word(words), amount(explanation.x, 4), word("→"), result(explanation.a, 4)]
    begin = word(f"{activation_name(explanation.function)}(", "text")
    return [begin, amount(explanation.x, 4), word(")  =", "text"), result(explanation.a, 4)]


@terms.register(Normalization)
def _(explanation: Normalization, specs: Sequence[LayerSpec]) -> list[Term]:
    return [
        word("γ"), amount(explanation.gamma, 4), word("·  (x"), amount(explanation.x, 4),
        word("− μ"), amount(explanation.mean, 4), word(")  ÷ √(σ²"), amount(explanation.variance, 4),
        word("+ ε"), numeral(minus(f"{explanation.epsilon:g}")), word(")  + β"), amount(explanation.beta, 4),
        word("=", "text"), result(explanation.a, 4),
    ]  # fmt: skip


@terms.register(Moved)
def _(explanation: Moved, specs: Sequence[LayerSpec]) -> list[Term]:
    layer, unit = explanation.origin
    shape = next((spec.output_shape for spec in specs if spec.name == layer), ())
    line = []
    if len(unit) == 3 and len(shape) == 3:
        row, column, channel = unit
        line = [
            word(translate(QT_TRANSLATE_NOOP("microscope", "place"))),
            numeral(f"({row} · {shape[1]} + {column}) · {shape[2]} + {channel} = {explanation.unit[0]}"),
        ]
    words = translate(QT_TRANSLATE_NOOP("microscope", "the value does not change:"))
    return [*line, word(words), result(explanation.a, 4)]


@terms.register(Input)
def _(explanation: Input, specs: Sequence[LayerSpec]) -> list[Term]:
    words = translate(QT_TRANSLATE_NOOP("microscope", "0 is paper, 1 is ink:"))
    return [word(words), result(explanation.a, 4)]


@terms.register(Unknown)
def _(explanation: Unknown, specs: Sequence[LayerSpec]) -> list[Term]:
    words = translate(QT_TRANSLATE_NOOP("microscope", "no rule is known here for {kind}; its value is"))
    return [word(words.format(kind=explanation.spec.kind)), result(explanation.a, 4)]


# --- the verdict -------------------------------------------------------------------------------------------


def verdict(explanation: Explanation, engine: str) -> Term | None:
    """Say whether the recomputed number is the one that the network shows; None where there is nothing to compare."""
    name = ENGINES.get(engine, engine)
    if isinstance(explanation, Convolution) and explanation.flipped:
        return word(translate(QT_TRANSLATE_NOOP("microscope", "not what the network computes")))
    if not explanation.is_recomputed:
        return word(translate(QT_TRANSLATE_NOOP("microscope", "not recomputed")))
    size = minus(f"{explanation.difference:.0e}".replace("e-0", "e-").replace("0e+00", "0"))
    if explanation.agrees:
        return Term(
            translate(QT_TRANSLATE_NOOP("microscope", "equals {engine}, |d| = {d}")).format(engine=name, d=size),
            "agrees",
            number=False,
        )
    words = translate(QT_TRANSLATE_NOOP("microscope", "differs from {engine}: |d| = {d}, more than rounding"))
    return Term(words.format(engine=name, d=minus(f"{explanation.difference:.2g}")), "warns", number=False)


# --- for those who listen ----------------------------------------------------------------------------------


def spoken(explanation: Explanation, specs: Sequence[LayerSpec], engine: str) -> str:
    """Say all that is seen at a glance, in one paragraph."""
    line = " ".join(term.text for term in terms(explanation, specs))
    judged = verdict(explanation, engine)
    parts = [f"{identity(explanation, specs)}.", f"{line}.", *_strongest(explanation, specs)]
    return " ".join([*parts, *([f"{judged.text}."] if judged else [])])


def _strongest(explanation: Explanation, specs: Sequence[LayerSpec]) -> list[str]:
    """Name the three largest contributions."""
    if isinstance(explanation, Softmax) and explanation.sum is not None:
        return _strongest(explanation.sum, specs)
    if isinstance(explanation, Convolution):
        told = [f"{k} {signed(float(explanation.sums[k]))}" for k in explanation.ranked[:3].tolist()]
        words = translate(QT_TRANSLATE_NOOP("microscope", "Strongest maps: {list}."))
    elif isinstance(explanation, Sum):
        indices = explanation.ranked[:3].tolist()
        told = [f"{source_text(explanation.place(i)[1])} {signed(float(explanation.products[i]))}" for i in indices]
        words = translate(QT_TRANSLATE_NOOP("microscope", "Strongest values: {list}."))
    else:
        return []
    return [words.format(list=", ".join(told))]
