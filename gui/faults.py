"""What happens with an error that nobody expected: one sentence for the person, the details for the log."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMessageLogContext, QObject, QStandardPaths, Qt, QtMsgType, Signal, qInstallMessageHandler

if TYPE_CHECKING:
    from types import TracebackType

_log = logging.getLogger(__name__)
_LARGEST = 500_000


def log_path() -> Path:
    """Return where the log lies."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
    return Path(folder) / "digitscope" / "digitscope.log"


def write_log() -> None:
    """Send warnings and errors to the log file; without a disk to standard error.

    A file that has grown beyond 500 kB makes room for a new one and is kept once.
    """
    handler: logging.Handler
    try:
        log_path().parent.mkdir(parents=True, exist_ok=True)
        if log_path().exists() and log_path().stat().st_size > _LARGEST:
            log_path().replace(log_path().with_suffix(".old"))
        handler = logging.FileHandler(log_path(), encoding="utf-8", delay=True)
    except OSError:
        handler = logging.StreamHandler(sys.stderr)
    logging.raiseExceptions = False
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    qInstallMessageHandler(_log_qt)


_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def _log_qt(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Let Qt's own remarks go to the log; on the terminal they would only puzzle."""
    logging.getLogger("Qt").log(_LEVELS.get(kind, logging.WARNING), "%s", message)


class Faults(QObject):
    """Catches what no slot and no thread caught.

    Attributes
    ----------
    happened
        Emitted in the GUI thread with a short description.
    """

    happened = Signal(str)
    _seen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._seen.connect(self.happened, Qt.ConnectionType.QueuedConnection)
        self._old = sys.excepthook, threading.excepthook
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook

    def close(self) -> None:
        """Put the old hooks back."""
        sys.excepthook, threading.excepthook = self._old

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        _log.error("Unexpected error", exc_info=(kind, error, trace))
        # Python keeps the last traceback, and with it a painter that was at work: Qt does not survive that
        traceback.clear_frames(trace)
        self._seen.emit(f"{kind.__name__}: {error}")

    def _thread_hook(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._hook(args.exc_type, args.exc_value, args.exc_traceback)
