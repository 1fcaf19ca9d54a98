"""One stage: its kernel to edit, its settings, its pictures, and the arithmetic of its shapes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter
from PySide6.QtWidgets import QToolTip, QWidget

from gui.convolving.options import Options
from gui.convolving.pictures import Pictures
from gui.convolving.words import arithmetic, kernel_name, kernel_words, tr
from gui.icons import set_icon
from gui.kernels.grid_tools import GridTools
from gui.texts import dimensions
from gui.theme import theme
from gui.widgets.flow import Flow
from gui.widgets.kernel_grid import KernelGrid
from gui.widgets.readout import Readout
from gui.widgets.tool import Tool
from model.chain import related

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from model.convolving import Result, Stage

    Array = NDArray[np.float32]

_HEAD: Final = 28
_GAP: Final = 12
_MARGIN: Final = 10
_GRID: Final = 112, 236  # least and largest side of the kernel's grid
_SHARE: Final = 0.24  # of the width, for the grid of a stage that lies
_OPTIONS: Final = 160, 300  # least and largest width of the settings beside the grid
_AFTER_BIAS: Final = "relu"
_SHARE_LEAN: Final = 0.36


class StageCard(QWidget):
    """Everything side by side where the room is low; one above the other where it is high. The setters are silent.

    Signals
    -------
    edited
        The stage that a person made of it, what was changed, and whether the change is finished.
    removed
        The stage is not wanted any more.
    pointed
        'z', 'a' or 'p', row and column of what is pointed at; row and column -1: nothing.
    refused
        A sentence: what was typed or dropped is no such number.
    """

    edited = Signal(object, str, bool)
    removed = Signal()
    pointed = Signal(str, int, int)
    refused = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._stage: Stage | None = None
        self._title = self._name = ""
        self._upright = self._lean = False
        self.grid = KernelGrid(self)
        self.grid.setAccessibleName(tr("Kernel"))
        self.tools = GridTools(self.grid)
        self._settings = QWidget(self)
        self.options = Options(self._settings)
        self.bias = KernelGrid(self._settings)
        self.bias.set_kernel(np.zeros((1, 1), np.float32))
        self.bias.setAccessibleName(tr("Bias"))
        self.bias.setToolTip(tr("Bias: is added to every sum"))
        self.pictures = Pictures(self)
        self.remove = Tool(tr("Remove this stage"))
        self.remove.setParent(self)
        self.remove.setToolTip(self.remove.accessibleName())
        set_icon(self.remove, "close", calm=True)
        self._sums = Readout(self, Qt.AlignmentFlag.AlignLeft)
        flow = Flow(self._settings, 2)
        for key, button in self.options.buttons.items():
            if key == _AFTER_BIAS:
                flow.addWidget(_Bias(self.bias, self._settings))
            flow.addWidget(button)
        for tool in self.tools.all():
            tool.setParent(self)
        self.grid.kernelChanged.connect(self._on_kernel_changed)
        self.bias.kernelChanged.connect(self._on_bias_changed)
        self.tools.kernelChosen.connect(self._on_kernel_chosen)
        self.options.chosen.connect(self._on_option_chosen)
        self.remove.clicked.connect(self.removed)
        self.pictures.pointed.connect(self.pointed)
        for grid in (self.grid, self.bias):
            grid.refused.connect(self.refused)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    # --- what is shown ---------------------------------------------------------------------------------------

    def show_stage(self, stages: Sequence[Stage], index: int, title: str, removable: bool) -> None:
        """Show one stage of a chain, under a title."""
        stage = self._stage = stages[index]
        words = title, kernel_name(stage)
        if words != (self._title, self._name):
            self._title, self._name = words
            self.setAccessibleName(", ".join(words))
            self.update(0, 0, self.width(), _HEAD)
        self.grid.set_kernel(stage.kernel)
        self.bias.set_kernel(np.full((1, 1), stage.bias, np.float32))
        self.tools.set_side(stage.side)
        self.options.show_stage(stages, index)
        self.remove.setVisible(removable)
        self._place()

    def show_result(self, result: Result) -> None:
        """Show what the stage made of the picture."""
        before = self.pictures.parts
        self.pictures.show_result(result)
        if self.pictures.parts != before:
            self._place()
        self._sums.show_forms(arithmetic(result), arithmetic(result)[0], numbers=True)

    def set_marks(self, marks: Mapping[str, Mapping[str, Any]]) -> None:
        """Mark cells of the pictures."""
        self.pictures.set_marks(marks)

    def stops(self) -> list[QWidget]:
        """Return what Tab goes through, as one reads."""
        options = list(self.options.buttons.values())
        at = options.index(self.options.buttons[_AFTER_BIAS])
        settings = [*options[:at], self.bias, *options[at:]]
        return [*self.tools.all(), self.remove, self.grid, *settings, *self.pictures.maps.values()]

    # --- geometry --------------------------------------------------------------------------------------------

    def set_shape(self, upright: bool, lean: bool) -> None:
        """Stand with one part above the other, or lie with all side by side; a lean one has the kernel and its sums."""
        if (upright, lean) != (self._upright, self._lean):
            self._upright, self._lean = upright, lean
            self._settings.setVisible(not lean)
            self.pictures.set_lean(lean)
            self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the parts."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        foot = self._sums.sizeHint().height()
        inside = QRect(_MARGIN, _HEAD, self.width() - 2 * _MARGIN, self.height() - _HEAD - foot - 4)
        self._place_head()
        self._sums.setGeometry(_MARGIN, self.height() - foot, inside.width(), foot)
        if self._upright:
            self._place_upright(inside)
            return
        share = _SHARE_LEAN if self._lean else _SHARE
        side = max(_GRID[0], min(_GRID[1], inside.height(), round(share * inside.width())))
        self.grid.setGeometry(inside.left(), inside.top(), side, min(side, inside.height()))
        left = inside.left() + side + _GAP
        if not self._lean:
            spare = inside.right() + 1 - left - _GAP - self.pictures.width_for(inside.height())
            wide = max(_OPTIONS[0], min(_OPTIONS[1], spare))
            if self._settings.heightForWidth(wide) > inside.height():
                wide = _OPTIONS[1]
            self._settings.setGeometry(left, inside.top(), wide, inside.height())
            left += wide + _GAP
        self.pictures.setGeometry(left, inside.top(), max(1, inside.right() + 1 - left), inside.height())

    def _place_upright(self, inside: QRect) -> None:
        side = max(_GRID[0], min(_GRID[1], inside.width(), inside.height() // 3))
        self.grid.setGeometry(inside.left(), inside.top(), side, side)
        below = inside.top() + side + 8
        if not self._lean:
            left, top, wide = inside.left() + side + _GAP, inside.top(), inside.width() - side - _GAP
            if wide < 2 * _OPTIONS[0] // 3:
                left, top, wide = inside.left(), below - 2, inside.width()
            tall = self._settings.heightForWidth(wide)
            self._settings.setGeometry(left, top, wide, tall)
            below = max(below, top + tall + 8)
        self.pictures.setGeometry(inside.left(), below, inside.width(), max(1, inside.bottom() + 1 - below))

    def _place_head(self) -> None:
        x = self.width() - _MARGIN
        for tool in reversed([*self.tools.all(), self.remove]):
            if not tool.isHidden():
                size = tool.sizeHint()
                x -= size.width()
                tool.setGeometry(QRect(QPoint(x, (_HEAD - size.height()) // 2), size))
        self._words_end = x - 8

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the title, and the line at the left that parts the stages."""
        look = theme().palette
        with QPainter(self) as painter:
            painter.fillRect(0, 6, 1, self.height() - 12, look.line)
            painter.setFont(theme().font("title"))
            painter.setPen(look.text)
            room = QRect(_MARGIN, 0, self._words_end - _MARGIN, _HEAD)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self._title)
            room.setLeft(room.left() + painter.fontMetrics().horizontalAdvance(self._title) + 8)
            painter.setFont(theme().font("small"))
            painter.setPen(look.grey)
            words = "" if self._stage is None else kernel_name(self._stage)
            words = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, max(0, room.width()))
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words if room.width() > 40 else "")

    def event(self, event: QEvent) -> bool:
        """Tell in a sentence what the kernel does, over the title."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            words = kernel_words(self._stage) if self._stage is not None and event.y() < _HEAD else ""
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    # --- what a person does ----------------------------------------------------------------------------------

    def _edit(self, what: str, finished: bool = True, **settings: Any) -> None:
        if self._stage is not None:
            self.edited.emit(replace(self._stage, **settings), what, finished)

    @Slot(object, bool)
    def _on_kernel_changed(self, kernel: Array, finished: bool) -> None:
        self._edit(tr("weights"), finished, kernel=kernel)

    @Slot(object, bool)
    def _on_bias_changed(self, bias: Array, finished: bool) -> None:
        self._edit(tr("bias"), finished, bias=float(bias[0, 0]))

    @Slot(object)
    def _on_kernel_chosen(self, kernel: Array) -> None:
        self._edit(tr("kernel"), kernel=kernel)

    @Slot(object, str)
    def _on_option_chosen(self, settings: Mapping[str, Any], name: str) -> None:
        wanted = dict(settings)
        if self._stage is not None and "side" in wanted:
            wanted["kernel"] = related(self._stage.kernel, wanted.pop("side"))
        self._edit(name[:1].lower() + name[1:] if not name.startswith("ReLU") else name, **wanted)

    @Slot()
    def _on_theme_changed(self) -> None:
        self._sums.set_look(theme().font("small"), theme().font("monosmall"), theme().palette.grey)
        self.update()


class _Bias(QWidget):
    """The word "bias" and its number."""

    def __init__(self, grid: KernelGrid, parent: QWidget) -> None:
        super().__init__(parent)
        self._grid = grid
        grid.setParent(self)

    def sizeHint(self) -> QSize:
        """Return room for both."""
        return QSize(self._word + 40, 32)

    @property
    def _word(self) -> int:
        return QFontMetrics(theme().font("small")).horizontalAdvance(tr("bias")) + 10

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the number behind the word."""
        self._grid.setGeometry(self._word, 0, 36, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write the word."""
        with QPainter(self) as painter:
            painter.setFont(theme().font("small"))
            painter.setPen(theme().palette.text)
            painter.drawText(self.rect().adjusted(5, 0, 0, -2), Qt.AlignmentFlag.AlignVCenter, tr("bias"))


def size_title(stage: Stage) -> str:
    """Return the title of a stage among others of another size."""
    return dimensions((stage.side, stage.side))
