"""One slice of one filter or unit, large: its weights to repaint, its bias, its switch, and what it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.icons import set_icon
from gui.kernels.grid_tools import GridTools
from gui.surgery.words import tr
from gui.theme import theme
from gui.widgets.flow import Flow
from gui.widgets.kernel_card import Stamp
from gui.widgets.kernel_grid import KernelGrid
from gui.widgets.readout import Readout
from gui.widgets.tool import Tool

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

_BIAS = QSize(56, 30)
_LOWEST = 78  # of the weights, where there is little height


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """What is edited.

    Attributes
    ----------
    name
        Of the slice.
    values, learned
        Its weights now, and those of the original, float32 [rows, columns].
    peak
        The largest learned weight of the layer, for the colours.
    kind, learned_kind
        Which classic filter they resemble, in forms from long to short; none where that has no meaning.
    bias
        Of the whole filter or unit; None if it has none.
    on
        Whether the filter or unit is on; None if it has no switch.
    """

    name: str
    values: Array
    learned: Array
    peak: float
    kind: tuple[str, ...]
    learned_kind: tuple[str, ...]
    bias: float | None
    on: bool | None

    @property
    def is_learned(self) -> bool:
        """Whether it is as it was learned."""
        return bool(np.array_equal(self.values, self.learned))


def as_strong(kernel: Array, learned: Array) -> Array:
    """Return a kernel with the norm of the learned one; as it is, if one of them is all zeros."""
    norms = float(np.linalg.norm(kernel)), float(np.linalg.norm(learned))
    return np.asarray(kernel * (norms[1] / norms[0]), np.float32) if all(norms) else kernel


class SliceEditor(QWidget):
    """Shows a `Piece`, silently, and tells what a person does to it.

    Signals
    -------
    painted
        Its other weights, and whether the change is finished.
    biasPainted
        Its other bias, and the same.
    switched
        Whether it is to be on.
    onlyRequested
        All others of the layer are to be off.
    resetRequested
        It is to be as it was learned.
    pointed
        Row and column of the weight under the pointer; -1: none.
    refused
        A sentence: what was typed or dropped is no such number.
    """

    painted = Signal(object, bool)
    biasPainted = Signal(float, bool)
    switched = Signal(bool)
    onlyRequested = Signal()
    resetRequested = Signal()
    pointed = Signal(int, int)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._piece: Piece | None = None
        self.grid = _Grid(self)
        self.grid.set_step(0.05)
        self.grid.setAccessibleName(tr("Weights"))
        self.tools = GridTools(self.grid)
        self.bias = KernelGrid(self)
        self.bias.set_kernel(np.zeros((1, 1), np.float32))
        self.bias.set_step(0.05)
        self.bias.setFixedSize(_BIAS)
        self.bias.setAccessibleName(tr("Bias"))
        self.switch = _tool(self, tr("on"), tr("Switch it off, or on again: off, it gives 0 whatever comes in (X)"))
        self.switch.setCheckable(True)
        self.only = _tool(self, tr("only this"), tr("Switch all others of the layer off (Shift+X)"))
        self.strength = _tool(
            self, tr("as strong"), tr("A kernel that is taken gets the strength of what was learned here (its norm)")
        )
        self.strength.setCheckable(True)
        self.strength.setChecked(True)
        self.relearn = _tool(self, "", tr("Back to what was learned here"))
        set_icon(self.relearn, "reset", calm=True)
        self._stamp = Stamp(self)
        self._name, self._kind, self._learned = (Readout(self, Qt.AlignmentFlag.AlignLeft) for _ in range(3))
        self._bias = QLabel(tr("bias"), self)
        self._way: tuple[bool, bool] | None = None
        self._arrange()
        self.set_low(False)
        self._connect()
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def _arrange(self) -> None:
        self._head, self._tools, self._foot = QWidget(self), QWidget(self), QWidget(self)
        head, foot, words = QHBoxLayout(self._head), QHBoxLayout(self._foot), QVBoxLayout()
        for row in (head, foot):
            row.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(2)
        for button in (self.relearn, self.only, self.switch):
            head.addWidget(button)
        head.addStretch(0)  # takes the room of the name, when that is not here
        flow = Flow(self._tools, 2)
        for tool in (*self.tools.all(), self.strength):
            flow.addWidget(tool)
        words.setSpacing(0)
        words.addWidget(self._kind)
        words.addWidget(self._learned)
        foot.setSpacing(8)
        foot.addWidget(self._stamp)
        foot.addLayout(words, 1)
        foot.addWidget(self._bias)
        foot.addWidget(self.bias)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(4)
        self._grid.setHorizontalSpacing(12)

    def set_low(self, low: bool, narrow: bool = False) -> None:
        """Stand beside the weights with everything else, where there is little height; else above and below them.

        Where it is low and `narrow`, only the buttons stand beside them.
        """
        if (low, narrow) == self._way:
            return
        self._way, grid, head = (low, narrow), self._grid, self._head.layout()
        assert isinstance(head, QHBoxLayout)
        for part in (self._name, self.grid, self._head, self._tools, self._foot):
            grid.removeWidget(part)
        head.removeWidget(self._name)
        if low and narrow:
            grid.addWidget(self._name, 0, 0, 1, 2)
            grid.addWidget(self.grid, 1, 0, 3, 1)
            grid.addWidget(self._head, 1, 1)
            grid.addWidget(self._tools, 2, 1)
            grid.addWidget(self._foot, 4, 0, 1, 2)
        else:
            head.insertWidget(0, self._name, 1)
            if low:
                grid.addWidget(self.grid, 0, 0, 4, 1)
            beside = self._head, self._tools, self._foot
            for row, part in enumerate(beside if low else (self._head, self.grid, self._tools, self._foot)):
                grid.addWidget(part, row, int(low), 1, 1 if low else 2)
        last = 3 if low and not narrow else 5  # what the weights do not need is left at the bottom
        for row in range(6):
            grid.setRowStretch(row, int(row == last))
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)
        self.grid.setMinimumHeight(_LOWEST if low else 0)

    def _connect(self) -> None:
        self.grid.kernelChanged.connect(self.painted)
        self.grid.pointed.connect(self.pointed)
        self.bias.kernelChanged.connect(self._on_bias_changed)
        self.tools.kernelChosen.connect(self._on_kernel_chosen)
        self.strength.clicked.connect(self._on_strength_clicked)
        self.switch.clicked.connect(self.switched)
        self.only.clicked.connect(self.onlyRequested)
        self.relearn.clicked.connect(self.resetRequested)
        for grid in (self.grid, self.bias):
            grid.refused.connect(self.refused)

    # --- what is shown ---------------------------------------------------------------------------------------

    def show_piece(self, piece: Piece, locked: bool) -> None:
        """Show a slice; `locked`: nothing can be changed for now."""
        before, self._piece = self._piece, piece
        self.grid.learned = piece.learned if self.strength.isChecked() else None
        self.grid.set_peak(piece.peak)
        self.grid.set_kernel(piece.values)
        rows, columns = piece.values.shape
        self.tools.set_side(rows if rows == columns else 0)
        for grid in (self.grid, self.bias):
            grid.set_locked(locked)
        buttons = (*self.tools.all(), self.strength, self.relearn, self.switch, self.only)
        if locked and any(button.hasFocus() for button in buttons):
            self.grid.setFocus()  # Qt would give the keyboard to anybody
        useless: dict[QWidget, bool] = {
            self.relearn: piece.is_learned,
            self.tools.presets: not self.tools.presets.offers,
        }
        for button in buttons:  # each once: a button that is switched there and back is painted anew
            button.setEnabled(not locked and not useless.get(button, False))
        self.bias.setVisible(piece.bias is not None)
        self._bias.setVisible(piece.bias is not None)
        if piece.bias is not None:
            self.bias.set_peak(piece.peak)
            self.bias.set_kernel(np.full((1, 1), piece.bias, np.float32))
        for tool in (self.switch, self.only):
            tool.setVisible(piece.on is not None)
        self.switch.setChecked(piece.on is not False)
        self.switch.setText(tr("off") if piece.on is False else tr("on"))
        self._name.show_forms((piece.name,), piece.name)
        if before is None or not np.array_equal(before.learned, piece.learned):
            self._stamp.show_pattern(piece.learned, True)
        state = tr("as learned") if piece.is_learned else tr("repainted")
        now = piece.kind or (state,)
        learned = (
            (state,) if piece.is_learned else tuple(tr("learned: {kind}").format(kind=k) for k in piece.learned_kind)
        )
        self._kind.show_forms(now, now[0])
        self._learned.show_forms(learned, learned[0] if learned else "")
        self._learned.setVisible(bool(piece.kind))
        self.grid.setAccessibleName(tr("Weights of {name}").format(name=piece.name))

    @property
    def text(self) -> str:
        """All words."""
        return "\n".join(line.accessibleName() for line in (self._name, self._kind, self._learned))

    # --- what a person does ----------------------------------------------------------------------------------

    @Slot(object, bool)
    def _on_bias_changed(self, bias: Array, finished: bool) -> None:
        self.biasPainted.emit(float(bias[0, 0]), finished)

    @Slot(object)
    def _on_kernel_chosen(self, kernel: Array) -> None:
        self.painted.emit(self.grid.adapted(kernel), True)

    @Slot(bool)
    def _on_strength_clicked(self, kept: bool) -> None:
        self.grid.learned = self._piece.learned if kept and self._piece is not None else None

    @Slot()
    def _on_theme_changed(self) -> None:
        font, look = theme().font, theme().palette
        self._name.set_look(font("title"), font("mono"), look.text)
        for line in (self._kind, self._learned):
            line.set_look(font("small"), font("monosmall"), look.grey)
        self._bias.setFont(font("small"))


class _Grid(KernelGrid):
    """What is dropped gets the strength of what was learned, if that is known."""

    learned: Array | None = None

    def adapted(self, kernel: Array) -> Array:
        return kernel if self.learned is None else as_strong(kernel, self.learned)


def _tool(parent: QWidget, words: str, tip: str) -> Tool:
    made = Tool(tip)
    made.setParent(parent)
    made.setText(words)
    made.setToolTip(tip)
    if words:
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
    return made
