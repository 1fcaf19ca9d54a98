"""`classify`, as a person or a program runs it: files in, answers out, no display."""

import json
import os
import shutil
import subprocess
import sys

import numpy as np
import pytest
from PySide6.QtCore import QLoggingCategory, Qt

from main import main
from tests.picture_files import FORMATS, image, picture_bytes


@pytest.fixture
def pictures(mnist, tmp_path):
    """Write one test picture of each digit, made into whatever is asked for, and return the paths."""

    def write(form, change, count=10):
        paths = []
        for digit in range(count):
            grey = mnist.test.images[np.flatnonzero(mnist.test.labels == digit)[0]]
            path = tmp_path / f"{digit}.{form}"
            path.write_bytes(picture_bytes(change(grey), form))
            paths.append(str(path))
        return paths

    return write


@pytest.fixture
def classify(capsys):
    """Run the command in this process; return its code, what it printed and what it complained about."""

    def run(*arguments):
        code = main(["classify", *map(str, arguments)])
        out, err = capsys.readouterr()
        return code, out, err

    yield run
    QLoggingCategory.setFilterRules("")


def enlarged(grey, side=240):
    scaled = image(grey).scaled(side, side, mode=Qt.TransformationMode.SmoothTransformation)
    rows = np.frombuffer(scaled.constBits(), np.uint8).reshape(side, scaled.bytesPerLine())
    return rows[:, :side].copy()


def photographed(grey):
    """On a larger sheet, in bad light, with noise, as dark pencil."""
    ink = np.zeros((480, 640))
    ink[150:350, 60:260] = enlarged(grey, 200) / 255
    y, x = np.mgrid[-0.5:0.5:480j, -0.5:0.5:640j]
    paper = 170 + 60 * x - 40 * y + np.random.default_rng(0).normal(0, 4, ink.shape)
    return np.clip(paper * (1 - 0.6 * ink), 0, 255).astype(np.uint8)


CHANGES = {
    "as in MNIST": lambda grey: grey,
    "as in MNIST, inverted": lambda grey: 255 - grey,
    "light on dark": enlarged,
    "dark on light": lambda grey: 255 - enlarged(grey),
    "photographed": photographed,
}


@pytest.mark.parametrize(
    ("change", "form"), [*[(change, "png") for change in CHANGES], *[("photographed", form) for form in FORMATS[1:]]]
)
def test_digits_are_read_in_every_format_and_on_either_ground(classify, pictures, form, change):
    code, out, err = classify("--json", *pictures(form, CHANGES[change]))
    assert (code, err) == (0, "")
    answers = json.loads(out)
    assert [answer["digit"] for answer in answers] == list(range(10))


def test_json_has_the_name_the_digit_and_ten_probabilities(classify, pictures):
    paths = pictures("png", enlarged, 3)
    _, out, _ = classify("--json", *paths)
    answers = json.loads(out)
    assert [answer["file"] for answer in answers] == paths
    for answer in answers:
        assert set(answer) == {"file", "digit", "probabilities"}
        assert len(answer["probabilities"]) == 10
        assert sum(answer["probabilities"]) == pytest.approx(1, abs=1e-4)
        assert np.argmax(answer["probabilities"]) == answer["digit"]


def test_the_table_is_aligned(classify, pictures, tmp_path):
    first, *rest = pictures("png", enlarged, 4)
    longer = tmp_path / "a much longer name.png"
    shutil.copy(first, longer)
    code, out, _ = classify(longer, *rest)
    head, *rows = out.splitlines()
    assert code == 0
    assert len(rows) == 4
    assert len({len(line) for line in (head, *rows)}) == 1
    for digit, row in enumerate(rows):
        fields = row.removeprefix(str(longer)).split()[-12:]
        assert fields[0] == str(digit)
        assert fields[1] == fields[2 + digit]
        assert fields[1].endswith("%")


def test_a_picture_of_mnists_size_enters_unchanged(classify, pictures, mnist):
    from gui.commands.shipped import reference

    paths = pictures("png", lambda grey: grey)
    _, out, _ = classify("--json", *paths)
    grey = np.stack([mnist.test.images[np.flatnonzero(mnist.test.labels == digit)[0]] for digit in range(10)])
    expected = reference().probabilities(grey.astype(np.float32) / np.float32(255))
    found = [answer["probabilities"] for answer in json.loads(out)]
    np.testing.assert_allclose(found, expected, atol=2e-6)


