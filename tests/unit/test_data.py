"""MNIST and strangers' archives."""

from __future__ import annotations

import contextlib
import io
import random
import warnings
import zipfile

import numpy as np
import pytest

from model import archive
from model.archive import ArchiveError, read_columns
from model.data import load_mnist


def everything(headers):
    return list(headers)


def test_the_shipped_mnist_is_whole_and_split_at_the_end():
    mnist = load_mnist()
    assert [len(part) for part in (mnist.training, mnist.validation, mnist.test)] == [55000, 5000, 10000]
    assert np.bincount(mnist.test.labels).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert mnist.training.labels[:5].tolist() == [5, 0, 4, 1, 9]
    assert mnist.validation.labels[-3:].tolist() == [5, 6, 8]
    assert mnist.training.images.shape == (55000, 28, 28)
    assert mnist.training.images.dtype == np.uint8
    with pytest.raises(ValueError, match="read-only"):
        mnist.test.images[0, 0, 0] = 1


def mnist_like(**changes):
    arrays = {
        "x_train": np.zeros((30, 28, 28), np.uint8),
        "y_train": np.arange(30, dtype=np.uint8) % 10,
        "x_test": np.zeros((10, 28, 28), np.uint8),
        "y_test": np.arange(10, dtype=np.uint8),
    }
    arrays.update(changes)
    return {name: array for name, array in arrays.items() if array is not None}


def test_another_file_of_the_same_format_is_read(tmp_path):
    np.savez(tmp_path / "own.npz", **mnist_like())
    mnist = load_mnist(tmp_path / "own.npz", validation=5)
    assert (len(mnist.training), len(mnist.validation), len(mnist.test)) == (25, 5, 10)
    assert mnist.validation.labels.tolist() == [5, 6, 7, 8, 9]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"x_train": None}, "'x_train'"),
        ({"y_test": None}, "'y_test'"),
        ({"x_train": np.zeros((30, 32, 32), np.uint8)}, "28, 28"),
        ({"x_train": np.zeros((30, 28, 28), np.float32)}, "uint8"),
        ({"x_train": np.zeros((30, 28, 28, 1), np.uint8)}, "28, 28"),
        ({"y_train": np.zeros(29, np.uint8)}, "one per picture"),
        ({"y_train": np.zeros(30)}, "whole numbers"),
        ({"y_test": np.full(10, 10)}, "0 to 9"),
        ({"y_test": np.full(10, -1)}, "0 to 9"),
        ({"x_train": np.zeros((4, 28, 28), np.uint8), "y_train": np.zeros(4, int)}, "more than 5"),
    ],
)
def test_what_is_not_mnist_is_refused_in_a_sentence(tmp_path, changes, words):
    np.savez(tmp_path / "own.npz", **mnist_like(**changes))
    with pytest.raises(ArchiveError, match=words):
        load_mnist(tmp_path / "own.npz", validation=5)


def test_only_the_chosen_arrays_are_read(tmp_path):
    np.savez(tmp_path / "a.npz", a=np.arange(3), b=np.arange(4.0))
    columns = read_columns(tmp_path / "a.npz", lambda headers: ["b"])
    assert columns.keys() == {"b"}
    assert not columns["b"].flags.writeable


def test_headers_are_seen_before_data(tmp_path):
    np.savez_compressed(tmp_path / "a.npz", a=np.zeros((300, 40), np.int16))
    seen = {}

    def refuse(headers):
        seen.update(headers)
        raise ArchiveError("no")

    with pytest.raises(ArchiveError, match="no"):
        read_columns(tmp_path / "a.npz", refuse)
    assert seen["a"].shape == (300, 40)
    assert seen["a"].dtype == np.int16
    assert seen["a"].nbytes == 24000


def test_a_small_file_that_would_inflate_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "LARGEST", 1 << 20)
    np.savez_compressed(tmp_path / "bomb.npz", a=np.zeros((1 << 20) + 1, np.uint8))
    assert (tmp_path / "bomb.npz").stat().st_size < 5000
    with pytest.raises(ArchiveError, match="at most 1 MB"):
        read_columns(tmp_path / "bomb.npz", everything)


def test_a_header_that_lies_about_its_size_costs_no_memory(tmp_path):
    stream = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        stream, {"descr": "|u1", "fortran_order": False, "shape": (1 << 40,)}
    )
    with zipfile.ZipFile(tmp_path / "lie.npz", "w") as file:
        file.writestr("a.npy", stream.getvalue() + b"12345")
    with pytest.raises(ArchiveError, match="shorter than its header"):
        read_columns(tmp_path / "lie.npz", everything)


class Bomb:
    def __reduce__(self):
        return (pytest.fail, ("a pickle was opened",))


def test_pickles_are_never_opened(tmp_path):
    np.savez(tmp_path / "pickle.npz", a=np.array([Bomb(), None], dtype=object))
    with pytest.raises(ArchiveError, match="Python objects"):
        read_columns(tmp_path / "pickle.npz", everything)


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04" + bytes(60), b"\x93NUMPY\x01\x00v\x00{}"])
def test_what_is_no_archive_is_refused(tmp_path, content):
    (tmp_path / "a.npz").write_bytes(content)
    with pytest.raises(ArchiveError):
        read_columns(tmp_path / "a.npz", everything)


def test_missing_files_and_folders_are_refused(tmp_path):
    with pytest.raises(ArchiveError, match="no such file"):
        read_columns(tmp_path / "nothing.npz", everything)
    with pytest.raises(ArchiveError, match="regular file"):
        read_columns(tmp_path, everything)
    with pytest.raises(ArchiveError):
        read_columns(tmp_path / ("long" * 200), everything)


def test_too_many_arrays_are_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "many.npz", "w") as file:
        for number in range(1001):
            file.writestr(f"{number}.npy", b"")
    with pytest.raises(ArchiveError, match="at most 1000"):
        read_columns(tmp_path / "many.npz", everything)


@pytest.mark.parametrize("compressed", [False, True])
def test_damage_is_either_refused_or_harmless(tmp_path, compressed):
    """Whatever bytes are changed: an `ArchiveError` or arrays, never another exception."""
    save = np.savez_compressed if compressed else np.savez
    save(tmp_path / "good.npz", a=np.arange(200), b=np.ones((5, 5), np.float32))
    good = (tmp_path / "good.npz").read_bytes()
    chance = random.Random(3)
    refused = 0
    for _ in range(400):
        bad = bytearray(good)
        for _ in range(chance.choice((1, 1, 3, 20))):
            bad[chance.randrange(len(bad))] = chance.randrange(256)
        if chance.random() < 0.2:
            del bad[chance.randrange(len(bad)) :]
        (tmp_path / "bad.npz").write_bytes(bad)
        with warnings.catch_warnings(), contextlib.suppress(ArchiveError):
            warnings.simplefilter("ignore")
            read_columns(tmp_path / "bad.npz", everything)
            continue
        refused += 1
    assert refused > 100
