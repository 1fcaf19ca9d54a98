"""The verdict: whatever it showed before, it looks like one that was just made."""

import pytest
from PySide6.QtGui import QPainter

from gui.theme import theme
from gui.widgets.verdict import Verdict, VerdictLook

ANSWERS = [
    ("8", "61.25 %", "or a 3: 20 %"),
    ("8", "9.50 %", "unsure: or a 3, 8 %"),
    ("8", "100.00 %", "a clear one"),
    ("3", "61.27 %", "or an 8: 20 %"),
    ("3", "0.125", ""),
    ("3", "61.27 %", "a line that is longer than all the room there is beside the large digit"),
]


@pytest.fixture
def make(qtbot):
    def made():
        verdict = Verdict("Draw a digit", "The answer comes while you draw.")
        font = theme().font
        verdict.set_look(
            VerdictLook(huge=font("huge"), heading=font("heading"), number=font("mono"), small=font("small"))
        )
        qtbot.addWidget(verdict)
        verdict.resize(220, verdict.sizeHint().height())
        return verdict

    return made


def test_nothing_of_earlier_answers_is_left(make):
    used = make()
    for answer in [*ANSWERS, *ANSWERS[::-1]]:
        used.show_answer(*answer)
        fresh = make()
        fresh.show_answer(*answer)
        assert used.grab().toImage() == fresh.grab().toImage(), answer


@pytest.mark.parametrize("answer", ANSWERS)
def test_put_together_of_pieces_it_looks_as_if_written_in_one_go(make, answer):
    verdict = make()
    verdict.show_answer(*answer)
    pieces = verdict.grab().toImage()
    whole = pieces.copy()
    painter = QPainter(whole)
    room = verdict.rect().adjusted(verdict._left, 0, 0, 0)
    painter.fillRect(room, verdict._look.paper)
    verdict._paint_lines(painter, room, verdict._left, verdict._look.number, answer[1], answer[2])
    painter.end()
    assert pieces == whole


def test_several_digits_keep_their_distance_from_the_line_below(make):
    verdict = make()
    verdict.show_number("407", "3 digits; click one on the canvas")
    image = verdict.grab().toImage()
    empty = [len({image.pixel(x, y) for x in range(image.width())}) == 1 for y in range(image.height())]
    first = empty.index(False)
    gap = empty.index(True, first)
    assert empty[gap : gap + 5] == [True] * 5
    assert gap - first > 25
    assert False in empty[gap + 5 :]


def test_while_an_answer_stays_its_number_follows_ten_times_a_second_and_another_answer_at_once(
    qtbot, make, monkeypatch
):
    asked = []
    update = Verdict.update
    monkeypatch.setattr(Verdict, "update", lambda self, *area: (asked.append(self), update(self, *area)))
    verdict, fresh = make(), make()
    verdict.show()
    qtbot.waitExposed(verdict)
    verdict.show_answer(*ANSWERS[0])
    verdict.show_answer("8", "61.26 %", "or a 3: 20 %")  # the first change beside an answer that stays
    asked.clear()
    for hundredths in range(27, 60):
        verdict.show_answer("8", f"61.{hundredths} %", "or a 3: 20 %")
    assert not asked
    qtbot.waitUntil(lambda: asked == [verdict])
    fresh.show_answer("8", "61.59 %", "or a 3: 20 %")
    assert verdict.grab().toImage() == fresh.grab().toImage()
    asked.clear()
    verdict.show_answer(*ANSWERS[3])
    assert asked == [verdict]
