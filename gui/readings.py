"""What is said of digits that were read, rightly or wrongly: the same words and the same counting in every dock."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gui.texts import number
from gui.widgets.gallery import Caption
from model.evaluation import NO_ANSWER

translate = QCoreApplication.translate


def what_counts() -> str:
    """Return a sentence on what is counted as misread."""
    return translate(
        "readings",
        "A digit counts as misread if it is not read as what it is: 7→1 is a 7 that is taken for a 1, and 7→? one "
        "that is refused, taken for no digit at all.",
    )


def tally(n: int, misread: int, refused: int = 0, error: float | None = None) -> str:
    """Tell how many of n digits were misread, and how many of those because they were refused.

    Parameters
    ----------
    n, misread, refused : int
        Numbers of digits; n is at least 1, and who is refused is misread.
    error : float, optional
        The standard error of the share that was read rightly, 0 to 1.
    """
    share = f"{100 * (1 - misread / n):.2f} %" + ("" if error is None else f" ± {100 * error:.2f}")
    told = translate("readings", "{share} right; {misread} of {n} misread").format(
        share=share, misread=number(misread), n=number(n)
    )
    return (
        told + translate("readings", ", {refused} of them refused").format(refused=number(refused)) if refused else told
    )


def caption(index: int, label: int, answer: int, share: float | None, refused: bool) -> Caption:
    """Return what stands below a picture of a digit.

    Parameters
    ----------
    index : int
        Its number.
    label, answer : int
        What it shows and what was answered, 0 to 9; the answer is -1 for a picture without ink.
    share : float or None
        The answer's probability, 0 to 1, if the network tells probabilities.
    refused : bool
        Whether it was taken for no digit.
    """
    names = {"index": index, "label": label, "answer": answer}
    if answer == NO_ANSWER:
        return Caption(
            f"{label}→?", "warm", translate("readings", "number {index}, a {label}, without ink").format(**names)
        )
    percent = "" if share is None else f"{100 * share:.0f} %"
    told = "" if share is None else f", {percent}"
    if refused:
        words = translate("readings", "number {index}, a {label}, refused: taken for no digit; nearest to a {answer}")
        return Caption(f"{label}→?", "warm", words.format(**names) + told)
    if answer == label:
        words = translate("readings", "number {index}, a {label}, read rightly")
        return Caption(f"{label}  {percent}".rstrip(), "grey", words.format(**names) + told)
    words = translate("readings", "number {index}, a {label}, misread as a {answer}")
    return Caption(f"{label}→{answer} {percent}".rstrip(), "warm", words.format(**names) + told)
