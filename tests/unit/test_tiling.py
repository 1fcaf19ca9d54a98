import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.widgets.tiling import Cell, fit
from gui.widgets.viewport import Viewport

sides = st.integers(1, 30)
rooms = st.tuples(st.integers(60, 1600), st.integers(60, 1200))


@given(height=sides, width=sides, count=st.integers(1, 130), room=rooms)
def test_everything_fits_and_nothing_overlaps(height, width, count, room):
    tiling = fit(height, width, count, room)
    across, down = tiling.size
    assert across * tiling.scale <= room[0] + 1e-6
    assert down * tiling.scale <= room[1] + 1e-6
    assert tiling.rows * tiling.columns >= count
    assert (tiling.rows - 1) * tiling.columns < count, "no empty row"
    left, top, tile_width, tile_height = tiling.tile(count - 1)
    assert left + tile_width + tiling.gap <= across
    assert top + tile_height + tiling.gap <= down


@given(count=st.integers(1, 130), room=rooms, data=st.data())
def test_the_middle_of_a_cell_leads_back_to_it(count, room, data):
    tiling = fit(5, 7, count, room)
    cell = Cell(*(data.draw(st.integers(0, most - 1)) for most in (count, 5, 7)))
    left, top, width, height = tiling.box(cell)
    assert tiling.at(left + width / 2, top + height / 2) == cell


def test_columns_follow_the_shape():
    wide, square, tall = (fit(13, 13, 64, room) for room in ((900, 200), (400, 400), (200, 900)))
    assert wide.columns > square.columns > tall.columns


@pytest.mark.parametrize(("side", "room"), [(26, (600, 400)), (11, (1200, 800)), (5, (780, 440))])
def test_a_whole_number_of_pixels_is_taken_where_it_costs_little(side, room):
    assert fit(side, side, 64, room).cell == int(fit(side, side, 64, room).cell)


def test_room_is_not_wasted():
    for room in ((370, 190), (320, 160), (780, 440), (200, 500)):
        for side in (26, 13, 11, 5):
            tiling = fit(side, side, 64, room)
            painted = 64 * (side * tiling.cell) ** 2
            assert painted > 0.55 * room[0] * room[1]


def test_gaps_stay_thin_whatever_the_size():
    for side in (26, 13, 11, 5, 1):
        tiling = fit(side, side, 64, (800, 600))
        assert 1 <= tiling.gap * tiling.scale <= 4


def test_outside_and_empty_slots_are_nothing():
    tiling = fit(5, 5, 7, (300, 200))
    across, down = tiling.size
    assert tiling.rows * tiling.columns > 7
    assert tiling.at(-4, 5) is None
    assert tiling.at(across + 4, 5) is None
    assert tiling.at(across - 5, down - 5) is None


def viewport():
    view = Viewport()
    view.fit((100, 50), (400, 300), 4.0)
    return view


def test_the_whole_image_is_in_the_middle():
    assert viewport().target == (0, 50, 400, 200)


def test_zooming_keeps_the_point_under_the_pointer():
    view = viewport()
    before = view.to_image(300, 150)
    assert view.magnify(4.0, 300, 150, most=10)
    assert view.to_image(300, 150) == pytest.approx(before)
    assert view.pixel == 16


def test_zoom_has_bounds():
    view = viewport()
    assert view.magnify(99, 0, 0, most=10)
    assert view.zoom == 10
    assert not view.magnify(2, 0, 0, most=10)
    view.magnify(0.0001, 0, 0, most=10)
    assert view.zoom == 1
    assert view.target == (0, 50, 400, 200)


def test_a_large_image_always_covers_the_window():
    view = viewport()
    view.magnify(4, 200, 150, most=10)
    for shift in ((1e5, 1e5), (-1e5, -1e5)):
        view.move(*shift)
        left, top, width, height = view.target
        assert left <= 0
        assert top <= 0
        assert left + width >= 400
        assert top + height >= 300


def test_a_new_size_keeps_the_middle():
    view = viewport()
    view.magnify(4, 100, 100, most=10)
    before = view.to_image(200, 150)
    view.fit((100, 50), (800, 600), 8.0)
    assert view.to_image(400, 300) == pytest.approx(before)


@given(left=st.floats(-50, 50), top=st.floats(-50, 50))
def test_screen_and_image_are_inverse(left, top):
    view = viewport()
    view.magnify(3, 10, 20, most=10)
    x, y, _, _ = view.to_screen((left, top, 1, 1))
    assert view.to_image(x, y) == pytest.approx((left, top))
