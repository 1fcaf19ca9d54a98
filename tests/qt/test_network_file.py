"""The window's network as a document: opened, changed, saved, asked for before changes are lost. With real files."""

import threading

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from model import keras_file
from model.standard import STANDARD
from tests.networks import entry
from tests.support import draw, random_weights

PATIENCE = 60_000


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A network of the window's layers, one of others, and a broken file."""
    folder = tmp_path_factory.mktemp("networks")
    other = [
        entry("InputLayer", "input", batch_shape=[None, 28, 28, 1]),
        entry("Flatten", "flatten"),
        entry("Dense", "dense", units=10, activation="softmax"),
    ]
    networks = {"good": random_weights(STANDARD, seed=9), "other": random_weights(other)}
    for name, weights in networks.items():
        keras_file.save(folder / f"{name}.keras", weights)
    (folder / "broken.keras").write_bytes((folder / "good.keras").read_bytes()[:5000])
    return folder, networks["good"]


@pytest.fixture
def window(open_window):
    made = open_window()
    draw(made.session)
    yield made
    made.network_file.let_go()


def paint(window, value=0.5):
    surgery = window.session.surgery
    window.session.operate(surgery.paint("conv2d", 3, 0, np.full((3, 3), value)))


def child(window, kind, qtbot):
    """The dialog of a kind that is open over the window."""

    def there():
        return [one for one in window.findChildren(kind) if one.isVisible()]

    qtbot.waitUntil(lambda: len(there()) == 1)
    return there()[0]


def press(box, button):
    QTest.mouseClick(box.button(button), Qt.MouseButton.LeftButton)


def choose(dialog, path):
    """Type a file's name, as a person does, and press Enter."""
    from PySide6.QtWidgets import QLineEdit

    line = dialog.findChild(QLineEdit)
    line.setText(str(path))
    QTest.keyClick(line, Qt.Key.Key_Return)


@pytest.fixture(autouse=True)
def own_dialogs():
    """Qt's own file dialogs: a platform's could not be typed into."""
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs, True)
    yield
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs, False)


def test_a_change_is_saved_by_menu_and_is_there_in_another_window(window, qtbot, tmp_path, open_window):
    assert window.windowTitle() == "Digitscope"
    paint(window)
    assert window.isWindowModified()
    assert "[*]" in window.windowTitle()
    session = window.session
    probabilities = session.trace.probabilities
    QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    with qtbot.waitSignal(window.network_file.ended, timeout=PATIENCE):
        choose(child(window, QFileDialog, qtbot), tmp_path / "mine")
    path = tmp_path / "mine.keras"
    assert path.exists()
    assert window.windowTitle().startswith("mine.keras")
    assert not window.isWindowModified()
    assert str(path) in window.status.currentMessage()
    assert not session.surgery.is_untouched  # the way back to the original stays
    other = open_window()
    with qtbot.waitSignal(other.network_file.ended, timeout=PATIENCE):
        other.network_file.open_file(str(path))
    draw(other.session)
    assert other.session.surgery.is_untouched
    assert other.windowTitle().startswith("mine.keras")
    np.testing.assert_allclose(other.session.trace.probabilities, probabilities, atol=1e-6)
    other.close()


def test_a_name_with_a_point_gets_the_ending_too_and_replaces_nothing_unasked(window, qtbot, tmp_path):
    keeper, place = window.network_file, tmp_path / "net v1.2.keras"
    for answer in (None, QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Save):
        paint(window, 0.5 if answer is None else 0.25)
        before = keras_file.load(place) if place.exists() else None
        keeper.save_as()
        dialog = child(window, QFileDialog, qtbot)
        if answer is None:
            choose(dialog, tmp_path / "net v1.2")
        else:  # typed, its completer would offer the file that is there
            dialog.fileSelected.emit(str(tmp_path / "net v1.2"))
            dialog.reject()
            question = child(window, QMessageBox, qtbot)
            assert "net v1.2.keras" in question.text()
            assert keras_file.load(place).equals(before)
            press(question, answer)
        qtbot.waitUntil(lambda: not keeper.is_busy and not window.findChildren(QMessageBox), timeout=PATIENCE)
        assert window.isWindowModified() == (answer == QMessageBox.StandardButton.Cancel)
    assert keras_file.load(place).equals(window.session.surgery.weights)
    assert [file.name for file in tmp_path.glob("net*")] == [place.name]


