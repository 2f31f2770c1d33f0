"""A number's history: no published value changes without a word about it.

`data/history/published.csv` holds the values as they were last published, and
`data/history/CHANGELOG.yml` every change with its day and reason. New numbers need neither;
`plainresults publish-values` takes them in. A number that we work out follows the values it is
made from and needs no entry of its own.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from plainresults.book import current
from plainresults.errors import Fault, Faults
from plainresults.evidence import access, schema, yamlfile
from plainresults.evidence.dataset import Dataset

GONE = "removed"  # what an entry says under `to` when a number is no longer there
COLUMNS = ("key", "value", "worked_out")


@dataclass(frozen=True)
class Change:
    """One published value that changed: from what, to what (or “removed”), when and why."""

    key: str
    old: str
    new: str
    when: str
    why: str
    line: int


@access.kept
def load(folder: Path | None = None) -> tuple[Change, ...]:
    """Every entry of the changelog, the oldest first; Faults when one is incomplete."""
    folder = folder or current().history
    path = folder / "CHANGELOG.yml"
    if not path.is_file():  # a book that has not published its values yet
        return ()
    shape, otherwise = (
        yamlfile.text_of(folder / "schema.json"),
        "An entry has key, from, to, when and why",
    )
    if found := schema.faults(path, shape, otherwise):
        raise Faults(found)
    content, lines = yamlfile.read(path)
    return tuple(
        Change(e["key"], e["from"], e["to"], e["when"], e["why"], lines["changes", index])
        for index, e in enumerate(content["changes"])
    )


def of(*keys: str, folder: Path | None = None) -> list[Change]:
    """The changes of the numbers at `keys`, the newest first."""
    changes = [change for change in load(folder) if change.key in keys]
    return sorted(changes, key=lambda change: change.when, reverse=True)


def faults(known: Dataset, folder: Path | None = None) -> Iterator[Fault]:
    """Every published value that is another one now, or gone, without an entry that tells it.

    Also every entry that is not true.
    """
    folder = folder or current().history
    before, now = published(folder), {key: number.text for key, number in known.numbers.items()}
    latest = {change.key: change for change in load(folder)}
    changed = {key for key, (old, _) in before.items() if now.get(key, GONE) != old}
    told = {
        key
        for key in changed & set(latest)
        if (latest[key].old, latest[key].new) == (before[key][0], now.get(key, GONE))
    }
    entered = {_source(key) for key in changed if not before[key][1]}
    for key in sorted(changed - told):
        if not (before[key][1] and _source(key) in entered):
            yield _untold(key, before[key][0], now.get(key, GONE), folder)
    for key, change in latest.items():
        value = now.get(key, GONE)
        if value != change.new and key not in changed - told:
            what = f"the newest entry for {key} says “{change.new}”, but the data say “{value}”"
            remedy = "Correct the entry, or add one for the later change"
            yield Fault(folder / "CHANGELOG.yml", change.line, what, remedy)


def published(folder: Path | None = None) -> dict[str, tuple[str, bool]]:
    """The values as they were last published, by key, each with whether we worked it out."""
    path = Path(folder or current().history, "published.csv")
    rows = csv.DictReader(yamlfile.text_of(path).splitlines() if path.is_file() else ())
    return {row["key"]: (row["value"], row["worked_out"] == "yes") for row in rows}


def publish(known: Dataset, folder: Path | None = None) -> int:
    """Take today's values as the published ones and give their count.

    Raises Faults when one changed without an entry.
    """
    folder = folder or current().history
    if found := list(faults(known, folder)):
        raise Faults(found)
    rows = [
        (key, number.text, "yes" if number.part.how else "no")
        for key, number in known.numbers.items()
    ]
    with Path(folder, "published.csv").open("w", encoding="utf8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *sorted(rows)])
    return len(known.numbers)


def _source(key: str) -> str:
    return key.partition(".")[0]


def _untold(key: str, old: str, new: str, folder: Path) -> Fault:
    path, line = _place(key, folder.parent)
    entry = f'{{key: {key}, from: "{old}", to: "{new}", when: "…", why: …}}'
    return Fault(
        path,
        line,
        f"{key} was published as {old} and is now {new}, without a word about it",
        f"Correct the value, or add to data/history/CHANGELOG.yml: {entry}",
    )


def _place(key: str, folder: Path) -> tuple[Path, int]:
    """The file and line in which the value at `key` stands, or stood."""
    source, *rest = key.split(".")
    path = folder / f"{source}.yml"
    if not path.is_file():
        return folder / "history" / "published.csv", 0
    lines = yamlfile.read(path)[1]
    name, *part = rest
    above = (("outcomes", name), ("harms", "events", name), ("numbers", name))
    inside = [("arms", *part[:1]), ("comparison",), ("comparisons", *part[:1])] if part else []
    places = [(*one, *inner) for inner in (*inside, ()) for one in above]
    return path, next((lines[place] for place in places if place in lines), 1)
