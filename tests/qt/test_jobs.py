"""Long work in the compute thread, for real."""

import threading
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import Qt

from gui.jobs import Runner
from gui.session import Session
from model.reference import Reference
from model.standard import STANDARD
from tests.support import SyncEngine, draw, random_weights


@pytest.fixture(params=["thread", "no thread"])
def jobs(request, qtbot, standard_weights):
    """A session whose jobs run in the compute thread, and one whose jobs run between two events."""
    engine = SyncEngine if request.param == "no thread" else None
    session = Session(standard_weights, engine=engine)
    yield session
    assert session.close()


@pytest.fixture
def session(qtbot, standard_weights):
    made = Session(standard_weights)
    yield made
    assert made.close()


def counting(to):
    def work(network):
        yield from range(to)
        return "all"

    return work


def endless(network):
    while True:
        yield


def test_it_tells_its_progress_and_then_its_result(jobs, qtbot):
    job, told = jobs.start(counting(5)), []
    job.progressed.connect(told.append)
    job.finished.connect(told.append)
    job.ended.connect(lambda: told.append("ended"))
    with qtbot.waitSignal(job.ended):
        assert job.is_running
    assert told == [0, 1, 2, 3, 4, "all", "ended"]
    assert not job.is_running


def test_it_asks_the_network_of_the_window(jobs, qtbot, standard_weights):
    images = np.random.default_rng(0).random((10, 28, 28), np.float32)

    def work(network):
        yield
        return network.probabilities(images)

    with qtbot.waitSignal(jobs.start(work).finished) as done:
        pass
    assert np.allclose(done.args[0], Reference(jobs.specs, standard_weights).probabilities(images), atol=1e-5)


def test_it_asks_to_its_end_the_network_of_the_moment_it_began(jobs, qtbot, standard_weights):
    images = np.random.default_rng(0).random((3, 28, 28), np.float32)

    def work(network):
        first = network.probabilities(images)
        while not changed:
            yield
        return first, network.probabilities(images)

    changed, other = [], random_weights(STANDARD, seed=5)
    early = jobs.start(work)
    jobs.open_network(other)
    late = jobs.start(work)
    told = {}
    early.finished.connect(lambda answers: told.update(early=answers))
    late.finished.connect(lambda answers: told.update(late=answers))
    with qtbot.waitSignals([early.ended, late.ended]):
        changed.append(True)
    for name, weights in (("early", standard_weights), ("late", other)):
        expected = Reference(jobs.specs, weights).probabilities(images)
        assert all(np.allclose(answers, expected, atol=1e-5) for answers in told[name]), name


def test_it_runs_in_the_compute_thread(session, qtbot):
    def work(network):
        yield
        return threading.current_thread() is threading.main_thread()

    with qtbot.waitSignal(session.start(work).finished) as done:
        pass
    assert done.args == [False]


def test_what_goes_wrong_is_one_sentence_and_the_next_job_runs(jobs, qtbot, caplog):
    def broken(network):
        yield 1
        raise ValueError("It holds no digits.\nand more")

    job = jobs.start(broken)
    job.finished.connect(lambda _: pytest.fail("it did not finish"))
    with qtbot.waitSignal(job.failed) as failed:
        pass
    assert failed.args == ["It holds no digits."]
    assert not job.is_running
    with qtbot.waitSignal(jobs.start(counting(3)).finished):
        pass


def test_a_cancelled_one_ends_where_it_stands(jobs, qtbot):
    cleaned, told = threading.Event(), []

    def work(network):
        try:
            while True:
                yield 1
        finally:
            cleaned.set()

    job = jobs.start(work)
    with qtbot.waitSignal(job.progressed):
        pass
    job.progressed.connect(told.append)
    with qtbot.waitSignal(job.ended):
        job.cancel()
    assert not job.is_running
    qtbot.waitUntil(cleaned.is_set)
    with qtbot.waitSignal(jobs.start(counting(50)).finished):
        pass
    assert told == []
    job.cancel()


def test_several_take_turns(jobs, qtbot):
    """None has to wait for the end of another."""
    first, told = jobs.start(endless), []
    second, third = jobs.start(counting(2000)), jobs.start(counting(2000))
    second.progressed.connect(told.append)
    with qtbot.waitSignals([second.finished, third.finished]):
        pass
    assert told == list(range(2000))
    assert first.is_running
    first.cancel()


def test_a_stroke_is_answered_between_two_steps(session, qtbot):
    steps = []

    def work(network):
        while True:
            steps.append(session.trace)
            yield

    job = session.start(work)
    qtbot.waitUntil(lambda: len(steps) > 10)
    with qtbot.waitSignal(session.traceChanged):
        draw(session)
    assert job.is_running
    job.cancel()


def test_closing_ends_the_jobs(standard_weights, qtbot):
    session = Session(standard_weights)
    cleaned, heard = threading.Event(), []

    def work(network):
        try:
            while True:
                yield 1
        finally:
            cleaned.set()

    job, idle = session.start(work), session.start(endless)
    with qtbot.waitSignal(job.progressed):
        pass
    with qtbot.waitSignals([job.ended, idle.ended]):
        assert session.close()
    job.progressed.connect(heard.append)
    assert cleaned.is_set()
    assert not job.is_running
    assert not session.start(counting(3)).is_running
    qtbot.wait(30)
    assert heard == []


def test_starting_anew_again_and_again_asks_for_one_turn_at_a_time(qtbot, monkeypatch):
    """Otherwise each job that is cancelled leaves a turn behind, and a stroke waits for all of them."""
    asked, done, waiting = [], [], []

    def longer(what, than):
        return len(what) > than

    taken = Runner.step

    def step(runner):
        done.append(1)
        taken(runner)

    monkeypatch.setattr(Runner, "step", step)
    runner = Runner()
    runner._again.disconnect()
    runner._again.connect(lambda: asked.append(1), Qt.ConnectionType.DirectConnection)
    runner._again.connect(runner.step, Qt.ConnectionType.QueuedConnection)
    monkeypatch.setattr(runner, "_batch_of", lambda *network: None)
    for number in range(20):
        runner.begin(number, endless, ((), None))
        waiting.append(len(asked) - len(done))
        qtbot.waitUntil(partial(longer, done, len(done)))
        waiting.append(len(asked) - len(done))
        runner.drop(number)
    assert max(waiting) == 1
    runner.close()
