"""Names of groups, written over a mosaic whose tiles - or cells - are sorted by them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from gui.theme import theme
from gui.widgets.tiling import Cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from gui.widgets.mosaic_view import MosaicView

_PAD: Final = 3.0
_VEIL: Final = 0.88
_NARROWEST: Final = 26.0


class Tag(NamedTuple):
    """A name at the upper left corner of a cell.

    So many `tiles`, or `cells` of one tile, belong to the group: to the right, or with `down`, below.
    """

    name: str
    slot: int
    row: int = 0
    column: int = 0
    tiles: int = 0
    cells: int = 0
    down: bool = False


class Tags(QWidget):
    """Lies over a mosaic and leaves the mouse to it; hidden while there are no names."""

    def __init__(self, view: MosaicView) -> None:
        super().__init__(view)
        self._view = view
        self._tags: tuple[Tag, ...] = ()
        self._key: tuple[object, ...] | None = None
        self._lines: list[QRectF] = []
        self._names: list[tuple[QRectF, str]] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @property
    def tags(self) -> tuple[Tag, ...]:
        """What is written."""
        return self._tags

    def show_tags(self, tags: Sequence[Tag]) -> None:
        """Write names."""
        wanted = tuple(tags)
        if wanted != self._tags:
            self._tags = wanted
            self.setGeometry(self._view.rect())
            self.setVisible(bool(wanted))
            self.update()

    def place_of(self, tag: Tag) -> QRectF:
        """Return the cells of a group in its first row, in logical pixels; empty where its tile is not shown."""
        view, ratio = self._view, self.devicePixelRatioF()
        tiling = view.arranged.tiling
        if tag.slot >= tiling.count or (tag.tiles and view.mode != "grid"):
            return QRectF()
        left, top, width, height = tiling.box(Cell(tag.slot, tag.row, tag.column))
        _, _, whole_width, whole_height = tiling.tile(tag.slot)
        if tag.tiles:
            last = min(tag.tiles, tiling.columns - tag.slot % tiling.columns)
            width, height = tiling.pitch[0] * last - tiling.gap, whole_height
        elif tag.down:
            width, height = whole_width, height * tag.cells
        else:
            width, height = width * tag.cells, whole_height
        return QRectF(*(side / ratio for side in view.viewport.to_screen((left, top, width, height))))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a line where each group begins, and its name where there is room for some of it."""
        view, colours, font = self._view, theme().palette, theme().font("small")
        key = self._tags, view.arranged, view.viewport.target, view.mode, font.key()
        if key != self._key:
            self._key, (self._lines, self._names) = key, self._laid_out(QFontMetricsF(font))
        hovered = view.marked[0]  # what somebody looks at is not covered
        looked_at = QRectF() if hovered is None else view.cell_rect(*hovered)
        ground = QColor(colours.raised)
        ground.setAlphaF(_VEIL)
        with QPainter(self) as painter:
            painter.setFont(font)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.grey)
            painter.drawRects(self._lines)
            painter.setBrush(ground)
            names = [(box, words) for box, words in self._names if not looked_at.intersects(box)]
            for box, _ in names:
                painter.drawRoundedRect(box, 2, 2)
            painter.setPen(colours.text)
            for box, words in names:
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _laid_out(self, metrics: QFontMetricsF) -> tuple[list[QRectF], list[tuple[QRectF, str]]]:
        """Return the lines, and the names with their boxes."""
        lines, names = [], []
        for tag in self._tags:
            place = self.place_of(tag)
            if place.isEmpty():
                continue
            if tag.down and tag.row:
                lines.append(QRectF(place.left(), place.top() - 0.5, place.width(), 1))
            elif tag.tiles or tag.column:
                lines.append(QRectF(place.left() - (2 if tag.tiles else 0.5), place.top(), 1, place.height()))
            width = metrics.horizontalAdvance(tag.name) + 2 * _PAD
            # What does not fit over the group's tiles goes beyond them, at the end of a row to the left
            room = max(place.width(), width if tag.tiles > 1 else 0.0)
            if room < min(width, _NARROWEST) or (tag.down and place.height() < metrics.height()):
                continue
            words = metrics.elidedText(tag.name, Qt.TextElideMode.ElideRight, room - 2 * _PAD)
            box = QRectF(place.left(), place.top(), metrics.horizontalAdvance(words) + 2 * _PAD, metrics.height())
            box.moveRight(min(box.right(), float(self.width())))
            names.append((box, words))
        return lines, names


def tile_tags(groups: Sequence[tuple[str, int, int]]) -> list[Tag]:
    """Return tags for tiles in their order, from (name, first tile, how many)."""
    return [Tag(name, first, tiles=count) for name, first, count in groups]
