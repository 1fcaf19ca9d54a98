"""A window that shows a program to read and to copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRegularExpression, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QSyntaxHighlighter, QTextCharFormat
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QPushButton, QVBoxLayout

if TYPE_CHECKING:
    from PySide6.QtGui import QTextDocument
    from PySide6.QtWidgets import QWidget

_MARGIN: Final = 16


class CodeView(QDialog):
    """Python code in a fixed-width face, with a button that copies it. It does not stop the window behind it."""

    copied = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._editor = QPlainTextEdit(self)
        self._editor.setReadOnly(True)
        self._editor.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._editor.setAccessibleName(title)
        self._editor.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._colours = CodeColours(self._editor.document())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        self.copy_button: QPushButton = buttons.addButton(
            self.tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole
        )
        self.copy_button.setDefault(True)
        self.copy_button.clicked.connect(self.copy)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        column.setSpacing(12)
        column.addWidget(self._editor)
        column.addWidget(buttons)

    @property
    def code(self) -> str:
        """What is shown."""
        return self._editor.toPlainText()

    def set_code(self, code: str) -> None:
        """Show a program."""
        self._editor.setPlainText(code)
        self._fit()

    def set_look(self, font: QFont, comment: QColor, word: QColor) -> None:
        """Use a font, and colours for comments and for words in quotes."""
        self._editor.setFont(font)
        self._colours.set_look(comment, word)
        self._fit()

    @Slot()
    def copy(self) -> None:
        """Put the whole program on the clipboard."""
        QGuiApplication.clipboard().setText(self.code)
        self.copied.emit()

    def _fit(self) -> None:
        """Take the size of the program, within reason."""
        metrics = QFontMetrics(self._editor.font())
        lines = self.code.splitlines() or [""]
        width = max(map(metrics.horizontalAdvance, lines)) + 48
        height = metrics.lineSpacing() * (len(lines) + 1) + 24
        room = self.screen().availableGeometry().size() * 0.9
        self._editor.setMinimumSize(QSize(320, 160))
        frame = QSize(2 * _MARGIN, 2 * _MARGIN + 56)
        self.resize((QSize(width, height) + frame).boundedTo(room))


class CodeColours(QSyntaxHighlighter):
    """Comments in one colour, words in quotes in another."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._comment, self._word = QTextCharFormat(), QTextCharFormat()
        self._pattern = QRegularExpression(r'("(?:[^"\\]|\\.)*")|(#.*$)')

    def set_look(self, comment: QColor, word: QColor) -> None:
        """Use other colours."""
        self._comment.setForeground(comment)
        self._word.setForeground(word)
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        """Colour one line."""
        matches = self._pattern.globalMatch(text)
        while matches.hasNext():
            match = matches.next()
            kind = self._word if match.capturedStart(1) >= 0 else self._comment
            self.setFormat(match.capturedStart(), match.capturedLength(), kind)
