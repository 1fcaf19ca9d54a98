"""The whole formula of a unit as text, for other programs: every contribution, every product."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING

from gui.microscope.wording import identity, signed, source_text, terms, title_of, translate, verdict
from gui.sentences import QT_TRANSLATE_NOOP
from gui.texts import activation_name, exact, rounded
from model.explain.convolution import Convolution
from model.explain.dense import Sum
from model.explain.pooling import Pooling
from model.explain.softmax import Softmax

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.explain import Explanation
    from model.layers import LayerSpec


def report(explanation: Explanation, specs: Sequence[LayerSpec], engine: str) -> str:
    """Write everything that is known of a unit, one contribution a line."""
    lines = [f"{identity(explanation, specs)} ({explanation.spec.name})"]
    lines += _body(explanation, specs)
    lines.append(" ".join(term.text for term in terms(explanation, specs)))
    lines.append(f"z = {exact(explanation.z)}, a = {exact(explanation.a)}")
    judged = verdict(explanation, engine)
    if judged is not None:
        lines.append(judged.text)
    return "\n".join(lines) + "\n"


@singledispatch
def _body(explanation: Explanation, specs: Sequence[LayerSpec]) -> list[str]:
    """Return the lines between the name and the sum."""
    words = translate(QT_TRANSLATE_NOOP("microscope", "Reads {layer}: {unit}"))
    sources = explanation.sources
    return [words.format(layer=title_of(layer, specs), unit=source_text(unit)) for layer, unit in sources[:1]]


@_body.register(Convolution)
def _(explanation: Convolution, specs: Sequence[LayerSpec]) -> list[str]:
    words = translate(
        QT_TRANSLATE_NOOP(
            "microscope", "Reads rows {top}-{bottom}, columns {left}-{right} of {layer}, all maps: {maps}"
        )
    )
    lines = [words.format(**_read(explanation, specs), maps=len(explanation.sums))]
    for rank, k in enumerate(explanation.ranked.tolist()):
        pairs = zip(
            explanation.inputs[..., k].ravel().tolist(), explanation.kernel[..., k].ravel().tolist(), strict=True
        )
        products = " + ".join(f"{rounded(x)}·{_weight(w)}" for x, w in pairs)
        head = translate(QT_TRANSLATE_NOOP("microscope", "map {map}")).format(map=k)
        end = float(explanation.running[rank])
        lines.append(f"{rank + 1:3}. {head}: {signed(float(explanation.sums[k]), 6)} = {products}  ⇒ {signed(end, 6)}")
    return lines


@_body.register(Sum)
def _(explanation: Sum, specs: Sequence[LayerSpec]) -> list[str]:
    lines = []
    for rank, i in enumerate(explanation.ranked.tolist()):
        layer, unit = explanation.place(i)
        pair = f"{rounded(float(explanation.inputs[i]))}·{_weight(float(explanation.weights[i]))}"
        lines.append(
            f"{rank + 1:4}. {title_of(layer, specs)} {source_text(unit)}: "
            f"{signed(float(explanation.products[i]), 6)} = {pair}  ⇒ {signed(float(explanation.running[rank]), 6)}"
        )
    return lines


@_body.register(Softmax)
def _(explanation: Softmax, specs: Sequence[LayerSpec]) -> list[str]:
    lines = [] if explanation.sum is None else _body(explanation.sum, specs)
    for i, (z, power, score) in enumerate(
        zip(explanation.shifted.tolist(), explanation.exps.tolist(), explanation.scores.tolist(), strict=True)
    ):
        lines.append(
            f"{i:3}. z = {rounded(score)}, exp({rounded(z)}) = {rounded(power, 6)}, "
            f"{activation_name('softmax')} = {rounded(power / explanation.total, 6)}"
        )
    return lines


@_body.register(Pooling)
def _(explanation: Pooling, specs: Sequence[LayerSpec]) -> list[str]:
    words = translate(
        QT_TRANSLATE_NOOP("microscope", "Reads rows {top}-{bottom}, columns {left}-{right} of map {map} of {layer}")
    )
    lines = [words.format(**_read(explanation, specs), map=explanation.unit[2])]
    if explanation.winner is not None:
        won = translate(QT_TRANSLATE_NOOP("microscope", "The largest is at row {row}, column {column}"))
        lines.append(won.format(row=explanation.winner[0], column=explanation.winner[1]))
    if any(explanation.dropped):
        words = translate(QT_TRANSLATE_NOOP("microscope", "Dropped at the end: {rows} rows, {columns} columns"))
        lines.append(words.format(rows=explanation.dropped[0], columns=explanation.dropped[1]))
    return lines


def _read(explanation: Convolution | Pooling, specs: Sequence[LayerSpec]) -> dict[str, int | str]:
    """Return the first and last rows and columns that are read, and the name of their layer."""
    top, left, bottom, right = explanation.box
    layer = title_of(explanation.below, specs)
    return {"top": top, "left": left, "bottom": bottom - 1, "right": right - 1, "layer": layer}


def _weight(value: float) -> str:
    return f"({rounded(value)})" if value < 0 else rounded(value)
