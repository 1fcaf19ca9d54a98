"""The microscope: where one number comes from, with every number on the way."""

from __future__ import annotations

import importlib
import sys
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from gui.background import Background
from gui.icons import set_icon
from gui.numerals import copy
from gui.panels.base import Panel
from gui.session import Selection
from gui.theme import theme
from gui.widgets.spoken import Spoken
from gui.widgets.tool import Tool

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from gui.microscope.formula import Formula
    from gui.session import Session
    from model.explain.base import Source
    from model.trace import Trace

FORMULA: Final = "gui.microscope.formula"
_MARGIN: Final = 11
_LANGUAGES: Final = ("numpy", "keras")
_LONGEST_WAY: Final = 50


class Microscope(Panel):
    """Explains the unit that is lit: pointed at anywhere, or else selected. While nothing is lit, it does nothing.

    What is pointed at in here is lit in the other panels, but does not change what is explained here; a click does.
    What explains and draws is imported when it is first needed, if nobody has done so before: a start goes without.
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
        self._flips = False
        self._language = _LANGUAGES[0]
        self._formula: Formula | None = None
        self._importing: Background | None = None
        self._fact = ""
        self._hint = QLabel(self)
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._hint.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
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
        return "" if self._formula is None else self._formula.name()

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
        """Return the choices, for the settings; a kernel is not left turned, for that is not what the network does."""
        return {"code": self._code_button.isChecked(), "language": self._language}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take over choices from the settings, if they are valid."""
        if isinstance(state.get("code"), bool):
            self._code_button.setChecked(state["code"])
        if state.get("language") in _LANGUAGES:
            self._language = state["language"]
            if self._formula is not None:
                self._formula.set_language(self._language)
        if self.isVisible():
            self._refresh()

    @property
    def formula(self) -> Formula | None:
        """What explains and draws, once a unit was lit."""
        return self._formula

    # --- what is shown ---------------------------------------------------------------------------------------

    def show_trace(self, trace: Trace | None) -> None:
        """Explain the same unit of another moment; while there is none, the invitation stays as it is."""
        before, self._trace = self._trace, trace
        if self._unit.unit is not None or before is None or trace is None:
            self._refresh()

    def show_selection(self, selection: Selection) -> None:
        """Forget the way here, unless it goes on from here."""
        if not self._going:
            self._way.clear()
            self._back.setEnabled(False)

    def show_lit(self, lit: Selection) -> None:
        """Explain another unit; what is pointed at in here, or a weight alone, leaves it as it is."""
        if self._own is not None and lit == self._own:
            return
        if lit.unit is None and lit.weight is not None:
            lit = self.session.selection  # a weight of another filter: no number is pointed at
        self._unit = lit
        self._refresh()

    def _refresh(self) -> None:
        shown = self._explain()
        if self._formula is not None:
            if not shown:
                self._formula.forget()
            self._formula.setVisible(shown)
        self._hint.setVisible(not shown)
        self._copy.setEnabled(shown)
        self._code_button.setEnabled(shown)
        self._flip.setEnabled(shown and self._formula is not None and self._formula.can_flip)
        if shown:
            self._spoken.tell(self._words)
        else:
            self._hint.setText(self._invitation())
            if self._hint.text() != self.accessibleDescription():
                self.setAccessibleDescription(self._hint.text())
        if self.fact() != self._fact and not self._tell.isActive():
            self._tell.start()

    def _explain(self) -> bool:
        """Explain what is lit; return whether something is."""
        trace, layer, unit = self._trace, self._unit.layer, self._unit.unit
        if trace is None or layer is None or unit is None or not self._is_ready():
            return False
        assert self._formula is not None
        return self._formula.show_unit(trace, layer, unit, flipped=self._flips, coded=self._code_button.isChecked())

    def _is_ready(self) -> bool:
        """Whether all that explains is here; if it is not even imported, begin to."""
        if self._formula is not None:
            return True
        module = sys.modules.get(FORMULA)
        if module is not None and not getattr(module.__spec__, "_initializing", False):
            self._make_formula(module)
        elif self._importing is None:
            self._importing = Background(partial(importlib.import_module, FORMULA), self)
            self._importing.finished.connect(self._on_imported)
            self._importing.failed.connect(self._on_missing)
            self._importing.start()
        return self._formula is not None

    def _make_formula(self, module: Any) -> None:
        self._formula = made = module.Formula(self._language, self._copy, self)
        made.pointed.connect(self._on_pointed)
        made.chosen.connect(self._on_chosen)
        made.said.connect(self.said)
        made.languageChanged.connect(self._on_language_changed)
        made.setGeometry(self.rect())

    @Slot(object)
    def _on_imported(self, module: Any) -> None:
        self._importing = None
        if self.isVisible():
            self._refresh()

    @Slot(str)
    def _on_missing(self, reason: str) -> None:
        self._importing = None
        self._hint.setText(self.tr("The microscope cannot be opened. {reason}").format(reason=reason))
        self.said.emit(self._hint.text())

    def _invitation(self) -> str:
        unit = self._unit.unit
        if self._trace is None and unit is not None:
            return self.tr("Draw a digit, and this unit's numbers stand here.")
        if self._trace is None:
            return self.tr("Draw a digit, then point at any number to see where it comes from.")
        if unit is not None and len(unit) == 3 and unit[2] < 0:
            return self.tr("This is the mean of many maps. Unfold them, and point at a number of one.")
        if self._importing is not None and unit is not None:
            return self.tr("Loading…")
        return self.tr("Point at a number in any panel to see where it comes from. A click keeps it here.")

    def _words(self) -> str:
        told = "" if self._formula is None else self._formula.words()
        return told or self._hint.text()

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
        self._hint.setGeometry(self.rect().adjusted(_MARGIN, 0, -_MARGIN, 0))
        if self._formula is not None:
            self._formula.setGeometry(self.rect())

    # --- what a person does ----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back on Backspace; copy by the keys that copy."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_text()
        elif event.key() == Qt.Key.Key_Backspace and self._way:
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
        text = "" if self._formula is None else self._formula.report()
        if text:
            copy(text)
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
