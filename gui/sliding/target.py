"""What the sliding window is looking at: a layer, the map that it writes, the map that it reads, a loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication

from gui import texts
from model.sliding import Box, Sliding, slides

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.layers import LayerSpec
    from model.trace import LayerTrace, Trace

Cell = tuple[int, int]


class Target:
    """One of a network's layers that slide, and which of its maps are looked at.

    Attributes
    ----------
    layers
        The layers to choose from.
    spec
        The chosen one; None if the network has none.
    channel
        The map that is written.
    slice
        Of the maps that a convolution reads, the one that is shown.
    slide
        The steps of the window; None if there is no layer.
    """

    def __init__(self, specs: Sequence[LayerSpec]) -> None:
        self._specs = specs
        self.layers = tuple(spec for spec in specs if slides(spec))
        self.spec: LayerSpec | None = None
        self.slide: Sliding | None = None
        self.channel = self.slice = 0
        self._slice_chosen = False
        if self.layers:
            self.set_layer(self.layers[0])

    def set_layer(self, spec: LayerSpec, channel: int | None = None) -> None:
        """Look at another layer, from its first map on and without a loop; or at another of its maps."""
        if spec is not self.spec:
            self.spec, self.slide, self.channel = spec, Sliding(spec), 0
        if channel is not None:
            self.channel = channel
        self._slice_chosen = False
        self.slice = 0

    def set_slice(self, index: int) -> None:
        """Show another of the maps that are read."""
        self.slice, self._slice_chosen = index, True

    def set_loop(self, loop: Box | None) -> None:
        """Go through a part of the map alone, or through all of it."""
        if self.spec is not None:
            self.slide = Sliding(self.spec, loop)

    def strongest_slice(self, trace: Trace) -> bool:
        """Show the map that adds most to the one that is written, unless one was chosen; return whether it changed."""
        layer = self.layer_of(trace)
        kernel = None if self.spec is None else trace.weights.arrays.get(f"{self.spec.name}/kernel")
        if layer is None or kernel is None or self._slice_chosen:
            return False
        self._slice_chosen = True  # from now on it stays, whatever is drawn
        below = np.abs(trace.layers[layer.spec.index - 1].a).sum(axis=(0, 1))
        before, self.slice = (
            self.slice,
            int((below * np.abs(kernel[..., self.channel]).sum(axis=(0, 1))).argmax()),
        )
        return self.slice != before

    # --- what follows from it --------------------------------------------------------------------------------

    @property
    def filters(self) -> bool:
        """Whether the layer is a convolution."""
        return self.spec is not None and "kernel_size" in self.spec.config

    @property
    def deep(self) -> bool:
        """Whether it is one that reads several maps at once."""
        return self.filters and self.spec is not None and self.spec.input_shape[2] > 1

    @property
    def read(self) -> int:
        """The map below that is shown: the chosen slice, or a pooling's own."""
        return self.slice if self.filters else self.channel

    @property
    def below(self) -> LayerSpec:
        """The layer that is read."""
        assert self.spec is not None
        return self._specs[self.spec.index - 1]

    def layer_of(self, trace: Trace | None) -> LayerTrace | None:
        """Return the layer in a trace; None if that is another network's."""
        layer = None if trace is None or self.spec is None else trace.layer(self.spec.name)
        if layer is None or self.spec is None:
            return None
        same = layer.spec.kind == self.spec.kind and layer.spec.config == self.spec.config
        return layer if same and layer.spec.input_shape == self.spec.input_shape else None

    def shapes(self) -> tuple[Cell, Box, tuple[Cell, ...], Cell]:
        """Return the shapes of the map that is read, of the rim around it, of the tables and of the map written."""
        spec, slide = self.spec, self.slide
        assert spec is not None
        assert slide is not None
        assert spec.window is not None
        rows, columns, _ = spec.output_shape
        first, last = slide.reads(0, 0), slide.reads(rows - 1, columns - 1)
        before = [max(0, -cells[0]) for cells in first]
        after = [max(0, cells[-1] + 1 - n) for cells, n in zip(last, spec.input_shape, strict=False)]
        tables = (spec.window.size,) * 3 if self.filters else (spec.window.size, (1, 1))
        rim = before[0], before[1], after[0], after[1]
        return (spec.input_shape[0], spec.input_shape[1]), rim, tables, (rows, columns)

    def captions(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return what stands above the two maps, each in several forms, the longest first."""
        spec = self.spec
        assert spec is not None
        below, title = (texts.layer_title(each, self._specs) for each in (self.below, spec))
        read, written = (texts.dimensions(shape[:2]) for shape in (spec.input_shape, spec.output_shape))
        if self.deep:
            words = _tr("slice {index} of {count}").format(index=self.slice, count=spec.input_shape[2])
            left = f"{below}, {words}, {read}", f"{below}, {words}", words, below
        elif self.filters:
            left = f"{below} {read}", below, read, ""
        else:
            words = _tr("map {index}").format(index=self.read)
            left = f"{below}, {words}, {read}", f"{below}, {words}", words, ""
        words = (_tr("filter {index}") if self.filters else _tr("map {index}")).format(index=self.channel)
        return left, (f"{title}, {words}, {written}", f"{title}, {words}", words)

    def choices(self) -> tuple[list[str], list[str], list[str]]:
        """Return the names of the layers, of the maps that are read and of those that are written."""
        assert self.spec is not None
        written = _tr("filter {index}") if self.filters else _tr("map {index}")
        return (
            [texts.layer_title(spec, self._specs) for spec in self.layers],
            [_tr("slice {index}").format(index=i) for i in range(self.spec.input_shape[2])],
            [written.format(index=i) for i in range(self.spec.output_shape[2])],
        )


def _tr(words: str) -> str:
    return QCoreApplication.translate("sliding", words)
