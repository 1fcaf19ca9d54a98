"""Between the devices that point and the session: one draws at a time, and a backlog of moves at once."""

from __future__ import annotations

from math import hypot
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QObject, QTimer

from model.grid import SIDE

if TYPE_CHECKING:
    from gui.session import Session

Device = Literal["mouse", "pen", "finger", "keys"]
Place = tuple[float, float, float]

_FAR: Final = 50.0
_CLOSE: Final = 1.0 / SIDE


class Pointer(QObject):
    """Passes the way of a mouse, pen, finger or keyboard cursor on to the session.

    The first move of a turn of the event loop is drawn at once. Whatever else arrives before the loop comes
    round - a mouse may report a thousand times a second - waits for it and is then drawn together, without
    the points that are within a cell of the one before.

    Attributes
    ----------
    device
        Who is drawing, or None.
    """

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self.device: Device | None = None
        self._session = session
        self._last: Place = (0.0, 0.0, 0.0)
        self._waiting: list[Place] = []
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._on_turn)

    def press(self, device: Device, place: Place, eraser: bool | None = None) -> bool:
        """Set down at (x, y, pressure); return False if another device is drawing.

        The keyboard's pen gives way to any other. `eraser` None means: what the session's pen is.
        """
        if self.device == "keys":
            self.lift("keys")
        if self.device is not None:
            return False
        self.device = device
        self._last = _held(place)
        self._session.begin_stroke(*self._last, eraser=eraser)
        return True

    def move(self, device: Device, place: Place) -> None:
        """Go on to (x, y, pressure)."""
        if device != self.device:
            return
        if self._turn.isActive():
            self._waiting.append(_held(place))
        else:
            self._draw(_held(place))
            self._turn.start()

    def lift(self, device: Device, place: Place | None = None) -> None:
        """Draw what is left of the way and end the stroke."""
        if device != self.device:
            return
        if place is not None:
            self._waiting.append(_held(place))
        self._catch_up()
        self.device = None
        self._turn.stop()
        self._session.end_stroke()

    def cancel(self) -> bool:
        """Take the stroke back; return whether there was one."""
        if self.device is None:
            return False
        self.device = None
        self._waiting.clear()
        self._turn.stop()
        self._session.cancel_stroke()
        return True

    def _draw(self, place: Place) -> None:
        if place != self._last:
            self._last = place
            self._session.extend_stroke(*place)

    def _catch_up(self) -> None:
        waiting, self._waiting = self._waiting, []
        for place in waiting[:-1]:
            if hypot(place[0] - self._last[0], place[1] - self._last[1]) >= _CLOSE:
                self._draw(place)
        if waiting:
            self._draw(waiting[-1])

    def _on_turn(self) -> None:
        if self._waiting:
            self._catch_up()
            self._turn.start()


def _held(place: Place) -> Place:
    """Keep a point near enough for the ink, however small the canvas on the screen."""
    x, y, pressure = place
    return min(max(x, -_FAR), _FAR), min(max(y, -_FAR), _FAR), min(max(pressure, 0.0), 1.0)
