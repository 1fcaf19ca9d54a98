"""Kernels to take from: small pictures in groups, to click, or to drag onto a matrix."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QDrag, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QApplication, QSizePolicy

from gui.imaging import colours, picture
from gui.theme import theme
from gui.widgets.cellmarks import SIGN_CELL, draw_dashes, inks
from gui.widgets.focus import Ringed
from gui.widgets.kernel_mime import to_mime
from gui.widgets.spoken import Spoken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

_SIDE: Final = 33
_GAP: Final = 6
_BETWEEN: Final = 8  # two groups
_MOVES: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_KEYS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class Offer(NamedTuple):
    """One kernel, float32 [rows, columns], that is offered under a group's name, with a sentence on what it does."""

    name: str
    sentence: str
    group: str
    kernel: NDArray[np.float32]

    @property
    def words(self) -> str:
        """Name and sentence."""
        return f"{self.name}. {self.sentence}"


class PresetPictures(Ringed):
    """Pictures of kernels, in rows as wide as there is room. Its setters are silent; it knows no network.

    The arrow keys go from picture to picture, Enter and Space choose; a drag carries one away.

    Signals
    -------
    pointed
        The number of the picture under the pointer or the keyboard, or -1.
    chosen
        The number of a picture: by a click or a key.
    dragBegun
        A picture is carried away.
    """

    pointed = Signal(int)
    chosen = Signal(int)
    dragBegun = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offers: tuple[Offer, ...] = ()
        self._places: list[QRectF] = []
        self._headings: list[tuple[str, int]] = []  # name and height at which it stands
        self._tall = 0
        self._at = -1
        self._press: tuple[int, QPoint] | None = None
        self._spoken = Spoken(self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme().changed.connect(self.update)

    # --- what is shown ---------------------------------------------------------------------------------------

    @property
    def offers(self) -> tuple[Offer, ...]:
        """What can be taken."""
        return self._offers

    def set_offers(self, offers: Sequence[Offer]) -> None:
        """Offer these, group by group."""
        self._offers, self._at = tuple(offers), -1
        self._arrange(self.width())
        self.updateGeometry()
        self.update()

    # --- geometry --------------------------------------------------------------------------------------------

    def rect_of(self, index: int) -> QRectF:
        """Where a picture lies."""
        return self._places[index]

    def sizeHint(self) -> QSize:
        """Return room for nine in a row."""
        wide = 9 * (_SIDE + _GAP) - _GAP + 2
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        """Return room for four in a row."""
        return QSize(4 * (_SIDE + _GAP), _SIDE)

    def heightForWidth(self, width: int) -> int:
        """Return what all rows need."""
        return self._layout(width)[2]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the rows."""
        super().resizeEvent(event)
        self._arrange(self.width())

    def _arrange(self, width: int) -> None:
        self._places, self._headings, self._tall = self._layout(width)

    def _layout(self, width: int) -> tuple[list[QRectF], list[tuple[str, int]], int]:
        places: list[QRectF] = []
        headings: list[tuple[str, int]] = []
        words = QFontMetrics(theme().font("small")).height() + 2
        across, y = max(1, (width - 2 + _GAP) // (_SIDE + _GAP)), 0
        for group, kin in itertools.groupby(self._offers, key=lambda offer: offer.group):
            y += _BETWEEN if y else 0
            headings.append((group, y))
            y += words
            count = len(list(kin))
            for number in range(count):
                row, column = divmod(number, across)
                step = _SIDE + _GAP
                places.append(QRectF(1 + column * step, y + 1 + row * step, _SIDE, _SIDE))
            y += -(-count // across) * (_SIDE + _GAP) - _GAP + 2
        return places, headings, y

    def _index_at(self, place: QPointF) -> int:
        margin = _GAP / 2
        grown = (rect.adjusted(-margin, -margin, margin, margin) for rect in self._places)
        return next((index for index, rect in enumerate(grown) if rect.contains(place)), -1)

    # --- painting --------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint headings, pictures and a ring."""
        look = theme().palette
        with QPainter(self) as painter:
            painter.setFont(theme().font("small"))
            painter.setPen(look.grey)
            down = QFontMetrics(painter.font()).ascent()
            for name, y in self._headings:
                painter.drawText(QPointF(1, y + down), name)
            for offer, rect in zip(self._offers, self._places, strict=True):
                _paint(painter, rect, offer.kernel)
            if self._at >= 0 and (self._ring or self.underMouse()):
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(look.selection, 2))
                painter.drawRoundedRect(self._places[self._at].adjusted(-1, -1, 1, 1), 3, 3)

    # --- pointer and keyboard --------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at a picture, or carry the one that was pressed away."""
        if self._press is None:
            self._point(self._index_at(event.position()))
            return
        index, start = self._press
        if (event.position().toPoint() - start).manhattanLength() >= QApplication.startDragDistance():
            self._press = None
            self._carry(index)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember what is pressed."""
        index = self._index_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and index >= 0:
            self._press = index, event.position().toPoint()
        else:
            event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose what was clicked."""
        press, self._press = self._press, None
        if press is not None and self._index_at(event.position()) == press[0]:
            self.chosen.emit(press[0])

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        super().leaveEvent(event)
        self._point(-1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin somewhere, if a key came here."""
        super().focusInEvent(event)
        if self._ring and self._at < 0 and self._offers:
            self._point(0)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Point at nothing."""
        super().focusOutEvent(event)
        if not self.underMouse():
            self._point(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from picture to picture; choose."""
        key = Qt.Key(event.key())
        if key in _MOVES and self._offers:
            self._ring = True
            self._point(min(max(self._at + _MOVES[key], 0), len(self._offers) - 1))
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._offers:
            self._ring = True
            self._point(self._nearest(-1 if key == Qt.Key.Key_Up else 1))
        elif key in _KEYS and self._at >= 0:
            self.chosen.emit(self._at)
        else:
            super().keyPressEvent(event)

    def _nearest(self, down: int) -> int:
        """Return the picture of the next row above or below that is nearest to this one."""
        here = self._places[max(self._at, 0)].center()
        beyond = [
            (abs(rect.center().y() - here.y()), abs(rect.center().x() - here.x()), index)
            for index, rect in enumerate(self._places)
            if (rect.center().y() - here.y()) * down > 1
        ]
        return min(beyond)[2] if beyond else max(self._at, 0)

    def _point(self, index: int) -> None:
        if index != self._at:
            self._at = index
            self._spoken.tell(self._words)
            self.update()
            self.pointed.emit(index)

    def _words(self) -> str:
        return "" if self._at < 0 else self._offers[self._at].words

    def _carry(self, index: int) -> None:
        """Let a picture be dropped somewhere; returns when it is."""
        ratio = self.devicePixelRatioF()
        stamp = QPixmap(QSize(_SIDE, _SIDE) * ratio)
        stamp.setDevicePixelRatio(ratio)
        with QPainter(stamp) as painter:
            _paint(painter, QRectF(0, 0, _SIDE, _SIDE), self._offers[index].kernel)
        drag = QDrag(self)
        drag.setMimeData(to_mime(self._offers[index].kernel))
        drag.setPixmap(stamp)
        drag.setHotSpot(QPoint(_SIDE // 2, _SIDE // 2))
        self.dragBegun.emit()
        drag.exec(Qt.DropAction.CopyAction)


def _paint(painter: QPainter, rect: QRectF, kernel: NDArray[np.float32]) -> None:
    """Paint a kernel in the colours of its own scale; negative cells have a dash where there is room."""
    lut, most = theme().lut("signed"), float(np.abs(kernel).max()) or 1.0
    painter.drawImage(rect, picture(kernel, lut, -most, most, 128))
    rows, columns = kernel.shape
    wide, tall = rect.width() / columns, rect.height() / rows
    if min(wide, tall) >= SIGN_CELL:
        y, x = np.nonzero(kernel < 0)
        dark = inks(colours(kernel[y, x], lut, -most, most, 128))
        draw_dashes(painter, rect.left() + (x + 0.5) * wide, rect.top() + (y + 0.5) * tall, dark, min(wide, tall))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme().palette.line, 1))
    painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))
