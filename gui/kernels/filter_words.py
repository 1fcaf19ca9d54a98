"""The filters to try in words: a name, and one sentence on what each does; and as `Offer`s for pictures of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication

from gui.sentences import QT_TRANSLATE_NOOP
from gui.widgets.preset_pictures import Offer
from model.filters import presets

if TYPE_CHECKING:
    from model.filters import Preset

_NAMES: Final = {
    "identity": QT_TRANSLATE_NOOP("filters", "Identity"),
    "blur": QT_TRANSLATE_NOOP("filters", "Blur"),
    "gaussian": QT_TRANSLATE_NOOP("filters", "Gaussian"),
    "sharpen": QT_TRANSLATE_NOOP("filters", "Sharpen"),
    "sobel": QT_TRANSLATE_NOOP("filters", "Sobel"),
    "prewitt": QT_TRANSLATE_NOOP("filters", "Prewitt"),
    "scharr": QT_TRANSLATE_NOOP("filters", "Scharr"),
    "laplacian": QT_TRANSLATE_NOOP("filters", "Laplacian"),
    "line": QT_TRANSLATE_NOOP("filters", "Line"),
    "corner": QT_TRANSLATE_NOOP("filters", "Corner"),
    "chess": QT_TRANSLATE_NOOP("filters", "Texture"),
    "gabor": QT_TRANSLATE_NOOP("filters", "Gabor"),
    "emboss": QT_TRANSLATE_NOOP("filters", "Emboss"),
}
_SENTENCES: Final = {
    "identity": QT_TRANSLATE_NOOP("filters", "Leaves the picture as it is."),
    "blur": QT_TRANSLATE_NOOP("filters", "The mean of the window: fine lines fade, edges get soft."),
    "gaussian": QT_TRANSLATE_NOOP("filters", "Blurs, but what is near counts more: softer, without a grid."),
    "sharpen": QT_TRANSLATE_NOOP("filters", "Takes away what the neighbours have in common: edges stand out."),
    "sobel": QT_TRANSLATE_NOOP(
        "filters", "Finds edges with ink {where}; smoothed along the edge, so that noise counts less."
    ),
    "prewitt": QT_TRANSLATE_NOOP("filters", "Finds edges with ink {where}; all along the edge count the same."),
    "scharr": QT_TRANSLATE_NOOP("filters", "Finds edges with ink {where}, as strong whichever way they are turned."),
    "laplacian": QT_TRANSLATE_NOOP("filters", "Finds edges of every direction: positive on one side, negative inside."),
    "line": QT_TRANSLATE_NOOP("filters", "Finds thin lines that are {how}; wide strokes leave only their edges."),
    "corner": QT_TRANSLATE_NOOP("filters", "Finds corners with ink {where}: ink there, paper on the other sides."),
    "chess": QT_TRANSLATE_NOOP("filters", "Finds what changes from cell to cell, as fine texture does; flat ink is 0."),
    "gabor": QT_TRANSLATE_NOOP("filters", "Finds stripes that are {how}, of one width: texture with a direction."),
    "emboss": QT_TRANSLATE_NOOP(
        "filters", "The picture and its edges at once: as if lit from the lower right, strokes stand out."
    ),
}
_WHERE: Final = {
    "right": QT_TRANSLATE_NOOP("filters", "at the right"),
    "down right": QT_TRANSLATE_NOOP("filters", "at the lower right"),
    "down": QT_TRANSLATE_NOOP("filters", "below"),
    "down left": QT_TRANSLATE_NOOP("filters", "at the lower left"),
    "up left": QT_TRANSLATE_NOOP("filters", "at the upper left"),
    "up right": QT_TRANSLATE_NOOP("filters", "at the upper right"),
}
_HOW: Final = {
    "vertical": QT_TRANSLATE_NOOP("filters", "upright"),
    "rising": QT_TRANSLATE_NOOP("filters", "rising to the right"),
    "horizontal": QT_TRANSLATE_NOOP("filters", "level"),
    "falling": QT_TRANSLATE_NOOP("filters", "falling to the right"),
}
_GROUPS: Final = {
    QT_TRANSLATE_NOOP("filters", "Smooth and sharpen"): ("identity", "blur", "gaussian", "sharpen", "emboss"),
    QT_TRANSLATE_NOOP("filters", "Edges"): ("sobel", "prewitt", "scharr", "laplacian"),
    QT_TRANSLATE_NOOP("filters", "Lines, corners, textures"): ("line", "corner", "chess", "gabor"),
}


def _say(template: str) -> str:
    return QCoreApplication.translate("filters", template)


def filter_name(preset: Preset) -> str:
    """Name a filter: 'Blur', 'Sobel, ink at the right', 'Line, upright'."""
    name, direction = _say(_NAMES[preset.family]), preset.direction
    if direction in _WHERE:
        return _say("{name}, ink {where}").format(name=name, where=_say(_WHERE[direction]))
    return f"{name}, {_say(_HOW[direction])}" if direction else name


def filter_sentence(preset: Preset) -> str:
    """Say in one sentence what a filter does to a picture."""
    where, how = _WHERE.get(preset.direction, ""), _HOW.get(preset.direction, "")
    return _say(_SENTENCES[preset.family]).format(where=where and _say(where), how=how and _say(how))


def filter_group(preset: Preset) -> str:
    """Name the group under which a filter is offered: 'Edges'."""
    return next(_say(group) for group, families in _GROUPS.items() if preset.family in families)


def offers(side: int) -> list[Offer]:
    """Return all filters for kernels of that side, group by group, to choose from in pictures."""
    found = [Offer(filter_name(one), filter_sentence(one), filter_group(one), one.kernel) for one in presets(side)]
    groups = [_say(group) for group in _GROUPS]
    return sorted(found, key=lambda offer: groups.index(offer.group))
