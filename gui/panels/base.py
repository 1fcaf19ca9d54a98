"""What every panel has in common. A panel is the content of one dock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QHideEvent, QShowEvent, QUndoStack

    from gui.session import Selection, Session
    from model.trace import Trace


class Panel(QWidget):
    """A function of one immutable trace.

    A subclass in a file of this folder is a dock of the window: `for_session` makes one or several of it. It shows
    only while it is visible; a hidden one hears of nothing and catches up when it is shown.

    Attributes
    ----------
    key
        Names the dock in the layout, the settings and the View menu; never translated, never changed.
    layers
        Names of the layers it shows; its dock is marked when one of them is selected.
    place
        Where the default layout puts it: see `gui.layout`.
    opened
        Whether the default layout shows it; else the View menu does.
    lab
        Whether it is for trying things out: the View menu has a heading of its own for those.
    history
        What Undo and Redo go through while the keyboard is in here (`gui.undoing`); None: the ink's.
    """

    factChanged = Signal()

    key: str
    layers: tuple[str, ...] = ()
    place: ClassVar[Literal["maps", "wide", "answer", "bottom", "corner"]] = "maps"
    opened: ClassVar[bool] = True
    lab: ClassVar[bool] = False
    history: QUndoStack | None = None

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._stale = True
        self._listens = False
        self._shown: Trace | None = None
        self._lit: Selection | None = None
        session.networkChanged.connect(self._on_other_network)
        session.selectionChanged.connect(self._on_selection_changed)

    @classmethod
    def for_session(cls, session: Session) -> list[Panel]:
        """Make the panels of this kind for the session's network."""
        return [cls(session)]

    # --- what a subclass says and does -----------------------------------------------------------------------

    def title(self) -> str:
        """Name, in the header in bold and in the View menu."""
        raise NotImplementedError

    def fact(self) -> str:
        """Give a few grey words beside the name; emit `factChanged` when they change."""
        return ""

    def help(self) -> tuple[str, str]:
        """One paragraph on what is seen here, and one thing to try."""
        raise NotImplementedError

    def tools(self) -> list[QWidget]:
        """Return small flat buttons for the header."""
        return []

    def show_trace(self, trace: Trace | None) -> None:
        """Show `trace`, or the empty state for None. Called only while visible; emits nothing."""
        raise NotImplementedError

    def show_selection(self, selection: Selection) -> None:
        """Mark what is selected. Emits nothing."""

    def show_lit(self, lit: Selection) -> None:
        """Light the unit that is pointed at, or else selected, and all that is joined to it.

        Called only while visible, at every move of the pointer: draw over what is there. Emits nothing.
        """

    def state(self) -> dict[str, Any]:
        """Return the person's choices here, as JSON has them, for the next start."""
        return {}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take over what `state` once returned; anything else in it is left alone."""

    # --- when it is called -----------------------------------------------------------------------------------

    @Slot(object)
    def _on_trace_changed(self, trace: Trace | None) -> None:
        self._stale, self._shown = False, trace
        self.show_trace(trace)

    @Slot()
    def _on_other_network(self) -> None:
        if self._listens and self.session.trace is None:  # else an answer follows, and tells
            self._on_trace_changed(None)

    @Slot(object)
    def _on_selection_changed(self, selection: Selection) -> None:
        self.show_selection(selection)
        if not self._listens:
            self._lit = None  # what is lit may have been drawn in between: catch up when shown

    @Slot(object)
    def _on_lit_changed(self, lit: Selection) -> None:
        self._lit = lit
        self.show_lit(lit)

    def showEvent(self, event: QShowEvent) -> None:
        """Listen from now on, and catch up with what happened while hidden."""
        super().showEvent(event)
        if not self._listens:
            self._listens = True
            self.session.traceChanged.connect(self._on_trace_changed)
            self.session.litChanged.connect(self._on_lit_changed)
        if self._stale or self._shown is not self.session.trace:
            self._on_trace_changed(self.session.trace)
        if self._lit != self.session.lit:
            self._on_lit_changed(self.session.lit)

    def hideEvent(self, event: QHideEvent) -> None:
        """Hear of no pen and no pointer while nobody looks: that alone would cost every move something."""
        super().hideEvent(event)
        if self._listens:
            self._listens = False
            self.session.traceChanged.disconnect(self._on_trace_changed)
            self.session.litChanged.disconnect(self._on_lit_changed)
