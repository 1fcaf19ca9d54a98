"""The summary table: what every layer puts out, why, and what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QLabel, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from gui.numerals import copy
from gui.panels.base import Panel
from gui.texts import dimensions, number, parameter_text, reason_brief, reason_long, reason_text, shape_text
from gui.theme import theme
from gui.widgets.table import Table
from gui.widgets.table_cells import Cell, Heading, Piece, TableLook
from gui.widgets.tool import pictured
from model import summary
from model.keras_code import keras_code

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QResizeEvent

    from gui.session import Selection, Session
    from gui.widgets.codeview import CodeView
    from model.layers import LayerSpec
    from model.trace import Trace

_ACTIVE: Final = 6  # the column that lives
_MILLISECONDS: Final = 100  # between two looks at the trace
_SAID_MILLISECONDS: Final = 2500


class Summary(Panel):
    """Keras' summary with the arithmetic and the reasons. Choosing a row chooses its layer everywhere.

    Where there is room to the right, a column tells live which share of each layer's values is not zero; where
    there is room below, the chosen layer's reason stands in full.
    """

    key = "summary"
    place = "bottom"
    said = Signal(str)  # something that the window may say in its status bar
    panelRequested = Signal(str)  # the key of another panel that somebody wants to see

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._confirmation = ""
        self._trace: Trace | None = None
        self._code: CodeView | None = None
        self._table = Table(self)
        self._table.setAccessibleName(self.title())
        self._table.rowRequested.connect(self._on_row_requested)
        self._table.hovered.connect(self._on_row_hovered)
        self._table.copyRequested.connect(self.copy_text)
        self._table.openRequested.connect(self._on_open_requested)
        self._reason = QLabel(self)
        self._reason.setTextFormat(Qt.TextFormat.PlainText)
        self._reason.setWordWrap(True)
        self._reason.setContentsMargins(11, 8, 11, 8)
        self._reason.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._reason.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._table, 1)
        column.addWidget(self._reason)
        self._copy_button = self._make_copy_button()
        self._code_button = pictured("code", self.tr("Keras code"), self)
        self._code_button.clicked.connect(self.show_keras_code)
        self._live = QTimer(self)
        self._live.setSingleShot(True)
        self._live.setInterval(_MILLISECONDS)
        self._live.timeout.connect(self._show_active)
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.setInterval(_SAID_MILLISECONDS)
        self._silence.timeout.connect(self._on_silence)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self._show_rows()

    def title(self) -> str:
        """Name in the header."""
        return self.tr("Model summary")

    def fact(self) -> str:
        """Return the sums, or what was just copied."""
        if self._confirmation:
            return self._confirmation
        sums = summary.totals(self.session.specs)
        words = self.tr("{parameters} parameters · {multiplications} multiplications per picture")
        return words.format(parameters=number(sums.parameters), multiplications=number(sums.multiplications))

    def help(self) -> tuple[str, str]:
        """Explain the table."""
        return (
            self.tr(
                "One row per layer, as Keras prints it, and what Keras does not tell: how each shape and each "
                "number of parameters comes about, how many multiplications one picture takes, how many pixels "
                "of the input one value sees (its receptive field), and why. None in a shape stands for any "
                "number of pictures at once. A click on a number of parameters, or Enter, draws them as blocks."
            ),
            self.tr(
                "Find the layer with most of the parameters and the one with most of the multiplications. "
                "They are not the same: why?"
            ),
        )

    def tools(self) -> list[QWidget]:
        """Copy, and the network's code."""
        return [self._copy_button, self._code_button]

    @property
    def table(self) -> Table:
        """The table."""
        return self._table

    @property
    def reason(self) -> str:
        """The reason of the chosen layer in full, where there is room for it."""
        return self._reason.text() if not self._reason.isHidden() else ""

    @property
    def code_view(self) -> CodeView | None:
        """The window with the network's code, once it was opened."""
        return self._code

    # --- a trace ---------------------------------------------------------------------------------------------

    def show_trace(self, trace: Trace | None) -> None:
        """Keep the trace; its shares are shown ten times a second, faster than anybody can read."""
        self._trace = trace
        if not self._live.isActive() and self._table.shows_spare():
            self._live.start()

    def show_selection(self, selection: Selection) -> None:
        """Mark the selected layer's row."""
        self._table.set_row(self._row_of(selection))
        self._show_reason()

    def show_lit(self, lit: Selection) -> None:
        """Light the row of the layer whose unit is lit."""
        self._table.set_lit(self._row_of(lit))

    def _row_of(self, selection: Selection) -> int:
        names = [spec.name for spec in self.session.specs]
        return names.index(selection.layer) if selection.layer in names else -1

    @Slot()
    def _show_active(self) -> None:
        trace = self._trace
        if not self._table.shows_spare():
            return
        if trace is None or len(trace.layers) != len(self.session.specs):
            shares = [""] * len(self.session.specs)
        else:
            shares = [f"{100 * np.count_nonzero(t.a != 0) / t.a.size:.0f} %" for t in trace.layers]
        cells = [Cell((Piece(share, "mono", "grey"),)) for share in shares]
        self._table.set_column(_ACTIVE, [*cells, Cell()])

    # --- copying ---------------------------------------------------------------------------------------------

    @Slot()
    def copy_text(self) -> None:
        """Copy the table for a fixed-width face."""
        self._copy(summary.as_text(self._words(), number), self.tr("Copied as text"))

    @Slot()
    def copy_markdown(self) -> None:
        """Copy the table as Markdown."""
        self._copy(summary.as_markdown(self._words(), number), self.tr("Copied as Markdown"))

    @Slot()
    def copy_csv(self) -> None:
        """Copy the table as comma-separated values."""
        self._copy(summary.as_csv(self._words()), self.tr("Copied as CSV"))

    @Slot()
    def copy_code(self) -> None:
        """Copy the program that builds the network in Keras."""
        self._copy(keras_code(self.session.weights.configs), self.tr("Copied the Keras code"))

    @Slot()
    def show_keras_code(self) -> None:
        """Open the program that builds the network in a window of its own."""
        if self._code is None:
            from gui.widgets.codeview import CodeView  # not before somebody wants it

            self._code = CodeView(self.tr("Keras code"), self)
            self._code.copied.connect(self._on_code_copied)
            self._on_theme_changed()
        self._code.set_code(keras_code(self.session.weights.configs))
        self._code.show()
        self._code.activateWindow()

    def _copy(self, text: str, words: str) -> None:
        copy(text)
        self._say(words)

    def _say(self, words: str) -> None:
        self._confirmation = words
        self._silence.start()
        self.factChanged.emit()
        self.said.emit(words)

    @Slot()
    def _on_silence(self) -> None:
        self._confirmation = ""
        self.factChanged.emit()

    @Slot()
    def _on_code_copied(self) -> None:
        self._say(self.tr("Copied the Keras code"))

    # --- words -----------------------------------------------------------------------------------------------

    def _headings(self) -> list[Heading]:
        tr = self.tr
        return [
            Heading(tr("Layer"), tip=tr("its name, and its kind in Keras")),
            Heading(tr("Output shape"), tip=tr("pictures, rows, columns, maps; None is any number")),
            Heading(tr("Because"), tip=tr("the arithmetic of one side of the shape")),
            Heading(tr("Params"), tip=tr("the numbers that training adjusts"), right=True),
            Heading(tr("Multiplications"), tr("Mult."), tr("for one picture"), right=True),
            Heading(
                tr("Receptive field"),
                tr("Field"),
                tr("the pixels of the input that one value sees"),
                right=True,
            ),
            Heading(
                tr("Active"),
                tip=tr("share of the values that are not zero now"),
                right=True,
                spare=True,
                widest="100 %",
            ),
            Heading(tr("Why")),
        ]

    def _row(self, spec: LayerSpec) -> list[Cell]:
        pixels = self.session.specs[0].size
        arithmetic, _, product = parameter_text(spec.parameter_fact).rpartition("= ")
        tip = self.tr("{arithmetic} (a click, or Enter, draws them as blocks)")
        return [
            Cell((Piece(spec.name, "strong"), Piece(f" ({spec.kind})", "plain", "grey", spare=1)), spec.kind),
            Cell((Piece(summary.shape_text(spec.output_shape), "mono"),)),
            Cell((Piece(shape_text(spec.shape_fact), "mono", "grey"),)),
            Cell(
                (
                    Piece(f"{arithmetic}= " if arithmetic else "", "mono", "grey", spare=2),
                    Piece(product, "mono", "text" if spec.parameters else "grey"),
                ),
                tip.format(arithmetic=parameter_text(spec.parameter_fact)) if spec.parameters else "",
                opens=spec.parameters > 0,
            ),
            Cell((Piece(number(spec.multiplications), "mono", "text" if spec.multiplications else "grey"),)),
            Cell((Piece(dimensions(spec.field), "mono"),)),
            Cell(),
            Cell(
                (Piece(reason_text(spec.reason, pixels)),),
                reason_long(spec.reason, pixels),
                brief=(Piece(reason_brief(spec.reason, pixels)),),
            ),
        ]

    def _sums(self) -> list[Cell]:
        sums = summary.totals(self.session.specs)
        values = self.tr("{values} values").format(values=number(sums.values))
        tip = self.tr("{values} kB for the values of one picture, {parameters} kB for the parameters").format(
            values=number(round(sums.value_bytes / 1000)),
            parameters=number(round(sums.parameter_bytes / 1000)),
        )
        return [
            Cell((Piece(self.tr("Total"), "strong"),)),
            Cell((Piece(values, "mono", "grey"),), tip),
            Cell((Piece(_kilobytes(sums.value_bytes), "mono", "grey"),), tip),
            Cell(
                (
                    Piece(f"{_kilobytes(sums.parameter_bytes)}   ", "mono", "grey", spare=2),
                    Piece(number(sums.parameters), "mono"),
                ),
                tip,
            ),
            Cell((Piece(number(sums.multiplications), "mono"),)),
            Cell(),
            Cell(),
            Cell((Piece(self._most(sums)),), self._most(sums), brief=(Piece(self._most(sums, brief=True)),)),
        ]

    def _most(self, sums: summary.Totals, *, brief: bool = False) -> str:
        """Say where most of it is."""
        if sums.heaviest is None or sums.busiest is None:
            return ""
        words = self.tr("{heaviest} has {parameters} % of the parameters, {busiest} {work} % of the work.")
        if brief:
            words = self.tr("{heaviest} {parameters} %; {work} % of the work in {busiest}")
        return words.format(
            heaviest=sums.heaviest[0],
            parameters=round(100 * sums.heaviest[1]),
            busiest=sums.busiest[0],
            work=round(100 * sums.busiest[1]),
        )

    def _words(self) -> summary.Table:
        """Return the table for other programs."""
        specs, tr = self.session.specs, self.tr
        pixels, sums = specs[0].size, summary.totals(specs)
        rows = tuple(
            (
                f"{spec.name} ({spec.kind})",
                summary.shape_text(spec.output_shape),
                shape_text(spec.shape_fact),
                spec.parameters,
                parameter_text(spec.parameter_fact).rpartition(" = ")[0],
                spec.multiplications,
                dimensions(spec.field),
                reason_text(spec.reason, pixels),
            )
            for spec in specs
        )
        header = (
            tr("Layer (type)"),
            tr("Output shape"),
            tr("Because"),
            tr("Params"),
            tr("Params because"),
            tr("Multiplications"),
            tr("Receptive field"),
            tr("Why"),
        )
        values = tr("{values} values").format(values=number(sums.values))
        footer = (tr("Total"), values, "", sums.parameters, "", sums.multiplications, "", self._most(sums))
        return summary.Table(header, rows, footer)

    # --- inside ----------------------------------------------------------------------------------------------

    def _make_copy_button(self) -> QToolButton:
        button = pictured("copy", self.tr("Copy"), self)
        menu = QMenu(button)
        choices: Sequence[tuple[str, Callable[[], Any]]] = (
            (self.tr("Copy as text"), self.copy_text),
            (self.tr("Copy as Markdown"), self.copy_markdown),
            (self.tr("Copy as CSV"), self.copy_csv),
            (self.tr("Copy the Keras code"), self.copy_code),
        )
        for words, slot in choices:
            menu.addAction(words).triggered.connect(slot)
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return button

    @Slot(int)
    def _on_row_requested(self, row: int) -> None:
        self.session.select(self.session.specs[row].name)

    @Slot(int)
    def _on_row_hovered(self, row: int) -> None:
        self.session.point(self.session.specs[row].name if row >= 0 else None)

    @Slot(int)
    def _on_open_requested(self, row: int) -> None:
        """Show the row's parameters as blocks."""
        self.session.select(self.session.specs[row].name)
        self.panelRequested.emit("ledger")

    def _show_rows(self) -> None:
        specs = self.session.specs
        self._table.set_rows(self._headings(), [self._row(spec) for spec in specs], self._sums())
        self.show_selection(self.session.selection)
        self.factChanged.emit()

    def _show_reason(self) -> None:
        row, specs = self._table.row, self.session.specs
        if not 0 <= row < len(specs):
            self._reason.setText(self.tr("Choose a row to see its layer everywhere, and to read more of it here."))
            return
        long = reason_long(specs[row].reason, specs[0].size)
        self._reason.setText(f"{specs[row].name}: {long}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the reason in full, and the live column, if there is room for them."""
        super().resizeEvent(event)
        if not self._live.isActive():
            self._live.start()
        self._reason.setFixedHeight(2 * self._reason.fontMetrics().lineSpacing() + 18)
        lines = len(self.session.specs) + 2
        self._reason.setVisible(self.height() - self._reason.height() >= 24 * lines)

    @Slot()
    def _on_theme_changed(self) -> None:
        colours, font = theme().palette, theme().font
        strong = font("small")
        strong.setWeight(font("title").weight())
        self._table.set_look(
            TableLook(
                text=colours.text,
                grey=colours.grey,
                line=colours.line,
                ground=colours.raised,
                selection=colours.selection,
                strong=strong,
                plain=font("small"),
                mono=font("monosmall"),
            )
        )
        palette = self._reason.palette()
        palette.setColor(self._reason.foregroundRole(), colours.grey)
        self._reason.setPalette(palette)
        if self._code is not None:
            self._code.set_look(font("mono"), colours.grey, colours.positive)


def _kilobytes(count: int) -> str:
    words = QCoreApplication.translate("Summary", "{size} kB")
    return words.format(size=number(round(count / 1000)))
