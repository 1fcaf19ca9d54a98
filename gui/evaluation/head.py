"""The row above the evaluation: what to read, the start, the pages, the refusal, and how far the work is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QCheckBox, QMenu, QProgressBar, QPushButton, QSizePolicy, QToolButton, QWidget

from gui.evaluation.words import page_words, source_words
from gui.readings import what_counts
from gui.widgets.flow import Flow
from gui.widgets.focus import in_order
from gui.widgets.line import Line
from model.sources import NAMES

if TYPE_CHECKING:
    from pathlib import Path

_SMOOTH: Final = 1000  # steps of the progress bar
_PROGRESS_MILLISECONDS: Final = 60


class Head(QWidget):
    """Buttons, and behind them how far the work is, or a remark on what came of it. Setters emit nothing.

    Attributes
    ----------
    sourceChosen
        Emitted with one of `model.sources.NAMES`.
    fileRequested
        Emitted when the person wants to choose a file.
    startRequested
        Emitted when the button is pressed, which starts, or cancels what runs.
    pageChosen
        Emitted with the name of a page.
    refusalToggled
        Emitted with whether refused digits count as misread.
    """

    sourceChosen = Signal(str)
    fileRequested = Signal()
    startRequested = Signal()
    pageChosen = Signal(str)
    refusalToggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = self._make_choice()
        self.start = QPushButton(self)
        self.start.clicked.connect(self.startRequested)
        self.start.setMinimumWidth(self._start_width())
        self.tabs = {page: self._tab(page, words) for page, words in page_words().items()}
        self.refusal = QCheckBox(self.tr("with refusal"), self)
        self.refusal.setChecked(True)
        self.refusal.setToolTip(self.tr("Off: nothing is refused, every digit's answer counts. ") + what_counts())
        self.refusal.toggled.connect(self.refusalToggled)
        self.progress = QProgressBar(self)
        self.progress.setRange(0, _SMOOTH)
        self.progress.setFixedWidth(120)
        self.progress.setAccessibleName(self.tr("Progress"))
        room = self.progress.sizePolicy()
        room.setHorizontalPolicy(QSizePolicy.Policy.Fixed)  # in a row that has room to spare it would move the buttons
        self.progress.setSizePolicy(room)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PROGRESS_MILLISECONDS)
        self.remark = Line(self)
        flow = Flow(self, 8)
        # The bar comes last, and the button is as wide for either word: no other button moves when it comes and goes
        for widget in (*self.stops, self.progress, self.remark):
            flow.addWidget(widget)
        in_order(*self.stops)
        self.set_busy(False)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """What Tab goes through, as it is read."""
        return self.choice, self.start, *self.tabs.values(), self.refusal

    def set_source(self, source: str | Path) -> None:
        """Name what is to be read."""
        words = source_words(source)
        self.choice.setText(words + " ▾")
        self.choice.setAccessibleName(words)
        for action in self.choice.menu().actions():
            action.setChecked(action.data() == source)

    def set_page(self, page: str) -> None:
        """Mark the page that is open."""
        for name, tab in self.tabs.items():
            tab.setChecked(name == page)

    def set_busy(self, busy: bool) -> None:
        """Offer to start, and show the remark if there is one; or offer to cancel, and show how far it is."""
        self.progress.setVisible(busy)
        self.remark.setVisible(not busy and self.remark.text() != "")
        self.start.setText(self.tr("Cancel") if busy else self.tr("Start"))

    def set_remark(self, words: str) -> None:
        """Say what went wrong, or what is not to be seen on the pages."""
        self.remark.setText(words)
        self.remark.setVisible(not self.progress.isVisibleTo(self) and words != "")

    def show_progress(self, share: float, words: str) -> None:
        """Show how far the work is, some times a second: it tells more often than anybody can see."""
        if self._pause.isActive() and 0 < share < 1:
            return
        self._pause.start()
        self.progress.setValue(round(share * _SMOOTH))
        self.progress.setFormat(words)
        self.set_busy(True)

    def _start_width(self) -> int:
        """Width that the button needs for the longer of its words."""
        widths = []
        for words in (self.tr("Start"), self.tr("Cancel")):
            self.start.setText(words)
            self.start.ensurePolished()
            widths.append(self.start.sizeHint().width())
        return max(widths)

    def _make_choice(self) -> QToolButton:
        choice = QToolButton(self)
        choice.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        choice.setToolTip(self.tr("What to read; a file can also be dropped here"))
        menu, group = QMenu(choice), QActionGroup(self)
        for name in NAMES:
            action = group.addAction(source_words(name))
            action.setCheckable(True)
            action.setData(name)
            menu.addAction(action)
        group.triggered.connect(self._on_source_triggered)
        menu.addSeparator()
        menu.addAction(self.tr("A &file…")).triggered.connect(self.fileRequested)
        choice.setMenu(menu)
        return choice

    def _tab(self, page: str, words: tuple[str, str]) -> QToolButton:
        tab = QToolButton(self)
        tab.setText(words[0])
        tab.setToolTip(words[1])
        tab.setCheckable(True)
        tab.clicked.connect(partial(self.pageChosen.emit, page))
        return tab

    @Slot(QAction)
    def _on_source_triggered(self, action: QAction) -> None:
        self.sourceChosen.emit(action.data())
