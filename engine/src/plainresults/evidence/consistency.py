"""What a schema cannot see: whether the entered values make sense together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from plainresults.errors import Fault, nearest
from plainresults.evidence import checks, derived, measures, yamlfile
from plainresults.evidence.dataset import Dataset
from plainresults.evidence.design import Trial
from plainresults.evidence.trials import FILE
from plainresults.evidence.yamlfile import Lines, Place

LARGEST = 10**15  # no count or amount of a study comes near
Finding = tuple[str, str, str]  # the name of a number, what is wrong with it, how to mend it


def impossible(
    path: Path, content: dict[str, Any], lines: Lines, trials: Mapping[str, Trial]
) -> Iterator[Fault]:
    """Values that nothing can be worked out from, such as a rate below zero, and unknown arms."""
    yield from _unknown_arms(path, content, lines, trials)
    for place, fields, positive in _entered(content):
        for key in ("value", "low", "high"):
            if key not in fields:
                continue
            value, at = fields[key], (*place, key)
            line, name = yamlfile.line_of(lines, at), ".".join(map(str, at))
            above_zero = positive and key != "high"
            if not _is_possible(value, above_zero):
                remedy = f"Enter a number{' above 0' * above_zero}, as the source prints it"
                yield Fault(path, line, f"{name}: {value} cannot be", remedy)
            elif key == "low" and not value < fields["high"]:
                what = f"{name}: {value} is not below the high end"
                yield Fault(path, line, what, "Compare both ends with the source")


def _results(content: dict[str, Any]) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Each outcome and each harm, with its place in the file."""
    for name, fields in content.get("outcomes", {}).items():
        yield ("outcomes", name), fields
    for name, fields in content.get("harms", {}).get("events", {}).items():
        yield ("harms", "events", name), fields


def _compared(fields: dict[str, Any]) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Each comparison of an outcome, with its place below it."""
    if "comparison" in fields:
        yield ("comparison",), fields["comparison"]
    for name, inner in fields.get("comparisons", {}).items():
        yield ("comparisons", name), inner


def _unknown_arms(
    path: Path, content: dict[str, Any], lines: Lines, trials: Mapping[str, Trial]
) -> Iterator[Fault]:
    """Each trial and each arm that is named here and not in trials.yml."""
    named = content.get("trial", next(iter(trials)))
    if named not in trials:
        what = f"there is no trial “{named}” in {FILE}"
        yield Fault(path, lines["trial",], what, nearest(named, trials, f"Add it to {FILE}"))
        return
    known = list(trials[named].arms)
    for place, fields in _results(content):
        arms: list[tuple[Place, str]] = [(("arms", arm), arm) for arm in fields.get("arms", {})]
        for at, inner in _compared(fields):
            arms += [((*at, "arms"), arm) for arm in inner.get("arms", ())]
            if len(known) < 2:
                what = f"{place[-1]}: {trials[named].name} has one arm, so nothing is compared"
                yield Fault(path, lines[(*place, *at)], what, "Leave the comparison out")
        for below, arm in arms:
            if arm not in known:
                what = f"{place[-1]}: the trial has no arm “{arm}”"
                remedy = nearest(arm, known, f"Its arms are {' and '.join(known)}")
                yield Fault(path, lines[(*place, *below)], what, remedy)


def _entered(content: dict[str, Any]) -> Iterator[tuple[Place, Mapping[str, Any], bool]]:
    """Each group of entered values with its place, and whether they must lie above zero."""
    for place, fields in _results(content):
        counts = measures.statistics()[fields.get("statistic", "proportion")].per
        for arm, inner in fields.get("arms", {}).items():
            ratio = any(inner["type"].endswith("ratio") for _, inner in _compared(fields))
            yield (*place, "arms", arm), inner, counts and ratio
        for at, inner in _compared(fields):
            yield (*place, *at), inner, inner["type"].endswith("ratio")
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
    for place, fields in _results(content):
        outcome = dataset.outcomes[f"{path.stem}.{place[-1]}"]
        for below, what, remedy in checks.of_outcome(outcome):
            line = yamlfile.line_of(lines, (*place, *below))
            yield Fault(path, line, f"{place[-1]}: {what}", remedy)
        if whole := dataset.outcomes.get(f"{path.stem}.{fields.get('part_of')}"):
            for below, what, remedy in checks.part_of_harm(outcome, whole):
                line = yamlfile.line_of(lines, (*place, *below))
                yield Fault(path, line, f"{place[-1]}: {what}", remedy)
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
