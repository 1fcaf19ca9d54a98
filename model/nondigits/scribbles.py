"""Scribbles: ink that means nothing. Every kind is so long or so crossed that no digit looks like it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.nondigits.hand import smooth, walk

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from model.nondigits.hand import Hand

    Strokes = list[NDArray[np.float64]]


def tangle(hand: Hand) -> Strokes:
    """Lead a smooth line many times across itself."""
    return [hand.finish(smooth(hand.chance.uniform(-1, 1, (hand.count(9, 18), 2))))]


def zigzag(hand: Hand) -> Strokes:
    """Go to and fro while moving on."""
    teeth = hand.count(6, 14)
    along = np.linspace(-1, 1, teeth) + hand.chance.normal(0, 0.3 / teeth, teeth)
    across = np.where(np.arange(teeth) % 2, 1, -1) * hand.chance.uniform(0.4, 0.9, teeth)
    return [_turned(hand, hand.line(*zip(along.tolist(), across.tolist(), strict=True)))]


def coil(hand: Hand) -> Strokes:
    """Draw loop after loop in a row, as one tries out a pen."""
    loops = hand.count(4, 7)
    t = np.linspace(0, loops * 2 * np.pi, loops * 20)
    way = np.linspace(-1, 1, len(t))
    high = 1 + 0.15 * np.sin(t * hand.between(0.1, 0.4))
    points = np.stack([way + hand.between(0.15, 0.3) * np.cos(t), hand.between(0.35, 0.6) * high * np.sin(t)], axis=1)
    return [_turned(hand, hand.finish(points), most=0.4)]


def hatching(hand: Hand) -> Strokes:
    """Draw parallel lines beside each other."""
    return [_turned_by(line, angle) for angle in [hand.between(0, np.pi)] for line in _parallels(hand)]


def cross_hatching(hand: Hand) -> Strokes:
    """Draw parallel lines across parallel lines."""
    angle = hand.between(0, np.pi)
    other = angle + hand.between(1.0, 2.1)
    return [_turned_by(line, way) for way in (angle, other) for line in _parallels(hand)]


def spiral(hand: Hand) -> Strokes:
    """Wind around the middle more than twice."""
    turns = hand.between(2.3, 3.6)
    t = np.linspace(0, 1, round(turns * 24))
    angle = hand.between(0, 2 * np.pi) + turns * 2 * np.pi * t * (1 if hand.maybe() else -1)
    radius = 0.05 + 0.95 * t ** hand.between(0.8, 1.2)
    points = np.stack([radius * np.cos(angle), radius * np.sin(angle) * hand.between(0.7, 1)], axis=1)
    return [hand.finish(points)]


def knot(hand: Hand) -> Strokes:
    """Draw a closed line of several lobes."""
    lobes, inner = hand.count(3, 6), hand.between(0.7, 1.6)
    t = np.linspace(0, 2 * np.pi, 160) + hand.between(0, 2 * np.pi)
    x = np.cos(t) + inner * np.cos((lobes - 1) * t)
    y = np.sin(t) - inner * np.sin((lobes - 1) * t)
    return [hand.finish(np.stack([x, y], axis=1) / (1 + inner))]


def weave(hand: Hand) -> Strokes:
    """Draw a Lissajous figure."""
    across, down = ((3, 4), (3, 5), (4, 5), (5, 3), (5, 4), (4, 3))[hand.count(0, 5)]
    t = np.linspace(0, 2 * np.pi, 240)
    return [hand.finish(np.stack([np.sin(across * t + hand.between(0.3, 1.2)), np.sin(down * t)], axis=1))]


def crossing_lines(hand: Hand) -> Strokes:
    """Throw several lines across each other."""
    angles = np.linspace(0, np.pi, hand.count(4, 8), endpoint=False) + hand.chance.normal(0, 0.15)
    strokes = []
    for angle in angles + hand.chance.normal(0, 0.2, len(angles)):
        end = np.array([np.cos(angle), np.sin(angle)]) * hand.between(0.7, 1)
        aside = hand.chance.uniform(-0.35, 0.35, 2)
        strokes.append(hand.line(tuple(aside - end), tuple(aside + end)))
    return strokes


def blob(hand: Hand) -> Strokes:
    """Fill a patch with ink, leaving hardly a gap."""
    rows = hand.count(16, 24)
    down = np.linspace(-1, 1, rows)
    half = np.sqrt(1 - down**2) * hand.between(0.75, 1) * hand.chance.uniform(0.8, 1, rows) + 0.1
    across = np.where(np.arange(rows) % 2, half, -half)
    return [_turned(hand, hand.finish(np.stack([across, down], axis=1)))]


def doodle(hand: Hand) -> Strokes:
    """Draw a few short bows, straight lines and rings without any order."""
    strokes = []
    for _ in range(hand.count(5, 8)):
        middle = hand.between(-0.7, 0.7), hand.between(-0.7, 0.7)
        radii = hand.between(0.1, 0.5), hand.between(0.1, 0.5)
        strokes.append(hand.arc(middle, radii, hand.between(0, 360), hand.between(40, 360)))
        end = hand.between(-1, 1), hand.between(-1, 1)
        if hand.maybe(0.4):
            strokes.append(hand.line(middle, end))
    return strokes


def wander(hand: Hand) -> Strokes:
    """Walk at random, turning slowly."""
    steps = hand.count(200, 420)
    turn = np.convolve(hand.chance.normal(0, 1, steps), np.ones(9) / 3, "same") * hand.between(0.12, 0.25)
    heading = hand.between(0, 2 * np.pi) + np.cumsum(turn)
    points = np.cumsum(np.stack([np.cos(heading), np.sin(heading)], axis=1), axis=0) * 0.06
    # It is drawn back to the middle, or it would be one long line leading away.
    for i in range(1, len(points)):
        points[i:] -= 0.06 * points[i]
    return [points]


def scatter(hand: Hand) -> Strokes:
    """Scatter dots and dashes."""
    spots = hand.count(7, 14)
    angle, radius = np.arange(spots) * 2.4 + hand.between(0, 6), np.sqrt((np.arange(spots) + 0.5) / spots)
    places = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1) + hand.chance.normal(
        0, 0.08, (spots, 2)
    )
    strokes = []
    for x, y in places.tolist():
        way = hand.chance.normal(0, 0.08, 2)
        strokes.append(hand.dot((x, y)) if hand.maybe() else hand.line((x, y), (x + way[0], y + way[1])))
    return strokes


def tally(hand: Hand) -> Strokes:
    """Count with strokes beside each other, perhaps one across all."""
    count = hand.count(4, 7)
    lean = hand.between(-0.2, 0.2)
    strokes = [hand.line((x + lean, -0.6), (x - lean, 0.6)) for x in np.linspace(-1, 1, count).tolist()]
    if hand.maybe():
        strokes.append(hand.line((-1.1, hand.between(-0.5, 0.5)), (1.1, hand.between(-0.5, 0.5))))
    return strokes


def scrawl(hand: Hand) -> Strokes:
    """Write a word that cannot be read."""
    t = np.linspace(0, 1, 220)
    swing = sum(hand.between(0.3, 1) * np.sin(2 * np.pi * (f * t + hand.between(0, 1))) for f in (4, 7, 11))
    slide = sum(hand.between(0.02, 0.1) * np.sin(2 * np.pi * (f * t + hand.between(0, 1))) for f in (5, 8))
    return [hand.finish(np.stack([2 * t - 1 + slide, swing * hand.between(0.25, 0.5)], axis=1))]


def bubbles(hand: Hand) -> Strokes:
    """Draw circles of all sizes beside and over each other."""
    count = hand.count(4, 7)
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False) + hand.between(0, 6)
    far = hand.chance.uniform(0.4, 0.8, count)
    return [
        hand.ring((float(r * np.cos(a)), float(r * np.sin(a))), hand.between(0.15, 0.45))
        for a, r in zip(angle, far, strict=True)
    ]


def scratch(hand: Hand) -> Strokes:
    """Scratch to and fro in one place, in a direction that slowly turns."""
    strokes = hand.count(12, 26)
    angle = hand.between(0, np.pi) + np.cumsum(hand.chance.normal(0.3, 0.15, strokes))
    sign = np.where(np.arange(strokes) % 2, 1, -1) * hand.chance.uniform(0.6, 1, strokes)
    points = np.stack([np.cos(angle) * sign, np.sin(angle) * sign], axis=1) + hand.chance.normal(0, 0.12, (strokes, 2))
    return [hand.finish(smooth(points))]


def ripples(hand: Hand) -> Strokes:
    """Draw three or more wavy lines, one under the other."""
    waves, t = hand.between(1.5, 3), np.linspace(0, 1, 60)
    return [
        hand.finish(
            np.stack(
                [2 * t - 1, y + hand.between(0.08, 0.2) * np.sin(2 * np.pi * (waves * t + hand.between(0, 0.2)))], 1
            )
        )
        for y in np.linspace(-0.8, 0.8, hand.count(3, 5)).tolist()
    ]


def web(hand: Hand) -> Strokes:
    """Join points of a circle, each with one far away, in a single line."""
    corners, skip = ((7, 3), (8, 3), (9, 4), (11, 4), (11, 5))[hand.count(0, 4)]
    angle = np.arange(corners + 1) * skip / corners * 2 * np.pi + hand.between(0, 6)
    far = hand.chance.uniform(0.7, 1, corners + 1)
    return [hand.line(*zip((far * np.cos(angle)).tolist(), (far * np.sin(angle)).tolist(), strict=True))]


def meander(hand: Hand) -> Strokes:
    """Go on in right angles, up and down like battlements."""
    edges = np.linspace(-1, 1, hand.count(6, 9)) + hand.chance.normal(0, 0.02)
    high = hand.between(0.25, 0.5)
    level = [high if i % 2 else -high for i in range(len(edges))]
    points = [(x, y) for i, x in enumerate(edges.tolist()) for y in (level[i], level[i - 1] if i else level[i])[::-1]]
    return [_turned(hand, hand.line(*points), most=0.6)]


def _parallels(hand: Hand) -> Strokes:
    count = hand.count(5, 9)
    places = np.linspace(-0.9, 0.9, count) + hand.chance.normal(0, 0.04, count)
    return [hand.line((x, -hand.between(0.6, 1)), (x, hand.between(0.6, 1))) for x in places.tolist()]


def _turned(hand: Hand, points: NDArray[np.float64], most: float = np.pi) -> NDArray[np.float64]:
    return _turned_by(points, hand.between(-most, most))


def _turned_by(points: NDArray[np.float64], angle: float) -> NDArray[np.float64]:
    c, s = np.cos(angle), np.sin(angle)
    turned: NDArray[np.float64] = walk(points) @ np.array([[c, s], [-s, c]])
    return turned


LEARNED = (
    tangle,
    zigzag,
    coil,
    hatching,
    spiral,
    knot,
    crossing_lines,
    blob,
    doodle,
    wander,
    scatter,
    tally,
    scrawl,
    bubbles,
    scratch,
)
HELD_OUT = (cross_hatching, weave, ripples, web, meander)
