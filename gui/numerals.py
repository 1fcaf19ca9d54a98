"""How a number that Python wrote is shown, and how it is copied.

On the screen, and for a screen reader, a negative number and a negative exponent have a true minus sign: it is as wide
as a digit, and is read out as "minus", where a hyphen is passed over. What is copied has the hyphen, which programs
can read.
"""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication


def minus(text: str) -> str:
    """Write a number's hyphens as minus signs."""
    return text.replace("-", "−")


def copy(text: str) -> None:
    """Put a text on the clipboard, with numbers that a program can read."""
    QGuiApplication.clipboard().setText(text.replace("−", "-"))
