"""What the canvas draws over the ink: invitation, the pen's ring, the keyboard's pen and border."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

from gui.theme import DARK, LIGHT, theme
from model.grid import DIGIT, GRID

if TYPE_CHECKING:
    from collections.abc import Iterator

RADIUS: Final = 6
_TICK: Final = 1 / 28


def paint_invitation(painter: QPainter, paper: QRect, words: str) -> None:
    """Draw four corners around the place of a digit, and a few faint words in the middle."""
    colours = theme().palette
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colours.line, 1.5, c=Qt.PenCapStyle.RoundCap))
    painter.drawLines(list(_corners(QRectF(paper))))
    font = theme().font("body")
    font.setPixelSize(max(12, min(28, round(paper.width() / 18))))
    painter.setFont(font)
    painter.setPen(colours.grey)
    painter.drawText(paper, Qt.AlignmentFlag.AlignCenter, words)


def _corners(paper: QRectF) -> Iterator[QLineF]:
    inset = paper.width() * (GRID - DIGIT) / 2 / GRID
    frame, tick = paper.adjusted(inset, inset, -inset, -inset), paper.width() * _TICK
    for corner, right, down in (
        (frame.topLeft(), 1, 1),
        (frame.topRight(), -1, 1),
        (frame.bottomLeft(), 1, -1),
        (frame.bottomRight(), -1, -1),
    ):
        yield QLineF(corner, corner + QPointF(right * tick, 0))
        yield QLineF(corner, corner + QPointF(0, down * tick))


class Ring:
    """The pen's, or dashed the eraser's, width around the pointer; seen on ink and on paper alike.

    It keeps its picture: to stroke the circle anew would take a millisecond at every move.
    """

    def __init__(self) -> None:
        self._picture = QPixmap()
        self._half = 0.0
        self._look: tuple[float, bool, bool, float] | None = None

    def paint(self, painter: QPainter, paper: QRect, at: QPointF, side: float, erases: bool) -> None:
        """Draw it around `at`, `side` wide, within the paper."""
        look = (round(max(4.0, side), 1), erases, theme().palette.dark, painter.device().devicePixelRatioF())
        if look != self._look:
            self._look, self._picture = look, _ring(*look)
            self._half = self._picture.deviceIndependentSize().width() / 2
        half, x, y = self._half, at.x(), at.y()
        reach = ceil(half) + 1
        if not paper.contains(int(x) - reach, int(y) - reach) or not paper.contains(int(x) + reach, int(y) + reach):
            painter.setClipRect(paper, Qt.ClipOperation.IntersectClip)
        painter.drawPixmap(QPointF(x - half, y - half), self._picture)


def _ring(side: float, erases: bool, dark: bool, ratio: float) -> QPixmap:
    colours = DARK if dark else LIGHT
    room = ceil(side) + 6
    picture = QPixmap(round(room * ratio), round(room * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    ground = QColor(colours.dock)
    ground.setAlphaF(0.75)
    line = QPen(colours.winner if erases else colours.selection, 1.5)
    if erases:
        line.setDashPattern([3, 2])
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for pen in (QPen(ground, 3.5), line):
            painter.setPen(pen)
            painter.drawEllipse(QPointF(room / 2, room / 2), side / 2, side / 2)
    return picture


def paint_cross(painter: QPainter, paper: QRect, at: tuple[float, float], side: float, down: bool, hint: str) -> None:
    """Draw the keyboard's pen: a cross, a ring that is filled while it draws, and how it is used."""
    colours = theme().palette
    x, y = paper.x() + at[0] * paper.width(), paper.y() + at[1] * paper.height()
    painter.save()
    painter.setClipRect(paper, Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    arm = max(8.0, side / 2 + 6)
    ground = QColor(colours.dock)
    ground.setAlphaF(0.75)
    for pen in (QPen(ground, 4.0), QPen(colours.selection, 1.5)):
        painter.setPen(pen)
        painter.setBrush(colours.selection if down else Qt.BrushStyle.NoBrush)
        painter.drawLines([QLineF(x - arm, y, x + arm, y), QLineF(x, y - arm, x, y + arm)])
        painter.drawEllipse(QPointF(x, y), *([side / 4] * 2 if down else [side / 2] * 2))
    painter.setFont(theme().font("small"))
    painter.setPen(colours.grey)
    place = paper.adjusted(8, 8, -8, -8)
    painter.drawText(place, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, hint)
    painter.restore()


def paint_border(painter: QPainter, paper: QRect, exposed: QRect, focused: bool) -> None:
    """Round the corners and draw the line around; only where that is to be seen."""
    if paper.adjusted(RADIUS, RADIUS, -RADIUS, -RADIUS).contains(exposed):
        return
    colours = theme().palette
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = QRectF(paper).adjusted(0.5, 0.5, -0.5, -0.5)
    outside, inside = QPainterPath(), QPainterPath()
    outside.addRect(QRectF(paper))
    inside.addRoundedRect(edge, RADIUS, RADIUS)
    painter.fillPath(outside.subtracted(inside), colours.dock)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colours.selection if focused else colours.line, 2.0 if focused else 1.0))
    painter.drawPath(inside)
