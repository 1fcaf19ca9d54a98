"""A window slides over the drawing: how one convolution or pooling makes one map, place by place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui import texts
from gui.session import Selection
from gui.sliding.tables import explained, forms, picture, sheets, signs
from gui.sliding.target import Target
from gui.theme import theme
from gui.widgets.player import Player
from gui.widgets.readout import Readout
from gui.widgets.sliding_paint import Frame
from gui.widgets.sliding_view import SlidingView
from gui.widgets.spoken import Spoken
from model import receptive
from model.explain import explain

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent

    from gui.session import Session
    from gui.sliding.tools import SlidingTools
    from gui.widgets.sliding_paint import Picture
    from model.layers import LayerSpec
    from model.sliding import Box
    from model.trace import Trace

_POINT_MILLISECONDS: Final = 60  # while it plays faster, not every place is pointed at
_REACH: Final = 2  # cells around the place, in a loop that a button makes
_KEY: Final = Qt.Key
_ARROWS: Final = {_KEY.Key_Left: (0, -1), _KEY.Key_Right: (0, 1), _KEY.Key_Up: (-1, 0), _KEY.Key_Down: (1, 0)}


class SlidingStage(QWidget):
    """One layer, one channel: the map it reads, the numbers of one place, the map it writes.

    Follows the layer and the channel of what is selected. The place is kept when the ink changes; while it plays, it is
    pointed at everywhere.

    Signals
    -------
    factChanged
        Another layer or another map is looked at.
    """

    factChanged = Signal()

    def __init__(self, session: Session, tools: SlidingTools) -> None:
        super().__init__()
        self.session, self.tools = session, tools
        self.target = Target(session.specs)
        self._trace: Trace | None = None
        self._pictures: tuple[Picture, Picture] | None = None
        self._peek: tuple[int, int] | None = None
        self._own = Selection()  # what it points at itself while it plays
        self._hovered = Selection()  # what it points at for the pointer
        self._choosing = False
        self._stale = True
        self.view = SlidingView(self)
        self.view.setAccessibleName(self.tr("Sliding window"))
        self.player = Player(self)
        self.readout = Readout(self)
        self._spoken = Spoken(self.view)
        self._tell = QTimer(self)  # what is shown changes without a signal; the fact follows right after
        self._tell.setSingleShot(True)
        self._tell.timeout.connect(self.factChanged)
        self._again = QTimer(self)  # other panels follow first: they all show the same trace when something is lit
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._on_again)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 8, 4)
        column.setSpacing(2)
        column.addWidget(self.view, 1)
        column.addWidget(self.readout)
        column.addWidget(self.player)
        self._connect()
        self._on_theme_changed()
        self._dress()

    def _connect(self) -> None:
        self.view.hovered.connect(self._on_hovered)
        self.view.clicked.connect(self._on_clicked)
        self.view.loopDragged.connect(self._on_loop_dragged)
        self.view.keyPressed.connect(self._on_key_pressed)
        self.player.stepChanged.connect(self._on_step_changed)
        self.player.playingChanged.connect(self._on_playing_changed)
        self.tools.layers.chosen.connect(self._on_layer_chosen)
        self.tools.slices.chosen.connect(self._on_slice_chosen)
        self.tools.channels.chosen.connect(self._on_channel_chosen)
        self.tools.loop.clicked.connect(self._on_loop_clicked)
        self.tools.everywhere.clicked.connect(self._on_everywhere_clicked)
        self.session.pointedChanged.connect(self._on_pointed_changed)
        theme().changed.connect(self._on_theme_changed)

    @property
    def first(self) -> QWidget:
        """What the keyboard goes to when the panel is called."""
        return self.view

    def minimumSizeHint(self) -> QSize:
        """Return little: the window stays small; but the maps can be seen."""
        return QSize(200, 130)

    def fact(self) -> str:
        """Say which layer and filter."""
        return "" if self.target.spec is None else texts.channel_text(self.target.spec, self.target.channel)

    # --- what is shown ---------------------------------------------------------------------------------------

    def show_trace(self, trace: Trace | None) -> None:
        """Show the maps of `trace`; the place stays."""
        self._stale = False
        target, layer = self.target, self.target.layer_of(trace)
        self.player.hold("blank", layer is None)
        if self.session.pointed.layer is not None and self.session.pointed in (self._own, self._hovered):
            self._again.start(0)
        if trace is None or layer is None:
            self._trace = self._pictures = None
            self.view.set_pictures(None, None)
            self._show_place()
            return
        self._trace = trace
        if target.strongest_slice(trace):
            self._dress()
        below, written = trace.layers[layer.spec.index - 1].a, layer.a[..., target.channel]
        self._pictures = picture(below[..., target.read], below), picture(written, written)
        self.view.set_pictures(*self._pictures)
        self._show_place()

    def show_selection(self, selection: Selection) -> None:
        """Follow the layer, the channel and the place of what is selected; pause, so that it is lit."""
        target, unit = self.target, selection.unit
        if unit is not None and not self._choosing:
            self.player.pause()
        spec = next((spec for spec in target.layers if spec.name == selection.layer), None)
        if spec is None or (unit is not None and not _inside(unit, spec)):
            return
        channel = unit[2] if unit is not None and unit[2] >= 0 else None
        if spec is not target.spec or channel not in (None, target.channel):
            self._set_layer(spec, channel)
        if unit is not None:
            self._go_to(unit[0], unit[1])
        self._refresh()

    def show_lit(self, lit: Selection) -> None:
        """Outline what is lit in the two maps, unless it is the very place that is shown."""
        boxes = []
        target = self.target
        if target.spec is not None and lit.layer is not None and lit.unit is not None and lit != self._here():
            regions = receptive.lit(self.session.specs, lit.layer, lit.unit)
            shown = (target.below.name, target.read), (target.spec.name, target.channel)
            for index, (name, channel) in enumerate(shown):
                region = regions.get(name)
                if region is None or region.box is None or region.is_empty or region.channel not in (None, channel):
                    continue
                boxes.append((index, region.box))
        self.view.set_lit(boxes)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while hidden."""
        super().showEvent(event)
        if self._stale:
            self.show_trace(self.session.trace)

    def hideEvent(self, event: QHideEvent) -> None:
        """Point at nothing while nobody looks; the player's clock stands still by itself."""
        self._let_go()
        super().hideEvent(event)

    def _here(self) -> Selection:
        """Return the unit that is written at the place."""
        place, spec = self._place(), self.target.spec
        return Selection() if spec is None or place is None else Selection(spec.name, (*place, self.target.channel))

    def _place(self) -> tuple[int, int] | None:
        """Return the output's cell that is shown: the one under the pointer, or that of the step."""
        slide = self.target.slide
        return None if slide is None else self._peek or slide.place(self.player.step)

    def _refresh(self) -> None:
        if self.isVisible():
            self.show_trace(self.session.trace)
        else:
            self._stale = True

    def _show_place(self) -> None:
        """Show window, tables and words for the place."""
        spec, slide, place = self.target.spec, self.target.slide, self._place()
        if spec is None or slide is None or place is None or self._trace is None or self._pictures is None:
            self.view.set_sum((), ())
            self.view.set_frame(None)
            words = self.tr("Draw a digit, and a window slides over it.")
            if spec is None:
                words = self.tr("This network has neither a convolution nor a pooling.")
            self.readout.show_forms((words,))
            self._spoken.tell(lambda: words)
            return
        known, part = explain(self._trace, spec.name, (*place, self.target.channel)), self.target.slice
        self.view.set_sum(sheets(known, part, *self._pictures), signs(known))
        rows, columns = slide.reads(*place)
        unwritten, loops = slide.unwritten(self.player.step), slide.loop is not None
        self.view.set_frame(Frame(rows, columns, place, slide.area, unwritten, loops, self._peek is not None))
        self.readout.show_forms(forms(known, part), numbers=True)
        self._spoken.tell(lambda: explained(known, part))

    # --- which layer, which maps, which part -----------------------------------------------------------------

    def _set_layer(self, spec: LayerSpec, channel: int | None) -> None:
        """Look at another layer, from its first place on; or at another map of it."""
        if spec is not self.target.spec:
            self._peek = None
            self.player.set_step(0)
        self.target.set_layer(spec, channel)
        self._dress()

    def _dress(self) -> None:
        """Bring choosers, shapes and captions up to date."""
        target, slide = self.target, self.target.slide
        self.player.setEnabled(slide is not None)
        if target.spec is None or slide is None:
            for tool in self.tools.all():
                tool.setVisible(False)
            return
        layers, read, written = target.choices()
        self.tools.layers.set_choices(layers, target.layers.index(target.spec))
        self.tools.slices.set_choices(read, target.read, f"{target.read} →")
        self.tools.channels.set_choices(written, target.channel, f"→ {target.channel}")
        self.tools.layers.setVisible(True)
        self.tools.slices.setVisible(target.deep)
        self.tools.channels.setVisible(True)
        self.tools.loop.setChecked(slide.loop is not None)
        self.player.set_loops(slide.loop is not None)
        self.player.set_count(slide.count, slide.width)
        self.view.set_shapes(*target.shapes())
        self.view.set_captions(*target.captions())
        self._tell.start(0)

    def _set_loop(self, loop: Box | None) -> None:
        """Go through a part alone; the place stays where it is if it lies in there."""
        slide = self.target.slide
        if slide is not None and loop != slide.loop:
            place = slide.place(self.player.step)
            self.target.set_loop(loop)
            self._dress()
            self._go_to(*place)

    def _go_to(self, row: int, column: int) -> None:
        """Stand at the step whose place is nearest."""
        if self.target.slide is not None:
            self.player.set_step(self.target.slide.nearest(row, column))

    def _extend_loop(self, rows: int, columns: int) -> None:
        """Make the loop larger, or smaller, at its lower right corner."""
        slide = self.target.slide
        if slide is None:
            return
        row, column = slide.place(self.player.step)
        top, left, bottom, right = slide.loop or (row, column, row + 1, column + 1)
        self._set_loop((top, left, max(top + 1, bottom + rows), max(left + 1, right + columns)))
        self._show_place()

    # --- what a person does ----------------------------------------------------------------------------------

    @Slot(str, int, int)
    def _on_hovered(self, side: str, row: int, column: int) -> None:
        """Stand still while somebody looks; over the right map, show the place under the pointer."""
        self.player.hold("pointer", side != "")
        spec, known = self.target.spec, self._trace is not None
        peek = (row, column) if side == "right" and known else None
        if peek != self._peek:
            self._peek = peek
            self._show_place()
        self._hovered = Selection()
        if spec is not None and known and side == "right":
            self._hovered = Selection(spec.name, (row, column, self.target.channel))
        elif spec is not None and known and side == "left":
            self._hovered = Selection(self.target.below.name, (row, column, self.target.read))
        elif known and self.player.is_playing and self.tools.everywhere.isChecked():
            self._point()
            return
        self.session.point(self._hovered.layer, self._hovered.unit)

    @Slot()
    def _on_again(self) -> None:
        """Point at what is at the same place of other ink."""
        if self._trace is None:
            self._let_go()
        if self._hovered.layer is not None and self.session.pointed == self._hovered:
            self._on_hovered(*self.view.hover)

    @Slot(int, int)
    def _on_clicked(self, row: int, column: int) -> None:
        """Go on from a place of the right map, and select its unit everywhere."""
        slide, spec = self.target.slide, self.target.spec
        if slide is None or spec is None:
            return
        if slide.step(row, column) is None:
            self._set_loop(None)
        self._go_to(row, column)
        self._choosing = True
        self.session.select(spec.name, (row, column, self.target.channel))
        self._choosing = False
        self._show_place()

    @Slot(object)
    def _on_loop_dragged(self, loop: Box) -> None:
        self._peek = None
        self._set_loop(loop)
        self._show_place()

    @Slot()
    def _on_loop_clicked(self) -> None:
        """Loop around the place, or go through all again."""
        slide = self.target.slide
        if slide is not None:
            row, column = slide.place(self.player.step)
            around = row - _REACH, column - _REACH, row + _REACH + 1, column + _REACH + 1
            self._set_loop(None if slide.loop is not None else around)
            self._show_place()

    @Slot(object)
    def _on_key_pressed(self, event: QKeyEvent) -> None:
        """Leave steps to the player; Shift and arrows draw the loop, Delete takes it away, Enter selects."""
        key, slide, place = event.key(), self.target.slide, self._place()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and key in _ARROWS:
            self._extend_loop(*_ARROWS[_KEY(key)])
        elif key in (_KEY.Key_Delete, _KEY.Key_Backspace) and slide is not None and slide.loop is not None:
            self._on_loop_clicked()
        elif key in (_KEY.Key_Return, _KEY.Key_Enter) and place is not None:
            self._on_clicked(*place)
        elif not self.player.take_key(event):
            return
        event.accept()

    @Slot(int)
    def _on_step_changed(self, step: int) -> None:
        self._show_place()
        fast = self.player.is_playing and step % max(1, round(_POINT_MILLISECONDS / self.player.milliseconds))
        if not fast:
            self._point()

    def _point(self) -> None:
        """Light the place in every panel, if that is wanted, until the player pauses."""
        wanted = self.tools.everywhere.isChecked() and self.player.is_playing and self.isVisible()
        if wanted and self._trace is not None:
            self._own = self._here()
            self.session.point(self._own.layer, self._own.unit)

    def _let_go(self) -> None:
        own, self._own = self._own, Selection()
        if own.layer is not None and self.session.pointed == own:
            self.session.point(None)

    @Slot(object)
    def _on_pointed_changed(self, pointed: Selection) -> None:
        """Stand still while the pointer is over something in another panel, too."""
        self.player.hold("elsewhere", pointed.layer is not None and pointed != self._own)

    @Slot(bool)
    def _on_playing_changed(self, playing: bool) -> None:
        if playing:
            self._point()
        else:
            self._let_go()

    @Slot(bool)
    def _on_everywhere_clicked(self, on: bool) -> None:
        if on:
            self._point()
        else:
            self._let_go()

    @Slot(int)
    def _on_layer_chosen(self, index: int) -> None:
        self.player.pause()
        self._set_layer(self.target.layers[index], None)
        self._refresh()

    @Slot(int)
    def _on_channel_chosen(self, index: int) -> None:
        if self.target.spec is not None:
            self._set_layer(self.target.spec, index)
            self._refresh()

    @Slot(int)
    def _on_slice_chosen(self, index: int) -> None:
        self.target.set_slice(index)
        self._dress()
        self._refresh()

    @Slot()
    def _on_theme_changed(self) -> None:
        self.readout.set_look(theme().font("small"), theme().font("monosmall"), theme().palette.grey)


def _inside(unit: tuple[int, ...], spec: LayerSpec) -> bool:
    return len(unit) == 3 and all(i < n for i, n in zip(unit, spec.output_shape, strict=True))
