"""What becomes of every layer when the picture moves by whole pixels: whether it moves along, or stays the same.

A layer is equivariant where its maps move as the picture does, and invariant where they do not change at all
(Goodfellow, Bengio and Courville, "Deep Learning", 2016, sections 9.2 and 9.3). A convolution is the first, pooling
brings a little of the second. Both are measured here for one picture, with the Bray-Curtis similarity

    1 - sum |a' - a| / (sum |a'| + sum |a|)

of the values before (a) and after (a'): 1 where they are equal, 0 where nothing is shared. For "moved along", a is
first moved by as many cells as the picture was.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import ceil, floor
from typing import TYPE_CHECKING, Final

import numpy as np

from model.grid import CELL, SIDE
from model.reference import Reference
from model.refusal import SHORTEST, refusal_of

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from numpy.typing import NDArray

    from model.batch import Batch
    from model.ink import Ink
    from model.layers import LayerSpec
    from model.picture import Picture

    Array = NDArray[np.float32]

Shift = tuple[int, int]
"""Rows down and columns to the right, in pixels of the network's picture or in cells of a map."""
Box = tuple[int, int, int, int]

REACH: Final = 3
"""How far the table of all shifts goes, up, down, left and right."""
_PIXEL: Final = CELL / SIDE
_NEAR: Final = 1e-4  # fractions of the canvas side: float32 coordinates that were moved there and back
_ALIKE: Final = 1e-3  # of a pixel's full ink


@dataclass(frozen=True, slots=True, eq=False)
class Meter:
    """How much two sets of values agree, and where they do not.

    Attributes
    ----------
    share
        1 - difference / total, from 0 to 1; 1 where there is nothing to compare.
    difference
        Sum of |a' - a|.
    total
        Sum of |a'| + |a|.
    failing
        |a' - a|, summed over the channels: float32 [rows, columns], or [values] of a vector; 0 outside of `box`.
    worst
        The channel that differs most there, intp [rows, columns]; for a vector all 0.
    box
        (top, left, bottom, right), half open: the cells that were compared; of a vector (0, 0, 1, values).
    """

    share: float
    difference: float
    total: float
    failing: Array
    worst: NDArray[np.intp]
    box: Box


@dataclass(frozen=True, slots=True, eq=False)
class Moved:
    """One layer before and after.

    Attributes
    ----------
    spec
        The layer.
    cells
        How far its maps should have moved, rows and columns, in cells: not always a whole number. None for a layer
        whose values have no place, a vector's.
    place
        The whole cells that `along` was measured with: the same, or the better of the nearest.
    along
        Whether it moved along; None without a place, or where no cell is left that sees both pictures whole.
    same
        Whether it stayed the same.
    """

    spec: LayerSpec
    cells: tuple[float, float] | None
    place: Shift | None
    along: Meter | None
    same: Meter

    @property
    def is_whole(self) -> bool:
        """Whether the picture moved by a whole number of this layer's cells."""
        return self.cells is not None and self.place == self.cells

    @property
    def largest(self) -> float:
        """The largest difference of a cell in either comparison: one scale for both."""
        meters = (self.same,) if self.along is None else (self.same, self.along)
        return max(float(meter.failing.max(initial=0.0)) for meter in meters)


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What the network says of one picture: the digit, its probability, and whether it is taken for no digit."""

    answer: int
    probability: float
    is_refused: bool


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """All layers, for one shift."""

    shift: Shift
    layers: tuple[Moved, ...]


# --- pictures ------------------------------------------------------------------------------------------------------


def moved(image: Array, shift: Shift) -> Array:
    """Return a picture [rows, columns] moved by whole pixels; paper (0) comes in, and what leaves is lost."""
    result = np.zeros_like(image)
    (to_rows, from_rows), (to_columns, from_columns) = (
        _overlap(count, by) for count, by in zip(image.shape, shift, strict=True)
    )
    result[to_rows, to_columns] = image[from_rows, from_columns]
    return result


def _overlap(count: int, by: int) -> tuple[slice, slice]:
    """Return where `count` cells moved by `by` lie among the same, and which of them these are."""
    by = min(max(by, -count), count)
    return slice(max(0, by), count + min(0, by)), slice(max(0, -by), count - max(0, by))


def found(before: Array, after: Array, asked: Shift) -> Shift:
    """Return how far a picture really moved: `asked`, or less where something held it back.

    The steps from ink to picture may undo a move, or keep the ink inside. Of all shifts between none and `asked` the
    one is returned that comes nearest to `after`, and of equals the farthest.
    """
    for shift in (asked, (0, 0)):
        if np.abs(moved(before, shift) - after).max(initial=0.0) < _ALIKE:
            return shift
    rows, columns = ([(1 if by > 0 else -1) * i for i in range(abs(by), -1, -1)] for by in asked)
    return min(product(rows, columns), key=lambda shift: float(np.abs(moved(before, shift) - after).sum()))


def shifts(reach: int = REACH) -> list[Shift]:
    """Return all shifts up to `reach` pixels, row by row."""
    along = range(-reach, reach + 1)
    return [(rows, columns) for rows in along for columns in along]


# --- ink -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where ink lies on the canvas: the points of its strokes, and the picture under them."""

    lines: tuple[Array, ...]
    picture: Picture | None

    @staticmethod
    def of(ink: Ink) -> Place:
        """Return the place of this moment's ink."""
        return Place(ink.lines(), ink.picture)


