"""The header of the sliding window: which layer and which of its maps, the loop, and whether it points everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from gui.icons import set_icon
from gui.widgets.chooser import Chooser
from gui.widgets.tool import Tool

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class SlidingTools:
    """Small flat buttons. Until a header takes them they are its panel's: one without a parent would be a window.

    Attributes
    ----------
    layers, slices, channels
        What to look at: a layer, one of the maps it reads, one of the maps it writes.
    loop
        Checked while a part of the map is gone through again and again.
    everywhere
        Checked if every panel is pointed to the place while it plays.
    """

    def __init__(self, panel: QWidget) -> None:
        self.layers = Chooser(_tr("Layer"), _tr("Layer: a convolution or a pooling"))
        self.slices = Chooser(_tr("Map that is read"), _tr("Slice: the map that is read"))
        self.channels = Chooser(_tr("Map that is written"), _tr("The map that is written"))
        self.loop = _checked("loop", _tr("Loop over a part (drag on the right map, or Shift and arrows)"))
        self.everywhere = _checked("target", _tr("While it plays, point at its place in every panel"))
        self.everywhere.setChecked(True)
        for tool in self.all():
            tool.setParent(panel)

    def all(self) -> list[QWidget]:
        """Return them from left to right."""
        return [self.layers, self.slices, self.channels, self.loop, self.everywhere]


def _checked(icon: str, name: str) -> Tool:
    tool = Tool(name)
    tool.setCheckable(True)
    tool.setToolTip(name)
    set_icon(tool, icon, calm=True)
    return tool


def _tr(words: str) -> str:
    return QCoreApplication.translate("sliding", words)
