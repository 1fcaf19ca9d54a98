"""What the evaluation says: of its sources and pages, of an outcome in a line, and of all its numbers as a text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from gui.readings import tally
from model import report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.evaluation.work import Outcome
    from model.robustness import Curve

translate = QCoreApplication.translate


def source_words(source: str | Path) -> str:
    """Name one of `model.sources.NAMES`, or a file."""
    if isinstance(source, Path):
        return source.name
    return {
        "test": translate("evaluation", "MNIST test, 10,000 pictures"),
        "validation": translate("evaluation", "MNIST validation, 5,000 pictures"),
        "drawings": translate("evaluation", "Bundled drawings, 100 digits"),
    }[source]


def page_words() -> dict[str, tuple[str, str]]:
    """Return the pages with their names and what they are for."""
    return {
        "misread": (translate("evaluation", "misread"), translate("evaluation", "What was read wrongly")),
        "confidence": (
            translate("evaluation", "confidence"),
            translate("evaluation", "Whether the network is as often right as it says"),
        ),
        "robustness": (
            translate("evaluation", "robustness"),
            translate("evaluation", "How accuracy falls with size, place, rotation, noise"),
        ),
    }


def verdict(outcome: Outcome, chosen: str) -> str:
    """Tell what came of an evaluation; and of what, if by now something else is chosen."""
    evaluation = outcome.evaluation
    if not evaluation.n:
        return translate("evaluation", "no digits")
    refused = int((evaluation.refused & evaluation.is_digit).sum())
    told = tally(evaluation.n, len(evaluation.misread), refused, evaluation.standard_error)
    return told if outcome.name == chosen else f"{outcome.name}: {told}"


def remark(outcome: Outcome, with_refusal: bool) -> str:
    """Tell what the verdict leaves out: what is known of the samples that are no digits."""
    told = [] if outcome.evaluation.n else [translate("evaluation", "It holds no digits.")]
    if with_refusal and not outcome.evaluation.is_digit.all():
        words = translate("evaluation", "{share} % of what is no digit was refused.")
        told.append(words.format(share=f"{100 * outcome.evaluation.refused_others:.2f}"))
    return "  ".join(told)


def as_text(outcome: Outcome, curves: Sequence[Curve]) -> str:
    """Return the numbers for a fixed-width face."""
    words = report.Words(
        right=translate("evaluation", "{right} of {n} samples read correctly, {accuracy}"),
        errors=translate("evaluation", "standard error {error}, expected calibration error {ece}"),
        refused=translate("evaluation", "taken for no digit: {digits} of the digits"),
        others=translate("evaluation", "taken for no digit: {others} of {n} samples that are none"),
        digit=translate("evaluation", "digit"),
        samples=translate("evaluation", "samples"),
        correct=translate("evaluation", "correct"),
        confusion=translate("evaluation", "true digit (row) answered as (column)"),
    )
    blocks = [outcome.name, report.tables(outcome.evaluation, words)]
    if curves:
        from gui.evaluation.charts import words_of  # asks for pyqtgraph, which the charts have brought in

        for curve in curves:
            title, unit, _ = words_of(curve)
            blocks.append(report.points(curve, f"{title} ({unit})"))
    return "\n\n".join(blocks)
