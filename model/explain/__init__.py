"""Where a number comes from: one file per kind of layer, found by its name.

`explain` recomputes one unit of one trace from the layer below, in float64 and independently of whoever made the trace,
and hands back every number on the way. A file in this folder is the registration.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

from model.explain.base import Case, Explainer, Explanation, explainers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.trace import Trace

__all__ = ["Explanation", "explain"]


def explain(trace: Trace, layer: str, unit: tuple[int, ...]) -> Explanation:
    """Recompute one unit.

    Parameters
    ----------
    layer
        The unit's layer, by name.
    unit
        (row, column, channel) in a layer of maps, (index,) in one of vectors.

    Returns
    -------
    The explanation for the layer's kind, or for the nearest parent of that kind which is known here;
    `model.explain.default.Unknown` for a stranger.

    Raises
    ------
    LookupError
        If there is no such unit.
    """
    found = next((each for each in trace.layers if each.spec.name == layer), None)
    if found is None:
        names = ", ".join(each.spec.name for each in trace.layers)
        raise LookupError(f"Expected one of {names}. Received {layer!r}.")
    shape = found.spec.output_shape
    if len(unit) != len(shape) or not all(0 <= i < n for i, n in zip(unit, shape, strict=True)):
        raise LookupError(f"Expected a unit inside of {shape}. Received {unit}.")
    case = Case(trace, found, tuple(map(int, unit)))
    return explainer(case.lineage)(case)


def explainer(lineage: Sequence[str]) -> Explainer:
    """Return who explains a kind of layer, given the names of the kind and its parents, nearest first."""
    known = _known()
    return next((known[name] for name in lineage if name in known), known[""])


@cache
def _known() -> dict[str, Explainer]:
    for info in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{info.name}")
    return explainers
