"""The small style sheet on top of Fusion: only what a palette cannot say, on an 8 px grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gui.theme import Palette

_SHEET = """
QMainWindow::separator { background: transparent; width: 8px; height: 8px; }
QMainWindow::separator:hover { background: @line; }
QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: @line; }

QMenuBar { background: @dock; border-bottom: 1px solid @line; padding: 0 8px; }
QMenuBar::item { padding: 6px 8px; border-radius: 6px; background: transparent; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: @raised; }
QMenu { background: @dock; border: 1px solid @line; border-radius: 8px; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::icon { padding-left: 8px; }
QMenu::item:selected { background: @hover; }
QMenu::item:disabled { color: @faint; }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }
QMenu::indicator { width: 14px; height: 14px; margin-left: 6px; }

QToolBar { background: @dock; border: none; border-bottom: 1px solid @line; spacing: 4px; padding: 3px 8px; }
QToolBar::separator { background: @line; width: 1px; margin: 4px 6px; }
QToolBar QToolButton { padding: 5px 10px; }
QToolButton { border: 1px solid transparent; border-radius: 6px; padding: 2px 6px; background: transparent; }
QToolButton:hover { background: @hover; }
QToolButton:pressed, QToolButton:checked { background: @hover; color: @selection; }
QToolButton:focus { border-color: @selection; }
QToolButton:disabled { color: @faint; }
QToolButton#calm { padding: 0; }
QToolButton#link { padding: 0 4px; border-radius: 4px; color: @selection; }
QToolButton[popupMode="1"] { padding-right: 16px; }
QToolButton::menu-button { border: none; width: 14px; }
QToolButton::menu-indicator { image: none; }
QPushButton { background: @raised; border: 1px solid @line; border-radius: 6px; padding: 5px 14px; outline: none; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @line; }
QPushButton:focus, QPushButton:default { border-color: @selection; }
QPushButton:disabled { color: @faint; }

QLineEdit { background: @raised; border: 1px solid @line; border-radius: 6px; padding: 4px 8px; }
QLineEdit:focus { border-color: @selection; }

QProgressBar { background: @raised; border: 1px solid @line; border-radius: 6px; padding: 1px; text-align: center; }
QProgressBar::chunk { background: @line; border-radius: 4px; }

QStatusBar { background: @dock; border-top: 1px solid @line; }
QStatusBar::item { border: none; }
QToolTip { background: @raised; color: @text; border: 1px solid @line; padding: 4px 6px; }

QTabBar { qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: @grey; padding: 5px 12px; margin: 2px;
    border: 1px solid transparent; border-radius: 6px; }
QTabBar::tab:hover { background: @raised; }
QTabBar::tab:selected { background: @dock; color: @text; border-color: @line; }
QTabBar::tab:focus { border-color: @selection; }

QHeaderView { background: transparent; border: none; }
QHeaderView::section { background: transparent; color: @grey; border: none; border-bottom: 1px solid @line;
    padding: 4px 8px; }
QTableCornerButton::section { background: transparent; border: none; }
QTableView, QTreeView, QListView { background: transparent; border: none; outline: none;
    selection-background-color: @hover; selection-color: @text; gridline-color: @line; }

QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: @thumb; border-radius: 3px; }
QScrollBar::handle:vertical { min-height: 24px; margin: 2px; }
QScrollBar::handle:horizontal { min-width: 24px; margin: 2px; }
QScrollBar::handle:hover { background: @grey; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""


def stylesheet(colours: Palette) -> str:
    """Return the style sheet in the theme's colours."""
    roles = ("window", "dock", "raised", "line", "text", "grey", "selection")
    words = {role: getattr(colours, role).name() for role in roles}
    words["hover"] = "#2A303B" if colours.dark else "#E9EEF4"
    words["thumb"] = "#3A4250" if colours.dark else "#C3CBD6"
    words["faint"] = "#626B7A" if colours.dark else "#9AA3AF"
    sheet = _SHEET
    for word, colour in words.items():
        sheet = sheet.replace("@" + word, colour)
    return sheet
