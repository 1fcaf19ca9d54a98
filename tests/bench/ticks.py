"""How long the GUI thread is ever away from its events."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt, QTimer


class Ticks:
    """A 1 ms precise timer that remembers the longest time between two of its ticks."""

    def __init__(self) -> None:
        self.longest = self.at = 0.0
        self._last = time.monotonic()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start()

    def _on_timeout(self) -> None:
        now = time.monotonic()
        if now - self._last > self.longest:
            self.longest, self.at = now - self._last, now
        self._last = now

    def stop(self) -> None:
        self._timer.stop()
