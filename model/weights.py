"""A network's learned numbers as NumPy arrays, and their file.

The file is a plain ``.npz`` without pickles: the chain of layer configurations and notes as JSON in ``meta``,
and one array per variable, named ``<layer>/<variable>``. What refuses ink that is no digit may come with them, in
three arrays ``boundary.*``. The file is read without Keras, in milliseconds.
"""

from __future__ import annotations

import io
import itertools
import json
import math
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from model.atomic import write_atomically
from model.layers import UnsupportedLayerError, describe
from model.refusal import Boundary

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping, Sequence

    from model.layers import LayerSpec

Array = NDArray[np.float32]

FORMAT = 1
_BOUNDARY = ("boundary.features", "boundary.logits", "boundary.bias", "boundary.lenience")
_LARGEST_FILE = 256 * 2**20
LARGEST = 1e6
DAMAGED = (
    *(OSError, EOFError, MemoryError, RuntimeError, zipfile.BadZipFile, zlib.error, struct.error),
    *(ValueError, LookupError, TypeError, SyntaxError, OverflowError),
)
"""What zipfile, NumPy and json raise for files with bytes missing or changed."""
_versions = itertools.count(1)


class WeightsError(ValueError):
    """A weights file that cannot be used; its text is one plain sentence."""


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """The arrays of one version of a network; read-only.

    A version number belongs to one set of numbers in this process: equal versions, equal numbers. Without a
    boundary the network takes all ink for digits. `specs` is what `configs` describe.
    """

    version: int
    configs: tuple[Mapping[str, Any], ...]
    specs: tuple[LayerSpec, ...]
    arrays: Mapping[str, Array]
    notes: Mapping[str, Any]
    boundary: Boundary | None = None

    def equals(self, other: Weights) -> bool:
        """Whether all arrays hold the same numbers."""
        pairs = ((array, other.arrays.get(name)) for name, array in self.arrays.items())
        same = all(one is two or (two is not None and np.array_equal(one, two)) for one, two in pairs)
        return same and len(self.arrays) == len(other.arrays)

    def of(self, layer: str) -> dict[str, Array]:
        """Return the arrays of one layer by their own names, such as 'kernel' and 'bias'."""
        return {name.partition("/")[2]: array for name, array in self.arrays.items() if name.partition("/")[0] == layer}


def make(
    configs: Iterable[Mapping[str, Any]],
    arrays: Mapping[str, Any],
    notes: Mapping[str, Any] | None = None,
    boundary: Boundary | None = None,
) -> Weights:
    """Copy arrays into read-only Weights of a new version.

    Raises
    ------
    WeightsError
        If an array is missing, has another shape than its layer asks for, or holds a number that is not finite.
    """
    chain = tuple(configs)
    kept: dict[str, Array] = {}
    try:
        specs = describe(chain)
    except (UnsupportedLayerError, LookupError, TypeError, ValueError) as error:
        raise WeightsError(f"It describes no network that can be computed here: {error}") from error
    if not specs:
        raise WeightsError("It describes a network without layers.")
    for spec in specs:
        for variable, shape in spec.variables:
            name = f"{spec.name}/{variable}"
            if name not in arrays:
                raise WeightsError(f"It lacks the array {name!r}.")
            kept[name] = _copied(name, arrays[name], shape)
            if variable == "moving_variance" and kept[name].min(initial=0) < 0:
                raise WeightsError(f"The array {name!r} holds variances below 0.")
    if boundary is not None:
        boundary = _checked(boundary, specs)
    noted = MappingProxyType(dict(notes or {}))
    return Weights(next(_versions), chain, specs, MappingProxyType(kept), noted, boundary)


def changed(weights: Weights, arrays: Mapping[str, Array]) -> Weights:
    """Return a new version in which these arrays are others and all else is shared.

    For every move of a hand that changes a kernel: nothing is copied or checked, as `make` would. The arrays are to
    be finite, of the shapes of those they replace, and of nobody else's from now on: they become read-only.
    """
    for array in arrays.values():
        array.flags.writeable = False
    kept = MappingProxyType({**weights.arrays, **arrays})
    return Weights(next(_versions), weights.configs, weights.specs, kept, weights.notes, weights.boundary)


