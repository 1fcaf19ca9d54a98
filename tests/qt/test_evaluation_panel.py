"""The evaluation in the window: started, watched, cancelled, looked at, on MNIST, drawings and files."""

import threading

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.background import Background
from gui.evaluation import stage as module
from gui.panels.evaluation import Evaluation
from gui.session import Session
from model.robustness import PICTURES, STROKES
from model.samples import Pictures
from model.sources import open_source
from tests.support import draw

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def shipped():
    from gui.commands.shipped import weights

    return weights()


@pytest.fixture
def session(qtbot, shipped):
    """A real compute thread, and weights that read most digits."""
    made = Session(shipped)
    yield made
    assert made.close()


@pytest.fixture
def small(monkeypatch, mnist):
    """Let 'test' be 200 pictures, half of them with a wrong label."""
    labels = mnist.test.labels[:200].copy()
    labels[::2] = (labels[::2] + 1) % 10
    pictures = Pictures(mnist.test.images[:200], labels)
    threads = []

    def opened(source):
        threads.append(threading.current_thread())
        return pictures if source == "test" else open_source(source)

    monkeypatch.setattr(module, "open_source", opened)
    return labels, threads


@pytest.fixture
def dock(qtbot, session, small):
    made = Evaluation(session)
    qtbot.addWidget(made)
    made.resize(1100, 420)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: made.content is not None and made.content.isVisible())
    return made


@pytest.fixture
def panel(dock):
    return dock.content


@pytest.fixture
def evaluated(qtbot, panel):
    click(panel.head.start)
    qtbot.waitUntil(lambda: panel.outcome is not None and not panel.is_busy, timeout=20_000)
    return panel


def click(button):
    QTest.mouseClick(button, LEFT)


def wait(qtbot, panel):
    qtbot.waitUntil(lambda: not panel.is_busy, timeout=30_000)


def shown(panel):
    return panel._misread.gallery._places.tolist()


def write(path, images, labels):
    np.savez(path, x=images, y=labels)
    return path


# --- start and end ----------------------------------------------------------------------------------------------


def test_nothing_is_made_before_it_is_shown(qtbot, session, small):
    made = Evaluation(session)
    qtbot.addWidget(made)
    assert made.content is None
    assert made.fact() == ""
    assert small[1] == []


def test_start_counts_what_is_right(evaluated, small, dock):
    labels, threads = small
    evaluation = evaluated.outcome.evaluation
    assert evaluation.labels.tolist() == labels.tolist()
    assert 0.45 < evaluation.accuracy < 0.55
    assert threads[0] is not threading.main_thread()
    assert dock.fact().startswith(f"{100 * evaluation.accuracy:.2f} % ± ")
    assert f"right; {len(evaluation.misread)} of 200 misread" in dock.fact()
    assert evaluated.head.start.text() == "Start"
    assert evaluated.head.progress.isHidden()
    assert evaluated._misread.gallery.count == len(evaluation.misread) > 90


def test_the_keyboard_starts_it_too(qtbot, dock, panel):
    dock.setFocus(Qt.FocusReason.ShortcutFocusReason)
    assert panel.head.start.hasFocus()
    QTest.keyClick(panel.head.start, Qt.Key.Key_Space)
    assert panel.is_busy
    wait(qtbot, panel)
    assert panel.outcome is not None


def test_cancel_ends_it_and_keeps_the_old_result(qtbot, evaluated, monkeypatch, mnist):
    old = evaluated.outcome
    monkeypatch.setattr(module, "open_source", lambda source: Pictures(mnist.test.images, mnist.test.labels))
    click(evaluated.head.start)
    assert evaluated.head.start.text() == "Cancel"
    qtbot.waitUntil(lambda: evaluated.head.progress.value() > 0, timeout=20_000)
    assert evaluated.head.progress.isVisible()
    job = evaluated._job
    click(evaluated.head.start)
    assert not job.is_running
    assert not evaluated.is_busy
    assert evaluated.head.start.text() == "Start"
    qtbot.wait(50)
    assert evaluated.outcome is old


def test_cancel_while_the_file_is_read(qtbot, panel, monkeypatch, small):
    go_on = threading.Event()
    monkeypatch.setattr(module, "open_source", lambda source: go_on.wait(20) and open_source("drawings"))
    click(panel.head.start)
    assert panel.is_busy
    reading = panel._reading
    click(panel.head.start)
    assert not panel.is_busy
    go_on.set()
    reading.wait()
    qtbot.wait(50)
    assert panel.outcome is None
    assert not panel.is_busy


