"""Reading picture files: all formats, and everything that is no picture."""

import os
import struct
import sys
import zlib

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QImageReader, qRgba

from gui.pictures import FORMATS as READ
from gui.pictures import SIDE, PictureError, read_levels
from tests.picture_files import FORMATS, encoded, gif, image, picture_bytes

RAMP = np.add.outer(np.arange(40) * 3, np.arange(60) * 2).astype(np.uint8)


@pytest.fixture
def file(tmp_path):
    def write(content, name="picture"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def refused(path):
    with pytest.raises(PictureError) as caught:
        read_levels(path)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_read(file, form):
    grey = read_levels(file(picture_bytes(RAMP, form)))
    if grey.ndim == 3:  # a lossy one is only nearly grey
        grey = np.rint(grey.mean(axis=2)).astype(np.uint8)
    assert grey.dtype == np.uint8
    assert grey.shape == RAMP.shape
    assert np.abs(grey.astype(int) - RAMP).max() <= (0 if form in ("png", "bmp", "tiff") else 12)


def test_qt_brings_the_plugins_for_all():
    known = {bytes(form.data()).decode() for form in QImageReader.supportedImageFormats()}
    assert set(READ) <= known


def test_content_decides_and_not_the_name(file):
    np.testing.assert_array_equal(read_levels(file(picture_bytes(RAMP, "png"), "a.jpg")), RAMP)
    np.testing.assert_array_equal(read_levels(file(picture_bytes(RAMP, "tiff"), "a.txt")), RAMP)


def test_reading_many_does_no_harm_to_memory(file):
    """Qt's TIFF reader once wrote to a buffer that was gone."""
    path = file(picture_bytes(RAMP, "tiff"))
    for _ in range(200):
        np.testing.assert_array_equal(read_levels(path), RAMP)


def test_colours_are_kept(file):
    picture = QImage(30, 20, QImage.Format.Format_RGB32)
    picture.fill(QColor(255, 100, 0))
    levels = read_levels(file(encoded(picture, "png")))
    assert levels.shape == (20, 30, 3)
    assert (levels == (255, 100, 0)).all()


def transparent(colour):
    """A picture with a square of one colour on nothing."""
    picture = QImage(40, 40, QImage.Format.Format_ARGB32)
    picture.fill(0)
    for i in range(10, 30):
        for j in range(10, 30):
            picture.setPixel(i, j, colour)
    return picture


def test_transparency_is_white_paper(file):
    grey = read_levels(file(encoded(transparent(qRgba(0, 0, 0, 255)), "png")))
    assert (grey[0, 0] == 255).all()
    assert (grey[20, 20] == 0).all()
    half = read_levels(file(encoded(transparent(qRgba(0, 0, 0, 128)), "png")))
    assert (np.abs(half[20, 20].astype(int) - 127) < 8).all()


def test_white_ink_on_nothing_is_not_lost(file):
    grey = read_levels(file(encoded(transparent(qRgba(255, 255, 255, 255)), "webp")))
    assert (grey[0, 0] == 0).all()
    assert (grey[20, 20] == 255).all()


@pytest.mark.parametrize("form", ["png", "jpeg"])
def test_a_large_picture_is_made_smaller(file, form):
    grey = np.full((1500, 3000), 255, np.uint8)
    grey[:, :1500] = 0
    small = read_levels(file(picture_bytes(grey, form)))
    assert small.shape == (SIDE // 2, SIDE)
    assert small[:, : SIDE // 2 - 5].max() < 10
    assert small[:, SIDE // 2 + 5 :].min() > 245


def test_a_photo_of_many_megapixels_is_read_though_it_would_not_fit(file):
    QImageReader.setAllocationLimit(256)
    small = read_levels(file(picture_bytes(np.full((6000, 8000), 200, np.uint8), "jpeg")))
    assert small.shape == (768, 1024)
    assert np.all(np.abs(small.astype(int) - 200) < 3)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def huge_png(side):
    """A file of some bytes that claims side x side pixels."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [5000, 60000])
def test_a_bomb_is_refused_by_its_size(file, side):
    assert f"{side} x {side}" in refused(file(huge_png(side)))


def test_a_large_file_is_refused_unread(tmp_path):
    path = tmp_path / "large.png"
    with path.open("wb") as sparse:
        sparse.truncate(65 << 20)
    assert "64 MB" in refused(path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"just words", "no BMP, GIF"),
        (b"\x00" * 5000, "no BMP, GIF"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>', "no BMP"),
        (b"%PDF-1.4\n%%EOF", "no BMP"),
        (b"P5 2 2 255 \x00\x00\x00\x00", "no BMP"),
        (b'/* XPM */\nstatic char *a[]={"1 1 1 1","a c #000","a"};', "no BMP"),
    ],
    ids=["empty", "text", "zeros", "svg", "pdf", "pgm", "xpm"],
)
def test_a_foreign_file_is_refused(file, content, words):
    assert words in refused(file(content, "picture.png"))


def read_or_refused(path):
    try:
        return read_levels(path)
    except PictureError as error:
        return str(error)


@pytest.mark.no_qt_log
@pytest.mark.parametrize("form", FORMATS)
def test_a_damaged_file_is_refused_or_read_as_far_as_it_goes(file, form):
    whole = picture_bytes(RAMP, form)
    for length in (3, 12, 30, len(whole) // 2):
        found = read_or_refused(file(whole[:length]))
        assert found.endswith(".") if isinstance(found, str) else found.shape[:2] == RAMP.shape
    for seed in range(30):
        noise = np.random.default_rng(seed)
        broken = np.frombuffer(whole, np.uint8).copy()
        broken[noise.integers(0, len(broken), 8)] = noise.integers(0, 256, 8)
        found = read_or_refused(file(broken.tobytes()))
        assert found.endswith(".") if isinstance(found, str) else found.dtype == np.uint8


def test_what_is_no_file_is_told(tmp_path):
    assert "no such file" in refused(tmp_path / "missing.png")
    assert "folder" in refused(tmp_path)
    assert refused(tmp_path / "a\0b")
    assert refused(tmp_path / ("long" * 200))


@pytest.mark.skipif(sys.platform == "win32", reason="has no pipes among its files")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert "regular" in refused(tmp_path / "pipe")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_forbidden_file_is_told(file):
    path = file(picture_bytes(RAMP, "png"))
    path.chmod(0)
    assert "cannot be opened" in refused(path)


def test_the_hand_made_gif_is_what_it_says(file):
    path = file(gif(RAMP), "a.gif")
    assert QImageReader(str(path)).size() == image(RAMP).size()
