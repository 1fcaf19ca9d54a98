"""Start and end of the windowed program."""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from gui import plain_import  # noqa: F401 - the first of all: what follows is imported sooner
from gui.collector import Collector
from gui.faults import Faults, log_path, write_log
from gui.preload import Preload
from gui.settings import Settings
from gui.theme import STYLE, theme
from gui.window import MainWindow

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Generator

    from gui.session import Session
    from model.network import KerasNetwork
    from model.weights import Weights

    Network = tuple[Path, Weights]

_log = logging.getLogger(__name__)
_WEIGHTS = Path(__file__).resolve().parent.parent / "resources" / "digits.npz"
_SIGNAL_MILLISECONDS = 200
_SWITCH_SECONDS = 0.001
_SLICE_SECONDS = 0.008
_STROKE_MILLISECONDS = 50


def load_keras(weights: Weights) -> KerasNetwork:
    """See `model.loading`, which is imported only by the thread that calls this."""
    from model import loading

    return loading.load_keras(weights)


class Program(QObject):
    """One window with its session, and the slow imports that start after its first paint.

    The window opens with no more than a sheet to draw on. Once that is painted, everything else is imported and
    built piece by piece; or at once by `furnish`.

    Attributes
    ----------
    furnished
        Emitted once, when everything that is seen at first can be seen.
    completed
        Emitted once, when the docks that are closed at first are there too.
    failed
        Emitted with a sentence if the program cannot go on.
    session
        There as soon as the first piece is built.
    """

    furnished = Signal()
    completed = Signal()
    failed = Signal(str)

    session: Session

    def __init__(
        self,
        settings: Settings,
        loader: Callable[[Weights], KerasNetwork] | None = load_keras,
        network: Network | None = None,
    ) -> None:
        super().__init__()
        self.settings = settings
        self._loader = loader
        self._network = network
        # The compute thread and the window share the interpreter: 5 ms until one lets go are a third of a frame.
        self._switch_interval = sys.getswitchinterval()
        sys.setswitchinterval(_SWITCH_SECONDS)
        self.collector = Collector()
        self.faults = Faults()
        self._was_loading = self._at_once = False
        self._closed = False
        self._fault = ""
        self._pieces: Generator[int, None, None] | None = self._build()
        self._next_piece = QTimer(self)
        self._next_piece.setSingleShot(True)
        self._next_piece.timeout.connect(self._on_next_piece)
        self.window = MainWindow(settings)
        self._furniture = Preload(("gui.session", "gui.furnishing"), self)
        self._furniture.ended.connect(self._on_furniture_imported)
        self.window.furnished.connect(self._on_window_furnished)
        self.window.furnished.connect(self.furnished)
        self._closed_docks = Preload(("gui.closed_docks", "gui.microscope.formula"), self)
        self._river = Preload(("gui.widgets.river",), self)
        self._river.ended.connect(self._on_river_imported)
        self.window.painted.connect(self._on_painted)
        self.faults.happened.connect(self._on_fault)

    def furnish(self) -> None:
        """Build everything now, in one go. Raises `model.weights.WeightsError` if the weights cannot be read."""
        if self._pieces is not None:
            if self.window.opening is not None:
                self.window.opening.lift()
            self._at_once = True
            for _ in self._pieces:
                pass
            self._pieces = None
            self.completed.emit()

    @property
    def is_loading(self) -> bool:
        """Whether a thread is still importing something that cannot be interrupted."""
        preloading = any(preload.is_running for preload in (self._furniture, self._closed_docks, self._river))
        return preloading or (hasattr(self, "session") and self.session.engine.is_loading)

    def end(self) -> None:
        """Close the window as the system asks for it: nobody may be there to answer a question."""
        if self.window.is_furnished:
            self.window.network_file.let_go()
        self.window.close()

    def close(self) -> None:
        """End everything; safe to call when the window has closed itself."""
        self._closed = True
        if self.window.is_furnished:
            self.window.network_file.let_go()
        self._next_piece.stop()
        self.window.close()
        if self._pieces is not None:
            self._pieces.close()
            self._pieces = None
        if hasattr(self, "session"):
            self.session.close()
        self._furniture.wait()
        self._closed_docks.wait()
        self._river.wait()
        self.faults.close()
        self.collector.close()
        sys.setswitchinterval(self._switch_interval)
        self.window.deleteLater()

    # --- from the first picture to everything

    def _build(self) -> Generator[int, None, None]:
        """Build session and window; yields as `MainWindow.furnish` does."""
        from gui.session import Session
        from model import weights

        answering = weights.load(_WEIGHTS) if self._network is None else self._network[1]
        self.session = Session(answering, self._loader)
        self.session.statusChanged.connect(self._on_status_changed)
        yield 0
        yield from self.window.furnish(self.session, self._have_closed_docks)

    def _have_closed_docks(self) -> bool:
        """Import what the docks that are closed at first need, beside the living window; tell whether it is done."""
        if not (self._at_once or self._closed_docks.was_started):
            self._closed_docks.start()
        return self._at_once or not self._closed_docks.is_running

    @Slot()
    def _on_painted(self) -> None:
        """Begin the slow things, now that the window stands, one after the other."""
        if self._closed:
            return
        self.collector.pause()
        if self._pieces is None:
            self._on_furnished()
            self._on_completed()
        else:
            self.furnished.connect(self._on_furnished)
            self.completed.connect(self._on_completed)
            self._furniture.start()

    @Slot(bool)
    def _on_furniture_imported(self, there: bool) -> None:
        if there:
            self._on_next_piece()
        else:
            self._fail(self.tr("A part of Digitscope cannot be loaded; details are in {path}.").format(path=log_path()))

    def _fail(self, reason: str) -> None:
        self._pieces = None
        self.failed.emit(reason)

    @Slot()
    def _on_next_piece(self) -> None:
        """Build some pieces, for half a frame; then the window sees to mouse and painting."""
        if self._pieces is None or self._closed or not self.window.isVisible():
            return
        from model.weights import WeightsError

        begun, wait = time.perf_counter(), 0
        try:
            while wait == 0 and time.perf_counter() - begun < _SLICE_SECONDS:
                wait = next(self._pieces)
        except StopIteration:
            self._pieces = None
            self.completed.emit()
            return
        except WeightsError as error:
            self._fail(str(error))
            return
        except Exception:  # noqa: BLE001 - half a window is of no use
            _log.exception("The window could not be built")
            self._fail(self.tr("A part of Digitscope cannot be built; details are in {path}.").format(path=log_path()))
            return
        self._next_piece.start(wait)

    @Slot()
    def _on_window_furnished(self) -> None:
        if self._network is not None:
            self.window.network_file.set_path(self._network[0])

    @Slot()
    def _on_furnished(self) -> None:
        if self._closed:
            return
        said = self.settings.problem or self._fault
        if said:
            self.window.status.say(said)

    @Slot()
    def _on_completed(self) -> None:
        if self._closed:
            return
        from gui.icons import application_icon

        QApplication.setWindowIcon(application_icon())
        self._river.start()

    @Slot(bool)
    def _on_river_imported(self, there: bool) -> None:
        if self._closed:
            return
        if there:
            self.window.panel("answer").attach_river()  # type: ignore[attr-defined]
        self.session.load()
        if not self.session.engine.is_loading:
            self.collector.resume()
        if not self.settings.value("tour_seen", False):
            self._offer_tour()

    @Slot()
    def _offer_tour(self) -> None:
        """Begin the tour, but not in the middle of a stroke: it takes the keyboard."""
        if self._closed or not self.window.isVisible():
            return
        if self.session.is_drawing:
            QTimer.singleShot(_STROKE_MILLISECONDS, self, self._offer_tour)
        else:
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
        self._fault = self.tr("Something went wrong ({fault}). You can go on; details are in {path}.").format(
            fault=words, path=log_path()
        )
        if self.window.is_furnished:
            self.window.status.say(self._fault)


