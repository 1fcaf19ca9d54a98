"""What stands below the summary table, and the table as text, Markdown or CSV.

The words of the table are the window's business; here are only its sums and its forms as a file.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from model.layers import LayerSpec

_BYTES_PER_VALUE = 4  # float32


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of a network.

    Attributes
    ----------
    values
        Numbers that all layers put out for one picture, the picture itself included.
    heaviest
        The layer with the most parameters and its share of them, 0-1; None if there are none.
    busiest
        The layer with the most multiplications and its share of them, 0-1; None if there are none.
    """

    parameters: int
    multiplications: int
    values: int
    heaviest: tuple[str, float] | None
    busiest: tuple[str, float] | None

    @property
    def parameter_bytes(self) -> int:
        """Memory of the parameters, as float32."""
        return self.parameters * _BYTES_PER_VALUE

    @property
    def value_bytes(self) -> int:
        """Memory of all values of one picture, as float32."""
        return self.values * _BYTES_PER_VALUE


def totals(specs: Sequence[LayerSpec]) -> Totals:
    """Add up what the layers tell of themselves."""
    return Totals(
        parameters=sum(spec.parameters for spec in specs),
        multiplications=sum(spec.multiplications for spec in specs),
        values=sum(spec.size for spec in specs),
        heaviest=_largest(specs, lambda spec: spec.parameters),
        busiest=_largest(specs, lambda spec: spec.multiplications),
    )


def _largest(specs: Sequence[LayerSpec], count: Callable[[LayerSpec], int]) -> tuple[str, float] | None:
    whole = sum(count(spec) for spec in specs)
    if not whole:
        return None
    largest = max(specs, key=count)
    return largest.name, count(largest) / whole


def shape_text(shape: Sequence[int]) -> str:
    """Write a shape as Keras does, the batch axis first: ``(None, 26, 26, 64)``."""
    return f"({', '.join(['None', *map(str, shape)])})"


@dataclass(frozen=True, slots=True)
class Table:
    """A table in words: one header, rows of the same length, and a last row of sums.

    Whole numbers stand as `int`; each form writes them in its own way.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]
    footer: tuple[str | int, ...]


def as_text(table: Table, number: Callable[[int], str] = "{:,}".format) -> str:
    """Write a table for a fixed-width face, numbers at the right, with rules as in Keras' own summary."""
    lines = [[number(cell) if isinstance(cell, int) else cell for cell in row] for row in _all(table)]
    widths = [max(_columns(cell) for cell in column) for column in zip(*lines, strict=True)]
    numeric = _numeric(table)
    texts = [
        "  ".join(
            _padded(cell, width, right) for cell, width, right in zip(line, widths, numeric, strict=True)
        ).rstrip()
        for line in lines
    ]
    rule = "─" * (sum(widths) + 2 * (len(widths) - 1))
    return "\n".join([texts[0], rule, *texts[1:-1], rule, texts[-1], ""])


def as_markdown(table: Table, number: Callable[[int], str] = "{:,}".format) -> str:
    """Write a table as Markdown, numbers at the right."""
    lines = [[_for_markdown(number(cell) if isinstance(cell, int) else cell) for cell in row] for row in _all(table)]
    rule = ["---:" if right else "---" for right in _numeric(table)]
    return "\n".join([f"| {' | '.join(line)} |" for line in (lines[0], rule, *lines[1:])] + [""])


def as_csv(table: Table) -> str:
    """Comma-separated values as RFC 4180 has them; numbers are plain, for programs to read."""
    file = io.StringIO()
    csv.writer(file).writerows(_all(table))
    return file.getvalue()


def _all(table: Table) -> list[tuple[str | int, ...]]:
    return [table.header, *table.rows, table.footer]


def _numeric(table: Table) -> list[bool]:
    """Which columns hold numbers only, below their header."""
    return [all(isinstance(row[index], int) for row in table.rows) for index in range(len(table.header))]


def _columns(text: str) -> int:
    """Width in a fixed-width face: East Asian wide characters take two columns, combining ones none."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def _padded(text: str, width: int, right: bool) -> str:
    room = " " * (width - _columns(text))
    return room + text if right else text + room


def _for_markdown(text: str) -> str:
    """Keep stars, bars and the like as they are written. An underscore within a word means nothing."""
    for mark in "\\`*|<>":
        text = text.replace(mark, "\\" + mark)
    return text
