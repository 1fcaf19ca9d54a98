"""The one place where state changes and is announced."""

from __future__ import annotations

import time as clock
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gui.engine import Engine, EngineStatus
from gui.several import Several
from model.digitize import Steps, digitize, leave
from model.grid import CELL, DEFAULT_WIDTH, NARROWEST, SIDE, WIDEST
from model.ink import Ink
from model.refusal import SHORTEST, shortest_for
from model.surgery import Surgery
from model.trace import Request, Trace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from gui.jobs import Job, Work
    from model.digitize import Digitized
    from model.layers import LayerSpec
    from model.network import KerasNetwork
    from model.raster import Box
    from model.strokes import Stroke
    from model.weights import Weights

    Array = NDArray[np.float32]
    Part = tuple[NDArray[np.uint8], Sequence[ArrayLike]]

_LONGEST_HISTORY = 4000


@dataclass(frozen=True, slots=True)
class Selection:
    """What is chosen everywhere: a layer by name, and in it a unit, (row, column, channel) or (index,).

    In a convolution it may be a `weight` of its kernel, (row, column, channel, filter), or with the row and column -1 a
    whole slice: at the place of a unit or, without one, wherever it acts.
    """

    layer: str | None = None
    unit: tuple[int, ...] | None = None
    weight: tuple[int, int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Pen:
    """How the next stroke draws: width as a fraction of the canvas side, or as an eraser."""

    width: float = DEFAULT_WIDTH
    eraser: bool = False


# What the eraser leaves of a stroke ends round, half a pen's width inside the cut: a cut twice as wide as the pen
# makes a gap of the pen's width.
_ERASER = 2.0


class Session(QObject):
    """Ink, steps, pen, selection and the last trace of one window.

    Attributes
    ----------
    digitized
        The ink of this moment as a picture of 28 x 28, and how it came about; the answer to it is on its way.
    selection
        What a person chose by a click or a key: it stays.
    pointed
        What the pointer is over: it goes as the pointer does.
    lit
        What every view lights: the unit that is pointed at, else what is selected.
    history
        (seconds since the drawing began, probabilities) of every trace of the present drawing.
    several
        The digits of the ink, if it holds several.
    surgery
        What was done to the network; `operate` changes it.
    weights
        What answers: the operated network, or the original while `is_comparing`. `networkChanged` tells that one of
        these three has changed; the layers, `specs`, never do.
    """

    inkChanged = Signal(object)
    digitizedChanged = Signal(object)
    traceChanged = Signal(object)
    selectionChanged = Signal(object)
    pointedChanged = Signal(object)
    litChanged = Signal(object)
    stepsChanged = Signal(object)
    historyChanged = Signal()
    penChanged = Signal(object)
    statusChanged = Signal(object)
    networkChanged = Signal()
    rested = Signal()

    def __init__(
        self,
        weights: Weights,
        loader: Callable[[Weights], KerasNetwork] | None = None,
        engine: Callable[[Sequence[LayerSpec], Weights], Engine] | None = None,
    ) -> None:
        super().__init__()
        self.surgery = Surgery.of(weights)
        self.weights = weights
        self.is_comparing = False
        self.specs: tuple[LayerSpec, ...] = self.surgery.specs
        self.ink = Ink()
        self.steps = Steps()
        self.pen = Pen()
        self.selection = Selection()
        self.pointed = Selection()
        self.lit = Selection()
        self.status = EngineStatus()
        self.digitized: Digitized | None = None
        self.trace: Trace | None = None
        self.history: list[tuple[float, Array]] = []
        self._serial = 0
        self._outdated = 0  # what was asked up to this serial is of ink, or of a part of it, that is not shown any more
        self._began = 0.0
        self._drawing = False
        self._can = (False, False, True)
        self._part: Part | None = None
        self._request: Request | None = None  # the last one, unless the canvas is blank
        self.engine = Engine(self.specs, weights, loader) if engine is None else engine(self.specs, weights)
        self.engine.traced.connect(self._on_traced)
        self.engine.statusChanged.connect(self._on_status_changed)
        self.several = Several(self)

    # --- ink -----------------------------------------------------------------------------------------------

    @property
    def is_drawing(self) -> bool:
        """Whether a stroke is under way."""
        return self._drawing

    @property
    def is_answered(self) -> bool:
        """Whether the trace that is shown belongs to the ink and the steps of this moment."""
        return self.trace is not None and self.trace.serial == self._serial

    def begin_stroke(self, x: float, y: float, pressure: float = 1.0, *, eraser: bool | None = None) -> None:
        """Set the pen down at (x, y), fractions of the canvas side."""
        if self._drawing:
            self.end_stroke()
        if self.ink.is_blank:
            self._began = clock.perf_counter()
            self.history = []
        self._drawing = True
        erase = self.pen.eraser if eraser is None else eraser
        width = self.pen.width * (_ERASER if erase else 1)
        self._ink_changed(self.ink.begin(x, y, self._now(), pressure, width, erase))

    def extend_stroke(self, x: float, y: float, pressure: float = 1.0) -> None:
        """Move the pen to (x, y)."""
        if self._drawing:
            self._ink_changed(self.ink.extend(x, y, self._now(), pressure))

    def end_stroke(self) -> None:
        """Lift the pen."""
        if self._drawing:
            self._drawing = False
            self._ink_changed(self.ink.end())
            self.rested.emit()

    def cancel_stroke(self) -> None:
        """Take back the stroke under way."""
        if self._drawing:
            self._drawing = False
            self._ink_changed(self.ink.cancel())
            self.rested.emit()

    def clear(self) -> None:
        """Empty the canvas; can be undone."""
        self.cancel_stroke()
        self._ink_changed(self.ink.clear())

    def undo(self) -> None:
        """Take back the last change of the ink; while a stroke is under way, that stroke."""
        if self._drawing:
            self.cancel_stroke()
        else:
            self._ink_changed(self.ink.undo())

    def redo(self) -> None:
        """Do again what was taken back."""
        if not self._drawing:
            self._ink_changed(self.ink.redo())

    def shift(self, columns: int, rows: int) -> None:
        """Move the ink by whole network pixels."""
        self.end_stroke()
        self._ink_changed(self.ink.shift(columns * CELL / SIDE, rows * CELL / SIDE))

    def replace_ink(self, strokes: Sequence[Stroke]) -> None:
        """Put other strokes on the canvas; can be undone."""
        self.cancel_stroke()
        self._began = clock.perf_counter()
        self.history = []
        self._ink_changed(self.ink.replace(tuple(strokes)))

    def show_picture(self, image: NDArray[np.uint8]) -> None:
        """Put a picture uint8 [28, 28] on the canvas, which enters the network as it is; can be undone."""
        self.cancel_stroke()
        self._began = clock.perf_counter()
        self.history = []
        self._ink_changed(self.ink.show(image))

    def show_part(self, part: Part | None) -> None:
        """Answer a part of the ink, its cells and lines, in place of the whole; None goes back.

        So does any change of the ink.
        """
        self._part = part
        self._outdated = self._serial
        self._submit(is_moment=False)

    # --- choices -------------------------------------------------------------------------------------------

    def set_pen(self, width: float | None = None, eraser: bool | None = None) -> None:
        """Choose the pen; a width outside what is useful is brought to the nearest that is."""
        pen = self.pen
        if width is not None:
            pen = replace(pen, width=min(max(width, NARROWEST), WIDEST))
        if eraser is not None:
            pen = replace(pen, eraser=eraser)
        if pen != self.pen:
            self.pen = pen
            self.penChanged.emit(pen)

    def set_steps(self, steps: Steps) -> None:
        """Choose the steps from ink to 28x28; the answer follows at once."""
        if steps != self.steps:
            self.steps = steps
            self.stepsChanged.emit(steps)
            self._submit()

    def select(self, layer: str | None, unit: tuple[int, ...] | None = None) -> None:
        """Choose a layer, and perhaps a unit in it; None lets go.

        It is lit at once, wherever the pointer rests; from its next move on, what it is over is lit.
        """
        selection = self._selection(layer, unit)
        pointed, self.pointed = self.pointed, Selection()
        if selection != self.selection:
            self.selection = selection
            self.selectionChanged.emit(selection)
        if pointed != self.pointed:
            self.pointedChanged.emit(self.pointed)
        self._light()

    def point(
        self,
        layer: str | None,
        unit: tuple[int, ...] | None = None,
        weight: tuple[int, int, int, int] | None = None,
    ) -> None:
        """Light what the pointer is over, for as long as it is there; None: it is over nothing.

        What is selected stays so, and is lit again afterwards.
        """
        pointed = replace(self._selection(layer, unit), weight=None if layer is None else weight)
        if pointed != self.pointed:
            self.pointed = pointed
            self.pointedChanged.emit(pointed)
            self._light()

    def start(self, work: Work, weights: Weights | None = None) -> Job:
        """Begin long work in the compute thread, which goes on answering strokes; see `gui.jobs`.

        It asks the network that answers now, or one with other weights of the same layers.
        """
        return self.engine.start(work, self.weights if weights is None else weights)

    # --- the network ---------------------------------------------------------------------------------------

    def operate(self, surgery: Surgery) -> None:
        """Let an operated network answer from now on, at once on the ink that is there; it ends a comparison.

        Raises ValueError if the original is not the one of this session's `surgery`: start from that.
        """
        if surgery.original is not self.surgery.original:
            raise ValueError("Expected an operation on the network that is open. Received one on another.")
        if surgery is not self.surgery or self.is_comparing:
            self._change_network(surgery, comparing=False)

    def compare(self, on: bool) -> None:
        """Let the original answer for as long as this is on."""
        if on != self.is_comparing:
            self._change_network(self.surgery, comparing=on)

    def open_network(self, weights: Weights) -> None:
        """Let another network of the same layers answer; it is the original of what is done to it from now on.

        Raises ValueError if its layers are others.
        """
        surgery = Surgery.of(weights)
        if surgery.specs != self.specs:
            raise ValueError("Expected a network of the same layers. Received other layers.")
        self._change_network(replace(surgery, specs=self.specs), comparing=False)

    def _change_network(self, surgery: Surgery, comparing: bool) -> None:
        self.surgery, self.is_comparing = surgery, comparing
        weights = surgery.original if comparing else surgery.weights
        if weights is not self.weights:
            self.weights = weights
            if self._request is not None:
                moment = self._request.is_moment and not self.is_answered  # it takes the place of one on its way
                self._ask(replace(self._request, serial=self._serial + 1, weights=weights, is_moment=moment))
        self.networkChanged.emit()

    # --- life ----------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Begin to load Keras; call it once the window is painted."""
        self.engine.load()

    def close(self) -> bool:
        """End the threads, and what would ask them later; return whether they ended in time."""
        self.several.close()
        return self.engine.close()

    # --- inside --------------------------------------------------------------------------------------------

    def _selection(self, layer: str | None, unit: tuple[int, ...] | None) -> Selection:
        if layer is not None and all(spec.name != layer for spec in self.specs):
            raise ValueError(f"Expected one of {[spec.name for spec in self.specs]}. Received {layer!r}.")
        return Selection(layer, unit if layer is not None else None)

    def _light(self) -> None:
        pointed = self.pointed
        lit = self.selection if pointed.unit is None and pointed.weight is None else pointed
        if lit != self.lit:
            self.lit = lit
            self.litChanged.emit(lit)

    def _now(self) -> float:
        return clock.perf_counter() - self._began

    def _ink_changed(self, box: Box) -> None:
        if box.right > box.left and box.bottom > box.top:
            if self._part is not None:
                self._part, self._outdated = None, self._serial
            self.several.forget()
            self._submit()  # first: the network works while the views bring their ink up to date
            self.inkChanged.emit(box)
        can = (self.ink.can_undo, self.ink.can_redo, self.ink.is_blank)
        if can != self._can:
            self._can = can
            self.historyChanged.emit()

    def _ask(self, request: Request) -> None:
        self._serial, self._request = request.serial, request
        self.engine.submit(request)

    def _submit(self, is_moment: bool = True) -> None:
        if self.ink.is_blank:
            self._serial += 1
            self._outdated, self._request = self._serial, None
            self.history = []
            self._show_digitized(None)
            self._show(None)
            return
        cells, lines = self._part or (self.ink.raster.cells, self.ink.lines())
        untouched = self.ink.is_picture
        digitized = leave(cells) if untouched else digitize(cells, self.steps, lines)
        shortest = SHORTEST if untouched else shortest_for(self.steps)
        moment = is_moment and self._part is None
        serial, time = self._serial + 1, self._now()
        self._ask(Request(serial, digitized, self.weights, time, bool(lines), shortest, moment))
        self._show_digitized(digitized)

    def _show_digitized(self, digitized: Digitized | None) -> None:
        if digitized is not None or self.digitized is not None:
            self.digitized = digitized
            self.digitizedChanged.emit(digitized)

    def _show(self, trace: Trace | None) -> None:
        if trace is None and self.trace is None:
            return
        self.trace = trace
        self.traceChanged.emit(trace)

    @Slot(object)
    def _on_traced(self, trace: Trace | None) -> None:
        """Show anything newer than what is shown; never what was asked before canvas or choice became another."""
        if trace is None:
            if not self._drawing:
                self._show(None)
            return
        if trace.serial <= self._outdated or (self.trace is not None and trace.serial <= self.trace.serial):
            return
        if trace.is_moment:
            self.history.append((trace.time, trace.probabilities))
            if len(self.history) > _LONGEST_HISTORY:
                del self.history[::2]
        self._show(trace)

    @Slot(object)
    def _on_status_changed(self, status: EngineStatus) -> None:
        self.status = status
        self.statusChanged.emit(status)
