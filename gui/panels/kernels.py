"""The kernels of the convolutions: every weight, what it resembles, what it adds, and where it acts."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PySide6.QtCore import QSize, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from gui import lighting, texts
from gui.kernels import words
from gui.kernels.stage import KernelStage
from gui.linking import unit_of_map
from gui.numerals import copy
from gui.panels.base import Panel
from gui.theme import theme
from gui.widgets.color_bar import ColorBar
from gui.widgets.kernel_card import KernelCard, Slice
from gui.widgets.kernel_tools import KernelChoices, KernelTools
from gui.widgets.readout import Readout
from model import kernel_lists as lists
from model.classic import NONE, classics
from model.kernels import added, added_at, kernels

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent

    from gui.kernels.words import Pair
    from gui.session import Selection, Session
    from model.classic import Matches
    from model.kernels import Kernels as Values
    from model.layers import LayerSpec
    from model.trace import Trace
    from model.weights import Weights

_SECONDS_BETWEEN_SORTS: Final = 0.25
_WIDEST_BAR: Final = 180
_LEAST: Final = QSize(296, 112)
_CARD: Final = (320, 142, 400)  # the panel's width and height for a card beside, or its height for one below


class Kernels(Panel):
    """A mosaic of slices, or a matrix of all pairs, with one slice large beside it.

    It shows one convolution: the one chosen in its header, or the one in which a unit is selected anywhere. The pair
    (channel, filter) that was chosen last stays on the card; the one under the pointer takes its place for a moment.
    """

    key = "kernels"
    place = "maps"
    opened = False
    said = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._specs = [spec for spec in session.specs if spec.kind == "Conv2D"]
        self.layers = tuple(spec.name for spec in self._specs)
        self._layer = 0
        self._choices = KernelChoices()
        self._subject: Pair = (0, 0)  # the input map, or the filter, whose slices are listed
        self._pinned: Pair | None = None
        self._pointed: Pair | None = None
        self._weight: tuple[int, int] | None = None
        self._found: Values | None = None
        self._trace: Trace | None = None
        self._told_fact = ""
        self._sorted = -1e9
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.timeout.connect(self._on_settle)
        self._tools = KernelTools([texts.layer_title(spec, session.specs) for spec in self._specs], self)
        self._tools.chosen.connect(self._on_chosen)
        self._tools.layerChosen.connect(self._on_layer_chosen)
        self._tools.turned.connect(self.turn)
        self._tools.copyRequested.connect(self.copy_text)
        self.stage, self.card = KernelStage(self), KernelCard(self)
        self.bar, self.readout = ColorBar(self), Readout(self)
        self.stage.pointed.connect(self._on_pointed)
        self.stage.chosen.connect(self._on_pinned)
        self.stage.opened.connect(self._on_opened)
        self.stage.modeChanged.connect(self._show_pair)
        self.card.cells.hovered.connect(self._on_card_hovered)
        self.card.cells.unitClicked.connect(self._on_card_clicked)
        self._views = self.stage.mosaic, self.stage.matrix, self.card.cells
        for view in self._views:
            view.unfocused.connect(self._on_unfocused)
        self._arrange()
        self.setAccessibleName(self.title())
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self._show_words()

    @classmethod
    def for_session(cls, session: Session) -> list[Panel]:
        """One for all convolutions, if there are any."""
        return [cls(session)] if any(spec.kind == "Conv2D" for spec in session.specs) else []

    def _arrange(self) -> None:
        self.bar.setMaximumWidth(_WIDEST_BAR)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setSpacing(12)
        self._body.addWidget(self.stage, 5)
        self._body.addWidget(self.card, 3)
        footer = QHBoxLayout()
        footer.setSpacing(12)
        footer.addWidget(self.bar, 1)
        footer.addWidget(self.readout, 2)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(8, 6, 8, 4)
        whole.setSpacing(4)
        whole.addLayout(self._body, 1)
        whole.addLayout(footer)

    # --- what the dock asks ----------------------------------------------------------------------------------

    def title(self) -> str:
        """Name of the panel."""
        return self.tr("Kernels")

    def fact(self) -> str:
        """Shape of the layer's kernel; nothing where the header has more tools."""
        listed = self._deep and self._choices.view != "pairs"
        return "" if listed or self._found is None else texts.dimensions(self._found.weights.shape)

    def help(self) -> tuple[str, str]:
        """Tell what is seen."""
        return (
            self.tr(
                "The weights that the convolutions learned. A filter has a slice for each input map; the matrix has a "
                "cell for every pair of a map and a filter. A slice gets the name of the classic filter - edge, line, "
                "corner, texture, blob, blur, sharpen - that it resembles more than 95 % of random kernels resemble "
                "any; else it is 'other'. Point at a weight: all that it multiplies is lit, here or everywhere."
            ),
            self.tr(
                "Sort the filters of Conv 1 by kind, then its maps: do the edges light up on their side of your digit?"
            ),
        )

    def tools(self) -> list[QWidget]:
        """Layer, view, order and the rest."""
        return self._tools.buttons()

    def state(self) -> dict[str, str]:
        """Return the choices, for the settings."""
        return {**self._choices.to_dict(), "layer": self._spec.name}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take over choices from the settings; what is not valid is left as it is."""
        self._choices = self._choices.updated(state)
        if state.get("layer") in self.layers:
            self._layer = self.layers.index(str(state["layer"]))
        self._show_kernels()

    # --- what is shown ---------------------------------------------------------------------------------------

    @property
    def pair(self) -> Pair | None:
        """Channel and filter of the slice on the card."""
        if self._found is None:
            return None
        return self._pointed or self._pinned or self._strongest()

    @property
    def _spec(self) -> LayerSpec:
        return self._specs[self._layer]

    @property
    def _deep(self) -> bool:
        """Whether there are several input maps."""
        return (self._spec.input_shape[2] if self._found is None else self._found.norms.shape[0]) > 1

    def show_trace(self, trace: Trace | None) -> None:
        """Show the kernels that made `trace`; they are painted anew only when they are others."""
        self._trace = trace
        if self._kernels() is not self._found:
            self._show_kernels()
            return
        if "added" in (self._choices.order, self._choices.strength):
            self._show_added()
        if self.card.shows_facts:
            self.card.show_facts(self._facts())

    def _kernels(self) -> Values | None:
        """Return the kernels of the chosen layer; None where the trace is of a network that lacks it."""
        trace, name = self._trace, self._spec.name
        if trace is not None:
            layer = trace.layer(name)
            if layer is None or layer.spec.kind != "Conv2D":
                return None
        return kernels(self._weights(), name)

    def _weights(self) -> Weights:
        return self.session.weights if self._trace is None else self._trace.weights

    def show_selection(self, selection: Selection) -> None:
        """Go to the convolution and the filter of the selected unit, or of the maps that it makes."""
        made = lists.filter_of(self.session.specs, selection.layer, selection.unit)
        if made is None:
            self._pinned = self._weight = None
        elif self._pinned is None or made != (self._spec.name, self._pinned[1]):
            self._layer, self._weight = self.layers.index(made[0]), None
            self._pinned = -1, made[1]  # the strongest of its slices
        self._show_kernels()

    def show_lit(self, lit: Selection) -> None:
        """Outline the filter, or the input map, of what is pointed at in another panel."""
        regions = lighting.regions(self.session.specs, lit) if lit.weight is None else {}
        here, below = (regions.get(self.session.specs[self._spec.index - step].name) for step in (0, 1))
        channel, index = (None if region is None else region.channel for region in (below, here))
        self.stage.light(channel, index, lit == self.session.selection)

    # --- kernels, order, colours -----------------------------------------------------------------------------

    def _show_kernels(self) -> None:
        """Show everything anew: other kernels, another choice, another filter. While hidden, later."""
        self._pointed = None
        if not self.isVisible():
            self._found, self._stale = None, True
            self._show_words()
            return
        found = self._found = self._kernels()
        if found is None:
            self.stage.show_nothing()
        else:
            channels, filters = found.norms.shape
            self._subject = min(self._subject[0], channels - 1), min(self._subject[1], filters - 1)
            if self._pinned is not None and (self._pinned[0] >= channels or self._pinned[1] >= filters):
                self._pinned = self._weight = None
            elif self._pinned is not None and self._pinned[0] < 0:
                self._pinned = self._subject = int(found.norms[:, self._pinned[1]].argmax()), self._pinned[1]
            if channels > 1 and self._choices.view == "pairs":
                self._show_matrix(found)
            else:
                one = channels > 1 and self._choices.view == "filter"
                listing = lists.of_filter(found, self._subject[1]) if one else lists.of_map(found, self._subject[0])
                self.stage.show_list(listing, self._choices.scale == "each")
                self._sort()
        self.stage.select(self._pinned, self._weight)
        self._show_words()
        self._show_pair()
        self.show_lit(self.session.lit)
        if self.fact() != self._told_fact:
            self._settle.start(0)

    def _show_matrix(self, found: Values) -> None:
        self._sorted = time.monotonic()
        strength, adds, order = self._choices.strength, self._added(), self._choices.order
        values = found.norms if strength == "norm" else found.sums
        if strength == "added":
            values = np.zeros_like(found.norms) if adds is None else adds
        makers = self._makers(found)
        orders = lists.axes(found, order, adds, makers)
        groups: tuple[lists.Groups, lists.Groups] = ([], [])
        if order == "kind":
            beside = [] if makers is None else lists.grouped(makers.families(), orders[0])
            groups = beside, lists.grouped(found.filters.families(), orders[1])
        self.stage.show_matrix(values, strength != "norm", orders, groups)

    def _makers(self, found: Values) -> Matches | None:
        """Return the kinds of the filters that make the input maps; None where none do."""
        made = lists.maker(self.session.specs, self._spec.index - 1)
        if made is None or made.output_shape[2] != found.norms.shape[0]:
            return None
        return kernels(self._weights(), made.name).filters

    def _sort(self) -> None:
        listing, by = self.stage.listing, self._choices.order
        if listing is None:
            return
        self._sorted = time.monotonic()
        order = lists.ranking(listing, by, self._added() if by == "added" else None)
        groups = lists.grouped(listing.matches.families(), order) if by == "kind" and order is not None else []
        self.stage.set_order(order, groups)

    def _added(self) -> NDArray[np.float32] | None:
        """Return what each pair adds to z: at the selected place of this layer, else the mean of all places."""
        if self._trace is None or self._found is None:
            return None
        place = self._place()
        return added(self._trace, self._spec.name) if place is None else added_at(self._trace, self._spec.name, *place)

    def _place(self) -> tuple[int, int] | None:
        """Return row and column of the selected unit, if it is one of this layer."""
        selection = self.session.selection
        if selection.layer != self._spec.name or selection.unit is None or len(selection.unit) != 3:
            return None
        return selection.unit[0], selection.unit[1]

    def _show_added(self) -> None:
        """Follow the trace: colours at once, an order when the pen rests, for it would be restless."""
        rested = not self.session.is_drawing or time.monotonic() - self._sorted >= _SECONDS_BETWEEN_SORTS
        if rested or (self._choices.order != "added" and self.stage.listing is None):
            self._show_again()
        elif not self._settle.isActive():
            self._settle.start(int(1000 * _SECONDS_BETWEEN_SORTS))

    def _show_again(self) -> None:
        if self._found is not None and self.stage.listing is None:
            self._show_matrix(self._found)
            self._show_bar()
        else:
            self._sort()

    @Slot()
    def _on_settle(self) -> None:
        if self.isVisible() and "added" in (self._choices.order, self._choices.strength):
            self._show_again()
        if self.fact() != self._told_fact:
            self._told_fact = self.fact()
            self.factChanged.emit()

    # --- card, bar, words ------------------------------------------------------------------------------------

    def _strongest(self) -> Pair:
        assert self._found is not None
        listing, mosaic = self.stage.listing, self.stage.mosaic
        if listing is not None:
            return listing.pairs[mosaic.channel if mosaic.mode == "single" else int(listing.norms.argmax())]
        channel, index = divmod(int(self._found.norms.argmax()), self._found.norms.shape[1])
        return channel, index

    @Slot()
    def _show_pair(self) -> None:
        found, pair, listing = self._found, self.pair, self.stage.listing
        if found is None or pair is None:
            self.card.show_slice(None)
        else:
            match = words.match_of(found, pair)
            weights = found.weights[:, :, pair[0], pair[1]]
            patterns = classics(*weights.shape)
            own = listing is None or self._choices.scale == "each"
            shown = Slice(
                words.slice_name(found.spec, pair),
                weights,
                float(np.abs(weights if listing is None or own else listing.weights).max()),
                words.likeness(match),
                words.similarity_words(found, match),
                match.family != NONE,
                patterns[match.index].pattern * (match.sign or 1) if patterns else None,
                self._facts() if self.card.shows_facts else (),
            )
            self.card.show_slice(shown)
        self._show_bar()
        self._show_number()

    def _facts(self) -> list[tuple[str, str]]:
        found, pair = self._found, self.pair
        return [] if found is None or pair is None else words.facts(found, pair, self._added(), self._place())

    def _show_bar(self) -> None:
        view = self.stage.view
        own = self.stage.listing is not None and self._choices.scale == "each" and view.mode == "grid"
        self.bar.set_lut("signed" if view.signed else "map")
        self.bar.setToolTip(self.tr("1 is the largest weight of each slice by itself") if own else "")
        self.bar.set_range(*((-1.0, 1.0) if own else view.shown_range()))

    def _show_number(self) -> None:
        """Word the slice, and the weight, that is pointed at; else how many are of which kind."""
        found, pair, listing = self._found, self._pointed or self._pinned, self.stage.listing
        if found is None:
            self.readout.show_forms((self.tr("This network has no such layer."),))
        elif pair is None:
            self.readout.show_forms((words.counts(found.slices if listing is None else listing.matches), ""))
        else:
            forms, exact = words.slice_forms(found, pair, self._weight)
            self.readout.show_forms(forms, exact, numbers=self._weight is not None)

    def _show_words(self) -> None:
        specs, deep = self.session.specs, self._deep
        subject = words.subject_name(self._choices.view, self._subject)
        self._tools.show_state(self._choices, self._layer, deep, subject)
        layer, below = (texts.layer_title(specs[index], specs) for index in (self._spec.index, self._spec.index - 1))
        name = self.tr("Kernels of %1").replace("%1", f"{layer}, {subject}" if deep else layer)
        captions = (
            self.tr("rows: {below} · columns: {layer}"),
            self.tr("Rows: maps of {below}. Columns: filters of {layer}."),
        )
        self.stage.show_words(name, *(caption.format(below=below, layer=layer) for caption in captions))

    # --- what a person does ----------------------------------------------------------------------------------

    @Slot(int)
    def turn(self, by: int) -> None:
        """Show the next, or the previous, filter or input map."""
        if self._found is None or not self._deep or self.stage.listing is None:
            return
        sides, axis = self._found.norms.shape, 1 if self._choices.view == "filter" else 0
        turned = [*self._subject]
        turned[axis] = (turned[axis] + by) % sides[axis]
        self._subject = turned[0], turned[1]
        self._pinned = self._weight = None
        self._show_kernels()

    @Slot(str)
    def copy_text(self, what: str = "slice") -> None:
        """Put the slice on the card, or the 'list' of all in view, on the clipboard."""
        found, pair = self._found, self.pair
        if found is None or pair is None:
            return
        if what == "list":
            copy(words.list_text(found, self.stage.pairs()))
        else:
            copy(words.slice_text(found, pair, texts.layer_title(self._spec, self.session.specs), self._facts()))
        self.said.emit(self.tr("Copied the list of slices") if what == "list" else self.tr("Copied the slice"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the slice by the keys that copy."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_text()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest while nobody looks."""
        self._settle.stop()
        super().hideEvent(event)

    def minimumSizeHint(self) -> QSize:
        """Return the least in which kernels can be told apart; no window grows for a card that gives way."""
        return _LEAST

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the card where there is room for it: beside, below, or nowhere."""
        beside = self.width() >= _CARD[0] and self.width() >= self.height() * 0.9
        way = QBoxLayout.Direction
        self._body.setDirection(way.LeftToRight if beside else way.TopToBottom)
        self.card.setVisible(self.height() >= _CARD[1 if beside else 2])
        super().resizeEvent(event)

    @Slot(object)
    def _on_chosen(self, choices: KernelChoices) -> None:
        if choices.view != self._choices.view and self.pair is not None:
            self._subject = self.pair
        self._choices = choices
        self._show_kernels()

    @Slot(int)
    def _on_layer_chosen(self, layer: int) -> None:
        self._layer, self._pinned, self._weight, self._subject = layer, None, None, (0, 0)
        self._show_kernels()

    @Slot(object, object)
    def _on_pointed(self, pair: Pair | None, weight: tuple[int, int] | None) -> None:
        """Show a slice on the card, and light all that it, or one weight of it, multiplies."""
        changed = pair != self._pointed
        self._pointed, self._weight = pair, weight
        if pair is None:
            self.session.point(None)
        else:
            selection = self.session.selection
            same = selection.unit is not None and self._place() is not None and selection.unit[2] == pair[1]
            self.session.point(self._spec.name, selection.unit if same else None, (*(weight or (-1, -1)), *pair))
        if changed:
            self._show_pair()
        else:
            self._show_number()

    @Slot()
    def _on_unfocused(self) -> None:
        """Let go of what the keys lit; what the pointer lights is let go as it leaves."""
        if self._pointed is not None and all(view.marked[0] is None for view in self._views):
            self._on_pointed(None, None)

    @Slot(object, object)
    def _on_pinned(self, pair: Pair, weight: tuple[int, int] | None) -> None:
        """Keep a slice on the card, select its filter's map everywhere, and light where the weight acts."""
        self._pinned, self._weight = pair, weight
        self.session.select(self._spec.name, unit_of_map(self._spec, pair[1], self.session.selection, self._trace))
        self.stage.select(pair, weight)
        self._on_pointed(pair, weight)

    @Slot(object)
    def _on_opened(self, pair: Pair) -> None:
        self._pinned = self._subject = pair
        self._choices = replace(self._choices, view="filter")
        self._show_kernels()
        self.stage.mosaic.setFocus()

    @Slot(int, int, int)
    def _on_card_hovered(self, row: int, column: int, _: int) -> None:
        self._on_pointed(None if row < 0 else self.pair, None if row < 0 else (row, column))

    @Slot(int, int, int)
    def _on_card_clicked(self, row: int, column: int, _: int) -> None:
        if self.pair is not None:
            self._on_pinned(self.pair, (row, column))

    @Slot()
    def _on_theme_changed(self) -> None:
        self.readout.set_look(theme().font("small"), theme().font("monosmall"), theme().palette.grey)
