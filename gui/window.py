"""The main window. It opens with a sheet to draw on and nothing else; `gui.furnishing` brings in the rest.

What is imported here is what the first picture needs: every other import makes the window appear later.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QTabWidget

from gui import keeping, layout
from gui.anchors import MAP_NAMES
from gui.opening import Opening, places_of
from gui.shares import Shares
from gui.theme import theme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from PySide6.QtGui import QAction

    from gui.canvas import Canvas
    from gui.dock import Dock
    from gui.importing import Importer
    from gui.ink_area import InkArea
    from gui.network_file import NetworkFile
    from gui.panels.base import Panel
    from gui.session import Pen, Session
    from gui.settings import Settings
    from gui.status import StatusBar
    from gui.toolbar import ToolBar
    from gui.tour import Tour
    from gui.undo_actions import UndoActions

_log = logging.getLogger(__name__)
_SIZE = QSize(1440, 900)
_PEN_STEP = 0.01
_DRAWN_MILLISECONDS = 20
_TURN_MILLISECONDS = 1
_SEEN_MILLISECONDS = 60


class MainWindow(QMainWindow):
    """Ink in the middle, everything else in docks.

    Attributes
    ----------
    painted
        Emitted once, after the window has been on the screen for the first time.
    furnished
        Emitted once, when everything that is seen at first can be seen.
    is_furnished, is_complete
        Whether that is there, and the docks that are closed at first. The attributes that follow exist from then on.
    """

    painted = Signal()
    furnished = Signal()

    session: Session
    ink_area: InkArea
    panels: list[Panel]
    docks: list[Dock]
    actions_by_key: dict[str, QAction]
    examples: list[QAction]
    panels_end: QAction
    labs_heading: QAction
    labs_end: QAction
    undo_actions: UndoActions
    toolbar: ToolBar
    status: StatusBar
    importer: Importer
    network_file: NetworkFile

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.setObjectName("main")
        self.setWindowTitle(self.tr("Digitscope"))
        self._settings = settings
        self._was_painted = False
        self._touched = False
        self._arranging = False
        self._shares = Shares(self)
        self._example = 0
        self.is_furnished = self.is_complete = self._hurried = False
        self.tour: Tour | None = None
        self.setDockNestingEnabled(True)
        self.setDockOptions(
            QMainWindow.DockOption.AllowNestedDocks
            | QMainWindow.DockOption.AllowTabbedDocks
            | QMainWindow.DockOption.AnimatedDocks
        )
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.resize(self._fitting_size())
        self._restore_look()
        self.opening: Opening | None = Opening(settings, self)
        self.opening.resize(self.size())
        self.opening.painted.connect(self._on_paint)
        self.installEventFilter(self)

    def furnish(self, session: Session, closed_imported: Callable[[], bool] | None = None) -> Iterator[int]:
        """Build everything else; what is drawn meanwhile is kept.

        Yields after every piece of some milliseconds how long to wait before the next; 0 if not even events need
        to be seen to. `closed_imported` tells whether `gui.closed_docks` has been imported, which takes long; it is
        asked again and again. Without it that is imported here.
        """
        from gui.furnishing import furnish

        self.session = session
        self._rest = self._complete(closed_imported)
        session.set_pen(width=self._settings.value("pen_width", session.pen.width))
        for wait in furnish(self, session):
            self._cover()
            yield wait
        session.penChanged.connect(self._on_pen_changed)
        session.historyChanged.connect(self._on_history_changed)
        theme().changed.connect(self._on_theme_changed)
        if not keeping.shown(self._settings) <= {dock.objectName() for dock in self.docks}:
            yield from self._rest  # one that is closed at first was not, at the end of the last start
        while self._cover():
            yield _DRAWN_MILLISECONDS  # a dock that floats would take the mouse away
        self._restore_layout()
        self._cover()
        self._follow(self.docks)
        self.is_furnished = True
        if self._was_painted:
            yield _TURN_MILLISECONDS  # the docks find their places before they get their shares
            if not self._touched:
                self._proportion()
            self._cover()
            yield _TURN_MILLISECONDS
        while self._cover():
            yield _DRAWN_MILLISECONDS
        if self.opening is not None:
            self.opening.hide()
            self.opening.deleteLater()
            self.opening = None
        for action in (*self.actions_by_key.values(), *self.examples):
            action.setEnabled(True)
        self._on_pen_changed(session.pen)
        self._on_history_changed()
        self._on_theme_changed()
        self._on_window_state_changed()
        if QApplication.activeWindow() in self.docks:
            self.activateWindow()
        self.canvas.setFocus()
        self.furnished.emit()
        yield _SEEN_MILLISECONDS  # painted and, if something was drawn, answered
        yield from self._rest

    def _complete(self, imported: Callable[[], bool] | None) -> Iterator[int]:
        """Build the docks that are closed at first."""
        while imported is not None and not self._hurried and not imported():
            yield _DRAWN_MILLISECONDS
        from gui.closed_docks import build

        self._arranging = True
        for panel in build(self):
            self._arranging = False
            if self.is_furnished:
                panel.restore(self._settings.value(f"panel.{panel.key}", dict[str, Any]()))
                self._follow(self.docks[-1:])
            yield _TURN_MILLISECONDS
            self._arranging = True
        self._arranging = False
        self.is_complete = True

    def complete(self) -> None:
        """Have the docks that are closed at first now, if they are not there yet."""
        self._hurried = True
        for _ in self._rest:
            pass

    def _follow(self, docks: Sequence[Dock]) -> None:
        for dock in docks:
            dock.topLevelChanged.connect(self._on_docks_changed)
            dock.visibilityChanged.connect(self._on_docks_changed)

    def _cover(self) -> bool:
        """Keep the sheet above everything, and what was drawn on it; return whether a stroke is under way."""
        if self.opening is None:
            return False
        self.opening.hand_over(self.session)
        self.opening.come_to_front()
        return self.opening.is_drawing

    @property
    def canvas(self) -> Canvas:
        """Where one draws."""
        return self.ink_area.canvas

    def panel(self, key: str) -> Panel:
        """Return the panel of that key; raises StopIteration if there is none."""
        return self.dock(key).panel  # type: ignore[return-value]

    def dock(self, key: str) -> Dock:
        """Return the dock of that key; raises StopIteration if there is none."""
        if all(dock.objectName() != key for dock in self.docks):
            self.complete()
        return next(dock for dock in self.docks if dock.objectName() == key)

    # --- layout ----------------------------------------------------------------------------------------------

    def reset_layout(self) -> None:
        """Put every dock back where it was at first."""
        self._touched = False
        self._arranging = True
        try:
            layout.arrange(self, self.docks)
            self.toolbar.show()
        finally:
            self._arranging = False
        self._proportion()

    def _proportion(self) -> None:
        self._arranging = True
        try:
            layout.proportion(self, self.docks, self.ink_area)
        finally:
            self._arranging = False

    def _fitting_size(self) -> QSize:
        screen = QGuiApplication.primaryScreen()
        return _SIZE if screen is None else _SIZE.boundedTo(screen.availableGeometry().size() * 0.96)

    def _restore_look(self) -> None:
        """Go back to the last start's colours and place, each only if it makes sense."""
        value = self._settings.value
        mode = value("theme", "system")
        theme().set_mode(mode if mode in ("system", "light", "dark") else "system")  # type: ignore[arg-type]
        name = value("map", MAP_NAMES[0])
        theme().set_map(name if name in MAP_NAMES else MAP_NAMES[0])
        theme().set_motion(value("motion", "system"))
        keeping.restore_size(self, self._settings)
        self._keep_on_screen()

    def _restore_layout(self) -> None:
        """Go back to the last start's layout and choices, each only if it makes sense."""
        value = self._settings.value
        for panel in self.panels:
            panel.restore(value(f"panel.{panel.key}", dict[str, Any]()))
        self._arranging = True
        try:
            self._touched = keeping.restore(self, self._settings) or self._touched
        finally:
            self._arranging = False

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
        if not self.is_furnished:
            return
        put = self._settings.set
        put("theme", theme().mode)
        put("map", theme().map_name)
        put("motion", theme().motion)
        put("pen_width", self.session.pen.width)
        if self.opening is None:
            put("opening", places_of(self))
        for panel in self.panels:
            put(f"panel.{panel.key}", panel.state())
        if self.is_complete:
            keeping.save(self, self._settings, self._touched)
        self._settings.save()

    # --- events ----------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note a press on a separator, which Qt sends to the window itself, and the first picture.

        Not in `event`: all of the window would then be painted within a call from Python, and an error in one
        picture would stop Qt in the middle of it.
        """
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            if self.isSeparator(event.position().toPoint()):
                self._touched = True  # the layout is the person's own from now on
        elif kind == QEvent.Type.MouseButtonRelease:
            self._shares.changed()
        elif kind == QEvent.Type.Paint:
            self._on_paint()
        return super().eventFilter(watched, event)

    @Slot()
    def _on_paint(self) -> None:
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self.painted.emit)  # once all of the picture is on the screen

    def changeEvent(self, event: QEvent) -> None:
        """Follow what the window manager does."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self._on_window_state_changed()

    def _on_window_state_changed(self) -> None:
        if self.is_furnished:
            self.actions_by_key["full_screen"].setChecked(self.isFullScreen())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take back a stroke on the sheet, or let go of what is chosen, if nothing with the focus wants the key."""
        if event.key() == Qt.Key.Key_Escape and self.opening is not None and self.opening.cancel():
            return
        escape = event.key() == Qt.Key.Key_Escape and self.is_furnished
        if escape and self.session.several.chosen is not None:
            self.session.several.choose(None)
        elif escape and self.session.selection.layer is not None:
            self.session.select(None)
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Give the docks their shares."""
        super().showEvent(event)
        if self.is_furnished and not self._was_painted and not self._touched:
            self._proportion()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the default proportions while nobody has changed them, and else those that somebody made."""
        super().resizeEvent(event)
        theme().set_scale(layout.scale(self))
        if self.opening is not None:
            self.opening.resize(self.size())
        if self.is_furnished and not self._touched:
            self._proportion()
        elif self.is_furnished:
            self._shares.keep()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep the settings and end the threads, unless a changed network would be lost."""
        if self.is_furnished and not self.network_file.may_close():
            event.ignore()
            return
        self.save_settings()
        if hasattr(self, "session"):
            self.session.close()
        super().closeEvent(event)

    @Slot()
    def _on_docks_changed(self) -> None:
        self._shares.changed()
        if not self._arranging and self.sender() is not None and self.isVisible():
            dock = self.sender()
            closed = isinstance(dock, QDockWidget) and dock.isHidden() and dock.widget().opened  # type: ignore[attr-defined]
            if isinstance(dock, QDockWidget) and (dock.isFloating() or closed):
                self._touched = True

    @Slot(object)
    def _on_pen_changed(self, pen: Pen) -> None:
        self.actions_by_key["eraser" if pen.eraser else "pen"].setChecked(True)

    @Slot()
    def _on_history_changed(self) -> None:
        self.actions_by_key["clear"].setEnabled(not self.session.ink.is_blank)
        self.undo_actions.show()

    @Slot()
    def _on_theme_changed(self) -> None:
        self.actions_by_key[f"theme_{theme().mode}"].setChecked(True)
        self.actions_by_key[f"map_{theme().map_name}"].setChecked(True)

    # --- what the actions do; dialogs and tour are imported when wanted, the start is quicker without -------

    def draw_example(self, digit: int) -> None:
        """Put one of the bundled drawings of `digit` on the canvas, another one each time."""
        from model import drawings

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

    def _do_open_picture(self) -> None:
        self.importer.open()

    def _do_open_network(self) -> None:
        self.network_file.open()

    def _do_save_network(self) -> None:
        self.network_file.save_as()

    def _do_paste_picture(self) -> None:
        self.importer.paste()

    def _do_quit(self) -> None:
        self.close()

    def _do_undo(self) -> None:
        self.undo_actions.undo()

    def _do_redo(self) -> None:
        self.undo_actions.redo()

    def _do_clear(self) -> None:
        self.session.clear()

    @Slot(str)
    def call_panel(self, key: str) -> None:
        """Bring a panel to the front, opened if it was closed, and give it the keyboard."""
        dock = self.dock(key)
        dock.show()
        dock.raise_()
        dock.panel.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _do_browse(self) -> None:
        self.call_panel("browser")

    def _do_evaluate(self) -> None:
        self.call_panel("evaluation")

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

    def _do_blind(self, on: bool) -> None:
        self.ink_area.lights.set_blind(on)

    def _do_reset_layout(self) -> None:
        self.reset_layout()
        self.status.say(self.tr("Every panel is back where it was at first."))

    def _do_full_screen(self, on: bool) -> None:
        if on != self.isFullScreen():
            self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)  # maximised stays maximised

    def _do_keras_code(self) -> None:
        show: Callable[[], None] = self.panel("summary").show_keras_code  # type: ignore[attr-defined]
        show()

    def _do_tour(self) -> None:
        self.start_tour()

    def _do_guide(self) -> None:
        from gui.dialogs import show_guide

        self.complete()
        show_guide(self)

    def _do_shortcuts(self) -> None:
        from gui.dialogs import show_shortcuts

        show_shortcuts(self)

    def _do_about(self) -> None:
        from gui.dialogs import show_about

        show_about(self)
