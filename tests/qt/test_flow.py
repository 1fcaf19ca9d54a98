"""Widgets in rows."""

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from gui.widgets.flow import Flow


@pytest.fixture
def owner(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def flow(owner):
    flow = Flow(owner, 4)
    flow.setContentsMargins(0, 0, 0, 0)
    for _ in range(3):
        button = QPushButton(owner)
        button.setFixedSize(100, 20)
        flow.addWidget(button)
    return flow


def rows(flow):
    return [(flow.itemAt(i).geometry().x(), flow.itemAt(i).geometry().y()) for i in range(flow.count())]


@pytest.mark.parametrize(
    ("width", "places", "height"),
    [
        (308, [(0, 0), (104, 0), (208, 0)], 20),
        (307, [(0, 0), (104, 0), (0, 24)], 44),
        (150, [(0, 0), (0, 24), (0, 48)], 68),
    ],
)
def test_a_new_row_begins_where_the_room_ends(owner, flow, width, places, height):
    owner.resize(width, 100)
    owner.show()
    assert rows(flow) == places
    assert flow.heightForWidth(width) == height
    assert flow.sizeHint().width() == 308


def test_what_can_grow_takes_the_rest_of_its_row(owner, flow):
    field = QLineEdit(owner)
    flow.addWidget(field)
    owner.resize(900, 100)
    owner.show()
    assert field.x() == 312
    assert field.width() == 900 - 312


def test_what_is_hidden_takes_no_room(owner, flow):
    flow.itemAt(0).widget().hide()
    owner.resize(308, 100)
    owner.show()
    assert rows(flow)[1:] == [(0, 0), (104, 0)]
    assert flow.sizeHint().width() == 204
