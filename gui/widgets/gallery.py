"""Any number of small pictures in rows, with a caption under each; only those in view are ever made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from gui.imaging import Pixels
from gui.theme import theme
from gui.widgets.focus import by_keyboard
from gui.widgets.spoken import Spoken

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent

    from gui.theme import Palette

    Places = NDArray[np.integer]

Tone = Literal["text", "grey", "warm"]

_SIDE: Final = 56
_GAP: Final = 8
_APART: Final = 14  # side by side: captions are a little wider than pictures
_EDGE: Final = 10


@dataclass(frozen=True, slots=True)
class Caption:
    """What is said of a picture.

    Attributes
    ----------
    text
        A few letters under it.
    tip
        A sentence for the tool tip and for screen readers.
    """

    text: str = ""
    tone: Tone = "grey"
    tip: str = ""


def no_caption(index: int) -> Caption:
    """Return an empty caption for any picture."""
    return Caption()


class Gallery(QAbstractScrollArea):
    """A grid of pictures, of which one is current. The setters emit nothing.

    Pictures are known by their index in the array they came in, whatever of them is shown and in which order.
    The arrow keys, Page Up and Down, Home and End move; Enter, Space or a click chooses.
    """

    chosen = Signal(int)
    """The person chose the picture of that index."""
    currentChanged = Signal(int)
    """The person went to the picture of that index."""
    scrolled = Signal()
    """Other pictures than before may be in view; see `in_view`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures: NDArray[np.uint8] = np.zeros((0, 1, 1), np.uint8)
        self._places: Places = np.arange(0)
        self._caption: Callable[[int], Caption] = no_caption
        self._empty = ""
        self._side = _SIDE
        self._current = -1  # a place among those shown, or -1
        self._hover = -1
        self._pressed = -1
        self._ring = False
        self._words_height = 0
        self._atlas: tuple[tuple[int, int], Pixels] | None = None
        self._spoken = Spoken(self)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    # --- what is shown --------------------------------------------------------------------------------------

    def set_pictures(self, pictures: NDArray[np.uint8], places: Places | None = None) -> None:
        """Show pictures uint8 [N, h, w], 0 paper to 255 ink; of them those of `places` [n], in that order, or all.

        The array is kept, not copied. Raises ValueError if it has not three axes.
        """
        if pictures.ndim != 3:
            raise ValueError(f"Expected pictures [number, rows, columns]. Received shape {pictures.shape}.")
        self._pictures = pictures
        self.show_only(places)

    def show_only(self, places: Places | None) -> None:
        """Show the pictures of these indices [n], in their order; None shows all. What was current stays so if it can.

        Raises IndexError for an index that no picture has.
        """
        count = len(self._pictures)
        chosen = np.arange(count) if places is None else np.asarray(places, np.intp)
        if len(chosen) and not (chosen.min() >= 0 and chosen.max() < count):
            raise IndexError(f"Expected indices from 0 to {count - 1}. Received {chosen.min()} to {chosen.max()}.")
        current = self.current
        self._places = chosen
        self._current = self._place_of(current)
        self._hover = self._pressed = -1
        self._refresh()

    def set_captions(self, caption: Callable[[int], Caption]) -> None:
        """Ask `caption(index)` for what to say of a picture, when it comes into view."""
        self._caption = caption
        self._refresh()

    def set_empty_words(self, words: str) -> None:
        """Say this where there is no picture to show."""
        self._empty = words
        self.viewport().update()

    def set_side(self, side: int) -> None:
        """Make the pictures so many pixels wide and high."""
        self._side = max(8, side)
        self._refresh()

    def set_current(self, index: int) -> None:
        """Mark a picture and bring it into view; -1, or one that is not shown, marks none."""
        self._current = self._place_of(index)
        if self._current >= 0:
            self._reveal(self._current)
        self._tell()
        self.viewport().update()

    def refresh_captions(self) -> None:
        """Ask for the captions anew: more is known now."""
        self._tell()
        self.viewport().update()

    @property
    def current(self) -> int:
        """Index of the marked picture, or -1."""
        return int(self._places[self._current]) if 0 <= self._current < len(self._places) else -1

    @property
    def count(self) -> int:
        """How many pictures are shown, in view or not."""
        return len(self._places)

    def in_view(self) -> Places:
        """Return the indices of the pictures that can be seen now, int [n]."""
        first, last = self._range()
        return self._places[first:last]

    # --- geometry -------------------------------------------------------------------------------------------

    @property
    def columns(self) -> int:
        """How many pictures stand side by side."""
        return max(1, (self.viewport().width() - 2 * _EDGE + _APART) // (self._side + _APART))

    def rect_of(self, index: int) -> QRect:
        """Where a picture lies in the viewport, without its caption; empty if it is not shown."""
        place = self._place_of(index)
        return QRect() if place < 0 else self._rect(place)

    def sizeHint(self) -> QSize:
        """Return room for some rows."""
        return QSize(6 * (self._side + _APART) + 2 * _EDGE, 3 * self._pitch())

    def minimumSizeHint(self) -> QSize:
        """Return room for one picture."""
        return QSize(self._side + 2 * _EDGE, self._pitch())

    def _pitch(self) -> int:
        return self._side + self._words_height + _GAP

    def _rect(self, place: int) -> QRect:
        row, column = divmod(place, self.columns)
        x = _EDGE + column * (self._side + _APART)
        y = _GAP + row * self._pitch() - self.verticalScrollBar().value()
        return QRect(x, y, self._side, self._side)

    def _at(self, position: QPoint) -> int:
        """Return the place under a point of the viewport, or -1."""
        column, x = divmod(position.x() - _EDGE, self._side + _APART)
        row, y = divmod(position.y() - _GAP + self.verticalScrollBar().value(), self._pitch())
        place = row * self.columns + column
        inside = 0 <= column < self.columns and row >= 0 and x < self._side and y < self._side + self._words_height
        return place if inside and place < len(self._places) else -1

    def _place_of(self, index: int) -> int:
        found = np.flatnonzero(self._places == index)
        return int(found[0]) if len(found) else -1

    def _range(self) -> tuple[int, int]:
        """Return the first place in view and the one after the last."""
        top, pitch = self.verticalScrollBar().value() - _GAP, self._pitch()
        first = max(0, top // pitch) * self.columns
        last = ((top + self.viewport().height()) // pitch + 1) * self.columns
        return min(first, len(self._places)), min(max(last, 0), len(self._places))

    def _refresh(self) -> None:
        """Take over other pictures or sizes."""
        self._atlas = None
        bar, room = self.verticalScrollBar(), self.viewport().height()
        rows = -(-len(self._places) // self.columns)
        bar.setRange(0, max(0, rows * self._pitch() + _GAP - room))
        bar.setPageStep(room)
        bar.setSingleStep(self._pitch() // 3)
        self._tell()
        self.viewport().update()

    def _reveal(self, place: int) -> None:
        rect, bar = self._rect(place), self.verticalScrollBar()
        if rect.top() < _GAP:
            bar.setValue(bar.value() + rect.top() - _GAP)
        elif rect.top() + self._pitch() > self.viewport().height():
            bar.setValue(bar.value() + rect.top() + self._pitch() - self.viewport().height())

    # --- painting -------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is in view: all pictures from one image, then the words."""
        colours = theme().palette
        with QPainter(self.viewport()) as painter:
            painter.fillRect(event.rect(), colours.dock)
            first, last = self._range()
            if first == last:
                painter.setPen(colours.grey)
                room = self.viewport().rect().adjusted(_EDGE, _GAP, -_EDGE, -_GAP)
                painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._empty)
                return
            atlas = self._atlas_of(first, last)
            height, width = self._pictures.shape[1:]
            painter.setFont(theme().font("small"))
            metrics = QFontMetrics(painter.font())
            tones = {"text": colours.text, "grey": colours.grey, "warm": colours.winner}
            for place in range(first, last):
                rect = self._rect(place)
                if not event.rect().intersects(rect.adjusted(-3, -3, 3, self._words_height)):
                    continue
                painter.drawImage(rect, atlas.image, QRect(0, (place - first) * height, width, height))
                self._frame(painter, rect, place, colours)
                caption = self._caption(int(self._places[place]))
                if caption.text:
                    painter.setPen(tones[caption.tone])
                    below = QRect(rect.x() - _APART // 2, rect.bottom() + 2, rect.width() + _APART, self._words_height)
                    words = metrics.elidedText(caption.text, Qt.TextElideMode.ElideRight, below.width())
                    painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, words)

    def _frame(self, painter: QPainter, rect: QRect, place: int, colours: Palette) -> None:
        current = place == self._current
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if current or place == self._hover:
            painter.setPen(QPen(colours.selection, 2 if current else 1))
            painter.drawRect(QRectF(rect).adjusted(-1, -1, 1, 1))
            if current and self._ring:
                painter.setPen(QPen(colours.selection, 1, Qt.PenStyle.DotLine))
                painter.drawRect(rect.adjusted(-4, -4, 3, 3))
        else:
            painter.setPen(QPen(colours.line, 1))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def _atlas_of(self, first: int, last: int) -> Pixels:
        """Return the pictures from place `first` to `last` one below the other, in the theme's colours."""
        if self._atlas is None or self._atlas[0] != (first, last):
            height, width = self._pictures.shape[1:]
            pixels = Pixels((last - first) * height, width)
            chosen = self._pictures[self._places[first:last]]
            np.take(theme().lut("ink"), chosen.reshape(-1, width), out=pixels.array)
            self._atlas = (first, last), pixels
        return self._atlas[1]

    def _on_theme_changed(self) -> None:
        self._words_height = QFontMetrics(theme().font("small")).height() + 4
        self._refresh()

    # --- hands ----------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the columns anew; what is current, or else on top, stays in view."""
        kept = self._current if self._current >= 0 else self._range()[0]
        super().resizeEvent(event)
        self._refresh()
        if kept and kept < len(self._places):
            self._reveal(kept)
        self.scrolled.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what a click would choose."""
        self._set_hover(self._at(event.position().toPoint()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a click begins."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._at(event.position().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the picture, if the click ended on it too."""
        place = self._at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and place >= 0 and place == self._pressed:
            self._go(place)
            self.chosen.emit(self.current)
        self._pressed = -1

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, or choose."""
        key, keys = event.key(), Qt.Key
        page = max(1, self.viewport().height() // self._pitch()) * self.columns
        steps = {
            keys.Key_Left: -1, keys.Key_Right: 1, keys.Key_Up: -self.columns, keys.Key_Down: self.columns,
            keys.Key_PageUp: -page, keys.Key_PageDown: page,
        }  # fmt: skip
        last = len(self._places) - 1
        if last < 0:
            super().keyPressEvent(event)
        elif key in (keys.Key_Return, keys.Key_Enter, keys.Key_Space):
            if self._current >= 0:
                self.chosen.emit(self.current)
        elif key in (keys.Key_Home, keys.Key_End):
            self._go(0 if key == keys.Key_Home else last)
        elif key in steps:
            step = steps[keys(key)]
            target = self._current + step
            if self._current < 0:
                target = self._range()[0]
            elif not 0 <= target <= last and abs(step) == self.columns:
                target = self._current  # there is no row above or below
            self._go(min(max(target, 0), last))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Mark a picture for who comes by keyboard."""
        super().focusInEvent(event)
        self._ring = by_keyboard(event)
        if self._ring and self._current < 0 and len(self._places):
            self._current = self._range()[0]
            self._tell()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self._ring = False
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell all that is known of the picture under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self._at(event.pos())
            tip = self._caption(int(self._places[place])).tip if place >= 0 else ""
            QToolTip.showText(event.globalPos(), tip, self.viewport())
            return True
        if event.type() == QEvent.Type.Leave:
            self._set_hover(-1)
        return super().viewportEvent(event)

    def _go(self, place: int) -> None:
        if place != self._current:
            self._current = place
            self._reveal(place)
            self._tell()
            self.viewport().update()
            self.currentChanged.emit(self.current)

    def _set_hover(self, place: int) -> None:
        if place != self._hover:
            self._hover = place
            self.viewport().update()

    def _on_scrolled(self) -> None:
        self.viewport().update()
        self.scrolled.emit()

    # --- words for those who do not see ---------------------------------------------------------------------

    def _tell(self) -> None:
        self._spoken.tell(self._words)

    def _words(self) -> str:
        place = self._current
        if not 0 <= place < len(self._places):
            return self.tr("{count} pictures").format(count=len(self._places))
        caption = self._caption(int(self._places[place]))
        words = self.tr("{tip}, picture {place} of {count}")
        return words.format(tip=caption.tip or caption.text, place=place + 1, count=len(self._places))
