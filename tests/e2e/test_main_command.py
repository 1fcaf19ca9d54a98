"""The command line as a whole: what it accepts, what it refuses, with which code, and how little it imports."""

import os
import signal
import subprocess
import sys
import time

import pytest

import main
from gui import __version__, preflight


def bare(**added):
    """The environment variables of a machine without any display, and those added."""
    without = {name: text for name, text in os.environ.items() if "DISPLAY" not in name and name != "QT_QPA_PLATFORM"}
    return {**without, **added}


@pytest.fixture
def program(root):
    """Run the program as a process of its own, without a display."""

    def run(*arguments, **environment):
        command = [sys.executable, str(root / "main.py"), *arguments]
        return subprocess.run(command, capture_output=True, text=True, env=bare(**environment), timeout=60, check=False)

    return run


@pytest.fixture
def problems(monkeypatch):
    """Let the pre-flight checks find what a test wants, and note what they were asked for."""
    asked = []

    def find(*found):
        monkeypatch.setattr(preflight, "problems", lambda needs: asked.append(needs) or list(found))
        return asked

    return find


def test_version(program):
    done = program("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"Digitscope {__version__}\n", "")


def test_help_names_every_command_with_its_first_line(program):
    done = program("--help")
    assert done.returncode == 0
    for name in main.COMMANDS:
        (row,) = [line for line in done.stdout.splitlines() if line.startswith(f"  {name} ")]
        assert len(row.split()) > 3
    assert "--demo" in done.stdout
    assert "--reset" in done.stdout


@pytest.mark.parametrize("name", main.COMMANDS)
def test_every_command_has_its_own_help(program, name):
    done = program(name, "--help")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"usage: digitscope {name} ")


def test_the_demonstration_has_its_own_help(program):
    done = program("--demo", "--help")
    assert done.returncode == 0, done.stderr
    assert "--screenshot" in done.stdout


@pytest.mark.parametrize("arguments", [(), ("--reset",)])
@pytest.mark.parametrize(
    "display", [{}, {"DISPLAY": ":4711"}, {"WAYLAND_DISPLAY": "nobody", "XDG_RUNTIME_DIR": "/tmp"}]
)
def test_without_a_display_the_window_is_one_message_and_code_2(program, arguments, display):
    begun = time.monotonic()
    done = program(*arguments, **display)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "isplay" in done.stderr or "DISPLAY" in done.stderr
    assert "--demo" in done.stderr
    assert len(done.stderr.splitlines()) <= 12
    assert "Traceback" not in done.stderr
    assert time.monotonic() - begun < 20  # nothing is waited for, a display least of all


def test_all_that_is_missing_is_said_before_anything_is_imported(problems, capsys, monkeypatch):
    problems(("This is missing.", "Do that."))
    monkeypatch.setitem(sys.modules, "gui.application", None)
    assert main.main([]) == 2
    assert capsys.readouterr().err == "Digitscope cannot start here.\n- This is missing.\n  Do that.\n"


def test_a_wrong_python_is_told_whatever_is_asked_for(problems, capsys):
    problems(("This is Python 3.6.", "Use another."))
    for arguments in ([], ["--version"], ["classify", "a.png"], ["--demo"]):
        assert main.main(arguments) == 2
        assert "Python 3.6" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["clasify", "a.png"], "Did you mean 'classify'?"),
        (["trian"], "Did you mean 'train'?"),
        (["zzz"], "there are classify, evaluate, train"),
    ],
)
def test_a_wrong_command_is_one_sentence(capsys, arguments, words):
    assert main.main(arguments) == 2
    err = capsys.readouterr().err
    assert words in err
    assert len(err.splitlines()) == 1


def test_a_picture_instead_of_a_command_is_told_what_to_type(capsys, tmp_path):
    path = tmp_path / "a.png"
    path.touch()
    assert main.main([str(path)]) == 2
    assert f"digitscope classify {path}" in capsys.readouterr().err


def test_a_wrong_option_is_refused(program):
    done = program("--resett-all")
    assert done.returncode == 2
    assert "--resett-all" in done.stderr


