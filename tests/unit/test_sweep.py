"""Drawings painted at one go look, bit by bit, as the canvas would have painted them."""

from __future__ import annotations

import numpy as np
import pytest

from model import sweep
from model.raster import Raster
from model.strokes import Stroke
from model.sweep import Sweep


def painted(lines, width):
    raster = Raster()
    for line in lines:
        raster.stroke(Stroke.along(line, width))
    return raster.cells


@pytest.mark.parametrize("seed", range(30))
def test_random_drawings(seed):
    chance = np.random.default_rng(seed)
    width = float(chance.uniform(0.01, 0.3))
    steps = float(chance.choice([0.005, 0.05, 0.5]))
    lines = [
        chance.uniform(0.1, 0.9, 2) + chance.normal(0, steps, (chance.integers(1, 60), 2)).cumsum(axis=0)
        for _ in range(chance.integers(1, 5))
    ]
    assert np.array_equal(Sweep().paint(lines, width), painted(lines, width))


@pytest.mark.parametrize(
    "lines",
    [
        [[(0.5, 0.5)]],
        [[(0.5, 0.5), (0.5, 0.5), (0.5, 0.5)]],
        [[(0.5, 0.5), (0.5, 0.5 + 1e-9)]],
        [[(0.0, 0.0), (1.0, 1.0)]],
        [[(-0.2, 0.5), (1.2, 0.5)], [(0.5, -3.0), (0.5, 3.0)]],
        [[(2.0, 2.0), (3.0, 3.0)], [(0.2, 0.3)]],
        [[(2.0, 2.0)]],
    ],
    ids=["dot", "still", "speck", "diagonal", "across", "partly outside", "outside"],
)
def test_special_drawings(lines):
    arrays = [np.array(line) for line in lines]
    assert np.array_equal(Sweep().paint(arrays, 0.08), painted(arrays, 0.08))


def test_one_object_paints_one_drawing_after_the_other():
    painter = Sweep()
    painter.paint([np.array([(0.1, 0.1), (0.9, 0.9)])], 0.1)
    line = [np.array([(0.3, 0.5), (0.6, 0.5)])]
    assert np.array_equal(painter.paint(line, 0.05), painted(line, 0.05))


def test_groups_hold_every_segment_once_and_stay_small(monkeypatch):
    monkeypatch.setattr(sweep, "_TOGETHER", 100)
    sides = [2, 3, 3, 5, 5, 5, 9, 30]
    groups = list(sweep._together(sides))
    assert [i for group in groups for i in range(group.start, group.stop)] == list(range(8))
    for group in groups:
        count = group.stop - group.start
        assert count == 1 or count * sides[group.stop - 1] ** 2 <= 100
    assert len(groups) < 8
