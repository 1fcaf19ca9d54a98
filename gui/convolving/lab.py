"""The convolution lab: the network's picture, and behind it up to four stages with kernels of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gui.convolving.card import StageCard, size_title
from gui.convolving.pictures import StageMap
from gui.convolving.words import invitation, tr
from gui.convolving.working import Working
from gui.theme import theme
from gui.widgets.focus import in_order
from gui.widgets.readout import Readout
from model import receptive
from model.chain import SHAPE
from model.convolving import run

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QPaintEvent, QResizeEvent, QShowEvent

    from gui.session import Selection, Session
    from model.chain import Chain
    from model.convolving import Result, Stage
    from model.trace import Trace

_INPUT: Final = 104, 300  # least and largest width of the picture that goes in
_LEAST: Final = QSize(420, 196)
_UPRIGHT: Final = 520, 300  # height of the stages from which on they stand; that of one that is too narrow to lie
_STANDING: Final = 256, 1100  # least and largest width of a stage
_LYING: Final = 520, 1100
_LEAN: Final = 290, 700
_PRESSED: Final = 500, 620  # where a lying stage would be narrower than that, it is so wide, and one scrolls along it


class Lab(QWidget):
    """Shows a chain on the ink of this moment. The setters are silent.

    Signals
    -------
    edited
        The chain that a person made of it, what was changed, and whether the change is finished.
    said
        A sentence for the status bar.
    """

    edited = Signal(object, str, bool)
    said = Signal(str)

    def __init__(self, session: Session, chain: Chain) -> None:
        super().__init__()
        self.session = session
        self._chain = chain
        self._image = np.zeros(SHAPE, np.float32)
        self._results: tuple[Result, ...] = ()
        self._grew = False
        self._stale, self._hovers = True, False  # whether a pixel of the input is pointed at
        self._lit: Selection | None = None
        self._at: tuple[int, str, int, int] | None = None  # column, picture, row, column: what is pointed at
        self.input = _Input(self)
        self.cards: list[StageCard] = []
        self.working = Working(self)
        self._invitation = Readout(self, Qt.AlignmentFlag.AlignLeft)
        self._invitation.show_forms(invitation(), invitation()[0])
        self._row = QWidget()
        self._stages = QHBoxLayout(self._row)
        self._stages.setContentsMargins(0, 0, 0, 0)
        self._stages.setSpacing(0)
        self._stages.addStretch(1)
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._row)
        self._scroll.setWidgetResizable(True)
        for ground in (self._row, self._scroll.viewport()):
            ground.setAutoFillBackground(False)
        self._scroll.viewport().installEventFilter(self)
        self._scroll.horizontalScrollBar().rangeChanged.connect(self._on_range_changed)
        self._scroll.horizontalScrollBar().actionTriggered.connect(self._on_scrolled)
        beside = QHBoxLayout()
        beside.setSpacing(8)
        beside.addWidget(self.input)
        beside.addWidget(self._scroll, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 10, 6)
        column.setSpacing(2)
        column.addWidget(self._invitation)
        column.addLayout(beside, 1)
        self.input.map.pointed.connect(self._on_input_pointed)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.set_chain(chain)

    # --- what is shown ---------------------------------------------------------------------------------------

    @property
    def first(self) -> QWidget:
        """What the keyboard goes to when the panel is called."""
        return self.cards[0].grid

    @property
    def chain(self) -> Chain:
        """What is shown."""
        return self._chain

    @property
    def results(self) -> tuple[Result, ...]:
        """What each column made of the picture."""
        return self._results

    def set_chain(self, chain: Chain) -> None:
        """Show another chain."""
        if chain.compares != self._chain.compares:
            self._scroll.horizontalScrollBar().setValue(0)
        self._chain = chain
        columns = chain.columns
        self._grew = len(columns) > len(self.cards) > 0 and not chain.compares
        while len(self.cards) < len(columns):
            self._add_card()
        while len(self.cards) > len(columns):
            gone = self.cards.pop()
            self._stages.removeWidget(gone)
            if gone.isAncestorOf(self.focusWidget() or self):
                self.cards[-1].grid.setFocus(Qt.FocusReason.OtherFocusReason)
            gone.hide()
            gone.deleteLater()
        self._forget()
        for index, (card, stage) in enumerate(zip(self.cards, columns, strict=True)):
            title = size_title(stage) if chain.compares else tr("Stage {number}").format(number=index + 1)
            stages, place = ((stage,), 0) if chain.compares else (chain.stages, index)
            card.show_stage(stages, place, title, removable=len(chain.stages) > 1 and not chain.compares)
        self._arrange()
        self._compute()

    def show_trace(self, trace: Trace | None) -> None:
        """Compute everything anew from the picture that enters the network."""
        self._stale = False
        self._image = np.zeros(SHAPE, np.float32) if trace is None else trace.image
        self._compute()

    def show_selection(self, selection: Selection) -> None:
        """Nothing here is selected; what is lit is shown."""

    def show_lit(self, lit: Selection) -> None:
        """Outline in the picture what the lit unit sees of it."""
        self._lit = lit
        if self._at is None:
            self.input.map.set_marks(box=self._seen())

    def _seen(self) -> tuple[int, int, int, int] | None:
        lit, specs = self._lit, self.session.specs
        if lit is None or lit.layer is None or lit.unit is None or specs[0].output_shape[:2] != SHAPE:
            return None
        try:
            region = receptive.lit(specs, lit.layer, lit.unit).get(specs[0].name)
        except LookupError:
            return None
        return None if region is None or region.is_empty else region.box

    def _compute(self) -> None:
        chain, columns = self._chain, self._chain.columns
        if chain.compares:
            self._results = tuple(run(self._image, [stage])[0] for stage in columns)
        else:
            self._results = run(self._image, columns)
        self.input.map.set_values(self._image, "ink", 0.0, 1.0)
        for card, result in zip(self.cards, self._results, strict=True):
            card.show_result(result)
        if self._at is not None:
            self._show_working()

    def _show_working(self) -> None:
        """Show where the number that is pointed at comes from: its sum, or its block, and the cells it reads."""
        assert self._at is not None
        index, part, row, column = self._at
        result = self._results[index]
        shape = (result.out if part == "p" else result.z).shape
        if row >= shape[0] or column >= shape[1]:
            self._forget()
            return
        marks: list[dict[str, dict[str, Any]]] = [{} for _ in self.cards]
        box = None
        if part == "p":
            before = "a" if result.stage.relu else "z"
            marks[index][before] = {"box": result.block(row, column), "marked": result.winner(row, column)}
            self.working.show_block(result, row, column)
        else:
            box = result.box(row, column)
            self.working.show_sum(result, row, column)
            if index and not self._chain.compares:
                below = self.cards[index - 1].pictures.shown[-1]
                marks[index - 1][below] = {"box": box}
                box = None
        for card, marked in zip(self.cards, marks, strict=True):
            card.set_marks(marked)
        self.input.map.set_marks(box=box)
        shown = self.cards[index].pictures.maps[part]
        area = _area(shown, self)
        if part == "p":  # the block is outlined in the picture before
            area = area.united(_area(self.cards[index].pictures.maps["a" if result.stage.relu else "z"], self))
        self.working.place(self.rect().adjusted(8, 8, -8, -8), self._scroll.geometry(), area)

    def _forget(self) -> None:
        """Point at nothing."""
        self._at = None
        self.working.hide()
        for card in self.cards:
            card.set_marks({})
        self.input.map.set_marks(box=self._seen())

    # --- geometry --------------------------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        """Return the least in which one stage can be worked on."""
        return _LEAST

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrange the stages when the room for them changes; let the wheel turn the pages."""
        if event.type() == QEvent.Type.Resize:
            self._arrange()
        elif event.type() == QEvent.Type.Wheel and not self._scroll.verticalScrollBar().maximum():
            return self._scroll.horizontalScrollBar().event(event)
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find a width for the picture that goes in."""
        least, most = _INPUT
        self.input.setFixedWidth(max(least, min(most, self.height() - 60, self.width() // 6)))
        super().resizeEvent(event)
        self._forget()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the ink that is there."""
        super().showEvent(event)
        if self._stale:
            self.show_trace(self.session.trace)

    def hideEvent(self, event: QHideEvent) -> None:
        """Point at nothing while nobody looks."""
        super().hideEvent(event)
        self._forget()
        if self._hovers:
            self._on_input_pointed(-1, -1)

    def _arrange(self) -> None:
        """Give every stage its width: so many side by side as can be worked on, the others a page further."""
        width, lean = self._scroll.viewport().width(), self._chain.compares
        lying = _LEAN if lean else _LYING
        upright = self._scroll.height() >= _UPRIGHT[width < lying[0]]
        least, most = _STANDING if upright else lying
        wide = min(most, width // max(1, min(len(self.cards), width // least)))
        if wide < _PRESSED[0] and not upright and not lean:
            wide = _PRESSED[1]
        for card in self.cards:
            card.set_shape(upright, lean)
            card.setFixedWidth(wide)
        self._scroll.horizontalScrollBar().setSingleStep(-(-wide // max(1, QApplication.wheelScrollLines())))

    def _add_card(self) -> None:
        card = StageCard(self._row)
        self._stages.insertWidget(len(self.cards), card)
        self.cards.append(card)
        card.edited.connect(self._on_card_edited)
        card.removed.connect(self._on_card_removed)
        card.pointed.connect(self._on_card_pointed)
        card.refused.connect(self.said)
        card.show()
        in_order(self.cards[-2].stops()[-1] if len(self.cards) > 1 else self.input.map, *card.stops())

    # --- what a person does ----------------------------------------------------------------------------------

    def _tell(self, chain: Chain, what: str, finished: bool = True) -> None:
        self.edited.emit(chain, what, finished)

    def _index_of_sender(self) -> int:
        return next(index for index, card in enumerate(self.cards) if card is self.sender())

    @Slot(object, str, bool)
    def _on_card_edited(self, stage: Stage, what: str, finished: bool) -> None:
        index = self._index_of_sender()
        if len(self._chain.stages) > 1 and not self._chain.compares:
            what = tr("{what} of stage {number}").format(what=what, number=index + 1)
        self._tell(self._chain.put(index, stage), what, finished)

    @Slot()
    def _on_card_removed(self) -> None:
        self._tell(self._chain.without(self._index_of_sender()), tr("stage removed"))

    @Slot(str, int, int)
    def _on_card_pointed(self, part: str, row: int, column: int) -> None:
        if row < 0:
            self._forget()
        else:
            self._at = self._index_of_sender(), part, row, column
            self._show_working()

    @Slot(int, int)
    def _on_input_pointed(self, row: int, column: int) -> None:
        """Light the pixel everywhere."""
        spec = self.session.specs[0]
        self._hovers = row >= 0
        if row < 0 or spec.output_shape[:2] != SHAPE:
            self.session.point(None)
        else:
            self.session.point(spec.name, (row, column, 0))

    @Slot(int, int)
    def _on_range_changed(self, _: int, last: int) -> None:
        """Go to a stage that was added, as it gets its room."""
        if self._grew:
            self._scroll.horizontalScrollBar().setValue(last)

    @Slot()
    def _on_scrolled(self) -> None:
        self._grew = False

    @Slot()
    def _on_theme_changed(self) -> None:
        self._invitation.set_look(theme().font("small"), theme().font("monosmall"), theme().palette.grey)


def _area(widget: QWidget, whole: QWidget) -> QRect:
    """Return where a widget lies in another one that holds it."""
    return QRect(widget.mapTo(whole, QPoint(0, 0)), widget.size())


class _Input(QWidget):
    """The picture that goes in, with a word above it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.map = StageMap(self)
        self.map.setAccessibleName(tr("input"))
        theme().changed.connect(self.update)

    @property
    def _line(self) -> int:
        return QFontMetrics(theme().font("small")).height() + 4

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the picture beside those of the stages."""
        top = 28
        side = max(1, min(self.width(), self.height() - top - self._line))
        self.map.setGeometry(0, top + self._line, side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write the word."""
        with QPainter(self) as painter:
            painter.setFont(theme().font("small"))
            painter.setPen(theme().palette.grey)
            line = QRect(1, self.map.y() - self._line, self.width(), self._line)
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, tr("input 28×28"))
