"""The network that the commands answer with, in plain NumPy: the shipped weights, or those of a file."""

from __future__ import annotations

from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from model.batch import Batch
from model.reference import Reference
from model.weights import Weights, WeightsError, load

if TYPE_CHECKING:
    from pathlib import Path


def reference(path: Path | None = None) -> Reference:
    """Load a network that reads digits, one after the other and layer by layer; see `weights`."""
    chosen = weights(path)
    return Reference(chosen.specs, chosen)


def batch(path: Path | None = None) -> Batch:
    """Load a network that reads many digits at once; see `weights`."""
    chosen = weights(path)
    return Batch(chosen.specs, chosen)


def weights(path: Path | None = None) -> Weights:
    """Load the weights of a network that reads digits: the shipped ones, or those of a file.

    Raises
    ------
    WeightsError
        If the file is neither a weights file nor a `.keras` file that was saved here, or its network does not take
        28 x 28 pictures or answer ten digits.
    """
    if path is None:
        with as_file(files("resources") / "digits.npz") as shipped:
            loaded = load(shipped)
    else:
        from model import keras_file

        loaded = keras_file.load(path) if keras_file.is_keras_file(path) else load(path)
    specs = loaded.specs
    if specs[0].output_shape != (28, 28, 1) or specs[-1].output_shape != (10,):
        raise WeightsError(f"The file {path} is not of a network that reads digits of 28 x 28 pixels.")
    return loaded
