"""`evaluate`, as a person or a program runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from main import main


@pytest.fixture
def evaluate(capsys):
    """Run the command in this process."""

    def run(*arguments):
        try:
            code = main(["evaluate", *map(str, arguments)])
        except SystemExit as end:  # options that make no sense
            code = end.code
        return subprocess.CompletedProcess(arguments, code, *capsys.readouterr())

    return run


@pytest.fixture
def evaluate_alone(root):
    """Run the real command, in a process of its own and without any display."""

    def run(*arguments):
        environment = {name: text for name, text in os.environ.items() if "DISPLAY" not in name}
        environment.pop("QT_QPA_PLATFORM", None)
        command = [sys.executable, str(root / "main.py"), "evaluate", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=100, check=False)

    return run


def one_sentence(done, file):
    """What was said on stderr, if it is one plain sentence and nothing else was said."""
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert str(file) in lines[0]
    assert "Traceback" not in done.stderr
    return lines[0]


@pytest.fixture(scope="module")
def mnist_test(mnist, tmp_path_factory):
    test = mnist.test
    path = tmp_path_factory.mktemp("data") / "mnist-test.npz"
    np.savez(path, x=test.images, y=test.labels)
    return path


def write_strokes(path, count=4):
    """Ones and sevens of a few points, in a unit of their own."""
    one, seven = [(500, 100), (505, 400), (498, 900)], [(200, 100), (800, 110), (500, 500), (400, 950)]
    shapes = [one, seven] * count
    np.savez(
        path,
        points=np.array([point for shape in shapes for point in shape], np.float32),
        stroke_len=np.array([len(shape) for shape in shapes], np.int32),
        strokes_per_sample=np.ones(len(shapes), np.int16),
        y=np.array([1, 7] * count, np.int16),
    )
    return path


def test_the_shipped_weights_read_mnist_as_promised(evaluate_alone, mnist_test):
    done = evaluate_alone(mnist_test, "--json", "--no-refusal")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    told = json.loads(done.stdout)
    assert told.keys() == {"n", "accuracy", "per_digit", "confusion", "refused", "refused_others", "ece"}
    assert 0 < told["ece"] <= 0.005
    assert told["n"] == 10_000
    assert told["accuracy"] >= 0.994
    confusion = np.array(told["confusion"])
    assert confusion.shape == (10, 10)
    assert confusion.sum() == 10_000
    assert np.trace(confusion) / 10_000 == told["accuracy"]
    assert np.allclose(told["per_digit"], confusion.diagonal() / confusion.sum(axis=1))
    assert min(told["per_digit"]) > 0.98


def test_the_shipped_weights_refuse_few_digits_and_a_refused_one_is_wrong(evaluate, mnist_test):
    told = json.loads(evaluate(mnist_test, "--json").stdout)
    assert 0 < told["refused"] < 0.03
    assert told["refused_others"] is None
    confusion = np.array(told["confusion"])
    assert confusion.sum() == round(10_000 * (1 - told["refused"]))
    assert np.trace(confusion) / 10_000 == told["accuracy"]
    assert told["accuracy"] > 0.98


def test_tables_for_people(evaluate, mnist_test):
    done = evaluate(mnist_test, "--limit", 50)
    assert done.returncode == 0, done.stderr
    first, *rest = done.stdout.splitlines()
    assert "of 50 samples" in first
    assert str(mnist_test) in first
    digits = [line.split() for line in rest]
    assert [line[0] for line in digits if len(line) == 3 and line[0].isdigit()] == list("0123456789")
    assert digits[-10][0] == "0"
    assert len(digits[-1]) == 11


def test_strokes_are_drawn_and_read(evaluate, tmp_path):
    path = write_strokes(tmp_path / "strokes.npz")
    for options in ([], ["--size", 0.4, "--at", 0, 1], ["--pen-width", 0.05]):
        done = evaluate(path, "--json", *options)
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        assert told["n"] == 8
        assert told["per_digit"][0] is None
        assert told["accuracy"] == 1.0, options


@pytest.mark.parametrize("kind", ["strokes", "pictures"])
def test_curves_over_every_variation(evaluate, mnist_test, tmp_path, kind):
    path = mnist_test if kind == "pictures" else write_strokes(tmp_path / "strokes.npz")
    done = evaluate(path, "--curves", "--json", "--limit", 8)
    assert done.returncode == 0, done.stderr
    curves = json.loads(done.stdout)["curves"]
    assert len(curves) >= 4
    for points in curves.values():
        assert len(points) >= 5
        assert all(0 <= accuracy <= 1 for _, accuracy in points)
        assert max(accuracy for _, accuracy in points) == 1
    told = evaluate(path, "--curves", "--limit", 8).stdout
    assert "rotation clockwise, in degrees" in told
    assert "100.00%" in told


def test_even_a_blot_is_read_by_its_strokes(evaluate, tmp_path):
    """Of a small digit under a pen as wide as the canvas nothing can be seen; its strokes are known, though."""
    path = write_strokes(tmp_path / "strokes.npz")
    usual = json.loads(evaluate(path, "--json").stdout)
    told = json.loads(evaluate(path, "--json", "--pen-width", 1, "--size", 0.1).stdout)
    assert told["n"] == 8
    assert told["accuracy"] == usual["accuracy"]


def test_what_is_no_digit_is_counted_by_itself(evaluate, tmp_path):
    images = np.zeros((5, 40, 40), np.uint8)
    images[:3, 5:35, 18:22] = 255
    images[4, 5:35, 5:35] = 255
    np.savez(tmp_path / "x.npz", x=images, y=[1, 1, 1, 3, -1])
    done = evaluate(tmp_path / "x.npz", "--json")
    assert done.returncode == 0
    told = json.loads(done.stdout)
    assert told["n"] == 4
    assert told["per_digit"][3] == 0
    assert told["refused"] == 0.25
    assert told["refused_others"] == 1
    assert "1 samples without ink" in done.stderr
    told = json.loads(evaluate(tmp_path / "x.npz", "--json", "--no-refusal").stdout)
    assert told["refused"] == told["refused_others"] == 0


def test_a_refused_digit_counts_as_wrong_unless_nothing_is_refused(evaluate, tmp_path):
    bars = np.zeros((2, 28, 28), np.uint8)
    bars[0, 4:24, 13:16] = 255
    bars[1, 4:10, 13:16] = 255  # the rules call so little ink no digit
    np.savez(tmp_path / "x.npz", x=bars, y=[1, 1])
    told = json.loads(evaluate(tmp_path / "x.npz", "--json").stdout)
    assert told["accuracy"] == told["refused"] == 0.5
    assert np.sum(told["confusion"]) == 1
    told = json.loads(evaluate(tmp_path / "x.npz", "--json", "--no-refusal").stdout)
    assert told["refused"] == 0
    assert np.sum(told["confusion"]) == 2


def test_a_file_without_digits_has_no_accuracy(evaluate, tmp_path):
    images = np.zeros((2, 28, 28), np.uint8)
    images[:, 4:24, 4:24] = 255
    np.savez(tmp_path / "x.npz", x=images, y=[-1, -1])
    done = evaluate(tmp_path / "x.npz", "--json", "--curves")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["n"] == 0
    assert told["accuracy"] is told["refused"] is told["ece"] is None
    assert told["refused_others"] == 1
    done = evaluate(tmp_path / "x.npz")
    assert done.stdout.splitlines() == [f"{tmp_path / 'x.npz'}: taken for no digit: 100.00% of 2 samples that are none"]


def test_other_weights_are_measured_instead(evaluate, root, tmp_path):
    path = write_strokes(tmp_path / "strokes.npz")
    same = evaluate(path, "--json", "--weights", root / "resources" / "digits.npz")
    assert same.stdout == evaluate(path, "--json").stdout
    (tmp_path / "w.npz").write_bytes(b"no weights")
    one_sentence(evaluate(path, "--weights", tmp_path / "w.npz"), tmp_path / "w.npz")


def test_no_tensorflow_and_no_qt_are_needed(root, tmp_path):
    path = write_strokes(tmp_path / "strokes.npz")
    code = (
        "import sys; sys.argv = ['digitscope', 'evaluate', sys.argv[1]]\n"
        "for name in ('tensorflow', 'keras', 'PySide6', 'pyqtgraph'): sys.modules[name] = None\n"
        "import main; sys.exit(main.main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "8 of 8 samples" in done.stdout


class Bomb:
    def __reduce__(self):
        return (print, ("BOOM",))


def broken_files(folder):
    strokes = dict(np.load(write_strokes(folder / "good.npz")))
    flat = np.zeros((2, 28, 28), np.uint8)

    def saved(name, **arrays):
        np.savez_compressed(folder / name, **arrays)
        return folder / name

    def written(name, content):
        (folder / name).write_bytes(content)
        return folder / name

    yield folder / "missing.npz"
    yield folder
    yield written("empty.npz", b"")
    yield written("text.npz", b"this is a letter to nobody\n" * 50)
    yield written("half.npz", (folder / "good.npz").read_bytes()[:-40])
    yield saved("pickle.npz", x=np.array([Bomb()], object), y=np.zeros(1, int))
    yield saved("other.npz", a=flat)
    yield saved("unlabelled.npz", x=flat)
    yield saved("floats.npz", x=flat / 2, y=[1, 2])
    yield saved("lengths.npz", **{**strokes, "stroke_len": strokes["stroke_len"] + 1})
    yield saved("nan.npz", **{**strokes, "points": strokes["points"] * np.float32("nan")})
    yield saved("labels.npz", **{**strokes, "y": strokes["y"] + 5})
    yield saved("bomb.npz", x=np.zeros((150_000, 60, 60), np.uint8), y=np.zeros(150_000, np.uint8))


def test_every_unusable_file_gets_one_sentence(evaluate, tmp_path):
    sentences = {}
    for path in broken_files(tmp_path):
        sentences[path.name] = one_sentence(evaluate(path, "--json"), path)
    assert "MB" in sentences["bomb.npz"]
    assert "Python objects" in sentences["pickle.npz"]
    assert (tmp_path / "bomb.npz").stat().st_size < 2_000_000


@pytest.mark.parametrize(
    "options",
    [
        ["--size", "0"],
        ["--size", "1.5"],
        ["--size", "nan"],
        ["--at", "0.5", "-0.1"],
        ["--at", "0.5"],
        ["--pen-width", "wide"],
        ["--limit", "0"],
        ["--limit", "1.5"],
    ],
)
def test_senseless_options_are_refused(evaluate, tmp_path, options):
    done = evaluate(write_strokes(tmp_path / "s.npz"), *options)
    assert done.returncode == 2
    assert done.stdout == ""
    assert options[0] in done.stderr
    assert "Traceback" not in done.stderr
