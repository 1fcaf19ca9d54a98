"""Why a side of a picture gets shorter, step by step: where a window has all it needs, and where it does not.

A convolution's window stands around one cell of its input; near the border that cell lacks neighbours, and without a
rim of zeros no value can be made of it. A pooling's blocks lie side by side; cells that fill no whole block are left
over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from model.sliding import slides

if TYPE_CHECKING:
    from model.layers import LayerSpec

Fate = Literal["kept", "lacking", "passed", "dropped"]
"""What becomes of an input cell along one side.

'kept' it gets an output (or is in a block); 'lacking' the window around it sticks out, so it gets none; 'passed' the
window steps over it; 'dropped' no whole block is left for it.
"""


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of the walk along one side.

    Attributes
    ----------
    axis
        0 down the rows, 1 along the columns.
    cells
        The cells that are looked at here, along the axis; those that the input does not have are below 0 or too large.
    centre
        The cell that the window stands around; None for a block.
    fate
        What becomes of the centre, or of the cells of the block.
    output
        The index that is written; None if nothing is.
    """

    axis: int
    cells: tuple[int, ...]
    centre: int | None
    fate: Fate
    output: int | None


def walk(spec: LayerSpec) -> tuple[Stop, ...]:
    """Return all stops: along the columns first, then down the rows; none for a layer without a sliding window."""
    if not slides(spec):
        return ()
    side = _blocks if "pool_size" in spec.config else _centres
    return tuple(stop for axis in (1, 0) for stop in side(spec, axis))


def _centres(spec: LayerSpec, axis: int) -> list[Stop]:
    """Stop at every cell of a convolution's input, with the window around it."""
    n, outputs = spec.input_shape[axis], spec.output_shape[axis]
    size, step, dilation, before = _window(spec, axis)
    # An even window has no middle: as in Keras' padding, the odd cell lies after it
    behind = (size - 1) * dilation // 2
    padded = spec.config.get("padding") == "same"
    stops = []
    for centre in range(n):
        cells = tuple(range(centre - behind, centre - behind + (size - 1) * dilation + 1, dilation))
        index, off = divmod(cells[0] + before, step)
        writes = off == 0 and 0 <= index < outputs
        fate: Fate = "kept" if writes else "passed"
        if not writes and not padded and (cells[0] < 0 or cells[-1] >= n):
            fate = "lacking"
        stops.append(Stop(axis, cells, centre, fate, index if writes else None))
    return stops


def _blocks(spec: LayerSpec, axis: int) -> list[Stop]:
    """Stop at every block of a pooling, and once at what no block holds."""
    n, outputs = spec.input_shape[axis], spec.output_shape[axis]
    size, step, _, before = _window(spec, axis)
    stops: list[Stop] = []
    held: set[int] = set()
    for output in range(outputs):
        cells = tuple(range(output * step - before, output * step - before + size))
        held.update(cells)
        stops.append(Stop(axis, cells, None, "kept", output))
    between = tuple(cell for cell in range(n) if cell not in held and cell < max(held))
    after = tuple(cell for cell in range(n) if cell > max(held))
    if between:
        stops.append(Stop(axis, between, None, "passed", None))
    if after:
        stops.append(Stop(axis, after, None, "dropped", None))
    return stops


def _window(spec: LayerSpec, axis: int) -> tuple[int, int, int, int]:
    window = spec.window
    assert window is not None
    return window.size[axis], window.step[axis], window.dilation[axis], window.before[axis]
