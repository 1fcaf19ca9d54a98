"""Many pictures at once, only their answers: for evaluations, where nobody looks at the layers between.

It computes what `model.reference` computes, with less work, and equal up to float32 rounding:

- A convolution in front of a max pooling is computed only where the pooling looks. (Pool 2 of the standard network
  drops a row and a column of its 11x11 input: a sixth of Conv 2.)
- Where a 3x3 convolution stands in front of a 2x2 pooling, it is computed with half the multiplications; see
  `model.winograd`.
- Bias and activation come after the pooling, for a quarter of the values: neither changes which one is largest.
- Maps are computed for a few pictures at a time, so that they stay in the processor's cache, into the same memory
  every time; vectors for all of a chunk, so that the large kernel of a Dense layer is read once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from model import winograd
from model.activations import ACTIVATIONS
from model.kinds import kind_of
from model.kinds.base import windows_of
from model.layers import LayerSpec, UnsupportedLayerError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.weights import Weights

Array = NDArray[np.float32]
_Step = Callable[[Array], Array]

CHUNK: Final = 64
"""Pictures to ask for at a time: some milliseconds, after which a stroke can be answered."""
_GROUP: Final = 8
_RISING: Final = frozenset({"linear", "relu", "sigmoid", "tanh"})
"""Activations that never fall, value by value: the largest z gives the largest a."""


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """What the end of a network says of N pictures.

    Attributes
    ----------
    features : float32 [N, values], what enters the last layer (the 128 values of Dense 1).
    logits : float32 [N, classes], the last layer's z.
    probabilities : float32 [N, classes], its a.
    """

    features: Array
    logits: Array
    probabilities: Array


class Batch:
    """A network that answers many pictures.

    It keeps its buffers, so one object belongs to one thread.

    Raises
    ------
    model.layers.UnsupportedLayerError
        As `model.reference.Reference` does.
    """

    def __init__(self, specs: Sequence[LayerSpec], weights: Weights) -> None:
        self.specs = tuple(specs)
        self.weights = weights
        self._maps: list[_Step] = []
        self._vectors: list[_Step] = []
        steps = iter(range(1, len(self.specs) - 1))
        for index in steps:
            spec, after = self.specs[index], self.specs[index + 1]
            kept = self._maps if spec.is_map else self._vectors
            if after.index < len(self.specs) - 1 and _pools(spec, after):
                kept.append((_Quick if winograd.fits(spec, after) else _Pooled)(spec, after, self._arrays(spec)))
                next(steps)
            else:
                kept.append(self._plain(spec))
        self._last = self._forward(self.specs[-1])
        self._activation = ACTIVATIONS[self.specs[-1].activation]
        self._group = np.zeros((_GROUP, *self.specs[0].output_shape), np.float32)

    def answers(self, images: Array) -> Answers:
        """Answer images [N, rows, columns] or [N, *input]: float32, 0 paper to 1 ink."""
        batch = np.asarray(images, np.float32).reshape(-1, *self.specs[0].output_shape)
        classes = self.specs[-1].output_shape
        features = np.empty((len(batch), *self.specs[-1].input_shape), np.float32)
        logits = np.empty((len(batch), *classes), np.float32)
        for first in range(0, len(batch), CHUNK):
            part = slice(first, first + CHUNK)
            features[part] = x = self._until_last(batch[part])
            logits[part] = self._last(x)
        return Answers(features, logits, self._activation(logits))

    def probabilities(self, images: Array) -> Array:
        """Return the last layer's a, float32 [N, classes], for the same images."""
        return self.answers(images).probabilities

    def _until_last(self, chunk: Array) -> Array:
        size = len(self._group)
        x = np.concatenate([self._of_group(chunk[i : i + size]) for i in range(0, len(chunk), size)])
        for step in self._vectors:
            x = step(x)
        return x

    def _of_group(self, images: Array) -> Array:
        """Return the last maps of at most `_GROUP` pictures; the next call may overwrite them."""
        count = len(images)
        self._group[:count] = images
        x = self._group
        for step in self._maps:
            x = step(x)
        return x[:count].copy()

    # --- steps ------------------------------------------------------------------------------------------------

    def _arrays(self, spec: LayerSpec) -> tuple[Array, ...]:
        return tuple(self.weights.arrays[f"{spec.name}/{name}"] for name, _ in spec.variables)

    def _forward(self, spec: LayerSpec) -> _Step:
        """Return the layer's z as a function of its input."""
        if spec.activation not in ACTIVATIONS:
            raise UnsupportedLayerError(
                f"Expected one of the activations {', '.join(ACTIVATIONS)}. Received {spec.activation!r}."
            )
        kind, arrays, config = kind_of(spec.kind), self._arrays(spec), spec.config
        scratch: dict[tuple[int, ...], object] = {}
        return lambda x: kind.forward(config, x, arrays, scratch)

    def _plain(self, spec: LayerSpec) -> _Step:
        """Return the layer's a as a function of its input."""
        forward, activation = self._forward(spec), ACTIVATIONS[spec.activation]
        return lambda x: activation(forward(x))


