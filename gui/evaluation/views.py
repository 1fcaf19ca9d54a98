"""The three pages of the evaluation: what is misread, how honest the confidence is, how robust the accuracy is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from gui.readings import caption
from gui.texts import number
from gui.theme import theme
from gui.widgets.bars import Bars, BarsLook
from gui.widgets.confusion import Confusion
from gui.widgets.gallery import Caption, Gallery

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QResizeEvent

    from gui.evaluation.work import Outcome

DIGITS: Final = tuple(map(str, range(10)))
_WIDE: Final = 720
_LEAST_ROW: Final = 13


def grey_label(parent: QWidget) -> QLabel:
    """Return a label for one quiet line, which may be cut off."""
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(theme().font("small"))
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
    return label


class MisreadPage(QWidget):
    """Errors by digit, what was taken for what, and the pictures themselves.

    A digit or a cell of the table chooses which pictures are shown; at first all that were misread.
    """

    chosen = Signal(int)
    """The person chose a sample."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._outcome: Outcome | None = None
        self.bars = Bars(DIGITS, "00.00 %", self)
        self.bars.setAccessibleName(self.tr("Misread, by digit"))
        self.bars.setMinimumSize(150, len(DIGITS) * _LEAST_ROW)
        self.bars.setMaximumWidth(420)
        self.bars.chooseRequested.connect(self._on_digit_chosen)
        self.confusion = Confusion(len(DIGITS), self)
        self.confusion.setAccessibleName(self.tr("What was taken for what"))
        self.confusion.set_words(self._cell_words, self.tr("shown"), self.tr("answered"))
        self.confusion.cellChosen.connect(self._on_cell_chosen)
        self.gallery = Gallery(self)
        self.gallery.setAccessibleName(self.tr("Pictures"))
        self.gallery.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.gallery.set_captions(self._caption)
        self.gallery.chosen.connect(self.chosen)
        self._bars_title, self._shown = grey_label(self), grey_label(self)
        self._bars_title.setText(self.tr("misread, by digit"))
        self.all = QToolButton(self)
        self.all.setText(self.tr("all misread"))
        self.all.setToolTip(self.tr("Show everything that was misread"))
        self.all.clicked.connect(self._show_misread)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(16)
        left, right, head = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        for column in (left, right, head):
            column.setSpacing(2)
        left.addWidget(self._bars_title)
        left.addWidget(self.bars, 1)
        head.addWidget(self._shown, 1)
        head.addWidget(self.all)
        right.addLayout(head)
        right.addWidget(self.gallery, 1)
        self._columns.addLayout(left, 2)
        self._columns.addWidget(self.confusion, 3)
        self._columns.addLayout(right, 5)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.show_outcome(None)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """What Tab goes through, as it is read."""
        return self.bars, self.confusion, self.all, self.gallery

    def show_outcome(self, outcome: Outcome | None) -> None:
        """Show what came of an evaluation, or that there was none yet."""
        self._outcome = outcome
        if outcome is None:
            self.bars.clear()
            self.confusion.set_table(np.zeros((10, 10), np.int64))
            self.gallery.set_pictures(np.zeros((0, 28, 28), np.uint8))
            self.gallery.set_empty_words(self.tr("Press Start: every sample is read, and what is misread comes here."))
            self._shown.setText("")
            self.all.hide()
            return
        evaluation = outcome.evaluation
        totals = evaluation.totals
        missed = totals - np.bincount(evaluation.labels[evaluation.is_right], minlength=10)
        shares = missed / np.maximum(totals, 1)
        words = self.tr("{missed} of {n}")
        details = [
            words.format(missed=number(m), n=number(n)) for m, n in zip(missed.tolist(), totals.tolist(), strict=True)
        ]
        worst = int(shares.argmax()) if shares.any() else -1
        lengths = (shares / max(float(shares.max()), 1e-9)).tolist()
        self.bars.set_values(lengths, [f"{100 * share:.2f} %" for share in shares], details, worst)
        self.confusion.set_table(evaluation.confusion)
        self.gallery.set_pictures(outcome.seen, np.zeros(0, np.intp))
        self._show_misread()

    # --- which pictures -------------------------------------------------------------------------------------

    @Slot()
    def _show_misread(self) -> None:
        self.bars.set_chosen(-1)
        self.confusion.set_chosen(None)
        if self._outcome is not None:
            places = self._outcome.evaluation.misread
            self._show(places, self.tr("{count} misread").format(count=number(len(places))), self.tr("None."))
        self.all.hide()

    @Slot(int)
    def _on_digit_chosen(self, digit: int) -> None:
        if self._outcome is None or self.bars.chosen == digit:
            self._show_misread()
            return
        evaluation = self._outcome.evaluation
        places = evaluation.misread[evaluation.labels[evaluation.misread] == digit]
        self.bars.set_chosen(digit)
        self.confusion.set_chosen(None)
        words = self.tr("{count} × a {digit} was misread").format(count=number(len(places)), digit=digit)
        self._show(places, words, self.tr("Every {digit} was read rightly.").format(digit=digit))
        self.all.show()

    @Slot(int, int)
    def _on_cell_chosen(self, label: int, answer: int) -> None:
        if self._outcome is None or label < 0:
            self._show_misread()
            return
        evaluation = self._outcome.evaluation
        places = np.flatnonzero((evaluation.labels == label) & (evaluation.answers == answer) & ~evaluation.refused)
        order = evaluation.confidence[places] * (1 if label == answer else -1)  # the doubtful, or the worst, first
        places = places[np.argsort(order, kind="stable")]
        self.bars.set_chosen(-1)
        self._show(places, self._cell_words(label, answer, len(places)), self.tr("None."))
        self.all.show()

    def _show(self, places: NDArray[np.integer], words: str, nothing: str) -> None:
        self._shown.setText(words)
        self.gallery.set_empty_words(nothing)
        self.gallery.show_only(places)

    # --- words ----------------------------------------------------------------------------------------------

    def _cell_words(self, label: int, answer: int, count: int) -> str:
        if label == answer:
            return self.tr("{count} × a {label} was read rightly").format(count=number(count), label=label)
        words = self.tr("{count} × a {label} was taken for a {answer}")
        return words.format(count=number(count), label=label, answer=answer)

    def _caption(self, index: int) -> Caption:
        if self._outcome is None:
            return Caption()
        evaluation = self._outcome.evaluation
        label, answer, share = evaluation.labels[index], evaluation.answers[index], evaluation.confidence[index]
        return caption(index, int(label), int(answer), float(share), bool(evaluation.refused[index]))

    # --- look -----------------------------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        """Return the width of the table alone: where it is narrow, the rest goes above and below it."""
        return QSize(self.confusion.minimumSizeHint().width(), self._columns.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put everything below each other where it is narrow."""
        wide, directions = self.width() >= _WIDE, QBoxLayout.Direction
        self._columns.setDirection(directions.LeftToRight if wide else directions.TopToBottom)
        least, most = self.confusion.minimumSizeHint().width(), self.width() // 3
        self.confusion.setMaximumWidth(max(least, min(self.height(), most)) if wide else self.width())
        super().resizeEvent(event)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.bars.set_look(BarsLook.of_theme())
