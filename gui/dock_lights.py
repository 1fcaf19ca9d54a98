"""Which docks have their line lit: those of the selected layer, and of the one that is pointed at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.dock import Dock
    from gui.session import Session


class DockLights(QObject):
    """Follows the session's selection and what is pointed at."""

    def __init__(self, session: Session, docks: Sequence[Dock]) -> None:
        super().__init__(session)
        self._session, self._docks = session, docks
        self._shown: tuple[int, str | None, str | None] | None = None
        session.selectionChanged.connect(self._show)
        session.pointedChanged.connect(self._show)

    @Slot(object)
    def _show(self, _: object) -> None:
        """Light what has to be; within a layer the pointer moves often, and its docks stay the same."""
        selected, pointed = self._session.selection.layer, self._session.pointed.layer
        now = len(self._docks), selected, pointed
        if now == self._shown:
            return
        self._shown = now
        for dock in self._docks:
            layers = getattr(dock.panel, "layers", ())
            dock.set_selected(selected is not None and selected in layers)
            dock.set_pointed(pointed is not None and pointed in layers)
