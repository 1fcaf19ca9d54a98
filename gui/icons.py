"""Icons drawn from `resources/icons/*.svg` in the theme's own colours, sharp on every screen.

The pictures are black strokes on a 20 x 20 grid; only their shape counts. `set_icon` keeps a button's or an
action's icon in the theme's colours when the theme changes. (An icon engine written in Python would do so by
itself, but PySide loses the engine when Qt copies an icon, and the process dies.)
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from shiboken6 import isValid

from gui.theme import mixed, theme

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from PySide6.QtWidgets import QAbstractButton

    Wearer = QAbstractButton | QAction

FOLDER: Final = Path(__file__).resolve().parent.parent / "resources" / "icons"
COLOURED: Final = frozenset({"digitscope"})
SIDE: Final = 20
SMALL: Final = 16


def icon(name: str, *, calm: bool = False) -> QIcon:
    """Return the icon of that name: in the text's colour, the selection's when checked, faint when disabled.

    A calm one is grey until the pointer is over it. Raises LookupError for a name that has no picture.
    """
    ratios = {screen.devicePixelRatio() for screen in QGuiApplication.screens()}
    return _icon(name, calm, theme().palette.dark, theme().scale, frozenset(ratios))


def set_icon(target: Wearer, name: str, *, calm: bool = False) -> None:
    """Give a button or an action the icon of that name, and a fresh one whenever the theme changes.

    A calm one is grey until the pointer is over it.
    """
    worn = _worn()
    if worn.get(target) != (name, calm):
        worn[target] = name, calm
        target.setIcon(icon(name, calm=calm))


def application_icon() -> QIcon:
    """Return the program's own icon, in the sizes that window managers ask for."""
    picture = QIcon()
    for side in (16, 24, 32, 48, 64, 128, 256):
        picture.addPixmap(_drawing("digitscope", side))
    return picture


def names() -> list[str]:
    """Return the names of all pictures there are."""
    return sorted(path.stem for path in FOLDER.glob("*.svg"))


@cache
def _worn() -> MutableMapping[Wearer, tuple[str, bool]]:
    """Return which icon every button and action wears; what has died is out of it."""
    worn: MutableMapping[Wearer, tuple[str, bool]] = WeakKeyDictionary()

    def renew() -> None:
        for target, (name, calm) in list(worn.items()):
            if isValid(target):
                target.setIcon(icon(name, calm=calm))

    theme().changed.connect(renew)
    return worn


@cache
def _icon(name: str, calm: bool, dark: bool, scale: float, ratios: frozenset[float]) -> QIcon:
    # Drawing takes 0.1 ms a size: only those that the screens here can ask for
    colours, picture = theme().palette, QIcon()
    looks = [
        (QIcon.Mode.Normal, QIcon.State.Off, mixed(colours.grey, colours.dock, 0.25) if calm else colours.text),
        (QIcon.Mode.Normal, QIcon.State.On, colours.selection),
        (QIcon.Mode.Disabled, QIcon.State.Off, mixed(colours.grey, colours.dock, 0.45)),
    ]
    if calm:
        looks.append((QIcon.Mode.Active, QIcon.State.Off, colours.text))
    sides = [theme().length(side) for side in ((SMALL,) if calm else (SMALL, SIDE))]
    for side in sorted({round(side * ratio) for side in sides for ratio in ratios}):
        drawing = _drawing(name, side)
        for mode, state, tint in looks[: 1 if name in COLOURED else None]:
            picture.addPixmap(drawing if name in COLOURED else _tinted(drawing, tint), mode, state)
    return picture


def tinted(name: str, colour: QColor, side: int = SIDE, ratio: float = 1.0) -> QPixmap:
    """Draw one picture in a colour of its own, `side` logical pixels wide on a screen of that pixel ratio."""
    pixmap = _tinted(_drawing(name, round(side * ratio)), colour)
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def _tinted(drawing: QPixmap, colour: QColor) -> QPixmap:
    pixmap = QPixmap(drawing)
    with QPainter(pixmap) as painter:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(pixmap.rect(), colour)
    return pixmap


def _drawing(name: str, side: int) -> QPixmap:
    renderer = _renderer(name)
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        renderer.render(painter, QRectF(pixmap.rect()))
    return pixmap


@cache
def _renderer(name: str) -> QSvgRenderer:
    path = FOLDER / f"{name}.svg"
    if not path.is_file():
        raise LookupError(f"Expected the name of an icon. Received {name!r}; there are {', '.join(names())}.")
    return QSvgRenderer(str(path))
