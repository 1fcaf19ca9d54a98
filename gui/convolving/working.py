"""The sum behind one cell: what the kernel lies on, the kernel, their products; over the lab while one points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QWidget

from gui.convolving.words import convolved, pooled, tr
from gui.theme import theme
from gui.widgets.matrix import Matrix

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from model.convolving import Result

_MARGIN: Final = 10
_SIGN: Final = 20
_CELL: Final = QSize(40, 24)
_SMALL: Final = QSize(32, 18)


class Working(QWidget):
    """A small card that the pointer goes through. `show_sum`, `show_block` and `hide` emit nothing."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.tables = [Matrix(self) for _ in range(3)]
        self._headings: tuple[str, ...] = ()
        self._signs: tuple[str, ...] = ()
        self.forms: tuple[str, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        for table in self.tables:
            table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def show_sum(self, result: Result, row: int, column: int) -> None:
        """Show how a cell of z came about."""
        patch, kernel = result.patch(row, column), result.stage.weights
        products = patch * kernel
        read = float(np.abs(result.image).max(initial=0.0)) or 1.0
        signed = bool((result.image < 0).any())
        # Zeros of a rim are hatched; what is mirrored or repeated there counts like any other number
        inside = result.inside(row, column) if result.stage.fill == "zero" else None
        self._show(
            (patch, "signed" if signed else "map", read, inside),
            (kernel, "signed", float(np.abs(kernel).max(initial=0.0)) or 1.0, None),
            (products, "signed", float(np.abs(products).max(initial=0.0)) or 1.0, None),
        )
        self._headings = tr("picture"), tr("kernel"), tr("products")
        self._signs, self.forms = ("×", "="), convolved(result, row, column)

    def show_block(self, result: Result, row: int, column: int) -> None:
        """Show which cell of a block is kept."""
        top, left, bottom, right = result.block(row, column)
        block, kept = result.a[top:bottom, left:right], result.out[row : row + 1, column : column + 1]
        most = float(np.abs(result.a).max(initial=0.0)) or 1.0
        kind = "map" if result.stage.relu else "signed"
        self._show((block, kind, most, None), (kept, kind, most, None))
        winner = result.winner(row, column)
        if winner is not None:
            self.tables[0].set_marked((winner[0] - top, winner[1] - left))
        self._headings, self._signs = (tr("block"), tr("kept")), ("→",)
        self.forms = pooled(result, row, column)

    def _show(self, *sheets: tuple) -> None:  # type: ignore[type-arg]
        for table, sheet in zip(self.tables, sheets, strict=False):
            values, kind, most, inside = sheet
            table.set_values(np.ascontiguousarray(values), kind, 0.0 if kind == "map" else -most, most, inside)
            table.set_marked(None)
        for index, table in enumerate(self.tables):
            table.setVisible(index < len(sheets))

    def place(self, whole: QRect, inner: QRect, beside: QRect) -> None:
        """Appear to the left or right of `beside`, which stays free: in `inner`, or where that is narrow in `whole`."""
        columns = sum(table.shape[1] for table in self.tables if not table.isHidden())
        free = max(beside.left() - inner.left(), inner.right() - beside.right()) - 8
        room = whole if free < columns * _SMALL.width() + 2 * (_MARGIN + _SIGN) else inner
        left, right = beside.left() - room.left(), room.right() - beside.right()
        width = max(left, right) - 8
        size = self._arrange(width)
        x = beside.left() - 8 - size.width() if left >= right else beside.right() + 8
        y = min(max(beside.center().y() - size.height() // 2, room.top()), room.bottom() - size.height())
        self.setGeometry(QRect(QPoint(x, max(y, room.top())), size))
        self.show()
        self.raise_()
        self.update()

    def _arrange(self, width: int) -> QSize:
        """Place the tables in a card that is no wider than that; return its size."""
        shown = [table for table in self.tables if not table.isHidden()]
        line = QFontMetrics(theme().font("small")).height() + 4
        columns = sum(table.shape[1] for table in shown)
        free = width - 2 * _MARGIN - _SIGN * (len(shown) - 1)
        wide = max(8, min(_CELL.width(), free // columns))
        tall = _CELL.height() if wide > _SMALL.width() else max(8, min(_SMALL.height(), wide))
        x, most = _MARGIN, max(table.shape[0] for table in shown)
        for table in shown:
            rows, across = table.shape
            taken = Matrix.taken((rows, across), across * wide, most * tall)
            table.setGeometry(x, _MARGIN + line, taken.width(), taken.height())
            x += taken.width() + _SIGN
        metrics, bottom = QFontMetrics(theme().font("monosmall")), max(t.geometry().bottom() for t in shown)
        least = max(x - _SIGN + _MARGIN, 180)
        fitting = next((f for f in self.forms if metrics.horizontalAdvance(f) + 2 * _MARGIN <= width), self.forms[-1])
        self._words = fitting
        needed = metrics.horizontalAdvance(fitting) + 2 * _MARGIN
        self._foot = QRect(_MARGIN, bottom + 6, max(least, needed) - 2 * _MARGIN, metrics.height() + 2)
        return QSize(max(least, needed), self._foot.bottom() + _MARGIN)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card, its words and the signs between the tables."""
        look = theme().palette
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(look.line, 1))
            painter.setBrush(look.raised)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
            painter.setFont(theme().font("small"))
            line = painter.fontMetrics().height() + 4
            shown = [table.geometry() for table in self.tables if not table.isHidden()]
            painter.setPen(look.grey)
            for area, heading in zip(shown, self._headings, strict=False):
                painter.drawText(QRect(area.left(), area.top() - line, area.width() + _SIGN, line), 0, heading)
            painter.setPen(look.text)
            middle = max(area.center().y() for area in shown)
            for area, sign in zip(shown, self._signs, strict=False):
                between = QRect(area.right(), middle - line // 2, _SIGN, line)
                painter.drawText(between, Qt.AlignmentFlag.AlignCenter, sign)
            painter.setFont(theme().font("monosmall"))
            painter.drawText(self._foot, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._words)
