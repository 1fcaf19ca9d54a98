"""What a table shows: pieces of text, cells, headings, and how they look."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtGui import QColor, QFont

Face = Literal["strong", "plain", "mono"]
Tone = Literal["text", "grey"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A few letters of one kind."""

    text: str
    face: Face = "plain"
    tone: Tone = "text"
    spare: bool = False
    """Whether it is left out where the room is scarce."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Pieces side by side, what the tool tip says, and whether a click on the cell opens something."""

    pieces: tuple[Piece, ...] = ()
    tip: str = ""
    opens: bool = False

    @property
    def text(self) -> str:
        """All pieces as one text."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def least(self) -> tuple[Piece, ...]:
        """The pieces that are always shown."""
        return tuple(piece for piece in self.pieces if not piece.spare)


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a column.

    Attributes
    ----------
    short
        What stands there when the room is scarce.
    right
        Whether the column's cells end in one line.
    spare
        Whether the column is there only when all others fit without it.
    """

    text: str
    short: str = ""
    tip: str = ""
    right: bool = False
    spare: bool = False
    widest: str = ""


@dataclass(frozen=True, slots=True)
class TableLook:
    """Colours and fonts of a table."""

    text: QColor = field(default_factory=lambda: QColor("black"))
    grey: QColor = field(default_factory=lambda: QColor("grey"))
    line: QColor = field(default_factory=lambda: QColor("lightgrey"))
    ground: QColor = field(default_factory=lambda: QColor("white"))
    """Behind the chosen row and the one under the pointer."""
    selection: QColor = field(default_factory=lambda: QColor("blue"))
    strong: QFont = field(default_factory=QFont)
    plain: QFont = field(default_factory=QFont)
    mono: QFont = field(default_factory=QFont)

    def font(self, face: Face) -> QFont:
        """Return the font of a face."""
        font: QFont = getattr(self, face)
        return font
