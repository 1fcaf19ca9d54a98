"""Counts in the compute thread how many test pictures the network reads, as it was learned and as it is now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gui.background import Background
from model.data import Digits, shipped_mnist
from model.score import Score, scoring

if TYPE_CHECKING:
    from gui.jobs import Job
    from gui.session import Session
    from model.weights import Weights

PICTURES: Final = 1000
"""The first of MNIST's test pictures."""
_REST_MILLISECONDS: Final = 120  # of the hand, before it is counted again


def counted_pictures() -> Digits:
    """Return what is counted; it takes a moment to read."""
    return shipped_mnist().test[:PICTURES]


class Counting(QObject):
    """Keeps the two scores of a session's network up to date while it is switched on.

    Attributes
    ----------
    changed
        Something of the following is another.
    before, after
        The scores as learned and now; None where they are not known. While it is counted, `after` is an older one.
    is_current
        Whether `after` is of the network as it is now.
    progress
        How much of a count is done, 0 to 1; None while nothing is counted.
    trouble
        A sentence, if it cannot be counted.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._on = self._stopped = False
        self._digits: Digits | None = None
        self._reading: Background | None = None
        self._job: Job | None = None
        self._counted: Weights | None = None  # whose score is being counted
        self._before_of: Weights | None = None
        self._after_of: Weights | None = None
        self.before: Score | None = None
        self.after: Score | None = None
        self.progress: float | None = None
        self.trouble = ""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MILLISECONDS)
        self._rest.timeout.connect(self._go_on)
        session.networkChanged.connect(self._on_network_changed)

    @property
    def is_current(self) -> bool:
        """Whether `after` is of the network as it is now."""
        return self.after is not None and self._after_of is self._session.surgery.weights

    @property
    def is_busy(self) -> bool:
        """Whether it is counting, or about to."""
        return self._on and not (self._stopped or self.trouble) and not self.is_current

    def set_on(self, on: bool) -> None:
        """Count from now on, or let it be."""
        self._on = on
        if on:
            self._stopped = False
            self._go_on()
        else:
            self._rest.stop()
            self._cancel()

    def cancel(self) -> None:
        """Stop counting until the network changes again, or `restart`."""
        self._stopped = True
        self._rest.stop()
        self._cancel()
        self.changed.emit()

    def restart(self) -> None:
        """Count after all."""
        self._stopped, self.trouble = False, ""
        self._go_on()
        self.changed.emit()

    # --- inside ----------------------------------------------------------------------------------------------

    @Slot()
    def _on_network_changed(self) -> None:
        surgery = self._session.surgery
        if surgery.original is not self._before_of and self._counted is not surgery.original:
            self.before = self.after = self._before_of = self._after_of = None
        if self._counted not in (None, surgery.original, surgery.weights):
            self._cancel()
        if not self.is_current:
            self._stopped, self.trouble = False, ""
            if self._on:
                self._rest.start()
        self.changed.emit()

    @Slot()
    def _go_on(self) -> None:
        """Do what comes next: read the pictures, count for the original, count for what is now."""
        if not self._on or self._stopped or self._job is not None or self._reading is not None:
            return
        surgery = self._session.surgery
        if self._digits is None:
            self._reading = Background(counted_pictures, self)
            self._reading.finished.connect(self._on_read)
            self._reading.failed.connect(self._on_failed)
            self._reading.start()
        elif self._before_of is not surgery.original:
            self._count(surgery.original)
        elif not self.is_current:
            if surgery.weights is surgery.original:
                self.after, self._after_of = self.before, surgery.weights
                self.changed.emit()
            else:
                self._count(surgery.weights)

    def _count(self, weights: Weights) -> None:
        assert self._digits is not None
        self._counted, self.progress = weights, 0.0
        self._job = job = self._session.start(scoring(self._digits), weights)
        job.progressed.connect(self._on_progressed)
        job.finished.connect(self._on_finished)
        job.failed.connect(self._on_failed)
        self.changed.emit()

    def _cancel(self) -> None:
        job, self._job = self._job, None
        self._counted = self.progress = None
        if job is not None:
            job.cancel()

    @Slot(object)
    def _on_read(self, digits: Digits) -> None:
        self._reading, self._digits = None, digits
        self._go_on()

    @Slot(object)
    def _on_progressed(self, done: int) -> None:
        assert self._digits is not None
        self.progress = done / len(self._digits)
        self.changed.emit()

    @Slot(object)
    def _on_finished(self, score: Score) -> None:
        surgery, counted = self._session.surgery, self._counted
        self._job = self._counted = self.progress = None
        if counted is surgery.original:
            self.before, self._before_of = score, counted
        if counted is surgery.weights:
            self.after, self._after_of = score, counted
        self.changed.emit()
        self._go_on()

    @Slot(str)
    def _on_failed(self, reason: str) -> None:
        self._reading = self._job = self._counted = self.progress = None
        self.trouble = reason
        self.changed.emit()
