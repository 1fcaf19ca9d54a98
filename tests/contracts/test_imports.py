"""Who may import whom, on paper and at run time; and whether all of it is packed."""

import subprocess
import sys
import tomllib

import pytest


def modules(root, package):
    """The dotted names of all modules below a package."""
    paths = sorted((root / package).rglob("*.py"))
    names = [".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__") for path in paths]
    assert len(names) > 5
    return names


@pytest.fixture(scope="session")
def project(root):
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))


def imported(root, names):
    """Import modules in a process of its own and return the names of everything that is imported then."""
    code = "import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)\nprint(*sys.modules)"
    command = [sys.executable, "-c", code, *names]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_the_contracts_hold(root):
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 broken" in done.stdout


def test_model_brings_neither_qt_nor_keras(root):
    found = imported(root, modules(root, "model"))
    assert found & {"PySide6", "shiboken6", "pyqtgraph", "keras", "tensorflow", "gui", "matplotlib", "scipy"} == set()


def test_gui_brings_no_keras_and_only_charts_pyqtgraph(root):
    names, charts = modules(root, "gui"), ("gui.evaluation.charts", "gui.widgets.charts", "gui.widgets.river")
    without = [name for name in names if name not in charts]
    assert imported(root, without) & {"keras", "tensorflow", "pyqtgraph", "scipy"} == set()
    for name in charts:
        assert "pyqtgraph" in imported(root, [name])


def test_no_source_is_read_for_an_import(root):
    """PySide would read and keep every module's, which makes the start longer by a fifth."""
    code = "import gui.application, gui.furnishing, linecache; print(*linecache.cache)"
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "furnishing.py" not in done.stdout
    assert "numpy" not in done.stdout


def test_importing_a_module_first_or_last_makes_no_difference(root):
    """No module counts on another one having been imported before it."""
    for package in ("model", "gui"):
        imported(root, reversed(modules(root, package)))


def test_every_folder_with_code_or_data_is_packed(root, project):
    packed = set(project["tool"]["setuptools"]["packages"])
    folders = {
        ".".join(folder.relative_to(root).parts)
        for top in ("gui", "model", "resources")
        for folder in [root / top, *(root / top).rglob("*")]
        if folder.is_dir() and folder.name != "__pycache__" and any(file.is_file() for file in folder.iterdir())
    }
    assert packed == folders


def test_every_data_file_is_packed(root, project):
    patterns = project["tool"]["setuptools"]["package-data"]
    missing = []
    for file in (root / "resources").rglob("*"):
        if file.is_file() and file.suffix not in (".py", ".pyc"):
            package = ".".join(file.parent.relative_to(root).parts)
            if not any(file.match(pattern) for pattern in patterns.get(package, [])):
                missing.append(str(file.relative_to(root)))
    assert missing == []


def test_every_requirement_is_pinned_to_one_version(root, project):
    lines = [line.split("#")[0].strip() for line in (root / "constraints.txt").read_text("utf-8").splitlines()]
    pins = dict(line.split("==") for line in lines if line)
    wanted = project["project"]["dependencies"] + project["project"]["optional-dependencies"]["dev"]
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    versions = {canonicalize_name(name): version for name, version in pins.items()}
    for requirement in map(Requirement, wanted):
        assert requirement.specifier.contains(versions[canonicalize_name(requirement.name)]), requirement


@pytest.mark.parametrize("name", ["constraints.txt", "pyproject.toml", "run", ".ci/run"])
def test_no_registry_is_named(root, name):
    text = (root / name).read_text("utf-8")
    for word in ("index-url", "find-links", "pypi", "://files."):
        assert word not in text
