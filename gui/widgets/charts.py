"""Two small charts: how honest a network's confidence is, and how its accuracy falls.

They are pyqtgraph's views with everything drawn as one item, as in `gui.widgets.river`; imported late, like it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.theme import mixed, theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QMouseEvent, QResizeEvent

_RIGHT: Final = 10
_GAP: Final = 4
_DOT: Final = 2.5


class _Picture(pg.GraphicsObject):  # type: ignore[misc]
    """What a chart paints, in the pixels of its view."""

    def __init__(self, chart: Chart) -> None:
        super().__init__()
        self._chart = chart
        self.bounds = QRectF()

    def boundingRect(self) -> QRectF:
        """Return the whole view."""
        return self.bounds

    def paint(self, painter: QPainter, option: object, widget: object = None) -> None:
        """Let the chart paint itself."""
        self._chart.draw(painter)


class Chart(pg.GraphicsView):  # type: ignore[misc]
    """A title, two axes with numbers, and inside them what a subclass draws. The setters emit nothing."""

    def __init__(self) -> None:
        super().__init__(useOpenGL=False, background=None)
        self._title = self._below = ""
        self._pointed = -1
        self._picture = _Picture(self)
        self.addItem(self._picture)
        self.setViewportUpdateMode(self.ViewportUpdateMode.FullViewportUpdate)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def set_words(self, title: str, below: str) -> None:
        """Say what is shown, and what the numbers below it are."""
        self._title, self._below = title, below
        self.setAccessibleName(title)
        self.refresh()

    def refresh(self) -> None:
        """Paint anew, and tell screen readers."""
        self.setAccessibleDescription("; ".join(self.tell(index) for index in range(self.count())))
        self._picture.update()

    @property
    def told(self) -> str:
        """What stands above: the title, or what is known of the point under the pointer."""
        return self.tell(self._pointed) if 0 <= self._pointed < self.count() else self._title

    # --- what a subclass draws ------------------------------------------------------------------------------

    def count(self) -> int:
        """How many points there are."""
        raise NotImplementedError

    def tell(self, index: int) -> str:
        """Say one point in words."""
        raise NotImplementedError

    def draw_inside(self, painter: QPainter, frame: QRectF) -> None:
        """Paint the points between the axes."""
        raise NotImplementedError

    def x_of(self, index: int) -> float:
        """Where a point is, from left (0) to right (1)."""
        raise NotImplementedError

    def levels(self) -> Sequence[tuple[float, str]]:
        """Where numbers stand at the left, from the floor (0) to the ceiling (1)."""
        raise NotImplementedError

    def marks(self) -> Sequence[tuple[float, str]]:
        """Where numbers stand below, from left (0) to right (1)."""
        raise NotImplementedError

    # --- painting -------------------------------------------------------------------------------------------

    def frame(self) -> QRectF:
        """Return the room between the axes."""
        height = QFontMetrics(theme().font("small")).height()
        left = max((self._advance(words) for _, words in self.levels()), default=0) + _GAP
        bottom = height * (2 if self._below else 1) + _GAP
        room = QRectF(self.viewport().rect())
        return room.adjusted(left, height + 2 * _GAP, -_RIGHT, -bottom)

    def draw(self, painter: QPainter) -> None:
        """Paint all of it."""
        colours, frame = theme().palette, self.frame()
        font = theme().font("small")
        height = QFontMetrics(font).height()
        painter.setFont(font)
        painter.setPen(colours.text)
        across = QRectF(0, 0, self.viewport().width(), height)
        metrics = QFontMetrics(font)
        words = metrics.elidedText(self.told, Qt.TextElideMode.ElideRight, int(across.width()))
        painter.drawText(across, Qt.AlignmentFlag.AlignLeft, words)
        for share, words in self.levels():
            y = frame.bottom() - share * frame.height()
            painter.setPen(QPen(colours.line, 1))
            painter.drawLine(QLineF(frame.left(), round(y) + 0.5, frame.right(), round(y) + 0.5))
            painter.setPen(colours.grey)
            above = height - 2 if share == 0 else height / 2  # the first number below stands close to the lowest
            box = QRectF(0, y - above, frame.left() - _GAP, height)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
        free = -math.inf
        for share, words in self.marks():
            half = self._advance(words) / 2
            x = min(frame.left() + share * frame.width(), self.viewport().width() - half - 1)
            if x - half > free:
                box = QRectF(x - half - 1, frame.bottom() + _GAP / 2, 2 * half + 2, height)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
                free = x + half + 2 * _GAP
        if self._below:
            box = QRectF(frame.left(), frame.bottom() + _GAP / 2 + height, frame.width(), height)
            words = metrics.elidedText(self._below, Qt.TextElideMode.ElideRight, int(box.width()))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw_inside(painter, frame)

    def _advance(self, words: str) -> int:
        return QFontMetrics(theme().font("small")).horizontalAdvance(words)

    def _on_theme_changed(self) -> None:
        self.setBackground(theme().palette.dock)
        self._picture.update()

    # --- geometry and pointer -------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(220, 170)

    def minimumSizeHint(self) -> QSize:
        """Return the least in which something can be read."""
        return QSize(140, 110)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw into the new size."""
        super().resizeEvent(event)
        if hasattr(self, "_picture"):  # the base class resizes itself while it is being made
            self._picture.prepareGeometryChange()
            self._picture.bounds = QRectF(self.viewport().rect())
            self._picture.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell of the nearest point."""
        frame = self.frame()
        share = (event.position().x() - frame.left()) / max(1.0, frame.width())
        near = min(range(self.count()), key=lambda index: abs(self.x_of(index) - share), default=-1)
        self._point_at(near)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """There is nothing to grab here."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """See `mousePressEvent`."""

    def wheelEvent(self, event: QEvent) -> None:
        """Leave the wheel to what scrolls around this."""
        event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        """Tell no more."""
        super().leaveEvent(event)
        self._point_at(-1)

    def _point_at(self, index: int) -> None:
        if index != self._pointed:
            self._pointed = index
            self._picture.update()

    def close(self) -> bool:
        """Close like any widget; the base class would take its scene and viewport apart, and can crash."""
        return QWidget.close(self)


_QUARTERS: Final = tuple((share / 100, f"{share}") for share in (0, 25, 50, 75, 100))


class ReliabilityChart(Chart):
    """A bar per bin of confidence, as high as the accuracy there; on the diagonal confidence is honest."""

    def __init__(self, template: str = "") -> None:
        """`template` holds {low}, {high}, {count}, {confidence} and {accuracy}, for what is told of a bin."""
        self._template = template
        self._bins: list[tuple[int, float, float]] = []  # how many, mean confidence, accuracy
        self._of = 1
        super().__init__()

    def set_bins(self, counts: Sequence[int], confidence: Sequence[float], accuracy: Sequence[float]) -> None:
        """Show bins of equal width; empty ones may hold anything."""
        self._of = max(1, len(counts))
        self._bins = list(zip(counts, confidence, accuracy, strict=True))
        self.refresh()

    def count(self) -> int:
        """How many bins there are."""
        return len(self._bins)

    def x_of(self, index: int) -> float:
        """Middle of a bin."""
        return (index + 0.5) / self._of

    def levels(self) -> Sequence[tuple[float, str]]:
        """Quarters, in per cent."""
        return _QUARTERS

    def marks(self) -> Sequence[tuple[float, str]]:
        """Quarters, in per cent."""
        return _QUARTERS

    def tell(self, index: int) -> str:
        """Say how many answers were given with such a confidence, and how many were right."""
        count, confidence, accuracy = self._bins[index]
        if not count:
            confidence = accuracy = 0.0
        return self._template.format(
            low=f"{100 * index / self._of:.0f}", high=f"{100 * (index + 1) / self._of:.0f}", count=f"{count:,}",
            confidence=f"{100 * confidence:.1f}", accuracy=f"{100 * accuracy:.1f}",
        )  # fmt: skip

    def draw_inside(self, painter: QPainter, frame: QRectF) -> None:
        """Paint bars as strong as there are answers in them, what was said across them, and the diagonal."""
        colours, width = theme().palette, frame.width() / self._of
        most = max((count for count, _, _ in self._bins), default=1) or 1
        for index, (count, confidence, accuracy) in enumerate(self._bins):
            if not count:
                continue
            left = frame.left() + index * width
            strength = 0.25 + 0.6 * math.log1p(count) / math.log1p(most)
            top, honest = (frame.bottom() - share * frame.height() for share in (accuracy, confidence))
            bar = QRectF(left + 1, top, width - 2, frame.bottom() - top)
            painter.fillRect(bar, mixed(colours.dock, colours.selection, strength))
            painter.setPen(QPen(colours.positive, 1.5))
            painter.drawLine(QLineF(left + 1, honest, left + width - 1, honest))
        painter.setPen(QPen(colours.grey, 1, Qt.PenStyle.DashLine))
        painter.drawLine(frame.bottomLeft(), frame.topRight())


class CurveChart(Chart):
    """Accuracy over the strength of a variation."""

    def __init__(self) -> None:
        self._points: list[tuple[float, float]] = []
        self._names: list[str] = []
        self._low = 0.0
        super().__init__()

    def set_points(self, strengths: Sequence[float], accuracy: Sequence[float], names: Sequence[str]) -> None:
        """Show a curve; `names` say the strengths in words."""
        self._points, self._names = list(zip(strengths, accuracy, strict=True)), list(names)
        lowest = min(accuracy, default=0.0)
        self._low = next((low for low in (0.95, 0.9, 0.8, 0.5) if lowest >= low), 0.0)
        self.refresh()

    def count(self) -> int:
        """How many points there are."""
        return len(self._points)

    def x_of(self, index: int) -> float:
        """Where a strength lies between the first and the last."""
        first, last = self._points[0][0], self._points[-1][0]
        return (self._points[index][0] - first) / (last - first) if last > first else 0.5

    def levels(self) -> Sequence[tuple[float, str]]:
        """Return three: the ceiling is 100 %, the floor a round number below the lowest point."""
        shares = (0.0, 0.5, 1.0)
        return [(share, f"{100 * (self._low + share * (1 - self._low)):g}") for share in shares]

    def marks(self) -> Sequence[tuple[float, str]]:
        """Every strength for which there is room."""
        return [(self.x_of(index), name) for index, name in enumerate(self._names)]

    def tell(self, index: int) -> str:
        """Say the accuracy at a strength."""
        return f"{self._names[index]}: {100 * self._points[index][1]:.1f} %"

    def draw_inside(self, painter: QPainter, frame: QRectF) -> None:
        """Paint the curve, and the point under the pointer."""
        colours = theme().palette
        points = [
            QPointF(
                frame.left() + self.x_of(index) * frame.width(),
                frame.bottom() - (accuracy - self._low) / (1 - self._low) * frame.height(),
            )
            for index, (_, accuracy) in enumerate(self._points)
        ]
        painter.setPen(QPen(colours.selection, 1.5))
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(Qt.PenStyle.NoPen)
        for index, point in enumerate(points):
            pointed = index == self._pointed
            painter.setBrush(colours.winner if pointed else colours.selection)
            painter.drawEllipse(point, *((2 * _DOT,) * 2 if pointed else (_DOT,) * 2))
