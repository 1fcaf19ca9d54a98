"""How accuracy falls when digits are written larger, thinner, askew, off the middle or with a shaking hand."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from model.augment import resample
from model.digitize import read
from model.evaluation import read_in_steps
from model.grid import DEFAULT_WIDTH
from model.samples import Drawings, Placing

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from numpy.typing import NDArray

    from model.evaluation import Answering, Image
    from model.samples import Samples

    Lines = list[NDArray[np.float64]]
    Vary = Callable[[Any, int, float], Image | None]
    Table = dict[str, tuple[Vary, tuple[float, ...]]]

MOST: Final = 1000
"""Samples that are varied, evenly taken from all: the standard error is then half a point at 97 %."""
_CORNERS: Final = ((1, 1), (-1, 1), (-1, -1), (1, -1))
_SIZE: Final = 0.6
_SMOOTH: Final = 0.15
"""A shaking hand changes its mind after so much of the digit's size."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Accuracy over the strength of one variation.

    Attributes
    ----------
    key
        Names the variation, and with it its unit. Of strokes:

        - 'pen_width', 'size': fractions of the canvas side;
        - 'shift': the way from the middle of the canvas to a corner, 0 to 1;
        - 'rotation': degrees, clockwise;
        - 'noise': the standard deviation of the pen's place, as a fraction of the digit's size.

        Of pictures:

        - 'picture.shift': pixels along both sides;
        - 'picture.rotation': degrees, clockwise;
        - 'picture.noise': the standard deviation of every pixel's brightness, where ink is 1;
        - 'picture.thickness': pixels that lines gain on each side, or lose.
    strengths, accuracy
        Equally many numbers; what has no ink any more counts as wrong.
    """

    key: str
    strengths: tuple[float, ...]
    accuracy: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work is, 0 to 1, and the curves that are finished."""

    share: float
    curves: tuple[Curve, ...]


def measure_curves(
    network: Answering, samples: Samples, most: int = MOST
) -> Generator[Progress, None, tuple[Curve, ...]]:
    """Vary digits in every way their kind allows, in steps of some milliseconds.

    Strokes are varied as strokes and take the way of what is drawn on the canvas; pictures are varied as they enter
    the network. The same sample is always varied in the same way.

    Parameters
    ----------
    network : a `model.batch.Batch`.
    samples : what to vary; what is no digit is left out.
    most : at most so many of them, evenly taken.
    """
    table = STROKES if isinstance(samples, Drawings) else PICTURES
    digits = np.flatnonzero(samples.labels >= 0)
    chosen = digits[np.linspace(0, len(digits) - 1, min(most, len(digits))).round().astype(np.intp)]
    total, done = sum(len(strengths) for _, strengths in table.values()), 0
    curves: list[Curve] = []
    for key, (vary, strengths) in table.items():
        accuracy = []
        for strength in strengths:
            right = 0
            for found in read_in_steps(partial(_call, vary, samples, strength), chosen.tolist()):
                if found is not None:
                    indices, images = found
                    answers = network.answers(images).probabilities.argmax(axis=1)
                    right += int((answers == samples.labels[indices]).sum())
                    part = np.searchsorted(chosen, indices[-1]) / len(chosen)
                    yield Progress((done + float(part)) / total, tuple(curves))
                else:
                    yield Progress(done / total, tuple(curves))
            accuracy.append(right / len(chosen))
            done += 1
        curves.append(Curve(key, strengths, tuple(accuracy)))
        yield Progress(done / total, tuple(curves))
    return tuple(curves)


def _call(vary: Vary, samples: Samples, strength: float, index: int) -> Image | None:
    return vary(samples, index, strength)


# --- strokes --------------------------------------------------------------------------------------------------


def _pen_width(samples: Drawings, index: int, strength: float) -> Image | None:
    return samples.image(index, Placing(pen_width=strength))


def _size(samples: Drawings, index: int, strength: float) -> Image | None:
    return samples.image(index, Placing(size=strength))


def _place(samples: Drawings, index: int, strength: float) -> Image | None:
    """Put the digit on the way to one of the corners; a smaller one, so that there is a way to go."""
    right, down = _CORNERS[index % 4]
    return samples.image(index, Placing(0.4, (0.5 + right * strength / 2, 0.5 + down * strength / 2)))


def _turned(samples: Drawings, index: int, strength: float) -> Image | None:
    turn = math.radians(strength)
    matrix = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    return _read_again([line @ matrix for line in samples.lines(index)])


