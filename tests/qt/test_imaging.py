import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from gui import imaging

GREY = (0xFF000000 + 0x010101 * np.arange(256)).astype(np.uint32)


def test_pixels_and_image_share_their_memory(qapp):
    pixels = imaging.Pixels(3, 5, 0xFF102030)
    assert (pixels.image.width(), pixels.image.height()) == (5, 3)
    assert pixels.image.pixelColor(4, 2).name() == "#102030"
    pixels.array[1, 2] = 0xFFFF8000
    assert pixels.image.pixelColor(2, 1).name() == "#ff8000"


@pytest.mark.parametrize(
    ("value", "entry"),
    [(-1.0, 0), (0.0, 0), (1.0, 128), (2.0, 255), (9.0, 255), (2 / 255 * 100, 100), (2 / 255 * 100.4, 100)],
)
def test_values_are_rounded_to_the_table_and_clipped(value, entry):
    assert imaging.colours(np.float32([value]), GREY, 0.0, 2.0)[0] == GREY[entry]


def test_zero_is_the_middle_of_a_range_around_it():
    assert imaging.colours(np.float32([-3, 0, 3]), GREY, -3.0, 3.0).tolist() == GREY[[0, 128, 255]].tolist()


def test_an_empty_range_paints_the_ground():
    flat = np.zeros((2, 2), np.float32)
    assert (imaging.colours(flat, GREY, 0.0, 0.0) == GREY[0]).all()
    assert (imaging.colours(flat, GREY, 0.0, 0.0, zero=128) == GREY[128]).all()


def test_bounds_may_differ_from_map_to_map():
    values = np.float32([[[1, 1]]])
    assert imaging.colours(values, GREY, 0.0, np.float32([1, 2])).ravel().tolist() == GREY[[255, 128]].tolist()


@pytest.mark.filterwarnings("error")
def test_nan_and_infinity_do_not_warn():
    painted = imaging.colours(np.float32([np.nan, np.inf, -np.inf]), GREY, 0.0, 1.0)
    assert np.isin(painted, GREY[[0, 255]]).all()


def test_picture_is_a_copy(qapp):
    values = np.float32([[0, 0.5, 1]])
    image = imaging.picture(values, GREY)
    values[:] = 0
    assert [image.pixelColor(x, 0).red() for x in range(3)] == [0, 128, 255]
    assert image.format() is QImage.Format.Format_RGB32


def test_grey_of_a_picture_with_an_odd_width(qapp):
    image = QImage(5, 2, QImage.Format.Format_RGB32)
    image.fill(QColor(40, 40, 40))
    image.setPixelColor(4, 1, QColor(200, 200, 200))
    grey = imaging.grey_array(image)
    assert grey.shape == (2, 5)
    assert grey[1].tolist() == [40, 40, 40, 40, 200]


def test_transparency_is_white_paper(qapp):
    image = QImage(2, 1, QImage.Format.Format_ARGB32)
    image.fill(QColor(0, 0, 0, 0))
    image.setPixelColor(1, 0, QColor(0, 0, 0, 255))
    assert imaging.grey_array(image).tolist() == [[255, 0]]
