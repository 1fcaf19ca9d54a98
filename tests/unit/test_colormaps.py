import numpy as np
import pytest

from gui import anchors, colormaps

GROUND = {"dark": "#1A1E25", "light": "#FFFFFF"}
SEQUENTIAL = {"dark": anchors.SEQUENTIAL_DARK, "light": anchors.SEQUENTIAL_LIGHT}
SIGNED = {"dark": anchors.SIGNED_DARK, "light": anchors.SIGNED_LIGHT}
# What a person without green cones sees, in linear light (Machado, Oliveira and Fernandes, 2009, severity
# 1.0)
DEUTERANOPIA = np.array([[0.367322, 0.860646, -0.227968],
                         [0.280085, 0.672501, 0.047413],
                         [-0.011820, 0.042940, 0.968881]])  # fmt: skip


def word(colour: str) -> int:
    return int("ff" + colour[1:], 16)


def lightness(table: np.ndarray) -> np.ndarray:
    return colormaps.oklab(colormaps.channels(table))[:, 0]


@pytest.mark.parametrize("name", anchors.MAP_NAMES)
@pytest.mark.parametrize("mode", ["dark", "light"])
def test_sequential_map_starts_at_the_ground_and_keeps_its_direction(mode, name):
    table = colormaps.sequential(GROUND[mode], SEQUENTIAL[mode][name])
    assert table.shape == (256,)
    assert table.dtype == np.uint32
    assert not table.flags.writeable
    assert table[0] == word(GROUND[mode])
    steps = np.diff(lightness(table)) * (1 if mode == "dark" else -1)
    assert steps.min() > -0.0015, "lightness turns back (more than the rounding to 8 bits explains)"
    assert abs(lightness(table)[-1] - lightness(table)[0]) > 0.55


@pytest.mark.parametrize("name", anchors.MAP_NAMES)
@pytest.mark.parametrize("mode", ["dark", "light"])
def test_equal_steps_look_roughly_equal(mode, name):
    lab = colormaps.oklab(colormaps.channels(colormaps.sequential(GROUND[mode], SEQUENTIAL[mode][name])))
    sixteenths = np.linalg.norm(np.diff(lab[::17], axis=0), axis=1)
    assert sixteenths.max() < 2.2 * sixteenths.min()


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_signed_map_has_the_ground_in_the_middle_and_leaves_it_on_both_sides(mode):
    table = colormaps.diverging(GROUND[mode], SIGNED[mode])
    assert table.shape == (256,)
    assert table[128] == word(GROUND[mode])
    away = np.abs(lightness(table) - lightness(table)[128])
    assert (np.diff(away[128:]) > -0.003).all()
    assert (np.diff(away[128::-1]) > -0.003).all()


@pytest.mark.parametrize("mode", ["dark", "light"])
@pytest.mark.parametrize("amount", [20, 64, 127])
def test_signs_differ_in_hue_without_green_cones(mode, amount):
    table = colormaps.diverging(GROUND[mode], SIGNED[mode])
    pair = colormaps.linear(colormaps.channels(table[[128 - amount, 128 + amount]]))
    seen = np.clip(pair @ DEUTERANOPIA.T, 0, 1)
    srgb = np.where(seen <= 0.0031308, seen * 12.92, 1.055 * seen ** (1 / 2.4) - 0.055)
    negative, positive = colormaps.oklab(srgb)[:, 2]
    assert negative < -0.01, "negative must stay bluish"
    assert positive > 0.02, "positive must stay yellowish"


def test_contrast_is_the_published_formula():
    assert colormaps.contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert colormaps.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
