"""`train`, as a person runs it: it writes at the end, all or nothing."""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
from functools import partial

import numpy as np
import pytest

from gui.commands.train import _unused, add_arguments, run
from model.data import load_mnist
from model.layers import describe
from model.standard import LARGE, STANDARD
from model.weights import load, save
from tests.support import random_weights

KEPT = b"the weights of yesterday"


def parsed(*arguments):
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return parser.parse_args(list(map(str, arguments)))


@pytest.fixture
def few(tmp_path, mnist, monkeypatch):
    """Write MNIST without most of its pictures, and let little be made up."""
    monkeypatch.setattr("gui.commands.train._MADE_UP", 200)
    monkeypatch.setattr("model.data.load_mnist", partial(load_mnist, validation=500))
    training, path = mnist.training[:1000] + mnist.validation[:500], tmp_path / "few.npz"
    np.savez(
        path,
        x_train=training.images,
        y_train=training.labels,
        x_test=mnist.test.images[:500],
        y_test=mnist.test.labels[:500],
    )
    return path


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C to a whole console, the test's too")
def test_ctrl_c_leaves_the_old_file_whole(root, tmp_path):
    path = tmp_path / "kept.npz"
    path.write_bytes(KEPT)
    made_up = "import sys; from gui.commands import train; train._MADE_UP = 200; import main; sys.exit(main.main())"
    training = subprocess.Popen(
        [sys.executable, "-c", made_up, "train", "--out", str(path), "--epochs", "500", "--limit", "256"],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with training:
        try:
            for line in training.stderr:
                if line.startswith("epoch"):
                    break
            training.send_signal(signal.SIGINT)
            output, errors = training.communicate(timeout=100)
        finally:
            training.kill()
    assert training.returncode == 130, errors
    assert output == ""
    assert "as it was" in errors
    assert "Traceback" not in errors
    assert path.read_bytes() == KEPT
    assert [file.name for file in tmp_path.glob("*kept*")] == ["kept.npz"]


@pytest.mark.parametrize(
    ("out", "option", "data"),
    [
        ("nowhere/w.npz", None, None),
        ("", None, None),
        ("w.npz", "--data", "missing.npz"),
        ("w.npz", "--data", "letter.npz"),
        ("w.npz", "--strokes", "missing.npz"),
        ("w.npz", "--strokes", "pictures.npz"),
        ("w.npz", "--teacher", "missing.npz"),
    ],
)
def test_unusable_files_are_refused_before_the_work(tmp_path, capsys, out, option, data):
    np.savez(tmp_path / "pictures.npz", x=np.zeros((2, 28, 28), np.uint8), y=[1, 2])
    (tmp_path / "letter.npz").write_bytes(b"dear nobody")
    (tmp_path / "w.npz").write_bytes(KEPT)
    arguments = ["--out", tmp_path / out, *([option, tmp_path / data] if data else [])]
    assert run(parsed(*arguments)) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1, told.err
    assert str(tmp_path / (data or out)) in told.err
    assert (tmp_path / "w.npz").read_bytes() == KEPT


@pytest.mark.parametrize(("side", "activation"), [(14, "softmax"), (28, "linear")], ids=["other input", "no softmax"])
def test_who_does_not_tell_ten_digits_from_28x28_cannot_teach(tmp_path, capsys, side, activation):
    configs = (
        {"class_name": "InputLayer", "config": {"name": "input", "batch_shape": [None, side, side, 1]}},
        {"class_name": "Flatten", "config": {"name": "flatten"}},
        {"class_name": "Dense", "config": {"name": "dense", "units": 10, "activation": activation}},
    )
    path = tmp_path / "teacher.npz"
    save(path, configs, random_weights(configs).arrays, {})
    assert run(parsed("--out", tmp_path / "w.npz", "--teacher", path)) == 2
    told = capsys.readouterr().err
    assert (
        told == f"digitscope: The weights file {path} cannot teach: its network does not tell ten digits from 28x28.\n"
    )
    assert not (tmp_path / "w.npz").exists()


def test_what_is_trained_tells_where_it_comes_from_and_a_larger_network_teaches_the_standard_one(tmp_path, few, capsys):
    large, taught = tmp_path / "large.npz", tmp_path / "taught.npz"
    brief = ("--data", few, "--epochs", 1, "--limit", 128, "--batch", 32)
    assert run(parsed("--out", large, "--large", *brief)) == 0
    capsys.readouterr()
    assert run(parsed("--out", taught, "--teacher", large, "--seed", 5, *brief)) == 0
    told = capsys.readouterr()
    assert str(taught) in told.out
    assert "epoch   1" in told.err
    assert "\r" not in told.err  # no bar where nobody watches
    names = [[spec.name for spec in describe(load(path).configs)] for path in (large, taught)]
    assert names == [[spec.name for spec in describe(configs)] for configs in (LARGE, STANDARD)]
    notes = load(taught).notes
    assert notes["teachers"] == ["large.npz"]
    assert notes["plan"]["seed"] == 5
    assert notes["plan"]["epochs"] == 1
    assert notes["data"] == {"mnist": 128}
    assert 0 < notes["validation"]["mnist"]["accuracy"] <= 1
    assert 0 < notes["mnist_test_accuracy"] <= 1
    assert notes["versions"]["keras"][0].isdigit()
    assert "LeCun" in notes["mnist"]
    assert sorted(file.name for file in tmp_path.glob("*.npz")) == ["few.npz", "large.npz", "taught.npz"]


def test_a_name_that_would_hold_nobody_out_is_told_before_the_work(tmp_path, capsys):
    np.savez(
        tmp_path / "s.npz",
        points=np.array([(7, 0), (7, 90)] * 20, np.float32),
        stroke_len=np.full(20, 2),
        strokes_per_sample=np.ones(20, int),
        y=np.ones(20, int),
        writer=np.array([f"site|{index % 4}" for index in range(20)]),
    )
    arguments = ("--out", tmp_path / "w.npz", "--strokes", tmp_path / "s.npz", "--hold-out", "sight|")
    assert run(parsed(*arguments)) == 2
    assert capsys.readouterr().err == "digitscope: --hold-out sight|: No writer's name in the stroke files begins so.\n"
    assert not (tmp_path / "w.npz").exists()


def test_files_of_the_same_name_stay_apart():
    assert _unused("digits", ["mnist"]) == "digits"
    assert _unused("mnist", ["mnist"]) == "mnist (2)"
    assert _unused("a", ["a", "a (2)"]) == "a (3)"
