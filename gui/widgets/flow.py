"""A layout that puts widgets side by side and begins a new row where the room ends."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class Flow(QLayout):
    """Rows of widgets in their natural sizes; those that can grow share what is left of their row.

    Who is wider than a whole row gets the row, and the height that it then asks for.
    """

    def __init__(self, parent: QWidget, spacing: int) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item at the end."""
        self._items.append(item)

    def count(self) -> int:
        """How many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return an item, or None."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Give an item away, or None."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Nothing is gained by more height than needed."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Fewer side by side, more rows."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of all rows at a width."""
        return self._place(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        """Return room for all in one row."""
        hints = [item.sizeHint() for item in self._shown()]
        width = sum(hint.width() for hint in hints) + self.spacing() * max(0, len(hints) - 1)
        return QSize(width, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:
        """Return room for the widest item."""
        size = QSize()
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        return size

    def setGeometry(self, rect: QRect) -> None:
        """Place all items."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _place(self, rect: QRect, move: bool) -> int:
        """Fill row by row; return the height of all."""
        rows: list[list[QLayoutItem]] = [[]]
        used = 0
        for item in self._shown():
            width = item.sizeHint().width()
            if rows[-1] and used + self.spacing() + width > rect.width():
                rows.append([])
            used = width if not rows[-1] else used + self.spacing() + width
            rows[-1].append(item)
        y = rect.y()
        for row in rows:
            height = max((_height(item, rect.width()) for item in row), default=0)
            if move:
                self._place_row(row, QRect(rect.x(), y, rect.width(), height))
            y += height + self.spacing()
        return y - self.spacing() - rect.y()

    def _place_row(self, row: list[QLayoutItem], rect: QRect) -> None:
        spare = rect.width() - sum(item.sizeHint().width() for item in row) - self.spacing() * (len(row) - 1)
        growing = [item for item in row if item.expandingDirections() & Qt.Orientation.Horizontal]
        x = rect.x()
        for item in row:
            hint = item.sizeHint()
            width = hint.width() + (max(0, spare) // len(growing) if item in growing else 0)
            size = QSize(min(width, rect.width()), _height(item, rect.width()))
            item.setGeometry(QRect(QPoint(x, rect.y() + (rect.height() - size.height()) // 2), size))
            x += width + self.spacing()


def _height(item: QLayoutItem, width: int) -> int:
    """Height of an item in a row of that width."""
    hint = item.sizeHint()
    narrowed = item.hasHeightForWidth() and hint.width() > width
    return item.heightForWidth(width) if narrowed else hint.height()
