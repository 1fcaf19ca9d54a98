"""The maps of one convolution or pooling layer: what each filter finds in the drawing, and where."""

from __future__ import annotations

import time
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui import lighting, texts
from gui.kernels import words as kernel_words
from gui.linking import unit_in
from gui.numerals import copy
from gui.panels.base import Panel
from gui.theme import theme
from gui.widgets.color_bar import ColorBar
from gui.widgets.map_tools import MapChoices, MapTools
from gui.widgets.mosaic import Mosaic
from gui.widgets.mosaic_tags import tile_tags
from gui.widgets.readout import Readout
from gui.widgets.spoken import Spoken
from model.evidence import contributions
from model.kernel_lists import grouped, kinds_of, maker

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QHideEvent

    from gui.session import Selection, Session
    from gui.widgets.mosaic import Mode
    from model.classic import Matches
    from model.layers import LayerSpec
    from model.trace import LayerTrace, Trace

Array = NDArray[np.float32]
Unit = tuple[int, int, int]

_SECONDS_BETWEEN_SORTS = 0.25
_WIDEST_BAR = 180
_NEVER_NEGATIVE = frozenset({"relu", "sigmoid", "softmax"})
_PASSING = frozenset({"MaxPooling2D", "AveragePooling2D", "Dropout", "Flatten"})


