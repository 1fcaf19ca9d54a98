"""Where kernels are shown: slices as tiles, or a matrix with a cell for every pair of an input map and a filter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from gui.kernels.words import named
from gui.theme import theme
from gui.widgets.mosaic import Mosaic
from gui.widgets.mosaic_tags import tile_tags
from gui.widgets.pair_matrix import PairMatrix, axis_tags
from model.receptive import Region

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from gui.kernels.words import Pair
    from model.kernel_lists import Listing

    Order = NDArray[np.intp]
    Groups = Sequence[tuple[str, int, int]]

_GAP: Final = 5.0


class KernelStage(QWidget):
    """Tiles or matrix; its setters are silent. A pair is (channel, filter), a weight (row, column) in its slice.

    Signals
    -------
    pointed
        A pair and a weight, either may be None: what the pointer is over.
    chosen
        The same, by a click or a key.
    opened
        A pair of the matrix, of whose filter all slices are wanted.
    modeChanged
        All tiles are shown, or one.
    """

    pointed = Signal(object, object)
    chosen = Signal(object, object)
    opened = Signal(object)
    modeChanged = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._listing: Listing | None = None
        self._is_matrix = False
        self.mosaic, self.matrix = Mosaic(self), PairMatrix(self)
        self.mosaic.set_gap(_GAP)
        self.caption = QLabel(self)
        self.caption.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.caption)
        column.addWidget(self.mosaic, 1)
        column.addWidget(self.matrix, 1)
        self.mosaic.hovered.connect(self._on_tile_hovered)
        self.mosaic.unitClicked.connect(self._on_tile_clicked)
        self.mosaic.modeChanged.connect(self._on_mode_changed)
        self.matrix.pairHovered.connect(self._on_pair_hovered)
        self.matrix.pairClicked.connect(self._on_pair_clicked)
        self.matrix.pairOpened.connect(self._on_pair_opened)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    @property
    def view(self) -> Mosaic:
        """What is shown of the two."""
        return self.matrix if self._is_matrix else self.mosaic

    @property
    def listing(self) -> Listing | None:
        """The slices of the tiles; None for the matrix and where there is nothing."""
        return self._listing

    # --- what is shown ---------------------------------------------------------------------------------------

    def show_nothing(self) -> None:
        """Show that there are no kernels."""
        self._turn(False)
        self._listing = None
        self.mosaic.set_shape(3, 3, 0)
        self.mosaic.set_tags(())

    def show_list(self, listing: Listing, each: bool) -> None:
        """Show slices as tiles, coloured by the largest weight of all, or of `each` slice by itself."""
        self._turn(False)
        self._listing = listing
        peaks = np.abs(listing.weights).max(axis=(0, 1))
        high = peaks if each else float(peaks.max(initial=0.0))
        self.mosaic.set_maps(listing.weights, "signed", -high, high)

    def set_order(self, order: Order | None, groups: Groups) -> None:
        """Sort the tiles; `groups` are runs of one family: (family, first tile, how many)."""
        self.mosaic.set_order(order)
        self.mosaic.set_tags(tile_tags(named(groups)))

    def show_matrix(
        self, values: NDArray[np.float32], signed: bool, orders: tuple[Order, Order], groups: tuple[Groups, Groups]
    ) -> None:
        """Show values [channels, filters] with their rows and columns in an order, and in groups."""
        self._turn(True)
        self._listing = None
        high = float(np.abs(values).max(initial=0.0))
        low = -high if signed else 0.0
        self.matrix.set_pairs(values, *orders, "signed" if signed else "map", low, high)
        self.matrix.set_tags(axis_tags(named(groups[0]), named(groups[1])))

    def show_words(self, name: str, caption: str, details: str) -> None:
        """Name what is shown for those who hear it, and what rows and columns of the matrix are."""
        self.view.setAccessibleName(name)
        self.caption.setText(caption)
        self.caption.setToolTip(details)
        self.matrix.setAccessibleDescription(details)

    def select(self, pair: Pair | None, weight: tuple[int, int] | None) -> None:
        """Outline a pair in the matrix, a weight in its tile."""
        self.matrix.select_pair(pair)
        tile = None
        if self._listing is not None and pair in self._listing.pairs and weight is not None:
            tile = (*weight, self._listing.pairs.index(pair))
        self.mosaic.set_selected(tile)

    def light(self, channel: int | None, index: int | None, pinned: bool) -> None:
        """Outline all that is shown of a filter, or else of an input map."""
        if self._is_matrix:
            self.matrix.set_lit(self._stripe(channel, index), pinned)
        else:
            self.mosaic.set_lit(self._tile(channel, index), pinned)

    def pairs(self) -> list[Pair]:
        """Return the pairs in view, in their order."""
        if self._listing is not None:
            order = self.mosaic.slot_order
            return [self._listing.pairs[i] for i in (range(len(self._listing.pairs)) if order is None else order)]
        return self.matrix.pairs() if self._is_matrix else []

    def _turn(self, matrix: bool) -> None:
        self._is_matrix = matrix
        self.matrix.setVisible(matrix)
        self.caption.setVisible(matrix)
        self.mosaic.setVisible(not matrix)

    def _stripe(self, channel: int | None, index: int | None) -> Region | None:
        rows, columns = self.matrix.sides
        row, column = self.matrix.cell_of(-1 if channel is None else channel, -1 if index is None else index)
        if column >= 0:
            return Region((0, column, rows, column + 1), 0, None, "reads")
        return Region((row, 0, row + 1, columns), 0, None, "reads") if row >= 0 else None

    def _tile(self, channel: int | None, index: int | None) -> Region | None:
        if self._listing is None:
            return None
        pairs = self._listing.pairs
        of_filters = len({pair[1] for pair in pairs}) > 1
        for place, pair in enumerate(pairs):
            if pair[1] == index if of_filters else pair[0] == channel:
                return Region((0, 0, *self._listing.weights.shape[:2]), place, None, "reads")
        return None

    # --- what a person does ----------------------------------------------------------------------------------

    @Slot(int, int, int)
    def _on_tile_hovered(self, row: int, column: int, tile: int) -> None:
        pair = self._pair_of(tile) if row >= 0 else None
        self.pointed.emit(pair, None if pair is None else (row, column))

    @Slot(int, int, int)
    def _on_tile_clicked(self, row: int, column: int, tile: int) -> None:
        pair = self._pair_of(tile)
        if pair is not None:
            self.chosen.emit(pair, (row, column))

    @Slot(int, int)
    def _on_pair_hovered(self, channel: int, index: int) -> None:
        self.pointed.emit(None if channel < 0 else (channel, index), None)

    @Slot(int, int)
    def _on_pair_clicked(self, channel: int, index: int) -> None:
        self.chosen.emit((channel, index), None)

    @Slot(int, int)
    def _on_pair_opened(self, channel: int, index: int) -> None:
        self.opened.emit((channel, index))

    @Slot()
    def _on_mode_changed(self) -> None:
        self.modeChanged.emit()

    def _pair_of(self, tile: int) -> Pair | None:
        known = self._listing is not None and 0 <= tile < len(self._listing.pairs)
        return self._listing.pairs[tile] if known and self._listing is not None else None

    @Slot()
    def _on_theme_changed(self) -> None:
        palette = self.caption.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme().palette.grey)
        self.caption.setPalette(palette)
        self.caption.setFont(theme().font("small"))
