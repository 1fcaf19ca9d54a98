"""One file per dock; a file in this folder is its registration."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING, Final

from gui.panels.base import Panel

if TYPE_CHECKING:
    from gui.session import Session


OPENED: Final = frozenset({"answer", "feature_maps", "microscope", "summary", "vectors"})
"""The modules of the panels that the default layout shows. The others are imported and built behind these, so that
the first picture need not wait for them."""
_COMMON: Final = frozenset({"base", "late"})  # what panels have in common


def kinds(*, opened: bool | None = None) -> list[type[Panel]]:
    """Return every panel class of this folder, those that are opened first, else by module name; or only some."""
    if opened is None:
        return kinds(opened=True) + kinds(opened=False)
    found: list[type[Panel]] = []
    for info in pkgutil.iter_modules(__path__):
        if info.name in _COMMON or (info.name in OPENED) != opened:
            continue
        module = importlib.import_module(f"{__name__}.{info.name}")
        found += [
            item
            for item in vars(module).values()
            if isinstance(item, type) and issubclass(item, Panel) and item.__module__ == module.__name__
        ]
    return found


def create_all(session: Session) -> list[Panel]:
    """Make every panel for the session's network."""
    return [panel for kind in kinds() for panel in kind.for_session(session)]
