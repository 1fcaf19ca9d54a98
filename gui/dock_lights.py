"""Which docks have their line lit: those of the selected layer, and of the one that is pointed at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gui.dock import Dock
    from gui.session import Session


class DockLights(QObject):
    """Follows the session's selection and what is pointed at."""

    def __init__(self, session: Session, docks: Sequence[Dock]) -> None:
        super().__init__(session)
        self._session, self._docks = session, docks
        self._count = len(docks)
        self._selected: str | None = None
        self._pointed: str | None = None
        session.selectionChanged.connect(self._show)
        session.pointedChanged.connect(self._show)

    @Slot(object)
    def _show(self, _: object) -> None:
        selected, pointed = self._session.selection.layer, self._session.pointed.layer
        if len(self._docks) != self._count:  # others came
            self._count, self._selected, self._pointed = len(self._docks), None, None
        if selected != self._selected:
            self._selected = selected
            for dock, layers in self._layers():
                dock.set_selected(selected is not None and selected in layers)
        if pointed != self._pointed:
            self._pointed = pointed
            for dock, layers in self._layers():
                dock.set_pointed(pointed is not None and pointed in layers)

    def _layers(self) -> Iterator[tuple[Dock, tuple[str, ...]]]:
        return ((dock, getattr(dock.panel, "layers", ())) for dock in self._docks)
