"""A dock with MNIST's pictures: look through them, and put one on the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QToolButton, QWidget

from gui.panels.late import ArrivingPanel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gui.browsing import Browsing
    from gui.session import Session

_PARTS: Final = ("training", "validation", "test")


class Browser(ArrivingPanel["Browsing"]):
    """MNIST's pictures, and a button that shuffles them.

    Nothing is imported, built or read before the panel is shown for the first time: most starts go without.
    """

    key = "browser"
    place = "bottom"
    module = "gui.browsing"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._part = "test"
        self._shuffle = QToolButton(self)
        self._shuffle.setText(self.tr("shuffle"))
        self._shuffle.setCheckable(True)
        self._shuffle.setToolTip(self.tr("Show the pictures in a random order; off: by number"))

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

    def build(self, module: Any) -> Browsing:
        """Make the pictures, of the part that was looked at."""
        content: Browsing = module.Browsing(self.session, self._part, self._shuffle.isChecked())
        content.counted.connect(self.factChanged)
        self._shuffle.toggled.connect(content.set_shuffled)
        return content

    def missing(self) -> str:
        """Say that there are no pictures."""
        return self.tr("MNIST's pictures cannot be shown.")
