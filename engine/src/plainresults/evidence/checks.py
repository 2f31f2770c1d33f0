"""What the values of one outcome must satisfy: each check is a function with its reason.

A check takes an outcome and gives each finding as (place below the outcome, what is wrong, how to
mend it). Printed values are rounded, so each check allows what rounding can do.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from math import ceil, exp, floor, log

from plainresults.evidence import statistics
from plainresults.evidence.outcome import (
    ALONE,
    EQUIVALENCE,
    SUPERIORITY,
    Arm,
    Comparison,
    Estimate,
    Outcome,
)

Finding = tuple[tuple[str, ...], str, str]
# How far a P value may lie from the one worked out again, in standard errors. Printed ratios have
# two digits and models need not use a normal curve, so the two never agree exactly.
P_TOLERANCE = 0.25
RATIO_TOLERANCE, ADJUSTED_TOLERANCE = 0.05, 0.15  # on the log scale, beyond rounding
MIDDLE_TOLERANCE = 0.15  # of half an interval's width, beyond rounding
LEVELS = (Decimal("0.8"), Decimal("0.9"), Decimal("0.95"), Decimal("0.975"), Decimal("0.99"))
COMPARE = "Compare the values with the source"


def of_outcome(outcome: Outcome) -> Iterator[Finding]:
    """Everything that is wrong with the values of one outcome."""
    for check in CHECKS:
        yield from check(outcome)


def value_in_interval(outcome: Outcome) -> Iterator[Finding]:
    """A value lies in its own interval; else one of the three numbers is mistyped."""
    for place, estimate in _estimates(outcome):
        if estimate.interval and not estimate.interval[0] <= estimate.value <= estimate.interval[1]:
            low, high = estimate.interval
            what = f"{estimate.value} lies outside its interval, {low} to {high}"
            yield place, what, "Compare the three values with the source"


def middle_of_interval(outcome: Outcome) -> Iterator[Finding]:
    """The value of a comparison lies near the middle of its interval, for a ratio on the log scale.

    Nearly all models make it so; a value far off is a sign of a mistyped end.
    """
    for place, comparison in _comparisons(outcome):
        estimate = comparison.estimate
        if not estimate or not estimate.interval or estimate.sides != "two":
            continue
        ratio = comparison.type.is_ratio
        value, low, high = (_scaled(v, ratio) for v in (estimate.value, *estimate.interval))
        rounding = _rounding(estimate.value, ratio)
        rounding += sum(_rounding(end, ratio) for end in estimate.interval) / 2
        if abs(value - (low + high) / 2) > rounding + MIDDLE_TOLERANCE * (high - low) / 2:
            middle = exp((low + high) / 2) if ratio else (low + high) / 2
            what = f"{estimate.value} is far from the middle of its interval, {middle:.3g}"
            yield place, what, "Compare the three values with the source"


def ratio_of_arms(outcome: Outcome) -> Iterator[Finding]:
    """A ratio may differ from that of its two arms by adjustment, but not by much."""
    for place, comparison, one, other in _pairs(outcome):
        estimate = comparison.estimate
        if not comparison.type.is_ratio or not estimate or min(one.value, other.value) <= 0:
            continue
        plain = _plain_ratio(outcome, comparison, one, other)
        if plain is None:
            continue
        rounding = sum(_rounding(v, True) for v in (one.value, other.value, estimate.value))
        allowed = ADJUSTED_TOLERANCE if comparison.adjusted else RATIO_TOLERANCE
        if abs(log(plain) - log(estimate.value)) > allowed + rounding:
            arms = f"{_shown(one)} and {_shown(other)} give {plain:.2f}"
            what = f"{estimate.value} is far from its two arms ({arms})"
            yield place, what, "Compare all three with the source"


def difference_of_arms(outcome: Outcome) -> Iterator[Finding]:
    """A difference is about that of its two arms; a wrong sign or a swapped arm shows here."""
    for place, comparison, one, other in _pairs(outcome):
        estimate = comparison.estimate
        if not estimate or comparison.type.is_ratio or "standard" in comparison.type.name:
            continue
        plain = float(one.value - other.value)
        rounding = sum(_rounding(v) for v in (one.value, other.value, estimate.value))
        allowed = 0.1 * abs(plain)
        if estimate.interval:
            width = float(estimate.interval[1] - estimate.interval[0])
            allowed = max(allowed, width / (4 if comparison.adjusted is not False else 8))
        if abs(plain - float(estimate.value)) > rounding + allowed:
            arms = f"{_shown(one)} − {_shown(other)} = {plain:.3g}"
            what = f"{estimate.value} is far from its two arms ({arms})"
            yield place, what, "Compare all three with the source, and which arm is taken away"


def percent_change_of_ratio(outcome: Outcome) -> Iterator[Finding]:
    """A printed percentage says the same as the ratio beside it."""
    for place, comparison in _comparisons(outcome):
        change, estimate = comparison.percent_change, comparison.estimate
        if change is not None and estimate and abs(100 * (estimate.value - 1) - change) > 1:
            remedy = "Enter the ratio only; the percentage follows from it"
            what = f"{change} percent does not fit the ratio {estimate.value}"
            yield (*place, "percent_change"), what, remedy


def share_of_count(outcome: Outcome) -> Iterator[Finding]:
    """A printed share is the count divided by the people it is about, as far as it is rounded."""
    for place, arm in _arms(outcome):
        if outcome.statistic.name != "proportion" or arm.events is None or not arm.analysed:
            continue
        share = Decimal(outcome.per["number"] * arm.events) / arm.analysed
        if not arm.how and abs(share - arm.value) > _half_unit(arm.value):
            counts = f"{arm.events:,} of {arm.analysed:,}, which is {share:.2f}"
            what = f"{arm.value} does not fit {counts}"
            yield place, what, "Compare the count, the people and the share with the source"


def flow(outcome: Outcome) -> Iterator[Finding]:
    """People can only get fewer on the way: put into the group, analysed, with the event."""
    for place, arm in _arms(outcome):
        names = {"randomized": arm.randomized, "analysed": arm.analysed, "events": arm.events}
        known = [(name, count) for name, count in names.items() if count is not None]
        for (name, count), (later, fewer) in pairwise(known):
            if fewer > count:
                what = f"{later}: {fewer:,} is more than {name}: {count:,}"
                yield (*place, later), what, COMPARE


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
        yield _first(outcome), what, "Compare the interval and the P value with the source"


def p_and_interval_agree(outcome: Outcome) -> Iterator[Finding]:
    """A P value below 0.05 and a 95% interval that holds “no difference” contradict each other."""
    for place, comparison in _comparisons(outcome):
        estimate = comparison.estimate
        if not estimate or not estimate.interval or comparison.p is None:
            continue
        if estimate.sides != "two" or estimate.level != LEVELS[2]:
            continue
        low, high = estimate.interval
        none = Decimal(comparison.type.none)
        touches = min(abs(low - none), abs(high - none)) <= _half_unit(low) + _half_unit(high)
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
    for place, comparison in _comparisons(outcome):
        line = Decimal("0.05")
        p, sign = comparison.p, comparison.p_sign
        if p is not None and ((sign == "<" and p > line) or (sign == ">" and p < line)):
            yield (*place, "p"), f"a P value given as {sign}{p} says nothing", COMPARE


def usual_level(outcome: Outcome) -> Iterator[Finding]:
    """An interval's level is one of the few in use; another one is mistyped."""
    for place, estimate in _estimates(outcome):
        if estimate.level not in LEVELS:
            levels = ", ".join(map(str, LEVELS))
            yield (*place, "level"), f"no usual level: {estimate.level}", f"Use one of {levels}"


