"""A session without threads, and a fresh theme, for the tests of the window's parts."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest

from gui.canvas import Canvas
from gui.ink_area import InkArea
from gui.session import Session
from gui.settings import Settings
from gui.theme import theme
from model.grid import SIDE
from model.standard import STANDARD
from tests.support import SyncEngine, furnished, random_weights


@pytest.fixture
def standard_weights():
    return random_weights(STANDARD)


@pytest.fixture
def session(qtbot, standard_weights):
    made = Session(standard_weights, engine=SyncEngine)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def fresh_theme(qapp):
    """Every test begins in the look of a fresh start."""
    theme().install(qapp)
    theme().set_scale(1.0)
    mode, name = theme().mode, theme().map_name
    yield
    theme().set_mode(mode)
    theme().set_map(name)


@pytest.fixture(autouse=True)
def pointer_away(qapp):
    """No test begins with the pointer where the one before left it: a window that is shown under it is pointed at."""
    QCursor.setPos(-100, -100)


@pytest.fixture
def canvas(qtbot, session):
    """Return a canvas of 448 x 500 pixels: one pixel a cell, 26 empty rows above and below the paper."""
    made = Canvas(session)
    qtbot.addWidget(made)
    made.resize(SIDE, SIDE + 52)
    with qtbot.waitExposed(made):
        made.show()
    QTest.mouseMove(made, QPoint(3, 3))  # off the paper, wherever the test before left the pointer
    return made


@pytest.fixture
def area(qtbot, session):
    """Return canvas and steps in a width of 420 pixels."""
    made = InkArea(session)
    qtbot.addWidget(made)
    made.resize(420, 700)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def settings(tmp_path):
    return Settings(tmp_path / "settings.json")


@pytest.fixture
def open_window(qtbot, standard_weights, settings):
    """Return a function that opens a window, as a start of the program does; its engine has no threads."""

    def make(settings=settings, size=(1440, 900), session=None):
        window = furnished(session or Session(standard_weights, engine=SyncEngine), settings, size)
        qtbot.addWidget(window)
        with qtbot.waitSignal(window.painted):
            window.show()
        return window

    return make