def between(home: Place, now: Place) -> Shift | None:
    """Return by how many network pixels ink was moved from `home`; None if it is other ink now."""
    if len(home.lines) != len(now.lines) or (home.picture is None) != (now.picture is None):
        return None
    offsets = []
    if home.picture is not None and now.picture is not None:
        if home.picture.cells is not now.picture.cells:
            return None
        offsets.append(np.array([[now.picture.x - home.picture.x, now.picture.y - home.picture.y]]))
    for old, new in zip(home.lines, now.lines, strict=True):
        if old is not new and old.shape != new.shape:
            return None
        offsets.append(new[:, :2] - old[:, :2])
    if not offsets:
        return 0, 0
    across, down = np.rint(offsets[0][0] / _PIXEL).astype(int).tolist()
    by = np.array([across, down]) * _PIXEL
    if any(np.abs(offset - by).max(initial=0.0) > _NEAR for offset in offsets):
        return None
    return down, across


# --- layers --------------------------------------------------------------------------------------------------------


def inside(specs: Sequence[LayerSpec], index: int) -> Box | None:
    """Return the cells of a layer whose receptive field lies inside the picture: they see no padding.

    (top, left, bottom, right), half open. None for a layer whose values have no place.
    """
    spec = specs[index]
    if any(not below.is_map for below in specs[: index + 1]) or 0 in spec.step:
        return None
    firsts, lasts = [], []
    for axis in (0, 1):
        start, step = 0, 1  # of the first cell's field, in pixels; of neighbours' fields
        for below in specs[1 : index + 1]:
            if below.window is not None:
                start -= below.window.before[axis] * step
            step = below.step[axis]
        count, pixels, field = spec.output_shape[axis], specs[0].output_shape[axis], spec.field[axis]
        first = max(0, ceil(-start / step))
        firsts.append(first)
        lasts.append(max(first, min(count, floor((pixels - field - start) / step) + 1)))
    return firsts[0], firsts[1], lasts[0], lasts[1]


def compare(specs: Sequence[LayerSpec], before: Sequence[Array], after: Sequence[Array], shift: Shift) -> Comparison:
    """Compare every layer's values of a picture with those of the same picture, moved.

    Parameters
    ----------
    before, after
        a of every layer, in its output shape, the input first.
    shift
        How far the picture moved.
    """
    layers = []
    for spec, old, new in zip(specs, before, after, strict=True):
        same, box = _meter(new, old, (0, 0), None), inside(specs, spec.index)
        if box is None:
            layers.append(Moved(spec, None, None, None, same))
            continue
        cells = shift[0] / spec.step[0], shift[1] / spec.step[1]
        rows, columns = (sorted({floor(by), ceil(by)}) for by in cells)
        measured = [(_meter(new, old, place, box), place) for place in product(rows, columns)]
        along, place = max(measured, key=lambda pair: pair[0].share)
        is_empty = along.box[0] >= along.box[2] or along.box[1] >= along.box[3]
        layers.append(Moved(spec, cells, place, None if is_empty else along, same))
    return Comparison(shift, tuple(layers))


def _meter(after: Array, before: Array, place: Shift, box: Box | None) -> Meter:
    """Compare `after` with `before` moved by `place`, in the cells that lie in `box` both before and after."""
    if after.ndim != 3:
        after, before = after.reshape(1, -1, 1), before.reshape(1, -1, 1)
    rows, columns, _ = after.shape
    top, left, bottom, right = box or (0, 0, rows, columns)
    top, left = max(top, top + place[0]), max(left, left + place[1])
    bottom, right = max(top, min(bottom, bottom + place[0])), max(left, min(right, right + place[1]))
    new = after[top:bottom, left:right]
    old = before[top - place[0] : bottom - place[0], left - place[1] : right - place[1]]
    failing, worst = np.zeros((rows, columns), np.float32), np.zeros((rows, columns), np.intp)
    differences = np.abs(new - old)
    failing[top:bottom, left:right] = differences.sum(axis=2)
    if differences.size:
        worst[top:bottom, left:right] = differences.argmax(axis=2)
    difference = float(differences.sum(dtype=np.float64))
    total = float(np.abs(new).sum(dtype=np.float64) + np.abs(old).sum(dtype=np.float64))
    share = 1.0 if total == 0 else min(max(1 - difference / total, 0.0), 1.0)
    for array in (failing, worst):
        array.flags.writeable = False
    return Meter(share, difference, total, failing, worst, (top, left, bottom, right))


# --- the work of the compute thread --------------------------------------------------------------------------------


def comparing(network: Batch, before: Array, after: Array, shift: Shift) -> Generator[None, None, Comparison]:
    """Compute all layers of two pictures float32 [rows, columns], and compare them; three short steps."""
    reference = Reference(network.specs, network.weights)
    old = [a for _, a in reference.run(before)]
    yield
    new = [a for _, a in reference.run(after)]
    yield
    return compare(network.specs, old, new, shift)


def reading_all(
    network: Batch, image: Array, drawn: bool, shortest: int = SHORTEST, reach: int = REACH
) -> Generator[None, None, tuple[Reading, ...]]:
    """Let the network read a picture float32 [rows, columns] at every place of `shifts`.

    Parameters
    ----------
    drawn
        Whether strokes made it; see `model.refusal.Boundary.for_pictures`.
    shortest
        See `model.refusal.shortest_for`.
    """
    boundary = network.weights.boundary
    if boundary is not None and not drawn:
        boundary = boundary.for_pictures()
    images = np.stack([moved(image, shift) for shift in shifts(reach)])
    told = network.answers(images)
    yield
    readings = []
    for each, features, logits, values in zip(images, told.features, told.logits, told.probabilities, strict=True):
        refusal = refusal_of(each, features, logits, boundary, shortest)
        answer = int(values.argmax())
        readings.append(Reading(answer, float(values[answer]), refusal is not None))
    return tuple(readings)
