"""A weighted sum: one part of it in numbers, and all parts, ranked, as steps to z."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from PySide6.QtCore import QRect, Slot

from gui.microscope.slices import Contributions, Slice, contributions
from gui.microscope.view import GAP, View
from gui.microscope.wording import translate
from gui.sentences import QT_TRANSLATE_NOOP
from gui.widgets.focus import in_order
from gui.widgets.matrix import Matrix
from gui.widgets.waterfall import Waterfall
from model.explain.convolution import Convolution
from model.explain.dense import Sum

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    from model.explain import Explanation
    from model.layers import LayerSpec
    from model.trace import Trace

_LEAST_FALL: Final = 250  # width that the steps need
_LEAST_ALL: Final = 300  # width below which the steps stand alone
_CELL: Final = (40, 18)
_BETWEEN: Final = 6
_LEAST_ROW: Final = 13.5  # height of a row of a matrix that has numbers
_LEAST_CELL: Final = 34  # and width of a column
_LEAST_BESIDE: Final = 100  # width of a matrix with its caption, and of the steps beside two of them
_LEAST_STEPS: Final = 172
Form = Literal["top", "row", "column", "pair", "low", "list"]


class WeightedView(View):
    """Patch, kernel and products of one map below, and what every map adds.

    The map shown is the one pointed at in the list, or else the one that was clicked there, or else the strongest.
    Where there is little room, the products are left out: the list has their sum. Where there is less, so is the list.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.patch, self.kernel, self.products = (Matrix(self) for _ in range(3))
        self.waterfall = Waterfall(self)
        self._matrices = (self.patch, self.kernel, self.products)
        self._explanation: Convolution | Sum | None = None
        self._parts: Contributions | None = None
        self._slice: Slice | None = None
        self._pinned: int | None = None
        for matrix in self._matrices:
            matrix.pointed.connect(self._on_cell_pointed)
            matrix.chosen.connect(self._on_cell_chosen)
        self.waterfall.pointed.connect(self._on_row_pointed)
        self.waterfall.chosen.connect(self._on_row_chosen)
        in_order(*self._matrices, self.waterfall)
        self._name_parts()

    def _name_parts(self) -> None:
        self.patch.setAccessibleName(translate(QT_TRANSLATE_NOOP("microscope", "Values below")))
        self.kernel.setAccessibleName(translate(QT_TRANSLATE_NOOP("microscope", "Weights")))
        self.products.setAccessibleName(translate(QT_TRANSLATE_NOOP("microscope", "Products")))
        self.waterfall.setAccessibleName(translate(QT_TRANSLATE_NOOP("microscope", "Contributions, strongest first")))

    @property
    def slice(self) -> Slice | None:
        """The contribution whose numbers are shown."""
        return self._slice

    # --- what is shown ---------------------------------------------------------------------------------------

    def show_explanation(self, explanation: Explanation, trace: Trace, specs: Sequence[LayerSpec]) -> None:
        """Show another sum."""
        assert isinstance(explanation, Convolution | Sum)
        before = self._explanation
        if before is None or (before.spec.name, before.unit) != (explanation.spec.name, explanation.unit):
            self._pinned = None
            self.waterfall.verticalScrollBar().setValue(0)
        self._explanation, self._parts = explanation, contributions(explanation, specs)
        self.waterfall.set_steps(self._parts.steps, self._parts.name, self._parts.widest)
        self._show_slice()

    def _show_slice(self) -> None:
        explanation, parts = self._explanation, self._parts
        if explanation is None or parts is None:
            return
        row = self.waterfall.looked_at
        if not 0 <= row < len(parts.keys):
            row = 0 if self._pinned is None else int(np.flatnonzero(parts.keys == self._pinned)[0])
        self._slice = shown = parts.slice(row)
        self.waterfall.set_chosen(row)
        sinks = bool((explanation.inputs < 0).any())
        largest = _largest(explanation.inputs)
        self.patch.set_values(
            shown.values, "signed" if sinks else "map", -largest if sinks else 0.0, largest, shown.inside
        )
        weights = explanation.kernel if isinstance(explanation, Convolution) else explanation.weights
        for matrix, values, reach in (
            (self.kernel, shown.weights, _largest(weights)),
            (self.products, shown.products, _largest(explanation.products)),
        ):
            matrix.set_values(values, "signed", -reach, reach)
        for matrix in self._matrices:
            matrix.set_marked(shown.marked)
        self.arrange()

    # --- where it stands -------------------------------------------------------------------------------------

    @property
    def form(self) -> Form:
        """How the parts stand: matrices above the list, in a row, in a column, two of them, two in a row, or none."""
        rows, columns = self.patch.shape
        width, height = self.width(), self.height()
        if width < _LEAST_ALL and height <= 1.25 * width:
            return "list"
        if height > 1.25 * width or (width < 330 and height > 240):
            return "top"
        if height >= 3 * (self.caption_height + _CELL[1] * rows + _BETWEEN):
            return "column"
        if width >= 3 * _CELL[0] * max(columns, 2) + 3 * GAP + _LEAST_FALL:
            return "row"
        least = _LEAST_ROW * min(rows, 3) - 2
        return "pair" if (height - _BETWEEN) / 2 - self.caption_height >= least else "low"

    def arrange(self) -> None:
        """Give matrices and list their places."""
        if self._slice is None or self._parts is None:
            return
        form, cap = self.form, self.caption_height
        shown = self._matrices[: {"pair": 2, "low": self._low_count(), "list": 0}.get(form, 3)]
        places = self._in_a_row(len(shown)) if form in ("top", "row", "low") else self._in_a_column(len(shown))
        captions = []
        for matrix, place, caption in zip(shown, places, self._slice.captions, strict=False):
            matrix.setGeometry(place)
            captions.append((QRect(place.left(), place.top() - cap, self._caption_room(form, place), cap), caption))
        for matrix in self._matrices:
            matrix.setVisible(matrix in shown)
        fall = self.rect()
        if form == "top":
            fall.setTop(max(place.bottom() for place in places) + _BETWEEN)
        elif places:
            fall.setLeft(max(max(place.right() for place in places), self._least_caption(form)) + 1 + GAP)
        has_list = form != "low" or fall.width() >= _LEAST_STEPS
        self.waterfall.setVisible(has_list)
        if has_list:
            captions.append((QRect(fall.left() + 5, fall.top(), fall.width() - 5, cap), self._parts.heading))
        fall.setTop(fall.top() + cap)
        if fall.height() > self.waterfall.line:  # whole rows only
            fall.setHeight(fall.height() // self.waterfall.line * self.waterfall.line)
        self.waterfall.setGeometry(fall)
        self.set_captions(captions)

    def _low_count(self) -> int:
        """Return how many matrices stand in a low row: the products too where the list has no room, but they have."""
        columns = max(1, self.patch.shape[1])
        beside = self.width() - 2 * (_CELL[0] * columns + GAP)
        products = self.width() >= 3 * max(_LEAST_CELL * columns, _LEAST_BESIDE) + 2 * GAP
        return 3 if products and beside < _LEAST_STEPS else 2

    def _least_caption(self, form: Form) -> int:
        """Return how far to the right the words above narrow matrices may go."""
        return min(self.width() // 3, {"column": 148, "pair": 116}.get(form, 0))

    def _caption_room(self, form: Form, place: QRect) -> int:
        return max(place.width(), self._least_caption(form)) + (GAP - 2)

    def _in_a_row(self, count: int) -> list[QRect]:
        cap, shape = self.caption_height, self.patch.shape
        if self.form == "top":
            width, height = (self.width() - (count - 1) * GAP) // count, max(48, self.height() // 3)
            least = width
        elif self.form == "low":
            each = (self.width() - (count - 1) * GAP) // count
            width, height = min(_CELL[0] * max(1, shape[1]), each), self.height() - cap
            least = min(width, _LEAST_BESIDE)
        else:
            width = (self.width() - _LEAST_FALL - count * GAP) // count
            height, least = self.height() - cap, min(width, 112)
        size = Matrix.taken(shape, width, height)
        step = max(size.width(), least) + GAP
        return [QRect(i * step, cap, size.width(), size.height()) for i in range(count)]

    def _in_a_column(self, count: int) -> list[QRect]:
        cap, shape = self.caption_height, self.patch.shape
        if not count:
            return []
        height = (self.height() - count * cap - (count - 1) * _BETWEEN) // count
        width = min(_CELL[0] * max(1, shape[1]), round(0.4 * self.width()))
        size = Matrix.taken(shape, width, height)
        step = size.height() + cap + _BETWEEN
        return [QRect(0, i * step + cap, size.width(), size.height()) for i in range(count)]

    # --- what a person does ----------------------------------------------------------------------------------

    @Slot(int)
    def _on_row_pointed(self, row: int) -> None:
        self._show_slice()
        real = self._parts is not None and 0 <= row < len(self._parts.keys)
        self._point(self._slice.strongest() if real and self._slice is not None else None)

    @Slot(int)
    def _on_row_chosen(self, row: int) -> None:
        """Keep a whole map here; go to a single value."""
        parts = self._parts
        if parts is None or row >= len(parts.keys):
            return
        if parts.by_map:
            key = int(parts.keys[row])
            self._pinned = None if self._pinned == key else key
            self._show_slice()
            return
        source = parts.slice(row).strongest()
        if source is not None:
            self.chosen.emit(source)

    @Slot(int, int)
    def _on_cell_pointed(self, row: int, column: int) -> None:
        self._point(None if self._slice is None else self._slice.source(row, column))

    @Slot(int, int)
    def _on_cell_chosen(self, row: int, column: int) -> None:
        source = None if self._slice is None else self._slice.source(row, column)
        if source is not None:
            self.chosen.emit(source)


def _largest(values: NDArray[np.float64]) -> float:
    return max(float(np.abs(values).max(initial=0.0)), 1e-9)
