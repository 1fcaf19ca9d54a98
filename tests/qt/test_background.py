"""A slow function beside the window."""

import threading

import pytest
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


def test_nobody_is_told_when_the_window_has_gone(qtbot):
    may_end = threading.Event()
    background = Background(may_end.wait)
    thread = background._thread
    background.start()
    delete(background)
    may_end.set()
    thread.join()
    assert not thread.is_alive()
