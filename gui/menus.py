"""Actions and menus of the main window, made from the tables in `gui.actions`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from gui.actions import ACTIONS, MENUS
from gui.anchors import MAP_NAMES
from gui.icons import set_icon
from gui.theme import theme

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gui.dock import Dock
    from gui.window import MainWindow

_ICONS = {info.key: info.icon for info in ACTIONS if info.icon}


def make_actions(window: MainWindow) -> dict[str, QAction]:
    """Make every action of the table; each calls the window's method `_do_<key>`."""
    made: dict[str, QAction] = {}
    groups: dict[str, QActionGroup] = {}
    for info in ACTIONS:
        action = QAction(QCoreApplication.translate("actions", info.text), window)
        action.setObjectName(info.key)
        action.setStatusTip(QCoreApplication.translate("actions", info.tip) if info.tip else "")
        action.setCheckable(info.checkable)
        if info.shortcut:
            first = QKeySequence(info.shortcut)
            action.setShortcuts([first, *(keys for keys in QKeySequence.listFromString(info.also) if keys != first)])
            words = action.text().replace("&", "").rstrip("…")
            keys = action.shortcut().toString(action.shortcut().SequenceFormat.NativeText)
            action.setToolTip(f"{words} ({keys})")
        if info.group:
            groups.setdefault(info.group, QActionGroup(window)).addAction(action)
        action.triggered.connect(getattr(window, f"_do_{info.key}"))
        action.setEnabled(info.key == "quit")  # until all is there that the others need
        window.addAction(action)
        made[info.key] = action
    return made


def show_icons(actions: Iterable[QAction]) -> None:
    """Give actions of the table the pictures they have in it. Drawn not before they are seen: that takes its time."""
    for action in actions:
        if action.objectName() in _ICONS:
            set_icon(action, _ICONS[action.objectName()])


def fill_menus(window: MainWindow) -> None:
    """Build the menu bar; what a starred entry stands for is one of the functions below."""
    for title, entries in MENUS:
        menu = window.menuBar().addMenu(QCoreApplication.translate("actions", title))
        _show_icons_of(menu)
        for entry in entries:
            if entry == "-":
                menu.addSeparator()
            elif entry in STARRED:
                STARRED[entry](window, menu)
            else:
                menu.addAction(window.actions_by_key[entry])


def _show_icons_of(menu: QMenu) -> None:
    menu.aboutToShow.connect(lambda: show_icons(menu.actions()))


def _panels(window: MainWindow, menu: QMenu) -> None:
    window.panels_end = menu.addSeparator()


def _labs(window: MainWindow, menu: QMenu) -> None:
    window.labs_heading = menu.addAction(window.tr("Labs"))
    window.labs_heading.setEnabled(False)  # not a section: the style sheet's menus draw no text on a line
    window.labs_heading.setVisible(False)
    window.labs_end = menu.addSeparator()


def add_panel(window: MainWindow, dock: Dock) -> None:
    """Let the View menu open and close a dock."""
    is_lab = getattr(dock.panel, "lab", False)
    end = window.labs_end if is_lab else window.panels_end
    for menu in end.associatedObjects():
        if isinstance(menu, QMenu):
            menu.insertAction(end, dock.toggleViewAction())
    if is_lab:
        window.labs_heading.setVisible(True)


def _theme(window: MainWindow, menu: QMenu) -> None:
    sub = menu.addMenu(window.tr("&Theme"))
    _show_icons_of(sub)
    for key in ("theme_system", "theme_light", "theme_dark"):
        sub.addAction(window.actions_by_key[key])


def _maps(window: MainWindow, menu: QMenu) -> None:
    sub = menu.addMenu(window.tr("&Colours of the maps"))
    group = QActionGroup(window)
    for name in MAP_NAMES:
        action = group.addAction(name.capitalize())
        action.setCheckable(True)
        action.triggered.connect(partial(theme().set_map, name))
        sub.addAction(action)
        window.actions_by_key[f"map_{name}"] = action


def _motion(window: MainWindow, menu: QMenu) -> None:
    action = menu.addAction(window.tr("R&educe motion"))
    action.setCheckable(True)
    action.setStatusTip(window.tr("Nothing plays by itself: what can be played is gone through step by step"))

    def show() -> None:
        action.setChecked(theme().reduced_motion)

    action.triggered.connect(theme().set_reduced_motion)
    # The system may say something else since then
    menu.aboutToShow.connect(show)
    show()
    window.actions_by_key["reduce_motion"] = action


def _examples(window: MainWindow, menu: QMenu) -> None:
    sub = menu.addMenu(window.tr("E&xample digit"))
    window.examples = []
    for digit in range(10):
        action = sub.addAction(f"&{digit}")
        action.setShortcut(f"Ctrl+{digit}")
        action.setStatusTip(window.tr("Put a drawn {digit} on the canvas").format(digit=digit))
        action.triggered.connect(partial(window.draw_example, digit))
        action.setEnabled(False)
        window.examples.append(action)


STARRED = {
    "*panels": _panels,
    "*labs": _labs,
    "*theme": _theme,
    "*maps": _maps,
    "*motion": _motion,
    "*examples": _examples,
}
