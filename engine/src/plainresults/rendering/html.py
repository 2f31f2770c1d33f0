"""Numbers and templates as HTML, for the pages and for the charts. There is no Sphinx in here.

A *line* is a list of plain text and `Number`s; wherever it is shown, each number becomes a marked
link to its entry. `ROOT_MARK` stands for the way back to the site's root until a page is written,
`SITE_MARK` for the site's full address, for what people take elsewhere; `resolved` puts both in.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from plainresults.book import current
from plainresults.evidence import access, dates, site, store
from plainresults.evidence.model import Number
from plainresults.evidence.series import BETTER, Stat
from plainresults.execution import dependencies
from plainresults.rendering import content_security

ROOT_MARK = "book-root:"
SITE_MARK = "book-site:"
ENGINE = Path(__file__).parent  # holds the templates, styles and scripts that any book can use
Line = Sequence["str | Number | Stat"]
_shown: list[set[str]] = []  # one set of keys for each `numbers_shown` that is open


def num(number: Number, about: bool = False) -> Markup:
    """`number` as a link to its entry, marked so that a machine can check it.

    With `about`, the text is rounded to a whole number; `data-value` never is.
    """
    part = number.part
    for keys in _shown:
        keys.add(number.key)
    return Markup(
        '<a class="num" href="{}#{}" data-key="{}" data-value="{}" data-about="{}">{}</a>'
    ).format(
        page_of("numbers"),
        number.key,
        number.key,
        part.value,
        f"{part.label} ({part.unit}). {number.origin}",
        about_text(number) if about else number.text,
    )


@contextmanager
def numbers_shown() -> Iterator[set[str]]:
    """The keys of all numbers that are rendered inside the block."""
    keys: set[str] = set()
    _shown.append(keys)
    try:
        yield keys
    finally:
        _shown.pop()


def stat(stat: Stat) -> Markup:
    """`stat` marked so that a machine can check it; without an address, its text alone."""
    if not stat.key:
        return escape(stat.text)
    return Markup(
        '<span class="num" data-key="{}" data-value="{}" data-about="{}">{}</span>'
    ).format(stat.key, stat.value, stat.about, stat.text)


def about_text(number: Number) -> str:
    """The number rounded to a whole one: “about 52”."""
    return f"about {Decimal(str(number.part.value)).quantize(Decimal(1), ROUND_HALF_UP):,}"


def line(parts: Line) -> Markup:
    """A line as HTML."""

    def shown(part: str | Number | Stat) -> Markup:
        if isinstance(part, Number):
            return num(part)
        return stat(part) if isinstance(part, Stat) else escape(part)

    return Markup("").join(map(shown, parts))


def plain(parts: Line) -> str:
    """A line as plain text."""
    return "".join(part if isinstance(part, str) else part.text for part in parts)


def line_of(text: str) -> Line:
    """A line from text with `{num}` roles in it, as front matter holds it; KeyError for an unknown key."""
    return [
        store.number(piece) if index % 2 else piece
        for index, piece in enumerate(re.split(r"\{num\}`([^`]+)`", text))
    ]


def render(template: str, **context: Any) -> str:
    """The text that a template gives; a name that the template needs and does not get is an error.

    A template of the book, in `_templates/`, takes the place of the engine's of the same name.
    In a notebook that runs outside a build, links lead to the published site.
    """
    text = _templates().get_template(template).render(**context)
    return resolved(text, base := site.load().base, base) if _outside_builds() else text


def resolved(text: str, root: str, base: str) -> str:
    """`text` with the way to the site's root and the site's full address in place of their marks."""
    return text.replace(ROOT_MARK, root).replace(SITE_MARK, base)


def _outside_builds() -> bool:
    ipython = sys.modules.get("IPython")
    return bool(ipython and ipython.get_ipython()) and not access.in_build


def page_of(role: str) -> str:
    """The address of the page that has `role`, see `evidence.site`."""
    return f"{ROOT_MARK}{site.page(role)}"


def asset(kind: str, name: str) -> Path:
    """The file `name` of `kind` “templates” or “static”: the book's own where it has one, else the engine's."""
    own = current().root / f"_{kind}" / name
    return own if own.is_file() else ENGINE / kind / name


def load_templates(*names: str) -> None:
    """Compile templates, or else every one, for processes that are forked from this one.

    A changed one is compiled again when it is used.
    """
    for name in names or _templates().list_templates(extensions=["html"]):
        if name != "layout.html":  # Sphinx's own
            _templates().get_template(name)


class _Loader(FileSystemLoader):
    """Notes each template whenever it is used; one that is compiled already is not opened again."""

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        text, path, is_fresh = super().get_source(environment, template)

        def noted() -> bool:
            for folder in (current().templates, ENGINE / "templates"):
                dependencies.note_path(folder / template)
            return is_fresh()

        return text, path, noted


class _Words:
    """The book's words, `store.words()`, looked up when a template names one."""

    def __getattr__(self, name: str) -> Any:
        return getattr(store.words(), name)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=_Loader([current().templates, ENGINE / "templates"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"line": line, "plain": plain, "num": num, "day": dates.day}
    environment.globals |= {
        "root": ROOT_MARK,
        "site_address": SITE_MARK,
        "page_of": page_of,
        "has_page": site.has_page,
        "policy": content_security.policy(),
        "words": _Words(),
        "BETTER": BETTER,
    }
    return environment
