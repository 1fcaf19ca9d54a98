"""One file per dock; a file in this folder is its registration."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

from gui.panels.base import Panel

if TYPE_CHECKING:
    from gui.session import Session


def kinds() -> list[type[Panel]]:
    """Return every panel class of this folder, by module name."""
    found: list[type[Panel]] = []
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        found += [
            item
            for item in vars(module).values()
            if isinstance(item, type) and issubclass(item, Panel) and item.__module__ == module.__name__
            if item is not Panel
        ]
    return found


def create_all(session: Session) -> list[Panel]:
    """Make every panel for the session's network."""
    return [panel for kind in kinds() for panel in kind.for_session(session)]
