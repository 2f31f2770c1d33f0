"""What a schema cannot see: whether the entered values make sense together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from math import log
from pathlib import Path
from typing import Any

from plainresults.errors import Fault, nearest
from plainresults.evidence import derived, statistics, yamlfile
from plainresults.evidence.dataset import Dataset
from plainresults.evidence.model import RANKS, Outcome
from plainresults.evidence.yamlfile import Lines, Place

# How far a P value may lie from the one worked out again, in standard errors. Printed ratios have
# two digits and models need not use a normal curve, so the two never agree exactly.
TOLERANCE = 0.25
LARGEST = 10**15  # no count or amount of a study comes near
ESTIMATES = ("intervention", "control", "ratio", "difference", "percent_change")
Finding = tuple[str, str, str]  # the part of an outcome, what is wrong with it, how to mend it


def refuse_impossible(path: Path, content: dict[str, Any], lines: Lines) -> None:
    """Raises Fault for a value that nothing can be worked out from, such as a rate below zero."""
    for place, fields, positive in _entered(content):
        for key in ("value", "low", "high", "p"):
            if key not in fields:
                continue
            value, at = fields[key], (*place, key)
            line, name = lines.get(at, 1), ".".join(map(str, at))
            above_zero = key == "p" or (positive and key != "high")
            if not _is_possible(value, above_zero):
                remedy = f"Enter a number{' above 0' * above_zero}, as the source prints it"
                raise Fault(path, line, f"{name}: {value} cannot be", remedy)
            if key == "low" and not value < fields["high"]:
                what = f"{name}: {value} is not below the high end"
                raise Fault(path, line, what, "Compare both ends with the source")


def _entered(content: dict[str, Any]) -> Iterator[tuple[Place, Mapping[str, Any], bool]]:
    """Each group of entered values with its place, and whether they must lie above zero."""
    for name, fields in content.get("outcomes", {}).items():
        yield ("outcomes", name), fields, False
        rates = ("intervention", "control", "ratio") if fields["measure"] == "rate_ratio" else ()
        for part in ESTIMATES:
            if part in fields:
                yield ("outcomes", name, part), fields[part], part in (*rates, "ratio")
    numbers = content.get("numbers", {})
    wholes = {fields.get("of") for fields in numbers.values()}
    yield from ((("numbers", name), fields, name in wholes) for name, fields in numbers.items())


def _is_possible(value: Any, above_zero: bool) -> bool:
    if not isinstance(value, (int, Decimal)) or not Decimal(value).is_finite():
        return False
    return -LARGEST <= value <= LARGEST and (not above_zero or value > 0)


def check_file(
    dataset: Dataset, path: Path, content: dict[str, Any], lines: Lines
) -> Iterator[Fault]:
    """Every fault in the values of one data file."""
    for name in content.get("outcomes", {}):
        outcome = dataset.outcomes[f"{path.stem}.{name}"]
        for find in (_inside_interval, _ratio_agrees, _percent_agrees, _p_agrees, _has_side):
            for part, what, remedy in find(outcome):
                yield Fault(path, lines["outcomes", name, part], f"{name}: {what}", remedy)
    numbers = derived.with_values(content.get("numbers", {}))
    for name, what, remedy in (*_named_terms(numbers), *_sums(numbers)):
        yield Fault(path, lines["numbers", name], what, remedy)


def check_addresses(dataset: Dataset, path: Path, lines: Lines) -> Iterator[Fault]:
    """Every fact of one data file whose address a number or an outcome has."""
    for key in dataset.facts:
        source, _, name = key.partition(".")
        if source == path.stem and (key in dataset.outcomes or key in dataset.numbers):
            what = f"facts.{name}: {key} is the address of a number or an outcome already"
            yield Fault(path, lines["facts", name], what, "Give the fact another name")


def check_all(dataset: Dataset, folder: Path) -> Iterator[Fault]:
    """Faults that show only when all files are read."""
    count = sum(outcome.rank == RANKS[0] for outcome in dataset.outcomes.values())
    if count != 1:
        remedy = "The study has one main result; give the others their own rank"
        yield Fault(folder, 0, f"{count} outcomes are ranked '{RANKS[0]}'", remedy)


def check_list(dataset: Dataset, path: Path, lines: Lines) -> Iterator[Fault]:
    """Every key of a source, a number or a table of the list itself that is not there.

    A field is looked up in the list's own table of the same name with an s: `topic` in `topics`.
    """
    content = dataset.lists[path.stem]
    tables = {name: table for name, table in content.items() if isinstance(table, dict)}
    for place, text in _texts(content, ()):
        try:
            for key in re.findall(r"\{num\}`([^`]+)`", text):
                dataset.number(key)
            if place[-1] == "source":
                dataset.source(text)
            known = tables.get(f"{place[-1]}s", [text])
            if text not in known:
                hint = nearest(text, known, ", ".join(known))
                raise KeyError(f"{place[-1]}s has no “{text}”. {hint}")
        except KeyError as error:
            remedy = "Name something that data/ holds, or add it there first"
            yield Fault(path, yamlfile.line_of(lines, place), error.args[0], remedy)


def _texts(value: Any, place: Place) -> Iterator[tuple[Place, str]]:
    """Each text in a list, with its place."""
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts(inner, (*place, key))
    elif isinstance(value, str):
        yield place, value


def _inside_interval(outcome: Outcome) -> Iterator[Finding]:
    for name in ESTIMATES[:-1]:
        estimate = getattr(outcome, name)
        if estimate and estimate.interval:
            low, high = estimate.interval
            if not low <= estimate.value <= high:
                what = f"{estimate.value} lies outside its interval, {low} to {high}"
                yield name, what, "Compare the three values with the source"


def _ratio_agrees(outcome: Outcome) -> Iterator[Finding]:
    """A ratio may differ from its two rates by adjustment, but not in its first digit."""
    if outcome.ratio and outcome.arms:
        one, other = (arm.value for arm in outcome.arms)
        if abs(log(one / other) - log(outcome.ratio.value)) > 0.05:
            rates = f"{one} ÷ {other} = {one / other:.2f}"
            what = f"{outcome.ratio.value} is far from its two rates ({rates})"
            yield "ratio", what, "Compare all three with the source"


def _percent_agrees(outcome: Outcome) -> Iterator[Finding]:
    if outcome.percent_change and outcome.ratio:
        change, ratio = outcome.percent_change.value, outcome.ratio.value
        if abs(100 * (ratio - 1) - change) > 1:
            remedy = "Enter the ratio only; the percentage follows from it"
            yield "percent_change", f"{change} does not fit the ratio {ratio}", remedy


def _p_agrees(outcome: Outcome) -> Iterator[Finding]:
    away, printed = outcome.distance, outcome.published_p
    if away is None or printed is None:
        return
    if abs(abs(away) - statistics.z_value(float(printed))) > TOLERANCE:
        part = "ratio" if outcome.ratio else "difference" if outcome.difference else "p"
        again = f"{statistics.p_value(away):.4f}"
        what = f"the P value {printed} does not fit its interval, which gives {again}"
        yield part, what, "Compare the interval and the P value with the source"


def _has_side(outcome: Outcome) -> Iterator[Finding]:
    """A clear result that says nothing of its direction can be told neither as lower nor higher."""
    if outcome.verdict in ("lower", "higher") and not outcome.has_gap:
        part = "p" if outcome.p is not None else "significant"
        remedy = "Enter the values or the comparison too, or leave this out and say so in “unknown”"
        yield part, "a clear difference, but nothing says in which direction", remedy


def _named_terms(numbers: dict[str, dict[str, Any]]) -> Iterator[Finding]:
    """Each name of another number that the file does not have, or has below the sum it is in."""
    remedy = "Name a number of the same file, above a sum that uses it, or leave the field out"
    above: set[str] = set()
    for name, fields in numbers.items():
        named = [(fields[field], set(numbers)) for field in ("of", "part_of") if field in fields]
        named += [(term, above) for field in derived.FORMULAS for term in fields.get(field, ())]
        for term, known in named:
            if term not in known:
                below = ", or stands below the sum" if term in numbers else ""
                yield name, f"{name}: “{term}” is no number of this file{below}", remedy
        above = above | {name}


def _sums(numbers: dict[str, dict[str, Any]]) -> Iterator[Finding]:
    """Each whole that its parts do not add up to."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for fields in numbers.values():
        sums[fields.get("part_of", "")] += fields["value"]
    for whole, total in sums.items():
        if whole in numbers and numbers[whole]["value"] != total:
            what = f"{whole} is {numbers[whole]['value']}, but its parts add up to {total}"
            yield whole, what, "Compare the parts with the source"