def side_of_margin(outcome: Outcome) -> Iterator[Finding]:
    """The worse side of a margin is the side that `lower_is` calls worse."""
    if outcome.framework == SUPERIORITY:
        return
    worse = {"better": "higher", "worse": "lower"}.get(outcome.lower_is)
    if worse and outcome.margin["worse"] != worse:
        what = f"the margin calls {outcome.margin['worse']} worse, and lower_is says the opposite"
        yield ("margin",), what, "Compare both with the plan"
    value = Decimal(outcome.margin["value"])
    above = outcome.margin["worse"] == "higher"
    if outcome.kind.is_ratio and outcome.framework != EQUIVALENCE and (value > 1) != above:
        what = f"a ratio of {value} lies on the better side of 1"
        yield ("margin",), what, "Enter the ratio itself, such as 1.3 for 30% more"


def mean_of_whole_scores(outcome: Outcome) -> Iterator[Finding]:
    """The mean of n whole scores is a whole number divided by n (the GRIM test).

    Source: Brown NJL, Heathers JAJ. The GRIM test. Soc Psychol Personal Sci 2017;8(4):363-369.
    """
    if outcome.statistic.name != "mean" or not outcome.scale.get("whole"):
        return
    for place, arm in _arms(outcome):
        if not arm.analysed:
            continue
        half, n = _half_unit(arm.value), arm.analysed
        least, most = ceil((arm.value - half) * n), floor((arm.value + half) * n)
        if least > most:
            what = f"no {n:,} whole scores have the mean {arm.value}"
            yield place, what, "Compare the mean and the number of people with the source"


def within_scale(outcome: Outcome) -> Iterator[Finding]:
    """A mean lies on its scale, and a change or a difference is no larger than the scale."""
    if not outcome.scale:
        return
    low, high = outcome.scale["low"], outcome.scale["high"]
    for place, arm in _arms(outcome):
        far = high - low
        inside = abs(arm.value) <= far if outcome.statistic.signed else low <= arm.value <= high
        if not inside:
            yield place, f"{arm.value} is not on the scale from {low} to {high}", COMPARE


