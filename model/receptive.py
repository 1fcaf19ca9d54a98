"""Which values a value is computed from, down to the picture, and which it goes into, up to the answer.

Pure index arithmetic, after Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural Networks"
(Distill, 2019): no picture is needed and no weight. Every layer treats rows, columns and channels apart, so a set of
cells is three sets, one along each axis, and what a cell reads is looked up in one table per axis. A set is kept as the
bits of a whole number.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

import numpy as np

from model.layers import Shape, Window

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from model.layers import LayerSpec

Box = tuple[int, int, int, int]
_Sides = tuple[int, int, int]
_Cells = tuple[int, int, int]
"""Sets of rows, of columns and of channels; a vector is one place with a channel for each value."""
_Key = tuple[str, Shape, Shape, Window | None, bool]

_LARGEST = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """The lit cells of one layer's output.

    Attributes
    ----------
    box
        (top, left, bottom, right), half open, of a map layer: the smallest box around the cells, inside the layer.
        Where nothing is lit, (0, 0, 0, 0). None for a vector layer.
    channel
        The one channel that is lit in a map layer; None for all of them.
    indices
        Sorted indices of a vector layer, read-only intp; None for all of them.
    role
        'unit' itself; what it 'reads', directly or through layers between; what it 'feeds'.
    """

    box: Box | None
    channel: int | None
    indices: NDArray[np.intp] | None
    role: Literal["unit", "reads", "feeds"]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is lit: what a pooling drops goes nowhere."""
        if self.box is not None:
            return self.box[0] == self.box[2]
        return self.indices is not None and not len(self.indices)


def lit(specs: Sequence[LayerSpec], layer: str, unit: tuple[int, ...]) -> Mapping[str, Region]:
    """Find what a unit is computed from and what it goes into, in every layer.

    Parameters
    ----------
    layer
        The unit's layer; the input layer too.
    unit
        (row, column, channel) in a layer of maps, (index,) in one of vectors. Channel -1 stands for all channels.

    Returns
    -------
    One region for every layer, by name. The last ones are remembered.

    Raises
    ------
    LookupError
        If there is no such unit.
    """
    return _lit(_keys(specs), layer, unit)


def patch(spec: LayerSpec, row: int, column: int) -> Box:
    """Return the box (top, left, bottom, right), half open, that one place reads of the layer below.

    It is not clipped: where padding is read, it unseen beyond the layer. A layer without a window reads everything.
    """
    if spec.window is None:
        rows, columns, _ = _sides(spec.input_shape)
        return 0, 0, rows, columns
    (top, bottom), (left, right) = (
        (place * step - before, place * step - before + (size - 1) * dilation + 1)
        for place, step, before, size, dilation in zip(
            (row, column),
            spec.window.step,
            spec.window.before,
            spec.window.size,
            spec.window.dilation,
            strict=True,
        )
    )
    return top, left, bottom, right


def path_counts(specs: Sequence[LayerSpec]) -> NDArray[np.int64]:
    """Count the ways from each input pixel, from place to place, to the first vector layer.

    Of several channels one is followed: each way exists once for every choice of a channel in the layers that mix
    them, the same number for all pixels.

    Returns
    -------
    Read-only int64 [rows, columns] of the input layer (of its values, if it has no rows); 0 is a pixel that cannot
    matter, whatever the weights are. Numbers beyond int64 are cut off at its largest.
    """
    return _path_counts(_keys(specs))


def blind(specs: Sequence[LayerSpec]) -> NDArray[np.bool_]:
    """Return which input pixels [rows, columns] reach no vector layer, and so cannot change the answer."""
    unseen: NDArray[np.bool_] = path_counts(specs) == 0
    return unseen


