"""A value that is a function of one value below: an activation, a normalization, Dropout."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRect

from gui.microscope.view import View
from gui.microscope.wording import title_of, translate
from gui.sentences import QT_TRANSLATE_NOOP
from gui.widgets.curve import Curve
from model.activations import ACTIVATIONS
from model.explain.elementwise import Elementwise
from model.explain.normalization import Normalization

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    from model.explain import Explanation
    from model.layers import LayerSpec
    from model.trace import Trace

_POINTS = 121


class FunctionView(View):
    """The function as a curve, with this value on it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.curve = Curve(self)
        self._caption = ""

    def show_explanation(self, explanation: Explanation, trace: Trace, specs: Sequence[LayerSpec]) -> None:
        """Show another value."""
        assert isinstance(explanation, Elementwise)
        reach = 1.25 * max(abs(explanation.x), 1.0)
        x = np.linspace(-reach, reach, _POINTS)
        self.curve.show_curve(x, _function(explanation, x), (explanation.x, explanation.a))
        words = translate(QT_TRANSLATE_NOOP("microscope", "x from {layer}, across; the value here, up"))
        self._caption = words.format(layer=title_of(explanation.below, specs))
        self.arrange()

    def arrange(self) -> None:
        """Give the curve all the room."""
        cap = self.caption_height
        self.curve.setGeometry(0, cap, self.width(), max(8, self.height() - cap))
        self.set_captions([(QRect(0, 0, self.width(), cap), self._caption)])


def _function(explanation: Elementwise, x: NDArray[np.float64]) -> NDArray[np.float64]:
    if isinstance(explanation, Normalization):
        scale = explanation.gamma / np.sqrt(explanation.variance + explanation.epsilon)
        return np.asarray(scale * (x - explanation.mean) + explanation.beta)
    return np.asarray(ACTIVATIONS[explanation.function](x.astype(np.float32)), np.float64)
