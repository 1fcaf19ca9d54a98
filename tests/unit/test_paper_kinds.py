"""What people have - photos, scans, screenshots - is read as the digit that it shows, and paper alone as nothing."""

import zlib
from itertools import islice

import numpy as np
import pytest

from gui.commands.shipped import batch
from gui.pictures import read_levels
from model import drawings
from model.paper import digit_in, ink_of
from tests.paper_kinds import BLANKS, KINDS, drawn_ink, mnist_ink


@pytest.fixture(scope="module")
def network():
    return batch()


def noise(name):
    return np.random.default_rng(zlib.crc32(name.encode()))


@pytest.fixture
def read(network, tmp_path):
    """Read a picture's bytes as `classify` does: the digit, or None for no ink."""

    def reading(content):
        path = tmp_path / "picture"
        path.write_bytes(content)
        cells = digit_in(read_levels(path))
        if cells is None:
            return None
        return int(network.probabilities(cells[None].astype(np.float32) / np.float32(255)).argmax())

    return reading


@pytest.mark.parametrize("name", KINDS)
def test_pictures_of_every_kind_are_read(read, mnist, name):
    """Two of three: a thin bar along a ruled line, say, cannot be told from it. docs/pictures.md has the shares."""
    digit = list(KINDS).index(name) % 10
    drawn = next(sample for sample in drawings.load() if sample.label == (digit + 5) % 10)
    one, other = mnist.validation.images[np.flatnonzero(mnist.validation.labels == digit)[3:5]]
    shown = [
        (drawn_ink(drawn.strokes), noise(name + "drawn"), drawn.label),
        *[(mnist_ink(written), noise(name), digit) for written in (one, other)],
    ]
    right = (True for ink, chance, label in shown if read(KINDS[name](ink, chance)) == label)
    assert sum(islice(right, 2)) == 2  # the third is made only if it is needed


@pytest.mark.parametrize("name", BLANKS)
def test_paper_alone_has_no_ink(read, name):
    for seed in range(3):
        assert read(BLANKS[name](np.random.default_rng(seed))) is None


@pytest.mark.parametrize("inverted", [False, True])
def test_mnists_own_pictures_cropped_to_the_very_edge_keep_their_polarity(mnist, inverted):
    right = 0
    for grey in mnist.validation.images[:40]:
        rows, columns = (np.flatnonzero(grey.max(axis=axis) > 60) for axis in (1, 0))
        tight = grey[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        shown = 255 - tight if inverted else tight
        ink = ink_of(np.kron(shown, np.ones((8, 8), np.uint8)))
        right += np.corrcoef(ink.ravel(), np.kron(tight, np.ones((8, 8))).ravel())[0, 1] > 0.5
    assert right >= 39


def test_colour_shows_what_brightness_hides(tmp_path):
    """Red and green of the same brightness."""
    sheet = np.full((200, 200, 3), (60, 160, 60), np.uint8)
    sheet[40:160, 90:110] = (226, 77, 60)
    ink = ink_of(sheet)
    assert ink[100, 100] == 255
    assert not ink[:, :80].any()
    grey = np.rint(sheet @ np.array([0.299, 0.587, 0.114])).astype(np.uint8)
    assert not ink_of(grey).any()


def test_the_same_picture_gives_the_same_bytes(mnist):
    ink = mnist_ink(mnist.test.images[0])
    assert KINDS["scan"](ink, noise("a")) == KINDS["scan"](ink, noise("a"))
