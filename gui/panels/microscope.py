"""The microscope: where one number comes from, with every number on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from gui.icons import set_icon
from gui.microscope import view_for
from gui.microscope.report import report
from gui.microscope.wording import identity, spoken, terms, verdict
from gui.panels.base import Panel
from gui.session import Selection
from gui.theme import theme
from gui.widgets.equation import Equation
from gui.widgets.map_tools import Tool
from gui.widgets.spoken import Spoken
from model.explain import explain
from model.explain.convolution import Convolution

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from gui.microscope.code import CodePage
    from gui.microscope.view import View
    from gui.session import Session
    from model.explain import Explanation
    from model.explain.base import Source
    from model.layers import LayerSpec
    from model.trace import Trace

_SIDE: Final = 11
_TOP: Final = 7
_BOTTOM: Final = 6
_GAP: Final = 5
_LANGUAGES: Final = ("numpy", "keras")
_LONGEST_WAY: Final = 50


class Microscope(Panel):
    """Explains the unit that is lit: pointed at anywhere, or else selected. While nothing is lit, it does nothing.

    What is pointed at in here is lit in the other panels, but does not change what is explained here; a click does.
    """

    key = "microscope"
    place = "corner"
    said = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._trace: Trace | None = None
        self._unit = Selection()
        self._own: Selection | None = None  # what this panel itself points at
        self._way: list[Selection] = []  # the units one came from
        self._going = False
        self._explanation: Explanation | None = None
        self._shown: tuple[str, tuple[int, ...], bool] | None = None
        self._flips = False
        self._language = _LANGUAGES[0]
        self._views: dict[type[View], View] = {}
        self._view: View | None = None
        self._code: CodePage | None = None
        self._fact = ""
        self._hint = QLabel(self)
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._hint.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._equation = Equation(self)
        self._equation.hide()
        self._spoken = Spoken(self)
        self._tell = QTimer(self)
        self._tell.setSingleShot(True)
        self._tell.setInterval(0)
        self._tell.timeout.connect(self._on_tell)
        self._make_tools()
        self.setAccessibleName(self.title())
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self._refresh()

    # --- what the dock asks ----------------------------------------------------------------------------------

    def title(self) -> str:
        """Name in the header."""
        return self.tr("Microscope")

    def fact(self) -> str:
        """Say which unit it is."""
        return "" if self._explanation is None else identity(self._explanation, self._specs())

    def help(self) -> tuple[str, str]:
        """Explain the microscope."""
        return (
            self.tr(
                "One number of the network and all the numbers that made it, computed here a second time and compared "
                "with what the network shows. For a convolution: the patch that the filter looks at, the filter's "
                "weights, their products; what each map below adds, strongest first, and the sum so far. Then the "
                "bias, z, the activation function and a. Orange adds, blue takes away. Point at a part and it lights "
                "up everywhere; click a number to see where that one comes from, ← goes back. ⟲ turns the kernel by "
                "180°: the true convolution of mathematics, which networks do without. <> gives the same number as "
                "lines of Python."
            ),
            self.tr(
                "Point at a bright value in Conv 2, click it, and find the three maps that add most. Then click a "
                "number of the patch to go one layer down."
            ),
        )

    def tools(self) -> list[QWidget]:
        """Back, flip, code, copy."""
        return [self._back, self._flip, self._code_button, self._copy]

    def state(self) -> dict[str, Any]:
        """Return the choices, for the settings."""
        return {"flip": self._flips, "code": self._code_button.isChecked(), "language": self._language}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take over choices from the settings, if they are valid."""
        if isinstance(state.get("flip"), bool):
            self._flips = state["flip"]
            self._flip.setChecked(self._flips)
        if isinstance(state.get("code"), bool):
            self._code_button.setChecked(state["code"])
        if state.get("language") in _LANGUAGES:
            self._language = state["language"]
        if self.isVisible():
            self._refresh()

    @property
    def explanation(self) -> Explanation | None:
        """What is explained at this moment."""
        return self._explanation

    @property
    def view(self) -> View | None:
        """The drawing that is shown."""
        return self._view

    @property
    def equation(self) -> Equation:
        """The line at the bottom, with its verdict."""
        return self._equation

    @property
    def code_page(self) -> CodePage | None:
        """The lines of Python, once they were opened."""
        return self._code

    # --- what is shown ---------------------------------------------------------------------------------------

    def show_trace(self, trace: Trace | None) -> None:
        """Explain the same unit of another moment."""
        self._trace = trace
        self._refresh()

    def show_selection(self, selection: Selection) -> None:
        """Forget the way here, unless it goes on from here."""
        if not self._going:
            self._way.clear()
            self._back.setEnabled(False)

    def show_lit(self, lit: Selection) -> None:
        """Explain another unit; what is pointed at in here leaves it as it is."""
        if self._own is not None and lit == self._own:
            return
        # A weight that acts everywhere belongs to no unit
        self._unit = self.session.selection if lit.unit is None else lit
        self._refresh()

    def _specs(self) -> Sequence[LayerSpec]:
        return self.session.specs if self._trace is None else [layer.spec for layer in self._trace.layers]

    def _explained(self) -> Explanation | None:
        trace, unit = self._trace, self._unit
        if trace is None or unit.layer is None or unit.unit is None:
            return None
        try:
            found = explain(trace, unit.layer, unit.unit)
        except LookupError:  # a unit of another network, or the mean of many maps
            return None
        self._flip.setEnabled(isinstance(found, Convolution))
        return found.flip() if self._flips and isinstance(found, Convolution) else found

    def _refresh(self) -> None:
        self._explanation = explanation = self._explained()
        self._copy.setEnabled(explanation is not None)
        self._code_button.setEnabled(explanation is not None)
        if explanation is None or self._trace is None:
            self._show_nothing()
        else:
            self._show(explanation, self._trace)
        if self.fact() != self._fact and not self._tell.isActive():
            self._tell.start()

    def _show_nothing(self) -> None:
        self._shown = None
        self._hint.setText(self._invitation())
        self._hint.show()
        for part in (self._view, self._equation, self._code):
            if part is not None:
                part.hide()
        self.setAccessibleDescription(self._hint.text())
        self._flip.setEnabled(False)

    def _invitation(self) -> str:
        unit = self._unit.unit
        if self._trace is None and unit is not None:
            return self.tr("Draw a digit, and this unit's numbers stand here.")
        if self._trace is None:
            return self.tr("Draw a digit, then point at any number to see where it comes from.")
        if unit is not None and len(unit) == 3 and unit[2] < 0:
            return self.tr("This is the mean of many maps. Unfold them, and point at a number of one.")
        return self.tr("Point at a number in any panel to see where it comes from. A click keeps it here.")

    def _show(self, explanation: Explanation, trace: Trace) -> None:
        specs = self._specs()
        kind = view_for(explanation)
        if kind not in self._views:
            self._views[kind] = made = kind(self)
            made.hide()
            made.pointed.connect(self._on_pointed)
            made.chosen.connect(self._on_chosen)
        view = self._views[kind]
        now = (explanation.spec.name, explanation.unit, self._flips)
        self._equation.show_terms(
            terms(explanation, specs), verdict(explanation, trace.engine), same=now == self._shown
        )
        self._shown = now
        if view is not self._view:
            if self._view is not None:
                self._view.hide()
            self._view = view
        self._arrange()
        coded = self._code_button.isChecked()
        if coded:
            self._show_code(trace, explanation)
        else:
            view.show_explanation(explanation, trace, specs)
        if self._code is not None:
            self._code.setVisible(coded)
        view.setVisible(not coded)
        self._equation.show()
        self._hint.hide()
        self._spoken.tell(self._words)

    def _show_code(self, trace: Trace, explanation: Explanation) -> None:
        if self._code is None:
            from gui.microscope.code import CodePage  # not before somebody wants it

            self._code = CodePage(self._language, self)
            self._code.languageChanged.connect(self._on_language_changed)
            self._code.said.connect(self.said)
            self._arrange()
        self._code.show_unit(trace, explanation)

    def _words(self) -> str:
        if self._explanation is None or self._trace is None:
            return self._hint.text()
        return spoken(self._explanation, self._specs(), self._trace.engine)

    # --- where it stands -------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Return the size in which one sees all at a glance."""
        return QSize(480, 213)

    def minimumSizeHint(self) -> QSize:
        """Return the least in which something can be read."""
        return QSize(300, 120)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the parts their places."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        area = self.rect().adjusted(_SIDE, _TOP, -_SIDE, -_BOTTOM)
        self._hint.setGeometry(area)
        height = min(self._equation.sizeHint().height(), area.height() // 2)
        line = QRect(area.left(), area.bottom() + 1 - height, area.width(), height)
        if self._equation.width() != line.width():
            self._equation.resize(line.width(), height)  # it breaks its lines for that width
            height = min(self._equation.fit(line.width()), area.height() // 2)
            line.setTop(area.bottom() + 1 - height)
        self._equation.setGeometry(line)
        area.setBottom(line.top() - _GAP)
        for part in (self._view, self._code):
            if part is not None:
                part.setGeometry(area)

    # --- what a person does ----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back on Backspace."""
        if event.key() == Qt.Key.Key_Backspace and self._way:
            self.go_back()
        else:
            super().keyPressEvent(event)

    @Slot()
    def go_back(self) -> None:
        """Return to the unit one came from."""
        if self._way:
            self._go(self._way.pop())

    @Slot()
    def copy_text(self) -> None:
        """Copy the whole formula."""
        if self._explanation is not None and self._trace is not None:
            QGuiApplication.clipboard().setText(report(self._explanation, self._specs(), self._trace.engine))
            self.said.emit(self.tr("Copied the formula as text"))

    @Slot(object)
    def _on_pointed(self, source: Source | None) -> None:
        names = [spec.name for spec in self.session.specs]
        if source is None or source[0] not in names:
            self._own = None
            self.session.point(None)
        else:
            self._own = Selection(*source)
            self.session.point(*source)

    @Slot(object)
    def _on_chosen(self, source: Source | None) -> None:
        if source is None or source[0] not in [spec.name for spec in self.session.specs]:
            return
        self._way = [*self._way[-_LONGEST_WAY:], self._unit]
        self._go(Selection(*source))

    def _go(self, target: Selection) -> None:
        """Select a unit, in order to explain it here."""
        focused = QApplication.focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # what had it may be gone; a screen reader reads the whole
        self._own = None
        self._going = True
        try:
            self.session.point(None)
            self.session.select(target.layer, target.unit)
        finally:
            self._going = False
        self._back.setEnabled(bool(self._way))

    @Slot(bool)
    def _on_flip_clicked(self, checked: bool) -> None:
        self._flips = checked
        self._refresh()

    @Slot(str)
    def _on_language_changed(self, language: str) -> None:
        self._language = language

    @Slot()
    def _on_tell(self) -> None:
        """`factChanged` leaves from a timer: showing a trace or a unit itself emits nothing."""
        if self.fact() != self._fact:
            self._fact = self.fact()
            self.factChanged.emit()

    def _make_tools(self) -> None:
        self._back = self._tool("left", self.tr("Back to the unit before"), self.go_back)
        self._back.setEnabled(False)
        words = self.tr("Turn the kernel by 180°: the true convolution")
        self._flip = self._tool("reset", words, self._on_flip_clicked, checkable=True)
        words = self.tr("The same number in NumPy and in Keras")
        self._code_button = self._tool("code", words, self._refresh, checkable=True)
        self._copy = self._tool("copy", self.tr("Copy the whole formula as text"), self.copy_text)

    def _tool(self, picture: str, words: str, slot: Any, *, checkable: bool = False) -> Tool:
        made = Tool(words)
        made.setParent(self)
        made.setToolTip(words)
        made.setCheckable(checkable)
        made.clicked.connect(slot)
        set_icon(made, picture)
        return made

    @Slot()
    def _on_theme_changed(self) -> None:
        self._hint.setFont(theme().font("body"))
        palette = self._hint.palette()
        palette.setColor(palette.ColorRole.WindowText, theme().palette.grey)
        self._hint.setPalette(palette)
        self._arrange()
