"""A progress bar in plain text, for commands."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from types import TracebackType

_WIDTH = 30
_PAUSE = 0.1
_ERASE = "\r\x1b[2K"


class Meter:
    """One line that is drawn over and over on a terminal, and nothing at all elsewhere.

    Lines given to `line` stay, on a terminal or in a log.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._live = stream.isatty()
        self._drawn = 0.0

    def __enter__(self) -> Meter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._write(_ERASE)

    def show(self, fraction: float, words: str) -> None:
        """Draw the bar, ten times a second at most."""
        now = time.monotonic()
        if not self._live or (now - self._drawn < _PAUSE and fraction < 1):
            return
        self._drawn = now
        full = round(_WIDTH * min(1.0, max(0.0, fraction)))
        self._write(f"{_ERASE}[{'#' * full}{'.' * (_WIDTH - full)}] {fraction:4.0%}  {words}")

    def line(self, words: str) -> None:
        """Write a line that stays."""
        self._write(f"{_ERASE if self._live else ''}{words}\n")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
