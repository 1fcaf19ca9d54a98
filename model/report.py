"""The outcome of an evaluation as plain text, for a terminal or the clipboard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.evaluation import Evaluation
    from model.robustness import Curve


@dataclass(frozen=True, slots=True)
class Words:
    """What the tables say; a window may translate it."""

    right: str = "{right} of {n} samples read correctly, {accuracy}"
    errors: str = "standard error {error}, expected calibration error {ece}"
    refused: str = "taken for no digit: {digits} of the digits"
    others: str = "taken for no digit: {others} of {n} samples that are none"
    digit: str = "digit"
    samples: str = "samples"
    correct: str = "correct"
    confusion: str = "true digit (row) answered as (column)"


def tables(evaluation: Evaluation, words: Words | None = None) -> str:
    """Return how many were right, overall and digit by digit, and what was taken for what."""
    words = words or Words()
    lines = []
    if evaluation.n:
        right = int(evaluation.is_right.sum())
        lines += [
            words.right.format(right=f"{right:,}", n=f"{evaluation.n:,}", accuracy=f"{evaluation.accuracy:.2%}"),
            words.errors.format(error=f"{evaluation.standard_error:.2%}", ece=f"{evaluation.ece:.2%}"),
            words.refused.format(digits=f"{evaluation.refused_digits:.2%}"),
        ]
    if others := len(evaluation.labels) - evaluation.n:
        lines.append(words.others.format(others=f"{evaluation.refused_others:.2%}", n=f"{others:,}"))
    if not evaluation.n:
        return "\n".join(lines)
    lines += ["", f"{words.digit:>5s}  {words.samples:>7s}   {words.correct:>7s}"]
    for digit, (n, share) in enumerate(zip(evaluation.totals, evaluation.per_digit, strict=True)):
        lines.append(f"{digit:5d}  {n:7,d}   " + ("      -" if share is None else f"{share:7.2%}"))
    cell = max(5, len(str(evaluation.confusion.max())) + 1)
    lines += ["", words.confusion, "   " + "".join(f"{digit:{cell}d}" for digit in range(10))]
    for digit, row in enumerate(evaluation.confusion):
        lines.append(f"{digit:3d}" + "".join(f"{count:{cell}d}" if count else f"{'.':>{cell}}" for count in row))
    return "\n".join(lines)


def points(curve: Curve, title: str) -> str:
    """Return a title, a line of strengths and a line of accuracies."""
    strengths = "".join(f"{strength:9g}" for strength in curve.strengths)
    accuracies = "".join(f"{accuracy:9.2%}" for accuracy in curve.accuracy)
    return f"{title}\n{strengths}\n{accuracies}"
