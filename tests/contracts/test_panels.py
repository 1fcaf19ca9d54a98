"""What every panel promises, whoever wrote it: found by itself as soon as its file is in the folder."""

import gc
import json
import weakref

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, SignalInstance
from PySide6.QtWidgets import QMainWindow, QWidget
from shiboken6 import isValid

from gui import panels
from gui.dock import Dock
from gui.session import Session
from model.digitize import Digitized
from model.reference import Reference
from model.standard import STANDARD
from model.trace import LayerTrace, Trace
from tests.support import SyncEngine, draw, random_weights


def layer(kind, name, **config):
    return {"class_name": kind, "config": {"name": name, **config}}


SMALL = (
    layer("InputLayer", "input", batch_shape=[None, 28, 28, 1]),
    layer("Conv2D", "conv2d", filters=5, kernel_size=[5, 3], strides=2, padding="same"),
    layer("BatchNormalization", "norm"),
    layer("ReLU", "relu"),
    layer("GlobalAveragePooling2D", "means"),
    layer("Dense", "dense", units=10, activation="softmax"),
)
SAME_NAMES = (
    layer("InputLayer", "input", batch_shape=[None, 28, 28, 1]),
    layer("Flatten", "conv2d"),
    layer("Dense", "flatten", units=3, activation="tanh"),
    layer("Dense", "dense", units=10),
)
VECTORS = (
    layer("InputLayer", "input", batch_shape=[None, 784]),
    layer("Dense", "dense", units=7, activation="sigmoid"),
    layer("Dense", "dense_1", units=10, activation="softmax"),
)
KINDS = panels.kinds()
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)


def test_the_modules_of_the_panels_that_are_opened_at_first_are_listed():
    modules = {kind.__module__.rpartition(".")[2] for kind in KINDS if kind.opened}
    assert modules == panels.OPENED


@pytest.fixture
def make_session(qtbot):
    made = []

    def make(configs):
        made.append(Session(random_weights(configs), engine=SyncEngine))
        return made[-1]

    yield make
    for session in made:
        session.close()


@pytest.fixture
def session(make_session):
    return make_session(STANDARD)


@pytest.fixture(params=KINDS, ids=[kind.__name__ for kind in KINDS])
def panel(request, session, qtbot):
    """The first panel of a kind, in a window of its own."""
    made = request.param.for_session(session)
    assert made, "the given network has something for every kind of panel"
    for item in made:
        qtbot.addWidget(item)
    made[0].resize(420, 320)
    return made[0]


def foreign_trace(configs, serial=1000):
    made = random_weights(configs, seed=3)
    from model.layers import describe

    specs = describe(configs)
    image = np.random.default_rng(0).random((28, 28), np.float32)
    values = Reference(specs, made).run(image)
    layers = tuple(LayerTrace(spec, z, a) for spec, (z, a) in zip(specs, values, strict=True))
    return Trace(serial, Digitized(image, (), False), layers, made, "numpy", 0.001, 1.0)


class Painted(QObject):
    """Counts paint events of a panel and of all that is in it."""

    def __init__(self, panel):
        super().__init__()
        self.count = 0
        for widget in (panel, *panel.findChildren(QWidget)):
            widget.installEventFilter(self)

    def eventFilter(self, watched, event):
        self.count += event.type() == QEvent.Type.Paint
        return False


def signals_of(thing):
    """Signals that our own classes declare."""
    for kind in type(thing).__mro__:
        if kind.__module__.startswith("gui."):
            for name in vars(kind):
                if isinstance(getattr(thing, name, None), SignalInstance):
                    yield name, getattr(thing, name)


def show(qtbot, panel):
    with qtbot.waitExposed(panel):
        panel.show()


def test_there_are_panels_and_their_keys_are_stable(session, qtbot):
    first, second = panels.create_all(session), panels.create_all(session)
    for item in (*first, *second):
        qtbot.addWidget(item)
    keys = [item.key for item in first]
    assert keys
    assert len(set(keys)) == len(keys)
    assert keys == [item.key for item in second]
    assert all(key.isascii() and key == key.strip() for key in keys)


