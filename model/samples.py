"""Labelled samples from a file, for an evaluation: pictures, or pen strokes drawn on our own canvas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from model import unipen
from model.archive import ArchiveError, Columns, read_columns
from model.digitize import digitize, read
from model.grid import DEFAULT_WIDTH, GRID

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

CLASSES = 10
NOT_A_DIGIT = -1
_LARGEST_SIDE = 4096
_MOST_POINTS = 5000
"""Of one digit: half a minute of a fast pen. Drawing many more would hold up the window."""
_SPECK, _FAR = 1e-30, 1e30
"""Below the one a digit is a dot in any unit; beyond the other no coordinate is meant."""
_IMAGE_NAMES = (("x", "y"), ("x_test", "y_test"))
_WRITER = "writer"
_STROKE_NAMES = ("points", "stroke_len", "strokes_per_sample", "y")


@dataclass(frozen=True, slots=True)
class Placing:
    """How a digit of a stroke file is put on the canvas.

    Attributes
    ----------
    size : longer side of the digit's strokes as a fraction of the canvas side, above 0 to 1.
    at : (x, y) of its middle as fractions of the canvas side; moved so that the ink stays on the canvas.
    pen_width : as a fraction of the canvas side, above 0 to 1.
    """

    size: float = 0.6
    at: tuple[float, float] = (0.5, 0.5)
    pen_width: float = DEFAULT_WIDTH

    def place(self, points: NDArray[np.floating]) -> NDArray[np.float64]:
        """Scale and move the points [n, 2] of one digit, of any unit, to fractions of the canvas side.

        A single dot keeps no size; it is only moved.
        """
        points = np.asarray(points, np.float64)
        low, high = points.min(axis=0), points.max(axis=0)
        longer = (high - low).max()
        scale = self.size / longer if longer > _SPECK else 0.0
        reach = (high - low) * scale / 2 + self.pen_width / 2
        # Where ink and canvas are equally large, or the ink is larger, the middle is the only fair place.
        middle = np.where(reach < 0.5, np.clip(self.at, reach, np.maximum(reach, 1 - reach)), 0.5)
        placed: NDArray[np.float64] = (points - (low + high) / 2) * scale + middle
        return placed


class Pictures:
    """Labelled pictures, white on black.

    Attributes
    ----------
    labels : int64 [N], 0 to 9, or -1 for what is no digit if that was asked for.
    skipped : how many samples of the file were left out because they are labelled "not a digit" (-1).
    """

    def __init__(self, images: NDArray[np.uint8], labels: NDArray[np.int64], skipped: int = 0) -> None:
        self._images = images
        self.labels = labels
        self.skipped = skipped

    def __len__(self) -> int:
        return len(self.labels)

    def image(self, index: int) -> NDArray[np.float32] | None:
        """Return what enters the network, float32 [28, 28] from 0 to 1, or None if there is no ink to read.

        Pictures of 28 x 28 enter unchanged; all others pass the program's picture steps.
        """
        picture = self._images[index]
        if not picture.any():
            return None
        if picture.shape == (GRID, GRID):
            return np.asarray(picture / np.float32(255), np.float32)
        digitized = digitize(picture)
        return None if digitized.blank else digitized.image


class Drawings:
    """Labelled pen strokes, drawn as on the canvas and read through the program's picture steps.

    Attributes
    ----------
    labels, skipped : as in `Pictures`.
    writers : str [N], who drew each sample, or None if the file does not tell.
    """

    def __init__(
        self,
        points: NDArray[np.floating],
        stroke_ends: NDArray[np.int64],
        sample_ends: NDArray[np.int64],
        labels: NDArray[np.int64],
        placing: Placing,
        skipped: int = 0,
        chosen: NDArray[np.int64] | None = None,
        writers: NDArray[np.str_] | None = None,
    ) -> None:
        self._points = points
        self._stroke_ends = stroke_ends
        self._sample_ends = sample_ends
        self._chosen = np.arange(len(labels)) if chosen is None else chosen
        self._placing = placing
        self.labels = labels
        self.skipped = skipped
        self.writers = writers

    def __len__(self) -> int:
        return len(self.labels)

    def lines(self, index: int, placing: Placing | None = None) -> list[NDArray[np.float64]]:
        """Return the strokes [n, 2] of a sample, put on the canvas as the file was opened for, or otherwise."""
        sample = self._chosen[index]
        first = self._sample_ends[sample - 1] if sample else 0
        last = self._sample_ends[sample]
        start = int(self._stroke_ends[first - 1]) if first else 0
        ends = self._stroke_ends[first:last]
        placed = (placing or self._placing).place(self._points[start : ends[-1]])
        return np.split(placed, ends[:-1] - start)

    def image(self, index: int, placing: Placing | None = None) -> NDArray[np.float32] | None:
        """Draw a sample; return what enters the network, float32 [28, 28], or None if there is no ink."""
        return read(self.lines(index, placing))


Samples = Pictures | Drawings


def load_samples(path: Path, placing: Placing | None = None, limit: int | None = None, others: bool = False) -> Samples:
    """Read labelled pictures or pen strokes.

    A file with `points` [P, 2] (x right, y down, any unit), `stroke_len` [S], `strokes_per_sample` [N] and
    `y` [N] holds strokes; one with `x` uint8 [N, H, W] and `y` [N] holds pictures. Of a file in Keras' format
    (`x_test`, `y_test`), the test pictures are taken. A label is a digit, or -1 for what is no digit.

    Parameters
    ----------
    path : an .npz file, or a UNIPEN file or folder (see `model.unipen`); its content decides, not its name.
    placing : how strokes are drawn; pictures do not need it.
    limit : take the first so many samples only.
    others : keep what is no digit, with the label -1; a file may then hold nothing else.

    Raises
    ------
    ArchiveError
        With one plain sentence.
    """
    columns = unipen.read(path) if unipen.recognized(path) else read_columns(path, _choose)
    if "points" in columns:
        return _drawings(columns, placing or Placing(), limit, others)
    images, labels = next((columns[x], columns[y]) for x, y in _IMAGE_NAMES if x in columns)
    wide, kept, skipped = _labels(labels, limit, others)
    return Pictures(images[: len(kept)][kept], wide[kept], skipped)


def _choose(headers: Columns) -> list[str]:
    """Decide by names, shapes and types alone whether a file can be used, and which arrays to read."""
    if "points" in headers:
        _demand(headers, _STROKE_NAMES)
        points, stroke_len, per_sample, labels = (headers[name] for name in _STROKE_NAMES)
        if points.dtype.kind not in "fiu" or len(points.shape) != 2 or points.shape[1] != 2:
            raise ArchiveError(f"Expected 'points' to be numbers [P, 2]. Received {points}.")
        for name, header in (("stroke_len", stroke_len), ("strokes_per_sample", per_sample), ("y", labels)):
            if header.dtype.kind not in "iu" or len(header.shape) != 1:
                raise ArchiveError(f"Expected {name!r} to be whole numbers in one row. Received {header}.")
        if labels.shape != per_sample.shape:
            raise ArchiveError(
                f"Expected a label per sample. Received {labels.shape[0]} for {per_sample.shape[0]} samples."
            )
        writer = headers.get(_WRITER)
        told = writer is not None and writer.dtype.kind == "U" and writer.shape == labels.shape
        return [*_STROKE_NAMES, _WRITER] if told else list(_STROKE_NAMES)
    x, y = next((names for names in _IMAGE_NAMES if names[0] in headers), _IMAGE_NAMES[0])
    if x not in headers:
        names = ", ".join(sorted(headers)[:8]) or "none"
        raise ArchiveError(
            f"Expected the arrays 'x' and 'y', or {', '.join(map(repr, _STROKE_NAMES))}. Received {names}."
        )
    _demand(headers, (x, y))
    images, labels = headers[x], headers[y]
    if images.dtype != np.uint8 or len(images.shape) != 3 or not all(0 < n <= _LARGEST_SIDE for n in images.shape[1:]):
        raise ArchiveError(f"Expected {x!r} to be uint8 [N, H, W] with sides up to {_LARGEST_SIDE}. Received {images}.")
    if labels.dtype.kind not in "iu" or labels.shape != images.shape[:1]:
        raise ArchiveError(f"Expected {y!r} to be whole numbers, one per picture. Received {labels}.")
    return [x, y]


def _demand(headers: Columns, names: tuple[str, ...]) -> None:
    missing = [name for name in names if name not in headers]
    if missing:
        raise ArchiveError(f"It lacks the array {missing[0]!r}.")


def _labels(
    labels: NDArray[np.integer], limit: int | None, others: bool
) -> tuple[NDArray[np.int64], NDArray[np.bool_], int]:
    """Return the first labels as int64, which of them are kept, and how many are not."""
    if len(labels) and not (labels.min() >= NOT_A_DIGIT and labels.max() < CLASSES):
        raise ArchiveError(f"Expected labels from -1 to 9. Received {labels.min()} to {labels.max()}.")
    wide = labels[:limit].astype(np.int64)
    kept = (wide != NOT_A_DIGIT) | others
    if not kept.any():
        raise ArchiveError("It holds nothing." if others else "It holds no digits.")
    return wide, kept, int((~kept).sum())


def _drawings(columns: dict[str, NDArray[Any]], placing: Placing, limit: int | None, others: bool) -> Drawings:
    points, stroke_len, per_sample, labels = (columns[name] for name in _STROKE_NAMES)
    for name, counts, whole in (
        ("stroke_len", stroke_len, points),
        ("strokes_per_sample", per_sample, stroke_len),
    ):
        # Checked one by one first: a sum of unchecked numbers can overflow to anything.
        if len(counts) and not (counts.min() >= 1 and counts.max() <= len(whole)):
            raise ArchiveError(f"Expected {name!r} to be counts from 1 on. Received {counts.min()} to {counts.max()}.")
        total = int(counts.sum(dtype=np.int64))
        if total != len(whole):
            raise ArchiveError(f"Expected {name!r} to add up to {len(whole)}. Received a sum of {total}.")
    if not len(points):
        raise ArchiveError("It holds nothing.")
    if not np.abs(points.astype(np.float64)).max() <= _FAR:
        raise ArchiveError("Expected finite points. Received some that are infinite, absurdly large or not a number.")
    stroke_ends = np.cumsum(stroke_len, dtype=np.int64)
    sample_ends = np.cumsum(per_sample, dtype=np.int64)
    longest = int(np.diff(stroke_ends[sample_ends - 1], prepend=0).max())
    if longest > _MOST_POINTS:
        raise ArchiveError(f"Expected at most {_MOST_POINTS:,} points in one digit. Received {longest:,}.")
    wide, kept, skipped = _labels(labels, limit, others)
    return Drawings(
        points,
        stroke_ends,
        sample_ends,
        wide[kept],
        placing,
        skipped,
        np.flatnonzero(kept),
        columns[_WRITER][: len(kept)][kept] if _WRITER in columns else None,
    )
