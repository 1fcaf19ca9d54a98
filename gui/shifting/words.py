"""What the shift lab says, made from keys and numbers of `model.shifting`."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QCoreApplication

from gui.numerals import minus
from gui.texts import rounded

if TYPE_CHECKING:
    from model.shifting import Meter, Moved, Reading, Shift

Kind = Literal["along", "same"]
NAMES: Final[tuple[Kind, Kind]] = ("along", "same")
WHOLE: Final = 1 - 1e-6
"""A share from here on is all: the rest is rounding."""
_PARTS: Final = {Fraction(1, 4): "¼", Fraction(1, 2): "½", Fraction(3, 4): "¾"}


def _tr(words: str) -> str:
    return QCoreApplication.translate("shifting", words)


def attempt() -> str:
    """Say in a sentence what to try."""
    return _tr("Move the digit by a pixel: which layers move along, which stay the same?")


def meter_name(kind: Kind) -> str:
    """Name one of the two meters."""
    return _tr("moved along") if kind == "along" else _tr("unchanged")


def direction(shift: Shift) -> str:
    """Word a shift: '2 right, 1 down', or 'not moved'."""
    rows, columns = shift
    parts = []
    if columns:
        parts.append((_tr("{n} right") if columns > 0 else _tr("{n} left")).format(n=abs(columns)))
    if rows:
        parts.append((_tr("{n} down") if rows > 0 else _tr("{n} up")).format(n=abs(rows)))
    return ", ".join(parts) or _tr("not moved")


def probability(share: float, digits: int = 2) -> str:
    """Write a probability as '98.21 %'."""
    return f"{100 * share:.{digits}f} %"


def reading_text(reading: Reading) -> str:
    """Word what the network says: 'reads 7, 98.2 %'."""
    words = _tr("no digit (nearest: {digit}, {share})") if reading.is_refused else _tr("reads {digit}, {share}")
    return words.format(digit=reading.answer, share=probability(reading.probability))


# --- layers ---------------------------------------------------------------------------------------------------------


def cells_text(moved: Moved) -> str:
    """Write how far a layer's maps should have moved, in its cells, down and right: '½, −1'."""
    return "–" if moved.cells is None else ", ".join(map(_fraction, moved.cells))


def _fraction(cells: float) -> str:
    exact = Fraction(cells).limit_denominator(64)
    whole, rest = divmod(abs(exact), 1)
    sign = minus("-" if exact < 0 else "")
    if rest and rest not in _PARTS:
        return f"{sign}{float(abs(exact)):.2f}"
    return f"{sign}{whole or ''}{_PARTS[rest]}" if rest else f"{sign}{whole}"


def share_text(moved: Moved, kind: Kind) -> str:
    """Write a meter's number, after '≈' where no whole cell fits; '–' where there is none."""
    meter = moved.along if kind == "along" else moved.same
    if meter is None:
        return "–"
    near = kind == "along" and not moved.is_whole
    return ("≈" if near else "") + _share(meter.share)


def _share(share: float) -> str:
    """Three digits; 1.000 only where nothing differs but for rounding."""
    return f"{min(share, 0.999) if share < WHOLE else 1.0:.3f}"


def meter_text(name: str, moved: Moved, kind: Kind) -> str:
    """Tell all of a meter: layer, formula with its numbers, and where it was measured."""
    meter = moved.along if kind == "along" else moved.same
    head = f"{name}, {meter_name(kind)}: "
    if meter is None:
        if moved.cells is None:
            return head + _tr("a value of this layer has no place that could move.")
        return head + _tr("no cell is left that sees both pictures whole.")
    words = head + _sum(meter)
    if kind == "along" and not moved.is_whole and moved.place is not None:
        words += "\n" + _tr(
            "The picture moved by {cells} of this layer's cells (down, right), which is no whole number: no map can do "
            "that. Compared with the better of the nearest places, ({down}, {right})."
        ).format(cells=cells_text(moved), down=minus(str(moved.place[0])), right=minus(str(moved.place[1])))
    return words


def _sum(meter: Meter) -> str:
    formula = _tr("1 − Σ|a′ − a| / (Σ|a′| + Σ|a|)")
    if meter.total == 0:
        return f"{formula} = 1, " + _tr("for all values are 0")
    return f"{formula} = 1 − {rounded(meter.difference)} / {rounded(meter.total)} = {_share(meter.share)}"


def failing_titles(name: str, moved: Moved | None, kind: Kind) -> tuple[str, ...]:
    """Say what the large map shows, the longest form first."""
    if moved is not None and kind == "along" and moved.along is None:
        words: tuple[str, ...] = (_tr("{layer}: nothing to compare"),)
    elif kind == "along":
        words = _tr("{layer}: where it did not move along"), _tr("{layer}: not along")
    else:
        words = _tr("{layer}: where it changed"), _tr("{layer}: changed")
    return tuple(form.format(layer=name) for form in words)


def failing_remark(moved: Moved | None, kind: Kind, drawn: bool) -> str:
    """Say why nothing is to be seen in the large map; nothing where there is something."""
    if moved is None:
        return _tr("Differences appear here once it has moved.") if drawn else _tr("Draw a digit.")
    meter = moved.along if kind == "along" else moved.same
    if meter is None:
        return _tr("These values have no place.") if moved.cells is None else _tr("No cell sees both pictures whole.")
    if meter.share < WHOLE:
        return ""
    return _tr("Nothing differs: it moved along.") if kind == "along" else _tr("Nothing differs.")


def failing_text(difference: float, channel: int, where: str, mixed: bool) -> str:
    """Tell one cell of the large map."""
    words = _tr("{where}: differs by {sum}")
    if mixed and difference:
        words = _tr("{where}: all maps together differ by {sum}, the most in map {channel}")
    return words.format(where=where, sum=rounded(difference), channel=channel)


def skipped_text(where: str) -> str:
    """Say that a cell of the large map was left out."""
    return _tr("{where}: left out, it does not see both pictures whole").format(where=where)


# --- why the picture moves, or does not ------------------------------------------------------------------------------


def notice(is_picture: bool, centred: bool, asked: Shift, shift: Shift) -> str:
    """Say whether a move of the ink reaches the network."""
    if is_picture:
        return _tr("A picture enters the network as it lies.")
    if centred and asked == (0, 0):
        return _tr("“centre” is on: it moves every digit back.")
    if centred and shift == (0, 0):
        return _tr("Moved {ink}, but “centre” moved it back.").format(ink=direction(asked))
    if shift != asked:
        words = _tr("Moved {ink}, but the steps keep it inside: {picture}.")
        return words.format(ink=direction(asked), picture=direction(shift))
    return _tr("“centre” is off: moves reach the network.")


def away() -> str:
    """Say where the digit is when nothing of it can be seen."""
    return _tr("The digit has left the paper.")


def way_back() -> str:
    """Say the same, and how it comes back."""
    return f"{away()} " + _tr("Home brings it back.")


def switch(centred: bool) -> str:
    """Word the button that changes the step."""
    return _tr("switch it off") if centred else _tr("switch it on")
