"""All that the microscope shows of one unit: the drawing for its kind, the line below it, the lines of Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QWidget

from gui.microscope.report import report
from gui.microscope.views import view_for
from gui.microscope.wording import short_identity, spoken, terms, verdict
from gui.theme import theme
from gui.widgets.equation import Equation
from gui.widgets.focus import come_after
from model.explain import explain
from model.explain.convolution import Convolution

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from gui.microscope.code import CodePage
    from gui.microscope.view import View
    from model.explain import Explanation
    from model.layers import LayerSpec
    from model.trace import Trace

_SIDE: Final = 11
_TOP: Final = 7
_BOTTOM: Final = 6
_GAP: Final = 5


class Formula(QWidget):
    """One unit, explained. Its setters emit nothing.

    Signals
    -------
    pointed, chosen
        See `gui.microscope.view.View`.
    said
        Something for the status bar.
    languageChanged
        'numpy' or 'keras' was chosen for the lines of Python.
    """

    pointed = Signal(object)
    chosen = Signal(object)
    said = Signal(str)
    languageChanged = Signal(str)

    def __init__(self, language: str, before: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._before = before  # from where Tab comes here
        self._language = language
        self._trace: Trace | None = None
        self._explanation: Explanation | None = None
        self._shown: tuple[str, tuple[int, ...], bool] | None = None
        self._views: dict[type[View], View] = {}
        self._view: View | None = None
        self._code: CodePage | None = None
        self._equation = Equation(self)
        theme().changed.connect(self._arrange)

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

    @property
    def can_flip(self) -> bool:
        """Whether there is a kernel that can be turned."""
        return isinstance(self._explanation, Convolution)

    # --- what is shown ---------------------------------------------------------------------------------------

    def show_unit(self, trace: Trace, layer: str, unit: tuple[int, ...], *, flipped: bool, coded: bool) -> bool:
        """Explain a unit of a trace; return whether it has this unit.

        `flipped` turns the kernel of a convolution; `coded` shows the lines of Python in place of the drawing.
        """
        try:
            found = explain(trace, layer, unit)
        except LookupError:  # a unit of another network, or the mean of many maps
            self._explanation = self._shown = None
            return False
        if flipped and isinstance(found, Convolution):
            found = found.flip()
        self._trace, self._explanation = trace, found
        now = (layer, unit, flipped)
        line = terms(found, self._specs())
        self._equation.show_terms(line, verdict(found, trace.engine), same=now == self._shown)
        self._shown = now
        if coded:
            self._show_code(trace, found)
        else:
            self._show_drawing(trace, found)
        return True

    def forget(self) -> None:
        """Explain nothing."""
        self._trace = self._explanation = self._shown = None

    def name(self) -> str:
        """Say which unit it is, in short."""
        return "" if self._explanation is None else short_identity(self._explanation, self._specs())

    def words(self) -> str:
        """Say all that is seen at a glance."""
        if self._explanation is None or self._trace is None:
            return ""
        return spoken(self._explanation, self._specs(), self._trace.engine)

    def report(self) -> str:
        """Write down the whole formula."""
        if self._explanation is None or self._trace is None:
            return ""
        return report(self._explanation, self._specs(), self._trace.engine)

    def set_language(self, language: str) -> None:
        """Choose the language of the lines, before they are opened."""
        self._language = language

    def _specs(self) -> Sequence[LayerSpec]:
        return () if self._trace is None else [layer.spec for layer in self._trace.layers]

    def _show_drawing(self, trace: Trace, explanation: Explanation) -> None:
        kind = view_for(explanation)
        if kind not in self._views:
            self._views[kind] = made = kind(self)
            made.pointed.connect(self.pointed)
            made.chosen.connect(self.chosen)
            come_after(self._before, made)
        view = self._views[kind]
        before, self._view = self._view, view
        self._arrange()
        view.show_explanation(explanation, trace, self._specs())
        if before is not None and before is not view:
            before.hide()
        if self._code is not None:
            self._code.hide()
        view.show()

    def _show_code(self, trace: Trace, explanation: Explanation) -> None:
        if self._code is None:
            from gui.microscope.code import CodePage  # not before somebody wants it

            self._code = CodePage(self._language, self)
            self._code.languageChanged.connect(self.languageChanged)
            self._code.said.connect(self.said)
            come_after(self._before, self._code)
        self._arrange()
        self._code.show_unit(trace, explanation)
        if self._view is not None:
            self._view.hide()
        self._code.show()

    # --- where it stands -------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the parts their places."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        area = self.rect().adjusted(_SIDE, _TOP, -_SIDE, -_BOTTOM)
        if self._equation.width() != area.width():
            self._equation.resize(area.width(), self._equation.height())
            self._equation.fit(area.width())
        height = min(self._equation.sizeHint().height(), area.height() // 2)
        line = QRect(area.left(), area.bottom() + 1 - height, area.width(), height)
        self._equation.setGeometry(line)
        area.setBottom(line.top() - _GAP)
        for part in (self._view, self._code):
            if part is not None:
                part.setGeometry(area)
