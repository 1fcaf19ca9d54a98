"""The same window as most tutorials would write it: `predict` for every layer, one pyqtgraph ImageItem per map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from model.digitize import digitize

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.digitize import Digitized
    from model.ink import Ink

_COLUMNS = 8
_LONGEST_STRIP = 100
_WARM = 3


def outputs_of_every_layer(network: Any) -> Callable[[np.ndarray], list[np.ndarray]]:
    """`predict` of a network whose outputs are z and a of all layers."""
    import keras

    entry = x = keras.Input(network.input_shape[1:])
    outputs = []
    for layer in network.layers[1:]:
        config = layer.get_config()
        if config.get("activation", "linear") != "linear":
            plain = type(layer).from_config({**config, "name": f"{layer.name}_z", "activation": "linear"})
            outputs.append(plain(x))
            plain.set_weights(layer.get_weights())
            x = keras.layers.Activation(config["activation"], name=f"{layer.name}_a")(outputs[-1])
        else:
            x = layer(x)
        outputs.append(x)
    every = keras.Model(entry, outputs)
    return lambda image: every.predict(image[np.newaxis, :, :, np.newaxis], verbose=0)


class Walls:
    """A window that shows what ours shows: ink, the steps to 28x28, all maps, the vectors, ten bars and their past.

    Of z and a, activations alone are drawn, as with us; colours, and their range for every picture anew, by pyqtgraph.
    """

    def __init__(self, network: Any, size: tuple[int, int]) -> None:
        import pyqtgraph
        from PySide6.QtWidgets import QGridLayout, QWidget

        self._predict = outputs_of_every_layer(network)
        self._colours = pyqtgraph.colormap.get("magma")
        self._past: list[np.ndarray] = []
        self.window = QWidget()
        grid = QGridLayout(self.window)
        outputs = self._predict(np.zeros((28, 28), np.float32))
        shown = [i for i in range(len(outputs)) if not _is_z(outputs, i)]
        maps = [i for i in shown if outputs[i].ndim == 4]
        vectors = [i for i in shown if outputs[i].ndim == 2]

        left = pyqtgraph.GraphicsLayoutWidget()
        grid.addWidget(left, 0, 0, 2, 1)
        self._ink = self._item(left, 0, 0, 5)
        self._steps = [self._item(left, 1, column) for column in range(5)]
        self._maps: list[tuple[int, list[Any]]] = []
        for place, index in enumerate(maps):
            view = pyqtgraph.GraphicsLayoutWidget()
            grid.addWidget(view, place // 2, 1 + place % 2)
            count = outputs[index].shape[-1]
            items = [self._item(view, channel // _COLUMNS, channel % _COLUMNS) for channel in range(count)]
            self._maps.append((index, items))
        strips = pyqtgraph.GraphicsLayoutWidget()
        grid.addWidget(strips, 2, 1, 1, 2)
        self._strips = [(index, self._item(strips, 0, column)) for column, index in enumerate(vectors)]
        answer, river = pyqtgraph.PlotWidget(), pyqtgraph.PlotWidget()
        grid.addWidget(answer, 0, 3)
        grid.addWidget(river, 1, 3)
        self._bars = pyqtgraph.BarGraphItem(x=range(10), height=[0.0] * 10, width=0.8)
        answer.addItem(self._bars)
        self._curves = [river.plot() for _ in range(10)]
        self.window.resize(*size)

    def _item(self, view: Any, row: int, column: int, columns: int = 1) -> Any:
        import pyqtgraph

        box = view.addViewBox(row, column, 1, columns, lockAspect=True, enableMouse=False, invertY=True)
        item = pyqtgraph.ImageItem(axisOrder="row-major")
        item.setColorMap(self._colours)
        box.addItem(item)
        return item

    def show_ink(self, ink: Ink) -> None:
        cells = ink.snapshot()
        digitized = digitize(cells)
        outputs = self._predict(digitized.image)
        self._ink.setImage(cells)
        for item, picture in zip(self._steps, _pictures(digitized), strict=False):
            item.setImage(picture)
        for index, items in self._maps:
            maps = outputs[index][0]
            for channel, item in enumerate(items):
                item.setImage(maps[:, :, channel])
        for index, item in self._strips:
            values = outputs[index][0]
            width = min(_LONGEST_STRIP, values.size)
            item.setImage(np.resize(values, (-(-values.size // width), width)))
        self._bars.setOpts(height=outputs[-1][0])
        self._past.append(outputs[-1][0])
        past = np.array(self._past)
        for digit, curve in enumerate(self._curves):
            curve.setData(past[:, digit])


def _pictures(digitized: Digitized) -> list[np.ndarray]:
    """The small pictures of the steps."""
    return [*(picture for _, picture in digitized.pictures), digitized.image]


def _is_z(outputs: list[np.ndarray], index: int) -> bool:
    """Whether the next output is the same values after an activation."""
    if index + 1 == len(outputs) or outputs[index].shape != outputs[index + 1].shape:
        return False
    return index + 2 == len(outputs) or np.array_equal(np.maximum(outputs[index], 0), outputs[index + 1])


def main() -> None:
    """Show one drawing after the other, one for each line that comes in; print how long each took, in seconds.

    A process of its own, so that what is compared with it does not carry its window and its garbage along.
    """
    import sys
    import time
    from importlib.resources import as_file, files
    from itertools import islice

    from gui.application import make_application
    from model.ink import Ink
    from model.loading import load_keras
    from model.weights import load
    from tests.bench.moves import NAIVE_EVERY, path_of_strokes
    from tests.bench.stage import SIZE, Eye

    make_application()
    with as_file(files("resources") / "digits.npz") as path:
        walls = Walls(load_keras(load(path)).network, SIZE)
    walls.window.show()
    eye, ink, strokes = Eye(walls.window), Ink(), path_of_strokes()

    def draw() -> float:
        for kind, x, y in islice(strokes, NAIVE_EVERY):
            if kind == "press":
                ink.clear()
                ink.begin(x, y, 0.0)
            elif kind == "move":
                ink.extend(x, y, 0.0)
            else:
                ink.end()
        begun = time.perf_counter()
        walls.show_ink(ink)
        return eye.wait(lambda: True) - begun

    for _ in range(_WARM):
        draw()
    print("ready", flush=True)
    for _ in sys.stdin:
        print(draw(), flush=True)


if __name__ == "__main__":
    main()
