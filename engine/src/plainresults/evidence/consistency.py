"""What a schema cannot see: whether the entered values make sense together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from math import log
from pathlib import Path

from plainresults.errors import Fault, nearest
from plainresults.evidence import derived, statistics
from plainresults.evidence.model import published_p

# How far a P value may lie from the one worked out again, in standard errors. Printed ratios have
# two digits and models need not use a normal curve, so the two never agree exactly.
TOLERANCE = 0.25
LARGEST = 10**15  # no count or amount of this study comes near


def refuse_impossible(path: Path, content: dict, lines: dict) -> None:
    """Raises Fault for a value that nothing can be worked out from, such as a rate below zero."""
    for place, value, above in _entered(content):
        if (
            not isinstance(value, (int, Decimal))
            or not Decimal(value).is_finite()
            or abs(value) > LARGEST
            or (above is not None and value <= above)
        ):
            limit = "" if above is None else f" above {above}"
            raise Fault(
                path,
                lines.get(place, 1),
                f"{'.'.join(place)}: {value} cannot be",
                f"Enter a number{limit}, as the source prints it",
            )
        if place[-1] == "low" and not value < _at(content, (*place[:-1], "high")):
            raise Fault(
                path,
                lines.get(place, 1),
                f"{'.'.join(place)}: {value} is not below the high end",
                "Compare both ends with the source",
            )


def _entered(content: dict) -> Iterator[tuple[tuple[str, ...], object, int | None]]:
    """Each entered value with its place, and the value that it must lie above, if any."""
    for name, fields in content.get("outcomes", {}).items():
        rates = fields["measure"] == "rate_ratio"
        for part, inner in fields.items():
            least = {"ratio": 0, "control": 0 if rates else None}.get(part)
            if part == "p":
                yield ("outcomes", name, part), inner, 0
            elif isinstance(inner, dict):
                yield from (
                    (
                        ("outcomes", name, part, key),
                        inner[key],
                        0 if key == "p" else least if key != "high" else None,
                    )
                    for key in ("value", "low", "high", "p")
                    if key in inner
                )
            if part == "intervention" and rates:
                yield ("outcomes", name, part, "value"), inner["value"], 0
    for name, fields in content.get("numbers", {}).items():
        whole = any(other.get("of") == name for other in content["numbers"].values())
        yield from (
            (("numbers", name, key), fields[key], 0 if whole or key == "p" else None)
            for key in ("value", "low", "high", "p")
            if key in fields
        )


def _at(content: dict, place: tuple[str, ...]):
    for key in place:
        content = content[key]
    return content


def check_file(dataset, path: Path, content: dict, lines: dict) -> Iterator[Fault]:
    """Every fault in the values of one data file."""
    for name, fields in content.get("outcomes", {}).items():
        outcome = dataset.outcomes[f"{path.stem}.{name}"]
        for find in (_inside_interval, _ratio_agrees, _percent_agrees, _p_agrees):
            yield from (
                Fault(path, lines[("outcomes", name, part)], f"{name}: {what}", remedy)
                for part, what, remedy in find(outcome)
            )
    yield from _shares(path, derived.with_values(content.get("numbers", {})), lines)


def check_all(dataset, folder: Path) -> Iterator[Fault]:
    """Faults that show only when all files are read."""
    main = [outcome for outcome in dataset.outcomes.values() if outcome.rank == "trial primary"]
    if len(main) != 1:
        yield Fault(
            folder,
            0,
            f"{len(main)} outcomes are ranked 'trial primary'",
            "The study has one main result; give the others their own rank",
        )


def check_list(dataset, path: Path, lines: dict) -> Iterator[Fault]:
    """Every key of a source, a number or a table of the list itself that is not there.

    A field is looked up in the list's own table of the same name with an s: `topic` in `topics`.
    """
    content = dataset.lists[path.stem]
    tables = {name: table for name, table in content.items() if isinstance(table, dict)}
    for place, name, key in _named(content, ()):
        try:
            if name == "number":
                dataset.number(key)
            elif name == "source":
                dataset.source(key)
            elif key not in tables.get(f"{name}s", [key]):
                known = list(tables[f"{name}s"])
                raise KeyError(f"{name}s has no “{key}”. {nearest(key, known, ', '.join(known))}")
        except KeyError as error:
            while place not in lines:
                place = place[:-1]
            yield Fault(
                path,
                lines[place],
                error.args[0],
                "Name something that data/ holds, or add it there first",
            )


def _named(value, place: tuple) -> Iterator[tuple[tuple, str, str]]:
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _named(inner, (*place, key))
    elif isinstance(value, str):
        yield from ((place, "number", key) for key in re.findall(r"\{num\}`([^`]+)`", value))
        yield place, str(place[-1]), value


def _inside_interval(outcome):
    for name in ("intervention", "control", "ratio", "difference"):
        estimate = getattr(outcome, name)
        if (
            estimate
            and estimate.low is not None
            and not estimate.low <= estimate.value <= estimate.high
        ):
            yield (
                name,
                f"{estimate.value} lies outside its interval, {estimate.low} to {estimate.high}",
                "Compare the three values with the source",
            )


def _ratio_agrees(outcome):
    """A ratio may differ from its two rates by adjustment, but not in its first digit."""
    if outcome.ratio and outcome.intervention and outcome.control:
        plain = outcome.intervention.value / outcome.control.value
        if abs(log(plain) - log(outcome.ratio.value)) > 0.05:
            yield (
                "ratio",
                f"{outcome.ratio.value} is far from its two rates ({outcome.intervention.value} ÷ "
                f"{outcome.control.value} = {plain:.2f})",
                "Compare all three with the source",
            )


def _percent_agrees(outcome):
    if outcome.percent_change and outcome.ratio:
        if abs(100 * (outcome.ratio.value - 1) - outcome.percent_change.value) > 1:
            yield (
                "percent_change",
                f"{outcome.percent_change.value} does not fit the ratio {outcome.ratio.value}",
                "Enter the ratio only; the percentage follows from it",
            )


def _p_agrees(outcome):
    away, printed = derived.distance(outcome), published_p(outcome)
    if away is None or printed is None:
        return
    if abs(abs(away) - statistics.z_value(float(printed))) > TOLERANCE:
        yield (
            "ratio" if outcome.ratio else "difference" if outcome.difference else "p",
            f"the P value {printed} does not fit its interval, which gives {statistics.p_value(away):.4f}",
            "Compare the interval and the P value with the source",
        )


def _shares(path: Path, numbers: dict, lines: dict) -> Iterator[Fault]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for name, fields in numbers.items():
        earlier = list(numbers)[: list(numbers).index(name)]
        named = [(fields[field], numbers) for field in ("of", "part_of") if field in fields]
        named += [(term, earlier) for field in derived.FORMULAS for term in fields.get(field, ())]
        for term, known in named:
            if term not in known:
                yield Fault(
                    path,
                    lines["numbers", name],
                    f"{name}: “{term}” is no number of this file"
                    + (", or stands below the sum" if term in numbers else ""),
                    "Name a number of the same file, above a sum that uses it, or leave the field out",
                )
        sums[fields.get("part_of", "")] += fields["value"]
    for whole, total in sums.items():
        if whole in numbers and numbers[whole]["value"] != total:
            yield Fault(
                path,
                lines["numbers", whole],
                f"{whole} is {numbers[whole]['value']}, but its parts add up to {total}",
                "Compare the parts with the source",
            )
