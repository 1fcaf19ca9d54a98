"""MNIST's pictures in a gallery, with a search, ten filters, and what the network answers to each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from gui.background import Background
from gui.readings import caption, tally
from gui.texts import number
from gui.theme import theme
from gui.widgets.flow import Flow
from gui.widgets.focus import in_order
from gui.widgets.gallery import Caption, Gallery
from model.archive import ArchiveError
from model.catalogue import UNANSWERED, Query, QueryError, Survey, find, parse
from model.data import CLASSES, Digits, Mnist, shipped_mnist
from model.evaluation import rightly

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QHideEvent, QShowEvent

    from gui.jobs import Job
    from gui.session import Session
    from model.catalogue import Found

_PARTS: Final = ("training", "validation", "test")
_REFRESH_MILLISECONDS: Final = 120
_REST_MILLISECONDS = 300
_GAP: Final = 6
_SEARCH_WIDTH: Final = 150


@dataclass(slots=True, eq=False)
class _Part:
    """One part of MNIST and what is known of its pictures so far."""

    digits: Digits
    answers: NDArray[np.int16] = field(init=False)
    probabilities: NDArray[np.float32] = field(init=False)
    refused: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Drop the answers, which were another network's."""
        self.answers = np.full(len(self.digits), UNANSWERED, np.int16)
        self.probabilities = np.zeros(len(self.digits), np.float32)
        self.refused = np.zeros(len(self.digits), np.bool_)

    def take(self, found: Found) -> None:
        self.answers[found.places] = found.answers
        self.probabilities[found.places] = found.probabilities
        self.refused[found.places] = found.refused

    @property
    def answered(self) -> int:
        return int((self.answers != UNANSWERED).sum())

    @property
    def misread(self) -> int:
        wrong = ~rightly(self.digits.labels, self.answers, self.refused)
        return int((wrong & (self.answers != UNANSWERED)).sum())


