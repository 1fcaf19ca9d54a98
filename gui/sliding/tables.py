"""The sliding window's numbers as tables, and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QCoreApplication

from gui.texts import activation_name, dimensions, rounded
from gui.widgets.sliding_paint import Picture, Sheet
from model.explain.convolution import Convolution
from model.explain.pooling import Pooling

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from model.explain import Explanation

    Values = NDArray[np.floating[Any]]


def _tr(words: str) -> str:
    return QCoreApplication.translate("sliding", words)


def headings(known: Explanation) -> tuple[str, ...]:
    """Return what stands above the tables."""
    if isinstance(known, Convolution):
        return _tr("window"), _tr("filter"), _tr("products")
    if isinstance(known, Pooling):
        size = dimensions(known.block.shape)
        return _tr("block {size}").format(size=size), _tr("largest") if known.winner is not None else _tr("mean")
    return ()


def signs(known: Explanation) -> tuple[str, ...]:
    """Return what stands between the tables."""
    return ("×", "=") if isinstance(known, Convolution) else ("→",)


def forms(known: Explanation, channel: int) -> tuple[str, ...]:
    """Return the sum in one line, longest form first."""
    if isinstance(known, Pooling):
        row, column = known.unit[:2]
        place = _tr("row {row}, column {column}").format(row=row, column=column)
        return f"{place}: {_pooled(known)}", _pooled(known), rounded(known.a)
    if not isinstance(known, Convolution):
        return ()
    row, column = known.unit[:2]
    place = f"({row}, {column})"
    end = _end(known)
    if len(known.sums) == 1:
        start = f"Σ {rounded(float(known.sums[0]))}"
    else:
        words = _tr("slice {index}: Σ {part}, all {count} added up: {whole}")
        start = words.format(
            index=channel,
            part=rounded(float(known.sums[channel])),
            count=len(known.sums),
            whole=rounded(float(known.sums.sum())),
        )
    short = _tr("all {count}: Σ {whole}").format(count=len(known.sums), whole=rounded(float(known.sums.sum()), 3))
    return (
        f"{place}  {start} {_signed(known.bias)} {_tr('bias')} = z {rounded(known.z)}{end}",
        f"{start} {_signed(known.bias)} {_tr('bias')} = z {rounded(known.z)}{end}",
        f"{short if len(known.sums) > 1 else start} {_signed(known.bias, 3)} = z {rounded(known.z, 3)}{end}",
        f"z {rounded(known.z, 3)}{end}",
        f"a {rounded(known.a, 3)}",
    )


def explained(known: Explanation, channel: int) -> str:
    """Return the place and its sum as sentences, for a screen reader."""
    row, column = known.unit[:2]
    words = _tr("Row {row}, column {column}.").format(row=row, column=column)
    return f"{words} {forms(known, channel)[0]}"


def _end(known: Convolution) -> str:
    if known.activation == "linear":
        return ""
    return f" → {activation_name(known.activation)} → a {rounded(known.a)}"


def _pooled(known: Pooling) -> str:
    if known.winner is None:
        return _tr("mean of {count} values = {value}").format(count=known.count, value=rounded(known.a))
    words = _tr("the largest is {value}, at row {row}, column {column}")
    return words.format(value=rounded(known.a), row=known.winner[0], column=known.winner[1])


def _signed(value: float, digits: int = 4) -> str:
    return f"+ {rounded(value, digits)}" if value >= 0 else f"− {rounded(-value, digits)}"


# --- the tables themselves ---------------------------------------------------------------------------------


def picture(values: Values, scale: Values) -> Picture:
    """Return a map [rows, columns], coloured by the largest |value| of `scale`."""
    low, high = float(scale.min(initial=0.0)), float(scale.max(initial=0.0))
    return Picture(values, low < 0, max(high, -low))


def sheets(known: Explanation, channel: int, read: Picture, written: Picture) -> list[Sheet]:
    """Return the tables of an explanation; of a convolution those of one slice.

    What is read and what is written has the colours that it has in the maps.
    """
    words = headings(known)
    if isinstance(known, Convolution):
        window = Sheet(known.inputs[..., channel], known.inside, read.signed, read.high, words[0])
        # One scale for all slices: weak ones look weak
        kernel, products = (
            Sheet(whole[..., channel], None, True, float(np.abs(whole).max(initial=0.0)), heading)
            for whole, heading in zip((known.kernel, known.products), words[1:], strict=True)
        )
        return [window, kernel, products]
    if isinstance(known, Pooling):
        winner = None
        if known.winner is not None:
            winner = known.winner[0] - known.box[0], known.winner[1] - known.box[1]
        block = Sheet(known.block, known.inside, read.signed, read.high, words[0], winner)
        return [block, Sheet(np.full((1, 1), known.a), None, written.signed, written.high, words[1])]
    return []
