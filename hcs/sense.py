"""What a schema cannot see: whether the entered values make sense together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from math import log
from pathlib import Path

from hcs import data, parts, stats
from hcs.fault import Fault

# How far a P value may lie from the one worked out again, in standard errors. Printed ratios have
# two digits and models need not use a normal curve, so the two never agree exactly.
TOLERANCE = 0.25


def check_file(dataset, path: Path, content: dict, lines: dict) -> Iterator[Fault]:
    """Every fault in the values of one data file."""
    for name, fields in content.get("outcomes", {}).items():
        outcome = dataset.outcomes[f"{path.stem}.{name}"]
        checks = (_above_zero,) if list(_above_zero(outcome)) else (_inside_interval, _ratio_agrees, _percent_agrees, _p_agrees)
        yield from (Fault(path, lines[("outcomes", name, part)], f"{name}: {what}", remedy)
                    for find in checks for part, what, remedy in find(outcome))
    yield from _shares(path, content.get("numbers", {}), lines)


def check_all(dataset, folder: Path) -> Iterator[Fault]:
    """Faults that show only when all files are read."""
    main = [outcome for outcome in dataset.outcomes.values() if outcome.rank == "trial primary"]
    if len(main) != 1:
        yield Fault(folder, 0, f"{len(main)} outcomes are ranked 'trial primary'",
                    "The study has one main result; give the others their own rank")


def _above_zero(outcome):
    """Rates that have a ratio, and the ratio, lie above zero; nothing can be divided or compared otherwise."""
    for name in ("intervention", "control", "ratio") if outcome.measure == "rate_ratio" and outcome.ratio else ():
        estimate = getattr(outcome, name)
        if estimate and min(value for value in (estimate.value, estimate.low) if value is not None) <= 0:
            yield name, "a rate and a ratio lie above zero", "Compare the value with the source"


def _inside_interval(outcome):
    for name in ("intervention", "control", "ratio", "difference"):
        estimate = getattr(outcome, name)
        if estimate and estimate.low is not None and not estimate.low <= estimate.value <= estimate.high:
            yield (name, f"{estimate.value} lies outside its interval, {estimate.low} to {estimate.high}",
                   "Compare the three values with the source")


def _ratio_agrees(outcome):
    """A ratio may differ from its two rates by adjustment, but not in its first digit."""
    if outcome.ratio and outcome.intervention and outcome.control:
        plain = outcome.intervention.value / outcome.control.value
        if abs(log(plain) - log(outcome.ratio.value)) > 0.05:
            yield ("ratio", f"{outcome.ratio.value} is far from its two rates ({outcome.intervention.value} ÷ "
                   f"{outcome.control.value} = {plain:.2f})", "Compare all three with the source")


def _percent_agrees(outcome):
    if outcome.percent_change and outcome.ratio:
        if abs(100 * (outcome.ratio.value - 1) - outcome.percent_change.value) > 1:
            yield ("percent_change", f"{outcome.percent_change.value} does not fit the ratio {outcome.ratio.value}",
                   "Enter the ratio only; the percentage follows from it")


def _p_agrees(outcome):
    away, printed = parts.distance(outcome), data.published_p(outcome)
    if away is None or printed is None:
        return
    if abs(abs(away) - stats.z_value(float(printed))) > TOLERANCE:
        yield ("ratio" if outcome.ratio else "difference" if outcome.difference else "p",
               f"the P value {printed} does not fit its interval, which gives {stats.p_value(away):.4f}",
               "Compare the interval and the P value with the source")


def _shares(path: Path, numbers: dict, lines: dict) -> Iterator[Fault]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for name, fields in numbers.items():
        for field in ("of", "part_of"):
            if field in fields and fields[field] not in numbers:
                yield Fault(path, lines["numbers", name], f"{name}: “{fields[field]}” is no number of this file",
                            "Name a number of the same file, or leave the field out")
        if fields.get("of") in numbers and not numbers[fields["of"]]["value"]:
            yield Fault(path, lines["numbers", name], f"{name} is a share of “{fields['of']}”, which is zero", "Compare both with the source")
        sums[fields.get("part_of", "")] += fields["value"]
    for whole, total in sums.items():
        if whole in numbers and numbers[whole]["value"] != total:
            yield Fault(path, lines["numbers", whole], f"{whole} is {numbers[whole]['value']}, but its parts add up to {total}",
                        "Compare the parts with the source")
