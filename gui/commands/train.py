"""Train the network on MNIST and write its weights to a file.

The progress is shown on stderr. Nothing is written before the training is finished, so an interrupted run
leaves an older weights file as it was.
"""

from __future__ import annotations

import argparse
import platform
import sys
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from itertools import chain, count
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

from gui.commands.meter import Meter
from model.batch import Batch
from model.evaluation import evaluate
from model.layers import describe
from model.samples import Pictures
from model.standard import LARGE, STANDARD
from model.weights import WeightsError, load, make, save

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence, Sized

    from model.data import Digits
    from model.drawn import Part
    from model.lessons import Curriculum
    from model.samples import Drawings
    from model.training import Plan, Progress, Score, Trained
    from model.weights import Weights

_SHARE_OF_OTHERS = 1 / 8
_MADE_UP, _CROWDS = 12_000, 1_500
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
        help="pen strokes to learn as well, digits or what is none (label -1), in a format that `evaluate` reads; "
        "may be given several times",
    )
    parser.add_argument(
        "--teacher",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="weights whose answers are learned too; several teach by their mean",
    )
    parser.add_argument(
        "--start",
        type=Path,
        metavar="FILE",
        help="go on from these weights, with a lower --rate, instead of from random ones",
    )
    parser.add_argument(
        "--rate", type=_fraction, default=None, metavar="X", help="the largest learning rate; default 0.0015"
    )
    parser.add_argument(
        "--large",
        action="store_true",
        help="train a larger network, four times the work; it is for --teacher alone, the window does not show it",
    )
    parser.add_argument(
        "--hold-out",
        action="append",
        default=[],
        metavar="NAME",
        help="do not learn from writers whose name begins so (a whole site of UNIPEN: its name and a bar); "
        "default: a tenth of the writers of each file",
    )
    parser.add_argument(
        "--half",
        action="store_true",
        help="reckon with 16 bits until the last epochs: twice as quick on processors that have bfloat16",
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
    from model.calibration import calibrate
    from model.data import load_mnist
    from model.drawn import split
    from model.training import Plan

    refusal = _refuse_target(args.out)
    if refusal:
        print(f"digitscope: {args.out}: {refusal}", file=sys.stderr)
        return 2
    path = args.data or "resources/mnist.npz"
    try:
        mnist = load_mnist(args.data)
        drawings: dict[str, Drawings] = {}
        for path in args.strokes:
            drawings[_unused(path.stem, ["mnist", *drawings])] = _strokes(path, args.limit)
        teachers = [_teacher(path) for path in args.teacher]
        configs = LARGE if args.large else STANDARD
        start = _started(args.start, configs)
    except ArchiveError as error:
        print(f"digitscope: {path}: {error}", file=sys.stderr)
        return 2
    except WeightsError as error:
        print(f"digitscope: {error}", file=sys.stderr)
        return 2
    unknown = _unknown_writers(args.hold_out, drawings)
    if unknown is not None:
        print(f"digitscope: --hold-out {unknown}: No writer's name in the stroke files begins so.", file=sys.stderr)
        return 2
    chosen = {"epochs": args.epochs, "seed": args.seed, "batch": args.batch, "half": args.half, "rate": args.rate}
    plan = Plan(**{key: value for key, value in chosen.items() if value is not None})
    try:
        print("Preparing what is to be learned ...", file=sys.stderr)
        scans = mnist.training[: args.limit]
        parts = {name: split(some, args.hold_out) for name, some in drawings.items()}
        parts |= _odd(parts, plan.seed)
        training = _curriculum(scans, parts)
        validation = {"mnist": mnist.validation}
        validation |= {name: part.validation for name, part in parts.items() if part.validation is not None}
        last, best = _train(training, validation, plan, configs, teachers, start)
        strangers = {name: part.strangers for name, part in parts.items() if part.strangers is not None}
        weights = calibrate(make(configs, best.arrays), validation, strangers, ["mnist"])
        tested = _test(weights, mnist.test)
        notes = _notes(plan, last, best, tested, {"mnist": scans, **drawings})
        notes |= weights.notes
        notes |= {"teachers": [path.name for path in args.teacher], "held_out": args.hold_out}
        notes |= {"start": args.start.name if args.start else None}
        save(args.out, configs, weights.arrays, notes, weights.boundary)
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

    samples = load_samples(path, limit=limit, others=True)
    if not isinstance(samples, Drawings):
        raise ArchiveError("It holds pictures, not pen strokes.")
    return samples


def _unused(name: str, taken: Collection[str]) -> str:
    """Return the name, with a number behind it if a file of another folder is called so too."""
    return next(some for some in chain([name], (f"{name} ({i})" for i in count(2))) if some not in taken)


def _unknown_writers(names: Sequence[str], drawings: Mapping[str, Drawings]) -> str | None:
    """Return the first name that would hold nobody out."""
    writers = {writer for some in drawings.values() if some.writers is not None for writer in some.writers.tolist()}
    return next((name for name in names if not any(writer.startswith(name) for writer in writers)), None)


def _teacher(path: Path) -> Weights:
    weights = load(path)
    (first, *_, last), (entry, *_, end) = describe(weights.configs), describe(STANDARD)
    if (first.output_shape, last.output_shape, last.activation) != (entry.output_shape, end.output_shape, "softmax"):
        raise WeightsError(f"The weights file {path} cannot teach: its network does not tell ten digits from 28x28.")
    return weights


def _started(path: Path | None, configs: Sequence[Mapping[str, Any]]) -> Weights | None:
    if path is None:
        return None
    weights = load(path)
    if describe(weights.configs) != describe(configs):
        raise WeightsError(f"One cannot go on from {path}: its network has other layers.")
    return weights


def _odd(parts: Mapping[str, Part], seed: int) -> dict[str, Part]:
    """Make up what is no digit."""
    from model.drawn import crowded, made_up

    crowds = {f"crowds of {name}": crowded(part.digits, _CROWDS, seed) for name, part in parts.items() if part.digits}
    return {"made up": made_up(_MADE_UP, seed), **crowds}


def _curriculum(scans: Digits, parts: Mapping[str, Part]) -> Curriculum:
    """Put together what is learned: scans, everybody's strokes twice, and in an eighth of each batch no digits."""
    from model.lessons import Curriculum, Scans

    pens = [part.digits for part in parts.values() if part.digits is not None]
    others = [part.others for part in parts.values() if part.others is not None]
    return Curriculum([Scans(scans), *pens, *pens], others, _SHARE_OF_OTHERS)


def _train(
    training: Curriculum,
    validation: Mapping[str, Digits],
    plan: Plan,
    configs: Sequence[Mapping[str, Any]],
    teachers: Sequence[Weights],
    start: Weights | None,
) -> tuple[Progress, Trained]:
    from model.training import train

    last: Progress | None = None
    print("Loading TensorFlow ...", file=sys.stderr)
    with Meter(sys.stderr) as meter:
        for last in train(training, validation, plan, configs, teachers, start):
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
    try:
        with TemporaryFile(dir=folder):
            return None
    except OSError:
        return "The folder cannot be written to."


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


def _test(weights: Weights, test: Digits) -> float:
    """Look at the test pictures, once, with the program's own forward pass."""
    network = Batch(describe(weights.configs), weights)
    return evaluate(network, Pictures(test.images, test.labels)).accuracy


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


def _fraction(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 < number < 1:
        raise argparse.ArgumentTypeError(f"expected a number between 0 and 1, received {text!r}")
    return number


def _natural(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"expected a whole number, received {text!r}")
    return int(text)
