"""What a rule is, how rules are found, and what a broken one looks like."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import plainresults.rules
from plainresults.book import current


@dataclass(frozen=True, order=True)
class Problem:
    """One broken rule, in a file at a line and a column (both from 1)."""

    file: str
    line: int
    column: int
    rule: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.rule}: {self.message}"

    @property
    def message(self) -> str:
        """What is wrong and how to mend it, for places that show file and line themselves."""
        return f"{self.what}; {self.remedy}"


@dataclass(frozen=True)
class Rule:
    """A rule: its name, the reason for it, and the function that looks for what breaks it.

    The function takes (page, book) and yields ((line, column), what, remedy); a rule on the whole
    book takes (book) and yields (file, line, what, remedy).
    """

    name: str
    reason: str
    find: Callable
    whole_book: bool
    order: int

    def problems(self, book) -> Iterator[Problem]:
        """Every place in `book` that breaks the rule and does not say that it may."""
        if self.whole_book:
            yield from (
                Problem(file, line, 1, self.name, what, remedy)
                for file, line, what, remedy in self.find(book)
            )
            return
        for page in book.pages:
            yield from self.problems_on(page, book)

    def problems_on(self, page, book) -> Iterator[Problem]:
        """Every place on one page that breaks the rule."""
        for (line, column), what, remedy in self.find(page, book):
            if self.name not in page.allowed.get(line, ()):
                yield Problem(page.file, line, column, self.name, what, remedy)


def rule(name: str, order: int, whole_book: bool = False) -> Callable:
    """Mark a function as a rule. `order` is its place in the list of rules."""

    def mark(function):
        function.rule = Rule(name, " ".join(function.__doc__.split()), function, whole_book, order)
        return function

    return mark


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every function of this package that is marked as a rule, in their order."""
    found = set()
    for module in pkgutil.iter_modules(plainresults.rules.__path__, "plainresults.rules."):
        members = vars(importlib.import_module(module.name)).values()
        found |= {
            member.rule for member in members if isinstance(getattr(member, "rule", None), Rule)
        }
    return tuple(sorted(found, key=lambda one: (one.order, one.name)))


def check(root: Path | None = None) -> list[Problem]:
    """Every problem of the book at `root`, by file and line.

    Without data that load and a table of contents no page can be checked, so then these come alone.
    """
    from plainresults.rules.corpus import Corpus

    root = root or current().root

    if broken := sorted(
        problem
        for name in ("data", "missing-page")
        for problem in named(name).problems(Corpus(root, []))
    ):
        return broken
    book = Corpus.read(root)
    return sorted({problem for one in all_rules() for problem in one.problems(book)})


def named(name: str) -> Rule:
    """The rule called `name`; KeyError when there is none."""
    return {one.name: one for one in all_rules()}[name]
