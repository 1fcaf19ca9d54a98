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

    def __init__(
        self,
        function: Callable[[], object],
        parent: QObject | None = None,
        expected: tuple[type[Exception], ...] = (),
    ) -> None:
        super().__init__(parent)
        bell = _Bell()
        for inner, outer in ((bell.returned, self.finished), (bell.raised, self.failed)):
            inner.connect(outer, Qt.ConnectionType.QueuedConnection)
            inner.connect(self.deleteLater, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=_call, args=(function, expected, bell), name="background", daemon=True)
        _bells[:] = [(thread, known) for thread, known in _bells if thread.ident is None or thread.is_alive()]
        _bells.append((self._thread, bell))

    def start(self) -> None:
        """Begin. Where Python cannot start a thread, RuntimeError is raised."""
        self._thread.start()

    def wait(self) -> None:
        """Wait until the function has returned; it may then still be about to be told."""
        if self._thread.is_alive():
            self._thread.join()


class _Bell(QObject):
    """What the thread rings. It outlives the thread: a `Background` may be deleted while its thread is telling."""

    returned = Signal(object)
    raised = Signal(str)


_bells: list[tuple[threading.Thread, _Bell]] = []
"""Kept until their threads have ended, and then let go in the thread that they belong to."""


def _call(function: Callable[[], object], expected: tuple[type[Exception], ...], bell: _Bell) -> None:
    """Run in the thread; the bell is its only way out."""
    try:
        value = function()
    except expected as error:
        _log.info("Work in the background ended early: %s", _sentence(error))
        bell.raised.emit(_sentence(error))
    except Exception as error:  # noqa: BLE001 - whatever it raises is told in the window
        _log.exception("Work in the background failed")
        bell.raised.emit(_sentence(error))
    else:
        bell.returned.emit(value)


def _sentence(error: Exception) -> str:
    return str(error).strip().split("\n")[0] or type(error).__name__
