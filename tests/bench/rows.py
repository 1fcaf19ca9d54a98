"""What a benchmark finds: one row per goal."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One goal: what was measured, and the most that it may be. The unit stands in the name."""

    name: str
    value: float
    bound: float

    @property
    def holds(self) -> bool:
        return self.value <= self.bound

    def as_object(self) -> dict[str, object]:
        return {**asdict(self), "value": round(self.value, 4), "holds": self.holds}


def from_objects(objects: list[dict]) -> list[Row]:
    return [Row(each["name"], each["value"], each["bound"]) for each in objects]


def as_json(rows: list[Row]) -> str:
    return json.dumps([row.as_object() for row in rows], indent=1)


def as_table(rows: list[Row]) -> str:
    """A table for people, which is Markdown as well: it goes into docs/benchmarks.md as it is."""
    width = max([len(row.name) for row in rows], default=4)
    lines = [
        f"| {'goal':{width}} | measured |   bound | holds |",
        f"|{'-' * (width + 2)}|---------:|--------:|:-----:|",
    ]
    lines += [
        f"| {row.name:{width}} | {row.value:8.3f} | {row.bound:7.3f} | {'yes' if row.holds else 'NO':^5} |"
        for row in rows
    ]
    return "\n".join(lines)
