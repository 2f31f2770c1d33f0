"""What follows from the entered values: differences, percentages, ranges.

Nothing here is typed by an author, and everything says how it was worked out.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import reduce
from typing import Any

from plainresults.evidence import statistics
from plainresults.evidence.design import SUPERIORITY
from plainresults.evidence.estimate import USUAL_LEVEL
from plainresults.evidence.measures import ComparisonType
from plainresults.evidence.model import Comparison, Estimate, Outcome, Part

# A number may follow from others of its file: the field that names them, the sign, what it does.
FORMULAS = {
    "sum_of": ("+", operator.add),
    "difference_of": ("−", operator.sub),
    "product_of": ("×", operator.mul),
}
PLACES = ("first", "second")
MANY = 1000  # so many people, before a share is told of every 1,000
SIDES = ("lower", "higher")  # in addresses: below and above “no difference”


def of_outcome(outcome: Outcome) -> Iterator[Part]:
    """Every number that a page can name below `outcome`, published ones first."""
    for key, estimate in outcome.arms.items():
        label = f"{outcome.title}: {inside(outcome.trial.arms[key].label)}"
        yield from _of_arm(outcome, key, estimate, label)
    for name, comparison in outcome.comparisons.items():
        for part in _of_comparison(outcome, comparison):
            yield replace(part, name=f"{name}.{part.name}".lstrip("."))
    yield from _gap(outcome)
    yield from _chance(outcome)


def inside(label: str) -> str:
    """A label as it stands inside a sentence."""
    return label[:1].lower() + label[1:]


def of_number(name: str, fields: Mapping[str, Any]) -> Iterator[Part]:
    """Every number that a page can name for one entry of `numbers`.

    The number itself, its interval, its P value, and its millions when it is so many dollars.
    """
    value, label, unit = fields["value"], fields["label"], fields["unit"]
    estimate = Estimate(value, fields.get("low"), fields.get("high"), fields.get("p"))
    first, *rest = _of_estimate(name, estimate, label, unit)
    yield replace(first, how=fields.get("how", ""))
    yield from rest
    if unit.startswith("dollars") and value >= 1_000_000:
        yield Part(
            f"{name}.millions",
            float(value) / 1_000_000,
            label,
            unit.replace("dollars", "million dollars", 1),
            f"{value:,} ÷ 1,000,000",
            digits=1 if value >= 10_000_000 else 2,
        )


def of_share(number: Part, whole: Part) -> Part:
    """The percentage that `number` is of `whole`."""
    return Part(
        f"{number.name}.percent",
        float(100 * number.value / whole.value),  # type: ignore[operator]  # both are as entered
        f"{number.label}, as a share of: {whole.label[0].lower()}{whole.label[1:]}",
        "percent",
        f"100 × {number.value} ÷ {whole.value}",
        digits=0,
    )


def with_values(numbers: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """`numbers` with the value of every sum, difference and product, and its formula as 'how'."""
    done: dict[str, dict[str, Any]] = {}
    for name, fields in numbers.items():
        done[name] = {"value": 0, **fields}
        for field, (sign, work_out) in FORMULAS.items():
            values = [done[term]["value"] for term in fields.get(field, ()) if term in done]
            if values:
                how = f" {sign} ".join(f"{value:,}" for value in values)
                done[name] |= {"value": reduce(work_out, values), "how": how}
    return done


def p_value(entered: Decimal | str | None) -> dict[str, Any]:
    """The fields of an estimate for a P value as it is entered: 0.30, or "<0.001"."""
    if not isinstance(entered, str):
        return {"p": entered}
    return {"p": Decimal(entered[1:].strip()), "p_sign": entered[0]}


def unit_of(outcome: Outcome, kind: ComparisonType) -> str:
    """The unit of a comparison."""
    if kind.is_ratio:
        return "times"
    if kind.name == "risk difference" and outcome.per.get("number") == 100:
        return "percentage points"
    return "standard deviations" if kind.name.startswith("standardised") else outcome.unit


def _of_comparison(outcome: Outcome, comparison: Comparison) -> Iterator[Part]:
    """The number that compares two arms, as entered and as a reader is told it."""
    kind, first = comparison.type, comparison.arms[0].in_sentence
    names = {name: inside(arm.label) for name, arm in zip(PLACES, comparison.arms, strict=True)}
    label = f"{outcome.title}: {kind.label.format(**names)}"
    unit, title = unit_of(outcome, kind), outcome.title
    if estimate := comparison.estimate:
        yield from _of_estimate(kind.address, estimate, label, unit)
        if kind.percent:
            for end, value in estimate.ends.items():
                what = f"{title}: the {end[1:]} end of the range," if end else f"{title}: how much"
                yield _percent(end[1:], value, what, first)
        elif not kind.is_ratio:
            yield from _unsigned(
                kind.address, estimate, f"{label}; how much {{}} {first}", unit, SIDES
            )
    if (change := comparison.percent_change) is not None:
        side = SIDES[change >= 0]
        yield Part(f"percent_{side}", abs(change), f"{title}: how much {side} {first}", "percent")
    if comparison.p is not None and not estimate:
        sign = comparison.p_sign
        yield Part("p", comparison.p, f"{title}: P value of the comparison", "P value", sign=sign)


def _of_estimate(name: str, estimate: Estimate, label: str, unit: str) -> Iterator[Part]:
    """The value, both ends of its interval, and its P value."""
    low, high = estimate.low, estimate.high
    p = None if estimate.p_sign else estimate.p
    yield Part(name, estimate.value, label, unit, low=low, high=high, p=p)
    for end, word in (("low", "lowest"), ("high", "highest")):
        if (value := estimate.ends.get(f".{end}")) is not None:
            what = f"{word} value that fits the data ({percent(estimate.level)} interval)"
            yield Part(f"{name}.{end}", value, f"{label}; {what}", unit)
    if estimate.p is not None:
        sign = estimate.p_sign
        yield Part(f"{name}.p", estimate.p, f"{label}; P value", "P value", sign=sign)


def percent(level: Decimal) -> str:
    """The level of an interval as a percentage: “95%”."""
    return f"{float(100 * level):g}%"


def _of_arm(outcome: Outcome, key: str, estimate: Estimate, label: str) -> Iterator[Part]:
    """The value of one arm, as entered, of every 100 and without its sign; its counts."""
    value, *rest = _of_estimate(key, estimate, label, outcome.unit)
    yield replace(value, how=estimate.how, digits=1 if estimate.how else None)
    yield from rest
    if outcome.per.get("number") == 1000:
        yield Part(
            f"{key}.in_hundred",
            float(estimate.value) / 10,
            f"{label}, of every 100",
            f"of every 100 {outcome.per['of']}",
            f"{estimate.value} ÷ 10",
            digits=0,
        )
    if outcome.statistic.signed:
        how_far = f"{label}; how far it {{}}"
        yield from _unsigned(key, estimate, how_far, outcome.unit, ("fell", "rose"))
    people = outcome.per.get("of", "people")
    for name, unit in (
        ("randomized", people),
        ("analysed", people),
        ("events", outcome.counted or people),
    ):
        if (count := getattr(estimate, name)) is not None:
            yield Part(f"{key}.{name}", count, f"{label}; {COUNTS[name]}", unit)
    yield from _of_counts(outcome, key, estimate, label)


def _of_counts(outcome: Outcome, key: str, estimate: Estimate, label: str) -> Iterator[Part]:
    """Of every 100 people, and of every 1,000 where so many were counted, over the whole time."""
    whole, people = estimate.analysed or estimate.randomized, outcome.per.get("of", "people")
    over_time = outcome.statistic.name == "rate per person-time"
    if not whole or estimate.events is None or not (over_time or outcome.per.get("number") == 100):
        return
    for name, base, digits in (("of_hundred", 100, 1), ("of_thousand", 1000, 0)):
        if (base == 100 and over_time) or (base == 1000 and whole >= MANY):
            what = f"{label}; of every {base:,} people in the group, over the whole time"
            how = f"{base:,} × {estimate.events:,} ÷ {whole:,}"
            share = base * estimate.events / whole
            yield Part(f"{key}.{name}", share, what, f"of every {base:,} {people}", how, digits)


COUNTS = {
    "randomized": "how many were put into the group",
    "analysed": "how many the result is about",
    "events": "how many had it",
}


def _unsigned(
    name: str, estimate: Estimate, label: str, unit: str, sides: tuple[str, str]
) -> Iterator[Part]:
    """The value and its ends without a sign, named for the side on which each lies."""
    for end, value in estimate.ends.items():
        side = sides[0] if value < 0 else sides[1]
        how = f"{value} without its sign"
        yield Part(f"{name}{end}.{side}", abs(value), label.format(side), unit, how)


def _percent(end: str, ratio: Decimal, label: str, first: str) -> Part:
    side = SIDES[ratio >= 1]
    return Part(
        f"{end}.percent_{side}".lstrip("."),
        abs(100 * ratio - 100),
        f"{label} {side} {first}",
        "percent",
        f"100 × ({ratio} − 1)" if ratio >= 1 else f"100 × (1 − {ratio})",
        digits=0,
    )


def _gap(outcome: Outcome) -> Iterator[Part]:
    """How far apart the two arms are."""
    if not outcome.pair or not outcome.compared:
        return
    small, large = sorted(arm.value for arm in outcome.pair)
    side = "fewer" if outcome.pair[0].value < outcome.pair[1].value else "more"
    name, label = side, f"how many {side} {outcome.compared[0].in_sentence}"
    if not outcome.statistic.per:
        name, label = "gap", "gap between the two groups"
    worked_out = any(arm.how for arm in outcome.pair)
    how = f"{large:.3g} − {small:.3g}" if worked_out else f"{large} − {small}"
    digits = 1 if worked_out else None
    yield Part(name, large - small, f"{outcome.title}: {label}", outcome.unit, how, digits)


def _chance(outcome: Outcome) -> Iterator[Part]:
    """The P value worked out again, and in how many of 100 trials chance alone does as much."""
    if outcome.distance is None or outcome.framework != SUPERIORITY:
        return
    chance = statistics.p_value(outcome.distance)
    level = outcome.comparison.level if outcome.comparison else USUAL_LEVEL
    yield Part(
        "p_recomputed",
        chance,
        f"{outcome.title}: P value worked out again from the interval",
        "P value",
        f"normal curve through the {percent(level)} interval (Altman and Bland 2011)",
        digits=2 if chance >= 0.1 else 4,
    )
    if chance >= 0.005:
        yield Part(
            "chance_in_hundred",
            100 * chance,
            f"{outcome.title}: how many of 100 trials would show a gap "
            "this big or bigger by chance alone",
            "of 100 trials",
            "100 × the P value worked out again",
            digits=0,
        )
