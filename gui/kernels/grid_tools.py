"""Buttons for a grid of weights: kernels to take, how one draws symmetrically, and what one paints with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from gui.kernels import filter_words
from gui.sentences import QT_TRANSLATE_NOOP
from gui.widgets.chooser import Chooser
from gui.widgets.preset_menu import PresetMenu
from gui.widgets.symmetry import SYMMETRIES

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gui.widgets.kernel_grid import KernelGrid
    from gui.widgets.preset_pictures import Offer

_SYMMETRIES: Final = {
    "none": QT_TRANSLATE_NOOP("grid", "Every cell alone"),
    "left-right": QT_TRANSLATE_NOOP("grid", "Mirror left and right"),
    "up-down": QT_TRANSLATE_NOOP("grid", "Mirror top and bottom"),
    "both": QT_TRANSLATE_NOOP("grid", "Mirror both ways"),
    "point": QT_TRANSLATE_NOOP("grid", "Half a turn"),
    "left-right negative": QT_TRANSLATE_NOOP("grid", "Left and right with opposite signs"),
    "up-down negative": QT_TRANSLATE_NOOP("grid", "Top and bottom with opposite signs"),
    "point negative": QT_TRANSLATE_NOOP("grid", "Half a turn with opposite signs"),
}
_SHORT: Final = dict(zip(_SYMMETRIES, ("▫", "◫", "⊟", "⊞", "↻", "◫ ±", "⊟ ±", "↻ ±"), strict=True))
_BRUSHES: Final = (None, 1.0, 0.5, 0.25, 2.0, 0.0)


class GridTools(QObject):
    """Three small buttons that belong to one grid; put them where there is room.

    Attributes
    ----------
    presets, symmetry, brush
        The buttons.

    Signals
    -------
    kernelChosen
        A classic kernel, float32 [side, side]; the grid is not changed by it, and tells nothing.
    """

    kernelChosen = Signal(object)

    def __init__(self, grid: KernelGrid) -> None:
        super().__init__(grid)
        self._grid = grid
        self._side = 0
        self.presets = PresetMenu(_tr("Kernels"), _tr("Take a classic kernel: click one, or drag it onto the grid"))
        self.symmetry = Chooser(_tr("Symmetry"), _tr("Which other cells change with the one that is changed"))
        self.brush = Chooser(
            _tr("Brush"), _tr("Drag numbers up and down, or paint with one; the right button paints its negative")
        )
        self.presets.presetChosen.connect(self._on_preset_chosen)
        self.symmetry.chosen.connect(self._on_symmetry_chosen)
        self.brush.chosen.connect(self._on_brush_chosen)
        self._show()

    def all(self) -> list[QWidget]:
        """Return them from left to right."""
        return [self.presets, self.symmetry, self.brush]

    def set_side(self, side: int) -> None:
        """Offer kernels of another size."""
        if side != self._side:
            self._side = side
            invitation = _tr("Point at a kernel, or go to it with the arrow keys, to read what it does.")
            if side == 3:
                invitation += " " + _tr("Gabor's stripes need 5×5 or 7×7.")
            self.presets.set_offers(filter_words.offers(side), invitation)

    def _show(self) -> None:
        words = [_tr(_SYMMETRIES[name]) for name in SYMMETRIES]
        chosen = self._grid.symmetry
        self.symmetry.set_choices(words, SYMMETRIES.index(chosen), _SHORT[chosen])
        brush = self._grid.brush
        painted = [
            _tr("Drag numbers") if value is None else _tr("Paint {value:g}").format(value=value) for value in _BRUSHES
        ]
        shown = _tr("drag") if brush is None else _tr("paint {value:g}").format(value=brush)
        self.brush.set_choices(painted, _BRUSHES.index(brush), shown)

    @Slot(object)
    def _on_preset_chosen(self, offer: Offer) -> None:
        self.kernelChosen.emit(offer.kernel)

    @Slot(int)
    def _on_symmetry_chosen(self, index: int) -> None:
        self._grid.set_symmetry(SYMMETRIES[index])
        self._show()

    @Slot(int)
    def _on_brush_chosen(self, index: int) -> None:
        self._grid.set_brush(_BRUSHES[index])
        self._show()


def _tr(words: str) -> str:
    return QCoreApplication.translate("grid", words)
