"""Links lead somewhere: inside the book to a page and a place, outside to a possible address."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection

from plainresults.errors import nearest
from plainresults.evidence import store
from plainresults.rules.corpus import Corpus
from plainresults.rules.page import Link, Page
from plainresults.rules.rule import Found, rule
from plainresults.rules.wording import wording

OUTSIDE = re.compile(r"https://[\w-]+(?:\.[\w-]+)+(?:[/?#][^\s<>\"]*)?")
OTHER = re.compile(r"(?:tel|mailto|sms):\S+")
LABEL = re.compile(r"\(([\w-]+)\)=$")


@rule("dead-link", 110)
def dead_link(page: Page, book: Corpus) -> Found:
    """A link that leads nowhere costs a reader's trust. Links inside the book are followed to the
    page and the heading; links to the outside must be a well-formed https address."""
    for link in page.links:
        place, (kind, _, name) = (link.line, link.column), link.target.partition(":")
        if kind in ("doc", "ref") and name:
            yield from _referred(link, kind, name, page, book)
        elif re.match(r"[a-z]+:", link.target):
            if not OUTSIDE.fullmatch(link.target) and not OTHER.fullmatch(link.target):
                what = f"“{link.target}” is no well-formed https address"
                yield place, what, "copy it again from the page"
        else:
            yield from _inside(link, page, book)


def _referred(link: Link, kind: str, name: str, page: Page, book: Corpus) -> Found:
    """What `{doc}` or `{ref}` names, and is not there."""
    place = (link.line, link.column)
    if kind == "ref":
        labels = [label for other in book.chapters for label in _labels(other)]
        if name.lower() not in labels:
            remedy = nearest(name, labels, f"write ({name})= above the heading that it names")
            yield place, f"nothing in the book is labelled “{name}”", remedy
        return
    folder = "" if name.startswith("/") else posixpath.dirname(page.file)
    target = posixpath.normpath(posixpath.join(folder, name.lstrip("/")))
    if f"{target}.md" not in {other.file for other in book.chapters}:
        remedy = _near(f"{name}.md", page, book).replace(".md", "")
        yield place, f"“{name}” is no page of this book", remedy


def _inside(link: Link, page: Page, book: Corpus) -> Found:
    """A link to a page or file of the book."""
    pages = {other.file: other for other in book.chapters}
    place, (path, _, anchor) = (link.line, link.column), link.target.partition("#")
    here = posixpath.dirname(page.file)
    target = posixpath.normpath(posixpath.join(here, path)) if path else page.file
    if target not in pages and not (book.root / target).is_file():
        yield place, f"“{link.target}” leads to no page of this book", _near(path, page, book)
    elif anchor and target in pages and anchor not in (known := _anchors(pages[target])):
        remedy = nearest(anchor, known, f"choose a heading of {target}")
        yield place, f"“{link.target}” leads to no heading of {target}", remedy


def _near(path: str, page: Page, book: Corpus) -> str:
    """The pages whose names are like `path`, as one writes them in a link on `page`."""
    here = posixpath.dirname(page.file)
    seen = [posixpath.relpath(other.file, here) for other in book.chapters]
    by_name = [one for one in seen if posixpath.basename(one) == posixpath.basename(path)]
    return nearest(
        path, by_name or seen, f"write the path of a page from {here or 'here'}, with .md"
    )


@rule("vague-link", 113)
def vague_link(page: Page, book: Corpus) -> Found:
    """A screen reader can list the links of a page. There, "here" and "read more" say nothing, so a
    link says in its own words where it leads."""
    for link in page.links:
        said = " ".join(re.findall(r"\w+", link.text.lower()))
        if said in wording("links")["vague"]:
            what = f"the link “{link.text}” does not say where it leads"
            yield (link.line, link.column), what, "put the name of what is there into the link"


@rule("unknown-term", 111)
def unknown_term(page: Page, book: Corpus) -> Found:
    """A term that is linked must be in the glossary."""
    for block in page.blocks:
        for piece in block.pieces:
            if piece.kind == "term" and piece.key.lower() not in book.glossary:
                home = book.glossary_page
                remedy = nearest(piece.key.lower(), book.glossary, f"explain it in {home}")
                yield piece.place, f"“{piece.key}” is not in the glossary", remedy


def _labels(page: Page) -> list[str]:
    """The labels `(name)=` of a page."""
    return [match[1].lower() for line in page.lines if (match := LABEL.match(line))]


def _anchors(page: Page) -> Collection[str]:
    """Every place of a page that a link can lead to."""
    known, boxes = store.load(), {box.name for box in page.boxes}
    if "sources-list" in boxes:
        return list(known.sources)
    if "numbers-list" in boxes:
        return [*known.numbers, *known.outcomes, *(f"numbers-{key}" for key in known.sources)]
    areas = known.lists["places"]["areas"] if "places" in boxes else ()
    headings = [block.text for block in page.blocks if block.kind == "heading"]
    made = [re.sub(r"[^\w\- ]", "", text.lower()).strip().replace(" ", "-") for text in headings]
    return [*made, *_labels(page), *(f"places-{key.lower()}" for key in areas)]
