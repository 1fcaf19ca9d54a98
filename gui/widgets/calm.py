"""Something that would be done at every move of the pen, done ten times a second: nobody reads numbers faster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject

MILLISECONDS: Final = 100


class Calm:
    """Does what it is asked for at once; whatever is asked soon after is done later, once.

    Attributes
    ----------
    due
        Whether something that was asked for has not been done yet.
    """

    __slots__ = ("_act", "_resting", "_timer", "due")

    def __init__(self, act: Callable[[], None], owner: QObject) -> None:
        self._act = act
        self._resting = self.due = False
        self._timer = QTimer(owner)
        self._timer.setSingleShot(True)
        self._timer.setInterval(MILLISECONDS)
        self._timer.timeout.connect(self._on_timeout)

    def ask(self) -> None:
        """Have it done now, or when the time has come."""
        if self._resting:
            self.due = True
        else:
            self._begin()

    def _begin(self) -> None:
        self._resting, self.due = True, False
        self._timer.start()
        self._act()

    def _on_timeout(self) -> None:
        if self.due:
            self._begin()
        else:
            self._resting = False