def test_drawing_goes_on_meanwhile(qtbot, panel, session, monkeypatch, mnist):
    monkeypatch.setattr(module, "open_source", lambda source: Pictures(mnist.test.images, mnist.test.labels))
    click(panel.head.start)
    qtbot.waitUntil(lambda: panel.head.progress.value() > 0, timeout=20_000)
    with qtbot.waitSignal(session.traceChanged):
        draw(session)
    assert panel._job is not None
    assert panel._job.is_running
    panel.cancel()


def test_a_change_of_the_network_ends_it_and_that_is_told(qtbot, panel, session, monkeypatch, mnist):
    monkeypatch.setattr(module, "open_source", lambda source: Pictures(mnist.test.images, mnist.test.labels))
    click(panel.head.start)
    qtbot.waitUntil(lambda: panel.head.progress.value() > 0, timeout=20_000)
    session.operate(session.surgery.paint("conv2d", 3, 0, np.full((3, 3), 0.5)))
    assert not panel.is_busy
    assert "The network was changed" in panel.head.remark.text()
    assert panel.head.remark.isVisible()
    click(panel.head.start)
    qtbot.waitUntil(lambda: panel.head.progress.value() > 0, timeout=20_000)
    panel.cancel()
    assert panel.head.remark.text() == ""


def test_closing_the_window_during_a_run(qtbot, shipped, open_window, small):
    session = Session(shipped)
    window = open_window(session=session)
    panel_dock = window.dock("evaluation")
    assert not panel_dock.isVisible()
    QTest.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(panel_dock.isVisible)
    qtbot.waitUntil(lambda: panel_dock.panel.content is not None and panel_dock.panel.content.isVisible())
    content = panel_dock.panel.content
    assert content.head.start.hasFocus()
    click(content.head.start)
    qtbot.waitUntil(lambda: content._job is not None, timeout=20_000)
    job = content._job
    window.close()
    assert not job.is_running
    assert session.close()


# --- pages ------------------------------------------------------------------------------------------------------


def test_a_cell_of_the_table_chooses_the_pictures(evaluated):
    evaluation, page = evaluated.outcome.evaluation, evaluated._misread
    row, column = np.unravel_index(np.argmax(evaluation.confusion * ~np.eye(10, dtype=bool)), (10, 10))
    where = page.confusion.rect_of(row, column).center().toPoint()
    QTest.mouseClick(page.confusion, LEFT, pos=where)
    expected = np.flatnonzero((evaluation.labels == row) & (evaluation.answers == column) & ~evaluation.refused)
    assert sorted(shown(evaluated)) == expected.tolist()
    assert len(shown(evaluated)) == evaluation.confusion[row, column]
    assert f"a {row} was taken for a {column}" in page._shown.text()
    assert page.all.isVisible()
    QTest.mouseClick(page.confusion, LEFT, pos=where)
    assert shown(evaluated) == evaluation.misread.tolist()
    assert page.all.isHidden()


def test_the_keyboard_reaches_the_table(evaluated):
    page = evaluated._misread
    page.confusion.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(page.confusion, key)
    assert page.confusion.chosen == (1, 1)
    assert "read rightly" in page._shown.text()
    evaluation = evaluated.outcome.evaluation
    assert len(shown(evaluated)) == evaluation.confusion[1, 1]
    QTest.keyClick(page.confusion, Qt.Key.Key_Escape)
    assert page.confusion.chosen is None
    assert shown(evaluated) == evaluation.misread.tolist()


def test_a_digit_chooses_its_errors(evaluated):
    page, evaluation = evaluated._misread, evaluated.outcome.evaluation
    QTest.mouseClick(page.bars, LEFT, pos=page.bars.row_rect(7).center().toPoint())
    assert sorted(shown(evaluated)) == sorted(i for i in evaluation.misread if evaluation.labels[i] == 7)
    click(page.all)
    assert shown(evaluated) == evaluation.misread.tolist()
    assert page.bars.chosen == -1


