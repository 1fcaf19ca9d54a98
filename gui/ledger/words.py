"""What the ledger says of parameters, of work, and of why a side gets shorter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from gui.texts import dimensions, layer_title, number, shape_text
from gui.widgets.areas import Chart, Part, Whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.layers import LayerSpec
    from model.ledger import Blocks, Entry, Ledger
    from model.shape_walk import Stop


def _tr(words: str) -> str:
    return QCoreApplication.translate("ledger", words)


# --- shares ------------------------------------------------------------------------------------------------


def most(ledger: Ledger, specs: Sequence[LayerSpec]) -> str:
    """Say where most of it is: 'Dense 1 has 84 % of the parameters, Conv 2 88 % of the work'."""
    heaviest = max(ledger.entries, key=lambda entry: entry.parameters)
    busiest = max(ledger.entries, key=lambda entry: entry.multiplications)
    if not heaviest.parameters or not busiest.multiplications:
        return ""
    return _tr("{heavy} has {parameters} % of the parameters, {busy} {work} % of the work").format(
        heavy=layer_title(heaviest.spec, specs),
        parameters=round(100 * heaviest.parameter_share),
        busy=layer_title(busiest.spec, specs),
        work=round(100 * busiest.multiplication_share),
    )


def cost(without: Ledger, ledger: Ledger) -> str:
    """Say how much more it would be without pooling."""
    return _tr("without pooling: {parameters} × the parameters, {work} × the work").format(
        parameters=_times(without.parameters, ledger.parameters),
        work=_times(without.multiplications, ledger.multiplications),
    )


def charts(ledger: Ledger, specs: Sequence[LayerSpec], without: Ledger | None) -> list[Chart]:
    """Return the areas of parameters and of multiplications; with what they are beside what they would be."""
    made = []
    for work in (False, True):
        words = (
            (_tr("{count} multiplications"), _tr("{count} mult."), "{count}")
            if work
            else (_tr("{count} parameters"), _tr("{count} params"), "{count}")
        )
        here = _whole(ledger, specs, work, words)
        if without is None:
            made.append(Chart(here))
            continue
        beside = Whole((_tr("with pooling"), _tr("as it is")), here.parts)
        made.append(Chart(_whole(without, [entry.spec for entry in without.entries], work, words), beside))
    return made


def _whole(ledger: Ledger, specs: Sequence[LayerSpec], work: bool, words: tuple[str, ...]) -> Whole:
    parts = []
    for entry in ledger.entries:
        amount = entry.multiplications if work else entry.parameters
        if amount:
            parts.append(Part(entry.spec.name, layer_title(entry.spec, specs), amount, _told(entry, specs, work)))
    total = ledger.multiplications if work else ledger.parameters
    return Whole(tuple(form.format(count=number(total)) for form in words), tuple(parts))


def _told(entry: Entry, specs: Sequence[LayerSpec], work: bool) -> str:
    words = (
        _tr("{layer}: {count} multiplications, {share} of all")
        if work
        else _tr("{layer}: {count} parameters, {share} of all")
    )
    share = entry.multiplication_share if work else entry.parameter_share
    return words.format(
        layer=layer_title(entry.spec, specs),
        count=number(entry.multiplications if work else entry.parameters),
        share=percent(share),
    )


def percent(share: float) -> str:
    """Write a share, 0-1, with a decimal where it is small."""
    return f"{100 * share:.0f} %" if share >= 0.095 or share == 0 else f"{100 * share:.1f} %"


def _times(more: int, less: int) -> str:
    times = more / max(1, less)
    return f"{times:.1f}" if times < 100 else f"{times:.0f}"


# --- blocks ------------------------------------------------------------------------------------------------


def blocks_forms(blocks: Blocks, title: str) -> tuple[str, ...]:
    """Return a layer's parameters as a sum of blocks, longest form first."""
    if not blocks.total:
        return (_tr("{layer}: nothing to learn, no parameters").format(layer=title), title)
    singles = " + ".join(_single_text(name, length) for name, length in blocks.singles)
    if not blocks.count:
        short = _tr("{count} maps with {each} numbers each").format(
            count=number(blocks.singles[0][1]), each=len(blocks.singles)
        )
        total = number(blocks.total)
        return (f"{title}: {singles} = {total}", f"{title}: {short} = {total}", f"{short} = {total}", total)
    size = dimensions((blocks.rows, blocks.columns, blocks.depth))
    long = _tr("{count} blocks of {size}").format(count=number(blocks.count), size=size)
    whole = f"{long} + {singles}" if singles else long
    return (
        f"{title}: {whole} = {number(blocks.total)} {_tr('parameters')}",
        f"{title}: {whole} = {number(blocks.total)}",
        f"{whole} = {number(blocks.total)}",
        f"{number(blocks.total)} {_tr('parameters')}",
    )


