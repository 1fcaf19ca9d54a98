"""What speaks for the answer: the gradient of the winning score, carried back layer by layer.

The score is the last layer's z at the answer, before softmax. With ReLU and pooling the network is linear
around the present picture, so gradient times activation is what a value adds to the score ("gradient x
input", Shrikumar et al., arXiv:1605.01713).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.kinds.normalization import factor_and_shift
from model.layers import Window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from model.layers import LayerSpec
    from model.trace import LayerTrace, Trace

Array = NDArray[np.float32]


@lru_cache(maxsize=1)
def gradients(trace: Trace) -> Mapping[str, Array]:
    """Gradient of the winning score with respect to every layer's `a`.

    Returns
    -------
    Read-only float32 arrays of the layers' output shapes by name; the last layer and the input are left
    out, and so is what lies below a layer whose kind or activation is unknown. One trace is remembered.
    """
    last = trace.layers[-1]
    gradient = np.zeros(last.spec.output_shape, np.float32)
    gradient.flat[trace.answer] = 1.0  # with respect to z: softmax is not part of the score
    found: dict[str, Array] = {}
    for layer, below in zip(trace.layers[:1:-1], trace.layers[-2:0:-1], strict=True):
        if layer is not last:
            bend = _BENDS.get(layer.spec.activation)
            if bend is None:
                break
            gradient = bend(gradient, layer)
        back = _BACK.get(layer.spec.kind)
        if back is None:
            break
        names = (f"{layer.spec.name}/{name}" for name, _ in layer.spec.variables)
        arrays = [trace.weights.arrays[name] for name in names]
        gradient = back(layer.spec, gradient, below.a, layer.z, arrays)
        gradient.flags.writeable = False
        found[below.spec.name] = gradient
    return found


def contributions(trace: Trace, name: str) -> Array | None:
    """Sum up what each channel of a map layer, or each value of a vector layer, adds to the winning score.

    Returns
    -------
    float32 [channels], or None if it cannot be told for this layer.
    """
    layer, gradient = trace.layer(name), gradients(trace).get(name)
    if layer is None or gradient is None:
        return None
    channels = layer.a.shape[-1]
    added: Array = np.einsum("ij,ij->j", gradient.reshape(-1, channels), layer.a.reshape(-1, channels))
    return added


# --- from a layer's a to its z --------------------------------------------------------------------


def _through_softmax(gradient: Array, layer: LayerTrace) -> Array:
    inner = (gradient * layer.a).sum(axis=-1, keepdims=True)
    return np.asarray(layer.a * (gradient - inner), np.float32)


_BENDS: Mapping[str, Callable[[Array, LayerTrace], Array]] = {
    "linear": lambda gradient, layer: gradient,
    "relu": lambda gradient, layer: gradient * (layer.z > 0),
    "sigmoid": lambda gradient, layer: gradient * (layer.a * (1 - layer.a)),
    "tanh": lambda gradient, layer: gradient * (1 - layer.a * layer.a),
    "softmax": _through_softmax,
}


# --- from a layer's z to its input x --------------------------------------------------------------


def _dense(spec: LayerSpec, gradient: Array, x: Array, z: Array, arrays: Sequence[Array]) -> Array:
    back: Array = arrays[0] @ gradient
    return back


def _same(spec: LayerSpec, gradient: Array, x: Array, z: Array, arrays: Sequence[Array]) -> Array:
    return gradient.reshape(x.shape).copy()


def _conv(spec: LayerSpec, gradient: Array, x: Array, z: Array, arrays: Sequence[Array]) -> Array:
    """Every value of z gives each cell of its window the gradient times the weight that cell had."""
    rows, columns, filters = gradient.shape
    kernel = arrays[0]
    shares = gradient.reshape(-1, filters) @ kernel.reshape(-1, filters).T
    shares = shares.reshape(rows, columns, *kernel.shape[:3])
    board = _Board(spec, x)
    for i, j, cells in board.cells():
        cells += shares[:, :, i, j]
    return board.inside()


def _largest(spec: LayerSpec, gradient: Array, x: Array, z: Array, arrays: Sequence[Array]) -> Array:
    """Give a block's whole gradient to its largest cell; of several to the first, as TensorFlow does."""
    board, values = _Board(spec, x), _Board(spec, x, x)
    waiting = np.ones(z.shape, bool)
    for (_, _, cells), (_, _, value) in zip(board.cells(), values.cells(), strict=True):
        takes = waiting & (value == z)
        waiting &= ~takes
        cells += gradient * takes
    return board.inside()


