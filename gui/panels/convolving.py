"""A dock for trying out kernels: up to four convolutions and poolings of one's own on the ink."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut

from gui.icons import set_icon
from gui.panels.late import LatePanel
from gui.undoing import history, record
from gui.widgets.tool import Tool
from model.chain import from_dict, start

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QUndoStack
    from PySide6.QtWidgets import QWidget

    from gui.convolving.lab import Lab
    from gui.session import Session
    from model.chain import Chain


class ConvolutionLab(LatePanel["Lab"]):
    """Header, help, history and the chain; what shows it is `gui.convolving.lab`."""

    key = "convolving"
    place = "bottom"
    module = "gui.convolving.lab"
    lab = True
    history: QUndoStack

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.history = history(self)
        self._chain = start()
        self._more = self._tool(self.tr("Add a stage that reads what the last one made"))
        self._more.setText(self.tr("+ stage"))
        self._more.clicked.connect(self._on_more_clicked)
        self._compare = self._tool(self.tr("3×3 beside 5×5 and 7×7: the first kernel in all sizes on the same ink"))
        self._compare.setText("3×3 | 5×5")
        self._compare.setCheckable(True)
        self._compare.clicked.connect(self._on_compare_clicked)
        self._reset = self._tool(self.tr("Reset the lab (Ctrl+R)"))
        set_icon(self._reset, "reset", calm=True)
        self._reset.clicked.connect(self.reset)
        keys = QShortcut(QKeySequence("Ctrl+R"), self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.reset)
        self._show_tools()

    # --- what the dock asks ----------------------------------------------------------------------------------

    def title(self) -> str:
        """Name in the header."""
        return self.tr("Convolution lab")

    def fact(self) -> str:
        """Tell how the picture's size changes."""
        if self._chain.compares:
            return self.tr("one kernel in three sizes")
        return " → ".join(f"{side}×{side}" for side in self._chain.sizes)

    def help(self) -> tuple[str, str]:
        """Tell what can be changed here."""
        return (
            self.tr(
                "Convolutions and poolings of your own, on the picture that enters the network, while you draw. Change "
                "a kernel's numbers by dragging them up and down, by the wheel, by typing or by painting, mirrored if "
                "you like (▫), or take a classic one. The small buttons choose size, stride, padding, dilation, "
                "correlation or convolution, ReLU and pooling. What is not legal is not offered: a kernel needs as "
                "many cells as it is wide. Dots mark the cells that win their block in a pooling. Point at any number "
                "and see what it was made of: what the kernel lies on × the kernel = products, and their sum. "
                "“+ stage” adds one that reads what the last one made, up to four. The network itself is not changed."
            ),
            self.tr(
                "Take “Line, upright” and write a 1, then a 0. Turn ReLU off and look at the negative sums. Then press "
                "“3×3 | 5×5”: what does the larger kernel see that the smaller one cannot?"
            ),
        )

    def tools(self) -> list[QWidget]:
        """Add a stage, compare sizes, reset."""
        return [self._more, self._compare, self._reset]

    def state(self) -> dict[str, Any]:
        """Return the chain, for the next start."""
        return self._chain.to_dict()

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take over a chain from the settings, if it is whole; what could be undone is of another one."""
        chain = from_dict(state)
        if chain is not None:
            self.history.clear()
            self._show(chain)

    def sizeHint(self) -> QSize:
        """Return room for one stage, before there is one."""
        return QSize(860, 280)

    # --- the content -----------------------------------------------------------------------------------------

    def build(self, module: Any) -> Lab:
        """Make the lab for the chain."""
        content: Lab = module.Lab(self.session, self._chain)
        content.edited.connect(self._on_edited)
        content.said.connect(self.said)
        return content

    def missing(self) -> str:
        """Say that there is no lab."""
        return self.tr("The convolution lab cannot be shown.")

    # --- what a person does ----------------------------------------------------------------------------------

    @property
    def chain(self) -> Chain:
        """What the lab holds."""
        return self._chain

    @Slot()
    def reset(self) -> None:
        """Begin anew; can be undone."""
        self._change(start(), self.tr("reset"))

    def _change(self, chain: Chain, what: str, finished: bool = True) -> None:
        """Do one step that can be taken back."""
        record(self.history, what, self._chain, chain, self._show, finished)

    def _show(self, chain: Chain) -> None:
        before, self._chain = self.fact(), chain
        if self._content is not None:
            self._content.set_chain(chain)
        self._show_tools()
        if self.fact() != before:
            self.factChanged.emit()

    def _show_tools(self) -> None:
        self._compare.setChecked(self._chain.compares)
        self._more.setEnabled(self._chain.can_grow)

    @Slot(object, str, bool)
    def _on_edited(self, chain: Chain, what: str, finished: bool) -> None:
        self._change(chain, what, finished)

    @Slot()
    def _on_more_clicked(self) -> None:
        self._change(self._chain.grown(), self.tr("stage added"))

    @Slot(bool)
    def _on_compare_clicked(self, on: bool) -> None:
        self._change(self._chain.comparing(on), self.tr("comparison of sizes"))

    def _tool(self, words: str) -> Tool:
        made = Tool(words)
        made.setParent(self)
        made.setToolTip(words)
        return made
