"""Lines and curves as a hand draws them: no end is exact, no corner sharp, no line straight.

Shapes are described around the middle (0, 0) and reach to about 1 in all directions, x right and y down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Point = tuple[float, float]

_STEP = 0.05
"""Distance of neighbouring points; a twentieth of what a shape reaches."""


class Hand:
    """One person's way of drawing, for one drawing.

    Parameters
    ----------
    chance : all that is random comes from it.
    """

    def __init__(self, chance: np.random.Generator) -> None:
        self.chance = chance
        self._miss = chance.uniform(0.01, 0.05)
        self._over = chance.uniform(0, 0.07)
        self._tremble = chance.uniform(0, 0.02)

    def between(self, low: float, high: float) -> float:
        """Return a number between two."""
        return float(self.chance.uniform(low, high))

    def count(self, low: int, high: int) -> int:
        """Return a whole number from low to high, both included."""
        return int(self.chance.integers(low, high + 1))

    def maybe(self, probability: float = 0.5) -> bool:
        """Throw a coin."""
        return bool(self.chance.random() < probability)

    def line(self, *points: Point) -> NDArray[np.float64]:
        """Draw straight from point to point, missing each a little, and the last ones perhaps by more."""
        corners = np.array(points, np.float64)
        corners += self.chance.normal(0, self._miss, corners.shape)
        for end, before in ((0, 1), (-1, -2)):
            corners[end] += (corners[end] - corners[before]) * self.chance.uniform(-0.4, 1) * self._over
        return self.finish(_rounded(walk(corners), int(self.chance.integers(0, 3))))

    def closed(self, *points: Point) -> list[NDArray[np.float64]]:
        """Draw around a polygon at one go, beginning at any corner, or side by side."""
        if self.maybe(0.2):
            return [self.line(p, q) for p, q in zip(points, (*points[1:], points[0]), strict=True)]
        start = self.count(0, len(points) - 1)
        turned = (*points[start:], *points[:start])
        return [self.line(*turned, turned[0])]

    def arc(
        self, middle: Point, radii: tuple[float, float], start: float = 0, sweep: float = 360
    ) -> NDArray[np.float64]:
        """Draw a part of an ellipse: degrees, from the right clockwise. A full turn may not quite close."""
        start += self.chance.normal(0, 4)
        sweep *= 1 + self.chance.uniform(-0.4, 1) * self._over
        angle = np.radians(np.linspace(start, start + sweep, max(6, round(abs(sweep) / 12))))
        swell = 1 + np.linspace(0, self.chance.normal(0, 0.05), len(angle))
        x, y = (m + self.chance.normal(0, self._miss / 2) for m in middle)
        wide, high = (r * (1 + self.chance.normal(0, 0.04)) for r in radii)
        return self.finish(np.stack([x + wide * swell * np.cos(angle), y + high * swell * np.sin(angle)], axis=1))

    def ring(self, middle: Point, radius: float) -> NDArray[np.float64]:
        """Draw a circle, beginning anywhere."""
        return self.arc(middle, (radius, radius), self.between(0, 360))

    def curve(self, *points: Point) -> NDArray[np.float64]:
        """Draw smoothly through points."""
        nodes = np.array(points, np.float64)
        return self.finish(smooth(nodes + self.chance.normal(0, self._miss, nodes.shape)))

    def dot(self, middle: Point) -> NDArray[np.float64]:
        """Touch the paper: a point, a short dash or a tiny circle."""
        x, y = middle
        kind = self.count(0, 2)
        if kind == 0:
            return np.array([[x, y]])
        if kind == 1:
            return np.array([[x, y], [x + self.between(-0.05, 0.05), y + self.between(0, 0.1)]])
        return self.ring(middle, 0.05)

    def finish(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Let the hand tremble: a slow error that is different for every stroke."""
        points = walk(points)
        noise = self.chance.normal(0, 1, (len(points) // 4 + 3, 2))
        at = np.linspace(0, len(noise) - 1, len(points))
        slow = np.stack([np.interp(at, np.arange(len(noise)), noise[:, axis]) for axis in (0, 1)], axis=1)
        return points + slow * self._tremble


def through(*points: Point) -> NDArray[np.float64]:
    """Lead a smooth line through points exactly."""
    return smooth(np.array(points, np.float64))


def walk(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Put points [m, 2] at even distances along a line [n, 2], keeping its ends."""
    passed = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    at = np.linspace(0, passed[-1], max(2, round(passed[-1] / _STEP) + 1))
    return np.stack([np.interp(at, passed, points[:, axis]) for axis in (0, 1)], axis=1)


def smooth(nodes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Lead a Catmull-Rom spline through nodes [n, 2], n >= 2; returns points [m, 2]."""
    padded = np.concatenate([nodes[:1], nodes, nodes[-1:]])
    before, p, q, after = (padded[i : len(nodes) - 1 + i, None] for i in range(4))
    t = np.linspace(0, 1, 12, endpoint=False)[:, None]
    parts = p + 0.5 * t * (q - before + t * (2 * before - 5 * p + 4 * q - after + t * (3 * (p - q) + after - before)))
    return np.concatenate([parts.reshape(-1, 2), nodes[-1:]])


def _rounded(points: NDArray[np.float64], times: int) -> NDArray[np.float64]:
    """Take the sharpness off corners; the ends stay."""
    for _ in range(times):
        points[1:-1] = (points[:-2] + 2 * points[1:-1] + points[2:]) / 4
    return points
