"""The bundled drawings, and the tracer that made them."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from model import drawings
from model.digitize import digitize
from model.raster import Raster
from model.skeleton import Skeleton, thin
from model.strokes import Stroke
from model.tracing import trace


def picture(*lines, width: float = 0.08) -> np.ndarray:
    """A picture [28, 28] of lines in fractions of its side, 20 pixels large as MNIST's."""
    raster = Raster()
    for line in lines:
        raster.stroke(Stroke.along(line, width))
    return np.rint(digitize(raster.cells).image * 255).astype(np.uint8)


def drawn(strokes) -> np.ndarray:
    raster = Raster()
    for stroke in strokes:
        raster.stroke(stroke)
    return digitize(raster.cells).image


def ring(x, y, rx, ry):
    angle = np.linspace(0, 2 * np.pi, 60)
    return np.column_stack([x + rx * np.cos(angle), y + ry * np.sin(angle)])


def test_there_are_ten_of_each_digit_and_all_differ():
    samples = drawings.load()
    assert [sample.label for sample in samples] == sorted(list(range(10)) * 10)
    assert len({sample.source_index for sample in samples}) == 100
    shapes = np.array([drawn(sample.strokes).ravel() for sample in samples])
    apart = np.abs(shapes[:, None] - shapes[None]).sum(axis=2)
    assert apart[~np.eye(100, dtype=bool)].min() > 20


def test_they_are_strokes_of_a_plausible_hand():
    for sample in drawings.load():
        assert 1 <= len(sample.strokes) <= 3
        times = np.concatenate([stroke.points[:, 2] for stroke in sample.strokes])
        assert times[0] == 0
        assert (np.diff(times) > 0).all()
        assert 0.3 < times[-1] < 3
        for stroke in sample.strokes:
            assert 0.04 < stroke.width < 0.13
            xy = stroke.points[:, :2]
            assert xy.min() > 0.1
            assert xy.max() < 0.9
            steps = np.hypot(*np.diff(xy, axis=0).T)
            assert steps.max() < 0.06
        for before, after in pairwise(sample.strokes):
            assert after.points[0, 2] - before.points[-1, 2] > 0.1


def test_they_look_like_the_pictures_they_were_traced_from(mnist):
    training = mnist.training
    likeness = []
    for sample in drawings.load():
        assert training.labels[sample.source_index] == sample.label
        source = training.images[sample.source_index].ravel()
        likeness.append(np.corrcoef(source, drawn(sample.strokes).ravel())[0, 1])
    assert min(likeness) > 0.85
    assert np.median(likeness) > 0.93


def test_the_file_is_small():
    assert (Path(drawings.__file__).parents[1] / "resources" / "samples.json").stat().st_size < 200_000


def test_the_file_is_what_the_tracer_makes(mnist):
    """Traced again, some drawings are the ones in the file."""
    training = mnist.training
    for sample in drawings.load()[::9]:
        again = trace(training.images[sample.source_index])
        assert len(again) == len(sample.strokes)
        for made, kept in zip(again, sample.strokes, strict=True):
            np.testing.assert_allclose(made.points, kept.points, atol=1e-3)


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        ([[(0.5, 0.2), (0.5, 0.8)]], 1),  # a bar
        ([ring(0.5, 0.5, 0.2, 0.3)], 1),  # a ring
        ([[(0.2, 0.2), (0.8, 0.8)], [(0.8, 0.2), (0.2, 0.8)]], 2),  # a cross: two straight lines
        ([[(0.25, 0.2), (0.75, 0.2), (0.4, 0.8)], [(0.3, 0.5), (0.75, 0.5)]], 2),  # a crossed seven
    ],
)
def test_tracing_finds_the_lines_that_were_drawn(lines, count):
    source = picture(*lines)
    strokes = trace(source)
    assert len(strokes) == count
    assert np.corrcoef(drawn(strokes).ravel(), source.ravel())[0, 1] > 0.9


def test_a_traced_ring_is_closed_and_a_bar_begins_at_the_top():
    (stroke,) = trace(picture(ring(0.5, 0.5, 0.2, 0.3)))
    np.testing.assert_allclose(stroke.points[0, :2], stroke.points[-1, :2], atol=1e-6)
    assert stroke.points[0, 1] == pytest.approx(stroke.points[:, 1].min(), abs=0.01)
    assert stroke.points[3, 0] < stroke.points[0, 0]  # to the left, as most hands do
    (stroke,) = trace(picture([(0.6, 0.8), (0.4, 0.2)]))
    assert stroke.points[0, 1] < 0.3 < 0.7 < stroke.points[-1, 1]


def test_thinning_leaves_connected_lines_one_cell_wide():
    shape = np.zeros((1, 40, 40), bool)
    shape[0, 5:35, 17:23] = True
    shape[0, 20:26, 5:35] = True
    (line,) = thin(shape)
    assert line.any()
    assert not (line & ~shape[0]).any()
    blocks = line[:-1, :-1] & line[1:, :-1] & line[:-1, 1:] & line[1:, 1:]
    assert not blocks.any()
    skeleton = Skeleton(line)
    skeleton.simplify(spur=6, bridge=6)
    assert len(skeleton.edges) == 4  # a plus: four arms from one crossing
    assert sorted(skeleton.degree(node) for node in skeleton.nodes) == [1, 1, 1, 1, 4]
