"""The shift lab: the digit moves by network pixels, and every layer tells what it makes of that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from gui.session import Selection
from gui.shifting import words
from gui.shifting.body import Body
from gui.shifting.table import shift_of
from gui.texts import layer_title, refusal_text
from gui.theme import theme
from gui.widgets.flow import Flow
from gui.widgets.line import Line
from gui.widgets.scrolled import Scrolled
from model import receptive, shifting
from model.grid import GRID
from model.refusal import SHORTEST, shortest_for

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QHideEvent, QShowEvent

    from gui.jobs import Job
    from gui.session import Session
    from model.digitize import Steps
    from model.shifting import Comparison, Place, Reading, Shift
    from model.trace import Trace
    from model.weights import Weights

    Array = NDArray[np.float32]

_REST_MILLISECONDS: Final = 150  # without a change, before all shifts are read
_STRONGEST: Final = 1  # the row that is looked at first: the first layer above the input


@dataclass(frozen=True, slots=True, eq=False)
class Home:
    """The digit as it was drawn: its place, the steps, the part that is shown alone, and the network's picture."""

    place: Place
    steps: Steps
    part: int | None
    image: Array


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """Two pictures to compare, the second of them the first one moved by `shift`."""

    before: Array
    after: Array
    shift: Shift


class ShiftStage(QWidget):
    """Compares the picture as it was drawn with the picture as it lies now, in every layer.

    How far the ink was moved is seen from the ink itself, so the arrows here, those on the canvas, Undo and Redo are
    alike. Any other change of ink or steps is a new beginning. Both passes run in the compute thread; of many questions
    the latest is asked.

    Signals
    -------
    factChanged
        Another shift, or another answer.
    said
        A sentence for the status bar.
    """

    factChanged = Signal()
    said = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._home: Home | None = None
        self._image: Array | None = None  # what enters the network now
        self._asked: Shift = (0, 0)  # how far the ink was moved
        self._shift: Shift = (0, 0)  # how far the picture moved
        self._peek: Shift | None = None  # what the table is pointed at
        self._question: Question | None = None  # what is to be shown
        self._running: Question | None = None  # what is being computed
        self._job: Job | None = None
        self._reading: Job | None = None
        self._read: tuple[Home, Weights] | None = None  # what the table tells of, or will
        self._own = Selection()
        self.attempt, self.notice, self.switch = Line(self), Line(self), QToolButton(self)
        self.body = Body(self)
        self._build()
        self._tell = QTimer(self)  # what is shown changes without a signal; the fact follows right after
        self._tell.setSingleShot(True)
        self._tell.timeout.connect(self.factChanged)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MILLISECONDS)
        self._rest.timeout.connect(self._on_rest)
        self._connect()
        self._on_theme_changed()
        self._refresh()

    def _build(self) -> None:
        self.switch.setObjectName("link")
        self.attempt.setText(words.attempt())
        self.notice.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)  # its switch follows it
        head = QWidget(self)
        flow = Flow(head, 8)
        for part in (self.attempt, self.notice, self.switch):
            flow.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 4, 10, 6)
        column.setSpacing(6)
        column.addWidget(head)
        column.addWidget(Scrolled(self.body, self), 1)
        specs = self.session.specs
        self.body.meters.set_names([layer_title(spec, specs) for spec in specs])
        self.body.meters.set_chosen(min(_STRONGEST, len(specs) - 1), 1)

    def _connect(self) -> None:
        body = self.body
        body.pictures.pad.moveRequested.connect(self.move_by)
        body.pictures.pad.homeRequested.connect(self.go_home)
        body.pictures.before.pointed.connect(self._on_before_pointed)
        body.pictures.after.pointed.connect(self._on_after_pointed)
        body.meters.chosen.connect(self._on_meter_chosen)
        body.failing.pointed.connect(self._on_failing_pointed)
        body.failing.chosen.connect(self._on_failing_chosen)
        body.table.pointed.connect(self._on_table_pointed)
        body.table.chosen.connect(self._on_table_chosen)
        self.switch.clicked.connect(self._on_switch_clicked)
        theme().changed.connect(self._on_theme_changed)

    @property
    def first(self) -> QWidget:
        """What the keyboard goes to when the panel is called."""
        return self.body.pictures.pad

    @property
    def shift(self) -> Shift:
        """How far the picture that is shown is moved: the real one, or what the table is pointed at."""
        return self._shift if self._peek is None else self._peek

    @property
    def is_busy(self) -> bool:
        """Whether something is still being computed."""
        return self._job is not None or self._reading is not None or self._rest.isActive()

    @property
    def _is_away(self) -> bool:
        """Whether the digit was moved off the paper: nothing is left to read, but it can come back."""
        return self._home is not None and self._image is None

    def fact(self) -> str:
        """Say how far it is moved, and what is read there."""
        trace = self.session.trace
        if self._home is None:
            return ""
        told = self._table_reading(self._peek) if self._peek is not None else None
        if told is not None:
            read = words.reading_text(told)
        elif self._is_away or trace is None:
            return words.away() if self._is_away else ""
        elif trace.refusal is not None:
            read = self.tr("not a digit: {why}").format(why=refusal_text(trace.refusal))
        else:
            read = f"{trace.answer}, {words.probability(float(trace.probabilities.max()))}"
        return f"{words.direction(self.shift)} · {read}"

    def _table_reading(self, shift: Shift) -> Reading | None:
        reach = shifting.REACH
        return self.body.table.reading(shift[0] + reach, shift[1] + reach)

    # --- what is shown ---------------------------------------------------------------------------------------

    def show_trace(self, trace: Trace | None) -> None:
        """Show the picture of this moment, and compare it with where it was drawn."""
        session = self.session
        if trace is None or session.ink.is_blank:
            away = self._moved_by() if session.ink.is_blank else None
            if away is None or away == (0, 0):
                self._home, away = None, (0, 0)
            self._asked, self._image = away, None
            self._refresh()
            return
        image = trace.image if session.is_answered or session.digitized is None else session.digitized.image
        place, part, home = shifting.Place.of(session.ink), session.several.chosen, self._home
        asked = None
        if home is not None and home.steps == session.steps and home.part == part:
            asked = self._moved_by()
        if asked is None:
            asked, self._home = (0, 0), Home(place, session.steps, part, image)
        self._asked, self._image = asked, image
        self._refresh()

    def _moved_by(self) -> Shift | None:
        """Return how far the ink of this moment lies from where it was drawn; None if it is other ink."""
        return None if self._home is None else shifting.between(self._home.place, shifting.Place.of(self.session.ink))

    def show_selection(self, selection: Selection) -> None:
        """Look at the layer that is selected."""
        for spec in self.session.specs:
            if spec.name == selection.layer:
                self.body.meters.set_chosen(spec.index, self.body.meters.current[1] == "same")
                self._show_failing()

    def show_lit(self, lit: Selection) -> None:
        """Outline what is lit, in the pictures and in the large map."""
        specs, body = self.session.specs, self.body
        boxes: dict[str, receptive.Box | None] = {}
        if lit.layer is not None and lit.unit is not None and self._home is not None:
            try:
                regions = receptive.lit(specs, lit.layer, lit.unit)
            except LookupError:  # a slice of a kernel has no place
                regions = {}
            boxes = {name: None if region.is_empty else region.box for name, region in regions.items()}
        picture = boxes.get(specs[0].name) if specs[0].is_map and self._peek is None else None
        body.pictures.after.set_marks(box=picture)
        body.pictures.before.set_marks(box=_moved_back(picture, self._shift))
        row = body.meters.current[0]
        body.failing.set_marks(box=boxes.get(specs[row].name))

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while hidden."""
        super().showEvent(event)
        self.show_trace(self.session.trace)

    def hideEvent(self, event: QHideEvent) -> None:
        """Compute nothing while nobody looks."""
        self._let_go()
        self._peek = self._question = self._running = self._read = None
        self._rest.stop()
        for job in (self._job, self._reading):
            if job is not None:
                job.cancel()
        self._job = self._reading = None
        super().hideEvent(event)

    def _refresh(self) -> None:
        """Show pictures, words and marks of this moment, and ask for what must be computed."""
        home, image, pictures = self._home, self._image, self.body.pictures
        self._tell.start(0)
        if home is None:
            self._shift, self._peek = (0, 0), None
            pictures.set_pictures(None, None)
            pictures.set_words(self.tr("as drawn"), self.tr("now"))
        else:
            if image is None:
                self._shift, image = self._asked, np.zeros_like(home.image)
            else:
                self._shift = shifting.found(home.image, image, self._asked)
            if self._peek is not None:
                image = shifting.moved(home.image, self._peek)
            pictures.set_pictures(home.image, image)
            now = words.direction(self.shift)
            peeked = self._peek is not None and self._peek != self._shift
            forms = (self.tr("if moved: {how}").format(how=now), now) if peeked else (now,)
            pictures.set_words(self.tr("as drawn"), *forms)
        self.body.table.set_current(None if home is None else self._shift)
        self._show_notice()
        self._ask(home, None if self._is_away and self._peek is None else image)
        self._read_all()

    def _show_notice(self) -> None:
        centred, ink = self.session.steps.centre, self.session.ink
        told = words.notice(ink.is_picture, centred, self._asked, self._shift)
        self.notice.setText(words.way_back() if self._is_away else told)
        self.switch.setVisible(not ink.is_picture)
        self.switch.setText(words.switch(centred))
        self.switch.setAccessibleName(self.tr("Step “centre”: {action}").format(action=words.switch(centred)))

    # --- what the compute thread does ------------------------------------------------------------------------

    def _ask(self, home: Home | None, image: Array | None) -> None:
        """Ask for the comparison of what is shown; one question at a time, then the latest."""
        if home is None or image is None or self.shift == (0, 0):
            self._question = None
            self._show_comparison(None)
            return
        self._question = Question(home.image, image, self.shift)
        if self._job is None and self.isVisible():
            self._start(self._question)

    def _start(self, asked: Question) -> None:
        work = partial(shifting.comparing, before=asked.before, after=asked.after, shift=asked.shift)
        self._job = self.session.start(work)
        self._running = asked
        self._job.finished.connect(self._on_compared)
        self._job.failed.connect(self._on_failed)

    @Slot(object)
    def _on_compared(self, comparison: Comparison) -> None:
        self._job = None
        if self._question is not None:
            if self._question is not self._running:
                self._start(self._question)
            self._show_comparison(comparison)

    def _show_comparison(self, comparison: Comparison | None) -> None:
        self.body.meters.set_comparison(comparison)
        self._show_failing()

    def _show_failing(self) -> None:
        row, kind = self.body.meters.current
        comparison, specs = self.body.meters.comparison, self.session.specs
        moved = None if comparison is None else comparison.layers[row]
        self.body.failing.show_meter(moved, kind)
        away = words.away() if self._is_away and moved is None else ""
        self.body.failing.set_remark(away or words.failing_remark(moved, kind, self._home is not None))
        self.body.where.set_words(*words.failing_titles(layer_title(specs[row], specs), moved, kind))

    def _read_all(self) -> None:
        """Have all shifts read, once nothing changes any more."""
        home, weights = self._home, self.session.weights
        if self._read is not None and self._read[0] is home and self._read[1] is weights:
            return
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        self.body.table.set_readings(())
        self._rest.stop()
        self._read = None
        if home is not None and self.isVisible():
            self._read = home, weights
            self._rest.start()

    @Slot()
    def _on_rest(self) -> None:
        if self._home is None:
            return
        ink, steps = self.session.ink, self.session.steps
        shortest = SHORTEST if ink.is_picture else shortest_for(steps)
        work = partial(shifting.reading_all, image=self._home.image, drawn=bool(ink.lines()), shortest=shortest)
        self._reading = self.session.start(work)
        self._reading.finished.connect(self._on_read)
        self._reading.failed.connect(self._on_failed)

    @Slot(object)
    def _on_read(self, readings: tuple[Reading, ...]) -> None:
        self._reading = None
        self.body.table.set_readings(readings)
        self._tell.start(0)

    @Slot(str)
    def _on_failed(self, reason: str) -> None:
        self._job = self._reading = None
        self.said.emit(self.tr("The shift cannot be computed. {reason}").format(reason=reason))

    # --- what a person does ----------------------------------------------------------------------------------

    @Slot(int, int)
    def move_by(self, rows: int, columns: int) -> None:
        """Move the ink by network pixels; Undo takes it back. From off the paper it moves only nearer to home."""
        if not self.session.ink.is_blank:
            self.session.shift(columns, rows)
            return
        away = self._moved_by()
        if away is not None and abs(away[0] + rows) + abs(away[1] + columns) < abs(away[0]) + abs(away[1]):
            self.session.shift(columns, rows)
            if self.session.ink.is_blank:  # nothing to be seen has changed, so nobody is told
                self.show_trace(None)

    @Slot()
    def go_home(self) -> None:
        """Move the ink back to where it was drawn."""
        rows, columns = self._moved_by() or (0, 0)
        if (rows, columns) != (0, 0):
            self.session.shift(-columns, -rows)

    @Slot()
    def _on_switch_clicked(self) -> None:
        steps = self.session.steps
        self.session.set_steps(replace(steps, centre=not steps.centre))

    @Slot(int, int)
    def _on_table_pointed(self, row: int, column: int) -> None:
        peek = None if row < 0 or self._home is None else shift_of(row, column)
        if peek != self._peek:
            self._peek = peek
            self._refresh()

    @Slot(int, int)
    def _on_table_chosen(self, row: int, column: int) -> None:
        rows, columns = shift_of(row, column)
        away = self._moved_by() or (0, 0)
        self.move_by(rows - away[0], columns - away[1])

    @Slot(int, int)
    def _on_meter_chosen(self, row: int, meter: int) -> None:
        self._show_failing()

    # --- what is pointed at, everywhere ----------------------------------------------------------------------

    @Slot(int, int)
    def _on_before_pointed(self, row: int, column: int) -> None:
        """Point at the pixel that lies where this one went."""
        row, column = (row + self._shift[0], column + self._shift[1]) if row >= 0 else (-1, -1)
        self._on_after_pointed(*((row, column) if 0 <= row < GRID and 0 <= column < GRID else (-1, -1)))

    @Slot(int, int)
    def _on_after_pointed(self, row: int, column: int) -> None:
        spec = self.session.specs[0]
        unit = (row, column, 0) if spec.is_map else (row * GRID + column,)
        self._point(Selection(spec.name, unit) if row >= 0 else Selection())

    @Slot(int, int)
    def _on_failing_pointed(self, row: int, column: int) -> None:
        unit = self.body.failing.unit(row, column) if row >= 0 else None
        spec = self.session.specs[self.body.meters.current[0]]
        self._point(Selection() if unit is None else Selection(spec.name, unit))

    @Slot(int, int)
    def _on_failing_chosen(self, row: int, column: int) -> None:
        unit = self.body.failing.unit(row, column)
        if unit is not None:
            self.session.select(self.session.specs[self.body.meters.current[0]].name, unit)

    def _point(self, target: Selection) -> None:
        """Light a unit in every panel, if there is ink that it tells of."""
        self._own = target if self._image is not None and self._peek is None else Selection()
        self.session.point(self._own.layer, self._own.unit)

    def _let_go(self) -> None:
        own, self._own = self._own, Selection()
        if own.layer is not None and self.session.pointed == own:
            self.session.point(None)

    @Slot()
    def _on_theme_changed(self) -> None:
        for part in (self.attempt, self.notice, self.switch):
            part.setFont(theme().font("small"))
        grey = self.notice.palette()
        grey.setColor(self.notice.foregroundRole(), theme().palette.grey)
        self.notice.setPalette(grey)


def _moved_back(box: receptive.Box | None, shift: Shift) -> receptive.Box | None:
    """Return where a box of the moved picture was before, as far as it was inside; None if it was not."""
    if box is None:
        return None
    top, left, bottom, right = (min(max(side - by, 0), GRID) for side, by in zip(box, (*shift, *shift), strict=True))
    return (top, left, bottom, right) if top < bottom and left < right else None
