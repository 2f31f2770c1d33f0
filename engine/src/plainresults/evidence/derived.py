"""What follows from the entered values: differences, percentages, ranges, the verdict.

Nothing here is typed by an author, and everything says how it was worked out.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce
from math import log, sqrt

from plainresults.evidence import statistics, terms

# A number may follow from others of its file: the field that names them, the sign and what it does.
FORMULAS = {
    "sum_of": ("+", operator.add),
    "difference_of": ("−", operator.sub),
    "product_of": ("×", operator.mul),
}


@dataclass(frozen=True)
class Estimate:
    """A value with its 95% confidence interval and P value; None where the source gives none."""

    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    p: Decimal | None = None
    where: str = ""
    seen_in: str = ""


@dataclass(frozen=True)
class Part:
    """One number that follows from an outcome: its name below the outcome, value and meaning.

    `how` is empty for a value that the source prints, and says how it was worked out otherwise.
    `digits` is how many decimals a reader sees; None shows all of them.
    """

    name: str
    value: Decimal | float
    label: str
    unit: str
    how: str = ""
    digits: int | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    p: Decimal | None = None


def verdict(outcome) -> str:
    """'lower', 'higher', 'unclear' or 'unknown': what the comparison allows us to say.

    From the interval where there is one, else from the P value, else from the source's own
    word on significance. An interval that touches “no difference” counts as unclear.
    """
    main, none = outcome.comparison, 1 if outcome.measure == "rate_ratio" else 0
    if main and main.low is not None:
        return "lower" if main.high < none else "higher" if main.low > none else "unclear"
    clear = outcome.significant if outcome.p is None else outcome.p < Decimal("0.05")
    if clear is None:
        return "unknown"
    return ("lower" if outcome.falls else "higher") if clear else "unclear"


def of_outcome(outcome) -> Iterator[Part]:
    """Every number that a page can name below `outcome`, published ones first."""
    for group, name in terms.GROUPS.items():
        if estimate := getattr(outcome, group):
            yield from _of_estimate(
                group, estimate, f"{outcome.title}: {name.lower()}", outcome.unit
            )
            if outcome.per.get("number") == 1000:
                yield Part(
                    f"{group}.in_hundred",
                    float(estimate.value) / 10,
                    f"{outcome.title}: {name.lower()}, of every 100",
                    f"of every 100 {outcome.per['of']}",
                    f"{estimate.value} ÷ 10",
                    digits=0,
                )
            if outcome.measure == "mean_change":
                yield from _changes(
                    group, estimate, f"{outcome.title}: {name.lower()}", outcome.unit
                )
    if outcome.ratio:
        yield from _of_estimate(
            "ratio",
            outcome.ratio,
            f"{outcome.title}: the rate with the program divided by the rate without it",
            "times",
        )
        yield from _percents("", outcome.ratio.value, f"{outcome.title}: how much", outcome)
        if outcome.ratio.low is not None:
            for end, value in (("low", outcome.ratio.low), ("high", outcome.ratio.high)):
                yield from _percents(
                    f"{end}.", value, f"{outcome.title}: the {end} end of the range,", outcome
                )
    if outcome.difference:
        label = f"{outcome.title}: score with the program minus score without it"
        yield from _of_estimate("difference", outcome.difference, label, outcome.unit)
        yield from _apart(outcome.difference, label, outcome.unit)
    if change := outcome.percent_change:
        side = "lower" if change.value < 0 else "higher"
        yield Part(
            f"percent_{side}",
            abs(change.value),
            f"{outcome.title}: how much {side} with the program",
            "percent",
        )
    if outcome.p is not None and not outcome.comparison:
        yield Part("p", outcome.p, f"{outcome.title}: P value of the comparison", "P value")
    yield from _gap(outcome)
    yield from _chance(outcome)


def of_share(number: Part, whole: Part) -> Iterator[Part]:
    """The percentage that `number` is of `whole`."""
    yield Part(
        f"{number.name}.percent",
        float(100 * number.value / whole.value),
        f"{number.label}, as a share of: {whole.label[0].lower()}{whole.label[1:]}",
        "percent",
        f"100 × {number.value} ÷ {whole.value}",
        digits=0,
    )


def with_values(numbers: dict) -> dict:
    """`numbers` with the value of every sum, difference and product worked out, and its formula under 'how'."""
    done: dict[str, dict] = {}
    for name, fields in numbers.items():
        for field, (sign, work_out) in FORMULAS.items():
            terms = [done[term]["value"] for term in fields.get(field, ()) if term in done]
            if terms:
                fields = fields | {
                    "value": reduce(work_out, terms),
                    "how": f" {sign} ".join(f"{term:,}" for term in terms),
                }
        done[name] = {"value": 0} | fields
    return done


def of_number(name: str, fields: dict) -> Iterator[Part]:
    """Every number that a page can name for one entry of `numbers`: itself, its interval, its P value, its millions."""
    value, label, unit = fields["value"], fields["label"], fields["unit"]
    estimate = Estimate(value, *(fields.get(end) for end in ("low", "high", "p")))
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


def range_in_words(outcome) -> list[str | tuple[str, str]]:
    """How low and how high it could be: text, and (part name, suffix) for each number in it."""
    low, high = (end_of_range(outcome, end) for end in ("low", "high"))
    if not low or not high:
        return [terms.NOT_PUBLISHED]
    if low[1] == high[1] == "lower":  # name the smaller change first
        low, high = high, low
    same = low[1] == high[1]
    return [
        "from ",
        (low[0], "%"),
        " to " if same else f" {low[1]} to ",
        (high[0], "%"),
        f" {high[1]}",
    ]


def end_of_range(outcome, end: str) -> tuple[str, str] | None:
    """The percent part at one end of a ratio's interval, and 'lower' or 'higher'."""
    if not outcome.ratio or outcome.ratio.low is None:
        return None
    side = "lower" if getattr(outcome.ratio, end) < 1 else "higher"
    return f"{end}.percent_{side}", side