def test_a_click_puts_a_picture_on_the_canvas(qtbot, evaluated, session, mnist):
    gallery = evaluated._misread.gallery
    index = shown(evaluated)[3]
    with qtbot.waitSignal(session.traceChanged):
        QTest.mouseClick(gallery.viewport(), LEFT, pos=gallery.rect_of(index).center())
    assert np.allclose(session.trace.image, mnist.test.images[index] / 255, atol=1e-6)
    assert session.trace.answer == evaluated.outcome.evaluation.answers[index]
    session.undo()
    assert session.ink.is_blank


def test_a_click_puts_strokes_on_the_canvas(qtbot, panel, session):
    panel.set_source("drawings")
    click(panel.head.start)
    wait(qtbot, panel)
    evaluation = panel.outcome.evaluation
    assert evaluation.n == 100
    assert evaluation.accuracy > 0.9
    QTest.mouseClick(panel._misread.confusion, LEFT, pos=panel._misread.confusion.rect_of(8, 8).center().toPoint())
    index = shown(panel)[0]
    gallery = panel._misread.gallery
    gallery.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(session.traceChanged):
        QTest.keyClick(gallery, Qt.Key.Key_Return)
    assert len(session.ink.lines()) >= 1
    assert session.trace.answer == evaluation.answers[index] == 8
    assert np.allclose(session.trace.image, panel.outcome.seen[index] / 255, atol=0.01)


