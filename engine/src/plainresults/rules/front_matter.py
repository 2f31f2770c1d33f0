"""The top of each page, and of each of its code cells: whether it can be read and names true
things.

Sphinx and MyST-NB report most of these with a traceback, without a line, or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from plainresults.errors import Fault, Faults, nearest
from plainresults.evidence import schema, store, yamlfile
from plainresults.evidence.dataset import Dataset
from plainresults.evidence.yamlfile import Lines
from plainresults.rendering import html
from plainresults.rules import table_of_contents
from plainresults.rules.corpus import Corpus
from plainresults.rules.rule import book_rule
from plainresults.rules.wording import wording

SCHEMA = Path(__file__).with_suffix(".schema.json")
TOP = re.compile(r"---\n(.*?)^---\s*$", re.DOTALL | re.MULTILINE)
CELL = re.compile(r"^`{3,}\{code-cell\}.*\n(?:---\n(?P<yaml>(?:.*\n)*?)---\n)?", re.MULTILINE)
NEEDED = {
    "source": "the key of the paper in data/sources.bib",
    "card": "the text of its card on the front page, in quotes",
}
KERNEL = "Write kernelspec: {name: python3, display_name: Python 3}"


@book_rule("front-matter", 89, kind="set-up")
def front_matter(book: Corpus) -> Iterator[Fault]:
    """The lines between the dashes at the top of a page name its source and lead. If a machine
    cannot read them, nothing on the page can be held to its data."""
    try:
        known = store.load(book.root / "data")
        names = table_of_contents.pages(book.root)
    except (Fault, Faults):  # which other rules report
        return
    for path in (book.root / f"{name.removesuffix('.md')}.md" for name in names):
        if path.is_file():
            try:
                yield from of_text(yamlfile.text_of(path), path, known)
            except Fault as fault:
                yield fault


def of_text(text: str, path: Path, known: Dataset) -> Iterator[Fault]:
    """What is wrong at the top of the page `text`, or of its cells. Raises Fault for the first
    that is no YAML."""
    top = TOP.match(text)
    meta: dict[str, Any] = {}
    lines: Lines = {}
    if top and top[1].strip():
        meta, lines = yamlfile.parse(top[1], path, 2)
        yield from schema.of_text(top[1], path, SCHEMA.read_text("utf8"), "", 2)
    for field, what, remedy in (*_summary(meta), *_names(meta, known), *_topic(meta)):
        yield Fault(path, lines.get((field,), 1), what, remedy)
    yield from _cells(text, path, meta)


def _summary(meta: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What a summary needs at its top: its paper, its card."""
    if {"source", "lead", "card"} & set(meta):
        for field, what in NEEDED.items():
            if field not in meta:
                needs = f"a summary needs “{field}” in the lines between the dashes"
                yield field, needs, f"Write {field}: {what}"


def _names(meta: dict[str, Any], known: Dataset) -> Iterator[tuple[str, str, str]]:
    """Each name of something that the data do not have."""
    finds: dict[str, Callable[[str], object]] = {
        "source": known.source,
        "lead": known.outcome,
        "card": html.line_of,
        "also": lambda keys: [known.source(key.strip()) for key in keys.split(",") if key.strip()],
    }
    for field, find in finds.items():
        try:
            find(meta[field]) if isinstance(meta.get(field), str) else None
        except KeyError as error:
            what, _, remedy = error.args[0].partition(". ")
            yield field, f"{field}: {what}", remedy


def _topic(meta: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """A topic that the book does not have."""
    topics, topic = wording("topics")["topics"], meta.get("topic")
    if topics and topic is not None and topic not in topics:
        remedy = nearest(str(topic), topics, f"Choose one of wording/topics.yml: {topics}")
        yield "topic", f"topic: the book has no topic “{topic}”", remedy


def _cells(text: str, path: Path, meta: dict[str, Any]) -> Iterator[Fault]:
    """What is wrong with the options of code cells, and with what runs them."""
    for cell in CELL.finditer(text):
        line = text.count("\n", 0, cell.start()) + 1
        if meta.get("file_format") != "mystnb":
            what = "a page with code cells has to say that it is a notebook"
            remedy = "Begin the page with the three lines: ---, file_format: mystnb, ---; or join"
            yield Fault(path, line, what, f"{remedy} them to those that are there")
            return
        if cell["yaml"]:
            yamlfile.parse(cell["yaml"], path, line + 2)
    spec = meta.get("kernelspec")
    kernel = spec.get("name", "python3") if isinstance(spec, dict) else "python3"
    if kernel != "python3":
        yield Fault(path, 1, f"there is no kernel “{kernel}”", KERNEL)
