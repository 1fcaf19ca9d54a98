"""What a network learns from: pictures and pen strokes, each varied anew every time it is looked at.

Strokes are varied as strokes - turned, slanted, bent, joined badly, shaken like a mouse - and only then drawn and
brought to 28x28 by the very steps that the program takes with a person's ink.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from model.augment import augment
from model.digitize import read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from model.augment import Recipe
    from model.data import Digits

    Array = NDArray[np.float32]
    Lines = Sequence[NDArray[np.floating]]

NOT_A_DIGIT = -1


class Lesson(Protocol):
    """Samples that can be drawn as often as one likes."""

    @property
    def labels(self) -> NDArray[np.int64]:
        """Digits [N], or -1 for what is none."""

    def draw(self, chosen: NDArray[np.intp], recipe: Recipe, chance: np.random.Generator) -> Array:
        """Return the chosen samples, varied, float32 [n, 28, 28]."""


@dataclass(frozen=True, slots=True, eq=False)
class Scans:
    """Pictures that are known only as pixels, as MNIST's are."""

    digits: Digits

    @property
    def labels(self) -> NDArray[np.int64]:
        """Digits [N]."""
        return self.digits.labels

    def draw(self, chosen: NDArray[np.intp], recipe: Recipe, chance: np.random.Generator) -> Array:
        """Return the chosen pictures, varied, float32 [n, 28, 28]."""
        return augment(self.digits.images[chosen].astype(np.float32) / np.float32(255), recipe, chance)


class Pens:
    """Samples that are known as strokes.

    Parameters
    ----------
    samples : the lines [n, 2 or more] of each sample, in any unit, x right and y down.
    labels : int64 [N].
    """

    def __init__(self, samples: Sequence[Lines], labels: NDArray[np.int64]) -> None:
        self.samples = [[np.asarray(line, np.float64)[:, :2] for line in lines] for lines in samples]
        self.labels = labels

    def draw(self, chosen: NDArray[np.intp], recipe: Recipe, chance: np.random.Generator) -> Array:
        """Return the chosen samples, varied as strokes and then a little as pictures, float32 [n, 28, 28]."""
        images = np.zeros((len(chosen), 28, 28), np.float32)
        for image, index in zip(images, chosen.tolist(), strict=True):
            lines = self.samples[index]
            picture = read(fit(lines) if chance.random() < recipe.clean else vary(lines, recipe, chance))
            if picture is not None:
                image[:] = picture
        return augment(images, recipe.pixels_only(), chance)


@dataclass(frozen=True, slots=True, eq=False)
class Curriculum:
    """Everything that one run learns from.

    Attributes
    ----------
    lessons : digits, each sample of them once in an epoch.
    others : what is no digit; `share` of every batch is drawn from them by chance.
    share : as a fraction of the batch.
    """

    lessons: Sequence[Lesson]
    others: Sequence[Lesson] = ()
    share: float = 0.0

    def __len__(self) -> int:
        return sum(len(lesson.labels) for lesson in self.lessons)

    def others_in(self, batch: int) -> int:
        """Return how many samples of a batch are no digits."""
        return round(self.share * batch) if self.others else 0

    def order(self, chance: np.random.Generator) -> NDArray[np.intp]:
        """Shuffle the digits of all lessons, which are counted through."""
        return chance.permutation(len(self))

    def draw(
        self, chosen: NDArray[np.intp], others: int, recipe: Recipe, chance: np.random.Generator
    ) -> tuple[Array, NDArray[np.int64]]:
        """Return varied pictures [n, 28, 28] and labels [n]: the chosen digits, then so many others."""
        images, labels = [], []
        for lesson, part in zip(self.lessons, self._by_lesson(chosen), strict=True):
            images.append(lesson.draw(part, recipe, chance))
            labels.append(lesson.labels[part])
        if others:
            sizes = np.array([len(lesson.labels) for lesson in self.others])
            # Small collections are not drowned by large ones.
            counts = chance.multinomial(others, np.sqrt(sizes) / np.sqrt(sizes).sum())
            for lesson, size, count in zip(self.others, sizes.tolist(), counts.tolist(), strict=True):
                part = chance.integers(0, size, count)
                images.append(lesson.draw(part, recipe, chance))
                labels.append(lesson.labels[part])
        return np.concatenate(images), np.concatenate(labels)

    def _by_lesson(self, chosen: NDArray[np.intp]) -> list[NDArray[np.intp]]:
        parts, start = [], 0
        for lesson in self.lessons:
            stop = start + len(lesson.labels)
            parts.append(chosen[(chosen >= start) & (chosen < stop)] - start)
            start = stop
        return parts


# --- strokes -------------------------------------------------------------------------------------------------------