def share_at_most_whole(outcome: Outcome) -> Iterator[Finding]:
    """A share is no more than its whole, and its interval stays between nothing and all."""
    if outcome.statistic.name not in ("proportion", "survival"):
        return
    whole = outcome.per.get("number", 0)
    for place, arm in _arms(outcome):
        for value in arm.ends.values():
            if not 0 <= value <= whole:
                yield place, f"{value} of {whole:,} cannot be", COMPARE


def counts_of_share(outcome: Outcome) -> Iterator[Finding]:
    """A survival at a time is estimated, and may not be turned into a count of people."""
    if outcome.statistic.name != "survival":
        return
    for place, arm in _arms(outcome):
        if arm.how:
            yield place, "survival at a time cannot be worked out from a count", "Enter its value"


def side_is_told(outcome: Outcome) -> Iterator[Finding]:
    """A clear result that says nothing of its direction can be told neither as lower nor higher."""
    if outcome.verdict in ("lower", "higher") and not outcome.has_gap:
        remedy = "Enter the values or the comparison too, or leave this out and say so in “unknown”"
        what = "a clear difference, but nothing says in which direction"
        yield _first(outcome), what, remedy


def nothing_to_compare(outcome: Outcome) -> Iterator[Finding]:
    """A study of one group, or a description, compares nothing."""
    if outcome.comparisons and outcome.design in ALONE:
        what = f"a comparison in a study whose design is “{outcome.design}”"
        yield _first(outcome), what, "Leave the comparison out, or correct the design"


def type_fits_statistic(outcome: Outcome) -> Iterator[Finding]:
    """Means have no odds and no hazards, and a ratio of changes means nothing."""
    for place, comparison in _comparisons(outcome):
        name = comparison.type.name
        counts = outcome.statistic.per or outcome.statistic.name == "count"
        if comparison.type.is_ratio and not counts:
            what = f"a{'n' * (name[0] in 'aeiou')} {name} of a {outcome.statistic.name}"
            yield place, what, "Correct the type of the comparison, or the statistic"
        if name in ("mean difference", "difference in change") and outcome.statistic.per:
            what = f"a {name} of a {outcome.statistic.name}"
            remedy = "A difference of shares is a risk difference, of rates a rate difference"
            yield place, what, remedy


def part_of_harm(outcome: Outcome, whole: Outcome) -> Iterator[Finding]:
    """Nobody can have one kind of an event without having the event itself."""
    for place, arm in _arms(outcome):
        larger = whole.arms.get(place[1])
        if larger and arm.value > larger.value:
            what = f"{_shown(arm)} is more than {_shown(larger)} of {whole.plain}, a part of them"
            yield place, what, COMPARE


CHECKS = (
    value_in_interval,
    middle_of_interval,
    ratio_of_arms,
    difference_of_arms,
    percent_change_of_ratio,
    share_of_count,
    flow,
    p_of_interval,
    p_and_interval_agree,
    limit_of_p,
    usual_level,
    side_of_margin,
    mean_of_whole_scores,
    within_scale,
    share_at_most_whole,
    counts_of_share,
    side_is_told,
    nothing_to_compare,
    type_fits_statistic,
)


def _arms(outcome: Outcome) -> Iterator[tuple[tuple[str, ...], Estimate]]:
    for key, arm in outcome.arms.items():
        yield ("arms", key), arm


def _comparisons(outcome: Outcome) -> Iterator[tuple[tuple[str, ...], Comparison]]:
    for name, comparison in outcome.comparisons.items():
        yield ("comparisons", name) if name else ("comparison",), comparison


def _first(outcome: Outcome) -> tuple[str, ...]:
    return next(place for place, _ in _comparisons(outcome))


def _estimates(outcome: Outcome) -> Iterator[tuple[tuple[str, ...], Estimate]]:
    yield from _arms(outcome)
    for place, comparison in _comparisons(outcome):
        if comparison.estimate:
            yield place, comparison.estimate


def _pairs(outcome: Outcome) -> Iterator[tuple[tuple[str, ...], Comparison, Estimate, Estimate]]:
    """Each comparison with the values of both of its arms, where they are there."""
    for place, comparison in _comparisons(outcome):
        one, other = (outcome.arms.get(_key(arm)) for arm in comparison.arms)
        if one and other:
            yield place, comparison, one, other


def _key(arm: Arm) -> str:
    return arm.key


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


def _scaled(value: Decimal, ratio: bool) -> float:
    return log(value) if ratio else float(value)


def _half_unit(value: Decimal | int) -> Decimal:
    """Half of the last printed digit of a value."""
    exponent = Decimal(value).as_tuple().exponent
    assert isinstance(exponent, int)
    return Decimal(5).scaleb(min(exponent, 0) - 1)


def _rounding(value: Decimal | int, ratio: bool = False) -> float:
    """How far rounding can have moved a value, on the log scale for a ratio."""
    half = float(_half_unit(value))
    return half / abs(float(value)) if ratio and value else half


def _shown(arm: Estimate) -> str:
    return f"{arm.value:.3g}" if arm.how else str(arm.value)
