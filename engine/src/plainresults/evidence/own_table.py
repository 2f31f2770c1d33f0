"""A health department's own table: read, checked by row and column, and made into public series.

`own_table.yml` is the one place where the form of the file is laid down. Counts from one to nine
are hidden when the file is read, so that they can be in nothing that is written afterwards.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import yaml

from plainresults.errors import Fault, Faults, nearest
from plainresults.evidence.series import Measure, Origin, Series, make, span


@dataclass(frozen=True)
class Column:
    """One column; see `own_table.yml`."""

    name: str
    remedy: str
    example: str
    pattern: str = ".+"
    about_measure: bool = False
    longest: int = 100  # characters that a cell may have


@dataclass(frozen=True)
class Row:
    """One row of figures: the line of the file in which it ends, and its cells by column."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


LARGEST = 5_000_000  # bytes of a file
MOST = {"place": 100, "measure": 50}  # of each that one page can show
MOST_ROWS, MOST_FAULTS = 10_000, 30
OF_MEASURE = ("unit", "kind", "better", "definition", "caution")
Finding = tuple[int, str, str]  # line, what is wrong, how to mend it
COLUMNS = [
    Column(**fields)
    for fields in yaml.safe_load(Path(__file__).with_suffix(".yml").read_text("utf8"))
]

FORMS: dict[str, Literal["NFC", "NFKC"]] = {  # full-width digits are digits, and words stay words
    column.name: "NFC" if column.pattern == Column.pattern else "NFKC" for column in COLUMNS
}


def columns() -> list[tuple[str, str, str]]:
    """Name, what to write and an example of each column, for the page that explains the file."""
    return [
        (
            column.name,
            f"{column.remedy}. At most {column.longest} characters."
            + " Only the first row of a measure needs it." * column.about_measure,
            column.example,
        )
        for column in COLUMNS
    ]


