"""A route from an answer to the ink in words: what its columns say, its sums as sentences, and all of it as text."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QRectF

from gui.imaging import picture
from gui.numerals import minus
from gui.texts import layer_title, rounded, unit_text
from gui.theme import theme
from gui.widgets.trail_end import Ending
from gui.widgets.trail_layout import Column, Knot, Note
from model.explain.convolution import Convolution
from model.receptive import lit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QImage

    from model.layers import LayerSpec
    from model.route import Hop, Part, Route
    from model.trace import LayerTrace, Trace

translate = QCoreApplication.translate
_DIGITS: Final = 3
_FEW: Final = 2


def fixed(value: float, digits: int = _DIGITS) -> str:
    """Write a value with so many decimals, however small it is: in a column they stand below each other."""
    return rounded(round(value, digits) + 0.0, digits)  # no minus before what rounds to 0


def signed(value: float, digits: int = _DIGITS) -> str:
    """Write a value with its sign, plus or minus, and so many decimals; what rounds to 0 has none."""
    words = fixed(value, digits)
    return f"+{words}" if round(value, digits) > 0 else words


def share_text(route: Route, specs: Sequence[LayerSpec]) -> str:
    """Return what the last layer answers: '93.21 %', or its value where it gives no probabilities."""
    percent = specs[-1].activation == "softmax"
    return f"{100 * route.share:.2f} %" if percent else rounded(route.share, _DIGITS)


def titles(specs: Sequence[LayerSpec]) -> dict[str, str]:
    """Name every layer as in the headers: 'Conv 2'."""
    return {spec.name: layer_title(spec, specs) for spec in specs}


# --- columns ---------------------------------------------------------------------------------------------------------


class Drawing:
    """What a trail shows of one route: columns of knots, and the ink in which it ends."""

    def __init__(self, trace: Trace, route: Route, titles: Mapping[str, str], *, roomy: bool, tight: bool) -> None:
        self._trace, self._route, self._titles, self._roomy = trace, route, titles, roomy
        self._digits = _FEW if tight else _DIGITS
        self._specs = [layer.spec for layer in trace.layers]
        self._layers = {layer.spec.name: layer for layer in trace.layers}

    def columns(self) -> list[Column]:
        """Return the answer, and one column for every hop."""
        return [self._answer(), *(self._column(hop) for hop in self._route.hops)]

    def _answer(self) -> Column:
        route = self._route
        score = f"z = {fixed(route.score, self._digits)}"
        name, share = str(route.answer), share_text(route, self._specs)
        knot = Knot(name, score, share, -1.0 if route.score < 0 else 1.0, tip=partial(score_text, route, self._specs))
        return Column(self._titles[self._specs[-1].name], (knot,), 0)

    def _column(self, hop: Hop) -> Column:
        """Return the parts of one value, and the sum that they make."""
        whole = sum(abs(part.product) for part in hop.parts) + abs(hop.rest) + abs(hop.bias or 0.0) or 1.0
        knots = tuple(self._knot(hop, part, part.product / whole) for part in hop.parts)
        source = self._layers[hop.parts[0].layer]
        return Column(self._titles[source.spec.name], knots, hop.chosen, _notes(hop, whole, self._digits))

    def _knot(self, hop: Hop, part: Part, share: float) -> Knot:
        layer, image, mark = self._layers[part.layer], None, None
        if self._roomy and layer.spec.is_map and min(layer.spec.output_shape[:2]) > 1:
            row, column, channel = part.unit
            image, mark = _map(layer, channel), QRectF(column, row, 1, 1)
        detail = "" if part.weight is None else f"{rounded(part.value, 2)} × {rounded(part.weight, 2)}"
        number = signed(part.product, self._digits) if hop.key in ("sum", "mean") else fixed(part.product, self._digits)
        return Knot(
            short_name(part, layer.spec),
            number,
            detail,
            share,
            image,
            mark,
            partial(part_text, hop, part, self._specs),
        )

    def ending(self, standing: int) -> Ending:
        """Return the ink with the fields of all units of the path; the one of the column `standing` stands out."""
        route = self._route
        if route.pixel is None:
            return Ending(translate("route", "The end"), None, (), -1, stop_text(route, self._specs))
        frames: list[QRectF] = []
        strong = -1
        for column, (layer, unit) in enumerate(route.path):
            frame = self._field(layer, unit)
            if frame is not None:
                strong = len(frames) if column == standing else strong
                frames.append(frame)
        frame = frames[strong] if frames else QRectF(0, 0, 28, 28)
        caption = translate("route", "{rows}×{columns} pixels").format(
            rows=int(frame.height()), columns=int(frame.width())
        )
        if frame.width() * frame.height() <= 1:
            caption = translate("route", "pixel ({row}, {column})").format(row=route.pixel[0], column=route.pixel[1])
        ink = picture(self._trace.image, theme().lut("ink"))
        return Ending(translate("route", "Ink"), ink, tuple(frames), strong, caption)

    def _field(self, layer: str, unit: tuple[int, ...]) -> QRectF | None:
        """Return what a unit of maps, or a pixel, sees of the picture; None for a unit that has no place in it."""
        box = lit(self._specs, layer, unit)[self._specs[0].name].box
        if box is None:
            at = self._route.pixel
            return QRectF(at[1], at[0], 1, 1) if at is not None and layer == self._specs[0].name else None
        top, left, bottom, right = box
        if not self._layers[layer].spec.is_map:
            return None
        return QRectF(left, top, right - left, bottom - top)


def _map(layer: LayerTrace, channel: int) -> QImage:
    """Return one map of a layer as a small picture, each on its own scale."""
    values = layer.a[..., channel]
    low, high = float(values.min()), float(values.max())
    if low < 0:
        reach = max(-low, high)
        return picture(values, theme().lut("signed"), -reach, reach, 128)
    return picture(values, theme().lut("map"), 0.0, high or 1.0)


def _notes(hop: Hop, whole: float, digits: int) -> tuple[Note, ...]:
    """Return the sum below a column, in `trail_layout.NOTES` lines for every hop."""
    total = Note("= z" if hop.key != "same" else "= x", fixed(hop.total, digits), is_sum=True)
    if hop.key == "largest":
        count = hop.others + 1
        words, short = translate("route", "largest of {count}"), translate("route", "max of {count}")
        largest = Note(words.format(count=count), "", short=short.format(count=count))
        return (Note("", ""), Note("", ""), largest, total)
    if hop.key == "same":
        return (Note("", ""), Note("", ""), Note(translate("route", "as it is"), ""), total)
    count = len(hop.parts)
    these = translate("route", "these {count}") if count > 1 else translate("route", "this one")
    others = bias = Note("", "")
    if hop.others:
        words = translate("route", "{count} others") if hop.others > 1 else translate("route", "{count} other")
        others = Note(
            words.format(count=f"{hop.others:,}"),
            signed(hop.rest, digits),
            hop.rest / whole,
            translate("route", "others"),
        )
    if hop.bias is not None:
        bias = Note(translate("route", "bias"), signed(hop.bias, digits), hop.bias / whole)
    return (
        Note(these.format(count=count), signed(hop.shown, digits), short=translate("route", "these")),
        others,
        bias,
        total,
    )


# --- sentences -------------------------------------------------------------------------------------------------------


def short_name(part: Part, spec: LayerSpec) -> str:
    """Name a unit in few letters: '44 (2, 3)' is map 44, row 2, column 3 of several maps, '(2, 3)' of a single one."""
    if len(part.unit) == 3:
        row, column, channel = part.unit
        return f"{channel} ({row}, {column})" if spec.output_shape[2] > 1 else f"({row}, {column})"
    words = translate("route", "unit {index}") if spec.kind == "Dense" else translate("route", "value {index}")
    return words.format(index=part.unit[0])


def score_text(route: Route, specs: Sequence[LayerSpec]) -> str:
    """Say what was answered, and the score behind it: 'Answer 7: 93.21 %, from the score z = 9.2801'."""
    words = translate("route", "Answer {digit}: {share}, from the score z = {score}")
    return words.format(digit=route.answer, share=share_text(route, specs), score=rounded(route.score))


def unit_name(layer: str, unit: Sequence[int], specs: Sequence[LayerSpec]) -> str:
    """Name a unit and its layer: 'Conv 2, filter 44, row 5, column 6'."""
    spec = next(spec for spec in specs if spec.name == layer)
    if spec.is_map and spec.output_shape[2] == 1:
        words = translate("route", "row {row}, column {column}").format(row=unit[0], column=unit[1])
    else:
        words = unit_text(spec, unit)
    return f"{layer_title(spec, specs)}, {words}"


def part_text(hop: Hop, part: Part, specs: Sequence[LayerSpec]) -> str:
    """Say what one part gives: 'Dense 1, unit 41: 1.2031 × 1.9200 = +2.3100'; of a patch, its map too."""
    name = unit_name(part.layer, part.unit, specs)
    if part.weight is None:
        return f"{name}: {rounded(part.value)}"
    if hop.key == "mean":
        return f"{name}: {rounded(part.value)} / {hop.others + len(hop.parts)} = {signed(part.product, 4)}"
    told = f"{name}: {rounded(part.value)} × {rounded(part.weight)} = {signed(part.product, 4)}"
    made = hop.explanation
    if not isinstance(made, Convolution) or len(made.sums) == 1:
        return told
    words = translate("route", "all of map {channel}: {sum}")
    return f"{told}; {words.format(channel=part.unit[2], sum=signed(float(made.sums[part.unit[2]]), 4))}"


def sum_text(hop: Hop, specs: Sequence[LayerSpec]) -> str:
    """Say how a value comes about, that it adds up, and that the forward pass holds the same."""
    made = hop.explanation
    name = unit_name(made.spec.name, made.unit, specs)
    if hop.key == "largest":
        how = translate("route", "the largest of {count} = {total}").format(
            count=hop.others + 1, total=fixed(hop.total)
        )
    elif hop.key == "same":
        how = translate("route", "the value below = {total}").format(total=fixed(hop.total))
    else:
        parts = [translate("route", "these {count}: {sum}").format(count=len(hop.parts), sum=signed(hop.shown))]
        if hop.others:
            parts.append(
                translate("route", "{count} others: {sum}").format(count=f"{hop.others:,}", sum=signed(hop.rest))
            )
        if hop.bias is not None:
            parts.append(translate("route", "bias: {sum}").format(sum=signed(hop.bias)))
        how = ", ".join(parts) + f" = {fixed(hop.total)}"
    return f"{name}: z = {how}; {agreement(hop)}"


def agreement(hop: Hop) -> str:
    """Say whether the sum is what the forward pass holds, and how far it is off."""
    same, other = translate("route", "the network has the same, |d| = {d}"), translate("route", "off by |d| = {d}")
    difference = minus(f"{hop.difference:.1e}") if hop.difference else "0"
    return (same if hop.agrees else other).format(d=difference)


def pixel_text(route: Route, specs: Sequence[LayerSpec]) -> str:
    """Say where the route ends in the ink."""
    if route.pixel is None or not route.hops:
        return stop_text(route, specs)
    words = translate("route", "Ink at row {row}, column {column}: {value}, where 0 is paper and 1 is full ink")
    return words.format(row=route.pixel[0], column=route.pixel[1], value=rounded(route.hops[-1].part.value))


def stop_text(route: Route, specs: Sequence[LayerSpec]) -> str:
    """Say why a route does not reach the ink."""
    if route.stop is None:
        return ""
    words = translate("route", "The way ends here: how {layer} ({kind}) makes its values is not known to this program.")
    return words.format(layer=layer_title(route.stop, specs), kind=route.stop.kind)


def step_text(route: Route, column: int, specs: Sequence[LayerSpec]) -> str:
    """Say what there is to know of the step one stands on; -1 is the answer."""
    index = max(0, column)
    return sum_text(route.hops[index], specs) if index < len(route.hops) else pixel_text(route, specs)


def spoken(route: Route, column: int, specs: Sequence[LayerSpec]) -> str:
    """Say for a screen reader where one stands, the sum, and the parts it is made of."""
    index = max(0, column)
    words = translate("route", "Step {step} of {count}.").format(step=index + 1, count=len(route.hops) + 1)
    told = [words, step_text(route, column, specs)]
    if index < len(route.hops):
        hop = route.hops[index]
        told += [part_text(hop, part, specs) for part in hop.parts]
    return "\n".join(told)


def as_text(route: Route, specs: Sequence[LayerSpec]) -> str:
    """Write the whole route for a fixed-width face."""
    head = translate("route", "Why {digit}? {share}, score z = {score}")
    score = rounded(route.score)
    lines = [head.format(digit=route.answer, share=share_text(route, specs), score=score)]
    for hop in route.hops:
        made = hop.explanation
        lines += ["", unit_name(made.spec.name, made.unit, specs)]
        rows = [(part_text(hop, part, specs), row == hop.chosen) for row, part in enumerate(hop.parts)]
        lines += [f"  {'>' if chosen else ' '} {text}" for text, chosen in rows]
        for note in _notes(hop, 1.0, 4)[1:3]:
            lines += [f"    {note.name}: {note.number}"] if note.number else []
        if hop.key == "largest":
            lines.append("    " + translate("route", "the largest of {count}").format(count=hop.others + 1))
        lines.append(f"    z = {rounded(hop.total)}; {agreement(hop)}")
    return "\n".join([*lines, "", pixel_text(route, specs), ""])
