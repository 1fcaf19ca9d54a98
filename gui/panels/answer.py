"""What the network answers: the winner, ten bars, and how they came about while the pen moved."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from gui.numerals import minus
from gui.panels.base import Panel
from gui.texts import refusal_text, rounded
from gui.theme import mixed, theme
from gui.widgets.bars import Bars, BarsLook, Column
from gui.widgets.spoken import Spoken
from gui.widgets.verdict import Verdict, VerdictLook
from model.softmax import softmax_steps

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from gui.session import Selection, Session
    from gui.widgets.river import River
    from model.trace import Trace

    Array = NDArray[np.float32]

_CLEAR: Final = 0.95
_WORTH_A_WORD: Final = 0.05
_WIDEST: Final = "100.00 %"
_TALLEST_RIVER: Final = 260
_BETWEEN_STROKES: Final = 400
"""Milliseconds for which a lifted pen may still come back to finish what is no digit yet."""


class Answer(Panel):
    """Winner, bars, and below them the probabilities over the time of the drawing.

    The chart is pyqtgraph's, which is imported late: until `attach_river` is called, an empty place of the
    same size stands there.
    """

    key = "answer"
    place = "answer"
    panelRequested = Signal(str)  # the key of another panel that somebody wants to see

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.layers = (session.specs[-1].name,)
        self._river: River | None = None
        self._verdict = Verdict(self.tr("Draw a digit"), self.tr("The answer comes while you draw."), self)
        self._verdict.setAccessibleName(self.tr("Answer"))
        self._bars = Bars(self._names(), _WIDEST, self)
        self._spoken = Spoken(self._bars)
        self._bars.setAccessibleName(self.tr("Probabilities"))
        self._bars.chooseRequested.connect(self._on_choose_requested)
        self._bars.askRequested.connect(self.ask_why)
        self._bars.setToolTip(self.tr("Click to choose a digit; double-click, or Enter: why this one?"))
        self._bars.hovered.connect(self._on_bar_hovered)
        self._why = QToolButton(self)
        self._why.setObjectName("link")
        self._why.setToolTip(self.tr("Follow the answer back to your ink: what made it, step by step"))
        self._why.clicked.connect(self._on_why_clicked)
        self._why.hide()
        self._verdict.set_corner(self._why)
        self._verdict.clicked.connect(self._on_verdict_clicked)
        self._winner: int | None = None  # the answer, if it is one to rely on
        self._asked = -1  # the digit that "Why?" is about
        self._caption = QLabel(self)
        self._caption.setTextFormat(Qt.TextFormat.PlainText)
        self._caption.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._caption.setContentsMargins(6, 0, 0, 0)
        self._place = QWidget(self)
        self._place.setMinimumHeight(48)
        self._place.setMaximumHeight(_TALLEST_RIVER)
        self._softmax = QToolButton(self)
        self._softmax.setText(self.tr("softmax"))
        self._softmax.setCheckable(True)
        self._softmax.setToolTip(self.tr("Show how the scores z become probabilities"))
        self._softmax.toggled.connect(self._on_softmax_toggled)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_BETWEEN_STROKES)
        self._pause.timeout.connect(self._show_again)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(10, 10, 10, 10)
        self._column.setSpacing(0)
        self._column.addWidget(self._verdict)
        self._column.addSpacing(8)
        self._column.addWidget(self._bars, 2)
        self._column.addSpacing(10)
        self._column.addWidget(self._caption)
        self._column.addSpacing(4)
        self._column.addWidget(self._place, 1)
        self._column.addStretch()
        session.several.changed.connect(self._show_again)
        session.rested.connect(self._pause.start)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self._tell_caption(None)

    def title(self) -> str:
        """Name in the header."""
        return self.tr("Answer")

    def help(self) -> tuple[str, str]:
        """Explain the answer."""
        return (
            self.tr(
                "What the network makes of your ink: one probability for each digit, together 100 %. The "
                "largest is its answer. Below, the same numbers over the time of your drawing; pauses are left "
                "out, and a dotted line marks where the answer changed. “softmax” shows how the scores z of the "
                "last layer become probabilities: e to the power of each, divided by the sum of all. Ink that is "
                "like no digit is called “not a digit”, with the reason; the bars then are grey. “Why?” beside the "
                "answer, a double click on a bar, or Enter, follows a digit back to the ink."
            ),
            self.tr("Begin with a 1 and turn it slowly into a 7, then into a 2. Watch where the answer changes."),
        )

    def tools(self) -> list[QWidget]:
        """Softmax on demand."""
        return [self._softmax]

    def state(self) -> dict[str, Any]:
        """Return what a person has chosen here, for the settings."""
        return {"softmax": self._softmax.isChecked()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take over what is valid in the settings."""
        if isinstance(chosen := state.get("softmax"), bool):
            self._softmax.setChecked(chosen)

    @property
    def river(self) -> River | None:
        """The chart, once it is there."""
        return self._river

    @property
    def bars(self) -> Bars:
        """The bars."""
        return self._bars

    @property
    def verdict(self) -> Verdict:
        """The winner and what is said of it."""
        return self._verdict

    @property
    def softmax_button(self) -> QToolButton:
        """The switch that shows how the scores become probabilities."""
        return self._softmax

    @property
    def caption(self) -> str:
        """What is said of the chart, or of the moment in it that the pointer is on."""
        return self._caption.text()

    @property
    def why_button(self) -> QToolButton:
        """What asks why the answer is what it is; hidden while there is none to rely on."""
        return self._why

    @Slot(int)
    def ask_why(self, row: int) -> None:
        """Choose a digit, and call the panel that follows it back to the ink."""
        if self.session.trace is not None and row < self.session.specs[-1].size:
            self.session.select(self.session.specs[-1].name, (row,))
            self.panelRequested.emit("route")

    def attach_river(self) -> None:
        """Put the chart into its place. Call it in the GUI thread, once `gui.widgets.river` was imported."""
        if self._river is not None:
            return
        from gui.widgets.river import River

        self._river = River(self._names())
        self._river.setAccessibleName(self.tr("Probabilities while you drew"))
        self._river.hovered.connect(self._tell_caption)
        self._column.replaceWidget(self._place, self._river)
        self._column.setStretchFactor(self._river, 1)
        self._place.hide()
        self._place.deleteLater()
        self._on_theme_changed()
        self._river.set_history(self._names(), self.session.history)

    # --- a trace --------------------------------------------------------------------------------------------

    def show_trace(self, trace: Trace | None) -> None:
        """Show what was answered, or that nothing was."""
        if trace is None:
            self._offer_why(None)
            self._bars.clear()
            self._verdict.clear()
            self._tell_caption(None)
            self._spoken.tell(lambda: self.tr("Nothing is drawn yet"))
        else:
            self._show_values(trace)
        if self._softmax.isChecked():
            self._show_steps(trace)
        if self._river is not None:
            self._river.set_history(self._bars.names, self.session.history)

    def show_selection(self, selection: Selection) -> None:
        """Mark the digit whose unit is selected."""
        self._bars.set_chosen(self._row_of(selection))
        self._offer_why(self._winner)
        self.show_lit(self.session.lit)  # what was pointed at may be selected now

    def show_lit(self, lit: Selection) -> None:
        """Look at the digit whose unit is lit."""
        self._bars.set_lit(self._row_of(lit) if lit == self.session.pointed else -1)

    def _row_of(self, selection: Selection) -> int:
        unit = selection.unit
        here = selection.layer == self.session.specs[-1].name and unit is not None and len(unit) == 1
        return unit[0] if here and unit is not None and unit[0] < len(self._bars.names) else -1

    def _show_values(self, trace: Trace) -> None:
        layer = trace.layers[-1]
        values = layer.a.ravel()
        if len(values) != len(self._bars.names):
            self._set_names(len(values))
        winner = int(values.argmax())
        if layer.spec.activation == "softmax":
            shares = values.tolist()
            numbers = [f"{100 * share:.2f} %" for share in shares]
            details = [f"{share:.6f}" for share in shares]
            words = plain_words(values)
        else:
            largest = max(float(np.abs(values).max()), 1e-12)
            shares = (np.abs(values) / largest).tolist()
            numbers = details = [rounded(value, 3) for value in values.tolist()]
            words = ""
        several = self.session.several
        whole = bool(several.digits) and several.chosen is None
        refusal = None if whole else trace.refusal
        self._bars.set_values(shares, numbers, details, winner if refusal is None else -1)
        if self._river is not None:
            self._river.set_doubted(refusal is not None)
        if whole:
            told = self.tr("{count} digits; click one on the canvas").format(count=len(several.digits))
            self._verdict.show_number(several.number, told)
        elif refusal is None:
            self._verdict.show_answer(self._bars.names[winner], numbers[winner], words)
        elif self.session.is_drawing or self._pause.isActive():
            self._verdict.show_answer(
                self._bars.names[winner], numbers[winner], self.tr("not yet a digit"), doubted=True
            )
        else:
            self._verdict.show_refusal(self.tr("not a digit"), refusal_text(refusal))
        self._spoken.tell(partial(_told, self._bars.names, numbers))
        self._offer_why(None if whole or refusal is not None else winner)

    @Slot()
    def _show_again(self) -> None:
        """Word the same answer anew: the pen has come to rest, or several digits were found or forgotten."""
        trace = self.session.trace
        if self.isVisible() and trace is not None:
            self._show_values(trace)

    def _show_steps(self, trace: Trace | None) -> None:
        """Show z, exp(z - max) and the quotient of every digit."""
        columns = [
            Column("z", "−00.000"),
            Column("exp(z − max)", "0.000000"),
            Column(self.tr("÷ sum"), "0.000000"),
        ]
        if trace is not None:
            steps = softmax_steps(trace.layers[-1].z)
            quotients = steps.quotients.tolist()
            columns = [
                Column("z", "−00.000", tuple(rounded(z, 3) for z in steps.scores.tolist())),
                Column(
                    "exp(z − max)",
                    "0.000000",
                    tuple(_six(e) for e in steps.exponentials.tolist()),
                    f"Σ {steps.total:.6f}",
                ),
                Column(self.tr("÷ sum"), "0.000000", tuple(_six(q) for q in quotients), "1"),
            ]
        self._bars.set_columns(columns)

    # --- inside ---------------------------------------------------------------------------------------------

    def _names(self) -> tuple[str, ...]:
        return tuple(map(str, range(self.session.specs[-1].size)))

    def _set_names(self, count: int) -> None:
        self._bars.set_names(tuple(map(str, range(count))), _WIDEST)

    def _offer_why(self, winner: int | None) -> None:
        """Offer to follow the chosen digit, or else the winner, back to the ink; None: there is no answer."""
        self._winner = winner
        asked = -1 if winner is None else winner if self._bars.chosen < 0 else self._bars.chosen
        if asked == self._asked:
            return
        self._asked = asked
        self._why.setVisible(asked >= 0)
        shape = Qt.CursorShape.ArrowCursor if winner is None else Qt.CursorShape.PointingHandCursor
        self._verdict.setCursor(shape)
        if asked >= 0:
            words = self.tr("Why {digit}?").format(digit=self._bars.names[asked])
            self._why.setText(words)
            self._why.setAccessibleName(words)
            self._verdict.fit_corner()

    @Slot()
    def _on_why_clicked(self) -> None:
        self.ask_why(self._asked)

    @Slot()
    def _on_verdict_clicked(self) -> None:
        if self._winner is not None:
            self.ask_why(self._winner)

    @Slot(int)
    def _on_choose_requested(self, row: int) -> None:
        last = self.session.specs[-1]
        if row < last.size:
            self.session.select(last.name, (row,))

    @Slot(int)
    def _on_bar_hovered(self, row: int) -> None:
        last = self.session.specs[-1]
        if 0 <= row < last.size:
            self.session.point(last.name, (row,))
        else:
            self.session.point(None)

    @Slot(bool)
    def _on_softmax_toggled(self, checked: bool) -> None:
        if checked:
            self._show_steps(self.session.trace)
        else:
            self._bars.set_columns(())

    @Slot(object)
    def _tell_caption(self, moment: tuple[float, Array] | None) -> None:
        if moment is None:
            self._caption.setText(self.tr("while you drew"))
            return
        seconds, values = moment
        best = np.argsort(-values)[:2]
        told = "  ".join(f"{index}: {100 * values[index]:.1f} %" for index in best)
        self._caption.setText(self.tr("after %1 s:  %2").replace("%1", f"{seconds:.1f}").replace("%2", told))

    @Slot()
    def _on_theme_changed(self) -> None:
        colours, font = theme().palette, theme().font
        self._bars.set_look(BarsLook.of_theme())
        self._caption.setFont(font("small"))
        palette = self._caption.palette()
        palette.setColor(self._caption.foregroundRole(), colours.grey)
        self._caption.setPalette(palette)
        if self._river is not None:
            from gui.widgets.river import RiverLook

            self._river.setMaximumHeight(theme().length(_TALLEST_RIVER))
            self._river.set_look(
                RiverLook(
                    ground=colours.dock,
                    line=colours.line,
                    curve=mixed(colours.grey, colours.dock, 0.2),
                    words=colours.grey,
                    winner=colours.winner,
                    font=font("small"),
                )
            )
        number, heading = font("mono"), font("heading")
        if heading.pointSizeF() > 0:
            number.setPointSizeF(heading.pointSizeF())
        else:
            number.setPixelSize(heading.pixelSize())
        self._verdict.set_look(
            VerdictLook(
                text=colours.text,
                grey=colours.grey,
                paper=colours.dock,
                winner=colours.winner,
                huge=font("huge"),
                heading=heading,
                number=number,
                small=font("small"),
            )
        )


def _told(names: Sequence[str], numbers: Sequence[str]) -> str:
    return ", ".join(map("{}: {}".format, names, numbers))


def plain_words(probabilities: Sequence[float] | Array) -> str:
    """Say in one line how clear an answer is."""
    values = probabilities.tolist() if isinstance(probabilities, np.ndarray) else list(probabilities)
    translate = QCoreApplication.translate
    largest = max(values)
    first = second = values.index(largest)
    if len(values) > 1:
        next_largest = max(values[:first] + values[first + 1 :])
        second = values.index(next_largest, first + 1 if next_largest == largest else 0)
    if values[first] >= _CLEAR or values[second] < _WORTH_A_WORD or first == second:
        return translate("Answer", "a clear one")
    share = f"{100 * values[second]:.0f} %"
    if values[first] >= 0.5:
        words = translate("Answer", "or a %1: %2")
    else:
        words = translate("Answer", "unsure: or a %1, %2")
    return words.replace("%1", str(second)).replace("%2", share)


def _six(value: float) -> str:
    """Write a number from 0 to 1 in at most eight characters."""
    return f"{value:.6f}" if value >= 1e-4 or value == 0 else minus(f"{value:.2e}")