_SIZE = 0.7  # of the canvas: well inside, whatever is done to the strokes
_STRETCHED, _SLANTED = 1.5, 1.6
"""People with pens differ more in how wide and how slanted they write than a recipe for scans says."""
_PUSH = 0.014
_TINY = float(np.finfo(np.float64).tiny)
"""One over anything smaller may be more than a number can hold."""
_WAVES = 3


def fit(lines: Lines) -> list[NDArray[np.float64]]:
    """Bring lines of any unit to the middle of the canvas; a dot stays one."""
    points = np.concatenate(lines)
    low, high = points.min(axis=0), points.max(axis=0)
    longer = float((high - low).max())
    scale = _SIZE / longer if longer > _TINY else 0.0
    return [(line - (low + high) / 2) * scale + 0.5 for line in lines]


def vary(lines: Lines, recipe: Recipe, chance: np.random.Generator) -> list[NDArray[np.float64]]:
    """Draw the same thing as another hand might, with another device.

    Whole: turned by the recipe's amount, slanted and stretched by more than that, bent and locally pushed by smooth
    fields. Stroke by stroke: a little out of place, turned, begun or ended earlier or later, so that loops open and
    close. Point by point: a slow device's few points, a hand's tremble.

    Parameters
    ----------
    lines : points [n, 2] each, in any unit.
    recipe : the strengths.
    chance : the source of chance.

    Returns
    -------
    New lines, on the canvas.
    """
    steady = [line - 0.5 for line in fit(lines)]
    strength = recipe.strokes
    if strength > 0:
        steady = [_unsteady(line, strength, chance) for line in steady]
    angle = np.deg2rad(chance.uniform(-recipe.rotation, recipe.rotation))
    across, down = 1 + _STRETCHED * chance.uniform(-recipe.scale, recipe.scale, 2)
    shear = _SLANTED * chance.uniform(-recipe.shear, recipe.shear)
    cos, sin = np.cos(angle), np.sin(angle)
    affine = np.array([[cos, sin], [-sin, cos]]) @ np.array([[across, 0], [-shear * down, down]])
    bend = chance.uniform(-0.5, 0.5, (3, 2)) * recipe.elastic
    waves, phases = chance.normal(0, 6.0, (_WAVES, 2)), chance.uniform(0, 2 * np.pi, _WAVES)
    push = chance.normal(0, _PUSH, (_WAVES, 2)) * recipe.elastic
    bent = []
    for still in steady:
        line = still + np.sin(still @ waves.T + phases) @ push
        x, y = line[:, :1], line[:, 1:]
        bent.append((line + x * x * bend[0] + x * y * bend[1] + y * y * bend[2]) @ affine)
    return fit(bent)


def _unsteady(line: NDArray[np.float64], strength: float, chance: np.random.Generator) -> NDArray[np.float64]:
    """Vary one stroke by itself; the digit is about 0.7 large."""
    if len(line) > 6 and chance.random() < 0.3 * strength:  # a device that reports seldom
        step = int(chance.integers(2, 4))
        line = np.concatenate([line[:-1:step], line[-1:]])
    if len(line) > 8 and chance.random() < 0.3 * strength:  # begun late, ended early
        line = line[int(chance.integers(0, 2)) : len(line) - int(chance.integers(0, 2))]
    for end in (0, -1):
        if chance.random() < 0.4:
            line = _lengthened(line, end, chance.uniform(-0.1, 0.07) * strength)
    line = line + chance.normal(0, 0.018 * strength, 2)
    turn = chance.normal(0, 0.05 * strength)
    middle = line.mean(axis=0)
    away = line - middle
    line = middle + away + turn * (away[:, ::-1] * [1, -1])
    kind = chance.random()
    if kind < 0.25:  # a mouse: points astray on their own
        line = line + chance.normal(0, chance.uniform(0, 0.012) * strength, line.shape)
    elif kind < 0.6 and len(line) > 2:  # a hand: a slow wobble along the line
        way = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])[:, None]
        for _ in range(2):
            wave, phase = chance.uniform(4, 22), chance.uniform(0, 2 * np.pi, 2)
            line = line + chance.normal(0, 0.008 * strength, 2) * np.sin(way * wave + phase)
    return line


def _lengthened(line: NDArray[np.float64], end: int, by: float) -> NDArray[np.float64]:
    """Let a stroke begin (`end` 0) or end (-1) later or, `by` below 0, earlier; an eighth of it at most is cut off."""
    if len(line) < 4:
        return line
    forth = line if end else line[::-1]
    if by > 0:
        tail = forth[-1] - forth[-4]
        far = float(np.hypot(*tail))
        if far > 0:
            forth = np.concatenate([forth, forth[-1:] + tail / far * by])
    else:
        way = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(forth, axis=0).T))])
        forth = forth[: max(4, int(np.searchsorted(way, way[-1] + max(by, -way[-1] / 8), side="right")))]
    return forth if end else forth[::-1]
