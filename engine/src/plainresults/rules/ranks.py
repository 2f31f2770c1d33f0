"""The rank of a result is seen before it: each summary leads with its source's own main one."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator

from plainresults.errors import nearest
from plainresults.evidence import grounds, store, tables
from plainresults.evidence.model import Outcome
from plainresults.rules.corpus import Corpus
from plainresults.rules.page import Page, Place
from plainresults.rules.rule import Found, rule

# What the box of a lead has to say, by its rank.
SAID = {
    "secondary": ("secondary", "main result"),
    **dict.fromkeys(("not stated", "other pre-specified", "post hoc"), ("main result",)),
}


@rule("rank", 20)
def rank(page: Page, book: Corpus) -> Found:
    """Each summary names its source and its lead outcome, if the source compares anything, and
    opens with a box on that outcome, so that rank and verdict are seen first. A lead that is not
    the trial's main result links to that result, and a secondary lead says "secondary" and "main
    result" in the box. Where no source states a rank, the box does not say "secondary" either. A
    result in part of the people, and a harm, never lead."""
    if not page.is_summary:
        return
    known, source, lead = store.load(), page.meta.get("source"), page.meta.get("lead")
    if source not in known.sources:
        what = f"source: “{source}” is not in data/sources.bib"
        yield page.meta_place("source"), what, nearest(str(source), known.sources)
    if lead is None:
        own = [o.key for o in known.outcomes.values() if o.source.key == source]
        if own:
            what = f"the page does not name its lead outcome, and {source} has some"
            yield page.meta_place("source"), what, f"write “lead: {own[0]}”"
    elif page.lead is None:
        what = f"lead: there is no outcome “{lead}” in data/"
        yield page.meta_place("lead"), what, nearest(str(lead), known.outcomes)
        return
    elif page.lead.source.key != source:
        what = f"lead: {lead} is no outcome of the source {source}"
        yield page.meta_place("lead"), what, "name an outcome of the page's own paper"
    yield from _box(page)
    yield from _main_result(page, book)


@rule("unknown-key", 21)
def unknown_key(page: Page, book: Corpus) -> Found:
    """A number that is not in the data has no source, so its name stops the page."""
    for block in page.blocks:
        for piece in block.pieces:
            if piece.kind == "unknown" or (piece.kind == "from" and not grounds.ground(piece.key)):
                hint = nearest(piece.key, grounds.known_addresses())
                yield piece.place, f"there is no “{piece.key}” in data/", hint
    for place, find, key in _named(page):
        try:
            find(key)
        except KeyError as error:
            what, _, hint = error.args[0].partition(". ")
            yield place, what, hint or "Look for its name in data/"


def _named(page: Page) -> Iterator[tuple[Place, Callable[[str], object], str]]:
    """What directives and other roles name, with what looks for it."""
    known = store.load()
    for box in page.boxes:
        if box.name in ("fact-box", "in-short") and box.argument:
            yield (box.line, 1), known.outcome, box.argument
        for at, row in enumerate(box.body.split("\n") if box.name == "facts" else (), box.first):
            key = row.strip().removeprefix("- ")
            if key and ": " not in key:
                yield (at, 1), known.number, key
    for role in page.roles:
        if role.name == "source":
            target = re.search(r"<([^<>]+)>$", role.content)
            yield role.place, known.source, target[1] if target else role.content
        elif role.name == "stat":
            look = tables.when if role.content.endswith(".when") else tables.stat
            yield role.place, look, role.content.removesuffix(".when")


def _box(page: Page) -> Found:
    """The first thing on the page is its main message, about its lead."""
    first = page.boxes[0] if page.boxes else None
    headings = [b.line for b in page.blocks if b.kind == "heading" and b.level == 2]
    heading = next(iter(headings), len(page.lines))
    lead = page.lead.key if page.lead else ""
    if not first or first.name != "in-short" or first.line > heading:
        remedy = f"put {f':::{{in-short}} {lead}'.strip()} before everything else"
        place = (first.line if first else heading, 1)
        yield place, "the page does not open with its main message", remedy
    elif lead and first.argument != lead:
        what = f"the box is about {first.argument or 'nothing'} and the page about {lead}"
        yield (first.line, 1), what, "name the page's lead outcome"


def _main_of(page: Page) -> Outcome:
    """The main result of the trial that the page is about, else of the book's first."""
    known = store.load()
    trial = page.lead.trial if page.lead else known.trial_of.get(str(page.meta.get("source")))
    return known.main_result(trial) if trial else known.trial_result


def _main_result(page: Page, book: Corpus) -> Found:
    """A page about another result leads to the main one, and says the rank of its own."""
    trial = _main_of(page)
    box = [block for block in page.blocks if block.box == "in-short"]
    text, place = " ".join(block.text for block in box).lower(), (box[0].line if box else 1, 1)
    rank = page.lead.rank if page.lead else ""
    for word in SAID.get(rank, ()):
        if word not in text:
            what = f"the rank of the lead is “{rank}”, but its box does not say “{word}”"
            yield place, what, f"say “{word}” in the box"
    if rank == "not stated" and "secondary" in text:
        what = "the box says “secondary”, and no source that we read states a rank"
        yield place, what, "say “it is not the main result”"
    if rank in ("subgroup", "harm"):
        what = f"the lead is a {rank}, which never stands alone or in a headline"
        yield page.meta_place("lead"), what, "lead with the result in everybody"
    home = next((other.file for other in book.summaries if other.lead is trial), "")
    if home and page.lead is not trial:
        there = posixpath.relpath(home, posixpath.dirname(page.file))
        linked = {posixpath.normpath(link.target.partition("#")[0]) for link in page.links}
        if there not in linked:
            what = "the page does not lead to the main result of the whole study"
            yield place, what, f"link to it: [main result]({there})"
