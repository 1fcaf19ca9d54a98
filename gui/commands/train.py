"""Train the network on MNIST and write its weights to a file.

The progress is shown on stderr. Nothing is written before the training is finished, so an interrupted run
leaves an older weights file as it was.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gui.commands.meter import Meter
from model.evaluation import evaluate
from model.layers import describe
from model.reference import Reference
from model.samples import Pictures
from model.standard import STANDARD
from model.weights import make, save

if TYPE_CHECKING:
    from collections.abc import Mapping, Sized

    from model.data import Digits
    from model.samples import Drawings
    from model.training import Plan, Progress, Score, Trained

_SOURCE = "MNIST, Y. LeCun and C. Cortes, CC BY-SA 3.0"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `train`."""
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="the weights file to write (.npz)")
    parser.add_argument("--data", type=Path, metavar="FILE", help="MNIST in Keras' format; default: the shipped copy")
    parser.add_argument(
        "--strokes",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="pen strokes to learn as well, in the format that `evaluate` reads; may be given several times",
    )
    parser.add_argument("--epochs", type=_positive, default=None, metavar="N", help="passes over the data; default 24")
    parser.add_argument("--seed", type=_natural, default=None, metavar="N", help="seed of everything random; default 1")
    parser.add_argument("--batch", type=_positive, default=None, metavar="N", help="pictures per step; default 128")
    parser.add_argument(
        "--limit",
        type=_positive,
        default=None,
        metavar="N",
        help="learn from the first N pictures only (to try it)",
    )


def run(args: argparse.Namespace) -> int:
    """Train, test once, save. Returns 0, 2 for unusable files, 130 if it was stopped."""
    from model.archive import ArchiveError
    from model.data import load_mnist
    from model.training import Plan

    refusal = _refuse_target(args.out)
    if refusal:
        print(f"digitscope: {args.out}: {refusal}", file=sys.stderr)
        return 2
    path = args.data or "resources/mnist.npz"
    try:
        mnist = load_mnist(args.data)
        drawings = {}
        for path in args.strokes:
            drawings[path.stem] = _strokes(path, args.limit)
    except ArchiveError as error:
        print(f"digitscope: {path}: {error}", file=sys.stderr)
        return 2
    chosen = {"epochs": args.epochs, "seed": args.seed, "batch": args.batch}
    plan = Plan(**{key: value for key, value in chosen.items() if value is not None})
    try:
        training, validation = mnist.training[: args.limit], {"mnist": mnist.validation}
        for name, some in drawings.items():
            learned, validation[name] = _draw(name, some, plan.seed)
            training += learned
        last, best = _train(training, validation, plan)
        tested = _test(best, mnist.test)
        notes = _notes(plan, last, best, tested, {"mnist": mnist.training[: args.limit], **drawings})
        save(args.out, STANDARD, best.arrays, notes)
    except KeyboardInterrupt:
        print(f"\nStopped. Nothing was written; {args.out} is as it was.", file=sys.stderr)
        return 130
    except OSError as error:
        print(f"digitscope: {args.out}: It cannot be written ({error.strerror or error}).", file=sys.stderr)
        return 2
    print(
        f"{args.out}: epoch {best.epoch} of {plan.epochs} after {last.seconds / 60:.0f} minutes; read correctly: "
        f"{_list(best.scores)} (validation), {tested:.2%} of MNIST's test pictures."
    )
    return 0


def _strokes(path: Path, limit: int | None) -> Drawings:
    from model.archive import ArchiveError
    from model.samples import Drawings, load_samples

    samples = load_samples(path, limit=limit)
    if not isinstance(samples, Drawings):
        raise ArchiveError("It holds pictures, not pen strokes.")
    return samples


def _draw(name: str, drawings: Drawings, seed: int) -> tuple[Digits, Digits]:
    """Draw the pictures to learn from, and those of other people to choose by."""
    from model.drawn import collect, draw, held_out

    apart = held_out(drawings, seed)
    images = []
    with Meter(sys.stderr) as meter:
        for image in draw(drawings, seed, ~apart):
            images.append(image)
            meter.show(len(images) / len(drawings), f"drawing {name}")
    digits = collect(drawings, images)
    return digits[~apart], digits[apart]


def _train(training: Digits, validation: Mapping[str, Digits], plan: Plan) -> tuple[Progress, Trained]:
    from model.training import train

    last: Progress | None = None
    print("Loading TensorFlow ...", file=sys.stderr)
    with Meter(sys.stderr) as meter:
        for last in train(training, validation, plan, STANDARD):
            meter.show(last.fraction, _words(last))
            if last.validation is not None:
                meter.line(_epoch(last))
    assert last is not None
    assert last.best is not None
    return last, last.best


def _refuse_target(path: Path) -> str | None:
    """Say before a long run, not after it, that its result could not be written."""
    if path.is_dir():
        return "It is a folder."
    folder = path.absolute().parent
    if not folder.is_dir():
        return "There is no such folder."
    if not os.access(folder, os.W_OK):
        return "The folder cannot be written to."
    return None


def _words(progress: Progress) -> str:
    left = progress.seconds / progress.fraction - progress.seconds
    return (
        f"epoch {progress.epoch}/{progress.epochs}  loss {progress.loss:.3f}  {progress.accuracy:.1%}"
        f"  {left / 60:.0f} min left"
    )


def _epoch(progress: Progress) -> str:
    assert progress.validation is not None
    loss = sum(score.loss for score in progress.validation.values()) / len(progress.validation)
    return (
        f"epoch {progress.epoch:3d}  learned: loss {progress.loss:.4f}, {progress.accuracy:.2%}"
        f"  validation: loss {loss:.4f}, {_list(progress.validation)}  {progress.seconds:.0f} s"
    )


def _list(scores: Mapping[str, Score]) -> str:
    return ", ".join(f"{name} {score.accuracy:.2%}" for name, score in scores.items())


def _test(best: Trained, test: Digits) -> float:
    """Look at the test pictures, once, with the program's own forward pass."""
    reference = Reference(describe(STANDARD), make(STANDARD, best.arrays))
    return evaluate(reference, Pictures(test.images, test.labels)).accuracy


def _notes(plan: Plan, last: Progress, best: Trained, tested: float, data: Mapping[str, Sized]) -> dict[str, Any]:
    packages = ("numpy", "keras", "tensorflow-cpu" if sys.platform == "linux" else "tensorflow")
    return {
        "data": {name: len(samples) for name, samples in data.items()},
        "mnist": _SOURCE,
        "plan": asdict(plan),
        "best_epoch": best.epoch,
        "validation": {name: asdict(score) for name, score in best.scores.items()},
        "mnist_test_accuracy": tested,
        "seconds": round(last.seconds),
        "versions": {"python": platform.python_version(), **{name: _version(name) for name in packages}},
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"


def _positive(text: str) -> int:
    number = _natural(text)
    if number < 1:
        raise argparse.ArgumentTypeError("expected a whole number from 1 on, received 0")
    return number


def _natural(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"expected a whole number, received {text!r}")
    return int(text)
