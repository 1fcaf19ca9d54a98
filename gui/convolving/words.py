"""What the convolution lab says: names of stages and pictures, arithmetic of the shapes, the sum behind a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from gui.kernels.filter_words import filter_name, filter_sentence
from gui.texts import dimensions, rounded
from model.chain import preset_of

if TYPE_CHECKING:
    from model.convolving import Result, Side, Stage


def tr(words: str) -> str:
    """Translate in the lab's context."""
    return QCoreApplication.translate("convolving", words)


def invitation() -> tuple[str, str]:
    """Say what to try, longest form first."""
    return (
        tr("Draw, and change the kernel: which numbers bring out upright edges, which lines, which textures?"),
        tr("Draw, and change the kernel: what finds edges, what lines?"),
    )


def kernel_name(stage: Stage) -> str:
    """Name the kernel: 'Sobel, ink at the right', or as one's own."""
    preset = preset_of(stage.kernel)
    return tr("your own kernel") if preset is None else filter_name(preset)


def kernel_words(stage: Stage) -> str:
    """Name the kernel, and say in a sentence what it does, if it is a classic one."""
    preset = preset_of(stage.kernel)
    return kernel_name(stage) if preset is None else f"{filter_name(preset)}. {filter_sentence(preset)}"


def arithmetic(result: Result) -> tuple[str, ...]:
    """Return why the pictures of a stage have their size, longest form first."""
    convolved, pooled = result.convolved[0], None if result.pooled is None else result.pooled[0]
    long = [tr("convolution: {sum}").format(sum=_convolution(convolved))]
    short, brief = [_convolution(convolved)], [_spanned(convolved)]
    if pooled is None:
        return *long, *short, *brief, f"{convolved.cells} → {convolved.result}"
    left = f" ({_dropped(pooled)})" if pooled.dropped else ""
    long.append(tr("pooling: {sum}").format(sum=_blocks(pooled)) + left)
    short.append(_blocks(pooled))
    brief.append(_blocks(pooled))
    end = f" → {pooled.result}"
    least = _spanned(convolved) + end, f"{convolved.cells} → {convolved.result}" + end
    return *("   ".join(form) for form in (long, short, brief)), *least


def _convolution(side: Side) -> str:
    """(n + rim - d·(k - 1) - 1) / s + 1, cut off."""
    return _slid(side, f"{side.dilation}·({side.size} − 1) − 1")


def _spanned(side: Side) -> str:
    """(n + rim - span) / s + 1, cut off."""
    return _slid(side, str(side.span))


def _slid(side: Side, span: str) -> str:
    rim = f"2·{side.before}" if side.before == side.after else f"{side.before} + {side.after}"
    value = side.cells + side.before + side.after - side.span
    return _fraction(f"{side.cells} + {rim} − {span}", value, side)


def _blocks(side: Side) -> str:
    """(n - k) / s + 1, cut off."""
    return _fraction(f"{side.cells} − {side.size}", side.cells - side.size, side)


def _fraction(top: str, value: int, side: Side) -> str:
    whole = f"({top}) / {side.stride}"
    return f"{whole if value % side.stride == 0 else f'⌊{whole}⌋'} + 1 = {side.result}"


def _dropped(side: Side) -> str:
    words = tr("the last row and column left over") if side.dropped == 1 else tr("the last {count} left over")
    return words.format(count=side.dropped)


def convolved(result: Result, row: int, column: int) -> tuple[str, ...]:
    """Return the sum behind a cell of z and a, longest form first."""
    stage, z = result.stage, float(result.z[row, column])
    total = float((result.patch(row, column).astype(float) * stage.weights).sum())
    end = f" → ReLU → a {rounded(float(result.a[row, column]))}" if stage.relu else ""
    bias = f"+ {rounded(stage.bias)}" if stage.bias >= 0 else f"− {rounded(-stage.bias)}"
    count = stage.side**2
    start = tr("({row}, {column}): {count} products add up to {total}").format(
        row=row, column=column, count=count, total=rounded(total)
    )
    return (
        f"{start} {bias} {tr('bias')} = z {rounded(z)}{end}",
        f"({row}, {column}): Σ {rounded(total)} {bias} = z {rounded(z)}{end}",
        f"z {rounded(z)}{end}",
    )


def pooled(result: Result, row: int, column: int) -> tuple[str, ...]:
    """Say which of a block is kept, longest form first."""
    stage, value = result.stage, rounded(float(result.out[row, column]))
    size = dimensions((stage.pool_size, stage.pool_size))
    words = {
        "average": tr("({row}, {column}): mean of {size} cells = {value}"),
        "max": tr("({row}, {column}): largest of {size} = {value}, at ({r}, {c})"),
        "min": tr("({row}, {column}): smallest of {size} = {value}, at ({r}, {c})"),
    }[stage.pool]
    winner = result.winner(row, column)
    if winner is None and result.winners is not None:
        words = tr("({row}, {column}): all {size} cells are {value}")
    r, c = winner or (row, column)
    return (words.format(row=row, column=column, size=size, value=value, r=r, c=c), value)
