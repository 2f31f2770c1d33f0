"""The planted faults and honest texts of `tests/faults/`, one file for each rule.

A case has a `name` and either the `text` of a page or an `edit` of a data file (file, old, new).
A `broken` case says at which `line` the rule must speak and what it `says`; an `honest` one is silent.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

from plainresults.book import current
from plainresults.rules.corpus import Corpus
from plainresults.rules.reader import read_page
from plainresults.rules.rule import Problem, named


def folder() -> Path:
    """Where the cases are: one file for each rule."""
    return current().root / "tests" / "faults"


PAGE = "chapters/example.md"


@dataclass(frozen=True)
class Case:
    """One example of a rule, broken or kept."""

    rule: str
    name: str
    broken: bool
    text: str = ""
    edit: dict = field(default_factory=dict)
    line: int = 0
    says: str = ""

    def problems(self) -> list[Problem]:
        """What the rule finds in this case."""
        return sorted(set(self._in_data() if self.edit else self._in_page()))

    def _in_page(self):
        rule, book = named(self.rule), _book()
        if rule.whole_book:
            with tempfile.TemporaryDirectory() as folder:
                root = _copy(Path(folder))
                (root / "_toc.yml").write_text(self.text, "utf8")
                return list(rule.problems(Corpus(root, [])))
        page = read_page(self.text, PAGE)
        pages = [page, *(other for other in book.pages if not (page.glossary and other.glossary))]
        return list(rule.problems_on(page, Corpus(book.root, pages, book.known)))

    def _in_data(self):
        with tempfile.TemporaryDirectory() as folder:
            root = _copy(Path(folder))
            path = root / "data" / self.edit["file"]
            before = path.read_text("utf8") if path.exists() else ""
            if self.edit.get("old", "") not in before:
                raise ValueError(f"{self.name}: “{self.edit['old']}” is not in {self.edit['file']}")
            path.write_text(
                before.replace(self.edit["old"], self.edit["new"], 1)
                if "old" in self.edit
                else self.edit["new"],
                "utf8",
            )
            rule = named(self.rule)
            return list(
                rule.problems(Corpus(root, []) if rule.name == "data" else Corpus.read(root))
            )


@cache
def all_cases() -> dict[str, list[Case]]:
    """Every case, by rule; the broken ones first."""
    found = {}
    for path in sorted(folder().glob("*.yml")):
        content = yaml.safe_load(path.read_text("utf8"))
        found[path.stem] = [
            Case(path.stem, broken=kind == "broken", **case)
            for kind in ("broken", "honest")
            for case in content[kind]
        ]
    return found


@cache
def _book() -> Corpus:
    return Corpus.read()


def _copy(folder: Path) -> Path:
    root = folder.resolve()
    for name in ("data", "chapters"):
        shutil.copytree(current().root / name, root / name)
    for name in ("index.md", "_toc.yml"):
        shutil.copy(current().root / name, root / name)
    return root
