"""The number as lines of NumPy and of Keras, to read, to copy and to run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMimeData, QSize, QStandardPaths, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from gui.background import Background
from gui.icons import set_icon
from gui.theme import theme
from gui.widgets.codeview import CodeColours
from gui.widgets.tool import Tool
from model import moment
from model.explain.convolution import Convolution
from model.mirror import keras_lines, numpy_lines

if TYPE_CHECKING:
    from model.explain import Explanation
    from model.trace import Trace

_LINES: Final = {"numpy": numpy_lines, "keras": keras_lines}


def moments_folder() -> Path:
    """Return where this user's moments lie."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
    return Path(folder) / "digitscope" / "moments"


class CodePage(QWidget):
    """Lines that give exactly the number that is explained.

    They read the picture and the weights from a file. It is written as soon as lines are copied, beside the window.
    """

    languageChanged = Signal(str)
    said = Signal(str)

    def __init__(self, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self._trace: Trace | None = None
        self._unit: tuple[str, tuple[int, ...]] = ("", ())
        self._turned = False
        self._saved = ""
        self._editor = _Editor(self)
        self._editor.setAccessibleName(self.tr("Lines of Python that give this number"))
        self._editor.taken.connect(self.save_moment)
        self._colours = CodeColours(self._editor.document())
        self._choices = {
            "numpy": self._choice("NumPy", self.tr("From the values of the layer below, with NumPy alone")),
            "keras": self._choice("Keras", self.tr("From the picture through the whole network, with Keras")),
        }
        self._copy = Tool(self.tr("Copy these lines"))
        self._copy.setToolTip(self.tr("Copy these lines; picture and weights go into a file that they read"))
        self._copy.clicked.connect(self.copy)
        set_icon(self._copy, "copy")
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for button in self._choices.values():
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self._copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._editor, 1)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self._show_language()

    @property
    def text(self) -> str:
        """The lines shown."""
        return self._editor.toPlainText()

    def show_unit(self, trace: Trace, explanation: Explanation) -> None:
        """Show the lines of another unit, or of another moment."""
        self._trace, self._unit = trace, (explanation.spec.name, explanation.unit)
        self._turned = isinstance(explanation, Convolution) and explanation.flipped
        self._show()

    def sizeHint(self) -> QSize:
        """Return room for eight lines."""
        return QSize(440, 180)

    @Slot()
    def copy(self) -> None:
        """Put the lines on the clipboard, and what they read in its file."""
        QGuiApplication.clipboard().setText(self.text)
        self.save_moment()

    @Slot()
    def save_moment(self) -> None:
        """Write what the lines read, in a thread of its own."""
        trace = self._trace
        if trace is None or moment.file_name(trace) == self._saved:
            self.said.emit(self.tr("Copied the lines of Python"))
            return
        self._saved = moment.file_name(trace)
        writing = Background(lambda: moment.save(trace, moments_folder()), self, (OSError,))
        writing.finished.connect(self._on_saved)
        writing.failed.connect(self._on_failed)
        writing.start()

    # --- inside ----------------------------------------------------------------------------------------------

    def _show(self) -> None:
        if self._trace is None:
            return
        file = moments_folder() / moment.file_name(self._trace)
        try:
            lines = _LINES[self._language](self._trace, *self._unit, file, turned=self._turned)
        except LookupError:
            lines = [self.tr("# Nothing is known here of how this layer computes.")]
        text = "\n".join(lines) + "\n"
        if text != self.text:
            self._editor.setPlainText(text)

    def _choice(self, words: str, tip: str) -> Tool:
        made = Tool(words)
        made.setText(words)
        made.setToolTip(tip)
        made.setCheckable(True)
        made.clicked.connect(self._on_choice)
        return made

    @Slot()
    def _on_choice(self) -> None:
        chosen = next((name for name, button in self._choices.items() if button is self.sender()), self._language)
        self._language = chosen
        self._show_language()
        self._show()
        self.languageChanged.emit(chosen)

    def _show_language(self) -> None:
        for name, button in self._choices.items():
            button.setChecked(name == self._language)

    @Slot(object)
    def _on_saved(self, path: Path) -> None:
        self.said.emit(self.tr("Copied the lines of Python; they read {file}").format(file=path))

    @Slot(str)
    def _on_failed(self, reason: str) -> None:
        self._saved = ""
        words = self.tr("The lines are copied, but the file that they read could not be written. {reason}")
        self.said.emit(words.format(reason=reason))

    @Slot()
    def _on_theme_changed(self) -> None:
        self._editor.setFont(theme().font("monosmall"))
        self._colours.set_look(theme().palette.grey, theme().palette.agrees)


class _Editor(QPlainTextEdit):
    """Read-only lines; tells when some of them are taken, by copying or dragging."""

    taken = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )

    def createMimeDataFromSelection(self) -> QMimeData:
        """Note that somebody takes lines."""
        self.taken.emit()
        return super().createMimeDataFromSelection()
