"""An answer written large, with its number and one plain line beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetrics, QFontMetricsF, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from gui.widgets.calm import Calm
from gui.widgets.spoken import Spoken

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent

_LEFT: Final = 3
_GAP: Final = 11
_ABOVE_LINE: Final = 6  # between several digits and their line, at least
_CALM: Final = 0.42  # size of a refusal's words, in that of an answer's digit
_MOST_PIECES: Final = 600


@dataclass(frozen=True, slots=True)
class VerdictLook:
    """Colours and fonts of a verdict."""

    text: QColor = field(default_factory=lambda: QColor("black"))
    grey: QColor = field(default_factory=lambda: QColor("grey"))
    paper: QColor = field(default_factory=lambda: QColor("white"))
    winner: QColor = field(default_factory=lambda: QColor("black"))
    huge: QFont = field(default_factory=QFont)
    heading: QFont = field(default_factory=QFont)
    number: QFont = field(default_factory=QFont)
    small: QFont = field(default_factory=QFont)


class Verdict(QWidget):
    """The answer, or an invitation where there is none. The setters emit nothing.

    The letters of the number's font must be equally wide.
    """

    clicked = Signal()

    def __init__(self, invitation: str, promise: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._invitation, self._promise = invitation, promise
        self._look = VerdictLook()
        self._answer = self._number = self._words = ""
        self._doubted = False
        self._spoken = Spoken(self)
        self._left = 0  # where number and words begin
        self._large: dict[tuple[str, bool], QPixmap] = {}  # letters as large as that are slow to paint
        self._pieces: dict[tuple[str, float, float], QPixmap] = {}  # and so is any text among other work
        self._lines: dict[tuple[str, int, float], QPixmap] = {}
        self._corner: QWidget | None = None
        self._measure()
        self._told = ("", "")  # the number and the line that were last asked to be painted
        self._calm = Calm(self._show_lines, self)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.clear()

    @property
    def answer(self) -> str:
        """What was answered, or nothing."""
        return self._answer

    @property
    def words(self) -> str:
        """The plain line."""
        return self._words

    @property
    def is_doubted(self) -> bool:
        """Whether what is shown is no answer to rely on, and therefore grey."""
        return self._doubted

    def set_look(self, look: VerdictLook) -> None:
        """Use other colours and fonts."""
        self._look = look
        self._forget()
        self._measure()
        self._left = self._beside()
        QTimer.singleShot(0, self, self.fit_corner)  # its widget has its new letters then
        self.updateGeometry()
        self.update()

    def show_answer(self, answer: str, number: str, words: str, *, doubted: bool = False) -> None:
        """Show an answer; a doubted one is grey."""
        if (answer, number, words, doubted) == (self._answer, self._number, self._words, self._doubted):
            return
        same = answer == self._answer and self._number != "" and doubted == self._doubted
        self._answer, self._number, self._words, self._doubted = answer, number, words, doubted
        self._spoken.tell(self._said)
        if not same:
            self._left = self._beside()
            self._told = number, words
            self.update()
        else:
            self._calm.ask()

    def _show_lines(self) -> None:
        """Bring number and line up to date, beside an answer that stays."""
        before, self._told = self._told, (self._number, self._words)
        for was, now, room in zip(before, self._told, self._rooms(), strict=True):
            if was != now:
                self.update(room)

    def show_number(self, digits: str, words: str) -> None:
        """Show an answer of several digits, as large as there is room, with the line below it."""
        self._show_large(digits, words, doubted=False)

    def show_refusal(self, refusal: str, reason: str) -> None:
        """Say in place of an answer that there is none, and below it why."""
        self._show_large(refusal, reason, doubted=True)

    def _show_large(self, answer: str, words: str, *, doubted: bool) -> None:
        if (answer, "", words, doubted) != (self._answer, self._number, self._words, self._doubted):
            self._answer, self._number, self._words, self._doubted = answer, "", words, doubted
            self._spoken.tell(self._said)
            self.update()

    def _said(self) -> str:
        return ", ".join(filter(None, (self._spelled(), self._number, self._words))) or self._invitation

    def _spelled(self) -> str:
        """Return the answer, digit by digit if there are several."""
        return self._answer if self._number or self._doubted else " ".join(self._answer)

    def clear(self) -> None:
        """Show the invitation."""
        self._answer = self._number = self._words = ""
        self._doubted = False
        self._spoken.tell(self._said)
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for the large letters."""
        return QSize(206, QFontMetrics(self._look.huge).capHeight() + 12)

    def minimumSizeHint(self) -> QSize:
        """Return the same height."""
        return QSize(120, self.sizeHint().height())

    def set_corner(self, widget: QWidget) -> None:
        """Keep a small widget in the corner at the bottom right."""
        widget.setParent(self)
        self._corner = widget
        self.fit_corner()

    def fit_corner(self) -> None:
        """Place the widget in the corner anew, once its size has changed."""
        if self._corner is not None:
            size = self._corner.sizeHint()
            self._corner.setGeometry(QRect(QPoint(self.width() - size.width(), self.height() - size.height()), size))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Centre the large letters anew."""
        self._forget()
        self.fit_corner()
        super().resizeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell that the answer was clicked."""
        if event.button() == Qt.MouseButton.LeftButton and self._answer:
            self.clicked.emit()
        else:
            super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the answer, its number and the line, or the invitation."""
        ratio = self.devicePixelRatioF()
        with QPainter(self) as painter:
            look, dirty = self._look, event.rect()
            painter.fillRect(dirty, look.paper)
            if not self._answer:
                self._paint_lines(painter, dirty, 2 * _LEFT, look.heading, self._invitation, self._promise)
                return
            if not self._number:
                self._paint_large(painter)
                return
            if dirty.left() < self._left:
                painter.drawPixmap(0, 0, self._letters())
            if ratio != int(ratio):  # kept pictures would not lie on whole pixels
                self._paint_lines(painter, dirty, self._left, look.number, self._number, self._words)
                return
            if dirty.top() <= self.height() / 2:
                self._paint_share(painter, ratio)
            if dirty.bottom() >= self.height() / 2 + 2:
                painter.drawPixmap(self._left, self.height() // 2 + 3, self._line(ratio))

    def _paint_share(self, painter: QPainter, ratio: float) -> None:
        """Put the number together of what stands before and behind its point: there are few of either."""
        split, x = self._number.find(".") + 1, float(self._left)
        for text in (self._number[:split], self._number[split:]):
            if text:
                painter.drawPixmap(int(x), 0, self._piece(text, x - int(x), ratio))
                x += self._advance * len(text)

    def _piece(self, text: str, offset: float, ratio: float) -> QPixmap:
        """Return a part of the number that begins a part of a pixel from the left."""
        piece = self._pieces.get((text, offset, ratio))
        if piece is None:
            piece = self._blank(ceil(offset + self._advance * len(text)), self._rooms()[0].height(), ratio)
            with QPainter(piece) as painter:
                painter.setFont(self._look.number)
                painter.setPen(self._look.text)
                painter.drawText(QPointF(offset, self.height() / 2 - self._descent), text)
            self._pieces[text, offset, ratio] = piece
        return piece

    def _line(self, ratio: float) -> QPixmap:
        """Return the plain line, with all the room it has."""
        line = self._lines.get((self._words, self._left, ratio))
        if line is None:
            room = self._rooms()[1]
            line = self._blank(room.width(), room.height(), ratio)
            with QPainter(line) as painter:
                painter.translate(-room.topLeft())
                self._paint_lines(painter, room, self._left, self._look.number, "", self._words)
            self._lines[self._words, self._left, ratio] = line
        return line

    def _blank(self, width: int, height: int, ratio: float) -> QPixmap:
        if len(self._pieces) + len(self._lines) > _MOST_PIECES:
            self._forget()
        blank = QPixmap(QSize(max(1, width), max(1, height)) * ratio)
        blank.setDevicePixelRatio(ratio)
        blank.fill(self._look.paper)
        return blank

    def _forget(self) -> None:
        """Keep none of the pictures."""
        self._large.clear()
        self._pieces.clear()
        self._lines.clear()

    def _paint_large(self, painter: QPainter) -> None:
        """Paint several digits, or the words that there is none, and below them the line."""
        look, room = self._look, self.width() - 2 * _LEFT
        small, large = QFontMetrics(look.small), QFontMetrics(look.huge)
        lines = 1 if small.horizontalAdvance(self._words) <= room else 2
        height = self.height() - lines * small.lineSpacing() - 10 - _ABOVE_LINE
        most = _CALM if self._doubted else 1.0
        told = self._spelled()
        share = min(room / max(1, large.horizontalAdvance(told)), height / max(1, large.capHeight()), most)
        font = QFont(look.huge)
        font.setPixelSize(max(8, int(QFontInfo(font).pixelSize() * share)))
        painter.setFont(font)
        painter.setPen(look.grey if self._doubted else look.winner)
        base = 4 + (height + QFontMetrics(font).capHeight()) // 2
        painter.drawText(QPointF(_LEFT, base), told)
        painter.setFont(look.small)
        painter.setPen(look.text if self._doubted else look.grey)
        high = lines * small.lineSpacing() + 2
        below = QRect(_LEFT, self.height() - high - (4 if lines == 1 else 0), room, high)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap, self._words)

    def _letters(self) -> QPixmap:
        """Return the answer in large letters, as a picture that is kept."""
        ratio, look = self.devicePixelRatioF(), self._look
        letters = self._large.get((self._answer, self._doubted))
        if letters is None or letters.devicePixelRatio() != ratio:
            letters = QPixmap(round(self._left * ratio), round(self.height() * ratio))
            letters.setDevicePixelRatio(ratio)
            letters.fill(look.paper)
            with QPainter(letters) as painter:
                painter.setFont(look.huge)
                painter.setPen(look.grey if self._doubted else look.winner)
                cap = QFontMetrics(look.huge).capHeight()
                painter.drawText(QPointF(_LEFT, round((self.height() + cap) / 2)), self._answer)
            self._large[self._answer, self._doubted] = letters
        return letters

    def _rooms(self) -> tuple[QRect, QRect]:
        """Where number and words stand."""
        width, middle = self.width() - self._left, self.height() // 2
        return QRect(self._left, 0, width, middle + 1), QRect(self._left, middle + 3, width, self.height() - middle - 3)

    def _paint_lines(self, painter: QPainter, dirty: QRect, left: int, font: QFont, upper: str, lower: str) -> None:
        """Two texts, one above and one below the middle."""
        look, width, middle = self._look, self.width() - left, self.height() / 2
        side = Qt.AlignmentFlag.AlignLeft
        if dirty.top() <= middle:
            painter.setFont(font)
            painter.setPen(look.text)
            below = self._descent if self._answer else QFontMetricsF(font).descent()
            painter.drawText(QPointF(left, middle - below), upper)
        if dirty.bottom() >= middle + 2:
            painter.setFont(look.small)
            painter.setPen(look.grey)
            metrics = self._small_metrics
            if metrics.horizontalAdvance(lower) <= width:  # to break lines is slow
                painter.drawText(QPointF(left, middle + 4 + metrics.ascent()), lower)
            else:
                painter.drawText(QRectF(left, middle + 4, width, middle - 4), side | Qt.TextFlag.TextWordWrap, lower)

    def _measure(self) -> None:
        self._small_metrics, numbers = QFontMetricsF(self._look.small), QFontMetricsF(self._look.number)
        self._descent, self._advance = numbers.descent(), numbers.horizontalAdvance("0")

    def _beside(self) -> int:
        return _LEFT + QFontMetrics(self._look.huge).horizontalAdvance(self._answer or "0") + _GAP
