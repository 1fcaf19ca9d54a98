"""GlobalAveragePooling2D and GlobalMaxPooling2D: one value for every whole map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from model.kinds.base import Kind, maps_only, padding_of
from model.layers import Config, Fact, Shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.kinds.base import Array, Scratch


class _GlobalPooling2D(Kind):
    """One value per map; no parameters."""

    def normalize(self, config: dict[str, Any]) -> Config:
        """Accept both forms of output: a vector, or maps of one cell."""
        padding_of(config)
        return {"name": config["name"], "keepdims": bool(config.get("keepdims", False))}

    def output_shape(self, config: Config, shape: Shape) -> Shape:
        """Return one value per map."""
        maps_only(shape, self.name)
        return (1, 1, shape[2]) if config["keepdims"] else (shape[2],)

    def window(self, config: Config, shape: Shape) -> None:
        """Return None: the whole map is read."""
        return

    def shape_fact(self, config: Config, shape: Shape, output: Shape) -> Fact:
        """Say that each map becomes one value."""
        return Fact("shape.global", {"rows": shape[0], "columns": shape[1]})

    def reason(self, config: Config, shape: Shape, output: Shape) -> Fact:
        """Say what is kept of each map."""
        numbers: dict[str, int | str] = {
            "rows": shape[0],
            "columns": shape[1],
            "channels": shape[2],
            "per_map": shape[0] * shape[1],
        }
        return Fact(f"reason.{self.name}", numbers)

    @staticmethod
    def _fold(config: Config, x: Array, ufunc: np.ufunc) -> Array:
        """`ufunc` over every map; columns first, then rows, so that long sums lose fewer digits."""
        keep = bool(config["keepdims"])
        z: Array = ufunc.reduce(ufunc.reduce(x, axis=2, keepdims=keep), axis=1, keepdims=keep)
        return z


class GlobalAveragePooling2D(_GlobalPooling2D):
    """z[k] = the mean of map k (Lin, Chen and Yan, "Network In Network", arXiv:1312.4400)."""

    name = "GlobalAveragePooling2D"

    def multiplications(self, config: Config, shape: Shape, output: Shape) -> int:
        """One division per value, counted as a multiplication."""
        return output[-1]

    def forward(self, config: Config, x: Array, arrays: Sequence[Array], scratch: Scratch) -> Array:
        """Add up each map and divide by its size."""
        z = self._fold(config, x, np.add)
        z /= np.float32(x.shape[1] * x.shape[2])
        return z


class GlobalMaxPooling2D(_GlobalPooling2D):
    """z[k] = the largest value of map k."""

    name = "GlobalMaxPooling2D"

    def forward(self, config: Config, x: Array, arrays: Sequence[Array], scratch: Scratch) -> Array:
        """Keep the largest value of each map."""
        return self._fold(config, x, np.maximum)


KINDS = (GlobalAveragePooling2D(), GlobalMaxPooling2D())
