"""The compute thread: `Engine` is its face in the GUI thread, `Worker` lives in it and owns the network.

Until Keras is loaded, by a third thread, the worker answers with the NumPy reference pass.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from gui.jobs import Job, Jobs, Work
from gui.mailbox import Mailbox
from model.network import difference
from model.reference import Reference
from model.refusal import refusal_of
from model.trace import LayerTrace, Request, Trace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from model.layers import LayerSpec
    from model.network import KerasNetwork
    from model.weights import Weights

    Array = NDArray[np.float32]

_log = logging.getLogger(__name__)
_SECONDS_BETWEEN_COMPARISONS = 1.0
_CLOSE_MILLISECONDS = 2000


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """Who answers, how fast, and how far the two ways of computing are apart.

    Attributes
    ----------
    engine
        'numpy' or 'keras'.
    loading
        Whether Keras is still on its way.
    seconds
        Time of the network for one picture, smoothed; None before the first.
    difference
        Largest |Keras - NumPy| of any value of the last compared picture; None before a comparison.
    agree
        Whether that is within float32 rounding in every layer.
    error
        One sentence if something went wrong; None if not.
    """

    engine: str = "numpy"
    loading: bool = False
    seconds: float | None = None
    difference: float | None = None
    agree: bool = True
    error: str | None = None

    @property
    def is_settled(self) -> bool:
        """Whether it is decided who answers: Keras took over, or it never will."""
        return not self.loading and (self.engine == "keras" or not self.agree or self.error is not None)


class Network(Protocol):
    """Anything that gives every layer's (z, a) for one picture."""

    def adopt(self, weights: Weights) -> None:
        """Compute with other weights of the same layers from now on."""
        ...

    def run(self, image: Array) -> tuple[tuple[Array, Array], ...]:
        """All layers, the input first; the arrays are read-only."""
        ...


class Worker(QObject):
    """Owns the network. All its slots run in the compute thread."""

    traced = Signal(object)
    statusChanged = Signal(object)

    def __init__(self, mailbox: Mailbox[Request], specs: Sequence[LayerSpec], weights: Weights) -> None:
        super().__init__()
        self._mailbox = mailbox
        self._specs = tuple(specs)
        self._reference = Reference(specs, weights)
        self._network: Network = self._reference
        self._take(weights)
        self._status = EngineStatus()
        self._compared = 0.0

    @Slot()
    def drain(self) -> None:
        """Answer the newest request. A fault is told and does not end the thread."""
        request = self._mailbox.take()
        if request is None:
            return
        try:
            trace = self.compute(request)
        except Exception as error:  # noqa: BLE001 - whatever a network raises, the next picture must be answered
            _log.exception("The network failed")
            self._tell(error=str(error).strip().split("\n")[0] or type(error).__name__)
            return
        self.traced.emit(trace)
        if trace is not None:
            self._note_time(trace.seconds)
        if self._status.error is not None:
            self._tell(error=None)
        if self._network is not self._reference and trace is not None:
            self._compare_now_and_then(trace)

    def compute(self, request: Request) -> Trace | None:
        """Run the network; None for blank ink."""
        digitized = request.digitized
        if digitized.blank:
            return None
        if request.weights is not self._weights:
            self._network.adopt(request.weights)
            self._take(request.weights)
        begun = time.perf_counter()
        values = self._network.run(digitized.image)
        seconds = time.perf_counter() - begun
        return Trace(
            serial=request.serial,
            digitized=digitized,
            layers=tuple(LayerTrace(spec, z, a) for spec, (z, a) in zip(self._specs, values, strict=True)),
            weights=self._weights,
            engine=self._status.engine,
            seconds=seconds,
            time=request.time,
            is_moment=request.is_moment,
            refusal=refusal_of(
                digitized.image,
                values[-2:][0][1],
                values[-1][0],
                self._boundary if request.is_drawn else self._lenient,
                request.shortest,
            ),
        )

    def _take(self, weights: Weights) -> None:
        self._weights = weights
        self._boundary = weights.boundary
        self._lenient = None if weights.boundary is None else weights.boundary.for_pictures()

    @Slot(object)
    def adopt(self, network: KerasNetwork) -> None:
        """Take over a loaded Keras network, if it computes what the reference computes."""
        import numpy as np

        rows, columns = self._specs[0].output_shape[:2]
        ramp = np.linspace(0, 1, rows * columns, dtype=np.float32).reshape(rows, columns)
        try:
            network.adopt(self._weights)  # it was begun to be loaded with those of the start
            largest, agree = difference(self._reference.run(ramp), network.run(ramp))
        except Exception as error:  # noqa: BLE001 - the reference goes on answering
            _log.exception("The Keras network failed")
            self._tell(loading=False, error=str(error).strip().split("\n")[0] or type(error).__name__)
            return
        if agree:
            self._network = network
            self._tell(engine="keras", loading=False, difference=largest, agree=True, seconds=None)
        else:
            self._tell(loading=False, difference=largest, agree=False)

    @Slot(str)
    def refuse(self, reason: str) -> None:
        """Note that Keras cannot be loaded; the reference goes on answering."""
        self._tell(loading=False, error=reason)

    @Slot()
    def expect(self) -> None:
        """Note that Keras is being loaded."""
        self._tell(loading=True)

    def _compare_now_and_then(self, trace: Trace) -> None:
        now = time.monotonic()
        if now - self._compared < _SECONDS_BETWEEN_COMPARISONS:
            return
        self._compared = now
        self._reference.adopt(trace.weights)
        keras = [(layer.z, layer.a) for layer in trace.layers]
        largest, agree = difference(self._reference.run(trace.image), keras)
        self._tell(difference=largest, agree=agree)

    def _note_time(self, seconds: float) -> None:
        """Smooth over about ten pictures; told with the comparisons, not with every stroke."""
        old = self._status.seconds
        smooth = seconds if old is None else old + 0.1 * (seconds - old)
        self._status = replace(self._status, seconds=smooth)
        if old is None:
            self.statusChanged.emit(self._status)

    def _tell(self, **changes: object) -> None:
        self._status = replace(self._status, **changes)  # type: ignore[arg-type]
        self.statusChanged.emit(self._status)


