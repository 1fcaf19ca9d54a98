"""What every kind of layer can tell of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from model.layers import Config, Fact, Shape, UnsupportedLayerError, Window

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float32]
    Scratch = dict[Shape, Any]


class Kind:
    """One kind of layer, known by the name of its Keras class. Stateless.

    The defaults describe a layer that leaves its input as it is.
    """

    name: ClassVar[str]

    def normalize(self, config: dict[str, Any]) -> Config:
        """Keep of Keras' configuration what the arithmetic needs, in one form.

        Raises
        ------
        UnsupportedLayerError
            For a setting that `forward` does not compute.
        """
        return {"name": config["name"]}

    def output_shape(self, config: Config, shape: Shape) -> Shape:
        """Shape of the output, without the batch axis."""
        return shape

    def variables(self, config: Config, shape: Shape) -> Iterable[tuple[str, Shape]]:
        """Names and shapes of the trainable arrays, in Keras' order."""
        return ()

    def multiplications(self, config: Config, shape: Shape, output: Shape) -> int:
        """Multiplications for one picture, biases and activations left out."""
        return 0

    def window(self, config: Config, shape: Shape) -> Window | None:
        """How one output value looks at its input; None if it reads all of it."""
        return Window()

    def mixes(self, config: Config) -> bool:
        """Whether a value reads all channels of the places it looks at, and not its own alone."""
        return False

    def lineage(self) -> tuple[str, ...]:
        """Names of this kind and of the kinds it is made from, nearest first."""
        return tuple(vars(kind)["name"] for kind in type(self).__mro__ if "name" in vars(kind))

    def shape_fact(self, config: Config, shape: Shape, output: Shape) -> Fact:
        """Return the arithmetic of the output shape."""
        return Fact("shape.same", {})

    def parameter_fact(self, config: Config, shape: Shape, output: Shape) -> Fact:
        """Return the arithmetic of the number of parameters."""
        return Fact("parameters.none", {})

    def reason(self, config: Config, shape: Shape, output: Shape) -> Fact:
        """Return why the layer is there and its output has this shape."""
        return Fact(f"reason.{self.name}", {})

    def forward(self, config: Config, x: Array, arrays: Sequence[Array], scratch: Scratch) -> Array:
        """Compute z, the values before the activation function.

        Parameters
        ----------
        x
            float32 [N, *input shape], C-contiguous.
        arrays
            The variables, in the order of `variables`; with the same `scratch`, always the same arrays.
        scratch
            What this layer prepared in earlier calls, buffers among it, by the shape of `x`.

        Returns
        -------
        A float32 array [N, *output shape], C-contiguous: a new one, or (a view of) `x` itself.
        """
        return x


def pair(value: Any) -> tuple[int, int]:
    """Keras' int-or-pair settings as a pair."""
    rows, columns = (value, value) if isinstance(value, int) else value
    return int(rows), int(columns)


def padding_of(config: dict[str, Any]) -> str:
    """Return 'valid' or 'same'; refuse anything else, and any order of axes but channels last."""
    padding = str(config.get("padding", "valid"))
    if padding not in ("valid", "same"):
        raise UnsupportedLayerError(f"Expected padding 'valid' or 'same'. Received {padding!r}.")
    if config.get("data_format") not in (None, "channels_last"):
        raise UnsupportedLayerError("Expected channels_last. Received channels_first.")
    return padding


def spatial_output(n: int, window: int, stride: int, padding: str) -> int:
    """How many places a window takes on `n` cells (Dumoulin and Visin, arXiv:1603.07285)."""
    return -(-n // stride) if padding == "same" else (n - window) // stride + 1


def same_padding(n: int, window: int, stride: int) -> tuple[int, int]:
    """Cells that 'same' adds before and after `n` cells; an odd one goes after, as in TensorFlow."""
    total = max((-(-n // stride) - 1) * stride + window - n, 0)
    return total // 2, total - total // 2


def maps_only(shape: Shape, name: str) -> None:
    """Raise UnsupportedLayerError unless `shape` is (rows, columns, channels)."""
    if len(shape) != 3:
        raise UnsupportedLayerError(f"{name} expected (rows, columns, channels). Received {shape}.")


class Frame:
    """A standing border of `fill` around maps ('same' padding), wide enough for `places` windows.

    Parameters
    ----------
    shape
        (N, rows, columns, channels) of the maps.
    """

    def __init__(self, shape: Shape, window: Window, places: tuple[int, int], fill: float) -> None:
        n, rows, columns, channels = shape
        top, left = window.before
        height, width = (
            max((count - 1) * step + (size - 1) * dilation + 1, before + length)
            for count, step, size, dilation, before, length in zip(
                places, window.step, window.size, window.dilation, window.before, (rows, columns), strict=True
            )
        )
        self._whole = np.full((n, height, width, channels), fill, np.float32)
        self._inside = self._whole[:, top : top + rows, left : left + columns]

    def around(self, x: Array) -> Array:
        """`x` with the border; the next call overwrites it."""
        np.copyto(self._inside, x)
        return self._whole


def windows_of(x: Array, window: Window, places: tuple[int, int], corner: tuple[int, int] = (0, 0)) -> Array:
    """View padded, contiguous `x` as windows [N, rows, columns, window rows, window columns, channels].

    The first window begins at `corner` (row, column).
    """
    n, _, _, channels = x.shape
    by_n, by_row, by_column, by_channel = x.strides
    # A view made from the buffer costs a tenth of `as_strided`, and NumPy checks that it stays inside.
    return np.ndarray(
        (n, *places, *window.size, channels),
        np.float32,
        x.data,
        corner[0] * by_row + corner[1] * by_column,
        (
            by_n,
            by_row * window.step[0],
            by_column * window.step[1],
            by_row * window.dilation[0],
            by_column * window.dilation[1],
            by_channel,
        ),
    )
