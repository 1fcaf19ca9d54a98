"""The program as a process of its own: it starts, draws, and ends with code 0 whenever it is closed."""

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

STARTED = """
import os, sys, threading, time
sys.argv = ["digitscope"]
delay = {delay}
from PySide6.QtCore import QTimer
from gui import application
made = application.Program.__init__
def with_end(self, *args, **kwargs):
    made(self, *args, **kwargs)
    self.window.painted.connect(lambda: print("painted", flush=True))
    def close():
        print("closing", flush=True)
        self.window.close()
    def wait():
        print("furnished", flush=True)
        self.session.statusChanged.connect(lambda status: status.is_settled and close())
    if delay is None:
        self.furnished.connect(wait)
    else:
        self.window.painted.connect(lambda: QTimer.singleShot(delay, close))
application.Program.__init__ = with_end
import main
code = main.main([])
print("ended", code, flush=True)
sys.exit(code)
"""

# Where Keras plays no part it is not waited for: it fails to load, as it does where an installation is broken.
WITHOUT_KERAS = """
import sys
from model import loading
def fail(weights):
    raise ImportError("no Keras")
loading.load_keras = fail
import main
sys.exit(main.main())
"""


@pytest.fixture
def environment(settings_folder):
    values = dict(os.environ, QT_QPA_PLATFORM="offscreen")
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        values[f"XDG_{name}_HOME"] = str(settings_folder / name.lower())
    return values


@contextmanager
def started(root, environment, delay):
    """Run the program until it has painted; it is closed after `delay` milliseconds, or None: when Keras answers."""
    command = [sys.executable, "-c", STARTED.format(delay=delay)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=root, env=environment, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            assert process.stdout.readline().strip() == "painted"
            yield process
        finally:
            process.kill()  # it has ended, unless the test failed


@pytest.mark.parametrize("delay", [0, 150, 300, 1200, None], ids=["0", "150", "300", "1200", "with Keras"])
def test_closing_at_any_moment_ends_well_and_soon(root, environment, delay):
    launched = time.monotonic()
    with started(root, environment, delay) as process:
        begun = time.monotonic()
        soon = max(3, 5 * (begun - launched))  # where all is slow, because others are busy as well, this is too
        assert delay is not None or process.stdout.readline().strip() == "furnished"
        assert process.stdout.readline().strip() == "closing"
        if delay is None:
            begun = time.monotonic()
        _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert time.monotonic() - begun < (delay or 0) / 1000 + soon
    assert err == ""


@pytest.mark.skipif(os.name != "posix", reason="signals as in POSIX")
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_closes_the_window_and_keeps_the_settings(root, environment, settings_folder, sign):
    with started(root, environment, None) as process:
        assert process.stdout.readline().strip() == "furnished"
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
        [sys.executable, "-c", WITHOUT_KERAS, "--demo", "1", "--screenshot", str(tmp_path / "no" / "folder.png")],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        timeout=110,
    )
    assert done.returncode == 2
    assert "1  drawn 0  answered 0" in done.stdout
    assert "NumPy" in done.stdout
    assert len(done.stderr.strip().splitlines()) == 1
    assert "could not be written" in done.stderr


BROKEN_PICTURE = """
import sys
from PySide6.QtCore import QTimer
from gui import application
made = application.Program.__init__
def with_end(self, *args, **kwargs):
    made(self, *args, **kwargs)
    def take_a_picture():
        broken.remove("later")
        QTimer.singleShot(100, self.window.close)
        self.window.grab()
    self.furnished.connect(lambda: QTimer.singleShot(200, take_a_picture))
application.Program.__init__ = with_end
from gui import canvas_marks, opening
paint, broken = canvas_marks.paint_border, []
def fail_once(where):
    def border(*args):
        if where not in broken:
            broken.append(where)
            raise RuntimeError("no paint " + where)
        paint(*args)
    return border
canvas_marks.paint_border, opening.paint_border = fail_once("later"), fail_once("at first")
import main
sys.exit(main.main([]))
"""


def test_an_error_while_painting_does_not_end_the_program(root, environment, settings_folder):
    done = subprocess.run(
        [sys.executable, "-c", BROKEN_PICTURE], cwd=root, env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    log = next(settings_folder.rglob("digitscope.log")).read_text("utf-8")
    assert "no paint at first" in log
    assert log.count("Unexpected error") == 3
    assert log.count("RuntimeError: no paint later") + log.count("(): no paint later") == 2


@pytest.mark.skipif(os.name != "posix", reason="signals as in POSIX")
def test_ctrl_c_ends_the_demonstration(root, environment):
    command, pipe = [sys.executable, "main.py", "--demo", "100"], subprocess.PIPE
    with subprocess.Popen(command, cwd=root, env=environment, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            assert "draws 100 digits" in process.stdout.readline()
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=100)
        finally:
            process.kill()  # it has ended, unless the test failed
    assert process.returncode == 130, out + err
    assert "Traceback" not in err
