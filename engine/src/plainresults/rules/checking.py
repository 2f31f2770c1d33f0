"""One look at the whole book: what breaks a rule, and what nobody has let in yet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from plainresults.book import current
from plainresults.errors import Fault
from plainresults.evidence import yamlfile
from plainresults.rules import ledger
from plainresults.rules.corpus import Corpus
from plainresults.rules.page import Page
from plainresults.rules.rule import Problem, all_rules
from plainresults.rules.statements import Statement, of_page


def check(root: Path | None = None, publish: bool = False) -> list[Problem]:
    """Every problem of the book at `root`, by file and line; with `publish`, of a draft as well.

    Without a set-up that holds no page can be checked, so then its problems come alone.
    """
    root = root or current().root
    if broken := set_up_problems(root):
        return broken
    book, roles = Corpus.read(root), needed_roles(root)
    kinds = ("hard", "ledger" if roles else "hint", *(("publish",) if publish else ()))
    asked = [one for one in all_rules() if one.kind in kinds]
    found = {problem for one in asked for problem in one.problems(book)}
    try:
        found |= set(ledger.problems(book, roles)) if roles else set()
    except Fault as fault:
        shown = current().shown(fault.file)
        found.add(Problem(shown, fault.line, 1, "ledger", fault.what, fault.remedy))
    return sorted(found)


def set_up_problems(root: Path) -> list[Problem]:
    """What no build of the book at `root` survives; no page's text is read for it.

    What several rules stumble over is told once, by the first of them.
    """
    book = Corpus(root, [])
    found: dict[tuple[str, int, str], Problem] = {}
    for one in all_rules():
        for problem in one.problems(book) if one.kind == "set-up" else ():
            found.setdefault((problem.file, problem.line, problem.what), problem)
    return sorted(found.values())


def needed_roles(root: Path) -> tuple[str, ...]:
    """Who has to let in each sentence, from `plainresults_ledger` in `_config.yml`.

    `true`, or no such line, asks for the author, a list for each of its roles, `false` for nobody.
    """
    path = root / "_config.yml"
    content, lines = yamlfile.read(path) if path.is_file() else ({}, {})
    asked = content.get("sphinx", {}).get("config", {}).get("plainresults_ledger", True)
    if isinstance(asked, bool):
        return ("author",) if asked else ()
    if unknown := [role for role in asked if role not in ledger.ROLES]:
        line = lines.get(("sphinx", "config", "plainresults_ledger"), 1)
        what = f"plainresults_ledger: “{unknown[0]}” is no role"
        raise Fault(path, line, what, f"The roles are: {', '.join(ledger.ROLES)}")
    return tuple(asked)


def hints(page: Page, book: Corpus) -> Iterator[tuple[Statement, Problem]]:
    """What the guessing rules say, each beside the statement that it is about."""
    statements = of_page(page)
    for one in all_rules():
        for problem in one.problems_on(page, book) if one.kind == "hint" else ():
            place = (problem.line, problem.column)
            before = [statement for statement in statements if statement.place <= place]
            if before:
                yield before[-1], problem
