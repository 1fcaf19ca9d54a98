"""A hand on a canvas, for tests."""

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from model.grid import SIDE

NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


def at(canvas, x, y):
    paper = canvas.paper
    return QPoint(round(paper.x() + x * paper.width()), round(paper.y() + y * paper.height()))


def send(canvas, kind, x, y, button=LEFT, held=LEFT, modifiers=NONE):
    """Send one mouse event at a place that need not be a whole pixel."""
    paper = canvas.paper
    place = QPointF(paper.x() + x * paper.width(), paper.y() + y * paper.height())
    event = QMouseEvent(kind, place, canvas.mapToGlobal(place), button, held, modifiers)
    QApplication.sendEvent(canvas, event)


def stroke(canvas, points, button=LEFT, modifiers=NONE):
    QTest.mousePress(canvas, button, modifiers, at(canvas, *points[0]))
    for point in points[1:]:
        QTest.mouseMove(canvas, at(canvas, *point))
        QApplication.processEvents()
    QTest.mouseRelease(canvas, button, modifiers, at(canvas, *points[-1]))


def ink_at(session, x, y):
    return int(session.ink.raster.cells[int(y * SIDE), int(x * SIDE)])


def pixels(canvas):
    """What the paper looks like, uint32 [448, 448]."""
    image = canvas.grab(canvas.paper).toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width()).copy()
