"""Two fingers on a touch pad."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QNativeGestureEvent

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class Pinch(QObject):
    """Hears fingers that move together or apart over a widget, in place of its `event`.

    A widget whose `event` is written in Python is called with everything that happens to it, every painting too. This
    listens only between `begin` and `end`, while the pointer is over the widget.
    """

    zoomed = Signal(float, QPointF)
    """A factor, and the place about which to zoom."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget

    def begin(self) -> None:
        """Listen."""
        self._widget.installEventFilter(self)

    def end(self) -> None:
        """Listen no more."""
        self._widget.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take zooming, and leave everything else alone."""
        if isinstance(event, QNativeGestureEvent):
            zoom = event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture
            if zoom:
                self.zoomed.emit(1 + event.value(), event.position())
            return zoom
        return False
