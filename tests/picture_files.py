"""Picture files for tests: real ones, in every format that is read, made from arrays."""

import struct

import numpy as np
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage

FORMATS = ("png", "jpeg", "bmp", "gif", "webp", "tiff")


def image(grey):
    """A QImage of its own from grey levels uint8 [H, W]."""
    grey = np.ascontiguousarray(grey)
    height, width = grey.shape
    return QImage(grey.data, width, height, width, QImage.Format.Format_Grayscale8).copy()


def encoded(picture, form):
    """The bytes of a file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert picture.save(buffer, form), form
    return bytes(buffer.data().data())


def picture_bytes(grey, form):
    """The bytes of a file with grey levels uint8 [H, W]; Qt writes all formats but GIF."""
    return gif(grey) if form == "gif" else encoded(image(grey), form)


def gif(grey):
    """A GIF of 128 grey levels. Its codes stay one byte wide, because the table is cleared in time."""
    height, width = grey.shape
    palette = b"".join(bytes([2 * i + (i > 63)] * 3) for i in range(128))
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0xF6, 0, 0) + palette
    levels = (grey // 2).astype(np.uint8).tobytes()
    clear, end = b"\x80", b"\x81"
    codes = b"".join(clear + levels[i : i + 100] for i in range(0, len(levels), 100)) + end
    blocks = b"".join(bytes([len(codes[i : i + 255])]) + codes[i : i + 255] for i in range(0, len(codes), 255))
    return head + b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x07" + blocks + b"\x00;"
