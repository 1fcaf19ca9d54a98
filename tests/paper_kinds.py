"""Pictures of digits as people have them - photos, scans, screenshots - as files, made from ink in a repeatable way.

`KINDS` and `BLANKS` name them. Every maker takes a random generator and, for a digit, its ink uint8 [S, S] on a
square (255 ink) and returns the bytes of a picture file.
"""

import struct
from functools import partial

import numpy as np
from PySide6.QtCore import QBuffer, QIODevice, QPointF, Qt
from PySide6.QtGui import QImage, QPainter, QPolygonF, QTransform

from model.raster import Raster
from model.skeleton import thin
from tests.picture_files import encoded, image

SIDE = 448
LONG, SHORT = 640, 480


# ---- ink


def mnist_ink(digit):
    """One of MNIST's pictures, enlarged without its blur: uint8 [448, 448]."""
    padded = np.pad(digit, 2)
    rows = _levels(image(padded).scaled(SIDE, SIDE, mode=Qt.TransformationMode.SmoothTransformation))
    return np.clip((rows.astype(np.float32) - 127) * 3 + 127, 0, 255).astype(np.uint8)


def drawn_ink(strokes):
    """A drawing as its canvas shows it: uint8 [448, 448]."""
    raster = Raster()
    for stroke in strokes:
        raster.stroke(stroke)
    return raster.copy()


def _levels(picture):
    grey = picture.convertToFormat(QImage.Format.Format_Grayscale8)
    return np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), -1)[:, : grey.width()].copy()


