"""What part of an image is seen, and how large: zooming about a point and moving. Pure arithmetic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

STEP: Final = 1.25


class Viewport:
    """A window of `room` screen pixels on an image of `size` pixels that fits it at `scale`.

    At `zoom` 1 the image is in the middle of the window. When it is larger it always covers the window.

    Attributes
    ----------
    pixel
        Screen pixels per pixel of the image.
    target
        Left, top, width and height of the whole image on the screen; another tuple whenever it changes.
    """

    __slots__ = ("_left", "_top", "pixel", "room", "scale", "size", "target", "zoom")

    def __init__(self) -> None:
        self.size, self.room, self.scale, self.zoom = (1, 1), (1, 1), 1.0, 1.0
        self._left = self._top = 0.0
        self._hold()

    def fit(self, size: tuple[int, int], room: tuple[int, int], scale: float) -> None:
        """Take a new image or window; the middle of what was seen stays in the middle."""
        middle = self._middle()
        self.size, self.room, self.scale = size, room, scale
        pixel = scale * self.zoom
        self._left = room[0] / 2 - middle[0] * size[0] * pixel
        self._top = room[1] / 2 - middle[1] * size[1] * pixel
        self._hold()

    def reset(self) -> None:
        """Show the whole image."""
        self.zoom = 1.0
        self._hold()

    def magnify(self, factor: float, x: float, y: float, most: float) -> bool:
        """Zoom about a point of the screen, to at most `most`; return whether anything changed."""
        zoom = min(max(self.zoom * factor, 1.0), max(most, 1.0))
        if zoom == self.zoom:
            return False
        share = zoom / self.zoom
        self.zoom = zoom
        self._left, self._top = x - (x - self._left) * share, y - (y - self._top) * share
        self._hold()
        return True

    def move(self, dx: float, dy: float) -> None:
        """Shift the image by screen pixels."""
        self._left += dx
        self._top += dy
        self._hold()

    def to_image(self, x: float, y: float) -> tuple[float, float]:
        """Return the image's point under a point of the screen."""
        return (x - self._left) / self.pixel, (y - self._top) / self.pixel

    def to_screen(self, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        """Return where a rectangle of the image is on the screen."""
        left, top, width, height = box
        pixel = self.pixel
        return self._left + left * pixel, self._top + top * pixel, width * pixel, height * pixel

    def to_screen_points(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Return where points x [n], y [n] of the image are on the screen."""
        return self._left + x * self.pixel, self._top + y * self.pixel

    def _middle(self) -> tuple[float, float]:
        x, y = self.to_image(self.room[0] / 2, self.room[1] / 2)
        return x / self.size[0], y / self.size[1]

    def _hold(self) -> None:
        self.pixel = self.scale * self.zoom
        width, height = self.size[0] * self.pixel, self.size[1] * self.pixel
        self._left = _held(self._left, width, self.room[0])
        self._top = _held(self._top, height, self.room[1])
        if self.zoom == 1.0:  # sharp edges need whole pixels
            self._left, self._top = float(int(self._left)), float(int(self._top))
        self.target = self._left, self._top, width, height


def _held(start: float, length: float, room: float) -> float:
    if length <= room:
        return (room - length) / 2
    return min(0.0, max(room - length, start))
