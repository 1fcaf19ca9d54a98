"""Write a file whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from pathlib import Path


def write_atomically(path: str | os.PathLike[str], data: bytes) -> None:
    """Put `data` into the file `path`; an older file stays whole until the new one is on the disk.

    A temporary file beside the target is written, flushed to the disk and renamed. The permissions of an older
    file are kept. A symbolic link stays one: the file that it leads to is replaced.

    Raises
    ------
    OSError
        If the disk or the folder does not take it, or something other than a file is there; nothing is left behind.
    """
    path = Path(os.path.realpath(path))
    mode = _mode(path)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _mode(path: Path) -> int:
    """Return the permissions of the file that is to be replaced, or a new file's.

    A device, a pipe or a folder is refused: to rename a file over a device would take the device away.
    """
    try:
        mode = path.lstat().st_mode  # still a link only if it leads round in a circle
    except FileNotFoundError:
        return 0o644
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "what is there is not an ordinary file", str(path))
    return mode & 0o777