class Engine(QObject):
    """Starts, feeds and ends the compute thread and the loader thread."""

    traced = Signal(object)
    statusChanged = Signal(object)
    _wake = Signal()
    _expected = Signal()
    _loaded = Signal(object)
    _refused = Signal(str)

    def __init__(
        self, specs: Sequence[LayerSpec], weights: Weights, loader: Callable[[Weights], KerasNetwork] | None = None
    ) -> None:
        super().__init__()
        self._specs = tuple(specs)
        self._weights = weights
        self._loader = loader
        self._loading: threading.Thread | None = None
        self._mailbox: Mailbox[Request] = Mailbox()
        self._worker = Worker(self._mailbox, specs, weights)
        self._thread = QThread()
        self._thread.setObjectName("compute")
        self._worker.moveToThread(self._thread)
        self._jobs = Jobs(self._thread)
        queued = Qt.ConnectionType.QueuedConnection
        self._wake.connect(self._worker.drain, queued)
        self._expected.connect(self._worker.expect, queued)
        self._loaded.connect(self._worker.adopt, queued)
        self._refused.connect(self._worker.refuse, queued)
        self._worker.traced.connect(self._on_traced, queued)
        self._worker.statusChanged.connect(self._on_status_changed, queued)
        self._closed = False
        self._thread.start()

    def submit(self, request: Request) -> None:
        """Ask for a trace; it replaces a request that the worker has not begun."""
        if self._mailbox.put(request) and not self._closed:
            self._wake.emit()

    def start(self, work: Work, weights: Weights) -> Job:
        """Begin long work in the compute thread with a network of these weights; see `gui.jobs`."""
        return self._jobs.start(work, (self._specs, weights))

    def load(self) -> None:
        """Begin to load Keras in a thread of its own; call it after the first paint."""
        if self._loader is None or self._loading is not None or self._closed:
            return
        self._expected.emit()
        self._loading = threading.Thread(target=self._load, name="loader", daemon=True)
        self._loading.start()

    def _load(self) -> None:
        """Run in the loader thread; signals are its only way out."""
        assert self._loader is not None
        try:
            network = self._loader(self._weights)
        except Exception as error:  # noqa: BLE001 - a broken installation must not cost the window
            _log.exception("Keras could not be loaded")
            if not self._closed:
                self._refused.emit(str(error).strip().split("\n")[0] or type(error).__name__)
            return
        if not self._closed:
            self._loaded.emit(network)

    @property
    def is_loading(self) -> bool:
        """Whether the loader thread is alive."""
        return self._loading is not None and self._loading.is_alive()

    def close(self) -> bool:
        """End the compute thread; return whether it ended in time. Safe to call twice."""
        if self._closed:
            return True
        self._closed = True
        self._thread.quit()
        ended = self._thread.wait(_CLOSE_MILLISECONDS)
        if not ended:
            _log.error("The compute thread did not end within %s ms", _CLOSE_MILLISECONDS)
        self._jobs.close(ended)
        return ended

    @Slot(object)
    def _on_traced(self, trace: Trace | None) -> None:
        if not self._closed:
            self.traced.emit(trace)

    @Slot(object)
    def _on_status_changed(self, status: EngineStatus) -> None:
        if not self._closed:
            self.statusChanged.emit(status)
