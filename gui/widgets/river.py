"""Values over the time of a drawing, one curve each.

Imports pyqtgraph (as `gui.widgets.charts` does), which takes a quarter of a second: it is imported beside the living
window.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.widgets.course import Course, History, Seconds, Values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent, QResizeEvent

_LEAST_SPAN: Final = 0.8  # seconds of drawing that the whole width stands for, at least
_WORTH_A_CURVE: Final = 0.02
_WORTH_A_NAME: Final = 0.25
_GRAIN: Final = 2  # pixels from point to point
_MILLISECONDS: Final = 66  # between two paintings
_RIGHT, _BOTTOM = 14, 1


@dataclass(frozen=True, slots=True)
class RiverLook:
    """Colours and font of a river."""

    ground: QColor = field(default_factory=lambda: QColor("white"))
    line: QColor = field(default_factory=lambda: QColor("lightgrey"))
    curve: QColor = field(default_factory=lambda: QColor("grey"))
    words: QColor = field(default_factory=lambda: QColor("grey"))
    winner: QColor = field(default_factory=lambda: QColor("black"))
    font: QFont = field(default_factory=QFont)


@dataclass(frozen=True, slots=True)
class _Words:
    """A few words with their baseline's left end, and the room that they take."""

    text: str
    at: QPointF
    room: QRectF
    strong: bool = False


class _Picture(pg.GraphicsObject):  # type: ignore[misc]
    """Everything that is seen, in the pixels of the view: a third of the cost of plot items of their own."""

    def __init__(self) -> None:
        super().__init__()
        self.look = RiverLook()
        self.doubted = False
        self.bounds = QRectF()
        self.levels: list[QLineF] = []
        self.others: list[QPolygonF] = []
        self.winner = QPolygonF()
        self.area = QPolygonF()
        self.marks: list[QLineF] = []
        self.words: list[_Words] = []
        self.pointer: QLineF | None = None

    def boundingRect(self) -> QRectF:
        """Return the whole view."""
        return self.bounds

    def paint(self, painter: QPainter, option: object, widget: object = None) -> None:
        """Paint from the ground up: levels, the winner's area, curves, marks, words."""
        look = self.look
        winner = look.curve if self.doubted else look.winner
        painter.setPen(QPen(look.line, 1))
        painter.drawLines(self.levels)
        shade = QColor(winner)
        shade.setAlphaF(0.22)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade)
        painter.drawPolygon(self.area)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.curve, 1))
        for curve in self.others:
            painter.drawPolyline(curve)
        # Two thin lines make a thick one at a twentieth of its cost
        painter.setPen(QPen(winner, 1))
        painter.drawPolyline(self.winner)
        painter.translate(0, 0.6)
        painter.drawPolyline(self.winner)
        painter.translate(0, -0.6)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(look.words, 1, Qt.PenStyle.DotLine))
        painter.drawLines(self.marks)
        painter.setFont(look.font)
        veil = QColor(look.ground)
        veil.setAlphaF(0.6)
        for words in self.words:
            painter.fillRect(words.room, veil)
            painter.setPen(winner if words.strong and not self.doubted else look.words)
            painter.drawText(words.at, words.text)
        if self.pointer is not None:
            painter.setPen(QPen(look.words, 1))
            painter.drawLine(self.pointer)


class _Measures:
    """Sizes of the words in a font, each asked for once."""

    def __init__(self, font: QFont) -> None:
        self._metrics = QFontMetrics(font)
        self._widths: dict[str, int] = {}
        self.height = self._metrics.height()
        self.ascent = self._metrics.ascent()
        self.cap = self._metrics.capHeight()

    def width(self, text: str) -> int:
        """How wide a text is."""
        if text not in self._widths:
            self._widths[text] = self._metrics.horizontalAdvance(text)
        return self._widths[text]


