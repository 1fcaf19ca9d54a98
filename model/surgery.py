"""What happens to a network in which somebody repaints kernels and switches filters or units off.

Nothing is lost by it: the network as it was stays beside it, and a `Surgery` is a value, so that to undo means to go
back to an older one. Arrays that an operation does not touch are shared between all of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from model.weights import LARGEST, changed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from model.layers import LayerSpec
    from model.weights import Weights

Array = NDArray[np.float32]
Channels = frozenset[int]

_KEEP_ZERO: Final = frozenset({"linear", "relu", "tanh"})
"""Activations that make 0 of 0; a sigmoid makes 0.5 of it, a softmax divides it up."""


@dataclass(frozen=True, slots=True, eq=False)
class Surgery:
    """A network, what was painted over in it, and what is switched off. Every method gives a new one.

    Attributes
    ----------
    original
        The network as it was learned, or opened from a file.
    painted
        The network with what was painted, as if nothing were switched off: what an editor shows.
    off
        The channels that are switched off, by the layer that makes them: the filters of a convolution, the units of a
        Dense layer. Whatever comes in, their a is exactly 0.
    weights
        What answers: `painted` with zeros for what is off.
    """

    original: Weights
    painted: Weights
    off: Mapping[str, Channels] = field(default_factory=lambda: MappingProxyType({}))
    weights: Weights = field(init=False)
    specs: tuple[LayerSpec, ...] = field(default=())

    def __post_init__(self) -> None:
        specs = self.specs or self.original.specs
        object.__setattr__(self, "specs", specs)
        zeros = [_silenced(specs, self.painted, layer, channels) for layer, channels in self.off.items() if channels]
        silenced = {name: array for arrays in zeros for name, array in arrays.items()}
        object.__setattr__(self, "weights", changed(self.painted, silenced) if silenced else self.painted)

    @classmethod
    def of(cls, weights: Weights) -> Surgery:
        """Return the network as it is: nothing painted, nothing off."""
        return cls(weights, weights)

    # --- what was done ----------------------------------------------------------------------------------------

    @property
    def is_untouched(self) -> bool:
        """Whether it answers as the original does, number by number."""
        return self.weights.equals(self.original)

    def painted_in(self, layer: str) -> Channels:
        """Return the filters (or units) of a layer of which a weight or the bias differs from the original."""
        found: set[int] = set()
        for variable, array in self.painted.of(layer).items():
            learned = self.original.arrays[f"{layer}/{variable}"]
            if array is not learned:
                differs = (array != learned).reshape(-1, array.shape[-1]).any(axis=0)
                found.update(np.flatnonzero(differs).tolist())
        return frozenset(found)

    def off_in(self, layer: str) -> Channels:
        """Return which channels of a layer are off: of a pooling layer too, which has them from the one below."""
        spec = self._spec(layer)
        maker = maker_of(self.specs, spec)
        return self.off.get(maker.name, frozenset()) if maker is not None else frozenset()

    # --- operations -------------------------------------------------------------------------------------------

    def paint(self, layer: str, index: int, channel: int | None, values: ArrayLike) -> Surgery:
        """Put other weights into one filter of a convolution, or one unit of a Dense layer.

        Parameters
        ----------
        index
            The filter or unit.
        channel
            Of a convolution: the input map whose slice it is; None for the whole filter.
        values
            float32 in the shape of what is painted: [rows, columns] of a slice, [rows, columns, channels] of a filter
            ([rows, columns] will do where one channel comes in), [values in] of a unit.

        Raises
        ------
        LookupError
            If there is no such layer, filter or channel.
        ValueError
            If the values have another shape, or are not finite numbers up to 1e6.
        """
        name, kernel = self._array(layer, "kernel")
        _check_index(index, kernel.shape[-1], "filter or unit")
        if channel is not None:
            if kernel.ndim != 4:
                raise LookupError(f"Expected a convolution for a single channel. Received {layer!r}.")
            _check_index(channel, kernel.shape[2], "channel")
        place = (..., index) if channel is None else (..., channel, index)
        new = kernel.copy()
        new[place] = _checked(values, new[place].shape)
        return self._with({name: new})

    def set_bias(self, layer: str, index: int, value: float) -> Surgery:
        """Give one filter or unit another bias; raises as `paint` does."""
        name, bias = self._array(layer, "bias")
        _check_index(index, len(bias), "filter or unit")
        new = bias.copy()
        new[index] = _checked(value, ())
        return self._with({name: new})

    def switch(self, layer: str, channels: int | Iterable[int], on: bool) -> Surgery:
        """Switch filters or units of a layer on or off.

        Raises
        ------
        LookupError
            If the layer has no switches (see `switchable`) or not these channels.
        """
        if layer not in switchable(self.specs):
            raise LookupError(f"Expected one of {', '.join(switchable(self.specs))}. Received {layer!r}.")
        chosen = frozenset((channels,) if isinstance(channels, int) else channels)
        for channel in chosen:
            _check_index(channel, self._spec(layer).output_shape[-1], "channel")
        before = self.off.get(layer, frozenset())
        return self._with_off({layer: before - chosen if on else before | chosen})

    def keep_only(self, layer: str, channels: int | Iterable[int]) -> Surgery:
        """Switch everything in a layer off but these channels; raises as `switch` does."""
        everything = range(self._spec(layer).output_shape[-1])
        return self.switch(layer, everything, on=False).switch(layer, channels, on=True)

    def reset(self, layer: str | None = None, index: int | None = None, channel: int | None = None) -> Surgery:
        """Go back to the original: everywhere, in a layer, in one filter or unit of it, or in one slice of a filter.

        But for a single slice, what is switched off there is on again too. Raises LookupError as `paint` does.
        """
        if layer is None:
            return Surgery(self.original, self.original, specs=self.specs)
        self._spec(layer)
        if index is None:
            learned = {f"{layer}/{name}": array for name, array in self.original.of(layer).items()}
            return self._with(learned)._with_off({layer: frozenset()})
        kernel = self.original.arrays[self._array(layer, "kernel")[0]]
        _check_index(index, kernel.shape[-1], "filter or unit")
        if channel is not None:
            _check_index(channel, kernel.shape[2], "channel")
            return self.paint(layer, index, channel, kernel[:, :, channel, index])
        whole = self.paint(layer, index, None, kernel[..., index])
        bias = self.original.arrays.get(f"{layer}/bias")
        if bias is not None:
            whole = whole.set_bias(layer, index, float(bias[index]))
        return whole.switch(layer, index, on=True) if index in self.off.get(layer, ()) else whole

    # --- inside -----------------------------------------------------------------------------------------------

    def _with(self, arrays: Mapping[str, Array]) -> Surgery:
        """Return this with other painted arrays; one that is the original's again, number by number, is that one."""
        found = {
            name: learned if np.array_equal(array, learned := self.original.arrays[name]) else array
            for name, array in arrays.items()
        }
        painted, learned_arrays = changed(self.painted, found), self.original.arrays
        if all(array is learned_arrays[name] for name, array in painted.arrays.items()):
            painted = self.original
        return replace(self, painted=painted)

    def _with_off(self, off: Mapping[str, Channels]) -> Surgery:
        left = {layer: channels for layer, channels in {**self.off, **off}.items() if channels}
        return replace(self, off=MappingProxyType(left))

    def _array(self, layer: str, variable: str) -> tuple[str, Array]:
        self._spec(layer)
        name = f"{layer}/{variable}"
        if name not in self.painted.arrays:
            raise LookupError(f"Expected a layer with a {variable}. Received {layer!r}.")
        return name, self.painted.arrays[name]

    def _spec(self, layer: str) -> LayerSpec:
        spec = next((spec for spec in self.specs if spec.name == layer), None)
        if spec is None:
            raise LookupError(f"Expected one of {', '.join(s.name for s in self.specs)}. Received {layer!r}.")
        return spec


