"""What every test gets: no display, settings of its own, and a hunt for whatever it leaves behind."""

import os
import signal
import sys

# A shell that runs the tests in the background has Ctrl-C ignored, and every process they start would inherit that.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Before NumPy is imported by anybody: with two threads the products of one picture take 20 times as long.
os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["LC_ALL"] = "C.UTF-8"
os.environ["LANGUAGE"] = "en"

import gc
import threading
import weakref
from functools import partialmethod
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as examples
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, QThread, QTimer
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from gui import plain_import  # noqa: F401 - as the program does
from model.data import Mnist, load_mnist

FAILED: pytest.StashKey[bool] = pytest.StashKey()
ROOT = Path(__file__).resolve().parent.parent

# A machine that is busy with something else is no fault of what is tested.
examples.register_profile("suite", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("suite")
for name in ("waitSignal", "waitSignals", "waitUntil", "waitExposed", "waitActive"):
    setattr(QtBot, name, partialmethod(getattr(QtBot, name), timeout=30_000))


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def mnist() -> Mnist:
    """Return the shipped MNIST, read once; nobody can write to its arrays."""
    return load_mnist()


@pytest.fixture(autouse=True)
def settings_folder(tmp_path, monkeypatch):
    """Give every test a fresh, empty home for settings, data and caches of the program."""
    folder = tmp_path / "settings"
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(folder / name.lower()))
    # QSettings looks at the environment once in a process, so it is told as well.
    for form in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        QSettings.setPath(form, QSettings.Scope.UserScope, str(folder / "config"))
    return folder


@pytest.fixture(scope="module", autouse=True)
def settled_heap():
    """Hide what is there before a file's tests from the collector: TensorFlow alone is millions of objects."""
    gc.collect()
    gc.freeze()


class Started:
    """Remembers, weakly, every QThread and QTimer that is started from Python."""

    def __init__(self, patch: pytest.MonkeyPatch):
        self._objects: list[weakref.ref] = []
        for kind in (QThread, QTimer):
            patch.setattr(kind, "start", self._noting(kind.start))

    def _noting(self, start):
        def noting(thing, *args, **kwargs):
            self._objects.append(weakref.ref(thing))
            return start(thing, *args, **kwargs)

        return noting

    def running(self) -> list[str]:
        """Return what still runs, in words."""
        found = []
        for thing in filter(None, (reference() for reference in self._objects)):
            if isValid(thing) and (thing.isRunning() if isinstance(thing, QThread) else thing.isActive()):
                found.append(f"{type(thing).__name__} {thing.objectName()!r} of {thing.parent()!r}")
        return found


def _widgets() -> list:
    """Return the top-level widgets of the process."""
    module = sys.modules.get("PySide6.QtWidgets")
    if module is None or module.QApplication.instance() is None:
        return []
    return [widget for widget in module.QApplication.topLevelWidgets() if isValid(widget)]


def _threads() -> set[threading.Thread]:
    """Return Python's own threads; a QThread that ran Python code leaves a dummy that says nothing."""
    return {thread for thread in threading.enumerate() if not isinstance(thread, threading._DummyThread)}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture(autouse=True)
def collected_in_this_thread(request):
    """Let the collector run between the tests of Qt alone, here, and never in a thread that computes beside one.

    There it takes the widgets of earlier tests apart: Python's half of them is gone at once, Qt's half lives on, and a
    timer of it still fires. In the program `gui.collector` sees to it.
    """
    uses_qt = "qapp" in request.fixturenames
    if uses_qt:
        gc.disable()
    yield
    if uses_qt:
        gc.enable()


@pytest.fixture(autouse=True)
def no_leaks(request):
    """Fail a test that leaves top-level widgets, running threads or active timers behind."""
    widgets, threads = _widgets(), _threads()
    with pytest.MonkeyPatch.context() as patch:
        started = Started(patch)
        yield
    if request.node.stash.get(FAILED, False):
        for widget in _widgets():  # what a failed test left behind says nothing, but would be in the next one's way
            if widget not in widgets:
                widget.hide()
        return

    for thread in _threads() - threads:
        thread.join(timeout=30)  # one that is about to end, on a busy machine, is not left behind

    def leaks() -> list[str]:
        found = [f"widget {widget!r}" for widget in _widgets() if widget not in widgets]
        return found + [f"thread {thread.name!r}" for thread in _threads() - threads] + started.running()

    # qtbot has closed its widgets by now. The collector is asked only when something is left: it is slow.
    if leaks():
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()
        left = leaks()
        for widget in _widgets():
            if widget not in widgets:
                widget.close()
                widget.deleteLater()
        assert not left, f"left behind: {left}"
