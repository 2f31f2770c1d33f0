"""The texts of data files that readers see, as pages for the rules to look at."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import count
from pathlib import Path
from typing import Any

from plainresults.evidence import store, yamlfile
from plainresults.evidence.dataset import Dataset
from plainresults.evidence.yamlfile import Place
from plainresults.rules import marks
from plainresults.rules.page import Block, Page, Piece
from plainresults.rules.reader import Reader

# The fields that readers see: of a source's file, of a list with a schema of its own, and of files
# that hold a few such words.
TEXTS = {"title", "plain", "who", "label", "caution", "unknown", "says", "picks"}
LISTED = {"question", "says", "we_use", "why", "what", "for", "is", "is_not", "after", "about"}
LISTED |= {"short", "means", "unsure", "note", "notice"}
OTHER_TEXTS = {
    "data/tables/datapackage.yaml": {"caveats"},
    "_toc.yml": {"caption", "title"},
    "_config.yml": {"title"},
}


def read_all(root: Path, known: Dataset) -> list[Page]:
    """The texts of every data file of the book at `root`, and of the other files that have some."""
    files = [path for path in known.files if path.suffix == ".yml"]
    pages = [read_list(p) if p.stem in known.lists else read_data(p) for p in files]
    others = ((root / file, file, names) for file, names in OTHER_TEXTS.items())
    return pages + [read_list(*one) for one in others if one[0].is_file()]


def read_data(path: Path) -> Page:
    """The texts of one data file, as a page; each knows the address that it describes."""
    content, lines = yamlfile.read(path)
    source = path.read_text("utf8").split("\n")
    page, groups = Page(f"data/{path.name}", lines=source), count(1)
    marks.read_yaml(page, 1, source)
    for at, text in _strings(content, ()):
        field_name = next((key for key in reversed(at) if isinstance(key, str)), "")
        if field_name in TEXTS:
            has_address = at[0] in ("outcomes", "numbers", "facts")
            key = f"{path.stem}.{at[1]}" if has_address else ""
            outcome = store.load().outcomes.get(key) if at[0] == "outcomes" else None
            line = lines.get(at, 1)
            column = max(source[line - 1].find(text), 0) + 1
            piece = Piece(text, "text", line, column, key=key)
            group = next(groups)
            block = Block("data", line, [piece], 0, group, box=field_name, outcome=outcome)
            page.blocks.append(block)
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


def _strings(value: Any, at: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, (dict, list)):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _strings(inner, (*at, key))