def _single_text(name: str, length: int) -> str:
    words = {"bias": _tr("{count} biases"), "gamma": _tr("{count} factors"), "beta": _tr("{count} offsets"),
             "moving_mean": _tr("{count} means"), "moving_variance": _tr("{count} variances")}  # fmt: skip
    known = words.get(name, _tr("{count} numbers") if length != 1 else "{count}")
    return known.format(count=number(length))


def block_told(blocks: Blocks, index: int, filters: bool) -> str:
    """Tell of one block: 'filter 17: 3×3×64 = 576 weights and 1 bias'."""
    if not blocks.count:
        return _tr("map {index}: {each} numbers").format(index=index, each=len(blocks.singles))
    name = (_tr("filter {index}") if filters else _tr("unit {index}")).format(index=index)
    size = dimensions((blocks.rows, blocks.columns, blocks.depth))
    words = f"{name}: {size} = {number(blocks.volume)} {_tr('weights')}"
    return f"{words} {_tr('and 1 bias')}" if blocks.singles else words


# --- shapes ------------------------------------------------------------------------------------------------


def shape_forms(spec: LayerSpec, title: str) -> tuple[str, ...]:
    """Return the arithmetic of a layer's shape, longest form first."""
    arithmetic = shape_text(spec.shape_fact)
    if not spec.input_shape:
        return (f"{title}: {dimensions(spec.output_shape)}", title)
    before, after = dimensions(spec.input_shape[:2]), dimensions(spec.output_shape[:2])
    return (f"{title}: {before} → {after}, {arithmetic}", f"{title}: {arithmetic}", arithmetic)


def stop_text(stop: Stop, length: int) -> tuple[str, ...]:
    """Tell what happens at a stop of the walk along a side of `length` cells, longest form first."""
    rows = stop.axis == 0
    if stop.centre is not None:
        return _centre_text(stop, rows, length)
    first, last = stop.cells[0], stop.cells[-1]
    if stop.fate == "dropped":
        if len(stop.cells) == 1:
            long = _tr("Row {a} is left over: it fills no block and is dropped") if rows else _tr(
                "Column {a} is left over: it fills no block and is dropped")  # fmt: skip
            short = _tr("Row {a} is dropped") if rows else _tr("Column {a} is dropped")
        else:
            long = _tr("Rows {a} to {b} are left over: they fill no block") if rows else _tr(
                "Columns {a} to {b} are left over: they fill no block")  # fmt: skip
            short = _tr("Rows {a} to {b} are dropped") if rows else _tr("Columns {a} to {b} are dropped")
        return long.format(a=first, b=last), short.format(a=first, b=last)
    if stop.output is None:
        words = _tr("Rows between two blocks are stepped over") if rows else _tr(
            "Columns between two blocks are stepped over")  # fmt: skip
        return (words,)
    if last - first == 1:
        words = _tr("Rows {a} and {b} become row {o}") if rows else _tr("Columns {a} and {b} become column {o}")
    elif last == first:
        words = _tr("Row {a} becomes row {o}") if rows else _tr("Column {a} becomes column {o}")
    else:
        words = _tr("Rows {a} to {b} become row {o}") if rows else _tr("Columns {a} to {b} become column {o}")
    return (words.format(a=first, b=last, o=stop.output),)


def _centre_text(stop: Stop, rows: bool, length: int) -> tuple[str, ...]:
    inside = all(0 <= cell < length for cell in stop.cells)
    if stop.fate == "lacking":
        long = _tr("Row {a} lacks neighbours: the window sticks out, no output") if rows else _tr(
            "Column {a} lacks neighbours: the window sticks out, no output")  # fmt: skip
        short = _tr("Row {a}: no output") if rows else _tr("Column {a}: no output")
        return long.format(a=stop.centre), short.format(a=stop.centre)
    if stop.fate == "passed":
        words = _tr("Row {a} is stepped over") if rows else _tr("Column {a} is stepped over")
        return (words.format(a=stop.centre),)
    if inside:
        long = _tr("Row {a} has all its neighbours: output row {o}") if rows else _tr(
            "Column {a} has all its neighbours: output column {o}")  # fmt: skip
    else:
        long = _tr("Row {a} gets zeros for what it lacks: output row {o}") if rows else _tr(
            "Column {a} gets zeros for what it lacks: output column {o}")  # fmt: skip
    short = _tr("Row {a}: output row {o}") if rows else _tr("Column {a}: output column {o}")
    return long.format(a=stop.centre, o=stop.output), short.format(a=stop.centre, o=stop.output)


def no_walk(spec: LayerSpec) -> str:
    """Say why nothing slides in a layer."""
    if spec.kind == "InputLayer":
        return _tr("The input's shape is given.")
    if spec.kind == "Flatten":
        sides = shape_text(spec.shape_fact)
        return _tr("{sides}: the same numbers, in one row.").format(sides=sides)
    if spec.kind == "Dense":
        return _tr("Every unit reads all {count} values: {units} units, {units} outputs.").format(
            count=number(spec.input_shape[0]), units=number(spec.output_shape[0])
        )
    if spec.input_shape == spec.output_shape:
        return _tr("The shape stays as it is.")
    return _tr("No window slides here.")
