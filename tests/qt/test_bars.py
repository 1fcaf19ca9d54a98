"""The bars: what is painted, what the pointer and the keyboard ask for."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from gui.theme import theme
from gui.widgets.bars import Bars, BarsLook, Column

WINNER, BAR = QColor("#ff0000"), QColor("#0000ff")
TRACK = QColor("#00ff00")


@pytest.fixture
def bars(qtbot):
    made = Bars(tuple("0123456789"), "100.00 %")
    made.set_look(
        BarsLook(
            winner=WINNER,
            bar=BAR,
            track=TRACK,
            names=theme().font("body"),
            strong=theme().font("title"),
            numbers=theme().font("mono"),
        )
    )
    qtbot.addWidget(made)
    made.resize(230, 220)
    with qtbot.waitActive(made):
        made.show()
    QApplication.sendEvent(made, QEvent(QEvent.Type.Leave))  # wherever the pointer was left before
    made.clearFocus()  # the only widget of a window gets it
    return made


def fill(bars, shares, winner):
    bars.set_values(shares, [f"{100 * s:.2f} %" for s in shares], [f"{s:.6f}" for s in shares], winner)


def length(bars, row, colour):
    """How many pixels of a colour the middle of a row holds."""
    picture = bars.grab().toImage()
    ratio = picture.devicePixelRatio()
    y = int(bars.row_rect(row).center().y() * ratio)
    return sum(picture.pixelColor(x, y) == colour for x in range(picture.width())) / ratio


def centre(bars, row):
    return QPoint(100, int(bars.row_rect(row).center().y()))


def test_bars_are_as_long_as_their_shares(bars):
    fill(bars, [0.25, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0], 9)
    full = length(bars, 9, WINNER)
    assert full > 60
    assert length(bars, 1, BAR) == pytest.approx(full / 2, abs=4)
    assert length(bars, 0, BAR) == pytest.approx(full / 4, abs=4)
    assert length(bars, 2, BAR) == 0
    assert length(bars, 9, TRACK) <= 2


@pytest.mark.parametrize("chosen", [-1, 3, 9])
def test_nothing_of_earlier_values_is_left(bars, chosen):
    later = [0.0, 0.004, 0.02, 0.05, 0.1, 0.006, 0.0, 0.8, 0.01, 0.01]
    bars.set_chosen(chosen)
    fill(bars, later, 7)
    wanted = bars.grab().toImage()
    for shares, winner in (([0.1] * 10, 0), ([0.0] * 9 + [1.0], 9), (later[::-1], 2)):
        fill(bars, shares, winner)
        assert bars.grab().toImage() != wanted
    fill(bars, later, 7)
    assert bars.grab().toImage() == wanted


@pytest.mark.parametrize("columns", [(), (Column("z", "−00.000"), Column("exp(z − max)", "0.000000000000"))])
def test_a_row_that_changes_leaves_its_neighbours_alone(bars, columns):
    bars.resize(230, 257)  # rows that begin inside a pixel
    bars.set_columns(columns)
    fill(bars, [0.9] * 10, 0)
    before = bars.grab().toImage()
    for row in range(10):
        fill(bars, [0.2 if other == row else 0.9 for other in range(10)], 0)
        assert bars.grab().toImage() != before
        fill(bars, [0.9] * 10, 0)
        assert bars.grab().toImage() == before


def test_empty_bars_have_no_numbers_and_no_colour(bars):
    fill(bars, [0.1] * 10, 3)
    bars.clear()
    assert [bars.number(row) for row in range(10)] == [""] * 10
    assert all(length(bars, row, colour) == 0 for row in range(10) for colour in (BAR, WINNER))


def test_the_row_under_the_pointer_shows_more_digits(bars, qtbot):
    fill(bars, [0.998712, *[0.0001] * 9], 0)
    assert bars.number(0) == "99.87 %"
    with qtbot.waitSignal(bars.hovered) as told:
        qtbot.mouseMove(bars, centre(bars, 0))
    assert told.args == [0]
    assert bars.number(0) == "0.998712"
    assert bars.number(1) == "0.01 %"
    with qtbot.waitSignal(bars.hovered):
        qtbot.mouseMove(bars, centre(bars, 4))
    assert bars.number(0) == "99.87 %"


def test_a_click_asks_for_the_digit(bars, qtbot):
    for row in (0, 7, 9):
        with qtbot.waitSignal(bars.chooseRequested) as asked:
            qtbot.mouseClick(bars, Qt.MouseButton.LeftButton, pos=centre(bars, row))
        assert asked.args == [row]
    assert bars.chosen == -1  # it only asks


def test_the_keyboard_goes_from_digit_to_digit(bars, qtbot):
    fill(bars, [0.1] * 10, 0)
    bars.set_chosen(3)
    bars.setFocus()
    asked = []
    bars.chooseRequested.connect(asked.append)
    keys = Qt.Key
    for key in (keys.Key_Down, keys.Key_Down, keys.Key_Up, keys.Key_End, keys.Key_Down, keys.Key_Home, keys.Key_Space):
        qtbot.keyClick(bars, key)
    assert asked == [4, 5, 4, 9, 9, 0, 0]


def test_the_row_with_the_keyboard_shows_more_digits(bars, qtbot):
    fill(bars, [0.1] * 10, 0)
    assert bars.number(0) == "10.00 %"
    bars.setFocus(Qt.FocusReason.TabFocusReason)
    assert bars.number(0) == "0.100000"
    bars.clearFocus()
    assert bars.number(0) == "10.00 %"


def test_what_is_chosen_is_marked(bars):
    before = bars.grab().toImage()
    bars.set_chosen(4)
    picture = bars.grab().toImage()
    assert picture != before
    mark = picture.pixelColor(1, int(bars.row_rect(4).center().y() * picture.devicePixelRatio()))
    assert mark == BarsLook().selection


def test_the_setters_emit_nothing(bars, qtbot):
    with qtbot.assertNotEmitted(bars.chooseRequested), qtbot.assertNotEmitted(bars.hovered):
        fill(bars, [0.1] * 10, 2)
        bars.set_chosen(2)
        bars.set_columns([Column("z", "00", tuple("0123456789"))])
        bars.set_columns(())
        bars.clear()


def test_columns_make_a_head_and_a_foot_and_rows_stay_where_they_are_clicked(bars, qtbot):
    fill(bars, [0.1] * 10, 2)
    plain = bars.row_rect(0).top()
    bars.set_columns(
        [Column(name, "0.000000", tuple(f"{row}.5" for row in range(10)), "9") for name in ("z", "exp", "÷")]
    )
    assert bars.row_rect(0).top() > plain
    assert bars.row_rect(9).bottom() < bars.height()
    with qtbot.waitSignal(bars.chooseRequested) as asked:
        qtbot.mouseClick(bars, Qt.MouseButton.LeftButton, pos=centre(bars, 0))
    assert asked.args == [0]
    with qtbot.assertNotEmitted(bars.chooseRequested):
        qtbot.mouseClick(bars, Qt.MouseButton.LeftButton, pos=QPoint(100, 2))  # the head
    assert bars.minimumSizeHint().width() <= 230


def test_nothing_is_cut_off_at_its_least_size(bars):
    fill(bars, [0.1] * 9 + [1.0], 9)
    assert bars.minimumSizeHint().width() <= 206
    assert bars.minimumSizeHint().height() <= 170
