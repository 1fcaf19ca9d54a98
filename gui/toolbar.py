"""The toolbar: pen, eraser, width, undo, redo, clear; at the right the look and the help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSlider, QToolBar, QWidget

from gui.icons import set_icon
from gui.menus import show_icons
from gui.theme import theme
from model.grid import NARROWEST, WIDEST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gui.session import Pen, Session

_ICON = 18
_SLIDER = 96
_TENTHS = 1000  # the slider counts tenths of a per cent of the canvas side


class WidthChooser(QWidget):
    """Pen width as a slider, in per cent of the canvas side."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._label = QLabel(self)
        self._slider = QSlider(Qt.Orientation.Horizontal, self)
        self._slider.setRange(round(NARROWEST * _TENTHS), round(WIDEST * _TENTHS))
        self._slider.setPageStep(10)
        self._slider.setSingleStep(5)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._slider.setAccessibleName(self.tr("Pen width"))
        self._slider.setToolTip(self.tr("Pen width in per cent of the canvas side"))
        self._label.setBuddy(self._slider)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(self._label)
        row.addWidget(self._slider)
        self._slider.valueChanged.connect(self._on_value_changed)
        session.penChanged.connect(self.show_pen)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    @Slot(object)
    def show_pen(self, pen: Pen) -> None:
        """Show the width; emits nothing."""
        self._slider.blockSignals(True)
        self._slider.setValue(round(pen.width * _TENTHS))
        self._slider.blockSignals(False)
        self._label.setText(self.tr("Width {percent} %").format(percent=f"{pen.width * 100:.1f}"))
        widest = self.tr("Width {percent} %").format(percent=f"{WIDEST * 100:.1f}")
        self._label.setMinimumWidth(self._label.fontMetrics().horizontalAdvance(widest))

    @Slot()
    def _on_theme_changed(self) -> None:
        self._slider.setFixedWidth(theme().length(_SLIDER))
        self.show_pen(self._session.pen)  # its words may have become wider

    @Slot(int)
    def _on_value_changed(self, value: int) -> None:
        self._session.set_pen(width=value / _TENTHS)


class ToolBar(QToolBar):
    """What the hand needs while drawing."""

    def __init__(self, session: Session, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self.setObjectName("toolbar")
        self.setWindowTitle(self.tr("Tools"))
        self.setMovable(False)
        self.toggleViewAction().setVisible(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._name = QLabel(self)
        self._name.setContentsMargins(6, 0, 10, 0)
        self.addWidget(self._name)
        for key in ("pen", "eraser"):
            self.addAction(actions[key])
        self.addWidget(WidthChooser(session))
        self.addSeparator()
        for key in ("undo", "redo", "clear"):
            self.addAction(actions[key])
        space = QWidget(self)
        space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(space)
        self.addAction(actions["tour"])
        show_icons(self.actions())
        self.look = QAction(self)
        self.look.triggered.connect(self._on_look_triggered)
        self.addAction(self.look)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    @Slot()
    def _on_theme_changed(self) -> None:
        colours, dark = theme().palette, theme().palette.dark
        self.setIconSize(QSize(theme().length(_ICON), theme().length(_ICON)))
        set_icon(self.look, "sun" if dark else "moon")
        self.look.setText(self.tr("Light") if dark else self.tr("Dark"))
        self.look.setToolTip(self.tr("Switch to light") if dark else self.tr("Switch to dark"))
        self._name.setFont(theme().font("title"))
        self._name.setText(
            f'<span style="color:{colours.text.name()}">Digit</span>'
            f'<span style="color:{colours.selection.name()}">scope</span>'
        )

    @Slot()
    def _on_look_triggered(self) -> None:
        theme().set_mode("light" if theme().palette.dark else "dark")


class Margin(QToolBar):
    """Eight empty pixels between the window's edge and its docks, which QMainWindow itself cannot leave."""

    SIDE = 8

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(f"margin.{name}")
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.toggleViewAction().setVisible(False)
        self.setStyleSheet("background: transparent; border: none; padding: 0")
        space = QWidget(self)
        space.setFixedSize(self.SIDE, self.SIDE)
        self.addWidget(space)
        if name in ("left", "right"):
            self.setFixedWidth(self.SIDE)
        else:
            self.setFixedHeight(self.SIDE)
