"""The layers without pictures: flattened values, dense units and the ten probabilities, as strips of cells."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PySide6.QtCore import QPointF, QRect, QSize, QTimer, Slot
from PySide6.QtGui import QPainter, QPen

from gui import lighting, texts
from gui.icons import set_icon
from gui.linking import unit_in
from gui.numerals import copy
from gui.panels.base import Panel
from gui.theme import theme
from gui.widgets.readout import Readout
from gui.widgets.spoken import Spoken
from gui.widgets.strip import Strip
from gui.widgets.strip_caption import StripCaption
from gui.widgets.tool import Tool

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QPaintEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

    from gui.session import Selection, Session
    from model.layers import LayerSpec
    from model.trace import LayerTrace, Trace


_SIDE: Final = 10
_EDGE: Final = 4
_ARROW: Final = 22
_NARROWEST: Final = 96
_LOW: Final = 92  # below this height the number under the pointer goes to the header


@dataclass(slots=True, eq=False)
class _Row:
    """One layer: its line of words, its cells, and its values of the present trace."""

    spec: LayerSpec
    caption: StripCaption
    strip: Strip
    spoken: Spoken
    layer: LayerTrace | None = None


class Vectors(Panel):
    """Strips side by side in a wide dock, one below the other in a high one, in the order of the layers."""

    key = "vectors"
    place = "wide"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._wants_z = False
        self._hovered: tuple[_Row, int] | None = None
        self._selected: tuple[_Row, int] | None = None
        self._linked: tuple[_Row, int] | None = None  # what is pointed at somewhere, under its name in one of these
        self._fact = ""
        self._beside = True
        self._tell = QTimer(self)
        self._tell.setSingleShot(True)
        self._tell.setInterval(0)
        self._tell.timeout.connect(self._on_tell)
        self._rows = [self._row(spec) for spec in vectors(session.specs)]
        self.layers = tuple(row.spec.name for row in self._rows)
        self.readout = Readout(self)
        self._z_button: Tool | None = None
        self._copy_button: Tool | None = None
        self.setAccessibleName(self.title())
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self._show_number()

    @classmethod
    def for_session(cls, session: Session) -> list[Panel]:
        """One for all layers of vectors, if there are any."""
        return [cls(session)] if vectors(session.specs) else []

    def _row(self, spec: LayerSpec) -> _Row:
        title = texts.layer_title(spec, self.session.specs)
        words = str(spec.size) if spec.activation == "linear" else f"{spec.size} {texts.layer_work(spec)}"
        strip = Strip(self)
        row = _Row(spec, StripCaption(title, words, self), strip, Spoken(strip))
        row.caption.setToolTip(f"{spec.name}: {texts.reason_text(spec.reason, self.session.specs[0].size)}")
        row.strip.setAccessibleName(f"{title}, {texts.layer_fact(spec)}")
        row.strip.set_count(spec.size)
        row.strip.hovered.connect(self._on_hovered)
        row.strip.clicked.connect(self._on_clicked)
        return row

    # --- what the dock asks ----------------------------------------------------------------------------------

    def title(self) -> str:
        """Name of the panel."""
        return self.tr("Vectors")

    def fact(self) -> str:
        """Sizes of the layers; in a low dock the number under the pointer instead."""
        if self._is_low and self._pointed is not None:
            return self._forms()[0]
        return " → ".join(str(row.spec.size) for row in self._rows)

    def help(self) -> tuple[str, str]:
        """Tell what the strips are."""
        return (
            self.tr(
                "The layers without pictures, one cell for each value. First all values of the last maps in one "
                "row, then what the dense layers make of them, and at the end one value for each digit. Point at a "
                "value: solid lines outline what it is computed from, dashed ones what it goes into."
            ),
            self.tr("Point at a flattened value: it says which map and place it comes from. Click to see it there."),
        )

    def tools(self) -> list[QWidget]:
        """Make z, where a layer has an activation function, and copy."""
        found: list[QWidget] = []
        if any(has_z(row.spec) for row in self._rows):
            z = self._z_button = Tool(self.tr("Values before the activation function"))
            z.setText("z")
            z.setCheckable(True)
            z.setChecked(self._wants_z)
            z.setToolTip(self.tr("z: the values before the activation function; off: a, after it"))
            z.clicked.connect(self._on_z_clicked)
            found.append(z)
        copy = self._copy_button = Tool(self.tr("Copy the exact value"))
        copy.setToolTip(self.tr("Copy the exact value that is chosen"))
        copy.setEnabled(self._selected is not None)
        copy.clicked.connect(self.copy_value)
        set_icon(copy, "copy")
        return [*found, copy]

    def state(self) -> dict[str, str]:
        """Return the choices, for the settings."""
        return {"values": "z" if self._wants_z else "a"}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take over choices from the settings, if they are valid."""
        if state.get("values") in ("a", "z"):
            self._wants_z = state["values"] == "z"
            if self._z_button is not None:
                self._z_button.setChecked(self._wants_z)
            self._show_again()

    # --- what is shown ---------------------------------------------------------------------------------------

    def show_trace(self, trace: Trace | None) -> None:
        """Show the vectors of `trace`; empty cells for layers it does not have."""
        for row in self._rows:
            layer = None if trace is None else trace.layer(row.spec.name)
            row.layer = layer if layer is not None and layer.a.ndim == 1 else None
            if row.layer is None:
                row.strip.set_count(row.spec.size)
                row.caption.clear()
                continue
            z = self._wants_z and has_z(row.layer.spec)
            values = row.layer.z if z else row.layer.a
            low, high = float(np.minimum.reduce(values)), float(np.maximum.reduce(values))
            signed = z or low < 0
            high = max(high, -low) if signed else 1.0 if row.layer.spec.activation == "softmax" else high
            row.strip.set_values(values, "signed" if signed else "map", -high if signed else 0.0, high)
            row.caption.set_range(-high if signed else 0.0, high, "signed" if signed else "map")
        if self._pointed is not None:
            self._show_number()

    def show_selection(self, selection: Selection) -> None:
        """Outline the chosen value; for a value of the maps before, the flattened one."""
        self._selected = None
        for row in self._rows:
            unit = unit_in(selection, row.spec, self.session.specs)
            row.strip.set_selected(None if unit is None else unit[0])
            if unit is not None:
                self._selected = (row, unit[0])
        self.show_lit(self.session.lit)  # in the colour of the selection, now that it is one
        if self._copy_button is not None:
            self._copy_button.setEnabled(self._selected is not None)
        self._show_number()

    def show_lit(self, lit: Selection) -> None:
        """Outline what the lit unit reads or feeds here, and tell its number if it is in one of these layers."""
        regions, pinned = lighting.regions(self.session.specs, lit), lit == self.session.selection
        linked = None
        for row in self._rows:
            row.strip.set_lit(regions.get(row.spec.name), pinned)
            unit = unit_in(lit, row.spec, self.session.specs) if linked is None else None
            if unit is not None:
                linked = (row, unit[0])
        if linked != self._linked:
            self._linked = linked
            self._show_number()

    def copy_value(self) -> None:
        """Put the exact value that is chosen on the clipboard."""
        if self._selected is not None and self._value(*self._selected) is not None:
            copy(self._exact(*self._selected))

    @property
    def _pointed(self) -> tuple[_Row, int] | None:
        return self._hovered or self._linked or self._selected

    def _value(self, row: _Row, index: int) -> list[tuple[str, float]] | None:
        if row.layer is None or index >= row.layer.a.size:
            return None
        found = [("a", float(row.layer.a[index]))]
        return [*found, ("z", float(row.layer.z[index]))] if has_z(row.layer.spec) else found

    def _forms(self) -> tuple[str, ...]:
        """Word the value pointed at, longest first."""
        if self._pointed is None:
            return (" · ".join(row.spec.name for row in self._rows),)
        row, index = self._pointed
        unit, origin = texts.unit_text(row.spec, (index,)), texts.origin_text(row.spec, self.session.specs, index)
        if row.spec.kind == "Dense":
            unit = f"{texts.layer_title(row.spec, self.session.specs)}, {unit}"
        values = self._value(row, index)
        if values is None:
            return (f"{unit} · {origin}", unit) if origin else (unit,)
        told = ", ".join(f"{letter} = {texts.rounded(value)}" for letter, value in values)
        short = "  ".join(f"{letter} {texts.rounded(value, 3)}" for letter, value in values)
        forms = (f"{unit}: {told}", f"{index}: {short}")
        return (f"{unit}: {told} · {origin}", *forms) if origin else forms

    def _exact(self, row: _Row, index: int) -> str:
        told = ", ".join(f"{letter} = {texts.exact(value)}" for letter, value in self._value(row, index) or ())
        return f"{row.spec.name}, {texts.unit_text(row.spec, (index,))}: {told}"

    def _said(self) -> str:
        """Say the chosen value, for who does not see it."""
        if self._selected is None:
            return ""
        row, index = self._selected
        return texts.unit_text(row.spec, (index,)) if self._value(row, index) is None else self._exact(row, index)

    def _show_number(self) -> None:
        if self._selected is not None:
            self._selected[0].spoken.tell(self._said)
        known = self._pointed is not None and self._value(*self._pointed) is not None
        exact = self._exact(*self._pointed) if known and self._pointed is not None else ""
        self.readout.show_forms(self._forms(), exact, numbers=known)
        if self._is_low and self.fact() != self._fact:
            self._tell.start()

    @Slot()
    def _on_tell(self) -> None:
        """`factChanged` leaves from a timer: showing a trace or a selection itself emits nothing."""
        if self.fact() != self._fact:
            self._fact = self.fact()
            self.factChanged.emit()

    def _show_again(self) -> None:
        if self.isVisible():
            self.show_trace(self.session.trace)

    # --- where it stands -------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Return a low, wide strip."""
        return QSize(760, 64)

    def minimumSizeHint(self) -> QSize:
        """Return the size below which nothing can be recognised."""
        return QSize(240, 2 * _EDGE + self._line() + 20)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the strips side by side or one below the other."""
        self._arrange()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw an arrow from each layer to the next."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme().palette.grey, 1.2))
            for one, other in zip(self._rows, self._rows[1:], strict=False):
                before, after = one.strip.geometry(), other.caption.geometry()
                if self._beside:
                    middle = QPointF((before.right() + after.left()) / 2, before.center().y())
                    along, across = QPointF(1, 0), QPointF(0, 1)
                else:
                    middle = QPointF(self.width() / 2, (before.bottom() + after.top()) / 2 + 0.5)
                    along, across = QPointF(0, 1), QPointF(1, 0)
                tip = middle + along * 5
                painter.drawLine(middle - along * 5, tip)
                painter.drawLine(tip, tip - along * 3 + across * 3)
                painter.drawLine(tip, tip - along * 3 - across * 3)

    @property
    def _is_low(self) -> bool:
        return self._beside and self.height() < _LOW

    def _line(self) -> int:
        return self._rows[0].caption.sizeHint().height() if self._rows else 0

    def _arrange(self) -> None:
        width, height, line = self.width(), self.height(), self._line()
        self._beside = width >= 2.4 * height or height < _LOW
        self.readout.setVisible(not self._is_low)
        footer = 0 if self._is_low else self.readout.sizeHint().height()
        self.readout.setGeometry(_SIDE, height - footer - _EDGE, width - 2 * _SIDE, footer)
        area = QRect(_SIDE, _EDGE, width - 2 * _SIDE, height - 2 * _EDGE - footer - (2 if footer else 0))
        counts = [row.spec.size for row in self._rows]
        if self._beside:
            room = area.width() - _ARROW * (len(counts) - 1)
            wished = max((row.caption.sizeHint().width() for row in self._rows), default=0)
            lengths = shares(counts, room, max(_NARROWEST, min(wished, room // (len(counts) + 1))))
            left = area.left()
            for row, length in zip(self._rows, lengths, strict=True):
                row.caption.setGeometry(left, area.top(), length, line)
                row.strip.setGeometry(left, area.top() + line + 2, length, max(1, area.height() - line - 2))
                left += length + _ARROW
        else:
            spare = area.height() - (line + 2) * len(counts) - (_ARROW - 4) * (len(counts) - 1)
            top = area.top()
            for row, length in zip(self._rows, shares(counts, spare, 20), strict=True):
                row.caption.setGeometry(area.left(), top, area.width(), line)
                row.strip.setGeometry(area.left(), top + line + 2, area.width(), length)
                top += line + 2 + length + _ARROW - 4
        self._show_number()
        self.update()

    # --- what a person does ----------------------------------------------------------------------------------

    @Slot(int)
    def _on_hovered(self, index: int) -> None:
        row = self._sender()
        if row is None or index < 0:
            self._hovered = None
            self.session.point(None)
        else:
            self._hovered = (row, index)
            self.session.point(row.spec.name, (index,))
        self._show_number()

    @Slot(int)
    def _on_clicked(self, index: int) -> None:
        row = self._sender()
        if row is not None:
            self.session.select(row.spec.name, (index,))

    @Slot(bool)
    def _on_z_clicked(self, checked: bool) -> None:
        self._wants_z = checked
        self._show_again()

    def _sender(self) -> _Row | None:
        sender = self.sender()
        return next((row for row in self._rows if row.strip is sender), None)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.readout.set_look(theme().font("small"), theme().font("monosmall"), theme().palette.grey)
        self._arrange()


def vectors(specs: Sequence[LayerSpec]) -> list[LayerSpec]:
    """Return the layers without pictures, the input left out."""
    return [spec for spec in specs[1:] if not spec.is_map]


def has_z(spec: LayerSpec) -> bool:
    """Whether the layer has an activation function, so that z and a differ."""
    return spec.activation != "linear"


def shares(counts: Sequence[int], length: int, least: int) -> list[int]:
    """Divide a length by the roots of the counts, so that cells get about equal sides.

    Nobody gets less than `least`; if there is not enough for that, all get the same.
    """
    if not counts or length < least * len(counts):
        return [max(1, length // max(1, len(counts)))] * len(counts)
    found = [0] * len(counts)
    waiting, rest = list(range(len(counts))), length
    while True:
        total = sum(math.sqrt(counts[i]) for i in waiting)
        small = [i for i in waiting if rest * math.sqrt(counts[i]) / total < least]
        if not small:
            break
        for i in small:
            found[i] = least
        waiting = [i for i in waiting if i not in small]
        rest -= least * len(small)
    for i in waiting:
        found[i] = int(rest * math.sqrt(counts[i]) / total)
    return found
