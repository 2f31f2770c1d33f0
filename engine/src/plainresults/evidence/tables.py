"""The only reader of `data/tables/`: public series by address, with all that a reader must know.

`series("deaths", "KY")` is one series, `places("death_rate")` that of each place,
`groups("deaths_by_drug", "OH")` those of one place, and `stat("deaths.KY.highest")` one figure for
a text. What may be done with a series stands in `series`.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from plainresults.book import current
from plainresults.errors import Fault, Faults, nearest
from plainresults.evidence import access, schema, site, yamlfile
from plainresults.evidence.series import (
    BETTER,
    Measure,
    Origin,
    Point,
    Refused,
    Series,
    Stat,
    make,
    per_100_000,
    span,
)

Row = Mapping[str, str]
SCHEMA = Path(__file__).with_name("tables.schema.json")


@dataclass
class Tables:
    """Everything in `data/tables/`, by address."""

    measures: dict[str, Measure]
    series: dict[tuple[str, str, str], Series]  # by measure, place and group
    residents: dict[str, dict[str, int]]  # by place and year
    places: dict[str, str]
    origins: dict[str, Origin]
    caveats: dict[str, list[str]]
    files: list[Path]


@access.kept
def load(folder: Path | None = None) -> Tables:
    """The tables in `folder`, none if it describes none.

    Raises Fault or Faults, with file and line, for what cannot be read.
    """
    folder = folder or current().tables
    path = folder / "datapackage.yaml"
    if not path.is_file():
        return Tables({}, {}, {}, {}, {}, {}, [])
    if wrong := schema.faults(path, SCHEMA.read_text("utf8")):
        raise Faults(wrong)
    package, _ = yamlfile.read(path)
    resources = {resource["name"]: resource for resource in package["resources"]}
    files = {name: folder / resource["path"] for name, resource in resources.items()}
    rows = {name: _rows(path) for name, path in files.items()}
    for read in (path, *files.values()):  # kernels get the tables loaded, and open no file of them
        access.note(f"file:{current().shown(read)}")
    tables = Tables(
        {},
        {},
        defaultdict(dict),
        package["places"],
        {name: _origin(resource) for name, resource in resources.items()},
        {name: resource["caveats"] for name, resource in resources.items()},
        [path, *files.values()],
    )
    for row in rows.get("population", ()):
        tables.residents[row["place"]][row["year"]] = int(row["residents"])
    for key, entry in package["measures"].items():
        table = entry["table"]
        known = {f.name: entry[f.name] for f in fields(Measure) if f.name in entry}
        cautions = tuple(tables.caveats[table])
        measure = Measure(key=key, origin=tables.origins[table], cautions=cautions, **known)
        tables.measures[key] = measure
        for one in _series(measure, entry, rows[table], tables.places, files[table]):
            tables.series[key, one.place, one.group] = one
    return tables


def measure(key: str) -> Measure:
    """The measure called `key`; KeyError with the nearest names when there is none."""
    known = load().measures
    if key not in known:
        hint = nearest(key, list(known))
        raise KeyError(f"there is no measure “{key}” in data/tables/. {hint}")
    return known[key]


def series(key: str, place: str, group: str = "") -> Series:
    """One series; KeyError when the place or group has none."""
    measure(key)
    found = {name[1:]: one for name, one in load().series.items() if name[0] == key}
    if (place, group) not in found:
        asked = f"“{place}” and “{group}”" if group else f"“{place}”"
        names = ", ".join(".".join(filter(None, name)) for name in found)
        raise KeyError(f"{key} has no series for {asked}. It has: {names}")
    return found[place, group]


def places(key: str) -> list[Series]:
    """The series of each place, in order; Refused for a measure that is shown place by place."""
    if why := measure(key).one_place:
        raise Refused(f"{key}: {why}. Take groups({key!r}, place)")
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
    one, which = _address(key)
    return one.stat(which)


def when(key: str) -> str:
    """The month or year of the figure at an address: “October 2021”."""
    one, which = _address(key)
    return one.point(which).date


def as_json() -> str:
    """Every view of the dashboard, for its script: measures, and points as [when, value, mark]."""
    known = load()
    views = [
        _view(measure, group)
        for measure in known.measures.values()
        for group in measure.groups or ("",)
    ]
    content = {"places": known.places, "measures": views}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _view(one: Measure, group: str) -> dict[str, Any]:
    """One measure, or one group of it, in all places."""
    of_places = {
        place: s for (key, place, of), s in load().series.items() if (key, of) == (one.key, group)
    }
    view = {
        "id": f"{one.key}.{group}".rstrip("."),
        "title": f"{one.title}: {one.groups[group]}" if group else one.title,
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
        "points": {place: _points(s) for place, s in of_places.items()},
    }
    if one.rate:
        view["rates"] = {place: _points(rate(s)) for place, s in of_places.items()}
        view |= {"rateUnit": one.rate["unit"], "rateCaution": one.rate["caution"]}
    return view


def _points(one: Series) -> list[list[str | float | None]]:
    number = int if one.measure.kind == "count" else float
    return [[p.when, p.value if p.value is None else number(p.value), _mark(p)] for p in one.points]


def _mark(point: Point) -> str:
    return "h" if point.hidden else "p" if point.provisional else ""


def _address(key: str) -> tuple[Series, str]:
    name, place, *group, which = key.split(".") if key.count(".") in (2, 3) else (key, "", "")
    return series(name, place, *group), which


def _rows(path: Path) -> list[Row]:
    rows = enumerate(csv.DictReader(yamlfile.text_of(path).splitlines()), start=2)
    return [row | {"line": str(line)} for line, row in rows]


def _origin(resource: dict[str, Any]) -> Origin:
    names = ("title", "publisher", "dataset", "short", "published", "vintage", "credit")
    return Origin(
        key=resource["name"],
        link=resource["sources"][0].get("path", ""),
        address=f"{site.page('dashboard')}#table-{resource['name']}",
        **{name: resource.get(name, "") for name in names},
    )


def _series(
    measure: Measure,
    entry: Mapping[str, str],
    rows: list[Row],
    names: Mapping[str, str],
    path: Path,
) -> list[Series]:
    """The series of one measure, from the rows of its table at `path`."""
    time, column = "month" if "month" in rows[0] else "year", entry.get("group", "")
    whole = span(row[time] for row in rows)
    cells: dict[tuple[str, str], dict[str, tuple[Decimal | None, bool]]] = defaultdict(dict)
    for row in rows:
        value = _number(row, entry["value"], path), row.get("provisional") == "true"
        cells[row["place"], row.get(column, "")][row[time]] = value
    return [
        make(measure, place, names[place], points, whole, group)
        for (place, group), points in cells.items()
    ]


def _number(row: Row, column: str, path: Path) -> Decimal | None:
    try:
        return Decimal(row[column]) if row[column] else None
    except InvalidOperation as error:
        what = f"“{row[column]}” in the column {column} is not a number"
        remedy = "Write digits and a point only, or leave the cell blank where there is no figure"
        raise Fault(path, int(row["line"]), what, remedy) from error
