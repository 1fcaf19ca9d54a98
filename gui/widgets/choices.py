"""Choices of how something is shown: each one word out of a few, kept in the settings."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Self

from PySide6.QtGui import QAction, QActionGroup

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtCore import QObject


@dataclass(frozen=True, slots=True)
class Choices:
    """What is chosen, by name. A kind of it has a field for each choice.

    Attributes
    ----------
    allowed
        The words that each field may hold.
    """

    allowed: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    def to_dict(self) -> dict[str, str]:
        """Plain values for a settings file."""
        return asdict(self)

    def updated(self, values: Mapping[str, Any]) -> Self:
        """Take over what is valid in `values`, from a settings file perhaps, and leave the rest as it is."""
        valid = {
            name: value
            for name, value in values.items()
            if isinstance(value, str) and value in self.allowed.get(name, ())
        }
        return replace(self, **valid)


def choice_group(owner: QObject, name: str, words: Mapping[str, str], chosen: str) -> QActionGroup:
    """Return one action for each word of a choice, of which one is checked; its data are (name, word)."""
    group = QActionGroup(owner)
    for value, text in words.items():
        action = QAction(text, group)
        action.setCheckable(True)
        action.setData((name, value))
        action.setChecked(value == chosen)
    return group
