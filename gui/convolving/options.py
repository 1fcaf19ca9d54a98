"""The settings of one stage as small buttons: what each can be, in words; nothing that is not legal is offered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Signal, Slot

from gui.convolving.words import tr
from gui.texts import dimensions
from gui.widgets.chooser import Chooser
from model.chain import SHAPE
from model.convolving import SIDES, VALUES, allows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from model.convolving import Stage


@dataclass(frozen=True, slots=True)
class Value:
    """One thing that can be chosen: settings of a stage, words for the list, and for the button."""

    settings: Mapping[str, Any]
    words: str
    shown: str


def _sizes() -> list[Value]:
    return [Value({"side": side}, dimensions((side, side)), dimensions((side, side))) for side in SIDES]


def _strides() -> list[Value]:
    words = {1: tr("1: every place"), 2: tr("2: every other place"), 3: tr("3: every third place")}
    return [Value({"stride": n}, words[n], tr("stride {n}").format(n=n)) for n in VALUES["stride"]]


def _paddings() -> list[Value]:
    rims = {
        "zero": (tr("Same size, a rim of zeros"), tr("same, zeros")),
        "edge": (tr("Same size, the outermost cells repeated"), tr("same, edge")),
        "reflect": (tr("Same size, the picture mirrored"), tr("same, mirror")),
        "wrap": (tr("Same size, the other side goes on"), tr("same, wrap")),
    }
    rest = [Value({"padding": "same", "fill": fill}, *rims[fill]) for fill in VALUES["fill"]]
    return [Value({"padding": "valid"}, tr("Only where the kernel lies on the picture"), tr("valid")), *rest]


def _dilations() -> list[Value]:
    words = {1: tr("1: neighbouring cells"), 2: tr("2: every other cell"), 3: tr("3: every third cell")}
    return [Value({"dilation": n}, words[n], tr("dilation {n}").format(n=n)) for n in VALUES["dilation"]]


def _sums() -> list[Value]:
    return [
        Value({"flipped": False}, tr("Correlation: the kernel as it is, as networks do"), tr("correlation")),
        Value({"flipped": True}, tr("Convolution: the kernel turned by 180°"), tr("convolution")),
    ]


def _relus() -> list[Value]:
    return [
        Value({"relu": True}, tr("ReLU: negative sums become 0"), "ReLU"),
        Value({"relu": False}, tr("None: sums stay as they are"), tr("no ReLU")),
    ]


def _pools() -> list[Value]:
    names = {"max": tr("Largest of {size}"), "average": tr("Mean of {size}"), "min": tr("Smallest of {size}")}
    short = {"max": tr("max {size}"), "average": tr("mean {size}"), "min": tr("min {size}")}
    found = [Value({"pool": "none"}, tr("No pooling"), tr("no pooling"))]
    for pool, words in names.items():
        for n in VALUES["pool_size"]:
            size = dimensions((n, n))
            shown = short[pool].format(size=size)
            found.append(Value({"pool": pool, "pool_size": n}, words.format(size=size), shown))
    return found


def _steps() -> list[Value]:
    words = {1: tr("1: blocks at every cell"), 2: tr("2: every other cell"), 3: tr("3: every third cell")}
    return [Value({"pool_stride": n}, words[n], tr("step {n}").format(n=n)) for n in VALUES["pool_stride"]]


_TABLE: Final = {
    "size": _sizes, "stride": _strides, "padding": _paddings, "dilation": _dilations, "sum": _sums, "relu": _relus,
    "pool": _pools, "step": _steps,
}  # fmt: skip


def _names() -> dict[str, tuple[str, str]]:
    """Return the name of each button, which Undo names too, and its tool tip."""
    return {
        "size": (tr("Kernel size"), tr("Rows and columns of the kernel")),
        "stride": (tr("Stride"), tr("How far the kernel moves from place to place; more than 1 only without dilation")),
        "padding": (tr("Padding"), tr("Whether a rim is put around the picture, and of what")),
        "dilation": (tr("Dilation"), tr("Distance of the cells that the weights meet; more than 1 only with stride 1")),
        "sum": (tr("Convolution or correlation"), tr("Mathematics turns the kernel by 180°, networks do not")),
        "relu": (tr("ReLU"), tr("Whether negative sums become 0")),
        "pool": (tr("Pooling"), tr("What is kept of every block")),
        "step": (tr("Pooling step"), tr("How far the blocks lie apart")),
    }


class Options(QObject):
    """Eight buttons; put them where there is room. `show_stage` is silent.

    Signals
    -------
    chosen
        The settings that a person chose, as a mapping, and the name of the button.
    """

    chosen = Signal(object, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._values = {key: make() for key, make in _TABLE.items()}
        self._names = _names()
        self._offered: dict[str, list[Value]] = {}
        self._shown: tuple[Any, ...] = ()
        self.buttons: dict[str, Chooser] = {}
        for key, (name, tip) in self._names.items():
            self.buttons[key] = button = Chooser(name, tip)
            button.setParent(parent)
            button.chosen.connect(self._on_chosen)

    def show_stage(self, stages: Sequence[Stage], index: int) -> None:
        """Show the settings of one stage of a chain, and offer what the whole chain has cells for."""
        stage = stages[index]
        shown = (index, stage.relu, stage.flipped, *(one.plan for one in stages))
        if shown == self._shown:
            return  # weights alone have changed
        self._shown = shown
        for key, button in self.buttons.items():
            offered = [value for value in self._values[key] if allows(stages, index, SHAPE, **value.settings)]
            self._offered[key] = offered
            at = next(i for i, value in enumerate(offered) if _has(stage, value))
            button.set_choices([value.words for value in offered], at, offered[at].shown)
            button.setEnabled(len(offered) > 1)
            whole = len(offered) == len(self._values[key])
            button.setToolTip(self._names[key][1] + ("" if whole else f" · {_missing()}"))
        self.buttons["step"].setVisible(stage.pool != "none")

    @Slot(int)
    def _on_chosen(self, index: int) -> None:
        key = next(key for key, button in self.buttons.items() if button is self.sender())
        self.chosen.emit(self._offered[key][index].settings, self._names[key][0])


def _missing() -> str:
    return tr("what would leave a stage too few cells is not offered")


def _has(stage: Stage, value: Value) -> bool:
    return all(getattr(stage, name) == wanted for name, wanted in value.settings.items())
