"""A summary as its readers pass it on: what a handout, a card, a citation and a feed have to know of it.

There is no Sphinx in here; `plainresults.sphinx.share` fills a `Summary` from the book.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plainresults.evidence import store
from plainresults.evidence.model import Outcome, Source
from plainresults.evidence.ranking import results_above, said
from plainresults.evidence.site import Site

WORDS_PER_MINUTE = 200
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True)
class Chart:
    """A chart of a page that has a picture; `description` says what a person sees who cannot see it."""

    name: str
    title: str
    description: str


@dataclass(frozen=True)
class Summary:
    """One page that sums up a paper.

    `short` holds the pieces of the “in short” text, each with whether it is emphasized.
    `lead` is None on a page that describes and does not compare. `checked` is the day on which its
    numbers were last compared with their source, `changed` the day on which anything in it changed.
    `facts` are the rows of its fact box as plain text, where the rows do not follow from `lead`.
    `text` holds what stands below the box: each “heading”, “item” of a list and “paragraph”.
    """

    docname: str
    site: Site
    title: str
    description: str
    source: Source
    lead: Outcome | None
    short: Sequence[tuple[str, bool]]
    words: int
    checked: str
    changed: str
    facts: Sequence[tuple[str, str]] = ()
    charts: Sequence[Chart] = ()
    text: Sequence[tuple[str, str]] = ()

    @property
    def name(self) -> str:
        """The page's own name, which its files carry: “vegetables”."""
        return self.docname.rpartition("/")[2]

    @property
    def address(self) -> str:
        """The full address of the page."""
        return self.site.address(self.docname)

    @property
    def minutes(self) -> int:
        """How long reading takes, in whole minutes, at 200 words a minute."""
        return max(1, round(self.words / WORDS_PER_MINUTE))

    @property
    def always_with(self) -> list[str]:
        """The results that may not be left out when this page is passed on, one sentence each."""
        return [said(other) for other in results_above(self.lead)]


def last_checked(source: Source, lead: Outcome | None) -> str:
    """The day on which the page's numbers were last compared with their source, as “2026-11-21”."""
    days = store.load().days
    return lead.checked if lead else days.get(source.key) or max(days.values())
