"""Rectangles whose areas are amounts: a treemap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

if TYPE_CHECKING:
    from collections.abc import Sequence


def treemap(amounts: Sequence[float], room: QRectF) -> list[QRectF]:
    """Divide a rectangle among amounts, each rectangle as near to a square as can be.

    Squarified treemaps: Bruls, Huizing and van Wijk, "Squarified Treemaps" (2000). The largest lies at the top left.

    Parameters
    ----------
    amounts
        Not negative; what is 0 gets an empty rectangle.
    """
    order = sorted((index for index, amount in enumerate(amounts) if amount > 0), key=lambda i: -amounts[i])
    found = [QRectF(room.right(), room.bottom(), 0.0, 0.0) for _ in amounts]
    total = sum(amounts[index] for index in order)
    if not total or room.isEmpty():
        return found
    scale = room.width() * room.height() / total
    rest = QRectF(room)
    while order:
        short = min(rest.width(), rest.height())
        row = [order[0]]
        for index in order[1:]:
            if _worst([*row, index], amounts, scale, short) > _worst(row, amounts, scale, short):
                break
            row.append(index)
        rest = _lay(row, amounts, scale, rest, found)
        order = order[len(row) :]
    return found


def _worst(row: Sequence[int], amounts: Sequence[float], scale: float, short: float) -> float:
    """Return the longest rectangle's ratio of sides, if a row lies along the shorter side of what is left."""
    area = scale * sum(amounts[index] for index in row)
    parts = [scale * amounts[index] for index in row]
    return max(short**2 * max(parts) / area**2, area**2 / (short**2 * min(parts)))


def _lay(row: Sequence[int], amounts: Sequence[float], scale: float, rest: QRectF, found: list[QRectF]) -> QRectF:
    """Put a row at the left or the top of what is left; return the rest of that."""
    area = scale * sum(amounts[index] for index in row)
    upright = rest.width() >= rest.height()
    thick = area / (rest.height() if upright else rest.width())
    x, y = rest.x(), rest.y()
    for index in row:
        long = scale * amounts[index] / thick
        found[index] = QRectF(x, y, thick, long) if upright else QRectF(x, y, long, thick)
        x, y = (x, y + long) if upright else (x + long, y)
    return rest.adjusted(thick, 0, 0, 0) if upright else rest.adjusted(0, thick, 0, 0)
