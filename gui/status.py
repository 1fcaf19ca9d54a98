"""The status bar: which engine answers, how fast, and how far it is from the other."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStatusBar, QWidget

from gui.numerals import minus
from gui.theme import theme

if TYPE_CHECKING:
    from gui.engine import EngineStatus
    from gui.session import Session

_MESSAGE_MILLISECONDS = 8000


@cache
def _keras_version() -> str:
    """Return Keras' version by the package's notes, without importing it."""
    import importlib.metadata  # 10 ms that the start can do without

    try:
        return importlib.metadata.version("keras")
    except importlib.metadata.PackageNotFoundError:
        return ""


class Lamp(QWidget):
    """A small round light: agrees, waits, or fails."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._role = "grey"
        self.setFixedSize(QSize(18, 18))

    def set_role(self, role: str) -> None:
        """Light up in the colour of a role of the palette."""
        self._role = role
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a disc."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(theme().palette.dock)
            painter.setBrush(getattr(theme().palette, self._role))
            painter.drawEllipse(self.rect().center(), 4, 4)


class _Line(QWidget):
    """What stands in the bar while no sentence does: with a new size Qt brings it back, over the sentence."""

    def __init__(self, bar: QStatusBar) -> None:
        super().__init__(bar)
        self._bar = bar

    def setVisible(self, visible: bool) -> None:
        if not (visible and self._bar.currentMessage()):
            super().setVisible(visible)


class StatusBar(QStatusBar):
    """One calm line at the bottom of the window."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._lamp = Lamp(self)
        self._engine = QLabel(self)
        self._hint = QLabel(self)
        self._engine.setAccessibleName(self.tr("Engine"))
        box = _Line(self)
        row = QHBoxLayout(box)
        row.setContentsMargins(10, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._lamp)
        row.addWidget(self._engine)
        self.addWidget(box)
        self.addPermanentWidget(self._hint)
        self.setSizeGripEnabled(False)
        self.setContentsMargins(0, 0, 10, 0)
        session.statusChanged.connect(self.show_status)
        session.networkChanged.connect(self._on_network_changed)
        theme().changed.connect(self._on_theme_changed)
        self._on_network_changed()
        self._on_theme_changed()
        self.show_status(session.status)

    @property
    def hint(self) -> str:
        """What stands at its right end."""
        return self._hint.text()

    def say(self, words: str) -> None:
        """Show a sentence for a few seconds in the place of the hint."""
        self.showMessage(words, _MESSAGE_MILLISECONDS)

    @Slot(object)
    def show_status(self, status: EngineStatus) -> None:
        """Word what the engine tells."""
        role = "grey"
        if status.engine == "keras":
            role = "agrees" if status.agree else "positive"
            words = self.tr("Keras {version}, compiled").format(version=_keras_version())
        else:
            words = self.tr("NumPy reference pass")
        if status.seconds is not None:
            words += self.tr(" · {ms} ms a picture").format(ms=f"{status.seconds * 1000:.2f}")
        if status.difference is not None and status.agree:
            words += self.tr(" · Keras and NumPy agree, |d| ≤ {d}").format(d=minus(f"{status.difference:.1e}"))
        elif status.difference is not None:
            words += self.tr(" · Keras differs from NumPy by {d}, more than rounding").format(
                d=minus(f"{status.difference:.1e}")
            )
            role = "positive"
        if status.loading:
            words += self.tr(" · Keras is being loaded…")
            role = "winner"
        if status.error:
            words = self.tr("The network reports an error: {error}").format(error=status.error)
            if status.engine == "numpy":
                words += self.tr(" · NumPy answers")
            role = "positive"
        self._lamp.set_role(role)
        self._engine.setText(words)
        self._engine.setToolTip(
            self.tr("The largest difference of any value in any layer between Keras and the NumPy reference pass")
            if status.difference is not None
            else ""
        )

    @Slot()
    def _on_network_changed(self) -> None:
        """Say who answers, where it is not the network as it was changed."""
        hint = self.tr("Draw with the mouse · Right button erases · F1 explains")
        if self._session.is_comparing:
            hint = self.tr("The original network answers · your changes are kept")
        if hint != self._hint.text():
            self._hint.setText(hint)
            self._color(self._hint)

    @Slot()
    def _on_theme_changed(self) -> None:
        for label in (self._engine, self._hint):
            label.setFont(theme().font("small"))
            self._color(label)

    def _color(self, label: QLabel) -> None:
        told = label is self._hint and self._session.is_comparing
        label.setStyleSheet(f"color: {getattr(theme().palette, 'text' if told else 'grey').name()}")
