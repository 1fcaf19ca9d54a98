"""`train`, as a person runs it: it writes at the end, all or nothing."""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys

import numpy as np
import pytest

from gui.commands.train import _unused, add_arguments, run
from model.layers import describe
from model.standard import LARGE, STANDARD
from model.weights import load, save
from tests.support import random_weights

KEPT = b"the weights of yesterday"


def command(root, *arguments):
    return [sys.executable, str(root / "main.py"), "train", *map(str, arguments)]


def parsed(*arguments):
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return parser.parse_args(list(map(str, arguments)))


@pytest.fixture
def few(tmp_path, mnist):
    """Write MNIST without most of its pictures: 1000 to learn from, all for validation, 500 for the test."""
    training, path = mnist.training[:1000] + mnist.validation, tmp_path / "few.npz"
    np.savez(
        path,
        x_train=training.images,
        y_train=training.labels,
        x_test=mnist.test.images[:500],
        y_test=mnist.test.labels[:500],
    )
    return path


def test_a_short_training_writes_weights_that_tell_where_they_come_from(root, tmp_path, few):
    path = tmp_path / "small.npz"
    done = subprocess.run(
        command(root, "--out", path, "--data", few, "--epochs", 1, "--limit", 640, "--batch", 64, "--seed", 5),
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert str(path) in done.stdout
    assert "\r" not in done.stderr  # no bar where nobody watches
    weights = load(path)
    assert [spec.name for spec in describe(weights.configs)] == [spec.name for spec in describe(STANDARD)]
    notes = weights.notes
    assert notes["plan"]["seed"] == 5
    assert notes["plan"]["epochs"] == 1
    assert notes["data"] == {"mnist": 640}
    assert 0 < notes["validation"]["mnist"]["accuracy"] <= 1
    assert 0 < notes["mnist_test_accuracy"] <= 1
    assert notes["versions"]["keras"][0].isdigit()
    assert "LeCun" in notes["mnist"]
    assert [file.name for file in tmp_path.glob("*small*")] == ["small.npz"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C to a whole console, the test's too")
def test_ctrl_c_leaves_the_old_file_whole(root, tmp_path):
    path = tmp_path / "kept.npz"
    path.write_bytes(KEPT)
    training = subprocess.Popen(
        command(root, "--out", path, "--epochs", 500, "--limit", 256),
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
            output, errors = training.communicate(timeout=60)
        finally:
            training.kill()
    assert training.returncode == 130
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
def test_unusable_files_are_refused_before_the_work(root, tmp_path, out, option, data):
    np.savez(tmp_path / "pictures.npz", x=np.zeros((2, 28, 28), np.uint8), y=[1, 2])
    (tmp_path / "letter.npz").write_bytes(b"dear nobody")
    (tmp_path / "w.npz").write_bytes(KEPT)
    arguments = ["--out", tmp_path / out, *([option, tmp_path / data] if data else [])]
    done = subprocess.run(command(root, *arguments), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert str(tmp_path / (data or out)) in done.stderr
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


def test_a_larger_network_is_trained_and_teaches_the_standard_one(tmp_path, few, capsys, monkeypatch):
    monkeypatch.setattr("gui.commands.train._MADE_UP", 200)
    large, taught = tmp_path / "large.npz", tmp_path / "taught.npz"
    brief = ("--data", few, "--epochs", 1, "--limit", 128, "--batch", 32)
    assert run(parsed("--out", large, "--large", *brief)) == 0
    assert run(parsed("--out", taught, "--teacher", large, *brief)) == 0
    names = [[spec.name for spec in describe(load(path).configs)] for path in (large, taught)]
    assert names == [[spec.name for spec in describe(configs)] for configs in (LARGE, STANDARD)]
    assert load(taught).notes["teachers"] == ["large.npz"]
    assert capsys.readouterr().err.count("epoch   1") == 2


def test_a_name_that_would_hold_nobody_out_is_told_before_the_work(root, tmp_path):
    np.savez(
        tmp_path / "s.npz",
        points=np.array([(7, 0), (7, 90)] * 20, np.float32),
        stroke_len=np.full(20, 2),
        strokes_per_sample=np.ones(20, int),
        y=np.ones(20, int),
        writer=np.array([f"site|{index % 4}" for index in range(20)]),
    )
    arguments = ("--out", tmp_path / "w.npz", "--strokes", tmp_path / "s.npz", "--hold-out", "sight|")
    done = subprocess.run(command(root, *arguments), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stderr == "digitscope: --hold-out sight|: No writer's name in the stroke files begins so.\n"
    assert not (tmp_path / "w.npz").exists()


def test_files_of_the_same_name_stay_apart():
    assert _unused("digits", ["mnist"]) == "digits"
    assert _unused("mnist", ["mnist"]) == "mnist (2)"
    assert _unused("a", ["a", "a (2)"]) == "a (3)"
