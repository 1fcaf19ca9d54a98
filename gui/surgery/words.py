"""What surgery says: names of filters, steps that can be undone, and what is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from gui import texts
from gui.kernels import words as kernel_words
from gui.numerals import minus
from model.classic import NONE, classics, compare

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from model.layers import LayerSpec
    from model.score import Score


def tr(words: str) -> str:
    """Translate words of the surgery."""
    return QCoreApplication.translate("surgery", words)


def invitation() -> tuple[str, ...]:
    """Say what to try, in forms from long to short."""
    return (
        tr("Choose a kernel, repaint it or drop a filter on it, or switch it off with X: what does your digit become?"),
        tr("Repaint a kernel, or switch it off with X: what does your digit become?"),
        tr("Repaint kernels, switch them off with X."),
    )


def member(spec: LayerSpec, index: int) -> str:
    """Name a filter or unit: 'filter 18', 'unit 5'."""
    return tr("filter {index}" if spec.kind == "Conv2D" else "unit {index}").format(index=index)


def slice_name(spec: LayerSpec, index: int, channel: int, count: int) -> str:
    """Name a slice: 'map 12 → filter 40', or where there is only one, 'filter 18'."""
    name = member(spec, index)
    return name if count == 1 else tr("map {channel} → {name}").format(channel=channel, name=name)


def captions(spec: LayerSpec, count: int, off: int | None, painted: int) -> tuple[str, ...]:
    """Count what a layer has, in forms from long to short: '64 filters · 2 off · 1 repainted'.

    Where `off` is None the layer has no switches.
    """
    name = tr("{count} filters" if spec.kind == "Conv2D" else "{count} units").format(count=count)
    parts = [name] if off is not None else [name, tr("they answer: no switches")]
    if off:
        parts.append(tr("{count} off").format(count=off))
    if painted:
        parts.append(tr("{count} repainted").format(count=painted))
    return tuple(" · ".join(parts[:last]) for last in range(len(parts), 0, -1))


def no_switch() -> str:
    """Say why the units of the last layer cannot be switched off."""
    return tr("These units answer and have no switch: 0 would still get a share of the 100 %. Lower the bias instead.")


def slices_captions(spec: LayerSpec, index: int, count: int) -> tuple[str, ...]:
    """Say what the second picture shows, in forms from long to short."""
    name = member(spec, index)
    return (
        tr("{name}: its {count} slices, one for each map below").format(name=name, count=count),
        tr("{name}: its {count} slices").format(name=name, count=count),
        tr("{count} slices").format(count=count),
    )


def percent(share: float) -> str:
    """Write a share as '97.1 %'."""
    return tr("{percent} %").format(percent=f"{100 * share:.1f}")


def points(change: float, digits: int = 1) -> str:
    """Write a change of a share in points, with its sign: '−2.1', '+0.3', '±0'."""
    return "±0" if abs(change) < 5e-7 else minus(f"{100 * change:+.{digits}f}")


def digit_sentence(digit: int, before: Score, after: Score) -> str:
    """Tell what became of one digit, for the tool tip and those who hear it."""
    total, had, has = int(before.totals[digit]), int(before.right[digit]), int(after.right[digit])
    words = tr("{digit}: of {total} pictures {had} were read right, now {has}.")
    told = words.format(digit=digit, total=total, had=had, has=has)
    answer, times = after.taken_for(digit)
    if has < had and times:
        told += " " + tr("Most often it is taken for {answer}: {times} times.").format(answer=answer, times=times)
    return told


def kind(spec: LayerSpec, values: NDArray[np.float32]) -> tuple[str, ...]:
    """Name the classic filter that a slice of a convolution resembles, and how much, in forms from long to short.

    There are none for other layers, and for windows of which no classic filter is known.
    """
    patterns = classics(*values.shape) if spec.kind == "Conv2D" else ()
    if not patterns:
        return ()
    match = compare(values[:, :, None, None]).match(0)
    near, name = texts.rounded(match.similarity, 2), kernel_words.likeness(match)
    if match.family == NONE:
        words = tr("{like}; the nearest, {family}: {near} of 1")
        nearest = kernel_words.family_name(patterns[match.index].family)
        return words.format(like=name, family=nearest, near=near), name, tr("like none")
    words = tr("most like {kind}: {near} of 1").format(kind=name, near=near)
    return words, f"{name} {near}", f"{kernel_words.family_name(match.family)} {near}"
