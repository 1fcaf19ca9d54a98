"""What the main window is made of, built piece by piece while its first picture stands on the screen.

`gui.window` is kept light so that there is a window at once; everything else is imported from here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from gui import layout, menus, panels
from gui.dock import Dock
from gui.dock_lights import DockLights
from gui.importing import Importer
from gui.ink_area import InkArea
from gui.network_file import NetworkFile
from gui.status import StatusBar
from gui.toolbar import Margin, ToolBar
from gui.undo_actions import UndoActions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gui.panels.base import Panel
    from gui.session import Session
    from gui.window import MainWindow

KINDS = panels.kinds(opened=True)
_MARGINS = {
    "top": Qt.ToolBarArea.TopToolBarArea,
    "left": Qt.ToolBarArea.LeftToolBarArea,
    "right": Qt.ToolBarArea.RightToolBarArea,
    "bottom": Qt.ToolBarArea.BottomToolBarArea,
}


def furnish(window: MainWindow, session: Session) -> Iterator[int]:
    """Put ink area, panels, docks, menus, toolbar and status bar into the window, some milliseconds at a time.

    The docks that are closed at first follow later: see `gui.closed_docks`.
    """
    window.ink_area = InkArea(session)
    window.setCentralWidget(window.ink_area)
    window.panels, window.docks = [], []
    window.actions_by_key = menus.make_actions(window)
    menus.fill_menus(window)
    window.status = StatusBar(session, window)
    window.setStatusBar(window.status)
    yield 0
    for kind in KINDS:
        for panel in kind.for_session(session):
            add_dock(window, panel).furnish()
            yield 0
    DockLights(session, window.docks)
    window.ink_area.lights.blindChanged.connect(window.actions_by_key["blind"].setChecked)
    yield 0
    window.undo_actions = UndoActions(session, window.actions_by_key["undo"], window.actions_by_key["redo"])
    window.toolbar = ToolBar(session, window.actions_by_key)
    window.addToolBar(window.toolbar)
    for name, area in _MARGINS.items():
        margin = Margin(name)
        window.addToolBar(area, margin)
        window.insertToolBarBreak(margin)
    window.importer = Importer(window, session)
    window.importer.said.connect(window.status.say)
    window.network_file = NetworkFile(window, session)
    window.network_file.said.connect(window.status.say)
    window.importer.networkGiven.connect(window.network_file.open_file)
    yield 0
    layout.arrange(window, window.docks)
    yield 0


def add_dock(window: MainWindow, panel: Panel) -> Dock:
    """Make a dock for a panel, and tell menu and status bar of it; it is in no place yet."""
    dock = Dock(panel, window)
    window.panels.append(panel)
    window.docks.append(dock)
    menus.add_panel(window, dock)
    if hasattr(panel, "said"):
        panel.said.connect(window.status.say)
    if hasattr(panel, "set_seen"):
        dock.visibilityChanged.connect(panel.set_seen)
    if hasattr(panel, "panelRequested"):
        panel.panelRequested.connect(window.call_panel)
    return dock
