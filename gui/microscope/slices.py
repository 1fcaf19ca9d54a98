"""One part of a weighted sum: the values of one map, their weights, the products; alike for Conv2D and Dense."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gui.microscope.wording import source_text, title_of, translate
from gui.sentences import QT_TRANSLATE_NOOP
from gui.texts import rounded
from model.explain.convolution import Convolution

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from model.explain.base import Source
    from model.explain.dense import Sum
    from model.layers import LayerSpec

    Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Slice:
    """Values, weights and products [rows, columns] of one contribution.

    Attributes
    ----------
    key
        The contribution's number: a map of the layer below, or a value of it.
    captions
        What stands above values, weights and products.
    inside
        False where padding is read; None if everything is real.
    marked
        The one cell that is meant, if not all of them are.
    """

    key: int
    captions: tuple[str, str, str]
    values: Doubles
    weights: Doubles
    products: Doubles
    inside: NDArray[np.bool_] | None
    marked: tuple[int, int] | None
    _layer: str
    _rows: Sequence[int]
    _columns: Sequence[int]
    _channel: int | None

    def source(self, row: int, column: int) -> Source | None:
        """Return the unit that a cell is the value of; None for padding."""
        if not (0 <= row < len(self._rows) and 0 <= column < len(self._columns)):
            return None
        if self.inside is not None and not self.inside[row, column]:
            return None
        if self._channel is None:
            return self._layer, (self._columns[column],)
        return self._layer, (self._rows[row], self._columns[column], self._channel)

    def strongest(self) -> Source | None:
        """Return the unit that is meant, or else the one with the largest product."""
        if self.marked is not None:
            return self.source(*self.marked)
        sizes = np.abs(self.products)
        if self.inside is not None:
            sizes = np.where(self.inside, sizes, -1.0)
        row, column = divmod(int(sizes.argmax()), sizes.shape[1])
        return self.source(row, column)


def slice_of(explanation: Convolution | Sum, key: int, specs: Sequence[LayerSpec]) -> Slice:
    """Cut out contribution `key`: map `key` of what a convolution reads, or value `key` of a dense sum."""
    if isinstance(explanation, Convolution):
        return _map_of(explanation, key, specs)
    return _value_of(explanation, key, specs)


def _map_of(explanation: Convolution, key: int, specs: Sequence[LayerSpec]) -> Slice:
    total = rounded(float(explanation.sums[key]), 3)
    reads = translate(QT_TRANSLATE_NOOP("microscope", "{layer}, map {map}"))
    turned = translate(QT_TRANSLATE_NOOP("microscope", "× kernel, turned"))
    plain = translate(QT_TRANSLATE_NOOP("microscope", "× kernel"))
    products = translate(QT_TRANSLATE_NOOP("microscope", "= products, sum {sum}"))
    return Slice(
        key,
        (
            reads.format(layer=title_of(explanation.below, specs), map=key),
            turned if explanation.flipped else plain,
            products.format(sum=total),
        ),
        explanation.inputs[..., key],
        explanation.kernel[..., key],
        explanation.products[..., key],
        explanation.inside,
        None,
        explanation.below,
        explanation.rows.tolist(),
        explanation.columns.tolist(),
        key,
    )


def _value_of(explanation: Sum, key: int, specs: Sequence[LayerSpec]) -> Slice:
    layer, unit = explanation.place(key)
    value, weight, product = (
        float(each[key]) for each in (explanation.inputs, explanation.weights, explanation.products)
    )
    captions = (
        f"{title_of(layer, specs)}, {source_text(unit)}: {rounded(value, 3)}",
        translate(QT_TRANSLATE_NOOP("microscope", "× weight {w}")).format(w=rounded(weight, 3)),
        translate(QT_TRANSLATE_NOOP("microscope", "= product {p}")).format(p=rounded(product, 3)),
    )
    parts = [explanation.inputs, explanation.weights, explanation.products]
    if explanation.origin is None:
        x, w, p = (each[np.newaxis, key : key + 1] for each in parts)
        return Slice(key, captions, x, w, p, None, None, layer, [0], [key], None)
    row, column, channel = unit
    rows, columns, _ = shape = explanation.origin.shape
    values, weights, products = (each.reshape(shape)[..., channel] for each in parts)
    marked = row, column
    return Slice(key, captions, values, weights, products, None, marked, layer, range(rows), range(columns), channel)
