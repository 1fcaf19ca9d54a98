"""The way from an answer back to the ink."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot

from gui.icons import set_icon
from gui.late import Late
from gui.panels.base import Panel
from gui.widgets.map_tools import Tool

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gui.following import Following
    from gui.session import Selection, Session
    from model.trace import Trace


class Route(Panel):
    """Header and help; what follows an answer is `gui.following`, built when somebody asks for it."""

    key = "route"
    place = "bottom"
    opened = False
    said = Signal(str)  # something that the window may say in its status bar

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._content: Following | None = None
        self._back = self._tool("left", self.tr("Back, towards the answer"))
        self._next = self._tool("right", self.tr("Next, towards the ink"))
        self._copy = self._tool("copy", self.tr("Copy as text"))
        self._late = Late(self, "gui.following")
        self._late.imported.connect(self._on_imported)
        self._late.failed.connect(self._on_missing)

    @property
    def content(self) -> Following | None:
        """What is in it, once it has been shown."""
        return self._content

    def title(self) -> str:
        """Name in the header."""
        return self.tr("Route")

    def fact(self) -> str:
        """Say what it is."""
        return self.tr("from the answer back to the ink")

    def help(self) -> tuple[str, str]:
        """Explain the route."""
        return (
            self.tr(
                "At the left is the score z of an answer. Every column to the right holds the values that made the "
                "chosen one to its left: the strongest, and below them what all the others add, the bias, and the sum. "
                "A ribbon is as thick as what it carries; filled adds (+), hollow takes away (−). A pooling lets only "
                "the largest cell of a block go on. The last column is pixels; the frames in the ink are what the "
                "units of the path see. Click a number to go through it, or use the arrow keys: left and right along "
                "the path, up and down to its neighbours. Esc lets go."
            ),
            self.tr(
                "Draw a 7, click “Why 7?” in the answer, and press the right arrow six times. Then click another bar "
                "of the answer: what spoke for that digit, and what against it?"
            ),
        )

    def tools(self) -> list[QWidget]:
        """Go back, go on, copy."""
        return [self._back, self._next, self._copy]

    def _tool(self, picture: str, words: str) -> Tool:
        tool = Tool(words)
        tool.setParent(self)
        tool.setToolTip(words)
        set_icon(tool, picture, calm=True)
        return tool

    # --- all the rest is the content's -----------------------------------------------------------------------

    def show_trace(self, trace: Trace | None) -> None:
        """Follow the same answer in another trace."""
        if self._content is not None and self._content.isVisible():
            self._content.show_trace(trace)

    def show_selection(self, selection: Selection) -> None:
        """Go through what is selected, if it has a part in the path."""
        if self._content is not None:
            self._content.show_selection(selection)

    def show_lit(self, lit: Selection) -> None:
        """Mark every number that is the lit one."""
        if self._content is not None:
            self._content.show_lit(lit)

    @Slot(object)
    def _on_imported(self, module: Any) -> None:
        content: Following = module.Following(self.session)
        self._content = content
        self._back.clicked.connect(content.go_back)
        self._next.clicked.connect(content.go_on)
        self._copy.clicked.connect(content.copy_text)
        content.said.connect(self.said)
        content.show_selection(self.session.selection)
        self._late.place(content)

    @Slot(str)
    def _on_missing(self, reason: str) -> None:
        self.said.emit(self.tr("The route cannot be shown. {reason}").format(reason=reason))
