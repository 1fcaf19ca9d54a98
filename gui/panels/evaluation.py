"""A dock that tells how well the network reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Slot

from gui.panels.late import ArrivingPanel
from gui.widgets.tool import pictured

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from gui.evaluation.stage import Evaluating
    from gui.session import Session

_SOURCES: Final = ("test", "validation", "drawings")
_PAGES: Final = ("misread", "confidence", "robustness")


class Evaluation(ArrivingPanel["Evaluating"]):
    """Reads many digits, and a button that copies what came of it.

    Nothing is imported, built or read before the panel is shown for the first time: most starts go without.
    """

    key = "evaluation"
    place = "bottom"
    module = "gui.evaluation.stage"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._source, self._page = _SOURCES[0], _PAGES[0]
        self._copy = pictured("copy", self.tr("Copy the numbers as text"), self)
        self._copy.setEnabled(False)

    def title(self) -> str:
        """Name in the header."""
        return self.tr("Evaluation")

    def fact(self) -> str:
        """Tell how many were read rightly, and misread."""
        return "" if self._content is None else self._content.verdict

    def help(self) -> tuple[str, str]:
        """Explain the evaluation."""
        from gui.readings import what_counts

        return (
            self.tr(
                "Reads many labelled digits and counts. “misread” shows the errors by digit, what was taken for what, "
                "and the pictures; a click on a digit or on a cell of the table chooses which, a click on a picture "
                "puts it on the canvas. “confidence” shows whether of all answers given with 80 %, 80 % are right. "
                "“robustness” varies up to 1,000 of the samples: their size, place, rotation and so on. A file can "
                "hold pictures or pen strokes (.npz, or UNIPEN); drop it here. You can draw meanwhile."
            )
            + f" {what_counts()} "
            + self.tr("Without “with refusal” nothing is refused."),
            self.tr("press Start, wait some seconds, and look at the most confident errors. Can you read them?"),
        )

    def tools(self) -> list[QWidget]:
        """Copy the numbers."""
        return [self._copy]

    def state(self) -> dict[str, Any]:
        """Return what was to be read, and the page."""
        if self._content is not None:
            self._source, self._page = self._content.source, self._content.page
        return {"source": self._source, "page": self._page}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go back to it."""
        if state.get("source") in _SOURCES:
            self._source = state["source"]
            if self._content is not None:
                self._content.set_source(self._source)
        if state.get("page") in _PAGES:
            self._page = state["page"]
            if self._content is not None:
                self._content.set_page(self._page)

    def build(self, module: Any) -> Evaluating:
        """Make the page that was looked at."""
        content: Evaluating = module.Evaluating(self.session, self._source, self._page)
        content.evaluated.connect(self._on_evaluated)
        content.said.connect(self.said)
        self._copy.clicked.connect(content.copy_text)
        return content

    def missing(self) -> str:
        """Say that there is no evaluation."""
        return self.tr("The evaluation cannot be opened.")

    @Slot()
    def _on_evaluated(self) -> None:
        self._copy.setEnabled(self._content is not None and self._content.outcome is not None)
        self.factChanged.emit()
