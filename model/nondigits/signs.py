"""Signs of writing: mathematics, punctuation and letters, as far as they cannot be read as a digit.

Left out on purpose, because somebody's digit looks like them: ring, slashed ring, single bar, lambda, delta,
theta, beta, single brackets and braces, and all letters but a few of straight lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.nondigits.hand import through

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from model.nondigits.hand import Hand

    Strokes = list[NDArray[np.float64]]


def plus(hand: Hand) -> Strokes:
    """+."""
    return [hand.line((-0.9, 0), (0.9, 0)), hand.line((0, -0.9), (0, 0.9))]


def minus(hand: Hand) -> Strokes:
    """-."""
    return [hand.line((-1, 0), (1, hand.between(-0.1, 0.1)))]


def times(hand: Hand) -> Strokes:
    """×, or the letter x."""
    return [hand.line((-0.8, -0.8), (0.8, 0.8)), hand.line((0.8, -0.8), (-0.8, 0.8))]


def divide(hand: Hand) -> Strokes:
    """Draw a dash between two dots."""
    return [hand.line((-1, 0), (1, 0)), hand.dot((0, -0.65)), hand.dot((0, 0.65))]


def equals(hand: Hand) -> Strokes:
    """=."""
    apart = hand.between(0.25, 0.45)
    return [hand.line((-1, y), (1, y)) for y in (-apart, apart)]


def unequal(hand: Hand) -> Strokes:
    """Equals, struck through."""
    return [*equals(hand), hand.line((0.45, -0.9), (-0.45, 0.9))]


def identical(hand: Hand) -> Strokes:
    """Three bars, one under the other."""
    return [hand.line((-0.9, y), (0.9, y)) for y in (-0.6, 0, 0.6)]


def plus_minus(hand: Hand) -> Strokes:
    """Plus over minus."""
    return [hand.line((-0.8, -0.3), (0.8, -0.3)), hand.line((0, -1), (0, 0.4)), hand.line((-0.8, 0.9), (0.8, 0.9))]


def less_or_equal(hand: Hand) -> Strokes:
    """Draw an angle over a bar."""
    side = 1 if hand.maybe() else -1
    return [hand.line((0.8 * side, -1), (-0.8 * side, -0.35), (0.8 * side, 0.3)), hand.line((-0.8, 0.9), (0.8, 0.9))]


def root(hand: Hand) -> Strokes:
    """Draw the radical."""
    return [hand.line((-1, 0.1), (-0.75, -0.1), (-0.4, 0.9), (0.1, -0.9), (1, -0.9))]


def infinity(hand: Hand) -> Strokes:
    """Draw a lying loop, twice as wide as high."""
    nodes = ((0, 0), (0.5, -0.4), (1, 0), (0.5, 0.4), (0, 0), (-0.5, -0.4), (-1, 0), (-0.5, 0.4), (0, 0), (0.3, -0.3))
    return [hand.curve(*nodes)]


def check(hand: Hand) -> Strokes:
    """Draw a check mark."""
    return [hand.line((-0.9, 0.2), (-0.35, 0.8), (1, -0.8))]


def wave(hand: Hand) -> Strokes:
    """Draw a tilde of one or two waves."""
    high = hand.between(0.2, 0.35)
    nodes = [(-1 + 2 * i / 8, high * (0, -1, 0, 1)[i % 4]) for i in range(9)]
    return [hand.curve(*(nodes if hand.maybe() else [(x * 1.6, y) for x, y in nodes[2:8]]))]


def hash_sign(hand: Hand) -> Strokes:
    """Two lines across two lines."""
    lean = hand.between(0, 0.2)
    upright = [hand.line((x + lean, -0.95), (x - lean, 0.95)) for x in (-0.35, 0.35)]
    return upright + [hand.line((-0.95, y), (0.95, y)) for y in (-0.35, 0.35)]


def at_sign(hand: Hand) -> Strokes:
    """Draw an a within an open ring."""
    tail = through((0.35, -0.35), (0.35, 0.1), (0.55, 0.32), (0.85, 0.15))
    return [hand.ring((0, 0), 0.34), hand.finish(tail), hand.arc((0, 0), (0.95, 0.95), 5, -300)]


def percent(hand: Hand) -> Strokes:
    """Draw a slash between two rings."""
    rings = [hand.ring(middle, hand.between(0.2, 0.32)) for middle in ((-0.55, -0.5), (0.55, 0.5))]
    return [*rings, hand.line((0.65, -0.95), (-0.65, 0.95))]


def ampersand(hand: Hand) -> Strokes:
    """Draw the sign for and, its two feet crossing."""
    nodes = ((0.9, 0.9), (-0.1, -0.1), (-0.35, -0.65), (0, -0.95), (0.3, -0.65), (-0.2, -0.1), (-0.7, 0.4))
    return [hand.curve(*nodes, (-0.4, 0.9), (0.2, 0.8), (0.8, -0.1), (0.95, -0.05))]


def dollar(hand: Hand) -> Strokes:
    """Draw an S with one or two bars through all of it."""
    nodes = ((0.6, -0.55), (0, -0.75), (-0.55, -0.45), (0, 0), (0.55, 0.4), (0, 0.75), (-0.6, 0.5))
    bars = (0.0,) if hand.maybe() else (-0.15, 0.15)
    return [hand.curve(*nodes), *(hand.line((x, -1.1), (x, 1.1)) for x in bars)]


def euro(hand: Hand) -> Strokes:
    """Draw an open bow with two bars."""
    return [
        hand.arc((0.2, 0), (0.8, 0.9), -50, -260),
        *(hand.line((-0.95, y), (0.45, y)) for y in (-0.2, 0.2)),
    ]


def question(hand: Hand) -> Strokes:
    """Draw a question mark, its dot well apart."""
    nodes = ((-0.5, -0.6), (-0.2, -0.95), (0.35, -0.9), (0.5, -0.5), (0.1, -0.1), (0, 0.3))
    return [hand.curve(*nodes), hand.dot((0, 0.9))]


def exclamation(hand: Hand) -> Strokes:
    """Draw an exclamation mark, or two, the dots well apart."""
    places = (0.0,) if hand.maybe() else (-0.35, 0.35)
    return [stroke for x in places for stroke in (hand.line((x, -1), (x, 0.25)), hand.dot((x, 0.95)))]


def ellipsis(hand: Hand) -> Strokes:
    """Three dots."""
    return [hand.dot((x, 0)) for x in (-0.9, 0, 0.9)]


def quotes(hand: Hand) -> Strokes:
    """Quotation marks: pairs of short strokes."""
    places = (-0.9, -0.5, 0.5, 0.9) if hand.maybe() else (-0.9, -0.3, 0.3, 0.9)
    return [hand.line((x, -0.45), (x - 0.1, 0.3)) for x in places]


def parentheses(hand: Hand) -> Strokes:
    """Draw a pair of round brackets."""
    return [hand.arc((0.1, 0), (1.1, 1.2), 140, 80), hand.arc((-0.1, 0), (1.1, 1.2), -40, 80)]


def brackets(hand: Hand) -> Strokes:
    """Draw a pair of square brackets."""
    return [hand.line((0.5 * s, -0.9), (0.95 * s, -0.9), (0.95 * s, 0.9), (0.5 * s, 0.9)) for s in (-1, 1)]


def braces(hand: Hand) -> Strokes:
    """Draw a pair of curly brackets."""
    half = ((0.35, -1.0), (0.55, -0.9), (0.55, -0.2), (0.9, 0.0), (0.55, 0.2), (0.55, 0.9), (0.35, 1.0))
    return [hand.curve(*((x * s, y) for x, y in half)) for s in (-1, 1)]


def guillemets(hand: Hand) -> Strokes:
    """Two angles pointing the same way."""
    side = 1 if hand.maybe() else -1
    return [hand.line((x * side, -0.7), ((x + 0.65) * side, 0), (x * side, 0.7)) for x in (-0.8, 0.1)]


def chevron(hand: Hand) -> Strokes:
    """One wide angle pointing left, right or down."""
    points = ((0.7, -0.9), (-0.7, 0), (0.7, 0.9))
    turned = [points, [(-x, y) for x, y in points], [(y, -x) for x, y in points]][hand.count(0, 2)]
    return [hand.line(*turned)]


def pi(hand: Hand) -> Strokes:
    """Draw the Greek letter."""
    foot = hand.line((0.4, -0.7), (0.4, 0.9)) if hand.maybe() else hand.curve((0.4, -0.7), (0.4, 0.7), (0.75, 0.85))
    return [hand.curve((-1, -0.5), (-0.7, -0.75), (1, -0.75)), hand.line((-0.4, -0.7), (-0.45, 0.9)), foot]


def sigma(hand: Hand) -> Strokes:
    """Draw the capital Greek letter."""
    return [hand.line((0.8, -0.7), (0.75, -0.95), (-0.8, -0.95), (0.1, 0), (-0.8, 0.95), (0.8, 0.95), (0.85, 0.7))]


def omega(hand: Hand) -> Strokes:
    """Draw the capital Greek letter, wide open below."""
    bow = hand.curve(
        (-0.95, 0.9), (-0.4, 0.85), (-0.75, 0.1), (-0.6, -0.65), (0, -0.95), (0.6, -0.65), (0.75, 0.1), (0.4, 0.85)
    )
    return [bow, hand.line((0.4, 0.88), (0.95, 0.88))]


def small_omega(hand: Hand) -> Strokes:
    """Draw the small Greek letter, or a rounded w."""
    bow = ((-0.55, -0.6), (-0.95, 0.1), (-0.55, 0.7), (-0.1, 0.4), (0, -0.2))
    return [hand.curve(*bow, *((-x, y) for x, y in reversed(bow[:-1])))]


def phi(hand: Hand) -> Strokes:
    """Draw the Greek letter: a flat ring and a bar far beyond it."""
    return [hand.arc((0, 0), (0.75, 0.42), hand.between(0, 360)), hand.line((0, -1.1), (0, 1.1))]


def psi(hand: Hand) -> Strokes:
    """Draw the Greek letter."""
    nodes = ((-0.9, -0.8), (-0.75, 0), (0, 0.3), (0.75, 0), (0.9, -0.8))
    return [hand.curve(*nodes), hand.line((0, -1), (0, 1))]


def alpha(hand: Hand) -> Strokes:
    """Draw the small Greek letter, lying like a fish."""
    nodes = ((0.95, -0.6), (0.35, 0.2), (-0.4, 0.6), (-0.9, 0), (-0.4, -0.6), (0.35, -0.2), (0.95, 0.6))
    return [hand.curve(*nodes)]


def for_all(hand: Hand) -> Strokes:
    """Draw an A on its head."""
    return [hand.line((-0.85, -0.9), (0, 0.9), (0.85, -0.9)), hand.line((-0.5, -0.2), (0.5, -0.2))]


def capital_e(hand: Hand) -> Strokes:
    """E."""
    return [hand.line((-0.6, -1), (-0.6, 1)), *(hand.line((-0.6, y), (0.7, y)) for y in (-0.95, 0, 0.95))]


def capital_f(hand: Hand) -> Strokes:
    """F."""
    return [hand.line((-0.6, -1), (-0.6, 1)), *(hand.line((-0.6, y), (0.7, y)) for y in (-0.95, -0.05))]


def capital_h(hand: Hand) -> Strokes:
    """H."""
    return [*(hand.line((x, -1), (x, 1)) for x in (-0.7, 0.7)), hand.line((-0.7, 0), (0.7, 0))]


def capital_k(hand: Hand) -> Strokes:
    """K."""
    return [hand.line((-0.6, -1), (-0.6, 1)), hand.line((0.65, -0.95), (-0.55, 0.1), (0.7, 0.95))]


def capital_m(hand: Hand) -> Strokes:
    """M."""
    return [hand.line((-0.9, 0.9), (-0.7, -0.9), (0, 0.4), (0.7, -0.9), (0.9, 0.9))]


def capital_n(hand: Hand) -> Strokes:
    """N."""
    return [hand.line((-0.75, 0.95), (-0.75, -0.95), (0.75, 0.95), (0.75, -0.95))]


def capital_w(hand: Hand) -> Strokes:
    """W."""
    return [hand.line((-1, -0.8), (-0.5, 0.8), (0, -0.5), (0.5, 0.8), (1, -0.8))]


def capital_a(hand: Hand) -> Strokes:
    """Draw an A with a pointed top, its bar low."""
    return [hand.line((-0.8, 0.95), (0, -0.95), (0.8, 0.95)), hand.line((-0.5, 0.3), (0.5, 0.3))]


LEARNED = (
    plus,
    minus,
    times,
    divide,
    equals,
    unequal,
    less_or_equal,
    root,
    infinity,
    check,
    hash_sign,
    percent,
    dollar,
    question,
    exclamation,
    ellipsis,
    parentheses,
    brackets,
    chevron,
    pi,
    sigma,
    small_omega,
    psi,
    for_all,
    capital_e,
    capital_f,
    capital_h,
    capital_k,
    capital_m,
    capital_n,
    capital_w,
)
HELD_OUT = (
    identical,
    plus_minus,
    wave,
    at_sign,
    ampersand,
    euro,
    quotes,
    braces,
    guillemets,
    omega,
    phi,
    alpha,
    capital_a,
)
