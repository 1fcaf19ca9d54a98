"""A button that opens pictures of kernels to take from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget, QWidgetAction

from gui.widgets.preset_pictures import Offer, PresetPictures
from gui.widgets.tool import Tool

if TYPE_CHECKING:
    from collections.abc import Sequence


class PresetMenu(Tool):
    """Offers kernels under a button; a click on one takes it, a drag carries it to any matrix.

    Signals
    -------
    presetChosen
        The `Offer` that was clicked.
    """

    presetChosen = Signal(object)

    def __init__(self, name: str, tip: str) -> None:
        super().__init__(name)
        self._offers: tuple[Offer, ...] = ()
        self.pictures: PresetPictures | None = None
        self.setText(f"{name} ▾")
        self.setToolTip(tip)
        self.carry_menu(self._fill)

    @property
    def offers(self) -> tuple[Offer, ...]:
        """What can be taken."""
        return self._offers

    def set_offers(self, offers: Sequence[Offer]) -> None:
        """Offer these kernels."""
        self._offers = tuple(offers)
        self.setEnabled(bool(self._offers))
        if self.pictures is not None:
            self.pictures.set_offers(self._offers)

    @Slot()
    def _fill(self) -> None:
        """Make the pictures when somebody first wants them."""
        if self.pictures is None:
            frame = QWidget(self.menu())
            column = QVBoxLayout(frame)
            column.setContentsMargins(8, 6, 8, 8)
            self.pictures = PresetPictures(frame)
            self.pictures.set_offers(self._offers)
            self.pictures.setFixedSize(self.pictures.sizeHint())
            self.pictures.chosen.connect(self._on_chosen)
            self.pictures.dragBegun.connect(self.menu().close)
            column.addWidget(self.pictures)
            action = QWidgetAction(self.menu())
            action.setDefaultWidget(frame)
            self.menu().addAction(action)
        self.pictures.setFocus(Qt.FocusReason.PopupFocusReason)

    @Slot(int)
    def _on_chosen(self, index: int) -> None:
        self.menu().close()
        self.presetChosen.emit(self._offers[index])
