"""A dock with MNIST's pictures: look through them, and put one on the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QToolButton, QWidget

from gui.late import Late
from gui.panels.base import Panel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gui.browsing import Browsing
    from gui.session import Session
    from model.trace import Trace

_PARTS: Final = ("training", "validation", "test")


class Browser(Panel):
    """MNIST's pictures, and a button that shuffles them.

    Nothing is imported, built or read before the panel is shown for the first time: most starts go without.
    """

    key = "browser"
    place = "bottom"
    opened = False

    said = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._part = "test"
        self._content: Browsing | None = None
        self._late = Late(self, "gui.browsing")
        self._late.imported.connect(self._on_imported)
        self._late.failed.connect(self._on_missing)
        self._shuffle = QToolButton(self)
        self._shuffle.setText(self.tr("shuffle"))
        self._shuffle.setCheckable(True)
        self._shuffle.setToolTip(self.tr("Show the pictures in a random order; off: by number"))

    @property
    def content(self) -> Browsing | None:
        """What is in it, once it has been shown."""
        return self._content

    def title(self) -> str:
        """Name in the header."""
        return self.tr("Data")

    def fact(self) -> str:
        """Tell how many pictures there are, or were found."""
        return self.tr("MNIST") if self._content is None else self._content.fact()

    def help(self) -> tuple[str, str]:
        """Explain the data and the search."""
        from gui.browsing import search_help
        from gui.readings import what_counts

        return (
            self.tr(
                "MNIST's 70,000 handwritten digits, and under each what the network answers. It learned from the "
                "training pictures; the others it has never seen. A click puts a picture on the canvas, and every "
                "panel shows it."
            )
            + f" {what_counts()} {search_help()}",
            self.tr("type “misread” and click the pictures one after the other. Would you have read them?"),
        )

    def tools(self) -> list[QWidget]:
        """Another order."""
        return [self._shuffle]

    def state(self) -> dict[str, Any]:
        """Return which part was looked at."""
        return {"part": self._part if self._content is None else self._content.part}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go back to it."""
        if state.get("part") in _PARTS:
            self._part = state["part"]
            if self._content is not None:
                self._content.set_part(self._part)

    def show_trace(self, trace: Trace | None) -> None:
        """Nothing here follows the ink."""

    @Slot(object)
    def _on_imported(self, module: Any) -> None:
        self._content = content = module.Browsing(self.session, self._part, self._shuffle.isChecked())
        content.counted.connect(self.factChanged)
        self._shuffle.toggled.connect(content.set_shuffled)
        self._late.place(content)

    @Slot(str)
    def _on_missing(self, reason: str) -> None:
        self.said.emit(self.tr("MNIST's pictures cannot be shown. {reason}").format(reason=reason))
