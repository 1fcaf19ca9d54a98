"""How kernels are told in words: kinds of filters, slices, lists. `model.classic` gives the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication

from gui import texts
from gui.sentences import QT_TRANSLATE_NOOP
from model.classic import NONE, classics

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

    from model.classic import Match, Matches
    from model.kernels import Kernels
    from model.layers import LayerSpec

Pair = tuple[int, int]

_FAMILIES: Final = {
    "edge": QT_TRANSLATE_NOOP("kernels", "edge"),
    "line": QT_TRANSLATE_NOOP("kernels", "line"),
    "corner": QT_TRANSLATE_NOOP("kernels", "corner"),
    "texture": QT_TRANSLATE_NOOP("kernels", "texture"),
    "blob": QT_TRANSLATE_NOOP("kernels", "blob"),
    "blur": QT_TRANSLATE_NOOP("kernels", "blur"),
    "sharpen": QT_TRANSLATE_NOOP("kernels", "sharpen"),
    NONE: QT_TRANSLATE_NOOP("kernels", "other"),
}
_WHERE: Final = {
    "right": QT_TRANSLATE_NOOP("kernels", "at the right"),
    "left": QT_TRANSLATE_NOOP("kernels", "at the left"),
    "down": QT_TRANSLATE_NOOP("kernels", "below"),
    "up": QT_TRANSLATE_NOOP("kernels", "above"),
    "down right": QT_TRANSLATE_NOOP("kernels", "at the lower right"),
    "up left": QT_TRANSLATE_NOOP("kernels", "at the upper left"),
    "up right": QT_TRANSLATE_NOOP("kernels", "at the upper right"),
    "down left": QT_TRANSLATE_NOOP("kernels", "at the lower left"),
}
_LINES: Final = {
    "vertical": QT_TRANSLATE_NOOP("kernels", "upright"),
    "horizontal": QT_TRANSLATE_NOOP("kernels", "level"),
    "falling": QT_TRANSLATE_NOOP("kernels", "falling to the right"),
    "rising": QT_TRANSLATE_NOOP("kernels", "rising to the right"),
}
_AXES: Final = {
    "right": QT_TRANSLATE_NOOP("kernels", "left to right"),
    "down": QT_TRANSLATE_NOOP("kernels", "top to bottom"),
    "down right": QT_TRANSLATE_NOOP("kernels", "upper left to lower right"),
    "up right": QT_TRANSLATE_NOOP("kernels", "lower left to upper right"),
}


def _say(template: str) -> str:
    return QCoreApplication.translate("kernels", template)


def family_name(family: str) -> str:
    """Name a family of classic filters: 'edge'; 'other' for what is like none of them."""
    return _say(_FAMILIES[family])


def named(groups: Iterable[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Put the families' names into groups (family, first, how many); if no kernel has a name there are no groups."""
    groups = list(groups)
    if all(family == NONE for family, _, _ in groups):
        return []
    return [(family_name(family), first, count) for family, first, count in groups]


def kind_name(match: Match) -> str:
    """Name the classic filter nearest to a kernel: 'edge, bright at the left', 'line, dark, upright', 'none'."""
    family, direction, sign = match.family, match.direction, match.sign
    if family == NONE:
        return _say("none")
    name = family_name(family)
    if family == "edge":
        return f"{name}, {_bright(direction)}" if sign else f"{name}, {_say(_AXES[direction])}"
    shade = {1: _say("bright"), -1: _say("dark"), 0: ""}[sign]
    if family == "line":
        return ", ".join(part for part in (name, shade, _say(_LINES[direction])) if part)
    if family == "corner":
        where = _say(_WHERE[direction])
        return f"{name}, {shade} {where}" if shade else f"{name} {where}"
    if family == "blob":
        return f"{name}, {shade}" if shade else name
    return _say("{name}, negative").format(name=name) if sign < 0 and family != "texture" else name


def likeness(match: Match) -> str:
    """Name what a kernel is like, where no column says that this is a classic filter: 'like no classic filter'."""
    return _say("like no classic filter") if match.family == NONE else kind_name(match)


def _bright(direction: str) -> str:
    return _say("bright {where}").format(where=_say(_WHERE[direction]))


def match_of(found: Kernels, pair: Pair) -> Match:
    """Return the classic filter nearest to a slice."""
    return found.slices.match(pair[0] * found.norms.shape[1] + pair[1])


def similarity_words(found: Kernels, match: Match) -> str:
    """Say how near: '0.93 · chance 0.83'; of one without a name also to what: 'nearest: blob 0.59 · chance 0.83'."""
    patterns = classics(*found.slices.shape)
    if not patterns:
        return _say("no classic filters of this size")
    near, chance = texts.rounded(match.similarity, 2), texts.rounded(found.slices.threshold, 2)
    if match.family == NONE:
        words = _say("nearest: {nearest} {near} · chance {chance}")
        return words.format(nearest=family_name(patterns[match.index].family), near=near, chance=chance)
    return _say("{near} · chance {chance}").format(near=near, chance=chance)


