"""What a network can be evaluated on: MNIST's unseen parts, the bundled drawings, or a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from model import drawings
from model.data import shipped_mnist
from model.samples import Drawings, Pictures, Placing, load_samples

if TYPE_CHECKING:
    from model.samples import Samples

NAMES: Final = ("test", "validation", "drawings")


def open_source(source: str | Path) -> Samples:
    """Read samples: of one of `NAMES`, or of a file, where what is no digit is kept.

    Raises
    ------
    model.archive.ArchiveError
        With one plain sentence, if a file cannot be used.
    ValueError
        For another name.
    """
    if isinstance(source, Path):
        return load_samples(source, others=True)
    if source == "drawings":
        return _bundled()
    if source not in NAMES:
        raise ValueError(f"Expected one of {', '.join(NAMES)}. Received {source!r}.")
    part = getattr(shipped_mnist(), source)
    return Pictures(part.images, part.labels)


def _bundled() -> Drawings:
    samples = drawings.load()
    strokes = [stroke.points[:, :2] for sample in samples for stroke in sample.strokes]
    return Drawings(
        np.concatenate(strokes),
        np.cumsum([len(points) for points in strokes]),
        np.cumsum([len(sample.strokes) for sample in samples]),
        np.array([sample.label for sample in samples], np.int64),
        Placing(),
    )
