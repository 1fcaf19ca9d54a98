"""What a base class leaves to its kinds, every kind does: nothing that a person can reach is unfinished."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import textwrap

import pytest

import gui
import model


def classes():
    """Return every class of the program itself."""
    found = set()
    for package in (gui, model):
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            for _, some in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
                if some.__module__.startswith(("gui.", "model.")):
                    found.add(some)
    return sorted(found, key=lambda some: f"{some.__module__}.{some.__qualname__}")


def is_left_open(function):
    """Whether a function does nothing but say that its kinds must do it."""
    if not inspect.isfunction(function) or not inspect.unwrap(function).__code__.co_filename.endswith(".py"):
        return False  # a property, or what a dataclass wrote
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    return len(definition.body) <= 2 and ast.unparse(definition.body[-1]) == "raise NotImplementedError"


def left_open(some):
    """Return the methods that a class itself leaves open."""
    return {name for name, value in vars(some).items() if is_left_open(value)}


def test_every_kind_does_what_its_base_leaves_to_it():
    everything = classes()
    bases = {some: names for some in everything if (names := left_open(some))}
    assert {base.__name__ for base in bases} >= {"Panel", "Chart", "Rows", "Cells"}
    for base, names in bases.items():
        below = [some for some in everything if issubclass(some, base) and some is not base]
        kinds = [some for some in below if not some.__subclasses__()]  # one between them may leave it to its own
        assert kinds, f"{base.__qualname__} has no kinds"
        for kind in kinds:
            missing = {name for name in names if is_left_open(inspect.getattr_static(kind, name))}
            assert not missing, f"{kind.__qualname__} lacks {missing}"


def test_a_missing_method_would_be_found():
    class Base:
        def paint(self):
            """Paint."""
            raise NotImplementedError

    class Kind(Base):
        pass

    assert left_open(Base) == {"paint"}
    assert is_left_open(inspect.getattr_static(Kind, "paint"))
    with pytest.raises(NotImplementedError):
        Kind().paint()
