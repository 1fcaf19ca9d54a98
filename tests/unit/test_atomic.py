"""Files are written whole or not at all, and nothing but a file is replaced."""

import os

import pytest

from model.atomic import write_atomically


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_replaced_and_keeps_its_permissions(tmp_path):
    path = tmp_path / "file"
    write_atomically(path, b"old")
    path.chmod(0o600)
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o600
    assert names(tmp_path) == ["file"]


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: os.symlink(path, path)])
def test_what_is_no_file_is_refused_and_stays(tmp_path, make):
    path = tmp_path / "there"
    make(path)
    before = path.lstat()
    with pytest.raises(OSError, match="not an ordinary file"):
        write_atomically(path, b"data")
    assert path.lstat() == before
    assert names(tmp_path) == ["there"]


@pytest.mark.parametrize("exists", [True, False])
def test_a_link_stays_and_the_file_that_it_leads_to_is_replaced(tmp_path, exists):
    folder = tmp_path / "far"
    folder.mkdir()
    target, link = folder / "target", tmp_path / "link"
    if exists:
        target.write_bytes(b"old")
    link.symlink_to(target)
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert names(tmp_path) == ["far", "link"]
    assert names(folder) == ["target"]
