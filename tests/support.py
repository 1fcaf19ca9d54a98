"""What many tests of the window need: an engine without threads, random weights, a stroke."""

import numpy as np
from PySide6.QtCore import QObject, Signal

from gui.engine import EngineStatus, Worker
from gui.jobs import Jobs
from gui.mailbox import Mailbox
from gui.settings import Settings
from gui.window import MainWindow
from model import weights
from model.layers import describe


class SyncEngine(QObject):
    """The engine's surface without its threads: an answer is there when `submit` returns."""

    traced = Signal(object)
    statusChanged = Signal(object)
    is_loading = False

    def __init__(self, specs, values):
        super().__init__()
        self._mailbox = Mailbox()
        self.worker = Worker(self._mailbox, specs, values)
        self.worker.traced.connect(self.traced)
        self.worker.statusChanged.connect(self.statusChanged)
        self._specs = specs
        self._jobs = Jobs()

    def submit(self, request):
        self._mailbox.put(request)
        self.worker.drain()

    def start(self, work, weights):
        return self._jobs.start(work, (self._specs, weights))

    def load(self):
        self.statusChanged.emit(EngineStatus())

    def close(self):
        self._jobs.close()
        return True


def random_weights(configs, seed=0):
    """Weights of the size that training gives, so that every layer has something to show."""
    random = np.random.default_rng(seed)
    arrays = {}
    for spec in describe(configs):
        for name, shape in spec.variables:
            fan_in = int(np.prod(shape[:-1])) if len(shape) > 1 else 100
            values = random.normal(0, np.sqrt(2 / fan_in), shape)
            arrays[f"{spec.name}/{name}"] = np.abs(values) if name == "moving_variance" else values
    return weights.make(configs, arrays)


def furnished(session, settings, size=None):
    """A whole window that is not shown yet; `settings` may be the folder for a file of them."""
    window = MainWindow(settings if isinstance(settings, Settings) else Settings(settings / "settings.json"))
    for _ in window.furnish(session):
        pass
    if size is not None:
        window.resize(*size)
    return window


def draw(session, points=((0.3, 0.2), (0.7, 0.3), (0.5, 0.5), (0.4, 0.8))):
    """One stroke through `points`."""
    session.begin_stroke(*points[0])
    for point in points[1:]:
        session.extend_stroke(*point)
    session.end_stroke()
