"""`pip install` into a fresh environment: the command `digitscope` works there from any folder."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile

import numpy as np
import pytest

from gui import __version__
from tests.picture_files import picture_bytes

SOURCES = ("main.py", "gui", "model", "resources", "pyproject.toml", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory):
    """Build the wheel from a copy of the sources, without a network."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in SOURCES:
        if (root / name).is_dir():
            shutil.copytree(root / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(root / name, source)
    code = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"
    done = subprocess.run([sys.executable, "-c", code, target], cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = target.iterdir()
    return path


@pytest.fixture(scope="module")
def scripts(wheel, tmp_path_factory):
    """Install the wheel into an environment that borrows its dependencies from the present one."""
    folder = tmp_path_factory.mktemp("fresh")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    places = sysconfig.get_paths(vars={"base": str(folder), "platbase": str(folder)})
    borrowed = sysconfig.get_paths()["purelib"]
    with open(os.path.join(places["purelib"], "borrowed.pth"), "w", encoding="utf-8") as file:
        file.write(borrowed + "\n")
    python = os.path.join(places["scripts"], os.path.basename(sys.executable))
    command = [sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps", "--no-index", str(wheel)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return places["scripts"]


@pytest.fixture
def run(scripts, tmp_path):
    """Run a program of that environment in a folder that has nothing to do with it."""

    def command(name, *arguments):
        environment = {key: text for key, text in os.environ.items() if not key.startswith("PYTHON")}
        done = subprocess.run(
            [os.path.join(scripts, name), *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return command


def test_the_wheel_holds_the_program_and_nothing_else(root, wheel):
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    expected = {"main.py"} | {
        file.relative_to(root).as_posix()
        for top in ("gui", "model", "resources")
        for file in (root / top).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert packed == expected


def test_the_command_tells_its_version(run):
    assert run("digitscope", "--version") == f"Digitscope {__version__}\n"


def test_it_is_the_installed_program_that_runs(run, root):
    where = run("python", "-c", "import gui, model, main; print(gui.__file__, model.__file__, main.__file__)")
    assert str(root / "gui") not in where
    assert str(root / "main.py") not in where


def test_it_reads_a_picture(run, tmp_path, mnist):
    test = mnist.test
    grey = test.images[np.flatnonzero(test.labels == 3)[0]]
    (tmp_path / "three.png").write_bytes(picture_bytes(np.kron(grey, np.ones((5, 5), np.uint8)), "png"))
    (answer,) = json.loads(run("digitscope", "classify", "--json", "three.png"))
    assert answer["digit"] == 3


def test_it_evaluates_the_shipped_data(run, tmp_path, mnist):
    test = mnist.test
    np.savez(tmp_path / "test.npz", x=test.images[:500], y=test.labels[:500])
    result = json.loads(run("digitscope", "evaluate", "test.npz", "--json"))
    assert result["n"] == 500
    assert result["accuracy"] > 0.97


def test_it_draws_in_its_window(run, tmp_path):
    """Keras plays no part in what is packed: it fails to load, and is not waited for."""
    (tmp_path / "no_keras.py").write_text("from model import loading\nloading.load_keras = None\n", "utf-8")
    start = "import sys, no_keras, main; sys.exit(main.main())"
    out = run("python", "-c", start, "--demo", "1", "--screenshot", "window.png")
    assert (tmp_path / "window.png").stat().st_size > 10_000
    assert "1" in out
