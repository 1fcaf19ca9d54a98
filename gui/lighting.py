"""What is lit in each layer while a unit is pointed at or selected: what it reads and what it feeds.

Every view imports this; the arithmetic behind it is not imported before something is lit.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gui.session import Selection
    from model.layers import LayerSpec
    from model.receptive import Region

_NOTHING: Final[Mapping[str, Region]] = MappingProxyType({})


class _Last:
    """What was asked for last: within one move of the pointer every view asks the same."""

    specs: Sequence[LayerSpec] | None = None
    lit: Selection | None = None
    found: Mapping[str, Region] = _NOTHING


def regions(specs: Sequence[LayerSpec], lit: Selection) -> Mapping[str, Region]:
    """Return the lit region of every layer by name; none if nothing is lit, or what these layers do not have."""
    if specs is not _Last.specs or lit is not _Last.lit:
        _Last.specs, _Last.lit, _Last.found = specs, lit, _regions(specs, lit)
    return _Last.found


def _regions(specs: Sequence[LayerSpec], lit: Selection) -> Mapping[str, Region]:
    if lit.layer is None or (lit.unit is None and lit.weight is None):
        return _NOTHING
    from model import kernels, receptive

    try:
        if lit.weight is not None:
            return kernels.acting(specs, lit.layer, lit.weight, lit.unit)
        return receptive.lit(specs, lit.layer, lit.unit or ())
    except LookupError:
        return _NOTHING
