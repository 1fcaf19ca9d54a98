"""Small pictures that people draw: shapes, arrows, stars, faces and things."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from model.nondigits.hand import Hand, Point

    Strokes = list[NDArray[np.float64]]


def triangle(hand: Hand) -> Strokes:
    """Three corners, standing on a side or on a corner."""
    flip = 1 if hand.maybe() else -1
    return hand.closed((hand.between(-0.2, 0.2), -0.9 * flip), (0.95, 0.8 * flip), (-0.95, 0.8 * flip))


def square(hand: Hand) -> Strokes:
    """Four right angles."""
    return hand.closed((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9))


def crossed_square(hand: Hand) -> Strokes:
    """Draw a box with a cross in it."""
    return [*square(hand), hand.line((-0.85, -0.85), (0.85, 0.85)), hand.line((0.85, -0.85), (-0.85, 0.85))]


def diamond(hand: Hand) -> Strokes:
    """Draw a square on its corner."""
    return hand.closed((0, -0.95), (1.1, 0), (0, 0.95), (-1.1, 0))


def pentagon(hand: Hand) -> Strokes:
    """Five corners."""
    return hand.closed(*_corners(5, 1))


def trapezium(hand: Hand) -> Strokes:
    """Draw a quadrangle with one side twice as long as the other."""
    flip = 1 if hand.maybe() else -1
    return hand.closed((-0.45, -0.7 * flip), (0.45, -0.7 * flip), (1, 0.7 * flip), (-1, 0.7 * flip))


def latin_cross(hand: Hand) -> Strokes:
    """Draw a cross with a long foot, as an outline."""
    a, b = 0.25, 0.75
    half = ((a, -1.0), (a, -0.5), (b, -0.5), (b, 0.0), (a, 0.0), (a, 1.0))
    return hand.closed(*half, *((-x, y) for x, y in reversed(half)))


def arrow(hand: Hand) -> Strokes:
    """Draw a shaft and a head, in any of eight directions."""
    return _arrow(hand, hand.count(0, 7) * np.pi / 4, both=False)


def double_arrow(hand: Hand) -> Strokes:
    """Draw a shaft with a head at either end."""
    return _arrow(hand, hand.count(0, 3) * np.pi / 4, both=True)


def block_arrow(hand: Hand) -> Strokes:
    """Draw the outline of a fat arrow, in any of four directions."""
    outline = ((-1, -0.35), (0.1, -0.35), (0.1, -0.85), (1, 0), (0.1, 0.85), (0.1, 0.35), (-1, 0.35))
    c, s = ((1, 0), (0, 1), (-1, 0), (0, -1))[hand.count(0, 3)]
    return hand.closed(*((x * c - y * s, x * s + y * c) for x, y in outline))


def bent_arrow(hand: Hand) -> Strokes:
    """Draw a bow of three quarters with a head, as for doing something again."""
    side = 1 if hand.maybe() else -1
    bow = hand.arc((0, 0), (0.8, 0.8), -20, 285)
    head = hand.line((-0.45, -0.95), (0.1, -0.85), (-0.2, -0.35))
    return [part * (side, 1) for part in (bow, head)]


def pentagram(hand: Hand) -> Strokes:
    """Draw a star of five crossing lines, drawn at one go."""
    corners = _corners(5, 1)
    return [hand.line(*(corners[i * 2 % 5] for i in range(6)))]


def star(hand: Hand) -> Strokes:
    """Draw the outline of a star."""
    return hand.closed(*_star(5, hand.between(0.38, 0.5)))


def hexagram(hand: Hand) -> Strokes:
    """Two triangles, one on its head."""
    corners = _corners(6, 1)
    return [*hand.closed(*corners[::2]), *hand.closed(*corners[1::2])]


def asterisk(hand: Hand) -> Strokes:
    """Three or four lines through one point."""
    count = hand.count(3, 4)
    ends = [_at(i * 180 / count + 90, 1) for i in range(count)]
    return [hand.line((x, y), (-x, -y)) for x, y in ends]


def heart(hand: Hand) -> Strokes:
    """Draw a heart, deeply notched and pointed."""
    half = ((0.0, -0.3), (0.3, -0.8), (0.75, -0.85), (1.0, -0.35), (0.7, 0.25))
    left = [(-x, y) for x, y in half]
    if hand.maybe():
        return [hand.curve(*half, (0, 1)), hand.curve(*left, (0, 1))]
    return [np.concatenate([hand.curve(*half, (0, 1)), hand.curve(*left, (0, 1))[::-1]])]


def moon(hand: Hand) -> Strokes:
    """Draw a crescent with sharp horns."""
    side = 1 if hand.maybe() else -1
    outer = hand.arc((0, 0), (1, 1), 50, 260)
    inner = hand.curve((0.64, 0.77), (0.1, 0.6), (-0.15, 0), (0.1, -0.6), (0.64, -0.77))
    return [part * (side, 1) for part in (outer, inner)]


def sun(hand: Hand) -> Strokes:
    """Draw a ring with rays."""
    rays, inner = hand.count(6, 10), hand.between(0.4, 0.5)
    first = hand.between(0, 90)
    ends = [(_at(first + i * 360 / rays, inner + 0.15), _at(first + i * 360 / rays, 1)) for i in range(rays)]
    return [hand.ring((0, 0), inner), *(hand.line(p, q) for p, q in ends)]


def smiley(hand: Hand) -> Strokes:
    """Draw a round face with eyes and a mouth, smiling or not."""
    mouth = hand.arc((0, 0.05), (0.5, 0.5), 25, 130) if hand.maybe(0.7) else hand.arc((0, 0.75), (0.45, 0.4), 205, 130)
    return [hand.ring((0, 0), 1), hand.dot((-0.35, -0.35)), hand.dot((0.35, -0.35)), mouth]


def house(hand: Hand) -> Strokes:
    """Walls, a roof and perhaps a door."""
    walls = hand.closed((-0.75, -0.15), (0.75, -0.15), (0.75, 0.95), (-0.75, 0.95))
    door = [hand.line((-0.2, 0.95), (-0.2, 0.35), (0.2, 0.35), (0.2, 0.95))] if hand.maybe() else []
    return [*walls, hand.line((-0.95, -0.1), (0, -1), (0.95, -0.1)), *door]


def santa_house(hand: Hand) -> Strokes:
    """Draw a house with crossed walls, drawn at one go."""
    a, b, c, d, top = (-0.7, 0.9), (0.7, 0.9), (0.7, -0.2), (-0.7, -0.2), (0.0, -1.0)
    return [hand.line(a, b, d, c, top, d, a, c, b)]


def bolt(hand: Hand) -> Strokes:
    """Draw the outline of a flash of lightning."""
    return hand.closed((0.1, -1), (-0.85, 0.2), (-0.15, 0.15), (-0.45, 1), (0.85, -0.3), (0.2, -0.25), (0.75, -1))


def flower(hand: Hand) -> Strokes:
    """Petals around a ring."""
    petals, first = hand.count(5, 7), hand.between(0, 90)
    places = [_at(first + i * 360 / petals, 0.65) for i in range(petals)]
    return [hand.ring((0, 0), 0.25), *(hand.ring(place, 0.32) for place in places)]


def tree(hand: Hand) -> Strokes:
    """Draw a fir: three tiers on a trunk."""
    half = ((0.0, -1.0), (0.45, -0.4), (0.2, -0.4), (0.65, 0.1), (0.3, 0.1), (0.85, 0.65))
    return [*hand.closed(*half, *((-x, y) for x, y in reversed(half[1:]))), hand.line((0, 0.65), (0, 1))]


def fish(hand: Hand) -> Strokes:
    """Draw a body of two bows that cross before the tail, and an eye."""
    side = 1 if hand.maybe() else -1
    bow = ((-1.0, 0.0), (-0.4, -0.5), (0.3, -0.2), (0.95, 0.45))
    body = [hand.curve(*bow), hand.curve(*((x, -y) for x, y in bow)), hand.line((0.95, -0.45), (0.95, 0.45))]
    return [part * (side, 1) for part in (*body, hand.dot((-0.6, -0.08)))]


def person(hand: Hand) -> Strokes:
    """Draw a head, a body, arms and legs."""
    limbs = [hand.line((-0.6, -0.1), (0.6, -0.1)), hand.line((-0.5, 1), (0, 0.35), (0.5, 1))]
    return [hand.ring((0, -0.75), 0.25), hand.line((0, -0.5), (0, 0.35)), *limbs]


def cup(hand: Hand) -> Strokes:
    """Draw a cup with a handle and steam."""
    body = hand.line((-0.8, -0.2), (-0.6, 0.9), (0.4, 0.9), (0.6, -0.2), (-0.8, -0.2))
    steam = [hand.curve((x, -0.45), (x + 0.1, -0.65), (x - 0.1, -0.8), (x, -1)) for x in (-0.4, 0.1)]
    return [body, hand.arc((0.55, 0.25), (0.4, 0.3), -90, 180), *steam]


def envelope(hand: Hand) -> Strokes:
    """Draw a lying box with a flap."""
    box = hand.closed((-1, -0.65), (1, -0.65), (1, 0.65), (-1, 0.65))
    return [*box, hand.line((-0.95, -0.6), (0, 0.15), (0.95, -0.6))]


def flag(hand: Hand) -> Strokes:
    """Draw a flag of two bars on a pole."""
    pole = hand.line((-0.8, -1), (-0.8, 1))
    cloth = hand.line((-0.8, -0.9), (0.9, -0.9), (0.9, 0.1), (-0.8, 0.1))
    return [pole, cloth, hand.line((-0.8, -0.4), (0.9, -0.4))]


def ladder(hand: Hand) -> Strokes:
    """Two rails and rungs."""
    rails = [hand.line((x, -1), (x, 1)) for x in (-0.5, 0.5)]
    return rails + [hand.line((-0.5, y), (0.5, y)) for y in np.linspace(-0.75, 0.75, hand.count(3, 5)).tolist()]


def cloud(hand: Hand) -> Strokes:
    """Bows in a row over a flat base, wider than high."""
    bows = [hand.arc((x, y), (r, r), 180 + a, 180 + b) for x, y, r, a, b in _PUFFS]
    return [*bows, hand.line((-0.95, 0.5), (0.95, 0.5))]


def eye(hand: Hand) -> Strokes:
    """Two lids and a pupil."""
    lids = [hand.curve((-1, 0), (-0.5, s * 0.45), (0.5, s * 0.45), (1, 0)) for s in (-1, 1)]
    return [*lids, hand.ring((0, 0), 0.3), hand.dot((0, 0))]


def umbrella(hand: Hand) -> Strokes:
    """Draw a dome over a stick with a crook."""
    dome = hand.arc((0, 0), (1, 0.9), 180, 180)
    hem = [hand.arc((x, 0), (0.33, 0.2), 180, 180) for x in (-0.66, 0, 0.66)]
    return [dome, *hem, hand.curve((0, -0.9), (0, 0.4), (0.05, 0.85), (0.25, 0.95), (0.4, 0.75))]


def anchor(hand: Hand) -> Strokes:
    """Draw a ring, a stock, a shank and two flukes."""
    bow = hand.curve((-0.9, 0.3), (-0.6, 0.8), (0, 0.98), (0.6, 0.8), (0.9, 0.3))
    return [hand.ring((0, -0.8), 0.18), hand.line((0, -0.6), (0, 0.95)), hand.line((-0.5, -0.35), (0.5, -0.35)), bow]


def crosshair(hand: Hand) -> Strokes:
    """Draw a ring and a cross that reaches beyond it."""
    return [hand.ring((0, 0), 0.65), hand.line((-1, 0), (1, 0)), hand.line((0, -1), (0, 1))]


def note(hand: Hand) -> Strokes:
    """Two notes of music under one beam."""
    heads = [hand.arc((x, 0.7), (0.25, 0.18), hand.between(0, 360)) for x in (-0.7, 0.5)]
    return [*heads, hand.line((-0.45, 0.7), (-0.45, -0.9), (0.75, -0.9), (0.75, 0.7))]


def _arrow(hand: Hand, angle: float, both: bool) -> Strokes:
    barb = hand.between(0.45, 0.65)
    shapes: list[tuple[Point, ...]] = [((-1, 0), (1, 0)), ((1 - barb, -barb), (1, 0), (1 - barb, barb))]
    if both:
        shapes.append(((barb - 1, -barb), (-1, 0), (barb - 1, barb)))
    c, s = float(np.cos(angle)), float(np.sin(angle))
    return [hand.line(*((x * c - y * s, x * s + y * c) for x, y in shape)) for shape in shapes]


def _at(degrees: float, radius: float) -> Point:
    angle = np.radians(degrees)
    return float(radius * np.cos(angle)), float(radius * np.sin(angle))


def _corners(count: int, radius: float) -> list[Point]:
    """Return the corners of a regular polygon, the first at the top."""
    return [_at(i * 360 / count - 90, radius) for i in range(count)]


def _star(points: int, inner: float) -> list[Point]:
    return [_at(i * 180 / points - 90, inner if i % 2 else 1) for i in range(2 * points)]


_PUFFS = ((-0.6, 0.15, 0.4, -70, 40), (-0.05, -0.15, 0.5, 10, -10), (0.6, 0.15, 0.4, 30, 40))
"""Bows of a cloud: middle, radius, how much later it begins and how much farther it goes, in degrees."""

LEARNED = (
    triangle,
    square,
    crossed_square,
    diamond,
    pentagon,
    arrow,
    double_arrow,
    block_arrow,
    pentagram,
    star,
    asterisk,
    heart,
    moon,
    sun,
    smiley,
    house,
    bolt,
    flower,
    fish,
    person,
    envelope,
    flag,
    cloud,
    crosshair,
    note,
)
HELD_OUT = (
    trapezium,
    latin_cross,
    bent_arrow,
    hexagram,
    santa_house,
    tree,
    cup,
    ladder,
    eye,
    umbrella,
    anchor,
)
