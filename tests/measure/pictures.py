"""How often pictures of every kind are read: `python -m tests.measure.pictures [--part test] [--count 20]`.

MNIST's pictures are made into photos, scans and screenshots by `tests.paper_kinds`, and read as `classify` reads files.
"""

import argparse
import tempfile
import zlib
from pathlib import Path

import numpy as np

from gui.commands.shipped import batch
from gui.pictures import read_levels
from model.data import shipped_mnist
from model.paper import digit_in
from tests.paper_kinds import BLANKS, KINDS, mnist_ink


def answer(network, path, content):
    """Read a picture's bytes: the digit, or None for no ink."""
    path.write_bytes(content)
    cells = digit_in(read_levels(path))
    if cells is None:
        return None
    return int(network.probabilities(cells[None].astype(np.float32) / np.float32(255)).argmax())


def measure(network, digits, count, path):
    """Print, kind by kind, how many of `count` pictures, alike many of each digit, are read rightly."""
    places = np.concatenate([np.flatnonzero(digits.labels == digit)[: count // 10] for digit in range(10)])
    rights = 0
    for name, make in KINDS.items():
        noise = np.random.default_rng(zlib.crc32(name.encode()))
        told = [answer(network, path, make(mnist_ink(digits.images[place]), noise)) for place in places]
        right = sum(one == label for one, label in zip(told, digits.labels[places].tolist(), strict=True))
        rights += right
        print(f"{name:26s} {100 * right / len(places):5.1f} %", flush=True)
    print(f"{'all':26s} {100 * rights / len(places) / len(KINDS):5.1f} %, {len(places)} pictures of a kind")
    for name, make in BLANKS.items():
        noise = np.random.default_rng(zlib.crc32(name.encode()))
        empty = sum(answer(network, path, make(noise)) is None for _ in range(count))
        print(f"no ink: {name:26s} {empty} of {count}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=("validation", "test"), default="test")
    parser.add_argument("--count", type=int, default=20, help="pictures of each kind; a multiple of ten")
    parser.add_argument("--weights", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(batch(asked.weights), getattr(shipped_mnist(), asked.part), asked.count, Path(folder) / "picture")
