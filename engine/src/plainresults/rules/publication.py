"""What may stand in a draft, and not on a page that is published: looked for with `--publish`."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
    if PLACEHOLDER.fullmatch(urlsplit(address).hostname or "localhost"):
        line = yamlfile.line_of(lines, ("html", "baseurl"))
        remedy = "Write the address that people will type, with a slash at its end"
        yield Fault(path, line, f"baseurl: {address} is only a placeholder", remedy)
