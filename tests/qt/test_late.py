"""Docks that most starts go without: their content is imported beside the window and comes in small pieces."""

import importlib
import threading

import pytest

from gui import browsing, late
from gui.panels.browser import Browser
from gui.panels.evaluation import Evaluation


@pytest.fixture(params=[Browser, Evaluation])
def panel(request, qtbot, session, monkeypatch, mnist):
    monkeypatch.setattr(browsing, "shipped_mnist", lambda: mnist)
    made = request.param(session)
    qtbot.addWidget(made)
    return made


def placed(panel):
    return panel.content is not None and panel.content.isVisible()


def words(panel):
    return [part.accessibleName() for part in panel.findChildren(late._Words) if part.isVisible()]


def test_it_is_imported_in_a_thread_and_placed_a_turn_after_it_is_built(panel, qtbot, monkeypatch):
    threads, built = [], []

    def importing(name):
        threads.append(threading.current_thread())
        return importlib.import_module(name)

    monkeypatch.setattr(late, "importlib", type("", (), {"import_module": staticmethod(importing)}))
    panel._late.imported.connect(lambda module: built.append(panel.content is not None and panel.layout() is None))
    panel.show()
    panel.setFocus()
    assert words(panel) == ["Loading…"]
    qtbot.waitUntil(lambda: placed(panel))
    assert words(panel) == []
    assert threads[0] is not threading.main_thread()
    assert built == [True]
    assert panel.content.first.hasFocus()
    panel.hide()
    panel.show()
    assert len(threads) == 1


def test_what_cannot_be_imported_is_told_and_tried_again(panel, qtbot, monkeypatch, caplog):
    said = []
    panel.said.connect(said.append)
    name, panel._late._module = panel._late._module, "gui.nowhere"
    panel.show()
    qtbot.waitUntil(lambda: said != [])
    assert "gui.nowhere" in said[0]
    assert "could not be loaded" in words(panel)[0]
    panel._late._module = name
    panel.hide()
    panel.show()
    qtbot.waitUntil(lambda: placed(panel))
