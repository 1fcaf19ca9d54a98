"""Under the canvas: the steps from ink to the 28x28 that the network receives, each with its switch."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from gui.step_tile import StepTile
from gui.theme import theme
from model.digitize import Steps
from model.grid import DIGIT, GRID
from model.redraw import WIDTH

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QResizeEvent, QShowEvent

    from gui.session import Session
    from model.digitize import Digitized

IMAGE: Final = "image"
_GAP: Final = 8
_LEAST_GAP: Final = 4
_LARGEST: Final = 168
_SWITCHES: Final = tuple(field.name for field in fields(Steps))
_ON_GRID: Final = frozenset({"scale", "centre"})


class StepsStrip(QWidget):
    """Small pictures in a row, or in several where one is too narrow, and a line of words below them.

    Which pictures there are, and in which order, `Digitized` says; a picture whose key is a field of `Steps`
    gets a switch. The last one is the picture that enters the network.
    """

    pixelHovered = Signal(object)
    pixelClicked = Signal(int, int)
    stepRequested = Signal(int, int)
    imageMoved = Signal()
    """The tile of the picture that enters the network has another place or size, or is another tile."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._tiles: dict[str, StepTile] = {}
        self._pixel: tuple[int, int] | None = None
        self._paths: NDArray[np.int64] | None = None
        self._noticed: str | None = None
        self._untouched = False
        self._words = QLabel(self)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(self.tr("Steps from ink to the network"))
        self._build(_SWITCHES)
        session.digitizedChanged.connect(self._on_digitized_changed)
        session.stepsChanged.connect(self._on_steps_changed)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    @property
    def tiles(self) -> dict[str, StepTile]:
        """The pictures by key, in order; the last is `IMAGE`."""
        return dict(self._tiles)

    @property
    def image_tile(self) -> StepTile:
        """The picture that enters the network."""
        return self._tiles[IMAGE]

    @property
    def words(self) -> str:
        """The line below the pictures."""
        return self._words.text()

    def show_digitized(self, digitized: Digitized | None) -> None:
        """Show what the steps made of the ink, or empty sheets for None. Emits nothing."""
        if digitized is None or digitized.blank:
            for tile in self._tiles.values():
                tile.set_picture(None)
        else:
            pictures = dict(digitized.pictures)
            pictures[IMAGE] = digitized.pictures[-1][1]
            if tuple(pictures) != tuple(self._tiles):
                self._build(tuple(pictures)[:-1])
            for tile, picture in zip(self._tiles.values(), pictures.values(), strict=True):
                tile.set_picture(picture)
        untouched = digitized is not None and digitized.untouched
        if self._pixel is not None or untouched != self._untouched:
            self._untouched = untouched
            self._say()

    def show_pixel(self, pixel: tuple[int, int] | None) -> None:
        """Tell of a pixel (row, column) of the picture that enters the network, or of none. Emits nothing."""
        if pixel != self._pixel:
            self._pixel = pixel
            self._say()

    def show_paths(self, paths: NDArray[np.int64] | None) -> None:
        """Tell in how many ways pixels reach the answer, int [rows, columns], or do not. Emits nothing."""
        self._paths = paths
        self._say()

    def _build(self, keys: tuple[str, ...]) -> None:
        for tile in self._tiles.values():
            tile.hide()
            tile.deleteLater()
        self._tiles = {key: self._tile(key) for key in (*keys, IMAGE)}
        self._pixel = self._noticed = None
        for before, after in zip([*self._tiles.values()], [*self._tiles.values()][1:], strict=False):
            QWidget.setTabOrder(before, after)
        self._on_steps_changed(self._session.steps)
        self._arrange()
        self._say()
        self.updateGeometry()

    def _tile(self, key: str) -> StepTile:
        tile = StepTile(key in _SWITCHES, key in _ON_GRID, key == IMAGE, self)
        caption, words = self._explained(key)
        tile.setObjectName(key)
        tile.setText(caption)
        tile.setAccessibleName(caption)
        tile.setAccessibleDescription(words)
        tile.setStatusTip(words)
        tile.noticed.connect(self._on_noticed)
        if tile.isCheckable():
            tile.setChecked(getattr(self._session.steps, key))
            tile.clicked.connect(self._on_clicked)
        if key == IMAGE:
            tile.pixelHovered.connect(self._on_pixel_hovered)
            tile.pixelClicked.connect(self.pixelClicked)
            tile.stepRequested.connect(self.stepRequested)
        tile.setVisible(True)
        return tile

    def _explained(self, key: str) -> tuple[str, str]:
        """Return a caption and a line that says what the step does."""
        if key == "crop":
            return self.tr("crop"), self.tr("Crop: only the box around the ink goes on.")
        if key == "redraw":
            words = self.tr("Redraw: your strokes again, each {width} pixels wide, whatever the pen.")
            return self.tr("redraw"), words.format(width=self.locale().toString(WIDTH, "f", 1))
        if key == "scale":
            words = self.tr("Scale: the longer side becomes {pixels} pixels.")
            return self.tr("scale"), words.format(pixels=DIGIT)
        if key == "centre":
            return self.tr("centre"), self.tr("Centre: the ink's centre of mass goes to the middle.")
        if key == IMAGE:
            words = self.tr("{side}×{side}: the numbers from 0 to 1 that enter the network.")
            return f"{GRID}×{GRID}", words.format(side=GRID)
        caption = key.replace("_", " ")
        return caption, caption

    # --- geometry

    def _columns(self, width: int) -> tuple[int, int]:
        """Return how many tiles stand side by side, and the width of each."""
        count = len(self._tiles)
        least = max(tile.least_width() for tile in self._tiles.values())
        columns = max(1, min(count, (width + _LEAST_GAP) // (least + _LEAST_GAP)))
        return columns, min(_LARGEST, max(least, (width - _GAP * (columns - 1)) // columns))

    def _tile_height(self, width: int) -> int:
        return width + next(iter(self._tiles.values())).words_height()

    def _words_height(self) -> int:
        return 2 * self._words.fontMetrics().lineSpacing()

    def heightForWidth(self, width: int) -> int:
        """Return the height that all pictures and two lines of words need at a width."""
        columns, side = self._columns(width)
        rows = -(-len(self._tiles) // columns)
        return rows * (self._tile_height(side) + _GAP) + self._words_height()

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        width = len(self._tiles) * (56 + _GAP)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return the least size: all in one column."""
        columns, side = self._columns(0)
        return QSize(columns * side, self._tile_height(side) + self._words_height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place pictures and words."""
        self._arrange()
        super().resizeEvent(event)

    def _arrange(self) -> None:
        columns, side = self._columns(self.width())
        height = self._tile_height(side)
        spare = self.width() - columns * side
        gap = max(_LEAST_GAP, min(3 * _GAP, spare // (columns - 1))) if columns > 1 else 0
        left = max(0, self.width() - columns * side - gap * (columns - 1)) // 2
        top = 0
        for index, tile in enumerate(self._tiles.values()):
            row, column = divmod(index, columns)
            top = row * (height + _GAP)
            tile.setGeometry(left + column * (side + gap), top, side, height)
        self._words.setGeometry(0, top + height + _GAP // 2, self.width(), self._words_height())
        self.imageMoved.emit()

    # --- what happens

    @Slot(object)
    def _on_digitized_changed(self, digitized: Digitized | None) -> None:
        if self.isVisible():
            self.show_digitized(digitized)

    @Slot(object)
    def _on_steps_changed(self, steps: Steps) -> None:
        for key in _SWITCHES:
            if key in self._tiles:
                on = getattr(steps, key)
                self._tiles[key].setChecked(on)
                hint = self.tr("Click to switch it off.") if on else self.tr("Off. Click to switch it on.")
                self._tiles[key].setToolTip(hint)

    @Slot(bool)
    def _on_clicked(self, on: bool) -> None:
        key = self.sender().objectName()
        self._session.set_steps(replace(self._session.steps, **{key: on}))

    @Slot(bool)
    def _on_noticed(self, noticed: bool) -> None:
        key = self.sender().objectName()
        if noticed:
            self._noticed = key
        elif self._noticed == key:
            self._noticed = None
        self._say()

    @Slot(object)
    def _on_pixel_hovered(self, pixel: tuple[int, int] | None) -> None:
        self.pixelHovered.emit(pixel)
        self.show_pixel(pixel)

    def _say(self) -> None:
        """Explain what is pointed at, or what the strip is."""
        digitized = self._session.digitized
        if self._pixel is not None and digitized is not None:
            row, column = self._pixel
            value = self.locale().toString(float(digitized.image[row, column]), "f", 2)
            words = self.tr("row {row}, column {column}: {value}").format(row=row, column=column, value=value)
            if self._paths is not None:
                words += " · " + self._ways(int(self._paths[row, column]))
        elif self._paths is not None and self._noticed in (None, IMAGE):
            words = self._counted(self._paths)
        elif digitized is not None and digitized.untouched and self._noticed != IMAGE:
            words = self.tr("This picture is {side}×{side} already: it enters the network as it is, without any step.")
            words = words.format(side=GRID)
        else:
            words = self._explained(self._noticed or IMAGE)[1]
        self._words.setText(words)
        if self._pixel is not None:
            self.image_tile.setAccessibleDescription(words)

    def _ways(self, count: int) -> str:
        if count == 0:
            return self.tr("blind: no way to the answer")
        if count == 1:
            return self.tr("1 way to the last maps")
        return self.tr("{count} ways to the last maps").format(count=count)

    def _counted(self, paths: NDArray[np.int64]) -> str:
        """Say what the hatching means."""
        blind = int(np.count_nonzero(paths == 0))
        if not blind:
            return self.tr("No pixel is blind: a way leads from each of them to the answer.")
        words = self.tr("{blind} of {all} pixels are blind (hatched): no way leads from them to the answer.")
        return words.format(blind=blind, all=paths.size)

    @Slot()
    def _on_theme_changed(self) -> None:
        palette = self._words.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme().palette.grey)
        self._words.setPalette(palette)
        self._words.setFont(theme().font("small"))
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while hidden."""
        super().showEvent(event)
        self.show_digitized(self._session.digitized)
