"""The default layout: which dock goes where, and how large it is.

::

    ink | map 1 | map 2 | answer
        | map 3 | map 4 |
        | vectors       |
    ----------------------------
    summary

Further maps are tabs behind the four. Extra width and height go to the maps. Docks that are closed at first lie
behind the others of their place, where they appear when somebody opens them.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QMainWindow

    from gui.dock import Dock

_VISIBLE_MAPS = 4
_SEPARATOR = 8


def arrange(window: QMainWindow, docks: Sequence[Dock]) -> None:
    """Put every dock in its default place, closed and floating ones too."""
    for dock in docks:
        dock.setFloating(False)
        window.removeDockWidget(dock)
    by_place = _by_place(docks)
    maps, wide = by_place.get("maps", []), by_place.get("wide", [])
    middle = maps[:_VISIBLE_MAPS]
    column = [*middle[0::2], *wide[:1]]
    side = by_place.get("answer", [])
    if column:
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, column[0])
    for dock in side[:1]:
        _beside(window, column[0] if column else None, dock, Qt.Orientation.Horizontal)
    for above, below in itertools.pairwise(column):
        window.splitDockWidget(above, below, Qt.Orientation.Vertical)
    for left, right in zip(middle[0::2], middle[1::2], strict=False):
        window.splitDockWidget(left, right, Qt.Orientation.Horizontal)
    bottom = by_place.get("bottom", [])
    for dock in bottom[:1]:
        window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, dock)
    tabs = (middle[-1:], maps[_VISIBLE_MAPS:]), *((kin[:1], kin[1:]) for kin in (wide, side, bottom))
    for front, behind in tabs:
        for dock in behind:
            window.tabifyDockWidget(front[0], dock)
    for dock in docks:
        dock.setVisible(dock.panel.opened)  # type: ignore[attr-defined]
    for dock in (*middle, *wide[:1], *side[:1], *bottom[:1]):
        dock.raise_()


def _by_place(docks: Sequence[Dock]) -> dict[str, list[Dock]]:
    """Sort docks by their place; those that are closed at first are the last there."""
    found: dict[str, list[Dock]] = {}
    for dock in sorted(docks, key=lambda dock: not dock.panel.opened):  # type: ignore[attr-defined]
        found.setdefault(dock.panel.place, []).append(dock)  # type: ignore[attr-defined]
    return found


def _beside(window: QMainWindow, neighbour: Dock | None, dock: Dock, orientation: Qt.Orientation) -> None:
    if neighbour is None:
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    else:
        window.splitDockWidget(neighbour, dock, orientation)


def proportion(window: QMainWindow, docks: Sequence[Dock], ink_width: int) -> None:
    """Give every dock of the default layout its share of the window's present size."""
    places = {"maps": [], "wide": [], "answer": [], "bottom": [], **_by_place(docks)}
    middle = places["maps"][:_VISIBLE_MAPS]
    answer_width = max(232, min(360, window.width() // 6))
    if middle:
        rest = window.width() - ink_width - answer_width - _SEPARATOR * 3
        side = places["answer"][:1]
        for row in (middle[:2], middle[2:]):
            widths = [rest // len(row) for _ in row] + [answer_width for _ in side]
            window.resizeDocks([*row, *side], widths, Qt.Orientation.Horizontal)
    bottom = places["bottom"][:1]
    if bottom:
        window.resizeDocks(bottom, [bottom_height(docks)], Qt.Orientation.Vertical)
    if middle and places["wide"]:
        inside = sum(dock.height() for dock in (*middle[0::2], places["wide"][0]))
        wide = max(84, min(200, inside // 6))
        rows = middle[0::2]
        window.resizeDocks(
            [*rows, places["wide"][0]], [(inside - wide) // len(rows)] * len(rows) + [wide], Qt.Orientation.Vertical
        )


def bottom_height(docks: Sequence[Dock]) -> int:
    """How high the dock at the bottom wants to be: all its rows, no more."""
    bottom = _by_place(docks).get("bottom")
    return bottom[0].sizeHint().height() if bottom else 0


def place_new(window: QMainWindow, new: Dock, docks: Sequence[Dock]) -> None:
    """Put a dock that an older version's layout does not know behind one of its own kind, or any: as a tab."""
    new.setFloating(False)
    window.removeDockWidget(new)
    docked = [dock for dock in docks if dock is not new and not dock.isFloating() and dock.isVisibleTo(window)]
    kin = [dock for dock in docked if dock.panel.place == new.panel.place]  # type: ignore[attr-defined]
    if docked:
        window.tabifyDockWidget((kin or docked)[-1], new)
    else:
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, new)
    new.setVisible(new.panel.opened)  # type: ignore[attr-defined]
