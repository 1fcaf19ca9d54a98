"""The dock of one panel: a rounded surface with a thin line and a 32 px header.

The header shows the panel's name, one grey fact, the panel's own tools and the help, float and close buttons.
It leaves the mouse to `QDockWidget`, so that dragging, double click and the menu of docks work as Qt made
them.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, QTimer, SignalInstance, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QRegion, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QSpacerItem,
    QToolButton,
    QWidget,
)

from gui.helpcard import HelpCard
from gui.icons import SMALL, set_icon
from gui.theme import qt_palette, theme
from gui.widgets.calm import Calm

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QFocusEvent, QFont, QFontMetrics, QKeyEvent

_HEADER: Final = 32
RADIUS: Final = 8.0
_GAP: Final = 8
_LEFT: Final = 11
_RIGHT: Final = 5
_BUTTON: Final = 24
_TABS: Final = 30
_MORE: Final = 1.15
_BETWEEN: Final = " · "
_LEAST_WORDS: Final = 40  # pixels in which the beginning of a word can be read
_LEAST_REST: Final = 64  # the same, for one more of several facts


class DockPanel(Protocol):
    """What a dock needs of the widget inside."""

    key: str
    factChanged: SignalInstance

    def title(self) -> str:
        """Name, in bold."""

    def fact(self) -> str:
        """Grey words beside it."""

    def help(self) -> tuple[str, str]:
        """One paragraph and one thing to try."""

    def tools(self) -> list[QWidget]:
        """Small flat buttons for the header."""


class Dock(QDockWidget):
    """One panel as a dock of a main window; its object name is the panel's key.

    Its header is built when it is first shown, or by `furnish`: most docks that are closed at first stay so.
    """

    def __init__(self, panel: DockPanel, window: QWidget) -> None:
        super().__init__(window)
        assert isinstance(panel, QWidget)
        self._panel = panel
        self._selected = self._pointed = False
        self._before: dict[QDockWidget, int] = {}  # how high the others were before this one came
        self.setObjectName(panel.key)
        # One pixel for the line, and room for the rounding: no panel can paint over the corners
        self.setContentsMargins(1, 1, 1, 3)
        self._edge = QRegion()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._header: Header | None = None
        self.setWidget(panel)
        self.toggleViewAction().triggered.connect(self._on_called)
        self._words = Calm(self.refresh, self)  # what follows the pointer need not be arranged at each of its moves
        panel.factChanged.connect(self._on_fact_changed)
        self.refresh()

    def furnish(self) -> None:
        """Build the header, unless it is there."""
        if self._header is not None:
            return
        self._header = header = Header(self._panel.tools(), self)
        self.setTitleBarWidget(header)
        header.help.clicked.connect(self.show_help)
        header.float.clicked.connect(self._on_float_clicked)
        header.close_.clicked.connect(self.close)
        header.show_floating(self.isFloating())
        self.topLevelChanged.connect(header.show_floating)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.refresh()

    def setVisible(self, visible: bool) -> None:
        """Be whole before being seen; let go of the pointer before being hidden."""
        if visible:
            self.furnish()
            if self.isHidden():
                window = self.parent()
                others = [] if window is None else window.findChildren(Dock)
                self._before = {dock: dock.height() for dock in others if not dock.visibleRegion().isEmpty()}
        elif self.isFloating():  # Qt tells no part of a window that closes that the pointer is no longer over it
            for part in self.findChildren(QWidget):
                if part.underMouse():
                    QApplication.sendEvent(part, QEvent(QEvent.Type.Leave))
        super().setVisible(visible)

    @property
    def panel(self) -> QWidget:
        """The panel inside."""
        return self.widget()

    @property
    def selected(self) -> bool:
        """Whether the line shows that this dock holds what is selected."""
        return self._selected

    def set_selected(self, selected: bool) -> None:
        """Draw the line in the selection's colour, or calm."""
        if selected != self._selected:
            self._selected = selected
            self.update(self._edge)

    @property
    def pointed(self) -> bool:
        """Whether the line shows that something in here is pointed at, here or elsewhere."""
        return self._pointed

    def set_pointed(self, pointed: bool) -> None:
        """Draw the line in the colour of words, unless it is the selection's, or calm."""
        if pointed != self._pointed:
            self._pointed = pointed
            self.update(self._edge)

    def refresh(self) -> None:
        """Ask the panel for its title and fact anew."""
        title = self._panel.title()
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        if self._header is not None:
            self._header.show_words(title, self._panel.fact())

    @Slot()
    def _on_fact_changed(self) -> None:
        self._words.ask()

    def show_help(self) -> None:
        """Open the card that explains this panel, under its "?"."""
        self.furnish()
        assert self._header is not None
        paragraph, attempt = self._panel.help()
        card = HelpCard(self._panel.title(), paragraph, attempt, self)
        card.open_under(self._header.help)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the surface: the window's ground in the corners, the dock's inside a thin rounded line."""
        colours = theme().palette
        with QPainter(self) as painter:
            if not self._edge.intersects(event.region()):  # something inside was repainted: no line to draw
                painter.fillRect(event.rect(), colours.dock)
                return
            painter.fillRect(event.rect(), colours.window)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            calm = colours.text if self._pointed else colours.line
            painter.setPen(QPen(colours.selection if self._selected else calm, 1.0))
            painter.setBrush(colours.dock)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hand Esc on to the main window, which is not above a dock that floats."""
        super().keyPressEvent(event)
        window = self.parent()
        wanted = event.key() == Qt.Key.Key_Escape and not event.isAccepted()
        if wanted and self.isFloating() and window is not None:
            QApplication.sendEvent(window, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find out where the line and the corners are."""
        self._edge = edge_of(self.rect())
        super().resizeEvent(event)

    def _on_called(self, shown: bool) -> None:
        """Come to the front, where it is a tab behind others."""
        if shown:
            self.raise_()
            QTimer.singleShot(0, self, self._leave_room)

    def _leave_room(self) -> None:
        """Take little more height than the tabs' place had: Qt gives it all that its neighbours can do without."""
        window, before, self._before = self.parent(), self._before, {}
        if not isinstance(window, QMainWindow) or self.isFloating() or self.isHidden():
            return
        kin = window.tabifiedDockWidgets(self)
        had = max((before.get(dock, 0) for dock in kin), default=0)
        wanted = round(_MORE * (had + (_TABS if len(kin) > 1 else 0))) - _TABS
        hint = self._panel.sizeHint() if getattr(self._panel, "lab", False) else QSize()
        if hint.isValid():  # somebody wants to work in it
            around = self.height() - self._panel.height() + (_TABS if kin else 0)
            wanted = max(wanted, min(hint.height() + around, 3 * window.height() // 8))
        if had and (wanted < self.height() or hint.isValid()):
            window.resizeDocks([self], [wanted], Qt.Orientation.Vertical)

    def _on_float_clicked(self) -> None:
        self.setFloating(not self.isFloating())

    def _on_theme_changed(self) -> None:
        # Scroll areas and the like inside fill themselves with "Window": here that is the dock's ground
        colours = theme().palette
        self.setPalette(qt_palette(colours, colours.dock))
        if self._header is not None:
            self._header.show_theme()
        self.update()


def edge_of(surface: QRect) -> QRegion:
    """Return the part of a surface that holds the line around it and the rounded corners."""
    corner = ceil(RADIUS)
    flat = QRegion(surface.adjusted(1, corner, -1, -corner)) | QRegion(surface.adjusted(corner, 1, -corner, -1))
    return QRegion(surface) - flat


class Header(QWidget):
    """Title bar of a dock: name, fact, tools, and calm buttons at the right.

    When all does not fit, the fact is shortened, at a "·" if it has one. Where not even name and tools fit, float and
    close give way until the pointer or the keyboard comes near, and only then is the name shortened.
    """

    def __init__(self, tools: list[QWidget], dock: Dock) -> None:
        super().__init__(dock)
        self._name = _Words(self)
        self._fact = _Words(self)
        self._tools = tools
        # A window's layout asks for the least size some thousand times while it finds its shape: so Qt itself
        # knows it, by way of a layout that holds nothing but this space.
        self._space = QSpacerItem(0, 0)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addItem(self._space)
        self._natural = self._tools_width = self._words_end = 0
        self._arranged_for: tuple[QSize, bool] | None = None
        self._sizes: dict[QWidget, QSize] = {}
        self.help = self._button("help")
        self.float = self._button("float")
        self.close_ = self._button("close")
        self.help.setAccessibleName(self.tr("Help"))
        self.help.setToolTip(self.tr("What is this?"))
        self.close_.setAccessibleName(self.tr("Close"))
        self.close_.setToolTip(self.tr("Close (the View menu brings it back)"))
        for tool in tools:
            tool.setParent(self)
            tool.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for one, next_one in zip(self._buttons(), self._buttons()[1:], strict=False):
            QWidget.setTabOrder(one, next_one)
        self._arrange()

    def show_words(self, name: str, fact: str) -> None:
        """Show a name and a fact."""
        self._name.set_text(name)
        self._fact.set_text(fact)
        self._natural = self._needed()
        self._arrange()

    def show_floating(self, floating: bool) -> None:
        """Let the float button offer the way back, or out."""
        set_icon(self.float, "dock" if floating else "float", calm=True)
        words = self.tr("Dock again") if floating else self.tr("Float in a window of its own")
        self.float.setAccessibleName(words)
        self.float.setToolTip(words)

    def show_theme(self) -> None:
        """Take fonts and colours from the theme."""
        colours = theme().palette
        self._name.set_look(theme().font("title"), colours.text.name())
        self._fact.set_look(theme().font("body"), colours.grey.name())
        for button in (self.help, self.float, self.close_):
            fit_button(button)
        self._measure_and_arrange()

    @property
    def natural_width(self) -> int:
        """How wide everything is in full, in pixels."""
        return self._natural

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the thin line under the header, up to the line around the dock."""
        with QPainter(self) as painter:
            painter.fillRect(1, self.height() - 1, self.width() - 2, 1, theme().palette.line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Decide what fits."""
        self._arrange()
        super().resizeEvent(event)

    def event(self, event: QEvent) -> bool:
        """Arrange anew when the pointer comes or goes, or a tool changes its size."""
        kinds = QEvent.Type
        if event.type() in (kinds.LayoutRequest, kinds.FontChange, kinds.StyleChange):
            self._measure_and_arrange()
        elif event.type() in (kinds.Enter, kinds.Leave):
            self._arrange()
        return super().event(event)

    def _button(self, name: str) -> QToolButton:
        button = _Button(self._arrange, self)
        button.setObjectName("calm")
        button.setAutoRaise(True)
        fit_button(button)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if name != "float":  # which gets the picture of where it leads
            set_icon(button, name, calm=True)
        return button

    def _buttons(self) -> list[QWidget]:
        return [*self._tools, self.help, self.float, self.close_]

    def _needed(self) -> int:
        words = _LEFT + self._name.full() + _GAP + self._fact.full() + _GAP
        return words + self._tools_width + 3 * self.help.width() + _RIGHT

    def _measure_and_arrange(self) -> None:
        self._sizes = {tool: tool.sizeHint() for tool in self._tools if not tool.isHidden()}
        self._tools_width = sum(size.width() for size in self._sizes.values())
        self._natural = self._needed()
        # Some of the name, the tools and the help button
        least = QSize(self._tools_width + self.help.width() + 96, header_height(self))
        if least != self._space.sizeHint():
            self._space.changeSize(least.width(), least.height())
            self._row.invalidate()
        self._arranged_for = None
        self._arrange()

    def _arrange(self) -> None:
        near = self.underMouse() or any(b.hasFocus() for b in (self.help, self.float, self.close_))
        roomy = near or self._natural - self._fact.full() - _GAP <= self.width()
        if (self.size(), roomy) != self._arranged_for:  # other words alone leave the buttons where they are
            self._arranged_for = self.size(), roomy
            self._words_end = self._place_buttons(roomy) - _GAP
        left = _LEFT
        for words in (self._name, self._fact):
            width = max(0, min(words.full(), self._words_end - left))
            words.setGeometry(left, 0, width, self.height() - 1)
            left += width + _GAP

    def _place_buttons(self, roomy: bool) -> int:
        """Put tools and buttons at the right; return where they begin."""
        for button in (self.float, self.close_):
            button.setVisible(roomy)
        right = self.width() - _RIGHT
        for widget in reversed(self._buttons()):
            if not widget.isHidden():
                size = self._sizes.get(widget) or widget.size()
                right -= size.width()
                height = min(size.height(), self.height() - 2)
                widget.setGeometry(right, (self.height() - height) // 2, size.width(), height)
        return right


def header_height(header: QWidget) -> int:
    """Return how high a header is, the line below it included."""
    return max(theme().length(_HEADER), header.fontMetrics().height() + 14)


def fit_button(button: QToolButton) -> None:
    """Give a calm button of a header its size, which grows with the letters."""
    icon, side = theme().length(SMALL), theme().length(_BUTTON)
    button.setIconSize(QSize(icon, icon))
    button.setFixedSize(side, side)


class _Button(QToolButton):
    """Tells when the keyboard comes or goes: its neighbours follow."""

    def __init__(self, tell: Callable[[], None], parent: Header) -> None:
        super().__init__(parent)
        self._tell = tell

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._tell()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._tell()


class _Words(QLabel):
    """A line of plain text that ends in dots when the room is short, and then tells all in its tool tip."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)

    def set_text(self, text: str) -> None:
        """Show a text."""
        self._whole = text
        self.setAccessibleName(text)
        self._elide()

    def set_look(self, font: QFont, colour: str) -> None:
        """Use a font and a colour."""
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, colour)
        self.setPalette(palette)
        self.setFont(font)
        self._elide()

    def full(self) -> int:
        """Width of the whole text."""
        return self.fontMetrics().horizontalAdvance(self._whole) + 2 if self._whole else 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten to fit."""
        self._elide()
        super().resizeEvent(event)

    def _elide(self) -> None:
        shown = _shortened(self._whole, self.fontMetrics(), self.width())
        if shown != self.text():
            self.setText(shown)
        self.setToolTip("" if shown == self._whole else self._whole)


def _shortened(text: str, metrics: QFontMetrics, width: int) -> str:
    """Leave out the end: of several facts the last ones, if no more than a few letters and dots were left of them."""
    parts = text.split(_BETWEEN)
    for count in range(len(parts), 0, -1):
        some = _BETWEEN.join(parts[:count])
        taken = metrics.horizontalAdvance(some)
        if taken <= width:
            if count < len(parts) and width - taken >= _LEAST_REST:
                break
            return some
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width) if width >= _LEAST_WORDS else ""
