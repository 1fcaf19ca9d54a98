"""A saved network is named on the command line: for the window, the demonstration and the commands."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from gui.application import Program, opened
from gui.commands.shipped import weights
from model import keras_file
from model.surgery import Surgery


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A network that answers every picture alike, and its file."""
    path = tmp_path_factory.mktemp("networks") / "blunt.keras"
    made = Surgery.of(weights()).switch("dense", range(128), on=False)
    keras_file.save(path, made.weights)
    return made.weights, path


@pytest.fixture
def run(root, settings_folder):
    def call(*arguments):
        command = [sys.executable, str(root / "main.py"), *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, env=os.environ, timeout=60, check=False)

    return call


def test_the_window_opens_with_it(qtbot, settings, saved):
    program = Program(settings, loader=None, network=opened(saved[1]))
    program.furnish()
    try:
        with qtbot.waitSignal(program.window.painted):
            program.window.show()
        assert program.session.weights.equals(saved[0])
        assert program.session.weights.boundary is not None
        assert program.window.windowTitle().startswith("blunt.keras")
        assert not program.window.isWindowModified()
    finally:
        program.close()


def test_evaluate_answers_with_it(run, saved, tmp_path, mnist):
    path = tmp_path / "digits.npz"
    np.savez(path, x=mnist.test.images[:40], y=mnist.test.labels[:40])
    done = run("evaluate", path, "--network", saved[1], "--json", "--no-refusal")
    assert done.returncode == 0, done.stderr
    answered = np.array(json.loads(done.stdout)["confusion"]).sum(axis=0)
    assert np.count_nonzero(answered) == 1
    assert answered.sum() == 40


@pytest.mark.parametrize("before", [[], ["--demo", "1"], ["evaluate", "digits.npz"]])
def test_a_broken_one_is_one_sentence(run, saved, tmp_path, before):
    path = tmp_path / "broken.keras"
    path.write_bytes(saved[1].read_bytes()[:-900])
    done = run(*before, "--network", path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == f"digitscope: The network file {path} is damaged or no .keras file.\n"
