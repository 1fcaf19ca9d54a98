"""What a screen reader hears of a widget that changes all the time."""

import pytest
from PySide6.QtWidgets import QWidget

from gui.widgets.spoken import Spoken


@pytest.fixture
def widget(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_the_first_words_are_told_at_once_and_later_only_the_last(qtbot, widget):
    spoken, asked = Spoken(widget), []

    def words(number):
        asked.append(number)
        return f"words {number}"

    for number in range(50):
        spoken.tell(lambda number=number: words(number))
    assert widget.accessibleDescription() == "words 0"
    assert asked == [0]
    qtbot.waitUntil(lambda: widget.accessibleDescription() == "words 49")
    assert asked == [0, 49]


def test_after_a_pause_words_are_told_at_once_again(qtbot, widget):
    spoken = Spoken(widget)
    spoken.tell(lambda: "one")
    qtbot.waitUntil(lambda: not spoken._pause.isActive())
    spoken.tell(lambda: "two")
    assert widget.accessibleDescription() == "two"
