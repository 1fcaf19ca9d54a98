"""Reading picture files of strangers: known formats, sizes that fit, one plain sentence for the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QImageReader

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

FORMATS = {
    "png": "PNG",
    "jpeg": "JPEG",
    "jpg": "JPEG",
    "bmp": "BMP",
    "gif": "GIF",
    "webp": "WebP",
    "tiff": "TIFF",
}
"""What is read, by Qt's names. No SVG: it follows links to other files."""
MEGABYTES = 64
"""The most that a file may hold, and that its picture may take in memory."""
PHOTO = 100_000_000
"""The most pixels of a JPEG, which can be made smaller while it is read."""
SIDE = 1024
"""A larger picture is made smaller first: a digit needs no more."""
LIGHT = 0.7
"""From this brightness on (of 1) a drawing on nothing is put on black paper."""


class PictureError(ValueError):
    """A file that cannot be read as a picture; the message is one plain sentence for its user."""


def read_levels(path: Path) -> NDArray[np.uint8]:
    """Read a picture file.

    Parameters
    ----------
    path : Path
        A regular local file. Its format follows from its content, whatever its name is.

    Returns
    -------
    NDArray[uint8] [H, W] or [H, W, 3]
        See `levels_of`.

    Raises
    ------
    PictureError
        For everything that is not such a picture.
    """
    return levels_of(_decode(_content(path)))


def levels_of(image: QImage) -> NDArray[np.uint8]:
    """Return a picture's grey levels, or red, green and blue if it has colours.

    What is transparent shows white paper, or black if something light is drawn on it.

    Parameters
    ----------
    image : QImage
        At least one pixel large.

    Returns
    -------
    NDArray[uint8] [H, W] or [H, W, 3]
        0 black to 255 white, the longer side at most 1024.
    """
    if max(image.width(), image.height()) > SIDE:
        smooth = Qt.TransformationMode.SmoothTransformation
        image = image.scaled(SIDE, SIDE, Qt.AspectRatioMode.KeepAspectRatio, smooth)
    if image.hasAlphaChannel():
        return _on_paper(_pixels(image.convertToFormat(QImage.Format.Format_RGBA8888_Premultiplied), 4))
    if image.isGrayscale():
        return _pixels(image.convertToFormat(QImage.Format.Format_Grayscale8), 1)[..., 0]
    return _pixels(image.convertToFormat(QImage.Format.Format_RGB888), 3)


def _content(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise PictureError("It is a folder.")
        if path.exists() and not path.is_file():
            raise PictureError("It is no regular file.")
        if path.stat().st_size > MEGABYTES << 20:
            raise PictureError(f"It is larger than {MEGABYTES} MB.")
        content = path.read_bytes()
    except FileNotFoundError:
        raise PictureError("There is no such file.") from None
    except (OSError, ValueError) as error:
        if isinstance(error, PictureError):
            raise
        reason = error.strerror if isinstance(error, OSError) else None
        raise PictureError(f"It cannot be opened ({reason or error}).") from error
    if not content:
        raise PictureError("It is empty.")
    return content


def _decode(content: bytes) -> QImage:
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    # A function of its own, so that the reader dies before the buffer: Qt's TIFF reader uses it to its end.
    return _read(buffer)


def _read(buffer: QBuffer) -> QImage:
    QImageReader.setAllocationLimit(MEGABYTES)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)  # a photo that says it is lying on its side
    name = FORMATS.get(bytes(reader.format().data()).decode("ascii", "replace"))
    if name is None:
        raise PictureError(f"It is no {', '.join(sorted(set(FORMATS.values())))} picture.")
    size = reader.size()
    if size.width() * size.height() > (PHOTO if name == "JPEG" else (MEGABYTES << 20) // 4):
        raise PictureError(f"Its {size.width()} x {size.height()} pixels are too many.")
    if name == "JPEG" and max(size.width(), size.height()) > SIDE:
        reader.setScaledSize(size.scaled(SIDE, SIDE, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull() or image.width() < 1 or image.height() < 1:
        raise PictureError("It is damaged or holds more than fits.")
    return image


def _on_paper(drawn: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Lay premultiplied red, green, blue and alpha [H, W, 4] on paper that they can be seen on."""
    cover = drawn[..., 3:]
    is_light = drawn[..., :3].sum(dtype=np.float64) > LIGHT * 3 * cover.sum(dtype=np.float64)
    if is_light and cover.mean() < 128:
        return drawn[..., :3].copy()
    seen: NDArray[np.uint8] = drawn[..., :3] + (255 - cover)
    return seen


def _pixels(image: QImage, channels: int) -> NDArray[np.uint8]:
    """Return a copy of the pixels, [H, W, channels]; Qt's own memory goes with the image."""
    rows: NDArray[np.uint8] = np.frombuffer(image.constBits(), np.uint8)
    rows = rows.reshape(image.height(), image.bytesPerLine())[:, : image.width() * channels]
    return rows.reshape(image.height(), image.width(), channels).copy()
