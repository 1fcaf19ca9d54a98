"""The network of a window as a document: opened from a file, saved as one, and asked for before changes are lost."""

from __future__ import annotations

from collections import deque
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
    from model.surgery import Surgery
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
        self._done: Callable[..., None] = self._on_read
        self._writing: tuple[Path, Surgery] | None = None  # what is being written, and where
        self._question: QMessageBox | None = None
        self._then: Callable[[], object] | None = None  # what waits for the person's decision
        self._waiting: deque[Callable[[], object]] = deque()  # what waits for the disk
        self._closing = False  # whether the window closes once nothing is being written any more
        self._words = ""  # what the question says
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
        return not _is_same(weights, self._saved)

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
        # Only what the network holds by now may be lost, and not what is changed in it before the file is read
        self._read_if(path, self._session.surgery.weights)

    def _read_if(self, path: Path, decided: Weights) -> None:
        if self._running is not None:
            self._waiting.append(partial(self._read_if, path, decided))
            return
        self._begin(partial(_load, path), partial(self._on_read, path, decided))
        self.said.emit(self.tr("Opening {name}…").format(name=path.name))

    def _on_read(self, path: Path, decided: Weights, weights: Weights) -> None:
        put = partial(self._put, path, weights)
        if self._question is None and _is_same(self._session.surgery.weights, decided):
            put()
        else:
            words = self.tr("The network was changed while {name} was read. Save it before {name} takes its place?")
            self._decide(words.format(name=path.name), put)
        self._end()

    def _put(self, path: Path, weights: Weights) -> None:
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

    # --- saving ----------------------------------------------------------------------------------------------

    @Slot()
    def save_as(self) -> None:
        """Ask where, and write the network there."""
        self._save_as(None)

    def _save_as(self, then: Callable[[], object] | None) -> None:
        dialog = self._dialog(self.tr("Save network"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(_SUFFIX[1:])
        dialog.selectFile("" if self._path is None else self._path.name)
        dialog.fileSelected.connect(lambda path: self._write_new(Path(path), then))
        dialog.open()

    def _write_new(self, path: Path, then: Callable[[], object] | None) -> None:
        """Write to a place that a person named, with the ending by which it is found again; ask if that is taken."""
        write = partial(self._write, surgery=self._session.surgery, then=then)
        named = path.suffix.lower() == _SUFFIX
        place = path if named else path.with_name(path.name + _SUFFIX)  # the dialog takes 'v1.2' for a name with one
        if named or not place.exists():
            write(place)
            return
        box = self._box(self.tr("Replace the file?"), self.tr("{name} is there already.").format(name=place.name))
        box.setStandardButtons(_Button.Save | _Button.Cancel)
        box.button(_Button.Save).setText(self.tr("Replace"))
        box.setDefaultButton(_Button.Cancel)
        box.accepted.connect(partial(write, place))
        box.open()

    @Slot(str)
    def save_file(self, path: str) -> None:
        """Write the network as it is now, with what is off as zeros; also while the original answers."""
        self._write(Path(path), self._session.surgery, None)

    def _write(self, path: Path, surgery: Surgery, then: Callable[[], object] | None) -> None:
        """Write a network; `then` follows once it is on the disk."""
        if self._running is not None:
            self._waiting.append(partial(self._write, path, surgery, then))
            return
        self._writing = path, surgery
        self._begin(partial(_save, path, surgery.weights), partial(self._on_saved, then))
        self.said.emit(self.tr("Saving {name}…").format(name=path.name))

    def _on_saved(self, then: Callable[[], object] | None, _: object) -> None:
        assert self._writing is not None
        path, surgery = self._writing
        if surgery.original is self._session.surgery.original:  # else another network was opened meanwhile
            self._saved = surgery.weights
            self.set_path(path)
        self.said.emit(self.tr("Saved {path}").format(path=path))
        if then is not None:
            self._waiting.appendleft(then)
        self._end()

    # --- before changes are lost ------------------------------------------------------------------------------

    def may_close(self) -> bool:
        """Return whether nothing would be lost; else ask, and close the window once that is decided."""
        if self._let_go or (not self.is_modified and self._writing is None):
            return True
        if self._writing is not None:
            self._closing = True
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
        writing = self._writing
        if writing is not None and _is_same(writing[1].weights, self._session.surgery.weights):
            self._waiting.append(partial(self._decide, words, then))  # soon there may be nothing to ask
            return
        self._then = then
        self._words = words
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
        then, self._then = self._then, None
        if then is None:
            return
        if answer == _Button.Discard:
            then()
        elif answer == _Button.Save:
            again = partial(self._decide, self._words, then)  # it may be changed once more while it is written
            if self._path is None:
                self._save_as(again)
            else:
                self._write(self._path, self._session.surgery, again)

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
        if self._writing is None:
            self._complain(self.tr("Not opened"), reason)
        else:
            words = self.tr("The network could not be written to {path}: {reason}. Choose another place.")
            self._complain(self.tr("Not saved"), words.format(path=self._writing[0], reason=reason.rstrip(".")))
            self._closing = False  # that would lose what could not be saved
        self._end()

    def _end(self) -> None:
        """Go on with what waits for the disk."""
        self._writing = None
        while self._waiting and self._running is None:
            self._waiting.popleft()()
        if self._running is not None:
            return
        closing, self._closing = self._closing, False
        if closing:
            self._window.close()
        self.ended.emit()

    def _complain(self, title: str, words: str) -> None:
        self._box(title, words).open()
        self.said.emit(words)

    def _box(self, title: str, words: str) -> QMessageBox:
        box = QMessageBox(QMessageBox.Icon.Warning, title, words, _Button.Ok, self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setTextFormat(Qt.TextFormat.PlainText)
        return box


def _is_same(weights: Weights, others: Weights) -> bool:
    return weights is others or weights.equals(others)


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
