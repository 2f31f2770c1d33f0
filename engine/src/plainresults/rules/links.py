"""Links lead somewhere: inside the book to a page and a place, outside to an address that can be one."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from plainresults.errors import Fault, nearest
from plainresults.evidence import store
from plainresults.evidence.papers import papers
from plainresults.rules import table_of_contents
from plainresults.rules.corpus import Corpus, wording
from plainresults.rules.page import Page
from plainresults.rules.rule import rule

OUTSIDE = re.compile(r"https://[\w-]+(?:\.[\w-]+)+(?:[/?#][^\s<>\"]*)?")


@rule("dead-link", 110)
def dead_link(page: Page, book: Corpus) -> Iterator:
    """A link that leads nowhere costs a reader's trust. Links inside the book are followed to the page
    and the heading; links to the outside must be a well-formed https address."""
    pages = {other.file: other for other in book.chapters}
    for link in page.links:
        path, _, anchor = link.target.partition("#")
        if re.match(r"[a-z]+:", link.target):
            if not OUTSIDE.fullmatch(link.target) and not re.match(
                r"(?:tel|mailto|doc|ref):\S+$", link.target
            ):
                yield (
                    (link.line, link.column),
                    f"“{link.target}” is no well-formed https address",
                    "copy it again from the page",
                )
            continue
        target = (
            posixpath.normpath(posixpath.join(posixpath.dirname(page.file), path))
            if path
            else page.file
        )
        if target not in pages and not (book.root / target).is_file():
            yield (
                (link.line, link.column),
                f"“{link.target}” leads to no page of this book",
                nearest(target, list(pages)),
            )
        elif anchor and target in pages and anchor not in _anchors(pages[target]):
            yield (
                (link.line, link.column),
                f"“{link.target}” leads to no heading of {target}",
                nearest(anchor, _anchors(pages[target])),
            )


@rule("vague-link", 113)
def vague_link(page: Page, _book: Corpus) -> Iterator:
    """A screen reader can list the links of a page. There, "here" and "read more" say nothing, so a link
    says in its own words where it leads."""
    for link in page.links:
        said = " ".join(re.findall(r"\w+", link.text.lower()))
        if said in wording("links")["vague"]:
            yield (
                (link.line, link.column),
                f"the link “{link.text}” does not say where it leads",
                "put the name of what is there into the link",
            )


@rule("unknown-term", 111)
def unknown_term(page: Page, book: Corpus) -> Iterator:
    """A term that is linked must be in the glossary."""
    for block in page.blocks:
        for piece in block.pieces:
            if piece.kind == "term" and piece.key.lower() not in book.glossary:
                yield (
                    (piece.line, piece.column),
                    f"“{piece.key}” is not in the glossary",
                    nearest(piece.key.lower(), list(book.glossary)),
                )


@rule("missing-page", 112, whole_book=True)
def missing_page(book: Corpus) -> Iterator:
    """Every page that the table of contents names is there."""
    try:
        yield from (
            ("_toc.yml", fault.line, fault.what, fault.remedy)
            for fault in table_of_contents.faults(book.root)
        )
    except Fault as fault:
        yield "_toc.yml", fault.line, fault.what, fault.remedy


def _anchors(page: Page) -> list[str]:
    known, boxes = store.load(), {name for name, _, _ in page.boxes}
    if "sources-list" in boxes:
        return list(known.sources)
    if "papers" in boxes:
        return [f"paper-{paper.source.key}" for paper in papers()]
    if "numbers-list" in boxes:
        return [*known.numbers, *known.outcomes, *(f"numbers-{key}" for key in known.sources)]
    made = [
        re.sub(r"[^\w\- ]", "", block.text.lower()).strip().replace(" ", "-")
        for block in page.blocks
        if block.kind == "heading"
    ]
    areas = known.lists["places"]["areas"] if "places" in boxes else ()
    made += [f"places-{key.lower()}" for key in areas]
    return made + [match[1] for line in page.lines if (match := re.match(r"\(([\w-]+)\)=$", line))]