def _mean(spec: LayerSpec, gradient: Array, x: Array, z: Array, arrays: Sequence[Array]) -> Array:
    """Every real cell of a block gets the same share; cells that padding adds are not counted."""
    counted = _Board(spec, x, np.ones(x.shape, np.float32), fill=0.0)
    count = np.zeros(z.shape, np.float32)
    for _, _, cells in counted.cells():
        count += cells
    board = _Board(spec, x)
    for _, _, cells in board.cells():
        cells += gradient / count
    return board.inside()


def _stretched(spec: LayerSpec, gradient: Array, x: Array, z: Array, arrays: Sequence[Array]) -> Array:
    """Every map has one factor."""
    named = dict(zip((name for name, _ in spec.variables), arrays, strict=True))
    return gradient * factor_and_shift(spec.config, named)[0]


def _mean_of_all(spec: LayerSpec, gradient: Array, x: Array, z: Array, arrays: Sequence[Array]) -> Array:
    return np.broadcast_to(gradient / np.float32(x.shape[0] * x.shape[1]), x.shape).copy()


def _largest_of_all(spec: LayerSpec, gradient: Array, x: Array, z: Array, arrays: Sequence[Array]) -> Array:
    """Give a map's gradient to its largest value; several share it, as TensorFlow has it for whole maps."""
    largest = x == z
    shares: Array = (largest * (gradient / largest.sum(axis=(0, 1)))).astype(np.float32)
    return shares


class _Board:
    """A layer's input with room for its padding, seen window cell by window cell."""

    def __init__(self, spec: LayerSpec, x: Array, content: Array | None = None, fill: float = -np.inf) -> None:
        self._window = spec.window or Window()
        self._places = spec.output_shape[:2]
        self._shape = x.shape
        sides = []
        for axis in (0, 1):
            span = (self._window.size[axis] - 1) * self._window.dilation[axis] + 1
            reach = (self._places[axis] - 1) * self._window.step[axis] + span
            sides.append(max(reach, self._window.before[axis] + x.shape[axis]))
        self._values = np.full((*sides, x.shape[2]), 0.0 if content is None else fill, np.float32)
        if content is not None:
            self.inside()[:] = content

    def inside(self) -> Array:
        """View of the real cells."""
        top, left = self._window.before
        return self._values[top : top + self._shape[0], left : left + self._shape[1]]

    def cells(self) -> Iterator[tuple[int, int, Array]]:
        """Each cell (i, j) of the window, with the view [rows, columns, channels] of it in all windows."""
        (down, right), (rows, columns) = self._window.step, self._places
        for i, j in np.ndindex(*self._window.size):
            top, left = i * self._window.dilation[0], j * self._window.dilation[1]
            yield (
                i,
                j,
                self._values[top : top + (rows - 1) * down + 1 : down, left : left + (columns - 1) * right + 1 : right],
            )


_BACK: Mapping[str, Callable[[LayerSpec, Array, Array, Array, Sequence[Array]], Array]] = {
    "Dense": _dense,
    "Flatten": _same,
    "Activation": _same,
    "ReLU": _same,
    "Softmax": _same,
    "Dropout": _same,
    "Conv2D": _conv,
    "MaxPooling2D": _largest,
    "AveragePooling2D": _mean,
    "BatchNormalization": _stretched,
    "GlobalAveragePooling2D": _mean_of_all,
    "GlobalMaxPooling2D": _largest_of_all,
}
