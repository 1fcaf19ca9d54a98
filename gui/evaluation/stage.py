"""How well the network reads: MNIST's unseen pictures, the bundled drawings, or somebody's own file."""

from __future__ import annotations

import importlib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from gui.background import Background
from gui.evaluation.head import Head
from gui.evaluation.views import MisreadPage
from gui.evaluation.words import as_text, remark, source_words, verdict
from gui.evaluation.work import evaluating, strokes_of
from gui.numerals import copy
from gui.texts import number
from gui.widgets.focus import in_order
from gui.widgets.scrolled import Scrolled
from model.archive import ArchiveError
from model.robustness import measure_curves
from model.samples import Drawings
from model.sources import NAMES, open_source

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from gui.evaluation.charts import ConfidencePage, RobustnessPage
    from gui.evaluation.work import Outcome
    from gui.jobs import Job
    from gui.session import Session
    from model.robustness import Curve, Progress
    from model.samples import Samples


class Evaluating(QWidget):
    """Choose what to read, start, and look at what was misread, at the confidence and at the robustness.

    Files are read in a thread of their own, the network answers in the compute thread. A result stays until the next
    one is there.

    Attributes
    ----------
    evaluated
        Emitted when there is another outcome, or none any more, or when its verdict is worded otherwise.
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
        self._asked = session.weights  # who answers in it
        self._measured: Outcome | None = None
        self._told_by = session.weights  # whose outcome that is
        self._outcome: Outcome | None = None  # the same, or without refusal
        self._curves: tuple[Curve, ...] = ()
        self._complete = False  # whether these are all
        self._confidence: ConfidencePage | None = None
        self._robustness: RobustnessPage | None = None
        self._importing: Background | None = None
        self.head = Head(self)
        self.head.sourceChosen.connect(self.set_source)
        self.head.fileRequested.connect(self.ask_for_file)
        self.head.startRequested.connect(self._on_start_requested)
        self.head.pageChosen.connect(self.set_page)
        self.head.refusalToggled.connect(self._on_refusal_toggled)
        self._misread = MisreadPage(self)
        self._misread.chosen.connect(self._on_sample_chosen)
        self._pages = QStackedWidget(self)
        self._frames: dict[QWidget, QWidget] = {}  # what scrolls a page
        self._add_page(self._misread)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 4)
        column.setSpacing(6)
        column.addWidget(self.head)
        column.addWidget(self._pages, 1)
        self.setAcceptDrops(True)
        in_order(*self.head.stops, *self._misread.stops)
        session.networkChanged.connect(self._on_network_changed)
        self.head.set_source(source)
        self._show_state()
        self.set_page(page)

    # --- what is known --------------------------------------------------------------------------------------

    @property
    def source(self) -> str:
        """What is to be read, by name; a file is forgotten."""
        return self._source if isinstance(self._source, str) else NAMES[0]

    @property
    def first(self) -> QWidget:
        """What gets the keyboard when somebody asks for the evaluation."""
        return self.head.start

    @property
    def page(self) -> str:
        """Which page is open."""
        return self._page

    @property
    def outcome(self) -> Outcome | None:
        """What came of the last evaluation."""
        return self._outcome

    @property
    def verdict(self) -> str:
        """What came of it, in a few words."""
        return "" if self._outcome is None else verdict(self._outcome, source_words(self._source))

    @property
    def curves(self) -> tuple[Curve, ...]:
        """The robustness curves that are finished."""
        return () if self._outcome is None else self._curves

    @property
    def is_busy(self) -> bool:
        """Whether something is being read or computed."""
        return self._reading is not None or self._job is not None

    # --- what to read ---------------------------------------------------------------------------------------

    @Slot(str)
    def set_source(self, source: str | Path) -> None:
        """Choose what to read: one of `model.sources.NAMES`, or a file."""
        self._source = source
        self.head.set_source(source)
        self._show_state()
        self.evaluated.emit()

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
    def _on_start_requested(self) -> None:
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
        self.head.show_progress(0, self.tr("reading…"))

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
        words = self.tr("{file} cannot be used. {reason}").format(file=source_words(self._source), reason=reason)
        self._show_state(words)
        self.said.emit(words)

    @Slot(object)
    def _on_read(self, samples: Samples) -> None:
        self._reading = None
        self._begin(evaluating(source_words(self._source), samples), self._on_answered, self._on_evaluated)
        self.head.show_progress(0, "")

    def _begin(self, work: Any, progressed: Any, finished: Any) -> None:
        self._asked = self.session.weights
        self._job = self.session.start(work)
        self._job.progressed.connect(progressed)
        self._job.finished.connect(finished)
        self._job.failed.connect(self._on_failed)

    @Slot(object)
    def _on_answered(self, told: tuple[int, int]) -> None:
        done, total = told
        self.head.show_progress(done / max(1, total), f"{number(done)} / {number(total)}")

    @Slot(object)
    def _on_evaluated(self, outcome: Outcome) -> None:
        self._job = None
        self._measured, self._told_by, self._curves, self._complete = outcome, self._asked, (), False
        self._show_outcome()
        self._vary_if_wanted()

    @Slot(bool)
    def _on_refusal_toggled(self, on: bool) -> None:
        self._show_outcome()

    def _show_outcome(self) -> None:
        outcome = self._measured if self._told_by is self.session.weights else None
        self._outcome = outcome if outcome is None or self.head.refusal.isChecked() else outcome.without_refusal()
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
            self.head.show_progress(0, "")

    @Slot(object)
    def _on_varied(self, progress: Progress) -> None:
        self.head.show_progress(progress.share, f"{progress.share:.0%}")
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
        """Hide what another network answered until that one answers again; no work for one that is gone."""
        ended = self._job is not None and self._asked not in (self.session.weights, self.session.surgery.weights)
        if ended:
            self.cancel()
        shown, ours = self._outcome is not None, self._told_by is self.session.weights
        if self._measured is not None and shown != ours:
            self._show_outcome()
        if ended:
            self._show_state(self.tr("The network was changed; press Start to count again."))

    # --- what is shown --------------------------------------------------------------------------------------

    def _show_state(self, problem: str = "") -> None:
        """Tell the outcome, or what went wrong."""
        self.head.set_busy(self.is_busy)
        told = "" if self._outcome is None else remark(self._outcome, self.head.refusal.isChecked())
        self.head.set_remark(f"{problem}  {told}".strip())  # after a problem too: what is shown below is still there

    @Slot(str)
    def set_page(self, page: str) -> None:
        """Open a page: one of 'misread', 'confidence' and 'robustness'."""
        self._page = page
        self.head.set_page(page)
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
            self._importing = Background(partial(importlib.import_module, "gui.evaluation.charts"), self)
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
        self._robustness.show_curves(self.curves, caption)

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
        copy(as_text(self._outcome, self.curves))
        self.said.emit(self.tr("Copied as text"))
