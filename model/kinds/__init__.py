"""One file per kind of layer: its shapes, counts, reasons and its arithmetic in plain NumPy.

A file in this folder is the registration: every `Kind` that a module here calls ``KIND`` or lists in
``KINDS`` is found by its Keras class name.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

from model.layers import UnsupportedLayerError

if TYPE_CHECKING:
    from model.kinds.base import Kind


@cache
def kinds() -> dict[str, Kind]:
    """Return every known kind of layer by its Keras class name."""
    found: dict[str, Kind] = {}
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        for kind in getattr(module, "KINDS", ()):
            found[kind.name] = kind
    return found


def kind_of(name: str) -> Kind:
    """Return the kind with Keras class name `name`.

    Raises
    ------
    UnsupportedLayerError
        If no file in this folder describes it.
    """
    try:
        return kinds()[name]
    except KeyError:
        known = ", ".join(sorted(kinds()))
        raise UnsupportedLayerError(f"Expected one of {known}. Received {name!r}.") from None
