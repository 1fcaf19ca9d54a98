"""The way from an answer back to the ink."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gui.panels.late import LatePanel
from gui.widgets.tool import pictured

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gui.route.stage import Following
    from gui.session import Session


class Route(LatePanel["Following"]):
    """Header and help; what follows an answer is `gui.route.stage`, built when somebody asks for it."""

    key = "route"
    place = "bottom"
    module = "gui.route.stage"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._back = pictured("left", self.tr("Back, towards the answer"), self)
        self._next = pictured("right", self.tr("Next, towards the ink"), self)
        self._copy = pictured("copy", self.tr("Copy as text"), self)

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

    # --- the content -----------------------------------------------------------------------------------------

    def build(self, module: Any) -> Following:
        """Make the diagram, and join it to the tools."""
        content: Following = module.Following(self.session)
        self._back.clicked.connect(content.go_back)
        self._next.clicked.connect(content.go_on)
        self._copy.clicked.connect(content.copy_text)
        content.said.connect(self.said)
        return content

    def missing(self) -> str:
        """Say that there is no route."""
        return self.tr("The route cannot be shown.")
