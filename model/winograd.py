"""A 3x3 convolution and the 2x2 max pooling behind it, with less than half the multiplications.

Winograd's minimal filtering F(2x2, 3x3), as Lavin and Gray give it (arXiv:1509.09308): four neighbouring results of a
3x3 filter are found from 16 products instead of 36. With d a 4x4 patch of the input, g the filter, z the 2x2 results,

    z = A' [(G g G') * (B' d B)] A,    the product * taken place by place,

where a prime transposes. Over many channels each of the 16 places becomes a matrix product. The 2x2 results are just
what one window of the pooling looks at. The rounding errors are about twice those of the plain sums.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from model.layers import LayerSpec

Array = NDArray[np.float32]

_G: Final = np.array([[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]])
_FEWEST: Final = 16
"""With fewer channels or filters the sums around the products cost more than what they save."""


def fits(conv: LayerSpec, pool: LayerSpec) -> bool:
    """Whether a convolution without padding, and the max pooling behind it, are of the right kind."""
    window, blocks = conv.window, pool.window
    return (
        window is not None
        and blocks is not None
        and (window.size, window.step, window.dilation) == ((3, 3), (1, 1), (1, 1))
        and (blocks.size, blocks.step) == ((2, 2), (2, 2))
        and min(conv.input_shape[2], conv.output_shape[2]) >= _FEWEST
    )


class PooledProducts:
    """The largest z of every pooling window, for batches of one size; bias and activation are left to the caller."""

    def __init__(self, count: int, pool: LayerSpec, kernel: Array) -> None:
        rows, columns, filters = pool.output_shape
        channels = kernel.shape[2]
        self._kernel = np.einsum("ai,bj,ijkf->abkf", _G, _G, kernel.astype(np.float64)).astype(np.float32)
        self._rows, self._columns = rows, columns
        places = count * rows * columns
        self._by_rows = np.empty((4, count, rows, 2 * columns + 2, channels), np.float32)
        self._patches = np.empty((4, 4, count, rows, columns, channels), np.float32)
        self._products = np.empty((4, 4, places, filters), np.float32)
        self._half = np.empty((2, 4, places, filters), np.float32)
        self._z = np.empty((2, 2, places, filters), np.float32)

    def into(self, x: Array, largest: Array) -> None:
        """Write the largest z of each window, [places, filters], of maps x [N, rows, columns, channels]."""
        height, width = 2 * self._rows, 2 * self._columns + 2
        _transform([x[:, k : k + height : 2, :width] for k in range(4)], self._by_rows)
        patches = self._patches
        columns = [self._by_rows[:, :, :, k : k + width - 2 : 2] for k in range(4)]
        _transform(columns, patches.swapaxes(0, 1))
        np.matmul(patches.reshape(4, 4, -1, x.shape[3]), self._kernel, out=self._products)
        _sums(self._products, self._half)
        _sums(self._half.swapaxes(0, 1), self._z.swapaxes(0, 1))
        np.maximum(self._z[0], self._z[1], out=self._half[:, 0])
        np.maximum(self._half[0, 0], self._half[1, 0], out=largest)


def _transform(d: list[Array], out: Array) -> None:
    """Write B' d along one axis: d0 - d2, d1 + d2, d2 - d1, d1 - d3."""
    np.subtract(d[0], d[2], out=out[0])
    np.add(d[1], d[2], out=out[1])
    np.subtract(d[2], d[1], out=out[2])
    np.subtract(d[1], d[3], out=out[3])


def _sums(m: Array, out: Array) -> None:
    """Write A' m along the first axis: m0 + m1 + m2, m1 - m2 - m3."""
    np.add(m[1], m[2], out=out[0])
    np.add(out[0], m[0], out=out[0])
    np.subtract(m[1], m[2], out=out[1])
    np.subtract(out[1], m[3], out=out[1])