def _copied(name: str, values: Any, shape: tuple[int, ...]) -> Array:
    given = np.asarray(values)
    if given.dtype.kind not in "fiu":
        raise WeightsError(f"Expected {name!r} to hold numbers. Received {given.dtype}.")
    array = np.array(given, np.float32, order="C")
    if array.shape != shape:
        raise WeightsError(f"Expected {name!r} of shape {shape}. Received {array.shape}.")
    if not np.isfinite(array).all():
        raise WeightsError(f"The array {name!r} holds numbers that are not finite.")
    if np.abs(array).max(initial=0) > LARGEST:
        raise WeightsError(f"The array {name!r} holds numbers beyond {LARGEST:g}; no network learns such.")
    array.flags.writeable = False
    return array


def _checked(boundary: Boundary, specs: Sequence[LayerSpec]) -> Boundary:
    """Copy a boundary; it must fit the last layer."""
    shapes = ((math.prod(specs[-1].input_shape),), (specs[-1].size,), (), ())
    values = (boundary.features, boundary.logits, boundary.bias, boundary.lenience)
    features, logits, bias, lenience = map(_copied, _BOUNDARY, values, shapes)
    if lenience < 0:
        raise WeightsError(f"Expected {_BOUNDARY[-1]!r} not below 0. Received {float(lenience)}.")
    return Boundary(features, logits, float(bias), float(lenience))


def load(path: str | os.PathLike[str]) -> Weights:
    """Read a weights file.

    Raises
    ------
    WeightsError
        With one plain sentence, if the file is missing, damaged or no weights file.
    """
    path = Path(path)
    try:
        size = path.stat().st_size
        if not path.is_file():  # to open a pipe would wait for somebody to write into it
            raise WeightsError("It is not a regular file.")
        if size > _LARGEST_FILE:
            raise WeightsError("It is larger than any weights file of this program.")
        with zipfile.ZipFile(path) as members:
            declared = sum(member.file_size for member in members.infolist())
        if declared > _LARGEST_FILE:
            raise WeightsError("It would unpack to more than any weights file of this program holds.")
        with np.load(path, allow_pickle=False) as file:
            meta = json.loads(file["meta"].tobytes())
            if not isinstance(meta, dict) or meta.get("format") != FORMAT:
                raise WeightsError("It was written by another version of the program.")
            arrays = {name: file[name] for name in file.files if name != "meta"}
            return make(meta["layers"], arrays, meta["notes"], _boundary(arrays))
    except WeightsError as error:
        raise WeightsError(f"The weights file {path} cannot be used. {error}") from error
    except FileNotFoundError as error:
        raise WeightsError(f"There is no weights file {path}.") from error
    except DAMAGED as error:
        raise WeightsError(f"The weights file {path} is damaged or no weights file.") from error


def _boundary(arrays: Mapping[str, Any]) -> Boundary | None:
    """Return the boundary in a file, not yet checked against the network."""
    found = [name for name in _BOUNDARY if name in arrays]
    if found and len(found) < len(_BOUNDARY):
        raise WeightsError(f"It lacks the array {next(name for name in _BOUNDARY if name not in arrays)!r}.")
    return Boundary(*(arrays[name] for name in _BOUNDARY)) if found else None


def _named(boundary: Boundary) -> dict[str, Any]:
    values = (boundary.features, boundary.logits, np.float32(boundary.bias), np.float32(boundary.lenience))
    return dict(zip(_BOUNDARY, values, strict=True))


def save(
    path: str | os.PathLike[str],
    configs: Iterable[Mapping[str, Any]],
    arrays: Mapping[str, Any],
    notes: Mapping[str, Any] | None = None,
    boundary: Boundary | None = None,
) -> None:
    """Write a weights file; the old one stays whole until the new one is on the disk.

    Raises
    ------
    OSError
        If the disk does not take it.
    WeightsError
        If the arrays do not fit the layers.
    """
    path = Path(path)
    weights = make(configs, arrays, notes, boundary)
    meta = json.dumps({"format": FORMAT, "layers": list(weights.configs), "notes": dict(weights.notes)})
    blob: Any = np.frombuffer(meta.encode(), np.uint8)
    limits = {} if weights.boundary is None else _named(weights.boundary)
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, meta=blob, **weights.arrays, **limits)
    write_atomically(path, file.getvalue())
