"""Panels whose content comes late, and one kind of them to which all goes on that the session tells."""

from __future__ import annotations

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


Content = TypeVar("Content")
Following = TypeVar("Following", bound=Follower)


class ArrivingPanel(Panel, Generic[Content]):
    """Header and help; the content is built when somebody asks for it: most starts go without.

    Attributes
    ----------
    module
        Name of the module that is imported for it.
    said
        Something that the window may say in its status bar.
    """

    module: ClassVar[str]
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
        self._content = content = self.build(module)
        self._late.place(cast("QWidget", content))
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

    @Slot(object)
    def _on_imported(self, module: Any) -> None:
        super()._on_imported(module)
        self.show_selection(self.session.selection)
        self.show_lit(self.session.lit)
