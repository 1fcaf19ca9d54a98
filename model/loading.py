"""Load Keras beside a living window, without freezing it.

A plain ``import tensorflow`` in a thread holds the interpreter's lock for up to 0.9 s at a stretch, most
of it while the system links two very large libraries. Here they are linked first, by libc's own ``dlopen``
called as a foreign function, which gives the lock away; the import then finds them in place.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from model.network import KerasNetwork, one_thread_per_operation, prepare_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from model.weights import Weights

_LIBRARIES = (
    "libtensorflow_framework.so.2",
    "libtensorflow_cc.so.2",
    "python/lib_pywrap_tensorflow_common.so",
    "lite/python/libpywrap_tflite_common.so",
)
_RTLD_NOW = 2
_SWITCH_SECONDS = 0.001


def open_libraries() -> int:
    """Link TensorFlow's libraries ahead of its import; return how many were linked.

    Only Linux has the trick; elsewhere, or where a file is missing, the import does the work itself.
    """
    if not sys.platform.startswith("linux"):
        return 0
    spec = importlib.util.find_spec("tensorflow")
    if spec is None or spec.origin is None:
        return 0
    folder = Path(spec.origin).parent
    try:
        dlopen = ctypes.CDLL(None).dlopen
    except (OSError, AttributeError):
        return 0
    dlopen.argtypes, dlopen.restype = (ctypes.c_char_p, ctypes.c_int), ctypes.c_void_p
    paths = [folder / name for name in _LIBRARIES if (folder / name).exists()]
    return sum(bool(dlopen(str(path).encode(), _RTLD_NOW)) for path in paths)


@contextmanager
def _polite() -> Iterator[None]:
    """Let other threads have the interpreter's lock after 1 ms, not 5, while thousands of modules run."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)


def load_keras(weights: Weights) -> KerasNetwork:
    """Import TensorFlow and Keras and compile the network with `weights`. Takes seconds; call it in a thread.

    Automatic garbage collection should be off meanwhile (`gui.collector`): it would look again and again through
    the millions of objects that the import makes.

    Raises
    ------
    ImportError
        If TensorFlow or Keras cannot be imported.
    """
    prepare_environment()
    # XLA compiles the picture's pass without oneDNN; all that oneDNN would add is a message on the terminal.
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
    with _polite():
        open_libraries()
        one_thread_per_operation()
        return KerasNetwork(weights)
