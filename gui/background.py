"""Call one slow function in a thread of its own: reading a file, say, which would hold up strokes in the worker."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

_log = logging.getLogger(__name__)


class Background(QObject):
    """Calls the function once, beside the living window, and is deleted once that has been told.

    Parameters
    ----------
    function : callable
        What to call, without arguments.
    parent : QObject, optional
        Who it is deleted with, if that comes first.
    expected : tuple of exception types
        Errors that a user's file may cause: they are told, but are nobody's fault and get no traceback in the log.

    Attributes
    ----------
    finished
        Emitted in the thread of this object, with what the function returned.
    failed
        Emitted instead, with one sentence.
    """

    finished = Signal(object)
    failed = Signal(str)
    _returned = Signal(object)
    _raised = Signal(str)

    def __init__(
        self,
        function: Callable[[], object],
        parent: QObject | None = None,
        expected: tuple[type[Exception], ...] = (),
    ) -> None:
        super().__init__(parent)
        self._function = function
        self._expected = expected
        for inner, outer in ((self._returned, self.finished), (self._raised, self.failed)):
            inner.connect(outer, Qt.ConnectionType.QueuedConnection)
            inner.connect(self.deleteLater, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._call, name="background", daemon=True)

    def start(self) -> None:
        """Begin. Where Python cannot start a thread, RuntimeError is raised."""
        self._thread.start()

    def wait(self) -> None:
        """Wait until the function has returned; it may then still be about to be told."""
        if self._thread.is_alive():
            self._thread.join()

    def _call(self) -> None:
        """Run in the thread; signals are its only way out."""
        try:
            value = self._function()
        except self._expected as error:
            news, signal = _sentence(error), self._raised
            _log.info("Work in the background ended early: %s", news)
        except Exception as error:  # noqa: BLE001 - whatever it raises is told in the window
            _log.exception("Work in the background failed")
            news, signal = _sentence(error), self._raised
        else:
            news, signal = value, self._returned  # type: ignore[assignment]
        try:
            signal.emit(news)
        except RuntimeError:
            _log.info("Nobody is left to be told")  # the window has been closed meanwhile


def _sentence(error: Exception) -> str:
    return str(error).strip().split("\n")[0] or type(error).__name__
