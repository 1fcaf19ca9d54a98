"""A dock that tells where a network's parameters and work are, and why its shapes are what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot

from gui.panels.late import ArrivingPanel
from gui.texts import layer_title
from gui.widgets.chooser import Chooser
from gui.widgets.tool import Tool
from model.ledger import has_pooling

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gui.ledger.stage import Ledgering
    from gui.session import Selection, Session


class Parameters(ArrivingPanel["Ledgering"]):
    """Follows the layer that is selected. Nothing is built before the panel is shown for the first time."""

    key = "ledger"
    place = "bottom"
    module = "gui.ledger.stage"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._layer = max(session.specs, key=lambda spec: spec.multiplications).name
        self._layers = Chooser(self.tr("Layer"), self.tr("Layer that is looked at closely"))
        self._layers.chosen.connect(self._on_layer_chosen)
        self._without = Tool(self.tr("Without pooling"))
        self._without.setText(self.tr("without pooling"))
        self._without.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self._without.setCheckable(True)
        self._without.setToolTip(self.tr("What the network would need if its pooling layers were taken out"))
        self._without.clicked.connect(self._on_without_clicked)
        for tool in self.tools():
            tool.setParent(self)
        self._without.setVisible(has_pooling(session.specs))
        self.show_selection(session.selection)
        self._show_layer()

    def title(self) -> str:
        """Name in the header."""
        return self.tr("Parameters")

    def fact(self) -> str:
        """Say where most of them are, or what pooling saves."""
        return "" if self._content is None else self._content.fact()

    def help(self) -> tuple[str, str]:
        """Explain the ledger."""
        return (
            self.tr(
                "Left: every layer's parameters and multiplications as areas. They lie in different layers: a filter's "
                "few weights are used at every place of the picture, a dense layer's many weights only once. Middle: "
                "the chosen layer's parameters as blocks, one for each filter or unit, all in one scale, each with its "
                "bias beside it. A unit that reads flattened maps has a weight for every value of them. Right: why the "
                "shape is what it is. A cell at the border lacks neighbours, so a filter cannot be computed there; "
                "pooling makes one cell of every block, and what fills no block is dropped."
            ),
            self.tr(
                "Switch on “without pooling”: which layer gets 23 times as many parameters, and why does none of the "
                "filters get larger?"
            ),
        )

    def tools(self) -> list[QWidget]:
        """Layer, and what it would be without pooling."""
        return [self._layers, self._without]

    def show_selection(self, selection: Selection) -> None:
        """Look at the selected layer."""
        if any(spec.name == selection.layer for spec in self.session.specs) and selection.layer is not None:
            self._layer = selection.layer
            self._show_layer()

    def _show_layer(self) -> None:
        specs = self.session.specs
        names = [spec.name for spec in specs]
        self._layers.set_choices([layer_title(spec, specs) for spec in specs], names.index(self._layer))
        if self._content is not None:
            self._content.set_layer(self._layer)

    def build(self, module: Any) -> Ledgering:
        """Make the pages, of the layer that is selected."""
        content: Ledgering = module.Ledgering(self.session.weights.configs, self.session.specs)
        content.layerChosen.connect(self.session.select)
        content.set_without_pooling(self._without.isChecked())
        content.set_layer(self._layer)
        return content

    def missing(self) -> str:
        """Say that there are none."""
        return self.tr("The parameters cannot be shown.")

    @Slot(int)
    def _on_layer_chosen(self, index: int) -> None:
        self.session.select(self.session.specs[index].name)

    @Slot(bool)
    def _on_without_clicked(self, on: bool) -> None:
        if self._content is not None:
            self._content.set_without_pooling(on)
            self._content.set_layer(self._layer)
            self.factChanged.emit()
