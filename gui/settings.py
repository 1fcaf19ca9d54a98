"""What is kept between two starts: one small JSON file that can never hinder a start.

QSettings reads rubbish without a complaint and turns it into zeros; here a damaged file is noticed, put
aside and replaced by the defaults, and that is said once.
"""

from __future__ import annotations

import json
import logging
import os
from math import isfinite
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QStandardPaths

from model.atomic import write_atomically

_log = logging.getLogger(__name__)
_LARGEST_FILE = 2**20
T = TypeVar("T", bool, int, float, str, dict[str, Any])


def default_path() -> Path:
    """Return where the settings of this user lie."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    return Path(folder) / "digitscope" / "settings.json"


class Settings:
    """Values by dotted keys; with `kept` False they are neither read nor written.

    Attributes
    ----------
    problem
        One sentence if the settings could not be read or written, for the status bar; else None.
    """

    def __init__(self, path: Path | None = None, *, kept: bool = True) -> None:
        self._path = default_path() if path is None else path
        self._kept = kept
        self.problem: str | None = None
        self._values = self._read() if kept else {}
        if kept and self.problem is None and not self._can_be_written():
            self.problem = self._unwritable()

    def value(self, key: str, default: T) -> T:
        """Return the value of `key` if it is of the type of `default`, else `default`."""
        value = self._values.get(key, default)
        if isinstance(default, float) and type(value) is int:
            value = float(value)
        if isinstance(value, float) and not isfinite(value):
            return default
        return value if type(value) is type(default) else default

    def set(self, key: str, value: bool | float | str | dict[str, Any]) -> None:
        """Note a value; `save` writes it."""
        self._values[key] = value

    def forget(self) -> None:
        """Go back to the defaults."""
        self._values = {}

    def save(self) -> None:
        """Write all values by way of a temporary file; a failure is logged and kept in `problem`."""
        if not self._kept:
            return
        text = json.dumps(self._values, indent=1, sort_keys=True)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self._path, text.encode())
        except OSError as error:
            _log.warning("Settings not written: %s", error)
            self.problem = self._unwritable()

    def _can_be_written(self) -> bool:
        """Look where the file would go, so that the person is told before it is too late."""
        folder = next(place for place in self._path.absolute().parents if place.exists())
        return folder.is_dir() and os.access(folder, os.W_OK)

    def _unwritable(self) -> str:
        words = "The settings cannot be kept: {path} cannot be written."
        return QCoreApplication.translate("Settings", words).format(path=self._path)

    def _read(self) -> dict[str, Any]:
        try:
            if self._path.stat().st_size > _LARGEST_FILE:
                raise ValueError("too large")
            values = json.loads(self._path.read_text("utf-8"))
            if not isinstance(values, dict):
                raise TypeError("no table of values")
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, RecursionError) as error:
            _log.warning("Settings not read: %s", error)
            self._put_aside()
            return {}
        return values

    def _put_aside(self) -> None:
        aside = self._path.with_suffix(".broken")
        try:
            self._path.replace(aside)
        except OSError:
            aside = self._path
        self.problem = QCoreApplication.translate(
            "Settings", "The settings could not be read, so the defaults are used; the old file is {path}."
        ).format(path=aside)
