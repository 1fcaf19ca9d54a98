"""Docks that most starts go without: their content is imported beside the window and comes in small pieces."""

import importlib
import threading

import pytest

from gui import browsing, late
from gui.panels.browser import Browser
from gui.panels.evaluation import Evaluation
from gui.panels.shift import ShiftLab
from gui.shifting import stage


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


@pytest.mark.parametrize("where", ["__init__", "show_selection", "show_lit"])
def test_a_content_that_fails_is_told_in_a_sentence_and_tried_again(qtbot, session, monkeypatch, caplog, where):
    def fail(*_):
        raise ValueError("no room\nfor anything")

    panel, said = ShiftLab(session), []
    qtbot.addWidget(panel)
    panel.said.connect(said.append)
    with monkeypatch.context() as patch:
        patch.setattr(stage.ShiftStage, where, fail)
        panel.show()
        qtbot.waitUntil(lambda: said != [])
        assert said == ["The shift lab cannot be shown. no room"]
        assert "could not be loaded" in words(panel)[0]
        assert "Traceback" in caplog.text
        assert panel.content is None
        session.select(session.specs[1].name)
        panel.grab()
    panel.hide()
    panel.show()
    qtbot.waitUntil(lambda: placed(panel))
    assert words(panel) == []
    panel.hide()


def test_a_content_that_fails_when_it_is_shown_stays_and_ends_nothing(qtbot, session, monkeypatch):
    def fail(*_):
        raise ValueError("no trace")

    panel, said = ShiftLab(session), []
    qtbot.addWidget(panel)
    panel.said.connect(said.append)
    with monkeypatch.context() as patch:
        patch.setattr(stage.ShiftStage, "show_trace", fail)
        panel.show()
        qtbot.waitUntil(lambda: placed(panel))
        panel.grab()
    assert len(said) == 1
    assert "no trace" in said[0]
    panel.hide()
    panel.show()
    assert placed(panel)
    panel.hide()
