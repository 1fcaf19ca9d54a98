"""The two pictures: all filters or units of a layer, and where these have several, the slices of the chosen one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from gui.surgery import words
from gui.surgery.filter_picture import FilterPicture
from gui.surgery.words import tr
from gui.theme import theme
from gui.widgets.readout import Readout
from gui.widgets.tool import Tool

if TYPE_CHECKING:
    from model.layers import LayerSpec
    from model.slices import Array


class Pictures(QWidget):
    """Pictures with a line over each. Its setters are silent.

    Attributes
    ----------
    filters, parts
        The pictures; the second one is there only if there are several slices.
    all_on
        The button that is there while something is off.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.filters, self.parts = FilterPicture(self), FilterPicture(self)
        self._captions = tuple(Readout(self, Qt.AlignmentFlag.AlignLeft) for _ in range(2))
        self.all_on = Tool(tr("all on"))
        self.all_on.setText(tr("all on"))
        self.all_on.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.all_on.setToolTip(tr("Switch all filters or units of this layer on again"))
        self._part = QWidget(self)
        self._both = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._both.setContentsMargins(0, 0, 0, 0)
        self._both.setSpacing(8)
        for picture, caption, column in (
            (self.filters, self._captions[0], QVBoxLayout()),
            (self.parts, self._captions[1], QVBoxLayout(self._part)),
        ):
            caption.setMinimumHeight(self.all_on.sizeHint().height())
            head = QHBoxLayout()
            head.addWidget(caption, 1)
            if picture is self.filters:
                head.addWidget(self.all_on)
                self._both.addLayout(column, 1)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(4)
            column.addLayout(head)
            column.addWidget(picture, 1)
        self._both.addWidget(self._part, 1)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    @property
    def is_deep(self) -> bool:
        """Whether there are several slices."""
        return not self._part.isHidden()

    def set_beside(self, beside: bool) -> None:
        """Put the pictures side by side, or one above the other."""
        way = QBoxLayout.Direction
        self._both.setDirection(way.LeftToRight if beside else way.TopToBottom)

    def show_layer(
        self,
        spec: LayerSpec,
        values: Array,
        learned: Array,
        place: tuple[int, int],
        marks: tuple[frozenset[int] | None, frozenset[int]],
    ) -> None:
        """Show a layer.

        Parameters
        ----------
        values, learned
            Its weights now and as they were learned, float32 [rows, columns, slices, filters or units].
        place
            The filter or unit, and the slice of it, that are on the table.
        marks
            What is off, None if nothing can be; and what is not as it was learned.
        """
        (index, channel), (off, painted), (_, _, slices, count) = place, marks, values.shape
        deep = slices > 1
        whole, original = (array.sum(axis=2) if deep else array[:, :, 0] for array in (values, learned))
        _show_maps(self.filters, whole, original)
        self.filters.set_off(off or ())
        self.filters.set_painted(painted)
        self.filters.set_current(index)
        forms = words.captions(spec, count, None if off is None else len(off), len(painted))
        self._captions[0].show_forms(forms, words.no_switch() if off is None else forms[0])
        self.filters.setAccessibleName(f"{forms[0]}, {words.member(spec, index)}")
        self.all_on.setVisible(bool(off))
        self._part.setVisible(deep)
        if deep:
            part, original_part = values[..., index], learned[..., index]
            _show_maps(self.parts, part, original_part)
            self.parts.set_painted(np.flatnonzero((part != original_part).any(axis=(0, 1))).tolist())
            self.parts.set_current(channel)
            forms = words.slices_captions(spec, index, slices)
            self._captions[1].show_forms(forms, forms[0])
            self.parts.setAccessibleName(forms[0])

    @Slot()
    def _on_theme_changed(self) -> None:
        for line in self._captions:
            line.set_look(theme().font("small"), theme().font("monosmall"), theme().palette.grey)


def _show_maps(picture: FilterPicture, values: Any, learned: Any) -> None:
    """Show weights [rows, columns, n] in the colours of what was learned, which no change stretches."""
    high = float(np.abs(learned).max()) or 1.0
    if not picture.shows(values, high):
        maps = np.array(values)
        maps.flags.writeable = False
        picture.set_maps(maps, "signed", -high, high)
