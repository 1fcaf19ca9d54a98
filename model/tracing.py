"""How the bundled drawings were made: pictures of MNIST's training set, traced back to strokes of a pen.

Run ``python -m model.tracing [FILE]`` to make ``resources/samples.json`` again; it takes about a minute. A
picture is enlarged, thinned to its middle line, read as a graph and walked as a hand might have written it: straight on
through crossings, from the top. Of many traced pictures per digit those are taken whose strokes, drawn with our
pen and read through our steps, come close to the picture they were traced from, and among these the ones that
differ most from one another.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from model.digitize import digitize
from model.grid import GRID
from model.raster import Raster
from model.skeleton import Skeleton, thin
from model.strokes import Stroke

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

ENLARGED = 4
"""Cells per pixel of the enlarged picture."""
SOFT = 0.6
"""Width of the Gaussian that enlarges, in pixels."""
THRESHOLD = 0.42
"""Ink from this part of a picture's darkest on belongs to the shape."""
SMOOTH = 0.8
"""Width of the Gaussian that smooths a line, in pixels."""
SPACING = 0.8
"""Distance between two points of a stroke, in pixels."""
SIZE = 0.85
"""Side of the 28 x 28 picture on the canvas, whose middle it takes: a digit of 20 pixels fills 0.61."""
SPEED = 1.3
"""Pen speed on a straight line, in canvas sides a second; in curves it is slower."""
LIFT = 0.12
"""Seconds between two strokes, besides the way."""
EACH = 10
"""Drawings per digit."""
CANDIDATES = 250
"""Pictures per digit that are traced."""
THINNEST, THICKEST = 0.05, 0.12
"""Pen widths to take, as fractions of the canvas side: what is thicker is a blot with its middle lost."""
LOOK = 0.075
"""Pen width at which drawings are compared, fixed so that the same are chosen again."""
REJECTED = frozenset((440, 444, 749, 854, 902, 1049, 1080, 1244, 1319, 1325, 1477, 1512, 1522, 1758))
"""Pictures whose strokes no hand would draw, or that even people misread: seen by eye and left out."""


def trace(picture: NDArray[np.uint8]) -> tuple[Stroke, ...]:
    """Return the strokes of a written digit [28, 28] (ink is 255), on the canvas and in time."""
    return _traced(_shapes(picture[None]))[0]


def make(images: NDArray[np.uint8], labels: NDArray[np.integer]) -> str:
    """Return the text of ``samples.json`` for pictures [N, 28, 28] and their labels [N]."""
    entries = []
    for label in range(10):
        indices = [int(i) for i in np.flatnonzero(labels == label) if int(i) not in REJECTED][:CANDIDATES]
        traces = _traced(_shapes(images[indices]))
        for place in _choose(images[indices], traces):
            strokes = traces[place]
            lines = [np.round(stroke.points[:, :3].astype(float), 4).ravel().tolist() for stroke in strokes]
            width = round(strokes[0].width, 4)
            entries.append({"label": label, "index": indices[place], "width": width, "strokes": lines})
    rows = ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in entries)
    about = json.dumps("Strokes (x, y, seconds, ...) traced from MNIST training pictures by model/tracing.py")
    return f'{{"about":{about},"samples":[\n{rows}\n]}}\n'


