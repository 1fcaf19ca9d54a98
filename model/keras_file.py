"""A network as a `.keras` file: written by Keras itself, and opened again without running anything that is in it.

A `.keras` file is a zip archive of a configuration (JSON), the weights (HDF5) and metadata. Ours has one member more,
which Keras passes over: the chain of layers as this program knows it, the notes, and the boundary that refuses ink.
Only such files are opened here. Keras' own loader builds whatever objects a configuration names; this reader takes
numbers alone, and only where configuration, chain and arrays fit one another.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from model.atomic import write_atomically
from model.layers import UnsupportedLayerError, describe
from model.network import to_keras_file
from model.refusal import Boundary
from model.weights import DAMAGED, Weights, WeightsError, make

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

SUFFIX: Final = ".keras"
FORMAT: Final = 1
_OURS: Final = "digitscope.json"
_CONFIG: Final = "config.json"
_NUMBERS: Final = "model.weights.h5"
_LARGEST: Final = {_OURS: 4 << 20, _CONFIG: 4 << 20, _NUMBERS: 256 << 20, "metadata.json": 1 << 20}
"""Bytes that each member may have unpacked; there are no others."""
_MOST_LAYERS: Final = 200
_MOST_VALUES: Final = 10**7
_MOST_MULTIPLICATIONS: Final = 10**9


def save(path: str | os.PathLike[str], weights: Weights) -> None:
    """Write a network as a `.keras` file that any Keras 3 opens; an older file stays whole until it is on the disk.

    Takes a tenth of a second once Keras is imported. What was written is read back before it takes the place of
    anything.

    Raises
    ------
    OSError
        If the disk does not take it.
    ImportError
        If Keras cannot be imported.
    WeightsError
        If what Keras wrote is not what it was given.
    """
    file = io.BytesIO(to_keras_file(weights))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(_OURS, json.dumps(_words(weights)))
    data = file.getvalue()
    again = _read(zipfile.ZipFile(io.BytesIO(data)))
    if not again.equals(weights):
        raise WeightsError("Keras wrote other numbers than it was given; the file was not saved.")
    write_atomically(path, data)


def is_keras_file(path: str | os.PathLike[str]) -> bool:
    """Whether a file is a `.keras` file rather than a plain weights file, by what is in it or else by its name."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _CONFIG in archive.namelist()
    except (*DAMAGED, RecursionError):
        return Path(path).suffix.lower() == SUFFIX


def load(path: str | os.PathLike[str]) -> Weights:
    """Open a `.keras` file that `save` has written.

    Raises
    ------
    WeightsError
        With one plain sentence, for anything else.
    """
    path = Path(path)
    try:
        with zipfile.ZipFile(io.BytesIO(_bytes(path))) as archive:
            return _read(archive)
    except WeightsError as error:
        raise WeightsError(f"The network file {path} cannot be opened. {error}") from error
    except ImportError as error:
        raise WeightsError(f"The network file {path} cannot be opened. Missing: {error.name or error}.") from error
    except (*DAMAGED, RecursionError) as error:
        raise WeightsError(f"The network file {path} is damaged or no .keras file.") from error


def _bytes(path: Path) -> bytes:
    """Read a file once: what is checked is then what is used."""
    try:
        if not path.exists():
            raise WeightsError("There is no such file.")
        if not path.is_file():  # to open a pipe would wait for somebody to write into it
            raise WeightsError("It is not a regular file.")
        if path.stat().st_size > sum(_LARGEST.values()):
            raise WeightsError("It is larger than any network of this program.")
        return path.read_bytes()
    except OSError as error:
        raise WeightsError(f"It cannot be read ({error.strerror or error}).") from error


# --- our own member ------------------------------------------------------------------------------------------


def _words(weights: Weights) -> dict[str, Any]:
    limit = weights.boundary
    return {
        "format": FORMAT,
        "layers": list(weights.configs),
        "notes": dict(weights.notes),
        "boundary": limit
        and {
            "features": limit.features.tolist(),
            "logits": limit.logits.tolist(),
            "bias": limit.bias,
            "lenience": limit.lenience,
        },
    }


def _boundary(told: Mapping[str, Any] | None) -> Boundary | None:
    """Return the boundary in a file, not yet checked against the network."""
    if told is None:
        return None
    features, logits = (np.asarray(told[name], np.float32) for name in ("features", "logits"))
    return Boundary(features, logits, float(told["bias"]), float(told["lenience"]))


# --- reading -------------------------------------------------------------------------------------------------


