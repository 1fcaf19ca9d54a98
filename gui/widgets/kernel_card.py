"""One slice of a kernel, large: its weights as numbers, and beside them the classic filter it is nearest to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPalette, QPen
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from gui.imaging import colours, picture
from gui.theme import theme
from gui.widgets.cellmarks import SIGN_CELL, draw_dashes, inks
from gui.widgets.mosaic import Mosaic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QFont, QPaintEvent, QResizeEvent

_NARROWEST: Final = 148
_LEAST_CELLS: Final = 48
_WIDEST: Final = 280
_STAMP: Final = 36
_ROOM_FOR_FACTS: Final = 230
_PALE: Final = 0.55


class Slice(NamedTuple):
    """What a card shows: `facts` are (name, value), one below the other; a pattern that is not `alike` is pale."""

    name: str
    weights: NDArray[np.float32]
    bound: float
    kind: str
    similarity: str
    alike: bool
    pattern: NDArray[np.float32] | None
    facts: Sequence[tuple[str, str]]


class KernelCard(QWidget):
    """Name, weights, nearest classic filter, sums. It knows no network; `cells` says where it was touched."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cells = Mosaic(self)
        self.cells.set_mode("single", 0)
        self.cells.setMinimumHeight(_LEAST_CELLS)
        self._name, self._kind, self._similarity = _label(self), _label(self), _label(self)
        for label in (self._kind, self._similarity):
            label.setWordWrap(True)
        self._stamp = Stamp(self)
        self._facts: list[tuple[QLabel, QLabel]] = []
        self._table = QWidget(self)
        self._grid = QGridLayout(self._table)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(2)
        self._grid.setColumnStretch(1, 1)
        self._arrange()
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._name)
        column.addWidget(self.cells, 1)
        kind = QGridLayout()
        kind.setHorizontalSpacing(8)
        kind.setVerticalSpacing(0)
        kind.setColumnStretch(1, 1)
        kind.addWidget(self._stamp, 0, 0, 2, 1)
        kind.addWidget(self._kind, 0, 1)
        kind.addWidget(self._similarity, 1, 1)
        column.addLayout(kind)
        column.addWidget(self._table)
        column.addStretch(0)
        self.setMinimumWidth(_NARROWEST)
        self.setMaximumWidth(_WIDEST)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def show_slice(self, shown: Slice | None) -> None:
        """Show a slice, or nothing."""
        if shown is None:
            self.cells.set_shape(3, 3, 0)
            for label in (self._name, self._kind, self._similarity):
                label.setText("")
            self._stamp.show_pattern(None, False)
            self._show_facts(())
            self.setAccessibleDescription("")
            return
        self._name.setText(shown.name)
        self._kind.setText(shown.kind)
        self._similarity.setText(shown.similarity)
        self._stamp.show_pattern(shown.pattern, shown.alike)
        self._show_facts(shown.facts)
        self.cells.set_maps(shown.weights[:, :, np.newaxis], "signed", -shown.bound, shown.bound)
        facts = ", ".join(f"{name} {value}" for name, value in shown.facts)
        self.setAccessibleDescription(f"{shown.name}: {shown.kind}, {shown.similarity}; {facts}")

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show other facts of the same slice."""
        self._show_facts(facts)

    @property
    def shows_facts(self) -> bool:
        """Whether there is room for the facts."""
        return not self.isHidden() and not self._table.isHidden()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the weights square, and leave the facts out where it is low."""
        self.cells.setMaximumHeight(max(self.width(), 60))
        self._table.setVisible(self.height() >= _ROOM_FOR_FACTS)
        super().resizeEvent(event)

    @property
    def text(self) -> str:
        """All words on the card."""
        lines = [self._name.text(), self._kind.text(), self._similarity.text()]
        return "\n".join([*lines, *(f"{name.text()} {value.text()}" for name, value in self._facts)])

    def _show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        while len(self._facts) < len(facts):
            name, value = _label(self), _label(self)
            value.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._grid.addWidget(name, len(self._facts), 0)
            self._grid.addWidget(value, len(self._facts), 1)
            name.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            self._facts.append((name, value))
            self._dress(name, theme().font("small"), theme().palette.grey)
            self._dress(value, theme().font("monosmall"), theme().palette.text)
        for (name, value), words in zip(self._facts, [*facts, *[("", "")] * len(self._facts)], strict=False):
            name.setText(words[0])
            value.setText(words[1])

    def _on_theme_changed(self) -> None:
        font, look = theme().font, theme().palette
        self._dress(self._name, font("title"), look.text)
        self._dress(self._kind, font("body"), look.text)
        self._dress(self._similarity, font("small"), look.grey)
        for name, value in self._facts:
            self._dress(name, font("small"), look.grey)
            self._dress(value, font("monosmall"), look.text)

    @staticmethod
    def _dress(label: QLabel, font: QFont, colour: QColor) -> None:
        palette = label.palette()
        palette.setColor(QPalette.ColorRole.WindowText, colour)
        label.setPalette(palette)
        label.setFont(font)


class Stamp(QWidget):
    """A small picture of a pattern around 0; negative cells have a dash."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pattern: NDArray[np.float32] | None = None
        self._alike = False
        self.setFixedSize(QSize(_STAMP, _STAMP))

    def show_pattern(self, pattern: NDArray[np.float32] | None, alike: bool) -> None:
        """Show a pattern, pale if nothing is alike; or an empty frame."""
        self._pattern, self._alike = pattern, alike
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint cells, dashes and a thin frame."""
        look = theme().palette
        with QPainter(self) as painter:
            frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            if self._pattern is not None:
                most = float(np.abs(self._pattern).max())
                image: QImage = picture(self._pattern, theme().lut("signed"), -most, most, 128)
                painter.drawImage(self.rect(), image)
                rows, columns = self._pattern.shape
                width, height = self.width() / columns, self.height() / rows
                if min(width, height) >= SIGN_CELL:
                    y, x = np.nonzero(self._pattern < -1e-6)
                    tints = colours(self._pattern[y, x], theme().lut("signed"), -most, most, 128)
                    draw_dashes(painter, (x + 0.5) * width, (y + 0.5) * height, inks(tints), min(width, height))
                if not self._alike:
                    veil = QColor(look.dock)
                    veil.setAlphaF(_PALE)
                    painter.fillRect(self.rect(), veil)
            painter.setPen(QPen(look.line, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(frame)


def _label(parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label