class FeatureMaps(Panel):
    """A mosaic of one layer's channels, with its colour bar and the exact number under the pointer."""

    place = "maps"

    def __init__(self, session: Session, spec: LayerSpec) -> None:
        super().__init__(session)
        self.key = f"maps.{spec.name}"
        self._spec = spec
        self.layers = (spec.name,)
        self._trace: Trace | None = None
        self._layer: LayerTrace | None = None
        self._shape: tuple[int, ...] = ()
        self._known_spec: LayerSpec | None = None
        self._sinks = False
        self._silent: NDArray[np.bool_] = np.zeros(0, bool)
        self._hovered: Unit | None = None
        self._selected: Unit | None = None
        self._linked: Unit | None = None  # what is pointed at somewhere, under its name in this layer
        self._told_fact = ""
        self._key: tuple[bool, bool] | None = None
        work, reason = texts.layer_work(spec), texts.reason_text(spec.reason)
        self._idle = (*(f"{spec.name} · {words}" for words in (reason, work) if words), spec.name)
        self._sorted = -1e9
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.timeout.connect(self._on_settle)
        self._tools = MapTools(has_z(spec), maker(session.specs, spec.index) is not None, self)
        self._tools.chosen.connect(self._on_chosen)
        self._tools.copyRequested.connect(self.copy_value)
        self.mosaic = Mosaic(self)
        self.mosaic.setAccessibleName(self.tr("Maps of %1").replace("%1", self.title()))
        self._spoken = Spoken(self.mosaic)
        self.mosaic.hovered.connect(self._on_hovered)
        self.mosaic.unitClicked.connect(self._on_unit_clicked)
        self.mosaic.modeChanged.connect(self._on_mode_changed)
        self._kinds: Matches | None = None  # of the filters that make the maps, while they are in that order
        self.bar = ColorBar(self)
        self.bar.setMaximumWidth(_WIDEST_BAR)
        kept = self.bar.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.bar.setSizePolicy(kept)
        self.readout = Readout(self)
        self.setAccessibleName(self.title())
        self._arrange()
        self._set_shape(spec.output_shape)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    @classmethod
    def for_session(cls, session: Session) -> list[Panel]:
        """One for every layer of maps but the input."""
        return [cls(session, spec) for spec in session.specs if spec.is_map and spec.index > 0]

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 4)
        column.setSpacing(4)
        column.addWidget(self.mosaic, 1)
        footer = QHBoxLayout()
        footer.setSpacing(12)
        footer.addWidget(self.bar, 1)
        footer.addWidget(self.readout, 2)
        column.addLayout(footer)

    # --- what the dock asks ----------------------------------------------------------------------------------

    def title(self) -> str:
        """Short name of the layer."""
        return texts.layer_title(self._spec, self.session.specs)

    def fact(self) -> str:
        """Shape, how many maps are switched off, and how many others are silent."""
        off, facts = self._off(), [texts.dimensions(self._shape)]
        silent = int(np.count_nonzero(self._silent)) - sum(i < len(self._silent) and bool(self._silent[i]) for i in off)
        if off:
            facts.append(self.tr("%1 off").replace("%1", str(len(off))))
        if silent:
            facts.append(self.tr("%1 silent").replace("%1", str(silent)))
        return " · ".join(facts)

    def help(self) -> tuple[str, str]:
        """Tell what this kind of layer shows."""
        paragraph, attempt = texts.kind_help(self._spec)
        lines = self.tr(
            "Point at a value: solid lines outline what it is computed from, back to the ink, dashed ones what it goes "
            "into. A click keeps it, the arrow keys move it, Esc lets go."
        )
        return f"{paragraph} {lines}", attempt

    def tools(self) -> list[QWidget]:
        """Order, z, fold and the rest."""
        return self._tools.buttons()

    def state(self) -> dict[str, str]:
        """Return the choices, for the settings."""
        return self._tools.choices.to_dict()

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take over choices from the settings; what is not valid is left as it is."""
        self._tools.show_choices(self._tools.choices.updated(state))
        self._apply()

    # --- what is shown ---------------------------------------------------------------------------------------

    def show_trace(self, trace: Trace | None) -> None:
        """Show this layer of `trace`; nothing if the trace has no such layer of maps."""
        layer = None if trace is None else trace.layer(self._spec.name)
        if trace is None or layer is None or layer.a.ndim != 3:
            self._show_nothing()
            return
        choices = self._tools.choices
        self._layer = layer
        self._set_shape(layer.a.shape)
        values = layer.z if choices.values == "z" and has_z(layer.spec) else layer.a
        if layer.spec is not self._known_spec:  # the same for every trace of a network
            self._known_spec, self._sinks = layer.spec, _can_be_negative(trace, layer)
        signed = self._sinks or values is not layer.a
        peaks = _peaks(layer.a, self._sinks)
        self._show_silent(peaks <= 0)
        self.mosaic.set_crossed(self._off())
        high: Array | float
        if choices.scale == "network":
            high = _network_peak(trace, choices.values)
        else:
            if values is not layer.a:
                peaks = _peaks(values)
            high = peaks if choices.scale == "map" else float(np.maximum.reduce(peaks))
        self.mosaic.set_maps(values, "signed" if signed else "map", -high if signed else 0.0, high)
        self._show_bar()
        self._show_number()
        self._settle_now_or_soon(trace)

    def show_selection(self, selection: Selection) -> None:
        """Outline the chosen unit, if it is in this layer."""
        self._selected = self._unit_of(selection)
        self.mosaic.set_selected(self._selected)
        self.show_lit(self.session.lit)  # in the colour of the selection, now that it is one
        if self._selected is not None and self.mosaic.mode == "single":
            self.mosaic.set_mode("single", self._selected[2])
        self._tools.copy_action.setEnabled(self._selected is not None)
        self._show_number()

    def show_lit(self, lit: Selection) -> None:
        """Outline what the lit unit reads or feeds here, and tell its number if it is in this layer."""
        region = lighting.regions(self.session.specs, lit).get(self._spec.name)
        self.mosaic.set_lit(region, lit == self.session.selection)
        linked = self._unit_of(lit)
        if linked != self._linked:
            self._linked = linked
            self._show_number()

    def _unit_of(self, selection: Selection) -> Unit | None:
        unit = unit_in(selection, self._spec, self.session.specs)
        if unit is None or any(i >= n for i, n in zip(unit, self._shape, strict=True)):
            return None  # the trace shown is another network's
        return unit[0], unit[1], unit[2]

    def copy_value(self) -> None:
        """Put the exact value of the chosen unit on the clipboard."""
        if self._selected is not None and self._layer is not None:
            copy(self._exact(self._selected))

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest while nobody looks."""
        self._settle.stop()
        super().hideEvent(event)

    def _show_nothing(self) -> None:
        self._trace = self._layer = self._kinds = None
        self.mosaic.set_tags(())
        self._settle.stop()
        self._set_shape(self._spec.output_shape)
        self._show_silent(np.zeros(self._shape[-1], bool))
        self.mosaic.set_shape(*self._shape)
        self._show_bar()
        self._show_number()
        self._tell_fact_soon()

    def _off(self) -> frozenset[int]:
        """Return the maps that somebody switched off: those that could not say anything."""
        session = self.session
        if session.is_comparing or not session.surgery.off:
            return frozenset()
        return session.surgery.off_in(self._spec.name)

    def _set_shape(self, shape: tuple[int, ...]) -> None:
        if shape != self._shape:
            self._shape = shape
            self._silent = np.zeros(shape[-1], bool)
            self._hovered = self._linked = None
            self.mosaic.set_shape(*shape)
            self.show_selection(self.session.selection)

    def _show_silent(self, silent: NDArray[np.bool_]) -> None:
        if silent.tobytes() != self._silent.tobytes():
            self._silent = silent
            self.mosaic.set_dimmed(silent)

    def _show_bar(self) -> None:
        """Say what the colours mean; with a range for every map, in parts of each map's largest value."""
        if self._layer is None:
            self.bar.hide()
            return
        own = self._tools.choices.scale == "map" and self.mosaic.mode == "grid"
        low, high = (-1.0, 1.0) if own else self.mosaic.shown_range()
        signed = self.mosaic.signed
        if (signed, own) != self._key:
            self._key = signed, own
            self.bar.set_lut("signed" if signed else "map")
            self.bar.setToolTip(self.tr("1 is the largest value of each map by itself") if own else "")
        self.bar.set_range(low if signed else 0.0, high)
        if self.bar.isHidden():
            self.bar.show()

    def _show_number(self) -> None:
        """Show the value that is pointed at, else that of the chosen unit, else what the layer does."""
        if self._selected is not None:
            self._spoken.tell(self._said)
        unit = self._hovered or self._linked or self._selected
        if unit is None or self._layer is None:
            self.readout.show_forms(self._idle_forms())
            return
        values, (row, column, channel) = self._numbers(unit), unit
        long = ", ".join(f"{letter} = {texts.rounded(value)}" for letter, value in values)
        place = f"({row}, {column})" if channel < 0 else f"{channel} ({row}, {column})"
        forms = [f"{texts.unit_text(self._spec, unit)}: {long}"]
        for digits in (4, 3):
            short = "  ".join(f"{letter} {texts.rounded(value, digits)}" for letter, value in values)
            forms.append(f"{place}  {short}")
        if channel in self._off():
            names = texts.unit_text(self._spec, unit), place
            forms = [self.tr("%1: switched off").replace("%1", name) for name in names]
        self.readout.show_forms(forms, self._exact(unit), numbers=True)

    def _idle_forms(self) -> tuple[str, ...]:
        if self._layer is None:
            return self._idle
        if self.mosaic.mode == "single":
            name = texts.channel_text(self._spec, self.mosaic.channel)
            if self._kinds is None:
                return (name,)
            return f"{name} · {kernel_words.likeness(self._kinds.match(self.mosaic.channel))}", name
        return self._idle if self._kinds is None else (kernel_words.counts(self._kinds), *self._idle)

    def _numbers(self, unit: Unit) -> list[tuple[str, float]]:
        assert self._layer is not None
        row, column, channel = unit
        arrays = {"a": self._layer.a, "z": self._layer.z} if has_z(self._layer.spec) else {"a": self._layer.a}
        here = {letter: array[row, column] for letter, array in arrays.items()}
        return [(letter, float(v.mean() if channel < 0 else v[channel])) for letter, v in here.items()]

    def _said(self) -> str:
        """Say the chosen unit's numbers, for who does not see them."""
        if self._selected is None:
            return ""
        return texts.unit_text(self._spec, self._selected) if self._layer is None else self._exact(self._selected)

    def _exact(self, unit: Unit) -> str:
        numbers = ", ".join(f"{letter} = {texts.exact(value)}" for letter, value in self._numbers(unit))
        return f"{self._spec.name}, {texts.unit_text(self._spec, unit)}: {numbers}"

    # --- order and fact: both would be restless if they followed every move of the pen -----------------------

    def _settle_now_or_soon(self, trace: Trace) -> None:
        self._trace = trace
        now = time.monotonic()
        if not self.session.is_drawing or now - self._sorted >= _SECONDS_BETWEEN_SORTS:
            self._sort(trace)
            self._tell_fact_soon()
        elif not self._settle.isActive():
            self._settle.start(int(1000 * _SECONDS_BETWEEN_SORTS))

    def _tell_fact_soon(self) -> None:
        """`factChanged` leaves from a timer: showing a trace itself emits nothing."""
        if self.fact() != self._told_fact:
            self._settle.start(0)

    @Slot()
    def _on_settle(self) -> None:
        if self._trace is not None:
            self._sort(self._trace)
        if self.fact() != self._told_fact:
            self._told_fact = self.fact()
            self.factChanged.emit()

    def _sort(self, trace: Trace) -> None:
        self._sorted = time.monotonic()
        order = self._tools.choices.order
        kinds = kinds_of(trace, self._spec.name) if order == "kind" else None
        sorting = _order(trace, self._spec.name, order) if kinds is None else kinds.order()
        self.mosaic.set_order(sorting)
        if kinds is not self._kinds:
            self._kinds = kinds
            groups = [] if kinds is None or sorting is None else grouped(kinds.families(), sorting)
            self.mosaic.set_tags(tile_tags(kernel_words.named(groups)))
            self._show_number()

    # --- what a person does ----------------------------------------------------------------------------------

    @Slot(int, int, int)
    def _on_hovered(self, row: int, column: int, channel: int) -> None:
        if row < 0:
            self._hovered = None
            self.session.point(None)
        else:
            self._hovered = (row, column, channel)
            self.session.point(self._spec.name, self.mosaic.unit_of(row, column, channel))
        self._show_number()

    @Slot(int, int, int)
    def _on_unit_clicked(self, row: int, column: int, channel: int) -> None:
        self.session.select(self._spec.name, (row, column, channel))

    @Slot(str, int)
    def _on_mode_changed(self, mode: str, channel: int) -> None:
        self._tools.show_choices(self._tools.choices.updated({"mode": mode}))
        self._show_bar()
        self._show_number()

    @Slot(object)
    def _on_chosen(self, choices: MapChoices) -> None:
        self._apply()

    def _apply(self) -> None:
        mode = cast("Mode", self._tools.choices.mode)
        if mode != self.mosaic.mode:
            self.mosaic.set_mode(mode, self._most_telling())
            self._hovered = None
        self._sorted = -1e9
        if self.isVisible():
            self.show_trace(self.session.trace)

    def _most_telling(self) -> int | None:
        """Return the channel of the chosen unit, or else the strongest."""
        if self._selected is not None:
            return self._selected[2]
        return None if self._layer is None else int(_peaks(self._layer.a).argmax())

    @Slot()
    def _on_theme_changed(self) -> None:
        self.readout.set_look(theme().font("small"), theme().font("monosmall"), theme().palette.grey)


