"""The header of the ink area: like a dock's, without the buttons of a dock."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from gui.dock import fit_button, header_height
from gui.icons import set_icon
from gui.theme import theme

_LEFT, _GAP, _RIGHT = 11, 10, 5


class InkHeader(QWidget):
    """A name in bold, a fact in grey, the switch of the blind spots and the help button."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = QLabel(self)
        self._fact = QLabel(self)
        self._fact.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        for words in (self._name, self._fact):
            words.setTextFormat(Qt.TextFormat.PlainText)
        self.blind = self._button("blind", self.tr("Blind spots"))
        self.blind.setCheckable(True)
        self.blind.setToolTip(self.tr("Blind spots: how far each pixel of the 28×28 counts, and which do not (B)"))
        self.help = self._button("help", self.tr("Help"))
        self.help.setToolTip(self.tr("What is this?"))
        row = QHBoxLayout(self)
        row.setContentsMargins(_LEFT, 0, _RIGHT, 1)
        row.setSpacing(_GAP)
        row.addWidget(self._name)
        row.addWidget(self._fact, 1)
        row.addWidget(self.blind)
        row.addSpacing(-_GAP)
        row.addWidget(self.help)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def _button(self, picture: str, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("calm")
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(name)
        set_icon(button, picture, calm=True)
        return button

    def show_words(self, name: str, fact: str) -> None:
        """Show a name and a fact."""
        self._name.setText(name)
        self._fact.setText(fact)

    @property
    def fact(self) -> str:
        """The grey words."""
        return self._fact.text()

    def height_needed(self) -> int:
        """Height of the header, the line below it included."""
        return header_height(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the thin line under the header."""
        with QPainter(self) as painter:
            painter.fillRect(0, self.height() - 1, self.width(), 1, theme().palette.line)

    def _on_theme_changed(self) -> None:
        colours = theme().palette
        looks = (self._name, "title", colours.text), (self._fact, "body", colours.grey)
        for words, role, colour in looks:
            palette = words.palette()
            palette.setColor(QPalette.ColorRole.WindowText, colour)
            words.setPalette(palette)
            words.setFont(theme().font("title" if role == "title" else "body"))
        for button in (self.blind, self.help):
            fit_button(button)
        self.update()
