"""A chain of convolutions and poolings with kernels of one's own, on one picture: every number on the way.

One stage is what a Conv2D with one filter and a pooling behind it do to a picture of one channel:

    z[r, c] = bias + sum over (i, j) of x[r*s + i*d, c*s + j*d] * K[i, j],   a = max(z, 0),   p = pooled a,

with the stride s and the dilation d, x the picture with a rim where the padding is "same" (Dumoulin and Visin, "A guide
to convolution arithmetic for deep learning", arXiv:1603.07285). As in networks the kernel is not turned: that is a
cross-correlation. The convolution of mathematics is the same with K turned by 180 degrees.

What is offered is legal: `choices` gives, for every setting of a stage, the values with which the whole chain has cells
to work on.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from model.kinds.base import same_padding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float32]

Padding = Literal["valid", "same"]
Fill = Literal["zero", "edge", "reflect", "wrap"]
Pool = Literal["none", "max", "average", "min"]

MOST: Final = 4
"""Stages in a chain."""
SIDES: Final = (3, 5, 7)
VALUES: Final[Mapping[str, tuple[Any, ...]]] = {
    "stride": (1, 2, 3),
    "padding": ("valid", "same"),
    "fill": ("zero", "edge", "reflect", "wrap"),
    "dilation": (1, 2, 3),
    "relu": (False, True),
    "flipped": (False, True),
    "pool": ("none", "max", "average", "min"),
    "pool_size": (2, 3),
    "pool_stride": (1, 2, 3),
}
"""What each setting of a stage can be, if there are cells enough."""
_PAD: Final = {"edge": "edge", "reflect": "reflect", "wrap": "wrap"}  # NumPy's names


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """One convolution, ReLU and pooling. Equal if all settings and all weights are.

    Attributes
    ----------
    kernel
        float32 [side, side], side 3, 5 or 7, finite; a read-only copy is kept.
    padding, fill
        "valid": only where the kernel lies on the picture. "same": a rim is put around it, so that stride 1 keeps its
        size, filled with zeros, the nearest cell, the picture mirrored at its outermost cells, or its other side.
    dilation
        Distance of the cells that neighbouring weights meet; as in Keras only with stride 1.
    relu
        Whether negative sums become 0.
    flipped
        Whether the kernel is turned by 180 degrees: a convolution, not a cross-correlation.
    pool, pool_size, pool_stride
        What is kept of every block of so many cells a side, and how far blocks lie apart; "none": no pooling.

    Raises
    ------
    ValueError
        If a setting is none of `VALUES`, or the kernel is not square, odd and finite.
    """

    kernel: Array
    bias: float = 0.0
    stride: int = 1
    padding: Padding = "valid"
    fill: Fill = "zero"
    dilation: int = 1
    relu: bool = False
    flipped: bool = False
    pool: Pool = "none"
    pool_size: int = 2
    pool_stride: int = 2

    def __post_init__(self) -> None:
        kernel = np.array(self.kernel, np.float32)
        if kernel.ndim != 2 or kernel.shape[0] != kernel.shape[1] or len(kernel) not in SIDES:
            raise ValueError(f"Expected a kernel of 3x3, 5x5 or 7x7. Received the shape {kernel.shape}.")
        if not np.isfinite(kernel).all() or not np.isfinite(self.bias):
            raise ValueError("Expected finite weights and a finite bias.")
        for name, values in VALUES.items():
            if getattr(self, name) not in values:
                raise ValueError(f"Expected {name} to be one of {values}. Received {getattr(self, name)!r}.")
        if self.stride > 1 and self.dilation > 1:
            raise ValueError(f"Expected stride or dilation to be 1. Received {self.stride} and {self.dilation}.")
        kernel.flags.writeable = False
        object.__setattr__(self, "kernel", kernel)

    @property
    def side(self) -> int:
        """Rows and columns of the kernel."""
        return len(self.kernel)

    @property
    def weights(self) -> Array:
        """The kernel as it lies on the picture, turned or not, float32 [side, side]."""
        return self.kernel[::-1, ::-1] if self.flipped else self.kernel

    @property
    def plan(self) -> _Plan:
        """The settings that the shapes depend on."""
        return _Plan(
            self.side,
            self.stride,
            self.padding,
            self.fill,
            self.dilation,
            self.pool,
            self.pool_size,
            self.pool_stride,
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Stage) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[Any, ...]:
        return self.kernel.shape, self.kernel.tobytes(), *(getattr(self, field.name) for field in fields(self)[1:])


@dataclass(frozen=True, slots=True)
class Side:
    """How long a side of the picture becomes: floor((n + before + after - d*(k - 1) - 1) / s) + 1."""

    cells: int
    size: int
    stride: int
    dilation: int = 1
    before: int = 0
    after: int = 0

    @property
    def span(self) -> int:
        """Cells from the first to the last that one window meets."""
        return self.dilation * (self.size - 1) + 1

    @property
    def result(self) -> int:
        """Places that the window takes; 0 if it takes none."""
        return max(0, (self.cells + self.before + self.after - self.span) // self.stride + 1)

    @property
    def dropped(self) -> int:
        """Cells at the end that no window meets."""
        return max(0, self.cells - ((self.result - 1) * self.stride + self.span - self.before))


Sides = tuple[Side, Side]
"""Rows and columns."""


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """What one stage made of its input.

    Attributes
    ----------
    image
        What went in, float32 [rows, columns].
    z, a
        After convolution, and after ReLU (the same array without it).
    out
        What the next stage gets: after pooling, or `a`.
    winners
        intp [rows, columns, 2]: which cell of `a` every cell of `out` is; the first, row by row, of several. None
        without pooling, and where a mean is nobody's.
    convolved, pooled
        The arithmetic of the shapes; None without pooling.
    """

    stage: Stage
    image: Array
    padded: Array
    z: Array
    a: Array
    out: Array
    winners: NDArray[np.intp] | None
    convolved: Sides
    pooled: Sides | None

    def patch(self, row: int, column: int) -> Array:
        """Return what the kernel lies on at a cell of z, float32 [side, side], with the rim's values."""
        rows, columns = self._read(row, column)
        found: Array = self.padded[np.ix_(rows, columns)]
        return found

    def inside(self, row: int, column: int) -> NDArray[np.bool_]:
        """Return which cells of the patch are the picture's and not the rim's, bool [side, side]."""
        (rows, columns), (by_row, by_column) = self._read(row, column), self.convolved
        down = (rows >= by_row.before) & (rows < by_row.before + by_row.cells)
        across = (columns >= by_column.before) & (columns < by_column.before + by_column.cells)
        return np.asarray(np.logical_and.outer(down, across))

    def box(self, row: int, column: int) -> tuple[int, int, int, int]:
        """Return what a cell of z reads of the image, (top, left, bottom, right), half open; the rim is beyond it."""
        by_row, by_column = self.convolved
        top, left = row * by_row.stride - by_row.before, column * by_column.stride - by_column.before
        return top, left, top + by_row.span, left + by_column.span

    def block(self, row: int, column: int) -> tuple[int, int, int, int]:
        """Return the block of `a` that a cell of `out` comes from, half open; the cell itself without pooling."""
        if self.pooled is None:
            return row, column, row + 1, column + 1
        size, stride = self.stage.pool_size, self.stage.pool_stride
        return row * stride, column * stride, row * stride + size, column * stride + size

    def winner(self, row: int, column: int) -> tuple[int, int] | None:
        """Return which cell of `a` a cell of `out` is; None where a mean is nobody's, and in a block of equal cells."""
        top, left, bottom, right = self.block(row, column)
        block = self.a[top:bottom, left:right]
        if self.winners is None or block.min() == block.max():
            return None
        best_row, best_column = self.winners[row, column].tolist()
        return best_row, best_column

    def wins(self) -> NDArray[np.intp]:
        """Return how many blocks each cell of `a` won, intp [rows, columns]; blocks may overlap.

        In a block of equal cells none wins.
        """
        counts = np.zeros(self.a.shape, np.intp)
        if self.winners is not None:
            blocks = _blocks(self.a, self.stage)
            contested = self.winners[blocks.min(axis=-1) < blocks.max(axis=-1)]
            np.add.at(counts, (contested[:, 0], contested[:, 1]), 1)
        return counts

    def _read(self, row: int, column: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return rows and columns of the padded picture that a cell of z reads."""
        steps = np.arange(self.stage.side) * self.stage.dilation
        return row * self.stage.stride + steps, column * self.stage.stride + steps


def run(image: Array, stages: Sequence[Stage]) -> tuple[Result, ...]:
    """Send a picture float32 [rows, columns] through the stages, one after the other.

    Raises
    ------
    ValueError
        If a stage finds too few cells; see `fits`.
    """
    results: list[Result] = []
    for stage in stages:
        results.append(_run(results[-1].out if results else image, stage))
    return tuple(results)


def sides_of(stage: Stage, shape: tuple[int, int]) -> tuple[Sides, Sides | None] | None:
    """Return the shapes' arithmetic of convolution and pooling; None if the stage finds too few cells."""
    rows, columns = (_along(n, *stage.plan) for n in shape)
    if rows is None or columns is None:
        return None
    pooled = None if rows[1] is None or columns[1] is None else (rows[1], columns[1])
    return (rows[0], columns[0]), pooled


def shape_after(stages: Sequence[Stage], shape: tuple[int, int]) -> tuple[int, int] | None:
    """Return rows and columns after all stages; None if one of them finds too few cells."""
    return _after([stage.plan for stage in stages], shape)


def fits(stages: Sequence[Stage], shape: tuple[int, int]) -> bool:
    """Whether every stage of the chain finds cells enough."""
    return shape_after(stages, shape) is not None


def allows(stages: Sequence[Stage], index: int, shape: tuple[int, int], **settings: Any) -> bool:
    """Whether one stage can have other settings, "side" among them, while the whole chain still fits."""
    plans = [stage.plan for stage in stages]
    changes = {name: value for name, value in settings.items() if name in _Plan._fields}
    plan = plans[index] = plans[index]._replace(**changes)
    return (plan.stride == 1 or plan.dilation == 1) and _after(plans, shape) is not None


def choices(stages: Sequence[Stage], index: int, shape: tuple[int, int]) -> dict[str, tuple[Any, ...]]:
    """Return the values that each setting of one stage, "side" among them, can have; see `allows`."""
    every = (*VALUES.items(), ("side", SIDES))
    return {name: tuple(v for v in values if allows(stages, index, shape, **{name: v})) for name, values in every}


class _Plan(NamedTuple):
    """The settings of a stage that the shapes depend on."""

    side: int
    stride: int
    padding: Padding
    fill: Fill
    dilation: int
    pool: Pool
    pool_size: int
    pool_stride: int


def _after(plans: Sequence[_Plan], shape: tuple[int, int]) -> tuple[int, int] | None:
    lengths = list(shape)
    for plan in plans:
        for axis, n in enumerate(lengths):
            sides = _along(n, *plan)
            if sides is None:
                return None
            lengths[axis] = (sides[1] or sides[0]).result
    return lengths[0], lengths[1]


@lru_cache(maxsize=4096)
def _along(
    n: int, side: int, stride: int, padding: Padding, fill: Fill, dilation: int, pool: Pool, size: int, step: int
) -> tuple[Side, Side | None] | None:
    """Return how `n` cells become fewer by a convolution and a pooling; None if there are too few."""
    convolved = Side(n, side, stride, dilation)
    if padding == "same":
        before, after = same_padding(n, convolved.span, stride)
        # A mirrored rim needs a cell for each of its own behind the outermost; a wrapped one needs as many
        if n < {"reflect": max(before, after) + 1, "wrap": max(before, after)}.get(fill, 1):
            return None
        convolved = replace(convolved, before=before, after=after)
    pooled = None if pool == "none" else Side(convolved.result, size, step)
    return (convolved, pooled) if convolved.result and (pooled is None or pooled.result) else None


# --- one stage -------------------------------------------------------------------------------------------------------


def _run(image: Array, stage: Stage) -> Result:
    rows, columns = image.shape
    sides = sides_of(stage, (rows, columns))
    if sides is None:
        raise ValueError(f"Expected a picture that the stage has room on. Received {rows}x{columns}.")
    convolved, pooled = sides
    padded = _padded(image, convolved, stage.fill)
    spans = convolved[0].span, convolved[1].span
    windows = sliding_window_view(padded, spans)[:: stage.stride, :: stage.stride, :: stage.dilation, :: stage.dilation]
    z = (windows.reshape(-1, stage.side**2) @ stage.weights.ravel()).reshape(windows.shape[:2])
    z += np.float32(stage.bias)
    a = np.maximum(z, np.float32(0)) if stage.relu else z
    out, winners = (a, None) if pooled is None else _pool(a, stage)
    return Result(stage, image, padded, z, a, out, winners, convolved, pooled)


def _pool(a: Array, stage: Stage) -> tuple[Array, NDArray[np.intp] | None]:
    size, stride, flat = stage.pool_size, stage.pool_stride, _blocks(a, stage)
    if stage.pool == "average":
        return flat.mean(axis=-1, dtype=np.float32), None
    best = flat.argmax(axis=-1) if stage.pool == "max" else flat.argmin(axis=-1)
    places = np.stack((best // size, best % size), axis=-1)
    corners = np.moveaxis(np.indices(best.shape), 0, -1) * stride
    return np.take_along_axis(flat, best[..., np.newaxis], axis=-1)[..., 0], corners + places


def _blocks(a: Array, stage: Stage) -> Array:
    """Return all blocks, float32 [rows, columns, cells]."""
    size, stride = stage.pool_size, stage.pool_stride
    blocks = sliding_window_view(a, (size, size))[::stride, ::stride]
    found: Array = blocks.reshape(*blocks.shape[:2], size * size)
    return found


def _padded(image: Array, sides: Sides, fill: Fill) -> Array:
    rims = [(side.before, side.after) for side in sides]
    if not any(map(any, rims)):
        return image
    padded: Array = np.pad(image, rims) if fill == "zero" else np.pad(image, rims, mode=_PAD[fill])  # type: ignore[call-overload]
    return padded
