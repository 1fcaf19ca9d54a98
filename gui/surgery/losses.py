"""What is lost: of every digit, how many test pictures are read as it was learned, and how many now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy

from gui.surgery.words import digit_sentence, percent, points, tr
from gui.texts import number
from gui.theme import mixed, theme
from gui.widgets.cells import Cells
from model.data import CLASSES

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QWidget

    from gui.widgets.cells import Cell
    from model.score import Score

_LEFT: Final = 4
_HEAD: Final = 152, 116  # width of the part for all digits together, and where there is little
_ROOMY: Final = 40  # width of a column from which on there is room for a digit behind the point
_BAR: Final = 6
_TALL: Final = 66
_MOST: Final = 76  # width of a digit's column


class Losses(Cells):
    """All digits together, then a column for each. Its setter is silent.

    The column under the pointer, or the one that the arrow keys went to, is told in a sentence.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.before: Score | None = None
        self.after: Score | None = None
        self._fresh, self._note = True, ""
        self._progress: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_scores(
        self, before: Score | None, after: Score | None, fresh: bool, progress: float | None, note: str
    ) -> None:
        """Show two scores; pale where the second one is not `fresh`, with a line for the progress of a count.

        `note` stands in place of numbers that are not known.
        """
        shown = self.before, self.after, self._fresh, self._progress, self._note
        if shown == (before, after, fresh, progress, note):
            return  # at every move of a drag but the first one
        known = self.before, self.after, self._fresh, self._progress, self._note
        if known == (before, after, fresh, progress, note):
            return
        self.before, self.after, self._fresh = before, after, fresh
        self._progress, self._note = progress, note
        self.setAccessibleName(tr("What is lost, digit by digit: {summary}").format(summary=self.summary))
        self.update()
        self._renew()

    @property
    def summary(self) -> str:
        """All digits together, in words."""
        if self.before is None or self.after is None:
            return self._note
        words = tr("{after} of {count} test pictures are read right, as learned {before}")
        count = number(int(self.after.totals.sum()))
        return words.format(after=percent(self.after.share), count=count, before=percent(self.before.share))

    # --- geometry --------------------------------------------------------------------------------------------

    @property
    def shape(self) -> tuple[int, int]:
        """One row, a column for each digit."""
        return (1, CLASSES) if self.before is not None and self.after is not None else (0, 0)

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Where a digit's column lies."""
        head = self._head
        wide = min(theme().length(_MOST), max(1.0, (self.width() - head) / CLASSES))
        return QRectF(head + column * wide, 0, wide, self.height() - 3)

    def cell_at(self, place: QPointF) -> Cell | None:
        """Return the column at a place."""
        columns = range(self.shape[1])
        return next(((0, column) for column in columns if self.cell_rect(0, column).contains(place)), None)

    def words(self, row: int, column: int) -> str:
        """Tell what became of a digit."""
        assert self.before is not None
        assert self.after is not None
        return digit_sentence(column, self.before, self.after)

    def sizeHint(self) -> QSize:
        """Return room for all numbers."""
        return QSize(theme().length(_HEAD[0] + 44 * CLASSES), theme().length(_TALL))

    def minimumSizeHint(self) -> QSize:
        """Return what can just be read."""
        return QSize(theme().length(_HEAD[1] + 24 * CLASSES), theme().length(_TALL))

    @property
    def _is_narrow(self) -> bool:
        return self.width() < theme().length(_HEAD[0] + _ROOMY * CLASSES)

    @property
    def _head(self) -> int:
        return theme().length(_HEAD[self._is_narrow])

    # --- painting --------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the sum of all, the columns, the progress."""
        look = theme().palette
        with QPainter(self) as painter:
            self._paint_all(painter)
            for digit in range(self.shape[1]):
                self._paint_digit(painter, digit)
            if self._progress is not None:
                painter.fillRect(QRectF(0, self.height() - 2, self.width(), 2), look.line)
                painter.fillRect(QRectF(0, self.height() - 2, self.width() * self._progress, 2), look.selection)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_looked_at(painter)

    def _paint_all(self, painter: QPainter) -> None:
        look, font = theme().palette, theme().font
        room, flags = QRectF(_LEFT, 0, self._head - 8 - _LEFT, self.height() - 4), Qt.AlignmentFlag.AlignLeft
        if self.before is None or self.after is None:
            painter.setFont(font("small"))
            painter.setPen(look.grey)
            room.setWidth(self.width() - _LEFT)
            painter.drawText(room, flags | Qt.AlignmentFlag.AlignVCenter, self._note)
            return
        painter.setFont(font("heading"))
        painter.setPen(look.text if self._fresh else look.grey)
        share = percent(self.after.share)
        painter.drawText(room, flags | Qt.AlignmentFlag.AlignTop, share)
        change = self.after.share - self.before.share
        painter.setPen(self._tone(change))
        wide = QFontMetricsF(painter.font()).horizontalAdvance(share) + 8
        painter.setFont(font("monosmall"))
        painter.drawText(room.adjusted(wide, 6, 0, 0), flags | Qt.AlignmentFlag.AlignTop, points(change))
        painter.setFont(font("small"))
        painter.setPen(look.grey)
        template = tr("of {count} pictures") if self._is_narrow else tr("of {count} test pictures")
        told = [
            template.format(count=number(int(self.after.totals.sum()))),
            tr("as learned {share}").format(share=percent(self.before.share)),
        ]
        painter.drawText(room, flags | Qt.AlignmentFlag.AlignBottom, "\n".join(told))

    def _paint_digit(self, painter: QPainter, digit: int) -> None:
        assert self.before is not None
        assert self.after is not None
        look, font, cell = theme().palette, theme().font, self.cell_rect(0, digit)
        rect = cell.adjusted(3, 0, -3, 0)  # of the bar; numbers may have all
        total, places = max(int(self.after.totals[digit]), 1), int(not self._is_narrow)
        had, has = int(self.before.right[digit]) / total, int(self.after.right[digit]) / total
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
        lines = [rect.height() * part for part in (0.0, 0.30, 0.45, 0.72, 1.0)]

        def line(number: int) -> QRectF:
            return QRectF(cell.left(), lines[number], cell.width(), lines[number + 1] - lines[number])

        painter.setFont(font("title"))
        painter.setPen(look.text)
        painter.drawText(line(0), flags, str(digit))
        track = QRectF(rect.left(), line(1).center().y() - _BAR / 2, rect.width(), _BAR)
        painter.fillRect(track, mixed(look.line, look.dock, 0.4))
        both = QRectF(track.left(), track.top(), track.width() * min(had, has), _BAR)
        painter.fillRect(both, mixed(look.grey, look.dock, 0.35 if self._fresh else 0.6))
        rest = QRectF(both.right(), track.top(), track.width() * abs(has - had), _BAR)
        painter.fillRect(rest, look.negative if has < had else look.agrees)
        painter.setFont(font("monosmall"))
        painter.setPen(look.text if self._fresh else look.grey)
        painter.drawText(line(2), flags, f"{100 * has:.{places}f}")
        change = has - had
        painter.setPen(self._tone(change))
        painter.drawText(line(3), flags, points(change, places))

    def _tone(self, change: float) -> object:
        look = theme().palette
        if abs(change) < 5e-7 or not self._fresh:
            return look.grey
        return look.negative if change < 0 else look.agrees

