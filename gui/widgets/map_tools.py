"""The choices of how maps are shown, and the small buttons for them in a dock's header."""

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
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class MapChoices(Choices):
    """How maps are shown.

    Attributes
    ----------
    order
        'index', 'energy', 'maximum', 'evidence', or the 'kind' of filter that makes them.
    values
        'a' after, 'z' before the activation function.
    scale
        What shares one colour range: every 'map' for itself, the 'layer', or all maps of the 'network'.
    mode
        'grid' all maps, 'fold' their mean, 'single' one large.
    """

    allowed: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "order": ("index", "energy", "maximum", "evidence", "kind"),
        "values": ("a", "z"),
        "scale": ("map", "layer", "network"),
        "mode": ("grid", "fold", "single"),
    }

    order: str = "index"
    values: str = "a"
    scale: str = "layer"
    mode: str = "grid"


class MapTools(QObject):
    """Actions for the choices; the setters are silent, a person's choice is told by `chosen`.

    Signals
    -------
    chosen
        The new MapChoices.
    copyRequested
        The chosen value is wanted on the clipboard.
    """

    chosen = Signal(object)
    copyRequested = Signal()

    def __init__(self, has_z: bool, has_kinds: bool, parent: QObject) -> None:
        super().__init__(parent)
        self.choices = MapChoices()
        self._has_z, self._has_kinds = has_z, has_kinds
        orders = {
            "index": self.tr("By index"),
            "energy": self.tr("By energy: the sum of squares"),
            "maximum": self.tr("By their largest value"),
            "evidence": self.tr("By what they add to the answer"),
        }
        if has_kinds:
            orders["kind"] = self.tr("By kind of filter: edge, line, corner …")
        self._orders = self._group("order", orders)
        self._scales = self._group(
            "scale",
            {
                "map": self.tr("Each map by its own range"),
                "layer": self.tr("All maps of this layer alike"),
                "network": self.tr("All layers alike"),
            },
        )
        self._modes = self._group(
            "mode",
            {
                "grid": self.tr("All maps"),
                "fold": self.tr("Folded: their mean"),
                "single": self.tr("One map, large"),
            },
        )
        self.copy_action = QAction(self.tr("Copy the exact value"), self)
        self.copy_action.setEnabled(False)
        self.copy_action.triggered.connect(self.copyRequested)
        self._order_button: QToolButton | None = None
        self._mode_button: QToolButton | None = None
        self._z_button: QToolButton | None = None

    def show_choices(self, choices: MapChoices) -> None:
        """Mark these as the present choices; z and kinds only where there are some."""
        self.choices = choices if self._has_z else replace(choices, values="a")
        if not self._has_kinds and choices.order == "kind":
            self.choices = replace(self.choices, order="index")
        for group, name in ((self._orders, "order"), (self._scales, "scale"), (self._modes, "mode")):
            for action in group.actions():
                action.setChecked(action.data() == (name, getattr(self.choices, name)))
        if self._order_button is not None and self._mode_button is not None:
            self._dress(self._order_button, self._mode_button, self._z_button)

    def buttons(self) -> list[QWidget]:
        """Make the header's buttons: order, z, fold and the rest."""
        order = Tool(self.tr("Order of the maps"))
        order.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        order.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        order.setMenu(menu_of(order, self._orders))
        buttons: list[QWidget] = [order]
        z: QToolButton | None = None
        if self._has_z:
            z = Tool(self.tr("Values before the activation function"))
            z.setText("z")
            z.setCheckable(True)
            z.setToolTip(self.tr("z: the values before the activation function; off: a, after it"))
            z.clicked.connect(self._on_z_clicked)
            buttons.append(z)
        mode = Tool("")
        mode.clicked.connect(self._on_mode_clicked)
        more = Tool(self.tr("More choices"))
        more.setToolTip(self.tr("Size, colour range, copy"))
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = menu_of(more, self._modes, self._scales)
        menu.addSeparator()
        menu.addAction(self.copy_action)
        more.setMenu(menu)
        set_icon(more, "more")
        self._order_button, self._mode_button, self._z_button = order, mode, z
        self._dress(order, mode, z)
        return [*buttons, mode, more]

    # --- inside ----------------------------------------------------------------------------------------------

    def _group(self, name: str, words: Mapping[str, str]) -> QActionGroup:
        group = choice_group(self, name, words, getattr(self.choices, name))
        group.triggered.connect(self._on_triggered)
        return group

    def _dress(self, order: QToolButton, mode: QToolButton, z: QToolButton | None) -> None:
        short = {
            "index": self.tr("index"),
            "energy": self.tr("energy"),
            "maximum": self.tr("maximum"),
            "evidence": self.tr("evidence"),
            "kind": self.tr("kind"),
        }
        order.setText(short[self.choices.order] + " ▾")
        checked = self._orders.checkedAction()
        order.setToolTip(self.tr("Order of the maps: %1").replace("%1", checked.text() if checked else ""))
        set_icon(mode, "fold" if self.choices.mode == "grid" else "grid")
        words = self.tr("Fold all maps into their mean") if self.choices.mode == "grid" else self.tr("Show all maps")
        mode.setToolTip(words)
        mode.setAccessibleName(words)
        if z is not None:
            z.setChecked(self.choices.values == "z")

    def _choose(self, **changes: str) -> None:
        self.show_choices(replace(self.choices, **changes))
        self.chosen.emit(self.choices)

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        name, value = action.data()
        self._choose(**{name: value})

    @Slot(bool)
    def _on_z_clicked(self, checked: bool) -> None:
        self._choose(values="z" if checked else "a")

    @Slot()
    def _on_mode_clicked(self) -> None:
        self._choose(mode="fold" if self.choices.mode == "grid" else "grid")
