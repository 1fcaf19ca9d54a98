"""From ink to the 28 x 28 picture that enters the network, in steps that can be switched off one by one."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from typing import TYPE_CHECKING

import numpy as np

from model.grid import DIGIT, GRID, SIDE
from model.placement import WHOLE, Placement
from model.raster import Box, ink_box
from model.redraw import ENLARGE, Sheet, redraw

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

MIDDLE = GRID / 2 + 0.5
"""Where the centre of mass goes, in pixels from the left and top edges of the picture.

MNIST's digits have theirs at the centre of pixel 14 of 0 to 27: over its 60,000 training pictures the mean is
14.007 across and 13.996 down in pixel numbers (standard deviation 0.29, as after rounding to whole pixels).
That lies half a pixel right of and below the middle of the picture: 14.5 from the edges.
"""
THUMBNAIL = 64
"""No thumbnail is wider or higher."""


@dataclass(frozen=True, slots=True)
class Steps:
    """Which steps are on.

    Attributes
    ----------
    crop : bool
        Go on with the ink's bounding box; off: with the whole canvas.
    redraw : bool
        Draw the strokes again with a line of one width, 2.4 pixels of the picture; off: as the pen drew them. It
        needs strokes: a picture without any is left as it is.
    scale : bool
        Bring the longer side to 20 pixels, keeping the proportions, but enlarge nothing more than five times; off:
        the ink keeps the size it has when the whole canvas becomes 28 pixels.
    centre : bool
        Put the ink's centre of mass where MNIST's digits have it; off: the ink's middle stays where it was
        drawn. Either way no ink is moved beyond the picture's border.
    """

    crop: bool = True
    redraw: bool = True
    scale: bool = True
    centre: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Digitized:
    """The picture and how it came about; all arrays are read-only.

    Attributes
    ----------
    image : NDArray[float32] [28, 28]
        0 (paper) to 1 (ink).
    pictures : tuple of (key, NDArray[uint8] [h, w])
        What each step left, in order: "crop", "redraw", "scale", "centre". The first is a thumbnail to look at, h and
        w at most 64; the second, at most 123, is the very ink that is scaled, or the first again if nothing was
        redrawn. "scale" is the part of the last that the step before left, without the paper around it; 20 pixels'
        length may begin and end inside a pixel and so touch 21.
    blank : bool
        Whether there is no ink at all.
    untouched : bool
        Whether no step was done, because the ink is a picture of 28 x 28 pixels already.
    placement : Placement
        Where the picture's pixels lie on the canvas.
    """

    image: NDArray[np.float32]
    pictures: tuple[tuple[str, NDArray[np.uint8]], ...]
    blank: bool
    untouched: bool = False
    placement: Placement = WHOLE


def digitize(cells: NDArray[np.uint8], steps: Steps = Steps(), lines: Sequence[ArrayLike] = ()) -> Digitized:
    """Turn ink into the network's picture.

    All steps together are one map from cells to pixels, and every pixel is the exact mean of the ink over its
    square, by overlaps along rows and columns. Nothing is rounded to whole cells or pixels on the way. With
    all steps off a canvas of 448 x 448 is averaged in blocks of 16 x 16.

    Parameters
    ----------
    cells : NDArray[uint8] [H, W]
        Ink, 0 (paper) to 255, of any size from 1 x 1; it is not changed. A canvas that is not square is taken
        as the middle of a square one.
    steps : Steps
        Which steps are on.
    lines : points [n, 2 or more] each
        The strokes that made the cells, x and y in fractions of the canvas side; none if it is a picture.

    Returns
    -------
    Digitized
        The picture; zeros if there is no ink.

    Raises
    ------
    ValueError
        For an array of another type or shape.
    """
    if cells.dtype != np.uint8 or cells.ndim != 2 or cells.size == 0:
        raise ValueError(f"Expected uint8 [H, W], 1 x 1 or more. Received {cells.dtype} {cells.shape}.")
    height, width = cells.shape
    canvas = Box(0, 0, width, height)
    ink = ink_box(cells)
    region = ink if steps.crop and not ink.empty else canvas
    cropped = _thumbnail(cells, region)
    drawn = redraw(lines, steps.crop, steps.scale) if lines and steps.redraw and not ink.empty else None
    if ink.empty:
        sheet = Sheet(np.zeros((0, 0), np.float32), 0, 0, width, height)
    else:
        sheet = drawn or Sheet(cells[ink.slices].astype(np.float32), ink.left, ink.top, width, height)
    image, part, placement = picture_of(sheet, steps)
    centred = np.rint(image * _FULL).astype(np.uint8)
    pictures = (
        ("crop", cropped),
        ("redraw", cropped if drawn is None else drawn.block.astype(np.uint8)),
        ("scale", centred[part]),
        ("centre", centred),
    )
    image.flags.writeable = False
    for _, picture in pictures:
        picture.flags.writeable = False
    return Digitized(image, pictures, ink.empty, placement=placement)


def leave(cells: NDArray[np.uint8]) -> Digitized:
    """Take ink as the picture that it is, without any step: every pixel is the mean of its cells.

    Parameters
    ----------
    cells : NDArray[uint8] [28 n, 28 n]
        Ink, 0 (paper) to 255. Where the n x n cells of a pixel are alike, the pixel has exactly their value.

    Returns
    -------
    Digitized
        With the same picture under every step.
    """
    height, width = cells.shape
    blocks = cells.reshape(GRID, height // GRID, GRID, width // GRID)
    pixels = blocks.sum(axis=(1, 3), dtype=np.uint32) / np.float32(height // GRID * (width // GRID) * 255)
    image: NDArray[np.float32] = pixels.astype(np.float32)
    picture = np.rint(image * _FULL).astype(np.uint8)
    image.flags.writeable = picture.flags.writeable = False
    pictures = tuple((key, picture) for key in ("crop", "redraw", "scale", "centre"))
    return Digitized(image, pictures, not image.any(), untouched=True)


def read(lines: Sequence[ArrayLike]) -> NDArray[np.float32] | None:
    """Return the very image that `digitize` makes of strokes with all steps on, without painting any canvas.

    Returns
    -------
    float32 [28, 28], or None if no stroke's middle is on the canvas.
    """
    steps = Steps()
    sheet = redraw(lines, steps.crop, steps.scale)
    return None if sheet is None else picture_of(sheet, steps)[0]


_PAPER, _INK, _FULL = np.float32(0), np.float32(1), np.float32(255)
_CELLS = np.arange(SIDE, dtype=np.float32)
_ONES = np.ones(SIDE, np.float32)
_MOMENTS = np.column_stack([_ONES, _CELLS + np.float32(0.5)])


def picture_of(sheet: Sheet, steps: Steps) -> tuple[NDArray[np.float32], tuple[slice, slice], Placement]:
    """Scale and place ink.

    Returns
    -------
    The picture, float32 [28, 28], which part of it the cropped region became, and where it lies on the canvas.
    """
    block = sheet.block
    rows, columns = block.shape
    side = max(sheet.height, sheet.width)
    if steps.crop and block.size:
        region_left, region_top, region_columns, region_rows = sheet.left, sheet.top, float(columns), float(rows)
    else:
        region_left, region_top, region_columns, region_rows = 0.0, 0.0, sheet.width, sheet.height
    plain = side / GRID
    pitch = plain  # cells a pixel
    if steps.scale:
        pitch = max(max(region_columns, region_rows) / DIGIT, plain / ENLARGE)
    image = np.zeros((GRID, GRID), np.float32)
    left = top = 0.0
    if block.size:
        if steps.centre:
            top = MIDDLE - _centre_of_mass(block @ _ones(columns)) / pitch
        else:  # keep the middle of the ink where plain averaging would put it
            top = (sheet.top + rows / 2 + (side - sheet.height) / 2) / plain - rows / pitch / 2
        top = _inside(top, rows / pitch)
        first, last = _covered(top, rows, pitch)
        padded = first + 8 * ceil((last - first) / 8)  # matrix products like whole eights: a quarter quicker
        lines = (_overlaps(rows, top, pitch, first, padded) @ block)[: last - first]
        if steps.centre:
            left = MIDDLE - _centre_of_mass(_ones(last - first) @ lines) / pitch
        else:
            left = (sheet.left + columns / 2 + (side - sheet.width) / 2) / plain - columns / pitch / 2
        left = _inside(left, columns / pitch)
        begin, end = _covered(left, columns, pitch)
        pixels = lines @ _overlaps(columns, left, pitch, begin, end).T
        pixels /= np.float32(pitch * pitch * 255)
        pixels.clip(_PAPER, _INK, out=image[first:last, begin:end])
    # where the region lies in the picture: the ink, and what paper of the canvas was not cropped
    high = _covered(top - (sheet.top - region_top) / pitch, region_rows, pitch)
    wide = _covered(left - (sheet.left - region_left) / pitch, region_columns, pitch)
    placement = Placement(
        side / pitch,
        left - (sheet.left + (side - sheet.width) / 2) / pitch,
        top - (sheet.top + (side - sheet.height) / 2) / pitch,
    )
    return image, (slice(*high), slice(*wide)), placement


def _inside(start: float, length: float) -> float:
    """Move what would begin at ``start`` pixels into the picture; what is longer (a line's edge) to its middle."""
    room = GRID - length
    return room / 2 if room < 0 else min(max(start, 0.0), room)


def _covered(start: float, count: float, pitch: float) -> tuple[int, int]:
    """Return the first pixel that cells from ``start`` on lie in, and the one after the last."""
    return max(0, floor(start)), max(1, min(GRID, ceil(start + count / pitch - 1e-6)))


def _ones(count: int) -> NDArray[np.float32]:
    return _ONES[:count] if count <= SIDE else np.ones(count, np.float32)


def _centre_of_mass(sums: NDArray[np.float32]) -> float:
    """Return the centre of mass of cells [n] in cells from the first one's edge."""
    count = len(sums)
    if count <= SIDE:
        mass, moment = (sums @ _MOMENTS[:count]).tolist()
    else:
        mass, moment = float(sums.sum()), float(sums @ np.arange(0.5, count))
    return float(moment / mass)


def _overlaps(count: int, start: float, pitch: float, first: int, last: int) -> NDArray[np.float32]:
    """Return how much of each of ``count`` cells lies in each pixel [last - first, count].

    The cells begin ``start`` pixels from the picture's edge and are ``1 / pitch`` pixels long. The part of
    cell i before an edge at e cells is clip(e - i, 0, 1); a pixel holds the difference of its two edges.
    """
    edges = ((np.arange(first, last + 1) - start) * pitch).astype(np.float32)
    places = _CELLS[:count] if count <= SIDE else np.arange(count, dtype=np.float32)
    before: NDArray[np.float32] = np.subtract.outer(edges, places)
    before.clip(_PAPER, _INK, out=before)
    return before[1:] - before[:-1]


def _thumbnail(cells: NDArray[np.uint8], box: Box) -> NDArray[np.uint8]:
    """Return a quick picture of a box, at most 64 pixels a side, each the mean of 2 x 2 of its cells."""
    step = ceil(max(box.bottom - box.top, box.right - box.left) / THUMBNAIL)
    part = cells[box.slices]
    rows, columns = part.shape[0] // step, part.shape[1] // step
    if step == 1 or rows == 0 or columns == 0:
        return part[::step, ::step].copy()
    near, far = step // 4, step * 3 // 4
    # whole rows first: they lie together in memory
    pairs = np.add(part[near::step][:rows], part[far::step][:rows], dtype=np.uint16)
    total = pairs[:, near::step][:, :columns] + pairs[:, far::step][:, :columns]
    total >>= _QUARTER
    return total.astype(np.uint8)


_QUARTER = np.uint16(2)
