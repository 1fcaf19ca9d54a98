"""Play, pause, step, scrub: by mouse, by keyboard, by a clock that is turned by hand."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from gui.theme import theme
from gui.widgets.player import SPEEDS, Player

KEY = Qt.Key


@pytest.fixture
def player(qtbot):
    before = theme().motion
    theme().set_motion("full")
    owner = QWidget()
    qtbot.addWidget(owner)
    made = Player(owner)
    made.set_count(12, row=4)
    made.resize(400, 28)
    with qtbot.waitExposed(owner):
        owner.show()
    yield made
    made.pause()
    theme().set_motion(before)


def button(player, name):
    return next(b for b in player.findChildren(QToolButton) if b.accessibleName() == name)


def press(qtbot, player, name):
    qtbot.mouseClick(button(player, name), Qt.MouseButton.LeftButton)


def tick(player):
    """What the clock does when its time has come; only if it runs."""
    assert player.clock.isActive()
    player.clock.timeout.emit()


def test_it_plays_a_step_every_250_ms_to_the_last_one(player, qtbot):
    heard = []
    player.stepChanged.connect(heard.append)
    press(qtbot, player, "Play")
    assert player.is_playing
    assert player.clock.interval() == 250
    for _ in range(11):
        tick(player)
    assert heard == list(range(1, 12))
    tick(player)
    assert not player.is_playing
    assert not player.clock.isActive()
    assert player.step == 11
    press(qtbot, player, "Play")  # once more, from the beginning
    assert (player.step, player.is_playing) == (0, True)
    press(qtbot, player, "Pause")
    assert not player.clock.isActive()


def test_what_loops_begins_again(player):
    player.set_loops(True)
    player.set_step(11)
    player.toggle()
    player.set_step(11)
    tick(player)
    assert (player.step, player.is_playing) == (0, True)


def test_it_is_stepped_and_scrubbed_by_hand(player, qtbot):
    heard = []
    player.stepChanged.connect(heard.append)
    press(qtbot, player, "One step on")
    press(qtbot, player, "One step on")
    press(qtbot, player, "One step back")
    assert heard == [1, 2, 1]
    slider = player._slider
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 2, slider.height() // 2))
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton)
    assert player.step == 1 + slider.pageStep()


@pytest.mark.parametrize(
    ("key", "step"),
    [
        (KEY.Key_Right, 6), (KEY.Key_Left, 4), (KEY.Key_Period, 6), (KEY.Key_Comma, 4), (KEY.Key_Down, 9),
        (KEY.Key_Up, 1), (KEY.Key_Home, 0), (KEY.Key_End, 11),
    ],
)  # fmt: skip
def test_keys_step_and_pause(player, qtbot, key, step):
    player.set_step(5)
    player.play()
    qtbot.keyClick(player, key)
    assert (player.step, player.is_playing) == (step, False)


def test_space_plays_and_the_angles_change_the_speed(player, qtbot):
    qtbot.keyClick(player, KEY.Key_Space)
    assert player.is_playing
    qtbot.keyClicks(player, ">>")
    assert player.speed == 4.0
    assert player.clock.interval() == 62
    qtbot.keyClicks(player, "<" * 20)
    assert player.speed == min(SPEEDS)
    player.set_speed(3.0)
    assert player.speed == min(SPEEDS)


def test_held_or_hidden_the_clock_stands_still(player, qtbot):
    player.play()
    player.hold("pointer", True)
    player.hold("slider", True)
    player.hold("slider", False)
    assert player.is_playing
    assert not player.clock.isActive()
    player.hold("pointer", False)
    assert player.clock.isActive()
    player.hide()
    assert not player.clock.isActive()
    player.show()
    assert player.clock.isActive()


def test_who_wants_less_motion_goes_step_by_step(player, qtbot):
    player.play()
    theme().set_motion("reduced")
    assert not player.is_playing
    assert not button(player, "Play").isEnabled()
    assert "View menu" in button(player, "Play").toolTip()
    player.play()
    assert not player.is_playing
    qtbot.keyClick(player, KEY.Key_Space)
    assert (player.step, player.is_playing) == (1, False)
    theme().set_motion("full")
    assert button(player, "Play").isEnabled()


def test_the_setters_are_silent(player, qtbot):
    with qtbot.assertNotEmitted(player.stepChanged), qtbot.assertNotEmitted(player.playingChanged):
        player.set_step(7)
        player.set_count(5)
        player.set_speed(2.0)
    assert player.step == 4


def test_in_little_room_the_numbers_stay(player):
    parts = player._label, player._slider, player._speed_button
    shown = {}
    for width in (400, 180, player.minimumSizeHint().width()):
        player.resize(width, 28)
        player.layout().activate()
        shown[width] = [part.isVisible() for part in parts]
        assert player._label.width() >= player._label.sizeHint().width()
        assert player._label.geometry().right() < width
    assert list(shown.values()) == [[True, True, True], [True, True, False], [True, False, False]]
