"""Ink drawn again from its strokes: lines of one width, whatever the pen, the size and the place."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import redraw as redraw_module
from model.digitize import Steps, digitize, read
from model.drawings import load
from model.grid import DIGIT
from model.ink import Ink
from model.redraw import FINE, LARGEST, WIDTH, redraw
from model.strokes import Stroke

SEVEN = np.array([(0.0, 0.0), (0.6, 0.0), (0.25, 0.8), (0.25, 1.0), (0.4, 1.0)])
BAR = np.array([(0.0, 0.5), (0.5, 0.5)])
EVERY = [Steps(*on) for on in itertools.product([True, False], repeat=4)]
lines = st.lists(
    st.lists(st.tuples(st.floats(-0.5, 1.5, width=32), st.floats(-0.5, 1.5, width=32)), min_size=1, max_size=12),
    min_size=1,
    max_size=4,
)


def inked(strokes, width=0.085) -> Ink:
    ink = Ink()
    ink.replace([Stroke.along(line, width) for line in strokes])
    return ink


def brute(points: np.ndarray, breaks: set[int], places: np.ndarray) -> np.ndarray:
    """Distance of every place [m, 2] to the nearest segment, segment by segment."""
    nearest = np.full(len(places), np.inf)
    for i in range(len(points)):
        p = points[i]
        q = points[i + 1] if i + 1 < len(points) and i + 1 not in breaks else p
        way = q - p
        along = np.clip((places - p) @ way / max(way @ way, 1e-12), 0, 1)
        nearest = np.minimum(nearest, np.linalg.norm(places - p - along[:, None] * way, axis=1))
    return nearest


@pytest.mark.parametrize("strokes", [[SEVEN], [SEVEN, BAR], [BAR], [SEVEN[:1]]])
def test_ink_goes_by_the_distance_to_the_nearest_line(strokes):
    placed = [0.2 + 0.5 * line for line in strokes]
    sheet = redraw(placed, crop=True, scale=True)
    rows, columns = sheet.block.shape
    y, x = np.mgrid[:rows, :columns] + 0.5
    places = np.column_stack([(x + sheet.left).ravel(), (y + sheet.top).ravel()]) / sheet.width
    ends = set(np.cumsum([len(line) for line in placed])[:-1].tolist())
    distance = brute(np.concatenate(placed), ends, places).reshape(rows, columns) * sheet.width
    radius = WIDTH * FINE / 2
    # A line's middle is known to half a cell across and half a cell down.
    assert (sheet.block[distance <= radius - 1.3] == 255).all()
    assert (sheet.block[distance >= radius + 1.3] == 0).all()
    exact = np.clip(radius + 0.5 - distance, 0, 1) * 255
    assert abs(sheet.block.mean() - exact.mean()) < 0.06 * exact.mean()


@settings(max_examples=40, deadline=None)
@given(lines=lines, steps=st.sampled_from(EVERY))
def test_any_strokes_give_a_sound_picture(lines, steps):
    ink = inked(lines)
    result = digitize(ink.snapshot(), steps, ink.lines())
    assert result.image.shape == (28, 28)
    assert result.image.dtype == np.float32
    assert 0 <= result.image.min() <= result.image.max() <= 1
    assert result.image.any() != result.blank
    for _, picture in result.pictures:
        assert picture.dtype == np.uint8
        assert 1 <= min(picture.shape) <= max(picture.shape) <= LARGEST


@settings(max_examples=40, deadline=None)
@given(
    size=st.floats(0.15, 0.95),
    width=st.floats(0.02, 0.12),
    x=st.floats(0, 1),
    y=st.floats(0, 1),
)
def test_pen_size_and_place_do_no_harm(size, width, x, y):
    """The same seven, however it was drawn, is nearly the same picture."""
    usual = read([0.2 + 0.6 * SEVEN])
    shape = size * SEVEN + [x * (1 - 0.6 * size), y * (1 - size)]
    ink = inked([shape], width)
    image = digitize(ink.snapshot(), lines=ink.lines()).image
    assert np.abs(image - usual).mean() < 0.012
    assert np.abs(image - usual).max() < 0.5


def test_lines_are_as_wide_as_promised_and_the_longer_side_is_twenty_pixels():
    image = read([np.array([(0.3, 0.1), (0.3, 0.9)])])
    across = image[10:18].sum(axis=1)
    assert across == pytest.approx(WIDTH, abs=0.15)
    assert image.max(axis=1).sum() == pytest.approx(DIGIT, abs=0.5)


def test_a_dot_stays_a_dot():
    image = read([np.array([(0.5, 0.5)])])
    assert image.sum() == pytest.approx(np.pi * (WIDTH / 2) ** 2, rel=0.1)
    assert read([np.array([(0.5, 0.5), (0.51, 0.5)])]).sum() < 12


def test_what_lies_outside_the_canvas_is_not_read():
    inside = [np.array([(0.2, 0.2), (0.2, 0.8)]), np.array([(0.2, 0.5), (1.0, 0.5)])]
    outside = [inside[0], np.array([(0.2, 0.5), (3.0, 0.5)])]
    assert np.abs(read(inside) - read(outside)).max() < 0.3
    assert np.abs(read(inside) - read(outside)).mean() < 0.01
    assert read([np.array([(1.2, 0.5), (1.5, 0.5)])]) is None


def test_ink_whose_middle_is_outside_is_taken_from_the_raster():
    ink = inked([[(-0.02, 0.2), (-0.02, 0.8)]])
    result = digitize(ink.snapshot(), lines=ink.lines())
    assert not result.blank
    assert np.array_equal(result.image, digitize(ink.snapshot()).image)


def test_the_switch_leaves_the_pens_own_width():
    ink = inked([0.2 + 0.6 * SEVEN], width=0.15)
    thick = digitize(ink.snapshot(), Steps(redraw=False), ink.lines())
    thin = digitize(ink.snapshot(), Steps(), ink.lines())
    assert np.array_equal(thick.image, digitize(ink.snapshot()).image)
    assert thick.image.sum() > 1.3 * thin.image.sum()
    pictures = dict(thick.pictures)
    assert pictures["redraw"] is pictures["crop"]


@pytest.mark.parametrize("steps", [Steps(crop=False), Steps(scale=False), Steps(crop=False, scale=False, centre=False)])
def test_without_crop_or_scale_the_ink_keeps_size_and_place(steps):
    strokes = [np.array([(0.3, 0.2), (0.7, 0.2), (0.7, 0.6)])]
    ink = inked(strokes, width=WIDTH / (20 if steps.scale else 28))
    redrawn = digitize(ink.snapshot(), steps, ink.lines()).image
    from_raster = digitize(ink.snapshot(), Steps(steps.crop, False, steps.scale, steps.centre)).image
    assert np.abs(redrawn - from_raster).mean() < 0.01


def test_an_evaluation_reads_what_the_canvas_reads():
    for sample in load()[::7]:
        ink = Ink()
        ink.replace(sample.strokes)
        image = digitize(ink.snapshot(), lines=ink.lines()).image
        assert np.array_equal(image, read([stroke.points for stroke in sample.strokes]))


def test_a_stroke_under_way_is_read_like_a_finished_one():
    ink = Ink()
    ink.begin(0.3, 0.2, 0.0)
    ink.extend(0.6, 0.2, 0.1)
    ink.extend(0.4, 0.8, 0.2)
    live = digitize(ink.snapshot(), lines=ink.lines()).image
    ink.end()
    assert np.array_equal(live, digitize(ink.snapshot(), lines=ink.lines()).image)
    ink.begin(0.4, 0.5, 0.3, eraser=True)
    assert len(ink.lines()) == len(ink.strokes)


def test_a_scribble_of_minutes_is_as_quick_to_redraw_as_one_of_a_minute(monkeypatch):
    """Not timed: what the work grows with is counted."""
    marked = []
    kept = redraw_module._marks

    def marks(cells, *rest):
        marked.append(len(cells))
        return kept(cells, *rest)

    monkeypatch.setattr(redraw_module, "_marks", marks)
    time = np.arange(200_000)
    way = 0.5 + 0.4 * np.column_stack([np.sin(time * 0.0213), np.sin(time * 0.0171)])
    sheet = redraw([way[:100_000], way[100_000:]], crop=True, scale=True)
    assert marked[0] <= redraw_module.MOST_POINTS + 2
    assert sheet.block.mean() > 200  # it fills its box


def test_a_digit_drawn_very_slowly_looks_as_if_drawn_quickly():
    angle = np.linspace(0, 2 * np.pi, 30_000)
    ring = 0.5 + np.column_stack([0.2 * np.cos(angle), 0.3 * np.sin(angle)])
    slow, quick = (redraw([line], crop=True, scale=True) for line in (ring, ring[::100]))
    assert slow.block.shape == quick.block.shape
    assert np.abs(slow.block - quick.block).mean() < 2
