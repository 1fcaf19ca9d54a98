"""A slow function beside the window."""

import threading

import pytest
from PySide6.QtCore import QObject
from shiboken6 import delete

from gui.background import Background


def test_what_it_returns_is_told_in_the_gui_thread(qtbot):
    where, told = [], []
    background = Background(lambda: where.append(threading.current_thread()) or 42)
    background.finished.connect(lambda value: told.append((value, threading.current_thread())))
    with qtbot.waitSignal(background.finished):
        background.start()
    background.wait()
    assert told == [(42, threading.main_thread())]
    assert where[0] is not threading.main_thread()


@pytest.mark.parametrize(("error", "words"), [(ValueError("One.\nTwo."), "One."), (KeyError(), "KeyError")])
def test_an_error_is_told_as_one_sentence(qtbot, error, words, caplog):
    def work():
        raise error

    background = Background(work)
    with qtbot.waitSignal(background.failed) as told:
        background.start()
    background.wait()
    assert told.args == [words]


@pytest.mark.parametrize("function", [lambda: 42, lambda: 1 / 0], ids=["value", "error"])
def test_it_is_deleted_once_it_has_told(qtbot, function, caplog):
    parent = QObject()
    background = Background(function, parent)
    background.start()
    qtbot.waitUntil(lambda: parent.children() == [])


def test_only_what_nobody_expected_is_logged_with_its_traceback(qtbot, caplog):
    def work():
        raise FileNotFoundError("There is no such file.")

    for expected, traces in (((OSError,), 0), ((ZeroDivisionError,), 1)):
        background = Background(work, expected=expected)
        with qtbot.waitSignal(background.failed) as told:
            background.start()
        assert told.args == ["There is no such file."]
        assert sum(record.exc_info is not None for record in caplog.records) == traces


def test_nobody_is_told_when_the_window_has_gone(qtbot):
    may_end = threading.Event()
    background = Background(may_end.wait)
    thread = background._thread
    background.start()
    delete(background)
    may_end.set()
    thread.join()
    assert not thread.is_alive()
