"""How often numbers are read as numbers, and single digits as single ones: `python -m tests.measure.rows FILE...`.

The files hold pen strokes, as `evaluate` reads them. Rows are put together from digits of one writer, 0.15 to 0.5 of
their height apart, in a pen of 0.05 to 0.12 of it. `--weights` measures others than the shipped ones.
"""

import argparse
from pathlib import Path

import numpy as np

from gui.commands.shipped import batch
from model.digitize import Steps
from model.evaluation import finish
from model.number import read_number
from model.pieces import group
from model.samples import load_samples
from model.strokes import Stroke
from tests.support_rows import side_by_side

ROWS = 200
LENGTHS = 2, 3, 4, 6


def digits_by_writer(samples):
    """The lines [n, 2] of every digit that is high enough to be put in a row, 1 high, and its label, by writer."""
    found = {}
    writers = samples.writers if samples.writers is not None else np.zeros(len(samples), int)
    for index in np.flatnonzero(samples.labels >= 0).tolist():
        lines = samples.lines(index)
        points = np.concatenate(lines)
        low, extent = points.min(axis=0), np.ptp(points, axis=0)
        if extent[1] > 0.5 * extent[0]:
            lines = [(line - low) / extent[1] for line in lines]
            found.setdefault(str(writers[index]), []).append((lines, int(samples.labels[index])))
    return {writer: digits for writer, digits in found.items() if len(digits) >= max(LENGTHS)}


def measure(network, samples, random):
    """Print the shares of rows with the right count and of wholly right ones, and how many single digits fall apart."""
    writers = list(digits_by_writer(samples).values())
    for length in LENGTHS:
        apart = counted = right = 0
        for _ in range(ROWS):
            digits = writers[random.integers(len(writers))]
            chosen = [digits[i] for i in random.choice(len(digits), length, replace=False)]
            gaps = random.uniform(0.15, 0.5, length).tolist()
            lines, labels = [lines for lines, _ in chosen], [label for _, label in chosen]
            strokes, _ = side_by_side(lines, gaps, 0.3, pen=random.uniform(0.05, 0.12))
            apart += len(group(strokes)) == length
            told = [digit.answer for digit in finish(read_number(network, strokes, Steps()))]
            counted += len(told) == length
            right += told == labels
        shares = " ".join(f"{100 * hits / ROWS:5.1f}" for hits in (apart, counted, right))
        print(f"{length} digits: {shares} % apart / with the right count / wholly right, of {ROWS} rows")
    many = wrong = shown = 0
    for digits in writers:
        for lines, _ in digits:
            if len(lines) > 1:
                strokes = [
                    Stroke.along(0.2 + 0.6 * line / max(1.0, float(line.max())), 0.05) for line in lines if len(line)
                ]
                many += 1
                wrong += len(group(strokes)) > 1
                shown += len(finish(read_number(network, strokes, Steps()))) > 1
    print(f"{many:,} digits of several strokes: {wrong} fall apart, {shown} of them are shown as several")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--weights", type=Path)
    asked = parser.parse_args()
    for path in asked.files:
        print(path.name)
        measure(batch(asked.weights), load_samples(path), np.random.default_rng(1))
