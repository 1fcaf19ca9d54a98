"""The program as a process of its own: it starts, draws, and ends with code 0 whenever it is closed."""

import os
import re
import signal
import subprocess
import sys
import time

import pytest

STARTED = """
import os, sys, threading, time
sys.argv = ["digitscope"]
from PySide6.QtCore import QTimer
from gui import application
made = application.Program.__init__
def with_timer(self, *args, **kwargs):
    made(self, *args, **kwargs)
    self.window.painted.connect(lambda: QTimer.singleShot({delay}, self.window.close))
    self.window.painted.connect(lambda: print("painted", flush=True))
application.Program.__init__ = with_timer
import main
code = main.main([])
print("ended", code, flush=True)
sys.exit(code)
"""


@pytest.fixture
def environment(settings_folder):
    values = dict(os.environ, QT_QPA_PLATFORM="offscreen")
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        values[f"XDG_{name}_HOME"] = str(settings_folder / name.lower())
    return values


@pytest.mark.parametrize("delay", [0, 300, 1200, 3000])
def test_closing_at_any_moment_ends_well_and_soon(root, environment, delay):
    process = subprocess.Popen(
        [sys.executable, "-c", STARTED.format(delay=delay)],
        cwd=root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline().strip() == "painted"
    begun = time.monotonic()
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert time.monotonic() - begun < delay / 1000 + 3
    assert err == ""


@pytest.mark.skipif(os.name != "posix", reason="signals as in POSIX")
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_closes_the_window_and_keeps_the_settings(root, environment, settings_folder, sign):
    process = subprocess.Popen(
        [sys.executable, "-c", STARTED.format(delay=60_000)],
        cwd=root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline().strip() == "painted"
    process.send_signal(sign)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert list(settings_folder.rglob("settings.json"))


def test_the_demonstration_draws_reports_and_takes_a_picture(root, environment, tmp_path):
    picture = tmp_path / "window.png"
    environment.pop("DISPLAY", None)
    environment.pop("WAYLAND_DISPLAY", None)
    environment.pop("QT_QPA_PLATFORM", None)
    done = subprocess.run(
        [sys.executable, "main.py", "--demo", "10", "--screenshot", str(picture)],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        timeout=110,
    )
    assert done.returncode == 0, done.stderr
    lines = re.findall(r"drawn (\d)  answered (\d)  +([\d.]+)%  Keras", done.stdout)
    assert [int(drawn) for drawn, _, _ in lines] == list(range(10))
    right = sum(drawn == answered for drawn, answered, _ in lines)
    assert f"{right} of 10 read as drawn" in done.stdout
    assert right >= 8
    assert "To get a window" in done.stdout
    data = picture.read_bytes()
    assert data.startswith(b"\x89PNG")
    assert (int.from_bytes(data[16:20]), int.from_bytes(data[20:24])) == (1440, 900)


def test_a_picture_that_cannot_be_written_is_one_sentence(root, environment, tmp_path):
    done = subprocess.run(
        [sys.executable, "main.py", "--demo", "1", "--screenshot", str(tmp_path / "no" / "such" / "folder.png")],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        timeout=110,
    )
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "could not be written" in done.stderr
