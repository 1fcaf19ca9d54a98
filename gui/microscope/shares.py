"""Softmax: score, exponential and share of every class; and, in a dense layer, the sum behind the score."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, Slot

from gui.microscope.view import GAP, View
from gui.microscope.weighted import WeightedView
from gui.microscope.wording import translate
from gui.numerals import minus
from gui.sentences import QT_TRANSLATE_NOOP
from gui.texts import rounded
from gui.widgets.focus import in_order
from gui.widgets.number_table import NumberColumn, NumberTable
from model.explain.softmax import Softmax

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from model.explain import Explanation
    from model.layers import LayerSpec
    from model.trace import Trace

_LEAST_SUM: Final = 160


class SharesView(View):
    """A table of all classes; beside it, where there is room, the weighted sum that made this one's z."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = NumberTable(self)
        self.sum = WeightedView(self)
        self._explanation: Softmax | None = None
        self.table.setAccessibleName(translate(QT_TRANSLATE_NOOP("microscope", "Softmax, class by class")))
        self.table.pointed.connect(self._on_row_pointed)
        self.table.chosen.connect(self._on_row_chosen)
        self.sum.pointed.connect(self.pointed)
        self.sum.chosen.connect(self.chosen)
        in_order(self.table, self.sum)

    def show_explanation(self, explanation: Explanation, trace: Trace, specs: Sequence[LayerSpec]) -> None:
        """Show another share."""
        assert isinstance(explanation, Softmax)
        self._explanation = explanation
        scores, shifted, exps, total = (
            explanation.scores,
            explanation.shifted,
            explanation.exps,
            explanation.total,
        )
        columns = (
            NumberColumn("", str, str(len(scores) - 1)),
            NumberColumn("z", lambda row: rounded(float(scores[row]), 2), "−00.00"),
            NumberColumn("z − max", lambda row: rounded(float(shifted[row]), 2), "−00.00"),
            NumberColumn("exp", lambda row: minus(f"{float(exps[row]):.2g}"), "9.9e−99"),
            NumberColumn(
                translate(QT_TRANSLATE_NOOP("microscope", "÷ sum")),
                lambda row: f"{100 * float(exps[row]) / total:.2f} %",
                "100.00 %",
                lambda row: float(exps[row]) / total,
            ),
        )
        self.table.set_rows(columns, len(scores), explanation.index)
        self.sum.setVisible(explanation.sum is not None)
        if explanation.sum is not None:
            self.sum.show_explanation(explanation.sum, trace, specs)
        self.arrange()

    def arrange(self) -> None:
        """Put the table at the left and the sum at the right, or below in a narrow dock."""
        if self._explanation is None:
            return
        whole = self.rect()
        needed = self.table.natural_width()
        if self._explanation.sum is None:
            self.table.setGeometry(whole)
        elif whole.height() > 1.1 * whole.width():
            height = min(whole.height() // 2, self.table.heading_height() + self.table.line * self.table.count)
            self.table.setGeometry(0, 0, whole.width(), height)
            self.sum.setGeometry(0, height + GAP, whole.width(), whole.height() - height - GAP)
        else:
            width = max(min(needed, whole.width() - _LEAST_SUM - GAP), whole.width() // 3)
            self.table.setGeometry(0, 0, width, whole.height())
            left = width + GAP
            self.sum.setGeometry(QRect(left, 0, whole.width() - left, whole.height()))

    @Slot(int)
    def _on_row_pointed(self, row: int) -> None:
        explanation = self._explanation
        if explanation is not None:
            self._point(None if row < 0 else (explanation.spec.name, (*explanation.unit[:-1], row)))

    @Slot(int)
    def _on_row_chosen(self, row: int) -> None:
        explanation = self._explanation
        if explanation is not None:
            self.chosen.emit((explanation.spec.name, (*explanation.unit[:-1], row)))
