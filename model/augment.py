"""Random variations of digit pictures, for training.

A person never draws the same digit twice. So each picture is turned, stretched, slanted, moved and bent a
little (one smooth distortion, sampled once, so that nothing is blurred twice), its stroke is made thicker or
thinner, and its greys are changed, every time the network sees it. NumPy only; the same generator state
gives the same pictures.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ONE = np.float32(1.0)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How strongly pictures are varied; every number is a largest deviation, drawn evenly around "unchanged".

    Attributes
    ----------
    rotation : degrees.
    scale : fraction of the size, along x and y independently.
    shear : columns moved per row.
    shift : pixels, along x and y independently.
    elastic : root mean square length of the local displacement along each axis, in pixels.
    smoothness : standard deviation of the Gaussian that smooths the displacement, in pixels.
    thickness : share of a 3 x 3 dilation (thicker) or, half as much of it, erosion (thinner).
    blur : share of a 3 x 3 binomial blur.
    gamma : largest natural logarithm of the exponent that the grey values are raised to.
    contrast : fraction by which the grey values are multiplied up or down before they are cut at 1.
    clean : share of the pictures that stay exactly as they are.
    strokes : how unsteady each stroke is by itself, where strokes are known; see `model.lessons.vary`.
    """

    rotation: float = 15.0
    scale: float = 0.15
    shear: float = 0.2
    shift: float = 1.0
    elastic: float = 1.0
    smoothness: float = 4.0
    thickness: float = 0.7
    blur: float = 0.5
    gamma: float = 0.4
    contrast: float = 0.25
    clean: float = 0.15
    strokes: float = 1.0

    def weaker(self, factor: float) -> Recipe:
        """Return the recipe with every deviation multiplied by `factor`; smoothness and clean share stay."""
        return replace(
            self,
            rotation=self.rotation * factor,
            scale=self.scale * factor,
            shear=self.shear * factor,
            shift=self.shift * factor,
            elastic=self.elastic * factor,
            thickness=self.thickness * factor,
            blur=self.blur * factor,
            gamma=self.gamma * factor,
            contrast=self.contrast * factor,
            strokes=self.strokes * factor,
        )

    def pixels_only(self) -> Recipe:
        """Return what is left to do to a picture whose strokes were varied: a bit of place, line and greys."""
        none = replace(self, rotation=0.0, scale=0.0, shear=0.0, elastic=0.0)
        return replace(none, shift=self.shift / 2, thickness=self.thickness / 2, blur=self.blur / 2)


def augment(images: NDArray[np.float32], recipe: Recipe, rng: np.random.Generator) -> NDArray[np.float32]:
    """Vary each picture of a batch on its own.

    Parameters
    ----------
    images : float32 [N, H, W], 0 (paper) to 1 (ink). Not changed.
    recipe : the strengths.
    rng : the source of chance.

    Returns
    -------
    float32 [N, H, W], a new array, values 0 to 1.
    """
    x, y = _distortion(len(images), images.shape[1:], recipe, rng)
    varied = resample(images, x, y)
    varied = _thickness(varied, recipe.thickness, rng)
    varied = _blur(varied, recipe.blur, rng)
    varied = _greys(varied, recipe.gamma, recipe.contrast, rng)
    clean = rng.random(len(images)) < recipe.clean
    varied[clean] = images[clean]
    return varied


def resample(images: NDArray[np.float32], x: NDArray[np.float32], y: NDArray[np.float32]) -> NDArray[np.float32]:
    """Read pictures at fractional places, bilinearly; outside is paper (0).

    Parameters
    ----------
    images : float32 [N, H, W].
    x, y : float32 [N, H, W], the column and the row that each new pixel reads.

    Returns
    -------
    float32 [N, H, W].
    """
    count, height, width = images.shape
    # A border of paper two pixels wide makes every clipped place read zeros, without a test per pixel.
    padded = np.zeros((count, height + 4, width + 4), np.float32)
    padded[:, 2:-2, 2:-2] = images
    x = np.clip(x + np.float32(2), 0, np.float32(width + 2))
    y = np.clip(y + np.float32(2), 0, np.float32(height + 2))
    column = x.astype(np.int32)
    row = y.astype(np.int32)
    x -= column
    y -= row
    stride = width + 4
    index = row * stride
    index += column
    index += (np.arange(count, dtype=np.int32) * (stride * (height + 4)))[:, None, None]
    flat = padded.reshape(-1)
    top = flat[index]
    top += x * (flat[index + 1] - top)
    index += stride
    bottom = flat[index]
    bottom += x * (flat[index + 1] - bottom)
    bottom -= top
    bottom *= y
    top += bottom
    result: NDArray[np.float32] = top
    return result


