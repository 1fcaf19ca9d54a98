"""What is lit in each layer while a unit is pointed at or selected: what it reads and what it feeds."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from model import kernels, receptive

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gui.session import Selection
    from model.layers import LayerSpec
    from model.receptive import Region

_NOTHING: Final[Mapping[str, Region]] = MappingProxyType({})


def regions(specs: Sequence[LayerSpec], lit: Selection) -> Mapping[str, Region]:
    """Return the lit region of every layer by name; none if nothing is lit, or what these layers do not have."""
    if lit.layer is None or (lit.unit is None and lit.weight is None):
        return _NOTHING
    try:
        if lit.weight is not None:
            return kernels.acting(specs, lit.layer, lit.weight, lit.unit)
        return receptive.lit(specs, lit.layer, lit.unit or ())
    except LookupError:
        return _NOTHING