# --- one axis, one layer ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Link:
    """How a layer's cells read the layer below.

    Attributes
    ----------
    below, above
        Sides of its input and of its output.
    reads
        For rows and for columns: the set of cells below that each cell reads.
    feeds
        For rows and for columns: the set of cells that each cell below goes into.
    mixes
        Whether all channels below are read.
    moves
        Whether places become channels: Flatten.
    """

    below: _Sides
    above: _Sides
    reads: tuple[tuple[int, ...], tuple[int, ...]]
    feeds: tuple[tuple[int, ...], tuple[int, ...]]
    mixes: bool
    moves: bool

    def down(self, cells: _Cells) -> _Cells:
        """Return what `cells` of the output read of the input."""
        rows, columns, channels = cells
        if self.moves:
            return self._unfolded(channels)
        (by_row, by_column), everything = self.reads, _all(self.below[2])
        mixed = everything if channels and self.mixes else channels
        return _union(by_row, rows), _union(by_column, columns), mixed

    def up(self, cells: _Cells) -> _Cells:
        """Return what `cells` of the input go into."""
        rows, columns, channels = cells
        if self.moves:
            _, width, depth = self.below
            places = ((row * width + column) * depth for row in _bits(rows) for column in _bits(columns))
            folded = reduce(or_, (channels << place for place in places), 0)
            return (1, 1, folded) if folded else (0, 0, 0)
        rows, columns = _union(self.feeds[0], rows), _union(self.feeds[1], columns)
        if not (rows and columns and channels):
            return 0, 0, 0
        return rows, columns, _all(self.above[2]) if self.mixes else channels

    def _unfolded(self, values: int) -> _Cells:
        """Return the place of one value, or the box around many."""
        height, width, depth = self.below
        if values == _all(height * width * depth):
            return _all(height), _all(width), _all(depth)
        rows = columns = channels = 0
        for value in _bits(values):
            place, channel = divmod(value, depth)
            row, column = divmod(place, width)
            rows, columns, channels = rows | 1 << row, columns | 1 << column, channels | 1 << channel
        return rows, columns, channels


def _keys(specs: Sequence[LayerSpec]) -> tuple[_Key, ...]:
    """Return all that index arithmetic needs of the layers, as a value that can be a key."""
    return tuple((spec.name, spec.input_shape, spec.output_shape, spec.window, spec.mixes) for spec in specs)


@lru_cache(maxsize=8)
def _links(keys: tuple[_Key, ...]) -> tuple[_Link, ...]:
    """Return one link for every layer above the input."""
    return tuple(_link(*key[1:]) for key in keys[1:])


def _link(below: Shape, above: Shape, window: Window | None, mixes: bool) -> _Link:
    source, target = _sides(below), _sides(above)
    moves = window is not None and len(below) == 3 and len(above) == 1
    reads, feeds = [], []
    for axis in (0, 1):
        cells, places = source[axis], target[axis]
        if window is None or moves:
            down: tuple[int, ...] = (_all(cells),) * places
        else:
            down = tuple(_along(window, axis, place, cells) for place in range(places))
        reads.append(down)
        up = [0] * cells
        for place, read in enumerate(down):
            for cell in _bits(read):
                up[cell] |= 1 << place
        feeds.append(tuple(up))
    return _Link(source, target, (reads[0], reads[1]), (feeds[0], feeds[1]), mixes, moves)


def _along(window: Window, axis: int, place: int, cells: int) -> int:
    """Return the set of cells that a window reads along one axis, what lies outside left out."""
    first = place * window.step[axis] - window.before[axis]
    read = (first + i * window.dilation[axis] for i in range(window.size[axis]))
    return sum(1 << cell for cell in read if 0 <= cell < cells)


def _sides(shape: Shape) -> _Sides:
    """Rows, columns and channels; a vector is one place."""
    rows, columns, channels = shape if len(shape) == 3 else (1, 1, shape[0])
    return rows, columns, channels


# --- sets as bits ----------------------------------------------------------------------------------------------------


def _all(count: int) -> int:
    return (1 << count) - 1


def _bits(cells: int) -> list[int]:
    """Return the members of a set, in order."""
    found = []
    while cells:
        lowest = cells & -cells
        found.append(lowest.bit_length() - 1)
        cells ^= lowest
    return found


