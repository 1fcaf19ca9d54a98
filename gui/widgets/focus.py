"""How the keyboard goes from widget to widget, and whether it brought the focus: only then a ring shows it."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent

_REASONS: Final = frozenset(
    {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason}
)


def by_keyboard(event: QFocusEvent) -> bool:
    """Tell whether a key, not the mouse or the program, moved the focus here."""
    return event.reason() in _REASONS


def in_order(*widgets: QWidget) -> None:
    """Let Tab go through these in their order."""
    for before, after in itertools.pairwise(widgets):
        QWidget.setTabOrder(before, after)


def come_after(before: QWidget, part: QWidget) -> None:
    """Let Tab go from `before`, and what follows it in its parent, into a part of the window that was made later."""
    home, following = before.parentWidget(), before.nextInFocusChain()
    while home is not None and following is not None and (following is home or home.isAncestorOf(following)):
        if following is part or part.isAncestorOf(following):
            break
        before, following = following, following.nextInFocusChain()
    stops, each = [before], part.nextInFocusChain()
    while each is not None and part.isAncestorOf(each):  # just made: one after the other
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus:
            stops.append(each)
        each = each.nextInFocusChain()
    in_order(*stops)


class Ringed(QWidget):
    """A widget that paints a ring while `_ring` is true: while it has the focus from the keyboard.

    Signals
    -------
    unfocused
        The focus went elsewhere.
    """

    unfocused = Signal()
    _ring = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show a ring to who came by keyboard."""
        self._ring = by_keyboard(event)
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        self._ring = False
        super().focusOutEvent(event)
        self.update()
        self.unfocused.emit()
