"""Play, pause, step, scrub: the controls of whatever goes on step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QSlider, QToolButton, QWidget

from gui.icons import set_icon
from gui.theme import theme
from gui.widgets.tool import Tool

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent

MILLISECONDS: Final = 250  # a step at speed 1
SPEEDS: Final = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
_BUTTON, _SLIDER, _SPACING = 24, 40, 4
_KEY: Final = Qt.Key


class Player(QWidget):
    """Goes through `count` steps, by hand or by its clock. The setters are silent.

    Who asked for less motion steps by hand: nothing plays by itself. While hidden, or held, the clock stands still.

    Signals
    -------
    stepChanged
        A person or the clock went to another step.
    playingChanged
        Whether it plays from now on.
    """

    stepChanged = Signal(int)
    playingChanged = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count, self._step, self._row = 1, 0, 0
        self._speed = 1.0
        self._loops = False
        self._playing = False
        self._holds: set[str] = set()
        self.clock = QTimer(self)
        self.clock.setTimerType(Qt.TimerType.PreciseTimer)
        self.clock.timeout.connect(self._on_clock)
        self._back = self._button("step-back", self.tr("One step back"), self.tr("One step back (Left, or comma)"))
        self._play = self._button("play", self.tr("Play"), "")
        self._forward = self._button("step-forward", self.tr("One step on"), self.tr("One step on (Right, or period)"))
        self._back.clicked.connect(self.step_back)
        self._play.clicked.connect(self.toggle)
        self._forward.clicked.connect(self.step_on)
        self._slider = QSlider(Qt.Orientation.Horizontal, self)
        self._slider.setAccessibleName(self.tr("Step"))
        self._slider.setToolTip(self.tr("Drag to any step (Home: the first, End: the last)"))
        self._slider.setMinimumWidth(_SLIDER)
        self._slider.valueChanged.connect(self.go)
        self._slider.sliderPressed.connect(self._on_slider_pressed)
        self._slider.sliderReleased.connect(self._on_slider_released)
        self._label = QLabel(self)
        self._label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._speed_button = self._make_speeds()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_SPACING)
        for button in (self._back, self._play, self._forward):
            row.addWidget(button)
        row.addWidget(self._slider, 1)
        row.addWidget(self._label)
        row.addWidget(self._speed_button)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._on_theme_changed)
        theme().motionChanged.connect(self._on_motion_changed)
        self._on_theme_changed()
        self._dress()
        self.set_count(1)

    # --- silent setters --------------------------------------------------------------------------------------

    def set_count(self, count: int, row: int = 0) -> None:
        """Say how many steps there are, and how many of them make a row, if they lie in rows."""
        self._count, self._row = max(1, count), row
        self._slider.blockSignals(True)
        self._slider.setRange(0, self._count - 1)
        self._slider.setPageStep(row or max(1, self._count // 10))
        self._slider.blockSignals(False)
        widest = self._words(self._count - 1)
        self._label.setMinimumWidth(self._label.fontMetrics().horizontalAdvance(widest) + 2)
        self._fit()
        self.set_step(min(self._step, self._count - 1))

    def set_step(self, step: int) -> None:
        """Stand at a step."""
        self._step = min(max(0, step), self._count - 1)
        self._slider.blockSignals(True)
        self._slider.setValue(self._step)
        self._slider.blockSignals(False)
        self._label.setText(self._words(self._step))

    def set_loops(self, loops: bool) -> None:
        """Say whether it begins again after the last step, or ends there."""
        self._loops = loops

    def set_speed(self, speed: float) -> None:
        """Go at one of `SPEEDS`, times 250 ms a step; anything else is left alone."""
        if speed in SPEEDS:
            self._speed = speed
            self._show_speed()
            self.clock.setInterval(self.milliseconds)

    # --- what it is doing ------------------------------------------------------------------------------------

    @property
    def step(self) -> int:
        """Where it is, 0 to count - 1."""
        return self._step

    @property
    def count(self) -> int:
        """How many steps there are."""
        return self._count

    @property
    def speed(self) -> float:
        """One of `SPEEDS`."""
        return self._speed

    @property
    def milliseconds(self) -> int:
        """How long a step lasts while it plays."""
        return round(MILLISECONDS / self._speed)

    @property
    def is_playing(self) -> bool:
        """Whether it goes on by itself, though it may be held for the moment."""
        return self._playing

    # --- what a person does ----------------------------------------------------------------------------------

    @Slot()
    def play(self) -> None:
        """Go on by itself; from the first step if it stood at the last. Not where less motion was asked for."""
        if self._playing or theme().reduced_motion:
            return
        if self._step == self._count - 1:
            self.go(0)
        self._set_playing(True)

    @Slot()
    def pause(self) -> None:
        """Stay at this step."""
        if self._playing:
            self._set_playing(False)

    @Slot()
    def toggle(self) -> None:
        """Play or pause; with less motion, go one step on."""
        if self._playing:
            self.pause()
        elif theme().reduced_motion:
            self.step_on()
        else:
            self.play()

    @Slot()
    def step_on(self) -> None:
        """Pause, and go one step on."""
        self._step_by(1)

    @Slot()
    def step_back(self) -> None:
        """Pause, and go one step back."""
        self._step_by(-1)

    @Slot(int)
    def go(self, step: int) -> None:
        """Go to a step, and tell so."""
        before = self._step
        self.set_step(step)
        if self._step != before:
            self.stepChanged.emit(self._step)

    def hold(self, reason: str, held: bool) -> None:
        """Let the clock stand still as long as any reason, such as 'pointer', holds it."""
        (self._holds.add if held else self._holds.discard)(reason)
        self._run()

    def take_key(self, event: QKeyEvent) -> bool:
        """Do what a key asks for; return whether it was one of these.

        Space plays and pauses; Left, Right, comma and period are steps, Up and Down rows of steps; Home and End the
        first and the last; < and > make it slower and faster.
        """
        key, text = event.key(), event.text()
        rows = {_KEY.Key_Up: -self._row, _KEY.Key_Down: self._row} if self._row else {}
        steps = {_KEY.Key_Left: -1, _KEY.Key_Right: 1, _KEY.Key_Comma: -1, _KEY.Key_Period: 1, **rows}
        if text in ("<", ">"):
            self._faster(1 if text == ">" else -1)
        elif event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier):
            return False
        elif key == _KEY.Key_Space:
            self.toggle()
        elif key in steps:
            self._step_by(steps[_KEY(key)])
        elif key in (_KEY.Key_Home, _KEY.Key_End):
            self._step_by(self._count if key == _KEY.Key_End else -self._count)
        else:
            return False
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys that its own buttons and slider leave."""
        if not self.take_key(event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out first the speed, then the slider, where there is no room for them: keys do both."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Return the room of the buttons and the numbers."""
        return QSize(self._narrowest(), super().minimumSizeHint().height())

    def showEvent(self, event: QShowEvent) -> None:
        """Go on."""
        super().showEvent(event)
        self._run()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the clock stand still while nobody looks."""
        self.clock.stop()
        super().hideEvent(event)

    # --- inside ----------------------------------------------------------------------------------------------

    def _narrowest(self) -> int:
        return 3 * (_BUTTON + _SPACING) + self._label.minimumWidth()

    def _fit(self) -> None:
        left = self.width() - self._narrowest() - _SLIDER - _SPACING
        self._slider.setVisible(left >= 0)
        self._speed_button.setVisible(left >= self._speed_button.sizeHint().width() + _SPACING)

    def _step_by(self, steps: int) -> None:
        self.pause()
        self.go(self._step + steps)

    def _faster(self, by: int) -> None:
        place = min(max(0, SPEEDS.index(self._speed) + by), len(SPEEDS) - 1)
        self.set_speed(SPEEDS[place])

    def _set_playing(self, playing: bool) -> None:
        self._playing = playing
        self._dress()
        self._run()
        self.playingChanged.emit(playing)

    def _run(self) -> None:
        if self._playing and not self._holds and self.isVisible():
            if not self.clock.isActive():
                self.clock.start(self.milliseconds)
        else:
            self.clock.stop()

    @Slot()
    def _on_clock(self) -> None:
        if self._step + 1 < self._count:
            self.go(self._step + 1)
        elif self._loops and self._count > 1:
            self.go(0)
        else:
            self.pause()

    @Slot()
    def _on_slider_pressed(self) -> None:
        self.hold("slider", True)

    @Slot()
    def _on_slider_released(self) -> None:
        self.hold("slider", False)

    @Slot()
    def _on_motion_changed(self) -> None:
        if theme().reduced_motion:
            self.pause()
        self._dress()

    @Slot(QAction)
    def _on_speed_triggered(self, action: QAction) -> None:
        self.set_speed(action.data())

    @Slot()
    def _on_theme_changed(self) -> None:
        self._label.setFont(theme().font("monosmall"))
        palette = self._label.palette()
        palette.setColor(self._label.foregroundRole(), theme().palette.grey)
        self._label.setPalette(palette)

    def _dress(self) -> None:
        words = self.tr("Pause") if self._playing else self.tr("Play")
        set_icon(self._play, "pause" if self._playing else "play")
        self._play.setAccessibleName(words)
        self._play.setEnabled(not theme().reduced_motion)
        reduced = self.tr("Motion is reduced (View menu): go step by step")
        self._play.setToolTip(reduced if theme().reduced_motion else self.tr("{what} (Space)").format(what=words))

    def _button(self, picture: str, name: str, tip: str) -> Tool:
        button = Tool(name)
        button.setParent(self)
        button.setToolTip(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setFixedSize(QSize(_BUTTON, _BUTTON))
        set_icon(button, picture)
        return button

    def _make_speeds(self) -> QToolButton:
        button = Tool(self.tr("Speed"))
        button.setParent(self)
        button.setToolTip(self.tr("Speed (< slower, > faster)"))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        menu = QMenu(button)
        self._speeds = QActionGroup(self)
        for speed in SPEEDS:
            action = self._speeds.addAction(_times(speed))
            action.setCheckable(True)
            action.setData(speed)
            menu.addAction(action)
        self._speeds.triggered.connect(self._on_speed_triggered)
        button.setMenu(menu)
        self._speed_button = button
        self._show_speed()
        return button

    def _show_speed(self) -> None:
        self._speed_button.setText(f"{_times(self._speed)} ▾")
        for action in self._speeds.actions():
            action.setChecked(action.data() == self._speed)

    def _words(self, step: int) -> str:
        return f"{step + 1:,} / {self._count:,}"


def _times(speed: float) -> str:
    return {0.25: "¼×", 0.5: "½×"}.get(speed, f"{speed:.0f}×")
