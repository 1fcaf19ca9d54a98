"""Undo in a lab: what a person changes there, as steps from one value to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QUndoCommand, QUndoStack
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject

STEPS: Final = 200
_MERGES: Final = 1  # Qt offers those of one number, other than -1, to each other

Value = TypeVar("Value")


def history(owner: QObject) -> QUndoStack:
    """Return an empty history for a panel: the window's Undo and Redo go to it while the keyboard is in the panel."""
    made = QUndoStack(owner)
    made.setUndoLimit(STEPS)
    return made


def record(
    stack: QUndoStack, text: str, old: Value, new: Value, show: Callable[[Value], None], finished: bool = True
) -> None:
    """Do a `Change`, unless it changes nothing and ends no drag.

    The keyboard comes to the panel that was changed, if it is elsewhere: Undo takes back what was done last.
    """
    top = stack.command(stack.index() - 1) if stack.index() else None
    ends = isinstance(top, Change) and top.goes_on(text) and not stack.canRedo()
    if ends or old != new:
        stack.push(Change(text, old, new, show, finished))
        _call(stack.parent())


def _call(panel: QObject | None) -> None:
    """Give a panel the keyboard, unless it or its dock's header has it: most buttons take none when clicked."""
    focused = QApplication.focusWidget()
    if isinstance(panel, QWidget) and panel.isVisible():
        home = panel.parentWidget() or panel
        if focused is None or not home.isAncestorOf(focused):
            panel.setFocus(Qt.FocusReason.OtherFocusReason)


class Change(QUndoCommand, Generic[Value]):
    """One step: `show(new)` does it, when it is pushed and again by Redo, and `show(old)` takes it back.

    Both values are frozen. A drag is one step: each change of it but the last is not `finished`, and the next change
    of the same `text` goes on with it. A drag that ends where it began leaves no step.
    """

    def __init__(self, text: str, old: Value, new: Value, show: Callable[[Value], None], finished: bool = True) -> None:
        super().__init__(text)
        self.old, self.new = old, new
        self._show = show
        self._finished = finished

    def goes_on(self, text: str) -> bool:
        """Whether a change of that text would be a part of this one."""
        return not self._finished and text == self.text()

    def id(self) -> int:
        """Let Qt try `mergeWith`."""
        return _MERGES

    def redo(self) -> None:
        """Show the new value."""
        self._show(self.new)

    def undo(self) -> None:
        """Show the old one."""
        self._show(self.old)

    def mergeWith(self, later: QUndoCommand) -> bool:
        """Take over what a drag went on with."""
        if not isinstance(later, Change) or not self.goes_on(later.text()):
            return False
        self.new, self._finished = later.new, later._finished
        if self._finished and self.new == self.old:
            self.setObsolete(True)
        return True