def _even(rng: np.random.Generator, largest: float, count: int) -> NDArray[np.float32]:
    return (rng.random(count, np.float32) * np.float32(2) - _ONE) * np.float32(largest)


def _distortion(
    count: int, shape: tuple[int, ...], recipe: Recipe, rng: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the places [N, H, W] that every new pixel reads: affine map and elastic displacement added."""
    height, width = shape
    angle = np.deg2rad(_even(rng, recipe.rotation, count))
    across = _ONE / (_ONE + _even(rng, recipe.scale, count))
    down = _ONE / (_ONE + _even(rng, recipe.scale, count))
    shear = _even(rng, recipe.shear, count)
    cos, sin = np.cos(angle), np.sin(angle)
    # new pixel -> old pixel: turn, then slant, then stretch, about the picture's centre
    xx, xy = across * (cos + shear * sin), across * (shear * cos - sin)
    yx, yy = down * sin, down * cos
    column = np.arange(width, dtype=np.float32) - np.float32((width - 1) / 2)
    row = np.arange(height, dtype=np.float32) - np.float32((height - 1) / 2)
    x0 = _even(rng, recipe.shift, count) + np.float32((width - 1) / 2)
    y0 = _even(rng, recipe.shift, count) + np.float32((height - 1) / 2)
    x = (xx[:, None] * column)[:, None, :] + (xy[:, None] * row + x0[:, None])[:, :, None]
    y = (yx[:, None] * column)[:, None, :] + (yy[:, None] * row + y0[:, None])[:, :, None]
    if recipe.elastic > 0:
        noise = rng.standard_normal((2, count, height, width), np.float32) * np.float32(recipe.elastic)
        bend = _smoother(height, recipe.smoothness) @ noise @ _smoother(width, recipe.smoothness).T
        x += bend[0]
        y += bend[1]
    return x, y


@lru_cache(maxsize=8)
def _smoother(size: int, sigma: float) -> NDArray[np.float32]:
    """Gaussian smoothing as a matrix [size, size] whose rows keep the variance of white noise."""
    place = np.arange(size)
    matrix = np.exp(-((place[:, None] - place) ** 2) / (2 * sigma**2))
    matrix /= np.sqrt((matrix**2).sum(axis=1, keepdims=True))
    smoother: NDArray[np.float32] = matrix.astype(np.float32)
    smoother.flags.writeable = False
    return smoother


def _neighbours(images: NDArray[np.float32], combine: np.ufunc) -> NDArray[np.float32]:
    """Combine each pixel with its eight neighbours (separably), edges repeated."""
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1)), mode="edge")
    rows = combine(combine(padded[:, :-2], padded[:, 1:-1]), padded[:, 2:])
    result: NDArray[np.float32] = combine(combine(rows[:, :, :-2], rows[:, :, 1:-1]), rows[:, :, 2:])
    return result


def _thickness(images: NDArray[np.float32], largest: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """Mix in a dilation or, at half the share (thin strokes must not vanish), an erosion."""
    share = _even(rng, largest, len(images))
    if largest <= 0:
        return images
    thicker = share > 0
    result = np.empty_like(images)
    for chosen, combine, part in ((thicker, np.maximum, 1.0), (~thicker, np.minimum, 0.5)):
        before = images[chosen]
        amount = (np.abs(share[chosen]) * np.float32(part))[:, None, None]
        result[chosen] = before + amount * (_neighbours(before, combine) - before)
    return result


def _blur(images: NDArray[np.float32], largest: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """Mix in the binomial blur (1 2 1) x (1 2 1) / 16."""
    share = (rng.random(len(images), np.float32) * np.float32(largest))[:, None, None]
    if largest <= 0:
        return images
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    rows = padded[:, :-2] + padded[:, 1:-1] * np.float32(2) + padded[:, 2:]
    smooth = (rows[:, :, :-2] + rows[:, :, 1:-1] * np.float32(2) + rows[:, :, 2:]) / np.float32(16)
    return images + share * (smooth - images)


def _greys(images: NDArray[np.float32], gamma: float, contrast: float, rng: np.random.Generator) -> NDArray[np.float32]:
    exponent = np.exp(_even(rng, gamma, len(images)))[:, None, None]
    gain = (_ONE + _even(rng, contrast, len(images)))[:, None, None]
    images = np.clip(images, 0, 1)
    if gamma > 0:
        images = images**exponent
    if contrast > 0:
        images = np.minimum(images * gain, _ONE)
    return images