def test_refusal_can_be_counted_or_not(qtbot, dock, panel, tmp_path):
    images = np.zeros((3, 28, 28), np.uint8)
    images[0, 14, 14] = 255  # a dot, which is no digit
    images[1:, 4:24, 13:16] = 255
    panel.evaluate_file(str(write(tmp_path / "dots.npz", images, [1, 1, -1])))
    wait(qtbot, panel)
    assert panel.outcome.evaluation.refused[0]
    assert panel.outcome.evaluation.n == 2
    assert 0 in panel.outcome.evaluation.misread
    refused = int(panel.outcome.evaluation.refused[:2].sum())
    assert f"of 2 misread, {refused} of them refused" in dock.fact()
    assert "% of what is no digit was refused" in panel.head.remark.text()
    assert panel._misread._caption(0).text == "1→?"
    tick = QPoint(8, panel.head.refusal.height() // 2)
    QTest.mouseClick(panel.head.refusal, LEFT, pos=tick)
    assert not panel.outcome.evaluation.refused.any()
    assert "refused" not in dock.fact() + panel.head.remark.text()
    QTest.mouseClick(panel.head.refusal, LEFT, pos=tick)
    assert panel.outcome.evaluation.refused[0]


def test_the_confidence_is_drawn_and_told(qtbot, evaluated):
    click(evaluated.head.tabs["confidence"])
    qtbot.waitUntil(lambda: evaluated._confidence is not None, timeout=20_000)
    page = evaluated._confidence
    assert page.isVisible()
    ece = f"{100 * evaluated.outcome.evaluation.ece:.2f} %"
    assert ece in page.words.text()
    assert "too bold" in page.words.text()  # half of the labels are wrong
    chart = page.chart
    assert chart.count() == 15
    QTest.mouseMove(chart.viewport(), QPoint(int(chart.frame().right()) - 2, 60))
    assert "93–100 %" in chart.told
    assert not evaluated.grab().isNull()


def test_robustness_is_measured_when_it_is_looked_at(qtbot, dock, panel):
    dock.resize(760, 560)
    panel.set_source("drawings")
    click(panel.head.start)
    wait(qtbot, panel)
    assert panel.curves == ()
    click(panel.head.tabs["robustness"])
    qtbot.waitUntil(lambda: panel._robustness is not None and len(panel._robustness.charts) > 0, timeout=20_000)
    wait(qtbot, panel)
    assert {curve.key for curve in panel.curves} == set(STROKES)
    charts = panel._robustness.charts
    assert len(charts) == len(STROKES)
    rotation = charts[3]
    assert "Rotation" in rotation.accessibleName()
    assert "0: 9" in rotation.accessibleDescription()
    QTest.mouseMove(rotation.viewport(), QPoint(int(rotation.frame().left()), 40))
    qtbot.waitUntil(lambda: rotation.told.startswith("−40:"))
    assert not panel.grab().isNull()


def test_robustness_goes_on_after_cancel(qtbot, evaluated):
    click(evaluated.head.tabs["robustness"])
    qtbot.waitUntil(lambda: evaluated._robustness is not None and len(evaluated.curves) > 0, timeout=60_000)
    click(evaluated.head.start)
    assert 0 < len(evaluated.curves) < len(PICTURES)
    assert "curves are missing" in evaluated._robustness._caption.text()
    click(evaluated.head.tabs["robustness"])
    assert evaluated.is_busy
    qtbot.waitUntil(lambda: len(evaluated.curves) == len(PICTURES), timeout=60_000)
    wait(qtbot, evaluated)
    assert "missing" not in evaluated._robustness._caption.text()
    assert len(evaluated._robustness.charts) == len(PICTURES)


def test_the_numbers_are_copied(qtbot, evaluated, dock):
    click(dock.tools()[0])
    text = QGuiApplication.clipboard().text()
    assert "MNIST test" in text
    assert f"{evaluated.outcome.evaluation.accuracy:.2%}" in text
    assert len(text.splitlines()) > 20


# --- files ------------------------------------------------------------------------------------------------------


def test_a_broken_file_is_told_in_a_sentence_and_nothing_is_lost(qtbot, evaluated, tmp_path, caplog):
    old, said = evaluated.outcome, []
    evaluated.said.connect(said.append)
    (tmp_path / "broken.npz").write_bytes(b"PK no archive")
    evaluated.evaluate_file(str(tmp_path / "broken.npz"))
    wait(qtbot, evaluated)
    assert "broken.npz cannot be used." in evaluated.head.remark.text()
    assert said == ["broken.npz cannot be used. It is not an .npz file, or it is damaged."]
    assert caplog.records == []
    qtbot.waitUntil(lambda: evaluated.findChildren(Background) == [])
    assert evaluated.outcome is old
    assert evaluated._misread.gallery.count > 0
    evaluated.set_source("drawings")
    click(evaluated.head.start)
    wait(qtbot, evaluated)
    assert evaluated.outcome.evaluation.n == 100


def test_a_result_says_whose_it_is_once_another_source_is_chosen(evaluated, qtbot):
    assert "MNIST" not in evaluated.verdict
    with qtbot.waitSignal(evaluated.evaluated):
        evaluated.set_source("drawings")
    assert evaluated.verdict.startswith("MNIST test, 10,000 pictures:")
    evaluated.set_source("test")
    assert "MNIST" not in evaluated.verdict


def drop(widget, path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    action, button, keys = Qt.DropAction.CopyAction, LEFT, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), action, data, button, keys)
    QApplication.sendEvent(widget, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(widget, QDropEvent(QPointF(50, 50), action, data, button, keys))


def test_a_file_that_is_dropped_is_evaluated(qtbot, panel, mnist, tmp_path):
    drop(panel, write(tmp_path / "mine.npz", mnist.test.images[:30], mnist.test.labels[:30]))
    wait(qtbot, panel)
    assert panel.outcome.evaluation.n == 30
    assert panel.head.choice.accessibleName() == "mine.npz"
    assert panel.source == "test", "a file is not kept for the next start"


def test_a_failing_network_is_told(qtbot, panel, monkeypatch, caplog):
    def broken(name, samples):
        def work(network):
            yield 1, 2
            raise MemoryError("There is no memory left.")

        return work

    monkeypatch.setattr(module, "evaluating", broken)
    click(panel.head.start)
    wait(qtbot, panel)
    assert "no memory left" in panel.head.remark.text()


def test_choices_are_kept(qtbot, session, small):
    first = Evaluation(session)
    qtbot.addWidget(first)
    first.restore({"source": "drawings", "page": "confidence"})
    assert first.state() == {"source": "drawings", "page": "confidence"}
    first.restore({"source": "elsewhere", "page": 7})
    assert first.state() == {"source": "drawings", "page": "confidence"}
    with qtbot.waitExposed(first):
        first.show()
    qtbot.waitUntil(lambda: first.content is not None)
    qtbot.waitUntil(lambda: first.content._confidence is not None, timeout=20_000)
    assert first.state() == {"source": "drawings", "page": "confidence"}
    assert first.content.head.choice.accessibleName().startswith("Bundled")


def test_a_narrow_dock_stacks_its_parts(qtbot, evaluated, dock):
    dock.resize(360, 760)
    qtbot.waitUntil(lambda: evaluated._misread.width() < 360)
    page = evaluated._misread
    qtbot.waitUntil(lambda: page.gallery.y() > page.confusion.y() > page.bars.y())
    assert not dock.grab().isNull()
