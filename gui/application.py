"""Start and end of the windowed program."""

from __future__ import annotations

import gc
import os
import signal
import sys
from contextlib import suppress
from importlib.resources import files
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from gui.collector import Collector
from gui.faults import Faults, log_path, write_log
from gui.icons import application_icon
from gui.preload import Preload
from gui.session import Session
from gui.settings import Settings
from gui.theme import theme
from gui.window import MainWindow
from model import weights
from model.loading import load_keras

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from model.network import KerasNetwork
    from model.weights import Weights

_SIGNAL_MILLISECONDS = 200
_SWITCH_SECONDS = 0.001


class Program(QObject):
    """One window with its session, and the slow imports that start after its first paint."""

    def __init__(self, settings: Settings, loader: Callable[[Weights], KerasNetwork] | None = load_keras) -> None:
        super().__init__()
        shipped = weights.load(str(files("resources").joinpath("digits.npz")))
        self.settings = settings
        # The compute thread and the window share the interpreter: 5 ms until one lets go are a third of a frame.
        self._switch_interval = sys.getswitchinterval()
        sys.setswitchinterval(_SWITCH_SECONDS)
        self.collector = Collector()
        self.faults = Faults()
        self._was_loading = False
        self.session = Session(shipped, loader)
        self.window = MainWindow(self.session, settings)
        self._river = Preload("gui.widgets.river", self)
        self._river.ended.connect(self._on_river_imported)
        self.window.painted.connect(self._on_painted)
        self.faults.happened.connect(self._on_fault)
        self.session.statusChanged.connect(self._on_status_changed)

    @property
    def is_loading(self) -> bool:
        """Whether a thread is still importing something that cannot be interrupted."""
        return self._river.is_running or self.session.engine.is_loading

    def close(self) -> None:
        """End everything; safe to call when the window has closed itself."""
        self.window.close()
        self.session.close()
        self._river.wait()
        self.faults.close()
        self.collector.close()
        sys.setswitchinterval(self._switch_interval)
        self.window.deleteLater()

    @Slot()
    def _on_painted(self) -> None:
        """Begin the slow things, now that the window stands, one after the other."""
        problem = self.settings.problem
        if problem:
            self.window.status.say(problem)
        self.collector.pause()
        self._river.start()

    @Slot(bool)
    def _on_river_imported(self, there: bool) -> None:
        if there:
            self.window.panel("answer").attach_river()  # type: ignore[attr-defined]
        self.session.load()
        if not self.session.engine.is_loading:
            self.collector.resume()
        if not self.settings.value("tour_seen", False):
            self.window.start_tour()

    @Slot(object)
    def _on_status_changed(self, status: object) -> None:
        # The worker tells of its first answer before Keras is even looked for: that is no end of the loading.
        if getattr(status, "loading", False):
            self._was_loading = True
        elif self._was_loading:
            self.collector.resume()

    @Slot(str)
    def _on_fault(self, words: str) -> None:
        self.window.status.say(
            self.tr("Something went wrong ({fault}). You can go on; details are in {path}.").format(
                fault=words, path=log_path()
            )
        )


def make_application() -> QApplication:
    """Return the one QApplication, dressed in the program's theme."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("digitscope")
    application.setApplicationDisplayName("Digitscope")
    application.setDesktopFileName("digitscope")
    application.setWindowIcon(application_icon())
    theme().install(application)
    return application


def run(args: argparse.Namespace) -> int:
    """Open the window and stay until it is closed; return the exit code."""
    application = make_application()
    write_log()
    settings = Settings()
    if getattr(args, "reset", False):
        settings.forget()
    try:
        program = Program(settings)
    except weights.WeightsError as error:
        sys.stderr.write(f"{error} Install Digitscope again.\n")
        return 2
    program.window.show()
    # Python sees Ctrl-C only between two of its own instructions: the timer gives it some.
    signal.signal(signal.SIGINT, lambda *_: program.window.close())
    with suppress(AttributeError):
        signal.signal(signal.SIGTERM, lambda *_: program.window.close())
    heartbeat = QTimer()
    heartbeat.timeout.connect(lambda: None)
    heartbeat.start(_SIGNAL_MILLISECONDS)
    code = application.exec()
    heartbeat.stop()
    program.session.close()
    if program.session.engine.is_loading:
        # The loader is inside TensorFlow's own start-up, which nothing can interrupt, and tearing the
        # interpreter down around it may crash. Everything is saved: leave at once.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    program.close()
    gc.collect()
    return code