def test_its_dock_has_its_name(session, qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    for made in panels.create_all(session):
        dock = Dock(made, window)
        assert dock.accessibleName() == dock.windowTitle() == made.title()
        assert dock.objectName() == made.key


def test_it_says_what_it_is(panel):
    assert panel.title().strip()
    assert isinstance(panel.fact(), str)
    paragraph, attempt = panel.help()
    assert len(paragraph) > 40
    assert len(attempt) > 20
    assert paragraph != attempt


def test_its_tools_can_be_found_by_everybody(panel):
    tools = panel.tools()
    for tool in tools:
        tool.setParent(panel)
        assert (tool.accessibleName() or getattr(tool, "text", str)()).strip()
        assert tool.toolTip().strip()


def test_it_can_be_shown_without_a_trace(panel, qtbot):
    show(qtbot, panel)
    assert not panel.grab().isNull()


def test_it_shows_every_trace_while_visible(panel, session, qtbot):
    show(qtbot, panel)
    shown = []
    original = panel.show_trace
    panel.show_trace = lambda trace: (shown.append(trace), original(trace))
    draw(session)
    assert shown
    assert shown[-1] is session.trace
    assert not panel.grab().isNull()
    session.clear()
    assert shown[-1] is None
    assert not panel.grab().isNull()


@pytest.mark.parametrize("configs", [SMALL, SAME_NAMES, VECTORS], ids=["small", "same names", "vectors"])
def test_it_survives_a_trace_of_another_architecture(panel, session, qtbot, configs):
    show(qtbot, panel)
    draw(session)
    panel.grab()
    panel.show_trace(foreign_trace(configs))
    panel.grab()
    panel.fact()
    panel.show_trace(session.trace)
    panel.show_trace(None)
    panel.show_trace(foreign_trace(configs, 1001))
    panel.grab()


@pytest.mark.parametrize("configs", [SMALL, VECTORS], ids=["small", "vectors"])
def test_all_can_be_made_for_another_network(make_session, configs, qtbot):
    session = make_session(configs)
    for panel in panels.create_all(session):
        qtbot.addWidget(panel)
        show(qtbot, panel)
        draw(session)
        panel.grab()
        panel.tools()
        assert panel.title()
        assert all(panel.help())


def test_a_hidden_one_does_nothing_and_catches_up(panel, session, qtbot):
    show(qtbot, panel)
    draw(session)
    panel.hide()
    painted = Painted(panel)
    shown = []
    original = panel.show_trace
    panel.show_trace = lambda trace: (shown.append(trace), original(trace))
    draw(session, ((0.2, 0.2), (0.8, 0.8)))
    for spec in session.specs:
        session.select(spec.name)
    session.select(None)
    assert not shown
    assert not painted.count
    show(qtbot, panel)
    assert shown == [session.trace]
    qtbot.waitUntil(lambda: painted.count > 0)


def test_showing_a_trace_emits_nothing(panel, session, qtbot):
    show(qtbot, panel)
    draw(session)
    first = session.trace
    draw(session, ((0.2, 0.7), (0.8, 0.2)))
    heard = []
    things = [session, panel, *(child for child in panel.findChildren(QObject) if hasattr(child, "__dict__"))]
    for thing in things:
        for name, signal in signals_of(thing):
            signal.connect(lambda *_, name=name, thing=thing: heard.append((type(thing).__name__, name)))
    for trace in (first, session.trace, foreign_trace(SMALL), None, session.trace):
        panel.show_trace(trace)
    assert heard == []


def test_showing_a_selection_emits_nothing_and_takes_any_unit(panel, session, qtbot):
    from gui.session import Selection

    show(qtbot, panel)
    draw(session)
    heard = []
    session.selectionChanged.connect(heard.append)
    names = [spec.name for spec in session.specs]
    for selection in (
        *[Selection(name) for name in names],
        *[Selection(spec.name, (0,) * len(spec.output_shape)) for spec in session.specs],
        *[Selection(spec.name, tuple(n - 1 for n in spec.output_shape)) for spec in session.specs],
        Selection("nobody", (1, 2, 3)),
        Selection(names[1], (900, 900, 900)),
        Selection(names[-1], (900,)),
        Selection(),
    ):
        panel.show_selection(selection)
        panel.grab()
    assert heard == []


def test_its_choices_survive_the_settings_file(panel):
    state = panel.state()
    assert json.loads(json.dumps(state)) == state
    for rubbish in (
        {},
        {"": None},
        {name: 7 for name in state},
        {name: "rubbish" for name in state},
        {"x": [1]},
    ):
        panel.restore(rubbish)
        assert panel.state() == state


def test_it_is_freed_after_close(session, qtbot):
    for kind in KINDS:
        owner = QWidget()
        qtbot.addWidget(owner)
        made = kind.for_session(session)
        for item in made:
            item.setParent(owner)
        show(qtbot, owner)
        made[0].show()
        draw(session)
        references = [weakref.ref(item) for item in made]
        gone: list[bool] = []
        for item in made:
            item.destroyed.connect(lambda *_, gone=gone: gone.append(True))
        count = len(made)
        del made, item
        owner.close()
        owner.deleteLater()
        qtbot.waitUntil(lambda gone=gone, count=count: len(gone) == count)
        gc.collect()
        alive = [found for reference in references if (found := reference()) is not None]
        assert not [type(found).__name__ for found in alive if isValid(found) or found is not None]
        draw(session, ((0.2, 0.2), (0.8, 0.8)))  # nobody is left to be told
        session.clear()
