"""Intervals and P values: each check is a function with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from math import exp

from plainresults.evidence import statistics
from plainresults.evidence.checks.entries import (
    COMPARE,
    Finding,
    comparisons,
    estimates,
    first_comparison,
    half_unit,
    rounding,
    scaled,
)
from plainresults.evidence.design import SUPERIORITY
from plainresults.evidence.outcome import Outcome

# How far a P value may lie from the one worked out again, in standard errors. Printed ratios have
# two digits and models need not use a normal curve, so the two never agree exactly.
P_TOLERANCE = 0.25
MIDDLE_TOLERANCE = 0.15  # of half an interval's width, beyond rounding
LEVELS = (Decimal("0.8"), Decimal("0.9"), Decimal("0.95"), Decimal("0.975"), Decimal("0.99"))


def value_in_interval(outcome: Outcome) -> Iterator[Finding]:
    """A value lies in its own interval; else one of the three numbers is mistyped."""
    for place, estimate in estimates(outcome):
        if estimate.interval and not estimate.interval[0] <= estimate.value <= estimate.interval[1]:
            low, high = estimate.interval
            what = f"{estimate.value} lies outside its interval, {low} to {high}"
            yield place, what, "Compare the three values with the source"


def middle_of_interval(outcome: Outcome) -> Iterator[Finding]:
    """The value of a comparison lies near the middle of its interval, for a ratio on the log scale.

    Nearly all models make it so; a value far off is a sign of a mistyped end.
    """
    for place, comparison in comparisons(outcome):
        estimate = comparison.estimate
        if not estimate or not estimate.interval or estimate.sides != "two":
            continue
        ratio = comparison.type.is_ratio
        value, low, high = (scaled(v, ratio) for v in (estimate.value, *estimate.interval))
        slack = rounding(estimate.value, ratio)
        slack += sum(rounding(end, ratio) for end in estimate.interval) / 2
        if abs(value - (low + high) / 2) > slack + MIDDLE_TOLERANCE * (high - low) / 2:
            middle = exp((low + high) / 2) if ratio else (low + high) / 2
            what = f"{estimate.value} is far from the middle of its interval, {middle:.3g}"
            yield place, what, "Compare the three values with the source"


def p_of_interval(outcome: Outcome) -> Iterator[Finding]:
    """A P value can be worked out again from its interval, and the two agree."""
    away, printed, main = outcome.distance, outcome.published_p, outcome.main
    if away is None or printed is None or not main or outcome.framework != SUPERIORITY:
        return
    again, limit = abs(away), statistics.z_value(float(printed))
    wrong = {
        "<": again < limit - P_TOLERANCE,
        ">": again > limit + P_TOLERANCE,
        "": abs(again - limit) > P_TOLERANCE,
    }[main.p_sign]
    if wrong:
        worked = f"{statistics.p_value(away):.4f}"
        what = f"the P value {main.p_sign}{printed} does not fit its interval, which gives {worked}"
        yield (
            first_comparison(outcome),
            what,
            "Compare the interval and the P value with the source",
        )


def p_and_interval_agree(outcome: Outcome) -> Iterator[Finding]:
    """A P value below 0.05 and a 95% interval that holds “no difference” contradict each other."""
    for place, comparison in comparisons(outcome):
        estimate = comparison.estimate
        if not estimate or not estimate.interval or comparison.p is None:
            continue
        if estimate.sides != "two" or estimate.level != LEVELS[2]:
            continue
        low, high = estimate.interval
        none = Decimal(comparison.type.none)
        touches = min(abs(low - none), abs(high - none)) <= half_unit(low) + half_unit(high)
        holds, printed = low <= none <= high, float(comparison.p)
        certain = (
            (printed < 0.045 and comparison.p_sign != ">")
            if holds
            else (printed > 0.055 and comparison.p_sign != "<")
        )
        if certain and not touches:
            between = "includes" if holds else "leaves out"
            p = f"P {comparison.p_sign or '='} {comparison.p}"
            what = f"{p} beside an interval that {between} {none}"
            yield place, what, "Compare the interval and the P value with the source"


def limit_of_p(outcome: Outcome) -> Iterator[Finding]:
    """“P < 0.2” tells nobody anything: a limit is given for very small or clearly large values."""
    for place, comparison in comparisons(outcome):
        line = Decimal("0.05")
        p, sign = comparison.p, comparison.p_sign
        if p is not None and ((sign == "<" and p > line) or (sign == ">" and p < line)):
            yield (*place, "p"), f"a P value given as {sign}{p} says nothing", COMPARE


def usual_level(outcome: Outcome) -> Iterator[Finding]:
    """An interval's level is one of the few in use; another one is mistyped."""
    for place, estimate in estimates(outcome):
        if estimate.level not in LEVELS:
            levels = ", ".join(map(str, LEVELS))
            yield (*place, "level"), f"no usual level: {estimate.level}", f"Use one of {levels}"
