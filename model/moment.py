"""One moment of the program in a file: the picture, the weights, what every layer made of it.

The lines of `model.mirror` read it. It is a weights file (`model.weights`) with more in it: besides ``meta`` and one
array per variable there are ``image``, float32 [1, *shape of the input layer], and ``a:<layer>``, the layer's output.

A file is named after what is in it. So lines that were copied once find the very numbers that they were copied with,
or no file at all, but never the numbers of another moment.
"""

from __future__ import annotations

import hashlib
import io
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from model.atomic import write_atomically
from model.weights import FORMAT

if TYPE_CHECKING:
    from pathlib import Path

    from model.trace import Trace
    from model.weights import Weights

KEPT: Final = 20
"""How many files are left in the folder; each holds about a megabyte."""


def file_name(trace: Trace) -> str:
    """Return the name of the file of a moment: the same picture and weights, the same name."""
    digest = hashlib.blake2b(_digest(trace.weights), digest_size=6)
    digest.update(np.ascontiguousarray(trace.image).tobytes())
    return f"moment-{digest.hexdigest()}.npz"


@lru_cache(maxsize=2)
def _digest(weights: Weights) -> bytes:
    digest = hashlib.blake2b(json.dumps(weights.configs, sort_keys=True, default=str).encode())
    for name, array in sorted(weights.arrays.items()):
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.digest()


def save(trace: Trace, folder: Path) -> Path:
    """Write the file of a moment into `folder`, which is made if need be, and remove the oldest beyond `KEPT`.

    Returns
    -------
    The file.

    Raises
    ------
    OSError
        If the disk does not take it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / file_name(trace)
    meta = json.dumps({"format": FORMAT, "layers": list(trace.weights.configs), "notes": {}})
    arrays: dict[str, Any] = {
        "meta": np.frombuffer(meta.encode(), np.uint8),
        "image": np.asarray(trace.image, np.float32).reshape(1, *trace.layers[0].spec.output_shape),
        **trace.weights.arrays,
        **{f"a:{layer.spec.name}": layer.a for layer in trace.layers},
    }
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **arrays)
    write_atomically(path, file.getvalue())
    _prune(folder, path)
    return path


def _prune(folder: Path, newest: Path) -> None:
    files = [path for path in folder.glob("moment-*.npz") if path != newest]
    files.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in files[KEPT - 1 :]:
        path.unlink(missing_ok=True)
