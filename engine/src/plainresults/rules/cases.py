"""Planted faults and honest texts: examples of each rule, which are its tests too.

A folder of cases has one file for each rule. A case has a `name` and either the `text` of a page
(of `_toc.yml` for the rule `missing-page`) or an `edit` of a file: the `file`, seen from `data/` or
from the book, and either `new` for all of it or `old` with what takes its place. With both, the page
stands in the book as it is after the edit.
A `broken` case says at which `line` the rule must speak, or a text that this line holds (`at`), and
what it `says`; an `honest` one is silent.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from plainresults.book import current, instead
from plainresults.evidence import access, store
from plainresults.rules.corpus import Corpus
from plainresults.rules.reader import read_page
from plainresults.rules.rule import Problem, Rule, named

PAGE, TOC = "chapters/example.md", "_toc.yml"
PARTS = ("data", "chapters", "wording", "index.md", "_toc.yml", "_config.yml")


def folder() -> Path:
    """Where the book's own cases are."""
    return current().root / "tests" / "faults"


@dataclass(frozen=True)
class Case:
    """One example of a rule, broken or kept."""

    rule: str
    name: str
    broken: bool
    text: str = ""
    edit: dict[str, str] = field(default_factory=dict)
    line: int = 0
    at: str = ""
    says: str = ""

    def problems(self) -> list[Problem]:
        """What the rule finds in this case."""
        return self.found()[0]

    @property
    def is_found(self) -> bool:
        """Whether the rule says what it must, where it must."""
        found, here = self.found()
        says = {problem.line for problem in found if self.says in problem.message}
        return bool(says & here) if here else bool(says)

    def found(self) -> tuple[list[Problem], set[int]]:
        """What the rule finds in this case, and the lines at which it must."""
        rule = named(self.rule)
        if self.edit and self.text:
            return self._in_edited_book(rule), {self.line}
        if rule.of_book or self.edit:
            with tempfile.TemporaryDirectory() as place:
                root = _copy(Path(place).resolve())
                path = self._plant(root)
                book = Corpus(root, []) if rule.kind == "set-up" else Corpus.read(root)
                found = sorted(set(rule.problems(book)))
                rows = enumerate(path.read_text("utf8").split("\n"), 1)
                holds = {line for line, row in rows if self.at and self.at in row}
                return found, {self.line} if self.line else holds
        page, book = read_page(self.text, PAGE), _book()
        pages = [other for other in book.pages if not (page.glossary and other.glossary)]
        on_page = rule.problems_on(page, Corpus(book.root, [page, *pages], book.known))
        return sorted(set(on_page)), {self.line}

    def _in_edited_book(self, rule: Rule) -> list[Problem]:
        """What the rule finds on the page, with the data of an edited copy of the book."""
        with tempfile.TemporaryDirectory() as place:
            root = _copy(Path(place).resolve())
            self._plant(root)
            with instead(root), access.anew():
                page = read_page(self.text, PAGE)
                return sorted(set(rule.problems_on(page, Corpus(root, [page], store.load()))))

    def _plant(self, root: Path) -> Path:
        """Put the case into a copy of the book; gives the file that it is in."""
        if self.edit:
            name = self.edit["file"]
            path = root / name if "/" in name or (root / name).exists() else root / "data" / name
            before = path.read_text("utf8") if path.exists() else ""
            old, new = self.edit.get("old"), self.edit["new"]
            if old is not None and old not in before:
                raise ValueError(f"{self.name}: “{old}” is not in {name}")
            path.write_text(new if old is None else before.replace(old, new, 1), "utf8")
            return path
        path = root / (TOC if self.rule == "missing-page" else PAGE)
        if path.name != TOC:
            listed = f"format: jb-book\nroot: index\nchapters:\n- file: {PAGE[:-3]}\n"
            (root / TOC).write_text(listed, "utf8")
        path.write_text(self.text, "utf8")
        return path


@access.kept
def all_cases() -> dict[str, list[Case]]:
    """Every case of the book, by rule; the broken ones first."""
    return {path.stem: list(cases_in(path)) for path in sorted(folder().glob("*.yml"))}


def cases_in(path: Path) -> Iterator[Case]:
    """The cases of the rule that the file at `path` is named for."""
    content = yaml.safe_load(path.read_text("utf8"))
    for kind in ("broken", "honest"):
        for case in content.get(kind, ()):
            yield Case(path.stem, broken=kind == "broken", **case)


@access.kept
def _book() -> Corpus:
    return Corpus.read()


def _copy(root: Path) -> Path:
    """A copy in `root` of what rules look at."""
    for name in PARTS:
        path = current().root / name
        if path.is_dir():
            shutil.copytree(path, root / name)
        elif path.is_file():
            shutil.copy(path, root / name)
    return root
