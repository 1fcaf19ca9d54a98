"""The operating table: all kernels of a layer in a picture, one of them large to change, and what is lost by it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from gui.icons import set_icon
from gui.linking import unit_of_map
from gui.surgery import words
from gui.surgery.counting import Counting
from gui.surgery.editor import Piece, SliceEditor, as_strong
from gui.surgery.losses import Losses
from gui.surgery.pictures import Pictures
from gui.surgery.words import tr
from gui.theme import theme
from gui.widgets.focus import in_order
from gui.widgets.readout import Readout
from gui.widgets.tool import Tool
from model import slices as of_layer
from model.kernel_lists import filter_of
from model.receptive import Region
from model.surgery import switchable

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent

    from gui.session import Selection, Session
    from model.layers import LayerSpec
    from model.slices import Array
    from model.surgery import Surgery
    from model.trace import Trace
    from model.weights import Weights

_BESIDE: Final = 0.95  # of the height: from this width on the editor stands beside the picture
_SLIM: Final = 560  # width below which an editor beside the picture is on its side: no room for the name and buttons
_TWO_BESIDE: Final = 1.25  # the same for two pictures
_LOW: Final = 400  # height below which the editor lies on its side
_WIDEST: Final = 400, 460  # editor, upright and on its side
_ROOMY: Final = 400  # width of an editor on its side from which on its name and buttons are in one line
_LEAST: Final = 222, 262  # height in which all is seen, and where the editor is narrow
_FOOT: Final = 90
_HOLD_SECONDS: Final = 0.3  # a key that is held longer is a key that is held


class SurgeryStage(QWidget):
    """Shows the session's surgery, and tells what a person wants of it. The setters are silent.

    Signals
    -------
    operated
        Another `Surgery`, a few words on what was done, and whether the change is finished.
    layerChanged
        Another layer is looked at.
    compared
        Whether the original is to answer for now.
    said
        A sentence for the status bar.
    """

    operated = Signal(object, str, bool)
    layerChanged = Signal()
    compared = Signal(bool)
    said = Signal(str)

    def __init__(self, session: Session, layer: str = "") -> None:
        super().__init__()
        self.session = session
        self.layers = of_layer.sliced(session.specs)
        self._switches = switchable(session.specs)
        self._layer = next((i for i, spec in enumerate(self.layers) if spec.name == layer), 0)
        self._index = self._channel = 0
        self._stale = True
        self._own = False  # whether a selection is its own
        self._pressed_at = 0.0
        self._invitation = Readout(self, Qt.AlignmentFlag.AlignLeft)
        self._invitation.show_forms(words.invitation(), words.invitation()[0])
        self.pictures = Pictures(self)
        self.filters, self.parts = self.pictures.filters, self.pictures.parts
        self.editor = SliceEditor(self)
        self.losses = Losses(self)
        self.counting = Counting(session, self)
        self.cancel = Tool(tr("Stop counting"))
        room = self.cancel.sizePolicy()
        room.setRetainSizeWhenHidden(True)  # the columns beside it stay where they are
        self.cancel.setSizePolicy(room)
        self._arrange()
        self._connect()
        if isinstance(application := QApplication.instance(), QApplication):
            application.focusChanged.connect(self._on_focus_changed)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def _arrange(self) -> None:
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setSpacing(16)
        self._body.addWidget(self.pictures, 3)
        self._body.addWidget(self.editor, 4)
        foot = QHBoxLayout()
        foot.setSpacing(4)
        foot.addWidget(self.losses, 1)
        foot.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 4, 10, 6)
        column.setSpacing(6)
        column.addWidget(self._invitation)
        column.addLayout(self._body, 1)
        column.addLayout(foot)
        # The picture first, then what changes the chosen one, from top to bottom
        editor = self.editor
        in_order(self.filters, self.pictures.all_on, self.parts, editor.only, editor.switch, editor.grid)
        in_order(editor.grid, *editor.tools.all(), editor.strength, editor.relearn, editor.bias, self.losses)
        in_order(self.losses, self.cancel)

    def _connect(self) -> None:
        self.session.networkChanged.connect(self._on_network_changed)
        self.counting.changed.connect(self._show_losses)
        for picture, names in ((self.filters, "filter"), (self.parts, "part")):
            picture.tileChosen.connect(getattr(self, f"_on_{names}_chosen"))
            picture.hovered.connect(getattr(self, f"_on_{names}_hovered"))
            picture.dropped.connect(getattr(self, f"_on_{names}_dropped"))
        self.filters.switchRequested.connect(self.toggle)
        self.pictures.all_on.clicked.connect(self._on_all_on_clicked)
        self.cancel.clicked.connect(self._on_cancel_clicked)
        self.editor.painted.connect(self._on_painted)
        self.editor.biasPainted.connect(self._on_bias_painted)
        self.editor.switched.connect(self._on_switched)
        self.editor.onlyRequested.connect(self.keep_only)
        self.editor.resetRequested.connect(self._on_reset_requested)
        self.editor.pointed.connect(self._on_weight_pointed)
        self.editor.refused.connect(self.said)

    # --- what is looked at -----------------------------------------------------------------------------------

    @property
    def first(self) -> QWidget:
        """What gets the keyboard when the panel is called."""
        return self.filters

    @property
    def spec(self) -> LayerSpec:
        """The layer that is looked at."""
        return self.layers[self._layer]

    @property
    def place(self) -> tuple[int, int]:
        """The filter or unit, and the slice of it, in the editor."""
        return self._index, self._channel

    @property
    def _shown(self) -> Weights:
        """The weights on the table: as they would be if nothing were off; or of the original, while it answers."""
        surgery = self.session.surgery
        return surgery.original if self.session.is_comparing else surgery.painted

    def set_layer(self, index: int) -> None:
        """Look at another layer of `layers`."""
        if index != self._layer:
            self._go(index, 0, None)

    def _go(self, layer: int, index: int, channel: int | None) -> None:
        """Look at a filter or unit, and a slice of it; None: the strongest."""
        changed, self._layer, self._index = layer != self._layer, layer, index
        if channel is None:
            weights = of_layer.slices(self._shown, self.session.specs, self.spec)[..., index]
            channel = int(np.einsum("ijk,ijk->k", weights, weights).argmax())
        self._channel = channel
        self.refresh()
        if changed:
            self.layerChanged.emit()

    # --- what is shown ---------------------------------------------------------------------------------------

    def show_trace(self, trace: Trace | None) -> None:
        """Nothing here follows the ink."""

    def show_lit(self, lit: Selection) -> None:
        """Outline the filter or unit that is pointed at in another panel."""
        own = self.filters.underMouse() or self.parts.underMouse() or self.editor.underMouse()
        found = None if own or lit.weight is not None or lit == self.session.selection else self._made(lit)
        region = None
        if found is not None and found[0] == self._layer:
            rows, columns, _ = of_layer.slice_shape(self.session.specs, self.spec)
            region = Region((0, 0, rows, columns), found[1], None, "reads")
        self.filters.set_lit(region, False)

    def show_selection(self, selection: Selection) -> None:
        """Put what is selected on the table: a filter's map, a unit."""
        found = None if self._own else self._made(selection)
        if found is not None and found != (self._layer, self._index):
            self._go(*found, None)

    def _made(self, selection: Selection) -> tuple[int, int] | None:
        """Return the layer, by its place in `layers`, and the filter or unit that makes what is selected, if any."""
        names, unit = [spec.name for spec in self.layers], selection.unit
        made = filter_of(self.session.specs, selection.layer, unit)
        if made is None and selection.layer in names and unit is not None and len(unit) == 1:
            made = selection.layer, unit[0]
        if made is None or made[0] not in names:
            return None
        layer = names.index(made[0])
        return (layer, made[1]) if 0 <= made[1] < self.layers[layer].output_shape[-1] else None

    def refresh(self) -> None:
        """Show everything; while hidden, later."""
        if not self.isVisible():
            self._stale = True
            return
        self._stale = False
        session, surgery, spec = self.session, self.session.surgery, self.spec
        values = of_layer.slices(self._shown, session.specs, spec)
        learned = of_layer.slices(surgery.original, session.specs, spec)
        none: frozenset[int] = frozenset()
        off = none if session.is_comparing else surgery.off_in(spec.name)
        painted = none if session.is_comparing else surgery.painted_in(spec.name)
        switches = spec.name in self._switches
        self.pictures.show_layer(spec, values, learned, self.place, (off if switches else None, painted))
        part, original_part = values[..., self._index], learned[..., self._index]
        here, before = part[:, :, self._channel], original_part[:, :, self._channel]
        bias = self._shown.of(spec.name).get("bias")
        self.editor.show_piece(
            Piece(
                words.slice_name(spec, self._index, self._channel, values.shape[2]),
                here,
                before,
                float(np.abs(original_part).max()),
                words.kind(spec, here),
                words.kind(spec, before),
                None if bias is None else float(bias[self._index]),
                self._index not in off if switches else None,
            ),
            session.is_comparing,
        )

    def _show_losses(self) -> None:
        if not self.isVisible():
            return
        counting = self.counting
        note = counting.trouble or (tr("Counting on the test pictures …") if counting.is_busy else tr("Not counted."))
        self.losses.show_scores(counting.before, counting.after, counting.is_current, counting.progress, note)
        busy = counting.is_busy
        self.cancel.setVisible(busy or not counting.is_current)
        set_icon(self.cancel, "close" if busy else "reset", calm=True)
        tip = tr("Stop counting (Esc)") if busy else tr("Count again")
        self.cancel.setToolTip(tip)
        self.cancel.setAccessibleName(tip)

    @Slot()
    def _on_network_changed(self) -> None:
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up, and begin to count."""
        super().showEvent(event)
        if self._stale:
            self.refresh()
        self.counting.set_on(True)
        self._show_losses()

    def hideEvent(self, event: QHideEvent) -> None:
        """Cost nothing while nobody looks."""
        super().hideEvent(event)
        self.counting.set_on(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the editor beside the pictures, or below; all of it beside the weights, where it is low."""
        way, wide, high = QBoxLayout.Direction, self.width(), self.height()
        beside = wide >= high * _BESIDE
        low = beside and (high < _LOW or wide < _SLIM)
        editor = min(wide * (12 if low else 9) // 22, _WIDEST[low]) if beside else wide
        self._body.setDirection(way.LeftToRight if beside else way.TopToBottom)
        both = wide - editor * beside >= (high - _FOOT if beside else high / 2) * _TWO_BESIDE
        self.pictures.set_beside(both)
        self.editor.set_low(low, editor < _ROOMY)
        self.editor.setMaximumWidth(editor)
        super().resizeEvent(event)

    def minimumSizeHint(self) -> QSize:
        """Return what is needed to work in."""
        return QSize(400, _LEAST[0])

    def heightForWidth(self, width: int) -> int:
        """Return the height in which the parts find their places: a little more where they are narrow."""
        return _LEAST[width * 12 // 22 < _ROOMY]

    # --- what a person does ----------------------------------------------------------------------------------

    def _operate(self, surgery: Surgery, what: str, finished: bool = True) -> None:
        if self._may_change():
            self.operated.emit(surgery, what, finished)

    def _may_change(self) -> bool:
        """Return whether what is seen is what would be changed; else say why not."""
        if self.session.is_comparing:
            self.said.emit(tr("The original answers now: press O, then change the network."))
            self.refresh()
        return not self.session.is_comparing

    @property
    def _member(self) -> str:
        return words.member(self.spec, self._index)

    @Slot(object, bool)
    def _on_painted(self, values: Array, finished: bool) -> None:
        self._paint(self._channel, values, finished)

    def _paint(self, channel: int, values: Array, finished: bool = True) -> None:
        surgery = of_layer.paint_slice(self.session.surgery, self.spec, self._index, channel, values)
        count = of_layer.slice_shape(self.session.specs, self.spec)[2]
        name = words.slice_name(self.spec, self._index, channel, count)
        self._operate(surgery, tr("weights of {name}").format(name=name), finished)

    @Slot(float, bool)
    def _on_bias_painted(self, value: float, finished: bool) -> None:
        surgery = self.session.surgery.set_bias(self.spec.name, self._index, value)
        self._operate(surgery, tr("bias of {name}").format(name=self._member), finished)

    @Slot()
    def _on_reset_requested(self) -> None:
        surgery = of_layer.reset_slice(self.session.surgery, self.spec, self._index, self._channel)
        self._operate(surgery, tr("{name} as learned").format(name=self._member))

    @Slot(int)
    def toggle(self, index: int) -> None:
        """Switch a filter or unit off, or on again."""
        if self.spec.name not in self._switches:
            self.said.emit(words.no_switch())
            return
        surgery = self.session.surgery
        on = index in surgery.off_in(self.spec.name)
        template = tr("{name} on") if on else tr("{name} off")
        self._operate(surgery.switch(self.spec.name, index, on), template.format(name=words.member(self.spec, index)))

    @Slot(bool)
    def _on_switched(self, on: bool) -> None:
        if on == (self._index in self.session.surgery.off_in(self.spec.name)):
            self.toggle(self._index)

    @Slot()
    def keep_only(self) -> None:
        """Switch all of the layer off but the one on the table."""
        if self.spec.name not in self._switches:
            self.said.emit(words.no_switch())
        else:
            surgery = self.session.surgery.keep_only(self.spec.name, self._index)
            self._operate(surgery, tr("only {name}").format(name=self._member))

    @Slot()
    def _on_all_on_clicked(self) -> None:
        surgery = self.session.surgery
        self._operate(surgery.switch(self.spec.name, surgery.off_in(self.spec.name), on=True), tr("all on"))

    @Slot()
    def _on_cancel_clicked(self) -> None:
        if self.counting.is_busy:
            self.counting.cancel()
        else:
            self.counting.restart()

    @Slot(int)
    def _on_filter_chosen(self, index: int) -> None:
        """Put a filter or unit on the table, and select it everywhere."""
        self._go(self._layer, index, None)
        self._own = True
        self.session.select(self.spec.name, self._unit_of(index))
        self._own = False

    @Slot(int)
    def _on_part_chosen(self, channel: int) -> None:
        self._go(self._layer, self._index, channel)

    @Slot(int, object)
    def _on_filter_dropped(self, index: int, kernel: Array) -> None:
        """Paint a filter or unit: all of its slices, if it has several."""
        if not self._may_change():
            return
        surgery, spec, count = self.session.surgery, self.spec, of_layer.slice_shape(self.session.specs, self.spec)[2]
        learned = of_layer.slices(surgery.original, self.session.specs, spec)[..., index]
        for channel in range(count):
            values = self._adapted(kernel, learned[:, :, channel])
            surgery = of_layer.paint_slice(surgery, spec, index, channel, values)
        self._index = index
        self._operate(surgery, tr("weights of {name}").format(name=self._member))

    @Slot(int, object)
    def _on_part_dropped(self, channel: int, kernel: Array) -> None:
        if not self._may_change():
            return
        learned = of_layer.slices(self.session.surgery.original, self.session.specs, self.spec)
        self._channel = channel
        self._paint(channel, self._adapted(kernel, learned[:, :, channel, self._index]))

    def _adapted(self, kernel: Array, learned: Array) -> Array:
        return as_strong(kernel, learned) if self.editor.strength.isChecked() else kernel

    # --- what is pointed at ----------------------------------------------------------------------------------

    @Slot(int, int, int)
    def _on_filter_hovered(self, row: int, column: int, index: int) -> None:
        self._point(row, column, index, -1 if self.pictures.is_deep else 0)

    @Slot(int, int, int)
    def _on_part_hovered(self, row: int, column: int, channel: int) -> None:
        self._point(row, column, self._index, channel)

    @Slot(int, int)
    def _on_weight_pointed(self, row: int, column: int) -> None:
        self._point(row, column, self._index, self._channel)

    def _point(self, row: int, column: int, index: int, channel: int) -> None:
        """Light everywhere what a weight multiplies, or a whole filter or unit."""
        if row < 0:
            self.session.point(None)
        elif self.spec.kind == "Conv2D" and channel >= 0:
            self.session.point(self.spec.name, None, (row, column, channel, index))
        else:
            self.session.point(self.spec.name, self._unit_of(index))

    def _unit_of(self, index: int) -> tuple[int, ...]:
        """Return a unit: itself, or one of a filter's map."""
        if len(self.spec.output_shape) != 3:
            return (index,)
        return unit_of_map(self.spec, index, self.session.selection, self.session.trace)

    # --- keyboard --------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """X switches, Shift+X keeps only this, Enter goes to the weights.

        O shows the original: while it is held, or until the next O.
        """
        key, modifiers = event.key(), event.modifiers()
        plain = not modifiers & ~Qt.KeyboardModifier.ShiftModifier
        if key == Qt.Key.Key_X and plain:
            if modifiers & Qt.KeyboardModifier.ShiftModifier:
                self.keep_only()
            elif not event.isAutoRepeat():
                self.toggle(self._index)
        elif key == Qt.Key.Key_O and plain:
            if not event.isAutoRepeat():
                self._pressed_at = 0.0 if self.session.is_comparing else time.monotonic()
                self.compared.emit(not self.session.is_comparing)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.editor.grid.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif key == Qt.Key.Key_Escape and self.counting.is_busy:
            self.counting.cancel()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """End a comparison for which the key was held."""
        if event.key() != Qt.Key.Key_O or event.isAutoRepeat():
            super().keyReleaseEvent(event)
        else:
            since, self._pressed_at = self._pressed_at, 0.0
            if since and time.monotonic() - since >= _HOLD_SECONDS:
                self.compared.emit(False)

    @Slot("QWidget*", "QWidget*")
    def _on_focus_changed(self, _: QWidget | None, now: QWidget | None) -> None:
        """End a comparison whose key is held: its release will go to somebody else."""
        if self._pressed_at and not (now is not None and self.isAncestorOf(now)):
            self._pressed_at = 0.0
            self.compared.emit(False)

    @Slot()
    def _on_theme_changed(self) -> None:
        self._invitation.set_look(theme().font("small"), theme().font("monosmall"), theme().palette.grey)
