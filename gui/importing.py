"""Pictures from elsewhere as ink: opened, dropped on the window or pasted; read in a thread of their own."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, QStandardPaths, QTimer, Signal, Slot
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog

from gui.background import Background

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    from gui.session import Session

    Read = Callable[[], NDArray[np.uint8] | str | None]

_PATIENCE_MILLISECONDS = 300


class Importer(QObject):
    """Takes the pictures that are given to a window and puts them on the canvas, as `classify` reads them.

    Only one is read at a time; of those that come meanwhile the last one counts.

    Attributes
    ----------
    said
        Emitted with a sentence for the status bar.
    networkGiven
        Emitted with the path of a file that holds no picture but a network.
    ended
        Emitted when nothing is being read any more.
    """

    said = Signal(str)
    networkGiven = Signal(str)
    ended = Signal()

    def __init__(self, window: QWidget, session: Session) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        self._running: Background | None = None
        self._name = ""
        self._waiting: tuple[str, Read] | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MILLISECONDS)
        self._patience.timeout.connect(self._on_patience_ended)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    @property
    def is_reading(self) -> bool:
        """Whether a picture is on its way to the canvas."""
        return self._running is not None

    # --- ways in -------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Ask for a file and read it."""
        from gui.pictures import FORMATS

        endings = " ".join(f"*.{ending}" for ending in (*FORMATS, "tif"))
        kinds = self.tr("Pictures ({endings})").format(endings=endings) + ";;" + self.tr("All files (*)")
        name, _ = QFileDialog.getOpenFileName(self._window, self.tr("Open picture"), self._folder, kinds)
        if name:
            self._folder = str(Path(name).parent)
            self.read_file(Path(name))

    def paste(self) -> None:
        """Read the picture, or the picture file, that was copied."""
        if not self._take(QGuiApplication.clipboard().mimeData()):
            self.said.emit(self.tr("There is no picture to paste. Copy one first."))

    def read_file(self, path: Path) -> None:
        """Read a picture file; the canvas keeps what it has if there is no ink in it."""
        self._read(path.name, partial(_digit_of_file, path))

    def read_image(self, image: QImage) -> None:
        """Read a picture from memory."""
        self._read(self.tr("The picture"), partial(_digit_of_image, image))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what is dropped on the window."""
        if event.type() in (QEvent.Type.DragEnter, QEvent.Type.Drop) and isinstance(event, QDropEvent):
            data = event.mimeData()
            if event.type() == QEvent.Type.Drop:
                taken = self._take(data)
            else:
                taken = _file_of(data) is not None or data.hasImage()
            if taken:
                event.acceptProposedAction()
                return True
        return super().eventFilter(watched, event)

    def _take(self, data: QMimeData) -> bool:
        path = _file_of(data)
        if path is not None and path.suffix.lower() == ".keras":
            self.networkGiven.emit(str(path))
            return True
        if path is not None:
            self.read_file(path)
            return True
        image = data.imageData() if data.hasImage() else None
        if not isinstance(image, QImage) or image.isNull():
            return False
        self.read_image(image)
        return True

    # --- reading -------------------------------------------------------------------------------------------

    def _read(self, name: str, read: Read) -> None:
        if self._running is not None:
            self._waiting = name, read
            return
        self._name = name
        self._running = Background(read, self)
        self._running.finished.connect(self._on_finished)
        self._running.failed.connect(self._on_failed)
        self._patience.start()
        self._running.start()

    @Slot(object)
    def _on_finished(self, found: NDArray[np.uint8] | str | None) -> None:
        if not self._next():
            return
        if isinstance(found, str):
            self.said.emit(self.tr("{name} was not read: {reason}").format(name=self._name, reason=found))
        elif found is None:
            self.said.emit(self.tr("{name} shows no ink: the canvas is as it was.").format(name=self._name))
        else:
            self._session.end_stroke()  # what is being drawn can be had back like all the rest
            self._session.show_picture(found)
            self.said.emit(self.tr("{name} is on the canvas. Undo brings back what was there.").format(name=self._name))
        self.ended.emit()

    @Slot(str)
    def _on_failed(self, reason: str) -> None:
        if self._next():
            self.said.emit(self.tr("{name} was not read: {reason}").format(name=self._name, reason=reason))
            self.ended.emit()

    def _next(self) -> bool:
        """Go on with a newer picture; return whether there is none, so that what was read counts."""
        self._patience.stop()
        self._running = None
        if self._waiting is None:
            return True
        waiting, self._waiting = self._waiting, None
        self._read(*waiting)
        return False

    @Slot()
    def _on_patience_ended(self) -> None:
        self.said.emit(self.tr("Reading {name}…").format(name=self._name))


def _file_of(data: QMimeData) -> Path | None:
    """Return the first local file of what was dropped or copied."""
    return next((Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile() and url.toLocalFile()), None)


def _digit_of_file(path: Path) -> NDArray[np.uint8] | str | None:
    """Read a file in a thread; what its user has to know of it is returned as a sentence."""
    from gui.pictures import PictureError, read_levels
    from model.paper import digit_in

    try:
        return digit_in(read_levels(path))
    except PictureError as error:
        return str(error)


def _digit_of_image(image: QImage) -> NDArray[np.uint8] | None:
    from gui.pictures import levels_of
    from model.paper import digit_in

    return digit_in(levels_of(image))
