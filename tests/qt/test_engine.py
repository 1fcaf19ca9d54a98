"""The compute thread and the loader thread, for real."""

import threading

import numpy as np
import pytest

from gui.engine import Engine
from gui.session import Session
from model.digitize import digitize
from model.layers import describe
from model.reference import Reference
from model.trace import Request
from tests.support import draw, random_weights


@pytest.fixture
def engine_of(qtbot, standard_weights):
    made = []

    def make(loader=None):
        made.append(Engine(describe(standard_weights.configs), standard_weights, loader))
        return made[-1]

    yield make
    for engine in made:
        assert engine.close()


def request(serial, weights):
    ink = np.zeros((448, 448), np.uint8)
    ink[100:300, 200:240] = 255
    return Request(serial, digitize(ink), weights, 0.0)


class Recomputing:
    """Stands for Keras: the reference with an error of chosen size in the last layer."""

    def __init__(self, weights, error=0.0):
        self._reference = Reference(describe(weights.configs), weights)
        self._error = np.float32(error)

    def adopt(self, weights):
        self._reference.adopt(weights)

    def run(self, image):
        *layers, (z, a) = self._reference.run(image)
        return (*layers, (z + self._error, a + self._error))


def test_an_answer_comes_from_another_thread(qtbot, engine_of, standard_weights):
    engine = engine_of()
    with qtbot.waitSignal(engine.traced) as answer:
        engine.submit(request(1, standard_weights))
    trace = answer.args[0]
    assert trace.serial == 1
    assert trace.engine == "numpy"
    assert trace.probabilities.sum() == pytest.approx(1, abs=1e-5)


def test_a_flood_of_requests_ends_with_the_last(qtbot, engine_of, standard_weights):
    engine, serials = engine_of(), []
    engine.traced.connect(lambda trace: serials.append(trace.serial))
    for serial in range(1, 501):
        engine.submit(request(serial, standard_weights))
    qtbot.waitUntil(lambda: bool(serials) and serials[-1] == 500)
    assert serials == sorted(serials)


def test_a_loaded_network_that_agrees_takes_over(qtbot, engine_of, standard_weights):
    engine = engine_of(Recomputing)
    with qtbot.waitSignal(engine.statusChanged, check_params_cb=lambda status: status.engine == "keras") as told:
        engine.load()
    assert told.args[0].difference == 0.0
    with qtbot.waitSignal(engine.traced) as answer:
        engine.submit(request(1, standard_weights))
    assert answer.args[0].engine == "keras"


def test_a_network_that_differs_is_not_believed(qtbot, engine_of):
    engine = engine_of(lambda weights: Recomputing(weights, 0.01))
    with qtbot.waitSignal(engine.statusChanged, check_params_cb=lambda status: not status.agree) as told:
        engine.load()
    assert told.args[0].engine == "numpy"
    assert told.args[0].difference == pytest.approx(0.01, rel=1e-3)


def test_a_loader_that_fails_is_told_and_numpy_goes_on(qtbot, engine_of, standard_weights):
    def broken(weights):
        raise ImportError("libtensorflow is missing")

    engine = engine_of(broken)
    with qtbot.waitSignal(engine.statusChanged, check_params_cb=lambda status: status.error) as told:
        engine.load()
    assert told.args[0].error == "libtensorflow is missing"
    assert not told.args[0].loading
    with qtbot.waitSignal(engine.traced):
        engine.submit(request(1, standard_weights))


def test_closing_while_the_loader_works_does_not_wait_for_it(qtbot, standard_weights):
    go_on = threading.Event()

    def slow(weights):
        go_on.wait(30)
        return Recomputing(weights)

    engine = Engine(describe(standard_weights.configs), standard_weights, slow)
    engine.load()
    qtbot.waitUntil(lambda: engine.is_loading)
    assert engine.close()
    assert engine.is_loading
    go_on.set()
    qtbot.waitUntil(lambda: not engine.is_loading)


def test_nothing_is_said_after_closing(qtbot, engine_of, standard_weights):
    engine, said = engine_of(), []
    engine.traced.connect(said.append)
    engine.submit(request(1, standard_weights))
    engine.close()
    engine.submit(request(2, standard_weights))
    qtbot.wait(50)
    assert len(said) == 0


def test_a_session_answers_while_the_stroke_moves(qtbot):
    from model.standard import STANDARD

    session = Session(random_weights(STANDARD))
    try:
        with qtbot.waitSignal(session.traceChanged):
            session.begin_stroke(0.4, 0.4)
        with qtbot.waitSignal(session.traceChanged):
            session.extend_stroke(0.6, 0.6)
        assert session.is_drawing
        session.end_stroke()
        draw(session)
        session.clear()
        qtbot.wait(100)
        assert session.trace is None, "an answer of before the clearing was shown"
    finally:
        assert session.close()
