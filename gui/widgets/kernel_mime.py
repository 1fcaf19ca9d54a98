"""Matrices on their way through the clipboard and by drag and drop: as numbers, rows as lines, columns between tabs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QMimeData

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

_KERNEL: Final = "application/x-digitscope-kernel"
_LONGEST: Final = 10_000  # characters: 7x7 numbers take a thousand
LARGEST: Final = 1000.0
"""No number that is typed, dropped or pasted is larger."""


def as_number(words: str) -> float | None:
    """Read what a person typed: '0.5', '-2', '−1e-3', '0,5', '1/9'; None for what is no number up to `LARGEST`."""
    parts = words.strip().replace("−", "-").replace(",", ".").split("/")
    try:
        numbers = [float(part) for part in parts]
        value = numbers[0] / numbers[1] if len(numbers) == 2 else numbers[0]
    except (ValueError, ZeroDivisionError):
        return None
    return value if len(numbers) <= 2 and math.isfinite(value) and abs(value) <= LARGEST else None


def to_mime(kernel: Array) -> QMimeData:
    """Return a matrix [rows, columns] for the clipboard, or for a drag."""
    words = "\n".join("\t".join(f"{value:.9g}" for value in row) for row in kernel.tolist())
    mime = QMimeData()
    mime.setText(words)
    mime.setData(_KERNEL, words.encode())
    return mime


def from_mime(mime: QMimeData, shape: tuple[int, int]) -> Array | None:
    """Return the matrix of that shape that was copied or dragged, from a spreadsheet too; None if it is none."""
    words = bytes(mime.data(_KERNEL).data()).decode(errors="replace") if mime.hasFormat(_KERNEL) else mime.text()
    if len(words) > _LONGEST:
        return None
    rows = [[as_number(cell) for cell in line.split("\t")] for line in words.strip("\n\r").splitlines()]
    if len(rows) != shape[0] or any(len(row) != shape[1] or None in row for row in rows):
        return None
    return np.array(rows, np.float32)
