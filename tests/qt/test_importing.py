"""Pictures opened, dropped and pasted: what reaches the canvas, what is said of the rest."""

import threading
import time

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from gui import importing
from gui.pictures import read_levels
from model.paper import digit_in
from tests.paper_kinds import KINDS, mnist_ink
from tests.picture_files import image, picture_bytes
from tests.support import draw


@pytest.fixture
def window(open_window):
    return open_window()


@pytest.fixture
def said(window):
    """Everything that the importer says."""
    sentences = []
    window.importer.said.connect(sentences.append)
    return sentences


@pytest.fixture
def photo(mnist, tmp_path):
    """A photo of an eight on ruled paper."""
    path = tmp_path / "eight.jpg"
    digit = mnist.test.images[np.flatnonzero(mnist.test.labels == 8)[0]]
    path.write_bytes(KINDS["ruled, dark"](mnist_ink(digit), np.random.default_rng(0)))
    return path


@pytest.fixture
def clipboard(qapp):
    yield QGuiApplication.clipboard()
    QGuiApplication.clipboard().clear()


def files(*paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def drop(window, data):
    """Drag over the window and let go; return whether it was willing to take it."""
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(QPoint(300, 300), copy, data, left, none)
    entered.ignore()
    QApplication.sendEvent(window, entered)
    if entered.isAccepted():
        dropped = QDropEvent(QPointF(300, 300), copy, data, left, none)
        QApplication.sendEvent(window, dropped)
        assert dropped.isAccepted()
    return entered.isAccepted()


def expected(path):
    return digit_in(read_levels(path)).astype(np.float32) / np.float32(255)


def test_a_dropped_file_is_put_on_the_canvas_as_classify_reads_it(qtbot, window, said, photo):
    with qtbot.waitSignal(window.importer.ended):
        assert drop(window, files(photo))
    np.testing.assert_array_equal(window.session.trace.image, expected(photo))
    assert window.session.ink.is_picture
    assert "eight.jpg is on the canvas" in said[-1]
    assert said[-1] in window.status.currentMessage()


def test_undo_brings_back_what_was_drawn(qtbot, window, photo):
    draw(window.session)
    before = window.session.trace.image
    with qtbot.waitSignal(window.importer.ended):
        drop(window, files(photo))
    assert not np.array_equal(window.session.trace.image, before)
    QTest.keySequence(window, "Ctrl+Z")
    np.testing.assert_array_equal(window.session.trace.image, before)


def test_a_stroke_under_way_is_not_lost(qtbot, window, photo):
    window.session.begin_stroke(0.2, 0.2)
    window.session.extend_stroke(0.7, 0.7)
    with qtbot.waitSignal(window.importer.ended):
        drop(window, files(photo))
    window.session.undo()
    assert len(window.session.ink.strokes) == 1


def test_ctrl_v_pastes_a_copied_picture(qtbot, window, clipboard, mnist):
    digit = mnist.test.images[0]
    clipboard.setImage(image(255 - mnist_ink(digit)))
    with qtbot.waitSignal(window.importer.ended):
        QTest.keySequence(window, "Ctrl+V")
    np.testing.assert_array_equal(
        window.session.trace.image, digit_in(255 - mnist_ink(digit)).astype(np.float32) / np.float32(255)
    )


def test_ctrl_v_pastes_a_file_that_was_copied(qtbot, window, clipboard, photo):
    clipboard.setMimeData(files(photo))
    with qtbot.waitSignal(window.importer.ended):
        QTest.keySequence(window, "Ctrl+V")
    np.testing.assert_array_equal(window.session.trace.image, expected(photo))


def test_ctrl_v_without_a_picture_says_so(window, said, clipboard):
    draw(window.session)
    clipboard.setText("eight")
    QTest.keySequence(window, "Ctrl+V")
    assert said == ["There is no picture to paste. Copy one first."]
    assert len(window.session.ink.strokes) == 1


def test_ctrl_o_asks_for_a_file_and_begins_there_the_next_time(qtbot, window, photo, monkeypatch):
    asked = []

    def choose(parent, title, folder, kinds):
        asked.append((folder, kinds))
        return str(photo), kinds

    monkeypatch.setattr(QFileDialog, "getOpenFileName", choose)
    for _ in range(2):
        with qtbot.waitSignal(window.importer.ended):
            QTest.keySequence(window, "Ctrl+O")
    np.testing.assert_array_equal(window.session.trace.image, expected(photo))
    assert asked[1][0] == str(photo.parent)
    assert "*.webp" in asked[0][1]
    assert "svg" not in asked[0][1]


def test_a_dialog_that_is_closed_changes_nothing(window, said, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    QTest.keySequence(window, "Ctrl+O")
    assert not window.importer.is_reading
    assert said == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no picture", "no BMP, GIF"),
        (b"", "empty"),
        (picture_bytes(np.full((200, 200), 250, np.uint8), "png"), "no ink"),
    ],
    ids=["words", "empty", "blank"],
)
def test_what_cannot_be_read_is_one_sentence_and_nothing_is_lost(qtbot, window, said, tmp_path, content, words):
    draw(window.session)
    before = window.session.trace
    path = tmp_path / "a.png"
    path.write_bytes(content)
    with qtbot.waitSignal(window.importer.ended):
        drop(window, files(path))
    told = [sentence for sentence in said if sentence != "Reading a.png…"]  # which a busy machine needs
    assert len(told) == 1
    assert told[0].startswith("a.png ")
    assert words in told[0]
    assert told[0].endswith(".")
    assert window.session.trace is before


def test_words_are_not_taken(window):
    data = QMimeData()
    data.setText("eight")
    assert not drop(window, data)
    for address in ("https://example.org/eight.png", "file://"):
        data.setUrls([QUrl(address)])
        assert not drop(window, data)


def test_of_several_that_come_at_once_the_last_one_counts(qtbot, window, said, photo, tmp_path):
    other = tmp_path / "nine.png"
    other.write_bytes(picture_bytes(np.full((50, 50), 255, np.uint8), "png"))
    with qtbot.waitSignal(window.importer.ended):
        for path in (other, other, photo):
            drop(window, files(path))
    np.testing.assert_array_equal(window.session.trace.image, expected(photo))
    assert len([words for words in said if not words.startswith("Reading")]) == 1
    window.session.undo()
    assert window.session.ink.is_blank


def test_the_window_lives_while_a_picture_is_read(qtbot, window, said, monkeypatch):
    """The work holds until the window has answered; in the window's own thread it would wait in vain."""
    lived = threading.Event()

    def slow(path):
        assert lived.wait(20)
        return np.zeros((28, 28), np.uint8) + 9

    monkeypatch.setattr(importing, "_digit_of_file", slow)
    window.importer.said.connect(lambda words: lived.set())
    begun = time.monotonic()
    with qtbot.waitSignal(window.importer.ended, timeout=30000):
        drop(window, files("slow.png"))
        assert window.importer.is_reading
    assert time.monotonic() - begun < 19
    assert said[0] == "Reading slow.png…"
    assert window.session.ink.is_picture


def test_closing_meanwhile_is_no_trouble(qtbot, window, monkeypatch):
    closed = threading.Event()

    def slow(path):
        assert closed.wait(20)
        return np.zeros((28, 28), np.uint8) + 9

    monkeypatch.setattr(importing, "_digit_of_file", slow)
    drop(window, files("slow.png"))
    window.close()
    with qtbot.waitSignal(window.importer.ended):
        QTimer.singleShot(0, closed.set)
