"""Linting, formatting rules and types are tests like any other."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("command", [("ruff", "check", "."), ("mypy",)], ids=["ruff", "mypy"])
@pytest.mark.timeout(300)
def test_style(root, command):
    done = subprocess.run([sys.executable, "-m", *command], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_module_is_longer_than_500_lines(root):
    lengths = {
        str(path.relative_to(root)): len(path.read_text("utf-8").splitlines())
        for folder in ("gui", "model", "tests", "resources")
        for path in (root / folder).rglob("*.py")
    }
    assert {name: length for name, length in lengths.items() if length > 500} == {}
