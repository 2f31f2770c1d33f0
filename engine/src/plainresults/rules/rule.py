"""What a rule is, how rules are found, and what a broken one looks like."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

import plainresults.rules

Kind = Literal["hard", "hint", "ledger"]


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

    A `hard` rule holds at any time. A `hint` guesses what a sentence is about: where a ledger is kept,
    a reviewer sees it and judges. A `ledger` rule holds only where a ledger is kept.
    """

    name: str
    reason: str
    find: Callable
    whole_book: bool
    order: int
    kind: Kind = "hard"

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
                remedy = f"{remedy}. {_exemption(page, line, self.name)}"
                yield Problem(page.file, line, column, self.name, what, remedy)


def _exemption(page, line: int, name: str) -> str:
    """How an author says that one place is right as it stands."""
    last = max(page.meta_lines.values(), default=0)
    yaml = page.is_data or line <= last
    sign = "#" if yaml else ".." if line in page.glossary_lines else "%"
    return f"Right as it stands? Write above it: {sign} allow {name}: reason"


def rule(name: str, order: int, whole_book: bool = False, kind: Kind = "hard") -> Callable:
    """Mark a function as a rule. `order` is its place in the list of rules."""

    def mark(function):
        reason = " ".join(function.__doc__.split())
        function.rule = Rule(name, reason, function, whole_book, order, kind)
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


def named(name: str) -> Rule:
    """The rule called `name`; KeyError when there is none."""
    return {one.name: one for one in all_rules()}[name]
