"""What no build survives: `_config.yml`, the table of contents, `wording/` and the data.

These rules are the first to look, before any page is read: Jupyter Book and Sphinx would report a
mistake here with a traceback, without a line, or not at all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from plainresults.errors import Fault, Faults, nearest
from plainresults.evidence import history, moved, schema, site, store, tables, yamlfile
from plainresults.rules import table_of_contents, wording
from plainresults.rules.corpus import Corpus
from plainresults.rules.rule import book_rule

EXTENSION = "plainresults.sphinx"
OWN_SETTINGS = ("plainresults_contact", "plainresults_ledger", "plainresults_rules")
DRAFT = re.compile(r"---\n(?:.*\n)*?draft: true\n(?:.*\n)*?---\n")
ADDRESS = re.compile(r"https?://\S+/")


@book_rule("set-up", 102, kind="set-up")
def set_up(book: Corpus) -> Iterator[Fault]:
    """Every line of the set-up is one that Jupyter Book knows, the site's address ends with a
    slash, and the checks of this book take part in its build."""
    path = book.root / "_config.yml"
    yield from _raised(lambda: schema.faults(path, _config_schema(), "See jupyterbook.org"))
    yield from _raised(lambda: list(_settings(path)))


def _settings(path: Path) -> Iterator[Fault]:
    content, lines = yamlfile.read(path)
    sphinx, address = content.get("sphinx") or {}, (content.get("html") or {}).get("baseurl")
    extensions = [*(sphinx.get("local_extensions") or {}), *(sphinx.get("extra_extensions") or ())]
    if EXTENSION not in extensions:
        line = yamlfile.line_of(lines, ("sphinx", "extra_extensions"))
        remedy = f"Add under sphinx: extra_extensions: [{EXTENSION}]"
        yield Fault(path, line, "nothing here is checked, as the engine takes no part", remedy)
    if not ADDRESS.fullmatch(str(address or "")):
        line = yamlfile.line_of(lines, ("html", "baseurl"))
        remedy = "Write under html: baseurl: https://…/, with the slash at its end"
        yield Fault(path, line, f"baseurl: “{address or ''}” is no address of a site", remedy)
    for name in sphinx.get("config") or {}:
        if name.startswith("plainresults_") and name not in OWN_SETTINGS:
            line = yamlfile.line_of(lines, ("sphinx", "config", name))
            hint = nearest(name, OWN_SETTINGS, f"Known are {', '.join(OWN_SETTINGS)}")
            yield Fault(path, line, f"“{name}” means nothing here", hint)


@cache
def _config_schema() -> str:
    """Jupyter Book's schema, which takes any unknown line, with all the lines that it knows."""
    home = files("jupyter_book")
    shape = json.loads(home.joinpath("config_schema.json").read_text("utf8"))
    known = yaml.safe_load(home.joinpath("default_config.yml").read_text("utf8"))
    _close(shape, known)
    return json.dumps(shape)


def _close(shape: dict[str, Any], known: dict[str, Any]) -> None:
    """Let `shape` refuse lines that neither itself nor `known` has."""
    fields = shape.setdefault("properties", {})
    for key, value in known.items():
        inner = fields.setdefault(key, {})
        if isinstance(value, dict):
            _close(inner, value)
    shape["additionalProperties"] = False


@book_rule("missing-page", 112, kind="set-up")
def missing_page(book: Corpus) -> Iterator[Fault]:
    """Every page that the table of contents names is there."""
    yield from _raised(lambda: list(table_of_contents.faults(book.root)))


@book_rule("page-with-role", 115, kind="set-up")
def page_with_role(book: Corpus) -> Iterator[Fault]:
    """Every page and file that the site's part of data/study.yml names is there."""
    yield from _raised(lambda: list(site.faults(table_of_contents.pages(book.root))))


@book_rule("unlisted-page", 114)
def unlisted_page(book: Corpus) -> Iterator[Fault]:
    """A page that no table of contents lists is not built, and nobody finds it, so it says that it
    is a draft."""
    listed = {page.file for page in book.pages} | book.included
    folders = {Path(page.file).parent for page in book.chapters} - {Path()}
    for folder in sorted(folders):
        for path in sorted((book.root / folder).glob("*.md")):
            name = (folder / path.name).as_posix()
            if name not in listed and not DRAFT.match(yamlfile.text_of(path)):
                line = f"- file: {name.removesuffix('.md')}"
                remedy = f"Add it to _toc.yml, “{line}”, or write “draft: true” at its top"
                yield Fault(path, 1, "this page is in no table of contents", remedy)


@book_rule("wording", 103, kind="set-up")
def words(book: Corpus) -> Iterator[Fault]:
    """The lists of words that rules look for can be read, and each pattern in them works."""
    yield from wording.faults(book.root)


@book_rule("data", 101, kind="set-up")
def data_holds_together(book: Corpus) -> Iterator[Fault]:
    """Values that belong together must agree: a value lies in its interval, a ratio fits its two
    rates, a P value fits its interval, parts add up to their whole. Each field has its shape, each
    file its source."""
    yield from _raised(lambda: _nothing(store.load(book.root / "data")))


@book_rule("tables", 104, kind="set-up")
def tables_can_be_read(book: Corpus) -> Iterator[Fault]:
    """Each public table is there, is described, and holds figures only."""
    yield from _raised(lambda: _nothing(tables.load(book.root / "data" / "tables")))


@book_rule("history", 105, kind="set-up")
def history_is_told(book: Corpus) -> Iterator[Fault]:
    """No published value changes, or goes, without a word about it."""
    if not list(data_holds_together(book)):
        known, folder = store.load(book.root / "data"), book.root / "data" / "history"
        yield from _raised(lambda: list(history.faults(known, folder)))


@book_rule("moved", 118, kind="set-up")
def moved_is_told(book: Corpus) -> Iterator[Fault]:
    """Every page that was published is there, or its readers are led on. A link to it stands in
    places that nobody of this book knows."""

    def look() -> list[Fault]:
        pages = [name.removesuffix(".md") for name in table_of_contents.pages(book.root)]
        return list(moved.faults(pages, folder=book.root / "data" / "history"))

    yield from _raised(look)


def _nothing(_loaded: object) -> tuple[Fault, ...]:
    """What is wrong with something that has been loaded."""
    return ()


def _raised(look: Callable[[], Iterable[Fault]]) -> Iterable[Fault]:
    """The faults that `look` gives or raises."""
    try:
        return look()
    except Fault as fault:
        return [fault]
    except Faults as faults:
        return faults.faults
