"""Which drawing is for which explanation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gui.microscope.function import FunctionView
from gui.microscope.place import PlaceView
from gui.microscope.pooled import PooledView
from gui.microscope.shares import SharesView
from gui.microscope.weighted import WeightedView

if TYPE_CHECKING:
    from gui.microscope.view import View
    from model.explain import Explanation

_VIEWS: Final[dict[str, type[View]]] = {
    "Convolution": WeightedView,
    "Sum": WeightedView,
    "Pooling": PooledView,
    "GlobalPool": PooledView,
    "Softmax": SharesView,
    "Elementwise": FunctionView,
    "Moved": PlaceView,
    "Input": PlaceView,
    "Unknown": PlaceView,
}


def view_for(explanation: Explanation) -> type[View]:
    """Return what draws an explanation: the view of the nearest of its classes that has one."""
    lineage = (kind.__name__ for kind in type(explanation).__mro__)
    return next(_VIEWS[name] for name in lineage if name in _VIEWS)
