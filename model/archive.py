"""Strangers' .npz files: look at the headers first, then read only what was asked for.

A small .npz can inflate to hundreds of megabytes, and a pickled array can run code. So the shape and type of
every array are read from its header before a byte of data, and objects are never unpickled.
"""

from __future__ import annotations

import lzma
import math
import struct
import tokenize
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from numpy.lib import format as npy

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

LARGEST = 512 << 20
"""Bytes that the arrays which are read may take together in memory."""
_MEMBERS = 1000
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    tokenize.TokenError,
    struct.error,
    EOFError,
    LookupError,
    OverflowError,
    RuntimeError,  # an encrypted member; also an unknown compression and a header nested too deep
    SyntaxError,
    TypeError,
    ValueError,
)
"""What zipfile and NumPy raise on damaged files."""


class ArchiveError(ValueError):
    """A file that cannot be used; its text is one plain sentence for the user."""


@dataclass(frozen=True, slots=True)
class Header:
    """What the header of one array promises."""

    shape: tuple[int, ...]
    dtype: np.dtype[Any]

    @property
    def nbytes(self) -> int:
        """Size of the data in memory."""
        return math.prod(self.shape) * self.dtype.itemsize

    def __str__(self) -> str:
        return f"{self.dtype} {list(self.shape)}"


Columns = Mapping[str, Header]


def read_columns(path: Path, choose: Callable[[Columns], list[str]]) -> dict[str, NDArray[Any]]:
    """Read some arrays of an .npz file.

    Parameters
    ----------
    path : a regular file.
    choose : gets every array's header, returns the names to read; raises `ArchiveError` if they do not fit.

    Returns
    -------
    One read-only array per chosen name.

    Raises
    ------
    ArchiveError
        If the file is missing, unreadable, no .npz, damaged, holds Python objects or is too large.
    """
    try:
        if not path.exists():
            raise ArchiveError("There is no such file.")
        if not path.is_file():
            raise ArchiveError("It is not a regular file.")
        if path.stat().st_size == 0:
            raise ArchiveError("The file is empty.")
        with zipfile.ZipFile(path) as archive:
            return _read(archive, choose)
    except ArchiveError:
        raise
    except OSError as error:
        raise ArchiveError(f"It cannot be read ({error.strerror or error}).") from error
    except _DAMAGED as error:
        raise ArchiveError("It is not an .npz file, or it is damaged.") from error


def _read(archive: zipfile.ZipFile, choose: Callable[[Columns], list[str]]) -> dict[str, NDArray[Any]]:
    members = [entry for entry in archive.infolist() if entry.filename.endswith(".npy")]
    if len(members) > _MEMBERS:
        raise ArchiveError(f"Expected at most {_MEMBERS} arrays. Received {len(members)}.")
    headers: dict[str, Header] = {}
    for entry in members:
        with archive.open(entry) as stream:
            headers[entry.filename.removesuffix(".npy")] = _header(stream, entry)
    chosen = choose(headers)
    total = sum(headers[name].nbytes for name in chosen)
    if total > LARGEST:
        raise ArchiveError(f"Its arrays would take {total >> 20} MB; at most {LARGEST >> 20} MB are read.")
    arrays = {}
    for name in chosen:
        with archive.open(f"{name}.npy") as stream:
            array = npy.read_array(stream, allow_pickle=False)
        array.flags.writeable = False
        arrays[name] = array
    return arrays


def _header(stream: IO[bytes], entry: zipfile.ZipInfo) -> Header:
    name = entry.filename.removesuffix(".npy")
    version = npy.read_magic(stream)
    if version == (1, 0):
        shape, _, dtype = npy.read_array_header_1_0(stream)
    elif version == (2, 0):
        shape, _, dtype = npy.read_array_header_2_0(stream)
    else:
        raise ArchiveError(f"The array {name!r} has the unknown format {version[0]}.{version[1]}.")
    if dtype.hasobject:
        raise ArchiveError(f"The array {name!r} holds Python objects, which are never loaded.")
    header = Header(tuple(int(side) for side in shape), dtype)
    # A header that promises more than the archive holds is found out before memory is taken for it.
    if min(header.shape, default=0) < 0 or header.nbytes > entry.file_size:
        raise ArchiveError(f"The array {name!r} is shorter than its header says.")
    return header
