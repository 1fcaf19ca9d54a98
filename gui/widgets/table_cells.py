"""What a table shows: pieces of text, cells, headings, and how they look."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtGui import QColor, QFont

Face = Literal["strong", "plain", "mono"]
Tone = Literal["text", "grey"]
TERSEST = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """A few letters of one kind."""

    text: str
    face: Face = "plain"
    tone: Tone = "text"
    spare: int = 0
    """Where the room is scarce, those of 1 are left out first, then those of 2; those of 0 never."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Pieces side by side, what the tool tip says, and whether a click on the cell opens something.

    `brief` takes the place of the pieces where the room is scarce.
    """

    pieces: tuple[Piece, ...] = ()
    tip: str = ""
    opens: bool = False
    brief: tuple[Piece, ...] = ()

    @property
    def text(self) -> str:
        """All pieces as one text."""
        return "".join(piece.text for piece in self.pieces)

    def shown(self, terse: int) -> tuple[Piece, ...]:
        """Return what is shown of it: at 0 all, at 1 to `TERSEST` less and less."""
        pieces = self.brief if terse and self.brief else self.pieces
        return tuple(piece for piece in pieces if not 0 < piece.spare < terse)


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
