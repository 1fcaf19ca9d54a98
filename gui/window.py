"""The main window: built from the panels in `gui.panels` and the tables in `gui.actions`."""

from __future__ import annotations

import base64
import binascii
import logging
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QGuiApplication, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QTabWidget

from gui import colormaps, layout, panels
from gui.actions import ACTIONS, MENUS
from gui.dock import Dock
from gui.icons import set_icon
from gui.ink_area import InkArea
from gui.status import StatusBar
from gui.theme import theme
from gui.toolbar import Margin, ToolBar
from model import drawings

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.canvas import Canvas
    from gui.panels.base import Panel
    from gui.session import Pen, Selection, Session
    from gui.settings import Settings
    from gui.tour import Tour

_log = logging.getLogger(__name__)
_SIZE = QSize(1440, 900)
_LAYOUT_VERSION = 1
_PEN_STEP = 0.01
_MARGINS = {
    "top": Qt.ToolBarArea.TopToolBarArea,
    "left": Qt.ToolBarArea.LeftToolBarArea,
    "right": Qt.ToolBarArea.RightToolBarArea,
    "bottom": Qt.ToolBarArea.BottomToolBarArea,
}


class MainWindow(QMainWindow):
    """Ink in the middle, everything else in docks.

    Attributes
    ----------
    painted
        Emitted once, after the window has been on the screen for the first time.
    """

    painted = Signal()

    def __init__(self, session: Session, settings: Settings) -> None:
        super().__init__()
        self.setObjectName("main")
        self.setWindowTitle(self.tr("Digitscope"))
        self.session = session
        self._settings = settings
        self._was_painted = False
        self._touched = False
        self._arranging = False
        self.tour: Tour | None = None
        self.setDockNestingEnabled(True)
        self.setDockOptions(
            QMainWindow.DockOption.AllowNestedDocks
            | QMainWindow.DockOption.AllowTabbedDocks
            | QMainWindow.DockOption.AnimatedDocks
        )
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.ink_area = InkArea(session)
        self.setCentralWidget(self.ink_area)
        self.panels: list[Panel] = panels.create_all(session)
        self.docks: list[Dock] = [Dock(panel, self) for panel in self.panels]
        self.actions_by_key: dict[str, QAction] = {}
        self._build_actions()
        self._build_menus()
        self.addToolBar(ToolBar(session, self.actions_by_key, self._look_action()))
        for name, area in _MARGINS.items():
            margin = Margin(name)
            self.addToolBar(area, margin)
            self.insertToolBarBreak(margin)
        self.status = StatusBar(session, self)
        self.setStatusBar(self.status)
        self.resize(self._fitting_size())
        layout.arrange(self, self.docks)
        for dock in self.docks:
            dock.topLevelChanged.connect(self._on_docks_changed)
            dock.visibilityChanged.connect(self._on_docks_changed)
        for panel in self.panels:
            if hasattr(panel, "said"):
                panel.said.connect(self.status.say)
        session.penChanged.connect(self._on_pen_changed)
        session.historyChanged.connect(self._on_history_changed)
        session.selectionChanged.connect(self._on_selection_changed)
        theme().changed.connect(self._on_theme_changed)
        self._on_pen_changed(session.pen)
        self._on_history_changed()
        self._on_theme_changed()
        self._restore()

    @property
    def canvas(self) -> Canvas:
        """Where one draws."""
        return self.ink_area.canvas

    def panel(self, key: str) -> Panel:
        """Return the panel of that key; raises StopIteration if there is none."""
        return next(panel for panel in self.panels if panel.key == key)

    def dock(self, key: str) -> Dock:
        """Return the dock of that key; raises StopIteration if there is none."""
        return next(dock for dock in self.docks if dock.objectName() == key)

    # --- building --------------------------------------------------------------------------------------------

    def _build_actions(self) -> None:
        groups: dict[str, QActionGroup] = {}
        for info in ACTIONS:
            action = QAction(QCoreApplication.translate("actions", info.text), self)
            action.setObjectName(info.key)
            action.setStatusTip(QCoreApplication.translate("actions", info.tip) if info.tip else "")
            action.setCheckable(info.checkable)
            if info.shortcut:
                action.setShortcut(info.shortcut)
                words = action.text().replace("&", "").rstrip("…")
                keys = action.shortcut().toString(action.shortcut().SequenceFormat.NativeText)
                action.setToolTip(f"{words} ({keys})")
            if info.icon:
                set_icon(action, info.icon)
            if info.group:
                group = groups.setdefault(info.group, QActionGroup(self))
                group.addAction(action)
            action.triggered.connect(getattr(self, f"_do_{info.key}"))
            self.addAction(action)
            self.actions_by_key[info.key] = action

    def _build_menus(self) -> None:
        for title, entries in MENUS:
            menu = self.menuBar().addMenu(QCoreApplication.translate("actions", title))
            for entry in entries:
                if entry == "-":
                    menu.addSeparator()
                elif entry.startswith("*"):
                    getattr(self, f"_fill_{entry[1:]}")(menu)
                else:
                    menu.addAction(self.actions_by_key[entry])

    def _fill_panels(self, menu: QMenu) -> None:
        for dock in self.docks:
            menu.addAction(dock.toggleViewAction())

    def _fill_theme(self, menu: QMenu) -> None:
        sub = menu.addMenu(self.tr("&Theme"))
        for key in ("theme_system", "theme_light", "theme_dark"):
            sub.addAction(self.actions_by_key[key])

    def _fill_maps(self, menu: QMenu) -> None:
        sub = menu.addMenu(self.tr("&Colours of the maps"))
        self._map_group = QActionGroup(self)
        for name in colormaps.MAP_NAMES:
            action = self._map_group.addAction(name.capitalize())
            action.setCheckable(True)
            action.setData(name)
            action.triggered.connect(partial(theme().set_map, name))
            sub.addAction(action)

    def _fill_examples(self, menu: QMenu) -> None:
        sub = menu.addMenu(self.tr("E&xample digit"))
        for digit in range(10):
            action = sub.addAction(f"&{digit}")
            action.setShortcut(f"Ctrl+{digit}")
            action.setStatusTip(self.tr("Put a drawn {digit} on the canvas").format(digit=digit))
            action.triggered.connect(partial(self.draw_example, digit))
        self._example = 0

    def _look_action(self) -> QAction:
        self._look = QAction(self)
        self._look.triggered.connect(self._do_switch_look)
        return self._look

    # --- layout ----------------------------------------------------------------------------------------------

    def reset_layout(self) -> None:
        """Put every dock back where it was at first."""
        self._touched = False
        self._arranging = True
        try:
            layout.arrange(self, self.docks)
        finally:
            self._arranging = False
        self._proportion()

    def _proportion(self) -> None:
        self._arranging = True
        try:
            bottom = next((d for d in self.docks if d.panel.place == "bottom"), None)  # type: ignore[attr-defined]
            used = self.menuBar().height() + self.status.height() + 50
            height = self.height() - used - (layout.bottom_height(bottom) if bottom is not None else 0)
            width = min(self.ink_area.preferred_width(height), self.width() // 3)
            layout.proportion(self, self.docks, width)
        finally:
            self._arranging = False

    def _fitting_size(self) -> QSize:
        screen = QGuiApplication.primaryScreen()
        return _SIZE if screen is None else _SIZE.boundedTo(screen.availableGeometry().size() * 0.96)

    def _restore(self) -> None:
        """Go back to the last start's place, layout and choices, each only if it makes sense."""
        value = self._settings.value
        mode = value("theme", "system")
        theme().set_mode(mode if mode in ("system", "light", "dark") else "system")  # type: ignore[arg-type]
        name = value("map", colormaps.MAP_NAMES[0])
        theme().set_map(name if name in colormaps.MAP_NAMES else colormaps.MAP_NAMES[0])
        self.session.set_pen(width=value("pen_width", self.session.pen.width))
        for panel in self.panels:
            panel.restore(value(f"panel.{panel.key}", dict[str, Any]()))
        known = value("docks", "").split()
        if value("layout_version", 0) == _LAYOUT_VERSION and known:
            self._arranging = True
            try:
                if self.restoreGeometry(_bytes(value("geometry", ""))) and self.restoreState(
                    _bytes(value("state", "")), _LAYOUT_VERSION
                ):
                    self._touched = value("layout_touched", False)
                    new = [dock for dock in self.docks if dock.objectName() not in known]
                    if new and not self._touched:
                        layout.arrange(self, self.docks)
                    else:
                        for dock in new:
                            layout.place_new(self, dock, self.docks)
            finally:
                self._arranging = False
        self._keep_on_screen()

    def _keep_on_screen(self) -> None:
        """Bring a window back that would open where no screen is any more."""
        screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        frame = self.frameGeometry()
        if not any(screen.intersected(frame).width() >= 100 for screen in screens) or frame.height() < 200:
            self.resize(self._fitting_size())
            if screens:
                self.move(screens[0].topLeft())

    def save_settings(self) -> None:
        """Keep place, layout and choices for the next start."""
        put = self._settings.set
        put("theme", theme().mode)
        put("map", theme().map_name)
        put("pen_width", self.session.pen.width)
        put("docks", " ".join(dock.objectName() for dock in self.docks))
        put("layout_version", _LAYOUT_VERSION)
        put("layout_touched", self._touched)
        put("geometry", base64.b64encode(self.saveGeometry().data()).decode())
        put("state", base64.b64encode(self.saveState(_LAYOUT_VERSION).data()).decode())
        for panel in self.panels:
            put(f"panel.{panel.key}", panel.state())
        self._settings.save()

    # --- events ----------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Note a press on a separator, which Qt sends to the window itself: the layout is the person's own."""
        if event.type() == QEvent.Type.MouseButtonPress:
            self._touched = True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let go of what is selected on Esc, if nothing that has the focus wants the key."""
        if event.key() == Qt.Key.Key_Escape and self.session.selection.layer is not None:
            self.session.select(None)
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Give the docks their shares, and tell when the first picture has been painted."""
        super().showEvent(event)
        if not self._was_painted:
            self._was_painted = True
            if not self._touched:
                self._proportion()
            QTimer.singleShot(0, self, self._on_first_painted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the default proportions while nobody has changed them."""
        super().resizeEvent(event)
        if self._was_painted and not self._touched:
            self._proportion()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep the settings and end the threads."""
        self.save_settings()
        self.session.close()
        super().closeEvent(event)

    @Slot()
    def _on_first_painted(self) -> None:
        self.canvas.setFocus()
        self.painted.emit()

    @Slot()
    def _on_docks_changed(self) -> None:
        if not self._arranging and self.sender() is not None and self.isVisible():
            dock = self.sender()
            if isinstance(dock, Dock) and (dock.isFloating() or dock.isHidden()):
                self._touched = True

    @Slot(object)
    def _on_pen_changed(self, pen: Pen) -> None:
        self.actions_by_key["eraser" if pen.eraser else "pen"].setChecked(True)

    @Slot()
    def _on_history_changed(self) -> None:
        ink = self.session.ink
        self.actions_by_key["undo"].setEnabled(ink.can_undo)
        self.actions_by_key["redo"].setEnabled(ink.can_redo)
        self.actions_by_key["clear"].setEnabled(not ink.is_blank)

    @Slot(object)
    def _on_selection_changed(self, selection: Selection) -> None:
        for dock in self.docks:
            dock.set_selected(
                selection.layer is not None and selection.layer in getattr(dock.panel, "layers", ())
            )

    @Slot()
    def _on_theme_changed(self) -> None:
        dark = theme().palette.dark
        set_icon(self._look, "sun" if dark else "moon")
        self._look.setText(self.tr("Light") if dark else self.tr("Dark"))
        self._look.setToolTip(self.tr("Switch to light") if dark else self.tr("Switch to dark"))
        self.actions_by_key[f"theme_{theme().mode}"].setChecked(True)
        for action in self._map_group.actions():
            action.setChecked(action.data() == theme().map_name)

    # --- what the actions do; dialogs and tour are imported when wanted, the start is quicker without -------

    def draw_example(self, digit: int) -> None:
        """Put one of the bundled drawings of `digit` on the canvas, another one each time."""
        choice = [sample for sample in drawings.load() if sample.label == digit]
        self._example += 1
        self.session.replace_ink(choice[self._example % len(choice)].strokes)

    def start_tour(self) -> None:
        """Begin the tour; a second call while it runs does nothing."""
        if self.tour is None:
            from gui.dialogs import tour_stops
            from gui.tour import Tour

            self.tour = Tour(self, self.session, tour_stops(self))
            self.tour.ended.connect(self._on_tour_ended)
            self.tour.start()

    @Slot()
    def _on_tour_ended(self) -> None:
        if self.tour is not None:
            self.tour.deleteLater()
            self.tour = None
        self._settings.set("tour_seen", True)

    def _do_save_picture(self) -> None:
        from gui.dialogs import save_picture

        save_picture(self, self.status.say)

    def _do_quit(self) -> None:
        self.close()

    def _do_undo(self) -> None:
        self.session.undo()

    def _do_redo(self) -> None:
        self.session.redo()

    def _do_clear(self) -> None:
        self.session.clear()

    def _do_pen(self) -> None:
        self.session.set_pen(eraser=False)

    def _do_eraser(self) -> None:
        self.session.set_pen(eraser=True)

    def _do_thinner(self) -> None:
        self.session.set_pen(width=self.session.pen.width - _PEN_STEP)

    def _do_thicker(self) -> None:
        self.session.set_pen(width=self.session.pen.width + _PEN_STEP)

    def _do_theme_system(self) -> None:
        theme().set_mode("system")

    def _do_theme_light(self) -> None:
        theme().set_mode("light")

    def _do_theme_dark(self) -> None:
        theme().set_mode("dark")

    def _do_switch_look(self) -> None:
        theme().set_mode("light" if theme().palette.dark else "dark")
        self._on_theme_changed()

    def _do_reset_layout(self) -> None:
        self.reset_layout()
        self.status.say(self.tr("Every panel is back where it was at first."))

    def _do_full_screen(self, on: bool) -> None:
        if on:
            self.showFullScreen()
        else:
            self.showNormal()

    def _do_keras_code(self) -> None:
        show: Callable[[], None] = self.panel("summary").show_keras_code  # type: ignore[attr-defined]
        show()

    def _do_tour(self) -> None:
        self.start_tour()

    def _do_guide(self) -> None:
        from gui.dialogs import show_guide

        show_guide(self)

    def _do_shortcuts(self) -> None:
        from gui.dialogs import show_shortcuts

        show_shortcuts(self)

    def _do_about(self) -> None:
        from gui.dialogs import show_about

        show_about(self)


def _bytes(text: str) -> QByteArray:
    """Decode what `save_settings` wrote; rubbish becomes nothing."""
    try:
        return QByteArray(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError):
        return QByteArray()

