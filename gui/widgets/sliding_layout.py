"""Where the parts of the sliding window's picture go, in any room: pure geometry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF

if TYPE_CHECKING:
    from collections.abc import Sequence

Shape = tuple[int, int]
Rim = tuple[int, int, int, int]

_GAP: Final = 14.0
_SIGN: Final = 16.0  # room for × and = between two tables
_CELLS: Final = (56, 50, 44, 40, 36, 33, 30, 26, 22, 18, 14, 10)
_FLAT: Final = 0.72  # how much lower than wide a cell may be
_COMFORT: Final = 44.0  # a cell need not be wider for its number
NUMBER: Final = (29.0, 14.0)  # a smaller cell has no number in it
_MUTE: Final = 0.45  # what tables without numbers are worth, compared with the same with numbers
_LARGE: Final = 420.0  # a map need not be larger
_LEAST: Final = 2.0  # nor can it be seen if it is smaller


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells in a rectangle, with a rim of cells (top, left, bottom, right) around them that are not there."""

    place: QRectF
    shape: Shape
    rim: Rim = (0, 0, 0, 0)

    @property
    def cell(self) -> tuple[float, float]:
        """Width and height of a cell."""
        rows, columns = self.shape
        top, left, bottom, right = self.rim
        return self.place.width() / (columns + left + right), self.place.height() / (rows + top + bottom)

    @property
    def inside(self) -> QRectF:
        """The rectangle of the cells that are there."""
        return self.box(0, 0, *self.shape)

    def box(self, top: float, left: float, bottom: float, right: float) -> QRectF:
        """Return the rectangle of some cells, half-open; those of the rim are below 0 or too large."""
        width, height = self.cell
        x, y = self.place.x() + self.rim[1] * width, self.place.y() + self.rim[0] * height
        return QRectF(x + left * width, y + top * height, (right - left) * width, (bottom - top) * height)

    def at(self, point: QPointF) -> tuple[int, int] | None:
        """Return the (row, column) of the cell under a point; None outside of the cells."""
        inside, (width, height) = self.inside, self.cell
        if not inside.contains(point):
            return None
        row, column = int((point.y() - inside.y()) / height), int((point.x() - inside.x()) / width)
        return min(row, self.shape[0] - 1), min(column, self.shape[1] - 1)

    def nearest(self, point: QPointF) -> tuple[int, int]:
        """Return the (row, column) of the cell that is nearest to a point."""
        inside, (width, height) = self.inside, self.cell
        row, column = (point.y() - inside.y()) // height, (point.x() - inside.x()) // width
        return int(min(max(row, 0), self.shape[0] - 1)), int(min(max(column, 0), self.shape[1] - 1))


@dataclass(frozen=True, slots=True)
class Arrangement:
    """All parts; above each there is room for one line of words.

    Attributes
    ----------
    signs
        Where × and = stand: one before every table but the first.
    """

    left: Grid
    tables: tuple[Grid, ...]
    signs: tuple[QRectF, ...]
    right: Grid


def arrange(room: QRectF, left: Shape, rim: Rim, tables: Sequence[Shape], right: Shape, line: float) -> Arrangement:
    """Find the arrangement that shows most.

    The maps stand at both sides of the tables, which lie in a row or in a column; or the tables lie below the maps.

    Parameters
    ----------
    line
        Height of a line of words.
    """
    whole = left[0] + rim[0] + rim[2], left[1] + rim[1] + rim[3]
    best: tuple[float, Arrangement] | None = None
    for cell in _CELLS if tables else ():  # nothing is shown yet
        for height in (cell, max(10, round(cell * _FLAT))):
            for way in (_beside, _upright, _below):
                made = way(room, left, whole, rim, tables, right, line, (cell, height))
                side = min(made.left.place.width(), made.left.place.height()) if made is not None else 0
                numbers = min(cell / NUMBER[0], height / NUMBER[1]) >= 1  # colours can be told in small cells, too
                score = min(side, _LARGE) / _LARGE * (min(cell, _COMFORT) / _COMFORT) ** (1.4 if numbers else 0.7)
                score *= (0.94 if height < cell else 1.0) * (1.0 if numbers else _MUTE)
                if made is not None and (best is None or score > best[0]):
                    best = score, made
    if best is None:  # hardly any room at all, or nothing to place
        nothing = QRectF(room.topLeft(), room.topLeft())
        empty = tuple(Grid(nothing, shape) for shape in tables)
        return Arrangement(Grid(nothing, left, rim), empty, (nothing,) * (len(tables) - 1), Grid(nothing, right))
    return best[1]


def _sizes(tables: Sequence[Shape], cell: tuple[int, int]) -> list[tuple[float, float]]:
    return [(columns * cell[0], rows * cell[1]) for rows, columns in tables]


def _in_a_row(
    sizes: Sequence[tuple[float, float]], corner: QPointF, tall: float, line: float
) -> tuple[list[QRectF], list[QRectF]]:
    """Put tables side by side, in the middle of the height below their words, and a sign before all but the first."""
    x, places, signs = corner.x(), [], []
    for index, (width, height) in enumerate(sizes):
        if index:
            signs.append(QRectF(x, corner.y(), _SIGN, tall))
            x += _SIGN
        places.append(QRectF(x, corner.y() + line + (tall - line - height) / 2, width, height))
        x += width
    return places, signs