def distance(outcome) -> float | None:
    """How many standard errors the result lies from “no difference”; None without intervals.

    For two groups with an interval each, the variances of the independent groups are added.
    """
    main = outcome.comparison
    if main and main.low is not None:
        ratio = outcome.measure == "rate_ratio"
        value = log(main.value) if ratio else float(main.value)
        return value / statistics.standard_error(float(main.low), float(main.high), ratio)
    arms = (outcome.intervention, outcome.control)
    if outcome.measure != "mean_change" or not all(arm and arm.low is not None for arm in arms):
        return None
    errors = [statistics.standard_error(float(arm.low), float(arm.high), False) for arm in arms]
    return float(arms[0].value - arms[1].value) / sqrt(sum(error**2 for error in errors))


def _of_estimate(name: str, estimate: Estimate, label: str, unit: str) -> Iterator[Part]:
    yield Part(
        name, estimate.value, label, unit, low=estimate.low, high=estimate.high, p=estimate.p
    )
    if estimate.low is not None:
        yield Part(
            f"{name}.low",
            estimate.low,
            f"{label}; lowest value that fits the data (95% interval)",
            unit,
        )
        yield Part(
            f"{name}.high",
            estimate.high,
            f"{label}; highest value that fits the data (95% interval)",
            unit,
        )
    if estimate.p is not None:
        yield Part(f"{name}.p", estimate.p, f"{label}; P value", "P value")


def _percents(prefix: str, ratio: Decimal, label: str, outcome) -> Iterator[Part]:
    side = "lower" if ratio < 1 else "higher"
    yield Part(
        f"{prefix}percent_{side}",
        abs(100 * ratio - 100),
        f"{label} {side} with the program",
        "percent",
        f"100 × ({ratio} − 1)" if ratio >= 1 else f"100 × (1 − {ratio})",
        digits=0,
    )


def _changes(name: str, estimate: Estimate, label: str, unit: str) -> Iterator[Part]:
    for end, value in (("", estimate.value), (".low", estimate.low), (".high", estimate.high)):
        if value is not None:
            side = "fell" if value < 0 else "rose"
            yield Part(
                f"{name}{end}.{side}",
                abs(value),
                f"{label}; how far it {side}",
                unit,
                f"{value} without its sign",
            )


def _apart(estimate: Estimate, label: str, unit: str) -> Iterator[Part]:
    for end, value in (("", estimate.value), (".low", estimate.low), (".high", estimate.high)):
        if value is not None:
            side = "lower" if value < 0 else "higher"
            yield Part(
                f"difference{end}.{side}",
                abs(value),
                f"{label}; how much {side} with the program",
                unit,
                f"{value} without its sign",
            )


def _gap(outcome) -> Iterator[Part]:
    one, other = outcome.intervention, outcome.control
    if not (one and other):
        return
    side = "fewer" if one.value < other.value else "more"
    name = "gap" if outcome.measure == "mean_change" else side
    label = "gap between the two groups" if name == "gap" else f"how many {side} with the program"
    large, small = sorted((one.value, other.value), reverse=True)
    yield Part(name, large - small, f"{outcome.title}: {label}", outcome.unit, f"{large} − {small}")


def _chance(outcome) -> Iterator[Part]:
    away = distance(outcome)
    if away is None:
        return
    chance = statistics.p_value(away)
    yield Part(
        "p_recomputed",
        chance,
        f"{outcome.title}: P value worked out again from the interval",
        "P value",
        "normal curve through the 95% interval (Altman and Bland 2011)",
        digits=2 if chance >= 0.1 else 4,
    )
    if chance < 0.005:
        return
    yield Part(
        "chance_in_hundred",
        100 * chance,
        f"{outcome.title}: how many of 100 trials would show a gap "
        "this big or bigger by chance alone",
        "of 100 trials",
        "100 × the P value worked out again",
        digits=0,
    )
