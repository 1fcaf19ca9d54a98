"""What most tutorials write: `predict` for every layer, and one pyqtgraph ImageItem per map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable


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
    """A window with a wall of ImageItems per map layer, and bars."""

    def __init__(self, network: Any, size: tuple[int, int]) -> None:
        import pyqtgraph
        from PySide6.QtWidgets import QGridLayout, QWidget

        self._predict = outputs_of_every_layer(network)
        self.window = QWidget()
        grid = QGridLayout(self.window)
        self._items: list[tuple[int, list[Any]]] = []
        outputs = self._predict(np.zeros((28, 28), np.float32))
        maps = [i for i, values in enumerate(outputs) if values.ndim == 4]
        shown = [i for i, after in zip(maps, [*maps[1:], -1], strict=True) if not _is_z(outputs, i, after)]
        for place, index in enumerate(shown):
            view = pyqtgraph.GraphicsLayoutWidget()
            grid.addWidget(view, place // 2, place % 2)
            items = []
            for channel in range(outputs[index].shape[-1]):
                box = view.addViewBox(channel // 8, channel % 8, lockAspect=True, enableMouse=False)
                items.append(pyqtgraph.ImageItem())
                box.addItem(items[-1])
            self._items.append((index, items))
        plot = pyqtgraph.PlotWidget()
        self._bars = pyqtgraph.BarGraphItem(x=range(10), height=[0.0] * 10, width=0.8)
        plot.addItem(self._bars)
        grid.addWidget(plot, 2, 0, 1, 2)
        self.window.resize(*size)

    def show_image(self, image: np.ndarray) -> None:
        outputs = self._predict(image)
        for index, items in self._items:
            maps = outputs[index][0]
            for channel, item in enumerate(items):
                item.setImage(maps[:, :, channel].T)
        self._bars.setOpts(height=outputs[-1][0])


def _is_z(outputs: list[np.ndarray], index: int, after: int) -> bool:
    """Whether the next output is the same maps after ReLU; such a wall shows activations alone."""
    return after >= 0 and np.array_equal(np.maximum(outputs[index], 0), outputs[after])