class Command:
    """A module of a command, as far as `main` sees it."""

    __doc__ = "A command for tests."

    def __init__(self, act):
        self.act = act

    def add_arguments(self, parser):
        parser.add_argument("words", nargs="*")

    def run(self, args):
        return self.act(args)


@pytest.fixture
def command(monkeypatch):
    """Stand in for the demonstration and for `classify`."""

    def put(act):
        for name in ("demo", "classify"):
            monkeypatch.setitem(sys.modules, f"gui.commands.{name}", Command(act))

    return put


def test_a_commands_exit_code_is_the_programs(command):
    command(lambda args: 7 if args.words == ["a", "b"] else 1)
    assert main.main(["classify", "a", "b"]) == 7


def test_ctrl_c_is_130_without_a_traceback(command, capsys):
    def interrupted(args):
        raise KeyboardInterrupt

    command(interrupted)
    assert main.main(["classify"]) == 130
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["--demo"], []), (["--demo", "3"], ["3"]), (["--demo=3"], ["3"]), (["3", "--demo"], ["3"])],
)
def test_the_demonstration_gets_its_number(command, monkeypatch, arguments, words):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    seen = []
    command(lambda args: seen.append(args.words) or 0)
    assert main.main(arguments) == 0
    assert seen == [words]


@pytest.mark.parametrize(("display", "platform"), [(False, "offscreen"), (True, None)])
def test_the_demonstration_draws_offscreen_only_where_there_is_no_display(command, monkeypatch, display, platform):
    monkeypatch.setenv("QT_QPA_PLATFORM", "to be restored")
    monkeypatch.delenv("QT_QPA_PLATFORM")
    monkeypatch.setattr(preflight, "has_display", lambda probes: display)
    seen = []
    command(lambda args: seen.append(os.environ.get("QT_QPA_PLATFORM")) or 0)
    assert main.main(["--demo"]) == 0
    assert seen == [platform]


@pytest.mark.skipif(os.name != "posix", reason="pipes as in POSIX")
def test_a_reader_that_leaves_is_no_error(root):
    code = (
        "import sys, types, main\n"
        "def run(args):\n"
        "    while True: print('many words ' * 100)\n"
        "sys.modules['gui.commands.classify'] = types.SimpleNamespace(\n"
        "    __doc__='Talk.', add_arguments=lambda parser: None, run=run)\n"
        "sys.exit(main.main(['classify']))\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=root, env=bare(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait(30) == 1


@pytest.mark.skipif(os.name != "posix", reason="signals as in POSIX")
def test_ctrl_c_in_a_running_command_is_quiet(root):
    code = (
        "import sys, types, time, main\n"
        "def run(args):\n"
        "    print('running', flush=True)\n"
        "    time.sleep(60)\n"
        "sys.modules['gui.commands.classify'] = types.SimpleNamespace(\n"
        "    __doc__='Wait.', add_arguments=lambda parser: None, run=run)\n"
        "sys.exit(main.main(['classify']))\n"
    )
    pipe, command = subprocess.PIPE, [sys.executable, "-c", code]
    with subprocess.Popen(command, cwd=root, env=bare(), stdout=pipe, stderr=pipe, text=True) as process:
        try:
            assert process.stdout.readline() == "running\n"
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=30)
        finally:
            process.kill()  # it has ended, unless the test failed
    assert (process.returncode, err) == (130, "")


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], []])
def test_only_what_is_wanted_is_imported(root, arguments):
    code = (
        "import sys, main\n"
        "try: main.main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "print({'numpy', 'PySide6', 'tensorflow', 'keras', 'pyqtgraph'} & {*sys.modules})"
    )
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, cwd=root, env=bare(), capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"


def test_openblas_gets_one_thread_before_numpy_is_imported(root):
    code = (
        "import main, os, sys; main.main(['zzz']); assert 'numpy' not in sys.modules;"
        "print(os.environ['OPENBLAS_NUM_THREADS'])"
    )
    environment = bare(OPENBLAS_NUM_THREADS="8")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "1\n"
