"""Panels whose content comes late, and one kind of them to which all goes on that the session tells."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar, cast

from PySide6.QtCore import Signal, Slot

from gui.late import Late
from gui.panels.base import Panel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gui.session import Selection, Session
    from model.trace import Trace


class Follower(Protocol):
    """A widget that follows a session; its setters emit nothing."""

    def isVisible(self) -> bool:
        """Whether it is shown."""

    def show_trace(self, trace: Trace | None) -> None:
        """Show another trace; None for none."""

    def show_selection(self, selection: Selection) -> None:
        """Mark what is selected."""

    def show_lit(self, lit: Selection) -> None:
        """Mark what is lit."""


_log = logging.getLogger(__name__)

Content = TypeVar("Content")
Following = TypeVar("Following", bound=Follower)


class ArrivingPanel(Panel, Generic[Content]):
    """Header and help; the content is built when somebody asks for it: most starts go without.

    Attributes
    ----------
    module
        Name of the module that is imported for it.
    least
        Height in pixels below which the dock does not go, if the content may scroll there; 0: it asks for its own.
    said
        Something that the window may say in its status bar.
    """

    module: ClassVar[str]
    least: ClassVar[int] = 0
    opened = False
    said = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._content: Content | None = None
        self._late = Late(self, self.module)
        self._late.imported.connect(self._on_imported)
        self._late.failed.connect(self._on_missing)

    # --- what a subclass says and does -----------------------------------------------------------------------

    def build(self, module: Any) -> Content:
        """Make the content from its module."""
        raise NotImplementedError

    def begin(self, content: Content) -> None:
        """Tell a new content what was chosen before it came."""

    def missing(self) -> str:
        """Say that there is no content, in a sentence before the reason."""
        raise NotImplementedError

    # --- what it does itself ---------------------------------------------------------------------------------

    @property
    def content(self) -> Content | None:
        """What is in it, once it has been shown."""
        return self._content

    def show_trace(self, trace: Trace | None) -> None:
        """Nothing here follows the ink."""

    @Slot(object)
    def _on_imported(self, module: Any) -> None:
        content: Content | None = None
        try:
            content = self.build(module)
            self.begin(content)
        except Exception as error:  # noqa: BLE001 - the panel says so, and not "Loading…" for ever
            _log.exception("The content of the panel %r cannot be made", self.key)
            self._late.give_up(str(error).strip().split("\n")[0] or type(error).__name__)
            if content is not None:
                cast("QWidget", content).deleteLater()
            return
        self._content = content
        self._late.place(cast("QWidget", content), self.least)
        self.factChanged.emit()

    @Slot(str)
    def _on_missing(self, reason: str) -> None:
        self.said.emit(f"{self.missing()} {reason}")


class LatePanel(ArrivingPanel[Following]):
    """One whose content follows the session."""

    def show_trace(self, trace: Trace | None) -> None:
        """Show another trace, as soon as it is seen."""
        if self._content is not None and self._content.isVisible():
            self._content.show_trace(trace)

    def show_selection(self, selection: Selection) -> None:
        """Mark what is selected."""
        if self._content is not None:
            self._content.show_selection(selection)

    def show_lit(self, lit: Selection) -> None:
        """Mark what is lit."""
        if self._content is not None:
            self._content.show_lit(lit)

    def begin(self, content: Following) -> None:
        """Mark what is selected and lit."""
        content.show_selection(self.session.selection)
        content.show_lit(self.session.lit)
