"""What the convolution lab holds: a chain of stages, or one of them in several sizes side by side."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from model.convolving import MOST, SIDES, Stage, fits, sides_of
from model.filters import binomial, presets
from model.grid import GRID

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from model.filters import Preset

    Array = NDArray[np.float32]

SHAPE: Final = (GRID, GRID)


@dataclass(frozen=True, slots=True)
class Chain:
    """Stages that fit the network's picture, one after the other.

    Attributes
    ----------
    stages
        One to four.
    compares
        Whether the first stage is looked at alone, with its kernel in 3x3, 5x5 and 7x7 side by side.

    Raises
    ------
    ValueError
        If there are too few or too many stages, or one of them finds too few cells.
    """

    stages: tuple[Stage, ...]
    compares: bool = False

    def __post_init__(self) -> None:
        if not 1 <= len(self.stages) <= MOST:
            raise ValueError(f"Expected 1 to {MOST} stages. Received {len(self.stages)}.")
        if not fits(self.stages, SHAPE):
            raise ValueError("Expected stages that find cells enough on 28x28.")

    @property
    def columns(self) -> tuple[Stage, ...]:
        """What stands side by side: the stages, or the first one in all sizes."""
        first = self.stages[0]
        if not self.compares:
            return self.stages
        return tuple(replace(first, kernel=related(first.kernel, side)) for side in SIDES)

    @property
    def can_grow(self) -> bool:
        """Whether there is room for one more stage."""
        return not self.compares and len(self.stages) < MOST and fits((*self.stages, _plain()), SHAPE)

    @property
    def sizes(self) -> list[int]:
        """Cells a side: of the picture, and after every convolution and pooling."""
        found = [GRID]
        for stage in self.stages:
            sides = sides_of(stage, (found[-1], found[-1]))
            assert sides is not None
            found += [side[0].result for side in sides if side is not None]
        return found

    def comparing(self, compares: bool) -> Chain:
        """Return the same stages, looked at as a chain, or the first one in all sizes."""
        return replace(self, compares=compares)

    def put(self, column: int, stage: Stage) -> Chain:
        """Return the chain with another stage in a column; while sizes are compared, that is the first stage.

        Stages behind it for which there are too few cells then are left out.
        """
        stages = list(self.stages)
        stages[0 if self.compares else column] = stage
        while len(stages) > 1 and not fits(stages, SHAPE):
            stages.pop()
        return replace(self, stages=tuple(stages))

    def grown(self) -> Chain:
        """Return the chain with a stage more, a kernel that changes nothing."""
        return replace(self, stages=(*self.stages, _plain()))

    def without(self, column: int) -> Chain:
        """Return the chain without a stage; the stages behind it have more cells then, never fewer."""
        return replace(self, stages=self.stages[:column] + self.stages[column + 1 :])

    def to_dict(self) -> dict[str, Any]:
        """Plain values for a settings file."""
        return {
            "stages": [asdict(stage) | {"kernel": stage.kernel.tolist()} for stage in self.stages],
            "compares": self.compares,
        }


def start() -> Chain:
    """Return what the lab begins with: an edge filter, ReLU and pooling, as in the network's first two layers."""
    sobel = next(preset for preset in presets(3) if preset.family == "sobel")
    return Chain((Stage(sobel.kernel, relu=True, pool="max"),))


def from_dict(values: Mapping[str, Any]) -> Chain | None:
    """Read what `to_dict` wrote, from a settings file perhaps; None for anything else."""
    try:
        stages = tuple(
            Stage(**{**stage, "kernel": np.array(stage["kernel"], np.float32)}) for stage in values["stages"]
        )
        compares = values["compares"]
        return Chain(stages, compares) if isinstance(compares, bool) else None
    except (KeyError, TypeError, ValueError, OverflowError):
        return None


def preset_of(kernel: Array) -> Preset | None:
    """Return the preset that a kernel is, weight by weight; None for one of one's own."""
    return next((preset for preset in presets(len(kernel)) if np.array_equal(preset.kernel, kernel)), None)


def related(kernel: Array, side: int) -> Array:
    """Return the kernel of another size that is nearest in meaning, float32 [side, side].

    Of a preset, the same one; there is none, or it is a kernel of one's own: a larger one is smoothed (folded with
    binomial weights of sum 1, as larger edge filters are made), a smaller one is its middle.
    """
    preset = preset_of(kernel)
    same = [other.kernel for other in presets(side) if preset is not None and other.key == preset.key]
    if same or len(kernel) == side:
        return same[0] if same else kernel
    rim = (len(kernel) - side) // 2
    return kernel[rim:-rim, rim:-rim] if rim > 0 else _smoothed(kernel, side)


def _smoothed(kernel: Array, side: int) -> Array:
    bell = np.outer(*[binomial(side - len(kernel) + 1)] * 2)
    bell /= bell.sum()
    found = np.zeros((side, side))
    for (i, j), weight in np.ndenumerate(kernel):
        found[i : i + len(bell), j : j + len(bell)] += weight * bell
    return found.astype(np.float32)


def _plain() -> Stage:
    return Stage(presets(3)[0].kernel)
