"""What is said before anything can crash, for machines of every sort."""

import ast
import subprocess
import sys

import pytest

from gui import preflight
from main import NEEDS, WINDOW

ALL_LIBRARIES = {soname for soname, _ in preflight.QT_LIBRARIES + preflight.X11_LIBRARIES + preflight.WAYLAND_LIBRARIES}


class Machine(preflight.Probes):
    """A machine on which all is well, unless it is told otherwise."""

    def __init__(self, **differences):
        self.version = (3, 11)
        self.platform = "linux"
        self.variables = {"DISPLAY": ":0"}
        self.modules = set(preflight.MODULES)
        self.libraries = ALL_LIBRARIES
        self.avx = True
        self.x11 = True
        self.wayland = True
        self.font = True
        self.apt = set()
        self.root = False
        self.asked = []
        vars(self).update(differences)

    def python(self):
        return self.version

    def system(self):
        return self.platform

    def environment(self):
        return self.variables

    def has_module(self, name):
        self.asked.append(name)
        return name in self.modules

    def has_library(self, soname):
        self.asked.append(soname)
        return soname in self.libraries

    def has_avx(self):
        return self.avx

    def x11_answers(self):
        return self.x11

    def wayland_answers(self):
        return self.wayland

    def has_font(self):
        return self.font

    def knows_package(self, name):
        return name in self.apt

    def is_root(self):
        return self.root


def said(machine, needs=WINDOW):
    return preflight.message(preflight.problems(needs, machine))


def sentences(machine, needs=WINDOW):
    return [sentence for sentence, _ in preflight.problems(needs, machine)]


@pytest.mark.parametrize(
    "differences",
    [
        {},
        {"version": (3, 13)},
        {"variables": {"WAYLAND_DISPLAY": "wayland-0"}},
        {"variables": {"WAYLAND_DISPLAY": "gone", "DISPLAY": ":0"}, "wayland": False},
        {"variables": {"QT_QPA_PLATFORM": "offscreen"}, "x11": False, "wayland": False},
        {"variables": {"QT_QPA_PLATFORM": "vnc:size=800x600"}},
        {"platform": "darwin", "variables": {}, "libraries": set()},
        {"platform": "win32", "variables": {}, "libraries": set()},
    ],
)
def test_nothing_is_said_where_all_is_well(differences):
    assert preflight.problems(WINDOW, Machine(**differences)) == []


@pytest.mark.parametrize("version", [(3, 6), (3, 10), (3, 14)])
def test_the_wrong_python_is_all_that_is_told(version):
    machine = Machine(version=version, modules=set(), libraries=set(), variables={}, avx=False)
    (sentence,) = sentences(machine)
    assert "Python {}.{}".format(*version) in sentence
    assert "3.11" in sentence
    assert machine.asked == []


@pytest.mark.parametrize("module", preflight.MODULES)
def test_a_missing_package_is_named(module):
    machine = Machine(modules=set(preflight.MODULES) - {module})
    (found,) = preflight.problems(WINDOW, machine)
    assert module in found[0]
    assert "./run" in found[1]


def test_a_processor_without_avx_is_told_only_who_needs_tensorflow():
    machine = Machine(avx=False)
    assert "AVX" in said(machine)
    assert "AVX" in said(machine, NEEDS["train"])
    assert preflight.problems(NEEDS["classify"], machine) == []
    assert preflight.problems(NEEDS["evaluate"], machine) == []


@pytest.mark.parametrize(("soname", "package"), preflight.QT_LIBRARIES + preflight.X11_LIBRARIES)
def test_a_missing_library_is_answered_with_the_line_that_installs_it(soname, package):
    machine = Machine(libraries=ALL_LIBRARIES - {soname})
    (found,) = preflight.problems(WINDOW, machine)
    assert soname in found[0]
    assert f"sudo apt-get install -y {package}" in found[1]


def test_root_needs_no_sudo():
    text = said(Machine(libraries=set(), root=True))
    assert "apt-get install -y libgl1" in text
    assert "sudo" not in text


def test_newer_systems_have_another_name_for_glib():
    without = ALL_LIBRARIES - {"libglib-2.0.so.0"}
    assert said(Machine(libraries=without)).endswith(" libglib2.0-0\n")
    assert said(Machine(libraries=without, apt={"libglib2.0-0t64"})).endswith(" libglib2.0-0t64\n")


def test_a_windows_libraries_are_asked_for_on_its_own_platform_only():
    machine = Machine(variables={"WAYLAND_DISPLAY": "wayland-0"}, libraries=set())
    assert "libwayland-cursor0" in said(machine)
    assert "libxcb" not in said(machine)
    machine = Machine(variables={"QT_QPA_PLATFORM": "offscreen"}, libraries=set())
    assert "libgl1" in said(machine)
    assert "libxcb" not in said(machine)
    assert "libxcb1" in said(Machine(x11=None))


@pytest.mark.parametrize(
    ("differences", "words"),
    [
        ({"variables": {}}, "neither DISPLAY nor WAYLAND_DISPLAY"),
        ({"variables": {"DISPLAY": ""}}, "neither DISPLAY nor WAYLAND_DISPLAY"),
        ({"variables": {"DISPLAY": ":7"}, "x11": False}, "DISPLAY is :7"),
        ({"variables": {"WAYLAND_DISPLAY": "w"}, "wayland": False}, "WAYLAND_DISPLAY is w"),
        ({"variables": {"DISPLAY": ":7", "WAYLAND_DISPLAY": "w"}, "x11": False, "wayland": False}, "DISPLAY is :7"),
        ({"variables": {"QT_QPA_PLATFORM": "xcb"}}, "neither DISPLAY nor WAYLAND_DISPLAY"),
    ],
)
def test_no_display_is_told_with_the_way_around(differences, words):
    machine = Machine(**differences)
    (found,) = preflight.problems(WINDOW, machine)
    assert words in found[0]
    assert "--demo" in found[1]
    assert not preflight.has_display(machine)


