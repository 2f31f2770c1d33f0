"""Everything that the rules look at: the pages in reading order, the data's own texts, the glossary."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import count
from pathlib import Path

import yaml

from hcs import data, yamlfile
from hcs.fault import ROOT
from hcs.rules.page import Block, Page, Piece
from hcs.rules.reader import read_page

TEXTS = ("title", "plain", "who", "label", "caution", "unknown")  # the fields of a data file that readers see


@dataclass
class Book:
    """The pages, the texts of the data files, and the words that the rules look for."""

    root: Path
    pages: list[Page]
    known: data.Dataset | None = None
    missing: list[tuple[int, str]] = field(default_factory=list)

    @classmethod
    def read(cls, root: Path = ROOT) -> Book:
        """The book at `root`, as `_toc.yml` orders it. Raises Faults when the data do not load."""
        known = data.load(root / "data")
        names = _in_toc(root / "_toc.yml")
        files = [(line, name, root / f"{name}.md") for line, name in names]
        pages = [read_page(path.read_text("utf8"), f"{name}.md") for _, name, path in files if path.is_file()]
        texts = [read_data(path) for path in known.files if path.suffix == ".yml"]
        return cls(root, pages + texts, known, [(line, name) for line, name, path in files if not path.is_file()])

    @property
    def chapters(self) -> list[Page]:
        """The pages that people read."""
        return [page for page in self.pages if not page.is_data]

    @property
    def summaries(self) -> list[Page]:
        """The summaries of papers."""
        return [page for page in self.pages if page.is_summary]

    @cached_property
    def glossary(self) -> dict[str, Page]:
        """Every explained term in lower case, and the page that explains it."""
        return {term.lower(): page for page in self.chapters for term in page.glossary}


@cache
def wording(name: str):
    """The list `wording/<name>.yml`."""
    return yaml.safe_load((ROOT / "wording" / f"{name}.yml").read_text("utf8"))


def read_data(path: Path) -> Page:
    """The texts of one data file, as a page."""
    content, lines = yamlfile.read(path)
    source = path.read_text("utf8").split("\n")
    page, groups = Page(f"data/{path.name}", lines=source), count(1)
    for section in ("outcomes", "numbers"):
        for name, fields in content.get(section, {}).items():
            outcome = data.load().outcomes.get(f"{path.stem}.{name}") if section == "outcomes" else None
            for field_name in TEXTS:
                value, at = fields.get(field_name, ()), (section, name, field_name)
                for index, text in enumerate([value] if isinstance(value, str) else value):
                    line = lines.get(at if isinstance(value, str) else (*at, index), 1)
                    column = max(source[line - 1].find(text), 0) + 1
                    page.blocks.append(Block("data", line, [Piece(text, "text", line, column)], group=next(groups),
                                             box=field_name, outcome=outcome))
    return page


def _in_toc(path: Path) -> list[tuple[int, str]]:
    lines = enumerate(path.read_text("utf8").split("\n"), 1)
    return [(line, match[1].removesuffix(".md")) for line, text in lines
            if (match := re.match(r"\s*(?:-\s*)?(?:file|root):\s*([\w./-]+)\s*$", text))]
