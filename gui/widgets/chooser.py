"""A small flat button for a dock's header that shows a choice and opens the list of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QActionGroup

from gui.widgets.tool import Tool

if TYPE_CHECKING:
    from collections.abc import Sequence


class Chooser(Tool):
    """Shows one of several words; a click, or Space, lists them. The setters are silent.

    Signals
    -------
    chosen
        The index that a person chose.
    """

    chosen = Signal(int)

    def __init__(self, name: str, tip: str) -> None:
        super().__init__(name)
        self._name = name
        self._words: tuple[str, ...] = ()
        self._index = -1
        self._group: QActionGroup | None = None
        self.setToolTip(tip)
        self.carry_menu(self._fill)

    def set_choices(self, words: Sequence[str], index: int, shown: str = "") -> None:
        """Offer these words, the one at `index` chosen; `shown` stands on the button in its place."""
        if tuple(words) != self._words:
            self._words = tuple(words)
            self._forget()
        self._index = index
        word = self._words[index] if 0 <= index < len(self._words) else "-"
        text = f"{shown or word} ▾"
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(f"{self._name}: {word}")
            self.updateGeometry()

    @property
    def index(self) -> int:
        """Index of what is chosen."""
        return self._index

    @property
    def words(self) -> tuple[str, ...]:
        """All choices."""
        return self._words

    @Slot()
    def _fill(self) -> None:
        """Build the list when somebody first wants it: the window opens without."""
        if self._group is None:
            self._group = QActionGroup(self)
            for index, word in enumerate(self._words):
                action = self._group.addAction(word)
                action.setCheckable(True)
                action.setData(index)
            self._group.triggered.connect(self._on_triggered)
            self.menu().addActions(self._group.actions())
        for action in self._group.actions():
            action.setChecked(action.data() == self._index)

    def _forget(self) -> None:
        if self._group is not None:
            self.menu().clear()
            self._group.deleteLater()
            self._group = None

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        self.chosen.emit(action.data())
