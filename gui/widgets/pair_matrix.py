"""One number for every pair of an input map and a filter, as one picture: rows are maps, columns are filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal

from gui.widgets.mosaic import Mosaic
from gui.widgets.mosaic_tags import Tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QKeyEvent, QMouseEvent
    from PySide6.QtWidgets import QWidget

    from gui.theme import LutKind


class PairMatrix(Mosaic):
    """A mosaic of one large tile. The arrow keys go from pair to pair, Enter and a double click open one.

    Pairs go by their indices whatever the order of the rows and columns.

    Signals
    -------
    pairHovered
        Channel and filter under the pointer, or (-1, -1).
    pairClicked
        A pair was chosen.
    pairOpened
        More of a pair's filter is wanted.
    """

    pairHovered = Signal(int, int)
    pairClicked = Signal(int, int)
    pairOpened = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: NDArray[np.intp] = np.zeros(0, np.intp)
        self._columns: NDArray[np.intp] = np.zeros(0, np.intp)
        self.set_mode("single", 0)
        self.hovered.connect(self._on_hovered)
        self.unitClicked.connect(self._on_unit_clicked)

    def set_pairs(
        self,
        values: NDArray[np.float32],
        rows: NDArray[np.intp],
        columns: NDArray[np.intp],
        lut: LutKind,
        low: float,
        high: float,
    ) -> None:
        """Show values [channels, filters]; row i is channel `rows[i]`, column j is filter `columns[j]`."""
        if not (np.array_equal(rows, self._rows) and np.array_equal(columns, self._columns)):
            self._look_again()
        self._rows, self._columns = rows, columns
        sorted_values = values[np.ix_(rows, columns)][:, :, np.newaxis]
        sorted_values.flags.writeable = False
        self.set_maps(sorted_values, lut, low, high)

    @property
    def sides(self) -> tuple[int, int]:
        """How many channels and filters there are."""
        return len(self._rows), len(self._columns)

    def pairs(self) -> list[tuple[int, int]]:
        """Return all pairs, row by row as they are shown."""
        return [(int(channel), int(index)) for channel in self._rows for index in self._columns]

    def cell_of(self, channel: int, index: int) -> tuple[int, int]:
        """Return the row and the column of a pair; -1 for what is not shown."""
        return _place(self._rows, channel), _place(self._columns, index)

    def pair_at(self, row: int, column: int) -> tuple[int, int]:
        """Return the channel and the filter of a cell."""
        return int(self._rows[row]), int(self._columns[column])

    def select_pair(self, pair: tuple[int, int] | None) -> None:
        """Outline a pair, or none."""
        cell = None if pair is None else self.cell_of(*pair)
        self.set_selected(None if cell is None or min(cell) < 0 else (*cell, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens a pair; the rest is the mosaic's, but for what would show another tile."""
        key, keys = event.key(), Qt.Key
        if key in (keys.Key_Return, keys.Key_Enter) and self._here is not None:
            self.pairOpened.emit(*self.pair_at(*self._here[:2]))
        elif key in (keys.Key_PageUp, keys.Key_PageDown) or (key == keys.Key_Escape and self.zoom == 1):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the pair under the pointer."""
        self._press = None
        unit = self._unit_at(event.position())
        if unit is not None:
            self.pairOpened.emit(*self.pair_at(*unit[:2]))

    def _on_hovered(self, row: int, column: int, _: int) -> None:
        self.pairHovered.emit(*((-1, -1) if row < 0 or not len(self._rows) else self.pair_at(row, column)))

    def _on_unit_clicked(self, row: int, column: int, _: int) -> None:
        if len(self._rows):
            self.pairClicked.emit(*self.pair_at(row, column))


def axis_tags(rows: Sequence[tuple[str, int, int]], columns: Sequence[tuple[str, int, int]]) -> list[Tag]:
    """Return tags for the groups of both axes, from (name, first, how many)."""
    across = [Tag(name, 0, column=first, cells=count) for name, first, count in columns]
    return across + [Tag(name, 0, row=first, cells=count, down=True) for name, first, count in rows]


def _place(order: NDArray[np.intp], index: int) -> int:
    found = np.flatnonzero(order == index)
    return int(found[0]) if len(found) else -1
