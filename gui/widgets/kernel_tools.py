"""The choices of how kernels are shown, and the small buttons for them in a dock's header."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QToolButton, QWidget

from gui.icons import set_icon
from gui.widgets.choices import Choices, choice_group
from gui.widgets.tool import Tool, menu_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class KernelChoices(Choices):
    """How kernels are shown.

    Attributes
    ----------
    view
        'pairs' of an input map and a filter as one matrix, one 'filter' with all its slices, or one input 'map' with
        all slices that read it. Of a layer with one input map there is one view.
    order
        By 'index', by 'kind' (the nearest classic filter), by 'norm', or by what is 'added' to z now.
    strength
        What the matrix shows of a pair: 'norm', 'sum' of the weights, or what is 'added' to z now.
    scale
        Colours by the largest weight of 'all' slices in view or of 'each' by itself.
    """

    allowed: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "view": ("pairs", "filter", "map"),
        "order": ("index", "kind", "norm", "added"),
        "strength": ("norm", "sum", "added"),
        "scale": ("all", "each"),
    }

    view: str = "pairs"
    order: str = "kind"
    strength: str = "norm"
    scale: str = "all"


class KernelTools(QObject):
    """Actions for the choices; the setters are silent, a person's choice is told.

    Signals
    -------
    chosen
        The new KernelChoices.
    layerChosen
        The index of a layer in the list that `set_layers` got.
    turned
        1 for the next filter or map, -1 for the one before.
    copyRequested
        'slice' or 'list' is wanted on the clipboard.
    """

    chosen = Signal(object)
    layerChosen = Signal(int)
    turned = Signal(int)
    copyRequested = Signal(str)

    def __init__(self, layers: Sequence[str], parent: QObject) -> None:
        super().__init__(parent)
        self.choices = KernelChoices()
        self._layers, self._layer, self._deep, self._subject = tuple(layers), 0, False, ""
        self._layer_group = QActionGroup(self)
        for index, words in enumerate(layers):
            action = QAction(words, self._layer_group)
            action.setCheckable(True)
            action.setChecked(index == 0)
            action.setData(index)
        self._layer_group.triggered.connect(self._on_layer_triggered)
        self._views = self._group(
            "view",
            {
                "pairs": self.tr("All pairs of a map and a filter"),
                "filter": self.tr("One filter: a slice for each map"),
                "map": self.tr("One input map: a slice for each filter"),
            },
        )
        self._orders = self._group(
            "order",
            {
                "index": self.tr("By index"),
                "kind": self.tr("By kind: the nearest classic filter"),
                "norm": self.tr("By norm, the strongest first"),
                "added": self.tr("By what they add to z now"),
            },
        )
        self._strengths = self._group(
            "strength",
            {
                "norm": self.tr("Matrix: the norm of each slice"),
                "sum": self.tr("Matrix: the sum of its weights"),
                "added": self.tr("Matrix: what it adds to z now"),
            },
        )
        self._scales = self._group(
            "scale",
            {"all": self.tr("All slices alike"), "each": self.tr("Each slice by its own range")},
        )
        self._copies = QActionGroup(self)
        for what, words in (("slice", self.tr("Copy this slice")), ("list", self.tr("Copy the list of slices"))):
            QAction(words, self._copies).setData(what)
        self._copies.triggered.connect(self._on_copy_triggered)
        self._buttons: dict[str, Tool] = {}

    def show_state(self, choices: KernelChoices, layer: int, deep: bool, subject: str) -> None:
        """Mark the present choices; `deep` tells whether there are several input maps, `subject` what is shown."""
        self.choices, self._layer, self._deep, self._subject = choices, layer, deep, subject
        groups = (
            (self._views, "view"),
            (self._orders, "order"),
            (self._strengths, "strength"),
            (self._scales, "scale"),
        )
        for group, name in groups:
            for action in group.actions():
                action.setChecked(action.data() == (name, getattr(choices, name)))
        for action in self._layer_group.actions():
            action.setChecked(action.data() == layer)
        for action in self._strengths.actions():
            action.setEnabled(deep)
        if self._buttons:
            self._dress()

    def buttons(self) -> list[QWidget]:
        """Make the header's buttons: layer, view with its neighbours, order, and the rest."""
        layer = self._menu_button(self.tr("Layer"), self._layer_group)
        before, after = Tool(self.tr("Previous")), Tool(self.tr("Next"))
        set_icon(before, "left")
        set_icon(after, "right")
        before.clicked.connect(self._on_before_clicked)
        after.clicked.connect(self._on_after_clicked)
        view, order = self._menu_button(self.tr("View"), self._views), self._menu_button("", self._orders)
        more = Tool(self.tr("More choices"))
        more.setToolTip(self.tr("What the matrix shows, colour range, copy"))
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        more.setMenu(menu_of(more, self._strengths, self._scales, self._copies))
        set_icon(more, "more")
        self._buttons = {
            "layer": layer, "before": before, "view": view, "after": after, "order": order, "more": more,
        }  # fmt: skip
        self._dress()
        return list(self._buttons.values())

    # --- inside ----------------------------------------------------------------------------------------------

    def _group(self, name: str, words: Mapping[str, str]) -> QActionGroup:
        group = choice_group(self, name, words, getattr(self.choices, name))
        group.triggered.connect(self._on_triggered)
        return group

    def _menu_button(self, name: str, group: QActionGroup) -> Tool:
        button = Tool(name)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(menu_of(button, group))
        return button

    def _dress(self) -> None:
        buttons, choices = self._buttons, self.choices
        one = self._deep and choices.view != "pairs"
        buttons["layer"].setText(f"{self._layers[self._layer]} ▾")
        buttons["layer"].setToolTip(self.tr("Layer whose kernels are shown"))
        _show(buttons["layer"], len(self._layers) > 1)
        buttons["view"].setText(f"{self._subject} ▾")
        _show(buttons["view"], self._deep)
        self._tell(buttons["view"], self.tr("View: %1").replace("%1", self._checked(self._views)))
        named = choices.view == "filter"
        self._tell(buttons["before"], self.tr("Previous filter") if named else self.tr("Previous map"))
        self._tell(buttons["after"], self.tr("Next filter") if named else self.tr("Next map"))
        _show(buttons["before"], one)
        _show(buttons["after"], one)
        short = {
            "index": self.tr("index"), "kind": self.tr("kind"), "norm": self.tr("norm"), "added": self.tr("added"),
        }  # fmt: skip
        buttons["order"].setText(short[choices.order] + " ▾")
        self._tell(buttons["order"], self.tr("Order: %1").replace("%1", self._checked(self._orders)))

    @staticmethod
    def _tell(button: Tool, words: str) -> None:
        button.setToolTip(words)
        button.setAccessibleName(words)

    @staticmethod
    def _checked(group: QActionGroup) -> str:
        action = group.checkedAction()
        return action.text() if action else ""

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        name, value = action.data()
        self.chosen.emit(replace(self.choices, **{name: value}))

    @Slot(QAction)
    def _on_layer_triggered(self, action: QAction) -> None:
        self.layerChosen.emit(action.data())

    @Slot(QAction)
    def _on_copy_triggered(self, action: QAction) -> None:
        self.copyRequested.emit(action.data())

    @Slot()
    def _on_before_clicked(self) -> None:
        self.turned.emit(-1)

    @Slot()
    def _on_after_clicked(self) -> None:
        self.turned.emit(1)


def _show(button: Tool, wanted: bool) -> None:
    """Show or hide a button; one that is in no header yet would become a window, and is shown with it anyway."""
    if not wanted:
        button.hide()
    elif button.parentWidget() is not None:
        button.show()