@pytest.mark.parametrize("level", [0, 255])
@pytest.mark.parametrize("side", [28, 200])
def test_a_blank_picture_gives_no_answer(classify, tmp_path, level, side):
    path = tmp_path / "blank.png"
    path.write_bytes(picture_bytes(np.full((side, side), level, np.uint8), "png"))
    code, out, err = classify("--json", path)
    (answer,) = json.loads(out)
    assert (code, err) == (0, "")
    assert answer["digit"] is None
    assert answer["blank"] is True
    assert answer["probabilities"] is None
    _, out, _ = classify(path)
    assert "blank" in out.splitlines()[1].removeprefix(str(path))


def test_what_is_no_digit_is_said_besides_the_probabilities(classify, tmp_path):
    sheet = np.full((200, 200), 255, np.uint8)
    sheet[60:140, 60:140] = 0
    path = tmp_path / "block.png"
    path.write_bytes(picture_bytes(sheet, "png"))
    code, out, err = classify("--json", path)
    (answer,) = json.loads(out)
    assert (code, err) == (0, "")
    assert answer["refused"] == "too_much_ink"
    assert answer["reason"] == "too much ink"
    assert len(answer["probabilities"]) == 10
    _, out, _ = classify(path)
    assert out.splitlines()[1].endswith("  not a digit (too much ink)")


def test_bad_files_are_one_sentence_each_and_the_others_are_read(classify, pictures, tmp_path):
    good = pictures("jpeg", enlarged, 2)
    (tmp_path / "empty.png").touch()
    (tmp_path / "words.png").write_text("no picture")
    (tmp_path / "cut.tiff").write_bytes(picture_bytes(np.zeros((50, 50), np.uint8), "tiff")[:60])
    bad = [tmp_path / name for name in ("empty.png", "words.png", "missing.png", "cut.tiff")] + [tmp_path]
    code, out, err = classify(good[0], *bad, good[1])
    assert code == 2
    assert [row.split()[-12] for row in out.splitlines()[1:]] == ["0", "1"]
    lines = err.splitlines()
    assert len(lines) == len(bad)
    for path, line in zip(bad, lines, strict=True):
        assert line.startswith(f"digitscope: {path}: It ") or line.startswith(f"digitscope: {path}: There ")
        assert line.endswith(".")
    code, out, _ = classify("--json", good[0], *bad, good[1])
    assert code == 2
    answers = json.loads(out)
    assert [set(answer) for answer in answers[1:-1]] == [{"file", "error"}] * len(bad)
    assert [answers[0]["digit"], answers[-1]["digit"]] == [0, 1]


def test_weights_that_cannot_be_used_are_one_sentence(classify, pictures, tmp_path):
    (path,) = pictures("png", enlarged, 1)
    (tmp_path / "weights.npz").write_bytes(b"no weights")
    code, out, err = classify("--weights", tmp_path / "weights.npz", path)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert "weights.npz" in err


def bare(environment):
    """The environment variables of a machine without any display."""
    return {name: text for name, text in environment.items() if "DISPLAY" not in name and name != "QT_QPA_PLATFORM"}


def test_it_works_without_a_display_and_without_noise(root, pictures, tmp_path):
    (path,) = pictures("png", enlarged, 1)
    (tmp_path / "cut.tiff").write_bytes(picture_bytes(np.zeros((50, 50), np.uint8), "tiff")[:60])
    command = [sys.executable, str(root / "main.py"), "classify", path, str(tmp_path / "cut.tiff")]
    done = subprocess.run(command, capture_output=True, text=True, env=bare(os.environ), cwd=tmp_path, check=False)
    assert done.returncode == 2
    assert len(done.stdout.splitlines()) == 2
    assert len(done.stderr.splitlines()) == 1


def test_it_needs_neither_keras_nor_a_window(root, pictures):
    (path,) = pictures("png", enlarged, 1)
    code = (
        "import sys; from main import main; main(sys.argv[1:]);"
        "print({'tensorflow', 'keras', 'PySide6.QtWidgets', 'pyqtgraph'} & {*sys.modules})"
    )
    command = [sys.executable, "-c", code, "classify", path]
    done = subprocess.run(command, capture_output=True, text=True, env=bare(os.environ), cwd=root, check=True)
    assert done.stdout.splitlines()[-1] == "set()"
