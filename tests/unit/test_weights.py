"""The weights file: what was saved comes back, and nothing else gets in."""

import io
import json
import os
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.layers import describe
from model.standard import STANDARD
from model.weights import WeightsError, load, make, save

SMALL = (
    {"class_name": "InputLayer", "config": {"name": "input", "batch_shape": [None, 2, 3, 1]}},
    {"class_name": "Flatten", "config": {"name": "flatten"}},
    {"class_name": "Dense", "config": {"name": "dense", "units": 4, "activation": "softmax"}},
)


def arrays_for(chain, seed=0):
    random = np.random.default_rng(seed)
    return {
        f"{spec.name}/{name}": random.normal(size=shape).astype(np.float32)
        for spec in describe(chain)
        for name, shape in spec.variables
    }


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "good.npz"
    save(path, SMALL, arrays_for(SMALL), {"accuracy": 0.5})
    return path


def test_what_is_saved_comes_back(tmp_path):
    arrays = arrays_for(STANDARD)
    save(tmp_path / "w.npz", STANDARD, arrays, {"epochs": 3, "by": "ink"})
    loaded = load(tmp_path / "w.npz")
    assert list(loaded.configs) == list(STANDARD)
    assert dict(loaded.notes) == {"epochs": 3, "by": "ink"}
    assert set(loaded.arrays) == set(arrays)
    for name, array in loaded.arrays.items():
        assert np.array_equal(array, arrays[name])
        assert array.dtype == np.float32
        assert not array.flags.writeable
    assert set(loaded.of("dense")) == {"kernel", "bias"}
    assert set(loaded.of("dense_1")) == {"kernel", "bias"}


def test_every_set_of_numbers_has_a_version_of_its_own(good):
    assert load(good).version != load(good).version


def test_weights_are_a_copy():
    arrays = arrays_for(SMALL)
    kept = make(SMALL, arrays)
    before = kept.arrays["dense/bias"].copy()
    arrays["dense/bias"][:] = 99
    assert np.array_equal(kept.arrays["dense/bias"], before)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda a: a.pop("dense/bias"), "lacks"),
        (lambda a: a.update({"dense/bias": np.zeros(5)}), "shape"),
        (lambda a: a["dense/kernel"].__setitem__((0, 0), np.nan), "not finite"),
        (lambda a: a["dense/kernel"].__setitem__((0, 0), np.inf), "not finite"),
    ],
)
def test_arrays_that_do_not_fit_are_refused_and_the_old_file_stays(good, spoil, words):
    before = good.read_bytes()
    arrays = arrays_for(SMALL)
    spoil(arrays)
    with pytest.raises(WeightsError, match=words):
        save(good, SMALL, arrays)
    assert good.read_bytes() == before
    assert list(good.parent.iterdir()) == [good]


def test_a_full_disk_leaves_the_old_file(good, monkeypatch):
    before = good.read_bytes()

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)  # a disk may tell so late
    with pytest.raises(OSError, match="No space"):
        save(good, SMALL, arrays_for(SMALL))
    assert good.read_bytes() == before
    assert list(good.parent.iterdir()) == [good]


def refused(path):
    """One plain sentence or two that name the file, and no traceback of another kind."""
    with pytest.raises(WeightsError) as caught:
        load(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def write_npz(path, meta, **arrays):
    np.savez(path, meta=np.frombuffer(json.dumps(meta).encode(), np.uint8), **arrays)


def test_missing_empty_and_foreign_files(tmp_path):
    refused(tmp_path / "nothing.npz")
    (tmp_path / "empty.npz").write_bytes(b"")
    refused(tmp_path / "empty.npz")
    (tmp_path / "text.npz").write_text("weights, honestly")
    refused(tmp_path / "text.npz")
    np.savez(tmp_path / "other.npz", x=np.zeros(3))
    refused(tmp_path / "other.npz")
    refused(tmp_path)


@pytest.mark.parametrize(
    "meta",
    [
        [],
        {"format": 2, "layers": list(SMALL), "notes": {}},
        {"format": 1, "layers": [], "notes": {}},
        {"format": 1, "layers": 7, "notes": {}},
        {"format": 1, "layers": [{"class_name": "Lambda", "config": {"name": "x"}}], "notes": {}},
        {"format": 1, "layers": [*SMALL, {"class_name": "Dense"}], "notes": {}},
        {"format": 1},
    ],
)
def test_a_description_of_no_network_is_refused(tmp_path, meta):
    write_npz(tmp_path / "w.npz", meta, **arrays_for(SMALL))
    refused(tmp_path / "w.npz")


def test_pickles_are_refused_unopened(tmp_path):
    class Bomb:
        def __reduce__(self):
            return (pytest.fail, ("a pickle was opened",))

    meta = np.empty(1, object)
    meta[0] = Bomb()
    np.savez(tmp_path / "bomb.npz", meta=meta)
    refused(tmp_path / "bomb.npz")


def test_a_small_file_that_inflates_hugely_is_refused(tmp_path):
    path = tmp_path / "zeros.npz"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file,
        file.open("meta.npy", "w") as member,
    ):
        for _ in range(300):
            member.write(bytes(2**20))
    assert path.stat().st_size < 2**20
    refused(path)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_damaged_file_is_refused_or_read_whole(tmp_path_factory, data):
    whole = io.BytesIO()
    arrays = arrays_for(SMALL)
    meta = json.dumps({"format": 1, "layers": list(SMALL), "notes": {}})
    np.savez_compressed(whole, meta=np.frombuffer(meta.encode(), np.uint8), **arrays)
    content = bytearray(whole.getvalue())
    if data.draw(st.booleans()):
        content = content[: data.draw(st.integers(0, len(content) - 1))]
    else:
        for _ in range(data.draw(st.integers(1, 4))):
            content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    path = tmp_path_factory.mktemp("damaged") / "w.npz"
    path.write_bytes(content)
    try:
        loaded = load(path)
    except WeightsError:
        return
    # A flipped byte may hit what nobody reads (a date in the archive): then every number is right.
    assert all(np.array_equal(loaded.arrays[name], arrays[name]) for name in arrays)


@pytest.mark.parametrize(
    "odd",
    [
        np.full((1, 1), "1"),
        np.full((1, 1), True),
        np.full((1, 1), 1 + 2j),
        np.full((1, 1), np.datetime64("2026-01-01")),
        np.full((1, 1), 3e38),
    ],
    ids=lambda odd: str(odd.dtype),
)
def test_arrays_of_no_numbers_and_of_absurd_ones_are_refused(odd):
    arrays = dict(arrays_for(SMALL))
    name = next(iter(arrays))
    arrays[name] = np.broadcast_to(odd, (np.asarray(arrays[name]).size, 1)).reshape(np.asarray(arrays[name]).shape)
    with pytest.raises(WeightsError, match=name):
        make(SMALL, arrays)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
@pytest.mark.timeout(20)
def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(WeightsError, match="not a regular file"):
        load(tmp_path / "pipe")
