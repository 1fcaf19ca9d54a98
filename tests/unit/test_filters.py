"""The filters to try: as textbooks have them, the same for every side, and what each of them answers to."""

import numpy as np
import pytest
from scipy import ndimage, signal

from model.classic import compare
from model.filters import EDGES, FAMILIES, SIDES, presets


def by_key(side):
    return {preset.key: preset.kernel for preset in presets(side)}


def test_those_of_3x3_are_as_textbooks_write_them():
    known = {
        "identity": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
        "gaussian": np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16,
        "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
        "sobel right": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
        "sobel down": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
        "sobel down right": [[-2, -1, 0], [-1, 0, 1], [0, 1, 2]],
        "sobel down left": [[0, -1, -2], [1, 0, -1], [2, 1, 0]],
        "prewitt right": [[-1, 0, 1]] * 3,
        "scharr down": [[-3, -10, -3], [0, 0, 0], [3, 10, 3]],
        "laplacian": [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
        "line vertical": [[-1, 2, -1]] * 3,
        "line rising": [[-1, -1, 2], [-1, 2, -1], [2, -1, -1]],
        "line falling": [[2, -1, -1], [-1, 2, -1], [-1, -1, 2]],
        "emboss": [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]],
    }
    found = by_key(3)
    for key, kernel in known.items():
        np.testing.assert_allclose(found[key], kernel, atol=1e-7, err_msg=key)
    assert presets(4) == presets(1) == ()


@pytest.mark.parametrize("side", SIDES)
def test_every_side_has_what_its_formulas_promise(side):
    found = presets(side)
    missing = {"gabor"} if side == 3 else {"scharr"}
    assert {preset.family for preset in found} == set(FAMILIES) - missing
    assert len({preset.key for preset in found}) == len(found)
    of_3x3 = by_key(3)
    for preset in found:
        kernel = preset.kernel
        assert kernel.shape == (side, side)
        assert kernel.dtype == np.float32
        assert not kernel.flags.writeable
        whole = preset.family in ("identity", "blur", "gaussian", "sharpen", "emboss")
        assert kernel.sum(dtype=np.float64) == pytest.approx(1 if whole else 0, abs=1e-6), preset.key
        if preset.key in of_3x3 and preset.family not in ("laplacian", "sharpen", "emboss"):
            same = of_3x3[preset.key]
            assert kernel[kernel > 0].sum() == pytest.approx(same[same > 0].sum(), abs=1e-5), preset.key


def test_larger_ones_are_the_small_ones_smoothed():
    bell = np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16
    small, large = by_key(3), by_key(5)
    for key in ("gaussian", "laplacian"):
        np.testing.assert_allclose(large[key], signal.convolve2d(small[key], bell), atol=1e-6)
    for direction in EDGES:
        smoothed = signal.convolve2d(small[f"sobel {direction}"], bell)
        smoothed *= 4 / smoothed[smoothed > 0].sum()
        np.testing.assert_allclose(large[f"sobel {direction}"], smoothed, atol=1e-6)


@pytest.mark.parametrize("side", SIDES)
def test_a_filter_answers_most_to_what_its_name_says(side):
    y, x = np.mgrid[-10:11, -10:11]
    edges = {"right": x, "down": y, "down right": x + y, "down left": y - x}
    lines = {"vertical": x, "horizontal": y, "rising": x + y, "falling": x - y}
    for preset in presets(side):
        pictures = edges if preset.direction in edges and preset.family != "corner" else lines
        if preset.direction not in pictures:
            continue
        answers = {}
        for direction, distance in pictures.items():
            ink = distance > 0 if pictures is edges else distance == 0
            answers[direction] = ndimage.correlate(ink.astype(np.float64), preset.kernel)[6:-6, 6:-6].max()
        assert max(answers, key=answers.get) == preset.direction, preset.key


def test_learned_kernels_that_are_such_a_filter_get_its_name():
    names = {"line": "line", "corner": "corner", "chess": "texture", "sharpen": "sharpen", "sobel": "edge"}
    for preset in presets(3):
        if preset.family in names:
            match = compare(preset.kernel[:, :, np.newaxis, np.newaxis]).match(0)
            assert match.family == names[preset.family]
            if preset.family in ("line", "corner"):
                assert (match.direction, match.sign) == (preset.direction, 1)
