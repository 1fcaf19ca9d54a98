"""One part of a weighted sum: the values of one map, their weights, the products; alike for Conv2D and Dense."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gui.microscope.wording import source_text, title_of, translate
from gui.sentences import QT_TRANSLATE_NOOP
from gui.texts import number, rounded
from model.explain.convolution import Convolution
from model.explain.dense import Sum

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from model.explain.base import Source
    from model.layers import LayerSpec

    Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Slice:
    """Values, weights and products [rows, columns] of one contribution.

    Attributes
    ----------
    key
        The contribution's number: a map of the layer below, a cell of its only map, or a value of it.
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


@dataclass(frozen=True, slots=True, eq=False)
class Contributions:
    """What adds up to z, strongest first: maps of a convolution, its cells if there is but one map, values of a Dense.

    Attributes
    ----------
    steps
        float64 [n] or, where there is a bias, [n + 1] with the bias last.
    keys
        intp [n]: which map, cell or value each of them is.
    widest
        The longest name there can be.
    heading
        What stands above all of them.
    """

    steps: Doubles
    keys: NDArray[np.intp]
    widest: str
    heading: str
    _explanation: Convolution | Sum
    _specs: Sequence[LayerSpec]

    @property
    def by_map(self) -> bool:
        """Whether each of them is a whole map."""
        return isinstance(self._explanation, Convolution) and not _is_single(self._explanation)

    def name(self, row: int) -> str:
        """Return what the step in a row is called."""
        if row >= len(self.keys):
            return translate(QT_TRANSLATE_NOOP("microscope", "bias"))
        return _name(self._explanation, int(self.keys[row]))

    def slice(self, row: int) -> Slice:
        """Return the numbers behind the step in a row."""
        key = int(self.keys[row])
        if isinstance(self._explanation, Convolution):
            return _map_of(self._explanation, key, self._specs)
        return _value_of(self._explanation, key, self._specs)


def contributions(explanation: Convolution | Sum, specs: Sequence[LayerSpec]) -> Contributions:
    """Rank what adds up to z."""
    steps, keys = explanation.products.ravel(), explanation.ranked
    if not isinstance(explanation, Convolution):
        heading = translate(QT_TRANSLATE_NOOP("microscope", "{count} values by what they add"))
    elif _is_single(explanation):
        keys = np.argsort(-np.abs(steps), kind="stable")
        heading = translate(QT_TRANSLATE_NOOP("microscope", "{count} cells by what they add"))
    else:
        steps = explanation.sums
        heading = translate(QT_TRANSLATE_NOOP("microscope", "{count} maps by what they add"))
    ordered = steps[keys]
    if explanation.spec.config.get("use_bias", True):
        ordered = np.append(ordered, explanation.bias)
    names = _name(explanation, len(keys) - 1), translate(QT_TRANSLATE_NOOP("microscope", "bias"))
    return Contributions(
        ordered, keys, max(names, key=len), heading.format(count=number(len(keys))), explanation, specs
    )


def _is_single(explanation: Convolution) -> bool:
    return len(explanation.sums) == 1


def _name(explanation: Convolution | Sum, key: int) -> str:
    if isinstance(explanation, Sum):
        return source_text(explanation.place(key)[1])
    if not _is_single(explanation):
        return str(key)
    row, column = divmod(key, explanation.kernel.shape[1])
    return f"({explanation.rows[row]}, {explanation.columns[column]})"


def _map_of(explanation: Convolution, key: int, specs: Sequence[LayerSpec]) -> Slice:
    marked = divmod(key, explanation.kernel.shape[1]) if _is_single(explanation) else None
    map_ = 0 if marked is not None else key
    total = rounded(float(explanation.sums[map_]), 3)
    reads = translate(QT_TRANSLATE_NOOP("microscope", "{layer}, map {map}"))
    turned = translate(QT_TRANSLATE_NOOP("microscope", "× kernel, turned"))
    plain = translate(QT_TRANSLATE_NOOP("microscope", "× kernel"))
    products = translate(QT_TRANSLATE_NOOP("microscope", "= products, sum {sum}"))
    return Slice(
        key,
        (
            reads.format(layer=title_of(explanation.below, specs), map=map_),
            turned if explanation.flipped else plain,
            products.format(sum=total),
        ),
        explanation.inputs[..., map_],
        explanation.kernel[..., map_],
        explanation.products[..., map_],
        explanation.inside,
        marked,
        explanation.below,
        explanation.rows.tolist(),
        explanation.columns.tolist(),
        map_,
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