def _shapes(pictures: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return enlarged shapes [N, 112, 112] of pictures [N, 28, 28]."""
    places = (np.arange(GRID * ENLARGED) + 0.5) / ENLARGED - 0.5
    weights = np.exp(-((places[:, None] - np.arange(GRID)) ** 2) / (2 * SOFT**2))
    weights /= weights.sum(axis=1, keepdims=True)
    large = weights @ (pictures / 255.0) @ weights.T
    shapes: NDArray[np.bool_] = large > THRESHOLD * large.max(axis=(1, 2), keepdims=True)
    return shapes


def _traced(shapes: NDArray[np.bool_]) -> list[tuple[Stroke, ...]]:
    return [_strokes(shape, line) for shape, line in zip(shapes, thin(shapes), strict=True)]


def _strokes(shape: NDArray[np.bool_], thinned: NDArray[np.bool_]) -> tuple[Stroke, ...]:
    """Turn an enlarged shape and its middle line into the strokes of a pen."""
    length = max(1, int(thinned.sum()))
    thickness = shape.sum() / length / 1.1  # a slanting line has more length than cells
    skeleton = Skeleton(thinned)
    skeleton.simplify(spur=0.9 * thickness, bridge=1.1 * thickness)
    lines = []
    for line, closed in skeleton.strokes(bend=65, trim=0.5 * thickness):
        smooth = _smoothed(line / ENLARGED, closed)
        if len(smooth) > 2:
            lines.append(_from_the_top(smooth, closed))
    lines.sort(key=lambda line: _earliness(line[0]))
    width = thickness / ENLARGED * SIZE / GRID
    strokes: list[Stroke] = []
    now, pen = 0.0, None
    for line in lines:
        xy = 0.5 + (line - GRID / 2) * SIZE / GRID
        if pen is not None:
            now += LIFT + float(np.hypot(*(xy[0] - pen))) / SPEED
        times = now + _times(xy)
        strokes.append(Stroke(np.column_stack([xy, times, np.ones(len(xy))]), width))
        now, pen = float(times[-1]), xy[-1]
    return tuple(strokes)


def _earliness(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the less, the more likely a hand begins there: at the top, rather left than right."""
    early: NDArray[np.float64] = points @ np.array([0.35, 1.0])
    return early


def _from_the_top(line: NDArray[np.float64], closed: bool) -> NDArray[np.float64]:
    """Turn an open line so that it begins early; let a closed one begin at its top and go left."""
    if not closed:
        return line[::-1] if _earliness(line[-1]) < _earliness(line[0]) else line
    ring = np.roll(line[:-1], -int(line[:-1, 1].argmin()), axis=0)
    ring = np.concatenate([ring, ring[:1]])
    ahead = min(4, len(ring) - 1)
    return ring[::-1] if ring[ahead, 0] > ring[-1 - ahead, 0] else ring


def _smoothed(line: NDArray[np.float64], closed: bool) -> NDArray[np.float64]:
    """Return the line with points at even distances, smoothed; the ends of an open one stay."""
    fine = _resampled(line, 0.25)
    reach = round(3 * SMOOTH / 0.25)
    if len(fine) <= 3:
        return fine
    if closed:
        around = np.concatenate([fine[:-1]] * (2 + 2 * reach // len(fine) + 1))
        middle = len(around) // 2
        padded = around[middle - len(fine) // 2 - reach :][: len(fine) + 2 * reach]
    else:
        reach = min(reach, len(fine) - 1)
        before = 2 * fine[0] - fine[reach:0:-1]
        after = 2 * fine[-1] - fine[-2 : -reach - 2 : -1]
        padded = np.concatenate([before, fine, after])
    bell = np.exp(-((np.arange(-reach, reach + 1) * 0.25) ** 2) / (2 * SMOOTH**2))
    bell /= bell.sum()
    smooth = np.column_stack([np.convolve(padded[:, k], bell, mode="valid") for k in (0, 1)])
    if closed:
        smooth[-1] = smooth[0]
    return _resampled(smooth, SPACING)


def _resampled(line: NDArray[np.float64], spacing: float) -> NDArray[np.float64]:
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    places = np.linspace(0, along[-1], max(2, round(along[-1] / spacing) + 1))
    return np.column_stack([np.interp(places, along, line[:, k]) for k in (0, 1)])


def _times(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return seconds for every point: a hand slows down at the ends of a stroke and in its curves."""
    steps = np.diff(xy, axis=0)
    lengths = np.hypot(*steps.T)
    heading = np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))
    turning = np.abs(np.gradient(heading)) / np.maximum(lengths, 1e-9) if len(steps) > 1 else np.zeros(1)
    slowness = 1 + 0.06 * np.minimum(turning, 30)
    slowness[0] *= 1.8
    slowness[-1] *= 1.8
    return np.concatenate([[0.0], np.cumsum(lengths * slowness)]) / SPEED


def _choose(pictures: NDArray[np.uint8], traces: Sequence[tuple[Stroke, ...]]) -> list[int]:
    """Return the places of good drawings that differ most from one another."""
    likeness = np.array([_likeness(p, t) for p, t in zip(pictures, traces, strict=True)])
    good = np.flatnonzero(likeness >= max(0.9, float(np.quantile(likeness, 0.4))))
    looks = np.array([_look(traces[place]) for place in good.tolist()])
    # the most ordinary one first, then always the one farthest from all that are taken
    taken = [int(((looks - looks.mean(axis=0)) ** 2).sum(axis=1).argmin())]
    far = np.full(len(good), np.inf)
    while len(taken) < min(EACH, len(good)):
        far = np.minimum(far, ((looks - looks[taken[-1]]) ** 2).sum(axis=1))
        taken.append(int(far.argmax()))
    return [int(good[place]) for place in taken]


def _likeness(picture: NDArray[np.uint8], strokes: Sequence[Stroke]) -> float:
    """Return the correlation of a picture with its strokes as we draw and read them; 0 for odd ones."""
    if not 1 <= len(strokes) <= 3 or min(_extent(stroke) for stroke in strokes) < 0.08:
        return 0.0
    if not THINNEST <= strokes[0].width <= THICKEST:
        return 0.0
    return float(np.corrcoef(_read(strokes).ravel(), picture.ravel() / 255.0)[0, 1])


def _read(strokes: Sequence[Stroke]) -> NDArray[np.float32]:
    raster = Raster()
    for stroke in strokes:
        raster.stroke(stroke)
    return digitize(raster.cells).image


def _look(strokes: Sequence[Stroke]) -> NDArray[np.float32]:
    """Return a blurred picture of the strokes' shape, whatever pen drew them."""
    image = _read([Stroke(stroke.points, LOOK) for stroke in strokes])
    for _ in range(3):
        image = image[1:] + image[:-1]
        image = image[:, 1:] + image[:, :-1]
    return image.ravel()


def _extent(stroke: Stroke) -> float:
    return float(np.ptp(stroke.points[:, :2], axis=0).max())


def main() -> None:
    """Write the file of drawings."""
    from model.data import load_mnist

    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "resources" / "samples.json"
    mnist = load_mnist()
    target.write_text(make(mnist.training.images, mnist.training.labels), encoding="utf-8")


if __name__ == "__main__":
    main()
