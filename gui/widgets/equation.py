"""A line of words and numbers, each in its own tone, that breaks where it must; and a verdict at its end."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.theme import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QColor, QPaintEvent, QResizeEvent

    from gui.theme import FontRole

Tone = Literal["text", "grey", "positive", "negative", "selection", "agrees", "warns"]

_GAP: Final = 8
_NEAR: Final = 5  # between glued terms
_LEADING: Final = 4
_PAD: Final = 6  # beside a warning


@dataclass(frozen=True, slots=True)
class Term:
    """A piece that is never broken: words in grey, numbers in the fixed-width face."""

    text: str
    tone: Tone = "text"
    number: bool = True
    strong: bool = False
    glued: bool = False
    """Whether it stays with the term before."""

    @property
    def role(self) -> FontRole:
        """Which face it wears."""
        if self.strong:
            return "title"
        return "mono" if self.number else "small"


class Equation(QWidget):
    """Terms from left to right, and a verdict at the right end. The setter emits nothing.

    While numbers change with the pen, the number of lines only grows, so that nothing jumps.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._terms: tuple[Term, ...] = ()
        self._verdict: Term | None = None
        self._lines = 1
        self._places: list[tuple[float, int, Term]] = []
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._on_theme_changed)

    @property
    def text(self) -> str:
        """All of it."""
        return " ".join(term.text for term in (*self._terms, *((self._verdict,) if self._verdict else ())))

    @property
    def terms(self) -> tuple[Term, ...]:
        """What stands there, without the verdict."""
        return self._terms

    @property
    def verdict(self) -> Term | None:
        """What stands at its end."""
        return self._verdict

    @property
    def lines(self) -> int:
        """How many lines it takes."""
        return self._lines

    def show_terms(self, terms: Sequence[Term], verdict: Term | None, *, same: bool = False) -> bool:
        """Show other terms; `same` if they say the same of another moment. Return whether the height changed."""
        self._terms, self._verdict = tuple(terms), verdict
        before = self._lines
        if not same:
            self._lines = 1
        self._arrange()
        self.update()
        return self._lines != before

    def line_height(self) -> int:
        """Height of one line in pixels."""
        return QFontMetrics(theme().font("mono")).height() + _LEADING

    def heightForWidth(self, width: int) -> int:
        """Return the height at the present width."""
        return self._lines * self.line_height()

    def sizeHint(self) -> QSize:
        """Return the present height; the width is what is left."""
        return QSize(0, self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        """Return the same."""
        return self.sizeHint()

    def fit(self, width: int) -> int:
        """Return the height that the present terms take at another width."""
        self._lines = 1
        self._arrange(width)
        return self._lines * self.line_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._arrange()

    def _arrange(self, width: int | None = None) -> None:
        """Give each term its place: (x, line)."""
        room = self.width() if width is None else width
        x, line, places = 0.0, 0, []
        for group in _groups(self._terms):
            needed = sum(map(_width, group)) + _NEAR * (len(group) - 1)
            if x and x + needed > room:
                x, line = 0.0, line + 1
            for term in group:
                places.append((x, line, term))
                x += _width(term) + _NEAR
            x += _GAP - _NEAR
        if self._verdict is not None:
            needed = _width(self._verdict)
            if x and x + needed + _GAP > room:
                line += 1
            self._lines = max(self._lines, line + 1)
            places.append((max(0.0, room - needed), self._lines - 1, self._verdict))
        self._lines = max(self._lines, line + 1)
        self._places = places

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint term after term."""
        with QPainter(self) as painter:
            look, height, font = theme().palette, self.line_height(), theme().font
            half, role = (height + QFontMetrics(font("mono")).capHeight()) / 2, None
            for x, line, term in self._places:
                base = round(line * height + half)
                colour: QColor
                if term.tone == "warns":
                    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                    painter.setPen(Qt.PenStyle.NoPen)
                    painter.setBrush(look.winner)
                    painter.drawRoundedRect(QRectF(x, line * height + 1, _width(term), height - 2), 4, 4)
                    x, colour = x + _PAD, look.dock
                else:
                    colour = getattr(look, term.tone)
                if term.role != role:
                    role = term.role
                    painter.setFont(font(role))
                painter.setPen(colour)
                painter.drawText(QPointF(x, base), term.text)

    def _on_theme_changed(self) -> None:
        _advance.cache_clear()
        self._arrange()
        self.update()


def _groups(terms: Sequence[Term]) -> list[list[Term]]:
    """Put together what stays together."""
    groups: list[list[Term]] = []
    for term in terms:
        if term.glued and groups:
            groups[-1].append(term)
        else:
            groups.append([term])
    return groups


def _width(term: Term) -> float:
    return _advance(term.text, term.role) + (2 * _PAD if term.tone == "warns" else 0)


@lru_cache(maxsize=2048)
def _advance(text: str, role: FontRole) -> int:
    return QFontMetrics(theme().font(role)).horizontalAdvance(text)
