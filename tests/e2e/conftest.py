"""What the end-to-end tests share."""

import pytest

from gui.settings import Settings


@pytest.fixture
def settings(tmp_path):
    """Return settings of their own, as after the tour was seen."""
    made = Settings(tmp_path / "settings.json")
    made.set("tour_seen", True)
    return made
