"""The only reader of `data/tables/`: public series by address, with all that a reader must be told.

There is no Sphinx and no chart in here. `series("deaths", "KY")` is one series, `places("death_rate")`
that of each place, `groups("deaths_by_drug", "OH")` those of one place, and `stat("deaths.KY.highest")`
one figure for a text. What may be done with a series stands in ``evidence.series``.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

from plainresults.book import current
from plainresults.errors import Fault, nearest
from plainresults.evidence import site, yamlfile
from plainresults.evidence.series import (
    BETTER,
    Measure,
    Origin,
    Refused,
    Series,
    Stat,
    make,
    per_100_000,
    span,
)



@dataclass
class Tables:
    """Everything in `data/tables/`, by address."""

    measures: dict[str, Measure]
    series: dict[tuple[str, str, str], Series]
    residents: dict[str, dict[str, int]]
    places: dict[str, str]
    origins: dict[str, Origin]
    caveats: dict[str, list[str]]
    files: list[Path]


@cache
def load(folder: Path | None = None) -> Tables:
    """The tables in `folder`. Raises Fault, with file and line, when a cell cannot be read."""
    folder = folder or current().tables
    path = folder / "datapackage.yaml"
    package, _ = yamlfile.read(path)
    resources = {resource["name"]: resource for resource in package["resources"]}
    rows = {name: _rows(folder / resource["path"]) for name, resource in resources.items()}
    origins = {name: _origin(resource) for name, resource in resources.items()}
    tables = Tables(
        {},
        {},
        defaultdict(dict),
        package["places"],
        origins,
        {name: r["caveats"] for name, r in resources.items()},
        [path, *(folder / resource["path"] for resource in resources.values())],
    )
    for row in rows["population"]:
        tables.residents[row["place"]][row["year"]] = int(row["residents"])
    for key, fields in package["measures"].items():
        table, value = fields["table"], fields["value"]
        described = {name: text for name, text in fields.items() if name not in ("table", "value")}
        measure = Measure(
            key=key, origin=origins[table], cautions=tuple(resources[table]["caveats"]), **described
        )
        tables.measures[key] = measure
        tables.series |= _series(measure, value, rows[table], tables.places)
    return tables


def measure(key: str) -> Measure:
    """The measure called `key`; KeyError with the nearest names when there is none."""
    return _find(load().measures, key, "measure")


def series(key: str, place: str, group: str = "") -> Series:
    """One series; KeyError when the place or group has none."""
    measure(key)
    found = {name[1:]: one for name, one in load().series.items() if name[0] == key}
    if (place, group) not in found:
        raise KeyError(
            f"{key} has no series for “{place}”{f' and “{group}”' if group else ''}. It has: "
            + ", ".join(".".join(filter(None, name)) for name in found)
        )
    return found[place, group]


def places(key: str) -> list[Series]:
    """The series of each place, in order; Refused for a measure that is shown for one place at a time."""
    if measure(key).one_place:
        raise Refused(
            f"{key}: CDC says that places should not be compared by drug. Take groups({key!r}, place)"
        )
    return [one for name, one in load().series.items() if name[0] == key]


def place_codes() -> list[str]:
    """The code of every place that the tables cover, such as “KY”."""
    return list(load().places)


def groups(key: str, place: str) -> list[Series]:
    """The series of each group in one place."""
    return [series(key, place, group) for group in measure(key).groups]


def rate(one: Series) -> Series:
    """A series of counts per 100,000 residents."""
    return per_100_000(one, load().residents[one.place])


def stat(key: str) -> Stat:
    """The figure at an address such as `deaths.KY.highest` or `deaths_by_drug.OH.heroin.2019`."""
    name, place, *group, which = key.split(".") if key.count(".") in (2, 3) else (key, "", "")
    return series(name, place, *group).stat(which)


def when(key: str) -> str:
    """The month or year of the figure at an address: “October 2021”."""
    name, place, *group, which = key.split(".") if key.count(".") in (2, 3) else (key, "", "")
    return series(name, place, *group).point(which).date


def as_json() -> str:
    """Every view of the dashboard, for its script: measures, and points as [when, value, mark]."""
    known = load()
    measures = []
    for one in known.measures.values():
        views = [
            (group, name, f"{one.title}: {name}" if group else one.title)
            for group, name in (one.groups or {"": ""}).items()
        ]
        for group, name, title in views:
            mine = {
                key[1]: s
                for key, s in known.series.items()
                if key[0] == one.key and key[2] == group
            }
            measures.append(
                {
                    "id": ".".join(filter(None, (one.key, group))),
                    "title": title,
                    "group": one.title if group else "",
                    "unit": one.unit,
                    "kind": one.kind,
                    "better": BETTER[one.better],
                    "definition": one.definition,
                    "cautions": one.cautions,
                    "source": f"{one.origin.publisher}, {one.origin.dataset}",
                    "link": one.origin.link,
                    "date": one.origin.published,
                    "credit": one.origin.credit,
                    "late": one.late,
                    "table": one.origin.key,
                    "points": {place: _points(s) for place, s in mine.items()},
                    **(
                        {
                            "rates": {place: _points(rate(s)) for place, s in mine.items()},
                            "rateUnit": "deaths per 100,000 people",
                            "rateCaution": rate(next(iter(mine.values()))).measure.cautions[-1],
                        }
                        if one.kind == "count" and one.origin.key != "late-reports"
                        else {}
                    ),
                }
            )
    return json.dumps(
        {"places": known.places, "measures": measures}, ensure_ascii=False, separators=(",", ":")
    )


def _points(one: Series) -> list[list]:
    number = int if one.measure.kind == "count" else float
    return [
        [
            p.when,
            None if p.value is None else number(p.value),
            "h" if p.hidden else "p" if p.provisional else "",
        ]
        for p in one.points
    ]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf8", newline="") as lines:
        return [
            row | {"line": str(line)} for line, row in enumerate(csv.DictReader(lines), start=2)
        ]


def _origin(resource: dict) -> Origin:
    fields = {
        name: resource.get(name, "")
        for name in ("title", "publisher", "dataset", "short", "published", "vintage", "credit")
    }
    return Origin(
        key=resource["name"],
        link=resource["sources"][0].get("path", ""),
        address=f"{site.page('dashboard')}#table-{resource['name']}",
        **fields,
    )


def _series(
    measure: Measure, value: str, rows: list[dict[str, str]], names: dict[str, str]
) -> dict:
    time = "month" if "month" in rows[0] else "year"
    whole = span([row[time] for row in rows])
    cells: dict = defaultdict(dict)
    for row in rows:
        cells[row["place"], row.get("drug", "")][row[time]] = (
            _number(measure, row, value),
            row.get("provisional") == "true",
        )
    return {
        (measure.key, *where): make(measure, where[0], names[where[0]], points, whole, where[1])
        for where, points in cells.items()
    }


def _number(measure: Measure, row: dict[str, str], column: str) -> Decimal | None:
    try:
        return Decimal(row[column]) if row[column] else None
    except InvalidOperation as error:
        raise Fault(
            current().tables / f"{measure.origin.key}.csv",
            int(row["line"]),
            f"“{row[column]}” in the column {column} is not a number",
            "Write digits and a point only, or leave the cell blank where there is no figure",
        ) from error


def _find(table: dict, key: str, kind: str):
    if key not in table:
        raise KeyError(f"there is no {kind} “{key}” in data/tables/. {nearest(key, list(table))}")
    return table[key]
