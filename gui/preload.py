"""Import slow modules beside the living window."""

from __future__ import annotations

import importlib
import logging
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

if TYPE_CHECKING:
    from collections.abc import Sequence

_log = logging.getLogger(__name__)


class Preload(QObject):
    """Imports modules, one after the other, in a thread and tells when they are there.

    Attributes
    ----------
    ended
        Emitted in the thread of this object, with whether all could be imported.
    """

    ended = Signal(bool)
    _done = Signal(bool)

    def __init__(self, modules: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._modules = tuple(modules)
        self._done.connect(self.ended, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._import, name=f"import {modules[-1]}", daemon=True)

    def start(self) -> None:
        """Begin; call it after the first paint."""
        self._thread.start()

    @property
    def was_started(self) -> bool:
        """Whether the import has begun, at least."""
        return self._thread.ident is not None

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
            for module in self._modules:
                importlib.import_module(module)
        except Exception:  # noqa: BLE001 - the window lives without it
            _log.exception("%s could not be imported", " or ".join(self._modules))
            self._done.emit(False)
        else:
            self._done.emit(True)
