"""A small flat button for a header, and the menu under it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import QMenu, QToolButton

from gui.icons import SMALL
from gui.theme import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QActionGroup

_SIDE: Final = 24


class Tool(QToolButton):
    """A small flat button for a header: as narrow as its icon or words allow."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAutoRaise(True)
        self.setIconSize(QSize(SMALL, SMALL))
        self.setAccessibleName(name)
        self.setObjectName("calm")
        self._on_theme_changed()
        theme().changed.connect(self._on_theme_changed)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.setFont(theme().font("small"))

    def sizeHint(self) -> QSize:
        """Return a square, or the words' width."""
        words = self.fontMetrics().horizontalAdvance(self.text()) if self.text() else 0
        return QSize(max(_SIDE, words + 10), _SIDE)


def menu_of(button: QToolButton, *groups: QActionGroup) -> QMenu:
    """Return a menu of groups of actions, with a line between them."""
    menu = QMenu(button)
    for group in groups:
        menu.addSeparator()
        menu.addActions(group.actions())
    return menu