class River(pg.GraphicsView):  # type: ignore[misc]
    """One curve per value that was ever worth it, the present winner's filled. The setters emit nothing.

    Its time runs only while something is drawn: pauses are cut short. It draws itself anew at most 15 times a
    second, and always once after the last change.
    """

    hovered = Signal(object)  # (seconds, values) of the moment under the pointer, or None

    def __init__(self, names: Sequence[str] = ()) -> None:
        super().__init__(useOpenGL=False, background=None)
        self._names = tuple(names)
        self._course = Course()
        self._history: History = ()
        self._changes: list[tuple[int, int]] = []
        self._stale = False
        self._pointer: float | None = None
        self._picture = _Picture()
        self._measures = _Measures(self._picture.look.font)
        self.addItem(self._picture)
        self.setViewportUpdateMode(self.ViewportUpdateMode.FullViewportUpdate)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_MILLISECONDS)
        self._timer.timeout.connect(self._on_timeout)

    # --- what is shown --------------------------------------------------------------------------------------

    @property
    def changes(self) -> list[tuple[int, int]]:
        """The changes of the answer, (from, to)."""
        return list(self._changes)

    def set_look(self, look: RiverLook) -> None:
        """Use other colours and another font."""
        self._picture.look = look
        self._measures = _Measures(look.font)
        self.setBackground(look.ground)
        self._refresh()

    def set_history(self, names: Sequence[str], history: History) -> None:
        """Show a history: (seconds, values) of every moment, and the names of the values.

        The list is kept and read when the river is drawn; it may grow meanwhile.
        """
        self._names, self._history = tuple(names), history
        if self._timer.isActive():
            self._stale = True
        else:
            self._refresh()
            self._timer.start()

    def set_doubted(self, doubted: bool) -> None:
        """Paint the winner as grey as the others where its present answer is nothing to rely on."""
        if doubted != self._picture.doubted:
            self._picture.doubted = doubted
            self._picture.update()

    def moment_at(self, x: float) -> tuple[float, Values] | None:
        """Return what was told at a place, in pixels from the left; None where nothing is drawn yet."""
        if not len(self._course):
            return None
        pixels = self._pixels(self._course.drawn)
        if not 0 <= x <= pixels[-1] + _GRAIN:
            return None
        index = int(np.abs(pixels - x).argmin())
        return float(self._course.seconds[index]), self._course.values[index].copy()

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(206, 110)

    def minimumSizeHint(self) -> QSize:
        """Return the least in which something can be read."""
        return QSize(80, 48)

    def close(self) -> bool:
        """Close like any widget; the base class would take its scene and viewport apart, and can crash."""
        return QWidget.close(self)

    # --- inside ---------------------------------------------------------------------------------------------

    def _on_timeout(self) -> None:
        if self._stale:
            self._refresh()
            self._timer.start()

    def _refresh(self) -> None:
        """Draw the history into the present size."""
        self._stale = False
        self._course.follow(self._history)
        picture, course = self._picture, self._course
        width = float(self.viewport().width())
        floor = self._height(0.0)
        levels = (0.0, 0.5, 1.0)[: 3 if len(course) else 1]
        picture.levels = [QLineF(0, y, width, y) for y in map(round, map(self._height, levels))]
        picture.others, picture.marks, picture.words = [], [], []
        picture.winner = picture.area = QPolygonF()
        self._changes = []
        if len(course):
            pixels = self._pixels(course.drawn)
            winner = int(course.values[-1].argmax())
            self._draw_curves(pixels, winner, floor)
            self._draw_marks(pixels, width, floor)
            self._draw_names(pixels, winner)
        self._draw_pointer()
        picture.update()

    def _draw_curves(self, pixels: Seconds, winner: int, floor: float) -> None:
        """One point every few pixels is enough."""
        values, picture = self._course.values, self._picture
        x = np.append(np.arange(0.0, pixels[-1], _GRAIN), pixels[-1])
        chosen = np.searchsorted(pixels, x, side="right") - 1
        y = self._heights(values.take(chosen, axis=0))
        polygon = pg.functions.arrayToQPolygonF
        seen, worth = y < floor - 1, values.max(axis=0) > _WORTH_A_CURVE
        firsts, lasts = seen.argmax(axis=0).tolist(), (len(x) - 1 - seen[::-1].argmax(axis=0)).tolist()
        for digit in (worth & seen.any(axis=0)).nonzero()[0].tolist():
            if digit != winner:
                # What lies on the floor before and after is not worth its painting
                part = slice(max(0, firsts[digit] - 1), lasts[digit] + 2)
                picture.others.append(polygon(x[part], y[part, digit]))
        picture.winner = polygon(x, y[:, winner])
        picture.area = polygon(np.append(x, (x[-1], x[0])), np.append(y[:, winner], (floor, floor)))

    def _draw_marks(self, pixels: Seconds, width: float, floor: float) -> None:
        """Draw a line where the answer changed, with words, from the last back as far as there is room."""
        changes = self._course.changes()
        self._changes = [(change.before, change.after) for change in changes]
        for change in reversed(changes):
            x = float(round(pixels[change.index]))
            text = f"{self._name(change.before)} → {self._name(change.after)}"
            length = self._measures.width(text)
            left = x + 4 if x + 4 + length <= width else x - 4 - length
            room = QRectF(left - 5, 0, length + 10, self._measures.height)
            if left >= 0 and self._is_free(room):
                self._picture.marks.append(QLineF(x, 1, x, floor))
                self._picture.words.append(_Words(text, QPointF(left, self._measures.ascent - 1), room))

    def _draw_names(self, pixels: Seconds, winner: int) -> None:
        """Name the winner at the end of its curve, and others where they were likeliest, under the peak."""
        values, cap, lowest = self._course.values, self._measures.cap, self.viewport().height() - 3.0
        end = self._height(float(values[-1, winner])) + cap / 2
        self._name_at(winner, float(pixels[-1]) + 4, min(end, lowest), strong=True)
        peaks = values.argmax(axis=0)
        heights = values.max(axis=0)
        for digit in np.argsort(-heights).tolist():
            height = float(heights[digit])
            if height < _WORTH_A_NAME:
                break
            if digit == winner:
                continue
            half = self._measures.width(self._name(digit)) / 2
            x = min(max(2.0, float(pixels[peaks[digit]]) - half), max(2.0, float(pixels[-1]) - 2 * half - 2))
            y = self._height(height) + cap + 4
            self._name_at(digit, x, min(y, lowest))

    def _name_at(self, digit: int, x: float, y: float, *, strong: bool = False) -> None:
        name, cap = self._name(digit), self._measures.cap
        room = QRectF(x - 3, y - cap - 3, self._measures.width(name) + 6, cap + 6)
        if strong or self._is_free(room):
            self._picture.words.append(_Words(name, QPointF(x, y), room, strong))

    def _is_free(self, room: QRectF) -> bool:
        return not any(room.intersects(words.room) for words in self._picture.words)

    def _name(self, digit: int) -> str:
        return self._names[digit] if digit < len(self._names) else str(digit)

    def _pixels(self, drawn: Seconds) -> Seconds:
        scale = max(1, self.viewport().width() - _RIGHT) / max(_LEAST_SPAN, float(drawn[-1]))
        pixels: Seconds = drawn * scale
        return pixels

    def _ends(self) -> tuple[float, float]:
        """Return where 0 and 1 are, in pixels; above 1 there is a line of words."""
        return self.viewport().height() - _BOTTOM - 0.5, self._measures.height + 2.5

    def _height(self, value: float) -> float:
        """From 0-1 to pixels."""
        floor, ceiling = self._ends()
        return floor - min(max(value, 0.0), 1.0) * (floor - ceiling)

    def _heights(self, values: Values) -> Seconds:
        """Do the same with many values."""
        floor, ceiling = self._ends()
        heights = values.astype(np.float64)
        heights.clip(0.0, 1.0, out=heights)
        heights *= ceiling - floor
        heights += floor
        return heights

    # --- pointer --------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw into the new size."""
        super().resizeEvent(event)
        if hasattr(self, "_timer"):  # the base class resizes itself while it is being made
            self._picture.prepareGeometryChange()
            self._picture.bounds = QRectF(self.viewport().rect())
            self._refresh()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell what was answered at that moment."""
        self._point_at(event.position().x())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """There is nothing to grab here."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """See `mousePressEvent`."""

    def leaveEvent(self, event: QEvent) -> None:
        """Tell no more."""
        super().leaveEvent(event)
        self._point_at(None)

    def _point_at(self, x: float | None) -> None:
        self._pointer = x
        self._draw_pointer()
        self._picture.update()
        self.hovered.emit(None if x is None else self.moment_at(x))

    def _draw_pointer(self) -> None:
        x = self._pointer
        moment = None if x is None else self.moment_at(x)
        line = None
        if moment is not None and x is not None:
            floor, ceiling = self._ends()
            line = QLineF(round(x), ceiling, round(x), floor)
        self._picture.pointer = line
