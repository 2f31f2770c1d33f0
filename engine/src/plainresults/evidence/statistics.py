"""The few formulas behind the pages, and games of chance that show what luck alone does.

All of them take a normal curve: for a ratio on the logarithm, for a score as it is.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from math import log
from statistics import NormalDist

NORMAL = NormalDist()
Z95 = NORMAL.inv_cdf(0.975)
CLEAR = 0.05  # the usual line: a P value below it is called statistically significant
SEED = 38884347  # any number would do, as long as it stays the same


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


@dataclass(frozen=True)
class Luck:
    """What chance alone did in pretend trials: a clear-looking gap in `hits` of `trials`.

    `results` is how many results each trial compared.
    """

    hits: int
    trials: int
    results: int = 1

    @property
    def in_hundred(self) -> int:
        """Hits per hundred trials, rounded."""
        return round(100 * self.hits / self.trials)


def simulate_no_effect(z: float, trials: int = 10_000, seed: int = SEED) -> Luck:
    """Pretend trials without any true difference, as precise as the real one.

    `z` is the real result's distance from “no difference” in standard errors. Each pretend
    trial draws its own distance by chance; a hit lies at least as far out, on either side.
    """
    draw = random.Random(seed)
    return Luck(sum(abs(draw.gauss(0, 1)) >= abs(z) for _ in range(trials)), trials)


def simulate_many_results(results: int, trials: int = 10_000, seed: int = SEED) -> Luck:
    """Pretend papers that compare `results` things between which nothing differs.

    A hit is a paper in which at least one result looks clear by luck (P below 0.05).
    The results are taken as independent; results that move together give fewer hits.
    """
    draw = random.Random(seed + results)
    hits = sum(any(abs(draw.gauss(0, 1)) >= Z95 for _ in range(results)) for _ in range(trials))
    return Luck(hits, trials, results)
