"""Follows an answer back to the ink: what made the score, what made that, and so on, step by step."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gui.numerals import copy
from gui.route.words import Drawing, as_text, part_text, spoken, step_text, titles
from gui.theme import theme
from gui.widgets.spoken import Spoken
from gui.widgets.trail import Trail
from gui.widgets.trail_end import TrailEnd
from gui.widgets.trail_paint import TrailLook
from model.route import origin, route

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent, QShowEvent, QWheelEvent

    from gui.session import Selection, Session
    from gui.widgets.trail_layout import Room
    from model.explain.base import Source, Unit
    from model.layers import LayerSpec
    from model.route import Route
    from model.trace import Trace

_MOST_ROWS: Final = 8


class _Sideways(QScrollArea):
    """Scrolls from left to right by the wheel too, as there is nothing above or below."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Hand the wheel to the scroll bar."""
        QApplication.sendEvent(self.horizontalScrollBar(), event)


class Following(QWidget):
    """Columns from the answer, at the left, to the ink, at the right. It follows the drawing.

    What is selected is where one stands. A selected unit that has a part in the path is one that the path goes through;
    elsewhere, the path takes what speaks most for the value above. Nothing selected: the winner of the moment.
    """

    said = Signal(str)  # something that the window may say in its status bar

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._stale = True
        self._trace: Trace | None = None
        self._way: Route | None = None
        self._answer: int | None = None
        self._choices: dict[str, Unit] = {}
        self._sources: list[list[Source]] = []  # the unit of every number in the diagram
        self._titled: tuple[tuple[LayerSpec, ...], dict[str, str]] = (), {}
        self._pointed = (-1, -1)
        self._own: Source | None = None  # what it points at for the pointer
        self._words = ""
        self._trail = Trail(self.tr("Draw a digit and follow its answer back to your ink: what made it, step by step."))
        self._trail.setAccessibleName(self.tr("From the answer to the ink"))
        self._trail.knotRequested.connect(self._on_knot_requested)
        self._trail.pointed.connect(self._on_pointed)
        self._trail.copyRequested.connect(self.copy_text)
        self._trail.installEventFilter(self)
        self._room: Room | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._show_way)
        self._soon_placed = QTimer(self)  # in the middle of a change of size the layout would miss it
        self._soon_placed.setSingleShot(True)
        self._soon_placed.timeout.connect(self._place)
        self._again = QTimer(self)  # other panels follow first: they all show the same trace when something is lit
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._on_again)
        self._spoken = Spoken(self._trail)
        self._area = _Sideways(self)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidgetResizable(True)
        self._area.setWidget(self._trail)
        self._sentence = QLabel(self)
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setContentsMargins(11, 4, 11, 6)
        self._sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._end = TrailEnd(self)
        side_by_side = QHBoxLayout()
        side_by_side.setSpacing(0)
        side_by_side.addWidget(self._area, 1)
        side_by_side.addWidget(self._end)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(side_by_side, 1)
        column.addWidget(self._sentence)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    @property
    def first(self) -> QWidget:
        """What the keyboard goes to when the panel is called."""
        return self._trail

    @property
    def trail(self) -> Trail:
        """The diagram."""
        return self._trail

    @property
    def end(self) -> TrailEnd:
        """The ink at its end."""
        return self._end

    @property
    def way(self) -> Route | None:
        """The route that is shown, if any."""
        return self._way

    @property
    def sentence(self) -> str:
        """The sum of the step one stands on, or what is under the pointer."""
        return self._words

    # --- a trace ---------------------------------------------------------------------------------------------

    def show_trace(self, trace: Trace | None) -> None:
        """Follow the same answer through the same units, as far as they have a part in it."""
        self._stale = False
        self._trace = trace
        self._show_way()
        if self._own is not None:
            self._again.start(0)

    def show_selection(self, selection: Selection) -> None:
        """Go through what is selected, if it has a part in the path."""
        before = self._answer, self._choices
        source = self._source(selection)
        if selection.layer is None:
            self._answer, self._choices = None, {}
        elif source is not None:
            self._go_through(source)
        if not self.isVisible():
            self._stale = True
            return
        self._show_way()
        if source is not None and self._column(source) < 0:  # it takes no part: what was chosen before stays
            self._answer, self._choices = before
            self._show_way()

    def show_lit(self, lit: Selection) -> None:
        """Mark every number that is the lit one."""
        source = self._source(lit)
        self._trail.set_lit(
            frozenset(
                (column, row)
                for column, sources in enumerate(self._sources)
                for row, here in enumerate(sources)
                if here == source
            )
        )

    def _go_through(self, source: Source) -> None:
        layer, unit = source
        if layer == self._specs()[-1].name:
            if self._answer != unit[0]:
                self._answer, self._choices = unit[0], {}
        elif self._way is None or source not in self._way.path:  # below it, another path is the strongest
            above = [spec.name for spec in self._specs()]
            above = above[above.index(layer) :]
            self._choices = {name: chosen for name, chosen in self._choices.items() if name in above}
            self._choices[layer] = unit
        else:
            self._choices = {**self._choices, layer: unit}

    @Slot()
    def _show_way(self) -> None:
        trace = self._trace
        if trace is None:
            self._way, self._sources = None, []
            self._trail.set_columns(())
            self._end.set_ending(None)
        else:
            last = trace.layers[-1].spec
            answer = self._answer if self._answer is not None and self._answer < last.size else None
            rows = min(_MOST_ROWS, self._trail.room(()).rows)
            self._way = way = route(trace, answer, self._choices, rows)
            self._sources = [[(last.name, (way.answer,))]]
            self._sources += [[(part.layer, part.unit) for part in hop.parts] for hop in way.hops]
            column = self._column(self._source(self.session.selection))
            self._room = room = self._trail.room([len(sources) for sources in self._sources])
            drawing = Drawing(trace, way, self._titles(), roomy=room.roomy, tight=room.tight)
            self._trail.set_columns(drawing.columns())
            self._end.set_ending(drawing.ending(column))
            self._share()
            self._trail.set_standing(column)
        self.show_lit(self.session.lit)
        self._tell()

    def _source(self, selection: Selection) -> Source | None:
        """Return the selected unit where a route knows it: what is handed on unchanged, where it came from."""
        if selection.layer is None or selection.unit is None:
            return None
        return origin(self._specs(), selection.layer, selection.unit)

    def _column(self, source: Source | None) -> int:
        """Return the column in which a unit is on the path, or -1."""
        if self._way is None or source is None:
            return -1
        if source == self._sources[0][0]:
            return 0
        return self._way.path.index(source) if source in self._way.path else -1

    def _titles(self) -> dict[str, str]:
        """Return the layers' names in the headers, which are the same for all traces of a network."""
        specs, (known, found) = self._specs(), self._titled
        if len(specs) != len(known) or any(one is not other for one, other in zip(specs, known, strict=True)):
            found = titles(specs)
            self._titled = specs, found
        return found

    def _specs(self) -> tuple[LayerSpec, ...]:
        if self._trace is None:
            return self.session.specs
        return tuple(layer.spec for layer in self._trace.layers)

    # --- words -----------------------------------------------------------------------------------------------

    @Slot()
    def copy_text(self) -> None:
        """Copy every step with its numbers."""
        if self._way is not None:
            copy(as_text(self._way, self._specs()))
            self.said.emit(self.tr("Copied the route as text"))

    def _tell(self) -> None:
        """Say the sum of the step one stands on, or what the number under the pointer is."""
        way, specs = self._way, self._specs()
        if way is None:
            self._words = ""
            self._spoken.tell(lambda: self.tr("Nothing is drawn yet"))
        else:
            column = self._trail.standing
            place, row = self._pointed
            if 0 < place <= len(way.hops) and row < len(way.hops[place - 1].parts):
                hop = way.hops[place - 1]
                self._words = part_text(hop, hop.parts[row], specs)
            else:
                self._words = step_text(way, column, specs)
            self._spoken.tell(partial(spoken, way, column, specs))
        self._elide()

    def _elide(self) -> None:
        room = max(0, self.width() - 22)
        shown = self._sentence.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        if shown != self._sentence.text():
            self._sentence.setText(shown)
            self._sentence.setToolTip("" if shown == self._words else self._words)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while hidden."""
        super().showEvent(event)
        if self._stale:
            self.show_trace(self.session.trace)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room between the path and the ink, and shorten the sentence."""
        super().resizeEvent(event)
        self._share()
        self._elide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show more or fewer numbers, once the diagram has room for others."""
        resized = event.type() == QEvent.Type.Resize and self._way is not None
        if resized and self._trail.room([len(sources) for sources in self._sources]) != self._room:
            self._soon.start()
        return False

    def _share(self) -> None:
        """Share the width between the path and the ink."""
        height = self.height() - self._sentence.sizeHint().height()
        if self._end.fit(self.width(), height, self._trail.minimumSizeHint().width()):
            self._soon_placed.start()

    @Slot()
    def _place(self) -> None:
        layout = self.layout()
        assert layout is not None
        layout.activate()

    # --- inside ----------------------------------------------------------------------------------------------

    @Slot()
    def go_back(self) -> None:
        """Go one step towards the answer."""
        self._trail.step(Qt.Key.Key_Left)

    @Slot()
    def go_on(self) -> None:
        """Go one step towards the ink."""
        self._trail.step(Qt.Key.Key_Right)

    @Slot(int, int)
    def _on_knot_requested(self, column: int, row: int) -> None:
        layer, unit = self._sources[column][row]
        self.session.select(layer, unit)
        knot = self._trail.knot_rect(column, 0).center()
        self._area.ensureVisible(int(knot.x()), int(knot.y()), 120, 0)

    @Slot(int, int)
    def _on_pointed(self, column: int, row: int) -> None:
        self._pointed = column, row
        self._own = None if column < 0 else self._sources[column][row]
        self.session.point(*(self._own or (None,)))
        self._tell()

    @Slot()
    def _on_again(self) -> None:
        """Point at what other ink has brought under the pointer, unless something else was pointed at or selected."""
        place, pointed = self._trail.look_again(), self.session.pointed
        if self._own is not None and (pointed.layer, pointed.unit) == self._own:
            self._on_pointed(*place)

    @Slot()
    def _on_theme_changed(self) -> None:
        self._trail.set_look(TrailLook.of_theme())
        self._end.set_look(TrailLook.of_theme())
        self._sentence.setFont(theme().font("small"))
        palette = self._sentence.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme().palette.grey)
        self._sentence.setPalette(palette)
        if self._trace is not None and self.isVisible():
            self._show_way()
        else:
            self._stale = True
