"""The docks that are closed at first: built behind the others, once everything that is seen at first is there.

Importing this imports their panels, which takes longer than all the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui import furnishing, layout, panels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gui.panels.base import Panel
    from gui.window import MainWindow

KINDS = panels.kinds(opened=False)


def build(window: MainWindow) -> Iterator[Panel]:
    """Put them into the window, each at the place that it had at the last start, or behind its kin."""
    for kind in KINDS:
        for panel in kind.for_session(window.session):
            dock = furnishing.add_dock(window, panel)
            if not window.restoreDockWidget(dock):
                layout.place_new(window, dock, window.docks)
            panel.show_selection(window.session.selection)
            yield panel
