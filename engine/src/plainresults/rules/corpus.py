"""Everything that the rules look at: the pages in reading order, the data's own texts, the glossary."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import count
from pathlib import Path

import yaml

from plainresults.book import current
from plainresults.evidence import store, yamlfile
from plainresults.evidence.dataset import Dataset
from plainresults.rules import marks, table_of_contents
from plainresults.rules.page import Block, Page, Piece
from plainresults.rules.reader import Reader, read_page

LISTED = {
    "question",
    "says",
    "we_use",
    "why",
    "what",
    "for",
    "is",
    "is_not",
    "after",
    "about",
    "short",
    "means",
    "unsure",
    "note",
    "notice",
}  # the same, of a list with a schema of its own
OTHER_TEXTS = {  # files that hold a few words which readers see, and where in them
    "data/tables/datapackage.yaml": {"caveats"},
    "_toc.yml": {"caption", "title"},
    "_config.yml": {"title"},
}
TEXTS = (
    "title",
    "plain",
    "who",
    "label",
    "caution",
    "unknown",
    "says",
    "picks",
)  # the fields of a data file that readers see


@dataclass
class Corpus:
    """The pages, the texts of the data files, and the words that the rules look for."""

    root: Path
    pages: list[Page]
    known: Dataset | None = None

    @classmethod
    def read(cls, root: Path | None = None) -> Corpus:
        """The book at `root`, as `_toc.yml` orders it. Raises Faults when the data do not load."""
        root = root or current().root
        known = store.load(root / "data")
        files = dict.fromkeys(
            f"{name.removesuffix('.md')}.md" for name in table_of_contents.pages(root)
        )
        pages = [
            read_page((root / file).read_text("utf8"), file)
            for file in files
            if (root / file).is_file()
        ]
        for page in pages:  # a text that is included is checked as a page of its own
            for name in page.includes:
                path = (
                    (root / name.lstrip("/"))
                    if name[0] == "/"
                    else (root / page.file).parent / name
                )
                if (
                    path.is_file()
                    and (file := path.resolve().relative_to(root).as_posix()) not in files
                ):
                    files[file] = None
                    pages.append(read_page(path.read_text("utf8"), file))
        texts = [
            read_list(path) if path.stem in known.lists else read_data(path)
            for path in known.files
            if path.suffix == ".yml"
        ]
        others = ((root / file, file, names) for file, names in OTHER_TEXTS.items())
        texts += [read_list(*one) for one in others if one[0].is_file()]
        return cls(root, pages + texts, known)

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
    return yaml.safe_load((current().root / "wording" / f"{name}.yml").read_text("utf8"))


def read_data(path: Path) -> Page:
    """The texts of one data file, as a page; each knows the address that it describes."""
    content, lines = yamlfile.read(path)
    source = path.read_text("utf8").split("\n")
    page, groups = Page(f"data/{path.name}", lines=source), count(1)
    marks.read_yaml(page, 1, source)
    for at, text in _strings(content, ()):
        field_name = next((key for key in reversed(at) if isinstance(key, str)), "")
        if field_name in TEXTS:
            key = f"{path.stem}.{at[1]}"
            key = key if at[0] in ("outcomes", "numbers", "facts") else ""
            outcome = store.load().outcomes.get(key) if at[0] == "outcomes" else None
            line = lines.get(at, 1)
            column = max(source[line - 1].find(text), 0) + 1
            piece = Piece(text, "text", line, column, key=key)
            known = {"group": next(groups), "box": field_name, "outcome": outcome}
            page.blocks.append(Block("data", line, [piece], **known))
    return page


def read_list(path: Path, file: str = "", names: Collection[str] = LISTED) -> Page:
    """The texts of a list that pages show, such as data/contradictions.yml.

    Numbers in them are roles, as in a chapter.
    """
    content, lines = yamlfile.read(path)
    reader = Reader("", file or f"data/{path.name}")
    reader.page.lines, reader.page.is_list = path.read_text("utf8").split("\n"), True
    marks.read_yaml(reader.page, 1, reader.page.lines)
    for at, text in _strings(content, ()):
        if set(names).intersection(at):  # {0} is a figure of the source itself
            reader.text(re.sub(r"\{\d\}", "such", text), lines[at], "data", "list")
    return reader.page


def _strings(value, at: tuple) -> Iterator[tuple[tuple, str]]:
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, (dict, list)):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _strings(inner, (*at, key))
