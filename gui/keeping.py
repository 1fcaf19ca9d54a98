"""The layout, from the end of one start to the beginning of the next: kept in the settings, and restored."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, Qt

from gui import layout

if TYPE_CHECKING:
    from gui.settings import Settings
    from gui.window import MainWindow

_VERSION: Final = 1


def is_kept(settings: Settings) -> bool:
    """Tell whether there is a layout to go back to."""
    return settings.value("layout_version", 0) == _VERSION and bool(settings.value("docks", "").split())


def save(window: MainWindow, settings: Settings, touched: bool) -> None:
    """Keep size, place and docks of a window, and whether the person arranged them."""
    put = settings.set
    put("docks", " ".join(dock.objectName() for dock in window.docks))
    put("shown", " ".join(dock.objectName() for dock in window.docks if not dock.isHidden()))
    put("layout_version", _VERSION)
    put("layout_touched", touched)
    put("geometry", base64.b64encode(window.saveGeometry().data()).decode())
    state = base64.b64encode(window.saveState(_VERSION).data()).decode()
    put("state", state)
    put("state_sum", layout.checksum(state))


def shown(settings: Settings) -> set[str]:
    """Return the keys of the docks that could be seen at the end of the last start."""
    return set(settings.value("shown", "").split()) if is_kept(settings) else set()


def restore_size(window: MainWindow, settings: Settings) -> None:
    """Go back to the size and place of the window."""
    if is_kept(settings):
        window.restoreGeometry(_bytes(settings.value("geometry", "")))


def restore(window: MainWindow, settings: Settings) -> bool:
    """Go back to the docks' places; return whether the person had arranged them."""
    if not is_kept(settings):
        return False
    touched = False
    for dock in window.docks:
        dock.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    try:
        state = settings.value("state", "")
        whole = settings.value("state_sum", layout.checksum(state)) == layout.checksum(state)
        if whole and window.restoreState(_bytes(state), _VERSION):
            touched = settings.value("layout_touched", False)
            known = settings.value("docks", "").split()
            new = [dock for dock in window.docks if dock.objectName() not in known]
            if new and not touched:
                layout.arrange(window, window.docks)
            else:
                for dock in new:
                    layout.place_new(window, dock, window.docks)
    finally:
        for dock in window.docks:
            dock.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, False)
        window.toolbar.show()
    return touched


def _bytes(text: str) -> QByteArray:
    """Decode what `save` wrote; rubbish becomes nothing."""
    try:
        return QByteArray(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError):
        return QByteArray()