def _union(table: Sequence[int], cells: int) -> int:
    if cells == _all(len(table)):
        return reduce(or_, table, 0)
    return reduce(or_, (table[cell] for cell in _bits(cells)), 0)


# --- whole networks --------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def _lit(keys: tuple[_Key, ...], layer: str, unit: tuple[int, ...]) -> Mapping[str, Region]:
    index = next((i for i, key in enumerate(keys) if key[0] == layer), None)
    if index is None:
        raise LookupError(f"Expected one of {', '.join(key[0] for key in keys)}. Received {layer!r}.")
    here = _cells_of(unit, keys[index][2])
    links = _links(keys)
    sets = {index: here}
    cells = here
    for i in range(index, 0, -1):
        sets[i - 1] = cells = links[i - 1].down(cells)
    cells = here
    for i in range(index, len(links)):
        sets[i + 1] = cells = links[i].up(cells)
    regions = {}
    for i, key in enumerate(keys):
        role: Literal["unit", "reads", "feeds"] = "unit" if i == index else "reads" if i < index else "feeds"
        regions[key[0]] = _region(sets[i], key[2], role)
    return MappingProxyType(regions)


def _cells_of(unit: tuple[int, ...], shape: Shape) -> _Cells:
    """Return one unit as sets, or raise LookupError."""
    lowest = (0, 0, -1) if len(shape) == 3 else (0,)
    if len(unit) != len(shape) or not all(low <= i < n for low, i, n in zip(lowest, unit, shape, strict=True)):
        raise LookupError(f"Expected a unit inside of {shape}. Received {unit}.")
    *place, last = map(int, unit)  # NumPy's whole numbers are too small for sets
    channel = _all(shape[-1]) if last < 0 else 1 << last
    return (1 << place[0], 1 << place[1], channel) if place else (1, 1, channel)


def _region(cells: _Cells, shape: Shape, role: Literal["unit", "reads", "feeds"]) -> Region:
    rows, columns, channels = cells
    some = channels != _all(shape[-1])
    if len(shape) == 3:
        if not (rows and columns and channels):
            return Region((0, 0, 0, 0), None, None, role)
        (top, bottom), (left, right) = _span(rows), _span(columns)
        only = role == "unit" and not channels & (channels - 1)
        return Region((top, left, bottom, right), channels.bit_length() - 1 if some or only else None, None, role)
    if not some and role != "unit":
        return Region(None, None, None, role)
    octets = (channels if rows else 0).to_bytes(-(-shape[0] // 8), "little")
    indices = np.flatnonzero(np.unpackbits(np.frombuffer(octets, np.uint8), bitorder="little"))
    indices.flags.writeable = False
    return Region(None, None, indices, role)


def _span(cells: int) -> tuple[int, int]:
    """First member, and one beyond the last."""
    return (cells & -cells).bit_length() - 1, cells.bit_length()


@lru_cache(maxsize=8)
def _path_counts(keys: tuple[_Key, ...]) -> NDArray[np.int64]:
    links = _links(keys)
    first = next((i for i, key in enumerate(keys) if len(key[2]) == 1), len(keys) - 1)
    shape = keys[0][2]
    if len(shape) == 1:
        counts = np.ones(shape, np.int64)
    else:
        ways = [_ways(links[:first], axis, keys[0][2]) for axis in (0, 1)]
        counts = np.minimum(ways[0][:, np.newaxis] * ways[1], _LARGEST).astype(np.int64)
    counts.flags.writeable = False
    return counts


def _ways(links: Iterable[_Link], axis: int, shape: Shape) -> NDArray[np.object_]:
    """Count the ways along one axis with Python's whole numbers, which have no largest."""
    links = tuple(links)
    counts = [1] * (links[-1].above[axis] if links else shape[axis])
    for link in reversed(links):
        if link.moves:  # each cell of the maps has a value of its own
            counts = [1] * link.below[axis]
        else:
            counts = [sum(counts[place] for place in _bits(places)) for places in link.feeds[axis]]
    return np.array(counts, object)
