"""The directive `{results-by-verdict}`: what is clearly different, what is not, what is not known.

Every result links to the page that tells of it: the one it leads, else the one about its paper,
else a summary that names it.
"""

from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from docutils import nodes

from plainresults.evidence import store
from plainresults.evidence.model import Outcome, by_rank
from plainresults.sphinx import late
from plainresults.sphinx.html_nodes import html_node
from plainresults.sphinx.summaries import summaries

GROUPS = {  # heading: its verdicts, and what they mean
    "Not clearly different": (
        ("unclear",),
        "No clear difference was found. That does not prove that nothing changed.",
    ),
    "Clearly different": (
        ("lower", "higher"),
        "Gaps like these, or bigger ones, would be rare if only chance were at work.",
    ),
    "Not known": (
        ("unknown",),
        "It was measured, but the result is not in the text that we could read.",
    ),
}
OTHERS = {  # the same for what only some books have; shown where there is one
    "Within the limit set beforehand": (
        ("not_worse", "alike"),
        "The whole range lies inside the limit that the plan set. That does not show that one "
        "is better.",
    ),
    "Not shown to be within the limit": (
        ("not_shown", "not_shown_alike"),
        "The range goes beyond the limit that the plan set.",
    ),
    "Nothing compared": (("none",), "Only one group was counted."),
}


def page_of(outcome: Outcome, pages: Mapping[str, dict[str, Any]], texts: Mapping[str, str]) -> str:
    """The summary, by name, that tells of `outcome`; empty when there is none.

    `pages` holds the front matter of the summaries, `texts` their words.
    """
    leads = [name for name, meta in pages.items() if meta.get("lead") == outcome.key]
    papers = [name for name, meta in pages.items() if meta.get("source") == outcome.source.key]
    named = [
        name for name, text in texts.items() if outcome.key in text or outcome.source.key in text
    ]
    return next(iter([*leads, *papers, *named]), "")


def _make(place: late.Place) -> nodes.Node:
    env, known = place.app.env, store.load()
    pages = {name: env.metadata[name] for name in sorted(summaries(place.app))}
    texts = {name: Path(env.doc2path(name)).read_text("utf8") for name in pages}
    told = [(one, page_of(one, pages, texts)) for one in by_rank(known.outcomes.values())]
    found = [
        (one, place.app.builder.get_relative_uri(place.page, page) if page else "")
        for one, page in told
    ]
    groups = []
    for heading, (verdicts, explained) in (GROUPS | OTHERS).items():
        members = [one for one in found if one[0].verdict in verdicts]
        if heading in OTHERS and not members:
            continue
        ranks = groupby(members, key=lambda one: store.words().rank_heads[one[0].rank])
        if any(one.rank == "trial primary" for one, _ in members):
            explained = f"The main result of the study is here. {explained}"
        elif members:
            explained = f"{explained} None of them is the main result of the study."
        groups.append((heading, explained, [(rank, list(same)) for rank, same in ranks]))
    return html_node("results-by-verdict.html", groups=groups)


setup_component = late.directive("results-by-verdict", _make)
