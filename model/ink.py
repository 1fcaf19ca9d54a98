"""The drawing: strokes and perhaps a picture under them, their raster, and every way in which a person changes them."""

from __future__ import annotations

import zlib
from collections import deque
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from model.grid import DEFAULT_WIDTH
from model.picture import Picture
from model.points import Points
from model.raster import NOTHING, REACH, Box, Raster
from model.strokes import Stroke, cut, pen_radius

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from model.points import Point

STEPS = 200
"""Changes that can be taken back."""


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """The other side of one change: what was drawn there, and the cells there wherever they differ from here."""

    strokes: tuple[Stroke, ...]
    picture: Picture | None
    box: Box
    packed: bytes


@dataclass(slots=True, eq=False)
class _Gesture:
    """A pen or an eraser that has touched the canvas and not left it yet."""

    eraser: bool
    width: float
    strokes: tuple[Stroke, ...]  # as they were before
    picture: Picture | None  # as it was before
    cells: NDArray[np.uint8]  # as they were before
    points: Points
    box: Box = NOTHING


class Ink:
    """What has been drawn, and the only place where it changes.

    The raster always equals the rendering of ``picture`` and ``strokes`` on an empty one. Every method that changes
    something returns the box of cells that may have changed (an empty one if none has).

    One gesture - `begin`, any number of `extend`, `end` - is one step for `undo`, and so is every `clear`,
    `shift`, `replace` and `show` that changes anything. `undo` during a gesture takes that gesture back (like
    `cancel`) and nothing else; `redo` during a gesture does nothing. The other methods end an unfinished
    gesture first. The last 200 steps are kept; a step holds the cells of its own box, packed, so that undo
    takes the same short time for any drawing.
    """

    def __init__(self) -> None:
        self.raster = Raster()
        self._strokes: tuple[Stroke, ...] = ()
        self._picture: Picture | None = None
        self._gesture: _Gesture | None = None
        self._undo: deque[_Step] = deque(maxlen=STEPS)
        self._redo: list[_Step] = []

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """All strokes in the order of drawing; an unfinished one is the last."""
        gesture = self._gesture
        if gesture is None or gesture.eraser:
            return self._strokes
        return (*self._strokes, _finished(gesture))

    @property
    def picture(self) -> Picture | None:
        """The picture that lies under the strokes; None where somebody only draws."""
        return self._picture

    @property
    def is_picture(self) -> bool:
        """Whether the ink is a picture of 28 x 28 pixels, whatever has been drawn on it or erased."""
        return self._picture is not None and not self._picture.box.empty

    def lines(self) -> tuple[NDArray[np.float32], ...]:
        """Return the points float32 [n, 4], read-only, of every stroke that left ink, as they are at this moment.

        Quicker than `strokes`: an unfinished one is not made a `Stroke`.
        """
        gesture = self._gesture
        done = tuple(stroke.points for stroke in self._strokes)
        return done if gesture is None or gesture.eraser else (*done, gesture.points.read())

    @property
    def is_blank(self) -> bool:
        """Whether no cell of the canvas holds ink."""
        return self.raster.is_blank

    @property
    def is_drawing(self) -> bool:
        """Whether a gesture is unfinished."""
        return self._gesture is not None

    @property
    def can_undo(self) -> bool:
        """Whether `undo` would do something."""
        return bool(self._undo) or self.is_drawing

    @property
    def can_redo(self) -> bool:
        """Whether `redo` would do something."""
        return bool(self._redo) and not self.is_drawing

    def snapshot(self) -> NDArray[np.uint8]:
        """Return a read-only copy [448, 448] of the cells, which no later stroke changes."""
        cells = self.raster.copy()
        cells.flags.writeable = False
        return cells

    # ---- gestures

    def begin(
        self,
        x: float,
        y: float,
        t: float,
        pressure: float = 1.0,
        width: float = DEFAULT_WIDTH,
        eraser: bool = False,
    ) -> Box:
        """Put the pen, or the eraser, on the paper.

        Parameters
        ----------
        x, y : float
            Fractions of the canvas side from its top left corner; outside 0-1 is outside the canvas.
        t : float
            Seconds since the drawing began.
        pressure : float
            0-1; held to that range. It changes the pen's width, not the eraser's.
        width : float
            Diameter at full pressure, as a fraction of the canvas side: above 0, at most 1.
        eraser : bool
            Cut the strokes instead of drawing one.

        Raises
        ------
        ValueError
            For numbers that are not finite or absurdly far away; then nothing has changed.
        """
        point = _checked(x, y, t, pressure)
        if not 0 < width <= 1:
            raise ValueError(f"Expected a width above 0 and at most 1. Received {width}.")
        self.end()
        before = self._strokes, self._picture, self.raster.copy()
        self._gesture = _Gesture(eraser, float(width), *before, Points(point))
        return self._move(self._gesture, point, point)

    def extend(self, x: float, y: float, t: float, pressure: float = 1.0) -> Box:
        """Move the pen or eraser on in a straight line; does nothing when neither is on the paper."""
        point = _checked(x, y, t, pressure)
        gesture = self._gesture
        if gesture is None:
            return NOTHING
        before = gesture.points.last
        if (point[0], point[1], point[3]) == (before[0], before[1], before[3]):
            return NOTHING
        gesture.points.append(point)
        return self._move(gesture, before, point)

    def end(self) -> Box:
        """Lift the pen or eraser. A stroke that left no ink on the canvas is forgotten."""
        gesture, self._gesture = self._gesture, None
        if gesture is None or gesture.box.empty:
            return NOTHING
        if not gesture.eraser:
            self._strokes = (*self._strokes, _finished(gesture))
        self._remember(gesture.strokes, gesture.picture, gesture.box, gesture.cells)
        return NOTHING

    def cancel(self) -> Box:
        """Take an unfinished gesture back as if it had never begun."""
        gesture, self._gesture = self._gesture, None
        if gesture is None or gesture.box.empty:
            return NOTHING
        self._strokes, self._picture = gesture.strokes, gesture.picture
        self.raster.paste(gesture.box, gesture.cells[gesture.box.slices])
        return gesture.box

    # ---- whole steps

    def clear(self) -> Box:
        """Remove everything."""
        return self._replace((), None)

    def shift(self, dx: float, dy: float) -> Box:
        """Move everything by fractions of the canvas side; what leaves the canvas can come back.

        Raises
        ------
        ValueError
            For numbers that are not finite or would move the ink absurdly far away; nothing has changed then.
        """
        if not (isfinite(dx) and isfinite(dy)):
            raise ValueError(f"Expected two finite fractions. Received {dx} and {dy}.")
        self.end()
        if dx == 0 == dy:
            return NOTHING
        by = np.array([dx, dy, 0, 0])
        strokes = tuple(Stroke(stroke.points + by, stroke.width) for stroke in self._strokes)
        return self._replace(strokes, None if self._picture is None else self._picture.moved(dx, dy))

    def replace(self, strokes: Iterable[Stroke]) -> Box:
        """Put strokes in the place of everything."""
        return self._replace(tuple(strokes), None)

    def show(self, image: NDArray[np.uint8]) -> Box:
        """Put a picture uint8 [28, 28], 0 (paper) to 255 (ink), in the place of everything.

        Each of its pixels becomes 16 x 16 cells. One can draw on it, erase from it and move it: it stays a picture
        until its last ink is gone.

        Raises
        ------
        ValueError
            For an array of another type or shape; nothing has changed then.
        """
        picture = Picture.of(image)
        return self._replace((), None if picture.is_blank else picture)

    def undo(self) -> Box:
        """Take the last step back, or the unfinished gesture if there is one."""
        if self._gesture is not None:
            return self.cancel()
        if not self._undo:
            return NOTHING
        step = self._undo.pop()
        self._redo.append(self._turn(step))
        return step.box

    def redo(self) -> Box:
        """Do again what `undo` took back last."""
        if not self.can_redo:
            return NOTHING
        step = self._redo.pop()
        self._undo.append(self._turn(step))
        return step.box

    # ---- inside

    def _move(self, gesture: _Gesture, p: Point, q: Point) -> Box:
        if gesture.eraser:
            dirty = self._erase(p[:2], q[:2], gesture.width / 2)
        else:
            radii = pen_radius(gesture.width, p[3]), pen_radius(gesture.width, q[3])
            dirty = self.raster.segment(p[:2], q[:2], *radii)
        gesture.box = gesture.box.union(dirty)
        return dirty

    def _replace(self, strokes: tuple[Stroke, ...], picture: Picture | None) -> Box:
        self.end()
        before = self._strokes, self._picture
        if before == ((), None) == (strokes, picture):
            return NOTHING
        cells = self.raster.copy()
        dirty = self.raster.clear()
        if picture is not None:
            dirty = dirty.union(picture.paint(self.raster))
        dirty = dirty.union(self.raster.paint(strokes))
        self._strokes, self._picture = strokes, picture
        self._remember(*before, dirty, cells)
        return dirty

    def _erase(self, p: tuple[float, float], q: tuple[float, float], radius: float) -> Box:
        """Cut all strokes and the picture along the eraser's way and paint only what that touched again."""
        left: list[Stroke] = []
        dirty = NOTHING
        hit = False
        for stroke in self._strokes:
            found = cut(stroke, p, q, radius)
            if found is None:
                left.append(stroke)
                continue
            hit = True
            left.extend(found.pieces)
            dirty = dirty.union(found.box)
        wiped = None if self._picture is None else self._picture.erased(p, q, radius)
        if wiped is not None:
            hit = True
            dirty = dirty.union(wiped[1])
            self._picture = None if wiped[0].is_blank else wiped[0]
        if hit:
            self._strokes = tuple(left)
            self.raster.rerender(left, dirty)
            if self._picture is not None:
                self._picture.paint(self.raster, dirty)
        return dirty

    def _remember(
        self, strokes: tuple[Stroke, ...], picture: Picture | None, box: Box, cells: NDArray[np.uint8]
    ) -> None:
        """Add a step back to what was there before; what had been undone can no longer be redone."""
        self._undo.append(_Step(strokes, picture, box, _pack(cells[box.slices])))
        self._redo.clear()

    def _turn(self, step: _Step) -> _Step:
        """Go to the other side of a step and return the way back."""
        back = _Step(self._strokes, self._picture, step.box, _pack(self.raster.copy(step.box)))
        shape = (step.box.bottom - step.box.top, step.box.right - step.box.left)
        cells = np.frombuffer(zlib.decompress(step.packed), np.uint8)
        self.raster.paste(step.box, cells.reshape(shape))
        self._strokes, self._picture = step.strokes, step.picture
        return back


def _pack(cells: NDArray[np.uint8]) -> bytes:
    """Return the cells as few bytes: ink is mostly runs of 0 and 255, and 200 steps are kept."""
    return zlib.compress(cells.tobytes(), 1)


def _checked(x: float, y: float, t: float, pressure: float) -> Point:
    """Return a point as its stroke will hold it: live ink must not differ from ink painted afresh."""
    if not (-REACH <= x <= REACH and -REACH <= y <= REACH and isfinite(t) and isfinite(pressure)):
        raise ValueError(f"Expected finite numbers near the canvas. Received {x}, {y}, {t}, {pressure}.")
    x, y, t, pressure = np.array([x, y, t, min(max(pressure, 0.0), 1.0)], np.float32).tolist()
    return x, y, t, pressure


def _finished(gesture: _Gesture) -> Stroke:
    return Stroke(gesture.points.read(), gesture.width)
