"""Colours, fonts and colour tables of the whole program, dark and light, in one place.

Qt's own switch between dark and light does nothing on a bare X11 or offscreen, so both palettes are our own,
on top of the Fusion style. Where the system tells which one it prefers, we follow; where it does not, dark it
is: feature maps read best on it.
"""

from __future__ import annotations

import ctypes
import sys
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QToolTip

from gui.anchors import MAP_NAMES, SEQUENTIAL_DARK, SEQUENTIAL_LIGHT, SIGNED_DARK, SIGNED_LIGHT
from gui.stylesheet import stylesheet

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Mode = Literal["system", "light", "dark"]
LutKind = Literal["map", "signed", "ink"]
FontRole = Literal["body", "small", "mono", "monosmall", "title", "heading", "huge"]


@dataclass(frozen=True, slots=True, eq=False)
class Palette:
    """The colours of one theme, by what they are for. All but the grounds and the line can be words."""

    dark: bool
    window: QColor
    dock: QColor
    raised: QColor
    line: QColor
    text: QColor
    grey: QColor
    selection: QColor
    winner: QColor
    positive: QColor
    negative: QColor
    agrees: QColor


def _palette(dark: bool, **colours: str) -> Palette:
    return Palette(dark, **{role: QColor(colour) for role, colour in colours.items()})


DARK: Final = _palette(
    True, window="#12151A", dock="#1A1E25", raised="#222731", line="#2C323D", text="#E8EBF0", grey="#98A2B3",
    selection="#5CC8FF", winner="#FFC24B", positive="#FF9D5C", negative="#6FA8FF", agrees="#6FD68C",
)  # fmt: skip
LIGHT: Final = _palette(
    False, window="#EEF1F5", dock="#FFFFFF", raised="#F5F7FA", line="#D9DEE6", text="#1A2230", grey="#5C6675",
    selection="#0968A5", winner="#9A5B00", positive="#B04A10", negative="#2562C8", agrees="#157A40",
)  # fmt: skip

# Family, size relative to the platform's own, weight
_FONTS: Final[dict[FontRole, tuple[bool, float, QFont.Weight]]] = {
    "body": (False, 1.0, QFont.Weight.Normal),
    "small": (False, 0.89, QFont.Weight.Normal),
    "title": (False, 1.0, QFont.Weight.DemiBold),
    "heading": (False, 1.33, QFont.Weight.DemiBold),
    "huge": (False, 6.0, QFont.Weight.Bold),
    "mono": (True, 1.0, QFont.Weight.Normal),
    "monosmall": (True, 0.89, QFont.Weight.Normal),
}

STYLE: Final = "Fusion"


class Theme(QObject):
    """The look in force. Views read it when they paint and repaint on `changed`.

    `install` dresses an application; without it the colours, fonts and tables can be read all the same.
    """

    changed = Signal()
    motionChanged = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._mode: Mode = "system"
        self._map = MAP_NAMES[0]
        self._motion: bool | None = None
        self._application: QApplication | None = None
        self._luts: dict[str, NDArray[np.uint32]] = {}
        self._fonts: dict[str, QFont] = {}
        self._scale = 1.0
        self.palette = self._wanted()

    # Which one

    @property
    def mode(self) -> Mode:
        """What was asked for: "system", "light" or "dark"."""
        return self._mode

    @property
    def map_name(self) -> str:
        """The sequential map in use, one of `anchors.MAP_NAMES`."""
        return self._map

    def set_mode(self, mode: Mode) -> None:
        """Choose dark or light, or follow the system. Raises ValueError for anything else."""
        if mode not in ("system", "light", "dark"):
            raise ValueError(f'Expected "system", "light" or "dark". Received {mode!r}.')
        if mode != self._mode:
            self._mode = mode
            self._tell_the_platform()
            self._refresh()

    def set_map(self, name: str) -> None:
        """Choose the sequential map by name. Raises ValueError for an unknown one."""
        if name not in MAP_NAMES:
            raise ValueError(f"Expected one of {', '.join(MAP_NAMES)}. Received {name!r}.")
        if name != self._map:
            self._map = name
            self._luts.clear()
            self.changed.emit()

    def install(self, application: QApplication, *, has_style: bool = False) -> None:
        """Dress the application and follow the system from now on; it may have our style, `STYLE`, already."""
        if self._application is not None:
            return
        self._application = application
        # Without it a style sheet keeps palettes from reaching children, and docks that change their window
        # lose the fonts of all that is inside
        application.setAttribute(Qt.ApplicationAttribute.AA_UseStyleSheetPropagationInWidgetStyles)
        if not has_style:
            application.setStyle(STYLE)
        application.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)
        self._fonts.clear()
        self.palette = self._wanted()
        self._dress()

    # What it looks like

    def lut(self, kind: LutKind) -> NDArray[np.uint32]:
        """Return the table uint32 [256] of RGB32 words, read-only.

        "map": for values from 0 on, entry 0 is the dock's ground. "signed": for values around 0, entry 128 is
        the ground. "ink": from the ground to the text's colour.
        """
        if kind not in self._luts:
            self._luts[kind] = self._table(kind)
        return self._luts[kind]

    def font(self, role: FontRole) -> QFont:
        """Return the font of a role, sized relative to the platform's own and `scale`; its digits have equal widths."""
        if role not in self._fonts:
            fixed, size, weight = _FONTS[role]
            self._fonts[role] = _font(fixed, size * self._scale, weight)
        return QFont(self._fonts[role])

    @property
    def scale(self) -> float:
        """How much larger than the platform's own all letters are."""
        return self._scale

    def length(self, pixels: int) -> int:
        """Return a length that grows with the letters: of an icon, say, or a button."""
        return round(pixels * self._scale)

    def set_scale(self, scale: float) -> None:
        """Write everything larger than the platform does, or as it does: 1."""
        if scale != self._scale:
            self._scale = scale
            self._fonts.clear()
            if self._application is not None:
                self._dress()
            self.changed.emit()

    @property
    def reduced_motion(self) -> bool:
        """Whether the person asked for less motion: here, or else in the system where it tells."""
        return _system_reduces_motion() if self._motion is None else self._motion

    def set_reduced_motion(self, reduced: bool | None) -> None:
        """Override what the system says; None follows it again."""
        before, self._motion = self.reduced_motion, reduced
        if self.reduced_motion != before:
            self.motionChanged.emit()

    @property
    def motion(self) -> str:
        """What was asked for: "reduced", "full", or "system", which follows it."""
        return "system" if self._motion is None else "reduced" if self._motion else "full"

    def set_motion(self, motion: str) -> None:
        """Choose one of the words of `motion`; anything else follows the system."""
        self.set_reduced_motion({"reduced": True, "full": False}.get(motion))

    def _table(self, kind: LutKind) -> NDArray[np.uint32]:
        from gui import colormaps  # brings NumPy, which the window does not wait for

        dark, ground = self.palette.dark, self.palette.dock.name()
        if kind == "map":
            maps = SEQUENTIAL_DARK if dark else SEQUENTIAL_LIGHT
            return colormaps.sequential(ground, maps[self._map])
        if kind == "signed":
            return colormaps.diverging(ground, SIGNED_DARK if dark else SIGNED_LIGHT)
        if kind == "ink":
            return colormaps.sequential(ground, [(1.0, self.palette.text.name())])
        raise ValueError(f'Expected "map", "signed" or "ink". Received {kind!r}.')

    def _wanted(self) -> Palette:
        if self._mode == "system":
            light = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Light
        else:
            light = self._mode == "light"
        return LIGHT if light else DARK

    def _tell_the_platform(self) -> None:
        # Title bars and the platform's own dialogs follow where the platform can
        hints = QGuiApplication.styleHints()
        if self._mode == "system":
            hints.unsetColorScheme()
        else:
            hints.setColorScheme(Qt.ColorScheme.Light if self._mode == "light" else Qt.ColorScheme.Dark)

    def _on_scheme_changed(self) -> None:
        self._refresh()

    def _refresh(self) -> None:
        wanted = self._wanted()
        if wanted is self.palette:
            return
        self.palette = wanted
        self._luts.clear()
        if self._application is not None:
            self._dress()
        self.changed.emit()

    def _dress(self) -> None:
        assert self._application is not None
        palette = qt_palette(self.palette)
        self._application.setFont(self.font("body"))
        self._application.setPalette(palette)
        QToolTip.setPalette(palette)
        QToolTip.setFont(self.font("small"))
        self._application.setStyleSheet(stylesheet(self.palette))


