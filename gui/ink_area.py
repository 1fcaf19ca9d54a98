"""The middle of the window: the canvas, and under or beside it the steps from ink to 28x28."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QRegion, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.canvas import Canvas
from gui.dock import RADIUS, edge_of
from gui.helpcard import HelpCard
from gui.ink_header import InkHeader
from gui.ink_lights import InkLights
from gui.piece_marks import PieceMarks
from gui.steps_strip import StepsStrip
from gui.theme import qt_palette, theme

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from gui.session import Session

_MARGIN: Final = 8
_GAP: Final = 12
_BESIDE: Final = (200, 420)
_NARROWEST, _WIDEST = 240, 1500
_FACT_MILLISECONDS: Final = 120


class InkArea(QWidget):
    """Looks like a dock that cannot be closed.

    The canvas gets the largest square there is room for; the steps go under it, or beside it where that
    leaves more room for the canvas.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._edge = QRegion()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._header = InkHeader(self)
        self.canvas = Canvas(session, self)
        self.marks = PieceMarks(session, self.canvas)
        self.strip = StepsStrip(session, self)
        self.lights = InkLights(session, self.canvas, self.strip)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_FACT_MILLISECONDS)
        self._later.timeout.connect(self._on_fact_due)
        self._header.help.clicked.connect(self.show_help)
        self._header.blind.toggled.connect(self.lights.set_blind)
        self.lights.blindChanged.connect(self._header.blind.setChecked)
        self.setAccessibleName(self.tr("Ink"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        session.inkChanged.connect(self._on_ink_changed)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self._on_fact_due()

    def fact(self) -> str:
        """Return the few grey words beside the title."""
        strokes = self._session.ink.lines()
        if self._session.ink.is_blank:
            return self.tr("draw a digit")
        if self._session.ink.is_picture:
            return self.tr("a picture with your ink on it") if strokes else self.tr("a picture of 28×28 pixels")
        points = sum(map(len, strokes))
        if len(strokes) == 1:
            return self.tr("1 stroke, {points} points").format(points=points)
        return self.tr("{strokes} strokes, {points} points").format(strokes=len(strokes), points=points)

    def help(self) -> tuple[str, str]:
        """Return one paragraph on what is seen here, and one thing to try."""
        return (
            self.tr(
                "Draw on the large square. The small pictures show how your ink becomes the 28×28 numbers "
                "that the network receives: cut out, drawn again with an even line, brought to one size, moved to "
                "the middle. Each of these steps has a switch. The right mouse button erases; the wheel changes the "
                "pen's width. Point at the ink or at the 28×28, and every value that this place can reach is outlined "
                "in the maps. The eye shows the pixels that cannot reach any. Several digits side by side get a box "
                "each; a click on the tag above one shows it alone in every panel. A photo, scan or screenshot of a "
                "digit can be opened, pasted or dropped on the window."
            ),
            self.tr("draw a small digit in a corner with a thick pen, then switch off one step after the other."),
        )

    @Slot()
    def show_help(self) -> None:
        """Open the card that explains this area, under its "?"."""
        HelpCard(self.tr("Ink"), *self.help(), self).open_under(self._header.help)

    # --- geometry

    def preferred_width(self, height: int) -> int:
        """Return the width at which an area of that height wastes no room: the steps just fit in."""
        low, high = _NARROWEST, _WIDEST
        while low < high:
            middle = (low + high + 1) // 2
            if self._height_for(middle) <= height:
                low = middle
            else:
                high = middle - 1
        return low

    def _height_for(self, width: int) -> int:
        inner = width - 2 * _MARGIN
        return self._header.height_needed() + inner + _GAP + self.strip.heightForWidth(inner) + 2 * _MARGIN

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(320, self._height_for(320))

    def minimumSizeHint(self) -> QSize:
        """Return the least size on which one can still draw."""
        least = self.canvas.minimumSizeHint().width() + 2 * _MARGIN
        width = max(_NARROWEST, least)
        strip = self.strip.heightForWidth(width - 2 * _MARGIN)
        return QSize(width, self._header.height_needed() + least + _GAP + strip)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the canvas the largest square."""
        self._edge = edge_of(self.rect())
        self._arrange()
        super().resizeEvent(event)

    def _arrange(self) -> None:
        head = self._header.height_needed()
        self._header.setGeometry(1, 1, self.width() - 2, head)
        room = QRect(0, head + 1, self.width(), self.height() - head - 1)
        room.adjust(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        canvas, strip = max(_under(room, self.strip), _beside(room, self.strip), key=_side)
        self.canvas.setGeometry(canvas)
        self.strip.setGeometry(strip)

    # --- look

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the surface of a dock."""
        colours = theme().palette
        with QPainter(self) as painter:
            if not self._edge.intersects(event.region()):
                painter.fillRect(event.rect(), colours.dock)
                return
            painter.fillRect(event.rect(), colours.window)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(colours.line, 1.0))
            painter.setBrush(colours.dock)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)

    @Slot()
    def _on_theme_changed(self) -> None:
        colours = theme().palette
        self.setPalette(qt_palette(colours, colours.dock))
        self._arrange()
        self.update()

    # --- what happens

    @Slot(object)
    def _on_ink_changed(self, box: object) -> None:
        if self.isVisible() and not self._later.isActive():
            self._later.start()

    @Slot()
    def _on_fact_due(self) -> None:
        self._header.show_words(self.tr("Ink"), self.fact())

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while hidden."""
        super().showEvent(event)
        self._on_fact_due()


Places = tuple[QRect, QRect]


def _side(places: Places) -> int:
    return places[0].width()


def _under(room: QRect, strip: StepsStrip) -> Places:
    """Return the places of canvas and steps, one under the other, from the top."""
    side, width = 0, room.width()
    for _ in range(2):  # the steps are as wide as the canvas, but no narrower than one row of them
        side = max(1, min(room.width(), room.height() - _GAP - strip.heightForWidth(width)))
        width = min(room.width(), max(side, strip.sizeHint().width()))
    canvas = QRect(room.x() + (room.width() - side) // 2, room.y(), side, side)
    left = room.x() + (room.width() - width) // 2
    return canvas, QRect(left, canvas.bottom() + 1 + _GAP, width, strip.heightForWidth(width))


def _beside(room: QRect, strip: StepsStrip) -> Places:
    """Return the places of canvas and steps side by side, in the middle."""
    width = max(_BESIDE[0], min(_BESIDE[1], room.width() - room.height() - _GAP))
    side = max(1, min(room.height(), room.width() - width - _GAP))
    height = strip.heightForWidth(width)
    if height > room.height():
        return QRect(), QRect()
    left = room.x() + (room.width() - side - _GAP - width) // 2
    canvas = QRect(left, room.y() + (room.height() - side) // 2, side, side)
    return canvas, QRect(canvas.right() + 1 + _GAP, room.y() + (room.height() - height) // 2, width, height)