def _pools(spec: LayerSpec, after: LayerSpec) -> bool:
    """Whether a layer is a convolution whose maps go straight into a max pooling, both without padding."""
    kinds = (spec.kind, after.kind) == ("Conv2D", "MaxPooling2D")
    return kinds and spec.activation in _RISING and {spec.config["padding"], after.config["padding"]} == {"valid"}


class _Quick:
    """The same as `_Pooled`, where half of the multiplications do."""

    def __init__(self, conv: LayerSpec, pool: LayerSpec, arrays: Sequence[Array]) -> None:
        rows, columns, filters = pool.output_shape
        self._products = winograd.PooledProducts(_GROUP, pool, arrays[0])
        self._bias = arrays[1] if len(arrays) > 1 else np.zeros(filters, np.float32)
        self._activation = ACTIVATIONS[conv.activation]
        self._largest = np.empty((_GROUP * rows * columns, filters), np.float32)
        self._shape = (_GROUP, rows, columns, filters)

    def __call__(self, x: Array) -> Array:
        self._products.into(x, self._largest)
        self._largest += self._bias
        return self._activation(self._largest.reshape(self._shape))


class _Pooled:
    """A convolution and the max pooling behind it, for `_GROUP` pictures.

    One corner of all pooling windows is convolved after the other, and the largest value kept: the convolution's
    own maps, four times as large, are never there as a whole.
    """

    def __init__(self, conv: LayerSpec, pool: LayerSpec, arrays: Sequence[Array]) -> None:
        assert conv.window is not None
        assert pool.window is not None
        kernel, (rows, columns, filters) = arrays[0], pool.output_shape
        stride, step = conv.window.step, pool.window.step
        self._window = replace(conv.window, step=(stride[0] * step[0], stride[1] * step[1]))
        self._corners = [(i * stride[0], j * stride[1]) for i, j in np.ndindex(pool.window.size)]
        self._kernel = np.ascontiguousarray(kernel.reshape(-1, filters))
        self._bias = arrays[1] if len(arrays) > 1 else np.zeros(filters, np.float32)
        self._activation = ACTIVATIONS[conv.activation]
        sides = (_GROUP, rows, columns, *conv.window.size, conv.input_shape[2])
        cells, places = len(self._kernel), _GROUP * rows * columns
        # NumPy copies long runs fast and short ones slowly; with few channels a row of places is longer.
        by_place = conv.window.size[1] * conv.input_shape[2] >= columns
        self._order = (0, 1, 2, 3, 4, 5) if by_place else (3, 4, 5, 0, 1, 2)
        whole = np.empty((places, cells) if by_place else (cells, places), np.float32)
        self._cells = whole.reshape([sides[axis] for axis in self._order])
        self._matrix = whole if by_place else whole.T
        self._z = np.empty((places, filters), np.float32)
        self._largest = np.empty((places, filters), np.float32)
        self._shape = (_GROUP, rows, columns, filters)

    def __call__(self, x: Array) -> Array:
        largest = self._largest
        for number, corner in enumerate(self._corners):
            windows = windows_of(x, self._window, self._shape[1:3], corner)
            np.copyto(self._cells, windows.transpose(self._order))
            np.matmul(self._matrix, self._kernel, out=self._z if number else largest)
            if number:
                np.maximum(largest, self._z, out=largest)
        largest += self._bias
        return self._activation(largest.reshape(self._shape))
