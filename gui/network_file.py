"""The network of a window as a document: opened from a file, saved as one, and asked for before changes are lost."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox

from gui.background import Background

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from gui.session import Session
    from model.weights import Weights

_SUFFIX = ".keras"
_Button = QMessageBox.StandardButton


class NetworkFile(QObject):
    """Which file the window's network is in, and whether it was changed since.

    Files are read and written in a thread of their own. The network stays until another has been read and found good.

    Attributes
    ----------
    said
        Emitted with a sentence for the status bar.
    ended
        Emitted when nothing is being read or written any more, whatever came of it.
    """

    said = Signal(str)
    ended = Signal()

    def __init__(self, window: QWidget, session: Session) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._path: Path | None = None
        self._saved: Weights = session.surgery.original
        self._folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self._running: Background | None = None
        self._done: Callable[..., None] = self._on_saved
        self._asked: tuple[Path, Weights] | None = None  # what is being written, and where
        self._question: QMessageBox | None = None
        self._then: Callable[[], object] | None = None  # what waits for the person's decision, or for the disk
        self._let_go = False
        session.networkChanged.connect(self._show_title)
        self._show_title()

    @property
    def path(self) -> Path | None:
        """The file that was opened or saved last; None for the network that comes with the program."""
        return self._path

    @property
    def is_modified(self) -> bool:
        """Whether the network holds changes that are in no file."""
        weights = self._session.surgery.weights
        return weights is not self._saved and not weights.equals(self._saved)

    @property
    def is_busy(self) -> bool:
        """Whether a file is being read or written."""
        return self._running is not None

    def set_path(self, path: Path) -> None:
        """Note the file that the network has come from."""
        self._path, self._folder = path, str(path.parent)
        self._show_title()

    @Slot()
    def _show_title(self) -> None:
        name = self.tr("Digitscope")
        modified = self.is_modified
        if self._path is not None:
            name = self.tr("{file}[*] — Digitscope").format(file=self._path.name)
        elif modified:
            name = self.tr("Changed network[*] — Digitscope")
        if name != self._window.windowTitle():
            self._window.setWindowModified(False)  # a title without a place for the mark may follow
            self._window.setWindowTitle(name)
        if modified != self._window.isWindowModified():
            self._window.setWindowModified(modified)

    # --- opening ---------------------------------------------------------------------------------------------

    @Slot()
    def open(self) -> None:
        """Ask for a file, and for what to do with changes, and read it."""
        dialog = self._dialog(self.tr("Open network"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.open_file)
        dialog.open()

    @Slot(str)
    def open_file(self, path: str) -> None:
        """Read a file, once it is decided what becomes of changes; its network answers if it is good."""
        self._decide(
            self.tr("The network was changed and is in no file yet. Save it before another one is opened?"),
            partial(self._read, Path(path)),
        )

    def _read(self, path: Path) -> None:
        if self._running is not None:
            self._then = partial(self._read, path)
            return
        self._asked = None
        self._begin(partial(_load, path), partial(self._on_read, path))
        self.said.emit(self.tr("Opening {name}…").format(name=path.name))

    def _on_read(self, path: Path, weights: Weights) -> None:
        try:
            self._session.open_network(weights)
        except ValueError:
            self._complain(
                self.tr("Not opened"),
                self.tr(
                    "{path} is a network of other layers than those in this window. Start Digitscope with --network "
                    "and this file to look into it."
                ).format(path=path),
            )
        else:
            self._saved = weights
            self.set_path(path)
            self.said.emit(self.tr("{name} answers now.").format(name=path.name))
        self._end()

    # --- saving ----------------------------------------------------------------------------------------------

    @Slot()
    def save_as(self) -> None:
        """Ask where, and write the network there."""
        dialog = self._dialog(self.tr("Save network"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(_SUFFIX[1:])
        dialog.selectFile("" if self._path is None else self._path.name)
        dialog.fileSelected.connect(self.save_file)
        dialog.rejected.connect(self._on_not_saved)
        dialog.open()

    @Slot(str)
    def save_file(self, path: str) -> None:
        """Write the network as it is now, with what is off as zeros; also while the original answers."""
        if self._running is not None:
            self._then = partial(self.save_file, path)
            return
        target = Path(path)
        weights = self._session.surgery.weights
        self._asked = target, weights
        self._begin(partial(_save, target, weights), self._on_saved)
        self.said.emit(self.tr("Saving {name}…").format(name=target.name))

    def _on_saved(self, _: object) -> None:
        assert self._asked is not None
        path, self._saved = self._asked
        self.set_path(path)
        self.said.emit(self.tr("Saved {path}").format(path=path))
        self._end()

    @Slot()
    def _on_not_saved(self) -> None:
        self._then = None

    # --- before changes are lost ------------------------------------------------------------------------------

    def may_close(self) -> bool:
        """Return whether nothing would be lost; else ask, and close the window once that is decided."""
        if self._let_go or (not self.is_modified and self._asked is None):
            return True
        if self._running is not None and self._asked is not None:
            self._then = self._window.close  # once it is on the disk
        else:
            self._decide(
                self.tr("The network was changed and is in no file yet. Save it before the window closes?"),
                self._leave,
            )
        return self._let_go

    def let_go(self) -> None:
        """Ask no more."""
        self._let_go = True

    def _leave(self) -> None:
        self._let_go = True
        self._window.close()

    def _decide(self, words: str, then: Callable[[], object]) -> None:
        """Do something at which changes are lost once they are saved, or the person has given them up."""
        if not self.is_modified:
            then()
            return
        self._then = then
        if self._question is None:
            box = QMessageBox(self._window)
            box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            box.setIcon(QMessageBox.Icon.Warning)
            box.setWindowTitle(self.tr("Save the changed network?"))
            box.setStandardButtons(_Button.Save | _Button.Discard | _Button.Cancel)
            box.setDefaultButton(_Button.Save)
            box.finished.connect(self._on_answered)
            self._question = box
        self._question.setText(words)
        self._question.open()

    @Slot(int)
    def _on_answered(self, answer: int) -> None:
        self._question = None
        if answer == _Button.Discard:
            self._go_on()
        elif answer != _Button.Save:
            self._then = None
        elif self._path is None:
            self.save_as()
        else:
            self.save_file(str(self._path))

    def _go_on(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            then()

    # --- work beside the window -------------------------------------------------------------------------------

    def _dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self._window, title, self._folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilters([self.tr("Keras networks (*{ending})").format(ending=_SUFFIX), self.tr("All files (*)")])
        return dialog

    def _begin(self, work: Callable[[], object], finished: Callable[..., None]) -> None:
        from model.weights import WeightsError

        self._running = Background(work, self, (WeightsError, OSError, ImportError))
        self._done = finished
        self._running.finished.connect(self._on_finished)
        self._running.failed.connect(self._on_failed)
        self._running.start()

    @Slot(object)
    def _on_finished(self, result: object) -> None:
        self._running = None
        self._done(result)

    @Slot(str)
    def _on_failed(self, reason: str) -> None:
        self._running = None
        if self._asked is None:
            self._complain(self.tr("Not opened"), reason)
        else:
            words = self.tr("The network could not be written to {path}: {reason}. Choose another place.")
            self._complain(self.tr("Not saved"), words.format(path=self._asked[0], reason=reason.rstrip(".")))
        self._end(failed=True)

    def _end(self, failed: bool = False) -> None:
        self._asked = None
        if failed:
            self._then = None  # nothing that would lose what could not be saved
        self._go_on()
        self.ended.emit()

    def _complain(self, title: str, words: str) -> None:
        box = QMessageBox(QMessageBox.Icon.Warning, title, words, _Button.Ok, self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.open()
        self.said.emit(words)


def _load(path: Path) -> Weights:
    """Read a file in a thread; what this imports, the start of the program does without."""
    from model import keras_file

    return keras_file.load(path)


def _save(path: Path, weights: Weights) -> None:
    from model import keras_file

    try:
        keras_file.save(path, weights)
    except OSError as error:
        raise OSError(error.strerror or str(error)) from error
    except ImportError as error:
        raise ImportError(f"Keras cannot be imported ({error})") from error