def maker_of(specs: Sequence[LayerSpec], spec: LayerSpec) -> LayerSpec | None:
    """Return the layer that makes the channels which a layer puts out; None for the picture's own."""
    while not spec.mixes:
        if spec.index == 0:
            return None
        spec = specs[spec.index - 1]
    return spec


def switchable(specs: Sequence[LayerSpec]) -> tuple[str, ...]:
    """Return the names of the layers whose channels can be switched off.

    The last one has no switches, as it answers; nor has one whose 0 does not stay 0 until another layer mixes it.
    """
    makers = [spec for spec in specs if any(variable == "kernel" for variable, _ in spec.variables)]
    return tuple(
        spec.name
        for spec in makers[:-1]
        if all(after.activation in _KEEP_ZERO for after in (spec, *_handed_on(specs, spec)))
    )


def _handed_on(specs: Sequence[LayerSpec], maker: LayerSpec) -> list[LayerSpec]:
    """Return the layers behind one that make no channels of their own out of its channels."""
    found = []
    for spec in specs[maker.index + 1 :]:
        if spec.mixes:
            break
        found.append(spec)
    return found


def _silenced(specs: Sequence[LayerSpec], weights: Weights, layer: str, channels: Channels) -> dict[str, Array]:
    """Return the arrays with which some channels of a layer are 0 whatever comes in."""
    spec = next(spec for spec in specs if spec.name == layer)
    places = np.array(sorted(channels))
    found = {}
    for variable, array in weights.of(layer).items():
        found[f"{layer}/{variable}"] = _zero(array, places)
    for after in _handed_on(specs, spec):
        if after.kind == "Flatten":
            cells = np.arange(after.size).reshape(after.input_shape)
            places = cells[..., places].ravel()
        elif after.kind == "BatchNormalization":
            for variable, array in weights.of(after.name).items():
                if variable != "moving_variance":
                    found[f"{after.name}/{variable}"] = _zero(array, places)
    return found


def _zero(array: Array, places: NDArray[np.intp]) -> Array:
    new = array.copy()
    new[..., places] = 0
    return new


def _check_index(index: int, count: int, what: str) -> None:
    if not 0 <= index < count:
        raise LookupError(f"Expected a {what} from 0 to {count - 1}. Received {index}.")


def _checked(values: ArrayLike, shape: tuple[int, ...]) -> Array:
    """Return finite float32 numbers of that shape; a last axis of length 1 may be left out."""
    array = np.asarray(values, np.float32)
    if array.shape != shape and (*array.shape, 1) != shape:
        raise ValueError(f"Expected weights of shape {shape}. Received {array.shape}.")
    if not (np.abs(array) <= LARGEST).all():  # not of NaN either
        raise ValueError(f"Expected finite weights up to {LARGEST:g}. Received others.")
    return array.reshape(shape)
