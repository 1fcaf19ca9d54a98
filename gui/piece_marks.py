"""Over the ink: a thin box around each digit, where there are several, and above it a tag that chooses it."""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPoint, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from gui.theme import theme
from gui.widgets.focus import by_keyboard

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent

    from gui.canvas import Canvas
    from gui.session import Session
    from model.number import Digit

_AROUND: Final = 4
_GAP: Final = 3
_RADIUS: Final = 4.0
_STEPS: Final = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
}


class PieceMarks(QObject):
    """Boxes and tags on a canvas; nothing is there while the ink is one symbol."""

    def __init__(self, session: Session, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._several = session.several
        self._canvas = canvas
        self._boxes = _Boxes(canvas)
        self._tags: list[Tag] = []
        self._several.changed.connect(self._on_changed)
        canvas.paperChanged.connect(self._arrange)
        theme().changed.connect(self._arrange)

    @property
    def tags(self) -> list[Tag]:
        """One for each digit, in the order of reading."""
        return list(self._tags)

    @Slot()
    def _on_changed(self) -> None:
        digits, chosen = self._several.digits, self._several.chosen
        while len(self._tags) > len(digits):
            self._drop(self._tags.pop())
        while len(self._tags) < len(digits):
            self._tags.append(self._tag())
        for index, (tag, digit) in enumerate(zip(self._tags, digits, strict=True)):
            share = self._canvas.locale().toString(100 * digit.probability, "f", 0)
            name = self.tr("Digit {place} of {count}: {digit}, {share} percent")
            tag.setAccessibleName(
                name.format(place=index + 1, count=len(digits), digit=digit.answer, share=share)
            )
            tip = self.tr("A {digit}, {share} %. Click: every panel shows this digit alone. Esc: all ink again.")
            tag.setToolTip(tip.format(digit=digit.answer, share=share))
            tag.setText(str(digit.answer))
            tag.setChecked(index == chosen)
        self._arrange()

    def _tag(self) -> Tag:
        tag = Tag(self._canvas)
        tag.clicked.connect(self._on_clicked)
        tag.stepRequested.connect(self._on_step_requested)
        tag.leaveRequested.connect(self._on_leave_requested)
        QWidget.setTabOrder(self._tags[-1] if self._tags else self._canvas, tag)
        tag.show()
        return tag

    def _drop(self, tag: Tag) -> None:
        if tag.hasFocus():
            self._canvas.setFocus()
        tag.hide()
        tag.deleteLater()

    @Slot()
    def _arrange(self) -> None:
        """Put boxes and tags where the digits are."""
        paper, digits = self._canvas.paper, self._several.digits
        places = [_place(digit, paper) for digit in digits]
        self._boxes.show_boxes(places, self._several.chosen, self._canvas.rect())
        for tag, place in zip(self._tags, places, strict=True):
            size = tag.sizeHint()
            above = place.top() - _GAP - size.height()
            top = above if above >= paper.top() else min(place.bottom() + _GAP, paper.bottom() - size.height())
            left = place.center().x() - size.width() // 2
            left = max(paper.left() + 1, min(left, paper.right() - size.width()))
            tag.setGeometry(QRect(QPoint(left, top), size))
            tag.raise_()

    @Slot()
    def _on_clicked(self) -> None:
        """Choose a digit; the chosen one a second time, and it is the whole again."""
        index = self._tags.index(self.sender())  # type: ignore[arg-type]
        self._several.choose(None if index == self._several.chosen else index)

    @Slot(int)
    def _on_step_requested(self, step: int) -> None:
        index = (self._tags.index(self.sender()) + step) % len(self._tags)  # type: ignore[arg-type]
        self._tags[index].setFocus(Qt.FocusReason.TabFocusReason)
        self._several.choose(index)

    @Slot()
    def _on_leave_requested(self) -> None:
        self._several.choose(None)
        self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)


def _place(digit: Digit, paper: QRect) -> QRect:
    """Where a digit's ink lies on the paper, with a little room around."""
    bounds, side = digit.piece.bounds, paper.width()
    reach = max(stroke.width for stroke in digit.piece.strokes) * side / 2 + _AROUND
    left, top = floor(bounds.left * side - reach), floor(bounds.top * side - reach)
    right, bottom = ceil(bounds.right * side + reach), ceil(bounds.bottom * side + reach)
    return QRect(left, top, right - left, bottom - top).translated(paper.topLeft()) & paper


class _Boxes(QWidget):
    """Thin lines that leave the mouse to the canvas."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._places: list[QRect] = []
        self._chosen: int | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_boxes(self, places: list[QRect], chosen: int | None, room: QRect) -> None:
        """Show boxes in the canvas' coordinates."""
        self._places, self._chosen = places, chosen
        self.setGeometry(room)
        self.setVisible(bool(places))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines."""
        colours = theme().palette
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for index, place in enumerate(self._places):
                chosen = index == self._chosen
                painter.setPen(QPen(colours.selection if chosen else colours.grey, 2.0 if chosen else 1.0))
                painter.drawRoundedRect(QRectF(place).adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)


class Tag(QAbstractButton):
    """A digit to click on.

    Left and right go to its neighbours, Space or Enter choose it, Esc leaves.
    """

    stepRequested = Signal(int)
    leaveRequested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._ring = False
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """Return room for one digit."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance("0") + 10, metrics.height() + 2)

    def nextCheckState(self) -> None:
        """Leave the mark to what is then chosen."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move along, choose or leave."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.stepRequested.emit(_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif key == Qt.Key.Key_Escape:
            self.leaveRequested.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show a ring to who came by keyboard."""
        self._ring = by_keyboard(event)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        self._ring = False
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the digit on a little plate."""
        colours = theme().palette
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            marked = self.isChecked() or self.underMouse() or self._ring
            painter.setPen(QPen(colours.selection if marked else colours.grey, 2.0 if self._ring else 1.0))
            painter.setBrush(colours.selection if self.isChecked() else colours.raised)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)
            painter.setFont(theme().font("title"))
            painter.setPen(colours.dock if self.isChecked() else colours.text)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
