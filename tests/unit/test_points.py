"""Points of a stroke under way."""

import numpy as np
import pytest

from model.points import Points


def test_what_was_read_never_changes_and_is_no_copy():
    rows = np.random.default_rng(0).random((2000, 4)).astype(np.float32)
    points, read = Points(tuple(rows[0].tolist())), []
    for row in rows[1:]:
        read.append(points.read())
        points.append(tuple(row.tolist()))
    assert len(points) == 2000
    assert points.last == tuple(rows[-1].tolist())
    assert np.array_equal(points.read(), rows)
    assert all(np.array_equal(some, rows[: len(some)]) for some in read)
    assert [len(some) for some in read] == list(range(1, 2000))
    assert np.shares_memory(read[-1], points.read())
    with pytest.raises(ValueError, match="read-only"):
        points.read()[0] = 0
