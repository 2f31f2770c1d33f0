"""A health department's own table: read, checked with row and column, and made into public series.

No charts and no Sphinx in here. `COLUMNS` is the one place where the form of the file is laid down;
the page that explains it is made from the same list. Counts from one to nine are hidden here, when the
file is read, so that they can be in nothing that is written afterwards.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from plainresults.errors import Fault, Faults, nearest
from plainresults.evidence.series import Measure, Origin, Series, make, span

ANY = r"(?s).*\S.*"


@dataclass(frozen=True)
class Column:
    """One column: what a cell must look like, what to write in it, and whether it describes the measure."""

    name: str
    pattern: str
    remedy: str
    example: str
    about_measure: bool = False


COLUMNS = [
    Column("place", ANY, "Write the name of the place", "Example County"),
    Column(
        "measure",
        ANY,
        "Write what is counted, the same in each row of the measure",
        "Overdose deaths",
    ),
    Column(
        "period", r"\d{4}(-(0[1-9]|1[0-2]))?", "Write a year as 2024, or a month as 2024-07", "2024"
    ),
    Column(
        "value",
        r"(\d+(\.\d+)?)?",
        "Write digits and a point only, with no comma, sign or word; leave it blank where there is no figure",
        "34",
    ),
    Column(
        "provisional",
        r"yes|no",
        "Write yes while late reports can still change the figure, else no",
        "no",
    ),
    Column(
        "kind",
        r"count|rate",
        "Write count for a number of people or things, else rate",
        "count",
        True,
    ),
    Column("unit", ANY, "Write what one unit is", "deaths in the year", True),
    Column(
        "better",
        r"down|flat|up",
        "Write the direction that is hoped for: down, flat or up",
        "down",
        True,
    ),
    Column(
        "source", ANY, "Write who publishes the figures", "Example County Health Department", True
    ),
    Column(
        "link",
        r"https://\S+",
        "Write the address of the source, with https:// in front",
        "https://example.org/overdose",
        True,
    ),
    Column("date", ANY, "Write the date of the data", "1 March 2025", True),
    Column(
        "definition",
        ANY,
        "Write who or what is counted, in one sentence",
        "Residents who died of an overdose of any drug.",
        True,
    ),
    Column(
        "caution",
        ANY,
        "Write what a reader could get wrong, in one sentence",
        "Some deaths are still being looked into.",
        True,
    ),
]


def columns() -> list[tuple[str, str, str]]:
    """Name, what to write and an example of each column, for the page that explains the file."""
    return [
        (
            c.name,
            f"{c.remedy}.{' Only the first row of a measure needs it.' if c.about_measure else ''}",
            c.example,
        )
        for c in COLUMNS
    ]


def read(path: Path, home: str = "") -> list[list[Series]]:
    """The series of the file at `path`, one list for each measure. Faults, with row and column, when it has mistakes."""
    try:
        return parse(path.read_text("utf-8-sig"), path, home)
    except FileNotFoundError as error:
        raise Faults(
            [Fault(path, 0, "there is no such file", "Check the name, or give the whole path")]
        ) from error
    except UnicodeDecodeError as error:
        raise Faults(
            [Fault(path, 0, "the file is not text that we can read", "Save it as “CSV UTF-8”")]
        ) from error


def parse(text: str, path: Path = Path("table.csv"), home: str = "") -> list[list[Series]]:
    """The same for the text of a file."""
    lines = csv.reader(io.StringIO(text, newline=""))
    header, faults = [name.strip() for name in next(lines, [])], []
    if faults := _header(header, path):
        raise Faults(faults)
    rows: list[dict] = []
    for cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            faults.append(
                Fault(
                    path,
                    lines.line_num,
                    f"the row has {len(cells)} cells, and the first row has {len(header)}",
                    "Put a text with a comma in it between double quotes, or add the missing cells",
                )
            )
            continue
        rows.append(dict(zip(header, map(str.strip, cells), strict=True)) | {"": lines.line_num})
    faults += (
        []
        if rows or faults
        else [
            Fault(path, 1, "the file has no row of figures", "Add a row for each place and period")
        ]
    )
    faults += [fault for row in rows for fault in _cells(row, path)]
    if not faults:
        faults = [*_repeats(rows, path), *_measures(rows, path)]
    if faults:
        raise Faults(sorted(faults, key=lambda fault: fault.line))
    return _series(rows, home)


def _header(header: list[str], path: Path) -> list[Fault]:
    known = [column.name for column in COLUMNS]
    missing = [
        Fault(path, 1, f"the column “{name}” is missing", "Add it to the first row")
        for name in known
        if name not in header
    ]
    odd = [
        Fault(path, 1, f"there is no column “{name}” in the form", _hint(name, known))
        for name in header
        if name not in known
    ]
    twice = [
        Fault(path, 1, f"the column “{name}” is there twice", "Keep one of the two")
        for name in known
        if header.count(name) > 1
    ]
    return missing + odd + twice


def _hint(name: str, known: list[str]) -> str:
    hint = nearest(name.lower(), known)
    return hint if "mean" in hint else "Take it out; the columns are " + ", ".join(known)


def _cells(row: dict, path: Path):
    for column in COLUMNS:
        blank_is_fine = column.about_measure and not row[column.name]
        if not blank_is_fine and not re.fullmatch(column.pattern, row[column.name]):
            said = f"“{row[column.name]}” does not fit" if row[column.name] else "the cell is blank"
            yield Fault(path, row[""], f"column {column.name}: {said}", column.remedy)


def _repeats(rows: list[dict], path: Path):
    seen: dict = {}
    for row in rows:
        where = row["place"], row["measure"], row["period"]
        if where in seen:
            yield Fault(
                path,
                row[""],
                f"column period: {where[2]} is given twice for “{where[1]}” in {where[0]}",
                f"Keep one of the two; the first is in row {seen[where]}",
            )
        seen.setdefault(where, row[""])


def _measures(rows: list[dict], path: Path):
    first: dict[str, dict] = {}
    for row in rows:
        head = first.setdefault(row["measure"], row)
        for column in (column for column in COLUMNS if column.about_measure):
            if head is row and not row[column.name]:
                yield Fault(
                    path,
                    row[""],
                    f"column {column.name}: the first row of “{row['measure']}” leaves it blank",
                    column.remedy,
                )
            elif row[column.name] not in ("", head[column.name]):
                yield Fault(
                    path,
                    row[""],
                    f"column {column.name}: “{row[column.name]}” is not what row {head['']} says for the same measure",
                    "Write the same, or leave it blank",
                )
        if len(head["period"]) != len(row["period"]):
            yield Fault(
                path,
                row[""],
                f"column period: {row['period']} stands in one measure with {head['period']}",
                "Use years or months, not both",
            )
        if head["kind"] == "count" and "." in row["value"]:
            yield Fault(
                path,
                row[""],
                f"column value: {row['value']} is not a whole number, and the measure is a count",
                "Write a whole number, or write rate in the column kind",
            )

    yield from (
        Fault(
            path,
            row[""],
            f"column measure: “{name}” is too close to “{other}”",
            "Write both the same, or more unlike",
        )
        for name, row in first.items()
        for other in first
        if other != name and _key(other) == _key(name)
    )


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "measure"


def _series(rows: list[dict], home: str) -> list[list[Series]]:
    measures: dict[str, list[dict]] = defaultdict(list)
    for row in rows:
        measures[row["measure"]].append(row)
    return [list(_of_measure(name, members, home)) for name, members in measures.items()]


def _of_measure(name: str, rows: list[dict], home: str):
    head, whole = rows[0], span([row["period"] for row in rows])
    key = _key(name)
    origin = Origin(
        key=key,
        title=name,
        publisher=head["source"],
        dataset=name,
        short=head["source"],
        link=head["link"],
        published=head["date"],
        address=home or f"#title-{key}",
    )
    measure = Measure(
        key=key,
        title=name,
        origin=origin,
        cautions=(head["caution"],),
        **{k: head[k] for k in ("unit", "kind", "better", "definition")},
    )
    for place in dict.fromkeys(row["place"] for row in rows):
        points = {
            row["period"]: (
                Decimal(row["value"]) if row["value"] else None,
                row["provisional"] == "yes",
            )
            for row in rows
            if row["place"] == place
        }
        yield make(measure, place, place, points, whole)
