"""Pooling: the window in its map, the winner, what was dropped; and a whole map that becomes one number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, Slot

from gui.microscope.view import GAP, View
from gui.microscope.wording import title_of, translate
from gui.sentences import QT_TRANSLATE_NOOP
from gui.texts import shape_text
from gui.widgets.cellmap import CellMap
from gui.widgets.focus import in_order
from gui.widgets.matrix import Matrix
from model.explain.global_pooling import GlobalPool
from model.explain.pooling import Pooling

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    from gui.theme import LutKind
    from model.explain import Explanation
    from model.layers import LayerSpec
    from model.trace import Trace


class PooledView(View):
    """The map below with its blocks, the window and the winner in it; beside it the window's numbers, large."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.map = CellMap(self)
        self.block = Matrix(self)
        self._explanation: Pooling | GlobalPool | None = None
        self._words: tuple[str, ...] = ()
        self.map.setAccessibleName(translate(QT_TRANSLATE_NOOP("microscope", "The map below")))
        self.block.setAccessibleName(translate(QT_TRANSLATE_NOOP("microscope", "The window")))
        self.map.pointed.connect(self._on_map_pointed)
        self.map.chosen.connect(self._on_map_chosen)
        self.block.pointed.connect(self._on_block_pointed)
        self.block.chosen.connect(self._on_block_chosen)
        in_order(self.block, self.map)

    def show_explanation(self, explanation: Explanation, trace: Trace, specs: Sequence[LayerSpec]) -> None:
        """Show another window."""
        assert isinstance(explanation, Pooling | GlobalPool)
        self._explanation = explanation
        channel = explanation.unit[-1]
        below = trace.layer(explanation.below)
        assert below is not None
        values = below.a[..., channel]
        kind, low, high = scale_of(below.a)
        self.map.set_values(values, kind, low, high)
        reads = translate(QT_TRANSLATE_NOOP("microscope", "{layer}, map {map}"))
        title = reads.format(layer=title_of(explanation.below, specs), map=channel)
        if isinstance(explanation, GlobalPool):
            self.map.set_marks(marked=explanation.winner)
            self.block.hide()
            self._words = (title,)
        else:
            self.block.show()
            self._show_window(explanation, title, kind, low, high)
        self.arrange()

    def _show_window(self, explanation: Pooling, title: str, kind: LutKind, low: float, high: float) -> None:
        rows, columns = self.map.shape
        top, left, bottom, right = explanation.box
        step = explanation.spec.window.step if explanation.spec.window is not None else (1, 1)
        beside = step == (bottom - top, right - left)  # blocks lie side by side: lines can tell them apart
        read = rows - explanation.dropped[0], columns - explanation.dropped[1]
        self.map.set_marks(
            (max(0, top), max(0, left), min(rows, bottom), min(columns, right)),
            explanation.winner,
            step if beside and explanation.spec.config.get("padding") != "same" else None,
            read,
        )
        self.block.set_values(explanation.block, kind, low, high, explanation.inside)
        winner = explanation.winner
        self.block.set_marked(None if winner is None else (winner[0] - top, winner[1] - left))
        window = translate(QT_TRANSLATE_NOOP("microscope", "rows {rows}, columns {columns}"))
        words = [
            window.format(
                rows=f"{max(0, top)}–{min(rows, bottom) - 1}", columns=f"{max(0, left)}–{min(columns, right) - 1}"
            ),
            title,
        ]
        if winner is not None:
            won = translate(QT_TRANSLATE_NOOP("microscope", "winner: row {row}, column {column}"))
            words.append(won.format(row=winner[0], column=winner[1]))
        else:
            words.append(
                translate(QT_TRANSLATE_NOOP("microscope", "mean of {count} values")).format(count=explanation.count)
            )
        if any(explanation.dropped):
            dropped = translate(QT_TRANSLATE_NOOP("microscope", "hatched: dropped, no whole block"))
            words += [shape_text(explanation.spec.shape_fact), dropped]
        self._words = tuple(words)

    def arrange(self) -> None:
        """Put the window's numbers at the left, the map at the right; in a narrow dock one above the other."""
        if self._explanation is None:
            return
        cap, width, height = self.caption_height, self.width(), self.height()
        if isinstance(self._explanation, GlobalPool):
            self.map.setGeometry(0, cap, width, height - cap)
            self.set_captions([(QRect(0, 0, width, cap), self._words[0])])
            return
        tall = height > 1.1 * width
        rest = self._words[2:]
        lines = len(rest) * cap
        if tall:
            size = Matrix.taken(self.block.shape, width, max(40, height // 4))
            map_top = cap + size.height() + lines + 8 + cap
            map_place = QRect(0, map_top, width, height - map_top)
        else:
            left = min(width // 2, 190)
            size = Matrix.taken(self.block.shape, left, max(24, height - cap - lines - 8))
            map_place = QRect(left + GAP, cap, width - left - GAP, height - cap)
        self.block.setGeometry(0, cap, size.width(), size.height())
        self.map.setGeometry(map_place)
        words_width = width if tall else map_place.left() - GAP // 2
        captions = [
            (QRect(0, 0, words_width, cap), self._words[0]),
            (QRect(map_place.left(), map_place.top() - cap, map_place.width(), cap), self._words[1]),
        ]
        for line, words in enumerate(rest):
            captions.append((QRect(0, cap + size.height() + 6 + line * cap, words_width, cap), words))
        self.set_captions(captions)

    @Slot(int, int)
    def _on_map_pointed(self, row: int, column: int) -> None:
        explanation = self._explanation
        if explanation is not None:
            self._point(None if row < 0 else (explanation.below, (row, column, explanation.unit[-1])))

    @Slot(int, int)
    def _on_map_chosen(self, row: int, column: int) -> None:
        explanation = self._explanation
        if explanation is not None:
            self.chosen.emit((explanation.below, (row, column, explanation.unit[-1])))

    @Slot(int, int)
    def _on_block_pointed(self, row: int, column: int) -> None:
        self._on_map_pointed(*self._in_map(row, column))

    @Slot(int, int)
    def _on_block_chosen(self, row: int, column: int) -> None:
        row, column = self._in_map(row, column)
        if row >= 0:
            self._on_map_chosen(row, column)

    def _in_map(self, row: int, column: int) -> tuple[int, int]:
        """Return the cell of the map that a cell of the window is; (-1, -1) for padding."""
        explanation = self._explanation
        if row < 0 or not isinstance(explanation, Pooling) or not explanation.inside[row, column]:
            return -1, -1
        return explanation.box[0] + row, explanation.box[1] + column


def scale_of(values: NDArray[np.floating[Any]]) -> tuple[LutKind, float, float]:
    """Return the colours for values, and the range they span."""
    low, high = float(values.min(initial=0.0)), float(values.max(initial=0.0))
    if low < 0:
        reach = max(high, -low)
        return "signed", -reach, reach
    return "map", 0.0, high or 1.0
