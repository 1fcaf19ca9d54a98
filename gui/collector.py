"""Cyclic garbage collection, in the GUI thread only.

Python collects in whichever thread happens to allocate; in the compute thread it would destroy widgets there,
which Qt answers with a crash, and while TensorFlow is being imported it stops the window for 0.4 s.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_MILLISECONDS = 1000
_YOUNG_GARBAGE = 700
_ROUNDS_BETWEEN_FULL = 60


class Collector(QObject):
    """Switches automatic collection off and collects from a timer, unless paused."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._paused = False
        self._rounds = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_MILLISECONDS)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start()

    def pause(self) -> None:
        """Collect nothing, while millions of objects are being made in another thread."""
        self._paused = True

    def resume(self) -> None:
        """Collect again; what has been made meanwhile lives to the end and is never looked through again.

        No collection first: that alone would stop the window for half a second.
        """
        if self._paused:
            gc.freeze()
        self._paused = False

    def close(self) -> None:
        """Give collection back to Python."""
        self._timer.stop()
        gc.enable()

    def _on_timeout(self) -> None:
        if self._paused:
            return
        self._rounds += 1
        if self._rounds % _ROUNDS_BETWEEN_FULL == 0:
            gc.collect()
        elif gc.get_count()[0] > _YOUNG_GARBAGE:
            gc.collect(1)
