"""A dock in which the living network is changed: kernels repainted, filters switched off, and what is lost by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut

from gui import texts
from gui.icons import set_icon
from gui.panels.late import LatePanel
from gui.undoing import history, record
from gui.widgets.chooser import Chooser
from gui.widgets.tool import Tool
from model.slices import sliced

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QUndoStack
    from PySide6.QtWidgets import QWidget

    from gui.panels.base import Panel
    from gui.session import Session
    from gui.surgery.stage import SurgeryStage
    from model.surgery import Surgery


class KernelSurgery(LatePanel["SurgeryStage"]):
    """Header, help and history; what shows the kernels is `gui.surgery.stage`."""

    key = "surgery"
    place = "bottom"
    module = "gui.surgery.stage"
    lab = True
    least = 112  # the window has room for other docks above and below it on a low screen
    history: QUndoStack

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.history = history(self)
        self._layers = sliced(session.specs)
        self._layer = self._layers[0].name
        self._original = session.surgery.original
        self._chooser = Chooser(self.tr("Layer"), self.tr("Layer that is operated on"))
        self._chooser.chosen.connect(self._on_layer_chosen)
        self._compare = self._tool(self.tr("Compare with the original: hold O, or press it (O)"))
        self._compare.setText(self.tr("original"))
        self._compare.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self._compare.setCheckable(True)
        self._compare.clicked.connect(self._on_compared)
        self._reset = self._tool(self.tr("The whole network as it was learned (Ctrl+R)"))
        set_icon(self._reset, "reset", calm=True)
        self._reset.clicked.connect(self.reset)
        keys = QShortcut(QKeySequence("Ctrl+R"), self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.reset)
        for tool in self.tools():
            tool.setParent(self)
        session.networkChanged.connect(self._on_network_changed)
        self._show_tools()

    @classmethod
    def for_session(cls, session: Session) -> list[Panel]:
        """One for all layers that have kernels, if there are any."""
        return [cls(session)] if sliced(session.specs) else []

    # --- what the dock asks ----------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Return the size in which all of it is seen: a dock that is opened gets it, where the window has it."""
        return QSize(820, 222)

    def title(self) -> str:
        """Name in the header."""
        return self.tr("Kernel surgery")

    def fact(self) -> str:
        """Say what was done to the network."""
        surgery = self.session.surgery
        if self.session.is_comparing:
            return self.tr("the original answers")
        if surgery.weights is surgery.original:
            return self.tr("as learned")
        off = sum(len(channels) for channels in surgery.off.values())
        painted = sum(len(surgery.painted_in(spec.name)) for spec in self._layers)
        parts = [self.tr("{count} off").format(count=off)] if off else []
        parts += [self.tr("{count} repainted").format(count=painted)] if painted else []
        return " · ".join(parts)

    def help(self) -> tuple[str, str]:
        """Tell what can be done here, and how."""
        return (
            self.tr(
                "The kernels of the network that reads your ink, to be changed while it reads. Choose one in the "
                "picture, and drag, type or paint its numbers, or drop a classic filter on it: all later maps and the "
                "answer follow at once. X, or Ctrl and a click in the picture, switches a filter or unit off, so that "
                "it gives 0 whatever comes in; Shift+X keeps only this one. A cross means off, a dot repainted. Below, "
                "the first 1,000 test pictures are counted again after each change, digit by digit: what is lost, and "
                "as what it is read then. O shows the original as long as it is held; every step can be undone, and "
                "Ctrl+R takes all back. The program's own network is not changed on the disk; File > Save network as "
                "keeps this one."
            ),
            self.tr(
                "Draw a 7. Switch filters off, one after the other, until the answer changes: which did you need? Then "
                "take all back and keep only one."
            ),
        )

    def tools(self) -> list[QWidget]:
        """Layer, comparison, reset."""
        return [self._chooser, self._compare, self._reset]

    def state(self) -> dict[str, str]:
        """Return the layer, for the settings."""
        return {"layer": self._layer if self._content is None else self._content.spec.name}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take over a layer from the settings; what is not valid is left as it is."""
        names = [spec.name for spec in self._layers]
        if state.get("layer") in names:
            self._layer = str(state["layer"])
            if self._content is not None:
                self._content.set_layer(names.index(self._layer))
            self._show_tools()

    # --- the content -----------------------------------------------------------------------------------------

    def build(self, module: Any) -> SurgeryStage:
        """Make the stage for the layer that was chosen."""
        content: SurgeryStage = module.SurgeryStage(self.session, self._layer)
        content.operated.connect(self._on_operated)
        content.compared.connect(self._on_compared)
        content.layerChanged.connect(self._show_tools)
        content.said.connect(self.said)
        return content

    def missing(self) -> str:
        """Say that there is no surgery."""
        return self.tr("The kernel surgery cannot be shown.")

    # --- what a person does ----------------------------------------------------------------------------------

    @Slot()
    def reset(self) -> None:
        """Have the whole network as it was learned; can be undone."""
        surgery = self.session.surgery
        if surgery.weights is not surgery.original:
            self._on_operated(surgery.reset(), self.tr("reset"), True)

    @Slot(object, str, bool)
    def _on_operated(self, surgery: Surgery, what: str, finished: bool) -> None:
        record(self.history, what, self.session.surgery, surgery, self.session.operate, finished)

    @Slot(bool)
    def _on_compared(self, on: bool) -> None:
        surgery = self.session.surgery
        if on and surgery.weights is surgery.original:
            self.said.emit(self.tr("Nothing is changed yet: this is the original."))
        else:
            self.session.compare(on)
        self._show_tools()

    @Slot(bool)
    def set_seen(self, seen: bool) -> None:
        """End a comparison when the dock is closed or another tab is in front: nothing would end it there."""
        if not seen:
            self.session.compare(False)
            self._show_tools()

    @Slot(int)
    def _on_layer_chosen(self, index: int) -> None:
        self._layer = self._layers[index].name
        if self._content is not None:
            self._content.set_layer(index)
        self._show_tools()

    @Slot()
    def _on_network_changed(self) -> None:
        if self.session.surgery.original is not self._original:  # another network is open: its past is another one
            self._original = self.session.surgery.original
            self.history.clear()
        self._show_tools()
        self.factChanged.emit()

    @Slot()
    def _show_tools(self) -> None:
        if self._content is not None:
            self._layer = self._content.spec.name
        names = [spec.name for spec in self._layers]
        titles = [texts.layer_title(spec, self.session.specs) for spec in self._layers]
        self._chooser.set_choices(titles, names.index(self._layer))
        surgery = self.session.surgery
        self._compare.setChecked(self.session.is_comparing)
        changed = surgery.weights is not surgery.original
        self._compare.setEnabled(changed)
        self._reset.setEnabled(changed)

    def _tool(self, tip: str) -> Tool:
        made = Tool(tip)
        made.setToolTip(tip)
        return made
