"""The rank of a result is seen before the result: each summary leads with its source's own main one."""

from __future__ import annotations

from collections.abc import Iterator

from plainresults.errors import nearest
from plainresults.evidence import grounds, store
from plainresults.rules.corpus import Corpus
from plainresults.rules.page import Page
from plainresults.rules.rule import rule

# What the box of a lead has to say, by its rank.
SAID = {
    "secondary": ("secondary", "main result"),
    **dict.fromkeys(("not stated", "other pre-specified", "post hoc"), ("main result",)),
}


@rule("rank", 20)
def rank(page: Page, book: Corpus) -> Iterator:
    """Each summary names its source and its lead outcome, if the source compares anything, and opens with a box
    on that outcome, so that rank and verdict are seen first. A lead that is not the trial's main result links to that result,
    and a secondary lead says "secondary" and "main result" in the box. Where no source states a rank, the
    box does not say "secondary" either. A result in part of the people, and a harm, never lead."""
    if not page.is_summary:
        return
    known, source, lead = store.load(), page.meta.get("source"), page.meta.get("lead")
    if source not in known.sources:
        yield (
            page.meta_place("source"),
            f"source: “{source}” is not in data/sources.bib",
            nearest(str(source), list(known.sources)),
        )
    if lead is None:
        if outcomes := [
            key for key, outcome in known.outcomes.items() if outcome.source.key == source
        ]:
            yield (
                page.meta_place("source"),
                f"the page does not name its lead outcome, and {source} has some",
                f"write “lead: {outcomes[0]}”",
            )
    elif page.lead is None:
        yield (
            page.meta_place("lead"),
            f"lead: there is no outcome “{lead}” in data/",
            nearest(str(lead), list(known.outcomes)),
        )
        return
    elif page.lead.source.key != source:
        yield (
            page.meta_place("lead"),
            f"lead: {lead} is no outcome of the source {source}",
            "name an outcome of the page's own paper",
        )
    yield from _box(page)
    yield from _main_result(page, book)


@rule("unknown-key", 21)
def unknown_key(page: Page, book: Corpus) -> Iterator:
    """A number that is not in the data has no source, so its name stops the page."""
    for block in page.blocks:
        for piece in block.pieces:
            unknown_mark = piece.kind == "from" and grounds.ground(piece.key) is None
            if piece.kind == "unknown" or unknown_mark:
                what = f"there is no “{piece.key}” in data/"
                hint = nearest(piece.key, grounds.known_addresses())
                yield (piece.line, piece.column), what, hint


def _box(page: Page) -> Iterator:
    first = next(((name, argument, line) for name, argument, line in page.boxes), None)
    heading = next(
        (block.line for block in page.blocks if block.kind == "heading" and block.level == 2),
        len(page.lines),
    )
    if not first or first[0] != "in-short" or first[2] > heading:
        yield (
            (first[2] if first else heading, 1),
            "the page does not open with its main message",
            f"put {':::{in-short} ' + page.lead.key if page.lead else ':::{in-short}'} before everything else",
        )
    elif page.lead and first[1] != page.lead.key:
        yield (
            (first[2], 1),
            f"the box is about {first[1] or 'nothing'} and the page about {page.lead.key}",
            "name the page's lead outcome",
        )


def _main_result(page: Page, book: Corpus) -> Iterator:
    trial = store.load().trial_result
    box = [block for block in page.blocks if block.box == "in-short"]
    text = " ".join(block.text for block in box)
    line = box[0].line if box else 1
    if page.lead:
        rank = page.lead.rank
        for word in SAID.get(rank, ()):
            if word not in text.lower():
                what = f"the rank of the lead is “{rank}”, but its box does not say “{word}”"
                yield (line, 1), what, f"say “{word}” in the box"
        if rank == "not stated" and "secondary" in text.lower():
            what = "the box says “secondary”, and no source that we read states a rank"
            yield (line, 1), what, "say “it is not the main result”"
        if rank in ("subgroup", "harm"):
            what = f"the lead is a {rank}, which never stands alone or in a headline"
            yield page.meta_place("lead"), what, "lead with the result in everybody"
    home = next((other.file for other in book.summaries if other.lead is trial), "")
    if (
        page.lead is not trial
        and home
        and not any(
            link.target.split("#")[0].rpartition("/")[2] == home.rpartition("/")[2]
            for link in page.links
        )
    ):
        yield (
            (line, 1),
            "the page does not lead to the main result of the whole study",
            f"link to {home.rpartition('/')[2]}",
        )
