"""Settings never hinder a start."""

import os
import stat

import pytest

from gui.settings import Settings, default_path


def test_values_come_back(tmp_path):
    path = tmp_path / "deep" / "settings.json"
    settings = Settings(path)
    settings.set("width", 0.125)
    settings.set("name", "ink")
    settings.set("panel", {"sort": "energy"})
    settings.save()
    again = Settings(path)
    assert again.problem is None
    assert again.value("width", 0.0) == 0.125
    assert again.value("name", "") == "ink"
    assert again.value("panel", {}) == {"sort": "energy"}
    assert [p.name for p in path.parent.iterdir()] == ["settings.json"]


def test_the_file_lies_in_the_users_configuration(settings_folder):
    assert settings_folder in default_path().parents


def test_settings_that_are_not_kept_touch_no_file(tmp_path):
    path = tmp_path / "settings.json"
    path.write_text('{"a": 1}')
    settings = Settings(path, kept=False)
    assert settings.value("a", 2) == 2
    settings.set("a", 3)
    settings.save()
    assert path.read_text() == '{"a": 1}'


@pytest.mark.parametrize("rubbish", [b"\xff\xfe\x00\x01", b"", b"[1, 2]", b"{", b"nan" * 9, b"[" * 100_000])
def test_rubbish_gives_the_defaults_is_put_aside_and_said_once(tmp_path, rubbish):
    path = tmp_path / "settings.json"
    path.write_bytes(rubbish)
    settings = Settings(path)
    assert settings.value("width", 0.5) == 0.5
    assert "defaults" in settings.problem
    assert path.with_suffix(".broken").read_bytes() == rubbish
    settings.save()
    assert Settings(path).problem is None


def test_a_value_of_another_type_gives_the_default(tmp_path):
    path = tmp_path / "settings.json"
    path.write_text('{"width": "thick", "n": true, "flag": 1, "whole": 2}')
    settings = Settings(path)
    assert settings.value("width", 0.5) == 0.5
    assert settings.value("n", 3) == 3
    assert settings.value("flag", False) is False
    assert settings.value("whole", 0.5) == 2.0


def test_a_folder_in_the_place_of_the_file(tmp_path):
    path = tmp_path / "settings.json"
    path.mkdir()
    (path / "something").write_text("")
    settings = Settings(path)
    assert settings.problem


def test_a_disk_that_takes_nothing_is_one_sentence_and_the_old_file_stays(tmp_path, monkeypatch):
    path = tmp_path / "settings.json"
    settings = Settings(path)
    settings.set("a", 1)
    settings.save()
    before = path.read_bytes()

    def full(fd):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    settings.set("a", 2)
    settings.save()
    assert "cannot be written" in settings.problem
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir() if p.name != "settings"] == ["settings.json"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="a superuser may write anywhere")
def test_a_folder_that_may_not_be_written(tmp_path):
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    settings = Settings(tmp_path / "settings.json")
    settings.set("a", 1)
    settings.save()
    tmp_path.chmod(stat.S_IRWXU)
    assert settings.problem
