"""Contributions that add up, strongest first: every bar begins where the last one ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetrics, QPen

from gui.theme import mixed, theme
from gui.widgets.cellmarks import number
from gui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QWidget

    Doubles = NDArray[np.floating[Any]]

_GAP: Final = 8
_EDGE: Final = 2
_LEAST_BAR: Final = 110
_WIDEST_BAR: Final = 640


class Waterfall(Rows):
    """One row per contribution: its name, the step it makes, its number, and the sum so far where there is room.

    Orange and to the right is up, blue and to the left is down; numbers carry their sign.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: Doubles = np.zeros(0)
        self._ends: Doubles = np.zeros(0)
        self._name: Callable[[int], str] = str
        self._widest = ""
        self._range = (0.0, 1.0)
        self._chosen = -1
        self.fit()

    @property
    def values(self) -> Doubles:
        """The contributions, from top to bottom."""
        return self._values

    @property
    def ends(self) -> Doubles:
        """The sum after each of them."""
        return self._ends

    def name(self, row: int) -> str:
        """Return what a row is called."""
        return self._name(row)

    def set_steps(self, values: Doubles, name: Callable[[int], str], widest: str) -> None:
        """Show contributions [n] and the sums they add up to.

        Parameters
        ----------
        name
            Gives the name of a row; asked for visible rows only.
        widest
            The longest name there can be, so that the bars stay where they are.
        """
        self._values, self._ends, self._name = values, np.cumsum(values), name
        low = min(0.0, float(np.minimum.reduce(self._ends, initial=0.0)))
        high = max(0.0, float(np.maximum.reduce(self._ends, initial=0.0)))
        self._range = (low, high if high > low else low + 1.0)
        if widest != self._widest:
            self._widest = widest
            self.measure()
        self.set_count(len(values))

    def set_chosen(self, row: int) -> None:
        """Mark the row whose details are shown elsewhere; -1 for none."""
        if row != self._chosen:
            self._chosen = row
            self.update_rows()

    def measure(self) -> None:
        """Share the width out between names, bars and numbers."""
        look = theme().palette
        self._axis = QPen(mixed(look.line, look.grey, 0.25), 1)
        self._joint = QPen(mixed(look.grey, look.dock, 0.45), 1)
        self._font = theme().font("monosmall")
        metrics = QFontMetrics(self._font)
        self._advance = metrics.horizontalAdvance("0")
        width, left = self.viewport().width(), _EDGE + 3 + metrics.horizontalAdvance(self._widest) + _GAP
        room = metrics.horizontalAdvance("−00.000")
        self._shows_sums = width - left - 2 * (room + _GAP) - _EDGE >= _LEAST_BAR
        right = width - _EDGE - (room + _GAP) * (2 if self._shows_sums else 1)
        self._bar = QRectF(left, 0, max(8, min(_WIDEST_BAR, right - left)), 0)
        self._value_edge = self._bar.right() + _GAP + room
        self._sum_edge = self._value_edge + _GAP + room
        self._baseline = (self.line + metrics.capHeight()) / 2

    def words(self, row: int) -> str:
        """Word one row."""
        value, end = float(self._values[row]), float(self._ends[row])
        told = self.tr("{rank}. {name} adds {value}; the sum so far is {sum}")
        return told.format(rank=row + 1, name=self._name(row), value=_signed(value, 6), sum=_signed(end, 6))

    def paint_row(self, painter: QPainter, row: int, rect: QRectF) -> None:
        """Paint name, step and numbers."""
        look = theme().palette
        value, end = float(self._values[row]), float(self._ends[row])
        begin = float(self._ends[row - 1]) if row else 0.0
        base = rect.top() + self._baseline
        looked = row == self.looked_at or row == self._chosen
        if row == self._chosen:
            painter.fillRect(QRectF(0, rect.top() + 1, 2, rect.height() - 2), look.selection)
        painter.setFont(self._font)
        painter.setPen(look.text if looked else look.grey)
        painter.drawText(QPointF(_EDGE + 3, base), self._name(row))
        low, high = self._range
        scale = self._bar.width() / (high - low)
        start, stop, zero = (self._bar.left() + (x - low) * scale for x in (begin, end, 0.0))
        painter.setPen(self._axis)
        painter.drawLine(QPointF(zero, rect.top()), QPointF(zero, rect.bottom()))
        colour = look.positive if value > 0 else look.negative
        if value:
            thick = max(4.0, round(rect.height() * 0.6))
            bar = QRectF(min(start, stop), rect.center().y() - thick / 2, max(1.5, abs(stop - start)), thick)
            painter.fillRect(bar, colour)
        if row + 1 < self.count:
            painter.setPen(self._joint)
            painter.drawLine(QPointF(stop, rect.center().y()), QPointF(stop, rect.bottom() + rect.height() / 2 - 1))
        self._write(painter, self._value_edge, base, _signed(value), look.text if value else look.grey)
        if self._shows_sums:
            self._write(painter, self._sum_edge, base, _signed(end), look.grey)

    def _write(self, painter: QPainter, edge: float, base: float, text: str, colour: Any) -> None:
        painter.setPen(colour)
        painter.drawText(QPointF(edge - len(text) * self._advance, base), text)


def _signed(value: float, digits: int = 3) -> str:
    """Write a number with its sign: +0.350, −12.4."""
    if value == 0:
        return "0"
    size = abs(value)
    text = f"{size:.{digits}f}" if 0.0005 <= size < 100 or digits > 3 else number(size)
    return ("+" if value > 0 else "−") + text
