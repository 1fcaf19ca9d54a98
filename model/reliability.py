"""Whether confidence is honest: that of all answers given with 80 %, 80 % are right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

BINS = 15


@dataclass(frozen=True, slots=True, eq=False)
class Reliability:
    """Answers sorted into bins of equal width by the probability they were given with.

    Bin i holds the probabilities above i / B, up to and including (i + 1) / B.

    Attributes
    ----------
    counts : int64 [B], answers in each bin.
    confidence : float64 [B], their mean probability; not a number in an empty bin.
    accuracy : float64 [B], the share of them that is right; not a number in an empty bin.
    """

    counts: NDArray[np.int64]
    confidence: NDArray[np.float64]
    accuracy: NDArray[np.float64]

    @classmethod
    def of(cls, confidence: NDArray[np.floating], right: NDArray[np.bool_], bins: int = BINS) -> Reliability:
        """Sort answers with probabilities [N], of which some are `right` [N]."""
        wide = np.asarray(confidence, np.float64)
        index = np.clip(np.ceil(wide * bins).astype(np.int64) - 1, 0, bins - 1)
        counts = np.bincount(index, minlength=bins)
        with np.errstate(invalid="ignore"):
            mean = np.bincount(index, wide, bins) / counts
            share = np.bincount(index, np.asarray(right, np.float64), bins) / counts
        return cls(counts.astype(np.int64), mean, share)

    @property
    def ece(self) -> float:
        """Expected calibration error: mean |accuracy - confidence| over the bins, weighted by their counts.

        Guo, Pleiss, Sun, Weinberger: On Calibration of Modern Neural Networks, 2017, equation 3. Not a number without
        answers.
        """
        filled = self.counts > 0
        if not filled.any():
            return float("nan")
        gaps = np.abs(self.accuracy[filled] - self.confidence[filled])
        return float(np.average(gaps, weights=self.counts[filled]))
