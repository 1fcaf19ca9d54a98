"""The script `run` on machines of every sort: a stand-in for Python notes what it is asked to do.

What the packages do after a real set-up is for the other tests, which run in such an environment.
"""

import os
import shutil
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a POSIX shell script")
TOOLS = ("cat", "chmod", "cksum", "cp", "dirname", "mkdir", "rm", "sh")
PYTHON = """#!/bin/sh
printf '%s\\n' "$*" >>"$NOTES/asked"
case $* in
    *"import venv, ensurepip"*) [ ! -e "$NOTES/no-venv" ] ;;
    "-m venv --clear "*)
        mkdir -p "$4/bin" && cp "$0" "$4/bin/python" && echo made >"$4/pyvenv.cfg" ;;
    "-m pip install"*) echo chatter; [ ! -e "$NOTES/no-network" ] ;;
    "-m pip"*) ;;
    "- "*/pyproject.toml*) echo a-package ;;
    -) cat >/dev/null; [ ! -e "$NOTES/damaged" ] ;;
    "-m gui.preflight --packages"*) cat "$NOTES/missing" ;;
    "-m gui.preflight --display") [ -e "$NOTES/display" ] ;;
    -c*) exec "$REAL" "$@" ;;
    *) printf '[%s]' "$@"; echo; exit 7 ;;
esac
"""
APT = """#!/bin/sh
printf '%s\\n' "$*" >>"$NOTES/apt"
rm -f "$NOTES/no-venv"
: >"$NOTES/missing"
"""


