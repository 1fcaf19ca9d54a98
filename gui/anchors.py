"""The anchor colours that the colour tables are interpolated from, see `gui.colormaps`; here they cost no import."""

from __future__ import annotations

from typing import Final

Anchor = tuple[float, str]

# Positions 0-1 and colours above the ground; the ground itself is put at 0 by `sequential`.
SEQUENTIAL_DARK: Final[dict[str, tuple[Anchor, ...]]] = {
    "standard": (
        (0.11, "#3B2268"), (0.23, "#66228F"), (0.37, "#98328C"), (0.52, "#CC4573"), (0.67, "#F46A5F"),
        (0.83, "#FDA974"), (1.0, "#FCFBC4"),
    ),
    "viridis": (
        (0.16, "#3A2F76"), (0.34, "#35618D"), (0.52, "#23908C"), (0.70, "#42BE71"), (0.86, "#9FDA3C"),
        (1.0, "#FBE93A"),
    ),
    "grey": ((1.0, "#F4F6FA"),),
}  # fmt: skip
SEQUENTIAL_LIGHT: Final[dict[str, tuple[Anchor, ...]]] = {
    "standard": (
        (0.14, "#DCE9F6"), (0.30, "#B4D2EA"), (0.46, "#7FB4DA"), (0.62, "#4A90C6"), (0.80, "#1F63A8"),
        (1.0, "#0A2C66"),
    ),
    "viridis": (
        (0.14, "#E4EFC6"), (0.32, "#A5D9A0"), (0.50, "#55B79B"), (0.68, "#2B8A92"), (0.84, "#30588A"),
        (1.0, "#3A1C66"),
    ),
    "grey": ((1.0, "#12161D"),),
}  # fmt: skip
MAP_NAMES: Final = tuple(SEQUENTIAL_DARK)

SIGNED_DARK: Final = (
    ("#DCEAFF", "#9CC3FF", "#6FA8FF", "#3C67AC"),
    ("#84502F", "#FF9D5C", "#FFC391", "#FFEBD8"),
)
SIGNED_LIGHT: Final = (
    ("#0C2A66", "#1B4BA4", "#2562C8", "#94B4E8"),
    ("#E8A27E", "#B04A10", "#853408", "#551E00"),
)