@pytest.mark.parametrize("name", NEEDS)
def test_commands_need_no_display(name):
    assert preflight.problems(NEEDS[name], Machine(variables={}, x11=False, wayland=False)) == []


def test_commands_are_not_kept_from_working_by_what_they_do_not_use():
    machine = Machine(libraries=set(), modules={"numpy"})
    assert preflight.problems(NEEDS["evaluate"], machine) == []
    assert preflight.problems(NEEDS["train"], Machine(libraries=set())) == []
    assert preflight.problems(NEEDS["classify"], Machine(modules={"numpy", "PySide6"})) == []


def test_everything_at_once_is_one_short_message():
    machine = Machine(modules=set(), libraries=set(), variables={}, avx=False)
    text = said(machine)
    assert len(text.splitlines()) <= 12
    order = [text.index(word) for word in ("AVX", "packages", "libraries", "display")]
    assert order == sorted(order)


def test_an_offscreen_platform_is_no_display_for_people():
    assert not preflight.has_display(Machine(variables={"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}))
    assert preflight.has_display(Machine())


@pytest.mark.parametrize(
    ("cpuinfo", "answer"),
    [
        ("processor: 0\nflags\t\t: fpu sse2 avx avx2\n", True),
        ("processor: 0\nflags\t\t: fpu sse2 noavx avx512x\n", False),
        ("processor: 0\nFeatures\t: fp asimd\n", True),
        ("", True),
    ],
)
def test_avx_is_read_from_the_processors_flags(cpuinfo, answer):
    assert preflight.avx_in(cpuinfo) is answer


class TestForTheScript:
    def packages(self, capsys, machine, *options):
        assert preflight.main(["--packages", *options], machine) == 0
        return capsys.readouterr().out.split()

    def test_nothing_missing_is_an_empty_line(self, capsys):
        assert self.packages(capsys, Machine(), "--window") == []

    def test_packages_without_and_with_a_window(self, capsys):
        machine = Machine(libraries=set())
        assert self.packages(capsys, machine) == [package for _, package in preflight.QT_LIBRARIES]
        assert "libxcb-cursor0" in self.packages(capsys, machine, "--window")

    def test_a_font_is_needed(self, capsys):
        assert self.packages(capsys, Machine(font=False)) == ["fonts-dejavu-core"]

    def test_other_systems_need_nothing(self, capsys):
        assert self.packages(capsys, Machine(platform="darwin", libraries=set(), font=False)) == []

    @pytest.mark.parametrize(("variables", "code"), [({"DISPLAY": ":0"}, 0), ({}, 1)])
    def test_display_is_told_by_the_exit_code(self, variables, code):
        assert preflight.main(["--display"], Machine(variables=variables)) == code


class TestTheRealProbes:
    """Each asked about this machine, which runs the tests and so has what they need."""

    probes = preflight.Probes()

    def test_modules(self):
        assert self.probes.has_module("numpy")
        assert not self.probes.has_module("no_such_package")
        assert not self.probes.has_module("no_such_package.part")

    def test_finding_tensorflow_imports_nothing(self):
        code = (
            "import sys; from gui.preflight import problems, MODULES; problems(MODULES);"
            "print({'numpy', 'PySide6', 'tensorflow'} & {*sys.modules})"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout == "set()\n"

    @pytest.mark.skipif(sys.platform != "linux", reason="asks the loader of Linux")
    def test_libraries(self):
        assert self.probes.has_library("libc.so.6")
        assert not self.probes.has_library("libnosuch.so.1")
        assert preflight.missing_libraries(preflight.QT_LIBRARIES, self.probes) == []

    def test_an_x_server_that_is_not_there(self, monkeypatch):
        monkeypatch.setenv("DISPLAY", ":4711")
        assert not self.probes.x11_answers()

    def test_a_wayland_socket(self, monkeypatch, tmp_path):
        import socket

        monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
        monkeypatch.setenv("WAYLAND_DISPLAY", "w")
        assert not self.probes.wayland_answers()
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(tmp_path / "w"))
            server.listen()
            assert self.probes.wayland_answers()

    def test_the_processor(self):
        assert self.probes.has_avx()

    def test_an_unknown_package_is_not_known(self):
        assert not self.probes.knows_package("no-such-package-anywhere")


@pytest.mark.parametrize("name", ["main.py", "gui/__init__.py", "gui/preflight.py"])
def test_any_python_3_can_parse_it(root, name):
    """Nothing newer than Python 3.2 knew: what follows came with 3.3 to 3.14."""
    tree = ast.parse((root / name).read_text("utf-8"), feature_version=(3, 4))
    newer = (ast.JoinedStr, ast.NamedExpr, ast.AnnAssign, ast.AsyncFunctionDef, ast.Await, ast.Match, ast.YieldFrom)
    assert [node.lineno for node in ast.walk(tree) if isinstance(node, newer)] == []
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.Lambda)):
            every = node.args.args + node.args.posonlyargs + node.args.kwonlyargs
            assert not node.args.posonlyargs
            assert all(arg.annotation is None for arg in every)
        if isinstance(node, (ast.Tuple, ast.List, ast.Dict)):  # (*a, b) and {**a} are of 3.5
            assert not any(isinstance(item, ast.Starred) for item in ast.iter_child_nodes(node))
            assert None not in getattr(node, "keys", ())
