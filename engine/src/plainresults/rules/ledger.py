"""The ledger: which sentence was checked by whom against what, and what is still to be checked.

`data/ledger/<page>.yml` has one line for each sentence: its fingerprint, how it begins, what it
rests on with a fingerprint of each, and the day of each check by role. A sentence that is new or
was changed, or whose facts changed, has no entry that fits, and is open until somebody reads it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from plainresults.evidence import grounds, yamlfile
from plainresults.rules.corpus import Corpus
from plainresults.rules.marks import OURS
from plainresults.rules.page import Page
from plainresults.rules.rule import Problem
from plainresults.rules.statements import Statement, of_page

ROLES = {
    "author": "a reading by whoever wrote or last changed the sentence, with its facts open",
    "second reader": "another reading inside the project, which had only its facts before it",
    "translator": "a reading by whoever put it into another language, with the original open",
    "person outside the project": "a person who does not work on this book",
    "researcher of the study": "one of the people who did the study",
}
SIGNED = ("person outside the project", "researcher of the study")
HEAD = (
    "# Kept by `plainresults review`: each sentence, what it rests on, who checked it and when.\n"
)


@dataclass
class Entry:
    """What the ledger knows of one sentence."""

    begins: str
    rests_on: dict[str, str]
    checks: dict[str, str] = field(default_factory=dict)
    note: str = ""

    def changed(self) -> list[str]:
        """The addresses whose content is not what it was when the sentence was checked."""
        return [key for key, was in self.rests_on.items() if was != print_of(key)]


@dataclass(frozen=True)
class Open:
    """A sentence that somebody has to look at, and why."""

    statement: Statement
    why: str
    entry: Entry | None


def print_of(key: str) -> str:
    """A fingerprint of what stands behind `key`; empty when there is nothing."""
    found = grounds.ground(key) if key != OURS else None
    return found.print if found else ""


def place(root: Path, file: str) -> Path:
    """Where the ledger of a page is: chapters/vegetables.md has data/ledger/vegetables.yml."""
    return root / "data" / "ledger" / Path(file.removeprefix("chapters/")).with_suffix(".yml")


def read(root: Path, file: str) -> dict[str, Entry]:
    """The entries of a page by fingerprint. Raises Fault when the file cannot be read."""
    path = place(root, file)
    if not path.is_file():
        return {}
    content, _ = yamlfile.read(path)
    return {key: _entry(fields) for key, fields in content.items()}


def _entry(fields: Mapping[str, Any]) -> Entry:
    checks = {role: str(fields[role]) for role in ROLES if role in fields}
    return Entry(fields["begins"], fields.get("rests_on", {}), checks, fields.get("note", ""))


def write(root: Path, page: Page, entries: Mapping[str, Entry]) -> Path:
    """Write the entries of the sentences that the page has now, in its order."""
    path = place(root, page.file)
    path.parent.mkdir(parents=True, exist_ok=True)
    wanted = dict.fromkeys(statement.id for statement in of_page(page))
    lines = [_line(key, entries[key]) for key in wanted if key in entries]
    if lines:
        path.write_text("".join([HEAD, *lines]), "utf8")
    else:
        path.unlink(missing_ok=True)
    return path


def _line(key: str, entry: Entry) -> str:
    fields = {"begins": entry.begins, "rests_on": entry.rests_on, **entry.checks}
    fields |= {"note": entry.note} if entry.note else {}
    text = yaml.safe_dump(
        fields, default_flow_style=True, sort_keys=False, allow_unicode=True, width=10**6
    )
    return f"'{key}': {text}"


def open_statements(root: Path, page: Page, roles: tuple[str, ...]) -> Iterator[Open]:
    """The sentences of a page that not everybody in `roles` has let in as they stand."""
    entries = read(root, page.file)
    for statement in of_page(page):
        entry = entries.get(statement.id)
        if entry is None:
            yield Open(statement, "this sentence is new or changed", None)
        elif changed := entry.changed():
            yield Open(statement, f"what it rests on has changed: {', '.join(changed)}", entry)
        elif entry.note:
            yield Open(statement, f"a reader did not let it in: {entry.note}", entry)
        elif missing := [role for role in roles if role not in entry.checks]:
            yield Open(statement, f"not yet checked by: {', '.join(missing)}", entry)


def record(
    entries: dict[str, Entry], statement: Statement, role: str, day: str, note: str = ""
) -> None:
    """Put one check, or with `note` one objection, into `entries`.

    A check counts for the sentence and its facts as they are now: checks of older content go.
    """
    rests_on = {key: print_of(key) for key in statement.keys}
    old = entries.get(statement.id)
    checks = dict(old.checks) if old and old.rests_on == rests_on else {}
    if note:
        checks.pop(role, None)
    else:
        checks[role] = day
    begins = " ".join(statement.shown.split()[:6])
    entries[statement.id] = Entry(begins, rests_on, checks, f"{role}: {note}" if note else "")


def problems(book: Corpus, needed: tuple[str, ...]) -> Iterator[Problem]:
    """Every sentence of the book that is not let in, at its line."""
    for page in book.pages:
        name = Path(page.file.removeprefix("chapters/")).with_suffix("").as_posix()
        for one in open_statements(book.root, page, needed):
            shown = " ".join(one.statement.shown.split())
            said = shown if len(shown) < 60 else f"{shown[:57]}…"
            what = f"“{said}”: {one.why}"
            yield Problem(
                page.file, *one.statement.place, "ledger", what, f"plainresults review {name}"
            )


def counts(root: Path, page: Page) -> tuple[int, dict[str, int]]:
    """How many sentences a page has, and how many were checked in each role as they stand."""
    entries, statements = read(root, page.file), of_page(page)
    fit = [
        entry
        for statement in statements
        if (entry := entries.get(statement.id)) and not entry.changed() and not entry.note
    ]
    return len(statements), {role: sum(role in entry.checks for entry in fit) for role in ROLES}
