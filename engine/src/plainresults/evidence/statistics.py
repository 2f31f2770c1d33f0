"""The few formulas behind the pages.

All of them take a normal curve: for a ratio on the logarithm, for a score as it is.
"""

from __future__ import annotations

from math import log
from statistics import NormalDist

NORMAL = NormalDist()
Z95 = NORMAL.inv_cdf(0.975)
CLEAR = 0.05  # the usual line: a P value below it is called statistically significant


def standard_error(low: float, high: float, ratio: bool, level: float = 0.95) -> float:
    """Standard error behind a two-sided interval, on the log scale for a ratio.

    Source of the formula: Altman DG, Bland JM. How to obtain the P value from a confidence
    interval. BMJ 2011;343:d2304. doi:10.1136/bmj.d2304.
    """
    width = log(high) - log(low) if ratio else high - low
    return width / (2 * NORMAL.inv_cdf((1 + level) / 2))


def p_value(z: float) -> float:
    """Two-sided P value of a distance `z` from “no difference”, in standard errors."""
    return 2 * (1 - NORMAL.cdf(abs(z)))


def z_value(p: float) -> float:
    """How many standard errors from “no difference” a two-sided P value `p` (0 to 1) lies."""
    return NORMAL.inv_cdf(1 - p / 2)
