"""What may stand in a draft, and not on a page that is published: looked for with `--publish`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from plainresults.errors import Fault
from plainresults.evidence import yamlfile
from plainresults.rules.corpus import Corpus
from plainresults.rules.page import Page
from plainresults.rules.rule import Found, book_rule, rule

TO_DO = re.compile(r"\b(?:TO (?:WRITE|ENTER|DO)|TODO|FIXME|XXX)\b")
UNFINISHED = re.compile(
    r"\b(?:is|are) not (?:written|entered|finished|done) yet\b"
    r"|\b(?:could not|have not|did not) read\b[^.]*?\byet\b|\bin what we could read yet\b"
    r"|\b(?:lorem ipsum|TODO|FIXME|tbd)\b",
    re.IGNORECASE,
)
PLACEHOLDER = re.compile(r"(?:.*\.)?(?:example(?:\.(?:com|org|net))?|localhost|invalid|test)")


@rule("unfinished", 116, kind="publish")
def unfinished(page: Page, book: Corpus) -> Found:
    """A page that is published has no part that is still to be written."""
    remedy = "write it, or take the page off _toc.yml until it is written"
    if page.meta.get("draft"):
        yield page.meta_place("draft"), "this page says that it is a draft", remedy
    for line, text in page.comments:
        if TO_DO.search(text):
            yield (line, 1), f"“{text}” is still to be done", remedy
    for block in page.blocks:
        if match := UNFINISHED.search(block.text):
            yield block.place(match.start()), f"“{match[0]}” says that this is unfinished", remedy


@book_rule("placeholder", 117, kind="publish")
def placeholder(book: Corpus) -> Iterator[Fault]:
    """A site that is published has an address of its own, which links, feeds and citations carry."""
    path = book.root / "_config.yml"
    content, lines = yamlfile.read(path)
    address = str((content.get("html") or {}).get("baseurl", ""))
    if is_placeholder(address):
        line = yamlfile.line_of(lines, ("html", "baseurl"))
        remedy = "Write the address that people will type, with a slash at its end"
        yield Fault(path, line, f"baseurl: {address} is only a placeholder", remedy)


def is_placeholder(address: str) -> bool:
    """Whether a web or mail address leads to nobody: empty, or at a host set aside for examples."""
    host = urlsplit(address).hostname or address.rpartition("@")[2] or "localhost"
    return bool(PLACEHOLDER.fullmatch(host))


def still_placeholders(config: Mapping[str, Any]) -> list[str]:
    """Settings of `_config.yml` without an address that leads to somebody, each with its effect."""
    html = config.get("html") or {}
    settings = (config.get("sphinx") or {}).get("config") or {}
    left = {
        "baseurl, so links, feeds and citations name no place": html.get("baseurl"),
        "plainresults_contact, so no page offers to report a mistake": settings.get(
            "plainresults_contact"
        ),
    }
    return [what for what, address in left.items() if is_placeholder(str(address or ""))]
