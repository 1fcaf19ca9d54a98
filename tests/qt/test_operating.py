"""A network is operated on while its window is open: who answers, and that every panel follows."""

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from gui.session import Session
from model.reference import Reference
from model.surgery import Surgery
from tests.support import SyncEngine, draw, random_weights

KERNEL = np.array([[0.5, 0, -0.5]] * 3, np.float32)


def operated(surgery):
    return surgery.paint("conv2d", 3, 0, KERNEL).paint("conv2d_1", 5, 2, KERNEL).switch("dense", [1, 2, 3], on=False)


def expected(session, weights):
    return Reference(session.specs, weights).run(session.trace.image)[-1][1]


def test_an_edit_answers_the_ink_at_once_and_tells_once(session, qtbot):
    draw(session)
    moments, told = len(session.history), []
    session.networkChanged.connect(lambda: told.append(session.trace))
    before = session.trace
    session.operate(operated(session.surgery))
    assert session.is_answered
    assert session.trace.weights is session.weights is session.surgery.weights
    assert told == [session.trace]
    np.testing.assert_allclose(session.trace.probabilities, expected(session, session.weights), atol=1e-6)
    assert (session.trace.probabilities != before.probabilities).any()
    assert len(session.history) == moments, "the drawing did not go on"
    session.operate(session.surgery)
    assert len(told) == 1


def test_the_original_answers_for_as_long_as_it_is_compared(session):
    draw(session)
    learned = session.trace.probabilities
    session.operate(operated(session.surgery))
    ours = session.trace.probabilities
    session.compare(True)
    assert session.is_comparing
    np.testing.assert_array_equal(session.trace.probabilities, learned)
    draw(session, ((0.3, 0.3), (0.6, 0.9)))  # new ink too
    np.testing.assert_allclose(session.trace.probabilities, expected(session, session.surgery.original), atol=1e-6)
    session.undo()
    session.compare(False)
    np.testing.assert_array_equal(session.trace.probabilities, ours)
    session.compare(True)
    session.operate(session.surgery.switch("conv2d", 9, on=False))
    assert not session.is_comparing
    assert session.trace.weights is session.surgery.weights


def test_nothing_is_asked_without_ink_and_the_next_stroke_meets_the_new_network(session):
    session.operate(operated(session.surgery))
    assert session.trace is None
    draw(session)
    assert session.trace.weights is session.surgery.weights
    session.clear()
    session.compare(True)
    assert session.trace is None


def test_only_operations_on_the_open_network_are_taken(session):
    other = random_weights(session.weights.configs, seed=4)
    with pytest.raises(ValueError, match="Expected an operation on the network that is open"):
        session.operate(Surgery.of(other))
    with pytest.raises(ValueError, match="same layers"):
        session.open_network(random_weights(session.weights.configs[:-1]))
    draw(session)
    session.open_network(other)
    assert session.trace.weights is other
    session.operate(operated(session.surgery))
    assert session.surgery.original is other


def pictures(window, keys):
    """What panels look like that are shown one after the other."""
    found = {}
    for key in keys:
        window.call_panel(key)
        window.canvas.setFocus()  # only one of two windows can have a frame around what has the keyboard
        QApplication.processEvents()  # it finds its size
        found[key] = window.panel(key).grab().toImage()
    return found


def test_every_panel_shows_what_it_would_show_of_such_a_network(open_window, qtbot, tmp_path):
    keys = ("maps.conv2d", "maps.max_pooling2d", "maps.conv2d_1", "maps.max_pooling2d_1", "vectors", "kernels")
    keys += ("route", "sliding", "microscope")
    changed = open_window()
    fresh = open_window(session=Session(operated(changed.session.surgery).weights, engine=SyncEngine))
    for window in (changed, fresh):
        for key in keys:
            window.call_panel(key)
            panel = window.panel(key)
            if hasattr(panel, "content"):
                qtbot.waitUntil(lambda panel=panel: panel.content is not None)
        draw(window.session)
        window.session.select("conv2d_1", (4, 4, 6))
    before = pictures(changed, keys)
    changed.session.operate(operated(changed.session.surgery))
    after, right = pictures(changed, keys), pictures(fresh, keys)
    for key in keys:
        assert after[key] == right[key], key
    assert all(before[key] != after[key] for key in keys)
    changed.session.clear()
    fresh.session.clear()
    changed.session.operate(changed.session.surgery.reset())
    kernels = changed.panel("kernels")
    changed.call_panel("kernels")
    assert kernels._found.weights is changed.session.surgery.original.of("conv2d_1")["kernel"]
    changed.network_file.let_go()


def test_an_evaluation_is_hidden_from_another_network_until_its_own_answers_again(open_window, qtbot, mnist):
    from gui.evaluation.work import evaluating
    from model.samples import Pictures

    window = open_window()
    window.call_panel("evaluation")
    panel = window.panel("evaluation")
    qtbot.waitUntil(lambda: panel._content is not None)
    content, session = panel._content, window.session
    some = Pictures(mnist.test.images[:50], mnist.test.labels[:50].astype(np.int64))
    content._begin(evaluating("some", some), content._on_answered, content._on_evaluated)
    qtbot.waitUntil(lambda: content.outcome is not None)
    outcome, before = content.outcome, session.surgery
    session.operate(operated(before))
    assert content.outcome is None
    session.compare(True)
    assert content.outcome is outcome
    session.compare(False)
    session.operate(before)
    assert content.outcome is outcome
