"""The data browser: opened from the menu, searched, filtered, and a picture put on the canvas."""

import threading

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from gui import browsing as module
from gui.evaluation.views import MisreadPage
from gui.evaluation.work import Outcome
from gui.panels.browser import Browser
from gui.session import Session
from model.archive import ArchiveError
from model.catalogue import UNANSWERED
from model.data import Mnist
from model.evaluation import Evaluation
from model.reference import Reference
from tests.support import draw

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def small(mnist):
    return Mnist(mnist.training[:500], mnist.validation[:150], mnist.test[:200])


@pytest.fixture
def read(monkeypatch, small):
    """Let the panel read a small MNIST, and note in which threads."""
    threads = []

    def reading():
        threads.append(threading.current_thread())
        return small

    monkeypatch.setattr(module, "shipped_mnist", reading)
    return threads


@pytest.fixture
def dock(qtbot, session, read):
    """The dock's panel, shown."""
    made = Browser(session)
    qtbot.addWidget(made)
    made.resize(900, 330)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: filled(made))
    return made


@pytest.fixture
def panel(dock):
    """What is in it."""
    return dock.content


@pytest.fixture
def answered(qtbot, panel):
    """The panel when every test picture has its answer."""
    qtbot.waitUntil(lambda: "misread" in panel.fact(), timeout=20_000)
    return panel


@pytest.fixture
def truth(session, small):
    """What the network answers to the test pictures, one by one."""
    reference = Reference(session.specs, session.weights)
    values = np.array([reference.run(image / np.float32(255))[-1][1] for image in small.test.images])
    return values.argmax(axis=1), values.max(axis=1)


def filled(dock):
    return dock.content is not None and dock.content.isVisible() and dock.content.gallery.count > 0


def click(panel, index):
    QTest.mouseClick(panel.gallery.viewport(), LEFT, pos=panel.gallery.rect_of(index).center())


def search(panel, text):
    panel.search.clear()
    QTest.keyClicks(panel.search, text)


def shown(panel):
    return panel.gallery._places.tolist()


def test_nothing_is_read_or_made_before_it_is_shown(qtbot, session, read):
    made = Browser(session)
    qtbot.addWidget(made)
    assert made.content is None
    assert read == []
    draw(session)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: filled(made))
    assert len(read) == 1
    assert read[0] is not threading.main_thread()
    made.hide()
    made.show()
    assert len(read) == 1


def test_every_picture_gets_the_networks_answer(answered, truth):
    part = answered._parts["test"]
    assert np.array_equal(part.answers, truth[0])
    assert np.allclose(part.probabilities, truth[1], atol=1e-5)
    assert answered._stop.isHidden()
    assert answered._progress.isHidden()


def test_right_and_wrong_are_told_in_words(answered, truth, small):
    answers, labels = truth[0], small.test.labels
    wrong, right = np.flatnonzero(answers != labels)[0], np.flatnonzero(answers == labels)[0]
    caption = answered._caption(int(wrong))
    assert caption.text.startswith(f"{labels[wrong]}→{answers[wrong]}")
    assert "misread" in caption.tip
    assert str(wrong) in caption.tip
    caption = answered._caption(int(right))
    assert "→" not in caption.text
    assert "rightly" in caption.tip


def test_what_is_refused_is_told_and_found(answered, small):
    part = answered._parts["test"]
    part.refused[:] = False
    part.refused[[3, 9]] = True
    caption = answered._caption(3)
    assert caption.text.startswith(f"{small.test.labels[3]}→?")
    assert "no digit" in caption.tip
    search(answered, "refused")
    assert shown(answered) == [3, 9]


def test_it_counts_and_words_as_the_evaluation_does(answered, small, qtbot):
    part = answered._parts["test"]
    right = np.flatnonzero(part.answers == small.test.labels)[:3]
    part.refused[right] = True
    told = Evaluation.of(
        small.test.labels, part.answers, part.probabilities[:, None] * np.eye(10)[part.answers], part.refused
    )
    page = MisreadPage()
    qtbot.addWidget(page)
    page.show_outcome(Outcome("test", None, told, small.test.images))
    assert [answered._caption(i) for i in range(200)] == [page._caption(i) for i in range(200)]
    words = f"{100 * told.accuracy:.2f} % right; {len(told.misread)} of 200 misread, 3 of them refused"
    assert answered.fact() == f"MNIST, 200 pictures · {words}"
    search(answered, "misread")
    assert shown(answered) == sorted(told.misread)
    search(answered, "->?")
    assert shown(answered) == right.tolist()


def test_a_click_puts_a_picture_on_the_canvas(panel, session, small):
    index = shown(panel)[2]
    click(panel, index)
    assert np.array_equal(session.trace.image, small.test.images[index] / np.float32(255))
    session.undo()
    assert session.trace is None