def signed(value: float, digits: int = 4) -> str:
    """Write a value with its sign, also where it is positive."""
    words = texts.rounded(value, digits)
    return words if value <= 0 else f"+{words}"


def slice_name(spec: LayerSpec, pair: Pair) -> str:
    """Name a slice: 'map 12 → filter 40'; 'filter 18' where the layer has one input map."""
    filter_words = _say("filter {index}").format(index=pair[1])
    if spec.input_shape[-1] == 1:
        return filter_words
    return f"{_say('map {index}').format(index=pair[0])} → {filter_words}"


def subject_name(view: str, pair: Pair) -> str:
    """Name what a view shows: 'all pairs', 'filter 40', 'map 12'."""
    if view == "pairs":
        return _say("all pairs")
    return _say("filter {index}" if view == "filter" else "map {index}").format(
        index=pair[1 if view == "filter" else 0]
    )


def counts(matches: Matches) -> str:
    """Count kernels by family: 'edge 12 · corner 4 · other 45'."""
    families = matches.families()
    return " · ".join(f"{family_name(name)} {families.count(name)}" for name in _FAMILIES if name in families)


def slice_forms(found: Kernels, pair: Pair, weight: Pair | None) -> tuple[list[str], str]:
    """Word a slice, and a weight (row, column) of it, in forms from long to short; and exactly."""
    match, name = match_of(found, pair), slice_name(found.spec, pair)
    kind = likeness(match)
    if match.family != NONE:
        kind = f"{kind} {texts.rounded(match.similarity, 2)}"
    if weight is None:
        return [f"{name} · {kind}", name], f"{name}: {kind}"
    value = float(found.weights[(*weight, *pair)])
    place = _say("weight ({row}, {column})").format(row=weight[0], column=weight[1])
    short = f"({weight[0]}, {weight[1]})"
    forms = [f"{name} · {kind} · {place} {signed(value)}", f"{name} · {place} {signed(value)}"]
    return [
        *forms,
        f"{name} · {signed(value)}",
        f"{short} {signed(value, 3)}",
    ], f"{name}: {place} = {texts.exact(value)}"


def facts(
    found: Kernels, pair: Pair, adds: NDArray[np.float32] | None, place: tuple[int, int] | None
) -> list[tuple[str, str]]:
    """Return what else is told of a slice, names and numbers; `adds` is what it adds to z, at a place or on average."""
    told = [(_say("norm"), texts.rounded(found.norms[pair])), (_say("sum"), signed(found.sums[pair]))]
    if found.biases is not None:
        told.append((_say("filter's bias"), signed(found.biases[pair[1]])))
    if adds is not None:
        name = _say("adds to z, mean") if place is None else _say("adds at ({row}, {column})")
        row, column = place or (0, 0)
        told.append((name.format(row=row, column=column), signed(adds[pair])))
    if found.norms.shape[0] > 1 and classics(*found.filters.shape):
        whole = found.filters.match(pair[1])
        name = f"{family_name(whole.family)} {texts.rounded(whole.similarity, 2)}"
        told.append((_say("whole filter"), _say("like none") if whole.family == NONE else name))
    return told


def slice_text(found: Kernels, pair: Pair, title: str, told: Iterable[tuple[str, str]]) -> str:
    """Tell one slice in full, for the clipboard: its weights with nine digits, its kind, its facts."""
    match, weights = match_of(found, pair), found.weights[:, :, pair[0], pair[1]]
    lines = [f"{title} ({found.spec.name}), {slice_name(found.spec, pair)}"]
    lines += ["\t".join(texts.exact(value) for value in row) for row in weights]
    kind = f"{kind_name(match)} ({similarity_words(found, match)})"
    lines.append(_say("nearest classic filter: {kind}").format(kind=kind))
    return "\n".join([*lines, *(f"{name}: {value}" for name, value in told)])


def list_text(found: Kernels, pairs: Iterable[Pair]) -> str:
    """Tell slices in their order, one a line, for a spreadsheet."""
    lines = ["\t".join(_say(word) for word in _COLUMNS)]
    for pair in pairs:
        match = match_of(found, pair)
        numbers = (match.similarity, found.norms[pair], found.sums[pair])
        lines.append("\t".join([*map(str, pair), kind_name(match), *map(texts.exact, numbers)]))
    return "\n".join(lines)


_COLUMNS: Final = (
    QT_TRANSLATE_NOOP("kernels", "map"),
    QT_TRANSLATE_NOOP("kernels", "filter"),
    QT_TRANSLATE_NOOP("kernels", "nearest classic filter"),
    QT_TRANSLATE_NOOP("kernels", "similarity"),
    QT_TRANSLATE_NOOP("kernels", "norm"),
    QT_TRANSLATE_NOOP("kernels", "sum"),
)
