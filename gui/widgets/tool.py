"""A small flat button for a header, and the menu under it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QMenu, QToolButton

from gui.icons import SMALL, set_icon
from gui.theme import theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QActionGroup
    from PySide6.QtWidgets import QWidget

_SIDE: Final = 24


class Tool(QToolButton):
    """A small flat button for a header: as narrow as its icon or words allow."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAutoRaise(True)
        self.setAccessibleName(name)
        self.setObjectName("calm")
        self._on_theme_changed()
        theme().changed.connect(self._on_theme_changed)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.setFont(theme().font("small"))
        self.setIconSize(QSize(theme().length(SMALL), theme().length(SMALL)))

    def carry_menu(self, fill: Callable[[], None]) -> None:
        """Show words alone, and open a menu that `fill` fills when somebody wants it."""
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        menu.aboutToShow.connect(fill)
        self.setMenu(menu)

    def sizeHint(self) -> QSize:
        """Return a square, or the words' width."""
        words = self.fontMetrics().horizontalAdvance(self.text()) if self.text() else 0
        side = theme().length(_SIDE)
        return QSize(max(side, words + 10), side)


def pictured(picture: str, words: str, parent: QWidget) -> Tool:
    """Return a tool with a calm icon, whose words are its name and its tip."""
    made = Tool(words)
    made.setParent(parent)
    made.setToolTip(words)
    set_icon(made, picture, calm=True)
    return made


def menu_of(button: QToolButton, *groups: QActionGroup) -> QMenu:
    """Return a menu of groups of actions, with a line between them."""
    menu = QMenu(button)
    for group in groups:
        menu.addSeparator()
        menu.addActions(group.actions())
    return menu
