"""A row for every layer with two meters: how far it moved along with the picture, and how far it stayed the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from gui.imaging import picture
from gui.shifting.failing import grid_of
from gui.shifting.words import NAMES, WHOLE, cells_text, meter_name, meter_text, share_text
from gui.theme import mixed, theme
from gui.widgets.focus import Ringed
from gui.widgets.spoken import Spoken
from gui.widgets.tips import retell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
    from PySide6.QtWidgets import QWidget

    from gui.shifting.words import Kind
    from model.shifting import Comparison, Meter, Moved

_ROW: Final = (17, 22, 40)  # least, usual and largest height
_GAP: Final = 8.0
_LEAST_BAR: Final = 20
_BAR: Final = 6.0
_KEY: Final = Qt.Key

Place = tuple[int, int]
"""Which row, and which of the two meters."""


class Meters(Ringed):
    """Names, how many cells, two bars with numbers and small maps of where they fail. The setters emit nothing.

    The arrow keys go from meter to meter, which chooses it; so does a click.

    Signals
    -------
    chosen
        A row, and 0 for "moved along" or 1 for "unchanged".
    """

    chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._comparison: Comparison | None = None
        self._images: dict[Place, QImage] = {}
        self._measured: tuple[float, float, float, float] | None = None
        self._chosen: Place = (0, 1)
        self._pointed: Place | None = None
        self._spoken = Spoken(self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("How far each layer moved along, and stayed the same"))
        theme().changed.connect(self._on_theme_changed)

    # --- what is shown ---------------------------------------------------------------------------------------

    @property
    def comparison(self) -> Comparison | None:
        """What is shown."""
        return self._comparison

    @property
    def current(self) -> tuple[int, Kind]:
        """The row and the meter that is chosen."""
        return self._chosen[0], NAMES[self._chosen[1]]

    def set_names(self, names: Sequence[str]) -> None:
        """Name the rows."""
        self._names, self._measured = tuple(names), None
        self.updateGeometry()
        self.update()

    def set_comparison(self, comparison: Comparison | None) -> None:
        """Show a comparison of as many layers as there are names, or none."""
        if comparison is not self._comparison:
            self._comparison = comparison
            self._images = {}
            self._retell()
            self.update()

    def set_chosen(self, row: int, meter: int) -> None:
        """Mark a meter."""
        if (row, meter) != self._chosen:
            self._chosen = row, meter
            self._retell()
            self.update()

    def words(self, row: int, meter: int) -> str:
        """Tell all of a meter."""
        if self._comparison is None or row >= len(self._names):
            return ""
        return meter_text(self._names[row], self._comparison.layers[row], NAMES[meter])

    # --- geometry --------------------------------------------------------------------------------------------

    def _measure(self) -> tuple[float, float, float, float]:
        """Return the widths of the names, of the cells and of a number, and the height of a line.

        Kept: there is nothing slower in a repaint than to ask a font.
        """
        if self._measured is None:
            metrics, mono = QFontMetricsF(theme().font("small")), QFontMetricsF(theme().font("monosmall"))
            names = max(metrics.horizontalAdvance(name) for name in (self.tr("layer"), *self._names))
            cells = max(metrics.horizontalAdvance(self.tr("cells ↓, →")), mono.horizontalAdvance("−1½, −¾"))
            self._measured = names, cells, mono.horizontalAdvance("≈0.000"), metrics.height()
        return self._measured

    def _row(self) -> float:
        count = max(1, len(self._names))
        return max(float(_ROW[0]), min(float(_ROW[2]), (self.height() - self._head()) / count))

    def _head(self) -> float:
        return self._measure()[3] + 5

    def row_rect(self, row: int) -> QRectF:
        """Where a row lies."""
        height = self._row()
        return QRectF(0, self._head() + row * height, self.width(), height)

    def meter_rect(self, row: int, meter: int) -> QRectF:
        """Where a meter lies: bar, number and map."""
        names, cells, *_ = self._measure()
        rect, left = self.row_rect(row), names + cells + 3 * _GAP
        width = max(0.0, (self.width() - left - _GAP) / 2)
        return QRectF(left + meter * (width + _GAP), rect.y(), width, rect.height())

    def sizeHint(self) -> QSize:
        """Return comfortable bars."""
        return self._size(_ROW[1], 70)

    def minimumSizeHint(self) -> QSize:
        """Return bars that can just be compared."""
        return self._size(_ROW[0], _LEAST_BAR)

    def _size(self, row: int, bar: int) -> QSize:
        names, cells, number, _ = self._measure()
        meter = bar + number + row + 2 * _GAP
        return QSize(round(names + cells + 4 * _GAP + 2 * meter), round(self._head()) + row * max(1, len(self._names)))

    # --- painting --------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the head and every row."""
        look = theme().palette
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(theme().font("small"))
            painter.setPen(look.grey)
            names, cells, _, line = self._measure()
            line, middle = line + 2, Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(4, 0, names, line), Qt.AlignmentFlag.AlignLeft | middle, self.tr("layer"))
            painter.drawText(
                QRectF(names + _GAP, 0, cells, line), Qt.AlignmentFlag.AlignRight | middle, self.tr("cells ↓, →")
            )
            for meter, kind in enumerate(NAMES):
                place = self.meter_rect(0, meter)
                room = QRectF(place.x(), 0, place.width(), line)
                painter.drawText(room, Qt.AlignmentFlag.AlignLeft | middle, meter_name(kind))
            for row, name in enumerate(self._names):
                self._paint_row(painter, row, name, names, cells)
            if self._ring and self._names:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(look.selection, 1.5))
                painter.drawRoundedRect(self.meter_rect(*self._chosen).adjusted(-3, 1, 2, -1), 4, 4)

    def _paint_row(self, painter: QPainter, row: int, name: str, names: float, cells: float) -> None:
        look, rect = theme().palette, self.row_rect(row)
        chosen = row == self._chosen[0]
        painter.setFont(theme().font("small"))
        painter.setPen(look.selection if chosen else look.text)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(4, rect.y(), names, rect.height()), Qt.AlignmentFlag.AlignLeft | middle, name)
        moved = None if self._comparison is None else self._comparison.layers[row]
        painter.setFont(theme().font("monosmall"))
        painter.setPen(look.grey)
        if moved is not None:
            right = QRectF(names + _GAP, rect.y(), cells, rect.height())
            painter.drawText(right, Qt.AlignmentFlag.AlignRight | middle, cells_text(moved))
        for meter, kind in enumerate(NAMES):
            self._paint_meter(painter, (row, meter), moved, kind)

    def _paint_meter(self, painter: QPainter, place: Place, moved: Moved | None, kind: Kind) -> None:
        """Paint bar, number and map of one meter; an empty bar where nothing moved."""
        look, rect = theme().palette, self.meter_rect(*place)
        if place in (self._chosen, self._pointed):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.raised)
            painter.drawRoundedRect(rect.adjusted(-3, 1, 2, -1), 4, 4)
            if place == self._chosen:
                painter.fillRect(QRectF(rect.x() - 3, rect.y() + 3, 2, rect.height() - 6), look.selection)
        number, side = self._measure()[2], rect.height() - 4
        bar = QRectF(rect.x() + 3, rect.center().y() - _BAR / 2, rect.width() - number - side - 2 * _GAP - 4, _BAR)
        meter = None if moved is None else moved.along if kind == "along" else moved.same
        painter.setPen(Qt.PenStyle.NoPen)
        if moved is None or meter is not None:
            painter.setBrush(look.line)
            painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)
        if moved is None:
            return
        if meter is not None:
            full = QRectF(bar)
            full.setWidth(max(_BAR, bar.width() * meter.share))
            painter.setBrush(look.agrees if meter.share >= WHOLE else mixed(look.grey, look.dock, 0.15))
            if meter.share > 0:
                painter.drawRoundedRect(full, _BAR / 2, _BAR / 2)
        painter.setFont(theme().font("monosmall"))
        painter.setPen(look.grey if meter is None else look.text)
        at = QRectF(bar.right() + _GAP, rect.y(), number, rect.height())
        painter.drawText(at, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, share_text(moved, kind))
        if meter is not None:
            self._paint_map(painter, place, moved, meter, QRectF(at.right() + _GAP, rect.y() + 2, side, side))

    def _paint_map(self, painter: QPainter, place: Place, moved: Moved, meter: Meter, room: QRectF) -> None:
        if place not in self._images:
            self._images[place] = picture(grid_of(meter.failing), theme().lut("map"), 0.0, moved.largest or 1.0)
        image = self._images[place]
        scale = min(room.width() / image.width(), room.height() / image.height())
        width, height = image.width() * scale, image.height() * scale
        target = QRectF(room.x() + (room.width() - width) / 2, room.y() + (room.height() - height) / 2, width, height)
        painter.drawImage(target, image)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme().palette.line, 1))
        painter.drawRect(target.adjusted(-0.5, -0.5, 0.5, 0.5))

    # --- pointer and keyboard --------------------------------------------------------------------------------

    def meter_at(self, place: QPointF) -> Place | None:
        """Return the row and the meter at a place."""
        row = int((place.y() - self._head()) // self._row())
        if not 0 <= row < len(self._names):
            return None
        return row, int(place.x() >= self.meter_rect(row, 1).x() - _GAP / 2)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell the meter under the pointer."""
        self._point(self.meter_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Tell none."""
        super().leaveEvent(event)
        self._point(None)

    def _point(self, place: Place | None) -> None:
        if place != self._pointed:
            self._pointed = place
            self._retell()
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the meter under the pointer."""
        place = self.meter_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and place is not None:
            self._choose(place)
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from meter to meter."""
        row, meter = self._chosen
        last = len(self._names) - 1
        to = {
            _KEY.Key_Up: (max(0, row - 1), meter),
            _KEY.Key_Down: (min(last, row + 1), meter),
            _KEY.Key_Home: (0, meter),
            _KEY.Key_End: (last, meter),
            _KEY.Key_Left: (row, 0),
            _KEY.Key_Right: (row, 1),
        }.get(_KEY(event.key()))
        if to is None or not self._names:
            super().keyPressEvent(event)
            return
        self._ring = True
        self._choose(to)

    def _choose(self, place: Place) -> None:
        self.update()
        if place != self._chosen:
            self.set_chosen(*place)
            self.chosen.emit(*place)

    def _retell(self) -> None:
        """Word the meter under the pointer, and for those who hear it the chosen one."""
        retell(self, "" if self._pointed is None else self.words(*self._pointed))
        self._spoken.tell(lambda: self.words(*self._chosen))

    def _on_theme_changed(self) -> None:
        self._images, self._measured = {}, None
        self.updateGeometry()
        self.update()
