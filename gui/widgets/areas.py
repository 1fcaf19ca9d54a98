"""Amounts as areas, side by side: what each layer has of a whole, and what another whole would be beside it."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from gui.theme import mixed, theme
from gui.widgets.focus import Ringed
from gui.widgets.treemap import treemap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

_GAP: Final = 20.0
_BETWEEN: Final = 10.0  # two areas of one scale
_LONGEST: Final = 1.5  # ratio of an area's sides
_KEY: Final = Qt.Key


@dataclass(frozen=True, slots=True)
class Part:
    """One rectangle: what it stands for, its name, its amount, and what is told of it."""

    key: str
    name: str
    amount: int
    told: str


@dataclass(frozen=True, slots=True)
class Whole:
    """All parts of one thing, and what stands above them: the first of these forms that fits."""

    words: tuple[str, ...]
    parts: tuple[Part, ...]

    @property
    def amount(self) -> int:
        """The sum."""
        return sum(part.amount for part in self.parts)


@dataclass(frozen=True, slots=True)
class Chart:
    """A whole, and perhaps a smaller one beside it in the same scale."""

    whole: Whole
    beside: Whole | None = None


class Areas(Ringed):
    """Charts of areas. The arrow keys go from part to part, Enter chooses. The setters emit nothing.

    Signals
    -------
    pointed
        What is told of the part under the pointer or the keyboard; '' for none.
    chosen
        The key of a part.
    """

    pointed = Signal(str)
    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._charts: tuple[Chart, ...] = ()
        self._marked = ""
        self._current: tuple[int, int, int] | None = None  # chart, whole, part
        self._places: list[list[tuple[QRectF, list[QRectF]]]] | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self.update)

    def set_charts(self, charts: Sequence[Chart]) -> None:
        """Show these charts, side by side, each in a scale of its own."""
        self._charts, self._places, self._current = tuple(charts), None, None
        told = [f"{whole.words[0]}: " + "; ".join(part.told for part in whole.parts) for whole in self._wholes()]
        self.setAccessibleDescription(". ".join(told))
        self.update()

    def set_marked(self, key: str) -> None:
        """Mark the parts of one key."""
        if key != self._marked:
            self._marked = key
            self.update()

    def place_of(self, chart: int, whole: int, key: str) -> QRectF:
        """Return where a part is; of a chart, whole 0 is the one itself, 1 what is beside it."""
        parts = self._group(chart, whole).parts
        return self._found()[chart][whole][1][[part.key for part in parts].index(key)]

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(280, 130)

    def minimumSizeHint(self) -> QSize:
        """Return the least in which something can be seen."""
        return QSize(104, 72)

    # --- geometry --------------------------------------------------------------------------------------------

    def _wholes(self) -> list[Whole]:
        return [whole for chart in self._charts for whole in (chart.whole, chart.beside) if whole is not None]

    def _group(self, chart: int, whole: int) -> Whole:
        found = self._charts[chart].beside if whole else self._charts[chart].whole
        assert found is not None
        return found

    def _found(self) -> list[list[tuple[QRectF, list[QRectF]]]]:
        if self._places is None:
            self._places = []
            line = QFontMetricsF(theme().font("small")).height() + 3
            room = QRectF(self.rect()).adjusted(2, 0, -2, -2)
            count = max(1, len(self._charts))
            across = (room.width() - _GAP * (count - 1)) / count
            down = room.height() / count
            upright = room.height() > room.width()  # below each other
            for index, chart in enumerate(self._charts):
                x = room.x() if upright else room.x() + index * (across + _GAP)
                y = room.y() + index * down if upright else room.y()
                size = (room.width(), down - 4) if upright else (across, room.height())
                self._places.append(_divided(chart, QRectF(x, y + line, size[0], max(0.0, size[1] - line))))
        return self._places

    # --- painting --------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint every area with its parts."""
        colour, font = theme().palette, theme().font("small")
        with QPainter(self) as painter:
            painter.setFont(font)
            metrics = QFontMetricsF(font)
            for number, found in enumerate(self._found()):
                for which, (place, tiles) in enumerate(found):
                    whole = self._group(number, which)
                    for index, (part, tile) in enumerate(zip(whole.parts, tiles, strict=True)):
                        self._paint_part(
                            painter, part, tile, metrics, whole.amount, (number, which, index) == self._current
                        )
                    room = self._room_above(number, which)
                    fitting = (form for form in whole.words if metrics.horizontalAdvance(form) <= room)
                    words = next(fitting, "")
                    painter.setPen(colour.grey)
                    line = metrics.height()
                    painter.drawText(
                        QRectF(place.x(), place.y() - line - 2, room + 2, line), Qt.AlignmentFlag.AlignLeft, words
                    )
            if self._ring:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(colour.selection, 1.5))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _room_above(self, number: int, which: int) -> float:
        """Return how far the words above an area may reach to the right."""
        found = self._found()[number]
        place = found[which][0]
        if which == 1:
            return float(found[0][0].x() - place.x() - 4)
        after = self._found()[number + 1][-1][0].x() if number + 1 < len(self._found()) else 0.0
        right = after - 8 if after > place.right() else self.width()
        return float(right - place.x())

    def _paint_part(
        self, painter: QPainter, part: Part, tile: QRectF, metrics: QFontMetricsF, whole: int, current: bool
    ) -> None:
        if tile.isEmpty():
            return
        colour = theme().palette
        marked = part.key == self._marked
        ground = mixed(colour.selection, colour.dock, 0.55) if marked else mixed(colour.grey, colour.dock, 0.72)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mixed(ground, colour.text, 0.12) if current else ground)
        gap = 1.0 if min(tile.width(), tile.height()) > 4 else 0.25
        inside = tile.adjusted(0, 0, -gap, -gap)
        painter.drawRect(inside)
        if current:
            painter.setPen(QPen(colour.text, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(inside.adjusted(0.5, 0.5, -0.5, -0.5))
        share = f"{round(100 * part.amount / whole)} %"
        lines = [words for words in (part.name, share) if metrics.horizontalAdvance(words) <= tile.width() - 8]
        if tile.height() < 2 * metrics.height() + 4:
            both = f"{part.name} {share}"
            lines = [both] if metrics.horizontalAdvance(both) <= tile.width() - 8 else lines[-1:]
        if lines and tile.height() >= metrics.height() + 2:
            painter.setPen(colour.text)
            painter.drawText(inside.adjusted(4, 2, -2, -2), Qt.AlignmentFlag.AlignLeft, "\n".join(lines))

    # --- pointer and keyboard --------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Divide the new room."""
        self._places = None
        super().resizeEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell what is under the pointer."""
        self._set_current(self._at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Tell nothing more."""
        super().leaveEvent(event)
        self._set_current(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the part under the pointer."""
        found = self._at(event.position())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self._set_current(found)
            self.chosen.emit(self._group(*found[:2]).parts[found[2]].key)
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from part to part, the largest first; Enter chooses."""
        order = [
            (number, 0, index)
            for number, chart in enumerate(self._charts)
            for index in sorted(range(len(chart.whole.parts)), key=lambda i: -chart.whole.parts[i].amount)
            if chart.whole.parts[index].amount
        ]
        step = {_KEY.Key_Right: 1, _KEY.Key_Down: 1, _KEY.Key_Left: -1, _KEY.Key_Up: -1}.get(_KEY(event.key()))
        if step is not None and order:
            at = order.index(self._current) if self._current in order else (-1 if step > 0 else len(order))
            self._set_current(order[min(max(at + step, 0), len(order) - 1)])
        elif event.key() in (_KEY.Key_Return, _KEY.Key_Enter) and self._current is not None:
            self.chosen.emit(self._group(*self._current[:2]).parts[self._current[2]].key)
        else:
            super().keyPressEvent(event)

    def _at(self, point: QPointF) -> tuple[int, int, int] | None:
        for number, found in enumerate(self._found()):
            for which, (_, tiles) in enumerate(found):
                for index, tile in enumerate(tiles):
                    if tile.contains(point):
                        return number, which, index
        return None

    def _set_current(self, current: tuple[int, int, int] | None) -> None:
        if current != self._current:
            self._current = current
            self.update()
            self.pointed.emit("" if current is None else self._group(*current[:2]).parts[current[2]].told)


def _divided(chart: Chart, room: QRectF) -> list[tuple[QRectF, list[QRectF]]]:
    """Return the places of a whole and of what is beside it, at its left, both in one scale and on one floor."""
    share = 0.0 if chart.beside is None else sqrt(chart.beside.amount / max(1, chart.whole.amount))
    spare = _BETWEEN if chart.beside is not None else 0.0
    width = (room.width() - spare) / (1 + share)
    height = min(room.height(), width * _LONGEST)
    width = min(width, height * _LONGEST)
    left = room.x() + (width * share + spare if chart.beside is not None else 0.0)
    place = QRectF(left, room.y(), width, height)
    found = [(place, treemap([part.amount for part in chart.whole.parts], place))]
    if chart.beside is not None:
        small = QRectF(room.x(), place.bottom() - height * share, width * share, height * share)
        found.append((small, treemap([part.amount for part in chart.beside.parts], small)))
    return found