def test_the_keyboard_reaches_everything(panel, session, small, qtbot):
    panel.search.setFocus()
    QTest.keyClicks(panel.search, "1")
    QTest.keyClick(panel.search, Qt.Key.Key_Return)
    assert panel.gallery.hasFocus()
    QTest.keyClick(panel.gallery, Qt.Key.Key_Right)
    QTest.keyClick(panel.gallery, Qt.Key.Key_Return)
    index = np.flatnonzero(small.test.labels == 1)[1]
    assert np.array_equal(session.trace.image, small.test.images[index] / np.float32(255))
    QTest.keyClick(panel.gallery, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert panel.search.hasFocus()
    QTest.keyClick(panel.search, Qt.Key.Key_Escape)
    assert panel.search.text() == ""
    assert panel.gallery.count == 200
    QTest.keyClick(panel.search, Qt.Key.Key_Down)
    assert panel.gallery.hasFocus()
    panel.chips[0].setFocus()
    QTest.keyClick(panel.chips[0], Qt.Key.Key_Space)
    assert panel.gallery.count == (small.test.labels == 0).sum()


def test_what_is_typed_is_found(answered, small, truth):
    answers, labels = truth[0], small.test.labels
    for text, meant in [
        ("7", labels == 7),
        ("#12", np.arange(200) == 12),
        ("misread", answers != labels),
        ("->3", answers == 3),
        ("2 ->3", (labels == 2) & (answers == 3)),
        ("<50%", truth[1] < 0.5),
    ]:
        search(answered, text)
        assert shown(answered) == np.flatnonzero(meant).tolist(), text
        assert str(int(meant.sum())) in answered.fact(), text


def test_filters_narrow_the_search(answered, small):
    labels = small.test.labels
    QTest.mouseClick(answered.chips[4], LEFT)
    QTest.mouseClick(answered.chips[9], LEFT)
    assert shown(answered) == np.flatnonzero(np.isin(labels, (4, 9))).tolist()
    search(answered, "4 7")
    assert shown(answered) == np.flatnonzero(labels == 4).tolist()
    search(answered, "7")
    assert shown(answered) == []
    answered.search.clear()
    for digit in (4, 9):
        QTest.mouseClick(answered.chips[digit], LEFT)
    assert answered.gallery.count == 200
    assert all(chip.accessibleName() for chip in answered.chips)


def test_a_search_without_result_and_a_wrong_word_say_so(answered):
    search(answered, "#777")
    assert answered.gallery.count == 0
    assert answered.gallery._empty.startswith("No picture is like that")
    search(answered, "seven")
    assert "“seven” means nothing here" in answered.gallery._empty
    assert "7->1" in answered.gallery._empty
    answered.search.clear()
    assert answered.gallery.count == 200


def test_another_part_is_answered_too(dock, answered, small, qtbot):
    chosen = next(action for action in answered._choice.menu().actions() if action.data() == "validation")
    chosen.trigger()
    assert answered._choice.text().startswith("Validation")
    assert chosen.isChecked()
    assert answered.gallery.count == 150
    qtbot.waitUntil(lambda: answered._parts["validation"].answered == 150, timeout=20_000)
    again = Browser(dock.session)
    qtbot.addWidget(again)
    again.restore(dock.state())
    assert again.state() == {"part": "validation"}
    again.show()
    qtbot.waitUntil(lambda: filled(again))
    assert again.content.gallery.count == 150
    again.restore({"part": "training"})
    assert again.content.gallery.count == 500


def test_shuffle_changes_the_order_and_nothing_else(dock, answered):
    button = dock.tools()[0]
    QTest.mouseClick(button, LEFT)
    first = shown(answered)
    assert sorted(first) == list(range(200))
    assert first != list(range(200))
    search(answered, "3")
    assert shown(answered) == [place for place in first if answered._parts["test"].digits.labels[place] == 3]
    answered.search.clear()
    QTest.mouseClick(button, LEFT)
    assert shown(answered) == list(range(200))


def test_what_is_in_view_is_answered_first(qtbot, session, read):
    made = module.Browsing(session, "test", False)
    qtbot.addWidget(made)
    made.resize(500, 200)
    begun = []
    start = session.start

    def starting(work):
        begun.append(made._survey.wanted)
        return start(work)

    session.start = starting
    made.show()
    qtbot.waitUntil(lambda: begun != [])
    seen = made.gallery.in_view().tolist()
    assert 0 < len(seen) < 64
    assert list(begun[0]) == seen
    made.gallery.verticalScrollBar().setValue(made.gallery.verticalScrollBar().maximum())
    assert made._survey.wanted == tuple(made.gallery.in_view().tolist())
    assert made._survey.wanted[-1] == 199


def test_stopped_it_answers_what_is_looked_at_and_no_more(panel, qtbot):
    QTest.mouseClick(panel._stop, LEFT)
    part = panel._parts["test"]
    part.forget()
    panel._on_refresh_due()
    seen = panel.gallery.in_view()
    qtbot.waitUntil(lambda: bool((part.answers[seen] != UNANSWERED).all()) and panel._job is None)
    assert part.answered == len(seen) < 200
    assert panel._stop.text() == "go on"
    assert f"{len(seen)} of 200" in panel._progress.text()
    panel.gallery.verticalScrollBar().setValue(panel.gallery.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: part.answers[199] != UNANSWERED and panel._job is None)
    assert part.answered < 200
    QTest.mouseClick(panel._stop, LEFT)
    qtbot.waitUntil(lambda: part.answered == 200, timeout=20_000)


def test_hidden_it_lets_the_processor_rest(panel, qtbot):
    assert panel._job is not None
    job = panel._job
    panel.hide()
    assert panel._job is None
    assert not job.is_running
    panel.show()
    assert panel._job is not None


def test_a_network_that_fails_is_told_once(qtbot, session, read):
    session.start = lambda work: session.engine.start(_failing, session.weights)
    made = module.Browsing(session, "test", False)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: "Expected another picture." in made._progress.text())
    assert made.gallery.count == 200
    assert made._job is None