class Machine:
    """A folder with a clone, and a PATH that holds a few tools and whatever is put there."""

    def __init__(self, root, folder):
        self.clone, self.bin, self.notes = (folder / name for name in ("a clone", "bin", "notes"))
        for path in (self.clone, self.bin, self.notes):
            path.mkdir()
        for name in ("run", "pyproject.toml", "constraints.txt"):
            shutil.copy(root / name, self.clone)
        for name in TOOLS:
            (self.bin / name).symlink_to(shutil.which(name))
        self.note("missing")
        self.put("id", "#!/bin/sh\necho 1000\n")

    def put(self, name, text):
        (self.bin / name).write_text(text)
        (self.bin / name).chmod(0o755)

    def note(self, name, text=""):
        (self.notes / name).write_text(text)

    def run(self, *arguments, code=7):
        environment = {"PATH": str(self.bin), "NOTES": str(self.notes), "REAL": sys.executable, "HOME": "/nowhere"}
        self.note("asked")
        done = subprocess.run(
            [str(self.clone / "run"), *arguments],
            env=environment,
            cwd=self.notes,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done

    @property
    def asked(self):
        return (self.notes / "asked").read_text()

    @property
    def installed(self):
        return "-m pip install" in self.asked


@pytest.fixture
def machine(root, tmp_path):
    made = Machine(root, tmp_path)
    made.put("python3.11", PYTHON)
    return made


def test_it_sets_up_once_and_keeps_arguments_and_exit_code(machine):
    done = machine.run("classify", "a b.png", "*")
    assert done.stdout == f"[{machine.clone}/main.py][classify][a b.png][*]\n"
    assert machine.installed
    assert f"-c {machine.clone}/constraints.txt" in machine.asked
    done = machine.run("classify")
    assert done.stderr == ""
    assert not machine.installed
    assert "-m venv" not in machine.asked


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_other_requirements_are_installed_at_the_next_run(machine, name):
    machine.run("train")
    with (machine.clone / name).open("a") as file:
        file.write("# another line\n")
    machine.run("train")
    assert machine.installed
    assert "-m venv" not in machine.asked


def test_a_failed_installation_is_told_and_tried_again(machine):
    machine.note("no-network")
    done = machine.run("train", code=2)
    assert "run this again" in done.stderr
    assert done.stdout == ""
    (machine.notes / "no-network").unlink()
    machine.run("train")
    assert machine.installed
    assert "-m venv" not in machine.asked


def test_an_interrupted_installation_starts_afresh(machine):
    machine.note("no-network")
    machine.run("train", code=2)
    (machine.notes / "no-network").unlink()
    machine.note("damaged")
    machine.run("train")
    assert "-m venv --clear" in machine.asked
    machine.run("train")
    assert not machine.installed


def test_an_environment_whose_python_is_gone_is_made_again(machine):
    machine.run("train")
    (machine.clone / ".venv/bin/python").write_text("#!/no/such/python\n")
    machine.run("train")
    assert "-m venv --clear" in machine.asked
    assert machine.installed


def test_a_python_that_does_not_run_or_fit_is_passed_over(machine):
    machine.put("python3.13", "#!/bin/sh\necho 'no such version' >&2\nexit 127\n")
    machine.put("python3.12", '#!/bin/sh\ncase $* in *version_info*) exit 1 ;; esac\ntouch "$NOTES/wrong"\n')
    machine.run("train")
    assert not (machine.notes / "wrong").exists()


def test_a_python_with_its_venv_module_is_preferred(machine):
    machine.put("python3.12", PYTHON.replace('[ ! -e "$NOTES/no-venv" ]', "exit 1"))
    done = machine.run("train")
    assert "apt-get" not in done.stderr


def test_the_python_that_is_named_is_taken(machine):
    (machine.bin / "python3.11").rename(machine.bin / "special")
    machine.run("train", code=2)
    environment = {"PATH": str(machine.bin), "NOTES": str(machine.notes), "REAL": sys.executable, "PYTHON": "special"}
    done = subprocess.run([str(machine.clone / "run"), "train"], env=environment, capture_output=True, check=False)
    assert done.returncode == 7


def test_no_python_is_one_message(machine):
    (machine.bin / "python3.11").unlink()
    done = machine.run("train", code=2)
    assert "3.11, 3.12 or 3.13" in done.stderr
    assert len(done.stderr.splitlines()) <= 3


@pytest.mark.parametrize("lack", ["no-venv", "missing"])
class TestSystemPackages:
    @pytest.fixture
    def package(self, machine, lack):
        machine.note(lack, "libegl1 libgl1\n")
        version = "python{}.{}-venv".format(*sys.version_info)
        return "libegl1 libgl1" if lack == "missing" else (version, "python3-venv")

    def test_without_root_the_line_is_printed(self, machine, package):
        machine.put("apt-get", APT)
        done = machine.run("classify", code=2)
        lines = [f"    sudo apt-get install -y {name}" for name in ([package] if isinstance(package, str) else package)]
        assert done.stderr.splitlines()[-1] in lines
        assert not (machine.notes / "apt").exists()

    def test_root_runs_it_straight_away(self, machine, package):
        machine.put("apt-get", APT)
        machine.put("id", "#!/bin/sh\necho 0\n")
        machine.run("classify")
        lines = [f"install -y {name}" for name in ([package] if isinstance(package, str) else package)]
        update, install = (machine.notes / "apt").read_text().splitlines()
        assert update == "update"
        assert install in lines
        machine.run("classify")
        assert not machine.installed

    def test_elsewhere_the_packages_are_named(self, machine, package):
        done = machine.run("classify", code=2)
        names = [package] if isinstance(package, str) else package
        assert any(done.stderr.rstrip().endswith(name) for name in names)

    def test_apt_that_fails_is_told(self, machine, package):
        machine.put("apt-get", "#!/bin/sh\nexit 100\n")
        machine.put("id", "#!/bin/sh\necho 0\n")
        assert "apt-get failed" in machine.run("classify", code=2).stderr


def test_libraries_are_asked_for_only_where_qt_is_used(machine):
    machine.note("missing", "libgl1\n")
    machine.run("evaluate", "a.npz")
    machine.run("train")
    machine.run("classify", "a.png", code=2)


def test_without_a_display_it_is_the_demonstration(machine):
    assert machine.run().stdout == f"[{machine.clone}/main.py][--demo]\n"


def test_with_a_display_it_is_the_window_with_its_libraries(machine):
    machine.run()
    machine.note("display")
    assert machine.run().stdout == f"[{machine.clone}/main.py]\n"
    assert "--packages --window" in machine.asked


def test_the_tests_get_what_they_need(machine):
    whole = machine.run("test").stdout
    assert whole.startswith("[-m][pytest][-n][auto]")
    assert whole.endswith("[--cov][--cov-report=term]\n")
    assert "pyproject.toml dev" in machine.asked
    assert machine.run("test", "-k", "a b").stdout == "[-m][pytest][-k][a b]\n"
    assert not machine.installed
    machine.run("train")
    assert not machine.installed


def test_the_benchmark_for_programs_has_stdout_to_itself(machine):
    assert machine.run("bench-json").stdout == "[-m][tests.bench][--json]\n"
    assert machine.run("bench").stdout == "[-m][tests.bench]\n"


@pytest.mark.parametrize("option", ["--help", "-h", "--version"])
def test_help_installs_nothing(machine, option):
    assert machine.run(option).stdout == f"[{machine.clone}/main.py][{option}]\n"
    assert not (machine.clone / ".venv").exists()