class Browsing(QWidget):
    """The pictures of one part of MNIST at a time.

    They are read in a thread of their own when they are wanted first, and answered in the compute thread, those in
    view before all others; that stops while nobody sees them.
    """

    counted = Signal()
    """Other pictures are shown than before; see `fact`."""

    def __init__(self, session: Session, part: str, shuffled: bool) -> None:
        super().__init__()
        self._session = session
        self._part = part
        self._shuffled = shuffled
        self._parts: dict[str, _Part] = {}
        self._reading: Background | None = None
        self._problem = ""
        self._query = Query()
        self._order: NDArray[np.int64] | None = None
        self._survey: Survey | None = None
        self._job: Job | None = None
        self._patient = True  # until the person stops the answering of what nobody looks at
        self._refresh = QTimer(self)
        self._refresh.setSingleShot(True)
        self._refresh.setInterval(_REFRESH_MILLISECONDS)
        self._refresh.timeout.connect(self._on_refresh_due)
        self._asked = session.weights  # whose answers these are
        self._rest = QTimer(self)  # a kernel under a hand is many networks: the last one is asked
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MILLISECONDS)
        self._rest.timeout.connect(self._on_network_rested)
        self._choice = QToolButton(self)
        self._choice.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._choice.setToolTip(self.tr("Which part of MNIST; the network learned from the training pictures only"))
        menu, group = QMenu(self._choice), QActionGroup(self)
        for part, words in self._part_names().items():
            action = group.addAction(words)
            action.setCheckable(True)
            action.setData(part)
            menu.addAction(action)
        group.triggered.connect(self._on_part_chosen)
        self._choice.setMenu(menu)
        self._chips = [self._chip(digit) for digit in range(CLASSES)]
        self._search = QLineEdit(self)
        self._search.setClearButtonEnabled(True)
        self._search.setPlaceholderText(self.tr("Search: 7, #1234, 7->1, <90%, misread"))
        self._search.setAccessibleName(self.tr("Search the pictures"))
        self._search.setToolTip(search_help())
        self._search.setMinimumWidth(_SEARCH_WIDTH)
        self._search.textChanged.connect(self._on_search_changed)
        self._search.returnPressed.connect(self._on_search_left)
        self._search.installEventFilter(self)
        self._progress = QLabel(self)
        self._progress.setTextFormat(Qt.TextFormat.PlainText)
        self._stop = QToolButton(self)
        self._stop.clicked.connect(self._on_stop_clicked)
        self._gallery = Gallery(self)
        self._gallery.setAccessibleName(self.tr("Pictures"))
        self._gallery.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._gallery.set_captions(self._caption)
        self._gallery.chosen.connect(self._on_chosen)
        self._gallery.scrolled.connect(self._on_scrolled)
        find_key = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find_key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find_key.activated.connect(self._search.setFocus)
        head = QWidget(self)
        flow = Flow(head, _GAP)
        for widget in (self._choice, *self._chips, self._search, self._progress, self._stop):
            flow.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 8, 4)
        column.setSpacing(_GAP)
        column.addWidget(head)
        column.addWidget(self._gallery, 1)
        in_order(self._choice, *self._chips, self._search, self._stop, self._gallery)
        self._name_part()
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        session.networkChanged.connect(self._on_network_changed)

    def _chip(self, digit: int) -> QToolButton:
        chip = QToolButton(self)
        chip.setObjectName("calm")
        chip.setText(str(digit))
        chip.setCheckable(True)
        words = self.tr("Only pictures of a {digit}; several digits can be chosen").format(digit=digit)
        chip.setAccessibleName(self.tr("Pictures of a {digit}").format(digit=digit))
        chip.setToolTip(words)
        chip.toggled.connect(self._on_chip_toggled)
        return chip

    # --- what others ask ------------------------------------------------------------------------------------

    def fact(self) -> str:
        """Tell how many pictures there are, or were found; and once all are answered, how many were misread."""
        part = self._parts.get(self._part)
        if part is None:
            return self.tr("MNIST")
        count, found = len(part.digits), self._gallery.count
        words = self.tr("MNIST, {count} pictures") if found == count else self.tr("MNIST, {found} of {count} pictures")
        told = words.format(found=number(found), count=number(count))
        if part.answered == count:
            told += f" · {tally(count, part.misread, int(part.refused.sum()))}"
        return told

    @property
    def gallery(self) -> Gallery:
        """The pictures."""
        return self._gallery

    @property
    def first(self) -> QWidget:
        """What gets the keyboard when somebody asks for the pictures."""
        return self._search

    @property
    def search(self) -> QLineEdit:
        """The search."""
        return self._search

    @property
    def chips(self) -> list[QToolButton]:
        """The ten filters."""
        return list(self._chips)

    @property
    def part(self) -> str:
        """Which part is shown."""
        return self._part

    def _part_names(self) -> dict[str, str]:
        return {
            "training": self.tr("Training pictures"),
            "validation": self.tr("Validation pictures"),
            "test": self.tr("Test pictures"),
        }

    # --- coming and going -----------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Read and compute what is not there yet."""
        super().showEvent(event)
        if self._parts:
            self._show_found()
        elif self._reading is None:
            self._read()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the processor rest."""
        super().hideEvent(event)
        self._end_job()

    def _read(self) -> None:
        self._problem = ""
        self._gallery.set_empty_words(self.tr("The pictures are being read…"))
        self._tell_progress()
        self._reading = Background(_read, self, (ArchiveError,))
        self._reading.finished.connect(self._on_read)
        self._reading.failed.connect(self._on_unreadable)
        self._reading.start()

    @Slot(object)
    def _on_read(self, mnist: Mnist) -> None:
        self._reading = None
        self._parts = {part: _Part(getattr(mnist, part)) for part in _PARTS}
        self._show_part()

    @Slot(str)
    def _on_unreadable(self, reason: str) -> None:
        self._reading = None  # the next time it is shown may have more luck
        self._problem = self.tr("MNIST's pictures cannot be read. {reason}").format(reason=reason)
        self._gallery.set_empty_words(self._problem)

    # --- what is shown --------------------------------------------------------------------------------------

    def set_part(self, part: str) -> None:
        """Show 'training', 'validation' or 'test'."""
        if part != self._part:
            self._part = part
            self._order = None
            self._name_part()
            if self._parts:
                self._show_part()

    def set_shuffled(self, shuffled: bool) -> None:
        """Show the pictures in a new random order, or by number."""
        self._shuffled, self._order = shuffled, None
        if self._parts:
            if shuffled:
                self._order = self._random_order()
            self._show_found()
            self._gallery.verticalScrollBar().setValue(0)

    def _random_order(self) -> NDArray[np.int64]:
        return np.random.default_rng().permutation(len(self._parts[self._part].digits))

    def _name_part(self) -> None:
        words = self._part_names()[self._part]
        self._choice.setText(words + " ▾")
        self._choice.setAccessibleName(words)
        for action in self._choice.menu().actions():
            action.setChecked(action.data() == self._part)

    def _show_part(self) -> None:
        self._end_job()
        part = self._parts[self._part]
        if self._shuffled:
            self._order = self._random_order()
        self._gallery.set_pictures(part.digits.images, np.zeros(0, np.int64))
        self._show_found()

    def _show_found(self) -> None:
        """Look for what is wanted, and go on answering."""
        part = self._parts[self._part]
        try:
            query = self._wanted()
        except QueryError as error:
            words = self.tr("“{word}” means nothing here.").format(word=error.word)
            self._show_places(np.zeros(0, np.int64), f"{words} {search_help()}")
            return
        places = find(query, part.digits.labels, part.answers, part.probabilities, part.refused, self._order)
        self._query = query
        self._show_places(places, self._nothing(part, query))

    def _wanted(self) -> Query:
        query = parse(
            self._search.text(), ("misread", self.tr("misread").lower()), ("refused", self.tr("refused").lower())
        )
        chosen = frozenset(digit for digit, chip in enumerate(self._chips) if chip.isChecked())
        if not chosen:
            return query
        labels = chosen & query.labels if query.labels else chosen
        # no label at all would mean any: what is in neither is not there
        return Query(
            query.numbers if labels else frozenset({len(self._parts[self._part].digits)}),
            labels, query.confusions, query.misread, query.below, query.refused,
        )  # fmt: skip

    def _nothing(self, part: _Part, query: Query) -> str:
        if query.needs_answers and part.answered < len(part.digits):
            return self.tr("Nothing found among the pictures that have been answered so far.")
        return self.tr("No picture is like that.") + " " + search_help()

    def _show_places(self, places: NDArray[np.int64], nothing: str) -> None:
        self._gallery.set_empty_words(nothing)
        self._gallery.show_only(places)
        self.counted.emit()
        self._go_on()

    def _caption(self, index: int) -> Caption:
        part = self._parts[self._part]
        label, answer = int(part.digits.labels[index]), int(part.answers[index])
        if answer == UNANSWERED:
            words = self.tr("number {number}, a {label}, not answered yet")
            return Caption(f"{label} …", "grey", words.format(number=index, label=label))
        share = float(part.probabilities[index]) if self._session.specs[-1].activation == "softmax" else None
        return caption(index, label, answer, share, bool(part.refused[index]))

    # --- answers --------------------------------------------------------------------------------------------

    def _go_on(self) -> None:
        """See to it that what is in view is answered, and everything else unless the person stopped it."""
        part = self._parts[self._part]
        wanted = tuple(self._gallery.in_view().tolist())
        if self._survey is not None:
            self._survey.wanted = wanted
        if self.isVisible() and self._job is None and not self._problem and not self._rest.isActive():
            missing = (part.answers == UNANSWERED) if self._patient else part.answers[list(wanted)] == UNANSWERED
            if missing.any():
                self._begin_job(part, wanted)
        self._tell_progress()

    def _begin_job(self, part: _Part, wanted: tuple[int, ...]) -> None:
        self._survey = Survey(part.digits.images, part.answers, self._patient)
        self._survey.wanted = wanted
        self._job = self._session.start(self._survey.work)
        self._job.progressed.connect(self._on_answered)
        self._job.failed.connect(self._on_failed)
        self._job.ended.connect(self._on_ended)

    def _end_job(self) -> None:
        if self._job is not None:
            job, self._job, self._survey = self._job, None, None
            job.progressed.disconnect(self._on_answered)
            job.ended.disconnect(self._on_ended)
            job.cancel()

    @Slot(object)
    def _on_answered(self, found: Found) -> None:
        self._parts[self._part].take(found)
        if not self._refresh.isActive():
            self._refresh.start()

    @Slot(str)
    def _on_failed(self, reason: str) -> None:
        self._problem = self.tr("The pictures cannot be answered. {reason}").format(reason=reason)

    @Slot()
    def _on_ended(self) -> None:
        self._job = self._survey = None
        self._on_refresh_due()
        self.counted.emit()

    @Slot()
    def _on_refresh_due(self) -> None:
        """Show what has been answered meanwhile."""
        if not self.isVisible() or not self._parts:
            return
        if self._query.needs_answers:
            self._show_found()
        else:
            self._gallery.refresh_captions()
            self._go_on()

    def _tell_progress(self) -> None:
        part = self._parts.get(self._part)
        unfinished = part is not None and not self._problem and part.answered < len(part.digits)
        words = self._problem
        if part is not None and unfinished:
            words = self.tr("{done} of {all} answered")
            words = words.format(done=number(part.answered), all=number(len(part.digits)))
        self._progress.setText(words)
        self._progress.setVisible(words != "")
        self._stop.setVisible(unfinished)
        self._stop.setText(self.tr("stop") if self._patient else self.tr("go on"))
        if self._patient:
            self._stop.setToolTip(self.tr("Answer only the pictures that you look at"))
        else:
            self._stop.setToolTip(self.tr("Answer all the other pictures too"))

    # --- hands ----------------------------------------------------------------------------------------------

    @Slot(int)
    def _on_chosen(self, index: int) -> None:
        self._session.show_picture(self._parts[self._part].digits.images[index])

    @Slot()
    def _on_scrolled(self) -> None:
        if self._parts:
            self._go_on()

    @Slot(QAction)
    def _on_part_chosen(self, action: QAction) -> None:
        self.set_part(action.data())

    @Slot()
    def _on_search_changed(self) -> None:
        if self._parts:
            self._show_found()

    @Slot()
    def _on_search_left(self) -> None:
        """Go from the search to what it found."""
        if self._gallery.count:
            if self._gallery.current < 0:
                self._gallery.set_current(int(self._gallery.in_view()[0]))
            self._gallery.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(bool)
    def _on_chip_toggled(self, checked: bool) -> None:
        if self._parts:
            self._show_found()

    @Slot()
    def _on_stop_clicked(self) -> None:
        self._patient = not self._patient
        self._end_job()
        self._go_on()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the keyboard go down from the search to the pictures, and Esc empty the search."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Down:
                self._on_search_left()
                return True
            if event.key() == Qt.Key.Key_Escape and self._search.text():
                self._search.clear()
                return True
        return super().eventFilter(watched, event)

    @Slot()
    def _on_network_changed(self) -> None:
        self._end_job()
        self._rest.start()

    @Slot()
    def _on_network_rested(self) -> None:
        """Ask again, unless the network is the one that answered."""
        if self._asked is not self._session.weights:
            self._asked, self._problem = self._session.weights, ""
            for part in self._parts.values():
                part.forget()
        if self._parts and self.isVisible():
            self._show_found()

    @Slot()
    def _on_theme_changed(self) -> None:
        colours = theme().palette
        palette = self._progress.palette()
        palette.setColor(self._progress.foregroundRole(), colours.grey)
        self._progress.setPalette(palette)
        for chip in self._chips:
            chip.setFont(theme().font("mono"))
            side = chip.fontMetrics().height() + 8
            chip.setFixedSize(side, side)


def _read() -> Mnist:
    """Read MNIST, and let NumPy bring its random numbers, which takes longer than a click may."""
    np.random.default_rng()
    return shipped_mnist()


def search_help() -> str:
    """Return a sentence on what can be typed."""
    return QCoreApplication.translate(
        "Browsing",
        "Search for a digit (7), a number (#1234), what is taken for something else (7->1) or for no digit (7->?), "
        "what is answered with little certainty (<90%), everything that is misread or refused; several words narrow "
        "it down.",
    )
