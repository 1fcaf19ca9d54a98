"""Whatever goes wrong while something is painted: the painter ends with the paint.

An error is handed on from a paint to whoever asked for it. Where that is Python, a painter in a frame of the
traceback would still be at work on what Qt has taken away meanwhile, and Qt does not survive that.
"""

import ast

import pytest


def is_painter(node):
    """Whether a call begins to paint."""
    called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
    return called in ("QPainter", "QStylePainter") and bool(node.args)


def loose(text):
    """The lines of a module where a painter is not held by a with statement."""
    nodes = list(ast.walk(ast.parse(text)))
    held = {item.context_expr for node in nodes if isinstance(node, ast.With) for item in node.items}
    return [node.lineno for node in nodes if is_painter(node) and node not in held]


def test_every_painter_is_held_by_a_with_statement(root):
    modules = {path: path.read_text("utf-8") for path in (root / "gui").rglob("*.py")}
    found = {str(path.relative_to(root)): loose(text) for path, text in modules.items()}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize("text", ["painter = QPainter(self)", "p, look = QPainter(self), 1", "QPainter(self).end()"])
def test_a_loose_one_would_be_found(text):
    assert loose(text) == [1]
    assert loose("with QPainter(self) as painter, other: pass") == []
