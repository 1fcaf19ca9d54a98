"""An error that nobody expected is one sentence and a log, never the end."""

import logging
import sys
import threading

import pytest
from PySide6.QtCore import QTimer, qInstallMessageHandler, qWarning

from gui import faults


@pytest.fixture
def log(settings_folder):
    """Write to the log of a fresh home; afterwards all is as before."""
    root, before, raising = logging.getLogger(), list(logging.getLogger().handlers), logging.raiseExceptions
    installed = qInstallMessageHandler(None)
    yield faults.log_path()
    qInstallMessageHandler(installed)
    logging.raiseExceptions = raising
    for handler in [handler for handler in root.handlers if handler not in before]:
        root.removeHandler(handler)
        handler.close()


@pytest.fixture
def watch(qtbot):
    made = faults.Faults()
    yield made
    made.close()


def test_an_error_in_a_slot_is_told_and_logged(qtbot, watch, log):
    faults.write_log()
    with qtbot.captureExceptions(), qtbot.waitSignal(watch.happened) as told:
        sys.excepthook = watch._hook  # captureExceptions has put its own in place
        QTimer.singleShot(0, lambda: 1 / 0)
    assert told.args == ["ZeroDivisionError: division by zero"]
    assert "Traceback" in log.read_text("utf-8")


def test_an_error_in_a_thread_is_told_in_the_window(qtbot, watch):
    def fail():
        raise RuntimeError("no paper")

    thread = threading.Thread(target=fail)
    with qtbot.waitSignal(watch.happened) as told:
        thread.start()
    thread.join()  # it tells of the error before it ends
    assert told.args == ["RuntimeError: no paper"]


def test_the_old_hooks_come_back(qtbot):
    before = sys.excepthook, threading.excepthook
    faults.Faults().close()
    assert (sys.excepthook, threading.excepthook) == before


def test_a_log_that_has_grown_makes_room_and_is_kept_once(log):
    log.parent.mkdir(parents=True)
    log.write_bytes(b"x" * 600_000)
    faults.write_log()
    logging.getLogger("test").error("new")
    assert log.stat().st_size < 1000
    assert log.with_suffix(".old").stat().st_size == 600_000


def test_qts_remarks_go_to_the_log(log):
    faults.write_log()
    qWarning("a remark")
    assert "WARNING Qt: a remark" in log.read_text("utf-8")


def test_without_a_place_for_the_log_it_goes_to_the_terminal(log, capsys):
    log.parent.parent.mkdir(parents=True, exist_ok=True)
    log.parent.write_text("in the way")
    faults.write_log()
    logging.getLogger("test").error("seen")
    assert "seen" in capsys.readouterr().err
