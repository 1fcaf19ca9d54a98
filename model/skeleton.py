"""The middle line of a written digit, as a graph of lines between ends and crossings.

Used by `model.tracing` alone, which made the bundled drawings. Lengths are in cells of the enlarged picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

Pixel = tuple[int, int]
_AROUND = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))  # clockwise from above
_LOOK = 10.0
"""How far from a crossing a line's direction is measured."""


def thin(shapes: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the shapes [N, H, W] thinned to lines one cell wide.

    T. Y. Zhang, C. Y. Suen: A fast parallel algorithm for thinning digital patterns, CACM 27 (1984) 236-239.
    """
    cells = np.pad(shapes, ((0, 0), (1, 1), (1, 1)))
    changed = True
    while changed:
        changed = False
        for first in (True, False):
            n = [np.roll(cells, (-y, -x), axis=(1, 2)) for y, x in _AROUND]
            count = sum(part.astype(np.uint8) for part in n)
            turns = sum((~n[k] & n[(k + 1) % 8]).astype(np.uint8) for k in range(8))
            north, east, south, west = n[0], n[2], n[4], n[6]
            if first:
                open_sides = ~(north & east & south) & ~(east & south & west)
            else:
                open_sides = ~(north & east & west) & ~(north & south & west)
            gone = cells & (count >= 2) & (count <= 6) & (turns == 1) & open_sides
            changed |= bool(gone.any())
            cells = cells & ~gone
    return cells[:, 1:-1, 1:-1]


@dataclass(eq=False, slots=True)
class Edge:
    """A line [n, 2] of (x, y) between two nodes, named by numbers."""

    start: int
    end: int
    line: NDArray[np.float64]

    @property
    def length(self) -> float:
        """The line's length."""
        return float(np.hypot(*np.diff(self.line, axis=0).T).sum())


class Skeleton:
    """Nodes (ends and crossings) and the edges between them, read from a thinned shape [H, W]."""

    def __init__(self, thinned: NDArray[np.bool_]) -> None:
        self.nodes: dict[int, NDArray[np.float64]] = {}
        self.edges: list[Edge] = []
        self._read({(int(y), int(x)) for y, x in np.argwhere(thinned)})

    def simplify(self, spur: float, bridge: float) -> None:
        """Take away what thinning adds to a pen's line: short side branches, and crossings torn in two."""
        while found := [e for e in self.edges if e.length < spur and self._is_spur(e)]:
            self.edges.remove(min(found, key=lambda edge: edge.length))
            self._join_passages()
        while found := [e for e in self.edges if e.length < bridge and self._is_bridge(e)]:
            shortest = min(found, key=lambda edge: edge.length)
            self.edges.remove(shortest)
            self._melt(shortest.start, shortest.end)

    def strokes(self, bend: float, trim: float) -> list[tuple[NDArray[np.float64], bool]]:
        """Return lines that run straight on through the crossings, and whether each is closed.

        At every crossing the two edge ends that continue each other best are paired, up to ``bend`` degrees,
        then the next two. Near a crossing (``trim``) the thinned line is bent and is not followed.
        """
        partner: dict[tuple[int, bool], tuple[int, bool]] = {}
        for node in self.nodes:
            ends = [(i, at_end) for i, e in enumerate(self.edges) for at_end in (False, True)
                    if (e.end if at_end else e.start) == node]  # fmt: skip
            turns = sorted((self._bend(a, b), a, b) for a, b in combinations(ends, 2))
            for angle, a, b in turns:
                if (angle <= bend or len(ends) == 2) and a not in partner and b not in partner:
                    partner[a], partner[b] = b, a
        left = set(range(len(self.edges)))
        found = []
        open_ends = [(i, at_end) for i in left for at_end in (False, True) if (i, at_end) not in partner]
        for start in [*open_ends, *((i, False) for i in sorted(left))]:
            if start[0] not in left:
                continue
            lines = []
            here: tuple[int, bool] | None = start
            while here is not None and here[0] in left:
                left.remove(here[0])
                lines.append(self._trimmed(here, trim))
                here = partner.get((here[0], not here[1]))
            found.append((np.concatenate(lines), here is not None))
        return found

    def _trimmed(self, start: tuple[int, bool], trim: float) -> NDArray[np.float64]:
        """Return an edge's line from one of its ends on; near a crossing, only the crossing itself."""
        edge = self.edges[start[0]]
        line = edge.line[::-1] if start[1] else edge.line
        keep = np.ones(len(line), bool)
        for node in {edge.start, edge.end}:
            if self.degree(node) > 2:
                keep &= np.hypot(*(line - self.nodes[node]).T) > trim
        a, b = (edge.end, edge.start) if start[1] else (edge.start, edge.end)
        return np.concatenate([self.nodes[a][None], line[keep], self.nodes[b][None]])

    def _bend(self, a: tuple[int, bool], b: tuple[int, bool]) -> float:
        """Return by how many degrees the way in by one edge end and out by another turns."""
        (ax, ay), (bx, by) = self._direction(a), self._direction(b)
        return float(np.degrees(abs(np.arctan2(ax * -by + ay * bx, ax * -bx + ay * -by))))

    def _direction(self, end: tuple[int, bool]) -> NDArray[np.float64]:
        edge = self.edges[end[0]]
        line = edge.line[::-1] if end[1] else edge.line
        node = self.nodes[edge.end if end[1] else edge.start]
        away = np.hypot(*(line - node).T)
        far = np.flatnonzero(away >= _LOOK)
        direction: NDArray[np.float64] = line[far[0] if len(far) else int(away.argmax())] - node
        return direction

    def degree(self, node: int) -> int:
        """Return how many edge ends meet in a node."""
        return sum((e.start == node) + (e.end == node) for e in self.edges)

    def _is_spur(self, edge: Edge) -> bool:
        degrees = sorted((self.degree(edge.start), self.degree(edge.end)))
        return degrees[0] == 1 and degrees[1] >= 3

    def _is_bridge(self, edge: Edge) -> bool:
        return edge.start != edge.end and min(self.degree(edge.start), self.degree(edge.end)) >= 3

    def _join_passages(self) -> None:
        """Make one edge of the two that meet where nothing branches off any more."""
        for node in list(self.nodes):
            here = [e for e in self.edges if node in (e.start, e.end)]
            if len(here) != 2 or any(e.start == e.end for e in here):
                continue
            a, b = here
            first = a.line if a.end == node else a.line[::-1]
            second = b.line if b.start == node else b.line[::-1]
            start, end = (a.start if a.end == node else a.end), (b.end if b.start == node else b.start)
            self.edges = [e for e in self.edges if e not in here]
            self.edges.append(Edge(start, end, np.concatenate([first, second[1:]])))
            del self.nodes[node]

    def _melt(self, a: int, b: int) -> None:
        """Make one node of two, halfway."""
        self.nodes[a] = (self.nodes[a] + self.nodes[b]) / 2
        del self.nodes[b]
        for edge in self.edges:
            edge.start = a if edge.start == b else edge.start
            edge.end = a if edge.end == b else edge.end

    def _read(self, pixels: set[Pixel]) -> None:
        beside = {pixel: tuple(_linked(pixel, pixels)) for pixel in pixels}
        marks = {pixel: i for i, pixel in enumerate(sorted(p for p in pixels if len(beside[p]) != 2))}
        walked: set[tuple[Pixel, Pixel]] = set()
        unseen = set(pixels)

        def walk(start: Pixel, step: Pixel) -> list[Pixel]:
            path = [start, step]
            while path[-1] not in marks and path[-1] != start:
                path.append(next(p for p in beside[path[-1]] if p != path[-2]))
            return path

        def keep(path: list[Pixel]) -> None:
            walked.update({(path[0], path[1]), (path[-1], path[-2])})
            unseen.difference_update(path)
            line = np.array([(x + 0.5, y + 0.5) for y, x in path])
            self.edges.append(Edge(marks[path[0]], marks[path[-1]], line))

        for pixel in sorted(marks):
            self.nodes[marks[pixel]] = np.array([pixel[1] + 0.5, pixel[0] + 0.5])
            for step in beside[pixel]:
                if (pixel, step) not in walked:
                    keep(walk(pixel, step))
        while rings := sorted(unseen - marks.keys()):  # a ring has no end and no crossing: begin at its top
            marks[rings[0]] = len(marks)
            self.nodes[marks[rings[0]]] = np.array([rings[0][1] + 0.5, rings[0][0] + 0.5])
            keep(walk(rings[0], beside[rings[0]][0]))


def _linked(pixel: Pixel, pixels: set[Pixel]) -> Iterable[Pixel]:
    """Yield a pixel's neighbours: beside it, and at its corners where no common neighbour links them."""
    y, x = pixel
    for dy, dx in _AROUND:
        other = (y + dy, x + dx)
        if other in pixels and not (dy and dx and ((y, x + dx) in pixels or (y + dy, x) in pixels)):
            yield other
