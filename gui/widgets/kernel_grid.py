"""A small matrix that a person changes: by typing, by the wheel, by dragging a number, by painting with a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence

from gui.widgets.kernel_mime import LARGEST, from_mime, to_mime
from gui.widgets.kernel_view import KernelView
from gui.widgets.number_line import NumberLine
from gui.widgets.symmetry import drawn

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import (
        QDragEnterEvent,
        QDropEvent,
        QFocusEvent,
        QHideEvent,
        QMouseEvent,
        QResizeEvent,
        QWheelEvent,
    )
    from PySide6.QtWidgets import QWidget

    from gui.widgets.cells import Cell

    Array = NDArray[np.float32]

_SLACK: Final = 3.0  # pixels that a click may move
_PIXELS_A_STEP: Final = 4
_PAUSE_MILLISECONDS: Final = 400  # after which turns of the wheel are one change
_DIGITS: Final = 6  # what steps leave behind the point
_KEY: Final = Qt.Key
_NUDGES: Final = {
    _KEY.Key_Plus: 1, _KEY.Key_Equal: 1, _KEY.Key_Minus: -1, _KEY.Key_PageUp: 10, _KEY.Key_PageDown: -10,
}  # fmt: skip
_ZEROS: Final = frozenset({_KEY.Key_0, _KEY.Key_Delete, _KEY.Key_Backspace})
_LEFT, _RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


class KernelGrid(KernelView):
    """Edits a matrix float32 [rows, columns]; its setters are silent. It knows no network.

    With a pointer: drag a number up or down, turn the wheel over it, double-click to type one; with a brush, paint
    (with the right button its negative). By key: the arrows go from cell to cell, digits, Enter and F2 type, + and -
    and Page Up and Down step, 0 and Delete clear, N turns the sign, Space paints. Copy and paste take the whole matrix.

    Signals
    -------
    kernelChanged
        The matrix, read-only, and whether the change is finished: while a drag or turns of the wheel go on it is not,
        and at their end it is told once more.
    refused
        A sentence: what was typed, pasted or dropped is no such number or matrix.
    """

    kernelChanged = Signal(object, bool)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._step = 0.1
        self._brush: float | None = None
        self._locked = False
        self._press: tuple[Cell, QPointF, Qt.MouseButton] | None = None
        self._before: Array | None = None  # what was there when the drag began
        self._turned = 0  # parts of a notch of the wheel
        self._editing: Cell = (0, 0)
        self.line = NumberLine(self)
        self.line.entered.connect(self._on_entered)
        self.line.refused.connect(self.refused)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self._finish)
        self.setAcceptDrops(True)
        self._show_cursor()

    # --- what is shown ---------------------------------------------------------------------------------------

    def set_kernel(self, kernel: Array) -> None:
        """Show a matrix [rows, columns]; another one than is shown ends the change under way."""
        if np.array_equal(kernel, self._kernel):
            return
        self._pause.stop()
        self._press = self._before = None
        self.line.close_with(keep=False)
        if kernel.shape != self._kernel.shape:
            self._editing = (0, 0)
        super().set_kernel(kernel)

    def set_step(self, step: float) -> None:
        """Choose by how much the wheel, the keys and a drag change a value."""
        self._step = step

    @property
    def brush(self) -> float | None:
        """The value that is painted with; None if numbers are dragged."""
        return self._brush

    def set_brush(self, value: float | None) -> None:
        """Paint with a value from now on; None: drag numbers."""
        self._brush = value
        self._show_cursor()

    def set_locked(self, locked: bool) -> None:
        """Only show from now on, or let be changed again; the keyboard can stay here."""
        if locked != self._locked:
            self._finish()
            self._locked = locked
            self._press = self._before = None
            self.line.close_with(keep=False)
            self._show_cursor()

    def _show_cursor(self) -> None:
        if self._locked:
            self.unsetCursor()
        else:
            self.setCursor(Qt.CursorShape.SizeVerCursor if self._brush is None else Qt.CursorShape.CrossCursor)

    # --- changing --------------------------------------------------------------------------------------------

    def _set(self, kernel: Array, finished: bool) -> None:
        """Show and tell another matrix."""
        changed = not np.array_equal(kernel, self._kernel)
        if changed:
            super().set_kernel(kernel)
        if finished:
            self._pause.stop()
        if changed or finished:
            self.kernelChanged.emit(self._kernel, finished)

    def _put(self, cell: Cell, value: float, finished: bool = True) -> None:
        """Give a cell, and those that mirror it, a value."""
        if self._locked:
            return
        value = min(max(value, -LARGEST), LARGEST)
        changed = drawn(self._kernel, *cell, value, self._symmetry)
        if not (finished and np.array_equal(changed, self._kernel) and not self._pause.isActive()):
            self._set(changed, finished)

    def _nudge(self, cell: Cell, steps: float) -> None:
        """Change a value by some steps; what follows within a moment is the same change."""
        value = round(float(self._kernel[cell]) + steps * self._step, _DIGITS)
        self._put(cell, value, finished=False)
        self._pause.start()

    @Slot()
    def _finish(self) -> None:
        """End the change under way, if there is one."""
        if self._pause.isActive() or self.sender() is self._pause:
            self._set(self._kernel, True)

    # --- pointer ---------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a drag, or paint."""
        cell, button = self.cell_at(event.position()), event.button()
        paints = self._brush is not None and button == _RIGHT
        if cell is None or self._locked or self._press is not None or not (button == _LEFT or paints):
            event.ignore()
            return
        self._finish()
        self.line.close_with(keep=True)
        self._press, self._before = (cell, event.position(), button), self._kernel
        self._point(cell)
        if self._brush is not None:
            self._paint(cell)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Change the number that is dragged, paint on, or point."""
        if self._press is None or self._before is None:
            super().mouseMoveEvent(event)
            return
        cell, start, _ = self._press
        if self._brush is not None:
            under = self.cell_at(event.position())
            if under is not None:
                self._point(under)
                self._paint(under)
            return
        up = start.y() - event.position().y()
        if abs(up) <= _SLACK and self._kernel is self._before:
            return
        steps = _scaled(round(up / _PIXELS_A_STEP), event.modifiers())
        self._put(cell, round(float(self._before[cell]) + steps * self._step, _DIGITS), finished=False)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag; a click that did not move only goes to the cell."""
        if self._press is None or event.button() != self._press[2]:
            event.ignore()
            return
        (cell, _, _), before = self._press, self._before
        self._press = self._before = None
        if self._kernel is not before:
            self._set(self._kernel, True)
        elif self._brush is None:
            self._ring = True  # from here the keyboard goes on
            self.update()
            self.chosen.emit(*cell)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Type a number."""
        cell = self.cell_at(event.position())
        if cell is not None and event.button() == _LEFT and self._brush is None:
            self._edit(cell)
        else:
            self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step the value under the pointer."""
        cell = self.cell_at(event.position())
        delta = event.angleDelta().y() or event.angleDelta().x()  # with Alt it comes sideways
        if cell is None or self._locked or not delta or self._press is not None:
            event.ignore()
            return
        self.line.close_with(keep=True)
        self._turned += delta
        notches = int(self._turned / 120)
        self._turned -= 120 * notches
        if notches:
            self._nudge(cell, _scaled(notches, event.modifiers()))
        event.accept()

    def _paint(self, cell: Cell) -> None:
        assert self._brush is not None
        assert self._press is not None
        self._put(cell, self._brush if self._press[2] == _LEFT else -self._brush, finished=False)

    # --- keyboard --------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Keep for the matrix what would be shortcuts of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            mine = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
            mine = mine and (event.key() in (*_NUDGES, *_ZEROS, _KEY.Key_N, _KEY.Key_Space) or bool(_typed(event)))
            escapes = event.key() == _KEY.Key_Escape and self._press is not None
            if (
                mine
                or escapes
                or event.matches(QKeySequence.StandardKey.Copy)
                or event.matches(QKeySequence.StandardKey.Paste)
            ):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Type, step, clear, turn round, paint, copy, paste; go from cell to cell."""
        key, cell = _KEY(event.key()), self._at or (0, 0)
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setMimeData(to_mime(self._kernel))
        elif event.matches(QKeySequence.StandardKey.Paste):
            self._take(QGuiApplication.clipboard().mimeData())
        elif key == _KEY.Key_Escape and self._press is not None and self._before is not None:
            before, self._press, self._before = self._before, None, None
            self._set(before, True)
        elif event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            super().keyPressEvent(event)
        elif key in _NUDGES:
            self._go(cell)
            self._nudge(cell, _scaled(_NUDGES[key], event.modifiers() if abs(_NUDGES[key]) > 1 else _NONE))
        elif key in _ZEROS:
            self._go(cell)
            self._put(cell, 0.0)
        elif key == _KEY.Key_N:
            self._go(cell)
            self._put(cell, -float(self._kernel[cell]))
        elif key == _KEY.Key_Space and self._brush is not None:
            self._go(cell)
            self._put(cell, self._brush)
        elif key in (_KEY.Key_Return, _KEY.Key_Enter, _KEY.Key_F2, _KEY.Key_Space):
            self._edit(cell)
        elif typed := _typed(event):
            self._edit(cell, typed)
        else:
            super().keyPressEvent(event)

    def _go(self, cell: Cell) -> None:
        self._ring, self._pointer = True, None
        self._point(cell)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """End the change under way."""
        super().focusOutEvent(event)
        self._finish()

    def hideEvent(self, event: QHideEvent) -> None:
        """End the change under way."""
        super().hideEvent(event)
        self.line.close_with(keep=False)
        self._finish()

    # --- typing ----------------------------------------------------------------------------------------------

    def _edit(self, cell: Cell, typed: str = "") -> None:
        """Type a number for a cell, beginning with what is typed already."""
        if self._locked:
            return
        self._finish()
        self._go(cell)
        self._editing = cell
        name = self.tr("Number in row {row}, column {column}").format(row=cell[0], column=cell[1])
        self.line.setAccessibleName(name)
        self.line.open(self.cell_rect(*cell), typed or f"{float(self._kernel[cell]):.6g}", bool(typed))

    @Slot(float, bool)
    def _on_entered(self, value: float, by_key: bool) -> None:
        """Take over what was typed; by key, go on to the next cell."""
        self._put(self._editing, value)
        if by_key:
            row, column = self._editing
            after = min(row * self.shape[1] + column + 1, self._kernel.size - 1)
            self._go((after // self.shape[1], after % self.shape[1]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the line over its cell."""
        super().resizeEvent(event)
        self.line.place(self.cell_rect(*self._editing))

    # --- drag and drop ---------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a matrix of the same shape."""
        if not self._locked and from_mime(event.mimeData(), self.shape) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Show and tell what was dropped."""
        event.acceptProposedAction()
        self._take(event.mimeData(), dropped=True)

    def adapted(self, kernel: Array) -> Array:
        """Return what becomes of a matrix that is dropped here: a kind of grid may change it."""
        return kernel

    def _take(self, mime: QMimeData, dropped: bool = False) -> None:
        if self._locked:
            return
        kernel = from_mime(mime, self.shape)
        if kernel is not None and dropped:
            kernel = self.adapted(kernel)
        if kernel is None:
            words = self.tr("Expected {rows}×{columns} numbers, rows as lines and columns between tabs.")
            self.refused.emit(words.format(rows=self.shape[0], columns=self.shape[1]))
        elif not np.array_equal(kernel, self._kernel):
            self._set(kernel, True)


_NONE: Final = Qt.KeyboardModifier.NoModifier


def _scaled(steps: float, modifiers: Qt.KeyboardModifier) -> float:
    """Shift makes steps ten times as large, Ctrl a tenth."""
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        return steps * 10
    return steps / 10 if modifiers & Qt.KeyboardModifier.ControlModifier else steps


def _typed(event: QKeyEvent) -> str:
    """Return the character with which a number may begin; the minus steps."""
    return event.text() if event.text() and event.text() in "123456789.," else ""
