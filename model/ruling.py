"""Ruled and squared paper: long, thin, straight lines, found and taken out of a mask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.morphology import heights

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEEPEST = 0.12
"""Lines rise or fall by this part of their length at most: paper is seldom photographed more askew."""
SHARE = 0.55
"""A line is there over this part of the picture's width at least; ink and shadows hide the rest."""
THICKEST = 0.012
"""Its thickness at most, as a part of the picture's longer side; and 3 pixels are never too thick."""
FEWEST = 3
"""Fewer lines, of both directions together, are no ruling: they may be the bars of a large 4 or 7."""
RIM = 0.04
"""Lines this near to the border count as a frame, however few."""
SHORTEST = 8
"""In so many strips at least, where it only cuts a corner of the picture."""
STRIPS = 48
"""The picture is cut into so many strips, over which a line is level enough to be counted in whole rows."""


def ruling(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return what of a mask [H, W] belongs to ruled lines, without the strokes that cross them."""
    thick = max(3, round(THICKEST * max(mask.shape)))
    level, upright = _lines(mask, thick), _lines(mask.T, thick)
    found = np.zeros_like(mask)
    many = len(level) + len(upright) >= FEWEST
    for lines, cells, target in ((level, mask, found), (upright, mask.T, found.T)):
        lines = [line for line in lines if many or _is_rim(line, cells.shape[0])]
        if lines:
            target |= _along(lines, cells, thick)
    return found


Line = tuple[int, float]  # the row in the middle column, and rows per column


def _is_rim(line: Line, rows: int) -> bool:
    return not RIM * rows <= line[0] <= (1 - RIM) * rows


def _lines(mask: NDArray[np.bool_], thick: int) -> list[Line]:
    """Return the lines that go from left to right."""
    rows, columns = mask.shape
    if columns < STRIPS or rows < 4 * thick:
        return []
    edges = np.linspace(0, columns, STRIPS + 1).astype(np.intp)
    filled = np.add.reduceat(mask, edges[:-1], axis=1, dtype=np.float32) / np.diff(edges)
    # a line that is askew passes several rows within a strip: their sum tells that it is there
    wide = np.pad(filled, ((thick, thick), (0, 0)))
    here = sum(wide[thick + step : thick + step + rows] for step in (-1, 0, 1))
    thin = (here > 0.5) & (np.maximum(wide[: -2 * thick], wide[2 * thick :]) < 0.5)
    at, strip = np.nonzero(thin)
    middle = (edges[:-1] + edges[1:] - columns) / 2
    slopes = np.arange(-STEEPEST, STEEPEST, 1.5 / columns)[:, None]
    beyond = round(STEEPEST * columns / 2) + 1  # a line may leave the picture before its middle
    count = rows + 2 * beyond
    crossing = np.rint(at - slopes * middle[strip]).astype(np.intp) + beyond
    cells = (crossing + count * np.arange(len(slopes))[:, None]).ravel()
    hits = np.bincount(cells, minlength=count * len(slopes)).reshape(-1, count)
    inside = _inside(slopes, np.arange(count) - beyond, rows, middle)
    hits[hits < SHARE * np.maximum(inside, SHORTEST)] = 0
    found: list[Line] = []
    while True:
        number, row = divmod(int(hits.argmax()), count)  # the longest first
        if not hits[number, row]:
            return found
        found.append((row - beyond, float(slopes[number, 0])))
        hits[:, max(0, row - 2 * thick) : row + 2 * thick + 1] = 0


def _inside(
    slopes: NDArray[np.float64], row: NDArray[np.intp], rows: int, middle: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return in how many strips a line through `row` in the middle column is inside the picture."""
    steep = np.where(slopes < 0, -1, 1) * np.maximum(np.abs(slopes), 1e-9)
    ends = np.sort([-row / steep, (rows - 1 - row) / steep], axis=0)
    step = middle[1] - middle[0]
    first = np.ceil(np.clip((ends[0] - middle[0]) / step, 0, STRIPS))
    last = np.floor(np.clip((ends[1] - middle[0]) / step, -1, STRIPS - 1))
    inside: NDArray[np.float64] = np.maximum(last - first + 1, 0)
    return inside


def _along(lines: list[Line], mask: NDArray[np.bool_], thick: int) -> NDArray[np.bool_]:
    """Return the cells of a mask on lines that go from left to right, but not where something crosses them."""
    rows, columns = mask.shape
    offset = np.arange(columns) - columns / 2
    near = np.zeros_like(mask)
    for row, slope in lines:
        centre = np.rint(row + slope * offset).astype(np.intp)
        for step in range(-thick, thick + 1):
            at = centre + step
            good = (at >= 0) & (at < rows)
            near[at[good], np.flatnonzero(good)] = True
    return near & mask & (heights(mask) <= 2 * thick)