def opened(path: Path | None) -> Network | None:
    """Open the network file that somebody named. Raises `model.weights.WeightsError`, a ValueError, with a sentence."""
    if path is None:
        return None
    from gui.commands.shipped import weights

    return path, weights(path)


def make_application() -> QApplication:
    """Return the one QApplication, dressed in the program's theme."""
    application = QApplication.instance()
    has_style = application is None
    if application is None:  # told by name: to be told by a call, PySide would first build all that it has of styles
        application = QApplication([*(sys.argv[:1] or ["digitscope"]), "-style", STYLE])
    assert isinstance(application, QApplication)
    application.setApplicationName("digitscope")
    application.setApplicationDisplayName("Digitscope")
    application.setDesktopFileName("digitscope")
    theme().install(application, has_style=has_style)
    return application


def run(args: argparse.Namespace) -> int:
    """Open the window and stay until it is closed; return the exit code."""
    try:
        network = opened(Path(args.network) if args.network else None)
    except ValueError as error:
        sys.stderr.write(f"digitscope: {error}\n")
        return 2
    application = make_application()
    write_log()
    settings = Settings()
    if getattr(args, "reset", False):
        settings.forget()
        settings.save()
    known = settings.problem
    program = Program(settings, network=network)
    program.failed.connect(partial(_give_up, application))
    program.window.show()
    heartbeat = on_signals(program.end)
    code = application.exec()
    heartbeat.stop()
    if settings.problem not in (None, known):
        sys.stderr.write(f"{settings.problem}\n")
    return leave(program, code)


def on_signals(end: Callable[[], object]) -> QTimer:
    """Call `end` on Ctrl-C and where the system asks the program to end; keep the timer that is returned.

    Python sees a signal only between two of its own instructions: the timer gives it some.
    """
    signal.signal(signal.SIGINT, lambda *_: end())
    with suppress(AttributeError):
        signal.signal(signal.SIGTERM, lambda *_: end())
    heartbeat = QTimer()
    heartbeat.timeout.connect(lambda: None)
    heartbeat.start(_SIGNAL_MILLISECONDS)
    return heartbeat


def leave(program: Program, code: int) -> int:
    """End the program after its event loop has ended; return the exit code, if it returns."""
    if program.is_loading:
        # The loader is inside TensorFlow's own start-up, which nothing can interrupt, and tearing the
        # interpreter down around it may crash. Everything is saved: leave at once.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    program.close()
    gc.collect()
    return code


def _give_up(application: QApplication, reason: str) -> None:
    """End with code 2 and one sentence."""
    sys.stderr.write(f"{reason} Try digitscope --reset; if that does not help, install Digitscope again.\n")
    application.exit(2)
