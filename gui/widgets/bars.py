"""A handful of horizontal bars with their names and numbers, painted in one go."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.theme import mixed, theme
from gui.widgets.bar_picture import BarPicture, RowPlace, Style
from gui.widgets.focus import by_keyboard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent

_GAP: Final = 8
_INSET: Final = 6  # room for the mark of what is chosen
_LEAST_BAR: Final = 40
_LOWEST, _USUAL, _HIGHEST = 15, 21, 32  # height of a row
_TOO_LITTLE: Final = 0.1  # pixels that a bar grows, to be painted anew


@dataclass(frozen=True, slots=True)
class Column:
    """Words of a further column: one above, one per bar, one below.

    `widest` is the longest cell that will ever be shown, so that the columns stay where they are.
    """

    heading: str
    widest: str
    cells: tuple[str, ...] = ()
    foot: str = ""


@dataclass(frozen=True, slots=True)
class BarsLook:
    """Colours and fonts of the bars."""

    text: QColor = field(default_factory=lambda: QColor("black"))
    grey: QColor = field(default_factory=lambda: QColor("grey"))
    paper: QColor = field(default_factory=lambda: QColor("white"))
    bar: QColor = field(default_factory=lambda: QColor("grey"))
    track: QColor = field(default_factory=lambda: QColor("lightgrey"))
    ground: QColor = field(default_factory=lambda: QColor("white"))
    """Behind the row under the pointer and the chosen one."""
    winner: QColor = field(default_factory=lambda: QColor("black"))
    selection: QColor = field(default_factory=lambda: QColor("blue"))
    names: QFont = field(default_factory=QFont)
    strong: QFont = field(default_factory=QFont)
    numbers: QFont = field(default_factory=QFont)

    @classmethod
    def of_theme(cls) -> BarsLook:
        """Return the look of the present theme."""
        colours, font = theme().palette, theme().font
        return cls(
            text=colours.text,
            grey=colours.grey,
            paper=colours.dock,
            bar=mixed(colours.grey, colours.dock, 0.35),
            track=mixed(colours.line, colours.dock, 0.4),
            ground=colours.raised,
            winner=colours.winner,
            selection=colours.selection,
            names=font("body"),
            strong=font("title"),
            numbers=font("monosmall"),
        )


class Bars(QWidget):
    """One row per value: name, bar, number. The setters emit nothing.

    The arrow keys, a click, and Home and End ask for a row to be chosen; the row under the pointer, or the
    one with the keyboard, shows its more exact number.
    """

    chooseRequested = Signal(int)
    askRequested = Signal(int)  # somebody wants to know more of a row: by a double click, or Enter
    hovered = Signal(int)  # the row under the pointer, or -1

    def __init__(self, names: Sequence[str], widest: str, parent: QWidget | None = None) -> None:
        """`widest` is the longest number that will ever be shown, so that the bars keep their length."""
        super().__init__(parent)
        self._names = tuple(names)
        self._widest = widest
        self._look = BarsLook()
        self._shares: tuple[float, ...] = ()
        self._numbers: tuple[str, ...] = ()
        self._details: tuple[str, ...] = ()
        self._winner = -1
        self._chosen = -1
        self._lit = -1
        self._hover = -1
        self._cursor = 0
        self._keyed = False  # whether the keyboard is in use here
        self._columns: tuple[Column, ...] = ()
        self._places: tuple[float, ...] = ()
        self._track = QRectF()
        self._picture: BarPicture | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._arrange()
        self._fit_height()

    # --- what is shown --------------------------------------------------------------------------------------

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the rows."""
        return self._names

    @property
    def columns(self) -> tuple[Column, ...]:
        """The further columns."""
        return self._columns

    @property
    def chosen(self) -> int:
        """The row that is marked as chosen, or -1."""
        return self._chosen

    def set_look(self, look: BarsLook) -> None:
        """Use other colours and fonts."""
        self._look = look
        self._arrange()
        self._fit_height()

    def set_names(self, names: Sequence[str], widest: str) -> None:
        """Show other rows, empty at first."""
        self._names, self._widest = tuple(names), widest
        self._hover, self._cursor, self._chosen, self._lit = -1, 0, -1, -1
        self._columns = ()
        self.clear()
        self._arrange()
        self._fit_height()

    def set_values(self, shares: Sequence[float], numbers: Sequence[str], details: Sequence[str], winner: int) -> None:
        """Show one bar per row.

        Parameters
        ----------
        shares
            Length of each bar, 0-1.
        numbers, details
            What stands beside it, and what stands there while the row is looked at.
        winner
            The row in the winner's colour, or -1.
        """
        before = self._shares, self._numbers, self._details, self._winner
        self._shares, self._numbers, self._details = tuple(shares), tuple(numbers), tuple(details)
        self._winner = winner
        if self._columns or self._look_other_than(*before):
            self.update()

    def _look_other_than(
        self, shares: tuple[float, ...], numbers: tuple[str, ...], details: tuple[str, ...], winner: int
    ) -> bool:
        """Whether anything of other values is to be seen."""
        if numbers != self._numbers or winner != self._winner:
            return True
        looked_at, width = self.looked_at, self._track.width()
        if looked_at >= 0 and details[looked_at : looked_at + 1] != self._details[looked_at : looked_at + 1]:
            return True
        return any(abs(was - now) * width > _TOO_LITTLE for was, now in zip(shares, self._shares, strict=True))

    def clear(self) -> None:
        """Show empty bars without numbers."""
        self.set_values((), (), (), -1)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show further columns between the name and the number, or none; there, the bars make room."""
        before, self._columns = self._columns, tuple(columns)
        if bool(before) != bool(columns):
            self._picture = None
        if [column.widest for column in before] != [column.widest for column in self._columns]:
            self._arrange()
            self._fit_height()
        self.update()

    def set_chosen(self, row: int) -> None:
        """Mark a row as chosen; -1 for none."""
        if row != self._chosen:
            self._chosen = row
            if row >= 0:
                self._cursor = row
            self.update()

    def set_lit(self, row: int) -> None:
        """Show a row as if the pointer were on it: something that belongs to it is pointed at; -1 for none."""
        if row != self._lit:
            self._lit = row
            self.update()

    def number(self, row: int) -> str:
        """Return what stands beside a bar at this moment."""
        if row >= len(self._numbers):
            return ""
        return self._details[row] if row == self.looked_at else self._numbers[row]

    # --- geometry -------------------------------------------------------------------------------------------

    def row_rect(self, row: int) -> QRectF:
        """Where a row lies."""
        height = self._row_height()
        return QRectF(0, height * (row + bool(self._columns)), self.width(), height)

    def row_at(self, y: float) -> int:
        """Return the row at a height, or -1."""
        row = int(y / self._row_height()) - bool(self._columns)
        return row if 0 <= row < len(self._names) and y >= 0 else -1

    def sizeHint(self) -> QSize:
        """Return comfortable rows."""
        return QSize(230, _USUAL * self._lines())

    def minimumSizeHint(self) -> QSize:
        """Return rows whose words just do not touch."""
        metrics = QFontMetrics(self._look.numbers)
        if self._columns:
            room = sum(self._width_of(column, metrics) + _GAP for column in self._columns) - _GAP
        else:
            room = _LEAST_BAR + _GAP + metrics.horizontalAdvance(self._widest)
        width = 2 * _INSET + self._names_width() + _GAP + room
        return QSize(width, max(_LOWEST, metrics.height()) * self._lines())

    def _lines(self) -> int:
        return len(self._names) + 2 * bool(self._columns)

    def _row_height(self) -> float:
        return min(theme().length(_HIGHEST), self.height() / max(1, self._lines()))

    def _fit_height(self) -> None:
        self.setMaximumHeight(theme().length(_HIGHEST) * self._lines())
        self.updateGeometry()

    def _names_width(self) -> int:
        metrics = QFontMetrics(self._look.strong)
        return max((metrics.horizontalAdvance(name) for name in self._names), default=0)

    def _width_of(self, column: Column, metrics: QFontMetrics) -> int:
        heading = QFontMetrics(self._look.names).horizontalAdvance(column.heading)
        return max(heading, metrics.horizontalAdvance(column.widest))

    def _arrange(self) -> None:
        """Work out where the columns end, from the right, and where the bar lies: in what they leave."""
        metrics = QFontMetrics(self._look.numbers)
        left = float(_INSET + self._names_width() + _GAP)
        edge = float(self.width() - _INSET)
        widths = [self._width_of(column, metrics) for column in self._columns]
        if not widths:
            widths = [metrics.horizontalAdvance(self._widest)]
        bar = edge - left - sum(widths) - _GAP * len(widths)
        has_bar = not self._columns or bar >= _LEAST_BAR
        slack = 0.0 if has_bar else max(0.0, bar + _GAP) / len(widths)
        places: list[float] = []
        for width in reversed(widths):
            places.insert(0, edge)
            edge -= width + _GAP + slack
        self._track = QRectF(left, 0, max(0.0, bar) if has_bar else 0.0, 0)
        self._places = tuple(places)
        self._advance = metrics.horizontalAdvance("0")
        self._rooms = [self.row_rect(row).toAlignedRect() for row in range(len(self._names))]
        self._picture = None
        self.update()

    @property
    def looked_at(self) -> int:
        """The row under the pointer, or else the lit one, or the one with the keyboard, or -1."""
        if self._hover >= 0 or self._lit >= 0:
            return self._hover if self._hover >= 0 else self._lit
        return self._cursor if self._keyed else -1

    # --- painting -------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, and over them what is marked."""
        picture = self._current_picture()
        with QPainter(self) as painter:
            painter.drawImage(0, 0, picture.image)
            for row in {self._chosen, self.looked_at} - {-1}:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                self._paint_marked(painter, row, self._row_height())
            if self._columns:
                height = self._row_height()
                self._paint_columns(painter, height, height)

    def _current_picture(self) -> BarPicture:
        """Return the picture of all rows, brought up to date."""
        ratio = self.devicePixelRatioF()
        if self._picture is None or self._picture.ratio != ratio:
            self._picture = self._make_picture(ratio)
        if self._shares:
            numbers = ("",) * len(self._names) if self._columns else self._numbers
            self._picture.show(self._shares, numbers, self._winner)
        else:
            self._picture.show_nothing()
        return self._picture

    def _make_picture(self, ratio: float) -> BarPicture:
        look, height = self._look, self._row_height()
        first = height * bool(self._columns)
        name, number = _baseline(look.names, height), _baseline(look.numbers, height)
        places = [
            RowPlace(
                room,
                self._bar_place(row),
                QPointF(_INSET, first + row * height + name),
                QPointF(self._places[-1], first + row * height + number),
            )
            for row, room in enumerate(self._rooms)
        ]
        styles = (
            Style(look.bar, look.grey, look.names, look.grey, look.numbers),
            Style(look.winner, look.winner, look.strong, look.text, look.numbers),
        )
        return BarPicture(self.size(), ratio, look.paper, look.track, self._names, places, styles)

    def _bar_place(self, row: int) -> QRectF:
        """Where a full bar lies."""
        height, left, width = self._row_height(), self._track.left(), self._track.width()
        thick = max(4.0, round(height * 0.38))
        top = height * bool(self._columns) + (height - thick) / 2
        if width <= 0:  # no room beside the columns: a line under each row
            width, thick = self.width() - _INSET - left, 2.0
            top = height * bool(self._columns) + height - 2
        return QRectF(left, top + row * height, width, thick)

    def _paint_marked(self, painter: QPainter, row: int, height: float) -> None:
        """Paint a row that is chosen or looked at."""
        rect, place, look = self.row_rect(row), self._bar_place(row), self._look
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.ground)
        painter.drawRoundedRect(rect, 4, 4)
        if row == self._chosen:
            painter.setBrush(look.selection)
            painter.drawRoundedRect(QRectF(0, rect.top() + 2, 3, height - 4), 1.5, 1.5)
        if self._keyed and self._hover < 0 and row == self._cursor:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.selection, 1))
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            painter.setPen(Qt.PenStyle.NoPen)
        radius, wins = place.height() / 2, row == self._winner
        painter.setBrush(look.track)
        painter.drawRoundedRect(place, radius, radius)
        length = place.width() * min(1.0, max(0.0, self._shares[row])) if self._shares else 0.0
        if length >= 0.5:
            painter.setBrush(look.winner if wins else look.bar)
            place.setWidth(length)
            painter.drawRoundedRect(place, min(radius, length / 2), radius)
        painter.setFont(look.strong if wins else look.names)
        painter.setPen(look.winner if wins else look.grey)
        painter.drawText(QPointF(_INSET, rect.top() + _baseline(look.names, height)), self._names[row])
        if number := "" if self._columns else self.number(row):
            painter.setFont(look.numbers)
            painter.setPen(look.text if wins or row == self.looked_at else look.grey)
            x = self._places[-1] - self._advance * len(number)
            painter.drawText(QPointF(x, rect.top() + _baseline(look.numbers, height)), number)

    def _paint_columns(self, painter: QPainter, height: float, first: float) -> None:
        look, foot = self._look, first + len(self._names) * height
        heading = QFontMetrics(look.names)
        numbers = QFontMetrics(look.numbers)
        baseline = _baseline(look.numbers, height)
        for column, right in zip(self._columns, self._places, strict=True):
            painter.setPen(look.grey)
            painter.setFont(look.names)
            painter.drawText(
                QPointF(right - heading.horizontalAdvance(column.heading), _baseline(look.names, height)),
                column.heading,
            )
            painter.setFont(look.numbers)
            for row, cell in enumerate(column.cells):
                painter.setPen(look.text if row == self._winner else look.grey)
                painter.drawText(
                    QPointF(right - numbers.horizontalAdvance(cell), first + row * height + baseline), cell
                )
            painter.setPen(look.grey)
            painter.drawText(QPointF(right - numbers.horizontalAdvance(column.foot), foot + baseline), column.foot)

    # --- pointer and keyboard -------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the columns anew."""
        super().resizeEvent(event)
        self._arrange()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Look at the row under the pointer."""
        self._look_at(self.row_at(event.position().y()))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Look at the row under the pointer."""
        super().enterEvent(event)
        self._look_at(self.row_at(event.position().y()))

    def leaveEvent(self, event: QEvent) -> None:
        """Look away."""
        super().leaveEvent(event)
        self._look_at(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for the row under the pointer."""
        row = self.row_at(event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and row >= 0:
            self._cursor, self._keyed = row, False
            self.update()
            self.chooseRequested.emit(row)
        else:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask for more of the row under the pointer, which the first click has chosen."""
        row = self.row_at(event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and row >= 0:
            self.askRequested.emit(row)
        else:
            super().mouseDoubleClickEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from row to row; Enter asks for more of one."""
        last = len(self._names) - 1
        targets = {
            Qt.Key.Key_Up: max(0, self._cursor - 1),
            Qt.Key.Key_Down: min(last, self._cursor + 1),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
            Qt.Key.Key_Space: self._cursor,
            Qt.Key.Key_Return: self._cursor,
            Qt.Key.Key_Enter: self._cursor,
        }
        row = targets.get(Qt.Key(event.key()), -1)
        if row < 0:
            super().keyPressEvent(event)
            return
        self._cursor, self._keyed = row, True
        self.update()
        self.chooseRequested.emit(row)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.askRequested.emit(row)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self._keyed = by_keyboard(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that it is no longer here."""
        super().focusOutEvent(event)
        self._keyed = False
        self.update()

    def _look_at(self, row: int) -> None:
        if row != self._hover:
            self._hover = row
            self.update()
            self.hovered.emit(row)


def _baseline(font: QFont, height: float) -> float:
    """Where letters stand, so that digits are centred in a row."""
    metrics = QFontMetrics(font)
    return float(round((height + metrics.capHeight()) / 2))
