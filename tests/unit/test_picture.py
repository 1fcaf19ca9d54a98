"""A picture on the canvas: it enters the network as it is, and can be drawn on, erased, moved and undone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from model.digitize import digitize, leave
from model.grid import CELL, GRID, SIDE
from model.ink import Ink
from model.picture import Picture
from model.raster import NOTHING, Raster
from model.strokes import Stroke

images = arrays.arrays(np.uint8, (GRID, GRID), elements=st.sampled_from([0, 0, 1, 7, 100, 254, 255]))
places = st.tuples(st.floats(-0.2, 1.2), st.floats(-0.2, 1.2))


def a_seven():
    image = np.zeros((GRID, GRID), np.uint8)
    image[4, 6:20] = 200
    image[5:22, 19] = 255
    return image


def painted(ink):
    """What the raster must hold: picture and strokes on an empty one."""
    raster = Raster()
    if ink.picture is not None:
        ink.picture.paint(raster)
    for stroke in ink.strokes:
        raster.stroke(stroke)
    return raster.cells


def test_every_grey_enters_the_network_exactly():
    image = np.arange(GRID * GRID, dtype=np.uint32).astype(np.uint8).reshape(GRID, GRID)
    ink = Ink()
    ink.show(image)
    left = leave(ink.snapshot())
    assert set(image.ravel().tolist()) == set(range(256))
    assert np.array_equal(left.image, image / np.float32(255))
    assert left.image.dtype == np.float32
    assert left.untouched
    assert [key for key, _ in left.pictures] == [key for key, _ in digitize(ink.snapshot()).pictures]
    assert all(np.array_equal(picture, image) for _, picture in left.pictures)
    assert not digitize(ink.snapshot()).untouched


@settings(max_examples=60, deadline=None)
@given(images)
def test_any_picture_comes_back_as_it_was(image):
    ink = Ink()
    ink.show(image)
    left = leave(ink.snapshot())
    assert np.array_equal(left.image, image / np.float32(255))
    assert left.blank == (not image.any()) == ink.is_blank == (not ink.is_picture)


@pytest.mark.parametrize(
    "image", [np.zeros((28, 28)), np.zeros((28, 27), np.uint8), np.zeros((1, 28, 28), np.uint8)]
)
def test_what_is_no_such_picture_changes_nothing(image):
    ink = Ink()
    ink.show(a_seven())
    before = ink.snapshot()
    with pytest.raises(ValueError, match="Expected a picture"):
        ink.show(image)
    assert np.array_equal(ink.snapshot(), before)
    ink.undo()
    assert ink.is_blank
    assert not ink.can_undo


def test_a_picture_takes_the_place_of_strokes_and_undo_brings_them_back():
    ink = Ink()
    ink.begin(0.2, 0.2, 0.0)
    ink.extend(0.8, 0.8, 0.1)
    ink.end()
    drawn, strokes = ink.snapshot(), ink.strokes
    ink.show(a_seven())
    assert ink.strokes == ()
    assert ink.is_picture
    ink.undo()
    assert ink.strokes == strokes
    assert not ink.is_picture
    assert np.array_equal(ink.snapshot(), drawn)
    ink.redo()
    assert np.array_equal(leave(ink.snapshot()).image, a_seven() / np.float32(255))
    ink.clear()
    assert ink.is_blank
    assert ink.picture is None
    ink.undo()
    assert ink.is_picture
    ink.replace([Stroke.along([(0.3, 0.3), (0.6, 0.6)], 0.1)])
    assert not ink.is_picture


def test_moving_by_whole_pixels_moves_the_pixels_and_back():
    ink = Ink()
    image = a_seven()
    ink.show(image)
    ink.shift(12 / GRID, -3 / GRID)
    moved = np.zeros_like(image)
    moved[:-3, 12:] = image[3:, :-12]
    assert moved.sum() < image.sum()  # a part of it has left the canvas
    assert np.array_equal(leave(ink.snapshot()).image, moved / np.float32(255))
    ink.shift(-12 / GRID, 3 / GRID)
    assert np.array_equal(leave(ink.snapshot()).image, image / np.float32(255))


def test_a_picture_that_has_left_the_canvas_lets_one_draw_as_ever():
    ink = Ink()
    ink.show(a_seven())
    ink.shift(1.5, 0)
    assert ink.is_blank
    assert not ink.is_picture
    ink.begin(0.5, 0.5, 0.0)
    ink.end()
    assert not ink.is_picture
    ink.undo()
    ink.shift(-1.5, 0)
    assert np.array_equal(leave(ink.snapshot()).image, a_seven() / np.float32(255))


def test_moved_absurdly_far_it_stays_where_it_is():
    ink = Ink()
    ink.show(a_seven())
    with pytest.raises(ValueError, match="near the canvas"):
        ink.shift(101, 0)
    assert np.array_equal(leave(ink.snapshot()).image, a_seven() / np.float32(255))


def test_erasing_takes_what_the_disc_covers_and_nothing_else():
    ink = Ink()
    image = a_seven()
    ink.show(image)
    x, y = (19 + 0.5) / GRID, (15 + 0.5) / GRID
    ink.begin(x, y, 0.0, width=2 / GRID, eraser=True)
    ink.end()
    left = leave(ink.snapshot()).image
    changed = np.argwhere(left != image / np.float32(255))
    assert np.array_equal(changed, [[14, 19], [15, 19], [16, 19]])
    assert left[15, 19] < 0.05
    assert ink.is_picture
    ink.undo()
    assert np.array_equal(leave(ink.snapshot()).image, image / np.float32(255))


def test_erasing_what_was_moved_leaves_it_there():
    ink = Ink()
    ink.show(a_seven())
    ink.shift(-4 / GRID, 2 / GRID)
    before = leave(ink.snapshot()).image
    ink.begin((15 + 0.5) / GRID, (17 + 0.5) / GRID, 0.0, width=2 / GRID, eraser=True)
    ink.end()
    assert np.argwhere(leave(ink.snapshot()).image != before).tolist() == [[16, 15], [17, 15], [18, 15]]
    ink.shift(4 / GRID, -2 / GRID)
    assert np.argwhere(leave(ink.snapshot()).image != a_seven() / np.float32(255)).tolist() == [
        [14, 19], [15, 19], [16, 19]
    ]  # fmt: skip


def test_when_the_last_ink_is_erased_it_is_a_picture_no_more():
    ink = Ink()
    ink.show(a_seven())
    ink.begin(0.5, 0.5, 0.0, width=1.0, eraser=True)
    ink.extend(0.5, 0.4, 0.1)
    ink.extend(0.7, 0.5, 0.2)
    ink.end()
    assert ink.is_blank
    assert ink.picture is None
    ink.undo()
    assert ink.is_picture


def test_an_erasure_that_is_cancelled_leaves_it_whole():
    ink = Ink()
    ink.show(a_seven())
    ink.begin(0.7, 0.5, 0.0, width=0.3, eraser=True)
    ink.cancel()
    assert np.array_equal(leave(ink.snapshot()).image, a_seven() / np.float32(255))
    assert np.array_equal(painted(ink), ink.snapshot())


def test_an_eraser_beside_the_ink_is_no_step():
    ink = Ink()
    ink.show(a_seven())
    ink.begin(0.05, 0.95, 0.0, width=0.02, eraser=True)
    ink.end()
    assert Picture.of(a_seven()).erased((0.05, 0.95), (0.1, 0.95), 0.01) is None
    ink.undo()
    assert ink.is_blank


def test_it_can_be_laid_on_a_part_only():
    picture = Picture.of(a_seven()).moved(-0.1, 0.2)
    whole, part = Raster(), Raster()
    box = picture.paint(whole)
    assert box == picture.box
    half = box._replace(right=(box.left + box.right) // 2)
    assert picture.paint(part, half) == half
    assert np.array_equal(part.cells[half.slices], whole.cells[half.slices])
    assert int(part.cells.sum()) == int(whole.cells[half.slices].sum())
    assert picture.moved(3, 0).paint(part) == NOTHING


deeds = st.lists(
    st.one_of(
        st.tuples(st.just("show"), images),
        st.tuples(st.just("draw"), st.tuples(places, places, st.floats(0.02, 0.2))),
        st.tuples(st.just("erase"), st.tuples(places, places, st.floats(0.05, 0.6))),
        st.tuples(st.just("shift"), st.tuples(st.integers(-30, 30), st.integers(-30, 30))),
        st.tuples(st.just("clear"), st.none()),
    ),
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(deeds)
def test_the_raster_is_what_picture_and_strokes_say_and_every_step_can_be_undone(deeds):
    ink = Ink()
    seen = [ink.snapshot()]
    for deed, what in deeds:
        before, could = ink.snapshot(), len(seen)
        if deed == "show":
            box = ink.show(what)
        elif deed == "shift":
            box = ink.shift(what[0] / GRID, what[1] / GRID)
        elif deed == "clear":
            box = ink.clear()
        else:
            p, q, width = what
            box = ink.begin(*p, 0.0, width=width, eraser=deed == "erase").union(ink.extend(*q, 0.1))
            ink.end()
        assert np.array_equal(painted(ink), ink.snapshot())
        after = ink.snapshot()
        outside = np.ones((SIDE, SIDE), bool)
        outside[box.slices] = False
        assert np.array_equal(before[outside], after[outside])
        if not np.array_equal(after, seen[-1]):
            seen.append(after)
        assert len(seen) - could <= 1
    while ink.can_undo:
        ink.undo()
        assert np.array_equal(painted(ink), ink.snapshot())
    assert ink.is_blank
    while ink.can_redo:
        ink.redo()
        assert np.array_equal(painted(ink), ink.snapshot())
    assert np.array_equal(ink.snapshot(), seen[-1])


def test_a_pixel_is_whole_cells():
    cells = Picture.of(a_seven()).cells
    assert cells.shape == (SIDE, SIDE)
    assert (cells[4 * CELL : 5 * CELL, 6 * CELL : 20 * CELL] == 200).all()
    assert int((cells > 0).sum()) == CELL * CELL * int((a_seven() > 0).sum())
