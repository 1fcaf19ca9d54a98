"""Conv2D: a patch of all maps below, times the filter, added up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from model.explain.base import Case, Explanation, Source, activated, explains, ranking
from model.explain.patches import cells
from model.receptive import Box, patch

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from model.explain.base import Doubles


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Convolution(Explanation):
    """z[r, c, f] = sum over k of sums[k] + bias, with sums[k] = sum over (i, j) of inputs[i, j, k] * kernel[i, j, k].

    The kernel is laid on as it is, as all networks do it: mathematically a cross-correlation (Goodfellow, Bengio and
    Courville, "Deep Learning", section 9.1). `flip` gives the convolution of the textbooks.

    Attributes
    ----------
    below
        Name of the layer that is read.
    box
        (top, left, bottom, right) of the patch there, half open; it reaches beyond the maps where padding is read.
    rows, columns
        The rows and columns of the patch, intp [kernel rows] and [kernel columns]: `box` in steps of the dilation.
    inside
        bool [kernel rows, kernel columns]: whether a cell of the patch is real; outside, padding counts as 0.
    inputs, kernel, products
        float64 [kernel rows, kernel columns, channels below].
    sums
        float64 [channels below]: what each map below adds.
    ranked
        intp [channels below]: the maps below, the one that adds (or takes) most first.
    running
        float64 [channels below + 1]: the sum after each map in ranked order, and with the bias: z.
    activation
        Keras' name of the function that makes a of z.
    flipped
        Whether the kernel was turned by 180 degrees. Then z and a are not what the network computes.
    """

    below: str
    box: Box
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    inside: NDArray[np.bool_]
    inputs: Doubles
    kernel: Doubles
    products: Doubles
    sums: Doubles
    ranked: NDArray[np.intp]
    running: Doubles
    bias: float
    activation: str
    flipped: bool
    filters: NDArray[np.float32]
    biases: NDArray[np.float32] | None

    def flip(self) -> Convolution:
        """Return the same sum with the kernel turned by 180 degrees: the true convolution, with its own z and a."""
        turned = self.filters[::-1, ::-1]
        sums = _Sums(self.inputs, turned, self.biases, self.unit[2])
        a = sums.activated(self.activation)
        return replace(
            self,
            z=float(sums.running[-1]),
            a=a,
            kernel=sums.kernel,
            products=sums.products,
            sums=sums.sums,
            ranked=sums.ranked,
            running=sums.running,
            flipped=not self.flipped,
            filters=turned,
        )

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every real cell of the patch, the largest |product| first."""
        order = ranking(self.products.ravel())
        places = zip(*np.unravel_index(order, self.products.shape), strict=True)
        return tuple(
            (self.below, (int(self.rows[i]), int(self.columns[j]), int(channel)))
            for i, j, channel in places
            if self.inside[i, j]
        )


class _Sums:
    """One filter on one patch."""

    def __init__(
        self, inputs: Doubles, filters: NDArray[np.float32], biases: NDArray[np.float32] | None, channel: int
    ) -> None:
        self._inputs, self._filters, self._biases, self._channel = inputs, filters, biases, channel
        self.kernel = filters[..., channel].astype(np.float64)
        self.products = inputs * self.kernel
        self.sums = self.products.reshape(-1, inputs.shape[2]).sum(axis=0)
        self.ranked = ranking(self.sums)
        self.bias = 0.0 if biases is None else float(biases[channel])
        self.running = np.append(self.sums[self.ranked], self.bias).cumsum()

    def activated(self, function: str) -> float:
        """Return a; softmax weighs all filters at this place against each other."""
        if function != "softmax":
            return activated(function, self.running, -1)
        z = np.tensordot(self._inputs, self._filters.astype(np.float64), 3)
        return activated(function, z if self._biases is None else z + self._biases, self._channel)


@explains("Conv2D")
def explain_convolution(case: Case) -> Convolution:
    """Explain one value of a convolution."""
    spec, (row, column, channel) = case.spec, case.unit
    filters, biases = case.array("kernel"), case.array("bias")
    assert spec.window is not None
    assert filters is not None
    box = patch(spec, row, column)
    rows = np.arange(box[0], box[2], spec.window.dilation[0])
    columns = np.arange(box[1], box[3], spec.window.dilation[1])
    inputs, inside = cells(case.below.a, rows, columns)
    sums = _Sums(inputs, filters, biases, channel)
    return Convolution(
        **case.common(float(sums.running[-1]), sums.activated(spec.activation)),
        below=case.below.spec.name,
        box=box,
        rows=rows,
        columns=columns,
        inside=inside,
        inputs=inputs,
        kernel=sums.kernel,
        products=sums.products,
        sums=sums.sums,
        ranked=sums.ranked,
        running=sums.running,
        bias=sums.bias,
        activation=spec.activation,
        flipped=False,
        filters=filters,
        biases=biases,
    )
