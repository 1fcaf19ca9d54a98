"""The default layout: which dock goes where, and how large it is.

::

    ink | map 1 | map 2 | answer
        | map 3 | map 4 |
        | vectors       |
    ----------------------------
    summary        | microscope

In a narrow window the microscope is a tab behind the summary. Further maps are tabs behind the four. Extra width and
height go to the maps. Docks that are closed at first lie behind the others of their place, where they appear when
somebody opens them.
"""

from __future__ import annotations

import itertools
import zlib
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtWidgets import QMainWindow

    from gui.dock import Dock
    from gui.ink_area import InkArea

_VISIBLE_MAPS = 4
_SEPARATOR = 8
_TOOLBAR = 50
_VAST, _LARGER = (2800, 1600), 1.4
_TWO_AT_THE_BOTTOM = 1200
"""A window at least so wide has room for two docks side by side at the bottom."""
_SHARE, _HIGH = 0.19, 420
"""Share of the window's height for the docks at the bottom, where their rows need less; and how high they get so."""
_CORNER = 1 / 3, 440, 960
"""Share of the window's width for the dock at the bottom right, and its least and largest width."""


def arrange(window: QMainWindow, docks: Sequence[Dock]) -> None:
    """Put every dock in its default place, closed and floating ones too."""
    for dock in docks:
        if dock.isFloating() or window.dockWidgetArea(dock) != Qt.DockWidgetArea.NoDockWidgetArea:
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
    for front, behind in ((middle[-1:], maps[_VISIBLE_MAPS:]), (wide[:1], wide[1:]), (side[:1], side[1:])):
        for dock in behind:
            window.tabifyDockWidget(front[0], dock)
    _fill_bottom(window, by_place)
    for dock in docks:
        dock.setVisible(dock.panel.opened)  # type: ignore[attr-defined]
    for dock in (*middle, *wide[:1], *side[:1], *_fronts(window, by_place)):
        dock.raise_()


def _bottom(by_place: Mapping[str, list[Dock]], width: int) -> tuple[list[Dock], list[Dock]]:
    """Return who shares the place at the bottom left, and who the one at the bottom right, in a window that wide."""
    bottom, corner = by_place.get("bottom", []), by_place.get("corner", [])
    if bottom and corner and width >= _TWO_AT_THE_BOTTOM:
        return bottom, corner
    return [*bottom[:1], *corner, *bottom[1:]], []


def _fronts(window: QMainWindow, by_place: Mapping[str, list[Dock]]) -> list[Dock]:
    """Return the docks at the bottom that are seen at first."""
    return [dock for kin in _bottom(by_place, window.width()) for dock in kin[:1]]


def _fill_bottom(window: QMainWindow, by_place: Mapping[str, list[Dock]]) -> None:
    """Put docks that are in no place yet at the bottom: side by side, and tabs behind them."""
    bottom, corner = _bottom(by_place, window.width())
    for dock in bottom[:1]:
        window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, dock)
    for dock in corner[:1]:
        window.splitDockWidget(bottom[0], dock, Qt.Orientation.Horizontal)
    for kin in (bottom, corner):
        for dock in kin[1:]:
            window.tabifyDockWidget(kin[0], dock)


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


def scale(window: QMainWindow) -> float:
    """How much larger letters are: a vast window is looked at from farther away, or its pixels are small."""
    return _LARGER if window.width() >= _VAST[0] and window.height() >= _VAST[1] else 1.0


def answer_width(width: int) -> int:
    """How wide the answer is in a window of that width."""
    return max(232, min(360, width // 6))


def proportion(window: QMainWindow, docks: Sequence[Dock], ink: InkArea) -> None:
    """Give every dock of the default layout its share of the window's present size."""
    used = window.menuBar().height() + window.statusBar().height() + _TOOLBAR
    ink_width = min(ink.preferred_width(window.height() - used - bottom_height(docks)), window.width() // 3)
    places = {"maps": [], "wide": [], "answer": [], "bottom": [], **_by_place(docks)}
    middle = places["maps"][:_VISIBLE_MAPS]
    if middle:
        beside = answer_width(window.width())
        rest = window.width() - ink_width - beside - _SEPARATOR * 3
        side = places["answer"][:1]
        for row in (middle[:2], middle[2:]):
            widths = [rest // len(row) for _ in row] + [beside for _ in side]
            window.resizeDocks([*row, *side], widths, Qt.Orientation.Horizontal)
    _divide_bottom(window, places)
    bottom, corner = _bottom(places, window.width())
    if bottom:
        height = max(bottom_height(docks), min(_HIGH, round(_SHARE * window.height())))
        window.resizeDocks(bottom[:1], [height], Qt.Orientation.Vertical)
    if corner:
        share, least, largest = _CORNER
        width = max(least, min(largest, round(share * window.width())))
        widths = [window.width() - width - _SEPARATOR, width]
        window.resizeDocks([bottom[0], corner[0]], widths, Qt.Orientation.Horizontal)
    if middle and places["wide"]:
        inside = sum(dock.height() for dock in (*middle[0::2], places["wide"][0]))
        wide = max(84, min(200, inside // 6))
        rows = middle[0::2]
        window.resizeDocks(
            [*rows, places["wide"][0]], [(inside - wide) // len(rows)] * len(rows) + [wide], Qt.Orientation.Vertical
        )


def _divide_bottom(window: QMainWindow, places: Mapping[str, list[Dock]]) -> None:
    """Put the docks of the bottom right beside those of the left, or behind them, once the window's width changed."""
    bottom, corner = places["bottom"], places.get("corner", [])
    if not bottom or not corner:
        return
    tabbed = corner[0] in window.tabifiedDockWidgets(bottom[0])
    if tabbed != bool(_bottom(places, window.width())[1]):
        return
    docks = [*bottom, *corner]
    shown = [not dock.isHidden() for dock in docks]
    for dock in docks:  # all of them: no dock can be put beside one that has tabs
        window.removeDockWidget(dock)
    _fill_bottom(window, places)
    for dock, visible in zip(docks, shown, strict=True):
        dock.setVisible(visible)
    for dock in _fronts(window, places):
        dock.raise_()


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
    if not kin and new.panel.place == "corner":  # type: ignore[attr-defined]
        kin = [dock for dock in docked if dock.panel.place == "bottom"]  # type: ignore[attr-defined]
    if docked:
        window.tabifyDockWidget((kin or docked)[-1], new)
    else:
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, new)
    new.setVisible(new.panel.opened)  # type: ignore[attr-defined]


def checksum(state: str) -> int:
    """Return a number that tells a layout that was kept from a damaged one: Qt dies of some damaged ones."""
    return zlib.crc32(state.encode())
