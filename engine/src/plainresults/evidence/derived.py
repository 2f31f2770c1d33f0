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
from plainresults.evidence.model import Estimate, Outcome, Part

# A number may follow from others of its file: the field that names them, the sign, what it does.
FORMULAS = {
    "sum_of": ("+", operator.add),
    "difference_of": ("−", operator.sub),
    "product_of": ("×", operator.mul),
}
ENDS = {
    "low": "lowest value that fits the data (95% interval)",
    "high": "highest value that fits the data (95% interval)",
}


def of_outcome(outcome: Outcome) -> Iterator[Part]:
    """Every number that a page can name below `outcome`, published ones first."""
    title, words = outcome.title, outcome.terms
    for group, name in words.groups.items():
        if estimate := getattr(outcome, group):
            yield from _of_group(outcome, group, estimate, f"{title}: {name.lower()}")
    if outcome.ratio:
        label = f"{title}: the rate {words.with_it} divided by the rate {words.without_it}"
        yield from _of_estimate("ratio", outcome.ratio, label, "times")
        for end, value in outcome.ratio.ends.items():
            what = f"{title}: the {end[1:]} end of the range," if end else f"{title}: how much"
            yield _percent(end[1:], value, what, outcome)
    if outcome.difference:
        label = f"{title}: score {words.with_it} minus score {words.without_it}"
        yield from _of_estimate("difference", outcome.difference, label, outcome.unit)
        how_much = f"{label}; how much {{}} {words.with_it}"
        yield from _unsigned(
            "difference", outcome.difference, how_much, outcome.unit, ("lower", "higher")
        )
    if change := outcome.percent_change:
        side = "lower" if change.value < 0 else "higher"
        label = f"{title}: how much {side} {words.with_it}"
        yield Part(f"percent_{side}", abs(change.value), label, "percent")
    if outcome.p is not None and not outcome.comparison:
        yield Part("p", outcome.p, f"{title}: P value of the comparison", "P value")
    yield from _gap(outcome)
    yield from _chance(outcome)


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


def range_in_words(outcome: Outcome) -> list[str | tuple[str, str]]:
    """How low and how high it could be: text, and (part name, suffix) for each number in it."""
    if not outcome.ratio or not outcome.ratio.interval:
        return [outcome.terms.not_published]
    ends = {end[1:]: _side(value, 1) for end, value in outcome.ratio.ends.items() if end}
    if set(ends.values()) == {"lower"}:  # name the smaller change first
        ends = dict(reversed(ends.items()))
    first, last = ((f"{end}.percent_{side}", "%") for end, side in ends.items())
    side, last_side = ends.values()
    between = " to " if side == last_side else f" {side} to "
    return ["from ", first, between, last, f" {last_side}"]


def _side(value: Decimal, none: int) -> str:
    return "lower" if value < none else "higher"


def _of_estimate(name: str, estimate: Estimate, label: str, unit: str) -> Iterator[Part]:
    """The value, both ends of its interval, and its P value."""
    low, high, p = estimate.low, estimate.high, estimate.p
    yield Part(name, estimate.value, label, unit, low=low, high=high, p=p)
    for end, meaning in ENDS.items():
        if (value := estimate.ends.get(f".{end}")) is not None:
            yield Part(f"{name}.{end}", value, f"{label}; {meaning}", unit)
    if p is not None:
        yield Part(f"{name}.p", p, f"{label}; P value", "P value")


def _of_group(outcome: Outcome, group: str, estimate: Estimate, label: str) -> Iterator[Part]:
    """The value of one group, as entered, of every 100, and without its sign."""
    yield from _of_estimate(group, estimate, label, outcome.unit)
    if outcome.per.get("number") == 1000:
        yield Part(
            f"{group}.in_hundred",
            float(estimate.value) / 10,
            f"{label}, of every 100",
            f"of every 100 {outcome.per['of']}",
            f"{estimate.value} ÷ 10",
            digits=0,
        )
    if outcome.measure == "mean_change":
        sides, how_far = ("fell", "rose"), f"{label}; how far it {{}}"
        yield from _unsigned(group, estimate, how_far, outcome.unit, sides)


def _unsigned(
    name: str, estimate: Estimate, label: str, unit: str, sides: tuple[str, str]
) -> Iterator[Part]:
    """The value and its ends without a sign, named for the side on which each lies."""
    for end, value in estimate.ends.items():
        side = sides[0] if value < 0 else sides[1]
        how = f"{value} without its sign"
        yield Part(f"{name}{end}.{side}", abs(value), label.format(side), unit, how)


def _percent(end: str, ratio: Decimal, label: str, outcome: Outcome) -> Part:
    side = _side(ratio, 1)
    return Part(
        f"{end}.percent_{side}".lstrip("."),
        abs(100 * ratio - 100),
        f"{label} {side} {outcome.terms.with_it}",
        "percent",
        f"100 × ({ratio} − 1)" if ratio >= 1 else f"100 × (1 − {ratio})",
        digits=0,
    )


def _gap(outcome: Outcome) -> Iterator[Part]:
    """How far apart the two groups are."""
    if not outcome.arms:
        return
    small, large = sorted(arm.value for arm in outcome.arms)
    side = "fewer" if outcome.arms[0].value < outcome.arms[1].value else "more"
    name, label = side, f"how many {side} {outcome.terms.with_it}"
    if outcome.measure == "mean_change":
        name, label = "gap", "gap between the two groups"
    how = f"{large} − {small}"
    yield Part(name, large - small, f"{outcome.title}: {label}", outcome.unit, how)


def _chance(outcome: Outcome) -> Iterator[Part]:
    """The P value worked out again, and in how many of 100 trials chance alone does as much."""
    if outcome.distance is None:
        return
    chance = statistics.p_value(outcome.distance)
    yield Part(
        "p_recomputed",
        chance,
        f"{outcome.title}: P value worked out again from the interval",
        "P value",
        "normal curve through the 95% interval (Altman and Bland 2011)",
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