def _shaken(samples: Drawings, index: int, strength: float) -> Image | None:
    """Move the points of every stroke away from their places by chance, neighbours alike."""
    chance = np.random.default_rng(index)
    lines = []
    for line in samples.lines(index, Placing(_SIZE)):
        along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
        knots = np.arange(math.ceil(along[-1] / (_SMOOTH * _SIZE)) + 2) * _SMOOTH * _SIZE
        # The places between two knots move less than these on the average: 1.2 makes up for it
        moves = chance.normal(0, 1.2 * strength * _SIZE, (len(knots), 2))
        dense = np.union1d(along, knots[knots < along[-1]])
        lines.append(
            np.column_stack(
                [np.interp(dense, along, line[:, k]) + np.interp(dense, knots, moves[:, k]) for k in (0, 1)]
            )
        )
    return _read_again(lines)


def _read_again(lines: Lines) -> Image | None:
    """Put changed strokes on the canvas as a hand would, and read them."""
    placed = Placing(_SIZE, pen_width=DEFAULT_WIDTH).place(np.concatenate(lines))
    return read(np.split(placed, np.cumsum([len(line) for line in lines])[:-1]))


# --- pictures -------------------------------------------------------------------------------------------------


def _resampled(image: Image, turn: float, right: float, down: float) -> Image:
    """Turn a picture about its middle, clockwise, and shift it; what comes in is paper."""
    rows, columns = np.indices(image.shape, np.float32)
    middle = np.float32(image.shape[0] - 1) / 2
    x, y = columns - middle - np.float32(right), rows - middle - np.float32(down)
    cos, sin = np.float32(math.cos(turn)), np.float32(math.sin(turn))
    turned = np.stack([x * cos + y * sin, y * cos - x * sin]) + middle
    read_from: Image = resample(image[np.newaxis], turned[:1], turned[1:])[0]
    return read_from


def _picture_shifted(samples: Samples, index: int, strength: float) -> Image | None:
    image = samples.image(index)
    right, down = _CORNERS[index % 4]
    return None if image is None else _resampled(image, 0.0, right * strength, down * strength)


def _picture_turned(samples: Samples, index: int, strength: float) -> Image | None:
    image = samples.image(index)
    return None if image is None else _resampled(image, math.radians(strength), 0.0, 0.0)


def _picture_noisy(samples: Samples, index: int, strength: float) -> Image | None:
    image = samples.image(index)
    if image is None:
        return None
    noise = np.random.default_rng(index).standard_normal(image.shape, np.float32)
    noisy: Image = np.clip(image + noise * np.float32(strength), 0, 1)
    return noisy


def _picture_thickened(samples: Samples, index: int, strength: float) -> Image | None:
    """Let lines grow by whole pixels, and by a part of one more; or shrink."""
    image = samples.image(index)
    if image is None:
        return None
    combine = np.maximum if strength > 0 else np.minimum
    left = abs(strength)
    while left > 0:
        part = np.float32(min(left, 1.0))
        image = image + part * (_neighbours(image, combine) - image)
        left -= 1
    return image


def _neighbours(image: Image, combine: np.ufunc) -> Image:
    """Combine every pixel with its eight neighbours; outside is paper."""
    padded = np.pad(image, 1)
    rows = combine(combine(padded[:-2], padded[1:-1]), padded[2:])
    result: Image = combine(combine(rows[:, :-2], rows[:, 1:-1]), rows[:, 2:])
    return result


STROKES: Final[Table] = {
    "pen_width": (_pen_width, (0.02, 0.03, 0.045, 0.06, 0.08, 0.1, 0.12)),
    "size": (_size, (0.1, 0.15, 0.25, 0.4, 0.6, 0.8, 0.95)),
    "shift": (_place, (0.0, 0.25, 0.5, 0.75, 1.0)),
    "rotation": (_turned, (-40.0, -30.0, -20.0, -10.0, 0.0, 10.0, 20.0, 30.0, 40.0)),
    "noise": (_shaken, (0.0, 0.01, 0.02, 0.03, 0.04, 0.06)),
}
PICTURES: Final[Table] = {
    "picture.shift": (_picture_shifted, (0.0, 1.0, 2.0, 3.0, 4.0, 6.0)),
    "picture.rotation": (_picture_turned, (-40.0, -30.0, -20.0, -10.0, 0.0, 10.0, 20.0, 30.0, 40.0)),
    "picture.noise": (_picture_noisy, (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)),
    "picture.thickness": (_picture_thickened, (-1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0)),
}
"""What is varied in which way, and how strongly."""
