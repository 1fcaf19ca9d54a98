"""Drawing symmetrically: which other cells of a matrix change with one, and with which sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

_Turn = tuple[bool, bool, int]  # whether rows and columns are counted from the other end; the sign

_TURNS: Final[dict[str, tuple[_Turn, ...]]] = {
    "none": (),
    "left-right": ((False, True, 1),),
    "up-down": ((True, False, 1),),
    "both": ((False, True, 1), (True, False, 1), (True, True, 1)),
    "point": ((True, True, 1),),
    "left-right negative": ((False, True, -1),),
    "up-down negative": ((True, False, -1),),
    "point negative": ((True, True, -1),),
}
SYMMETRIES: Final = tuple(_TURNS)
"""What is mirrored at the middle; of those called negative the mirror image has the other sign."""


def partners(shape: tuple[int, int], row: int, column: int, symmetry: str) -> dict[tuple[int, int], int]:
    """Return the cells that change with (row, column), with their signs.

    It is among them itself, with 1; with 0 where it mirrors itself with the other sign: only 0 is its own negative.
    Raises KeyError for a symmetry that is not in `SYMMETRIES`.
    """
    rows, columns = shape
    found = {(row, column): 1}
    for other_row, other_column, sign in _TURNS[symmetry]:
        cell = (rows - 1 - row if other_row else row, columns - 1 - column if other_column else column)
        if cell == (row, column) and sign < 0:
            found[cell] = 0
        else:
            found.setdefault(cell, sign)
    return found


def drawn(kernel: Array, row: int, column: int, value: float, symmetry: str) -> Array:
    """Return a matrix [rows, columns] with a value at (row, column), and what belongs to it at its partners."""
    changed = kernel.copy()
    rows, columns = kernel.shape
    for cell, sign in partners((rows, columns), row, column, symmetry).items():
        changed[cell] = sign * value if value and sign else 0.0
    return changed