def qt_palette(colours: Palette, ground: QColor | None = None) -> QPalette:
    """Qt's palette for our colours; `ground` is what windows are filled with (a dock's is its own)."""
    roles, palette = QPalette.ColorRole, QPalette()
    for colour, wearers in (
        (ground or colours.window, (roles.Window,)),
        (colours.window, (roles.Shadow,)),
        (colours.dock, (roles.Base, roles.HighlightedText)),
        (colours.raised, (roles.AlternateBase, roles.Button, roles.Light, roles.ToolTipBase)),
        (colours.line, (roles.Midlight, roles.Mid, roles.Dark)),
        (colours.text, (roles.WindowText, roles.Text, roles.ButtonText, roles.ToolTipText)),
        (colours.grey, (roles.PlaceholderText,)),
        (colours.selection, (roles.Highlight, roles.Accent, roles.Link, roles.LinkVisited)),
        (colours.winner, (roles.BrightText,)),
    ):
        for role in wearers:
            palette.setColor(role, colour)
    for role in (roles.WindowText, roles.Text, roles.ButtonText, roles.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, mixed(colours.grey, colours.dock, 0.45))
    return palette


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """Return the colour on the line from `one` (share 0) to `other` (share 1)."""
    rest = 1.0 - share
    return QColor.fromRgbF(
        one.redF() * rest + other.redF() * share,
        one.greenF() * rest + other.greenF() * share,
        one.blueF() * rest + other.blueF() * share,
    )


def _font(fixed: bool, scale: float, weight: QFont.Weight) -> QFont:
    system = QFontDatabase.SystemFont
    base = QFontDatabase.systemFont(system.GeneralFont)
    font = QFontDatabase.systemFont(system.FixedFont) if fixed else QFont(base)
    # The fixed-width face takes the size of the words beside it: platforms often give it another
    if base.pointSizeF() > 0:
        font.setPointSizeF(base.pointSizeF() * scale)
    else:
        font.setPixelSize(max(1, round(base.pixelSize() * scale)))
    font.setWeight(weight)
    if fixed:
        font.setStyleHint(QFont.StyleHint.Monospace)
    if hasattr(font, "setFeature"):  # since Qt 6.7
        font.setFeature(QFont.Tag("tnum"), 1)
    return font


def _system_reduces_motion() -> bool:
    if sys.platform == "win32":
        animates = ctypes.c_int(1)
        client_area_animation = 0x1042
        ctypes.windll.user32.SystemParametersInfoW(client_area_animation, 0, ctypes.byref(animates), 0)
        return not animates.value
    accessibility = getattr(QGuiApplication.styleHints(), "accessibility", None)
    hints = accessibility() if accessibility is not None else None  # keep the reference: it dies without
    motion = getattr(hints, "motionPreference", None)  # in newer Qt
    return motion is not None and "Reduce" in str(motion())


@cache
def theme() -> Theme:
    """Return the one theme of this process."""
    return Theme()
