"""A mailbox with one slot: the latest letter wins. Standard library only."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class Mailbox(Generic[T]):
    """Hands the newest value from one thread to another; a value not yet fetched is replaced.

    A queue would let the display fall behind a fast pen; one slot never does.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._letter: T | None = None

    def put(self, letter: T) -> bool:
        """Leave `letter`; return whether the slot was empty, so that the reader must be woken."""
        with self._lock:
            was_empty = self._letter is None
            self._letter = letter
            return was_empty

    def take(self) -> T | None:
        """Fetch the letter and empty the slot; None if there is none."""
        with self._lock:
            letter, self._letter = self._letter, None
            return letter
