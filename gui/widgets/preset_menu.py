"""A button that opens pictures of kernels to take from, with a sentence on the one that is pointed at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget, QWidgetAction

from gui.theme import theme
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
        self._invitation = ""
        self.pictures: PresetPictures | None = None
        self.sentence: QLabel | None = None
        self.setText(f"{name} ▾")
        self.setToolTip(tip)
        self.carry_menu(self._fill)

    @property
    def offers(self) -> tuple[Offer, ...]:
        """What can be taken."""
        return self._offers

    def set_offers(self, offers: Sequence[Offer], invitation: str) -> None:
        """Offer these kernels; the invitation stands below them while none is pointed at."""
        self._offers, self._invitation = tuple(offers), invitation
        self.setEnabled(bool(self._offers))

    @Slot()
    def _fill(self) -> None:
        """Show what is offered now; make the pictures when somebody first wants them."""
        if self.pictures is None:
            frame = QWidget(self.menu())
            column = QVBoxLayout(frame)
            column.setContentsMargins(8, 6, 8, 8)
            self.pictures, self.sentence = PresetPictures(frame), QLabel(frame)
            self.sentence.setTextFormat(Qt.TextFormat.PlainText)
            self.sentence.setAlignment(Qt.AlignmentFlag.AlignTop)
            self.sentence.setWordWrap(True)
            self.pictures.pointed.connect(self._on_pointed)
            self.pictures.chosen.connect(self._on_chosen)
            self.pictures.dragBegun.connect(self.menu().close)
            column.addWidget(self.pictures)
            column.addWidget(self.sentence)
            action = QWidgetAction(self.menu())
            action.setDefaultWidget(frame)
            self.menu().addAction(action)
        assert self.sentence is not None
        self.pictures.set_offers(self._offers)
        self.pictures.setFixedSize(self.pictures.sizeHint())
        self.sentence.setFont(theme().font("small"))
        tallest = 0
        for words in (self._invitation, *(offer.words for offer in self._offers)):
            self.sentence.setText(words)
            tallest = max(tallest, self.sentence.heightForWidth(self.pictures.width()))
        self.sentence.setFixedSize(self.pictures.width(), tallest)  # nothing jumps while one points here and there
        self._on_pointed(-1)
        self.pictures.setFocus(Qt.FocusReason.PopupFocusReason)

    @Slot(int)
    def _on_pointed(self, index: int) -> None:
        if self.sentence is not None:
            self.sentence.setText(self._invitation if index < 0 else self._offers[index].words)

    @Slot(int)
    def _on_chosen(self, index: int) -> None:
        self.menu().close()
        self.presetChosen.emit(self._offers[index])
