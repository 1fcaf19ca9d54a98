"""Units that are one place of something: a pixel, a flattened value, a value of an unknown kind of layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRect, Slot

from gui.microscope.pooled import scale_of
from gui.microscope.view import View
from gui.microscope.wording import title_of, translate
from gui.sentences import QT_TRANSLATE_NOOP
from gui.widgets.cellmap import CellMap
from model.explain.default import Unknown
from model.explain.flatten import Moved
from model.explain.input_layer import Input

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from model.explain import Explanation
    from model.explain.base import Source
    from model.layers import LayerSpec
    from model.trace import Trace


class PlaceView(View):
    """A map with a ring around the one cell: where the value comes from, or what lies around it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.map = CellMap(self)
        self.map.setAccessibleName(translate(QT_TRANSLATE_NOOP("microscope", "Where it is")))
        self.map.pointed.connect(self._on_pointed)
        self.map.chosen.connect(self._on_chosen)
        self._explanation: Explanation | None = None
        self._caption = ""

    def show_explanation(self, explanation: Explanation, trace: Trace, specs: Sequence[LayerSpec]) -> None:
        """Show another place."""
        self._explanation = explanation
        if isinstance(explanation, Moved):
            layer, unit = explanation.origin
            found = trace.layer(layer)
            assert found is not None
            values = found.a[..., unit[2]] if len(unit) == 3 else found.a[np.newaxis]
            marked = (unit[0], unit[1]) if len(unit) == 3 else (0, unit[0])
            scale = scale_of(found.a)
            words = translate(QT_TRANSLATE_NOOP("microscope", "where it comes from: {layer}, {place}"))
            place = translate(QT_TRANSLATE_NOOP("microscope", "map {map}, row {row}, column {column}"))
            if len(unit) == 3:
                told = place.format(map=unit[2], row=unit[0], column=unit[1])
            else:
                told = str(unit[0])
            self._caption = words.format(layer=title_of(layer, specs), place=told)
        elif isinstance(explanation, Input):
            image, marked = trace.image, explanation.pixel
            values = image if image.ndim == 2 else image[..., explanation.unit[-1]]
            scale = scale_of(values)
            self._caption = translate(QT_TRANSLATE_NOOP("microscope", "the picture that enters the network"))
        else:
            assert isinstance(explanation, Unknown)
            values = explanation.neighbours.astype(np.float32)
            row, column = explanation.unit[:2] if len(explanation.unit) == 3 else (0, explanation.unit[0])
            marked = row - explanation.corner[0], column - explanation.corner[1]
            scale = scale_of(values)
            self._caption = translate(QT_TRANSLATE_NOOP("microscope", "the values around it"))
        self.map.set_values(values, *scale)
        self.map.set_marks(marked=marked)
        self.arrange()

    def arrange(self) -> None:
        """Give the map all the room."""
        cap = self.caption_height
        self.map.setGeometry(0, cap, self.width(), max(8, self.height() - cap))
        self.set_captions([(QRect(0, 0, self.width(), cap), self._caption)])

    def _source(self, row: int, column: int) -> Source | None:
        explanation = self._explanation
        if explanation is None or row < 0:
            return None
        if isinstance(explanation, Moved):
            layer, unit = explanation.origin
            return layer, (row, column, unit[2]) if len(unit) == 3 else (column,)
        if isinstance(explanation, Unknown):
            row, column = row + explanation.corner[0], column + explanation.corner[1]
        if len(explanation.unit) == 3:
            return explanation.spec.name, (row, column, explanation.unit[2])
        width = self.map.shape[1] if isinstance(explanation, Input) else 0
        return explanation.spec.name, (row * width + column,)

    @Slot(int, int)
    def _on_pointed(self, row: int, column: int) -> None:
        self._point(self._source(row, column))

    @Slot(int, int)
    def _on_chosen(self, row: int, column: int) -> None:
        self.chosen.emit(self._source(row, column))
