"""Numbers written with the bundled drawings, for tests."""

import numpy as np

from model import drawings
from model.strokes import Stroke


def lines_of(sample):
    """The lines [n, 2] of a bundled drawing, 1 high, with its left top corner at the origin."""
    points = np.concatenate([stroke.points[:, :2] for stroke in sample.strokes])
    low, height = points.min(axis=0), max(np.ptp(points[:, 1]), 1e-6)
    return [(stroke.points[:, :2] - low) / height for stroke in sample.strokes]


def row(samples, gaps, size, left=0.03, top=0.4, pen=0.12):
    """Drawings side by side, within the canvas: their strokes, and which strokes are one drawing.

    Gaps and pen are parts of the drawings' height.
    """
    return side_by_side([lines_of(sample) for sample in samples], gaps, size, left, top, pen)


def side_by_side(drawn, gaps, size, left=0.03, top=0.4, pen=0.12):
    """The same for digits that are given as their lines [n, 2], 1 high."""
    widths = [max(line[:, 0].max() for line in lines) for lines in drawn]
    size = min(size, 0.94 / (sum(widths) + sum(gaps)))
    strokes, parts, x = [], [], left
    for lines, width, gap in zip(drawn, widths, gaps, strict=True):
        parts.append(list(range(len(strokes), len(strokes) + len(lines))))
        strokes += [Stroke.along(line * size + (x, top), pen * size) for line in lines]
        x += size * (width + gap)
    return strokes, parts


def number(digits, which=0, size=0.25):
    """The strokes of a number, such as "407", written with one bundled drawing of each digit."""
    by_digit = {d: [sample for sample in drawings.load() if sample.label == d] for d in range(10)}
    samples = [by_digit[int(digit)][which] for digit in digits]
    return row(samples, [0.35] * len(samples), size)[0]
