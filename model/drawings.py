"""The bundled digit drawings: strokes of many styles, traced from MNIST's training pictures by `model.tracing`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from model.strokes import Stroke


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One drawing.

    Attributes
    ----------
    label : int
        The digit it shows, 0-9.
    source_index : int
        Number of the picture it was traced from, in MNIST's training set.
    strokes : tuple of Stroke
        In the order of drawing, with the times of a steady hand.
    """

    label: int
    source_index: int
    strokes: tuple[Stroke, ...]


@cache
def load() -> tuple[Sample, ...]:
    """Return all bundled drawings, ten of each digit, zeros first."""
    text = files("resources").joinpath("samples.json").read_text(encoding="utf-8")
    return tuple(
        Sample(
            entry["label"],
            entry["index"],
            tuple(_stroke(numbers, entry["width"]) for numbers in entry["strokes"]),
        )
        for entry in json.loads(text)["samples"]
    )


def _stroke(numbers: list[float], width: float) -> Stroke:
    """Return a stroke at full pressure from x, y, seconds, x, y, seconds and so on."""
    points = np.ones((len(numbers) // 3, 4), np.float32)
    points[:, :3] = np.reshape(numbers, (-1, 3))
    return Stroke(points, width)
