"""The picture that a link to a page shows: title, verdict, both rates, and the main result where it is another one."""

from __future__ import annotations

import textwrap

from plainresults.evidence import store
from plainresults.export.summary import Summary
from plainresults.rendering import fact_box, html, vega
from plainresults.rendering.html import plain
from plainresults.rendering.palette import COLOURS

WIDTH, HEIGHT = 1200, 630


def png(page: Summary) -> bytes:
    """The card of `page`, 1200 by 630."""
    return vega.png(svg(page), scale=1)


def svg(page: Summary) -> str:
    """The card as SVG; a long title gets smaller type."""
    size = 62 if len(page.title) < 52 else 52
    badge = (
        f"{store.words().ranks[page.lead.rank]}: {page.lead.verdict_in_words.lower()}"
        if page.lead
        else store.words().no_comparison
    )
    return html.render(
        "card.svg",
        title=textwrap.wrap(page.title, 1950 // size),
        size=size,
        badge=badge,
        rows=_rows(page),
        sentence=textwrap.wrap(_sentence(page), 62)[:4] if not _rows(page) else [],
        always_with=page.always_with,
        site=page.site,
        C=COLOURS,
        width=WIDTH,
        height=HEIGHT,
    )


def alt(page: Summary) -> str:
    """What the card says, for people who do not see it."""
    result = (
        [f"{store.words().ranks[page.lead.rank]}: {page.lead.verdict_in_words.lower()}."]
        if page.lead
        else []
    )
    return " ".join(
        [
            page.title,
            *result,
            *(f"{label}: {text}." for label, text in _rows(page)),
            *([_sentence(page)] if _of_one_group(page) else []),
            *page.always_with,
        ]
    )


def _of_one_group(page: Summary) -> bool:
    return bool(page.lead and not page.lead.compared)


def _sentence(page: Summary) -> str:
    """What happened in the group where only one was studied, else what the page is about."""
    told = "".join(text for text, strong in page.short if strong)
    return told.strip() if told and _of_one_group(page) else page.description


def _rows(page: Summary) -> list[tuple[str, str]]:
    """Both groups with their rates, where both are known and short enough to be read."""
    if not (page.lead and page.lead.pair):
        return []
    known = [
        (label, plain(line).partition(" (")[0]) for label, line in fact_box.rows(page.lead)[:2]
    ]
    return known if all(len(text) < 60 for _, text in known) else []
