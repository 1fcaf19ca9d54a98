"""What is lit in a strip: stretches of values side by side, or all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gui.widgets.light import Frame, Light, runs

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from gui.widgets.strip import Strip
    from model.receptive import Region

_LEAST: Final = 7.0


class StripLight(Light):
    """The outlines over a strip; what the strip marks itself is left to it."""

    def __init__(self, view: Strip) -> None:
        super().__init__(view)
        self._view = view

    def layout_key(self) -> Hashable:
        """Return how the values are laid out, and what the strip marks."""
        view = self._view
        return view.count, view.columns, view.width(), view.height(), view.marked

    def frames_of(self, region: Region) -> Sequence[Frame]:
        """Return one frame for each stretch within a row or of whole rows; all values have one frame together."""
        view, ratio = self._view, self.devicePixelRatioF()
        inside = (2 if region.role == "unit" else 1) * max(1, round(ratio)) * 2  # a strip has no room around it
        right, bottom = round(view.width() * ratio) - inside, round(view.height() * ratio) - inside
        if region.indices is None:
            return [Frame(inside, inside, right, bottom)]
        indices = [index for index in region.indices.tolist() if index < view.count]
        if len(indices) == 1 and indices[0] in view.marked:
            return []
        frames = []
        for begin, end in _blocks(indices, view.columns):
            first, last = view.cell_rect(begin), view.cell_rect(end - 1)
            spare = (
                max(0.0, _LEAST - (last.right() - first.left())) / 2,
                max(0.0, _LEAST - (last.bottom() - first.top())) / 2,
            )
            frames.append(
                Frame(
                    max(inside, round((first.left() - spare[0]) * ratio)),
                    max(inside, round((first.top() - spare[1]) * ratio)),
                    min(right, round((last.right() + spare[0]) * ratio)),
                    min(bottom, round((last.bottom() + spare[1]) * ratio)),
                )
            )
        return frames


def _blocks(indices: Sequence[int], columns: int) -> list[tuple[int, int]]:
    """Return stretches as blocks of whole rows and parts of rows: (first, one after the last) of each."""
    found: list[tuple[int, int]] = []
    for begin, end in runs(indices):
        first, last = -(-begin // columns) * columns, end // columns * columns
        if first >= last:  # no whole row: a part of one, or of two
            found += [(begin, min(end, first))] if begin < first else []
            found += [(max(begin, first), end)] if end > first else []
            continue
        found += [(begin, first)] if begin < first else []
        found.append((first, last))
        found += [(last, end)] if last < end else []
    return found
