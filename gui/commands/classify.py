"""Read digits from picture files and print the ten probabilities of each.

Pictures are PNG, JPEG, BMP, GIF, WebP or TIFF, dark on light or light on dark; paper may be photographed.
They pass the same steps as what the mouse draws; a picture of 28 x 28 pixels enters the network as it is.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gui.commands.options import add_network

if TYPE_CHECKING:
    import argparse

    from model.batch import Batch


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `classify`."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="a picture of one digit")
    parser.add_argument("--json", action="store_true", help="print a list of JSON objects instead of a table")
    add_network(parser, "network to answer with")


def run(args: argparse.Namespace) -> int:
    """Read and print, one file after the other. Returns 0, or 2 if any file could not be read."""
    from gui.commands.shipped import batch
    from gui.pictures import PictureError
    from model.weights import WeightsError

    _silence_qt()
    try:
        network = batch(args.weights)
    except WeightsError as error:
        print(f"digitscope: {error}", file=sys.stderr)
        return 2
    found: list[dict[str, Any]] = []
    width = max(len(name) for name in args.files)
    failed = False
    if not args.json:
        print(f"{'file':<{width}}  digit       p  " + "".join(f"{digit:>7}" for digit in range(10)))
    for name in args.files:
        try:
            result = _answer(name, network)
        except PictureError as error:
            failed = True
            result = {"file": name, "error": str(error)}
            print(f"digitscope: {name}: {error}", file=sys.stderr)
        found.append(result)
        if not args.json and "error" not in result:
            print(_row(result, width), flush=True)
    if args.json:
        print(json.dumps(found, indent=2))
    return 2 if failed else 0


def _answer(name: str, network: Batch) -> dict[str, Any]:
    """Return what is printed of one file."""
    import numpy as np

    from gui.pictures import read_levels
    from gui.texts import refusal_text
    from model.paper import digit_in
    from model.refusal import refusal_of

    cells = digit_in(read_levels(Path(name)))
    if cells is None:
        return {"file": name, "digit": None, "blank": True, "probabilities": None}
    image = cells.astype(np.float32) / np.float32(255)
    told = network.answers(image[None])
    probabilities = told.probabilities[0]
    rounded = [round(float(value), 6) for value in probabilities]
    result = {"file": name, "digit": int(probabilities.argmax()), "probabilities": rounded}
    boundary = network.weights.boundary
    lenient = None if boundary is None else boundary.for_pictures()
    refusal = refusal_of(image, told.features[0], told.logits[0], lenient)
    if refusal is not None:
        result["refused"] = refusal.reason
        result["reason"] = refusal_text(refusal)
    return result


def _row(result: dict[str, Any], width: int) -> str:
    if result["digit"] is None:
        return f"{result['file']:<{width}}      -       blank"
    probabilities = result["probabilities"]
    numbers = "".join(f"{value:>7.1%}" for value in probabilities)
    row = f"{result['file']:<{width}}  {result['digit']:>5}  {probabilities[result['digit']]:>6.1%}  {numbers}"
    return f"{row}  not a digit ({result['reason']})" if "reason" in result else row


def _silence_qt() -> None:
    """Keep Qt's own words about damaged files off the terminal: ours are enough."""
    from PySide6.QtCore import QLoggingCategory

    QLoggingCategory.setFilterRules("qt.gui.imageio*=false\nqt.imageformats*=false")
