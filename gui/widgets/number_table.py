"""A few columns of numbers under their names; one row stands out, one column may be a bar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QWidget

from gui.theme import mixed, theme
from gui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QPaintEvent, QResizeEvent

_GAP: Final = 10
_EDGE: Final = 5
_AIRIEST: Final = 7
_ANY_DIGIT: Final = str.maketrans("123456789", "000000000")


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """A name, how the number of a row is written, and the longest it can be; with `share`, 0-1, a bar behind it."""

    heading: str
    write: Callable[[int], str]
    widest: str
    share: Callable[[int], float] | None = None


class NumberTable(Rows):
    """Rows of right-aligned numbers; the headings stay where they are. The setter emits nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns: tuple[NumberColumn, ...] = ()
        self._strong = -1
        self._edges: list[float] = []
        self._heads = _Heads(self)
        self.fit()

    def columns(self) -> list[tuple[NumberColumn, float]]:
        """Return the columns and where they end."""
        return list(zip(self._columns, self._edges, strict=True))

    def set_rows(self, columns: Sequence[NumberColumn], count: int, strong: int) -> None:
        """Show `count` rows; `strong` is the one that stands out, or -1."""
        changed = [column.widest for column in columns] != [column.widest for column in self._columns]
        self._columns, self._strong = tuple(columns), strong
        if changed:
            self.measure()
        self.set_count(count)

    def measure(self) -> None:
        """Share the width out; what is left goes between the columns."""
        self._metrics = metrics = QFontMetrics(theme().font("monosmall"))
        self._known: dict[str, int] = {}
        heads = QFontMetrics(theme().font("small"))
        self.setViewportMargins(0, self.heading_height(), 0, 0)
        widths = [max(metrics.horizontalAdvance(c.widest), heads.horizontalAdvance(c.heading)) for c in self._columns]
        spare = self.viewport().width() - 2 * _EDGE - sum(widths) - _GAP * max(0, len(widths) - 1)
        gap = _GAP + min(28.0, max(0.0, spare / max(1, len(widths) - 1)))
        edge, self._edges = float(_EDGE), []
        for width in widths:
            self._edges.append(edge + width)
            edge += width + gap
        self._widths = widths
        self._baseline = (self.line + metrics.capHeight()) / 2

    def _width_of(self, text: str) -> int:
        """Return the width of a number; all digits are equally wide, so that few have to be measured."""
        shape = text.translate(_ANY_DIGIT)
        if shape not in self._known:
            self._known[shape] = self._metrics.horizontalAdvance(text)
        return self._known[shape]

    def line_for(self, height: int) -> int:
        """Share the height out, so that all rows are seen where that is possible."""
        letters = QFontMetrics(theme().font("monosmall")).height()
        return max(letters - 1, min(letters + _AIRIEST, height // max(1, self._count)))

    def natural_width(self) -> int:
        """Return the width that holds all columns comfortably."""
        metrics, heads = QFontMetrics(theme().font("monosmall")), QFontMetrics(theme().font("small"))
        return (
            sum(max(metrics.horizontalAdvance(c.widest), heads.horizontalAdvance(c.heading)) for c in self._columns)
            + (_GAP + 4) * max(0, len(self._columns) - 1)
            + 2 * _EDGE
        )

    def heading_height(self) -> int:
        """Height of the headings."""
        return QFontMetrics(theme().font("small")).height() + 3

    def words(self, row: int) -> str:
        """Word one row."""
        return ", ".join(f"{column.heading} {column.write(row)}".strip() for column in self._columns)

    def row_painter(self, painter: QPainter) -> Callable[[int, QRectF], None]:
        """Return what paints the numbers of a row."""
        look, out, looked_at, baseline = theme().palette, self._strong, self.looked_at, self._baseline
        columns, width_of = list(zip(self._columns, self._edges, self._widths, strict=True)), self._width_of
        ground, fill, write = mixed(look.line, look.dock, 0.4), painter.fillRect, painter.drawText
        painter.setFont(theme().font("monosmall"))

        def paint(row: int, rect: QRectF) -> None:
            strong, top, bottom = row == out, rect.top(), rect.bottom() - 1.5
            if strong:
                fill(rect, look.raised)
                fill(QRectF(0, top + 1, 2, rect.height() - 2), look.selection)
            painter.setPen(look.text if strong or row == looked_at else look.grey)
            for column, edge, width in columns:
                if column.share is not None:
                    fill(QRectF(edge - width, bottom, width, 1.5), ground)
                    share = width * min(1.0, max(0.0, column.share(row)))
                    fill(QRectF(edge - width, bottom, share, 1.5), look.winner if strong else look.grey)
                text = column.write(row)
                write(QPointF(edge - width_of(text), top + baseline), text)

        return paint

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the headings above what scrolls."""
        self._heads.setGeometry(0, 0, self.width(), self.heading_height())
        super().resizeEvent(event)


class _Heads(QWidget):
    """The headings, which stay where they are."""

    def __init__(self, table: NumberTable) -> None:
        super().__init__(table)
        self._table = table

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme().palette
        with QPainter(self) as painter:
            painter.setFont(theme().font("small"))
            painter.setPen(look.grey)
            metrics = painter.fontMetrics()
            for column, edge in self._table.columns():
                painter.drawText(
                    QPointF(edge - metrics.horizontalAdvance(column.heading), metrics.ascent()), column.heading
                )
            painter.fillRect(0, self.height() - 1, self.width(), 1, look.line)
