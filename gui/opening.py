"""What the window shows until the rest of it is built: the paper, on which one can draw at once.

Python needs some tenths of a second for all the panels. Nobody has to wait for them: the window opens with this
sheet over everything, notes what is drawn on it, and gives way when all is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui.canvas_marks import paint_border, paint_invitation
from gui.theme import theme
from model.grid import DEFAULT_WIDTH, NARROWEST, WIDEST

if TYPE_CHECKING:
    from gui.session import Session
    from gui.settings import Settings
    from gui.window import MainWindow

# Where the default layout puts paper and surfaces in a window of its default size: for the very first start.
DEFAULT: Final[dict[str, Any]] = {
    "size": [1440, 900],
    "bars": [75, 23],
    "paper": [18, 124, 332, 332],
    "surfaces": [
        [8, 83, 352, 522], [368, 83, 404, 211], [780, 83, 404, 211], [368, 302, 404, 211], [780, 302, 404, 211],
        [368, 521, 816, 84], [1192, 83, 240, 522], [8, 613, 941, 256], [957, 613, 475, 256],
    ],
}  # fmt: skip
_RADIUS: Final = 8.0
_LEAST: Final = 100
_FAR: Final = 100_000

Place = tuple[float, float]


class Opening(QWidget):
    """Covers the whole window. Left button draws; everything else has to wait for the real canvas.

    Attributes
    ----------
    painted
        Emitted with every picture.
    """

    painted = Signal()

    def __init__(self, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        noted = settings.value("opening", dict[str, Any]())
        self._size, self._bars, self._paper_then, self._surfaces_then = _places(noted)
        self._pen_width = min(max(settings.value("pen_width", DEFAULT_WIDTH), NARROWEST), WIDEST)
        self._strokes: list[list[Place]] = []
        self._handed_over = 0
        self._drawing = False
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Canvas"))

    # --- where things are

    @property
    def paper(self) -> QRect:
        """The square that one can draw on, in the window's coordinates."""
        place = self._scaled(self._paper_then)
        side = min(place.width(), place.height())
        return QRect(place.x() + (place.width() - side) // 2, place.y(), side, side)

    @property
    def surfaces(self) -> list[QRect]:
        """Where the ink area and the docks will be."""
        return [self._scaled(place) for place in self._surfaces_then]

    def _scaled(self, place: QRect) -> QRect:
        """Bring a place between the bars of the window as it was last to the window's present size."""
        top, bottom = self._bars
        across = self.width() / self._size[0]
        down = max(0, self.height() - top - bottom) / max(1, self._size[1] - top - bottom)
        corner = QPoint(round(place.x() * across), round(top + (place.y() - top) * down))
        end_x, end_y = place.x() + place.width(), place.y() + place.height()
        return QRect(corner, QPoint(round(end_x * across) - 1, round(top + (end_y - top) * down) - 1))

    # --- drawing

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke."""
        if event.button() == Qt.MouseButton.LeftButton and self.paper.contains(event.position().toPoint()):
            self._drawing = True
            self._strokes.append([self._place(event.position())])
            self.update(self.paper)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with it, unless the button was released where we could not see it."""
        if self._drawing and not event.buttons() & Qt.MouseButton.LeftButton:
            self.lift()
        elif self._drawing:
            self._strokes[-1].append(self._place(event.position()))
            self.update(self.paper)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End it."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.lift()

    def lift(self) -> None:
        """End the stroke under way."""
        self._drawing = False

    def cancel(self) -> bool:
        """Take the stroke under way back; return whether there was one."""
        if not self._drawing:
            return False
        self.lift()
        self._strokes.pop()
        self.update(self.paper)
        return True

    def event(self, event: QEvent) -> bool:
        """End a stroke whose release will never be told."""
        if event.type() in (QEvent.Type.UngrabMouse, QEvent.Type.WindowDeactivate):
            self.lift()
        return super().event(event)

    def _place(self, at: QPointF) -> Place:
        paper = self.paper
        return (at.x() - paper.x()) / paper.width(), (at.y() - paper.y()) / paper.height()

    def come_to_front(self) -> None:
        """Cover whatever came after this sheet and can be seen; to be raised costs a picture of all of it."""
        for other in reversed(self.window().children()):
            if other is self:
                return
            if isinstance(other, QWidget) and not other.isHidden():
                self.raise_()
                return

    @property
    def is_drawing(self) -> bool:
        """Whether a stroke is under way."""
        return self._drawing

    def hand_over(self, session: Session) -> None:
        """Let the session draw every finished stroke that it does not have yet."""
        ready = len(self._strokes) - self._drawing
        for stroke in self._strokes[self._handed_over : ready]:
            session.begin_stroke(*stroke[0])
            for place in stroke[1:]:
                session.extend_stroke(*place)
            session.end_stroke()
        self._handed_over = max(self._handed_over, ready)

    # --- looks

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, surfaces and paper, and on it the invitation or the strokes."""
        self.painted.emit()  # before anything can go wrong: the rest of the window waits for it
        colours, paper = theme().palette, self.paper
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), colours.window)
            top, bottom = self._bars
            painter.fillRect(0, 0, self.width(), top, colours.line)
            painter.fillRect(0, 0, self.width(), top - 1, colours.dock)
            painter.fillRect(0, self.height() - bottom, self.width(), bottom, colours.line)
            painter.fillRect(0, self.height() - bottom + 1, self.width(), bottom - 1, colours.dock)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(colours.line, 1.0))
            painter.setBrush(colours.dock)
            for place in self.surfaces:
                painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
            painter.fillRect(paper, colours.dock)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if self._strokes:
                self._paint_strokes(painter)
            else:
                paint_invitation(painter, paper, self.tr("Draw a digit"))
            paint_border(painter, paper, event.rect(), False)

    def _paint_strokes(self, painter: QPainter) -> None:
        paper, round_ = self.paper, Qt.PenCapStyle.RoundCap
        painter.setClipRect(paper)
        width = self._pen_width * paper.width()
        painter.setPen(QPen(theme().palette.text, width, c=round_, j=Qt.PenJoinStyle.RoundJoin))
        for stroke in self._strokes:
            path = QPainterPath()
            for number, (x, y) in enumerate([*stroke, stroke[-1]]):
                point = QPointF(paper.x() + x * paper.width(), paper.y() + y * paper.height())
                if number:
                    path.lineTo(point)
                else:
                    path.moveTo(point)
            painter.drawPath(path)
        painter.setClipping(False)


def _places(noted: dict[str, Any]) -> tuple[tuple[int, int], tuple[int, int], QRect, list[QRect]]:
    """Return the window's size, the heights of the bars above and below, the paper and the surfaces.

    They are what was noted, or the default ones if that is rubbish.
    """
    try:
        width, height, top, bottom = (int(number) for number in (*noted["size"], *noted["bars"]))
        paper, *surfaces = (QRect(*map(int, place)) for place in (noted["paper"], *noted["surfaces"]))
        window = QRect(0, 0, width, height)
        if not (_LEAST <= width < _FAR and _LEAST <= height < _FAR and top >= 0 and bottom >= 0):
            raise ValueError("no window")
        if top + bottom >= height or paper.isEmpty() or not all(window.contains(p) for p in (paper, *surfaces)):
            raise ValueError("places outside the window")
    except (KeyError, TypeError, ValueError, OverflowError):
        return _places(DEFAULT)
    return (width, height), (top, bottom), paper, surfaces


def places_of(window: MainWindow) -> dict[str, Any]:
    """Return where paper and surfaces of a window are, for the next start's first picture."""
    canvas = window.canvas
    shown = [dock for dock in window.docks if not dock.isFloating() and not dock.visibleRegion().isEmpty()]
    places = [QRect(widget.mapTo(window, QPoint()), widget.size()) for widget in (window.ink_area, *shown)]
    return {
        "size": [window.width(), window.height()],
        "bars": [window.toolbar.geometry().bottom() + 1, window.status.height()],
        "paper": _numbers(QRect(canvas.mapTo(window, canvas.paper.topLeft()), canvas.paper.size())),
        "surfaces": [_numbers(place) for place in places],
    }


def _numbers(place: QRect) -> list[int]:
    return [place.x(), place.y(), place.width(), place.height()]
