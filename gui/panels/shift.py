"""A lab in which the digit moves by single pixels of the network's picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut

from gui.icons import set_icon
from gui.panels.late import LatePanel
from gui.widgets.tool import Tool

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gui.session import Session
    from gui.shifting.stage import ShiftStage


class ShiftLab(LatePanel["ShiftStage"]):
    """Header and help; what moves is `gui.shifting`, built when the panel is shown for the first time.

    It moves the ink of the canvas, so Undo in here is the ink's.
    """

    key = "shift"
    place = "bottom"  # wide and low, as it is itself; and the maps above it can be watched while they move
    module = "gui.shifting.stage"
    lab = True

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        words = self.tr("Back to where it was drawn (Ctrl+R)")
        self._reset = Tool(words)
        self._reset.setParent(self)
        self._reset.setToolTip(words)
        set_icon(self._reset, "reset", calm=True)
        self._reset.clicked.connect(self._on_reset)
        keys = QShortcut(QKeySequence("Ctrl+R"), self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self._on_reset)

    def title(self) -> str:
        """Name in the header."""
        return self.tr("Shift lab")

    def fact(self) -> str:
        """Say how far it is moved, and what is read there."""
        return "" if self._content is None else self._content.fact()

    def help(self) -> tuple[str, str]:
        """Explain the meters."""
        return (
            self.tr(
                "The arrows here, or those on the canvas, move your digit by one pixel of the network's picture. Every "
                "layer is then computed for both pictures. “cells” tells how far its maps should move, down and to the "
                "right. “Moved along” (equivariance) compares its maps with the same maps moved that far: a filter is "
                "the same at every place, so a convolution has 1.000. A layer that takes two steps at a time can "
                "follow by whole cells alone; where it should be half a cell, ≈ stands before the number. “Unchanged” "
                "compares the maps as they lie: pooling raises it a little, for the largest value of a block may stay "
                "in the block. Both are 1 − Σ|a′ − a| / (Σ|a′| + Σ|a|). The small maps show where a meter fails; a "
                "click shows one large. The table tells the answer to all shifts up to three pixels: point at a cell "
                "to see that shift, click to go there."
            ),
            self.tr(
                "Switch the step “centre” off, or every move is undone before the network sees it. Move by one, two "
                "and four pixels: which layers move along exactly? Then find a shift at which the answer changes."
            ),
        )

    def tools(self) -> list[QWidget]:
        """Go back."""
        return [self._reset]

    @Slot()
    def _on_reset(self) -> None:
        if self._content is not None:
            self._content.go_home()

    # --- the content -----------------------------------------------------------------------------------------

    def build(self, module: Any) -> ShiftStage:
        """Make the stage."""
        content: ShiftStage = module.ShiftStage(self.session)
        content.factChanged.connect(self.factChanged)
        content.said.connect(self.said)
        return content

    def missing(self) -> str:
        """Say that there is no shift lab."""
        return self.tr("The shift lab cannot be shown.")
