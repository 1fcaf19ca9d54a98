"""Labelled digit pictures: the MNIST file and its three parts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from model.archive import ArchiveError, Columns, read_columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIDE = 28
CLASSES = 10
VALIDATION = 5000
_MOST = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Digits:
    """Pictures and what they show.

    Attributes
    ----------
    images : uint8 [N, 28, 28], 0 paper to 255 ink, read-only.
    labels : int64 [N], 0 to 9, read-only.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]

    def __post_init__(self) -> None:
        self.images.flags.writeable = False
        self.labels.flags.writeable = False

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, chosen: slice | NDArray[np.bool_]) -> Digits:
        return Digits(self.images[chosen], self.labels[chosen])

    def __add__(self, other: Digits) -> Digits:
        return Digits(np.concatenate([self.images, other.images]), np.concatenate([self.labels, other.labels]))


@dataclass(frozen=True, slots=True, eq=False)
class Mnist:
    """MNIST in three parts: for learning, for choosing among networks, and for one last look.

    Keras' file has 60,000 training pictures; the last 5,000 of them are the validation part.
    """

    training: Digits
    validation: Digits
    test: Digits


def load_mnist(path: str | Path | None = None, validation: int = VALIDATION) -> Mnist:
    """Read MNIST in the format of Keras (arrays x_train, y_train, x_test, y_test).

    Parameters
    ----------
    path : the .npz file; without it, the copy that comes with the program.
    validation : how many of the last training pictures become the validation part.

    Raises
    ------
    ArchiveError
        With one plain sentence, if the file cannot be read or does not hold such pictures.
    """
    if path is None:
        with as_file(files("resources") / "mnist.npz") as shipped:
            return load_mnist(shipped, validation)
    columns = read_columns(Path(path), _check_headers)
    whole = _digits(columns["x_train"], columns["y_train"])
    if len(whole) <= validation:
        raise ArchiveError(f"Expected more than {validation} training pictures. Received {len(whole)}.")
    test = _digits(columns["x_test"], columns["y_test"])
    return Mnist(whole[: len(whole) - validation], whole[len(whole) - validation :], test)


@cache
def shipped_mnist() -> Mnist:
    """Return the MNIST that comes with the program, read once; it takes a quarter of a second."""
    return load_mnist()


def _check_headers(headers: Columns) -> list[str]:
    """Refuse, from shapes and types alone, a file that is not MNIST-like; return the arrays to read."""
    for part in ("train", "test"):
        for name in (f"x_{part}", f"y_{part}"):
            if name not in headers:
                raise ArchiveError(f"Expected an array {name!r}. Received {', '.join(sorted(headers)) or 'none'}.")
        images, labels = headers[f"x_{part}"], headers[f"y_{part}"]
        if images.dtype != np.uint8 or len(images.shape) != 3 or images.shape[1:] != (SIDE, SIDE):
            raise ArchiveError(f"Expected 'x_{part}' to be uint8 [N, 28, 28]. Received {images}.")
        if labels.dtype.kind not in "iu" or labels.shape != images.shape[:1]:
            raise ArchiveError(f"Expected 'y_{part}' to be whole numbers, one per picture. Received {labels}.")
        if images.shape[0] > _MOST:
            raise ArchiveError(f"Expected at most {_MOST} pictures. Received {images.shape[0]}.")
    return ["x_train", "y_train", "x_test", "y_test"]


def _digits(images: NDArray[np.uint8], labels: NDArray[np.integer]) -> Digits:
    wide = labels.astype(np.int64)
    if len(wide) == 0 or wide.min() < 0 or wide.max() >= CLASSES:
        raise ArchiveError("Expected digits from 0 to 9 as labels, at least one.")
    return Digits(images, wide)
