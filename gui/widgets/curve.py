"""A function of one number as a curve, and the point on it that is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from gui.theme import mixed, theme
from gui.widgets.cellmarks import number

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QPaintEvent

    Doubles = NDArray[np.floating[Any]]

_EDGE: Final = 18.0
_LARGEST: Final = QSize(420, 300)


class Curve(QWidget):
    """Axes through 0, the curve, and dashed lines from a point to both axes. The setter emits nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._x: Doubles = np.zeros(0)
        self._y: Doubles = np.zeros(0)
        self._point = (0.0, 0.0)
        theme().changed.connect(self.update)

    @property
    def point(self) -> tuple[float, float]:
        """The point that is meant."""
        return self._point

    def show_curve(self, x: Doubles, y: Doubles, point: tuple[float, float]) -> None:
        """Draw y [n] over ascending x [n], both of a range that includes `point`."""
        self._x, self._y, self._point = x, y, point
        self.update()

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(220, 150)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint axes, curve, point."""
        if not self._x.size:
            return
        look = theme().palette
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            room = QRectF(self.rect()).adjusted(_EDGE, 6, -_EDGE, -_EDGE)
            room.setSize(room.size().boundedTo(_LARGEST.toSizeF()))
            low, high = min(0.0, float(self._y.min())), max(0.0, float(self._y.max()))
            left, right = float(self._x[0]), float(self._x[-1])
            wide, tall = max(right - left, 1e-9), max(high - low, 1e-9)

            def at(x: float, y: float) -> QPointF:
                return QPointF(
                    room.left() + (x - left) / wide * room.width(), room.bottom() - (y - low) / tall * room.height()
                )

            painter.setPen(QPen(look.line, 1))
            painter.drawLine(at(left, 0), at(right, 0))
            painter.drawLine(at(0, low), at(0, high))
            painter.setPen(QPen(mixed(look.grey, look.text, 0.3), 2))
            painter.drawPolyline(QPolygonF([at(float(x), float(y)) for x, y in zip(self._x, self._y, strict=True)]))
            x, y = self._point
            painter.setPen(QPen(look.selection, 1, Qt.PenStyle.DashLine))
            painter.drawLine(at(x, 0), at(x, y))
            painter.drawLine(at(0, y), at(x, y))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.selection)
            painter.drawEllipse(at(x, y), 4.5, 4.5)
            painter.setPen(look.grey)
            painter.setFont(theme().font("monosmall"))
            metrics = painter.fontMetrics()
            text = number(x)
            place = at(x, 0)
            painter.drawText(
                QPointF(place.x() - metrics.horizontalAdvance(text) / 2, place.y() + metrics.ascent() + 2), text
            )
