"""What a rule is, how rules are found, and what a broken one looks like."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

import plainresults.rules
from plainresults.errors import Fault
from plainresults.rules.corpus import Corpus
from plainresults.rules.page import Page, Place

Kind = Literal["set-up", "hard", "hint", "ledger", "publish"]
Found = Iterator[tuple[Place, str, str]]  # what a rule finds: place, what is wrong, how to mend it
PageRule = Callable[[Page, Corpus], Found]
BookRule = Callable[[Corpus], Iterator[Fault]]


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

    The function looks at one page, `of_page`, or at the whole book, `of_book`. Where what it finds
    `may_stand`, an author can say with a reason that one place is right.

    A `set-up` rule looks first, and without it nothing else can. A `hard` rule holds at any time. A
    `hint` guesses what a sentence is about: where a ledger is kept, a reviewer sees it and judges.
    A `ledger` rule holds only where a ledger is kept, a `publish` rule only before publication.
    """

    name: str
    reason: str
    order: int
    kind: Kind = "hard"
    may_stand: bool = True
    of_page: PageRule | None = None
    of_book: BookRule | None = None

    def problems(self, book: Corpus) -> Iterator[Problem]:
        """Every place in `book` that breaks the rule and does not say that it may."""
        for fault in self.of_book(book) if self.of_book else ():
            file, line = book.shown(fault.file), max(fault.line, 1)
            yield Problem(file, line, 1, self.name, fault.what, fault.remedy)
        for page in book.pages:
            yield from self.problems_on(page, book)

    def problems_on(self, page: Page, book: Corpus) -> Iterator[Problem]:
        """Every place on one page that breaks the rule."""
        for (line, column), what, remedy in self.of_page(page, book) if self.of_page else ():
            if not self.may_stand:
                yield Problem(page.file, line, column, self.name, what, remedy)
            elif self.name not in page.allowed.get(line, ()):
                stop = "" if remedy.endswith(("?", ".", "”")) else "."
                remedy = f"{remedy}{stop} {_exemption(page, line, self.name)}"
                yield Problem(page.file, line, column, self.name, what, remedy)


def _exemption(page: Page, line: int, name: str) -> str:
    """How an author says that one place is right as it stands."""
    last = max(page.meta_lines.values(), default=0)
    yaml = page.is_data or line <= last
    sign = "#" if yaml else ".." if line in page.glossary_lines else "%"
    return f"Right as it stands? Write above it: {sign} allow {name}: reason"


_rules: dict[str, Rule] = {}


def rule(
    name: str, order: int, kind: Kind = "hard", may_stand: bool = True
) -> Callable[[PageRule], PageRule]:
    """Mark a function as a rule on each page. `order` is its place in the list of rules."""

    def mark(function: PageRule) -> PageRule:
        _rules[name] = Rule(name, _reason(function), order, kind, may_stand, of_page=function)
        return function

    return mark


def book_rule(name: str, order: int, kind: Kind = "hard") -> Callable[[BookRule], BookRule]:
    """Mark a function as a rule on the whole book."""

    def mark(function: BookRule) -> BookRule:
        _rules[name] = Rule(name, _reason(function), order, kind, False, of_book=function)
        return function

    return mark


def _reason(function: Callable[..., object]) -> str:
    return " ".join((function.__doc__ or "").split())


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule of this package, in their order."""
    for module in pkgutil.iter_modules(plainresults.rules.__path__, "plainresults.rules."):
        importlib.import_module(module.name)
    return tuple(sorted(_rules.values(), key=lambda one: (one.order, one.name)))


def named(name: str) -> Rule:
    """The rule called `name`; KeyError when there is none."""
    return {one.name: one for one in all_rules()}[name]