def _map_sides(width: float, height: float, whole: Shape, right: Shape) -> tuple[float, float, float, float] | None:
    """Width and height of both maps, in the same height, if they are not too small to be seen."""
    height = min(height, width * whole[0] / whole[1], width * right[0] / right[1])
    first, second = height * whole[1] / whole[0], height * right[1] / right[0]
    return (first, height, second, height) if min(first, second, height) >= _LEAST else None


def _beside(
    room: QRectF, left: Shape, whole: Shape, rim: Rim, tables: Sequence[Shape], right: Shape, line: float,
    cell: tuple[int, int],
) -> Arrangement | None:  # fmt: skip
    sizes = _sizes(tables, cell)
    wide = sum(width for width, _ in sizes) + _SIGN * (len(sizes) - 1)
    tall = max(height for _, height in sizes) + line
    maps = _map_sides((room.width() - wide - 4 * _GAP) / 2, room.height() - line, whole, right)
    if maps is None or tall > room.height():
        return None
    places, signs = _in_a_row(sizes, QPointF(0, 0), tall, line)
    return _at_both_sides(room, maps, (wide, tall), left, rim, tables, right, line, places, signs)


def _upright(
    room: QRectF, left: Shape, whole: Shape, rim: Rim, tables: Sequence[Shape], right: Shape, line: float,
    cell: tuple[int, int],
) -> Arrangement | None:  # fmt: skip
    sizes = _sizes(tables, cell)
    wide = max(max(width for width, _ in sizes), 64.0)
    tall = sum(height + line for _, height in sizes) + 4 * (len(sizes) - 1)
    maps = _map_sides((room.width() - wide - 2 * _SIGN - 4 * _GAP) / 2, room.height() - line, whole, right)
    if maps is None or tall > room.height():
        return None
    y, signs, places = 0.0, [], []
    for index, (width, height) in enumerate(sizes):
        place = QRectF((wide - width) / 2, y + line, width, height)
        if index:
            signs.append(QRectF(place.x() - _SIGN - 2, place.y(), _SIGN, height))
        places.append(place)
        y += height + line + 4
    return _at_both_sides(room, maps, (wide, tall), left, rim, tables, right, line, places, signs)


def _at_both_sides(
    room: QRectF, maps: tuple[float, float, float, float], middle: tuple[float, float], left: Shape, rim: Rim,
    tables: Sequence[Shape], right: Shape, line: float, places: Sequence[QRectF], signs: Sequence[QRectF],
) -> Arrangement:  # fmt: skip
    """Put what lies in the middle, as if at (0, 0), between the maps; share out what is left over."""
    first, height, second, _ = maps
    free = max(0.0, room.width() - first - second - middle[0])
    gap = min(free / 4, 64.0)
    x = room.x() + (room.width() - first - second - middle[0] - 2 * gap) / 2
    tall = max(height + line, middle[1])
    y = room.y() + (room.height() - tall) / 2
    offset = QPointF(x + first + gap, y + (tall - middle[1]) / 2)
    top = y + (tall - height - line) / 2 + line
    return Arrangement(
        Grid(_whole(QRectF(x, top, first, height)), left, rim),
        tuple(Grid(_whole(place.translated(offset)), shape) for place, shape in zip(places, tables, strict=True)),
        tuple(sign.translated(offset) for sign in signs),
        Grid(_whole(QRectF(x + first + 2 * gap + middle[0], top, second, height)), right),
    )


def _below(
    room: QRectF, left: Shape, whole: Shape, rim: Rim, tables: Sequence[Shape], right: Shape, line: float,
    cell: tuple[int, int],
) -> Arrangement | None:  # fmt: skip
    sizes = _sizes(tables, cell)
    wide = sum(width for width, _ in sizes) + _SIGN * (len(sizes) - 1)
    tall = max(height for _, height in sizes) + line + 6
    maps = _map_sides((room.width() - 3 * _GAP) / 2, room.height() - tall - line, whole, right)
    if maps is None or wide > room.width():
        return None
    first, height, second, _ = maps
    gap = min((room.width() - first - second) / 3, 64.0)
    x = room.x() + (room.width() - first - second - gap) / 2
    y = room.y() + (room.height() - tall - height - line) / 2
    corner = QPointF(room.x() + (room.width() - wide) / 2, y + line + height + 6)
    places, signs = _in_a_row(sizes, corner, tall - 6, line)
    return Arrangement(
        Grid(_whole(QRectF(x, y + line, first, height)), left, rim),
        tuple(Grid(_whole(place), shape) for place, shape in zip(places, tables, strict=True)),
        tuple(signs),
        Grid(_whole(QRectF(x + first + gap, y + line, second, height)), right),
    )


def _whole(place: QRectF) -> QRectF:
    """Begin at a whole pixel, so that lines are sharp."""
    return QRectF(round(place.x()), round(place.y()), place.width(), place.height())
