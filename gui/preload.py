"""Import slow modules beside the living window."""

from __future__ import annotations

import importlib
import logging
import threading

from PySide6.QtCore import QObject, Qt, Signal

_log = logging.getLogger(__name__)


class Preload(QObject):
    """Imports one module in a thread and tells when it is there.

    Attributes
    ----------
    ended
        Emitted in the thread of this object, with whether the module could be imported.
    """

    ended = Signal(bool)
    _done = Signal(bool)

    def __init__(self, module: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._module = module
        self._done.connect(self.ended, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._import, name=f"import {module}", daemon=True)

    def start(self) -> None:
        """Begin; call it after the first paint."""
        self._thread.start()

    @property
    def is_running(self) -> bool:
        """Whether the import is under way."""
        return self._thread.is_alive()

    def wait(self) -> None:
        """Wait for the import; it takes half a second at most."""
        if self._thread.is_alive():
            self._thread.join()

    def _import(self) -> None:
        """Run in the thread of its own."""
        try:
            importlib.import_module(self._module)
        except Exception:  # noqa: BLE001 - the window lives without it
            _log.exception("%s could not be imported", self._module)
            self._done.emit(False)
        else:
            self._done.emit(True)
