import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF, QGuiApplication

from gui import colormaps, icons
from gui.theme import DARK, LIGHT, Theme, mixed

WORDS = ("text", "grey", "selection", "winner", "positive", "negative", "agrees")


@pytest.fixture
def theme(qapp):
    return Theme()


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("role", WORDS)
@pytest.mark.parametrize("ground", ["window", "dock", "raised"])
def test_words_can_be_read_on_every_ground(palette, role, ground):
    ratio = colormaps.contrast(getattr(palette, role).name(), getattr(palette, ground).name())
    assert ratio >= 4.5


def test_the_system_is_followed_where_it_tells(theme, monkeypatch):
    class Hints:
        scheme = Qt.ColorScheme.Unknown

        def colorScheme(self):
            return self.scheme

    hints = Hints()
    monkeypatch.setattr(QGuiApplication, "styleHints", lambda: hints)
    theme._on_scheme_changed()
    assert theme.palette is DARK, "nothing told: our own choice"
    hints.scheme = Qt.ColorScheme.Light
    theme._on_scheme_changed()
    assert theme.palette is LIGHT


def test_an_explicit_mode_wins_and_is_announced_once(theme, qtbot):
    told = []
    theme.changed.connect(lambda: told.append(theme.palette))
    theme.set_mode("light")
    theme.set_mode("light")
    assert told == [LIGHT]
    theme.set_mode("dark")
    assert told == [LIGHT, DARK]
    theme.set_mode("system")
    with pytest.raises(ValueError, match="Received 'sepia'"):
        theme.set_mode("sepia")


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_tables_start_from_the_docks_ground(theme, mode):
    theme.set_mode(mode)
    ground = theme.palette.dock.rgb()
    assert theme.lut("map")[0] == ground
    assert theme.lut("ink")[0] == ground
    assert theme.lut("ink")[255] == theme.palette.text.rgb()
    assert theme.lut("signed")[128] == ground
    assert theme.lut("map") is theme.lut("map"), "cached"
    for kind in ("map", "signed", "ink"):
        assert theme.lut(kind).dtype == np.uint32
        assert not theme.lut(kind).flags.writeable
    theme.set_mode("system")


def test_tables_follow_the_chosen_map(theme, qtbot):
    before = theme.lut("map")
    with qtbot.waitSignal(theme.changed):
        theme.set_map("viridis")
    assert (theme.lut("map") != before).any()
    with pytest.raises(ValueError, match="rainbow"):
        theme.set_map("rainbow")


@pytest.mark.parametrize("role", ["mono", "monosmall"])
def test_digits_have_one_width(theme, role):
    metrics = QFontMetricsF(theme.font(role))
    assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1


def test_sizes_follow_the_platform(theme):
    body = theme.font("body").pointSizeF()
    assert theme.font("mono").pointSizeF() == pytest.approx(body)
    assert theme.font("small").pointSizeF() < body < theme.font("heading").pointSizeF()
    assert theme.font("huge").pointSizeF() > 4 * body


def test_less_motion_can_be_asked_for(theme):
    theme.set_reduced_motion(True)
    assert theme.reduced_motion
    theme.set_reduced_motion(False)
    assert not theme.reduced_motion
    theme.set_reduced_motion(None)
    assert isinstance(theme.reduced_motion, bool)


def test_mixed_lies_between():
    assert mixed(DARK.window, DARK.text, 0).name() == DARK.window.name()
    assert mixed(DARK.window, DARK.text, 1).name() == DARK.text.name()


@pytest.mark.parametrize("name", icons.names())
def test_every_icon_shows_something_inside_its_grid(qapp, name):
    picture = icons.tinted(name, DARK.text, 40).toImage()
    alpha = np.array([[picture.pixelColor(x, y).alpha() for x in range(40)] for y in range(40)])
    assert (alpha > 128).sum() > 12
    if name not in icons.COLOURED:
        border = np.concatenate([alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]])
        assert not border.any(), "touches the edge"


def test_an_unknown_icon_names_the_known_ones(qapp):
    with pytest.raises(LookupError, match="eraser"):
        icons.icon("unicorn")
