"""The effect against what it compares: the values of both arms, and the percentage beside it."""

from __future__ import annotations

from collections.abc import Iterator
from math import log

from plainresults.evidence.checks.entries import Finding, comparisons, pairs, rounding, shown
from plainresults.evidence.estimate import Comparison, Estimate
from plainresults.evidence.outcome import Outcome

RATIO_TOLERANCE, ADJUSTED_TOLERANCE = 0.05, 0.15  # on the log scale, beyond rounding


def ratio_of_arms(outcome: Outcome) -> Iterator[Finding]:
    """A ratio may differ from that of its two arms by adjustment, but not by much."""
    for place, comparison, one, other in pairs(outcome):
        estimate = comparison.estimate
        if not comparison.type.is_ratio or not estimate or min(one.value, other.value) <= 0:
            continue
        plain = _plain_ratio(outcome, comparison, one, other)
        if plain is None:
            continue
        slack = sum(rounding(v, True) for v in (one.value, other.value, estimate.value))
        allowed = ADJUSTED_TOLERANCE if comparison.adjusted else RATIO_TOLERANCE
        if abs(log(plain) - log(estimate.value)) > allowed + slack:
            arms = f"{shown(one)} and {shown(other)} give {plain:.2f}"
            what = f"{estimate.value} is far from its two arms ({arms})"
            yield place, what, "Compare all three with the source"


def difference_of_arms(outcome: Outcome) -> Iterator[Finding]:
    """A difference is about that of its two arms; a wrong sign or a swapped arm shows here."""
    for place, comparison, one, other in pairs(outcome):
        estimate = comparison.estimate
        if not estimate or comparison.type.is_ratio or "standard" in comparison.type.name:
            continue
        plain = float(one.value - other.value)
        slack = sum(rounding(v) for v in (one.value, other.value, estimate.value))
        allowed = 0.1 * abs(plain)
        if estimate.interval:
            width = float(estimate.interval[1] - estimate.interval[0])
            allowed = max(allowed, width / (4 if comparison.adjusted is not False else 8))
        if abs(plain - float(estimate.value)) > slack + allowed:
            arms = f"{shown(one)} − {shown(other)} = {plain:.3g}"
            what = f"{estimate.value} is far from its two arms ({arms})"
            yield place, what, "Compare all three with the source, and which arm is taken away"


def percent_change_of_ratio(outcome: Outcome) -> Iterator[Finding]:
    """A printed percentage says the same as the ratio beside it."""
    for place, comparison in comparisons(outcome):
        change, estimate = comparison.percent_change, comparison.estimate
        if change is not None and estimate and abs(100 * (estimate.value - 1) - change) > 1:
            remedy = "Enter the ratio only; the percentage follows from it"
            what = f"{change} percent does not fit the ratio {estimate.value}"
            yield (*place, "percent_change"), what, remedy


def type_fits_statistic(outcome: Outcome) -> Iterator[Finding]:
    """Means have no odds and no hazards, and a ratio of changes means nothing."""
    for place, comparison in comparisons(outcome):
        name = comparison.type.name
        counts = outcome.statistic.per or outcome.statistic.name == "count"
        if comparison.type.is_ratio and not counts:
            what = f"a{'n' * (name[0] in 'aeiou')} {name} of a {outcome.statistic.name}"
            yield place, what, "Correct the type of the comparison, or the statistic"
        if name in ("mean difference", "difference in change") and outcome.statistic.per:
            what = f"a {name} of a {outcome.statistic.name}"
            remedy = "A difference of shares is a risk difference, of rates a rate difference"
            yield place, what, remedy


def _plain_ratio(
    outcome: Outcome, comparison: Comparison, one: Estimate, other: Estimate
) -> float | None:
    """The ratio of two arms; of their odds for an odds ratio, if they are shares."""
    values = [float(arm.value) for arm in (one, other)]
    if comparison.type.name == "odds ratio":
        whole = outcome.per.get("number", 0)
        if outcome.statistic.name != "proportion" or max(values) >= whole:
            return None
        values = [value / (whole - value) for value in values]
    return values[0] / values[1]
