"""A calm table whose cells are pieces of text in several fonts and tones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeySequence, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QHeaderView,
    QStyledItemDelegate,
    QTableView,
    QWidget,
)

from gui.widgets.table_cells import TERSEST, Cell, Heading, Piece, TableLook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QEvent, QObject
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent
    from PySide6.QtWidgets import QStyleOptionViewItem

    Index = QModelIndex | QPersistentModelIndex

_PADDING: Final = 6
_BAR: Final = 3  # at the left of a row that is chosen or lit
_EDGE: Final = 11  # before the first column and after the last
_TALLEST_ROW: Final = 30
_LEAST_LAST: Final = 160  # width of the last column, before there is a scroll bar
_ROOT: Final = QModelIndex()
_CHOOSABLE: Final = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _Model(QAbstractTableModel):
    """Headings, rows, and a last row of sums that cannot be chosen."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.headings: tuple[Heading, ...] = ()
        self.rows: list[list[Cell]] = []
        self.short = False

    def replace(self, headings: Sequence[Heading], rows: Sequence[Sequence[Cell]]) -> None:
        self.beginResetModel()
        self.headings, self.rows = tuple(headings), [list(row) for row in rows]
        self.endResetModel()

    def replace_column(self, column: int, cells: Sequence[Cell]) -> None:
        for row, cell in zip(self.rows, cells, strict=True):
            row[column] = cell
        for place in range(len(self.rows)):  # for a range, Qt would paint the whole table anew
            index = self.index(place, column)
            self.dataChanged.emit(index, index)

    def set_short(self, short: bool) -> None:
        if short != self.short:
            self.short = short
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.headings) - 1)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.headings)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.NoItemFlags if index.row() == len(self.rows) - 1 else _CHOOSABLE

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell = self.rows[index.row()][index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return cell.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell.tip or None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(self.headings):
            return None
        heading = self.headings[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return heading.short if self.short and heading.short else heading.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{heading.text}: {heading.tip}" if heading.tip else heading.text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if heading.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


class _Delegate(QStyledItemDelegate):
    """Paints a cell's pieces one after the other."""

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self.look = TableLook()
        self.terse = 0
        self._table = table
        self.set_look(self.look)

    def set_look(self, look: TableLook) -> None:
        self.look = look
        self.metrics = {face: QFontMetrics(look.font(face)) for face in ("strong", "plain", "mono")}
        self._advances: dict[Piece, int] = {}

    def pieces(self, cell: Cell) -> tuple[Piece, ...]:
        """Return what is shown of a cell."""
        return cell.shown(self.terse)

    def width(self, cell: Cell) -> int:
        return sum(map(self._advance, self.pieces(cell)))

    def _advance(self, piece: Piece) -> int:
        if piece not in self._advances:
            self._advances[piece] = self.metrics[piece.face].horizontalAdvance(piece.text)
        return self._advances[piece]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        table, look, row, column = self._table, self.look, index.row(), index.column()
        rect: QRect = option.rect
        if row == table.row or row == table.hovered_row:
            painter.fillRect(rect, look.ground)
        if column == 0 and (row == table.row or row == table.lit_row):
            colour = look.selection if row == table.row else look.text
            painter.fillRect(rect.x(), rect.y(), _BAR, rect.height(), colour)
        if row == table.sums_row:
            painter.fillRect(rect.x(), rect.y(), rect.width(), 1, look.line)
        cell, heading = table.cell(row, column), table.headings[column]
        left, right = table.padding(column)
        width = self.width(cell)
        room = rect.width() - left - right
        x = rect.x() + left + (max(0, room - width) if heading.right else 0)
        baseline = rect.y() + (rect.height() + self.metrics["plain"].capHeight()) // 2
        for piece in self.pieces(cell):
            text = piece.text
            if width > room:
                left_over = rect.right() - right - x
                text = self.metrics[piece.face].elidedText(text, Qt.TextElideMode.ElideRight, left_over)
            painter.setFont(look.font(piece.face))
            painter.setPen(look.text if piece.tone == "text" else look.grey)
            painter.drawText(QPointF(x, baseline), text)
            x += self._advance(piece)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        left, right = self._table.padding(index.column())
        cell = self._table.cell(index.row(), index.column())
        return QSize(self.width(cell) + left + right, self.metrics["plain"].height() + 4)


class _Header(QHeaderView):
    """Column heads over the very edges of what stands below them."""

    def __init__(self, table: Table) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self.look = TableLook()
        self.setSectionsClickable(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(1)
        self.setStretchLastSection(True)
        self._sheet = _viewport(self, QPalette.ColorRole.Button)

    def paintSection(self, painter: QPainter, rect: QRect, index: int) -> None:
        model = self.model()
        left, right = self._table.padding(index)
        role = Qt.ItemDataRole.TextAlignmentRole
        painter.setFont(self.look.plain)
        painter.setPen(self.look.grey)
        painter.drawText(
            rect.adjusted(left, 0, -right, 0),
            model.headerData(index, Qt.Orientation.Horizontal, role),
            model.headerData(index, Qt.Orientation.Horizontal),
        )
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, self.look.line)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self._sheet) as painter:
            painter.fillRect(0, self.height() - 1, self.width(), 1, self.look.line)
        super().paintEvent(event)


def _viewport(area: QAbstractScrollArea, role: QPalette.ColorRole) -> QWidget:
    """Give a scroll area a viewport of our own making, as Qt makes it.

    To find out what the one is that Qt has made, PySide would build every class of widgets: 10 ms of the start.
    """
    made = QWidget(area)
    made.setBackgroundRole(role)
    made.setMouseTracking(True)
    area.setViewport(made)
    return made


class Table(QTableView):
    """Rows of cells; one row may be chosen, the last one holds sums. The setters emit nothing.

    The rows share the height; the last column takes what the others leave. Where that is too little, shorter
    headings come first, then brief cells, then cells without their spare pieces, then dots in the last column, then a
    scroll bar.
    """

    rowRequested = Signal(int)
    hovered = Signal(int)  # the row under the pointer, or -1
    copyRequested = Signal()
    openRequested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._silent = False
        self._hovered = -1
        self._lit = -1
        self._measured: dict[tuple[bool, bool, int], list[int]] = {}
        self._sheet = _viewport(self, QPalette.ColorRole.Base)
        self._model = _Model(self)
        self._delegate = _Delegate(self)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)
        self._heads = _Header(self)
        self.setHorizontalHeader(self._heads)

    # --- what is shown ---------------------------------------------------------------------------------------

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The heads of the columns."""
        return self._model.headings

    @property
    def row(self) -> int:
        """The chosen row, or -1."""
        return self.currentIndex().row()

    @property
    def hovered_row(self) -> int:
        """The row under the pointer, or -1."""
        return self._hovered

    @property
    def sums_row(self) -> int:
        """The last row."""
        return len(self._model.rows) - 1

    def cell(self, row: int, column: int) -> Cell:
        """Return what stands at a place."""
        return self._model.rows[row][column]

    def set_rows(self, headings: Sequence[Heading], rows: Sequence[Sequence[Cell]], sums: Sequence[Cell]) -> None:
        """Show other columns and rows; none is chosen."""
        self._silent = True
        self._hovered = self._lit = -1
        self._model.replace(headings, [*rows, sums])
        self._measured.clear()
        self._silent = False
        self._arrange()

    def set_column(self, column: int, cells: Sequence[Cell]) -> None:
        """Show other cells in one column, the one of the sums too. The columns keep their widths."""
        self._model.replace_column(column, cells)

    def set_row(self, row: int) -> None:
        """Choose a row; -1 for none."""
        if row == self.row:
            return
        self._silent = True
        self.setCurrentIndex(self._model.index(row, 0) if row >= 0 else QModelIndex())
        self._silent = False

    @property
    def lit_row(self) -> int:
        """The row that is lit, or -1."""
        return self._lit

    def set_lit(self, row: int) -> None:
        """Light a row: something that belongs to it is pointed at; -1 for none."""
        if row != self._lit:
            before, self._lit = self._lit, row
            self._update_rows(before, row, width=_BAR)

    def set_look(self, look: TableLook) -> None:
        """Use other colours and fonts."""
        self._delegate.set_look(look)
        self._heads.look = look
        self._measured.clear()
        self._arrange()

    # --- geometry --------------------------------------------------------------------------------------------

    def padding(self, column: int) -> tuple[int, int]:
        """Room at the left and at the right of a cell's text."""
        return (_EDGE if column == 0 else _PADDING), (_EDGE if column == len(self._model.headings) - 1 else _PADDING)

    def row_height(self, height: int) -> int:
        """How tall a row is if the whole table is `height` tall."""
        lines = len(self._model.rows) + 1
        least = self._delegate.metrics["plain"].height() + 4
        return max(least, min(_TALLEST_ROW, height // lines))

    def natural_width(self, *, short: bool = False, spare: bool = False) -> int:
        """Return the width that shows everything, with short headings, or with the spare columns."""
        return sum(self._widths(short=short, spare=spare))

    def shows_spare(self) -> bool:
        """Whether there is room for the spare columns."""
        spare = [c for c, heading in enumerate(self._model.headings) if heading.spare]
        return bool(spare) and not self.isColumnHidden(spare[0])

    def sizeHint(self) -> QSize:
        """Return the size that shows everything comfortably."""
        return QSize(self.natural_width(), 22 * (len(self._model.rows) + 1))

    def minimumSizeHint(self) -> QSize:
        """Return a few rows; the rest can be scrolled."""
        return QSize(240, 4 * self.row_height(0))

    def _widths(self, *, short: bool, spare: bool) -> list[int]:
        """Return the columns' widths; measured once for the same cells and look, as every new size asks."""
        key = short, spare, self._delegate.terse
        if key not in self._measured:
            self._measured[key] = self._measure(short=short, spare=spare)
        return list(self._measured[key])

    def _measure(self, *, short: bool, spare: bool) -> list[int]:
        widths = []
        heading_metrics = self._delegate.metrics["plain"]
        for column, heading in enumerate(self._model.headings):
            if heading.spare and not spare:
                widths.append(0)
                continue
            head = heading.short if short and heading.short else heading.text
            text = max((self._delegate.width(row[column]) for row in self._model.rows), default=0)
            text = max(text, self._delegate.metrics["mono"].horizontalAdvance(heading.widest))
            widths.append(max(text, heading_metrics.horizontalAdvance(head) + 2) + sum(self.padding(column)))
        return widths

    def _arrange(self) -> None:
        """Share out width and height."""
        if not self._model.headings:
            return
        width, height = self.width(), self.height()
        self._delegate.terse = 0
        spare = self.natural_width(spare=True) <= width
        short = not spare and self.natural_width() > width
        self._model.set_short(short)
        for terse in range(TERSEST + 1):
            self._delegate.terse = terse
            widths = self._widths(short=short, spare=spare)
            if sum(widths) <= width:
                break
        # What is left makes the columns airier, up to a point; the rest is the last one's
        air = min(24, max(0, width - sum(widths)) // len(widths))
        widths = [wanted + air if wanted else 0 for wanted in widths]
        widths[-1] = max(min(widths[-1], _LEAST_LAST), width - sum(widths[:-1]))
        for column, heading in enumerate(self._model.headings):
            self.setColumnHidden(column, heading.spare and not spare)
            self.setColumnWidth(column, widths[column])
        row = self.row_height(height)
        self.verticalHeader().setDefaultSectionSize(row)
        self.horizontalHeader().setFixedHeight(
            max(row, height - row * len(self._model.rows)) if row < _TALLEST_ROW else row
        )
        self._sheet.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the new size."""
        self._arrange()
        super().resizeEvent(event)

    # --- pointer and keyboard --------------------------------------------------------------------------------

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Ask for the row that the keyboard or the pointer went to."""
        super().currentChanged(current, previous)
        self._update_rows(previous.row(), current.row())
        if not self._silent and current.isValid() and current.row() != previous.row():
            self.rowRequested.emit(current.row())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for the row again, even if it is the chosen one."""
        before = self.row
        super().mousePressEvent(event)
        if before >= 0 and self.indexAt(event.position().toPoint()).row() == before:
            self.rowRequested.emit(before)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up the row under the pointer; over what a click opens, show a hand."""
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        self._hover(index.row())
        shapes = Qt.CursorShape
        self._sheet.setCursor(shapes.PointingHandCursor if self._opens(index) else shapes.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open what the cell under the pointer opens."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and self._opens(index) and index.row() == self.row:
            self.openRequested.emit(index.row())

    def _opens(self, index: QModelIndex) -> bool:
        return index.isValid() and self.cell(index.row(), index.column()).opens

    def leaveEvent(self, event: QEvent) -> None:
        """Light up none."""
        super().leaveEvent(event)
        self._hover(-1)

    def event(self, event: QEvent) -> bool:
        """Keep Ctrl+C for the table while it has the keyboard."""
        if event.type() == event.Type.ShortcutOverride and event.matches(QKeySequence.StandardKey.Copy):  # type: ignore[attr-defined]
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy on Ctrl+C, open on Enter what a row opens; the arrow keys go from row to row."""
        enters = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.row >= 0
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copyRequested.emit()
        elif enters and any(cell.opens for cell in self._model.rows[self.row]):
            self.openRequested.emit(self.row)
        else:
            super().keyPressEvent(event)

    def _hover(self, row: int) -> None:
        row = -1 if row == self.sums_row else row
        if row != self._hovered:
            before, self._hovered = self._hovered, row
            self._update_rows(before, row)
            self.hovered.emit(row)

    def _update_rows(self, *rows: int, width: int = 0) -> None:
        for row in rows:
            if row >= 0:
                top, height = self.rowViewportPosition(row), self.rowHeight(row)
                self._sheet.update(0, top, width or self._sheet.width(), height)
