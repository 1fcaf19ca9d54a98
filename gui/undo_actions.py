"""Whom the window's Undo and Redo go to: the lab that has the keyboard, else the ink."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QApplication, QMenuBar, QToolBar, QWidget
from shiboken6 import isValid

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance
    from PySide6.QtGui import QAction

    from gui.session import Session


class UndoActions(QObject):
    """Keeps text and state of the two actions true, and does what they say.

    A panel with a `history` has undo of its own. The menu bar and the toolbar take the keyboard for a moment without
    changing whose turn it is.
    """

    def __init__(self, session: Session, undo: QAction, redo: QAction) -> None:
        super().__init__(undo)
        self._session = session
        self._actions = undo, redo
        self._words = [(action.text(), action.statusTip()) for action in self._actions]
        for action in self._actions:
            action.setIconText(action.text().replace("&", ""))  # no button of the toolbar grows with what it undoes
        self._panel: QWidget | None = None
        self._stack: QUndoStack | None = None
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)

    def undo(self) -> None:
        """Take back the last change of the lab, or of the ink."""
        stack = self._current()
        if stack is None:
            self._session.undo()
        else:
            stack.undo()

    def redo(self) -> None:
        """Do again what was taken back."""
        stack = self._current()
        if stack is None:
            self._session.redo()
        else:
            stack.redo()

    @Slot()
    def show(self) -> None:
        """Tell what each action would do now."""
        stack, ink = self._current(), self._session.ink
        if stack is None:
            states = [(ink.can_undo, ""), (ink.can_redo, "")]
        else:
            states = [(stack.canUndo(), stack.undoText()), (stack.canRedo(), stack.redoText())]
        for action, (words, tip), (can, what) in zip(self._actions, self._words, states, strict=True):
            text = self.tr("{undo}: {what}").format(undo=words, what=what) if what else words
            action.setEnabled(can)
            action.setText(text)
            action.setStatusTip(tip if stack is None else text.replace("&", ""))

    def _current(self) -> QUndoStack | None:
        panel = self._panel
        if panel is None or not isValid(panel) or self._session.is_drawing:
            return None
        return self._stack

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, _: QWidget | None, now: QWidget | None) -> None:
        if isinstance(now, QMenuBar | QToolBar) or (now is None and QApplication.activeWindow() is None):
            return
        panel, stack = _owner(now)
        if stack is not self._stack:
            if self._stack is not None and isValid(self._stack):
                for signal in _signals(self._stack):
                    signal.disconnect(self.show)
            for signal in [] if stack is None else _signals(stack):
                signal.connect(self.show)
        self._panel, self._stack = panel, stack
        self.show()


def _owner(widget: QWidget | None) -> tuple[QWidget | None, QUndoStack | None]:
    """Return the panel with a history of its own that a widget is in, itself or in its dock's header."""
    while widget is not None:
        for held in (widget, getattr(widget, "panel", None)):
            stack = getattr(held, "history", None)
            if isinstance(held, QWidget) and isinstance(stack, QUndoStack):
                return held, stack
        widget = widget.parentWidget()
    return None, None


def _signals(stack: QUndoStack) -> list[SignalInstance]:
    return [stack.canUndoChanged, stack.canRedoChanged, stack.undoTextChanged, stack.redoTextChanged]
