"""The pages of the evaluation with charts. They ask for pyqtgraph: import it elsewhere first, it takes a while."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from gui.evaluation.views import grey_label
from gui.numerals import minus
from gui.sentences import QT_TRANSLATE_NOOP
from gui.theme import theme
from gui.widgets.charts import CurveChart, ReliabilityChart
from gui.widgets.scrolled import LEAST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from model.evaluation import Evaluation
    from model.robustness import Curve

_LEAST_CHART: Final = 160

# Title, the unit below it, and how a strength is written
_VARIATIONS: Final = {
    "pen_width": (
        QT_TRANSLATE_NOOP("evaluation", "Pen width"),
        QT_TRANSLATE_NOOP("evaluation", "% of the canvas"),
        100,
    ),
    "size": (QT_TRANSLATE_NOOP("evaluation", "Size"), QT_TRANSLATE_NOOP("evaluation", "% of the canvas"), 100),
    "shift": (
        QT_TRANSLATE_NOOP("evaluation", "Place"),
        QT_TRANSLATE_NOOP("evaluation", "% of the way from the middle to a corner"),
        100,
    ),
    "rotation": (QT_TRANSLATE_NOOP("evaluation", "Rotation"), QT_TRANSLATE_NOOP("evaluation", "degrees, clockwise"), 1),
    "noise": (
        QT_TRANSLATE_NOOP("evaluation", "Shaking hand"),
        QT_TRANSLATE_NOOP("evaluation", "% of the digit's size"),
        100,
    ),
    "picture.shift": (
        QT_TRANSLATE_NOOP("evaluation", "Shift"),
        QT_TRANSLATE_NOOP("evaluation", "pixels along both sides"),
        1,
    ),
    "picture.rotation": (
        QT_TRANSLATE_NOOP("evaluation", "Rotation"),
        QT_TRANSLATE_NOOP("evaluation", "degrees, clockwise"),
        1,
    ),
    "picture.noise": (QT_TRANSLATE_NOOP("evaluation", "Noise"), QT_TRANSLATE_NOOP("evaluation", "% of full ink"), 100),
    "picture.thickness": (
        QT_TRANSLATE_NOOP("evaluation", "Thickness"),
        QT_TRANSLATE_NOOP("evaluation", "pixels on each side of a line"),
        1,
    ),
}


def words_of(curve: Curve) -> tuple[str, str, list[str]]:
    """Return a curve's title, its unit, and its strengths in words."""
    title, unit, factor = _VARIATIONS[curve.key]
    translate = QCoreApplication.translate
    names = [minus(f"{strength * factor:g}") for strength in curve.strengths]
    return translate("evaluation", title), translate("evaluation", unit), names


class ConfidencePage(QWidget):
    """The reliability diagram, and in words what it says."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart = ReliabilityChart(
            self.tr("{low}–{high} %: {count} answers, said {confidence} %, right {accuracy} %")
        )
        self.chart.set_words(self.tr("Accuracy over confidence"), self.tr("confidence of the answers, %"))
        self.chart.setMaximumWidth(420)
        # As high as there is room for: the page scrolls only if there is too little for the words or the least chart
        self.chart.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.words = QLabel(self)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.words.setFont(theme().font("small"))
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self.chart, 1)
        row.addWidget(self.words, 1)
        self.show_evaluation(None)

    def show_evaluation(self, evaluation: Evaluation | None) -> None:
        """Show the bins of an evaluation, or nothing."""
        if evaluation is None or not evaluation.reliability.counts.any():
            self.chart.set_bins((), (), ())
            self.words.setText(self.tr("After an evaluation, this shows whether the network knows what it knows."))
            return
        bins = evaluation.reliability
        self.chart.set_bins(bins.counts.tolist(), bins.confidence.tolist(), bins.accuracy.tolist())
        counted = evaluation.is_digit & (evaluation.answers >= 0)
        sure, right = evaluation.confidence[counted].mean(), (evaluation.answers == evaluation.labels)[counted].mean()
        if sure < right:
            verdict = self.tr("It was right in {right} % of its answers and {sure} % sure of them: too modest.")
        else:
            verdict = self.tr("It was right in {right} % of its answers and {sure} % sure of them: too bold.")
        words = [
            self.tr("Expected calibration error: {ece} %.").format(ece=f"{100 * evaluation.ece:.2f}"),
            verdict.format(right=f"{100 * right:.2f}", sure=f"{100 * sure:.2f}"),
            self.tr(
                "A bar is the share that was right of the answers given with about that confidence; the line across it "
                "is what the network said. On the diagonal both are equal; the error is their mean distance. The "
                "stronger the colour, the more answers."
            ),
        ]
        self.words.setText("\n\n".join(words))


class RobustnessPage(QScrollArea):
    """One small chart per variation."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._curves: tuple[Curve, ...] | None = None
        self.charts: list[CurveChart] = []
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._caption = grey_label(inside)
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        column.addWidget(self._caption)
        column.addLayout(self._grid, 1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        for widget in (inside, self.viewport()):
            widget.setAutoFillBackground(False)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.show_curves((), "")

    def minimumSizeHint(self) -> QSize:
        """Return the width of one chart, and little height: the rest is scrolled."""
        return QSize(_LEAST_CHART, LEAST)

    def show_curves(self, curves: Sequence[Curve], caption: str) -> None:
        """Show curves, and a line above them."""
        self._caption.setText(caption)
        if tuple(curves) == self._curves:
            return
        self._curves = tuple(curves)
        for _ in range(len(self.charts), len(curves)):
            self.charts.append(CurveChart())
        for chart in self.charts[len(curves) :]:
            chart.setParent(None)
            chart.deleteLater()
        del self.charts[len(curves) :]
        for chart, curve in zip(self.charts, curves, strict=True):
            title, unit, names = words_of(curve)
            chart.set_words(title, unit)
            chart.set_points(curve.strengths, curve.accuracy, names)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the columns anew."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        columns = max(1, min(len(self.charts), self.viewport().width() // _LEAST_CHART))
        for column in range(max(columns, self._grid.columnCount())):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        for place, chart in enumerate(self.charts):
            self._grid.addWidget(chart, *divmod(place, columns))