def test_a_network_is_opened_by_menu_and_answers_at_once(window, qtbot, files):
    folder, good = files
    before = window.session.trace
    QTest.keyClick(window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    with qtbot.waitSignal(window.network_file.ended, timeout=PATIENCE):
        choose(child(window, QFileDialog, qtbot), folder / "good.keras")
    session = window.session
    assert session.is_answered
    assert session.trace.weights is session.weights is session.surgery.original
    assert session.weights.equals(good)
    assert (session.trace.probabilities != before.probabilities).any()
    assert not window.isWindowModified()


@pytest.mark.parametrize(("name", "words"), [("broken", "damaged"), ("other", "other layers"), ("none", "no such")])
def test_what_cannot_be_opened_is_told_and_nothing_is_lost(window, qtbot, files, name, words):
    paint(window)
    surgery, trace, title = window.session.surgery, window.session.trace, window.windowTitle()
    window.network_file.open_file(str(files[0] / f"{name}.keras"))
    question = child(window, QMessageBox, qtbot)
    with qtbot.waitSignal(window.network_file.ended, timeout=PATIENCE):
        press(question, QMessageBox.StandardButton.Discard)
    box = child(window, QMessageBox, qtbot)
    assert words in box.text()
    assert window.session.surgery is surgery
    assert window.session.trace is trace
    assert window.windowTitle() == title
    assert window.isWindowModified()
    press(box, QMessageBox.StandardButton.Ok)


def test_a_file_dropped_on_the_window_is_opened(window, qtbot, files):
    folder, good = files
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder / "good.keras"))])
    how = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(300, 300), *how))
    with qtbot.waitSignal(window.network_file.ended, timeout=PATIENCE):
        QApplication.sendEvent(window, QDropEvent(QPointF(300, 300), *how))
    assert window.session.weights.equals(good)


def test_closing_asks_for_changes_and_cancel_keeps_all(window, qtbot):
    paint(window)
    window.close()
    assert window.isVisible()
    press(child(window, QMessageBox, qtbot), QMessageBox.StandardButton.Cancel)
    assert window.isVisible()
    paint(window, 0.25)  # the session goes on
    assert window.session.is_answered
    window.close()
    press(child(window, QMessageBox, qtbot), QMessageBox.StandardButton.Discard)
    qtbot.waitUntil(window.isHidden)


def test_closing_saves_first_if_that_is_wanted(window, qtbot, tmp_path):
    paint(window)
    window.close()
    press(child(window, QMessageBox, qtbot), QMessageBox.StandardButton.Save)
    choose(child(window, QFileDialog, qtbot), tmp_path / "last")
    qtbot.waitUntil(window.isHidden, timeout=PATIENCE)
    assert keras_file.load(tmp_path / "last.keras").equals(window.session.surgery.weights)


def test_a_disk_that_does_not_take_it_keeps_window_and_changes(window, qtbot, tmp_path):
    paint(window)
    window.close()
    press(child(window, QMessageBox, qtbot), QMessageBox.StandardButton.Save)
    with qtbot.waitSignal(window.network_file.ended, timeout=PATIENCE):
        window.findChild(QFileDialog).fileSelected.emit(str(tmp_path / "no such folder" / "net.keras"))
    assert "no such folder" in child(window, QMessageBox, qtbot).text()
    assert window.isVisible()
    assert window.isWindowModified()


@pytest.fixture
def slow(monkeypatch):
    """Nothing is read or written before `go` is set."""
    go = threading.Event()
    for name in ("load", "save"):
        whole = getattr(keras_file, name)
        monkeypatch.setattr(keras_file, name, lambda *given, whole=whole: (go.wait(60), whole(*given))[1])
    yield go
    go.set()


def test_a_change_during_a_save_waits_for_its_answer(window, qtbot, tmp_path, files, slow):
    keeper, session = window.network_file, window.session
    paint(window)
    keeper.save_file(str(tmp_path / "first.keras"))
    paint(window, 0.25)
    changed = session.surgery
    keeper.open_file(str(files[0] / "good.keras"))
    question = child(window, QMessageBox, qtbot)
    with qtbot.waitSignal(keeper.ended, timeout=PATIENCE):
        slow.set()
    assert question.isVisible()
    assert session.surgery is changed
    assert not keeper.is_busy
    with qtbot.waitSignal(keeper.ended, timeout=PATIENCE):
        press(question, QMessageBox.StandardButton.Save)
    qtbot.waitUntil(lambda: session.weights.equals(files[1]), timeout=PATIENCE)
    assert keras_file.load(tmp_path / "first.keras").equals(changed.weights)


def test_nothing_is_asked_while_that_very_network_is_being_saved(window, qtbot, tmp_path, files, slow):
    keeper, session = window.network_file, window.session
    paint(window)
    keeper.save_file(str(tmp_path / "first.keras"))
    keeper.open_file(str(files[0] / "good.keras"))
    assert window.findChildren(QMessageBox) == []
    slow.set()
    qtbot.waitUntil(lambda: session.weights.equals(files[1]), timeout=PATIENCE)
    assert not window.isWindowModified()


@pytest.mark.parametrize("answer", [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Discard])
def test_a_change_while_a_file_is_read_is_asked_for(window, qtbot, files, slow, answer):
    keeper, session = window.network_file, window.session
    paint(window)
    keeper.open_file(str(files[0] / "good.keras"))
    press(child(window, QMessageBox, qtbot), QMessageBox.StandardButton.Discard)
    paint(window, 0.25)
    changed = session.surgery
    with qtbot.waitSignal(keeper.ended, timeout=PATIENCE):
        slow.set()
    assert session.surgery is changed
    question = child(window, QMessageBox, qtbot)
    assert "good.keras" in question.text()
    press(question, answer)
    assert (session.surgery is changed) == (answer == QMessageBox.StandardButton.Cancel)


def test_what_was_taken_back_is_no_change(window):
    original = window.session.surgery
    paint(window)
    window.session.operate(original)
    assert not window.isWindowModified()
    paint(window)
    window.session.operate(window.session.surgery.reset())
    assert not window.isWindowModified()
    assert window.close()
