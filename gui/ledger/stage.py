"""The ledger: where parameters and work are, a layer's parameters as blocks, and why its shape is what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from gui.ledger import words
from gui.texts import layer_title
from gui.theme import theme
from gui.widgets.areas import Areas
from gui.widgets.block_view import BlockView, Shape
from gui.widgets.focus import in_order
from gui.widgets.player import Player
from gui.widgets.readout import Readout
from gui.widgets.shape_view import ShapeView
from model.ledger import Blocks, blocks, ledger, without_pooling
from model.shape_walk import Stop, walk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from model.layers import LayerSpec

_WIDE: Final = 1.6  # ratio of sides from which on the three pages stand side by side
_HIGH: Final = 400  # height that three pages above each other need
_ROOMY: Final = 540  # width from which on they stand well apart


class _Page(QWidget):
    """A line above, a view, a line below."""

    def __init__(self, view: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.above = Readout(self, Qt.AlignmentFlag.AlignLeft)
        self.below = Readout(self, Qt.AlignmentFlag.AlignLeft)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(2)
        self.column.addWidget(self.above)
        self.column.addWidget(view, 1)
        self.column.addWidget(self.below)

    def dress(self) -> None:
        """Take fonts and colours from the theme."""
        colours, font = theme().palette, theme().font
        self.above.set_look(font("small"), font("monosmall"), colours.text)
        self.below.set_look(font("small"), font("monosmall"), colours.grey)


class Ledgering(QWidget):
    """Areas, blocks and the walk of a network's layers; one layer at a time is looked at closely.

    Signals
    -------
    layerChosen
        Name of the layer that a person chose.
    """

    layerChosen = Signal(str)

    def __init__(self, configs: Sequence[Mapping[str, Any]], specs: Sequence[LayerSpec]) -> None:
        super().__init__()
        self._configs, self._specs = configs, specs
        self._without = False
        self._spec: LayerSpec | None = None
        self._blocks = Blocks(0, 0, 0, 0, ())
        self._walk: tuple[Stop, ...] = ()
        self.areas, self.blocks, self.shape = Areas(self), BlockView(self), ShapeView(self)
        self.areas.setAccessibleName(self.tr("Parameters and multiplications as areas"))
        self.blocks.setAccessibleName(self.tr("Parameters as blocks"))
        self.shape.setAccessibleName(self.tr("Why the shape is what it is"))
        self.player = Player(self)
        self._pages = [_Page(view, self) for view in (self.areas, self.blocks, self.shape)]
        self._pages[2].column.addWidget(self.player)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(11, 6, 11, 6)
        for page in self._pages:
            self._row.addWidget(page, 1)
        in_order(self.areas, self.blocks, self.shape)
        self.areas.pointed.connect(self._on_area_pointed)
        self.areas.chosen.connect(self.layerChosen)
        self.blocks.pointed.connect(self._on_block_pointed)
        self.shape.hovered.connect(self._on_shape_hovered)
        self.shape.keyPressed.connect(self._on_key_pressed)
        self.player.stepChanged.connect(self._on_step_changed)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self._show_areas()

    @property
    def first(self) -> QWidget:
        """What the keyboard goes to when the panel is called."""
        return self.areas

    @property
    def spec(self) -> LayerSpec | None:
        """The layer that is looked at, as it is or as it would be without pooling."""
        return self._spec

    # --- silent setters --------------------------------------------------------------------------------------

    def set_layer(self, name: str) -> None:
        """Look at a layer closely; without pooling, at what it would be."""
        kept = next(spec for spec in self._specs if spec.name == name)
        chain = self._chain()
        spec = next((spec for spec in chain if spec.name == name), None)
        title = layer_title(kept, self._specs)
        self._spec = spec
        self.areas.set_marked(name)
        if spec is None:
            gone = self.tr("{layer} is taken out").format(layer=title)
            self.blocks.set_shape(None, gone)
            self._set_walk(kept, (), gone)
            for page in self._pages[1:]:
                page.above.show_forms((gone,))
            return
        self._blocks = blocks(chain, spec)
        forms = words.blocks_forms(self._blocks, title)
        self._pages[1].above.show_forms(forms)
        self.blocks.setAccessibleDescription(forms[0])
        nothing = self.tr("There is nothing here that training could adjust.")
        self.blocks.set_shape(_drawn(self._blocks), nothing)
        self._pages[1].below.show_forms(self._invitation())
        self._pages[2].above.show_forms(words.shape_forms(spec, title))
        self._set_walk(spec, walk(spec), words.no_walk(spec))

    def set_without_pooling(self, without: bool) -> None:
        """Show the network as it would be if its pooling layers were taken out, or as it is."""
        if without != self._without:
            self._without = without
            self._show_areas()

    def minimumSizeHint(self) -> QSize:
        """Return little: the pages can be cramped, and the window stays small."""
        return QSize(240, 96)

    def fact(self) -> str:
        """Return where most of it is, or what pooling saves."""
        here = ledger(self._specs)
        if self._without:
            return words.cost(ledger(without_pooling(self._configs)), here)
        return words.most(here, self._specs)

    # --- inside ----------------------------------------------------------------------------------------------

    def _chain(self) -> Sequence[LayerSpec]:
        return without_pooling(self._configs) if self._without else self._specs

    def _show_areas(self) -> None:
        without = ledger(without_pooling(self._configs)) if self._without else None
        self.areas.set_charts(words.charts(ledger(self._specs), self._specs, without))
        shares = self.tr("Each layer's share of the parameters and of the work")
        self._pages[0].above.show_forms((shares, self.tr("Parameters and work")))
        self._pages[0].below.show_forms((self.tr("Point at an area; a click chooses its layer."), ""))

    def _set_walk(self, spec: LayerSpec, stops: tuple[Stop, ...], instead: str) -> None:
        """Stand at the beginning of a walk."""
        self._walk = stops
        self.player.pause()
        self.player.setVisible(bool(stops))
        self.player.set_count(len(stops))
        self.player.set_step(0)
        before, after = (1, 1), (1, 1)
        if stops:
            before, after = (spec.input_shape[0], spec.input_shape[1]), (spec.output_shape[0], spec.output_shape[1])
        self.shape.set_walk(stops, before, after, instead)
        self._tell_stop(self.player.step)

    def _tell_stop(self, step: int) -> None:
        forms: tuple[str, ...] = ("",)
        if self._walk and self._spec is not None:
            stop = self._walk[step]
            forms = words.stop_text(stop, self._spec.input_shape[stop.axis])
        self._pages[2].below.show_forms(forms)
        self.shape.setAccessibleDescription(f"{self._pages[2].above.accessibleName()}. {forms[0]}")

    def _invitation(self) -> tuple[str, ...]:
        if not self._blocks.total:
            return ("",)
        if not self._blocks.count:
            return (self.tr("One column of numbers for each map."), "")
        return (self.tr("One block per filter or unit, its bias beside it."), self.tr("Point at a block."), "")

    @Slot(str)
    def _on_area_pointed(self, told: str) -> None:
        self._pages[0].below.show_forms((told or self.tr("Point at an area; a click chooses its layer."), ""))

    @Slot(int)
    def _on_block_pointed(self, index: int) -> None:
        if self._spec is not None and self._blocks.total:
            told = words.block_told(self._blocks, index, self._spec.kind == "Conv2D")
            self._pages[1].below.show_forms((told,) if index >= 0 else self._invitation())

    @Slot(int)
    def _on_step_changed(self, step: int) -> None:
        self.shape.set_step(step)
        self._tell_stop(step)

    @Slot(bool)
    def _on_shape_hovered(self, over: bool) -> None:
        self.player.hold("pointer", over)

    @Slot(object)
    def _on_key_pressed(self, event: QKeyEvent) -> None:
        if self._walk and self.player.take_key(event):
            event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand side by side, or above each other where the dock is narrow and high."""
        narrow = self.width() < _WIDE * self.height() and self.height() >= _HIGH
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if way != self._row.direction():
            self._row.setDirection(way)
        self._row.setSpacing(20 if self.width() >= _ROOMY else 12)
        super().resizeEvent(event)

    @Slot()
    def _on_theme_changed(self) -> None:
        for page in self._pages:
            page.dress()


def _drawn(found: Blocks) -> Shape | None:
    """Return blocks as they are drawn; None if there are none."""
    if found.count:
        each = sum(1 for _, length in found.singles if length == found.count)
        return Shape(found.count, found.rows, found.columns, found.depth, each)
    if found.singles:  # no kernel, but some numbers for every map: a column of them
        return Shape(found.singles[0][1], len(found.singles), 1, 1, 0)
    return None
