"""Slices of kernels as lists - of one filter, of one input map - and their orders and groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from model.kernels import kernels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.classic import Matches
    from model.kernels import Array, Kernels
    from model.layers import LayerSpec
    from model.trace import Trace

Order = NDArray[np.intp]
Groups = list[tuple[str, int, int]]

_PASSING: Final = frozenset(
    {"MaxPooling2D", "AveragePooling2D", "Activation", "ReLU", "Softmax", "Dropout", "BatchNormalization"}
)


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """Slices in the order of their indices.

    Attributes
    ----------
    pairs
        Channel and filter of each.
    weights
        float32 [rows, columns, n].
    norms
        float32 [n].
    """

    pairs: tuple[tuple[int, int], ...]
    weights: Array
    norms: Array
    matches: Matches


def of_filter(found: Kernels, index: int) -> Listing:
    """List the slices of one filter, one for each input map."""
    channels, filters = found.norms.shape
    matches = found.slices.take(slice(index, None, filters))
    pairs = tuple((channel, index) for channel in range(channels))
    return Listing(pairs, found.weights[:, :, :, index], found.norms[:, index], matches)


def of_map(found: Kernels, channel: int) -> Listing:
    """List the slices that read one input map, one of each filter."""
    _, filters = found.norms.shape
    matches = found.slices.take(slice(channel * filters, (channel + 1) * filters))
    pairs = tuple((channel, index) for index in range(filters))
    return Listing(pairs, found.weights[:, :, channel, :], found.norms[channel], matches)


def ranking(listing: Listing, by: str, added: Array | None = None) -> Order | None:
    """Return the slices' order: by 'kind', 'norm' or what is 'added' [channels, filters]; None for that of indices.

    The strongest are first, whatever their sign; without `added` the order by it is that of indices.
    """
    if by == "kind":
        return listing.matches.order()
    if by == "norm":
        return np.argsort(-listing.norms, kind="stable")
    if by == "added" and added is not None:
        channels, filters = zip(*listing.pairs, strict=True)
        return np.argsort(-np.abs(added[channels, filters]), kind="stable")
    return None


def axes(found: Kernels, by: str, added: Array | None = None, makers: Matches | None = None) -> tuple[Order, Order]:
    """Return the orders of channels and of filters for a matrix of both; see `ranking`.

    By 'kind' the channels follow the filters that make them, `makers`, if these are known.
    """
    channels, filters = found.norms.shape
    natural = np.arange(channels), np.arange(filters)
    if by == "kind":
        return natural[0] if makers is None else makers.order(), found.filters.order()
    if by == "norm":
        energies = found.norms.astype(np.float64) ** 2
    elif by == "added" and added is not None:
        energies = np.abs(added)
    else:
        return natural
    return np.argsort(-energies.sum(axis=1), kind="stable"), np.argsort(-energies.sum(axis=0), kind="stable")


def grouped(families: Sequence[str], order: Order) -> Groups:
    """Return the runs of one family in an order: (family, its first place, how many)."""
    runs: Groups = []
    for place, index in enumerate(order):
        family = families[index]
        if runs and runs[-1][0] == family:
            runs[-1] = family, runs[-1][1], runs[-1][2] + 1
        else:
            runs.append((family, place, 1))
    return runs


def maker(specs: Sequence[LayerSpec], index: int) -> LayerSpec | None:
    """Return the convolution whose filters make the maps of a layer: itself, or one below that keeps maps apart."""
    for spec in specs[index::-1]:
        if spec.kind == "Conv2D":
            return spec
        if spec.kind not in _PASSING:
            return None
    return None


def filter_of(specs: Sequence[LayerSpec], layer: str | None, unit: tuple[int, ...] | None) -> tuple[str, int] | None:
    """Return which filter, of which convolution, makes the map of a unit; None where none does."""
    chosen = next((spec for spec in specs if spec.name == layer), None)
    made = None if chosen is None else maker(specs, chosen.index)
    if made is None or unit is None or len(unit) != 3 or not 0 <= unit[2] < made.output_shape[2]:
        return None
    return made.name, unit[2]


def kinds_of(trace: Trace, name: str) -> Matches | None:
    """Return the classic filters nearest to those that make a layer's maps; None where no convolution does."""
    layer = trace.layer(name)
    made = None if layer is None else maker([other.spec for other in trace.layers], layer.spec.index)
    return None if made is None else kernels(trace.weights, made.name).filters
