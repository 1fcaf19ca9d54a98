"""How a trail looks: ribbons by size and sign, knots, and sums below them.

What adds is a filled ribbon, what takes away a hollow one with an edge: the sign shows without colour too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from gui.theme import mixed, theme
from gui.widgets.trail_layout import TIGHT

if TYPE_CHECKING:
    from gui.widgets.trail_layout import Column, Knot, Note, Places, Ribbon

_FAINT, _STRONG = 0.16, 0.62  # how opaque a ribbon is beside the path, and on it
_HAIR: Final = 1.0  # no ribbon is thinner: what is small is still there
_PAD: Final = 7.0
_RADIUS: Final = 4.0
_TWO_LINES: Final = 33.0  # height from which on a knot has its number below its name
_SMALL_FRAME: Final = 4.0


@dataclass(frozen=True, slots=True)
class TrailLook:
    """Colours and fonts of a trail."""

    paper: QColor = field(default_factory=lambda: QColor("white"))
    raised: QColor = field(default_factory=lambda: QColor("white"))
    line: QColor = field(default_factory=lambda: QColor("lightgrey"))
    text: QColor = field(default_factory=lambda: QColor("black"))
    grey: QColor = field(default_factory=lambda: QColor("grey"))
    selection: QColor = field(default_factory=lambda: QColor("blue"))
    winner: QColor = field(default_factory=lambda: QColor("black"))
    positive: QColor = field(default_factory=lambda: QColor("orange"))
    negative: QColor = field(default_factory=lambda: QColor("blue"))
    title: QFont = field(default_factory=QFont)
    words: QFont = field(default_factory=QFont)
    number: QFont = field(default_factory=QFont)
    small: QFont = field(default_factory=QFont)
    scale: float = 1.0  # of all letters

    @classmethod
    def of_theme(cls) -> TrailLook:
        """Return the look of the present theme."""
        colours, font = theme().palette, theme().font
        return cls(
            paper=colours.dock,
            raised=colours.raised,
            line=colours.line,
            text=colours.text,
            grey=colours.grey,
            selection=colours.selection,
            winner=colours.winner,
            positive=colours.positive,
            negative=colours.negative,
            title=font("title"),
            words=font("small"),
            number=font("mono"),
            small=font("monosmall"),
            scale=theme().scale,
        )

    def of_sign(self, value: float) -> QColor:
        """Return the colour of what adds or takes away."""
        return self.negative if value < 0 else self.positive


def paint_frame(painter: QPainter, place: QRectF, cells: QSize, mark: QRectF, colour: QColor, paper: QColor) -> None:
    """Frame a part of a picture of that many cells, which fills `place`; one that would be too small, around it."""
    across, down = place.width() / cells.width(), place.height() / cells.height()
    rect = QRectF(mark.left() * across, mark.top() * down, mark.width() * across, mark.height() * down)
    rect.translate(place.topLeft())
    if rect.width() < _SMALL_FRAME:
        rect.adjust(-1.5, -1.5, 1.5, 1.5)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(paper, 2.6), QPen(colour, 1.3)):
        painter.setPen(pen)
        painter.drawRect(rect)


class TrailPainter:
    """Paints one trail; made anew for a new look."""

    def __init__(self, look: TrailLook) -> None:
        self._look = look
        self._words, self._number = QFontMetricsF(look.words), QFontMetricsF(look.number)
        self._small, self._title = QFontMetricsF(look.small), QFontMetricsF(look.title)
        self._elided: dict[tuple[str, int, bool], str] = {}

    def paint_ribbons(self, painter: QPainter, places: Places) -> None:
        """Paint all ribbons, those of the path last."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for ribbon in sorted(places.ribbons, key=lambda ribbon: ribbon.is_chosen):
            self._paint_ribbon(painter, ribbon)

    def _paint_ribbon(self, painter: QPainter, ribbon: Ribbon) -> None:
        half = max(_HAIR, ribbon.thickness) / 2
        start, end = ribbon.start, ribbon.end
        bend = (end.x() - start.x()) / 2
        path = QPainterPath(QPointF(start.x(), start.y() - half))
        path.cubicTo(start.x() + bend, start.y() - half, end.x() - bend, end.y() - half, end.x(), end.y() - half)
        path.lineTo(end.x(), end.y() + half)
        path.cubicTo(end.x() - bend, end.y() + half, start.x() + bend, start.y() + half, start.x(), start.y() + half)
        path.closeSubpath()
        colour = QColor(self._look.of_sign(ribbon.sign))
        share = _STRONG if ribbon.is_chosen else _FAINT
        if ribbon.sign > 0:
            colour.setAlphaF(share)
            painter.fillPath(path, colour)
            return
        edge = QColor(colour)
        colour.setAlphaF(share / 4)
        edge.setAlphaF(0.9 if ribbon.is_chosen else 0.45)
        painter.setPen(QPen(edge, 1))
        painter.setBrush(colour)
        painter.drawPath(path)

    def paint_column(self, painter: QPainter, column: Column, knots: tuple[QRectF, ...], notes: tuple[QRectF, ...],
                     roomy: bool) -> None:  # fmt: skip
        """Paint a column's title, knots and notes."""
        look = self._look
        left, width = knots[0].left(), knots[0].width()
        painter.setFont(look.title)
        painter.setPen(look.text)
        title = self._fit(column.title, width + 18, title=True)
        painter.drawText(QPointF(left, 3 + self._title.ascent()), title)
        for row, (knot, place) in enumerate(zip(column.knots, knots, strict=True)):
            self._paint_knot(painter, knot, place, row == column.chosen, roomy)
        for note, place in zip(column.notes[len(column.notes) - len(notes) :], notes, strict=True):
            self._paint_note(painter, note, place)

    def _paint_knot(self, painter: QPainter, knot: Knot, place: QRectF, chosen: bool, roomy: bool) -> None:
        look = self._look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(mixed(look.grey, look.line, 0.6) if chosen else look.line, 1))
        painter.setBrush(look.raised if chosen else look.paper)
        painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
        left = place.left() + _PAD
        if roomy and knot.picture is not None:
            side = place.height() - 6
            frame = QRectF(place.left() + 4, place.top() + 3, side, side)
            painter.drawImage(frame, knot.picture)
            if knot.mark is not None:
                paint_frame(painter, frame, knot.picture.size(), knot.mark, look.selection, look.paper)
            left = frame.right() + _PAD
        right = place.right() - _PAD
        two = place.height() >= _TWO_LINES * look.scale
        close = (
            self._number.horizontalAdvance(knot.number) > right - left if two else place.width() < TIGHT * look.scale
        )
        font, number = (look.small, self._small) if close else (look.number, self._number)
        x = right - number.horizontalAdvance(knot.number)
        middle = place.center().y() + number.capHeight() / 2
        upper, lower = (place.center().y() - 3.0, place.center().y() + number.capHeight() + 4.0) if two else (
            middle, middle
        )  # fmt: skip
        painter.setPen(look.text if chosen else look.grey)
        self._paint_name(painter, knot.name, QPointF(left, upper), (right if two else x - 2) - left)
        painter.setFont(font)
        quiet = mixed(look.text, look.grey, 0.5)
        painter.setPen(look.of_sign(knot.share) if chosen or knot.share < 0 else quiet)
        painter.drawText(QPointF(x, lower), knot.number)
        if two and knot.detail and self._small.horizontalAdvance(knot.detail) <= x - left - 8:
            painter.setFont(look.small)
            painter.setPen(look.grey)
            painter.drawText(QPointF(left, lower), knot.detail)

    def _paint_name(self, painter: QPainter, name: str, place: QPointF, width: float) -> None:
        """Write a name; closer and in smaller letters, before any of it is left out."""
        if self._words.horizontalAdvance(name) > width:
            name = name.replace(", ", ",")
        if self._words.horizontalAdvance(name) > width:
            small = name if self._small.horizontalAdvance(name) <= width else name.replace(" (", "(")
            if self._small.horizontalAdvance(small) <= width:
                painter.setFont(self._look.small)
                painter.drawText(place, small)
                return
        painter.setFont(self._look.words)
        painter.drawText(place, self._fit(name, width))

    def _paint_note(self, painter: QPainter, note: Note, place: QRectF) -> None:
        look = self._look
        base = place.center().y() + self._small.capHeight() / 2
        if note.is_sum:
            painter.setPen(QPen(look.line, 1))
            painter.drawLine(QLineF(place.left(), place.top() + 0.5, place.right(), place.top() + 0.5))
        painter.setFont(look.small)
        painter.setPen(look.text if note.is_sum else look.grey)
        x = place.right() - _PAD - self._small.horizontalAdvance(note.number)
        painter.drawText(QPointF(x, base), note.number)
        painter.setFont(look.words)
        painter.setPen(look.grey)
        left = place.left() + _PAD
        name = self._fit(note.name, x - left - 4)
        painter.drawText(QPointF(left, base), name if name == note.name else note.short or name)

    def paint_standing(self, painter: QPainter, place: QRectF, *, ring: bool) -> None:
        """Paint a frame around the knot one stands on; a stronger one while the keyboard is in use here."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._look.selection, 2.4 if ring else 1.6))
        painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)

    def paint_hover(self, painter: QPainter, place: QRectF) -> None:
        """Paint the knot under the pointer."""
        shade = QColor(self._look.selection)
        shade.setAlphaF(0.12)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade)
        painter.drawRoundedRect(place, _RADIUS, _RADIUS)

    def _fit(self, text: str, width: float, *, title: bool = False) -> str:
        """Shorten a text to a width; what was shortened once is remembered."""
        key = text, int(width), title
        found = self._elided.get(key)
        if found is None:
            if len(self._elided) > 500:
                self._elided.clear()
            metrics = self._title if title else self._words
            found = self._elided[key] = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        return found