def _cropped(ink):
    rows, columns = (np.flatnonzero(ink.max(axis=axis) > 40) for axis in (1, 0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _placed(ink, noise, size, shape=(SHORT, LONG), turn=8.0, lean=0.05):
    """Put ink somewhere on a sheet, a little turned and seen a little from the side; 0 to 1 [H, W].

    `size` is the digit's height as a part of the sheet's.
    """
    ink = _cropped(ink)
    height = size * shape[0]
    width = height * ink.shape[1] / ink.shape[0]
    turn = np.deg2rad(noise.uniform(-turn, turn))
    x, y = np.array([-0.5, 0.5, 0.5, -0.5]) * width, np.array([-0.5, -0.5, 0.5, 0.5]) * height
    x, y = x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)
    x, y = x + noise.uniform(-lean, lean, 4) * width, y + noise.uniform(-lean, lean, 4) * height
    free = np.array([shape[1] - np.ptp(x), shape[0] - np.ptp(y)])
    at = noise.uniform(0.15, 0.85, 2) * np.maximum(free, 0)
    x, y = x - x.min() + at[0], y - y.min() + at[1]
    there = QPolygonF([QPointF(*place) for place in zip(x, y, strict=True)])
    here = QPolygonF([QPointF(*place) for place in zip(*_corners(ink.shape[1], ink.shape[0]), strict=True)])
    way = QTransform()
    assert QTransform.quadToQuad(here, there, way)
    sheet = QImage(shape[1], shape[0], QImage.Format.Format_Grayscale8)
    sheet.fill(0)
    painter = QPainter(sheet)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setTransform(way)
    painter.drawImage(0, 0, image(ink))
    painter.end()
    return _levels(sheet).astype(np.float32) / 255


def _corners(width, height):
    return (0.0, width, width, 0.0), (0.0, 0.0, height, height)


def _thicker(cover, by):
    for axis in (0, 1):
        shifted = [np.roll(cover, step, axis) for step in range(-by, by + 1)]
        cover = np.maximum.reduce(shifted)
    return cover


# ---- paper and light


def _grid(shape):
    return np.meshgrid(np.linspace(-0.5, 0.5, shape[0]), np.linspace(-0.5, 0.5, shape[1]), indexing="ij")


def _slope(shape, noise, strength=0.6):
    """Light from one side: 1 at the bright one."""
    y, x = _grid(shape)
    angle = noise.uniform(0, 2 * np.pi)
    along = x * np.cos(angle) + y * np.sin(angle)
    return 1 - strength * (along - along.min()) / np.ptp(along)


def _shadow(shape, noise, depth=0.5, soft=0.01):
    """The shadow of a hand or a head: a nearly straight edge through the sheet."""
    y, x = _grid(shape)
    angle = noise.uniform(0, 2 * np.pi)
    along = x * np.cos(angle) + y * np.sin(angle) + 0.3 * (y * np.cos(angle) - x * np.sin(angle)) ** 2
    return 1 - depth / (1 + np.exp(-np.clip((along - noise.uniform(-0.15, 0.15)) / soft, -50, 50)))


def _vignette(shape):
    y, x = _grid(shape)
    return 1 - 0.9 * (x * x + y * y)


def _lines(shape, noise, step, both, thickness=1.6):
    """Ruled or squared paper, a little turned; 0 to 1."""
    y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    angle = np.deg2rad(noise.uniform(-4, 4))
    start = noise.uniform(0, step)
    found = np.zeros(shape, np.float32)
    for across in (x, y) if both else (y,):
        other = y if across is x else -x
        away = (across * np.cos(angle) + other * np.sin(angle) + start) % step
        away = np.minimum(away, step - away)
        found = np.maximum(found, np.clip(thickness / 2 - away + 0.5, 0, 1))
    return found


def _blurred(picture, by):
    """A box of 2 by + 1 twice along both axes."""
    for axis in (0, 1):
        for _ in range(2):
            ends = [(by + 1, by) if a == axis else (0, 0) for a in range(picture.ndim)]
            sums = np.cumsum(np.pad(picture, ends, mode="edge"), axis=axis, dtype=np.float64)
            count = picture.shape[axis]
            late = np.take(sums, np.arange(2 * by + 1, 2 * by + 1 + count), axis)
            early = np.take(sums, np.arange(count), axis)
            picture = (late - early) / (2 * by + 1)
    return picture


WHITE = (245, 244, 240)


def _photo(cover, noise, paper=WHITE, pen=(40, 40, 45), light=1.0, grain=4.0, blur=1, marks=(), strength=1.0):
    """A colour picture uint8 [H, W, 3]; `marks` are (cover, colour) on the paper under the ink."""
    sheet = np.ones((*cover.shape, 3)) * np.array(paper, float)
    for mark, colour in marks:
        sheet += mark[..., None] * (np.array(colour, float) - sheet)
    sheet += (strength * cover)[..., None] * (np.array(pen, float) - sheet)
    sheet *= light if np.isscalar(light) else light[..., None]
    if blur:
        sheet = _blurred(sheet, blur)
    return np.clip(np.rint(sheet + noise.normal(0, grain, sheet.shape)), 0, 255).astype(np.uint8)


def _file(colours, form="jpeg", quality=80):
    colours = np.ascontiguousarray(colours)
    height, width = colours.shape[:2]
    picture = QImage(colours.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert picture.save(buffer, form, quality)
    return bytes(buffer.data().data())


# ---- kinds


def _on_paper(ink, noise, size=(0.35, 0.75), **more):
    cover = _placed(ink, noise, noise.uniform(*size))
    light = more.pop("light", None)
    marks = more.pop("marks", None)
    quality = more.pop("quality", 80)
    if light is not None:
        more["light"] = light(cover.shape, noise)
    if marks is not None:
        more["marks"] = marks(cover.shape, noise)
    return _file(_photo(cover, noise, **more), quality=quality)


def _screen(ink, noise, light_on_dark=True, border=0, side=200, fill=0.7):
    cover = _placed(ink, noise, fill, (side, side), turn=0, lean=0)
    look = ((30, 30, 34), (235, 235, 235), (120, 124, 130)) if light_on_dark else (WHITE, (10,) * 3, (0,) * 3)
    ground, pen, frame = look
    shot = _photo(cover, noise, ground, pen, grain=0, blur=0)
    if border:
        for edge in (np.s_[:border], np.s_[-border:], np.s_[:, :border], np.s_[:, -border:]):
            shot[edge] = frame
    return _file(shot, "png")


def _tight(ink, noise, light_on_dark=False, cut=0.0, side=300):
    """Nothing but the digit, or even less: `cut` of its height is missing."""
    ink = _cropped(ink)
    if cut:
        away = int(cut * ink.shape[0])
        ink = ink[away:] if noise.random() < 0.5 else ink[:-away]
    width = max(8, round(side * ink.shape[1] / ink.shape[0]))
    cover = _levels(image(ink).scaled(width, side, mode=Qt.TransformationMode.SmoothTransformation)) / 255
    ground, pen = ((0, 0, 0), (255, 255, 255)) if light_on_dark else (WHITE, (20, 20, 20))
    return _file(_photo(cover, noise, ground, pen, grain=0 if light_on_dark else 3, blur=0), "png")


def _cut(ink, noise):
    """On a photo whose edge cuts a little of the digit off."""
    cover = _placed(ink, noise, 0.6)
    rows = np.flatnonzero(cover.max(axis=1) > 0.5)
    start = rows[0] + int(0.06 * len(rows))
    return _file(_photo(cover[start:], noise))


def _ruled(shape, noise, colour=(170, 180, 200), step=48, both=False, thickness=1.6):
    return [(_lines(shape, noise, step, both, thickness), colour)]


def _holed(shape, noise):
    """A punched hole at the left edge, through which the dark desk is seen, and the desk in a corner."""
    y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    hole = np.clip(17 - np.hypot(x - 40, y - noise.uniform(60, shape[0] - 60)), 0, 1)
    corner = np.clip(x / 90 + (shape[0] - y) / 60 - 1, 0, 1)
    return [(np.maximum(hole, 1 - corner), (70, 50, 40))]


def _desk(shape, noise):
    """The desk along one whole side."""
    y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    return [(np.clip((x - shape[1] + 50 + 0.06 * y), 0, 1), (90, 62, 40))]


def _chalk(ink, noise, empty=False):
    cover = _placed(ink, noise, noise.uniform(0.4, 0.75))
    if empty:
        cover = 0 * cover
    dust = _blurred(noise.random(cover.shape), 3)
    cloud = _blurred(noise.random(cover.shape), 25)
    cloud = 0.25 * (cloud - cloud.min()) / np.ptp(cloud)
    chalk = cover * np.clip(0.55 + 2.5 * (dust - 0.45), 0.2, 1)
    return _file(_photo(chalk, noise, (38, 58, 50), (225, 225, 215), marks=[(cloud, (120, 130, 125))]))


def _huge(ink, noise):
    cover = _placed(ink, noise, noise.uniform(0.3, 0.7), (3000, 4000))
    sheet = 235 * _slope(cover.shape, noise, 0.4) * (1 - 0.8 * cover) + noise.normal(0, 6, cover.shape)
    return encoded(image(np.clip(sheet, 0, 255).astype(np.uint8)), "jpeg")


def _transparent(ink, noise, level=0):
    cover = np.rint(_placed(ink, noise, 0.6, (300, 300)) * 255).astype(np.uint8)
    pixels = np.full((300, 300, 4), level, np.uint8)
    pixels[..., 3] = cover
    return encoded(QImage(pixels.data, 300, 300, QImage.Format.Format_RGBA8888).copy(), "png")


def _sixteen(ink, noise):
    cover = _placed(ink, noise, 0.6)
    levels = np.clip(52000 - 40000 * cover + noise.normal(0, 900, cover.shape), 0, 65535).astype(np.uint16)
    picture = QImage(levels.data, LONG, SHORT, 2 * LONG, QImage.Format.Format_Grayscale16).copy()
    return encoded(picture, "png")


def _palette(ink, noise):
    cover = _placed(ink, noise, 0.6)
    grey = image(np.rint(255 - 230 * cover).astype(np.uint8))
    return encoded(grey.convertToFormat(QImage.Format.Format_Mono, Qt.ImageConversionFlag.ThresholdDither), "png")


def _lying(ink, noise):
    """A JPEG that lies on its side and says so (Exif orientation 6: turn clockwise to see it upright)."""
    cover = _placed(ink, noise, 0.6)
    jpeg = _file(np.rot90(_photo(cover, noise)))
    tiff = b"MM\x00*\x00\x00\x00\x08" + struct.pack(">HHHIHHI", 1, 0x0112, 3, 1, 6, 0, 0)
    exif = b"Exif\x00\x00" + tiff
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + jpeg[2:]


PENCIL = (150, 150, 152)
_FAINT = partial(_ruled, colour=(205, 212, 225))
_DARK = partial(_ruled, colour=(150, 155, 165))
_BLUE_LINES = partial(_ruled, colour=(130, 160, 215))


def _thick(ink, noise):
    return _on_paper(np.rint(_thicker(ink, 9)).astype(np.uint8), noise, pen=(25, 25, 25))


def _all_at_once(ink, noise):
    cover = _placed(ink, noise, noise.uniform(0.35, 0.6))
    light = _slope(cover.shape, noise, 0.5) * _shadow(cover.shape, noise, 0.4)
    marks = _FAINT(cover.shape, noise) + _holed(cover.shape, noise)
    return _file(_photo(cover, noise, pen=(60, 70, 120), light=light, grain=8.0, blur=2, marks=marks), quality=40)


def _fine(ink, noise, **more):
    """Written with a fine pen: the middle lines of the ink, about a hundredth of the digit's height wide."""
    small = image(np.pad(_cropped(ink), 9)).scaled(112, 112, Qt.AspectRatioMode.KeepAspectRatio)
    lines = thin(_levels(small)[None] > 127)[0]
    smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    large = image(np.where(lines, 255, 0).astype(np.uint8)).scaled(SIDE, SIDE, *smooth)
    return _on_paper(np.clip(_levels(large) * 2.0, 0, 255).astype(np.uint8), noise, size=(0.6, 0.75), blur=0, **more)


KINDS = {
    "scan": partial(_on_paper, grain=2.0, blur=0),
    "uneven light": partial(_on_paper, light=partial(_slope, strength=0.75)),
    "shadow edge": partial(_on_paper, light=_shadow),
    "sharp dark shadow": partial(_on_paper, light=partial(_shadow, depth=0.65, soft=0.003)),
    "vignette": partial(_on_paper, light=lambda shape, noise: _vignette(shape)),
    "grey paper": partial(_on_paper, paper=(140, 138, 135)),
    "coloured paper": partial(_on_paper, paper=(240, 200, 90), pen=(40, 40, 110)),
    "noise": partial(_on_paper, grain=25.0),
    "bad JPEG": partial(_on_paper, quality=12),
    "blur": partial(_on_paper, blur=5),
    "ruled, faint": partial(_on_paper, marks=_FAINT),
    "ruled, dark": partial(_on_paper, marks=_DARK),
    "squared": partial(_on_paper, marks=partial(_FAINT, step=30, both=True)),
    "squared, dark": partial(_on_paper, marks=partial(_DARK, step=30, both=True)),
    "pencil on ruled": partial(_on_paper, pen=PENCIL, marks=_DARK),
    "pencil on squared": partial(_on_paper, pen=PENCIL, marks=partial(_DARK, step=30, both=True)),
    "pencil in a shadow": partial(_on_paper, pen=PENCIL, light=_shadow),
    "hole and desk corner": partial(_on_paper, size=(0.35, 0.6), marks=_holed),
    "desk at one side": partial(_on_paper, size=(0.35, 0.6), marks=_desk),
    "blue ink, blue lines": partial(_on_paper, pen=(45, 60, 160), marks=_BLUE_LINES),
    "red ink, blue lines": partial(_on_paper, pen=(215, 60, 60), marks=_BLUE_LINES),
    "light red ink": partial(_on_paper, pen=(245, 150, 150)),
    "all at once": _all_at_once,
    "felt-tip": _thick,
    "fine pen": _fine,
    "fine pen on squared": partial(_fine, marks=partial(_FAINT, step=30, both=True)),
    "blackboard": _chalk,
    "dark screen": _screen,
    "dark screen, border": partial(_screen, border=2, side=300),
    "light screen, border": partial(_screen, light_on_dark=False, border=2, side=300),
    "tiny": partial(_screen, side=40),
    "tiny, dark on light": partial(_screen, side=40, light_on_dark=False),
    "huge": _huge,
    "very small digit": partial(_on_paper, size=(0.08, 0.09), blur=0),
    "very small on ruled": partial(_on_paper, size=(0.1, 0.12), blur=0, marks=_FAINT),
    "tight": _tight,
    "tight, light on dark": partial(_tight, light_on_dark=True),
    "tight, small": partial(_tight, light_on_dark=True, side=60),
    "cut at the edge": _cut,
    "transparent, black": _transparent,
    "transparent, white": partial(_transparent, level=255),
    "16 bit": _sixteen,
    "palette": _palette,
    "Exif-turned": _lying,
}


def _empty(noise, **more):
    """Paper alone."""
    return _on_paper(np.full((9, 9), 255, np.uint8), noise, strength=0.0, **more)


BLANKS = {
    "paper": _empty,
    "paper, noisy": partial(_empty, grain=25.0),
    "paper in a shadow": partial(_empty, light=_shadow),
    "paper in a sharp shadow": partial(_empty, light=partial(_shadow, depth=0.65, soft=0.003)),
    "paper in uneven light": partial(_empty, light=partial(_slope, strength=0.75)),
    "paper, bad JPEG": partial(_empty, quality=12),
    "ruled": partial(_empty, marks=_DARK),
    "squared": partial(_empty, marks=partial(_DARK, step=30, both=True)),
    "ruled, faint": partial(_empty, marks=_FAINT),
    "ruled, in a shadow": partial(_empty, marks=_DARK, light=_shadow),
    "desk at one side": partial(_empty, marks=_desk),
    "blackboard": lambda noise: _chalk(np.full((9, 9), 255, np.uint8), noise, empty=True),
    "window border": lambda noise: _border_alone(),
}


def _border_alone():
    shot = np.full((300, 300, 3), 32, np.uint8)
    for edge in (np.s_[:2], np.s_[-2:], np.s_[:, :2], np.s_[:, -2:]):
        shot[edge] = 120
    return _file(shot, "png")
