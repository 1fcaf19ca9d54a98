"""Where a network's parameters and multiplications are, and what pooling saves of both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from model.kinds import kind_of, pooling
from model.layers import describe

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from model.layers import LayerSpec

_POOLING = frozenset(kind.name for kind in pooling.KINDS)


@dataclass(frozen=True, slots=True)
class Blocks:
    """A layer's parameters as equal blocks of numbers, one for each thing that the layer puts out.

    Attributes
    ----------
    count
        How many blocks: filters or units. 0 where the layer has no kernel.
    rows, columns, depth
        Sides of one block. A unit that reads flattened maps has a block of their shape, since each of its weights
        belongs to one value of the maps; another unit's weights form one line.
    singles
        Names and lengths of the parameters that stand alone, such as ('bias', 64).
    """

    count: int
    rows: int
    columns: int
    depth: int
    singles: tuple[tuple[str, int], ...]

    @property
    def volume(self) -> int:
        """Numbers in one block."""
        return self.rows * self.columns * self.depth

    @property
    def total(self) -> int:
        """All numbers of the layer."""
        return self.count * self.volume + sum(length for _, length in self.singles)


@dataclass(frozen=True, slots=True)
class Entry:
    """What one layer has of the whole: parameters and multiplications, and its shares of them, 0-1."""

    spec: LayerSpec
    parameters: int
    parameter_share: float
    multiplications: int
    multiplication_share: float


@dataclass(frozen=True, slots=True)
class Ledger:
    """A network's layers with their sums."""

    entries: tuple[Entry, ...]
    parameters: int
    multiplications: int

    def entry(self, name: str) -> Entry | None:
        """Return the entry of the layer called `name`, if there is one."""
        return next((entry for entry in self.entries if entry.spec.name == name), None)


def ledger(specs: Sequence[LayerSpec]) -> Ledger:
    """Enter every layer."""
    parameters = sum(spec.parameters for spec in specs)
    multiplications = sum(spec.multiplications for spec in specs)
    entries = tuple(
        Entry(
            spec,
            spec.parameters,
            spec.parameters / max(1, parameters),
            spec.multiplications,
            spec.multiplications / max(1, multiplications),
        )
        for spec in specs
    )
    return Ledger(entries, parameters, multiplications)


def blocks(specs: Sequence[LayerSpec], spec: LayerSpec) -> Blocks:
    """Return a layer's parameters as blocks.

    Parameters
    ----------
    specs
        The chain that the layer is in: it tells which maps a unit's weights belong to.
    """
    kernel = next((shape for name, shape in spec.variables if name == "kernel"), None)
    singles = tuple((name, _product(shape)) for name, shape in spec.variables if name != "kernel")
    if kernel is None:
        return Blocks(0, 0, 0, 0, singles)
    *block, count = kernel
    maps = _flattened(specs, spec)
    if len(block) == 1 and maps is not None:
        block = list(maps)
    rows, columns, depth = (1,) * (3 - len(block)) + tuple(block)
    return Blocks(count, rows, columns, depth, singles)


def _flattened(specs: Sequence[LayerSpec], spec: LayerSpec) -> tuple[int, ...] | None:
    """Return the shape of the maps whose values, flattened, the layer reads; None if it reads something else."""
    for below in reversed(specs[: spec.index]):
        if below.kind == "Flatten":
            return below.input_shape if len(below.input_shape) == 3 else None
        if below.input_shape != below.output_shape or below.kind == "Dense":
            return None
    return None


def has_pooling(specs: Iterable[LayerSpec]) -> bool:
    """Whether any layer is a pooling layer that `without_pooling` would take out."""
    return any(spec.kind in _POOLING for spec in specs)


def without_pooling(configs: Iterable[Mapping[str, Any]]) -> tuple[LayerSpec, ...]:
    """Describe the same network with its pooling layers taken out.

    All other layers keep their names and settings; their shapes, parameters and multiplications follow.

    Parameters
    ----------
    configs
        As in `model.layers.describe`.
    """
    return describe(entry for entry in configs if kind_of(entry["class_name"]).name not in _POOLING)


def _product(shape: Sequence[int]) -> int:
    product = 1
    for side in shape:
        product *= side
    return product
