"""Measure how many labelled pictures or pen strokes of a file are read correctly.

No window, no display and no TensorFlow: the strokes are drawn on the canvas's own raster, pass the same
picture steps as what the mouse draws, and are answered by the NumPy forward pass with the shipped weights.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from gui.commands.meter import Meter
from gui.commands.options import add_network

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from model.batch import Batch
    from model.evaluation import Evaluation
    from model.robustness import Curve
    from model.samples import Samples

P = TypeVar("P")
R = TypeVar("R")

_VARIATIONS = {
    "pen_width": "pen width, as a fraction of the canvas side",
    "size": "longer side of the digit, as a fraction of the canvas side",
    "shift": "way from the middle to a corner of the canvas",
    "rotation": "rotation clockwise, in degrees",
    "noise": "shaking of the hand, as a fraction of the digit's size",
    "picture.shift": "shift along a diagonal, in pixels right and down",
    "picture.rotation": "rotation clockwise, in degrees",
    "picture.noise": "noise, where ink is 1",
    "picture.thickness": "pixels that lines gain on each side",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `evaluate`."""
    from model.grid import DEFAULT_WIDTH

    parser.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="an .npz of pictures (x, y) or pen strokes (points, ...), a UNIPEN file or folder, or UCI's pen digits",
    )
    parser.add_argument("--limit", type=_count, metavar="N", help="measure the first N samples only")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of tables")
    add_network(parser, "network to measure")
    parser.add_argument(
        "--curves",
        action="store_true",
        help="measure too how accuracy falls with size, place, rotation, noise and so on, on up to 1,000 samples",
    )
    parser.add_argument(
        "--no-refusal",
        action="store_true",
        help="let the network answer everything; otherwise a digit that is taken for none counts as wrong",
    )
    strokes = parser.add_argument_group("how pen strokes are drawn (all are fractions of the canvas side)")
    strokes.add_argument(
        "--size",
        type=_positive_fraction,
        default=0.6,
        metavar="F",
        help="longer side of a digit; default 0.6",
    )
    strokes.add_argument(
        "--at",
        type=_fraction,
        nargs=2,
        default=(0.5, 0.5),
        metavar=("X", "Y"),
        help="where its middle goes, moved so that the digit stays on the canvas; default 0.5 0.5",
    )
    strokes.add_argument(
        "--pen-width",
        type=_positive_fraction,
        default=DEFAULT_WIDTH,
        metavar="F",
        help=f"width of the pen; default {DEFAULT_WIDTH:g}, the program's own",
    )


def run(args: argparse.Namespace) -> int:
    """Measure and print. Returns 0, 2 for unusable files, 130 if it was stopped."""
    from gui.commands.shipped import batch
    from model.archive import ArchiveError
    from model.samples import Placing, load_samples
    from model.weights import WeightsError

    try:
        network = batch(args.weights)
        placing = Placing(args.size, (args.at[0], args.at[1]), args.pen_width)
        samples = load_samples(args.file, placing, args.limit, others=True)
    except ArchiveError as error:
        print(f"digitscope: {args.file}: {error}", file=sys.stderr)
        return 2
    except WeightsError as error:
        print(f"digitscope: {error}", file=sys.stderr)
        return 2
    try:
        evaluation = _measure(network, samples, refuse=not args.no_refusal)
        curves = _vary(network, samples) if args.curves and evaluation.n else ()
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    _remark(evaluation)
    if args.json:
        print(json.dumps(_object(evaluation) | ({"curves": _curves(curves)} if args.curves else {})))
    else:
        from model.report import points, tables

        blocks = [f"{args.file}: {tables(evaluation)}", *(points(curve, _VARIATIONS[curve.key]) for curve in curves)]
        print("\n\n".join(blocks))
    return 0


def _measure(network: Batch, samples: Samples, refuse: bool) -> Evaluation:
    from model.evaluation import measure
    from model.refusal import judge
    from model.samples import Drawings

    total = len(samples)
    chosen = judge(network.weights.boundary, isinstance(samples, Drawings)) if refuse else None
    return _follow(measure(network, samples, chosen), lambda done: (done / total, f"{done:,} of {total:,}"))


def _vary(network: Batch, samples: Samples) -> tuple[Curve, ...]:
    from model.robustness import measure_curves

    return _follow(measure_curves(network, samples), lambda progress: (progress.share, "varied"))


def _follow(steps: Generator[P, None, R], tell: Callable[[P], tuple[float, str]]) -> R:
    """Run long work to its end with a bar; return what it returns."""
    with Meter(sys.stderr) as meter:
        while True:
            try:
                meter.show(*tell(next(steps)))
            except StopIteration as end:
                result: R = end.value
                return result


def _remark(evaluation: Evaluation) -> None:
    """Say on stderr what the numbers leave out."""
    blank = int(evaluation.unanswered.sum())
    if blank:
        print(f"{blank:,} samples without ink have no answer and count as wrong.", file=sys.stderr)


def _object(evaluation: Evaluation) -> dict[str, object]:
    return {
        "n": evaluation.n,
        "accuracy": _number(evaluation.accuracy),
        "per_digit": list(evaluation.per_digit),
        "confusion": evaluation.confusion.tolist(),
        "refused": _number(evaluation.refused_digits),
        "refused_others": _number(evaluation.refused_others),
        "ece": _number(evaluation.ece),
    }


def _number(share: float) -> float | None:
    """Return a number that JSON has: none where there was nothing to measure."""
    return None if math.isnan(share) else share


def _curves(curves: Sequence[Curve]) -> dict[str, list[tuple[float, float]]]:
    return {curve.key: list(zip(curve.strengths, curve.accuracy, strict=True)) for curve in curves}


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 on, received {text!r}")
    return int(text)


def _fraction(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"expected a fraction from 0 to 1, received {text!r}")
    return number


def _positive_fraction(text: str) -> float:
    number = _fraction(text)
    if number == 0:
        raise argparse.ArgumentTypeError("expected a fraction above 0, received 0")
    return number
