"""A layout that somebody made grows and shrinks with its window as the default layout does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Slot

from gui import layout

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gui.dock import Dock
    from gui.window import MainWindow

_SIDES: Final = Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea
_SETTLED_MILLISECONDS: Final = 300  # docks glide to their places
_SEPARATOR: Final = 8
Row = tuple[tuple["Dock", int], ...]


class Shares(QObject):
    """Remembers how wide everything is, and keeps it so in proportion when the window gets another size.

    Qt gives all of a larger window's width to what is in the middle, and has done so before a window hears of its new
    size: so it is remembered whenever docks have changed.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._known: _Known | None = None
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED_MILLISECONDS)
        self._settled.timeout.connect(self.remember)

    def changed(self) -> None:
        """Remember them as they will be, once docks that change are at their places."""
        self._known = None
        self._settled.start()

    @Slot()
    def remember(self) -> None:
        """Remember them as they are."""
        self._settled.stop()
        window = self._window
        if window.isVisible() and not window.isMinimized():
            self._known = _Known(window.size(), window.ink_area.size(), _rows(window.docks))

    def keep(self) -> None:
        """Share out the window's present width."""
        if self._known is None:
            self._settled.start()
        elif self._window.isVisible() and not self._window.isMinimized():
            for docks, widths in self._known.fitting(self._window.size(), self._window.ink_area.preferred_width):
                self._window.resizeDocks(docks, widths, Qt.Orientation.Horizontal)


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """A window's size, that of the ink, and the docks beside it in rows, each with its width."""

    size: QSize
    ink: QSize
    rows: tuple[Row, ...]

    def fitting(self, size: QSize, preferred: Callable[[int], int]) -> list[tuple[list[Dock], list[int]]]:
        """Return how wide the docks should be in a window of another size.

        Ink and answer change as much as the default layout changes them; the others share the rest in proportion.
        `preferred` is how wide ink of some height should be.
        """
        more = size - self.size
        grown = preferred(self.ink.height() + more.height()) / preferred(self.ink.height())
        ink = min(round(self.ink.width() * grown), max(self.ink.width(), size.width() // 3))
        answer = layout.answer_width(size.width()) / layout.answer_width(self.size.width())
        found = []
        for row in self.rows:
            room = sum(width for _, width in row) + more.width() + self.ink.width() - ink
            others = sum(width for dock, width in row if not _is_answer(dock))
            own = sum(round(width * answer) for dock, width in row if _is_answer(dock)) if others else 0
            share = (room - own) / (others or sum(width for _, width in row))
            widths = [width * (answer if others and _is_answer(dock) else share) for dock, width in row]
            found.append(([dock for dock, _ in row], [max(1, round(width)) for width in widths]))
        return found


def _is_answer(dock: Dock) -> bool:
    return bool(dock.panel.place == "answer")  # type: ignore[attr-defined]


def _rows(docks: Sequence[Dock]) -> tuple[Row, ...]:
    """Return the docks beside the ink from left to right, at every height where there are others.

    A line that meets a gap between two of them, one above the other, makes no row.
    """
    beside = [dock for dock in docks if _is_beside(dock)]
    rows = {
        tuple(
            sorted((dock for dock in beside if dock.y() <= line <= dock.geometry().bottom()), key=lambda dock: dock.x())
        )
        for line in {dock.geometry().center().y() for dock in beside}
    }
    wide = {row: sum(dock.width() + _SEPARATOR for dock in row) for row in rows}
    widest = max(wide.values(), default=0)
    return tuple(tuple((dock, dock.width()) for dock in row) for row in rows if wide[row] > widest - _SEPARATOR)


def _is_beside(dock: Dock) -> bool:
    window: MainWindow = dock.parent()  # type: ignore[assignment]
    seen = not dock.isFloating() and not dock.visibleRegion().isEmpty()
    return seen and bool(window.dockWidgetArea(dock) & _SIDES)