def _read(archive: zipfile.ZipFile) -> Weights:
    members = archive.infolist()
    names = [member.filename for member in members]
    if _OURS not in names:
        raise WeightsError("It was not saved by Digitscope; only such files can be opened.")
    if sorted(names) != sorted(_LARGEST):
        raise WeightsError("It has other parts than a network that Digitscope saved.")
    for member in members:
        if member.file_size > _LARGEST[member.filename]:
            raise WeightsError("It would unpack to more than any network of this program holds.")
    ours = json.loads(archive.read(_OURS))
    if not isinstance(ours, dict) or ours.get("format") != FORMAT:
        raise WeightsError("It was written by another version of the program.")
    layers = ours["layers"]
    if not 0 < len(layers) <= _MOST_LAYERS:
        raise WeightsError(f"Expected 1 to {_MOST_LAYERS} layers. Received {len(layers)}.")
    try:
        specs = describe(layers)
        same = specs == describe(_chain(json.loads(archive.read(_CONFIG))))
    except UnsupportedLayerError as error:
        raise WeightsError(f"It describes a network that cannot be computed here. {error}") from error
    values, multiplications = sum(spec.size for spec in specs), sum(spec.multiplications for spec in specs)
    if values > _MOST_VALUES or multiplications > _MOST_MULTIPLICATIONS:
        raise WeightsError("It is of a network too large for one picture to be answered while somebody draws.")
    if not same:
        raise WeightsError("Its configuration for Keras and its list of layers are not of the same network.")
    variables = {
        f"{spec.name}/{variable}": (f"layers/{group}/vars/{place}", shape)
        for spec, group in zip(specs, _groups(spec.kind for spec in specs), strict=True)
        for place, (variable, shape) in enumerate(spec.variables)
    }
    arrays = _arrays(archive.read(_NUMBERS), variables)
    weights = make(layers, arrays, ours["notes"], _boundary(ours["boundary"]))
    _try(weights)
    return weights


def _chain(config: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the layers of Keras' configuration of a network, each of which must follow the one before."""
    if config["class_name"] != "Functional" or config["registered_name"] not in (None, "Functional"):
        raise WeightsError("It is not a chain of layers.")
    chain: list[dict[str, Any]] = []
    for layer in config["config"]["layers"]:
        if layer["module"] != "keras.layers" or layer["registered_name"] is not None:
            raise WeightsError("It has layers that are not Keras' own.")
        nodes = layer["inbound_nodes"]
        reads = [node["args"][0]["config"]["keras_history"] for node in nodes if len(node["args"]) == 1]
        if reads != ([[chain[-1]["config"]["name"], 0, 0]] if chain else []):
            raise WeightsError("It is not a chain of layers.")
        chain.append({"class_name": layer["class_name"], "config": layer["config"]})
    return chain


def _groups(kinds: Iterable[str]) -> list[str]:
    """Name the groups of the HDF5 file as Keras does: by class, in snake case, counted from the second on."""
    seen: Counter[str] = Counter()
    names = []
    for kind in kinds:
        words = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", kind)
        name = re.sub(r"([a-z])([A-Z])", r"\1_\2", words).lower()
        names.append(f"{name}_{seen[name]}" if seen[name] else name)
        seen[name] += 1
    return names


def _arrays(data: bytes, variables: Mapping[str, tuple[str, tuple[int, ...]]]) -> dict[str, NDArray[np.float32]]:
    """Read arrays of an HDF5 file by name: their places in it, and the shapes they must have."""
    import h5py  # comes with Keras

    arrays = {}
    with h5py.File(io.BytesIO(data), "r") as file:
        for name, (place, shape) in variables.items():
            *groups, last = place.split("/")
            at = file
            for group in groups:
                at = _inside(at, group, h5py.Group, name)
            found = _inside(at, last, h5py.Dataset, name)
            if found.shape != shape or found.dtype != np.float32:
                raise WeightsError(f"Expected {name!r} as float32 {shape}. Received {found.dtype} {found.shape}.")
            if found.external or found.is_virtual or found.nbytes > len(data):
                raise WeightsError(f"The array {name!r} is not whole in the file.")
            arrays[name] = found[()]
    return arrays


def _inside(group: Any, name: str, kind: type, array: str) -> Any:
    """Return a member that lies in this very file: no link leads out of it, or in a circle."""
    import h5py

    found = group[name] if isinstance(group.get(name, getlink=True), h5py.HardLink) else None
    if not isinstance(found, kind):
        raise WeightsError(f"It lacks the array {array!r}.")
    return found


def _try(weights: Weights) -> None:
    """Let it answer a blank picture once: numbers that are finite may still add up to some that are not."""
    from model.reference import Reference

    specs = weights.specs
    with np.errstate(all="ignore"):
        values = Reference(specs, weights).run(np.zeros(specs[0].output_shape, np.float32))
    if not all(np.isfinite(a).all() for _, a in values):
        raise WeightsError("Its answers are not finite numbers.")
