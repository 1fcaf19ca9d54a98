"""What a trail ends in: a picture with frames in it, or words that say why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.widgets.trail_layout import MARGIN, NOTE, TITLE
from gui.widgets.trail_paint import TrailLook, paint_frame

if TYPE_CHECKING:
    from PySide6.QtGui import QImage, QPaintEvent

_SMALLEST, _LARGEST = 72, 360
_SHARE: Final = 0.2  # of the width of all, at most, for the picture
_COMFORT: Final = 1.14  # times its least width the trail gets before the picture grows


@dataclass(frozen=True, slots=True, eq=False)
class Ending:
    """A picture with frames in its cells, and a line below it; or words alone.

    `strong` is the frame that stands out; -1 is the last.
    """

    title: str
    picture: QImage | None
    frames: tuple[QRectF, ...]
    strong: int
    caption: str


class TrailEnd(QWidget):
    """Shows an ending, as large as the height allows. The setters emit nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = TrailLook()
        self._ending: Ending | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    @property
    def ending(self) -> Ending | None:
        """What is shown."""
        return self._ending

    def set_look(self, look: TrailLook) -> None:
        """Use other colours and fonts."""
        self._look = look
        self.update()

    def set_ending(self, ending: Ending | None) -> None:
        """Show another ending, or none."""
        self._ending = ending
        words = "" if ending is None else f"{ending.title}: {ending.caption}"
        if words != self.accessibleName():
            self.setAccessibleName(words)
        self.update()

    def fit(self, width: int, height: int, needed: int) -> bool:
        """Take as much of the width of all as is fair beside the trail, which needs so many pixels; tell a change."""
        left = width - needed * _COMFORT - 2 * MARGIN
        side = min(height - (TITLE + NOTE) * self._look.scale - MARGIN, width * _SHARE, left, _LARGEST)
        before, wide = self.minimumWidth(), int(max(_SMALLEST, side) + 2 * MARGIN)
        self.setFixedWidth(wide)
        return wide != before

    def sizeHint(self) -> QSize:
        """Return the width that `fit` gave."""
        return QSize(self.width(), 200)

    def picture_rect(self) -> QRectF:
        """Where the picture lies: beside the middle of the trail."""
        title, note = TITLE * self._look.scale, NOTE * self._look.scale
        room = self.height() - title - note - MARGIN / 2
        side = min(self.width() - 2 * MARGIN, room)
        return QRectF(MARGIN + 0.5, title + max(0.0, (room - side) / 2) + 0.5, side - 1, side - 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint title, picture, frames and caption."""
        look, ending = self._look, self._ending
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), look.paper)
            if ending is None:
                return
            words, place = QFontMetricsF(look.words), self.picture_rect()
            painter.setFont(look.title)
            painter.setPen(look.text)
            painter.drawText(QPointF(MARGIN, 3 + QFontMetricsF(look.title).ascent()), ending.title)
            painter.setFont(look.words)
            painter.setPen(look.grey)
            if ending.picture is None:
                painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap, ending.caption)
                return
            room = self.width() - MARGIN - 4
            caption = words.elidedText(ending.caption, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QPointF(MARGIN, place.bottom() + 3 + words.ascent()), caption)
            painter.drawImage(place, ending.picture)
            painter.setPen(QPen(look.line, 1))
            painter.drawRect(place)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            strong = ending.strong % len(ending.frames) if ending.frames else -1
            for index in sorted(range(len(ending.frames)), key=lambda index: index == strong):
                colour = look.selection if index == strong else look.grey
                paint_frame(painter, place, ending.picture.size(), ending.frames[index], colour, look.paper)
