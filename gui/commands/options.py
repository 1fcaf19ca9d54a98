"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_network(parser: argparse.ArgumentParser, purpose: str) -> None:
    """Declare `--network`, read as `args.weights`; `purpose` says what the network is for."""
    parser.add_argument(
        "--network",
        "--weights",
        dest="weights",
        type=Path,
        metavar="FILE",
        help=f"{purpose}: a .keras file that was saved here, or an .npz; default: the shipped one",
    )
