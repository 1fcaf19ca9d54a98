"""Arrays to pictures and back: the only place where NumPy's memory becomes a `QImage`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np
from PySide6.QtGui import QImage, QPainter

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bound = float | NDArray[np.floating[Any]]
    _Numbers = np.float32 | NDArray[np.float32]


class Pixels:
    """An image whose pixels are a NumPy array: write into `array`, paint `image`. Nothing is copied."""

    __slots__ = ("array", "image")

    def __init__(self, height: int, width: int, colour: int = 0xFF000000) -> None:
        self.array: NDArray[np.uint32] = np.full((height, width), colour, np.uint32)
        # QImage keeps no reference to the memory, so the array lives beside it
        self.image = QImage(cast("bytes", self.array.data), width, height, 4 * width, QImage.Format.Format_RGB32)


def affine(low: Bound, high: Bound, zero: int) -> tuple[_Numbers, _Numbers]:
    """Return the factor and offset that take `low` to entry 0, `high` to entry 255 of a colour table.

    The offset holds the half that makes cutting off a rounding. Where `low` equals `high` every value gets
    the entry `zero`: the table's ground.
    """
    if isinstance(low, float) and isinstance(high, float):  # in numbers, not in arrays of one: the same, but sooner
        least, reach = np.float32(low), np.float32(high) - np.float32(low)
        if not reach > 0:
            return np.float32(0.0), np.float32(zero)
        slope = np.float32(255.0) / reach
        return slope, np.float32(0.5) - least * slope
    bottom, span = np.asarray(low, np.float32), np.subtract(high, low, dtype=np.float32)
    factor = np.divide(255.0, span, out=np.zeros_like(span), where=span > 0)
    return factor, np.where(span > 0, 0.5 - bottom * factor, np.float32(zero)).astype(np.float32)


def entries(values: NDArray[Any], low: Bound, high: Bound, zero: int = 0) -> NDArray[np.intp]:
    """Return the entries, 0 to 255, that values [...] get in a colour table; see `colours`."""
    factor, offset = affine(low, high, zero)
    with np.errstate(invalid="ignore"):
        found = (np.asarray(values, np.float32) * factor + offset).astype(np.intp)
    return found.clip(0, 255)


def colours(
    values: NDArray[Any], lut: NDArray[np.uint32], low: Bound, high: Bound, zero: int = 0
) -> NDArray[np.uint32]:
    """Return the colours uint32 [...] of values [...]: `low` is the first, `high` the last.

    What lies beyond is clipped. `low` and `high` may be arrays that fit the values' last axis. NaN gets the
    first or the last entry.
    """
    return lut.take(entries(values, low, high, zero))


def picture(
    values: NDArray[Any], lut: NDArray[np.uint32], low: float = 0.0, high: float = 1.0, zero: int = 0
) -> QImage:
    """Return an image of its own, one pixel per value, of values [h, w]."""
    painted = np.ascontiguousarray(colours(values, lut, low, high, zero))
    height, width = painted.shape
    shared = QImage(cast("bytes", painted.data), width, height, 4 * width, QImage.Format.Format_RGB32)
    return shared.copy()


def grey_array(image: QImage) -> NDArray[np.uint8]:
    """Return grey levels uint8 [h, w], 0 black to 255 white, of any image; what is transparent is white."""
    if image.hasAlphaChannel():
        opaque = QImage(image.size(), QImage.Format.Format_RGB32)
        opaque.fill(0xFFFFFFFF)
        with QPainter(opaque) as painter:
            painter.drawImage(0, 0, image)
        image = opaque
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    lines = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    return lines[:, : grey.width()].copy()
