"""What a reviewer sees of each sentence, and how an answer gets into the ledger.

A reviewer judges one sentence at a time, beside what it rests on, what to keep in mind about that,
and what the guessing rules say. An answer is `yes`, `no`, or a note that says what is wrong; a
sentence without an answer stays open. No answer stands for more than one sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from plainresults.evidence import grounds
from plainresults.evidence.grounds import Ground
from plainresults.rules import checking, ledger
from plainresults.rules.corpus import Corpus
from plainresults.rules.page import Page
from plainresults.rules.statements import Statement, of_page


@dataclass(frozen=True)
class Item:
    """One open sentence with all that a reviewer has to see."""

    statement: Statement
    why: str
    grounds: tuple[Ground, ...]
    hints: tuple[str, ...]

    @property
    def shown(self) -> str:
        """The sentence in one line."""
        return " ".join(self.statement.shown.split())


def page_named(book: Corpus, name: str) -> Page:
    """The page or data file called `name`, such as “vegetables”; KeyError when there is none."""
    for page in book.pages:
        file = page.file.removeprefix("chapters/")
        if name.removeprefix("chapters/") in (file, file.rpartition(".")[0]):
            return page
    raise KeyError(f"there is no page “{name}” in this book")


def items(book: Corpus, page: Page, role: str) -> list[Item]:
    """The sentences of a page that still need the check of `role` and can be checked."""
    said: dict[Statement, list[str]] = {}
    for statement, problem in checking.hints(page, book):
        said.setdefault(statement, []).append(f"{problem.rule}: {problem.what}")
    found: dict[str, Item] = {}
    for one in ledger.open_statements(book.root, page, (role,)):
        statement = one.statement
        behind = [grounds.ground(key) for key in statement.keys if key != "ours"]
        if _can_be_checked(statement) and None not in behind:
            known = tuple(ground for ground in behind if ground)
            item = Item(statement, one.why, known, tuple(said.get(statement, ())))
            found.setdefault(statement.id, item)
    return list(found.values())


def unsupported(page: Page) -> list[Statement]:
    """The sentences of a page that rest on nothing: nobody can judge them without a mark."""
    return [statement for statement in of_page(page) if not _can_be_checked(statement)]


def _can_be_checked(statement: Statement) -> bool:
    return statement.free or bool(statement.keys)


def answer(book: Corpus, page: Page, given: dict[str, Any], role: str, day: str) -> int:
    """Put answers by the fingerprint of their sentence into the ledger; how many were put there.

    Raises KeyError for a sentence that is not open in this role.
    """
    entries = ledger.read(book.root, page.file)
    waiting = {item.statement.id: item.statement for item in items(book, page, role)}
    for key, said in given.items():
        if key not in waiting:
            raise KeyError(f"{key} is no sentence of {page.file} that waits for this check")
        ledger.record(entries, waiting[key], role, day, note_of(said))
    ledger.write(book.root, page, entries)
    return len(given)


def note_of(said: Any) -> str:
    """The note in an answer; empty for yes. ValueError for an answer that says nothing."""
    text = {True: "yes", False: "no"}.get(said, str(said).strip()) if said is not None else ""
    if not text:
        raise ValueError("an empty answer is no answer")
    return "" if text.lower() in ("y", "yes") else text


def day_of(role: str, today: str, signed: str) -> str:
    """What the ledger writes for a check of today.

    The check of a person outside the project, or of a researcher of the study, is one that somebody
    can show: `signed` says where the sheet with the person's own answers is. ValueError without.
    """
    if role not in ledger.ROLES:
        raise ValueError(f"“{role}” is no role. The roles are: {', '.join(ledger.ROLES)}")
    if role not in ledger.SIGNED:
        return today
    if not signed.strip():
        raise ValueError(
            f"a check by a {role} is recorded only with --signed and the place where the sheet "
            "with that person's own answers is kept"
        )
    return f"{today}, {signed.strip()}"


def status(book: Corpus) -> Iterator[tuple[str, int, int, dict[str, int]]]:
    """Of each page: its name, its sentences, those that rest on nothing, and the checks by role."""
    for page in book.pages:
        total, checks = ledger.counts(book.root, page)
        name = page.file.removeprefix("chapters/").rpartition(".")[0]
        yield name, total, len(unsupported(page)), checks
