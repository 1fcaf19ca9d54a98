"""Long work in the compute thread, some milliseconds per event, so that a stroke is answered in between.

A job is a generator function of the network: to its end of the one that the window has when it begins. Each `next()` is
one step and should be short: 4 ms, 8 ms at most (32 or 64 pictures through `model.batch.Batch`); very short ones are
done together. What it yields is told as progress, None is not; what it returns is the result. All of these cross to the
GUI thread and must be frozen values. Several jobs take turns::

    def count(network: Batch) -> Generator[int, None, Array]: ...

    job = session.start(count)
    job.progressed.connect(self._on_progressed)
    job.finished.connect(self._on_finished)
    job.failed.connect(self._on_failed)
"""

from __future__ import annotations

import itertools
import logging
import time
from collections import deque
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.batch import Batch
    from model.layers import LayerSpec
    from model.weights import Weights

_log = logging.getLogger(__name__)

_TURN_SECONDS = 0.004
"""After so long a stroke gets its turn."""

Steps = Generator[Any, None, Any]
Work = Callable[["Batch"], Steps]
Network = tuple["Sequence[LayerSpec]", "Weights"]


class Job(QObject):
    """The handle of one job, in the GUI thread. After `ended` it says nothing more.

    Attributes
    ----------
    progressed
        Emitted with what the work yielded.
    finished
        Emitted with what the work returned.
    failed
        Emitted with one sentence.
    ended
        Emitted last, whether it finished, failed or was cancelled.
    """

    progressed = Signal(object)
    finished = Signal(object)
    failed = Signal(str)
    ended = Signal()
    _cancelled = Signal(int)

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self.is_running = True

    @Slot()
    def cancel(self) -> None:
        """Stop after the step under way; safe to call at any time. Neither `finished` nor `failed` follows."""
        if self.is_running:
            self._cancelled.emit(self._number)


class Runner(QObject):
    """Runs the steps. It lives in the compute thread, and keeps one `Batch` for all jobs that ask the same network."""

    progressed = Signal(int, object)
    finished = Signal(int, object)
    failed = Signal(int, str)
    _again = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._batch: Batch | None = None
        self._running: deque[tuple[int, Callable[[], Steps] | Steps]] = deque()
        self._is_asked = False  # a turn is on its way; a second one would take a stroke's place
        self._again.connect(self.step, Qt.ConnectionType.QueuedConnection)

    @Slot(int, object, object)
    def begin(self, number: int, work: Work, network: Network) -> None:
        """Let a job take part from now on; it asks the network with these layers and weights."""
        self._running.append((number, lambda: work(self._batch_of(*network))))
        self._ask()

    @Slot(int)
    def drop(self, number: int) -> None:
        """End a job where it stands."""
        for item in tuple(self._running):
            if item[0] == number:
                self._running.remove(item)
                if isinstance(item[1], Generator):
                    item[1].close()

    @Slot()
    def step(self) -> None:
        """Do some steps of the job whose turn it is, and ask for the next turn behind whatever waits by then."""
        self._is_asked = False
        if not self._running:
            return
        number, work = self._running.popleft()
        until = time.perf_counter() + _TURN_SECONDS
        try:
            if not isinstance(work, Generator):
                work = work()
            while True:
                if (news := next(work)) is not None:
                    self.progressed.emit(number, news)
                if time.perf_counter() >= until:
                    break
        except StopIteration as end:
            self.finished.emit(number, end.value)
        except Exception as error:  # noqa: BLE001 - a job's fault must not end the thread that answers strokes
            _log.exception("A job failed")
            self.failed.emit(number, str(error).strip().split("\n")[0] or type(error).__name__)
        else:
            self._running.append((number, work))
        self._ask()

    def _ask(self) -> None:
        if self._running and not self._is_asked:
            self._is_asked = True
            self._again.emit()

    def close(self) -> None:
        """End all jobs. Called when the thread has ended, from another one."""
        while self._running:
            self.drop(self._running[0][0])

    def _batch_of(self, specs: Sequence[LayerSpec], weights: Weights) -> Batch:
        if self._batch is None or self._batch.weights is not weights:
            from model.batch import Batch

            self._batch = Batch(specs, weights)
        return self._batch


class Jobs(QObject):
    """Starts jobs in `thread` and hands on what they tell; without a thread they run between the caller's events."""

    _started = Signal(int, object, object)
    _dropped = Signal(int)

    def __init__(self, thread: QThread | None = None) -> None:
        super().__init__()
        self._numbers = itertools.count(1)
        self._jobs: dict[int, Job] = {}
        self._closed = False
        self._runner = Runner()
        if thread is not None:
            self._runner.moveToThread(thread)
        queued = Qt.ConnectionType.QueuedConnection
        self._started.connect(self._runner.begin, queued)
        self._dropped.connect(self._runner.drop, queued)
        self._runner.progressed.connect(self._on_progressed, queued)
        self._runner.finished.connect(self._on_finished, queued)
        self._runner.failed.connect(self._on_failed, queued)

    def start(self, work: Work, network: Network) -> Job:
        """Begin a job that asks the network with these layers and weights; see the module.

        The handle is kept as long as it runs.
        """
        number = next(self._numbers)
        job = Job(number)
        job._cancelled.connect(self._on_cancelled)
        if self._closed:
            job.is_running = False
            return job
        self._jobs[number] = job
        self._started.emit(number, work, network)
        return job

    def close(self, ended: bool = True) -> None:
        """Say nothing more, and end what runs: here, now that the thread has `ended`."""
        self._closed = True
        if ended:
            self._runner.close()
        while self._jobs:
            self._end(self._jobs.popitem()[1])

    @Slot(int, object)
    def _on_progressed(self, number: int, news: object) -> None:
        if (job := self._jobs.get(number)) is not None:
            job.progressed.emit(news)

    @Slot(int, object)
    def _on_finished(self, number: int, result: object) -> None:
        if (job := self._jobs.pop(number, None)) is not None:
            job.is_running = False
            job.finished.emit(result)
            job.ended.emit()

    @Slot(int, str)
    def _on_failed(self, number: int, reason: str) -> None:
        if (job := self._jobs.pop(number, None)) is not None:
            job.is_running = False
            job.failed.emit(reason)
            job.ended.emit()

    @Slot(int)
    def _on_cancelled(self, number: int) -> None:
        if (job := self._jobs.pop(number, None)) is not None:
            self._dropped.emit(number)
            self._end(job)

    def _end(self, job: Job) -> None:
        job.is_running = False
        job.ended.emit()