def _failing(network):
    raise ValueError("Expected another picture.")
    yield


def test_a_file_that_cannot_be_read_is_told_and_tried_again(qtbot, session, monkeypatch, small):
    def broken():
        raise ArchiveError("It is damaged.")

    monkeypatch.setattr(module, "shipped_mnist", broken)
    made = module.Browsing(session, "test", False)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: "It is damaged." in made.gallery._empty)
    search(made, "7")
    monkeypatch.setattr(module, "shipped_mnist", lambda: small)
    made.hide()
    made.show()
    qtbot.waitUntil(lambda: made.gallery.count == (small.test.labels == 7).sum())


def test_another_network_answers_anew(answered, qtbot):
    session, part = answered._session, answered._parts["test"]
    before = part.answers
    session.operate(session.surgery.switch("dense", range(1, 128), on=False))
    session.compare(True)  # the one that answered
    qtbot.waitUntil(lambda: not answered._rest.isActive(), timeout=20_000)
    assert part.answers is before
    session.compare(False)
    qtbot.waitUntil(lambda: part.answers is not before, timeout=20_000)
    qtbot.waitUntil(lambda: part.answered == 200, timeout=20_000)
    assert (part.answers != before).any()


@pytest.fixture
def window(open_window, standard_weights, read):
    made = open_window(size=(1280, 800), session=Session(standard_weights))
    yield made
    made.close()


def test_it_waits_behind_the_summary_and_comes_when_called(window, qtbot, read):
    dock, canvas = window.dock("browser"), window.canvas.geometry()
    assert dock.isHidden()
    assert read == []
    QTest.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not dock.visibleRegion().isEmpty())
    qtbot.waitUntil(lambda: filled(window.panel("browser")))
    panel = window.panel("browser").content
    assert panel.search.hasFocus()
    assert window.canvas.geometry().width() > 0.8 * canvas.width()
    assert panel.gallery.count == 200
    dock.close()
    dock.toggleViewAction().trigger()
    qtbot.waitUntil(lambda: not dock.visibleRegion().isEmpty())
    window.actions_by_key["reset_layout"].trigger()
    assert dock.isHidden()
    assert window.canvas.geometry() == canvas


def test_a_click_is_seen_in_every_panel_and_drawing_goes_on_meanwhile(window, qtbot, small):
    window.actions_by_key["browse"].trigger()
    qtbot.waitUntil(lambda: filled(window.panel("browser")))
    panel = window.panel("browser").content
    index = int(panel.gallery.in_view()[1])
    with qtbot.waitSignal(window.session.traceChanged):
        click(panel, index)
    wanted = small.test.images[index] / np.float32(255)
    qtbot.waitUntil(lambda: window.session.is_answered)
    assert np.array_equal(window.session.trace.image, wanted)
    assert window.panel("answer").verdict.answer == str(window.session.trace.answer)
    assert window.panel("maps.conv2d").mosaic is not None
    place = window.canvas.paper.center()
    QTest.mousePress(window.canvas, LEFT, pos=place)
    QTest.mouseMove(window.canvas, place + QPoint(30, 0))
    QTest.mouseRelease(window.canvas, LEFT, pos=place + QPoint(30, 0))
    qtbot.waitUntil(lambda: window.session.is_answered and window.session.trace.image[14, 15] == 1)