def has_z(spec: LayerSpec) -> bool:
    """Whether the layer has an activation function, so that z and a differ."""
    return spec.activation != "linear"


def _peaks(values: Array, signed: bool = True) -> Array:
    """Return the largest |value| of every channel, float32 [channels]; quicker where no value is negative."""
    flat = values.reshape(-1, values.shape[-1])
    peaks: Array = np.maximum.reduce(flat, axis=0)
    return np.maximum(peaks, -np.minimum.reduce(flat, axis=0)) if signed else peaks


@lru_cache(maxsize=2)
def _network_peak(trace: Trace, letter: str) -> float:
    """Return the largest |value| of all maps but the input's."""
    maps = [layer for layer in trace.layers[1:] if layer.a.ndim == 3]
    return max(float(_peaks(layer.z if letter == "z" else layer.a).max()) for layer in maps)


def _can_be_negative(trace: Trace, layer: LayerTrace) -> bool:
    """Whether a can be negative, told from the layers and not from the numbers of one moment."""
    for below in trace.layers[layer.spec.index :: -1]:
        if below.spec.activation in _NEVER_NEGATIVE or below.spec.index == 0:
            return False
        if below.spec.kind not in _PASSING:
            return True
    return True


def _order(trace: Trace, name: str, order: str) -> NDArray[np.intp] | None:
    """Channels in the order wished for, the strongest first; None for the order of their indices."""
    layer = trace.layer(name)
    if layer is None or order in ("index", "kind"):
        return None
    flat = layer.a.reshape(-1, layer.a.shape[-1])
    key: Array | None = None
    if order == "energy":
        key = np.einsum("ij,ij->j", flat, flat)
    elif order == "maximum":
        key = flat.max(axis=0)
    else:
        key = contributions(trace, name)
    return None if key is None else np.argsort(-key, kind="stable")
