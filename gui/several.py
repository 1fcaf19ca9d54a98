"""Several digits on one canvas: looked for when the pen rests, and which of them the panels show."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from model.number import read_number

if TYPE_CHECKING:
    from gui.jobs import Job
    from gui.session import Session
    from model.number import Digit
    from model.trace import Trace

_PAUSE_MILLISECONDS = 250


class Several(QObject):
    """The digits of the session's ink, if it holds several, and the chosen one.

    They are looked for in the compute thread after the answer to the whole ink, when nobody draws. Any change of the
    ink forgets them; what is chosen then is the whole again.

    Attributes
    ----------
    changed
        Emitted when `digits` or `chosen` have changed.
    digits
        In the order of reading; none where the ink is one symbol.
    chosen
        Which of them the panels show, from 0; None: all ink as one symbol.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.digits: tuple[Digit, ...] = ()
        self.chosen: int | None = None
        self._job: Job | None = None
        session.traceChanged.connect(self._on_trace_changed)
        session.rested.connect(self._on_rested)
        session.stepsChanged.connect(self._look)
        self._pause = QTimer(self)  # a kernel under a hand changes often: what it makes of the digits can wait
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self._look)
        session.networkChanged.connect(self._on_network_changed)

    @property
    def number(self) -> str:
        """What is read, such as "407"; empty where the ink is one symbol."""
        return "".join(str(digit.answer) for digit in self.digits)

    def choose(self, index: int | None) -> None:
        """Show one digit in all panels; None goes back to all ink. Raises IndexError for a digit that is not there."""
        if index is not None and not 0 <= index < len(self.digits):
            raise IndexError(f"Expected a digit from 0 to {len(self.digits) - 1}. Received {index}.")
        if index != self.chosen:
            self.chosen = index
            self._show()
            self.changed.emit()

    def forget(self) -> None:
        """Go back to one symbol, until something else is found: the ink has changed."""
        self._stop()
        if self.digits or self.chosen is not None:
            self.digits, self.chosen = (), None
            self.changed.emit()

    def _show(self) -> None:
        if self.chosen is None:
            self._session.show_part(None)
        else:
            digit = self.digits[self.chosen]
            self._session.show_part((digit.ink, tuple(stroke.points for stroke in digit.piece.strokes)))

    def close(self) -> None:
        """Look for nothing any more."""
        self._pause.stop()
        self._stop()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.finished.disconnect(self._on_finished)
            self._job.cancel()
            self._job = None

    @Slot(object)
    def _on_trace_changed(self, trace: Trace | None) -> None:
        if not self._pause.isActive():
            self._on_rested()

    @Slot()
    def _on_network_changed(self) -> None:
        """Look again with the network as it is now, a moment after its last change."""
        self._stop()
        if len(self._session.ink.strokes) > 1:
            self._pause.start()

    @Slot()
    def _on_rested(self) -> None:
        """Look once nobody draws and the whole ink has its answer."""
        if not self._session.is_drawing and self._session.is_answered and not self.digits:
            self._look()

    @Slot()
    def _look(self) -> None:
        self._stop()
        ink = self._session.ink
        if self._session.is_drawing or ink.is_picture:
            return
        strokes = ink.strokes
        if len(strokes) < 2:
            return
        self._job = self._session.start(partial(read_number, strokes=strokes, steps=self._session.steps))
        self._job.finished.connect(self._on_finished)

    @Slot(object)
    def _on_finished(self, digits: tuple[Digit, ...]) -> None:
        self._job = None
        if not digits and not self.digits:
            return
        if self.chosen is not None and len(digits) != len(self.digits):
            self.chosen = None
            self.digits = digits
            self._show()
        self.digits = digits
        self.changed.emit()
