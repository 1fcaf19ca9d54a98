"""How well the network reads: MNIST's unseen pictures, the bundled drawings, or somebody's own file."""

from __future__ import annotations

import importlib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.background import Background
from gui.evaluation_views import MisreadPage
from gui.evaluation_work import evaluating, strokes_of
from gui.readings import tally, what_counts
from gui.texts import number
from gui.widgets.flow import Flow
from gui.widgets.focus import in_order
from gui.widgets.scrolled import Scrolled
from model import report
from model.archive import ArchiveError
from model.robustness import measure_curves
from model.samples import Drawings
from model.sources import NAMES, open_source

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from gui.evaluation_charts import ConfidencePage, RobustnessPage
    from gui.evaluation_work import Outcome
    from gui.jobs import Job
    from gui.session import Session
    from model.robustness import Curve, Progress
    from model.samples import Samples

_SMOOTH: Final = 1000  # steps of the progress bar
_PROGRESS_MILLISECONDS: Final = 60


class Evaluating(QWidget):
    """Choose what to read, start, and look at what was misread, at the confidence and at the robustness.

    Files are read in a thread of their own, the network answers in the compute thread. A result stays until the next
    one is there.

    Attributes
    ----------
    evaluated
        Emitted when there is another outcome, or none any more.
    said
        Emitted with a sentence for the status bar.
    """

    evaluated = Signal()
    said = Signal(str)

    def __init__(self, session: Session, source: str, page: str) -> None:
        super().__init__()
        self.session = session
        self._source: str | Path = source
        self._page = page
        self._reading: Background | None = None
        self._job: Job | None = None
        self._measured: Outcome | None = None
        self._outcome: Outcome | None = None  # the same, or without refusal
        self._curves: tuple[Curve, ...] = ()
        self._complete = False  # whether these are all
        self._confidence: ConfidencePage | None = None
        self._robustness: RobustnessPage | None = None
        self._importing: Background | None = None
        self._choice = self._make_choice()
        self._start = QPushButton(self)
        self._start.clicked.connect(self._on_start_clicked)
        self._start.setMinimumWidth(self._start_width())
        self._progress = QProgressBar(self)
        self._progress.setRange(0, _SMOOTH)
        self._progress.setFixedWidth(160)
        self._progress.setAccessibleName(self.tr("Progress"))
        room = self._progress.sizePolicy()
        room.setHorizontalPolicy(QSizePolicy.Policy.Fixed)  # in a row that has room to spare it would move the buttons
        self._progress.setSizePolicy(room)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PROGRESS_MILLISECONDS)
        self._verdict = QLabel(self)
        self._verdict.setTextFormat(Qt.TextFormat.PlainText)
        self._verdict.setWordWrap(True)
        self._verdict.setToolTip(what_counts())
        self._verdict.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._refusal = QCheckBox(self.tr("with refusal"), self)
        self._refusal.setChecked(True)
        self._refusal.setToolTip(self.tr("Off: nothing is refused, every digit's answer counts. ") + what_counts())
        self._refusal.toggled.connect(self._on_refusal_toggled)
        self._tabs = {page: self._tab(page, words) for page, words in self._page_words().items()}
        self._misread = MisreadPage(self)
        self._misread.chosen.connect(self._on_sample_chosen)
        self._pages = QStackedWidget(self)
        self._frames: dict[QWidget, QWidget] = {}  # what scrolls a page
        self._add_page(self._misread)
        head = QWidget(self)
        flow = Flow(head, 8)
        # The bar is the last, and the button as wide for either word: no other button moves when it comes and goes
        for widget in (self._choice, self._start, *self._tabs.values(), self._refusal, self._progress):
            flow.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(8)
        column.addWidget(head)
        column.addWidget(self._verdict)
        column.addWidget(self._pages, 1)
        self.setAcceptDrops(True)
        in_order(self._choice, self._start, *self._tabs.values(), self._refusal, *self._misread.stops)
        session.networkChanged.connect(self._on_network_changed)
        self._name_source()
        self._show_state()
        self.set_page(page)

    def _start_width(self) -> int:
        """Width that the button needs for the longer of its words."""
        widths = []
        for words in (self.tr("Start"), self.tr("Cancel")):
            self._start.setText(words)
            self._start.ensurePolished()
            widths.append(self._start.sizeHint().width())
        return max(widths)

    def _make_choice(self) -> QToolButton:
        choice = QToolButton(self)
        choice.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        choice.setToolTip(self.tr("What to read; a file can also be dropped here"))
        menu, group = QMenu(choice), QActionGroup(self)
        for name in NAMES:
            action = group.addAction(self._words_of(name))
            action.setCheckable(True)
            action.setData(name)
            menu.addAction(action)
        group.triggered.connect(self._on_source_chosen)
        menu.addSeparator()
        menu.addAction(self.tr("A &file…")).triggered.connect(self.ask_for_file)
        choice.setMenu(menu)
        return choice

    def _tab(self, page: str, words: tuple[str, str]) -> QToolButton:
        tab = QToolButton(self)
        tab.setText(words[0])
        tab.setToolTip(words[1])
        tab.setCheckable(True)
        tab.clicked.connect(partial(self.set_page, page))
        return tab

    # --- what is known --------------------------------------------------------------------------------------

    @property
    def source(self) -> str:
        """What is to be read, by name; a file is forgotten."""
        return self._source if isinstance(self._source, str) else NAMES[0]

    @property
    def first(self) -> QWidget:
        """What gets the keyboard when somebody asks for the evaluation."""
        return self._start

    @property
    def page(self) -> str:
        """Which page is open."""
        return self._page

    @property
    def outcome(self) -> Outcome | None:
        """What came of the last evaluation."""
        return self._outcome

    @property
    def curves(self) -> tuple[Curve, ...]:
        """The robustness curves that are finished."""
        return self._curves

    @property
    def is_busy(self) -> bool:
        """Whether something is being read or computed."""
        return self._reading is not None or self._job is not None

    def _words_of(self, source: str | Path) -> str:
        if isinstance(source, Path):
            return source.name
        return {
            "test": self.tr("MNIST test, 10,000 pictures"),
            "validation": self.tr("MNIST validation, 5,000 pictures"),
            "drawings": self.tr("Bundled drawings, 100 digits"),
        }[source]

    def _page_words(self) -> dict[str, tuple[str, str]]:
        return {
            "misread": (self.tr("misread"), self.tr("What was read wrongly")),
            "confidence": (self.tr("confidence"), self.tr("Whether the network is as often right as it says")),
            "robustness": (self.tr("robustness"), self.tr("How accuracy falls with size, place, rotation, noise")),
        }

    # --- what to read ---------------------------------------------------------------------------------------

    def set_source(self, source: str | Path) -> None:
        """Choose what to read: one of `model.sources.NAMES`, or a file."""
        self._source = source
        self._name_source()
        self._show_state()

    def _name_source(self) -> None:
        words = self._words_of(self._source)
        self._choice.setText(words + " ▾")
        self._choice.setAccessibleName(words)
        for action in self._choice.menu().actions():
            action.setChecked(action.data() == self._source)

    @Slot(QAction)
    def _on_source_chosen(self, action: QAction) -> None:
        self.set_source(action.data())

    @Slot()
    def ask_for_file(self) -> None:
        """Let the person choose a file, and read it."""
        dialog = QFileDialog(self, self.tr("Evaluate on a file"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Labelled digits (*.npz *.dat *.tra *.tes)"), self.tr("All files (*)")])
        dialog.fileSelected.connect(self.evaluate_file)
        dialog.open()

    @Slot(str)
    def evaluate_file(self, path: str) -> None:
        """Read a file and evaluate on it."""
        self.set_source(Path(path))
        self.start()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one local file."""
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Evaluate on the file."""
        event.acceptProposedAction()
        self.evaluate_file(event.mimeData().urls()[0].toLocalFile())

    # --- work -----------------------------------------------------------------------------------------------

    @Slot()
    def _on_start_clicked(self) -> None:
        if self.is_busy:
            self.cancel()
        else:
            self.start()

    def start(self) -> None:
        """Read what is chosen and evaluate on it."""
        self.cancel()
        self._reading = Background(partial(open_source, self._source), self, (ArchiveError,))
        self._reading.finished.connect(self._on_read)
        self._reading.failed.connect(self._on_unreadable)
        self._reading.start()
        self._say_progress(0, self.tr("reading…"))

    def cancel(self) -> None:
        """End what runs; what is known already stays."""
        if self._reading is not None:
            self._reading.finished.disconnect(self._on_read)
            self._reading.failed.disconnect(self._on_unreadable)
            self._reading = None
        if self._job is not None:
            job, self._job = self._job, None
            job.cancel()
        self._show_state()
        self._show_charts()

    @Slot(str)
    def _on_unreadable(self, reason: str) -> None:
        self._reading = None
        words = self.tr("{file} cannot be used. {reason}").format(file=self._words_of(self._source), reason=reason)
        self._show_state(words)
        self.said.emit(words)

    @Slot(object)
    def _on_read(self, samples: Samples) -> None:
        self._reading = None
        self._begin(evaluating(self._words_of(self._source), samples), self._on_answered, self._on_evaluated)
        self._say_progress(0, "")

    def _begin(self, work: Any, progressed: Any, finished: Any) -> None:
        self._job = self.session.start(work)
        self._job.progressed.connect(progressed)
        self._job.finished.connect(finished)
        self._job.failed.connect(self._on_failed)

    @Slot(object)
    def _on_answered(self, told: tuple[int, int]) -> None:
        done, total = told
        self._say_progress(done / max(1, total), f"{number(done)} / {number(total)}")

    @Slot(object)
    def _on_evaluated(self, outcome: Outcome) -> None:
        self._job = None
        self._measured, self._curves, self._complete = outcome, (), False
        self._show_outcome()
        self._vary_if_wanted()

    @Slot(bool)
    def _on_refusal_toggled(self, on: bool) -> None:
        self._show_outcome()

    def _show_outcome(self) -> None:
        outcome = self._measured
        self._outcome = outcome if outcome is None or self._refusal.isChecked() else outcome.without_refusal()
        self._misread.show_outcome(self._outcome)
        self._show_state()
        self._show_charts()
        self.evaluated.emit()

    @Slot(str)
    def _on_failed(self, reason: str) -> None:
        self._job = None
        self._show_state(self.tr("The evaluation failed. {reason}").format(reason=reason))

    def _vary_if_wanted(self) -> None:
        """Measure the robustness once somebody looks at it."""
        if self._page == "robustness" and self._outcome is not None and not self._complete and not self.is_busy:
            samples = self._outcome.samples
            if not (samples.labels >= 0).any():
                return
            self._begin(lambda network: measure_curves(network, samples), self._on_varied, self._on_curves)
            self._say_progress(0, "")

    @Slot(object)
    def _on_varied(self, progress: Progress) -> None:
        self._say_progress(progress.share, f"{progress.share:.0%}")
        if len(progress.curves) > len(self._curves):
            self._curves = progress.curves
            self._show_charts()

    @Slot(object)
    def _on_curves(self, curves: tuple[Curve, ...]) -> None:
        self._job = None
        self._curves, self._complete = curves, True
        self._show_state()
        self._show_charts()

    @Slot()
    def _on_network_changed(self) -> None:
        """Forget what another network answered."""
        self.cancel()
        self._measured, self._curves, self._complete = None, (), False
        self._show_outcome()

    # --- what is shown --------------------------------------------------------------------------------------

    def _say_progress(self, share: float, words: str) -> None:
        """Show how far the work is, some times a second: it tells more often than anybody can see."""
        if self._pause.isActive() and 0 < share < 1:
            return
        self._pause.start()
        self._progress.setValue(round(share * _SMOOTH))
        self._progress.setFormat(words)
        self._progress.show()
        self._start.setText(self.tr("Cancel"))

    def _show_state(self, problem: str = "") -> None:
        """Tell the outcome, or what went wrong."""
        self._progress.setVisible(self.is_busy)
        self._start.setText(self.tr("Cancel") if self.is_busy else self.tr("Start"))
        words = problem
        if self._outcome is not None:  # after a problem too: what is shown below is still there
            words = f"{words}  {self._verdict_words(self._outcome)}".strip()
        self._verdict.setText(words)
        self._verdict.setVisible(bool(words))

    def _verdict_words(self, outcome: Outcome) -> str:
        evaluation = outcome.evaluation
        if evaluation.n:
            refused = int((evaluation.refused & evaluation.is_digit).sum())
            told = [f"{tally(evaluation.n, len(evaluation.misread), refused, evaluation.standard_error)}."]
        else:
            told = [self.tr("It holds no digits.")]
        if not np.isnan(evaluation.ece):
            told.append(self.tr("Calibration error {ece} %.").format(ece=f"{100 * evaluation.ece:.2f}"))
        if self._refusal.isChecked() and not evaluation.is_digit.all():
            words = self.tr("{share} % of what is no digit was taken for none.")
            told.append(words.format(share=f"{100 * evaluation.refused_others:.2f}"))
        if outcome.name != self._words_of(self._source):  # another source is chosen: say whose this is
            told.insert(0, f"{outcome.name}:")
        return "  ".join(told)

    def set_page(self, page: str) -> None:
        """Open a page: one of 'misread', 'confidence' and 'robustness'."""
        self._page = page
        for name, tab in self._tabs.items():
            tab.setChecked(name == page)
        if page != "misread" and self._confidence is None:
            self._import_charts()
        self._turn()
        self._vary_if_wanted()

    def _add_page(self, page: QWidget) -> None:
        frame = self._frames[page] = page if isinstance(page, QScrollArea) else Scrolled(page)
        self._pages.addWidget(frame)

    def _turn(self) -> None:
        pages = {"misread": self._misread, "confidence": self._confidence, "robustness": self._robustness}
        if (page := pages[self._page]) is not None:
            self._pages.setCurrentWidget(self._frames[page])

    def _import_charts(self) -> None:
        """Import what needs pyqtgraph in a thread: it can take half a second."""
        if self._importing is None:
            self._importing = Background(partial(importlib.import_module, "gui.evaluation_charts"), self)
            self._importing.finished.connect(self._on_charts_imported)
            self._importing.failed.connect(self._on_charts_missing)
            self._importing.start()

    @Slot(object)
    def _on_charts_imported(self, module: Any) -> None:
        self._importing = None
        self._confidence, self._robustness = module.ConfidencePage(self), module.RobustnessPage(self)
        for page in (self._confidence, self._robustness):
            self._add_page(page)
        self._show_charts()
        self._turn()

    @Slot(str)
    def _on_charts_missing(self, reason: str) -> None:
        self._importing = None
        self._show_state(self.tr("Charts cannot be drawn. {reason}").format(reason=reason))

    def _show_charts(self) -> None:
        if self._confidence is None or self._robustness is None:
            return
        outcome = self._outcome
        self._confidence.show_evaluation(outcome.evaluation if outcome is not None else None)
        if outcome is None:
            caption = self.tr("After an evaluation, this shows how accuracy falls when digits are written otherwise.")
        else:
            caption = self.tr("accuracy in %, of up to 1,000 samples of: {source}").format(source=outcome.name)
            if not self._complete and not self.is_busy:
                caption += self.tr("; curves are missing: “robustness” goes on")
        self._robustness.show_curves(self._curves, caption)

    # --- hands ----------------------------------------------------------------------------------------------

    @Slot(int)
    def _on_sample_chosen(self, index: int) -> None:
        """Put a sample on the canvas: as strokes if it is known so, else as the picture that entered the network."""
        if self._outcome is None:
            return
        samples = self._outcome.samples
        if isinstance(samples, Drawings):
            self.session.replace_ink(strokes_of(samples, index))
        else:
            self.session.show_picture(self._outcome.seen[index])

    @Slot()
    def copy_text(self) -> None:
        """Copy the numbers for a fixed-width face."""
        if self._outcome is None:
            return
        words = report.Words(
            right=self.tr("{right} of {n} samples read correctly, {accuracy}"),
            errors=self.tr("standard error {error}, expected calibration error {ece}"),
            refused=self.tr("taken for no digit: {digits} of the digits"),
            others=self.tr("taken for no digit: {others} of {n} samples that are none"),
            digit=self.tr("digit"),
            samples=self.tr("samples"),
            correct=self.tr("correct"),
            confusion=self.tr("true digit (row) answered as (column)"),
        )
        blocks = [self._outcome.name, report.tables(self._outcome.evaluation, words)]
        if self._curves:
            from gui.evaluation_charts import words_of

            for curve in self._curves:
                title, unit, _ = words_of(curve)
                blocks.append(report.points(curve, f"{title} ({unit})"))
        QGuiApplication.clipboard().setText("\n\n".join(blocks))
        self.said.emit(self.tr("Copied as text"))
