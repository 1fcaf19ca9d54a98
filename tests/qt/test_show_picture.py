"""A picture on the canvas: what one sees, what the network gets, and the ways back."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gui.steps_strip import IMAGE
from model.digitize import Steps
from model.grid import CELL
from tests.qt.hand import RIGHT, pixels, stroke
from tests.support import draw


@pytest.fixture
def picture(mnist):
    return mnist.test.images[0]


def test_the_network_gets_it_as_it_is(session, picture):
    for steps in (Steps(), Steps(False, False, False, False)):
        session.set_steps(steps)
        session.show_picture(picture)
        assert np.array_equal(session.trace.image, picture / np.float32(255))
        assert session.is_answered
        assert all(np.array_equal(shown, picture) for _, shown in session.trace.digitized.pictures)


def test_the_canvas_shows_it_enlarged(canvas, session, picture):
    blank = pixels(canvas)[0, 0]
    session.show_picture(picture)
    shot = pixels(canvas)
    for row in range(28):
        for column in range(28):
            middle = shot[row * CELL + CELL // 2, column * CELL + CELL // 2]
            assert (middle == blank) == (picture[row, column] == 0), (row, column)
    assert len(np.unique(shot)) > 20


def test_undo_brings_the_strokes_back_and_redo_the_picture(session, picture):
    draw(session)
    drawn = session.trace.image
    session.show_picture(picture)
    session.undo()
    assert np.array_equal(session.trace.image, drawn)
    session.redo()
    assert np.array_equal(session.trace.image, picture / np.float32(255))
    session.clear()
    assert session.trace is None
    session.undo()
    assert np.array_equal(session.trace.image, picture / np.float32(255))


def test_a_stroke_under_way_gives_way(session, picture):
    session.begin_stroke(0.2, 0.2)
    session.show_picture(picture)
    assert not session.is_drawing
    session.undo()
    assert session.ink.is_blank


def test_drawing_on_it_and_erasing_change_only_those_pixels(canvas, session, picture):
    session.show_picture(picture)
    stroke(canvas, [(0.05, 0.9), (0.3, 0.9)])
    drawn = session.trace.image
    assert np.array_equal(drawn[:20], picture[:20] / np.float32(255))
    assert drawn[25, 3] == 1
    session.undo()
    stroke(canvas, [(0.4, 0.3), (0.6, 0.3)], button=RIGHT)
    erased = session.trace.image
    assert np.array_equal(erased[20:], picture[20:] / np.float32(255))
    assert erased[7:10].sum() < 0.5 * picture[7:10].sum() / 255


def test_the_arrow_keys_move_it_by_whole_pixels(canvas, session, picture):
    session.show_picture(picture)
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    QTest.keyClick(canvas, Qt.Key.Key_Down)
    assert np.array_equal(session.trace.image[1:, :-1], picture[:-1, 1:] / np.float32(255))


def test_the_strip_says_that_nothing_was_done(area, session, picture):
    before = area.strip.words
    session.show_picture(picture)
    assert "without any step" in area.strip.words
    for key in ("crop", "scale"):
        area.strip.tiles[key].noticed.emit(True)
        assert "without any step" in area.strip.words
        area.strip.tiles[key].noticed.emit(False)
    area.strip.tiles[IMAGE].noticed.emit(True)
    assert area.strip.words == before
    area.strip.tiles[IMAGE].noticed.emit(False)
    session.clear()
    assert area.strip.words == before
    draw(session)
    assert area.strip.words == before


def test_the_header_says_what_lies_there(area, session, picture):
    session.show_picture(picture)
    assert area.fact() == "a picture of 28×28 pixels"
    draw(session)
    assert area.fact() == "a picture with your ink on it"
    session.undo()
    session.undo()
    draw(session)
    assert area.fact().startswith("1 stroke")
