"""Contributions that add up, strongest first: every bar begins where the last one ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF
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
        self._steps: list[float] = []  # the same as numbers of Python
        self._sums: list[float] = []
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
        self._steps, self._sums = self._values.tolist(), self._ends.tolist()
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

    def row_painter(self, painter: QPainter) -> Callable[[int, QRectF], None]:
        """Return what paints name, step and numbers of a row."""
        look, chosen, last, name = theme().palette, self._chosen, self.count - 1, self._name
        steps, sums, marked = self._steps, self._sums, (self.looked_at, self._chosen)
        (low, high), left, line, baseline = self._range, self._bar.left(), self.line, self._baseline
        scale, thick, half = self._bar.width() / (high - low), max(4.0, round(line * 0.6)), line / 2
        zero = left + (0.0 - low) * scale
        advance, value_edge, sum_edge = self._advance, self._value_edge, self._sum_edge if self._shows_sums else None
        axis, joint, text, grey = self._axis, self._joint, look.text, look.grey
        pen, write, stroke, fill = painter.setPen, painter.drawText, painter.drawLine, painter.fillRect
        painter.setFont(self._font)

        def paint(row: int, rect: QRectF) -> None:
            value, end, top = steps[row], sums[row], rect.top()
            base, middle = top + baseline, top + half
            if row == chosen:
                fill(QRectF(0, top + 1, 2, line - 2), look.selection)
            pen(text if row in marked else grey)
            write(QPointF(_EDGE + 3, base), name(row))
            start = left + ((sums[row - 1] if row else 0.0) - low) * scale
            stop = left + (end - low) * scale
            pen(axis)
            stroke(QLineF(zero, top, zero, top + line))
            if value:
                bar = QRectF(min(start, stop), middle - thick / 2, max(1.5, abs(stop - start)), thick)
                fill(bar, look.positive if value > 0 else look.negative)
            if row < last:
                pen(joint)
                stroke(QLineF(stop, middle, stop, top + line + half - 1))
            pen(text if value else grey)
            told = _signed(value)
            write(QPointF(value_edge - len(told) * advance, base), told)
            if sum_edge is not None:
                pen(grey)
                told = _signed(end)
                write(QPointF(sum_edge - len(told) * advance, base), told)

        return paint


def _signed(value: float, digits: int = 3) -> str:
    """Write a number with its sign: +0.350, −12.4."""
    if value == 0:
        return "0"
    size = abs(value)
    text = f"{size:.{digits}f}" if 0.0005 <= size < 100 or digits > 3 else number(size)
    return ("+" if value > 0 else "−") + text
