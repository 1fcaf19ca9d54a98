"""What is drawn over coloured cells: exact numbers where there is room, else a dash where negative."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPixmap

from gui import colormaps
from gui.numerals import minus
from gui.theme import theme

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

NUMBER_CELL: Final = 34.0
SIGN_CELL: Final = 10.0
_INKS: Final = ("#FFFFFF", "#0C0F14")


def number(value: float) -> str:
    """Return a value in at most five characters and a sign: 0, 0.83, −12.4, 1234, 1e+6."""
    return f"−{_size(-value)}" if value < 0 else _size(value)


def brief(value: float, most: int) -> str:
    """Return a value in at most `most` characters, or nothing: 4e15 where 4e+15 has no room."""
    words = number(value)
    if len(words) <= most:
        return words
    words = minus(f"{value:.0e}").replace("e+", "e").replace("e0", "e").replace("e−0", "e−")
    return words if len(words) <= most else ""


def _size(value: float) -> str:
    if 0.005 <= value < 9.995:  # nearly always
        return f"{value:.2f}"
    if value == 0:
        return "0"
    if not math.isfinite(value):
        return "?" if math.isnan(value) else "∞"
    if value < 0.005:
        return minus(f"{value:.0e}".replace("e-0", "e-"))
    if value < 99.95:
        return f"{value:.1f}"
    return f"{value:.0f}" if value < 99999 else f"{value:.0e}".replace("e+0", "e")


def inks(colours: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Return which colours [n] need dark words on them."""
    return np.asarray(colormaps.luminance(colours) > 0.2)


def draw_numbers(
    painter: QPainter,
    x: Floats | list[float],
    y: Floats | list[float],
    values: Floats,
    dark: NDArray[np.bool_],
    width: float,
    ratio: float,
) -> None:
    """Write values [n] centred at x [n], y [n], in cells of `width` units of the painter.

    That unit is a screen pixel, and `ratio` of them make a logical one; or it is a logical pixel, and `ratio`
    is 1. Each number is a small picture that is kept: to write 676 of them anew took 12 ms.
    """
    zoom = painter.device().devicePixelRatio() if ratio == 1.0 else 1.0
    size = max(1, round(font_pixels(width / ratio) * ratio))
    grey, draw = theme().palette.grey.name(), painter.drawPixmap
    lefts = x if isinstance(x, list) else x.tolist()
    tops = y if isinstance(y, list) else y.tolist()
    for left, top, value, wanted in zip(lefts, tops, values.tolist(), dark.tolist(), strict=True):
        # Most values of a map are zero: kept calm, they let the others stand out
        picture, half_width, half_height = _word(number(value), _INKS[wanted] if value else grey, size, zoom)
        draw(int(left - half_width), int(top - half_height), picture)


def draw_dashes(painter: QPainter, x: Floats, y: Floats, dark: NDArray[np.bool_], width: float) -> None:
    """Draw short dashes centred at x [n], y [n], in cells of `width` units."""
    long, thick = max(3, round(width * 0.36)), max(1, round(width / 14))
    left, top = np.rint(x - long / 2).astype(int), np.rint(y - thick / 2).astype(int)
    painter.setPen(Qt.PenStyle.NoPen)
    for wanted, name in enumerate(_INKS):
        chosen = np.flatnonzero(dark == bool(wanted))
        colour = QColor(name)
        colour.setAlphaF(0.62)
        painter.setBrush(colour)
        corners = zip(left[chosen].tolist(), top[chosen].tolist(), strict=True)
        painter.drawRects([QRect(a, b, long, thick) for a, b in corners])
    painter.setBrush(Qt.BrushStyle.NoBrush)


def font_pixels(width: float) -> float:
    """Size of a number's font, in logical pixels, in a cell of that width."""
    return min(max(width * 0.28, 9.0), 16.0)


@lru_cache(maxsize=4096)
def _word(text: str, colour: str, size: int, zoom: float) -> tuple[QPixmap, float, float]:
    """Return a number as a picture, in letters of `size` units, and half its width and height."""
    font = theme().font("mono")
    font.setPixelSize(size)
    metrics = QFontMetricsF(font)
    width, height = int(metrics.horizontalAdvance(text)) + 2, int(metrics.ascent()) + 1
    picture = QPixmap(round(width * zoom), round(height * zoom))
    picture.setDevicePixelRatio(zoom)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setFont(font)
        painter.setPen(QColor(colour))
        # Digits have no descent: the picture ends at the base line, and they stand in its middle
        gap = metrics.ascent() - metrics.capHeight()
        painter.drawText(QPointF(1, metrics.ascent() - gap / 2), text)
    return picture, width / 2 - 0.5, height / 2 - 0.5
