"""The pictures of one stage: after the sum, after ReLU, after pooling, each as large as there is room."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QWidget

from gui.convolving.words import convolved, pooled, tr
from gui.texts import dimensions
from gui.theme import theme
from gui.widgets.cellmap import CellMap

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from gui.theme import LutKind
    from model.convolving import Result

    Values = NDArray[np.floating[Any]]

GAP: Final = 12
_WANTED: Final = 120  # where three pictures would be smaller, the sum gives way to what ReLU made of it
_DOT: Final = 0.3  # of a cell, across
_SMALLEST_DOT: Final = 2.0


class StageMap(CellMap):
    """One picture; over it a dot on every cell that won its block."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # else the whole dock is painted with every picture
        self._winners: NDArray[np.intp] = np.zeros((0, 2), np.intp)
        self._told: Callable[[int, int], str] | None = None

    def set_told(self, told: Callable[[int, int], str]) -> None:
        """Word a cell of the values that come next by a function of row and column: where its number comes from."""
        self._told = told

    def words(self, row: int, column: int) -> str:
        """Return where the number comes from, or the number."""
        return super().words(row, column) if self._told is None else self._told(row, column)

    @property
    def winners(self) -> NDArray[np.intp]:
        """Rows and columns of the cells with a dot, intp [n, 2]."""
        return self._winners

    def set_winners(self, counts: NDArray[np.intp] | None) -> None:
        """Put a dot on every cell whose count [rows, columns] is not 0; None: on none."""
        self._winners = np.zeros((0, 2), np.intp) if counts is None else np.argwhere(counts)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture and the dots, with a rim: they are seen on every colour."""
        look, side = theme().palette, self.cell
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), look.dock)
        super().paintEvent(event)
        if not len(self._winners):
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            radius = max(_SMALLEST_DOT, _DOT * side) / 2
            rim = QColor(look.window)
            rim.setAlphaF(0.75)
            painter.setPen(QPen(rim, 1) if side >= 7 else Qt.PenStyle.NoPen)
            painter.setBrush(look.winner)
            for row, column in self._winners.tolist():
                painter.drawEllipse(QPointF(1 + (column + 0.5) * side, 1 + (row + 0.5) * side), radius, radius)


class Pictures(QWidget):
    """Up to three pictures with a line of words above each; side by side, or one above the other.

    Signals
    -------
    pointed
        'z', 'a' or 'p', row and column under the pointer or the keyboard; row and column -1: nothing.
    """

    pointed = Signal(str, int, int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.maps = {part: StageMap(self) for part in "zap"}
        self._parts: tuple[str, ...] = ("z",)
        self._lean = False
        self._shown: tuple[str, ...] = ("z",)
        self._captions: dict[str, str] = {}
        for part, shown in self.maps.items():
            shown.pointed.connect(self._on_pointed)
            shown.setAccessibleName(names()[part])
        theme().changed.connect(self.update)

    @property
    def parts(self) -> tuple[str, ...]:
        """Which pictures the stage makes."""
        return self._parts

    @property
    def shown(self) -> tuple[str, ...]:
        """Which pictures there is room for."""
        return self._shown

    def show_result(self, result: Result) -> None:
        """Show what a stage made. Emits nothing."""
        stage = result.stage
        shown = tuple(part for part, there in (("z", True), ("a", stage.relu), ("p", stage.pool != "none")) if there)
        values = {"z": result.z, "a": result.a, "p": result.out}
        high = float(np.abs(result.a).max(initial=0.0)) or 1.0
        for part in shown:
            self.maps[part].set_told(partial(_told, result, part))
            kind: LutKind = "map" if part != "z" and stage.relu else "signed"
            most = high if part != "z" else float(np.abs(result.z).max(initial=0.0)) or 1.0
            self.maps[part].set_values(values[part], kind, 0.0 if kind == "map" else -most, most)
        before = "a" if stage.relu else "z"
        self.maps["z"].set_winners(None)
        self.maps["a"].set_winners(None)
        self.maps[before].set_winners(result.wins() if result.winners is not None and not self._lean else None)
        captions = {part: f"{names()[part]}  {dimensions(values[part].shape)}" for part in shown}
        if shown != self._parts:
            self._parts = shown
            self._place()
        if captions != self._captions:
            self._captions = captions
            self.update()

    def set_marks(self, marks: Mapping[str, Mapping[str, Any]]) -> None:
        """Outline and ring cells of the pictures; see `CellMap.set_marks`."""
        for part, shown in self.maps.items():
            shown.set_marks(**marks.get(part, {}))

    def set_lean(self, lean: bool) -> None:
        """Show what the kernel makes alone, without pooling, or all there is room for."""
        self._lean = lean
        self._place()

    def width_for(self, height: int) -> int:
        """Return how wide the pictures are, side by side, where they are as high as that."""
        side, count = height - self._line, 1 if self._lean else len(self._parts)
        if count == 3 and side < _WANTED:
            count = 2
        return count * (side + GAP) - GAP

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the pictures."""
        super().resizeEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        """Follow the font."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._place()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write the words above the pictures."""
        with QPainter(self) as painter:
            painter.setFont(theme().font("small"))
            painter.setPen(theme().palette.grey)
            metrics = QFontMetrics(painter.font())
            for part in self._shown:
                area = self.maps[part].geometry()
                followed = any(self.maps[other].x() > area.x() for other in self._shown)
                room = area.width() + GAP - 4 if followed else self.width() - area.x()
                words = metrics.elidedText(self._captions.get(part, ""), Qt.TextElideMode.ElideRight, room)
                top = QRect(area.left() + 1, area.top() - self._line, room, self._line)
                painter.drawText(top, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)

    @property
    def _line(self) -> int:
        return QFontMetrics(theme().font("small")).height() + 4

    def _best(self, count: int) -> tuple[int, int]:
        """Return how large so many pictures can be, and how many of them then stand side by side."""
        found = []
        for columns in range(1, count + 1):
            rows = -(-count // columns)
            wide = (self.width() - GAP * (columns - 1)) // columns
            tall = (self.height() - GAP * (rows - 1)) // rows - self._line
            found.append((max(1, min(wide, tall)), columns))
        return max(found)

    def _place(self) -> None:
        line, shown = self._line, self._parts
        if self._lean:
            shown = ("a",) if "a" in shown else ("z",)
        elif len(shown) == 3 and self._best(3)[0] < _WANTED:
            shown = shown[1:]
        self._shown = shown
        side, columns = self._best(len(shown))
        for part, picture in self.maps.items():
            picture.setVisible(part in shown)
        for index, part in enumerate(shown):
            row, column = divmod(index, columns)
            self.maps[part].setGeometry(column * (side + GAP), row * (side + line + GAP) + line, side, side)

    @Slot(int, int)
    def _on_pointed(self, row: int, column: int) -> None:
        part = next(part for part, shown in self.maps.items() if shown is self.sender())
        self.pointed.emit(part, row, column)


def _told(result: Result, part: str, row: int, column: int) -> str:
    return (pooled if part == "p" else convolved)(result, row, column)[0]


def names() -> dict[str, str]:
    """Return what the pictures are called."""
    return {"z": tr("sum z"), "a": tr("after ReLU"), "p": tr("pooled")}