def read(path: Path, home: str = "") -> list[list[Series]]:
    """The series of the file at `path`, one list for each measure.

    `home` is the address of the page that shows them. Raises Faults, with row and column.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            what = f"the file has more than {LARGEST // 1_000_000} MB"
            raise Faults([Fault(path, 0, what, "Leave out what the page is not to show")])
        return parse(content.decode("utf-8-sig"), path, home)
    except FileNotFoundError as error:
        what, remedy = "there is no such file", "Check the name, or give the whole path"
        raise Faults([Fault(path, 0, what, remedy)]) from error
    except OSError as error:
        what, remedy = f"the file cannot be read ({error.strerror})", "Give the path of a CSV file"
        raise Faults([Fault(path, 0, what, remedy)]) from error
    except UnicodeDecodeError as error:
        what, remedy = "the file is not text that we can read", "Save it as “CSV UTF-8”"
        raise Faults([Fault(path, 0, what, remedy)]) from error


def parse(text: str, path: Path = Path("table.csv"), home: str = "") -> list[list[Series]]:
    """The same for the text of a file."""
    lines = csv.reader(io.StringIO(text, newline=""))
    try:
        header = [_clean(name) for name in next(lines, [])]
        _raise(path, _header(header))
        rows, found = _rows(lines, header)
    except csv.Error as error:
        what, remedy = "one cell goes on without end", "Look for a double quote too many above it"
        raise Faults([Fault(path, lines.line_num, what, remedy)]) from error
    if not rows and not found:
        found.append((1, "the file has no row of figures", "Add a row for each place and period"))
    found += [fault for row in rows for fault in _cells(row)]
    _raise(path, found)
    _raise(path, _too_many(rows))
    _raise(path, [*_repeats(rows), *_measures(rows)])
    return [list(_series(name, of, home)) for name, of in _by_measure(rows).items()]


def _raise(path: Path, found: Iterable[Finding]) -> None:
    """Raises Faults when anything was found, with the first of them."""
    if found := sorted(found, key=lambda one: one[0]):
        if (more := len(found) - MOST_FAULTS) > 0:
            told = f"there are {more} more problems", "Mend those above, and try again"
            found[MOST_FAULTS:] = [(found[MOST_FAULTS][0], *told)]
        raise Faults([Fault(path, line, f"{what:.300}", remedy) for line, what, remedy in found])


def _clean(cell: str, form: Literal["NFC", "NFKC"] = "NFC") -> str:
    """A cell as we take it: one space for each gap, and one form for what looks alike."""
    return " ".join(unicodedata.normalize(form, cell).split())


def _too_many(rows: list[Row]) -> Iterator[Finding]:
    """What no page can show, and no reader could take in."""
    for column, most in MOST.items():
        if (count := len({row[column] for row in rows})) > most:
            what = f"column {column}: the file has {count}, and a page shows {most} at most"
            yield 1, what, "Make a file for each page"


def _header(header: list[str]) -> Iterator[Finding]:
    known = [column.name for column in COLUMNS]
    for name in known:
        if name not in header:
            yield 1, f"the column “{name}” is missing", "Add it to the first row"
        if header.count(name) > 1:
            yield 1, f"the column “{name}” is there twice", "Keep one of the two"
    for name in header:
        if name not in known:
            hint = nearest(name.lower(), known, "")
            take_out = f"Take it out; the columns are {', '.join(known)}"
            yield 1, f"there is no column “{name}” in the form", hint or take_out


def _rows(lines: Any, header: list[str]) -> tuple[list[Row], list[Finding]]:
    """The rows that have a cell for each column, and what is wrong with the others."""
    rows: list[Row] = []
    found: list[Finding] = []
    remedy = "Put a text with a comma in it between double quotes, or add the missing cells"
    for cells in lines:
        if len(rows) + len(found) >= MOST_ROWS:
            what = f"the file has more than {MOST_ROWS} rows"
            found.append((lines.line_num, what, "Leave out what the page is not to show"))
            break
        if len(cells) == len(header):
            pairs = zip(header, cells, strict=True)
            row = Row(lines.line_num, {name: _clean(cell, FORMS[name]) for name, cell in pairs})
            rows += [row] if any(row.cells.values()) else []
        elif any(cell.strip() for cell in cells):
            what = f"the row has {len(cells)} cells, and the first row has {len(header)}"
            found.append((lines.line_num, what, remedy))
    return rows, found


def _cells(row: Row) -> Iterator[Finding]:
    for column in COLUMNS:
        cell = row[column.name]
        blank_is_fine = column.about_measure and not cell
        if len(cell) > column.longest:
            what = f"the cell has {len(cell)} characters, and {column.longest} are the most"
            yield row.line, f"column {column.name}: {what}", "Say it in fewer words"
        elif odd := next((c for c in cell if unicodedata.category(c)[0] == "C"), ""):
            what = f"there is a character that nobody can see (U+{ord(odd):04X})"
            yield row.line, f"column {column.name}: {what}", "Type the cell again"
        elif not blank_is_fine and not re.fullmatch(column.pattern, cell, re.ASCII):
            said = f"“{cell}” does not fit" if cell else "the cell is blank"
            yield row.line, f"column {column.name}: {said}", column.remedy


def _repeats(rows: list[Row]) -> Iterator[Finding]:
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        place, measure, period = key = (row["place"], row["measure"], row["period"])
        if key in seen:
            what = f"column period: {period} is given twice for “{measure}” in {place}"
            yield row.line, what, f"Keep one of the two; the first is in row {seen[key]}"
        seen.setdefault(key, row.line)


def _measures(rows: list[Row]) -> Iterator[Finding]:
    """What does not fit together within a measure, or between the names of two."""
    measures = _by_measure(rows)
    for name, members in measures.items():
        for row in members:
            yield from _beside_first(members[0], row)
        for other in measures:
            if other != name and _key(other) == _key(name):
                what = f"column measure: “{name}” is too close to “{other}”"
                yield members[0].line, what, "Write both the same, or more unlike"


def _beside_first(first: Row, row: Row) -> Iterator[Finding]:
    """What in `row` does not fit the first row of its measure."""
    for column in (column for column in COLUMNS if column.about_measure):
        name, cell = column.name, row[column.name]
        if row is first and not cell:
            what = f"column {name}: the first row of “{row['measure']}” leaves it blank"
            yield row.line, what, column.remedy
        elif cell not in ("", first[name]):
            what = f"“{cell}” is not what row {first.line} says for the same measure"
            yield row.line, f"column {name}: {what}", "Write the same, or leave it blank"
    if len(first["period"]) != len(row["period"]):
        what = f"column period: {row['period']} stands in one measure with {first['period']}"
        yield row.line, what, "Use years or months, not both"
    if first["kind"] == "count" and "." in row["value"]:
        what = f"column value: {row['value']} is not a whole number, and the measure is a count"
        yield row.line, what, "Write a whole number, or write rate in the column kind"


def _by_measure(rows: list[Row]) -> dict[str, list[Row]]:
    measures: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        measures[row["measure"]].append(row)
    return measures


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "measure"


def _series(name: str, rows: list[Row], home: str) -> Iterator[Series]:
    """The series of one measure, one for each place."""
    head, key = rows[0], _key(name)
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
    unit, kind, better, definition, caution = (head[name] for name in OF_MEASURE)
    measure = Measure(key, name, unit, kind, better, definition, origin, (caution,))
    places: dict[str, dict[str, tuple[Decimal | None, bool]]] = defaultdict(dict)
    for row in rows:
        value = Decimal(row["value"]) if row["value"] else None
        places[row["place"]][row["period"]] = value, row["provisional"] == "yes"
    whole = span(row["period"] for row in rows)
    for place, points in places.items():
        yield make(measure, place, place, points, whole)
