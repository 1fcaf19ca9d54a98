"""The picture of a window sliding over a map: what it reads, what it works out, what is written so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from gui.theme import theme
from gui.widgets.focus import Ringed
from gui.widgets.sliding_layout import Arrangement, Grid, arrange
from gui.widgets.sliding_paint import paint_frame, paint_lines, paint_sheet, paint_unwritten, painted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

    from gui.imaging import Pixels
    from gui.widgets.sliding_paint import Frame, Picture, Sheet

Box = tuple[int, int, int, int]
Cell = tuple[int, int]

_MARGIN: Final = 8.0
_GRIP: Final = 5.0  # how near the pointer must be to an edge of the loop to take it
_DRAG: Final = 4.0  # how far it must go before a press becomes a drag


class SlidingView(Ringed):
    """Left the map that is read, in the middle the sum, right the map that is written. The setters emit nothing.

    Signals
    -------
    hovered
        Side, 'left' or 'right', row and column of the cell under the pointer; ('', -1, -1) over none.
    clicked
        Row and column of a cell of the right map.
    loopDragged
        A part of the right map, (top, left, bottom, right), half-open.
    keyPressed
        A key; who wants it accepts it.
    """

    hovered = Signal(str, int, int)
    clicked = Signal(int, int)
    loopDragged = Signal(object)
    keyPressed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shapes: tuple[Cell, Box, tuple[Cell, ...], Cell] = ((1, 1), (0, 0, 0, 0), (), (1, 1))
        self._pictures: tuple[Picture | None, Picture | None] = (None, None)
        self._pixels: list[Pixels | None] = [None, None]
        self._sheets: tuple[Sheet, ...] = ()
        self._signs: tuple[str, ...] = ()
        self._captions: tuple[Sequence[str], Sequence[str]] = ((), ())
        self._frame: Frame | None = None
        self._lit: list[tuple[int, Box]] = []
        self._arrangement: Arrangement | None = None
        self._fitted: dict[tuple[object, ...], tuple[str, QRectF]] = {}
        self._pressed: QPointF | None = None
        self._anchor: tuple[Cell, str] | None = None
        self._dragging = False
        self._hover: tuple[str, int, int] = ("", -1, -1)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self._on_theme_changed)

    # --- what is shown ---------------------------------------------------------------------------------------

    def set_shapes(self, left: Cell, rim: Box, sheets: Sequence[Cell], right: Cell) -> None:
        """Say how many cells the maps, the rim (top, left, bottom, right) and the tables have."""
        shapes = left, rim, tuple(sheets), right
        if shapes != self._shapes:
            self._shapes, self._arrangement = shapes, None
            self._pictures, self._pixels = (None, None), [None, None]
            self.update()

    def set_captions(self, left: Sequence[str], right: Sequence[str]) -> None:
        """Say what stands above the maps: the first of these forms that fits."""
        self._captions = left, right
        self._fitted.clear()
        self.update()

    def set_pictures(self, left: Picture | None, right: Picture | None) -> None:
        """Show these maps."""
        self._pictures = left, right
        for index, picture in enumerate(self._pictures):
            self._pixels[index] = None if picture is None else painted(picture, self._pixels[index])
        self.update()

    def set_sum(self, sheets: Sequence[Sheet], signs: Sequence[str]) -> None:
        """Show these tables, with a sign before each but the first."""
        self._sheets, self._signs = tuple(sheets), tuple(signs)
        self.update()

    def set_frame(self, frame: Frame | None) -> None:
        """Show where the window is; without a window, a drag under way ends."""
        self._frame = frame
        if frame is None:
            self._pressed = self._anchor = None
            self._dragging = False
        self.update()

    def set_lit(self, boxes: Sequence[tuple[int, Box]]) -> None:
        """Outline what is lit elsewhere: 0 the left or 1 the right map, and a box of its cells."""
        if list(boxes) != self._lit:
            self._lit = list(boxes)
            self.update()

    @property
    def frame(self) -> Frame | None:
        """Where the window is."""
        return self._frame

    @property
    def hover(self) -> tuple[str, int, int]:
        """What the pointer is over, as `hovered` last told it."""
        return self._hover

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The tables that are shown."""
        return self._sheets

    @property
    def parts(self) -> Arrangement:
        """Where everything is."""
        if self._arrangement is None:
            self._fitted.clear()
            room = QRectF(self.rect()).adjusted(_MARGIN, 2, -_MARGIN, -4)
            self._arrangement = arrange(room, *self._shapes[:3], self._shapes[3], self._line())
        return self._arrangement

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(640, 220)

    def minimumSizeHint(self) -> QSize:
        """Return the least in which something can be seen."""
        return QSize(200, 96)

    # --- painting --------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint maps, tables, and where the window is."""
        colour, parts = theme().palette, self.parts
        with QPainter(self) as painter:
            painter.setFont(theme().font("small"))
            self._paint_map(painter, 0, parts.left)
            self._paint_map(painter, 1, parts.right)
            for sheet, grid in zip(self._sheets, parts.tables, strict=False):
                paint_sheet(painter, sheet, grid)
                self._paint_words(painter, (sheet.words,), grid.place)
            painter.setFont(theme().font("title"))
            painter.setPen(colour.grey)
            for words, place in zip(self._signs, parts.signs, strict=False):
                painter.drawText(self._beside(place), Qt.AlignmentFlag.AlignCenter, words)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._frame is not None and self._pictures[0] is not None:
                paint_lines(painter, parts, self._frame)
                winner = self._sheets[0].winner if self._sheets else None
                paint_frame(painter, parts, self._frame, winner, self._lit)
            if self._ring:
                painter.setPen(QPen(colour.selection, 1.5))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 1, -2, -1), 6, 6)

    def _beside(self, place: QRectF) -> QRectF:
        """Return the room of a sign; at the height of the tables, not of the words above them."""
        tables = self.parts.tables
        return QRectF(place.x(), tables[0].place.y(), place.width(), tables[0].place.height()) if (
            place.height() > tables[0].place.height()) else place  # fmt: skip

    def _paint_map(self, painter: QPainter, index: int, grid: Grid) -> None:
        colour, pixels = theme().palette, self._pixels[index]
        if any(grid.rim):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour.raised)
            painter.drawRect(grid.place)
        if pixels is not None:
            painter.drawImage(grid.inside, pixels.image)
            if index == 1 and self._frame is not None:
                paint_unwritten(painter, grid, self._frame)
        else:
            painter.fillRect(grid.inside, colour.raised)
        painter.setPen(QPen(colour.line, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(grid.place.adjusted(-0.5, -0.5, 0.5, 0.5))
        self._paint_words(painter, self._captions[index], grid.place)

    def _paint_words(self, painter: QPainter, forms: Sequence[str], place: QRectF) -> None:
        key = *forms, place.x(), place.y()
        if key not in self._fitted:  # to measure words takes longer than to paint all of the rest
            left, right = self._room_of(place)
            metrics = QFontMetricsF(theme().font("small"))
            fitting = (words for words in forms if metrics.horizontalAdvance(words) <= right - left)
            last = metrics.elidedText(forms[-1] if forms else "", Qt.TextElideMode.ElideRight, right - left)
            box = QRectF(left, place.y() - self._line(), right - left, self._line() - 2)
            self._fitted[key] = next(fitting, last), box
        text, box = self._fitted[key]
        painter.setPen(theme().palette.grey)
        painter.drawText(box, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, text)

    def _room_of(self, place: QRectF) -> tuple[float, float]:
        """Return how far the words above a part may reach to both sides without touching others."""
        parts = self.parts
        others = [grid.place for grid in (parts.left, parts.right, *parts.tables) if grid.place != place]
        band = QRectF(0, place.y() - self._line(), self.width(), self._line())
        rivals = [p for p in others if p.adjusted(0, -self._line(), 0, 0).intersects(band)]
        half = min(place.center().x() - 2, self.width() - 2 - place.center().x())
        for rival in rivals:  # it has words above itself, in the same line or in another
            away = abs(rival.center().x() - place.center().x())
            beside = abs(rival.y() - place.y()) < self._line()
            half = min(half, away / 2 if beside else away - rival.width() / 2)
        half = max(half - 3, place.width() / 2)
        return place.center().x() - half, place.center().x() + half

    def _line(self) -> float:
        return QFontMetricsF(theme().font("small")).height() + 3

    # --- pointer and keyboard --------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find a new arrangement."""
        self._arrangement = None
        super().resizeEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell what the pointer is over; with the button down, drag a loop."""
        point = event.position()
        if self._pressed is not None and self._anchor is not None:
            far = (point - self._pressed).manhattanLength() >= _DRAG
            if far or self._dragging:
                self._dragging = True
                self.loopDragged.emit(self._dragged(point))
            return
        self._show_grip(point)
        self._tell(point)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a loop, or take one by its edge."""
        point, grid = event.position(), self.parts.right
        if event.button() != Qt.MouseButton.LeftButton or self._frame is None:
            super().mousePressEvent(event)
            return
        edges = self._edges(point)
        cell = grid.at(point)
        if edges or cell is not None:
            self._pressed = point
            self._anchor = (cell or grid.nearest(point)), edges

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a loop; without a drag it was a click."""
        if self._pressed is not None and event.button() == Qt.MouseButton.LeftButton:
            cell = self.parts.right.at(event.position())
            if not self._dragging and cell is not None:
                self.clicked.emit(*cell)
            self._pressed = self._anchor = None
            self._dragging = False
            self._tell(event.position())
        super().mouseReleaseEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Look at nothing."""
        super().leaveEvent(event)
        self._set_hover(("", -1, -1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Offer the key to who listens."""
        event.ignore()
        self.keyPressed.emit(event)
        if not event.isAccepted():
            super().keyPressEvent(event)

    def _tell(self, point: QPointF) -> None:
        for name, grid in (("left", self.parts.left), ("right", self.parts.right)):
            cell = grid.at(point)
            if cell is not None:
                self._set_hover((name, *cell))
                return
        middle = any(grid.place.contains(point) for grid in self.parts.tables)
        self._set_hover(("middle" if middle else "", -1, -1))

    def _set_hover(self, hover: tuple[str, int, int]) -> None:
        if hover != self._hover:
            self._hover = hover
            self.hovered.emit(*hover)

    def _edges(self, point: QPointF) -> str:
        """Return which edges of the loop are under the pointer: some of the letters t, l, b and r."""
        if self._frame is None or not self._frame.loops:
            return ""
        box, found = self.parts.right.box(*self._frame.area), ""
        if not box.adjusted(-_GRIP, -_GRIP, _GRIP, _GRIP).contains(point):
            return ""
        for letter, near in (("t", point.y() - box.top()), ("b", point.y() - box.bottom())):
            found += letter if abs(near) <= _GRIP and len(found) < 1 else ""
        across = "".join(
            letter
            for letter, near in (("l", point.x() - box.left()), ("r", point.x() - box.right()))
            if abs(near) <= _GRIP
        )
        return found + across[:1]

    def _show_grip(self, point: QPointF) -> None:
        edges = self._edges(point)
        shapes = Qt.CursorShape
        diagonal = shapes.SizeFDiagCursor if edges in ("tl", "br") else shapes.SizeBDiagCursor
        straight = shapes.SizeVerCursor if edges in ("t", "b") else shapes.SizeHorCursor
        if edges:
            self.setCursor(diagonal if len(edges) == 2 else straight)
        elif self.parts.right.at(point) is not None:
            self.setCursor(shapes.CrossCursor)
        else:
            self.unsetCursor()

    def _dragged(self, point: QPointF) -> Box:
        """Return the loop between where the drag began and the pointer, or the loop with its edges moved."""
        assert self._anchor is not None
        assert self._frame is not None
        (row, column), edges = self._anchor
        here = self.parts.right.nearest(point)
        if not edges:
            return min(row, here[0]), min(column, here[1]), max(row, here[0]) + 1, max(column, here[1]) + 1
        top, left, bottom, right = self._frame.area
        top = min(here[0], bottom - 1) if "t" in edges else top
        bottom = max(here[0], top) + 1 if "b" in edges else bottom
        left = min(here[1], right - 1) if "l" in edges else left
        right = max(here[1], left) + 1 if "r" in edges else right
        return top, left, bottom, right

    def _on_theme_changed(self) -> None:
        self.set_pictures(*self._pictures)
